"""Who changed what was shipped, when and why: about.yml of a folder of rules of one's own, and the changes it answers for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from screen.redflags.reading import Place

ABOUT, BAND = "about", "match band"
REQUIRED = ("title", "author", "reason", "date")
OPTIONAL = ("approved_by",)
HOW = 'title, author, reason and date, as in date: "2026-11-24" (approved_by where somebody approved it)'
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class About:
    """What stands behind the changes of a folder. date: ISO day; approved_by: '' where nobody is named."""

    title: str
    author: str
    reason: str
    date: str
    approved_by: str = ""

    @property
    def decided(self) -> str:
        """Who decided it and when, in words."""
        return f"{self.author}, {self.date}" + (f"; approved by {self.approved_by}" if self.approved_by else "")


@dataclass(frozen=True, slots=True)
class Change:
    """One shipped value and what rules of one's own put in its place, as text.

    file: folder and name of the file; rule: the id of the rule, '' for bands and words.
    """

    what: str
    shipped: str
    own: str
    file: str
    about: About
    rule: str = ""

    def __str__(self) -> str:
        return f"{self.what}: {self.shipped} → {self.own}"


@dataclass(frozen=True, slots=True)
class Altered:
    """A change as read: both values, and where the new one stands."""

    what: str
    before: object
    after: object
    place: Place


def read_about(file: Place, today: date) -> About:
    """Read about.yml; raises RuleError naming file and line, with what to write. today: a later date is refused."""
    data = file.file.data
    for key in data:
        if key not in (*REQUIRED, *OPTIONAL):
            raise file.at(str(key)).error(f"unknown key {key!r}. Write {HOW}")
    missing = [key for key in REQUIRED if key not in data]
    if missing:
        raise file.error(f"missing {', '.join(missing)}. Write {HOW}")
    for key, value in data.items():
        if not isinstance(value, str) or not value.strip():
            raise file.at(key).error(f"{key} {_WANTED[key]}; found {value!r}. Write it as text in quotes")
    _check_day(data["date"].strip(), file.at("date"), today)
    return About(**{key: " ".join(value.split()) for key, value in data.items()})


_WANTED = {
    "title": "says in a line what is changed", "author": "names who decided it", "reason": "says why it was decided",
    "date": "is the day on which it was decided", "approved_by": "names who approved it, or is left out",
}  # fmt: skip


def _check_day(text: str, place: Place, today: date) -> None:
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise place.error(f'date {text!r} is no day. Write year-month-day, as in date: "2026-11-24"')
    if day > today:
        raise place.error(f"date {text} lies in the future. Write the day on which it was decided")


def changes_of(found: Sequence[tuple[Altered, About]]) -> tuple[Change, ...]:
    """Return what came of changes: the shipped value beside the last one, without what was put back; bands, rules, words."""
    first: dict[str, object] = {}
    last: dict[str, tuple[Altered, About]] = {}
    for altered, about in found:
        first.setdefault(altered.what, altered.before)
        last[altered.what] = (altered, about)
    made = []
    for what, (altered, about) in last.items():
        if first[what] != altered.after:
            path = altered.place.file.path.resolve()
            shipped, own = _told(first[what], altered.after)
            made.append(Change(what, shipped, own, f"{path.parent.name}/{path.name}", about, altered.place.rule))
    return tuple(sorted(made, key=lambda one: (not one.what.startswith(BAND), not one.rule)))


def change_lines(changes: Sequence[Change]) -> Iterator[str]:
    """Yield changes for people, each under who decided it and why."""
    for about in dict.fromkeys(one.about for one in changes):
        yield f"{about.title} ({about.decided}): {about.reason}"
        yield from (f"    {one}, in {one.file}" for one in changes if one.about == about)


def _told(before: object, after: object) -> tuple[str, str]:
    """Return two values as text; of lists of words only what was added and dropped."""
    if (
        isinstance(before, list)
        and isinstance(after, list)
        and not any(isinstance(x, dict) for x in (*before, *after))
    ):
        added, dropped = (
            [str(x) for x in one if x not in other] for one, other in ((after, before), (before, after))
        )
        parts = [f"{word} {', '.join(words)}" for word, words in (("added", added), ("dropped", dropped)) if words]
        return f"{len(before)} words", f"{len(after)} words: {'; '.join(parts) or 'another order'}"
    return _text(before), _text(after)


def _text(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:g}"
    if isinstance(value, str):
        return value
    told: str = yaml.safe_dump(value, default_flow_style=True, width=10**6, allow_unicode=True, sort_keys=False)
    return told.removesuffix("...\n").strip()


def word_changes(before: Any, after: Any, what: str, place: Place) -> list[Altered]:
    """Return which words or numbers below a heading differ, heading by heading."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [one for key in after for one in word_changes(before[key], after[key], f"{what}, {key}", place)]
    return [Altered(what, before, after, place)] if before != after else []
