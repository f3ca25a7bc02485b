"""Rules from YAML, strictly: an unknown key, fact, source or exception is an error with file and rule."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from screen.data import read_yaml, rules_file, shipped
from screen.errors import RuleError
from screen.model import Band, Kind
from screen.redflags.facts import FACTS
from screen.redflags.rule import FAMILIES, Condition, Legal, Rule, RuleBook, RuleException, Source

_REQUIRED = ("id", "title", "level", "family", "why", "level_reason", "legal", "sources", "threshold_origin", "applies_to",
             "when", "next_step", "examples")  # fmt: skip
_OPTIONAL = ("levels", "unless")
_ORIGINS = ("sourced", "tuning", "legal test", "list data", "none")
_LEAST_EXAMPLES = 2


def load_rules(folder: Path | None = None) -> RuleBook:
    """Load the rules of a folder, of the shipped one for None.

    Raises RuleError, naming file and rule, for anything missing, unknown or given twice.
    """
    home = folder or shipped("rules") / "red_flags"
    sources = {
        key: Source(key, value["title"], value["issuer"], value["date"], value["link"])
        for key, value in read_yaml(rules_file("sources.yml"))["sources"].items()
    }
    exceptions = {
        key: RuleException(key, value["title"], value["ask"])
        for key, value in read_yaml(rules_file("exceptions.yml"))["exceptions"].items()
    }
    rules: list[Rule] = []
    for path in sorted(home.glob("*.yml")):
        loaded = read_yaml(path)
        for raw in loaded.get("rules", []):
            rule = _rule(raw, path, str(loaded.get("typology", "")), sources, exceptions)
            if any(rule.id == other.id for other in rules):
                raise RuleError(f"{path}, rule {rule.id}: the id stands twice. Give each rule its own.")
            rules.append(rule)
    return RuleBook(tuple(sorted(rules, key=lambda rule: rule.id)), exceptions)


def _rule(
    raw: Mapping[str, Any], path: Path, typology: str, sources: Mapping[str, Source],
    exceptions: Mapping[str, RuleException],
) -> Rule:  # fmt: skip
    where = f"{path}, rule {raw.get('id', '(no id)')}"
    missing = [key for key in _REQUIRED if key not in raw]
    unknown = sorted(set(raw) - {*_REQUIRED, *_OPTIONAL})
    if missing or unknown:
        raise RuleError(
            f"{where}: missing {', '.join(missing) or 'nothing'}; unknown {', '.join(unknown) or 'nothing'}. Mend it."
        )
    for key, allowed in (("family", FAMILIES), ("threshold_origin", _ORIGINS)):
        if raw[key] not in allowed:
            raise RuleError(f"{where}: {key} {raw[key]!r} is none of {', '.join(allowed)}.")
    if not raw["sources"] or any(source not in sources for source in raw["sources"]):
        raise RuleError(
            f"{where}: a source is missing or not in sources.yml. A rule without a source does not exist."
        )
    if set(raw["applies_to"]) - set(Kind):
        raise RuleError(f"{where}: applies_to holds a kind that does not exist.")
    examples = raw["examples"]
    if min(len(examples.get(key, ())) for key in ("fires", "clear")) < _LEAST_EXAMPLES:
        raise RuleError(f"{where}: two examples that fire and two innocent ones that do not are needed.")
    for one in raw.get("unless", ()):
        if one.get("exception") not in exceptions or one.get("fact") not in FACTS:
            raise RuleError(f"{where}: unless names an unknown exception or fact: {one}.")
    return Rule(
        id=raw["id"], title=raw["title"], level=_band(raw["level"], where), family=raw["family"], why=raw["why"],
        level_reason=raw["level_reason"], legal=tuple(Legal(**one) for one in raw["legal"]),
        sources=tuple(sources[key] for key in raw["sources"]), threshold_origin=raw["threshold_origin"],
        applies_to=tuple(raw["applies_to"]), when=condition(raw["when"], where),
        levels=tuple((_band(one["level"], where), condition(one["when"], where)) for one in raw.get("levels", ())),
        unless=tuple((exceptions[one["exception"]], one["fact"]) for one in raw.get("unless", ())),
        next_step=raw["next_step"], fires=tuple(examples["fires"]), clear=tuple(examples["clear"]), typology=typology,
    )  # fmt: skip


def _band(word: object, where: str) -> Band:
    try:
        return Band.of(str(word))
    except KeyError:
        raise RuleError(f"{where}: level {word!r} is no band.") from None


def condition(raw: object, where: str) -> Condition:
    """Read a condition; raises RuleError for an unknown operator or fact."""
    if isinstance(raw, str):
        if raw not in FACTS:
            raise RuleError(f"{where}: unknown fact {raw!r}. Known: {', '.join(sorted(FACTS))}.")
        return Condition("fact", fact=raw)
    if isinstance(raw, dict) and len(raw) == 1:
        operator, value = next(iter(raw.items()))
        if operator in {"all", "any"} and isinstance(value, list) and value:
            return Condition(operator, tuple(condition(part, where) for part in value))
        if operator == "not":
            return Condition("not", (condition(value, where),))
    raise RuleError(f"{where}: a condition is a fact, or all, any or not over conditions; found {raw!r}.")
