"""The nouns every stage shares: kinds, bands, dates, identifiers, problems, and the table of parties.

Tables travel between the stages as DataFrames whose columns are named here; the small frozen classes are
views of one cell or row. How cells are read is left to intake, how they are compared to matching.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


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

    @classmethod
    def of(cls, word: str) -> Band:
        """Return the band of a word; raises KeyError for any other."""
        return cls[word.upper()]


# ---- values in cells -------------------------------------------------------------------------------------

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
    return ";".join(value.replace(";", r"\;") for value in values if value)


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


# ---- the table of parties --------------------------------------------------------------------------------

FIELDS = (
    "reference",
    "name",
    "family_name",
    "given_name",
    "name_original",
    "aliases",
    "kind",
    "birth_date",
    "birth_place",
    "gender",
    "nationality",
    "country",
    "address",
    "city",
    "passport",
    "id_number",
    "registration_number",
    "tax_number",
    "imo",
    "bic",
    "phone",
    "email",
    "website",
    "bank_account",
    "bank_name",
    "bank_country",
    "account_holder",
    "wallet",
    "employer",
    "sponsor",
    "partner",
    "occupation",
    "sector",
    "business_line",
    "goods",
    "origin",
    "owners",
    "owner_share",
    "owner_nationality",
    "directors",
    "director_nationality",
    "staff_nationality",
    "incorporation_country",
    "incorporation_date",
    "wage",
    "wage_payee",
    "payment_method",
    "permit_category",
    "permit_issued_on",
    "permit_expires_on",
    "contract_signed_on",
    "contract_ends_on",
    "passport_issued_on",
    "passport_expires_on",
    "status",
    "vessel_flag",
    "crew",
    "port_calls",
    "ethnicity",
    "earlier_category",
    "arrived_on",
    "left_on",
    "employment_status",
    "worksite",
    "hours_per_day",
    "rest_days",
    "passport_holder",
    "wage_withheld",
    "upfront_payment",
    "contract_value",
    "contract_party",
    "remittance",
    "education",
    "language",
    "shipping_address",
    "id_address",
    "device",
    "ip_address",
    "profile_text",
    "account_changes",
    "landlord",
    "parent",
    "signatory",
    "price",
    "market_price",
    "manager",
    "fleet_size",
    "earlier_names",
    "sts_partner",
    "ais_gap_hours",
    "notes",
)
"""The canonical fields of a party, in report order. A cell may hold several values (see split_values).

Canonical forms: dates as PartialDate text; kind, gender (male, female) and countries (ISO 3166-1 alpha-2) as
codes; passport, id, registration and tax numbers, IMO, BIC upper-case without spaces or punctuation; phone
as digits with country code where known; e-mail and website lower-case; all else as written, white space folded.
What could not be brought into this form is '' here and stands in the problems.
"""

DATE_FIELDS = tuple(name for name in FIELDS if name.endswith(("_date", "_on")))
COUNTRY_FIELDS = (
    "nationality",
    "country",
    "bank_country",
    "origin",
    "owner_nationality",
    "director_nationality",
    "staff_nationality",
    "incorporation_country",
    "vessel_flag",
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A row or cell that could not be screened as written.

    row: as the spreadsheet shows it, 0 when the whole sheet is meant; column: the header as written, '' when
    the whole row is meant; code: a short stable word; message: where, what, what to do, without the place.
    A code that begins with ``row-skipped-`` says that the row was not screened at all.
    """

    sheet: str
    row: int
    column: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """How one column of a sheet was understood.

    header: as written (made unique with a number where it repeats); field: the canonical field, '' when the
    column is only kept and shown; how: a clause for people ("synonym of name (English)").
    """

    header: str
    field: str
    how: str


