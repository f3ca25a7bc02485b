"""How long a report on 100,000 vendors with some 2,000 alerts takes in each form, and a run since an earlier one."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tests.benchmarks.data import rows, table

if TYPE_CHECKING:
    import pandas as pd

    from screen.lists import Watchlist

Value = TypeVar("Value")
ROWS, SEED, LISTED_EACH, CHANGED_EACH = 100_000, 5, 60, 100
DIALLING = {"US": "1", "DE": "49", "FR": "33", "GB": "44", "JP": "81", "IN": "91", "MY": "60", "TH": "66"}
CONSTANT = {"Bank": "First Bank", "Line of business": "office supplies", "Goods": "paper", "Since": "2019-04-01", "Category": "A",
            "Currency": "USD", "Notes": "delivered on time", "Status": "active", "Buyer": "B", "Terms": "30 days", "Desk": "7",
            "City": "", "Website": "", "SWIFT": "", "Contact": ""}  # fmt: skip


def run() -> None:
    """Time the stages in this process, with peak memory after each."""
    import pandas as pd

    from screen import Screener, load_watchlists
    from screen.report.output import write

    lists = load_watchlists()
    screener = Screener(lists)
    assert screener.matcher
    vendors = pd.DataFrame(_vendors(lists), dtype="str")
    lines: list[list[object]] = []

    def timed(step: str, call: Callable[[], Value]) -> Value:
        started = time.perf_counter()
        value = call()
        lines.append([step, time.perf_counter() - started, _peak()])
        return value

    found = timed("screening: reading, matching, red flags", lambda: screener.screen(vendors))
    record = timed("the record, made once for all forms", lambda: found.record)
    with tempfile.TemporaryDirectory() as folder:
        for suffix in (".xlsx", ".json", ".html", ".md"):
            target = Path(folder, f"report{suffix}")
            timed(f"writing {suffix}", lambda target=target: write(found, target))
            lines[-1].append(f"{target.stat().st_size / 1e6:.1f} MB")
    changed = _changed(vendors)
    timed("screening since that run, a row in 100 changed", lambda: screener.screen(changed, since=record))
    title = f"{ROWS:,} vendors with {found.counts['alerts']:,} alerts"
    table(title, ["step", "seconds", "peak memory, GB", "file"], [[*line, *[""] * (4 - len(line))] for line in lines])


def _peak() -> str:
    try:
        import resource
    except ImportError:  # not on Windows
        return ""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f}"


def _vendors(lists: list[Watchlist]) -> Iterator[dict[str, str]]:
    """Yield vendors of real innocent names, and a listed one in every LISTED_EACH."""
    chosen = random.Random(SEED)
    innocent = [row["name"] for row in rows("names", "innocent_organisations.csv")]
    listed = [name for one in lists for name in one.entries.loc[one.entries["kind"] == "organisation", "name"]]
    for number in range(ROWS):
        name = chosen.choice(innocent) + (f" {number}" if chosen.random() < 0.3 else "")
        country = chosen.choice(list(DIALLING))
        yield {
            "Vendor ID": f"V{number:06}", "Vendor Name": chosen.choice(listed) if number % LISTED_EACH == 0 else name,
            "Country": country, "Address": f"{number} {chosen.choice(['Main', 'Station', 'Harbour'])} Street",
            "Reg. No.": f"R{number:08}", "Tax ID": f"T{number:09}", "Phone": f"+{DIALLING[country]}{200_000_000 + number * 7}",
            "E-mail": f"info{number}@firm{number}.example", "Origin": country, "Amount": str(chosen.randrange(100, 99_999)),
            **CONSTANT,
        }  # fmt: skip


def _changed(vendors: pd.DataFrame) -> pd.DataFrame:
    """Return the vendors with another address in one row of CHANGED_EACH."""
    changed = vendors.copy()
    changed.loc[::CHANGED_EACH, "Address"] = "1 New Street"
    return changed
