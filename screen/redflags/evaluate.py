"""Rules over facts → hits, with the cells that fired them; three-valued: what is not known is not innocence, nor guilt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from screen.model import (
    FIELDS,
    HIT_COLUMNS,
    MATCH_COLUMNS,
    PARTY_KEYS,
    Band,
    Parties,
    Sheet,
    Source,
    frame,
    join_values,
)
from screen.redflags import vocabulary
from screen.redflags.affiliations import Affiliation
from screen.redflags.facts import FACTS, Answers, Beyond, Context, columns_read
from screen.redflags.facts.registry import TRUE, UNKNOWN, Truth
from screen.redflags.rule import PROFILES, Condition, Rule, RuleBook

if TYPE_CHECKING:
    import pandas as pd

Asker = Callable[[str], Answers]
UNTESTED_COLUMNS = {"sheet": "str", "rule": "str", "title": "str", "missing": "str"}


def evaluate(
    rules: RuleBook, parties: Parties, matches: pd.DataFrame, as_of: date, entries: pd.DataFrame | None = None,
    *, history: Sequence[Parties] = (), profiles: Sequence[str] = PROFILES,
    affiliations: Mapping[tuple[str, str], Affiliation] | None = None, dismissed: pd.DataFrame | None = None,
    row_answers: dict[str, Answers] | None = None, beyond: Beyond | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """Test every rule of the profiles on every party.

    matches: MATCH_COLUMNS; entries: list, id and typology of what may have matched; history: earlier tables;
    affiliations: possible matches of owners, employers and others whom rows name; dismissed: matches that a reviewer found to
    be none; row_answers: of facts about single rows, from another evaluation of this table, and added to; beyond: what lies
    beyond these parties where they are a part of a table. Returns hits by
    HIT_COLUMNS, in the order of the table, and the rules that were not tested by sheet: sheet, rule, title, missing.
    """
    known = row_answers if row_answers is not None else {}
    context = Context(parties, matches, entries, as_of, tuple(history), affiliations or {}, dismissed, known, beyond)
    cells = _Cells(parties)
    hits: list[tuple[int, dict[str, object]]] = []
    chosen = chosen_rules(rules, profiles)
    with vocabulary.using(rules.vocabularies):
        for rule in chosen:
            if history or not all(FACTS[fact].needs_history for fact in rule.when.facts()):
                hits += _hits(rule, parties, context, cells)
    hits.sort(key=lambda hit: hit[0])
    return frame([hit for _, hit in hits], HIT_COLUMNS), untested(chosen, parties.sheets, has_history=bool(history))


def chosen_rules(rules: RuleBook, profiles: Sequence[str]) -> list[Rule]:
    """Return the rules that are tested on a kind of table."""
    return [rule for rule in rules if set(rule.profiles) & set(profiles)]


def _hits(rule: Rule, parties: Parties, context: Context, cells: _Cells) -> list[tuple[int, dict[str, object]]]:
    """Return the hits of one rule, each with the place of its party."""
    count, answer = len(parties), context.answer
    fired = truth(rule.when, answer) if rule.open else _fired(rule.when, context)
    is_open = np.zeros(count, dtype=bool)
    if rule.open:
        is_open = (fired == UNKNOWN) & (truth(rule.open.when, answer) == TRUE)
    places = np.flatnonzero((fired == TRUE) | is_open)
    if not len(places):
        return []
    kinds = parties.table["kind"].iloc[places].tolist()
    levels = [(band, truth(condition, answer) == TRUE) for band, condition in rule.levels]
    found = []
    for row, kind in zip(places.tolist(), kinds, strict=True):
        if not kind or kind in rule.applies_to:
            level = next((band for band, holds in levels if holds[row]), rule.level)
            found.append((row, _hit(rule, row, level, bool(is_open[row]), answer, cells)))
    return found


def _fired(condition: Condition, context: Context) -> Truth:
    """Return a condition over the table as far as it is TRUE; facts are asked only while any row may still be."""
    if condition.operator != "all":
        return truth(condition, context.answer)
    ready = [all(map(context.is_ready, part.facts())) for part in condition.parts]
    parts = [
        part for wanted in (True, False) for part, one in zip(condition.parts, ready, strict=True) if one is wanted
    ]
    fired = truth(parts[0], context.answer)
    for part in parts[1:]:
        if not (fired == TRUE).any():
            break
        fired = np.minimum(fired, truth(part, context.answer))
    return fired


def _hit(rule: Rule, row: int, level: Band, is_open: bool, answer: Asker, cells: _Cells) -> dict[str, object]:
    """Return the hit of a rule on one party: fired, open (its legal test lacks a fact) or excepted (an exception holds)."""
    held = {one.exception.id: one for one in rule.unless if answer(one.fact).values[row] is True}
    asked = [one.exception.id for one in rule.unless if answer(one.fact).values[row] is None]
    state = "excepted" if held else "open" if is_open else "fired"
    condition = rule.open.when if is_open and rule.open else rule.when
    facts = [fact for fact in dict.fromkeys(condition.facts()) if answer(fact).values[row] is True]
    clauses = list(dict.fromkeys(clause for fact in facts if (clause := answer(fact).clauses[row])))
    if held:
        level = min([level, *(one.cap for one in held.values())])
        clauses += [
            f"exception {key} holds: {answer(one.fact).clauses[row] or one.exception.title}"
            for key, one in held.items()
        ]
    elif is_open and rule.open:
        level = min(level, Band.MEDIUM)
        clauses.append(f"legal test open: ask for {rule.open.ask}")
    elif asked:
        level = min(level, Band.HIGH)
    proofs = [one.fact for one in held.values()]
    return {
        "sheet": cells.sheet(row), "row": cells.number(row), "party_id": cells.party(row), "rule": rule.id, "level": level.word,
        "family": rule.family, "state": state, "why": _sentence(clauses),
        "cells": join_values(cells.of(row, columns_read([*facts, *proofs]))),
        "exceptions": join_values(list(held) or asked),
    }  # fmt: skip


def _sentence(clauses: Sequence[str]) -> str:
    text = "; ".join(clauses)
    return text[:1].upper() + text[1:]


def truth(condition: Condition, answer: Asker) -> Truth:
    """Return a condition over the table in Kleene's three values (TRUE, UNKNOWN or FALSE), one a row, int8."""
    if condition.operator == "fact":
        return answer(condition.fact).truth
    parts = [truth(part, answer) for part in condition.parts]
    if condition.operator == "not":
        return -parts[0]
    combined: Truth = (np.maximum if condition.operator == "any" else np.minimum).reduce(parts)
    return combined


