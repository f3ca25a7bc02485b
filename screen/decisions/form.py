"""What a decision must say, field by field: a file that people edit is read as strictly as it is written."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from screen.model import Band, Disposition

_TEXTS = ("at", "what", "party", "reference", "name", "target", "target_name", "disposition", "reason", "comment", "reviewer",
          "decided_on", "second_reviewer", "valid_until")  # fmt: skip
_LATER = ("previous", "run_id", "report_sha256", "tool_version", "rules_version")
"""Texts that may be missing: who edits by hand need not know them."""
_RENEW = "Record a decision with “dprk-screen review decide”, or restore the line"


def complaint(values: Mapping[str, Any]) -> str:
    """Return what is wrong with the fields of a decision and what to do, '' for nothing; the first that is found."""
    return next((told for check in _CHECKS if (told := check(values))), "")


def _fields(values: Mapping[str, Any]) -> str:
    known = {"event", *_TEXTS, *_LATER, "basis"}
    for name in values:
        if name not in known:
            return f"“{name}” is no field of a decision. Mend its name, take it out, or use the newer version that wrote it"
    for name in (*_TEXTS, "basis"):
        if name not in values:
            return f"“{name}” is missing. {_RENEW if name == 'basis' else 'Put it back'}"
    for name in (*_TEXTS, *_LATER):
        if name in values and not isinstance(values[name], str):
            return f"“{name}” must be text in quotes, and is {_kind(values[name])}. Mend it"
    return (
        ""
        if isinstance(values["basis"], Mapping)
        else f"“basis” must be an object, and is {_kind(values['basis'])}. {_RENEW}"
    )


def _choices(values: Mapping[str, Any]) -> str:
    for name, known in (("what", ("match", "hit")), ("disposition", tuple(one.value for one in Disposition))):
        if values[name] not in known:
            return f"“{name}” is “{_short(values[name])}”. Choose one of {', '.join(known)}"
    empty = next((name for name in ("party", "target") if not values[name].strip()), "")
    return f"“{empty}” is empty. Put it back" if empty else ""


def _days(values: Mapping[str, Any]) -> str:
    if not _is_moment(values["at"]):
        return f"“at” is “{_short(values['at'])}”. Write a moment in UTC, as 2026-11-24T09:00:00Z"
    for name in ("decided_on", "valid_until"):
        if not _is_day(values[name]) and (values[name] or name == "decided_on"):
            return f"“{name}” is “{_short(values[name])}”. Write a day, as 2026-11-24"
    until, on = values["valid_until"], values["decided_on"]
    return f"“valid_until” is {until}, before “decided_on”, {on}. Mend one of them" if until and until < on else ""


def _reviewer(values: Mapping[str, Any]) -> str:
    if values["disposition"] == Disposition.OPEN.value or values["reviewer"].strip():
        return ""
    return "“reviewer” is empty. Write who decided"


def _basis(values: Mapping[str, Any]) -> str:
    form, basis = _BASIS[values["what"]], values["basis"]
    for name in basis:
        if name not in form:
            return f"“basis.{name}” is no field of what a {values['what']} rests on. Take it out, or restore the line"
    for name, (is_right, told) in form.items():
        if name not in basis:
            return f"“basis.{name}” is missing. {_RENEW}"
        if not is_right(basis[name]):
            return f"“basis.{name}” must be {told}. Restore it"
    return ""


_CHECKS: tuple[Callable[[Mapping[str, Any]], str], ...] = (_fields, _choices, _days, _reviewer, _basis)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_evidence(value: object) -> bool:
    """Whether a value is a list of field, asked, listed, verdict and points."""
    return isinstance(value, list) and all(
        isinstance(one, list) and len(one) == 5 and _are_texts(one[:4]) and _is_number(one[4]) for one in value
    )


def _are_cells(value: object) -> bool:
    return isinstance(value, list) and all(_are_texts(one) and len(one) == 2 for one in value)


def _is_day(text: str) -> bool:
    """Whether a text is a day as events carry it; other forms of ISO 8601 would not compare as texts."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).utcoffset() == timedelta(0) and _is_day(text[:10]) and text[10] == "T"
    except ValueError:
        return False


_BAND = (lambda value: value in [band.word for band in Band], f"one of {', '.join(band.word for band in Band)}")
_TEXT, _LIST = (_is_text, "text in quotes"), (_are_texts, "a list of texts")
_BASIS: Mapping[str, Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "match": {
        "band": _BAND, "score": (lambda value: _is_number(value) and 0 <= value <= 100, "a number from 0 to 100"),
        "names": _LIST, "birth_date": _TEXT, "registration_number": _TEXT, "entry_name": _TEXT, "entry_names": _LIST,
        "alias_quality": _TEXT, "standing": _TEXT, "references": _LIST,
        "evidence": (_is_evidence, "a list of field, asked, listed, verdict and points"),
    },
    "hit": {"band": _BAND, "state": _TEXT, "why": _TEXT, "cells": (_are_cells, "a list of pairs of texts")},
}  # fmt: skip
"""What the basis of a match or hit must hold."""


def _kind(value: object) -> str:
    names = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "an object",
        str: "text",
    }
    return "null" if value is None else names[type(value)]


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
