"""How old watchlists may be and which must be there: what is not held to that is told, all of it at once.

Which lists are loaded, and from where, is left to the package; whether a file was altered to reading it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from screen.data import read_yaml, rules_file
from screen.errors import WatchlistError
from screen.lists.watchlist import Watchlist
from screen.model import PartialDate

_AGE = re.compile(r"([0-9]{1,5})([dw]?)")
_CLOCK = "Check the clock of this computer and the list: its age cannot be told"


def age_in_days(text: str) -> int | None:
    """Return the days an age says, None for what is no age.

    >>> age_in_days("7d"), age_in_days("2w"), age_in_days("30"), age_in_days("1y")
    (7, 14, 30, None)
    """
    found = _AGE.fullmatch(text.strip().casefold())
    return int(found[1]) * (7 if found[2] == "w" else 1) if found else None


@dataclass(frozen=True, slots=True)
class Limits:
    """How old the lists of a run may be, in days (None: any age), and the ids of those that must be in use.

    stored_days: since a stored list was retrieved, or its publisher last said that there is none newer; shipped_days: since
    the date of a shipped list's data. The age of a list that is neither is not judged.
    """

    stored_days: int | None = None
    shipped_days: int | None = None
    required: tuple[str, ...] = ()

    def hold(self, shipped: Sequence[Watchlist], stored: Sequence[Watchlist], today: date) -> None:
        """Raise WatchlistError for every list that is too old, of a day to come or of none that is known, or not there."""
        found = [
            *self._of_stored(stored, today), *self._of_shipped(shipped, stored, today),
            *self._missing({one.id for one in (*shipped, *stored)}),
        ]  # fmt: skip
        if found:
            raise WatchlistError("\n".join(found))

    def _of_stored(self, stored: Sequence[Watchlist], today: date) -> Iterator[str]:
        if self.stored_days is None:
            return
        if not stored:
            yield (
                "Stored lists: there is none, and --max-list-age asks for lists that are kept up to date. Run dprk-screen "
                "lists update, or restore the folder that holds them (--data-dir)."
            )
        for one in stored:
            day = _first(_seen(one))
            tomorrow = (today + timedelta(days=1)).isoformat()  # a publisher's day may begin before ours
            if day is None:
                yield f"{one.id}: when it was retrieved is not known. Store it again: dprk-screen lists update."
            elif day > today or one.date > tomorrow:
                yield f"{one.id}: dated {max(day.isoformat(), one.date)}, which is after {today}. {_CLOCK}."
            elif (age := (today - day).days) > self.stored_days:
                yield (
                    f"{one.id}: last retrieved or confirmed on {day}, {_days(age)} ago; --max-list-age allows "
                    f"{_days(self.stored_days)}. Run dprk-screen lists update, or lists add FILE for a file of your own."
                )

    def _of_shipped(self, shipped: Sequence[Watchlist], stored: Sequence[Watchlist], today: date) -> Iterator[str]:
        if self.shipped_days is None:
            return
        there = {one.publisher for one in shipped}
        for publisher, title in read_yaml(rules_file("screening.yml"))["expected"].items():
            if publisher not in there:
                yield f"Shipped list of {title}: it is not there. Install dprk-screen again."
        whole = {one.id: one for one in stored if not one.is_day_guessed}
        for one in shipped:
            day = _first(one.date)
            if day is None:
                yield f"{one.id}: the day of its data is not known. Install dprk-screen again."
            elif day > today:
                yield f"{one.id}: its data are of {one.date}, which is after {today}. {_CLOCK}."
            elif (age := (today - _as_of(one, day, whole.get(one.part_of), today)).days) > self.shipped_days:
                yield (
                    f"{one.id}: data of {one.date}, {_days(age)} old; --max-shipped-age allows {_days(self.shipped_days)}. "
                    f"Install a newer dprk-screen{_or_store(one)}."
                )

    def _missing(self, in_use: set[str]) -> Iterator[str]:
        for wanted in dict.fromkeys(self.required):
            if wanted not in in_use:
                yield (
                    f"{wanted}: --require-list asks for this list, and it is not in use. Run dprk-screen lists update or "
                    "restore the list; dprk-screen lists status shows the ids."
                )

    def notices(self) -> Iterator[str]:
        """Say what the lists of a run were held to; nothing where that was nothing."""
        most = ((self.stored_days, "stored"), (self.shipped_days, "shipped"))
        told = " and ".join(f"{_days(days)} ({what})" for days, what in most if days is not None)
        if told:
            yield f"Lists held to at most {told}: all are."
        if self.required:
            yield f"Lists that must be in use: {', '.join(dict.fromkeys(self.required))}: all are."


def _seen(one: Watchlist) -> str:
    """Return the day a stored list was retrieved, or the later one on which its publisher said that there is none newer."""
    return max(one.retrieved, one.checked)


def _as_of(one: Watchlist, day: date, whole: Watchlist | None, today: date) -> date:
    """Return the day a shipped list stands for: that of the publisher's whole list, where this is stored and as new."""
    seen = _first(_seen(whole)) if whole is not None and whole.date >= one.date else None
    return seen if seen is not None and day < seen <= today else day


def _or_store(one: Watchlist) -> str:
    return ", or store the whole list of its publisher with dprk-screen lists update" if one.part_of else ""


def _first(text: str) -> date | None:
    """Return the first day of a date of any precision, None for what is none."""
    try:
        return PartialDate.parse(text).first if text else None
    except ValueError:
        return None


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count:,} days"
