"""The effectiveness report as workbook, page and JSON: complete, harmless, page one first."""

import re
import zipfile
from copy import deepcopy

import openpyxl
import pytest

from screen.report.effectiveness.output import write
from screen.report.effectiveness.page import page
from screen.report.effectiveness.workbook import FIRST, write_workbook
from screen.report.output import claim
from tests.assurance.lists import measured
from tests.report.spreadsheetml import check

HOSTILE = [
    '=HYPERLINK("http://x.example")',
    "<script>alert(1)</script>",
    "@cmd",
    "\u202eABC",
    "a\x00b",
    "\"'><img src=x>",
]


@pytest.fixture(scope="module")
def record():
    first = measured()
    return measured(seed=8, against=first)


def texts(sheet):
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_page_one_holds_verdict_figures_and_what_to_look_at(record, tmp_path):
    write_workbook(record, tmp_path / "e.xlsx")
    book = openpyxl.load_workbook(tmp_path / "e.xlsx")
    assert book.sheetnames[0] == FIRST
    told = texts(book[FIRST])
    assert record["verdict"]["sentence"] in told
    assert "Caught controls (no recall)" in told
    assert all(f"• {one}" in told for one in record["verdict"]["look_at"])


def test_every_part_has_a_sheet_and_a_place_on_the_page(record, tmp_path):
    write_workbook(record, tmp_path / "e.xlsx")
    book = openpyxl.load_workbook(tmp_path / "e.xlsx")
    assert book.sheetnames == [
        "Page one", "Caught controls", "Recall", "Innocent names", "Scores and thresholds", "Since the last report", "Misses",
        "Innocents that alert", "Scope and audit", "Why and limits", "Figures of the drawings",
    ]  # fmt: skip
    html = page(record)
    for part in ("controls", "recall", "innocents", "scores", "comparison", "scope", "method", "misses", "alerts"):
        assert f'<section id="{part}">' in html
        assert f'href="#{part}"' in html


def test_the_workbook_is_as_the_standard_has_it(record, tmp_path):
    write_workbook(record, tmp_path / "e.xlsx")
    check(tmp_path / "e.xlsx")


def test_the_drawings_are_charts_of_the_workbook_with_their_points_on_a_sheet(record, tmp_path):
    write_workbook(record, tmp_path / "e.xlsx")
    book = openpyxl.load_workbook(tmp_path / "e.xlsx")
    assert {sheet.title: len(sheet._charts) for sheet in book if sheet._charts} == {
        "Page one": 1, "Caught controls": 1, "Scores and thresholds": 3,
    }  # fmt: skip
    assert "Operating curve: found against alerts" in texts(book["Figures of the drawings"])


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(record, tmp_path, text):
    hostile = deepcopy(record)
    for one in hostile["misses"]:
        one["asked"] = one["listed_name"] = one["instead"] = text
    hostile["innocents"]["groups"][0]["group"] = hostile["lists"][0]["title"] = hostile["verdict"]["look_at"][0] = (
        text
    )
    write_workbook(hostile, tmp_path / "e.xlsx")
    for sheet in openpyxl.load_workbook(tmp_path / "e.xlsx"):
        assert not [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    html = page(hostile)
    assert "<script" not in html
    assert "<img" not in html
    assert "\x00" not in html


def test_the_page_loads_nothing_and_runs_nothing(record):
    html = page(record)
    assert "default-src 'none'" in html
    assert not re.search(r"<script|<link|<iframe|\ssrc=|\son\w+=|\sstyle=", html)
    for address in re.findall(r'href="([^"]*)"', html):
        assert address.startswith(("#", "https://")), address


def test_the_page_draws_the_operating_curve_and_names_the_thresholds_in_force(record):
    html = page(record)
    assert html.count("<svg") == 3
    assert "medium 70" in html


def test_a_report_is_one_of_ours_and_may_be_written_again(record, tmp_path):
    for name in ("e.xlsx", "e.html", "e.json"):
        write(record, tmp_path / name)
        claim(tmp_path / name, False, "", (".xlsx", ".html", ".json"))
        assert not list(tmp_path.glob(".*"))


def test_a_record_of_nothing_tested_is_written(tmp_path):
    empty = measured(given=[])
    for name in ("e.xlsx", "e.html", "e.json"):
        write(empty, tmp_path / name)


def test_the_workbook_names_the_thresholds_in_force_and_what_is_no_recall(record, tmp_path):
    write(record, tmp_path / "r.xlsx")
    with zipfile.ZipFile(tmp_path / "r.xlsx") as book:
        charts = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/charts/chart")]
        texts = "".join(
            book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")
        )
    curve = next(one for one in charts if "Operating curve" in one)
    assert curve.count("<legendEntry>") == len(record["thresholds"])
    for word, least in record["thresholds"].items():
        assert f">{word} {least:g}<" in curve or f">{word} {least:g}<" in texts
    assert "Caught controls (no recall)" in texts
    assert "Caught controls are no recall" in texts
