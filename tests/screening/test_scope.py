"""A run of what changed: what counts, what is left out, and that the rows in scope come out as in a run of everything."""

import json

import pytest

from screen.decisions import Journal
from screen.errors import TableError
from screen.intake import read_parties
from screen.model import Band
from screen.report.markdown import markdown
from screen.report.page import page
from screen.screening import Base, EarlierRun, Gate
from screen.screening.scope import changed
from tests.builders import TODAY, decision, entry, parties, screen_rows, table, watchlist

LISTS = [watchlist(entry("GLOCOM", countries=("MY",)), entry("MOKRAN LLC", countries=("RU",)))]
COMMIT = "0123456789abcdef0123456789abcdef01234567"
GLOCOM = {"name": "Glocom Sdn Bhd", "reference": "V-1", "country": "Malaysia"}
ACME = {"name": "Acme Tools", "reference": "V-2", "country": "US"}
GREEN = {"name": "Green Fields", "reference": "V-3", "country": "DE"}
MOKRAN = {"name": "Mokran LLC", "reference": "V-4", "country": "RU"}
BLUE = {"name": "Blue Hills", "reference": "V-5", "country": "FR"}
ROWS = (GLOCOM, ACME, GREEN)


def complete(*rows, lists=LISTS, **more):
    """Return the record of a complete run."""
    return json.loads(json.dumps(screen_rows(*rows, lists=lists, **more).record))


def scoped(*rows, then=ROWS, since=None, lists=LISTS, base=None, **more):
    """Screen rows against what they were."""
    base = base or Base("main", COMMIT, parties(*then))
    return screen_rows(*rows, lists=lists, since=since or complete(*then), base=base, **more)


def references(run):
    return sorted(run.intake.table["reference"])


def why(run):
    return run.scope.why if run.scope.places is None else None


# What counts


def test_rows_that_did_not_change_and_say_nothing_are_left_out():
    run = scoped(GLOCOM, ACME, GREEN, MOKRAN)
    assert references(run) == ["V-1", "V-4"]
    assert run.scope.counts == {"changed": 1, "new": 0, "alerts": 1, "decided": 0}
    counts = run.counts
    assert (counts["rows_read"], counts["screened"], counts["skipped"], counts["unchanged"]) == (4, 2, 0, 2)
    assert run.notices[-1] == (
        "Scope: --changed-since main (0123456): 2 of 4 rows count (1 changed, 1 with an alert now or then); 2 unchanged, without "
        "alert or decision, were left out. Lists, rules, thresholds and tool are those of the last complete run "
        f"({run.scope.last_run})."
    )


def test_an_undecided_alert_comes_back_every_time():
    run = scoped(*ROWS, gate=Gate(Band.MEDIUM))
    assert (references(run), run.ruling.exit_code) == (["V-1"], 1)


def test_a_row_whose_alert_is_gone_is_shown_once_more():
    before = complete(*ROWS)
    assert [one["reference"] for one in before["alerts"]] == ["V-1"]
    mended = {**GLOCOM, "name": "Harmless Pte"}
    assert "V-1" in references(scoped(mended, ACME, GREEN, then=(mended, ACME, GREEN), since=before))


def test_a_decided_party_counts_so_that_an_expired_decision_comes_back():
    first = screen_rows(*ROWS, lists=LISTS)
    ended = decision(first, decided_on="2026-11-01", valid_until="2026-11-10")
    held = decision(first)
    for one, code in ((ended, 1), (held, 0)):
        journal = Journal(events=(one,))
        run = scoped(*ROWS, since=complete(*ROWS, decisions=journal), decisions=journal, gate=Gate(Band.MEDIUM))
        assert (references(run), run.ruling.exit_code) == (["V-1"], code)


def test_a_row_that_the_last_complete_run_never_saw_counts_though_the_revision_has_it():
    run = scoped(*ROWS, BLUE, then=(*ROWS, BLUE), since=complete(*ROWS))
    assert (references(run), run.scope.counts["new"]) == (["V-1", "V-5"], 1)


