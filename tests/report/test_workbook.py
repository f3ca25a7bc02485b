"""The workbook as its reader finds it: sheets, links, text that stays text, decisions that are kept."""

import shutil
import subprocess
import zipfile
from datetime import UTC

import openpyxl
import pytest

from screen.decisions.standing import alert_id
from screen.errors import UsageError
from screen.report.output import claim, write
from screen.report.places import sheet_titles
from screen.report.style import harmless
from screen.report.workbook import build, workbook_state, write_workbook
from tests.builders import entry, screen_rows, watchlist
from tests.report.spreadsheetml import check

LISTS = [watchlist(entry("GLOCOM", countries=("MY",)), entry("DANDONG KEHUA ECONOMY & TRADE CO., LTD."))]
ROWS = [
    {"name": "Glocom Sdn Bhd", "reference": "00012", "country": "Malaysia", "notes": "=1+1"},
    {"name": "Acme", "notes": "+850 is written here"},
    {"name": "شركة النور", "notes": "@home\x07"},
    {"name": "", "notes": "no name"},
    {"name": "Green", "address": "12 Sungri Street, Pyongyang"},
]


@pytest.fixture(scope="module")
def screening():
    return screen_rows(*ROWS, lists=LISTS)


@pytest.fixture(scope="module")
def book(screening, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "r.xlsx"
    write_workbook(screening, path)
    check(path)
    return openpyxl.load_workbook(path)


def table(sheet):
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_the_sheets_stand_in_the_order_of_work(book):
    assert book.sheetnames == ["Summary", "Cover and audit", "Alerts", "Red flags", "Parties", "Nothing found", "Near misses",
                               "Suppressed", "Questions to send", "Data quality", "Rules not tested", "Interview checklist",
                               "Method", "Record"]  # fmt: skip


def test_every_input_row_is_there_with_its_own_columns_first(book):
    rows = table(book["Parties"])
    assert [row["name"] for row in rows] == ["Glocom Sdn Bhd", "Acme", "شركة النور", None, "Green"]
    assert [row["Band"] for row in rows] == ["high", "nothing found", "nothing found", "not screened", "critical"]
    assert rows[0]["reference"] == "00012"


def test_a_party_below_medium_stands_with_what_came_nearest_and_what_was_not_tested(book):
    rows = table(book["Nothing found"])
    assert [row["Party"] for row in rows] == ["Acme", "شركة النور"]
    assert {row["How near"] for row in rows} == {"No listed name scored 40 of 100, and no number agreed."}
    assert all(row["Rules tested"].endswith(" of 45") for row in rows)
    assert all("A02" in row["Rules not tested"] for row in rows)


def test_a_pair_too_far_apart_for_a_match_is_shown_as_the_nearest(tmp_path):
    listed = [watchlist(entry("KORYO BANK", id="1", countries=("KP",)))]
    write_workbook(screen_rows({"name": "Koryo Tours", "country": "GB"}, lists=listed), tmp_path / "r.xlsx")
    (row,) = table(openpyxl.load_workbook(tmp_path / "r.xlsx")["Nothing found"])
    assert row["Nearest entry"] == "KORYO BANK (TEST:1)"
    assert 0 < row["Score"] < 50


def test_text_that_looks_like_a_formula_stays_text(book):
    sheet = book["Parties"]
    cells = [
        cell for row in sheet.iter_rows(min_row=4) for cell in row if str(cell.value).startswith(("=", "+", "@"))
    ]
    assert len(cells) == 3
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)


def test_an_alert_shows_both_values_and_leads_to_its_row(book):
    alert = table(book["Alerts"])[0]
    assert (alert["Party"], alert["Listed party"], alert["Decision"]) == ("Glocom Sdn Bhd", "GLOCOM", "open")
    assert "Country: Malaysia | listed: Malaysia" in alert["Agrees"]
    sheet = book["Alerts"]
    link = next(cell for cell in sheet[4] if cell.hyperlink and cell.hyperlink.location)
    assert link.hyperlink.location == "'Parties'!A4"


