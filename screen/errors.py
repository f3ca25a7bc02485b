"""What can go wrong, as one tree.

    ScreenError                     one line for the user: where, what, what to do
    ├── UsageError                  the command or its options do not fit (exit 2)
    └── UntrustedInput              something read cannot be trusted (exit 3)
        ├── TableError              a spreadsheet that cannot be read at all
        ├── WatchlistError          a watchlist file or folder that cannot be read whole
        ├── DecisionsError          a decisions file that is cut off or was altered
        └── RuleError               a file under rules/ that does not say what it must

Trouble with a single row is no exception: it is collected as a :class:`screen.model.Problem`.
"""

from __future__ import annotations


class ScreenError(Exception):
    """Base of all errors a user can cause and mend; ``str()`` is the whole message."""

    exit_code = 3


class UsageError(ScreenError):
    """The command, its options or an argument of the API do not fit."""

    exit_code = 2


class UntrustedInput(ScreenError):
    """Something that was read cannot be trusted, so nothing was screened."""


class TableError(UntrustedInput):
    """A table of parties that cannot be read at all."""


class WatchlistError(UntrustedInput):
    """A watchlist that cannot be read to its end or does not carry what it must."""


class DecisionsError(UntrustedInput):
    """A decisions file that cannot be read whole or does not say what was recorded."""


class RuleError(UntrustedInput):
    """A file under rules/ that is malformed, incomplete or contradicts another."""
