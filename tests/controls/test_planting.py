"""Controls in a run: they go the way of the table, stand in none of its results, and an exact name that is lost stops it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

from screen.cache import Cache
from screen.cli import cli
from screen.controls import Controls
from screen.controls.planting import seed_of
from screen.data import digest, shipped
from screen.lists import load_watchlists
from screen.matching.index import Index
from screen.matching.match import Matcher
from screen.redflags import load_rules
from screen.report.markdown import markdown
from screen.screening import Screener
from tests.builders import TODAY, entry, table, watchlist

FIRM = entry("Green Pine Associated Corporation", id="1", aliases=("Chongsong Yonhap",))
OTHER = entry("Petrel Shipping Company", id="2")
MAN = entry("KIM, Yong Chol", id="3", kind="person", nationalities=("KP",))
SHIP = entry("Chong Chon Gang", id="4", kind="vessel")
INNOCENT = {"name": "Aurora Bakery", "country": "DE"}


@pytest.fixture(scope="module")
def rules():
    return load_rules()


@pytest.fixture
def screened(rules):
    """Screen rows whose columns are canonical fields against lists."""

    def screen(*lists, rows=(INNOCENT,), as_of=TODAY, rules=rules, matcher=None, **more):
        screener = Screener(lists, rules)
        if matcher:
            vars(screener)["matcher"] = matcher
        frame = table(*rows)
        return screener.screen(frame, {name: name for name in frame.columns}, as_of=as_of, **more)

    return screen


def without(lists, *names):
    """Return a matcher whose index has lost the names of some entries, as a damaged one would."""
    index = Index.compile(lists)
    kept = {place for place, name in enumerate(index.entries["name"]) if name not in names}
    return Matcher.prepare(index.only(kept))


def states(screening, how="exact"):
    return {one.control.reference: one.state for one in screening.controls.planted if one.control.how == how}


# ---- nothing of them in the results ----------------------------------------------------------------------


def test_no_table_of_the_results_holds_a_control(screened):
    found = screened(watchlist(FIRM, OTHER, MAN))
    assert found.controls.caught == len(found.controls.planted) > 3
    assert found.parties["name"].tolist() == ["Aurora Bakery"]
    assert found.counts["rows_read"] == found.counts["screened"] == 1
    for part in (found.matches, found.hits, found.alerts, found.nearest, found.problems, found.changes):
        assert part.empty


def test_other_controls_change_no_result(screened):
    rows = [
        INNOCENT,
        {"name": "Green Pine Asociated Corp", "country": "KP"},
        {"name": "Kim Yong Chol", "country": ""},
    ]
    lists = [watchlist(FIRM, OTHER, MAN)]
    one, other = (screened(*lists, rows=rows, as_of=day).record for day in (TODAY, date(2026, 11, 25)))
    assert one["controls"]["seed"] != other["controls"]["seed"]
    for part in (
        "counts",
        "parties",
        "matches",
        "nearest",
        "hits",
        "alerts",
        "problems",
        "rules_not_tested",
        "footprint",
    ):
        assert one[part] == other[part], part


def test_the_matches_of_the_table_are_those_of_the_table_alone(screened):
    rows = [{"name": "Green Pine Asociated Corp"}, {"name": "Chongsong Yonhap"}]
    found = screened(watchlist(FIRM, OTHER), rows=rows)
    alone = Matcher(Index.compile([watchlist(FIRM, OTHER)])).match(found.intake)
    pd.testing.assert_frame_equal(found.matches, alone.table)


# ---- what stops a run ------------------------------------------------------------------------------------


def test_an_exact_name_that_the_index_has_lost_stops_the_run(screened):
    lists = [watchlist(FIRM, OTHER)]
    found = screened(*lists, matcher=without(lists, FIRM["name"], OTHER["name"]))
    assert found.ruling.exit_code == 3
    (warning,) = [one for one in found.notices if one.startswith("Warning: 1 of 1 planted controls")]
    assert re.search(r"\(TEST:[12]\)", warning)
    assert not re.search(r"\n|Green|Petrel", warning)
    assert found.record["gate"]["exit_code"] == 3


def test_another_guise_that_is_missed_stops_no_run(screened):
    lists = [watchlist(FIRM, OTHER)]
    found = [screened(*lists, matcher=shortened(lists), as_of=date(2026, 11, day)) for day in range(1, 15)]
    missed = [one for one in found if any(state == "missed" for state in states(one, "alias").values())]
    assert missed
    assert {one.ruling.exit_code for one in missed} == {0}


def shortened(lists):
    """Return a matcher whose index knows no alias."""
    bare = [replace(one, entries=one.entries.assign(aliases=[()] * len(one.entries))) for one in lists]
    index = Index.compile(bare)
    return Matcher.prepare(replace(index, entries=Index.compile(lists).entries))


def test_a_list_whose_cached_index_lost_an_entry_ends_the_command_with_3_and_leaves_the_report(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DPRK_SCREEN_CACHE_DIR", str(tmp_path / "cache"))
    Path("own.csv").write_text("id,name,kind\n1,Green Pine Associated Corporation,organisation\n", encoding="utf-8")
    Path("vendors.csv").write_text("Vendor Name,Country\nAurora Bakery,DE\n", encoding="utf-8")
    words = [
        "check",
        "vendors.csv",
        "--watchlist",
        "own.csv",
        "--no-shipped",
        "--no-stored",
        "-o",
        "r.json",
        "--force",
    ]

    whole = CliRunner().invoke(cli, words)
    assert whole.exit_code == 0, whole.output
    assert json.loads(Path("r.json").read_text(encoding="utf-8"))["controls"]["exact_missed"] == 0

    lists = load_watchlists([tmp_path / "own.csv"])
    for stale in (tmp_path / "cache").rglob("matcher-*"):
        stale.unlink()
    ties = digest(shipped("watchlists") / "same_as.csv")
    Cache().get("matcher", (*(one.version for one in lists), ties), lambda: without(lists, FIRM["name"]))
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 3, done.output
    assert "planted controls with a name exactly as listed were not found" in done.output
    record = json.loads(Path("r.json").read_text(encoding="utf-8"))
    assert record["controls"]["exact_missed"] == 1
    assert record["gate"]["exit_code"] == 3

    looked_up = CliRunner().invoke(cli, ["name", "Aurora", *words[2:6]])
    assert looked_up.exit_code == 3, looked_up.output


# ---- what caught means -----------------------------------------------------------------------------------


def test_thresholds_of_ones_own_hold_an_exact_name_back_and_stop_no_run(screened, rules):
    common = entry("Korea Trading Company", id="3")
    assert states(screened(watchlist(common))) == {"TEST:3": "caught"}
    strict = replace(rules, bands={"low": 90, "medium": 95, "high": 99}, shipped=rules)
    found = screened(watchlist(common), rules=strict)
    assert states(found) == {"TEST:3": "held back"}
    assert found.ruling.exit_code == 0


def test_a_name_that_reads_as_another_kind_of_party_is_held_back(screened):
    found = screened(watchlist(entry("Soe Hlaing Bank", id="3", kind="person")))
    assert states(found) == {"TEST:3": "held back"}
    assert (
        screened(
            watchlist(entry("Soe Hlaing Bank", id="3", kind="person")), rows=[INNOCENT | {"kind": ""}]
        ).ruling.exit_code
        == 0
    )


def test_a_reported_front_is_caught_though_its_band_is_capped(screened):
    front = entry("Pyongyang Arirang Kathmandu", id="1", legal_status="not listed", reliability="A")
    found = screened(watchlist(front))
    (exact,) = [one for one in found.controls.planted if one.control.how == "exact"]
    assert (exact.state, exact.band.word) == ("caught", "medium")


def test_the_same_party_on_another_list_counts_as_caught(screened):
    lists = [watchlist(FIRM, id="a"), watchlist(FIRM, id="b")]
    found = screened(*lists)
    assert set(states(found).values()) == {"caught"}
    assert dict(found.controls.by_list)["b"]["caught"] == dict(found.controls.by_list)["b"]["planted"]


def test_a_delisted_entry_and_a_list_without_any_other_are_not_planted(screened):
    gone = watchlist(FIRM | {"legal_status": "delisted"}, id="gone")
    assert screened(gone).controls == Controls(screened(gone).controls.seed)
    found = screened(gone, watchlist(OTHER, id="b"))
    assert [name for name, _ in found.controls.by_list] == ["b"]


def test_without_lists_nothing_is_planted(screened):
    found = screened()
    assert found.controls.planted == ()
    assert not any("lanted" in one for one in found.notices)


# ---- where they are planted ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        {"name": "Aurora"},
        {"family_name": "Aurora", "given_name": "Anna"},
        {"name": "Aurora", "kind": "organisation"},
        {"name": "Aurora", "birth_date": "1990-01-01", "nationality": "DE", "gender": "female"},
        {"reference": "7", "name": "Aurora", "name_original": "", "aliases": "", "imo": ""},
    ],
    ids=lambda row: " ".join(row),
)
def test_controls_are_caught_whatever_columns_the_table_has(screened, row):
    found = screened(watchlist(FIRM, OTHER, MAN, SHIP), rows=[row])
    assert [one for one in found.controls.planted if one.state != "caught"] == []


def test_a_table_of_ships_gets_controls_of_ships(rules):
    frame = pd.DataFrame({"Vessel Name": ["Aurora"], "IMO": [""]})
    found = Screener([watchlist(FIRM, MAN, SHIP)], rules).screen(frame, as_of=TODAY)
    assert {one.control.reference for one in found.controls.planted} == {"TEST:4"}


def test_every_sheet_of_a_large_workbook_gets_controls(screened, rules, tmp_path):
    book = Workbook()
    for number in range(2):
        sheet = book.create_sheet(f"S{number}") if number else book.active
        sheet.append(["Name", "Country"])
        sheet.append([f"Aurora {number}", "DE"])
    book.save(tmp_path / "two.xlsx")
    found = Screener([watchlist(FIRM, OTHER, MAN)], rules).screen(tmp_path / "two.xlsx", as_of=TODAY)
    assert found.controls.caught == len(found.controls.planted) > 3


def test_every_list_that_may_alert_gives_an_exact_name(screened):
    found = screened(watchlist(FIRM, id="a"), watchlist(OTHER, id="own", publisher="MINE"))
    assert set(states(found)) == {"TEST:1", "MINE:2"}


# ---- always the same -------------------------------------------------------------------------------------


def test_a_run_done_again_plants_the_same(screened):
    lists = [watchlist(FIRM, OTHER, MAN, SHIP)]
    assert screened(*lists).controls == screened(*lists).controls


def test_the_choice_follows_from_the_lists_and_the_day():
    lists = [watchlist(FIRM)]
    changed = [replace(lists[0], sha256="1" * 64)]
    seeds = [seed_of(lists, TODAY), seed_of(lists, date(2026, 11, 25)), seed_of(changed, TODAY)]
    assert len(set(seeds)) == len(seeds)


def test_a_run_since_an_earlier_one_plants_as_well(screened):
    lists = [watchlist(FIRM, OTHER)]
    before = screened(*lists)
    again = screened(*lists, since=before.record)
    assert again.controls == before.controls
    broken = screened(*lists, since=before.record, matcher=without(lists, FIRM["name"], OTHER["name"]))
    assert broken.ruling.exit_code == 3


def test_controls_travel_between_processes_as_json(screened):
    found = screened(watchlist(FIRM, MAN)).controls
    assert Controls.of(json.loads(json.dumps(found.as_values()))) == found


# ---- where they are told ---------------------------------------------------------------------------------


def test_the_audit_sheet_and_the_record_say_what_was_missed_and_how(screened, tmp_path):
    lists = [watchlist(FIRM, OTHER)]
    found = screened(*lists, matcher=without(lists, FIRM["name"], OTHER["name"]))
    found.to_excel(tmp_path / "r.xlsx")
    sheet = load_workbook(tmp_path / "r.xlsx")["Cover and audit"]
    told = {str(row[0].value): [cell.value for cell in row[1:6]] for row in sheet.iter_rows() if row[0].value}
    assert told["exact"] == [1, 0, 0, 1, 0]
    assert told["all controls"][:2] == [len(found.controls.planted), 0]
    (lost,) = [one for one in found.record["controls"]["not_caught"] if one["how"] == "exact"]
    lines = [(row[0].value, row[1].value) for row in sheet.iter_rows()]
    assert (lost["reference"], f"missed: {lost['name']} (exact of {lost['listed']})") in lines
    assert lost["listed"] == lost["name"]


def test_the_short_reports_say_how_many_were_caught(screened):
    found = screened(watchlist(FIRM))
    count = len(found.controls.planted)
    assert f"Planted controls caught: {count} of {count}." in markdown(found.record)
    assert f"Planted controls: {count} of {count} caught; see Cover and audit." in found.record["notices"]
