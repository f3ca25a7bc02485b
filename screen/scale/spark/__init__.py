"""Screening on Apache Spark: the stages of one machine, over the rows of a DataFrame, with the cluster it is on."""

from screen.scale.spark.driver import screen_cluster
from screen.scale.spark.screening import SparkScreening, screen
from screen.scale.spark.session import session

__all__ = ["SparkScreening", "screen", "screen_cluster", "session"]
