"""Everything a person needs to know of one rule, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from screen.redflags.facts import FACTS, columns_read
from screen.redflags.rule import Condition, Legal, Rule

_ORIGINS = {
    "sourced": "as the sources below state them",
    "tuning": "chosen by this project, not by a law or a source",
    "legal test": "those of the legal text",
    "list data": "counted in the entries of the lists",
    "none": "there are none",
}
_NEVER = "never_told"
_OPERATORS = {"all": "all of these hold", "any": "any of these holds", "not": "this is known not to hold"}


def rule_lines(rule: Rule) -> Iterator[str]:
    """Yield a rule as lines: what it is, when it fires, how much it weighs, what to ask, on what it rests, examples."""
    yield f"{rule.id}  {rule.title}"
    yield f"{rule.level.word}, family {rule.family}; {rule.typology or 'no typology given'}; from {rule.origin}"
    yield from (f"Changed by own rules: {change}" for change in rule.changes)
    yield f"Why: {rule.why}"
    yield ""
    yield "Fires when"
    yield from _condition(rule.when, 1)
    if rule.open:
        yield f"Is kept as an open legal test, medium at most, asking for {rule.open.ask}, when that is not known and"
        yield from _condition(rule.open.when, 1)
    yield f"Tested on: {', '.join(rule.applies_to)}, in tables of {', '.join(rule.profiles)}"
    yield f"Looks at: {_columns(columns_read(list(dict.fromkeys(rule.when.facts()))))}"
    yield f"Thresholds: {_ORIGINS[rule.threshold_origin]}"
    yield ""
    yield from _level(rule)
    if rule.unless:
        yield ""
        yield from _exceptions(rule)
    yield ""
    yield from _legal(rule.legal)
    yield ""
    yield "Sources"
    for source in rule.sources:
        yield f"  {source.id}: {source.title}; {source.issuer}, {source.date}"
        if source.link:
            yield f"      {source.link}"
    yield ""
    yield f"Next step: {rule.next_step}"
    for title, examples in (("Fires, for example", rule.fires), ("Stays clear, for example", rule.clear)):
        yield ""
        yield title
        for example in examples:
            yield f"  {example_text(example)}"


def condition_text(condition: Condition) -> str:
    """Return a condition as one clause."""
    if condition.operator == "fact":
        return FACTS[condition.fact].says
    parts = [condition_text(part) for part in condition.parts]
    if condition.operator == "not":
        return f"not: {parts[0]}"
    return f" {'and' if condition.operator == 'all' else 'or'} ".join(parts)


def example_text(example: Mapping[str, object]) -> str:
    """Return the cells of an example as one line."""
    return "; ".join(f"{key}: {_value(value)}" for key, value in example.items())


def _value(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {one}" for key, one in value.items())
    if isinstance(value, list):
        return " | ".join(example_text(row) for row in value)
    return str(value) or "(empty)"


def _condition(condition: Condition, depth: int) -> Iterator[str]:
    space = "  " * depth
    if condition.operator == "fact":
        yield f"{space}- {FACTS[condition.fact].says} ({condition.fact})"
    elif len(condition.parts) == 1 and condition.operator != "not":
        yield from _condition(condition.parts[0], depth)
    else:
        yield f"{space}{_OPERATORS[condition.operator]}:"
        for part in condition.parts:
            yield from _condition(part, depth + 1)


def _columns(fields: tuple[str, ...]) -> str:
    return ", ".join(field.replace("_", " ") for field in fields)


def _level(rule: Rule) -> Iterator[str]:
    yield "Level"
    for band, condition in rule.levels:
        yield f"  {band.word} where {condition_text(condition)}; else"
    yield f"  {rule.level.word}{' (context without points)' if not rule.level else ''}. {rule.level_reason}"


def _exceptions(rule: Rule) -> Iterator[str]:
    yield "Exceptions: one that is proven lowers the hit, one that cannot be checked keeps it below critical and is asked about"
    for one in rule.unless:
        how = f"proven where {FACTS[one.fact].says}, then {one.cap.word} at most"
        if one.fact == _NEVER:
            how = "no column can prove it"
        yield f"  {one.exception.id} {one.exception.title}: {how}"
        yield f"      Ask: {one.exception.ask}"


def _legal(legal: tuple[Legal, ...]) -> Iterator[str]:
    if not legal:
        yield "Legal basis: none; a sign only"
        return
    yield "Legal basis"
    for one in legal:
        place = f"; {one.territory}" if one.territory else ""
        read = (
            "the text was read in the original"
            if one.read_in_original
            else "known from the sources, not read in the original"
        )
        where = f"{one.instrument}, paragraph {one.paragraph}" if one.paragraph else one.instrument
        yield f"  {where}, of {one.date}: binds {one.bound}{place}; {read}"
