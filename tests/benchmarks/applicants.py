"""How long 100,000 invented visa applicants with free text take: reading, matching, all rules, and the whole command."""

from __future__ import annotations

import csv
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tests.benchmarks.data import table

ROWS, SEED, SPONSORS, WORDS_OF_NOTES = 100_000, 5, 12_000, 25
FAMILY = "Kim Ri Pak Choe Jong Kang Jo Yun Jang Rim Nguyen Tran Santos Reyes Cruz Hossain Rahman Islam Petrov Wang Li Zhang Garcia"
GIVEN = "Chol Yong Min Su Hyok Jin Myong Kwang Song Il Nam Hui Gum Un Sun Ok"
PLACES = "Sinuiju Dandong Vladivostok Manila Dhaka Hanoi Seoul Pyongyang Chongqing"
NATIONS = "KP KR KR KR KR KR CN CN CN CN CN CN PH PH PH PH PH BD BD BD BD BD VN VN VN VN RU RU RU"
TRADES = "cook welder programmer seamstress lumberjack manager nurse student"
CATEGORIES = ["Work", "Student", "Business", "Work permit renewal", "Visit"]
TEXT = """the worker arrives with permit and contract and employer pays a wage into account monthly housing provided overtime site said
documents were copied returned renewal earlier visa office phone message interview none kitchen forest cutting concrete shift dormitory"""
HEADER = """Surname,Given name,Nationality,Date of birth,Place of birth,Passport No,Passport issue date,Visa category,Permit date,Valid until,
Sponsor,Employer,Occupation,Address,Phone,Email,Bank account,Account holder,Monthly wage,Remittance,Working hours,Notes,Sex"""


def run() -> None:
    """Time each step in this process, all rules in use, and the command in one of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "applicants.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([HEADER.replace("\n", "").split(","), *_rows()])
        lines = _steps(path)
        started = time.perf_counter()
        command = "from screen.cli import main; main()"
        subprocess.run([sys.executable, "-c", command, "check", str(path)], capture_output=True, check=True)
        lines.append(["the whole command, with its start and the report", time.perf_counter() - started])
    table(f"{ROWS:,} applicants with free text", ["step", "seconds"], lines)


def _steps(path: Path) -> list[list[object]]:
    from screen import Screener
    from screen.intake import read_parties
    from screen.redflags import evaluate
    from screen.redflags.affiliations import affiliations

    screener = Screener()
    matcher = screener.matcher
    marks = [time.perf_counter()]
    parties = read_parties(path)
    marks.append(time.perf_counter())
    matches = matcher.match(parties).table
    marks.append(time.perf_counter())
    named = affiliations(parties, matcher)
    marks.append(time.perf_counter())
    evaluate(screener.rules, parties, matches, date.today(), screener._entries, affiliations=named)
    marks.append(time.perf_counter())
    steps = ["reading", "matching", "employers and others named", f"all {len(list(screener.rules))} rules"]
    return [[step, after - before] for step, before, after in zip(steps, marks, marks[1:], strict=False)]


def _rows() -> Iterator[list[str]]:
    chosen = random.Random(SEED)
    words, places = TEXT.split(), PLACES.split()
    pick = chosen.choice

    def day(first: int, last: int) -> str:
        return f"{chosen.randrange(first, last)}-{chosen.randrange(1, 13):02}-{chosen.randrange(1, 29):02}"

    sponsors = [f"{pick(words)} {pick(words)} Trading {number} Ltd".title() for number in range(SPONSORS)]
    for number in range(ROWS):
        sponsor = pick(sponsors)
        yield [
            pick(FAMILY.split()), " ".join(chosen.sample(GIVEN.split(), 2)), pick(NATIONS.split()), day(1955, 2004), pick(places),
            f"{pick('ABEGP')}{chosen.randrange(10**8):08}", day(2015, 2025), pick(CATEGORIES), day(2016, 2026), day(2024, 2029),
            sponsor, sponsor, pick(TRADES.split()), f"{chosen.randrange(1, 300)} {pick(words)} street, {pick(places)}",
            f"+63{chosen.randrange(10**9):09}", f"u{number}@example.com", str(chosen.randrange(10**10)), pick(["self", "", sponsor]),
            f"{chosen.randrange(200, 3000)} USD", str(chosen.randrange(4000)), str(chosen.randrange(6, 14)),
            " ".join(pick(words) for _ in range(WORDS_OF_NOTES)), pick("MF"),
        ]  # fmt: skip
