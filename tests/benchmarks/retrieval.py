"""What retrieval loses against exhaustive scoring: pairs at 50 or above that it never proposes."""

from __future__ import annotations

import random

import screen
from screen.model import Kind
from screen.names import general, korean
from screen.names.tokens import tokenise
from tests.benchmarks.data import rows, table

SAMPLE, LEAST = 400, 50


def run() -> None:
    """Score a seeded sample of names against every listed name, and compare with retrieval."""
    screener = screen.Screener(screen.load_watchlists())
    lines = []
    for group, kind, file in (
        ("person", Kind.PERSON, "innocent_persons.csv"),
        ("other", Kind.ORGANISATION, "innocent_organisations.csv"),
    ):
        listed = screener.matcher.index.names[group]
        pool = [row["name"] for row in rows("names", file)]
        chosen = random.Random(7)
        names = chosen.sample(pool, SAMPLE // 2) + chosen.sample(list(listed.texts), SAMPLE // 2)
        proposed = {(pair.asked, pair.listed) for pair in screener.matcher.names(group).match(names, LEAST)}
        exhaustive = set()
        lattices = korean.parse(names) if group == "person" else [None] * len(names)
        prepared = [listed.bag.name(place) for place in range(len(listed.bag))]
        asked_tokens = [tokenise(name, kind) for name in names]
        for i, asked in enumerate(asked_tokens):
            for j, tokens in enumerate(prepared):
                a, b = lattices[i], listed.lattices.get(j)
                if a is not None and b is not None:
                    score = korean.compare(a, b).score
                else:
                    alignment = general.align(asked, tokens, group == "person")
                    score = general.score(alignment, asked, tokens, group == "person")
                if score >= LEAST:
                    exhaustive.add((i, j))
        lost = exhaustive - proposed
        lines.append([group, len(names) * len(listed.texts), len(exhaustive), len(lost)])
    table(f"Retrieval against exhaustive scoring at {LEAST}", ["group", "pairs", "reach it", "lost"], lines)
