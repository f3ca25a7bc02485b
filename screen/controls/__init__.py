"""Planted controls: listed names in other guises whose outcome is known, and whether a run finds them."""

from screen.controls.outcome import Controls, Planted
from screen.controls.variants import CLASSES, Control, variants

__all__ = ["CLASSES", "Control", "Controls", "Planted", "variants"]
