"""The alerts of a record in the order of work: by party, the most urgent first, each with its match or hit.

The page and the summary are made from it; how they look is left to them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from screen.model import Band, Disposition
from screen.report.standing import standing, who

SUPPRESSED = "suppressed"
_CAME_BACK = ("lapsed", "expired")


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert of a record: its own values, the match or hit it is about, and the rule of a hit.

    rule is {} for a match.
    """

    values: Mapping[str, Any]
    found: Mapping[str, Any]
    rule: Mapping[str, Any]

    @property
    def is_match(self) -> bool:
        """Whether it is about an entry of a list, not about a red flag."""
        return bool(self.values["what"] == "match")

    @property
    def band(self) -> Band:
        """How urgent it is by itself."""
        return Band.of(self.values["band"])

    @property
    def is_on_top(self) -> bool:
        """Whether a reviewer confirmed or escalated it, also where that has lapsed."""
        return any(
            Disposition(word).stays_on_top for word in (self.values["earlier"], self.values["disposition"]) if word
        )

    @property
    def is_suppressed(self) -> bool:
        """Whether a decision in force takes it out of the queue."""
        return bool(self.values["state"] == SUPPRESSED)

    @property
    def title(self) -> str:
        """What it is, in words: a possible match until a reviewer confirms it."""
        if not self.is_match:
            return f"Red flag {self.values['target']}: {self.values['target_name']}"
        is_confirmed = self.values["disposition"] == Disposition.TRUE_MATCH
        word = f"Confirmed match ({who(self.values)})" if is_confirmed else "Possible match"
        return f"{word} to {self.found['standing'].rstrip(',')}: {self.values['target_name']}"

    @property
    def decision(self) -> str:
        """How it stands, in one sentence: what was decided, by whom, when, and what has changed since."""
        return standing(self.values) if self.values["event"] else "Open: nobody has decided yet."

    @property
    def group(self) -> str:
        """Where it belongs among the choices of a filter: open, back, second, info, top or suppressed."""
        state: str = self.values["state"]
        if self.is_on_top and state == "decided":
            return "top"
        if state in _CAME_BACK:
            return "back"
        return {"unconfirmed": "second", "decided": "info"}.get(state, state)


@dataclass(frozen=True, slots=True)
class Case:
    """One party and its alerts, the most urgent first; a party may have none."""

    party: Mapping[str, Any]
    alerts: tuple[Alert, ...]

    @property
    def is_on_top(self) -> bool:
        """Whether one of its alerts was confirmed or escalated."""
        return any(one.is_on_top for one in self.alerts)

    @property
    def reason(self) -> str:
        """Why it is where it is: what a reviewer decided, else the party's top reason."""
        first = next(iter(self.alerts), None)
        is_decided = first is not None and (first.is_on_top or first.is_suppressed)
        return first.title if first and is_decided else str(self.party["top_reason"])

    @property
    def is_suppressed(self) -> bool:
        """Whether it has alerts, and decisions in force take all of them out of the queue."""
        return bool(self.alerts) and all(one.is_suppressed for one in self.alerts)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of its alerts, each once."""
        return tuple(dict.fromkeys(one.group for one in self.alerts))

    @property
    def band(self) -> Band:
        """The party's band after decisions; that of the alerts where all of them are suppressed."""
        if self.is_suppressed:
            return max(one.band for one in self.alerts)
        return Band.of(self.party["band"])


def queue(record: Mapping[str, Any]) -> tuple[Case, ...]:
    """Return the parties with alerts that no decision suppresses: confirmed and escalated first, then by band and risk."""
    return _cases(record, [one for one in alerts(record) if not one.is_suppressed])


def suppressed(record: Mapping[str, Any]) -> tuple[Case, ...]:
    """Return the parties with alerts that a decision suppresses, and these."""
    return _cases(record, [one for one in alerts(record) if one.is_suppressed])


def case_of(record: Mapping[str, Any], place: int) -> Case:
    """Return the party at a place of a record with all its alerts, those that a decision suppresses too."""
    party = record["parties"][place]
    own = [one for one in record["alerts"] if (one["sheet"], one["row"]) == (party["sheet"], party["row"])]
    return Case(party, tuple(sorted(alerts({**record, "alerts": own}), key=urgency)))


def below_alert(record: Mapping[str, Any], party: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
    """Return the matches and hits of a party that are no alerts: near misses, and signs that weigh too little by themselves."""
    key = (party["sheet"], party["row"])
    known = {(one["what"], one["place"]) for one in record["alerts"] if (one["sheet"], one["row"]) == key}
    matches, hits = (
        [
            one
            for place, one in enumerate(record[table])
            if (one["sheet"], one["row"]) == key and (what, place) not in known
        ]
        for what, table in (("match", "matches"), ("hit", "hits"))
    )
    return matches, hits


def alerts(record: Mapping[str, Any]) -> tuple[Alert, ...]:
    """Return the alerts of a record in its own order."""
    rules = {rule["id"]: rule for rule in record["rules"]}
    tables = {"match": record["matches"], "hit": record["hits"]}
    return tuple(
        Alert(one, tables[one["what"]][one["place"]], rules.get(one["target"], {}) if one["what"] == "hit" else {})
        for one in record["alerts"]
    )


def _cases(record: Mapping[str, Any], chosen: Sequence[Alert]) -> tuple[Case, ...]:
    held: dict[tuple[str, int], list[Alert]] = defaultdict(list)
    for one in chosen:
        held[one.values["sheet"], one.values["row"]].append(one)
    parties = [one for one in record["parties"] if (one["sheet"], one["row"]) in held]
    cases = [
        Case(party, tuple(sorted(held[party["sheet"], party["row"]], key=urgency)))
        for party in parties
    ]  # fmt: skip
    return tuple(sorted(cases, key=lambda case: (not case.is_on_top, -case.band, -case.party["risk"])))


def urgency(alert: Alert) -> tuple[bool, int, bool, float]:
    """Return what alerts of one party are sorted by."""
    return (not alert.is_on_top, -alert.band, not alert.is_match, -float(alert.found.get("score", 0)))


@dataclass(frozen=True, slots=True)
class Reason:
    """What alerts rest on, and how many parties it concerns: a list or a rule, by its id, and in words."""

    what: str
    target: str
    words: str
    count: int


def top_reasons(record: Mapping[str, Any], cases: Sequence[Case]) -> list[Reason]:
    """Return what the alerts rest on: the lists ("list") and the rules ("rule"), the most frequent first."""
    titles = {one["id"]: one["title"] for one in record["lists"]}
    counts: Counter[tuple[str, str, str]] = Counter()
    for case in cases:
        counts.update(
            {
                ("list", one.found["list"], f"Possible match: {titles[one.found['list']]}")
                if one.is_match
                else ("rule", one.rule["id"], f"{one.rule['id']} {one.rule['title']}")
                for one in case.alerts
            }
        )
    made = (Reason(*told, count) for told, count in counts.items())
    return sorted(made, key=lambda one: (-one.count, one.words))
