"""The EU's consolidated financial sanctions list (FSF 1.1, CSV).

Layout: semicolons, one record for each name, birth date, address, document or citizenship of a party, with the columns of
the other groups empty; Entity_LogicalId joins them. Columns are named Group_Fact. What the facts mean is left to eu_party.
The CSV 1.0 of before 2019 joins number, type and remark of a document into one text: it is known and refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from screen.errors import WatchlistError
from screen.lists.dates import partial_date
from screen.lists.files import Head, ListFile
from screen.lists.formats import Format, Reading
from screen.lists.formats.eu_party import ID, LICENCE, SOURCE, TITLE, coverage, party
from screen.lists.formats.headed_csv import column_key, headed_records

_NEEDED = ("filegenerationdate", "entitylogicalid", "namealiaswholename")
_ENTITY = "entitylogicalid"
# The longest first: a column belongs to the group its name begins with.
_GROUPS = ("entityregulation", "entity", "namealias", "address", "birthdate", "identification", "citizenship")
_XML_NAMES = {
    "day": "dayofmonth",
    "month": "monthofyear",
    "typecode": "identificationtypecode",
    "typedescription": "identificationtypedescription",
}
_OLD = ("naalwholename", "entitylogicalid")
_Facts = tuple[tuple[str, str], ...]


def _role_of(head: Head) -> str:
    first = column_key(head.lines[0]) if head.lines else ""
    if all(key in first for key in _NEEDED) or all(key in first for key in _OLD):
        return "list"
    return ""


def _read(files: Sequence[ListFile]) -> Reading:
    file = files[0]
    if not set(_NEEDED) <= set(map(column_key, next(file.rows(";"), []))):
        raise WatchlistError(
            f"{file.where}: is the EU's list as CSV 1.0, or a CSV 1.1 that a spreadsheet has saved; neither can be read "
            "without loss. Fetch the XML 1.1 or the CSV 1.1 as the EU publishes it."
        )
    parties: dict[str, dict[str, dict[_Facts, None]]] = defaultdict(lambda: defaultdict(dict))
    date = ""
    for record in headed_records(file, _NEEDED, ";"):
        date = date or partial_date(record["filegenerationdate"])
        if not record[_ENTITY]:
            raise WatchlistError(f"{file.where}: a record has no Entity_LogicalId. Fetch it again.")
        for group, facts in _groups(record).items():
            parties[record[_ENTITY]][group][tuple(facts)] = None
    taken: dict[str, str] = {}
    groups = ({name: list(map(dict, found)) for name, found in one.items()} for one in parties.values())
    drafts = [party(one, date, taken) for one in groups]
    return Reading(drafts, date, coverage=coverage(drafts))


FORMAT = Format(
    id=ID, title=TITLE, publisher="EU", source=SOURCE, licence=LICENCE,
    name="EU financial sanctions file 1.1 (CSV)", role_of=_role_of, read=_read,
)  # fmt: skip


def _groups(record: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Return the facts a record holds, by group; which regulation brought a single fact is left out."""
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for column, text in record.items():
        if text and (place := _place(column)):
            groups[place[0]].append((place[1], text))
    return groups


@cache
def _place(column: str) -> tuple[str, str] | None:
    group = next((group for group in _GROUPS if column.startswith(group)), "")
    fact = column.removeprefix(group)
    if not group or fact.startswith("regulation"):
        return None
    return group.removeprefix("entity") or group, _XML_NAMES.get(fact, fact)
