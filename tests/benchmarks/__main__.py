"""Measure quality and speed on real names and lists; prints tables.

    python -m tests.benchmarks [pairs] [aliases] [listed] [innocents] [cross] [perturbed] [ssb] [peers] [speed] [retrieval] [start] [applicants]
                               [report] [ci] [throughput] [tables] [lengths]

Needs the measuring data beside the checkout (../shared); says so where it is absent. Asserts nothing.
"""

from __future__ import annotations

import platform
import sys
from datetime import UTC, datetime

from tests.benchmarks import (
    aliases,
    applicants,
    ci,
    cross_list,
    innocents,
    lengths,
    listed,
    pairs,
    peers,
    perturbed,
    report,
    retrieval,
    speed,
    ssb_dprk,
    start,
    tables,
    throughput,
)
from tests.benchmarks.data import SHARED

PARTS = {
    "pairs": pairs.run,
    "aliases": aliases.run,
    "listed": listed.run,
    "innocents": innocents.run,
    "cross": cross_list.run,
    "perturbed": perturbed.run,
    "ssb": ssb_dprk.run,
    "peers": peers.run,
    "speed": speed.run,
    "retrieval": retrieval.run,
    "start": start.run,
    "applicants": applicants.run,
    "report": report.run,
    "ci": ci.run,
    "throughput": throughput.run,
    "tables": tables.run,
    "lengths": lengths.run,
}


def main(names: list[str]) -> None:
    """Run the named parts, or all."""
    if not SHARED.is_dir():
        sys.exit(f"{SHARED}: the measuring data is not here, nothing was measured.")
    unknown = set(names) - set(PARTS)
    if unknown:
        sys.exit(f"{', '.join(sorted(unknown))}: no such part. Parts: {', '.join(PARTS)}.")
    print(f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, Python {platform.python_version()}")
    for name in names or PARTS:
        PARTS[name]()


main(sys.argv[1:])
