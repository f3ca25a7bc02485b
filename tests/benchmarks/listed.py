"""Every listed name asked as it stands, and with one seeded typing error: is its own entry found?"""

from __future__ import annotations

import random
from collections import defaultdict

import screen
from tests.benchmarks.data import table

SEED = 5


def run() -> None:
    """Ask all names and strong aliases of the shipped lists, by kind."""
    screener = screen.Screener(screen.load_watchlists())
    known: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in screener.lists:
        for entry in one.entries.itertuples():
            for name in (entry.name, *entry.aliases) if entry.legal_status != "delisted" else ():
                known[entry.kind, name].add(f"{one.publisher}:{entry.id}")
    chosen = random.Random(SEED)
    lines: list[list[object]] = []
    for kind in ("organisation", "vessel", "person"):
        names = [name for asked, name in known if asked == kind]
        for label, asked in (
            ("as it stands", names),
            ("one typing error", [with_error(name, chosen) for name in names]),
        ):
            best = best_scores(screener, asked, [known[kind, name] for name in names], kind)
            shares = [sum(score >= least for score in best) / len(best) for least in (70, 50)]
            lines.append([kind, label, len(names), *shares])
    table("Listed names asked", ["kind", "how", "names", "medium or above", "low or above"], lines)


def best_scores(screener: screen.Screener, asked: list[str], wanted: list[set[str]], kind: str) -> list[float]:
    """Return for each name the score of its own entry, 0 where it is not found."""
    best = [0.0] * len(asked)
    for match in screener.match_names(asked, kind, 50).itertuples():
        if wanted[match.query_index] & set(match.references.split()):
            best[match.query_index] = max(best[match.query_index], match.score)
    return best


def with_error(name: str, chosen: random.Random) -> str:
    """Leave a letter out, swap two or put another in its place, never the first one."""
    if len(name) < 4:
        return name
    place, how = chosen.randrange(1, len(name) - 1), chosen.randrange(3)
    if how == 0:
        return name[:place] + name[place + 1 :]
    if how == 1:
        return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    return name[:place] + chosen.choice("aeinost") + name[place + 1 :]