def test_a_row_that_a_new_one_makes_suspicious_counts_though_it_did_not_change():
    account = {"bank_account": "DE89370400440532013000"}
    then = [{"name": f"Firm {word}", "reference": f"F-{word}", **account} for word in ("Oak", "Elm")]
    more = [
        {"name": f"Firm {word}", "reference": f"F-{word}", **account} for word in ("Ash", "Fir", "Yew", "Bay", "Box")
    ]
    whole = screen_rows(*then, *more, lists=LISTS)
    run = scoped(*then, *more, then=tuple(then))
    alerting = set(whole.alerts["row"])
    assert alerting <= set(run.intake.table["row"])
    assert set(run.alerts["row"]) == alerting


def test_a_low_party_counts_where_low_fails_the_run():
    weak = [watchlist(entry("GLOCOM", weak_aliases=("GRN",)))]
    rows = ({"name": "GRN", "reference": "V-9"}, ACME)
    full = screen_rows(*rows, lists=weak, gate=Gate(Band.LOW))
    run = scoped(*rows, then=rows, lists=weak, since=complete(*rows, lists=weak), gate=Gate(Band.LOW))
    assert run.ruling.failing == full.ruling.failing
    assert run.ruling.exit_code == full.ruling.exit_code


# What is a change


def places(now, then):
    return changed(parties(*now), parties(*then))


def test_the_order_of_rows_is_no_change():
    assert places((GREEN, GLOCOM, ACME), ROWS) == []


@pytest.mark.parametrize("said", [{"country": "MY"}, {"address": "1 Street"}, {"notes": "x"}, {"name": "Acme Tool"}])
def test_another_cell_is_a_change(said):
    assert places((GLOCOM, {**ACME, **said}, GREEN), ROWS) == [1]


def test_a_cell_that_went_is_a_change():
    assert places(({"name": "Acme Tools", "reference": "V-2"},), (ACME,)) == [0]


def read(*rows):
    return read_parties(table(*rows), today=TODAY)


def test_columns_moved_or_renamed_to_a_synonym_are_no_change():
    then = read({"Vendor ID": "1", "Vendor Name": "Acme", "Country": "US"})
    assert changed(read({"Country": "US", "Supplier name": "Acme", "Vendor ID": "1"}), then) == []
    assert changed(read({"Vendor ID": "1", "Vendor Name": "Acme", "Country": "USA"}), then) == []


def test_a_column_without_a_field_is_compared_by_its_header():
    then = read({"Vendor ID": "1", "Vendor Name": "Acme", "Zzz": "a"})
    assert changed(read({"Vendor ID": "1", "Zzz": "a", "Vendor Name": "Acme"}), then) == []
    assert changed(read({"Vendor ID": "1", "Vendor Name": "Acme", "Zzz": "b"}), then) == [0]
    assert changed(read({"Vendor ID": "1", "Vendor Name": "Acme", "Yyy": "a"}), then) == [0]


def test_a_cell_that_cannot_be_read_is_compared_as_written():
    then = read({"Vendor ID": "1", "Name": "Kim A", "Date of birth": "1980-13-45"})
    assert changed(read({"Vendor ID": "1", "Name": "Kim A", "Date of birth": "1980-13-46"}), then) == [0]


def test_rows_numbered_anew_are_no_change():
    then = read(*({"No.": str(n), "Vendor Name": name} for n, name in enumerate(("Acme", "Beta", "Coda"), start=1)))
    now = read(
        *({"No.": str(n), "Vendor Name": name} for n, name in enumerate(("Acme", "Abba", "Beta", "Coda"), start=1))
    )
    assert changed(now, then) == [1]


# The outcome