class _Cells:
    """The customer's cells behind canonical fields: header and cell as written, and where each party stands."""

    def __init__(self, parties: Parties) -> None:
        self._table = parties.table
        self._sheets = {sheet.name: sheet for sheet in parties.sheets}
        self._names, self._rows, self._ids = (self._table[name].tolist() for name in ("sheet", "row", "party_id"))
        self._kept: dict[tuple[str, str], Mapping[int, str]] = {}

    def sheet(self, row: int) -> str:
        """Return the sheet of a party by its place in the table."""
        return str(self._names[row])

    def number(self, row: int) -> int:
        """Return its row as the spreadsheet shows it."""
        return int(self._rows[row])

    def party(self, row: int) -> str:
        """Return its id."""
        return str(self._ids[row])

    def of(self, row: int, fields: Sequence[str]) -> list[str]:
        """Return "Header: cell" for each filled column that fills one of the fields."""
        sheet, number = self._sheets.get(self._names[row]), self._rows[row]
        if sheet is None:
            return [f"{field}: {self._table[field].iat[row]}" for field in fields if self._table[field].iat[row]]
        found = []
        for use in sheet.columns:
            if use.field in fields and (cell := self._written(sheet, use.header)[number].strip()):
                found.append(f"{use.header}: {cell}")
        return found

    def _written(self, sheet: Sheet, header: str) -> Mapping[int, str]:
        """Return the cells of a column as written, by row, looked up once."""
        key = (sheet.name, header)
        if key not in self._kept:
            column = sheet.written[header]
            self._kept[key] = dict(zip(column.index.tolist(), map(str, column.tolist()), strict=True))
        return self._kept[key]


