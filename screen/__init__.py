"""Screen tables of parties for DPRK fronts and red flags: the public API.

Everything a program needs is here; the command line is built on the same calls.
Each name is loaded at first use, so that ``dprk-screen --help`` answers at once.

    compare_names(a, b, kind=None)      how alike two names alone are, 0 to 100, and why
    load_watchlists(sources=None)       the shipped and stored lists, or those of the sources given
    Screener(lists=None, rules=None)    lists and rules compiled once; .screen(table), .match_names(names)
    Screening                           what a run found: parties, matches, hits, problems, counts
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screen.lists import load_watchlists as load_watchlists
    from screen.names.compare import NameMatch as NameMatch
    from screen.names.compare import compare_names as compare_names
    from screen.screening import Screener as Screener
    from screen.screening import Screening as Screening

__version__ = "0.9.0"

_HOMES = {
    "compare_names": "screen.names.compare",
    "NameMatch": "screen.names.compare",
    "load_watchlists": "screen.lists",
    "Screener": "screen.screening",
    "Screening": "screen.screening",
}
__all__ = ["NameMatch", "Screener", "Screening", "compare_names", "load_watchlists"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'screen' has no attribute {name!r}")
