"""Where an entry can be read at its publisher's."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LINK = re.compile(r"https?://\S+")


def first_link(sources: Sequence[str]) -> str:
    """Return the first address among the sources of an entry, '' where none is given."""
    return next((found[0] for source in sources if (found := _LINK.search(source))), "")