def untested(rules: Sequence[Rule], sheets: Sequence[Sheet], *, has_history: bool) -> pd.DataFrame:
    """Return the rules that could not fire for want of columns or of an earlier table: sheet, rule, title, missing."""
    found: list[dict[str, object]] = []
    for sheet in sheets:
        present = {use.field for use in sheet.columns if use.field}
        if {"family_name", "given_name"} & present:
            present.add("name")
        for rule in rules:
            missing = _missing(rule.when, present, has_history=has_history)
            if missing:
                words = " or ".join(field.replace("_", " ") for field in missing)
                found.append({"sheet": sheet.name, "rule": rule.id, "title": rule.title, "missing": words})
    return frame(found, UNTESTED_COLUMNS)


def _missing(condition: Condition, present: set[str], *, has_history: bool) -> tuple[str, ...]:
    """Return the columns a condition lacks to be able to hold; () where it can be tested."""
    if condition.operator == "fact":
        fact = FACTS[condition.fact]
        if fact.needs_history and not has_history:
            return ("an earlier list (--history)",)
        return () if set(fact.needs) & present else fact.needs
    parts = [_missing(part, present, has_history=has_history) for part in condition.parts]
    if condition.operator == "any":
        return () if not all(parts) else tuple(dict.fromkeys(column for part in parts for column in part))
    return next((part for part in parts if part), ())


def example_parties(example: Mapping[str, object]) -> tuple[Parties, pd.DataFrame, pd.DataFrame]:
    """Build the table of a rule's example, with the match it speaks of.

    An example is the fields of one party, with match: {band, typology} for what it matches, or rows: a list of such fields.
    """
    import pandas as pd

    written = example.get("rows", [example])
    assert isinstance(written, list)
    keys = {"sheet": "", "line": 0}
    rows = [
        {**keys, "row": number, "party_id": f"example {number}", **{name: str(one.get(name, "")) for name in FIELDS}}
        for number, one in enumerate(written, start=1)
    ]
    table = pd.DataFrame(rows, columns=[*PARTY_KEYS, *FIELDS])
    present = frozenset(name for name in FIELDS if any(row[name] for row in rows))
    parties = Parties(table, (), (), Source("example", "example"), len(rows), present)
    blank: dict[str, object] = {name: 0 if kind != "str" else "" for name, kind in MATCH_COLUMNS.items()}
    matches, entries = [], []
    for number, one in enumerate(written, start=1):
        if isinstance(match := one.get("match"), dict):
            told = {
                "list": "example",
                "entry_id": str(number),
                "references": str(match.get("references", f"EXAMPLE:{number}")),
                "band": match["band"],
            }
            matches.append(blank | {"row": number, "legal_status": "listed"} | told)
            entries.append({"list": "example", "id": str(number), "typology": (str(match.get("typology", "")),)})
    return parties, frame(matches, MATCH_COLUMNS), pd.DataFrame(entries, columns=["list", "id", "typology"])


def example_affiliations(example: Mapping[str, object]) -> dict[tuple[str, str], Affiliation]:
    """Return the possible matches of those an example names: affiliated: {name: {band, references, kind, …}}."""
    told = example.get("affiliated", {})
    assert isinstance(told, dict)
    made = {
        name: Affiliation(
            name.upper(), match.get("references", "OFAC:1 UK:1 EU:1"), Band.of(match["band"]),
            **{key: value for key, value in match.items() if key not in {"band", "references"}},
        )
        for name, match in told.items()
    }  # fmt: skip
    return {
        (kind, name): one for name, one in made.items() for kind in set(vocabulary.business()["affiliates"].values())
    }


EXAMPLE_DAY = date(2026, 1, 1)


def check_rules(rules: RuleBook) -> list[str]:
    """Run every example through the evaluator; returns what does not behave as its rule says.

    An example fires where any of its rows gets a hit above level none, or of a rule that is context only any hit at all;
    history: rows of an earlier table.
    """
    wrong = []
    for rule in rules:
        for wanted, examples in ((True, rule.fires), (False, rule.clear)):
            for example in examples:
                parties, matches, entries = example_parties(example)
                earlier = [example_parties({"rows": example["history"]})[0]] if "history" in example else []
                book = RuleBook((rule,), rules.exceptions, vocabularies=rules.vocabularies)
                named = example_affiliations(example)
                hits, _ = evaluate(book, parties, matches, EXAMPLE_DAY, entries, history=earlier, affiliations=named)
                if bool(len(hits[hits["state"] != "excepted"])) is not wanted:
                    wrong.append(f"{rule.id}: {dict(example)} should {'fire' if wanted else 'stay clear'}")
    return wrong
