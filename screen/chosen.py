"""Which watchlists and rules a run uses: the shipped ones, those stored, and those that are named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from screen.errors import UsageError

if TYPE_CHECKING:
    from screen.lists import Watchlist
    from screen.lists.freshness import Limits
    from screen.redflags.loader import OwnRules
    from screen.screening import Screener


@dataclass(frozen=True, slots=True)
class Chosen:
    """The watchlists a run asks for.

    watchlists: files, list folders or ids of shipped lists that are named beside the others; data_dir: where the stored ones
    are, None for the user's own folder.
    """

    watchlists: tuple[str, ...] = ()
    no_shipped: bool = False
    no_stored: bool = False
    data_dir: str | None = None

    def lists(self, as_of: date | None = None, limits: Limits | None = None) -> list[Watchlist]:
        """Load them: shipped, stored (as they were on a day), and those that are named.

        limits: what the shipped and stored ones are held to. Raises UsageError where no list is left, WatchlistError for lists
        that cannot be trusted.
        """
        from screen.lists import is_shipped, load_watchlists, shipped_lists, stored_lists

        stored = [] if self.no_stored else stored_lists(self.data_dir, as_of)
        shipped = [] if self.no_shipped else shipped_lists(stored, self.data_dir)
        named = load_watchlists(list(self.watchlists), self.data_dir) if self.watchlists else []
        if limits:
            by_id = {name for name in self.watchlists if is_shipped(name)}
            limits.hold(
                [*shipped, *(one for one in named if one.id in by_id)], stored, as_of or datetime.now(UTC).date()
            )
        lists = [*shipped, *stored, *named]
        if not lists:
            raise UsageError(
                "No watchlist is left. Add one with --watchlist FILE or dprk-screen lists update, or drop --no-shipped."
            )
        return lists

    def screener(
        self, as_of: date | None = None, own_rules: Sequence[OwnRules] = (), limits: Limits | None = None
    ) -> Screener:
        """Compile them with the rules of one's own. limits: as in lists."""
        from screen.redflags import load_rules
        from screen.screening import Screener

        rules = load_rules(own=own_rules, today=as_of)
        return Screener(self.lists(as_of, limits), rules, data_dir=self.data_dir, limits=limits)
