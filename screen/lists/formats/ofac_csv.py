"""OFAC's legacy CSV sets: SDN.CSV with ALT.CSV, ADD.CSV and SDN_COMMENTS.CSV, and the consolidated list's cons_*.csv.

Headerless: what a file is, its records show. A null is ``-0-``; the last record is an end-of-file mark, without which a
file was cut off. ALT.CSV holds strong aliases, weak ones stand in the Remarks, which go on in SDN_COMMENTS.CSV after
1,000 characters. The files carry no date and no count; records belong together by entity number.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from screen.errors import WatchlistError
from screen.lists.draft import Draft
from screen.lists.files import Head, ListFile, rules
from screen.lists.formats import Reading
from screen.lists.formats.ofac_facts import address, fact, is_consolidated, nation, new_draft, ofac_format, reading
from screen.lists.formats.ofac_remarks import read_remarks

_END = "\x1a"
_NULL = "-0-"
_REMARKS_LENGTH = 1000
_WIDTHS = {"sdn": 12, "alt": 5, "add": 6, "comments": 2}
_NAMES = {"sdn": "SDN.CSV", "alt": "ALT.CSV", "add": "ADD.CSV", "comments": "SDN_COMMENTS.CSV"}
_MISSING = {
    "alt": "aliases were not given (ALT.CSV)",
    "add": "addresses were not given (ADD.CSV)",
    "comments": "what Remarks go on with was not given (SDN_COMMENTS.CSV)",
}
_NUMBER = re.compile(r"\d{1,9}")
_KINDS = {_NULL, "individual", "vessel", "aircraft", "entity"}
_ALIAS_TYPES = {"aka", "fka", "nka"}

Rows = dict[str, list[list[str]]]


def _role_of(head: Head) -> str:
    """Return the part of a set whose shape the first record has, and half of those that are seen at least."""
    rows = [[cell.strip() for cell in row] for row in csv.reader(head.lines) if row]
    is_whole = [_END] in rows
    shapes = [_shape(row, is_whole) for row in rows if row != [_END]]
    return shapes[0] if shapes and shapes.count(shapes[0]) * 2 >= len(shapes) else ""


def _shape(row: Sequence[str], is_whole: bool) -> str:
    if not _NUMBER.fullmatch(row[0]):
        return ""
    if len(row) == 12 and row[2].lower() in _KINDS and _NULL in row:
        return "sdn"
    if len(row) == 5 and _NUMBER.fullmatch(row[1]) and row[2].lower() in _ALIAS_TYPES:
        return "alt"
    if len(row) == 6 and _NUMBER.fullmatch(row[1]) and _NULL in row:
        return "add"
    return "comments" if len(row) == 2 and (is_whole or "; " in row[1]) else ""


def _records(file: ListFile, role: str) -> Iterator[list[str]]:
    """Yield the records of a file as they are, without the end mark."""
    is_ended, width = False, _WIDTHS[role]
    for number, row in enumerate(file.rows(), start=1):
        if is_ended and row:
            raise WatchlistError(f"{file.where}, record {number}: stands after the end mark. Fetch the file again.")
        if [cell.strip() for cell in row] == [_END]:
            is_ended = True
        elif row and (len(row) != width or not _NUMBER.fullmatch(row[0].strip())):
            raise WatchlistError(
                f"{file.where}, record {number}: is not {width} cells that begin with a number. Fetch the file again."
            )
        elif row:
            yield row
    if not is_ended:
        raise WatchlistError(f"{file.where}: the end mark is missing, the file was cut off. Fetch it again.")


def _cells(row: Sequence[str]) -> list[str]:
    return ["" if cell.strip() == _NULL else cell.strip() for cell in row]


def _drafts(rows: Rows) -> tuple[list[Draft], int]:
    """Return the records of a set, and how many of them have Remarks that break off."""
    goes_on = {row[0].strip(): row[1] for row in rows.get("comments", ())}
    read = [_draft(raw, goes_on.get(raw[0].strip(), "")) for raw in rows["sdn"]]
    drafts = {draft.id: draft for draft, _ in read}
    for row in map(_cells, rows.get("alt", ())):
        if draft := drafts.get(row[0]):
            draft.add("aliases", row[3])
            draft.note(row[4])
    for row in map(_cells, rows.get("add", ())):
        if draft := drafts.get(row[0]):
            address(draft, row[2], row[3], country=row[4])
            draft.note(row[5])
    return [draft for draft, _ in read], sum(is_cut for _, is_cut in read)


def _draft(raw: Sequence[str], goes_on: str) -> tuple[Draft, bool]:
    """Return a record of SDN.CSV with the rest of its Remarks, and whether these break off all the same."""
    uid, name, kind, programs, title, call_sign, _, _, _, flag, _, _ = _cells(raw)
    draft = new_draft(uid, kind)
    draft.name(name)
    draft.add("programs", *(program.strip(" []") for program in programs.split("] [")))
    fact(draft, "Vessel Call Sign", call_sign)
    nation(draft, "countries", flag)
    fact(draft, "Title", title)
    remarks = "" if raw[11].strip() == _NULL else raw[11]
    is_full = len(remarks) >= _REMARKS_LENGTH
    if goes_on and (is_full or not remarks.rstrip().endswith(".")):
        remarks += goes_on
    elif goes_on:
        draft.unread("remarks that go on in another file", goes_on)
    elif is_full:
        remarks, _, rest = remarks.rpartition(";")
        draft.unread("remarks that break off in the file given", rest)
    read_remarks(draft, remarks, known=title)
    return draft, is_full and not goes_on


def _read(files: Sequence[ListFile]) -> Reading:
    by_role = {_role_of(Head.of(file)): file for file in files}
    rows: Rows = {role: list(_records(file, role)) for role, file in by_role.items()}
    _check_orphans(by_role, rows)
    drafts, cut = _drafts(rows)
    missing = [clause for role, clause in _MISSING.items() if role not in by_role and (role != "comments" or cut)]
    if cut and "comments" in by_role:
        missing.append("the Remarks go on in no file given")
    if cut:
        missing[-1] += f": those of {cut} entries break off"
    return reading(drafts, "", is_consolidated(drafts), missing=missing)


def _check_orphans(files: Mapping[str, ListFile], rows: Rows) -> None:
    """Raise WatchlistError where lines belong to no entity: many of a set's, or most of a file's."""
    known = {row[0].strip() for row in rows["sdn"]}
    read = orphans = 0
    for role in rows.keys() - {"sdn"}:
        here = sum(row[0].strip() not in known for row in rows[role])
        read, orphans = read + len(rows[role]), orphans + here
        if here * 2 > len(rows[role]):
            raise _of_different_days(files[role], files["sdn"], here, len(rows[role]))
    if orphans > read * float(rules()["orphan_share"]):
        worst = max(rows.keys() - {"sdn"}, key=lambda role: sum(row[0].strip() not in known for row in rows[role]))
        raise _of_different_days(files[worst], files["sdn"], orphans, read)


def _of_different_days(file: ListFile, main: ListFile, orphans: int, read: int) -> WatchlistError:
    return WatchlistError(
        f"{file.where}: {orphans} of {read} lines are of entities that {main.where} does not hold, so the files are of "
        "different days or lists. Fetch the whole set together."
    )


def _group(files: Sequence[ListFile]) -> list[list[ListFile]]:
    """Return the sets that files make: each main file with those whose entity numbers are its own.

    Raises WatchlistError for a file without a main one, and for more of a kind than there are main files.
    """
    roles = {file: _role_of(Head.of(file)) for file in files}
    sets = {file: {role: file} for file, role in roles.items() if role == "sdn"}
    others = [file for file in files if file not in sets]
    if others and not sets:
        raise WatchlistError(
            f"{others[0].where}: is {_NAMES[roles[others[0]]]} of OFAC's set, which says nothing alone. "
            "Give SDN.CSV (or CONS_PRIM.CSV) of the same day with it."
        )
    for main, file in _by_agreement(sets, others, roles):
        if file in others and roles[file] not in sets[main]:
            sets[main][roles[file]] = file
            others.remove(file)
    if others:
        raise WatchlistError(
            f"{others[0].where}: is one more {_NAMES[roles[others[0]]]} than there are lists it could belong to. "
            "Give one set of files for each day."
        )
    return [list(members.values()) for members in sets.values()]


def _by_agreement(
    mains: Iterable[ListFile], others: Iterable[ListFile], roles: Mapping[ListFile, str]
) -> list[tuple[ListFile, ListFile]]:
    """Return pairs of main file and other one, the pair first whose entity numbers agree best.

    Where they agree alike (no entry was taken off between two days), the pair of one folder comes first, then the one
    whose main file has fewer others.
    """
    mains, others = list(mains), list(others)
    if len(mains) == 1:
        return [(mains[0], file) for file in others]
    numbers = {file: {row[0].strip() for row in _records(file, roles[file])} for file in [*mains, *others]}

    def agreement(pair: tuple[ListFile, ListFile]) -> tuple[float, bool, float]:
        main, file = pair
        both = len(numbers[main] & numbers[file])
        return (
            both / max(len(numbers[file]), 1), main.path.parent == file.path.parent, both / max(len(numbers[main]), 1)
        )  # fmt: skip

    return sorted(((main, file) for main in mains for file in others), key=agreement, reverse=True)


FORMAT = ofac_format("OFAC legacy CSV", _role_of, _read, _group)
