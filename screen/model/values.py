"""Values in cells: kinds, bands, dates, identifiers, and cells that hold several values."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from functools import lru_cache


class Kind(StrEnum):
    """What a party or an entry is. A party whose kind is not known carries ''."""

    PERSON = "person"
    ORGANISATION = "organisation"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"


class Band(IntEnum):
    """How urgently a human must look; ordered. The thresholds stand in rules/."""

    NONE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """The band as tables and options write it: none, low, medium, high, critical."""
        return self.name.lower()

    @property
    def label(self) -> str:
        """The band as reports show it; the lowest reads "nothing found", never "clear"."""
        return "nothing found" if self is Band.NONE else self.word

    @property
    def or_above(self) -> str:
        """The band and those above it, in words.

        >>> Band.HIGH.or_above, Band.CRITICAL.or_above
        ('high or above', 'critical')
        """
        return self.label if self is Band.CRITICAL else f"{self.label} or above"

    @classmethod
    def of(cls, word: str) -> Band:
        """Return the band of a word; raises KeyError for any other."""
        return cls[word.upper()]


class Disposition(StrEnum):
    """What a reviewer made of an alert."""

    OPEN = "open"
    FALSE_POSITIVE = "false_positive"
    NEED_INFO = "need_info"
    TRUE_MATCH = "true_match"
    ESCALATED = "escalated"

    @property
    def label(self) -> str:
        """The disposition as reports show it."""
        return self.value.replace("_", " ")

    @property
    def stays_on_top(self) -> bool:
        """Whether the alert heads every later report and counts for --fail-on, whatever its band."""
        return self in (Disposition.TRUE_MATCH, Disposition.ESCALATED)


_SEPARATOR = re.compile(r"(?<!\\);")


@lru_cache(maxsize=1 << 16)
def split_values(cell: str) -> tuple[str, ...]:
    r"""Split a many-valued cell at ``;`` (a ``;`` inside a value is written ``\;``).

    >>> split_values(r"a; b\; c;")
    ('a', 'b; c')
    """
    if ";" not in cell:
        return (value,) if (value := cell.strip()) else ()
    return tuple(value for part in _SEPARATOR.split(cell) if (value := part.replace(r"\;", ";").strip()))


def join_values(values: tuple[str, ...] | list[str]) -> str:
    r"""Join values into one cell, the reverse of :func:`split_values`.

    >>> join_values(["a", "b; c"])
    'a;b\\; c'
    """
    return ";".join(value.replace(";", r"\;") + (" " if value[-1] == "\\" else "") for value in values if value)


_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date known to the day, month or year, or a range of those: first and last day it may mean.

    Canonical text: ``1952-03-04``, ``1952-03``, ``1952``, ``1944..1946``, and ``~1952`` for circa.
    """

    first: date
    last: date
    is_approximate: bool = False

    @classmethod
    @lru_cache(maxsize=1 << 16)
    def parse(cls, text: str) -> PartialDate:
        """Read the canonical text.

        Raises ValueError for any other form and for days that do not exist.

        >>> PartialDate.parse("1952-02").last
        datetime.date(1952, 2, 29)
        """
        approximate, _, bare = text.rpartition("~")
        if approximate:
            raise ValueError(f"not a canonical date: {text!r}")
        parts = bare.split("..")
        if len(parts) > 2:
            raise ValueError(f"not a canonical date: {text!r}")
        first, last = cls._bounds(parts[0])[0], cls._bounds(parts[-1])[1]
        if last < first:
            raise ValueError(f"the range ends before it begins: {text!r}")
        return cls(first, last, text.startswith("~"))

    @staticmethod
    def _bounds(text: str) -> tuple[date, date]:
        found = _DATE.fullmatch(text)
        if not found:
            raise ValueError(f"not a canonical date: {text!r}")
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        if day is not None and month is not None:
            return date(year, month, day), date(year, month, day)
        if month is not None:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, 1, 1), date(year, 12, 31)

    @property
    def is_full(self) -> bool:
        """Whether the day is known."""
        return self.first == self.last and not self.is_approximate

    def gap_days(self, other: PartialDate) -> int:
        """Return the days between the two ranges: 0 where they overlap."""
        return max((self.first - other.last).days, (other.first - self.last).days, 0)

    def __str__(self) -> str:
        mark = "~" if self.is_approximate else ""
        for form in ("%Y", "%Y-%m", "%Y-%m-%d"):
            text = self.first.strftime(form)
            if self._bounds(text) == (self.first, self.last):
                return mark + text
        ends = [
            day.strftime("%Y") if (day.month, day.day) == edge else day.isoformat()
            for day, edge in ((self.first, (1, 1)), (self.last, (12, 31)))
        ]
        return mark + "..".join(ends)


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number or address that points to one party: type, value as normalised, issuing country.

    type: one of IDENTIFIER_TYPES; country: ISO 3166-1 alpha-2, '' when not known.
    Canonical text: ``type:country:value``.
    """

    type: str
    country: str
    value: str

    @classmethod
    def parse(cls, text: str) -> Identifier:
        """Read the canonical text; raises ValueError for any other form."""
        parts = text.split(":", 2)
        if len(parts) != 3 or not parts[0] or not parts[2]:
            raise ValueError(f"not an identifier (type:country:value): {text!r}")
        return cls(*parts)

    def __str__(self) -> str:
        return f"{self.type}:{self.country}:{self.value}"


IDENTIFIER_TYPES = (
    "passport",
    "id_number",
    "registration_number",
    "tax_number",
    "imo",
    "bic",
    "mmsi",
    "call_sign",
    "phone",
    "email",
    "website",
    "bank_account",
    "wallet",
    "other",
)
