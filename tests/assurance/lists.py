"""Two publishers' lists of the same parties, small enough to measure in a second."""

from __future__ import annotations

from typing import Any

from screen.assurance.effectiveness import Request, effectiveness
from screen.lists.watchlist import Watchlist
from screen.redflags import RuleBook, load_rules
from screen.screening import Screener
from tests.builders import TODAY, entry, watchlist

PERSONS = {
    "RI Yong Ho": ("Ri Yong-ho", "1954-07-10"), "KIM Chol Su": ("Kim Ch'o'l-su", "1961-02-03"),
    "PAK Myong Chol": ("Pak Myo'ng-ch'o'l", ""), "CHOE Kwang Il": ("Choi Kwang-il", "1970"), "JANG Song Nam": ("Chang So'ng-nam", ""),
}  # fmt: skip
FIRMS = {
    "Namgwang Trading Corporation": "Namkwang Trading Corp.", "Korea Hwasong Shipping Co": "Hwasong Shipping Company",
    "Ryongbong General Corporation": "Lyongbong General Corp", "Paeksol Trading": "Fortune Gate Holdings",
}  # fmt: skip


def lists() -> list[Watchlist]:
    """Return the lists of two publishers, tied by the references that the second states."""
    one, other = [], []
    for number, (name, (spelling, born)) in enumerate(PERSONS.items(), start=1):
        dates = {"birth_dates": (born,)} if born else {}
        one.append(entry(name, id=f"P{number}", kind="person", nationalities=("KP",), **dates))
        other.append(entry(spelling, id=f"p{number}", kind="person", references=(f"UN:P{number}",), **dates))
    for number, (name, spelling) in enumerate(FIRMS.items(), start=1):
        one.append(entry(name, id=f"F{number}"))
        other.append(entry(spelling, id=f"f{number}", references=(f"UN:F{number}",)))
    return [watchlist(*one, id="un", publisher="UN"), watchlist(*other, id="eu", publisher="EU")]


def measured(rules: RuleBook | None = None, given: list[Watchlist] | None = None, **more: Any) -> dict[str, Any]:
    """Measure small lists with few names."""
    asked = {"as_of": TODAY, "seed": 7, "controls_per_class": 6, "names_per_group": 5} | more
    return effectiveness(Screener(lists() if given is None else given, rules or load_rules()), Request(**asked))
