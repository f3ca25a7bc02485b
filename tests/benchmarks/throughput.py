"""Names a second against lists of 5,000, 40,000 and 400,000 names, beside other matchers in the same run, and where the time goes.

Each list has a process of its own, so that memory is told for it alone; the matchers take turns.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from screen import mapped
from tests.benchmarks.composed import KINDS, Asked, asked, listed
from tests.benchmarks.data import table
from tests.benchmarks.full_lists import watchlist
from tests.benchmarks.memory import Peak

if TYPE_CHECKING:
    from screen import Screener

LISTS = (5_000, 40_000, 400_000)
NAMES, PEER_NAMES, ROUNDS = 100_000, 1_000, 3
Finder = Callable[[Sequence[str], Sequence[str]], float]
"""Asks names of list names, and returns the seconds that it took."""
OTHERS = {
    "string_grouper": """
import json, sys, time
import pandas as pd
from string_grouper import match_strings
names, texts = json.load(sys.stdin)
begun = time.perf_counter()
match_strings(pd.Series(texts), pd.Series(names), min_similarity=0.8)
print(time.perf_counter() - begun)
""",
    "nomenklatura": """
import json, sys, tempfile, time
from pathlib import Path
from followthemoney import Dataset, StatementEntity
from nomenklatura.blocker.index import Index
from nomenklatura.matching.logic_v2.model import LogicV2
from nomenklatura.resolver import Linker
from nomenklatura.store.memory import MemoryStore
names, texts = json.load(sys.stdin)
def party(number, name):
    told = {"id": number, "schema": "LegalEntity", "properties": {"name": [name]}}
    return StatementEntity.from_data(listed, told)
listed = Dataset.make({"name": "listed", "title": "listed"})
store = MemoryStore(listed, Linker({}))
with store.writer() as writer:
    for place, name in enumerate(texts):
        writer.add_entity(party(f"l{place}", name))
view = store.default_view()
index = Index(view, Path(tempfile.mkdtemp()))
index.build()
begun = time.perf_counter()
asked = {f"q{place}": party(f"q{place}", name) for place, name in enumerate(names)}
settings = LogicV2.default_config()
for one, found in index.match_entities(asked.values()):
    for other, _ in found:
        LogicV2.compare(asked[str(one)], view.get_entity(str(other)), settings)
