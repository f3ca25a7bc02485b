"""A screening done again from its report: what it was made with is looked for, and the outcome compared."""

from screen.rerun.differences import Differences, differences
from screen.rerun.materials import Materials, gathered
from screen.rerun.places import Places
from screen.rerun.request import Cause, Request
from screen.rerun.run import repeated
from screen.rerun.versions import version_causes

__all__ = [
    "Cause", "Differences", "Materials", "Places", "Request", "differences", "gathered", "repeated", "version_causes",
]  # fmt: skip
