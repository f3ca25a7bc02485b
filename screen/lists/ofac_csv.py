"""OFAC's legacy CSV files (SDN.CSV, ALT.CSV, ADD.CSV, SDN_COMMENTS.CSV) → facts by entity number.

Weak aliases stand in the Remarks only, as ``a.k.a. 'X'``; ALT.CSV holds strong ones. A null is ``-0-``. The last record
is an end-of-file mark, without which a file was cut off.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from screen.countries import country_code
from screen.errors import WatchlistError
from screen.model import Kind, PartialDate

KINDS = {"": Kind.ORGANISATION, "individual": Kind.PERSON, "vessel": Kind.VESSEL, "aircraft": Kind.AIRCRAFT}
_END = "\x1a"
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], start=1
    )
}
_ALIAS = re.compile(r"^(?:alt\. )?(?:a|f|n)\.k\.a\. '(.+)'$")
_WORDS = {
    "passport": ("Passport", "Diplomatic Passport", "Official Passport", "Stateless Person Passport"),
    "id_number": (
        "National ID No.",
        "Identification Number",
        "Citizen's Card Number",
        "Personal ID Card",
        "Seafarer's Identification Document",
    ),
    "registration_number": (
        "Registration Number",
        "Registration ID",
        "Company Number",
        "Unified Social Credit Code (USCC)",
        "Business Registration Number",
        "Business Number",
        "Certificate of Incorporation Number",
        "Commercial Registry Number",
        "Government Gazette Number",
        "Enterprise Number",
    ),
    "tax_number": ("Tax ID No.", "C.R. No.", "RTN", "RFC", "V.A.T. Number"),
    "mmsi": ("MMSI",),
    "bic": ("SWIFT/BIC",),
    "phone": ("Phone No.", "PHONE", "Telephone No.", "Phone Number"),
    "email": ("Email Address",),
    "website": ("Website",),
}
_PHRASES = {
    kind: re.compile(
        rf"^(?:alt\. )?(?:{'|'.join(map(re.escape, words))}) (?P<number>\S+)(?: \((?P<country>[^)]+)\))?.*$"
    )
    for kind, words in _WORDS.items()
} | {"wallet": re.compile(r"^(?:alt\. )?Digital Currency Address - \w+ (?P<number>\S+)(?P<country>)")}
_IMO = re.compile(r"\bIMO (\d{7})\b")


def read_rows(path: Path, width: int) -> list[list[str]]:
    """Read one file; nulls become ''. Raises WatchlistError when it was cut off or has records of another width."""
    try:
        with path.open(encoding="utf-8", errors="strict", newline="") as stream:
            rows = list(csv.reader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise WatchlistError(f"{path}: cannot be read ({problem}). Fetch it again.") from problem
    if not rows or rows[-1] != [_END]:
        raise WatchlistError(f"{path}: the end mark is missing, the file was cut off. Fetch it again.")
    for number, row in enumerate(rows[:-1], start=1):
        if len(row) != width:
            raise WatchlistError(f"{path}, record {number}: {len(row)} cells instead of {width}. Fetch it again.")
    return [["" if cell.strip() == "-0-" else cell.strip() for cell in row] for row in rows[:-1]]


def read_sdn(path: Path, comments: Path | None = None) -> dict[str, dict[str, object]]:
    """Return entity number → facts of SDN.CSV, with Remarks that spill over read from the comments file."""
    spilled = {row[0]: row[1] for row in read_rows(comments, 2)} if comments else {}
    return {row[0]: _facts(row, spilled.get(row[0], "")) for row in read_rows(path, 12)}


def read_aliases(path: Path) -> dict[str, list[str]]:
    """Return entity number → strong aliases of ALT.CSV."""
    found: dict[str, list[str]] = defaultdict(list)
    for number, _, _, name, _ in read_rows(path, 5):
        found[number].append(name)
    return found


def read_addresses(path: Path) -> dict[str, list[tuple[str, str]]]:
    """Return entity number → (address, country code) of ADD.CSV; blank blocks are left out."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for number, _, street, city, country, _ in read_rows(path, 6):
        text = ", ".join(part for part in (street, city, country) if part)
        if text:
            found[number].append((text, country_code(country) or ""))
    return found


