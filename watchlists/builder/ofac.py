"""The DPRK entries of OFAC's SDN list, joined from files of several days: newest names, newest aliases, newest details."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

from screen.countries import country_code
from screen.lists.files import ListFile
from screen.lists.folder import natural
from watchlists.builder.entry import Entry, read, united, values
from watchlists.builder.hangul import hangul
from watchlists.builder.sources import (
    OFAC_ADDRESSES,
    OFAC_ALIASES,
    OFAC_ALIASES_DATE,
    OFAC_DETAILS,
    OFAC_NAMES,
    OFAC_NAMES_DATE,
)

ABOUT = {
    "id": "dprk-ofac",
    "title": "US Treasury OFAC, DPRK entries of the SDN list",
    "publisher": "OFAC",
    "date": OFAC_NAMES_DATE,
    "source": "https://sanctionslist.ofac.treas.gov/Home/SdnList",
    "licence": "Work of the United States government, public domain",
    "part_of": "us-ofac-sdn",
}
_PROGRAM = re.compile(r"^DPRK")
_NORTH_KOREA = "North Korea Sanctions Regulations"
_NAMES_ONLY = "Details (birth dates, numbers, remarks) are not in the public files read: check the official list."


def entries(folder: Path, fronts: set[str]) -> list[Entry]:
    """Return every entry under a DPRK programme, or tied to North Korea by its remarks, and those taken off since.

    fronts: ids of further DPRK organisations, listed under other programmes.
    """
    with (folder / OFAC_NAMES).open(encoding="utf-8", newline="") as stream:
        names = {row["uid"]: row for row in csv.DictReader(stream)}
    details: dict[str, tuple[str, Entry]] = {}
    for day, path in reversed(OFAC_DETAILS):
        files = sorted((folder / path).glob("*.csv"))
        details.update({str(entry["id"]): (day, entry) for entry in read(*files)})
    aliases = _rows(folder / OFAC_ALIASES, 4)
    addresses = _rows(folder / OFAC_ADDRESSES, 6)
    wanted = {uid for uid, row in names.items() if any(map(_PROGRAM.match, row["programs"].split("; ")))}
    wanted |= {uid for uid, (_, entry) in details.items() if _is_north_korean(entry)} | (fronts & names.keys())
    return [
        _listed(names[uid], *details.get(uid, ("", {})), aliases.get(uid, []), addresses.get(uid, []))
        if uid in names
        else _delisted(*details[uid])
        for uid in sorted(wanted, key=natural)
    ]


def coverage(found: list[Entry]) -> str:
    """Say what the list holds."""
    listed = [entry for entry in found if entry["legal_status"] == "listed"]
    return (
        f"{len(listed)} entries: every one under a DPRK programme, and those of other programmes whose remarks tie them to "
        f"North Korea; {len(found) - len(listed)} delisted ones, kept to explain. Names are of {OFAC_NAMES_DATE}; details "
        "are of the newest file that had them, entry by entry. These files do not state the day of listing."
    )


def _rows(path: Path, width: int) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = defaultdict(list)
    for row in ListFile(path).rows():
        if len(row) >= width:
            found[row[0]].append(["" if cell.strip() == "-0-" else cell.strip() for cell in row])
    return found


def _is_north_korean(entry: Entry) -> bool:
    return any(map(_PROGRAM.match, values(entry, "programs"))) or _NORTH_KOREA in str(entry["note"])


def _listed(
    row: dict[str, str], day: str, known: Entry, aliases: list[list[str]], addresses: list[list[str]]
) -> Entry:
    uid = row["uid"]
    alternate = [name.strip() for name in row["alternate_names"].split(";")]
    strong = united(alternate, (alias[3] for alias in aliases), values(known, "aliases"))
    lines = united(", ".join(part for part in address[2:5] if part) for address in addresses)
    codes = united(country_code(address[4]) or "" for address in addresses)
    return {
        **known,
        "id": uid,
        "kind": {"individual": "person", "entity": "organisation"}.get(row["type"], row["type"]),
        "name": row["name"],
        "aliases": tuple(alias for alias in strong if alias != row["name"]),
        "derived_names": united(map(hangul, (row["name"], *strong))) if row["type"] == "individual" else (),
        "countries": united(codes, values(known, "countries")),
        "addresses": lines or values(known, "addresses"),
        "programs": tuple(row["programs"].split("; ")),
        "references": (f"OFAC:{uid}",),
        "legal_status": "listed",
        "sources": _sources(uid, f"names of {OFAC_NAMES_DATE}" + (f", details of {day}" if day else "")),
        "note": _remarks(known) if known else _NAMES_ONLY,
        "data_as_of": day or (OFAC_ALIASES_DATE if aliases or addresses else OFAC_NAMES_DATE),
        "basis": "original" if known else "derived",
    }


def _delisted(day: str, known: Entry) -> Entry:
    """Return an entry that an older file had and the newest names have not."""
    uid = str(known["id"])
    note = "; ".join(
        part for part in (f"taken off the list between {day} and {OFAC_NAMES_DATE}", _remarks(known)) if part
    )
    return {
        **known,
        "references": (f"OFAC:{uid}",),
        "legal_status": "delisted",
        "delisted_on": f"{day}..{OFAC_NAMES_DATE}",
        "sources": _sources(uid, f"last seen {day}, absent {OFAC_NAMES_DATE}"),
        "note": note,
        "data_as_of": day,
    }


def _remarks(known: Entry) -> str:
    """Return what the remarks say of the entry itself; which regulations bind whom is the same for all of them."""
    parts = str(known["note"]).split("; ")
    return "; ".join(
        part for part in parts if not part.startswith(("secondary sanctions", "transactions ", "remarks that"))
    )


def _sources(uid: str, which: str) -> tuple[str, ...]:
    return (f"https://sanctionssearch.ofac.treas.gov/Details.aspx?id={uid}", f"OFAC SDN list, {which}")