def test_links_land_right_where_parties_go_on_in_further_sheets(screening, tmp_path):
    build(screening, "r.xlsx", most_rows=5).save(tmp_path / "r.xlsx")
    check(tmp_path / "r.xlsx")
    split = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert [title for title in split.sheetnames if title.startswith("Parties")] == [
        "Parties",
        "Parties 2",
        "Parties 3",
    ]
    found = {}
    for row in split["Summary"].iter_rows():
        for cell in row:
            if cell.hyperlink and cell.hyperlink.location.startswith("'Parties") and cell.value.startswith("row"):
                title, _, at = cell.hyperlink.location.partition("!")
                found[row[2].value] = split[title.strip("'")][at].value
    assert found == {"Green": "Green", "Glocom Sdn Bhd": "Glocom Sdn Bhd"}


def test_decisions_are_chosen_from_a_list(book):
    rules = {v.formula1 for v in book["Alerts"].data_validations.dataValidation}
    assert '"open,false positive,need info,true match,escalated"' in rules


def test_headers_are_frozen_and_filtered(book):
    for name in ("Alerts", "Red flags", "Parties", "Data quality"):
        assert book[name].freeze_panes
        assert book[name].tables[name.replace(" ", "_")].autoFilter.ref.startswith("A3:")
        assert not book[name].auto_filter.ref


def test_nobody_is_said_to_be_sanctioned(book):
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            for cell in row:
                assert "is sanctioned" not in str(cell) or "never says" in str(cell)


def test_a_written_report_can_be_written_again_but_not_over_decisions(screening, tmp_path):
    path = tmp_path / "r.xlsx"
    write(screening, path)
    claim(path, force=False, table="")
    edited = openpyxl.load_workbook(path)
    sheet = edited["Alerts"]
    column = next(cell.column for cell in sheet[3] if cell.value == "Decision")
    sheet.cell(4, column, "false positive")
    edited.save(path)
    assert workbook_state(path) == "decided"
    with pytest.raises(UsageError, match="holds decisions or notes of a reviewer"):
        claim(path, force=True, table="")


def test_a_foreign_file_needs_force(tmp_path):
    path = tmp_path / "mine.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(UsageError, match="--force"):
        claim(path, force=False, table="")
    claim(path, force=True, table="")


def test_the_input_is_never_the_output(tmp_path):
    path = tmp_path / "vendors.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(UsageError, match="this is the table itself"):
        claim(path, force=True, table=str(path))


def test_a_failed_write_leaves_nothing_behind(screening, tmp_path, monkeypatch):
    def fail(*_args):
        raise OSError("disk full")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_workbook(screening, tmp_path / "r.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("value", "expected"), [("a\x00b", "a�b"), ("x" * 40_000, 32_767), ("x" * 32_767, 32_767), (5, 5)]
)
def test_hostile_text_fits_a_cell(value, expected):
    found = harmless(value)
    assert (len(found) if isinstance(expected, int) and isinstance(found, str) else found) == expected


def test_a_text_is_cut_by_the_letters_that_excel_counts():
    assert len(harmless("😀" * 20_000).encode("utf-16-le")) <= 2 * 32_767


def test_sheet_titles_are_valid_and_unique():
    titles = sheet_titles(["a[b]:c*?/\\", "x" * 60, "x" * 61])
    assert len(set(titles.values())) == 3
    assert all(len(t) <= 31 and not set(t) & set("[]:*?/\\") for t in titles.values())


def test_an_alert_keeps_its_id_wherever_it_stands():
    assert alert_id("p1", "UN:KPe.001") == alert_id("p1", "UN:KPe.001") != alert_id("p2", "UN:KPe.001")


def test_the_same_screening_gives_the_same_workbook(screening, tmp_path):
    parts = []
    for path in (tmp_path / "one" / "r.xlsx", tmp_path / "other" / "r.xlsx"):
        path.parent.mkdir()
        write_workbook(screening, path)
        with zipfile.ZipFile(path) as archive:
            parts.append({name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"})
    assert parts[0] == parts[1]
    created = openpyxl.load_workbook(path).properties.created
    assert created == screening.audit.started_at.replace(tzinfo=None, microsecond=0)
    assert screening.audit.started_at.tzinfo is UTC


def test_libreoffice_opens_it(screening, tmp_path):
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed here")
    path = tmp_path / "r.xlsx"
    write_workbook(screening, path)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run([office, profile, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path), str(path)],
                   check=True, capture_output=True, timeout=120)  # fmt: skip
    assert "Screening for DPRK fronts" in (tmp_path / "r.csv").read_text(encoding="utf-8", errors="replace")
