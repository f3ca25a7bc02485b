"""Rules over facts → hits, with the cells that fired them; three-valued: what is not known is not innocence, nor guilt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from screen.model import FIELDS, HIT_COLUMNS, PARTY_KEYS, Band, Parties, Source, frame, join_values
from screen.redflags.facts import FACTS, Answers, Context, columns_read
from screen.redflags.rule import Condition, Rule, RuleBook

if TYPE_CHECKING:
    import pandas as pd

Kleene = list["bool | None"]
Asker = Callable[[str], Answers]
UNTESTED_COLUMNS = {"sheet": "str", "rule": "str", "title": "str", "missing": "str"}


def evaluate(
    rules: RuleBook, parties: Parties, matches: pd.DataFrame, as_of: date, entries: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Test every rule on every party.

    matches: MATCH_COLUMNS; entries: list, id and typology of what may have matched. Returns hits by HIT_COLUMNS, in the order
    of the table, and the rules that were not tested by sheet: sheet, rule, title, missing.
    """
    context = Context(parties, matches, entries)
    answers: dict[str, Answers] = {}

    def answer(fact: str) -> Answers:
        if fact not in answers:
            answers[fact] = FACTS[fact].ask(context)
        return answers[fact]

    cells = _Cells(parties)
    hits: list[tuple[int, dict[str, object]]] = []
    for rule in rules:
        hits += _hits(rule, parties, answer, cells)
    hits.sort(key=lambda hit: hit[0])
    return frame([hit for _, hit in hits], HIT_COLUMNS), frame(_untested(rules, parties), UNTESTED_COLUMNS)


def _hits(rule: Rule, parties: Parties, answer: Asker, cells: _Cells) -> list[tuple[int, dict[str, object]]]:
    fired = truth(rule.when, answer, len(parties))
    table = parties.table
    kinds, sheets, rows, ids = (list(table[name]) for name in ("kind", "sheet", "row", "party_id"))
    levels = [(band, truth(condition, answer, len(parties))) for band, condition in rule.levels]
    exceptions = [(exception, answer(fact).values) for exception, fact in rule.unless]
    found: list[tuple[int, dict[str, object]]] = []
    for row, value in enumerate(fired):
        if value is not True or (kinds[row] and kinds[row] not in rule.applies_to):
            continue
        if any(values[row] is True for _, values in exceptions) and not levels:
            continue
        level = next((band for band, holds in levels if holds[row] is True), rule.level)
        if any(values[row] is True for _, values in exceptions):
            level = min(level, Band.MEDIUM)
        open_exceptions = [exception.id for exception, values in exceptions if values[row] is None]
        if open_exceptions:
            level = min(level, Band.HIGH)
        facts = [fact for fact in dict.fromkeys(rule.when.facts()) if answer(fact).values[row] is True]
        clauses = list(dict.fromkeys(clause for fact in facts if (clause := answer(fact).clauses[row])))
        found.append(
            (
                row,
                {
                    "sheet": sheets[row], "row": rows[row], "party_id": ids[row], "rule": rule.id, "level": level.word,
                    "family": rule.family, "state": "fired", "why": _sentence(clauses),
                    "cells": join_values(cells.of(row, columns_read(facts))), "exceptions": join_values(open_exceptions),
                },
            )
        )  # fmt: skip
    return found


def _sentence(clauses: Sequence[str]) -> str:
    text = "; ".join(clauses)
    return text[:1].upper() + text[1:]


def truth(condition: Condition, answer: Asker, count: int) -> Kleene:
    """Return a condition over the table in Kleene's three values: None is unknown."""
    if condition.operator == "fact":
        return list(answer(condition.fact).values)
    parts = [truth(part, answer, count) for part in condition.parts]
    if condition.operator == "not":
        return [None if value is None else not value for value in parts[0]]
    decisive = condition.operator == "any"
    return [_combine(values, decisive) for values in zip(*parts, strict=True)]


