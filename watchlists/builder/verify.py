"""Every fact of the shipped designations against the raw text of the files it is from, read here anew and not by our readers.

A name is confirmed where all its words stand in the publisher's record; a date in any of the forms publishers use; a number
by its letters and digits alone.
"""

from __future__ import annotations

import csv
import re
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from rapidfuzz import fuzz

from screen.lists.folder import read_folder
from screen.model import Identifier, PartialDate
from screen.names.folding import fold
from watchlists.builder import sources

_LISTS = ("dprk-un", "dprk-ofac", "dprk-eu", "dprk-uk")
_WORDS = ("aliases", "weak_aliases", "derived_names", "addresses", "birth_places")
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %b %Y", "%d %B %Y")
_HANGUL = re.compile(r"[\uac00-\ud7a3]+")
Records = dict[str, str]


@dataclass
class Evidence:
    """The raw text of one record."""

    text: str

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words, folded."""
        return frozenset(fold(self.text).split())

    @cached_property
    def joined(self) -> str:
        """Its letters and digits."""
        return fold(self.text).replace(" ", "")

    @cached_property
    def bare(self) -> str:
        """Its letters and digits as written, upper case."""
        return re.sub(r"[\W_]", "", self.text).upper()

    def has_words(self, value: str) -> bool:
        """Whether all words of a value stand here, or all of it in one."""
        folded = fold(value)
        return self.words.issuperset(folded.split()) or folded.replace(" ", "") in self.joined

    def has_number(self, value: str) -> bool:
        """Whether a number stands here, however it is spaced."""
        return re.sub(r"[\W_]", "", value).upper() in self.bare

    def has_date(self, value: str) -> bool:
        """Whether a date stands here, to the day, or to the year where no more is known."""
        found = PartialDate.parse(value)
        return all(self._has_day(day, day.isoformat() in value) for day in (found.first, found.last))

    def _has_day(self, day: date, is_full: bool) -> bool:
        if not is_full:
            return str(day.year) in self.text
        forms = {day.strftime(form) for form in _DAYS}
        forms |= {re.sub(r"\b0(\d)", r"\1", form) for form in forms}
        return any(form.casefold() in self.text.casefold() for form in forms)


@dataclass
class Verification:
    """What was checked, by list and column, and what no file confirms: list, id, column, value."""

    checked: Counter[tuple[str, str]] = field(default_factory=Counter)
    unconfirmed: list[tuple[str, str, str, str]] = field(default_factory=list)

    def lines(self) -> Iterable[str]:
        """Yield the outcome for people to read."""
        for (name, column), number in sorted(self.checked.items()):
            missing = sum(one[0] == name and one[2] == column for one in self.unconfirmed)
            yield f"{name:10} {column:14} {number:6} checked, {missing} not confirmed"
        for one in self.unconfirmed:
            yield "not confirmed: " + ", ".join(one)


def verify(watchlists: Path, folder: Path) -> Verification:
    """Check the shipped designations under *watchlists* against the publishers' files under *folder*."""
    found = Verification()
    raw = {"dprk-un": _un(folder), "dprk-ofac": _ofac(folder), "dprk-eu": _eu(folder), "dprk-uk": _uk(folder)}
    for name in _LISTS:
        for entry in read_folder(watchlists / name).entries.to_dict("records"):
            evidence = Evidence(raw[name].get(entry["id"], ""))
            for column, value, is_there in _checks(entry, evidence):
                found.checked[name, column] += 1
                if not is_there:
                    found.unconfirmed.append((name, entry["id"], column, value))
    return found


def _checks(entry: dict[str, object], evidence: Evidence) -> Iterable[tuple[str, str, bool]]:
    yield "name", str(entry["name"]), evidence.has_words(str(entry["name"]))
    for column in _WORDS:
        for value in _values(entry, column):
            if column == "derived_names" and _HANGUL.fullmatch(value):
                continue  # derived from a spelling, and marked so
            yield column, value, evidence.has_words(value)
    for value in _values(entry, "birth_dates"):
        yield "birth_dates", value, evidence.has_date(value)
    if entry["listed_on"]:
        yield "listed_on", str(entry["listed_on"]), evidence.has_date(str(entry["listed_on"]))
    for value in _values(entry, "identifiers"):
        yield "identifiers", value, evidence.has_number(Identifier.parse(value).value)
    for column in ("phones", "emails", "websites"):
        for value in _values(entry, column):
            yield column, value, evidence.has_number(value)


