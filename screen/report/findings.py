"""What a CI system is told of a run: each party that needs a person, where it stands, and what was found.

Made from the record alone; how each system wants to hear it is left to sarif, junit, gitlab and github.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from screen.decisions.standing import alert_id
from screen.model import Band
from screen.report.wording import sentence

MATCH, NOT_FOUND = "MATCH", "NOT-FOUND"
"""Rule ids of what is no red flag: a possible match to a watchlist entry, and a confirmed one that is not found any more."""
Party = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Finding:
    """One match or red flag.

    rule: MATCH, NOT-FOUND or the red flag's id; id: the alert's, which follows from party and entry or rule; told: what was
    found, in whole; bare: the same without names, values and what a list says of anybody; cells: where in a spreadsheet;
    suppressed: since when and until when, '' where it is not; change: new, raised, lapsed … since an earlier run, '' for none;
    is_alert: whether a reviewer decides on it; near misses that a run fails on are none.
    """

    rule: str
    id: str
    band: Band
    told: str
    bare: str
    cells: tuple[str, ...] = ()
    suppressed: str = ""
    change: str = ""
    is_alert: bool = True


@dataclass(frozen=True, slots=True)
class Subject:
    """One party with what was found of it, the most urgent first.

    state: failing, known (it would, but was there at the last complete run), lead (it would by reported fronts only), open
    (a person must look, and the run does not fail on it), or '' for nothing.
    """

    party: Mapping[str, Any]
    state: str
    findings: tuple[Finding, ...]

    @property
    def place(self) -> str:
        """Sheet and row, in words."""
        sheet = f"{self.party['sheet']}, " if self.party["sheet"] else ""
        return f"{sheet}row {self.party['row']}"

    @property
    def band(self) -> Band:
        """The party's band, after decisions."""
        return Band.of(self.party["band"])

    def label(self, redact: bool) -> str:
        """Whom it is about: the reference alone, else the place, where names are left out."""
        reference, name = self.party["reference"], "" if redact else self.party["name"]
        if name:
            return f"{name} ({reference})" if reference else name
        return reference or self.place

    @property
    def alerts(self) -> str:
        """The ids of its alerts that nobody has suppressed, as a sentence; '' for none."""
        found = ", ".join(one.id for one in self.findings if one.is_alert and not one.suppressed)
        return f"Alerts: {found}." if found else ""

    def reason(self, redact: bool) -> str:
        """What was found, in a sentence or two."""
        standing = [one for one in self.findings if not one.suppressed]
        return " ".join(dict.fromkeys(sentence(one.bare if redact else one.told) for one in standing))


