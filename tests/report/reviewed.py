"""A small table that a reviewer has decided on, so that each state of an alert is there; and rows that mean harm."""

from __future__ import annotations

from screen.decisions import Event, Journal
from screen.model import Band, Disposition
from screen.report.record import alerts
from screen.screening import Screener, Screening
from tests.builders import TODAY, entry, table, watchlist

LISTS = [
    watchlist(
        entry("GLOCOM", countries=("MY",), addresses=("Kuala Lumpur",)),
        entry("DANDONG KEHUA ECONOMY & TRADE CO., LTD.", countries=("CN",)),
        entry("CHANGGWANG SINYONG CORPORATION", aliases=("KOMID",)),
        entry("MOKRAN LLC", countries=("RU",)),
    )
]
PYONGYANG = "12 Sungri Street, Pyongyang"
SCRIPT, IMAGE, FORMULA = (
    "<script>window.harm=1</script>",
    '"><img src=x onerror="window.harm=1">',
    "=cmd|' /C calc'!A0",
)
ARABIC = "شركة النور للتجارة"
HOSTILE = (
    {"name": SCRIPT, "address": PYONGYANG},
    {"name": IMAGE, "address": PYONGYANG, "reference": "' onmouseover='window.harm=1"},
    {"name": FORMULA, "address": PYONGYANG},
    {"name": ARABIC, "address": PYONGYANG},
    {"name": "a|b `c` *d* [e](http://evil.example) @everyone #1\n# www.evil.example", "address": PYONGYANG},
    {"name": "a\x00b", "address": PYONGYANG},
)
ROWS = (
    {"name": "Glocom Sdn Bhd", "reference": "1", "country": "Malaysia"},
    {"name": "Dandong Kehua Economy & Trade", "reference": "2"},
    {"name": "Changgwang Sinyong Corp.", "reference": "3"},
    {"name": "Green", "reference": "4", "address": PYONGYANG},
    {"name": "Mokran LLC", "reference": "5"},
    {"name": "Acme Tools", "reference": "6"},
)


def screened(*rows: dict[str, str], journal: Journal | None = None, four_eyes: Band | None = None) -> Screening:
    """Screen rows, with decisions or without."""
    frame = table(*rows)
    fields = {name: name for name in frame.columns}
    return Screener(LISTS).screen(
        frame, fields, decisions=journal, four_eyes=four_eyes, as_of=TODAY, profile="vendors"
    )


def decision(screening: Screening, reference: str, target: str, disposition: Disposition, **told: str) -> Event:
    """Return a decision on the alert of a party, by its reference, on a target."""
    found = next(one for one in alerts(screening) if (one["reference"], one["target"]) == (reference, target))
    given = {"reason": "name differs", "comment": "", "reviewer": "A. Reviewer", "decided_on": "2026-11-20",
             "second_reviewer": "", "valid_until": ""} | told  # fmt: skip
    return Event(
        "2026-11-20T10:00:00Z", found["what"], found["party_id"], reference, found["name"], target, found["target_name"],
        disposition, basis=found["basis"], **given,
    )  # fmt: skip


def reviewed() -> Screening:
    """Return a run in which alerts are confirmed, suppressed, lapsed, expired, waiting for a reviewer, and open."""
    first = screened(*ROWS)
    changed = ({"name": "Glocom Sdn Bhd", "reference": "1", "country": "China"}, *ROWS[1:])
    journal = Journal(
        events=(
            decision(first, "1", "TEST:GLOCOM", Disposition.FALSE_POSITIVE),
            decision(
                first,
                "2",
                "TEST:DANDONG KEHUA ECONOMY & TRADE CO., LTD.",
                Disposition.FALSE_POSITIVE,
                comment="<b>no</b>",
            ),
            decision(
                first, "3", "TEST:CHANGGWANG SINYONG CORPORATION", Disposition.TRUE_MATCH, reviewer="B. Officer"
            ),
            decision(first, "4", "A03", Disposition.NEED_INFO),
            decision(first, "5", "TEST:MOKRAN LLC", Disposition.FALSE_POSITIVE, valid_until="2026-11-01"),
        )
    )
    return screened(*changed, journal=journal)