def _values(entry: dict[str, object], column: str) -> tuple[str, ...]:
    value = entry[column]
    return value if isinstance(value, tuple) else ()


# ---- the publishers' records as raw text ------------------------------------------------------------------


def _text(element: ET.Element) -> str:
    parts = [part for one in element.iter() for part in (one.text, one.tail, *one.attrib.values()) if part]
    return " ".join(" ".join(parts).split())


def _un(folder: Path) -> Records:
    root = ET.parse(folder / sources.UN).getroot()
    return {
        (one.findtext("REFERENCE_NUMBER") or "").strip(): _text(one)
        for tag in ("INDIVIDUAL", "ENTITY")
        for one in root.iter(tag)
    }


def _ofac(folder: Path) -> Records:
    found: dict[str, list[str]] = defaultdict(list)
    paths = [folder / sources.OFAC_NAMES, folder / sources.OFAC_ALIASES, folder / sources.OFAC_ADDRESSES]
    paths += [path for _, below in sources.OFAC_DETAILS for path in sorted((folder / below).glob("*.csv"))]
    for path in paths:
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                found[row[0]].append(" ".join(cell for cell in row[1:] if cell.strip() != "-0-"))
    return {number: " ".join(parts) for number, parts in found.items()}


def _eu(folder: Path) -> Records:
    """Return the text of each entry of the financial list with that of the rows of the annexes that share a name or number."""
    namespace = "{http://eu.europa.ec/fpi/fsd/export}"
    found: Records = defaultdict(str)
    keys: dict[str, set[str]] = {}
    for one in ET.parse(folder / sources.EU_LIST).getroot().iter(f"{namespace}sanctionEntity"):
        reference = one.get("euReferenceNumber", "")
        found[reference] = _text(one)
        keys[reference] = {_key(alias.get("wholeName", "")) for alias in one.iter(f"{namespace}nameAlias")}
        keys[reference] |= {number.get("number", "") for number in one.iter(f"{namespace}identification")}
    with (folder / sources.EU_ANNEXES).open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            text = " ".join(row.values()) + " "
            own = f"IMO{row['imoNumber']}" if row["imoNumber"].isdecimal() else f"{row['annex']}-{row['recordId']}"
            found[f"2017/1509-{own}"] += text
            spelled = {_key(part) for cell in (row["name"], row["alias"]) for part in re.split(r"[;,(]", cell)}
            spelled |= {_key(row["name"]), row["imoNumber"], *re.findall(r"\d{7,}", row["passportNumber"])} - {""}
            first = _key(row["name"])
            for reference in [one for one, known in keys.items() if known & spelled or _is_near(first, known)]:
                found[reference] += " " + text
    return found


def _is_near(name: str, known: set[str]) -> bool:
    return len(name) > 15 and any(fuzz.ratio(name, one) >= 92 for one in known)


def _key(name: str) -> str:
    return "".join(sorted(fold(re.sub(r"[\u3400-\u9fff\uac00-\ud7a3]+$", "", name)).replace(" ", "")))


def _uk(folder: Path) -> Records:
    """Return the text of each designation without its birth dates, which are wrong, and of its group on the list of 2018."""
    designations = list(ET.parse(folder / sources.UK_LIST).getroot().iter("Designation"))
    with (folder / sources.UK_OLD).open(encoding="cp1252", newline="") as stream:
        rows = list(csv.reader(stream))[1:]
    group = rows[0].index("Group ID")
    found: Records = defaultdict(str)
    for row in rows[1:]:
        found[f"OFSI-{row[group]}"] += " ".join(row) + " "
    for one in designations:
        for details in one.iter("Individual"):
            for dates in details.findall("DOBs"):
                details.remove(dates)
        old = found[f"OFSI-{(one.findtext('OFSIGroupID') or '').strip()}"]
        found[(one.findtext("UniqueID") or "").strip()] = f"{_text(one)} {old}"
    return found
