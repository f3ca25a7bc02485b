"""One party on two publishers' lists, tied by UN reference, passport, IMO number or BIC: is it found by its other names?"""

from __future__ import annotations

from collections import defaultdict

import screen
from screen.data import read_csv, shipped
from tests.benchmarks.data import rows, table
from tests.benchmarks.full_lists import un_records, watchlist

KINDS = {"individual": "person", "entity": "organisation"}
STRONG_PROOFS = ("passport", "imo", "bic")


def run() -> None:
    """Ask UK names by their UN reference, and OFAC names tied by an identifier, against the UN list."""
    screener = screen.Screener([watchlist("UN", un_records())])
    found: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for kind in ("person", "organisation"):
        asked = [*_uk(kind), *_ofac(kind)]
        best = [0.0] * len(asked)
        for match in screener.match_names([name for name, _, _ in asked], kind, 50).itertuples():
            if f"UN:{asked[match.query_index][1]}" in match.references.split():
                best[match.query_index] = max(best[match.query_index], match.score)
        for (_, _, how), score in zip(asked, best, strict=True):
            found[how, kind, ""].append(score)
    lines: list[list[object]] = [
        [how, kind, len(scores), *(sum(score >= least for score in scores) / len(scores) for least in (70, 50))]
        for (how, kind, _), scores in sorted(found.items())
    ]
    table(
        "Names of one party on another list, against the UN list of 2026-02-27",
        ["names", "kind", "n", "at 70", "at 50"],
        lines,
    )


def _uk(kind: str) -> list[tuple[str, str, str]]:
    """Return UK names with the UN reference of their party."""
    subjects = {
        row["unique_id"]: (row["un_reference_number"], row["unique_id"].startswith("DPR"))
        for row in rows("lists", "uk", "derived_2026-05-13", "subjects.csv")
        if row["un_reference_number"] and KINDS.get(row["subject_type"]) == kind
    }
    found = []
    for row in rows("lists", "uk", "derived_2026-05-13", "subject_names.csv"):
        if row["unique_id"] in subjects and row["full_name"]:
            reference, is_dprk = subjects[row["unique_id"]]
            which = "primary" if row["name_type"] == "primary" else "alias"
            found.append((row["full_name"], reference, f"UK {which}, {'DPRK' if is_dprk else 'others'}"))
    return found


def _ofac(kind: str) -> list[tuple[str, str, str]]:
    """Return OFAC names tied to a UN entry by a passport, IMO number or BIC."""
    ties: dict[str, dict[str, str]] = defaultdict(dict)
    proofs: dict[str, str] = {}
    for row in read_csv(shipped("watchlists") / "same_as.csv"):
        publisher, _, entry_id = row["reference"].partition(":")
        ties[row["cluster"]].setdefault(publisher, entry_id)
        proofs[row["reference"]] = row["proof"]
    ofac = next(one for one in screen.load_watchlists() if one.id == "dprk-ofac").entries.set_index("id")
    found = []
    for ids in ties.values():
        if {"UN", "OFAC"} <= ids.keys() and proofs[f"OFAC:{ids['OFAC']}"].startswith(STRONG_PROOFS):
            entry = ofac.loc[ids["OFAC"]]
            if entry["kind"] == kind:
                found += [(name, ids["UN"], "OFAC, same identifier") for name in (entry["name"], *entry["aliases"])]
    return found