print(time.perf_counter() - begun)
""",
}
"""Matchers whose libraries do not go with ours: the program that each runs, which prints the seconds of asking alone."""
TITLES = {"nomenklatura": "nomenklatura logic-v2 behind its blocker"}
MOST_LISTED = {"nomenklatura": 40_000}
"""List names above which a matcher takes too long to prepare for."""
STAGES = {
    "fold and split": (("tokens.py", "tokenise"),),
    "parse as Korean": (("parse.py", "parse"),),
    "lay out as arrays": (("bags.py", "of"),),
    "compare vocabularies": (("overlap.py", "of"),),
    "find joined words": (("joins.py", "all_of"),),
    "Korean names": (("names.py", "_korean_pairs"),),
    "Chinese names": (("names.py", "_pinyin_pairs"),),
    "score what is left": (("general.py", "align"), ("general.py", "score")),
    "evidence of what is reported": (("named.py", "weighed"),),
}
"""Functions by what they do; the rest of the time is that of products and bounds."""


def run() -> None:
    """Measure each list in a process of its own; print rates, ratios, memory, and the shares of the stages."""
    lines: list[list[object]] = []
    shares: dict[str, list[object]] = {}
    for count in LISTS:
        told = _measured(count)
        ours = told["rates"]["dprk-screen"]
        for matcher, rates in told["rates"].items():
            rate = statistics.median(rates)
            ratios = statistics.median(one / other for one, other in zip(ours, rates, strict=True))
            lines.append([count, matcher, round(rate), round(ratios, 1)])
        lines.append(
            [
                count,
                f"memory, all processes: {told['memory']:.2f} GB; list prepared in {told['prepared']:.0f} s, loaded in {told['loaded']:.1f} s; first call {told['first']:,.0f} a second",
                "",
                "",
            ]
        )
        for stage, share in told["shares"].items():
            shares.setdefault(stage, [stage]).append(f"{share:.0%}")
    title = f"{NAMES:,} distinct names, a quarter Korean, {os.cpu_count()} processors; others {PEER_NAMES:,} of them; {ROUNDS} rounds"
    table(title, ["list names", "matcher", "names a second, median", "we are so many times as fast"], lines)
    table(
        "Where the time goes, one process",
        ["stage", *(f"{count:,} list names" for count in LISTS)],
        [*shares.values()],
    )
    _vocabulary()


def _measured(count: int) -> dict[str, Any]:
    """Prepare a list in one process and measure it in another, which finds it prepared in the cache as a second run does."""
    told: dict[str, Any] = {}
    with TemporaryDirectory() as folder:
        for step in ("prepare", "measure"):
            command = [sys.executable, "-m", "tests.benchmarks.throughput", step, str(count), folder]
            where = os.environ | {"DPRK_SCREEN_CACHE_DIR": folder}
            told |= json.loads(
                subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=where).stdout
            )
    return told


def prepare(count: int, folder: str) -> dict[str, Any]:
    """Prepare a list and keep it."""
    import screen

    lists = (replace(watchlist("OFAC", listed(count)), version=f"{count} names"),)
    with open(f"{folder}/lists", "wb") as stream:
        mapped.write(lists, stream)
    begun = time.perf_counter()
    screen.Screener(lists).match_names(["warm up"])
    return {"prepared": time.perf_counter() - begun}


def measure(count: int, folder: str) -> dict[str, Any]:
    """Return rates, memory and shares of one list."""
    import screen

    names = asked(NAMES)
    begun = time.perf_counter()
    with open(f"{folder}/lists", "rb") as stream:
        screener = screen.Screener(mapped.read(stream))
    screener.match_names(["warm up"])
    loaded = time.perf_counter() - begun
    with Peak() as peak:
        first = len(names) / _ours(screener, names)
    entries = screener.lists[0].entries
    texts = [name for one, others in zip(entries["name"], entries["aliases"], strict=True) for name in (one, *others)]
    some = _some(names)
    matchers = {"dprk-screen": lambda: len(names) / _ours(screener, names)} | {
        name: lambda find=find: len(some) / find(some, texts) for name, find in peers(count).items()
    }
    rates: dict[str, list[float]] = {name: [] for name in matchers}
    for _ in range(ROUNDS):
        for name, find in matchers.items():
            rates[name].append(find())
    return {
        "rates": rates,
        "memory": peak.gigabytes,
        "loaded": loaded,
        "first": first,
        "shares": _shares(screener, names),
    }


def _ours(screener: Screener, names: Asked) -> float:
    begun = time.perf_counter()
    for kind in KINDS:
        screener.match_names(names.of(kind), kind)
    return time.perf_counter() - begun


def _some(names: Asked) -> list[str]:
    together = [*names.persons, *names.organisations]
    return together[:: len(together) // PEER_NAMES]


def peers(count: int) -> dict[str, Finder]:
    """Return the other matchers that are installed and can be asked of so many list names."""
    from rapidfuzz import fuzz, process, utils

    def token_sort(names: Sequence[str], texts: Sequence[str]) -> float:
        begun = time.perf_counter()
        asked_for, targets = ([utils.default_process(name) for name in some] for some in (names, texts))
        for start in range(0, len(asked_for), 100):
            some = asked_for[start : start + 100]
            process.cdist(some, targets, scorer=fuzz.token_sort_ratio, score_cutoff=85, workers=-1)
        return time.perf_counter() - begun

    found: dict[str, Finder] = {"rapidfuzz token_sort_ratio": token_sort}
    for name, program in OTHERS.items():
        python = os.environ.get("PEERS_PYTHON", sys.executable)
        if subprocess.run([python, "-c", f"import {name}"], capture_output=True, check=False).returncode:
            print(f"{name} is not installed where PEERS_PYTHON points and was not measured.", file=sys.stderr)
        elif count <= MOST_LISTED.get(name, count):
            found[TITLES.get(name, name)] = partial(_asked_of, python, program)
    return found


def _asked_of(python: str, program: str, names: Sequence[str], texts: Sequence[str]) -> float:
    """Ask a matcher that needs other libraries than ours, in an interpreter of its own."""
    given = json.dumps([list(names), list(texts)])
    told = subprocess.run([python, "-c", program], input=given, text=True, check=True, stdout=subprocess.PIPE)
    return float(told.stdout.split()[-1])  # what went before is a library's progress


def _shares(screener: Screener, names: Asked) -> dict[str, float]:
    """Return the share of each stage in the time of one process, which was asked a few other names before, by a profile."""
    import cProfile
    import pstats

    for kind in KINDS:
        screener.match_names(names.of(kind)[1:300], kind, processes=1)
    profile = cProfile.Profile()
    profile.enable()
    for kind in KINDS:
        screener.match_names(names.of(kind)[:: NAMES // 20_000], kind, processes=1)
    profile.disable()
    told = pstats.Stats(profile)
    seconds = {(path.replace("\\", "/").rpartition("/")[2], name): told.stats[path, line, name][3]
               for path, line, name in told.stats}  # fmt: skip
    whole = told.total_tt
    found = {stage: sum(seconds.get(one, 0.0) for one in functions) / whole for stage, functions in STAGES.items()}
    return found | {"products, bounds and the rest": 1 - sum(found.values())}


def _vocabulary() -> None:
    """Print how many pairs of words a second sketches rule out, and rapidfuzz compares: the limit of comparing vocabularies."""
    import numpy as np
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cdist

    from screen.names.letters import Letters

    words = sorted({word for name in asked(NAMES).organisations for word in name.lower().split()})[:6_000]
    sketches = Letters(words).sketches()

    def rate(work: Callable[[], object]) -> str:
        begun = time.perf_counter()
        work()
        return f"{len(words) ** 2 / (time.perf_counter() - begun) / 1e6:,.0f}"

    lines: list[list[object]] = [
        ["sketches, one processor", rate(lambda: [np.bitwise_count(one ^ sketches) <= 2 for one in sketches])],
        ["rapidfuzz OSA at most 1, one processor", rate(lambda: cdist(words, words, scorer=OSA.distance, score_cutoff=1, workers=1))],
    ]  # fmt: skip
    table(f"Words against words, {len(words):,} of each", ["how", "million pairs a second"], lines)


if __name__ == "__main__":
    print(json.dumps({"prepare": prepare, "measure": measure}[sys.argv[1]](int(sys.argv[2]), sys.argv[3])))
