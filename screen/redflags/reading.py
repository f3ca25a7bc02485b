"""One rule from what its file says, checked key by key: errors name file, rule and line, and what to write instead."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from screen.data import Marked
from screen.errors import RuleError
from screen.model import FIELDS, Band, Kind
from screen.redflags.facts import FACTS
from screen.redflags.rule import (
    FAMILIES,
    PROFILES,
    Condition,
    Legal,
    OpenTest,
    Rule,
    RuleException,
    Source,
    Unless,
)

REQUIRED = ("id", "title", "level", "family", "why", "level_reason", "legal", "sources", "threshold_origin", "applies_to",
            "when", "next_step", "examples")  # fmt: skip
OPTIONAL = ("levels", "unless", "open", "profiles")
ORIGINS = ("sourced", "tuning", "legal test", "list data", "none")
LEAST_EXAMPLES = 2
LEGAL_KEYS = ("instrument", "paragraph", "date", "bound", "read_in_original", "territory")
EXAMPLE_KEYS = (*FIELDS, "match", "affiliated", "rows", "history")
MATCH_KEYS = ("typology", "references")
AFFILIATED_KEYS = ("references", "kind", "typology", "countries", "is_listed")
_SENTENCES = ("title", "why", "level_reason", "next_step")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a rules file, for messages."""

    file: Marked
    keys: tuple[str | int, ...] = ()
    rule: str = ""

    def at(self, *keys: str | int) -> Place:
        """Return the place of a key, or of an item by its number, below this one."""
        return replace(self, keys=(*self.keys, *keys))

    def named(self, rule: str) -> Place:
        """Return the same place, which says of which rule it is."""
        return replace(self, rule=rule)

    @property
    def line(self) -> int:
        """The line in the file."""
        return self.file.line(*self.keys)

    def __str__(self) -> str:
        rule = f", rule {self.rule}" if self.rule else ""
        return f"{self.file.path}{rule}, line {self.line}"

    def error(self, what: str) -> RuleError:
        """Return an error that names this place."""
        return RuleError(f"{self}: {what}.")


def read_rule(
    raw: Mapping[str, Any], entry: Place, places: Mapping[str, Place], typology: str, sources: Mapping[str, Source],
    exceptions: Mapping[str, RuleException],
) -> Rule:  # fmt: skip
    """Build a rule of its keys, each with its place (own rules may stand in another file than what they change)."""

    def at(key: str) -> Place:
        return places.get(key, entry.at(key))

    for key in _SENTENCES:
        text(raw[key], at(key))
    for key, allowed in (("family", FAMILIES), ("threshold_origin", ORIGINS)):
        if raw[key] not in allowed:
            raise at(key).error(f"{key} {raw[key]!r} is none of {', '.join(allowed)}")
    if not raw["sources"]:
        raise at("sources").error("no source is named. A rule without a source does not exist")
    for number, source in enumerate(texts(raw["sources"], at("sources"))):
        if source not in sources:
            raise (
                at("sources")
                .at(number)
                .error(
                    f"the source {source!r} is neither in sources.yml nor under sources in a file of your own"
                    f"{_near(source, sources)}. A rule without a source does not exist"
                )
            )
    kinds = texts(raw["applies_to"], at("applies_to"))
    profiles = texts(raw["profiles"], at("profiles"))
    for key, values, known in (("applies_to", kinds, list(Kind)), ("profiles", profiles, list(PROFILES))):
        if not values or set(values) - set(known):
            raise at(key).error(f"{key} {list(values)} holds something that is none of {', '.join(known)}")
    fires, clear = _examples(raw["examples"], at("examples"))
    return Rule(
        id=raw["id"], title=raw["title"], level=_band(raw["level"], at("level")), family=raw["family"], why=raw["why"],
        level_reason=raw["level_reason"],
        legal=tuple(_legal(one, at("legal").at(number)) for number, one in _listed(raw["legal"], at("legal"))),
        sources=tuple(sources[key] for key in raw["sources"]), threshold_origin=raw["threshold_origin"],
        applies_to=kinds, when=condition(raw["when"], at("when")),
        levels=tuple(
            _level(one, at("levels").at(number)) for number, one in _listed(raw.get("levels", []), at("levels"))
        ),
        unless=tuple(
            _unless(one, at("unless").at(number), exceptions)
            for number, one in _listed(raw.get("unless", []), at("unless"))
        ),
        open=_open(raw["open"], at("open")) if "open" in raw else None, profiles=profiles, next_step=raw["next_step"],
        fires=fires, clear=clear, typology=typology, origin=entry.file.path.name,
    )  # fmt: skip


def text(value: object, place: Place) -> str:
    """Return a text that is not empty, or raise RuleError: a number wants quotes."""
    if not isinstance(value, str) or not value.strip():
        raise place.error(f"a text is expected; found {value!r}. Write it in quotes")
    return value


def texts(value: object, place: Place) -> tuple[str, ...]:
    """Return a list of texts, or raise RuleError."""
    return tuple(text(one, place.at(number)) for number, one in _listed(value, place))


def _listed(value: object, place: Place) -> list[tuple[int, Any]]:
    if not isinstance(value, list):
        raise place.error(f"a list is expected, as in [one, two]; found {value!r}")
    return list(enumerate(value))


