"""The table of parties as intake makes it, with its sheets, its source and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

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

    @property
    def header_told(self) -> str:
        """Where its header is, in words."""
        return f"header in row {self.header_row}" if self.header_row else "no header row"


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
