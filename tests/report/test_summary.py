"""The first sheet as an officer and the one who answers for it find it: lists, bands, whom to look at first, figures, charts."""

import dataclasses

import openpyxl
import pytest

from screen.decisions import Event, Journal
from screen.model import CHANGE_COLUMNS, Band, Disposition, frame
from screen.report.workbook import write_workbook
from screen.screening import Screener
from tests.builders import TODAY, entry, table, watchlist
from tests.report.spreadsheetml import check

LISTS = [
    watchlist(
        entry("GLOCOM", countries=("MY",)), entry("DANDONG KEHUA ECONOMY & TRADE CO., LTD."), entry("MOKRAN LLC")
    ),
    watchlist(entry("NOBODY ELSE"), id="other", publisher="OTHER"),
]
ROWS = [
    {"name": "Glocom Sdn Bhd", "reference": "1", "country": "Malaysia"},
    {"name": "Acme", "reference": "2"},
    {"name": "Green", "reference": "3", "address": "12 Sungri Street, Pyongyang", "director_nationality": "KP"},
    {"name": "Dandong Kehua Economy & Trade", "reference": "4"},
    {"name": "Mokran LLC", "reference": "5"},
]
SCREENER = Screener(LISTS)


def screened(*rows, decisions=None, four_eyes=None):
    found = table(*(rows or ROWS))
    columns = {name: name for name in found.columns}
    return SCREENER.screen(found, columns, as_of=TODAY, decisions=decisions, four_eyes=four_eyes)


def decided(screening, reference, disposition, **told):
    """Return the decision on the first alert of a party."""
    parties = screening.intake.table
    party = parties[parties["reference"] == reference]["party_id"].iloc[0]
    alert = screening.alerts[screening.alerts["party_id"] == party].iloc[0]
    words = {"reason": "", "comment": "", "reviewer": "A. Reviewer", "decided_on": "2026-11-20", "second_reviewer": "",
             "valid_until": "", **told}  # fmt: skip
    return Event("2026-11-20T00:00:00.000000Z", alert["what"], party, reference, "", alert["target"], "", disposition,
                 basis=screening.bases.of(alert["what"], alert["place"]), **words)  # fmt: skip


def lines(screening, path):
    write_workbook(screening, path)
    check(path)
    sheet = openpyxl.load_workbook(path)["Summary"]
    return sheet, [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]


def below(found, heading):
    """Return the lines of a small table."""
    start = next(n for n, line in enumerate(found) if line[:1] == [heading]) + 2
    return found[start : next((n for n in range(start, len(found)) if not found[n]), None)]


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return lines(screened(), tmp_path_factory.mktemp("summary") / "r.xlsx")


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("summary")
    first = screened()
    journal = Journal(folder / "d.jsonl").added([
        decided(first, "1", Disposition.FALSE_POSITIVE, valid_until="2026-12-05"),
        decided(first, "3", Disposition.NEED_INFO, decided_on="2026-11-01"),
        decided(first, "4", Disposition.ESCALATED),
        decided(first, "5", Disposition.TRUE_MATCH),
    ])  # fmt: skip
    return lines(screened(decisions=journal), folder / "r.xlsx")


def test_the_first_lines_say_which_lists_and_what_was_not_screened(plain):
    said = [line[0] for line in plain[1][1:4]]
    assert said[0].startswith("Lists used: List test (data of 2026-11-01, 23 days old)")
    assert said[1].startswith("Not screened: UN Security Council")


def test_what_to_do_first_stands_above_all_tables(plain):
    found = plain[1]
    assert any(
        line and line[0].startswith("Begin with the sheet Alerts")
        for line in found[: found.index(["Parties by band"])]
    )


def test_each_band_has_its_number_and_meaning(plain):
    bands = below(plain[1], "Parties by band")
    assert [line[0] for line in bands] == ["critical", "high", "medium", "low", "nothing found"]
    assert sum(line[1] for line in bands) == len(ROWS)
    assert all(line[2] for line in bands)


def test_the_most_urgent_party_stands_first_and_leads_to_its_row(plain):
    first = below(plain[1], "Look at these first")[0]
    assert first[0] == "critical"
    assert first[2] == "Green"
    links = [
        cell.hyperlink.location for row in plain[0].iter_rows(min_col=5, max_col=5) for cell in row if cell.hyperlink
    ]
    assert links[0] == "'Parties'!A6"


def test_what_a_reviewer_confirmed_or_escalated_stays_on_top(reviewed):
    first, second, third = below(reviewed[1], "Look at these first")[:3]
    assert (first[2], first[3]) == ("Mokran LLC", "● Confirmed match: MOKRAN LLC (A. Reviewer, 2026-11-20).")
    assert second[3].startswith("▲ Escalated: DANDONG KEHUA")
    assert third[2] == "Green"