def _keyed(raw: object, place: Place, required: Sequence[str], optional: Sequence[str] = ()) -> dict[str, Any]:
    """Return a mapping that holds the required keys and no unknown one, or raise RuleError."""
    if not isinstance(raw, dict):
        raise place.error(f"keys and values are expected: {', '.join((*required, *optional))}; found {raw!r}")
    for key in raw:
        if key not in (*required, *optional):
            raise place.at(str(key)).error(f"unknown key {key!r}. Known: {', '.join((*required, *optional))}")
    missing = [key for key in required if key not in raw]
    if missing:
        raise place.error(f"missing {', '.join(missing)}")
    return raw


def _legal(raw: object, place: Place) -> Legal:
    given = _keyed(raw, place, LEGAL_KEYS[:5], LEGAL_KEYS[5:])
    if not isinstance(given["read_in_original"], bool):
        raise place.at("read_in_original").error("read_in_original is true or false")
    for key, value in given.items():
        if key not in ("read_in_original", "paragraph") or (key == "paragraph" and value != ""):
            text(value, place.at(key))
    return Legal(**given)


def _level(raw: object, place: Place) -> tuple[Band, Condition]:
    given = _keyed(raw, place, ("level", "when"))
    return _band(given["level"], place.at("level")), condition(given["when"], place.at("when"))


def _unless(raw: object, place: Place, exceptions: Mapping[str, RuleException]) -> Unless:
    given = _keyed(raw, place, ("exception", "fact"), ("cap",))
    if text(given["exception"], place.at("exception")) not in exceptions:
        raise place.at("exception").error(
            f"unless names an unknown exception {given['exception']!r}. Known: {', '.join(exceptions)}"
        )
    fact = condition(given["fact"], place.at("fact")).fact
    if not fact:
        raise place.at("fact").error("unless names one fact that proves the exception")
    return Unless(exceptions[given["exception"]], fact, _band(given.get("cap", "low"), place.at("cap")))


def _open(raw: object, place: Place) -> OpenTest:
    given = _keyed(raw, place, ("when", "ask"))
    return OpenTest(condition(given["when"], place.at("when")), text(given["ask"], place.at("ask")))


def _band(word: object, place: Place) -> Band:
    if word not in [band.word for band in Band]:
        raise place.error(f"level {word!r} is no band. Bands: {', '.join(band.word for band in Band)}")
    return Band.of(str(word))


def condition(raw: object, place: Place) -> Condition:
    """Read a condition; raises RuleError for an unknown operator or fact."""
    if isinstance(raw, str):
        if raw not in FACTS:
            raise place.error(f"unknown fact {raw!r}{_near(raw, FACTS)}. rules/README.md lists all {len(FACTS)}")
        return Condition("fact", fact=raw)
    if isinstance(raw, dict) and len(raw) == 1:
        operator, value = next(iter(raw.items()))
        if operator in {"all", "any"} and isinstance(value, list) and value:
            parts = (condition(part, place.at(operator, number)) for number, part in enumerate(value))
            return Condition(operator, tuple(parts))
        if operator == "not":
            return Condition("not", (condition(value, place.at("not")),))
    raise place.error(f"a condition is a fact, or one of all, any or not over conditions; found {raw!r}")


def _near(word: str, known: Mapping[str, object]) -> str:
    found = difflib.get_close_matches(word, known, 3)
    return f", but {' or '.join(found)}" if found else ""


def _examples(raw: object, place: Place) -> tuple[tuple[Mapping[str, object], ...], tuple[Mapping[str, object], ...]]:
    given = _keyed(raw, place, ("fires", "clear"))
    found = []
    for key in ("fires", "clear"):
        examples = [
            _example(one, place.at(key, number), EXAMPLE_KEYS) for number, one in _listed(given[key], place.at(key))
        ]
        if len(examples) < LEAST_EXAMPLES:
            raise place.at(key).error("two examples that fire and two innocent ones that do not are needed")
        found.append(tuple(examples))
    return found[0], found[1]


def _example(raw: object, place: Place, known: Sequence[str]) -> Mapping[str, object]:
    if not isinstance(raw, dict) or not raw:
        raise place.error(
            f"an example is the cells of a party, as in {{name: Blue Sea Ltd, country: CN}}; found {raw!r}"
        )
    for key, value in raw.items():
        if key not in known:
            raise place.at(str(key)).error(f"unknown column {key!r}{_near(str(key), dict.fromkeys(FIELDS))}")
        if key in ("rows", "history"):
            for number, row in _listed(value, place.at(key)):
                _example(row, place.at(key, number), (*FIELDS, "match"))
        elif key == "match":
            match = _keyed(value, place.at(key), ("band",), MATCH_KEYS)
            _band(match["band"], place.at(key, "band"))
        elif key == "affiliated":
            for name in value if isinstance(value, dict) else ():
                one = _keyed(value[name], place.at(key, name), ("band",), AFFILIATED_KEYS)
                _band(one["band"], place.at(key, name, "band"))
        elif not isinstance(value, (str, int, float)) or isinstance(value, bool):
            raise place.at(key).error(f"a cell is a text; found {value!r}. Write it in quotes")
    return raw
