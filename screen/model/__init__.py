"""The nouns every stage shares: kinds, bands, dates, identifiers, problems, and the table of parties.

Tables travel between the stages as DataFrames whose columns are named here; the small frozen classes are
views of one cell or row. How cells are read is left to intake, how they are compared to matching.
"""

from screen.model.party import (
    COUNTRY_FIELDS,
    DATE_FIELDS,
    FIELDS,
    PARTY_KEYS,
    ColumnUse,
    Parties,
    Problem,
    Sheet,
    Source,
)
from screen.model.tables import (
    ALERT_COLUMNS,
    ASSESSMENT_COLUMNS,
    CHANGE_COLUMNS,
    EVIDENCE_COLUMNS,
    HIT_COLUMNS,
    MATCH_COLUMNS,
    NEAREST_COLUMNS,
    PROBLEM_COLUMNS,
    frame,
)
from screen.model.values import (
    IDENTIFIER_TYPES,
    Band,
    Disposition,
    Identifier,
    Kind,
    PartialDate,
    join_values,
    split_values,
)

__all__ = [
    "ALERT_COLUMNS",
    "ASSESSMENT_COLUMNS",
    "CHANGE_COLUMNS",
    "COUNTRY_FIELDS",
    "DATE_FIELDS",
    "EVIDENCE_COLUMNS",
    "FIELDS",
    "HIT_COLUMNS",
    "IDENTIFIER_TYPES",
    "MATCH_COLUMNS",
    "NEAREST_COLUMNS",
    "PARTY_KEYS",
    "PROBLEM_COLUMNS",
    "Band",
    "ColumnUse",
    "Disposition",
    "Identifier",
    "Kind",
    "PartialDate",
    "Parties",
    "Problem",
    "Sheet",
    "Source",
    "frame",
    "join_values",
    "split_values",
]