class Findings:
    """The parties of a record as CI systems are told of them."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.record = record
        self._publishers = {one["id"]: one["publisher"] for one in record["lists"]}
        self._titles = {rule["id"]: rule["title"] for rule in record["rules"]}
        self._changes = {one["alert_id"]: one["what"] for one in record["changes"] if one["alert_id"]}
        gate = record["gate"]
        self._states = {
            (one["sheet"], one["row"]): state
            for state, places in (("lead", "leads"), ("known", "known"), ("failing", "failing"))
            for one in gate[places]
        }
        self._least = min(Band.MEDIUM, Band.of(gate["fail_on"])) if gate["fail_on"] else Band.MEDIUM

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """Every party, in the order of the table."""
        found = self._found()
        return tuple(
            Subject(one, self._state(one, found.get(key, ())), tuple(found.get(key, ())))
            for one in self.record["parties"]
            for key in [(one["sheet"], one["row"])]
        )

    @cached_property
    def urgent(self) -> tuple[Subject, ...]:
        """The parties that somebody must look at, those that fail the run first, then by band and risk."""
        order = ("failing", "known", "lead", "open")
        chosen = [one for one in self.subjects if one.state]
        return tuple(sorted(chosen, key=lambda one: (order.index(one.state), -one.band, -one.party["risk"])))

    @property
    def verdict(self) -> str:
        """What came of the run, in a sentence."""
        gate = self.record["gate"]
        if self.record["controls"]["exact_missed"]:
            return "Not to be trusted: planted controls with a name exactly as listed were not found."
        if gate["exit_code"] == 3:
            return "Not to be trusted: rows could not be screened (--strict)."
        if not gate["fail_on"]:
            count = _parties(len(self.urgent))
            return f"{count} to look at; nothing was said to fail on (--fail-on)."
        if gate["exit_code"] == 0:
            return f"Passed: no party fails the run at {Band.of(gate['fail_on']).or_above}."
        failing = [one for one in self.subjects if one.state == "failing"]
        is_confirmed = any(one.band < Band.of(gate["fail_on"]) for one in failing)
        told = ", or confirmed by a reviewer" if is_confirmed else ""
        return f"Failed: {_parties(len(failing))} at {Band.of(gate['fail_on']).or_above}{told}."

    @property
    def skipped(self) -> list[Mapping[str, Any]]:
        """The rows that could not be screened, as problems."""
        return [one for one in self.record["problems"] if one["code"].startswith("row-skipped-")]

    def _state(self, party: Mapping[str, Any], findings: Sequence[Finding]) -> str:
        state = self._states.get((party["sheet"], party["row"]), "")
        is_open = any(not one.suppressed and one.band >= Band.MEDIUM for one in findings)
        return state or ("open" if is_open else "")

    def _found(self) -> dict[Party, list[Finding]]:
        """Return what was found of each party, the most urgent first."""
        found: dict[Party, list[Finding]] = defaultdict(list)
        alerts = {(one["what"], one["place"]): one for one in self.record["alerts"]}
        for what, table in (("match", "matches"), ("hit", "hits")):
            for place, row in enumerate(self.record[table]):
                alert = alerts.get(
                    (what, place)
                )  # what is no alert though it is urgent only says again what a match says
                if alert or self._least == Band.of(row["band" if what == "match" else "level"]) == Band.LOW:
                    made = self._match(row, alert) if what == "match" else self._hit(row, alert)
                    found[row["sheet"], row["row"]].append(made)
        for key, one in self._lost():
            found[key].append(one)
        for findings in found.values():
            findings.sort(key=lambda one: (bool(one.suppressed), -one.band, one.rule != MATCH, one.rule, one.id))
        return found

    def _match(self, match: Mapping[str, Any], alert: Mapping[str, Any] | None) -> Finding:
        target = f"{self._publishers.get(match['list'], match['list'])}:{match['entry_id']}"
        word = "Confirmed" if alert and alert["disposition"] == "true_match" else "Possible"
        told = f"{word} match to {match['standing']} {match['entry_name']} ({match['references']}): {match['why']}"
        return self._finding(MATCH, match, target, match["band"], told, f"{word} match to a watchlist entry", alert)

    def _hit(self, hit: Mapping[str, Any], alert: Mapping[str, Any] | None) -> Finding:
        bare = f"Red flag {hit['rule']}: {self._titles[hit['rule']]}"
        told = f"{bare}: {hit['why']}"
        return self._finding(hit["rule"], hit, hit["rule"], hit["level"], told, bare, alert, tuple(hit["places"]))

    def _finding(
        self, rule: str, row: Mapping[str, Any], target: str, band: str, told: str, bare: str,
        alert: Mapping[str, Any] | None, cells: tuple[str, ...] = (),
    ) -> Finding:  # fmt: skip
        known = alert["alert_id"] if alert else alert_id(row["party_id"], target)
        is_suppressed = bool(alert and alert["state"] == "suppressed")
        by = ""
        if alert and is_suppressed:
            until = f", valid until {alert['valid_until']}" if alert["valid_until"] else ""
            by = f"Decided a false positive on {alert['decided_on']}{until}"
        return Finding(rule, known, Band.of(band), told, bare, cells, by, self._changes.get(known, ""), bool(alert))

    def _lost(self) -> Iterator[tuple[Party, Finding]]:
        """Yield what a reviewer confirmed and this run does not find any more."""
        for event in self.record["confirmed_not_found"]:
            for party in self.record["parties"]:
                if event["party_id"] == party["party_id"]:
                    bare = "A match that a reviewer confirmed is not found any more: see what changed in the row"
                    told = f"{event['target_name'] or event['target']} was confirmed by a reviewer ({event['reviewer']}, "
                    told += f"{event['decided_on']}) and is not found any more: see what changed in the row"
                    known = alert_id(event["party_id"], event["target"])
                    yield (party["sheet"], party["row"]), Finding(NOT_FOUND, known, Band.HIGH, told, bare)


def _parties(number: int) -> str:
    return f"{number:,} {'party' if number == 1 else 'parties'}"
