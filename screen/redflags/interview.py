"""The interview checklist of rules/interview.yml: what no column of a table can show, so what a person must ask or look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screen.data import read_yaml, rules_file
from screen.errors import RuleError
from screen.redflags.rule import PROFILES, Source

_HEAD = {"title", "source", "date", "items"}
_KEYS = ("id", "ask", "why", "sources", "profiles")


@dataclass(frozen=True, slots=True)
class Question:
    """One item of the checklist: id of the red flag it belongs to, what to ask or look at, why, where it comes from."""

    id: str
    ask: str
    why: str
    sources: tuple[Source, ...]
    profiles: tuple[str, ...]


def load_interview(path: Path | None = None) -> tuple[Question, ...]:
    """Load the checklist, the shipped one for None, sorted by id and then as written.

    Raises RuleError, naming file and item, for anything missing, unknown or given twice.
    """
    home = path or rules_file("interview.yml")
    loaded = read_yaml(home)
    if set(loaded) != _HEAD or not isinstance(loaded["items"], list) or not loaded["items"]:
        raise RuleError(f"{home}: title, source, date and items are needed, and nothing else. Mend the file.")
    sources = {
        key: Source(key, value["title"], value["issuer"], value["date"], value["link"])
        for key, value in read_yaml(rules_file("sources.yml"))["sources"].items()
    }
    found: list[Question] = []
    for number, raw in enumerate(loaded["items"], start=1):
        item = _question(raw, f"{home}, item {number}", sources)
        if any((item.id, item.ask) == (other.id, other.ask) for other in found):
            raise RuleError(f"{home}, item {number}: stands twice. Keep one.")
        found.append(item)
    return tuple(sorted(found, key=lambda item: item.id))


def _question(raw: object, where: str, sources: Mapping[str, Source]) -> Question:
    if not isinstance(raw, dict):
        raise RuleError(f"{where}: a mapping of {', '.join(_KEYS)} is expected.")
    where = f"{where} ({raw.get('id', 'no id')})"
    missing, unknown = [key for key in _KEYS if not raw.get(key)], sorted(set(raw) - set(_KEYS))
    if missing or unknown:
        raise RuleError(
            f"{where}: missing {', '.join(missing) or 'nothing'}; unknown {', '.join(unknown) or 'nothing'}. Mend it."
        )
    return Question(
        id=str(raw["id"]), ask=str(raw["ask"]), why=str(raw["why"]),
        sources=tuple(sources[key] for key in _listed(raw, "sources", sources, where)),
        profiles=_listed(raw, "profiles", PROFILES, where),
    )  # fmt: skip


def _listed(
    raw: Mapping[str, Any], key: str, known: Mapping[str, Source] | Sequence[str], where: str
) -> tuple[str, ...]:
    values = raw[key]
    if not isinstance(values, list) or not all(value in known for value in values):
        raise RuleError(f"{where}: {key} must be a list of what is known; found {values!r}.")
    return tuple(values)


def questions(profiles: Sequence[str] = PROFILES) -> tuple[Question, ...]:
    """Return the items that concern any of the profiles."""
    return tuple(item for item in load_interview() if set(item.profiles) & set(profiles))
