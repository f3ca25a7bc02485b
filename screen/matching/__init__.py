"""Matching: which entries a party may be, and the evidence for and against."""
