"""What a rule-writer wants to know before a rule is used: whether its examples behave, and what it does on a real table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from screen.redflags import vocabulary
from screen.redflags.evaluate import EXAMPLE_DAY, check_rules, example_parties
from screen.redflags.facts import FACTS, Context
from screen.redflags.rule import Rule, RuleBook

if TYPE_CHECKING:
    import pandas as pd

    from screen.model import Parties


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that does not behave. facts: what each fact of the rule says of it, row by row: true, false or unknown."""

    example: Mapping[str, object]
    should_fire: bool
    facts: tuple[str, ...]


def failures(rule: Rule, book: RuleBook) -> list[Failure]:
    """Run each example of a rule, and return those that do not behave as the rule says."""
    found = []
    for should_fire, examples in ((True, rule.fires), (False, rule.clear)):
        for example in examples:
            fires, clear = ((example,), ()) if should_fire else ((), (example,))
            one = replace(rule, fires=fires, clear=clear)
            alone = RuleBook((one,), book.exceptions, vocabularies=book.vocabularies)
            if check_rules(alone):
                found.append(Failure(example, should_fire, _facts_of(rule, example, book)))
    return found


def _facts_of(rule: Rule, example: Mapping[str, object], book: RuleBook) -> tuple[str, ...]:
    parties, matches, entries = example_parties(example)
    rows = example.get("history")
    history = (example_parties({"rows": rows})[0],) if rows else ()
    context = Context(parties, matches, entries, EXAMPLE_DAY, history)
    words = {True: "true", False: "false", None: "unknown"}
    proofs = [one.fact for one in rule.unless]
    said = []
    with vocabulary.using(book.vocabularies):
        for name in dict.fromkeys([*rule.when.facts(), *proofs]):
            values = ", ".join(words[value] for value in FACTS[name].ask(context).values)
            said.append(f"{name}: {values} (reads {', '.join(FACTS[name].reads)})")
    return tuple(said)


@dataclass(frozen=True, slots=True)
class Fired:
    """What one rule did on a table.

    counts: hits by (state, level), most first; rows: the first hits as (sheet, row, name, why); groups: what rows of the table
    share, in the words of a fact that compares them, with those rows, largest group first.
    """

    rule: Rule
    counts: tuple[tuple[str, str, int], ...]
    rows: tuple[tuple[str, int, str, str], ...]
    groups: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def total(self) -> int:
        """All hits."""
        return sum(count for _, _, count in self.counts)


@dataclass(frozen=True, slots=True)
class Trial:
    """What rules did on a table.

    silent: tested and fired nowhere; untested: rules that lack columns, with the columns; helpful: columns that would let more
    rules be tested, with those rules, most first; elsewhere: rules for other kinds of table.
    """

    parties: int
    fired: tuple[Fired, ...]
    silent: tuple[Rule, ...]
    untested: tuple[tuple[Rule, str], ...]
    helpful: tuple[tuple[str, tuple[str, ...]], ...]
    elsewhere: tuple[Rule, ...] = ()


def tried(
    parties: Parties, hits: pd.DataFrame, untested: pd.DataFrame, rules: Iterable[Rule], in_use: Collection[Rule],
    first: int = 3,
) -> Trial:  # fmt: skip
    """Sum up the hits of a table rule by rule.

    rules: those to speak of; in_use: those for this kind of table; first: rows to name of each.
    """
    table = parties.table
    names = dict(zip(zip(table["sheet"], table["row"], strict=True), table["name"], strict=True))
    by_rule: dict[str, list[tuple[str, int, str, str, str]]] = {}
    for rule, *rest in zip(*(hits[key] for key in ("rule", "sheet", "row", "state", "level", "why")), strict=True):
        by_rule.setdefault(rule, []).append(tuple(rest))
    used = {rule.id for rule in in_use}
    missing = _missing(untested, len(parties.sheets))
    fired, silent, lacking, elsewhere = [], [], [], []
    columns: dict[str, list[str]] = {}
    for rule in rules:
        if rule.id not in used:
            elsewhere.append(rule)
        elif rule.id in by_rule:
            fired.append(_fired(rule, by_rule[rule.id], names, first))
        elif rule.id in missing:
            lacking.append((rule, missing[rule.id]))
            columns.setdefault(missing[rule.id], []).append(rule.id)
        else:
            silent.append(rule)
    helpful = sorted(((key, tuple(ids)) for key, ids in columns.items()), key=lambda one: (-len(one[1]), one[0]))
    fired.sort(key=lambda one: (-one.total, one.rule.id))
    return Trial(len(parties), tuple(fired), tuple(silent), tuple(lacking), tuple(helpful), tuple(elsewhere))


def _missing(untested: pd.DataFrame, sheets: int) -> dict[str, str]:
    """Return what a rule lacks on every sheet; one that could be tested on some sheet is tested."""
    counts = Counter(untested["rule"])
    pairs = zip(untested["rule"], untested["missing"], strict=True)
    return {rule: lacks for rule, lacks in pairs if counts[rule] >= sheets}


def _fired(
    rule: Rule, hits: Sequence[tuple[str, int, str, str, str]], names: Mapping[tuple[str, int], str], first: int
) -> Fired:
    counts = Counter((state, level) for _, _, state, level, _ in hits)
    rows = tuple((sheet, row, names.get((sheet, row), ""), why) for sheet, row, _, _, why in hits[:first])
    groups: dict[tuple[str, str], list[int]] = {}
    if any(FACTS[fact].whole_table for fact in rule.when.facts()):
        for sheet, row, _, _, why in hits:
            groups.setdefault((sheet, why), []).append(row)
    shared = [(why, tuple(found)) for (_, why), found in groups.items() if len(found) > 1]
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return Fired(
        rule, tuple((*key, count) for key, count in ordered), rows,
        tuple(sorted(shared, key=lambda one: (-len(one[1]), one[1]))),
    )  # fmt: skip


def trial_lines(trial: Trial) -> Iterator[str]:
    """Yield a trial for people: what fired how often and where, what did not, and what the table lacks."""
    total = sum(one.total for one in trial.fired)
    yield f"{trial.parties:,} parties; {total:,} hits of {len(trial.fired)} rules. No report was written."
    for one in trial.fired:
        share = one.total / max(1, trial.parties)
        yield ""
        yield f"{one.rule.id}  {one.rule.title}: {one.total:,} of {trial.parties:,} rows ({share:.1%})"
        yield "    " + ", ".join(f"{count:,} {state} at {level}" for state, level, count in one.counts)
        for sheet, row, name, why in one.rows:
            yield f"    {f'{sheet}, ' if sheet else ''}row {row}  {name}: {why}"
        for why, rows in one.groups:
            yield f"    the same of {_rows(rows)}: {why}"
    if trial.silent:
        yield ""
        yield f"Tested and silent: {', '.join(rule.id for rule in trial.silent)}"
    if trial.untested:
        yield ""
        yield f"Not tested for want of columns: {', '.join(rule.id for rule, _ in trial.untested)}. What would help:"
        for column, rules in trial.helpful:
            yield f"    {column}: {', '.join(rules)}"
    if trial.elsewhere:
        yield ""
        ids = ", ".join(rule.id for rule in trial.elsewhere)
        yield f"For other kinds of table, not tested: {ids}. --profile names the kind."


def _rows(rows: Sequence[int]) -> str:
    """Name rows, runs of them as first to last.

    >>> _rows([2, 3, 4, 9])
    'rows 2-4, 9'
    """
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    told = [str(start) if start == end else f"{start}-{end}" for start, end in runs]
    return f"rows {', '.join(told)}"
