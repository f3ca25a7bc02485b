"""Tables too large to be held at once: the flow of Screener.screen cut into stages that see a part of the table each.

Chunks and processes of one machine here; Spark for clusters. Both give what Screener.screen gives, to the last digit.
"""

from screen.scale.local import Large, screen_large

__all__ = ["Large", "screen_large"]
