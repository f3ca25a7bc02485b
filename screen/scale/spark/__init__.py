"""Screening on Apache Spark: the same stages as on one machine, over the rows of a DataFrame."""
