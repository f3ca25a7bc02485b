"""What is taken away opens and says what was decided; a workbook that comes back is recorded as the command records it."""

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe

from screen.data import read_yaml, rules_file
from tests.web.conftest import AS_OF, ROOT
from tests.web.waiting import dropped, until

VISA, VENDORS = "examples/visa/visa.xlsx", "examples/vendors/vendors.xlsx"
DECISION = {"Decision": "false positive", "Reason": "birth date differs", "Reviewer": "A. Reviewer"}


@pytest.fixture(scope="module")
def vendors(desk, session):
    return dropped(desk, session, VENDORS)


def taken(session, job, form, what="report", **more):
    answer = session.post(f"{job}/take/{what}", data={"form": form, **more}, timeout=120)
    assert answer.status_code == 200, answer.text
    return answer


def decided(data, rows, answers=DECISION):
    """Return a workbook with some alerts of its first sheet decided; rows: of the sheet Alerts, from 1."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["Alerts"]
    at = next(row for row in range(1, 30) if "Alert id" in [cell.value for cell in sheet[row]])
    columns = {cell.value: cell.column for cell in sheet[at]}
    for number in rows:
        for header, text in answers.items():
            sheet.cell(at + number, columns[header]).value = text
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def returned(session, job, data, name="vendors.screened.xlsx"):
    headers = {"HX-Request": "true"}
    return session.post(f"{job}/returned", params={"name": name}, data=data, headers=headers, timeout=120)


def command(*words, folder, data_dir=None):
    return subprocess.run(
        [sys.executable, "-m", "screen", *map(str, words)], cwd=folder, capture_output=True, text=True, timeout=120,
        env=os.environ | ({"DPRK_SCREEN_DATA_DIR": str(data_dir)} if data_dir else {}),
    )  # fmt: skip


# ---- downloads -------------------------------------------------------------------------------------------


def test_each_form_opens_and_is_sent_to_be_kept(session, vendors):
    opens = {
        ".xlsx": lambda answer: openpyxl.load_workbook(io.BytesIO(answer.content))["Alerts"],
        ".json": lambda answer: jsonschema.validate(
            answer.json(), json.loads((ROOT / "screen/report/record.schema.json").read_text(encoding="utf-8"))
        ),
        ".html": lambda answer: answer.text.index('<meta name="generator" content="dprk-screen'),
        ".md": lambda answer: answer.text.index("#"),
        ".sarif": lambda answer: answer.json()["runs"],
        ".gitlab.json": lambda answer: answer.json()[0]["check_name"],
        ".junit.xml": lambda answer: ElementTree.fromstring(answer.text),
    }
    for form, is_read in opens.items():
        answer = taken(session, vendors, form)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="vendors.screened{form}"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "html" not in answer.headers["Content-Type"], "a report is never shown as a page of ours"
        is_read(answer)


@pytest.mark.parametrize(
    ("form", "more", "is_named"),
    [(".md", {}, False), (".md", {"names": "yes"}, True), (".sarif", {}, False), (".sarif", {"names": "yes"}, True),
     (".html", {}, True)],
)  # fmt: skip
def test_names_stand_in_a_report_where_its_form_or_the_officer_wants_them(session, vendors, form, more, is_named):
    assert ("Changgwang Sinyong" in taken(session, vendors, form, **more).text) is is_named


def test_a_table_of_any_name_is_taken_away_under_a_name_that_every_system_takes(desk, session):
    table = "../../CON\u202e <b>여권</b> \r\n=1.csv"
    path = desk.folder / "rows.csv"
    path.write_text("name\nExample Trading\n", encoding="utf-8")
    answer = taken(session, dropped(desk, session, path, table), ".json")
    told = answer.headers["Content-Disposition"]
    assert told.startswith("attachment; filename*=utf-8''")
    name = unquote(told.partition("''")[2])
    assert name.endswith(".screened.json")
    assert not set(name) & set('<>:"/\\|?*\r\n\u202e')


def test_a_form_that_there_is_none_of_is_refused(session, vendors):
    answer = session.post(f"{vendors}/take/report", data={"form": ".exe"}, timeout=60)
    assert (answer.status_code, "no report of this form" in answer.text) == (404, True)


def test_nothing_is_left_in_the_private_folder(session, vendors):
    taken(session, vendors, ".md")
    returned(session, vendors, b"no workbook")
    number, temporary = vendors.rpartition("/")[2], Path(tempfile.gettempdir())
    (private,) = [*temporary.glob(f"dprk-screen-*/{number}"), *temporary.glob(f"*/dprk-screen-*/{number}")]
    until(lambda: [path.name for path in private.iterdir()], lambda names: names == ["vendors.xlsx"])


def test_the_workbook_and_the_record_are_rerun_with_identical_outcome(desk, session, tmp_path):
    job = dropped(desk, session, VISA)
    (tmp_path / "visa.xlsx").write_bytes((ROOT / VISA).read_bytes())
    for form in (".xlsx", ".json"):
        report = tmp_path / f"visa.screened{form}"
        report.write_bytes(taken(session, job, form).content)
        done = command("rerun", report.name, folder=tmp_path, data_dir=desk.folder / "data")
        assert "Identical outcome" in done.stdout, done.stdout + done.stderr


# ---- questions to send -----------------------------------------------------------------------------------


def test_letters_ask_everybody_of_a_kind_the_same_and_nobody_who_is_to_be_referred(session, vendors):
    rows = list(csv.DictReader(io.StringIO(taken(session, vendors, ".csv", "questions").text.lstrip("\ufeff"))))
    words = read_yaml(rules_file("questions.yml"))
    asked = [row for row in rows if row["Request"]]
    assert asked
    assert all(row["Before you write"] == words["refer"] for row in rows if not row["Request"])
    assert len({row["Request"] for row in asked}) <= len(words["requests"])
    text = taken(session, vendors, ".txt", "questions").text
    assert text.count(words["greeting"]) == len(asked)
    for secret in ("OFAC", "UN:", "passport number of", "birth date"):
        assert secret not in "".join(row["Request"] for row in asked)


# ---- a workbook that comes back --------------------------------------------------------------------------


def test_a_workbook_goes_out_is_decided_comes_back_and_counts(serving, tmp_path):
    server = serving(tmp_path, "--data-dir", str(tmp_path / "data"))
    session = server.session()
    job = dropped(server, session, VENDORS)
    book = decided(taken(session, job, ".xlsx").content, [1, 2])
    answer = returned(session, job, book)
    assert "2 decisions were recorded." in answer.text
    lines = (tmp_path / "decisions.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["begun", "decision", "decision"]
    record = taken(session, job, ".json").json()
    assert record["counts"]["suppressed"] == 2
    # the same workbook for the command, and one that the command recorded for the page
    (tmp_path / "back.xlsx").write_bytes(book)
    done = command("review", "import", "back.xlsx", "--decisions", "decisions.jsonl", folder=tmp_path)
    assert "Recorded: 0 decisions" in done.stderr
    assert "Recorded before: 2." in done.stderr
    (tmp_path / "more.xlsx").write_bytes(decided(taken(session, job, ".xlsx").content, [3]))
    done = command("review", "import", "more.xlsx", "--decisions", "decisions.jsonl", folder=tmp_path)
    assert "Recorded: 1 decision" in done.stderr
    assert taken(session, job, ".json").json()["counts"]["suppressed"] == 3
    # a second run: the decisions hold
    again = dropped(server, session, VENDORS)
    assert taken(session, again, ".json").json()["counts"]["suppressed"] == 3


def test_what_cannot_be_recorded_is_told_with_its_row(session, vendors):
    book = decided(taken(session, vendors, ".xlsx").content, [1], DECISION | {"Reviewer": ""})
    answer = returned(session, vendors, book)
    assert "0 decisions were recorded." in answer.text
    assert "1 was not, for the reason below." in answer.text
    assert "Alerts, row" in answer.text
    assert "has no reviewer" in answer.text


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"", "is no workbook"), (b"PK\x03\x04 not really", ""), (b"name\nA\n", "is no workbook"),
     ((ROOT / VISA).read_bytes(), "has no sheet Record")],
)  # fmt: skip
def test_a_file_that_is_no_workbook_of_ours_is_refused_in_one_sentence(session, vendors, data, message):
    answer = returned(session, vendors, data, "../<i>.xlsx")
    assert answer.status_code == 422
    assert message in answer.text
    assert "/tmp" not in answer.text, "no path of a private folder"
    assert "<i>" not in answer.text


def test_a_workbook_on_another_table_is_said_to_be_that(desk, session, vendors):
    job = dropped(desk, session, VISA)
    answer = returned(session, vendors, taken(session, job, ".xlsx").content)
    assert "is a report on visa.xlsx, not on the table as it is here" in answer.text


# ---- in a browser ----------------------------------------------------------------------------------------


def test_an_officer_takes_a_workbook_away_copies_a_letter_and_gives_a_workbook_back(serving, opened, tmp_path):
    server = serving(tmp_path, "--data-dir", str(tmp_path / "data"))
    page = opened(server, accept_downloads=True, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{dropped(server, server.session(), VENDORS)}/take")
    with page.expect_download() as begun:
        page.get_by_role("button", name="Workbook", exact=True).click()
    path = tmp_path / begun.value.suggested_filename
    begun.value.save_as(path)
    page.get_by_text("look in your downloads").first.wait_for()
    page.get_by_role("button", name="Copy the request to Golden Lake Supplies").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("() => navigator.clipboard.readText()").startswith("To complete our records")
    path.write_bytes(decided(path.read_bytes(), [1]))
    page.set_input_files("#returned-file", path)
    page.get_by_text("1 decision was recorded.").wait_for()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert Axe().run(page).response["violations"] == []


def test_today_is_the_day_that_the_server_was_told(session, vendors):
    assert taken(session, vendors, ".json").json()["as_of"] == AS_OF
