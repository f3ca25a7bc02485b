"""An earlier run as its report tells it: read strictly, because a report passes through many hands."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from screen.errors import TableError
from screen.matching.footprint import Footprint
from screen.matching.reuse import Known
from screen.model import ALERT_COLUMNS, EVIDENCE_COLUMNS, MATCH_COLUMNS, NEAREST_COLUMNS, Band

Row = Mapping[str, Any]
_PARTY = {"sheet": "str", "row": "int64", "party_id": "str", "name": "str", "band": "str"}
_LIST = {"id": "str", "title": "str", "publisher": "str", "date": "str", "sha256": "str"}
_UNTESTED = {"sheet": "str", "rule": "str", "missing": "str"}
_EVIDENCE = {name: kind for name, kind in EVIDENCE_COLUMNS.items() if name != "match"}
_BANDS = {band.word for band in Band}
_MOST = 1 << 53
_OF_THE_MOMENT = ("digest", "started_at", "command_line", "rows")
_AS_WRITTEN = "Use the report as it was written, or leave --since out."


@dataclass(frozen=True)
class EarlierRun:
    """What a later run asks of an earlier one.

    input: the name of its table; day: what "today" meant, ISO; parties: sheet, row, party_id, name and band of each row, in
    the order of the table; matches: by MATCH_COLUMNS, each with its evidence; nearest: by NEAREST_COLUMNS; alerts: by
    ALERT_COLUMNS, each with its basis; lists: id, title, publisher, date and sha256; untested: rules with the sheet they were not
    tested on and why; footprint: None where the report holds none; where: its file, '' for none; digest: of its record.
    """

    input: str
    day: str
    run_id: str
    tool_version: str
    rules_version: str
    parties: tuple[Row, ...]
    matches: tuple[Row, ...]
    nearest: tuple[Row, ...]
    alerts: tuple[Row, ...]
    lists: tuple[Row, ...]
    untested: tuple[Row, ...]
    profiles: tuple[str, ...]
    footprint: Footprint | None
    where: str = ""
    digest: str = ""

    @classmethod
    def of(cls, record: Mapping[str, Any], where: str = "") -> EarlierRun:
        """Read the record of a run; where: its file, for messages. Raises TableError for one that is damaged or was altered."""
        place = where or "the earlier report"
        if not isinstance(record.get("digest"), str) or record["digest"] != digest_of(record):
            raise TableError(f"{place}: its record was altered or damaged after it was written. {_AS_WRITTEN}")
        if isinstance(scope := record.get("scope"), Mapping) and scope.get("is_part"):
            raise TableError(
                f"{place}: does not hold every row (--changed-since, or a large table), so it is no complete run. "
                "Name the report of a complete one."
            )
        read = _Reader(record, place)
        return cls(
            read.text("input", "name"), read.text("as_of"), read.text("run_id"), read.text("tool_version"),
            read.text("rules_version"), read.rows("parties", _PARTY),
            read.rows("matches", MATCH_COLUMNS, _is_match), read.rows("nearest", NEAREST_COLUMNS),
            read.rows("alerts", ALERT_COLUMNS, _is_alert),
            read.rows("lists", _LIST), read.rows("rules_not_tested", _UNTESTED),
            tuple(one["id"] for one in read.rows("profiles", {"id": "str"})), read.footprint(), where, record["digest"],
        )  # fmt: skip

    @cached_property
    def places(self) -> dict[tuple[str, int], int]:
        """Return the place of each party by its sheet and row."""
        return {(one["sheet"], one["row"]): place for place, one in enumerate(self.parties)}

    @cached_property
    def known(self) -> Known:
        """What of the matches a later run may keep."""
        footprint = self.footprint
        if footprint is not None and len(footprint.matched) != len(self.parties):
            footprint = None
        found: dict[int, list[Row]] = {}
        for match in self.matches:
            place = self.places.get((match["sheet"], match["row"]))
            if place is not None:
                found.setdefault(place, []).append(match)
        places = ((self.places.get((one["sheet"], one["row"])), one) for one in self.nearest)
        return Known(footprint, found, {place: one for place, one in places if place is not None})


def digest_of(record: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a record without its digest and what says when it was made, however its file is laid out."""
    bare = {name: value for name, value in record.items() if name not in _OF_THE_MOMENT}
    try:
        return hashlib.sha256(json.dumps(bare, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    except (RecursionError, TypeError, ValueError):
        return ""


class _Reader:
    """Takes values out of a record, each of the kind it must be."""

    def __init__(self, record: Mapping[str, Any], place: str) -> None:
        self._record, self._place = record, place

    def text(self, *path: str) -> str:
        value: Any = self._record
        for name in path:
            value = value.get(name) if isinstance(value, Mapping) else None
        if not isinstance(value, str):
            raise self._wrong(path[0])
        return value

    def rows(
        self, part: str, columns: Mapping[str, str], fits: Callable[[Row], bool] = lambda row: True
    ) -> tuple[Row, ...]:
        rows = self._record.get(part)
        if not isinstance(rows, list) or not all(_is_row(row, columns) and fits(row) for row in rows):
            raise self._wrong(part)
        return tuple(rows)

    def footprint(self) -> Footprint | None:
        values = self._record.get("footprint")
        if values is None:
            return None
        try:
            return Footprint.unpacked(values)
        except (AttributeError, ValueError) as problem:
            raise self._wrong("footprint") from problem

    def _wrong(self, part: str) -> TableError:
        return TableError(
            f"{self._place}: its part “{part}” is not as this version of dprk-screen writes it. {_AS_WRITTEN}"
        )


def _is_row(row: object, columns: Mapping[str, str]) -> bool:
    return isinstance(row, dict) and all(_is(row.get(name), kind) for name, kind in columns.items())


def _is(value: object, kind: str) -> bool:
    if kind == "str":
        return isinstance(value, str)
    if isinstance(value, float):
        return kind == "float64" and math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < _MOST


def _is_match(match: Row) -> bool:
    evidence = match.get("evidence")
    is_evidence = isinstance(evidence, list) and all(_is_row(one, _EVIDENCE) for one in evidence)
    return is_evidence and match["band"] in _BANDS


def _is_alert(alert: Row) -> bool:
    basis = alert.get("basis")
    if alert["band"] not in _BANDS or not isinstance(basis, dict) or basis.get("band") not in _BANDS:
        return False
    if alert["what"] == "hit":
        is_told = isinstance(basis.get("why"), str) and isinstance(basis.get("state"), str)
        return is_told and _are_texts(basis.get("cells"), 2)
    texts = ("birth_date", "registration_number", "entry_name", "standing")
    is_told = alert["what"] == "match" and all(isinstance(basis.get(name), str) for name in texts)
    lists = (basis.get("names"), basis.get("references"))
    return is_told and all(map(_is_list_of_texts, lists)) and _are_texts(basis.get("evidence"), 4)


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _are_texts(value: object, width: int) -> bool:
    """Whether a value is a list of lists that each begin with so many texts."""
    rows: Iterable[Any] = value if isinstance(value, list) else (None,)
    return all(isinstance(row, list) and len(row) >= width and _is_list_of_texts(row[:width]) for row in rows)
