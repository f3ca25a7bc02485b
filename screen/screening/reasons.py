"""Why an alert is new, gone or another than in an earlier run: row, lists, rules or program, in one plain sentence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from screen.decisions import REVIEW_BAND
from screen.decisions.basis import references
from screen.matching.footprint import Footprint, mark
from screen.model import Band
from screen.redflags.facts import FACTS
from screen.screening.differences import differences, is_of_row

if TYPE_CHECKING:
    from screen.matching.index import Index
    from screen.redflags import Rule
    from screen.screening.earlier import EarlierRun
    from screen.screening.outcome import Screening

Alert = Mapping[str, Any]


class Reasons:
    """Two runs side by side, asked about one alert after the other; an alert carries its basis.

    index: that of the later run; its footprint is the screening's.
    """

    def __init__(self, earlier: EarlierRun, screening: Screening, index: Index) -> None:
        self._then, self._now = earlier, screening
        self._rows = _Rows(earlier, screening)
        self._lists = _Lists(earlier, screening, index)
        self._rules: dict[str, Rule] = {rule.id: rule for rule in screening.rules}

    def name(self, before: Alert | None, now: Alert | None) -> str:
        """Return what the customer calls a party."""
        return self._rows.name(before, now)

    def target_name(self, alert: Alert) -> str:
        """Return the name of an entry or the title of a rule, '' for a rule that is no more."""
        if alert["what"] == "match":
            return str(alert["basis"]["entry_name"])
        return self._rules[alert["target"]].title if alert["target"] in self._rules else ""

    def new(self, now: Alert) -> str:
        """Say why an alert is there that was not."""
        if self._rows.is_new(now["party_id"]):
            return "The party is new in the table."
        if self._rows.is_more(now["party_id"]):
            return "The party stands in more rows of the table."
        if Band.of(now["band"]) < REVIEW_BAND:
            return f"It is {now['band']} and stands here for a decision on it."
        before = self._near_then.get((now["party_id"], now["target"])) if now["what"] == "match" else None
        if before is None:
            return self._told(None, now, [])
        told = now["basis"] | {
            "band": before["band"], "entry_name": before["entry_name"], "standing": before["standing"],
            "references": references(before["references"]),
            "evidence": [[one[name] for name in _EVIDENCE] for one in before["evidence"]],
        }  # fmt: skip
        return "It was a near miss. " + self._told({**before, "what": "match", "basis": told}, now, [])

    def gone(self, before: Alert) -> str:
        """Say why an alert is not there any more."""
        if self._rows.is_gone(before["party_id"]):
            return "The party is not in the table any more."
        if self._rows.is_fewer(before["party_id"]):
            return "The party stands in fewer rows of the table."
        if Band.of(before["band"]) < REVIEW_BAND:
            return f"It was {before['band']} and stood here for a decision on it, which this run does not use."
        place = None
        if before["what"] == "match":
            told = (before["target"], *before["basis"]["references"])
            place = next(
                (self._near_now[key] for one in told if (key := (before["party_id"], one)) in self._near_now), None
            )
        if place is None:
            return self._told(before, None, [])
        now = self._now.matches.iloc[place].to_dict() | {"what": "match", "basis": self._now.bases.of_match(place)}
        return "It is a near miss now. " + self._told(before, now, [])

    def moved(self, before: Alert, now: Alert) -> str:
        """Say why an alert is another than it was."""
        return self._told(before, now, differences(before, now))

    def lapsed(self, now: Alert) -> str:
        """Say why a decision does not hold any more."""
        words = now["earlier"].replace("_", " ")
        return f"The decision “{words}” of {now['decided_on']} does not hold any more: {now['changed']}."

    # ---- what changed -----------------------------------------------------------------------------------------

    def _told(self, before: Alert | None, now: Alert | None, told: list[str]) -> str:
        """Put into a sentence what changed of what an alert rests on, the nearest first."""
        causes = told or (differences(before, now) if before and now else [])
        if not any(map(is_of_row, causes)) and self._rows.is_changed(before, now):
            causes = [*causes, f"your row changed{self._rows.renamed(now or before or {})}"]
        alert = now or before or {}
        if alert["what"] == "match":
            final = self._lists.causes(before, now) if all(map(is_of_row, causes)) else []
        else:
            final = self._tested(alert, is_new=before is None) if not (before and now) else []
        causes = [*causes, *final]
        if not final:
            causes += self._version(alert)
        causes = causes or self._elsewhere(alert)
        text = "; ".join(causes)
        return f"{text[:1].upper()}{text[1:]}."

    def _tested(self, alert: Alert, *, is_new: bool) -> list[str]:
        """Say why a rule that is tested in one run was not in the other."""
        rule, when = self._rules.get(alert["target"]), "then" if is_new else "now"
        if rule is None:
            return ["the rule is not in use any more"]
        if is_new:
            profiles, sheets = set(self._then.profiles), {one["sheet"] for one in self._then.parties}
            untested = [(one["sheet"], one["missing"]) for one in self._then.untested if one["rule"] == rule.id]
        else:
            table, sheets = self._now.untested, {sheet.name for sheet in self._now.intake.sheets}
            profiles = {one.id for one in self._now.audit.profiles}
            table = table[table["rule"] == rule.id]
            untested = list(zip(table["sheet"], table["missing"], strict=True))
        if not profiles & set(rule.profiles):
            return [f"the table is taken for another kind {when}, for which the rule is not tested"]
        lacking = [missing for sheet, missing in untested if sheet == alert["sheet"] or alert["sheet"] not in sheets]
        return [f"the rule could not be tested {when} for want of: {lacking[0]}"] if lacking else []

    def _version(self, alert: Alert) -> list[str]:
        """Name what changed of the program and its rules."""
        audit, then = self._now.audit, self._then
        if audit.tool_version != then.tool_version:
            return [f"the program changed ({then.tool_version} → {audit.tool_version})"]
        if alert["what"] == "hit" and audit.rules_version != then.rules_version:
            return ["the rules changed"]
        if then.footprint is not None and then.footprint.tool != self._now.footprint.tool:
            return ["the program, its rules or its libraries changed"]
        return []

    def _elsewhere(self, alert: Alert) -> list[str]:
        """Name what else an alert may follow from, of what did change."""
        if alert["what"] == "match":
            return ["its own row and entry are as they were: what its employer, sponsor or shared values say changed"]
        rule = self._rules.get(alert["target"])
        found = []
        if (alert["party_id"] in self._suppressed[0]) != (alert["party_id"] in self._suppressed[1]):
            return ["its own row is as it was, but what reviewers decided of its matches changed"]
        if self._are_matched_anew(alert["party_id"]):
            return ["its own row is as it was, but what it matches on the lists changed"]
        if rule and any(FACTS[one].whole_table for one in rule.when.facts()) and self._rows.are_others:
            found.append("other rows of the table")
        if self._lists.are_others:
            found.append("the lists")
        if self._then.day != self._now.audit.as_of.isoformat():
            found.append(f"the day ({self._then.day} → {self._now.audit.as_of})")
        return [f"its own row is as it was: {' or '.join(found) or 'other rows or a decision'} changed"]

    def _are_matched_anew(self, party_id: str) -> bool:
        """Whether the matches of a party differ between the runs."""
        return self._matched[0].get(party_id) != self._matched[1].get(party_id)

    @cached_property
    def _suppressed(self) -> tuple[set[str], ...]:
        """Return for each run the parties of which a decision suppresses a match."""
        alerts = self._then.alerts, self._now.alerts.to_dict("records")
        return tuple(
            {one["party_id"] for one in held if one["what"] == "match" and one["state"] == "suppressed"}
            for held in alerts
        )

    @cached_property
    def _matched(self) -> tuple[dict[str, set[tuple[str, str]]], ...]:
        found: tuple[dict[str, set[tuple[str, str]]], ...] = {}, {}
        for held, matches in zip(found, (self._then.matches, self._now.matches.to_dict("records")), strict=True):
            for one in matches:
                held.setdefault(one["party_id"], set()).add((one["references"], one["band"]))
        return found

    @cached_property
    def _near_then(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        found: dict[tuple[str, str], Mapping[str, Any]] = {}
        for match in self._then.matches:
            for one in references(match["references"]):
                found.setdefault((match["party_id"], one), match)
        return found

    @cached_property
    def _near_now(self) -> dict[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        columns = (self._now.matches[name].tolist() for name in ("party_id", "references"))
        for place, (party_id, told) in enumerate(zip(*columns, strict=True)):
            for one in references(told):
                found.setdefault((party_id, one), place)
        return found


_EVIDENCE = ("field", "asked", "listed", "verdict", "points")


class _Rows:
    """The tables of two runs: which parties and rows are in both, and as they were."""

    def __init__(self, earlier: EarlierRun, screening: Screening) -> None:
        self._then, self._now = earlier, screening
        table = screening.intake.table
        keys = zip(table["sheet"], table["row"].tolist(), strict=True)
        self._places = earlier.places, {key: place for place, key in enumerate(keys)}
        self._names = [one["name"] for one in earlier.parties], screening.parties["name"].tolist()
        self._digests = _whole(earlier.footprint), _whole(screening.footprint)
        self._held: tuple[dict[str, set[int]], dict[str, set[int]]] = defaultdict(set), defaultdict(set)
        self._ids = [one["party_id"] for one in earlier.parties], table["party_id"].tolist()
        for held, told, digests in zip(self._held, self._ids, self._digests, strict=True):
            for party_id, digest in zip(told, digests or [0] * len(told), strict=False):
                held[party_id].add(digest)

    def name(self, before: Alert | None, now: Alert | None) -> str:
        for alert, places, names in zip((before, now), self._places, self._names, strict=True):
            place = places.get((alert["sheet"], alert["row"])) if alert else None
            if place is not None and (alert is now or now is None):
                return str(names[place])
        return ""

    def is_new(self, party_id: str) -> bool:
        return party_id not in self._held[0]

    def is_gone(self, party_id: str) -> bool:
        return party_id not in self._held[1]

    def is_fewer(self, party_id: str) -> bool:
        return self._counts[0][party_id] > self._counts[1][party_id]

    def is_more(self, party_id: str) -> bool:
        return self._counts[1][party_id] > self._counts[0][party_id]

    @cached_property
    def _counts(self) -> tuple[Counter[str], ...]:
        return tuple(Counter(one) for one in self._ids)

    def is_changed(self, before: Alert | None, now: Alert | None) -> bool:
        """Whether the row of an alert differs between the runs; False where the earlier one does not tell."""
        if not self._digests[0]:
            return False
        digests = [self._digest(side, alert) for side, alert in enumerate((before, now))]
        if before and now:
            return digests[0] != digests[1]
        alert, digest = (now, digests[1]) if now else (before, digests[0])
        return digest not in self._held[0 if now else 1][alert["party_id"] if alert else ""]

    def renamed(self, alert: Alert) -> str:
        """Say how the name of an alert's party changed, '' where it did not or several rows share the party."""
        told = [self._named[side].get(alert["party_id"], set()) for side in (0, 1)]
        if told[0] == told[1] or max(map(len, told)) > 1:
            return ""
        return f" (name: {' → '.join(next(iter(one)) for one in told)})"

    @cached_property
    def _named(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        found: tuple[dict[str, set[str]], dict[str, set[str]]] = defaultdict(set), defaultdict(set)
        for held, ids, names in zip(found, self._ids, self._names, strict=True):
            for party_id, name in zip(ids, names, strict=True):
                held[party_id].add(name)
        return found

    def _digest(self, side: int, alert: Alert | None) -> int | None:
        place = self._places[side].get((alert["sheet"], alert["row"])) if alert else None
        digests = self._digests[side]
        return digests[place] if place is not None and place < len(digests) else None

    @cached_property
    def are_others(self) -> bool:
        """Whether the rows of the two tables differ, whatever their order."""
        return sorted(self._digests[0]) != sorted(self._digests[1])


def _whole(footprint: Footprint | None) -> list[int]:
    return footprint.whole.tolist() if footprint is not None else []


class _Lists:
    """The lists of two runs: which listed parties are in both, and as they were."""

    def __init__(self, earlier: EarlierRun, screening: Screening, index: Index) -> None:
        self._then, self._index = earlier, index
        self._titles = (
            {one["id"]: one["title"] for one in earlier.lists},
            {one.id: one.title for one in screening.lists},
        )
        self._list_of = dict(zip(index.entries["reference"], index.entries.get("list", ()), strict=False))
        self._clusters = dict(zip(index.entries["reference"], index.entries["cluster"], strict=True))
        self._digest_of = dict(zip(index.entries["cluster"], index.digests.tolist(), strict=True))
        footprint = earlier.footprint
        self._digests = set(footprint.clusters.tolist()) if footprint is not None else None
        self._marks = set(footprint.references.tolist()) if footprint is not None else set()

    def causes(self, before: Alert | None, now: Alert | None) -> list[str]:
        """Say what changed of the listed party of a match; [] for nothing, or where the earlier run does not tell."""
        if self._digests is None:
            return []
        alert = now or before or {}
        target = alert.get("target") or (before or {}).get("target", "")
        if target not in self._clusters:
            return [self._left(before, target)]
        cluster = self._clusters[target]
        if self._digest_of[cluster] in self._digests:
            return []
        if before is None and not any(mark(one) in self._marks for one in self._index.references(cluster)):
            return [self._came(target)]
        joined = [one for one in self._index.references(cluster) if mark(one) not in self._marks]
        return [
            f"{', '.join(joined)} was joined to the listed party"
            if joined
            else f"the list entry {target} was changed"
        ]

    def _came(self, target: str) -> str:
        name = self._list_of.get(target, "")
        title = self._titles[1].get(name, name)
        return (
            f"the list entry {target} was added to {title}"
            if name in self._titles[0]
            else f"{title} was not used then"
        )

    def _left(self, before: Alert | None, target: str) -> str:
        match = None
        if before is not None and 0 <= before.get("place", -1) < len(self._then.matches):
            match = self._then.matches[before["place"]]
        name = match["list"] if match else ""
        title = self._titles[0].get(name, "its list")
        if match and name not in self._titles[1]:
            return f"{title} is not used now"
        return f"the list entry {target} is not on {title} any more"

    @cached_property
    def are_others(self) -> bool:
        """Whether a listed party of either run differs."""
        return self._digests is not None and self._digests != set(self._digest_of.values())
