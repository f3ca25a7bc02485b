"""The UK Sanctions List (CSV of the FCDO).

Layout: ``Report Date: 29-Apr-2026`` above the header, then the cross product of the names, addresses, birth dates and
numbers of a designation, joined by Unique ID. What the facts mean is left to uk_party.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from screen.errors import WatchlistError
from screen.lists.dates import partial_date
from screen.lists.files import Head, ListFile
from screen.lists.formats import Format, Reading
from screen.lists.formats.headed_csv import has_columns, headed_records
from screen.lists.formats.uk_party import ID, LICENCE, SOURCE, TITLE, coverage, designation

_NEEDED = ("uniqueid", "name6", "nametype", "regimename")
_DATE = re.compile(r"Report Date:?,? *\"?([^,\"\n]+)", re.IGNORECASE)
_NAME = ("name1", "name2", "name3", "name4", "name5", "name6")
# Group → the columns it is made of; a column that bears another name than in the XML → the name there.
_GROUPS = {
    "about": (
        "uniqueid", "ofsigroupid", "unreferencenumber", "regimename", "individualentityship", "sanctionsimposed",
        "datedesignated",
    ),
    "name": (*_NAME, "nametype", "aliasstrength"),
    "script": ("namenonlatinscript",),
    "address": (*(f"addressline{number}" for number in range(1, 7)), "addresspostalcode", "addresscountry"),
    "birthplace": ("townofbirth", "countryofbirth"),
    "passport": ("passportnumber", "passportadditionalinformation"),
    "document": ("nationalidentifiernumber", "nationalidentifieradditionalinformation"),
    **{
        fact: (fact,)
        for fact in (
            "title", "position", "phonenumber", "emailaddress", "website", "dob", "nationality", "gender",
            "businessregistrationnumber",
            "parentcompany", "subsidiary", "imonumber", "currentbelievedflagofship", "previousflag",
            "hullidentificationnumber",
        )
    },
}  # fmt: skip
_COLUMNS = {
    "individualentityship": ("designationtype",),
    "nationality": ("nationalityies", "nationalities"),
    "businessregistrationnumber": ("businessregistrationnumbers",),
    "subsidiary": ("subsidiaries",),
    "parentcompany": ("parentcompanies",),
    "previousflag": ("previousflags",),
    "hullidentificationnumber": ("hullidentificationnumberhin",),
    "website": ("websites",),
}


def _role_of(head: Head) -> str:
    return "list" if has_columns(head, *_NEEDED) else ""


def _read(files: Sequence[ListFile]) -> Reading:
    file = files[0]
    parties: dict[str, dict[str, dict[_Facts, None]]] = defaultdict(lambda: defaultdict(dict))
    for record in headed_records(file, _NEEDED):
        if not (id := record["uniqueid"].strip()):
            raise WatchlistError(f"{file.where}: a record has no Unique ID. Fetch it again.")
        for group, facts in _groups(record):
            parties[id][group][facts] = None
    above = _DATE.search("\n".join(Head.of(file).lines[:3]))
    groups = ({name: list(map(dict, found)) for name, found in one.items()} for one in parties.values())
    drafts = [designation(one) for one in groups]
    return Reading(drafts, partial_date(above[1].strip()) if above else "", coverage=coverage(drafts))


FORMAT = Format(
    id=ID, title=TITLE, publisher="UK", source=SOURCE, licence=LICENCE,
    name="UK Sanctions List (CSV)", role_of=_role_of, read=_read,
)  # fmt: skip

_Facts = tuple[tuple[str, str], ...]


def _groups(record: Mapping[str, str]) -> list[tuple[str, _Facts]]:
    """Return the facts of a record, group by group; a group without any is left out."""
    found = []
    for group, names in _GROUPS.items():
        facts = tuple((name, text) for name in names if (text := _cell(record, name)))
        if facts:
            found.append((group, facts))
    return found


def _cell(record: Mapping[str, str], name: str) -> str:
    return next((record[column] for column in (name, *_COLUMNS.get(name, ())) if record.get(column)), "")
