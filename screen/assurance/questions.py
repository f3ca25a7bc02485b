"""Names asked of the lists, and whether the entry that was meant came back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screen.names.folding import scripts

if TYPE_CHECKING:
    from screen.screening import Screener

LEAST = 50.0
"""Scores below are no match at all, whatever the thresholds."""
_SCRIPTS = {"CJK": "Han", "HIRAGANA": "kana", "KATAKANA": "kana", "IDEOGRAPHIC": ""}


@dataclass(frozen=True, slots=True)
class Question:
    """A name to be asked.

    reference: of the entry it should bring back, '' for an innocent; how: how it was made, the class it counts in; script: its
    letters; holder: the publisher whose entries alone it is asked of, '' for all lists; cells: other fields of a row, by
    canonical name; place: what the report calls it where the name is not to be told.
    """

    name: str
    kind: str
    reference: str
    how: str
    script: str = ""
    holder: str = ""
    cells: tuple[tuple[str, str], ...] = ()
    place: str = ""

    @property
    def shown(self) -> str:
        """What the report calls it."""
        return self.place or self.name


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question brought.

    score: of the entry meant, 0 where it did not come back; others: of every other party that did; best: the best of these.
    """

    question: Question
    score: float = 0.0
    others: tuple[float, ...] = ()
    best: str = ""

    @property
    def top(self) -> float:
        """The highest score of whoever came back."""
        return max((self.score, *self.others))


Found = Iterator[tuple[int, str, float, str]]
"""Place of the question, references of the party found, score, its name."""


def script_of(name: str) -> str:
    """Return the script of a name in words: Latin, Hangul, Han, kana, Cyrillic; several joined by +."""
    told = {_SCRIPTS.get(one, one.capitalize()) for one in scripts(name)}
    return " + ".join(sorted(filter(None, told))) or "no letters"


def ask(screener: Callable[[str], Screener], questions: Sequence[Question], whole: bool = False) -> list[Answer]:
    """Ask every question; returns the answers in order.

    screener: gives that of a holder, '' for all lists; whole: ask whole rows, with the other cells, and not bare names.
    """
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(questions):
        places[one.holder, one.kind].append(place)
    found: dict[int, list[tuple[str, float, str]]] = defaultdict(list)
    for (holder, kind), chosen in sorted(places.items()):
        asked = [questions[place] for place in chosen]
        brought = _rows(screener(holder), asked) if whole else _names(screener(holder), asked, kind)
        for place, references, score, name in brought:
            found[chosen[place]].append((references, score, name))
    return [_answer(one, found[place]) for place, one in enumerate(questions)]


def _names(screener: Screener, asked: Sequence[Question], kind: str) -> Found:
    table = screener.match_names([one.name for one in asked], kind or None, LEAST)
    columns = ("query_index", "references", "score", "matched_name")
    yield from zip(*(table[name].tolist() for name in columns), strict=True)


def _rows(screener: Screener, asked: Sequence[Question]) -> Found:
    """Yield what whole rows bring, matched as those of a table are."""
    import pandas as pd

    from screen.intake import read_parties
    from screen.matching.policy import using

    table = pd.DataFrame([{"name": one.name, "kind": one.kind, **dict(one.cells)} for one in asked], dtype="str")
    table = table.fillna("")
    parties = read_parties(table, columns={name: name for name in table.columns})
    with using(screener.rules.bands):
        matches = screener.matcher.match(parties).table
    columns = ("row", "references", "score", "matched_name")
    for row, references, score, name in zip(*(matches[name].tolist() for name in columns), strict=True):
        if score >= LEAST:
            yield row - 1, references, score, name


def _answer(question: Question, found: Iterable[tuple[str, float, str]]) -> Answer:
    score, others, best = 0.0, [], ("", 0.0, "")
    for references, one, name in found:
        if question.reference and question.reference in references.split():
            score = max(score, one)
            continue
        others.append(one)
        if (-one, references) < (-best[1], best[0]):
            best = (references, one, name)
    told = f"{best[2]} ({best[0]}), {best[1]:g}" if best[0] else ""
    return Answer(question, score, tuple(sorted(others, reverse=True)), told)