def _combine(values: Sequence[bool | None], decisive: bool) -> bool | None:
    """Combine by any (decisive True) or all (decisive False)."""
    if any(value is decisive for value in values):
        return decisive
    return None if any(value is None for value in values) else not decisive


class _Cells:
    """The customer's cells behind canonical fields: header and cell as written."""

    def __init__(self, parties: Parties) -> None:
        self._table = parties.table
        self._sheets = {sheet.name: sheet for sheet in parties.sheets}

    def of(self, row: int, fields: Sequence[str]) -> list[str]:
        """Return "Header: cell" for each filled column that fills one of the fields."""
        sheet = self._sheets.get(self._table["sheet"].iat[row])
        number = self._table["row"].iat[row]
        if sheet is None:
            return [f"{field}: {self._table[field].iat[row]}" for field in fields if self._table[field].iat[row]]
        found = []
        for use in sheet.columns:
            if use.field in fields and (cell := str(sheet.written.at[number, use.header]).strip()):
                found.append(f"{use.header}: {cell}")
        return found


def _untested(rules: RuleBook, parties: Parties) -> list[dict[str, object]]:
    """Return the rules that could not fire for want of columns, sheet by sheet."""
    found: list[dict[str, object]] = []
    for sheet in parties.sheets:
        present = {use.field for use in sheet.columns if use.field}
        for rule in rules:
            missing = _missing(rule.when, present)
            if missing:
                words = " or ".join(field.replace("_", " ") for field in missing)
                found.append({"sheet": sheet.name, "rule": rule.id, "title": rule.title, "missing": words})
    return found


def _missing(condition: Condition, present: set[str]) -> tuple[str, ...]:
    """Return the columns a condition lacks to be able to hold; () where it can be tested."""
    if condition.operator == "fact":
        needs = FACTS[condition.fact].needs
        return () if set(needs) & present else needs
    parts = [_missing(part, present) for part in condition.parts]
    if condition.operator == "any":
        return () if not all(parts) else tuple(dict.fromkeys(column for part in parts for column in part))
    return next((part for part in parts if part), ())


def example_parties(example: Mapping[str, object]) -> tuple[Parties, pd.DataFrame, pd.DataFrame]:
    """Build a table of one party from a rule's example, with the match it speaks of."""
    import pandas as pd

    from screen.model import MATCH_COLUMNS

    row = {name: str(example.get(name, "")) for name in FIELDS}
    keys = {"sheet": "", "row": 1, "line": 0, "party_id": "example"}
    table = pd.DataFrame([{**keys, **row}])[[*PARTY_KEYS, *FIELDS]]
    parties = Parties(table, (), (), Source("example", "example"), 1, frozenset(name for name in FIELDS if row[name]))
    match = example.get("match")
    if not isinstance(match, Mapping):
        return parties, frame([], MATCH_COLUMNS), pd.DataFrame({"list": [], "id": [], "typology": []})
    blank: dict[str, object] = {name: 0 if kind != "str" else "" for name, kind in MATCH_COLUMNS.items()}
    matched = blank | {"row": 1, "list": "example", "entry_id": "1", "references": "EXAMPLE:1", "band": match["band"]}
    entries = pd.DataFrame({"list": ["example"], "id": ["1"], "typology": [(str(match["typology"]),)]})
    return parties, frame([matched], MATCH_COLUMNS), entries


def check_rules(rules: RuleBook) -> list[str]:
    """Run every example through the evaluator; returns what does not behave as its rule says."""
    wrong = []
    for rule in rules:
        for wanted, examples in ((True, rule.fires), (False, rule.clear)):
            for example in examples:
                parties, matches, entries = example_parties(example)
                hits, _ = evaluate(RuleBook((rule,), rules.exceptions), parties, matches, date(2026, 1, 1), entries)
                if bool(len(hits)) is not wanted:
                    wrong.append(f"{rule.id}: {dict(example)} should {'fire' if wanted else 'stay clear'}")
    return wrong
