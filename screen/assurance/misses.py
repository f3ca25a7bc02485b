"""The entries that should have come back and did not, each in full; and the innocents that alert."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from screen.assurance.publishers import Listed
from screen.assurance.questions import Answer
from screen.names.folding import fold

FIRST = ("exact", "alias")
"""Controls that nothing excuses: a listed name as it stands."""


def misses(
    title: str, answers: Sequence[Answer], entries: Mapping[str, Listed], medium: float
) -> list[dict[str, Any]]:
    """Return what stayed below medium, in full. title: of the set; entries: by reference."""
    return [_told(title, one, entries[one.question.reference]) for one in answers if one.score < medium]


def worst_first(found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Order misses: what nothing excuses, then the more alike the two names are, since a person would have seen it."""
    return sorted(
        found, key=lambda one: (one["how"] not in FIRST, -one["alike"], one["set"], one["asked"], one["wanted"])
    )


def _told(title: str, one: Answer, entry: Listed) -> dict[str, Any]:
    from rapidfuzz.fuzz import token_sort_ratio

    from screen.names.compare import compare_names

    asked, names = one.question.name, entry.every_name
    alike = {name: round(token_sort_ratio(fold(asked), fold(name)), 1) for name in names}
    nearest = max(names, key=lambda name: (alike[name], name))
    kind = "person" if one.question.kind == "person" else "organisation"
    return {
        "set": title, "how": one.question.how, "script": one.question.script, "kind": one.question.kind,
        "asked": one.question.shown, "wanted": one.question.reference, "listed_name": entry.values["name"],
        "nearest_name": nearest, "names": len(names), "score": one.score, "alike": alike[nearest], "instead": one.best,
        "why": "told by your own report" if one.question.place else compare_names(asked, nearest, kind).why,
    }  # fmt: skip


def alerted(answers: Sequence[Answer], medium: float) -> list[dict[str, Any]]:
    """Return the innocents that alert by name alone, the highest score first."""
    found = [
        {
            "group": one.question.how, "script": one.question.script, "kind": one.question.kind, "asked": one.question.shown,
            "score": one.top, "match": one.best,
        }
        for one in answers
        if one.top >= medium
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one["score"], one["group"], one["asked"]))