@dataclass(frozen=True)
class Sheet:
    """One sheet that was screened.

    written: the customer's rows as strings, one column per ColumnUse, indexed by row as the spreadsheet shows it.
    header_row: row number of the (last) header line. notes: what an officer should know ("2 hidden rows were
    screened").
    """

    name: str
    header_row: int
    columns: tuple[ColumnUse, ...]
    written: pd.DataFrame
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a table came from: sha256 is the hex digest of its bytes, empty for a DataFrame."""

    name: str
    format: str
    sha256: str = ""
    bytes: int = 0
    encoding: str = ""
    delimiter: str = ""


PARTY_KEYS = ("sheet", "row", "line", "party_id")


@dataclass(frozen=True)
class Parties:
    """A table of parties to screen.

    table: one row per party in reading order: PARTY_KEYS, then FIELDS, all ``str`` except row and line (int64;
    line is the physical first line in a text file, else 0). party_id: 12 hex digits that follow from what
    identifies the party (reference, names, birth date, strong identifiers), not from its place.
    rows_read counts every record under a header: rows_read == len(table) + rows skipped, and each skipped row
    stands in problems with a code row-skipped-*.
    """

    table: pd.DataFrame
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...]
    source: Source
    rows_read: int
    fields_present: frozenset[str] = field(default_factory=frozenset)

    def __len__(self) -> int:
        return len(self.table)


# ---- the tables between the stages -----------------------------------------------------------------------

MATCH_COLUMNS = {
    "sheet": "str",
    "row": "int64",
    "party_id": "str",
    "name": "str",  # as the customer wrote it
    "list": "str",  # Watchlist.id
    "entry_id": "str",  # the publisher's own id
    "references": "str",  # the whole cluster: "UN:KPi.001 OFAC:9345"
    "entry_name": "str",
    "entry_kind": "str",
    "matched_name": "str",  # the entry's name or alias that matched, in the list's spelling
    "alias_quality": "str",  # name, strong, weak, derived, or '' where an identifier alone matched
    "name_score": "float64",  # 0 to 100, the two names alone
    "rarity": "str",  # class of the name asked: very common, common, uncommon, rare, or ''
    "score": "float64",  # 0 to 100, all evidence
    "band": "str",  # low, medium, high, critical
    "why": "str",  # one plain sentence
    "would_settle": "str",  # the smallest missing fact that would settle it, '' where nothing is missing
    "legal_status": "str",  # listed, delisted, not listed
    "standing": "str",  # what a match is a possible match to, in words: "listed party", "reported front"
    "about": "str",  # what else to know of the entry: measure, closed, denials, notes, "check the official list"
    "programs": "str",
    "listed_on": "str",
    "link": "str",  # to the publisher's page or document
}
"""Matches: one row per party and cluster with score >= 50, sorted by party, then score downwards."""

EVIDENCE_COLUMNS = {
    "match": "int64",  # position in the matches
    "field": "str",
    "level": "str",  # level id of rules/matching.yml
    "verdict": "str",  # agrees, close, contradicts, missing
    "points": "int64",
    "asked": "str",
    "listed": "str",
    "why": "str",
}

HIT_COLUMNS = {
    "sheet": "str",
    "row": "int64",
    "party_id": "str",
    "rule": "str",  # A03 …
    "level": "str",  # band word
    "family": "str",
    "state": "str",  # fired; open: the legal test lacks a fact; excepted: an exception holds
    "why": "str",  # one plain sentence with the values that fired it
    "cells": "str",  # "Address: 12 Sungri St, Pyongyang" — header and cell as written, joined as many values
    "exceptions": "str",  # ids of the exceptions that hold, else of those still to be asked about, joined as many values
}

PROBLEM_COLUMNS = {"sheet": "str", "row": "int64", "column": "str", "code": "str", "message": "str"}

ASSESSMENT_COLUMNS = {
    "sheet": "str",
    "row": "int64",
    "party_id": "str",
    "name": "str",
    "kind": "str",
    "band": "str",
    "risk": "int64",  # 0 to 100; orders rows inside a band, no probability
    "top_reason": "str",
    "match_band": "str",
    "hit_families": "str",  # families with a hit, strongest first, joined as many values
}
"""Assessments: one row per party, in the order of the table."""


def frame(rows: list[dict[str, object]] | dict[str, list[object]], columns: dict[str, str]) -> pd.DataFrame:
    """Build a table with exactly these columns and dtypes, also when there are no rows."""
    import pandas as pd

    return pd.DataFrame(rows, columns=list(columns)).astype(columns)
