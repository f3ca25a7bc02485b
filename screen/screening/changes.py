"""What is new, gone and moved since an earlier run. Why it is so is left to reasons.py."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from screen.model import CHANGE_COLUMNS, Band, frame
from screen.screening.differences import differences
from screen.screening.reasons import Reasons

if TYPE_CHECKING:
    import pandas as pd

    from screen.matching.index import Index
    from screen.screening.earlier import EarlierRun
    from screen.screening.outcome import Screening

Alert = Mapping[str, Any]
Pair = tuple["Alert | None", "Alert | None"]
_ORDER = ("lapsed", "new", "raised", "changed", "lowered", "gone", "party new", "party gone")
_BACK = ("lapsed", "expired")


def changes_since(earlier: EarlierRun, screening: Screening, index: Index) -> pd.DataFrame:
    """Return by CHANGE_COLUMNS what changed between two runs, the most urgent first.

    index: the lists of the later run. An alert is the same where party and target are; a match also where its best entry is
    now another of the same cluster.
    """
    reasons = Reasons(earlier, screening, index)
    rows = [row for pair in _pairs(earlier, screening) if (row := _change(*pair, reasons))]
    rows += _parties(earlier, screening)
    bands = {"": Band.NONE, **{band.word: band for band in Band}}
    urgency = {what: place for place, what in enumerate(_ORDER)}
    rows.sort(key=lambda row: (urgency[row["what"]], -max(bands[row["before"]], bands[row["now"]])))
    return frame(rows, CHANGE_COLUMNS)


def _pairs(earlier: EarlierRun, screening: Screening) -> Iterator[Pair]:
    """Yield every alert as it was and as it is, None where it is not; of rows that share a party, equal ones first."""
    now = [
        one | {"basis": screening.bases.of(one["what"], one["place"])} for one in screening.alerts.to_dict("records")
    ]
    clusters = {
        (one["party_id"], reference): one["target"]
        for one in reversed(now)
        if one["what"] == "match"
        for reference in (one["target"], *one["basis"]["references"])
    }
    then: dict[tuple[str, str], dict[str, list[Alert]]] = defaultdict(lambda: defaultdict(list))
    for alert in earlier.alerts:
        then[_key(alert, clusters)][_told(alert)].append(alert)
    left: list[Alert] = []
    for alert in now:
        same = then[_key(alert, clusters)].get(_told(alert))
        if same:
            yield same.pop(0), alert
        else:
            left.append(alert)
    others = {key: [one for same in found.values() for one in same] for key, found in then.items()}
    for alert in left:
        rest = others.get(_key(alert, clusters))
        yield (rest.pop(0) if rest else None), alert
    yield from ((alert, None) for rest in others.values() for alert in rest)


def _key(alert: Alert, clusters: Mapping[tuple[str, str], str]) -> tuple[str, str]:
    """Return what an alert is known by: its party, and the rule or, whichever entry told of it, the listed party."""
    party = alert["party_id"]
    if alert["what"] == "hit":
        return party, f"rule {alert['target']}"
    told = (clusters.get((party, one)) for one in (alert["target"], *alert["basis"]["references"]))
    return party, f"entry {next((one for one in told if one), alert['target'])}"


def _told(alert: Alert) -> str:
    return json.dumps(alert["basis"], sort_keys=True)


def _change(before: Alert | None, now: Alert | None, reasons: Reasons) -> dict[str, Any] | None:
    """Return the row of an alert that changed, None for one that did not."""
    one = now or before or {}
    bands = [alert["band"] if alert else "" for alert in (before, now)]
    row = {
        "sheet": now["sheet"] if now else "", "row": now["row"] if now else 0, "party_id": one["party_id"],
        "name": reasons.name(before, now), "alert_id": one["alert_id"], "target": one["target"],
        "target_name": reasons.target_name(one), "before": bands[0], "now": bands[1],
    }  # fmt: skip
    if now is None:
        return row | {"what": "gone", "why": reasons.gone(one)}
    if before is None:
        return row | {"what": "new", "why": reasons.new(now)}
    if now["state"] in _BACK and before["state"] not in _BACK:
        return row | {"what": "lapsed", "why": reasons.lapsed(now)}
    if bands[0] == bands[1] and not differences(before, now):
        return None
    moves = {-1: "lowered", 0: "changed", 1: "raised"}
    up, down = (Band.of(now["band"]) > Band.of(before["band"])), (Band.of(now["band"]) < Band.of(before["band"]))
    return row | {"what": moves[up - down], "why": reasons.moved(before, now)}


def _parties(earlier: EarlierRun, screening: Screening) -> Iterator[dict[str, Any]]:
    """Yield the parties that came and went, each once."""
    then = {one["party_id"]: one for one in reversed(earlier.parties)}
    columns = ("sheet", "row", "party_id", "name", "band")
    rows = zip(*(screening.parties[name].tolist() for name in columns), strict=True)
    here = {one[2]: dict(zip(columns, one, strict=True)) for one in reversed(list(rows))}
    blank = {"alert_id": "", "target": "", "target_name": ""}
    for party_id in reversed(here):
        if party_id not in then:
            one = here[party_id]
            told = {name: one[name] for name in ("sheet", "row", "party_id", "name")} | blank
            yield told | {"what": "party new", "before": "", "now": one["band"], "why": "Not in the earlier table."}
    for party_id in reversed(then):
        if party_id not in here:
            gone = then[party_id]
            told = {"sheet": "", "row": 0, "party_id": party_id, "name": gone["name"]} | blank
            yield told | {
                "what": "party gone",
                "before": gone["band"],
                "now": "",
                "why": "Not in the table any more.",
            }


def summary(earlier: EarlierRun, changes: pd.DataFrame, screening: Screening) -> tuple[str, ...]:
    """Say in a line or two what changed since the earlier run."""
    counts = changes["what"].value_counts()
    alerts = [f"{counts[what]} {what}" for what in _ORDER[:6] if counts.get(what)]
    parties = [f"{counts[f'party {what}']} {what}" for what in ("new", "gone") if counts.get(f"party {what}")]
    told = [", ".join(alerts) or "no alert changed"] + ([f"parties: {', '.join(parties)}"] if parties else [])
    said = [f"Compared with the run of {earlier.day} ({earlier.input}): {'; '.join(told)}."]
    here = set(screening.parties["party_id"])
    if earlier.parties and here and not any(one["party_id"] in here for one in earlier.parties):
        said.append(
            "Warning: none of the parties of that run stands in this table. Is it the report of an earlier version of it?"
        )
    return tuple(said)