def test_a_confirmed_party_that_is_not_found_any_more_is_still_named(tmp_path):
    journal = Journal(tmp_path / "d.jsonl").added([decided(screened(), "5", Disposition.TRUE_MATCH)])
    found = dataclasses.replace(screened(ROWS[1]), unmet=journal.events)
    assert below(lines(found, tmp_path / "r.xlsx")[1], "Look at these first")[0][0] == "not found"


def test_a_suppressed_party_is_none_to_look_at_first(reviewed):
    assert "Glocom Sdn Bhd" not in [line[2] for line in below(reviewed[1], "Look at these first")]


def test_reviews_that_are_due_are_named_by_day(reviewed):
    due = [line[2] for line in below(reviewed[1], "Reviews due")]
    assert due[0].startswith("Asked for information 23 days ago, A. Reviewer: ")
    assert due[1] == "Decision ends in 11 days, A. Reviewer: GLOCOM"


def test_no_review_is_due_where_nothing_was_decided(plain):
    assert ["Reviews due"] not in plain[1]


def test_a_reason_counts_parties_and_leaves_out_what_is_suppressed(plain, reviewed):
    assert ["match", 3, "possible match to a listed party"] in below(plain[1], "Top reasons")
    assert ["match", 2, "possible match to a listed party"] in below(reviewed[1], "Top reasons")


def test_each_list_has_its_alerts_also_where_there_are_none(plain):
    assert below(plain[1], "Alerts by list") == [["TEST", 3, "List test"], ["OTHER", 0, "List other"]]


def test_new_alerts_stand_against_those_carried_over(plain, reviewed):
    assert ["New, carried over, suppressed"] not in plain[1]
    found = {line[0]: line[1] for line in below(reviewed[1], "New, carried over, suppressed")}
    assert (found["carried over"], found["suppressed"]) == (3, 1)
    assert found["new"] >= 1


def test_changes_since_an_earlier_run_are_counted(tmp_path):
    one = {name: 0 if kind == "int64" else "" for name, kind in CHANGE_COLUMNS.items()}
    found = dataclasses.replace(
        screened(), changes=frame([one | {"what": "new"}, one | {"what": "gone"}], CHANGE_COLUMNS)
    )
    assert [line[:2] for line in below(lines(found, tmp_path / "r.xlsx")[1], "Changes since the last run")] == [
        ["new", 1],
        ["gone", 1],
    ]


def test_every_chart_has_data_a_title_and_a_number_at_each_bar(reviewed):
    sheet = reviewed[0]
    assert len(sheet._charts) == 4
    for chart in sheet._charts:
        bars = chart.series[0]
        assert bars.dLbls.showVal
        assert not chart.y_axis.majorGridlines
        cells = sheet[bars.val.numRef.f.partition("!")[2].replace("$", "")]
        assert any(row[0].value for row in cells)
        names = sheet[bars.cat.numRef.f.partition("!")[2].replace("$", "")]
        assert all(isinstance(row[0].value, str) for row in names)


def test_there_is_no_chart_of_nothing(tmp_path):
    sheet, found = lines(screened(ROWS[1]), tmp_path / "r.xlsx")
    assert not sheet._charts
    assert ["No party reached medium."] in found


def test_the_contents_lead_to_every_sheet(plain):
    sheet = plain[0]
    linked = {cell.value for row in sheet.iter_rows(max_col=1) for cell in row if cell.hyperlink}
    assert linked == set(sheet.parent.sheetnames) - {"Summary", "Record"}


def test_charts_begin_on_a_page_of_their_own(plain):
    sheet, found = plain
    assert sheet.row_breaks.brk[0].id == found.index(["Top reasons"]) - 1
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )


def test_no_chart_is_cut_by_the_end_of_a_page(reviewed):
    sheet = reviewed[0]
    ends = [one.id for one in sheet.row_breaks.brk]
    for chart in sheet._charts[1:]:
        top, bottom = chart.anchor._from.row + 1, chart.anchor.to.row
        page = max(end for end in ends if end < top)
        heights = [sheet.row_dimensions[row].height or 15.5 for row in range(page + 1, bottom + 1)]
        assert sum(heights) <= 500


def test_four_eyes_are_waited_for(tmp_path):
    journal = Journal(tmp_path / "d.jsonl").added([decided(screened(), "1", Disposition.FALSE_POSITIVE)])
    found = screened(decisions=journal, four_eyes=Band.HIGH)
    states = {
        line[0]: line[1] for line in below(lines(found, tmp_path / "r.xlsx")[1], "New, carried over, suppressed")
    }
    assert states["second look"] == 1