def test_the_rows_in_scope_come_out_as_in_a_run_of_everything():
    now = (
        GREEN,
        {**ACME, "name": "Mokran Ltd"},
        GLOCOM,
        MOKRAN,
        BLUE,
        {**BLUE, "reference": "V-6", "address": "Pyongyang"},
    )
    before = complete(*ROWS, BLUE)
    full, run = screen_rows(*now, lists=LISTS, since=before), scoped(*now, then=(*ROWS, BLUE), since=before)
    rows = set(run.intake.table["row"])
    assert len(rows) == 4
    for part in ("parties", "hits", "alerts", "changes", "nearest", "problems", "confirmed_not_found"):
        told = [one for one in full.record[part] if one.get("row", 0) in {0, *rows}]
        assert _bare(run.record[part]) == _bare(told), part
    assert _bare(run.record["matches"]) == _bare([one for one in full.record["matches"] if one["row"] in rows])
    assert {"alerts": full.counts["alerts"]}.items() <= run.counts.items()
    assert run.ruling == full.ruling


def _bare(rows):
    return [{name: cell for name, cell in one.items() if name != "place"} for one in rows]


@pytest.mark.parametrize("rows", [(*ROWS, MOKRAN), (ACME, GREEN)], ids=["some", "none"])
def test_every_report_says_what_was_left_out(rows, tmp_path):
    then = (*rows[:-1], BLUE) if len(rows) > 2 else rows
    run = scoped(*rows, then=then)
    run.to_excel(tmp_path / "r.xlsx")
    for text in (page(run.record), markdown(run.record)):
        assert "unchanged" in text
        assert "--changed-since main (0123456)" in text.replace("\\", "").replace("&#45;", "-")
    assert run.record["counts"]["unchanged"] == 2


def test_a_part_is_no_complete_run():
    run = scoped(*ROWS)
    with pytest.raises(TableError, match="no complete run"):
        EarlierRun.of(json.loads(json.dumps(run.record)), "r.json")
    whole = screen_rows(*ROWS, lists=LISTS, base=Base("main", COMMIT, parties(*ROWS)))
    assert EarlierRun.of(json.loads(json.dumps(whole.record)), "r.json")


# When everything counts


def test_without_a_complete_run_everything_is_screened_and_the_notice_says_so():
    run = screen_rows(*ROWS, lists=LISTS, base=Base("main", COMMIT, parties(*ROWS)))
    assert run.counts["screened"] == 3
    assert run.notices[-1] == (
        "Scope: everything was screened, not only what --changed-since main (0123456) asks for: no last complete run is named "
        "with --since."
    )
    assert (run.record["scope"]["is_part"], run.record["scope"]["why"]) == (
        False,
        "no last complete run is named with --since",
    )


def test_what_hinders_the_base_is_told():
    run = scoped(*ROWS, base=Base("main", COMMIT, None, "it is gone"))
    assert (why(run), run.counts["screened"]) == ("it is gone", 3)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"tool_version": "0.0.1"}, "the program changed since the last complete run (0.0.1 → "),
        ({"rules_version": "000000000000"}, "the rules changed since the last complete run (000000000000 → "),
        ({"profiles": [{"id": "visa"}]}, "took the table for another kind"),
        ({"footprint": None}, "the thresholds, the program or its libraries changed"),
    ],
    ids=["tool", "rules", "profile", "footprint"],
)  # fmt: skip
def test_a_complete_run_made_otherwise_does_not_speak_for_the_rows(said, told):
    from screen.screening import digest_of

    record = complete(*ROWS) | said
    run = scoped(*ROWS, since=record | {"digest": digest_of(record)})
    assert told in why(run)
    assert run.counts["screened"] == 3


def test_a_list_of_another_content_does_not_speak_for_the_rows():
    from dataclasses import replace

    other = [replace(LISTS[0], sha256="1" * 64)]
    assert why(scoped(*ROWS, lists=other)) == "the lists changed since the last complete run (test)"
