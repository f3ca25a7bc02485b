"""How alerts stand once they were decided: gone from the band, on top, or back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest

from screen.decisions import Journal
from screen.model import Band
from screen.report.record import alerts
from screen.screening import Gate, Screener, Screening
from screen.screening.gate import ruling
from tests.builders import TODAY, decided_on, decision, entry, screen_rows, table, watchlist

ROW = {"reference": "V-1", "name": "Glocom Trading", "country": "MY"}
GLOCOM = entry("Glocom Trading", id="F1", countries=("MY",))
LISTS = [watchlist(GLOCOM)]
KNOWN = {"reference": "V-1", "name": "Green Valley Foods", "address": "12 Sungri Street, Pyongyang"}


@pytest.fixture
def decided(tmp_path):
    def make(screening: Screening, *targets: str, key: bytes | None = None, **said: str) -> Journal:
        path = tmp_path / "decisions.jsonl"
        return Journal.read(path, key).added([decision(screening, target, **said) for target in targets or ("",)])

    return make


def matched(screening: Screening, *columns: str) -> list[Any]:
    """Return of each alert on a match what stands in these columns, or its state."""
    found = screening.alerts[screening.alerts["what"] == "match"]
    return found[list(columns)].values.tolist() if columns else found["state"].tolist()


def state(screening: Screening) -> str:
    return str(matched(screening)[0])


def exit_code(screening: Screening, band: str | None) -> int:
    """Return what a run ends with under --fail-on."""
    return ruling(Gate(Band.of(band) if band else None), screening).exit_code


def test_a_false_positive_leaves_the_partys_band_and_fail_on(decided):
    first = screen_rows(ROW, lists=LISTS)
    assert exit_code(first, "medium") == 1
    second = screen_rows(ROW, lists=LISTS, decisions=decided(first))
    assert state(second) == "suppressed"
    assert second.parties["band"].tolist() == ["none"]
    assert exit_code(second, "low") == 0
    assert len(second.matches) == 1, "it is suppressed, not hidden"
    assert second.standing_matches.empty
    assert "1 suppressed" in second.notices[-1]


@pytest.mark.parametrize("disposition", ["true_match", "escalated"])
def test_a_confirmed_alert_counts_for_fail_on_whatever_its_band(disposition, decided):
    first = screen_rows(ROW, lists=LISTS)
    second = screen_rows(ROW, lists=LISTS, decisions=decided(first, disposition=disposition))
    assert (state(second), second.parties["band"].tolist()) == ("decided", ["high"])
    assert exit_code(second, "critical") == 1
    assert exit_code(second, None) == 0, "without --fail-on nothing fails"


@pytest.mark.parametrize("disposition", ["need_info", "open"])
def test_an_alert_that_waits_stays_in_its_band(disposition, decided):
    first = screen_rows(ROW, lists=LISTS)
    second = screen_rows(ROW, lists=LISTS, decisions=decided(first, disposition=disposition))
    assert second.parties["band"].tolist() == ["high"]
    assert matched(second, "disposition") == [[disposition]]
    assert exit_code(second, "critical") == 0


def test_the_last_decision_counts(decided):
    first = screen_rows(ROW, lists=LISTS)
    decided(first)
    journal = decided(first, disposition="open", at="2026-11-25T09:00:00.000000Z")
    assert state(screen_rows(ROW, lists=LISTS, decisions=journal)) == "open"


@pytest.mark.parametrize(
    ("day", "expected"),
    [(-1, "suppressed"), (0, "suppressed"), (1, "expired")],
    ids=["before", "on its last day", "after"],
)
def test_a_decision_holds_to_the_end_of_its_last_day(day, expected, decided):
    first = screen_rows(ROW, lists=LISTS)
    journal = decided(first, valid_until=TODAY.isoformat())
    second = screen_rows(ROW, lists=LISTS, decisions=journal, as_of=TODAY + timedelta(days=day))
    assert state(second) == expected


def test_what_returns_tells_the_earlier_decision(decided):
    first = screen_rows(ROW, lists=LISTS)
    journal = decided(first, comment="Seen the register", valid_until=TODAY.isoformat())
    alert = screen_rows(ROW, lists=LISTS, decisions=journal, as_of=TODAY + timedelta(days=1)).alerts.iloc[0]
    told = alert[["disposition", "earlier", "reviewer", "decided_on", "comment", "changed"]].tolist()
    expected = ["open", "false_positive", "A. Reviewer", "2026-11-24", "Seen the register"]
    assert told == [*expected, "the decision held until 2026-11-24"]


# What is no change


def test_the_list_may_be_published_anew(decided):
    journal = decided(screen_rows(ROW, lists=LISTS))
    anew = replace(LISTS[0], id="other", title="Other", date="2026-11-20", sha256="1" * 64, version="2")
    assert state(screen_rows(ROW, lists=[anew], decisions=journal)) == "suppressed"


def test_another_version_of_the_tool_lapses_nothing(decided):
    first = screen_rows(ROW, lists=LISTS)
    journal = decided(first, tool_version="0.0.1", rules_version="000000000000")
    assert state(screen_rows(ROW, lists=LISTS, decisions=journal)) == "suppressed"


def test_rows_may_be_shuffled_and_moved_to_another_sheet(decided, tmp_path):
    others = [{"reference": f"V-{n}", "name": f"Acme {n}", "country": "MY"} for n in range(2, 6)]
    first = Screener(LISTS).screen(_book(tmp_path / "one.xlsx", Vendors=[ROW, *others]), as_of=TODAY)
    moved = _book(tmp_path / "other name.xlsx", Mixed=others[::-1], Vendors=[others[0] | {"reference": "V-9"}, ROW])
    second = Screener(LISTS).screen(moved, as_of=TODAY, decisions=decided(first))
    assert matched(second, "sheet", "row", "state") == [["Vendors", 3, "suppressed"]]


def test_columns_may_be_renamed(decided):
    first = Screener(LISTS).screen(table(ROW), as_of=TODAY)
    renamed = table(ROW).rename(
        columns={"reference": "Vendor ID", "name": "Company name", "country": "Vendor country"}
    )
    second = Screener(LISTS).screen(renamed[["Vendor country", "Company name", "Vendor ID"]], as_of=TODAY, decisions=decided(first))  # fmt: skip
    assert state(second) == "suppressed"


def _book(path, **sheets: list[dict[str, str]]):
    with pd.ExcelWriter(path) as book:
        for name, rows in sheets.items():
            table(*rows).rename(columns={"reference": "Vendor ID", "name": "Vendor name"}).to_excel(book, sheet_name=name, index=False)  # fmt: skip
    return path


# Who the party is


def test_without_a_reference_a_changed_name_is_gone_and_new(decided):
    bare = {"name": "Glocom Trading", "country": "MY"}
    journal = decided(screen_rows(bare, lists=LISTS))
    assert state(screen_rows(bare, lists=LISTS, decisions=journal)) == "suppressed"
    again = screen_rows(bare | {"name": "Glocom Tradings"}, lists=LISTS, decisions=journal)
    assert matched(again, "state", "earlier") == [["open", ""]]


@pytest.mark.parametrize("header", ["No", "S/N", "번호", "#"])
def test_a_column_that_counts_rows_is_no_reference(header, decided, tmp_path):
    def numbered(*names: str) -> pd.DataFrame:
        return pd.DataFrame({header: [str(n) for n in range(1, len(names) + 1)], "Vendor name": names}, dtype="str")

    first = Screener(LISTS).screen(numbered("Glocom Trading", "Acme", "Bolt"), as_of=TODAY)
    journal = decided(first)
    assert journal.events[0].reference == ""
    second = Screener(LISTS).screen(numbered("Acme", "Bolt", "Glocom Trading"), as_of=TODAY, decisions=journal)
    assert matched(second, "row", "state") == [[3, "suppressed"]]


def test_of_two_rows_that_share_a_reference_only_the_one_decided_on_is_suppressed(decided):
    other = ROW | {"name": "Glocom Tradings"}
    acmes = [{"reference": f"A-{n}", "name": f"Acme {n}"} for n in range(9)]
    first = screen_rows(ROW, other, *acmes, lists=LISTS)
    second = screen_rows(other, ROW, *acmes, lists=LISTS, decisions=decided(first))
    assert matched(second, "row", "state") == [[1, "lapsed"], [2, "suppressed"]]
    both = decided(second, at="2026-11-25T09:00:00.000000Z")
    third = screen_rows(ROW, other, *acmes, lists=LISTS, decisions=both)
    assert matched(third) == ["suppressed", "suppressed"]


def test_a_party_that_stands_twice_is_decided_once(decided):
    first = screen_rows(ROW, ROW, lists=LISTS)
    second = screen_rows(ROW, ROW, ROW, lists=LISTS, decisions=decided(first))
    assert matched(second) == ["suppressed"] * 3
    assert second.alerts["alert_id"].is_unique


# Entries that are one party

UN = entry("Glocom Trading", id="U1", countries=("MY",))
OFAC = entry("Glocom Trading Company", id="O1", countries=("MY",), references=("UN:U1",))
BOTH = [watchlist(UN, id="un", publisher="UN"), watchlist(OFAC, id="ofac", publisher="OFAC")]


def test_a_record_that_joins_the_cluster_lapses_the_decision(decided):
    journal = decided(screen_rows(ROW, lists=BOTH[:1]))
    alert = screen_rows(ROW, lists=BOTH, decisions=journal).alerts.iloc[0]
    assert alert["state"] == "lapsed"
    assert alert["changed"] == "another record was joined to the listed party: OFAC:O1"


def test_a_decision_on_one_record_holds_when_another_of_its_party_matches_better(decided):
    first = screen_rows(ROW, lists=BOTH)
    assert matched(first, "target") == [["UN:U1"]]
    flipped = [BOTH[0], watchlist(entry(**{**OFAC, "aliases": ("Glocom Trading",), "addresses": ("Kuala Lumpur",)}), id="ofac", publisher="OFAC")]  # fmt: skip
    second = screen_rows(ROW | {"city": "KL", "address": "Kuala Lumpur"}, lists=flipped, decisions=decided(first))
    assert second.matches["list"].tolist() == ["ofac"]
    assert matched(second, "target", "state") == [["UN:U1", "suppressed"]]


def test_a_decision_lapses_when_its_own_record_changes_though_another_matches_as_well(decided):
    journal = decided(screen_rows(ROW, lists=BOTH))
    changed = [watchlist(entry(**{**UN, "countries": ("CN",)}), id="un", publisher="UN"), BOTH[1]]
    alert = screen_rows(ROW, lists=changed, decisions=journal).alerts.iloc[0]
    assert (alert["target"], alert["state"]) == ("UN:U1", "lapsed")
    assert alert["changed"] == "listed country: Malaysia → China"


def test_a_decision_tells_that_its_record_left_the_lists(decided):
    journal = decided(screen_rows(ROW, lists=BOTH), disposition="true_match")
    second = screen_rows(ROW, lists=BOTH[1:], decisions=journal)
    alert = second.alerts.iloc[0]
    assert (alert["target"], alert["state"], alert["earlier"]) == ("OFAC:O1", "lapsed", "true_match")
    assert "UN:U1 is in no list" in alert["changed"]
    assert exit_code(second, "critical") == 1
    assert second.unmet == ()


def test_joining_a_dismissed_record_hides_no_true_match(decided):
    apart = [BOTH[0], watchlist(entry(**{**OFAC, "references": ()}), id="ofac", publisher="OFAC")]
    first = screen_rows(ROW, lists=apart)
    decided(first, "UN:U1", disposition="true_match")
    journal = decided(first, "OFAC:O1", at="2026-11-25T09:00:00.000000Z")
    second = screen_rows(ROW, lists=BOTH, decisions=journal)
    assert matched(second, "target", "state", "earlier") == [["UN:U1", "lapsed", "true_match"]]
    later = decided(second, disposition="false_positive", at="2026-11-26T09:00:00.000000Z")
    assert state(screen_rows(ROW, lists=BOTH, decisions=later)) == "suppressed"


# Hits


def test_a_decision_on_a_hit_holds_while_its_cells_say_the_same(decided):
    first = screen_rows(KNOWN, lists=LISTS)
    rule = first.hits["rule"].iat[0]
    assert first.parties["band"].tolist() == ["critical"]
    journal = decided(first, *first.alerts["target"])
    again = screen_rows(KNOWN | {"address": "12  SUNGRI street, Pyongyang", "phone": "+60 3 1111 2222"}, lists=LISTS, decisions=journal)  # fmt: skip
    assert set(again.alerts["state"]) == {"suppressed"}
    assert again.parties["band"].tolist() == ["none"]
    moved = screen_rows(KNOWN | {"address": "13 Sungri Street, Pyongyang"}, lists=LISTS, decisions=journal)
    alert = moved.alerts[moved.alerts["target"] == rule].iloc[0]
    assert alert["state"] == "lapsed"
    assert alert["changed"].startswith("address in your table: 12 Sungri Street, Pyongyang → 13 Sungri Street")


def test_a_date_may_be_written_otherwise_in_the_cells_of_a_hit(decided):
    row = {"reference": "V-1", "name": "Kim Chol Su", "nationality": "KP", "permit_category": "worker",
           "permit_issued_on": "2024-03-01", "permit_expires_on": "2027-03-01", "employer": "Acme"}  # fmt: skip
    first = screen_rows(row, lists=LISTS, profile="visa")
    dated = [hit for hit in first.hits.itertuples() if "2024" in hit.cells or "2027" in hit.cells]
    assert dated, "the example has to raise a flag on a date"
    journal = decided(first, *(hit.rule for hit in dated))
    row |= {"permit_issued_on": "1 March 2024", "permit_expires_on": "1 March 2027"}
    again = screen_rows(row, lists=LISTS, profile="visa", decisions=journal)
    rules = {hit.rule for hit in dated}
    assert set(again.alerts.loc[again.alerts["target"].isin(rules), "state"]) == {"suppressed"}


def test_a_hit_of_a_group_stays_decided_when_other_rows_come_and_go(decided):
    def rows(count: int) -> list[dict[str, str]]:
        names = ["Mansudae Overseas Project", *(f"Firm {n} Ltd" for n in range(1, count))]
        return [{"reference": f"V-{n}", "name": name, "phone": "+86 415 1234567"} for n, name in enumerate(names)]

    listed = [watchlist(entry("Mansudae Overseas Project", id="F0"))]
    journal = decided(screen_rows(*rows(4), lists=listed), "A06")
    again = screen_rows(*rows(3), lists=listed, decisions=journal).alerts
    assert again.loc[again["target"] == "A06", "state"].tolist() == ["suppressed", "open"]


@pytest.mark.parametrize(
    ("why", "expected"),
    [("A possible match only", "lapsed"), (None, "suppressed")],
    ids=["new evidence", "another level only"],
)
def test_a_decision_on_a_hit_lapses_when_new_evidence_raises_it_but_not_when_its_rule_does(why, expected):
    row = ROW | {"phone": "+850 2 18111"}
    first = screen_rows(row, lists=LISTS)
    event = decision(first, "A03")
    event = replace(event, basis={**event.basis, "band": "medium", "why": why or event.basis["why"]})
    alerts = screen_rows(row, lists=LISTS, decisions=Journal(None, (event,))).alerts
    assert alerts.loc[alerts["target"] == "A03", "state"].tolist() == [expected]


def test_what_a_dismissed_match_rested_on_raises_no_flag_instead(decided):
    row = {"reference": "V-1", "name": "Green Valley Foods", "phone": "+850 2 18111"}
    lists = [watchlist(entry("Korea Ryonha Machinery", id="K1", phones=("+850 2 18111",)))]
    first = screen_rows(row, lists=lists)
    assert first.alerts["what"].tolist()[0] == "match"
    second = screen_rows(row, lists=lists, decisions=decided(first))
    assert set(second.alerts["alert_id"]) <= set(first.alerts["alert_id"])


# Two reviewers


@pytest.mark.parametrize(
    ("second", "expected"),
    [("", "unconfirmed"), ("a.  REVIEWER", "unconfirmed"), ("A Reviewer", "unconfirmed"), ("B. Other", "suppressed")],
)
def test_four_eyes_are_those_of_two_people(second, expected, decided):
    journal = decided(screen_rows(ROW, lists=LISTS), second_reviewer=second)
    run = screen_rows(ROW, lists=LISTS, decisions=journal, four_eyes=Band.HIGH)
    assert state(run) == expected
    assert run.parties["band"].tolist() == ["high" if expected == "unconfirmed" else "none"]


def test_four_eyes_begin_at_their_band(decided):
    journal = decided(screen_rows(ROW, lists=LISTS))
    assert state(screen_rows(ROW, lists=LISTS, decisions=journal, four_eyes=Band.CRITICAL)) == "suppressed"


# What is not found any more


@pytest.mark.parametrize("key", [None, b"a key of the tests"], ids=["plain", "keyed"])
def test_a_confirmed_match_that_is_not_found_any_more_warns_and_counts(key, decided):
    journal = decided(screen_rows(ROW, lists=LISTS), key=key, disposition="true_match")
    run = screen_rows(ROW | {"name": "Acme"}, lists=LISTS, decisions=journal)
    assert [event.target for event in run.unmet] == ["TEST:F1"]
    assert run.notices[-1].startswith("Warning: V-1 was decided true match on 2026-11-24")
    assert exit_code(run, "critical") == 1


def test_a_dismissed_match_that_is_not_found_any_more_is_no_matter(decided):
    journal = decided(screen_rows(ROW, lists=LISTS))
    run = screen_rows(ROW | {"name": "Acme"}, lists=LISTS, decisions=journal)
    assert run.unmet == ()
    assert exit_code(run, "critical") == 0


def test_decisions_on_parties_that_are_not_in_the_table_wait(decided):
    journal = decided(screen_rows(ROW, lists=LISTS), disposition="true_match")
    assert screen_rows(ROW | {"reference": "V-2", "name": "Acme"}, lists=LISTS, decisions=journal).unmet == ()


def test_every_decision_holds_when_nothing_has_changed():
    """On the shipped lists: variants of names, countries joined, dates from another list of the cluster and all."""
    screener = Screener()
    rows: list[dict[str, Any]] = []
    for one in screener.lists:
        for record in one.entries.iloc[::9].to_dict("records"):
            names = (record["name"], *record["aliases"], *record["weak_aliases"])
            rows += [
                {
                    "reference": f"{one.id} {record['id']} {number}", "name": name, "kind": record["kind"],
                    "birth_date": (*record["birth_dates"], "")[0], "nationality": ";".join(record["nationalities"]),
                    "country": ";".join(record["countries"]), "address": (*record["addresses"], "")[0],
                    "phone": (*record["phones"], "")[0],
                }
                for number, name in enumerate(names[:4])
            ]  # fmt: skip
    made = table(*rows)
    columns = {name: name for name in made.columns}
    first = screener.screen(made, columns, as_of=TODAY)
    chosen = first.alerts[first.alerts["what"] == "match"]
    assert len(chosen) > 200
    events = [decided_on(first, one) for one in alerts(first)]
    again = screener.screen(made, columns, as_of=TODAY, decisions=Journal(None, tuple(events)))
    assert again.alerts[again.alerts["state"] != "suppressed"]["changed"].tolist() == []