def _facts(row: list[str], spilled: str) -> dict[str, object]:
    number, name, kind, programs, title, call_sign, vessel_type, _, _, flag, owner, remarks = row
    facts: dict[str, object] = {
        "id": number,
        "kind": KINDS[kind],
        "name": name,
        "programs": tuple(part.strip(" []") for part in programs.split("] [")),
        "title": title,
        "vessel_type": vessel_type,
        "flag": country_code(flag) or "",
        "owner": owner,
        "remarks": remarks + spilled,
    }
    return facts | _remarks(remarks + spilled, call_sign)


def phrases(remarks: str) -> list[str]:
    """Split Remarks at semicolons; the closing full stop goes."""
    return [phrase.strip() for phrase in remarks.rstrip(". ").split(";") if phrase.strip()]


def _remarks(remarks: str, call_sign: str) -> dict[str, object]:
    """Read the phrases of Remarks that state a fact this project compares."""
    many: dict[str, list[str]] = defaultdict(list)
    gender = ""
    if call_sign:
        many["identifiers"].append(f"call_sign::{call_sign}")
    for phrase in phrases(remarks):
        bare = phrase.removeprefix("alt. ")
        if alias := _ALIAS.match(phrase):
            many["weak_aliases"].append(alias[1])
        elif bare.startswith("DOB "):
            many["birth_dates"].append(birth_date(bare[4:]))
        elif bare.startswith("POB "):
            many["birth_places"].append(bare[4:])
        elif bare.startswith(("nationality ", "citizen ")):
            many["nationalities"].append(country_code(bare.split(" ", 1)[1]) or "")
        elif bare.startswith("Nationality of Registration "):
            many["countries"].append(country_code(bare.removeprefix("Nationality of Registration ")) or "")
        elif bare.startswith("Gender "):
            gender = bare.split()[1].lower()
        else:
            _number(phrase, many)
    return {name: tuple(dict.fromkeys(value for value in values if value)) for name, values in many.items()} | {
        "gender": gender
    }


def _number(phrase: str, many: dict[str, list[str]]) -> None:
    if imo := _IMO.search(phrase):
        many["identifiers"].append(f"imo::{imo[1]}")
        return
    for kind, pattern in _PHRASES.items():
        found = pattern.match(phrase)
        if not found:
            continue
        if kind in {"phone", "email", "website"}:
            value = phrase.split(" ", 1)[1] if kind == "phone" and phrase.startswith("PHONE") else found["number"]
            many[kind + "s"].append(value)
            return
        country = country_code(found["country"] or "") or ""
        country = country or ("CN" if "USCC" in phrase else "")
        value = found["number"].rstrip(",")
        value = value if kind == "wallet" else re.sub(r"[\W_]", "", value).upper()
        many["identifiers"].append(f"{kind}:{country}:{value}")
        return


def birth_date(text: str) -> str:
    """Return OFAC's birth date as PartialDate text.

    >>> birth_date("13 Oct 1944"), birth_date("circa 1944"), birth_date("01 Jan 1944 to 31 Dec 1946")
    ('1944-10-13', '~1944', '1944..1946')
    """
    bare = text.strip()
    mark = "~" if bare.startswith("circa ") else ""
    ends = [_iso(part) for part in re.split(r" to |(?<=\d{4})-(?=\d{4})", bare.replace("circa ", ""))]
    return mark + str(PartialDate.parse("..".join(ends)))


def _iso(text: str) -> str:
    parts = text.strip().split()
    if len(parts) == 3:
        return f"{parts[2]}-{_MONTHS[parts[1][:3]]:02d}-{int(parts[0]):02d}"
    return f"{parts[1]}-{_MONTHS[parts[0][:3]]:02d}" if len(parts) == 2 else parts[0]


def dprk_individuals(facts: dict[str, dict[str, object]]) -> Iterator[str]:
    """Yield NPWMD individuals whose Remarks tie them to North Korea."""
    for number, entry in facts.items():
        programs = entry["programs"]
        is_npwmd = isinstance(programs, tuple) and "NPWMD" in programs
        if entry["kind"] == Kind.PERSON and is_npwmd and "North Korea Sanctions Regulations" in str(entry["remarks"]):
            yield number
