"""From the dropped sheet to the screening: understood, corrected, screened, cancelled; and what cannot be taken."""

import io
import os
import zipfile

import openpyxl
import pytest
import requests

from tests.web.waiting import sent, settled

VISA = [
    ["Embassy list of November"], [],
    ["xx", "yy", "zz"],
    ["RI Yong Ho", "1956-07-10", "PS77"],
    ["Maria Example", "1980-01-02", "PS12345"],
]  # fmt: skip
SEVERAL = [["Customer name", "Supplier name"], ["A Ltd", "Glocom"], ["C Ltd", "D Ltd"]]
CSV = "name,country,birth_date\nGlocom Sdn Bhd,MY,\nAcme Tools Ltd,GB,99.99.2020\n"


def book(path, **sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


@pytest.fixture
def drop(served, opened):
    """Return what drops files on the first page of a window."""

    def dropped(*files, **more):
        page = opened(served, **more)
        page.set_input_files("#files", files)
        return page

    return dropped


def choose(page, header, field):
    """Take a column for a field, and wait until the table is read anew."""
    select = page.get_by_label(f"What {header} is read as")
    select.focus()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        select.select_option(field)
    page.wait_for_selector(f"tr:has-text('{header}') >> text=as chosen")


def test_a_table_whose_header_is_not_found_is_corrected_and_screened(drop, tmp_path):
    page = drop(book(tmp_path / "visa.xlsx", Visa=VISA, Notes=[["remark"]]))
    page.wait_for_url("**/reading")
    page.wait_for_selector("text=No column was read as the name")
    assert page.locator("#screen").count() == 0
    page.get_by_label("Row 1").first.focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("text=Header in row 3")
    assert page.evaluate("document.activeElement.value") == "3"
    choose(page, "xx", "name")
    page.wait_for_selector("text=2 rows will be screened.")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "What xx is read as"
    assert page.locator("#said").inner_text() == "Read anew: 2 rows will be screened."
    choose(page, "yy", "birth_date")
    page.locator("#screen").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url.split("/tables/")[-1].count("/") == 0)
    page.goto(f"{page.url}?show=all")
    page.get_by_text("RI Yong Ho").first.wait_for()
    page.click("text=How it was read")
    page.wait_for_selector("text=Screened as shown here.")
    choose(page, "zz", "passport")
    page.wait_for_selector("text=Something was chosen anew")
    assert page.locator("#screen").inner_text() == "Screen again"


def test_of_several_columns_of_names_one_is_chosen(drop, tmp_path):
    page = drop(book(tmp_path / "s.xlsx", S=SEVERAL))
    page.wait_for_selector("text=Several columns could hold the name")
    choose(page, "Supplier name", "name")
    page.wait_for_selector("#screen")


def test_several_tables_stand_on_the_desk_each_with_what_became_of_it(drop, tmp_path):
    good = tmp_path / "good.csv"
    good.write_text(CSV, encoding="utf-8")
    empty = tmp_path / "empty.csv"
    empty.touch()
    picture = tmp_path / "picture.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(2000))
    page = drop(good, empty, picture, may_complain=True)
    page.wait_for_selector("#sending >> text=empty.csv: The file is empty.")
    card = page.locator(".jobs li", has=page.get_by_text("good.csv", exact=True)).first
    card.get_by_text("2 rows, ready to be screened").wait_for()
    page.locator(".jobs li", has_text="picture.xlsx").get_by_text("is no table").wait_for()
    assert page.locator(".jobs").get_by_text("empty.csv").count() == 0
    page.get_by_label("Take picture.xlsx away").click()
    page.wait_for_selector("#lists-used >> text=Screened against")
    assert page.get_by_text("picture.xlsx").count() == 0


def test_a_screening_is_cancelled_and_the_table_stays_as_it_was_understood(drop, tmp_path):
    rows = "".join(f"Person Number {number},GB,19{number % 90 + 10}-01-02\n" for number in range(30_000))
    many = tmp_path / "many.csv"
    many.write_text("name,country,birth_date\n" + rows, encoding="utf-8")
    page = drop(many)
    page.click("#screen")
    page.wait_for_selector("#progress progress")
    page.click("#cancel")
    page.wait_for_selector("text=30,000 rows will be screened.")
    page.wait_for_selector("text=Nothing was screened")
    page.locator("#screen").wait_for()


def test_the_pages_are_fit_for_everybody(drop, tmp_path):
    from axe_playwright_python.sync_playwright import Axe

    page = drop(book(tmp_path / "visa.xlsx", Visa=VISA, Other=SEVERAL, Last=[["Name", "Phone"], ["A B", "x"]]))
    page.wait_for_selector("#reading .head")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 683, "height": 768})
    assert page.evaluate("document.documentElement.scrollWidth") <= 683


# ---- without a browser -----------------------------------------------------------------------------------


def put(session, home, name, data, **more):
    return session.post(f"{home}/tables/new", params={"name": name}, data=data, timeout=60, **more)


@pytest.fixture(scope="module")
def session(served):
    return served.session()


def test_an_upload_that_breaks_off_leaves_nothing(served, session):
    before = session.get(f"{served.home}/desk", timeout=60).text.count("<li")

    def broken():
        yield b"name\nGlocom\n"
        raise ConnectionError("gone")

    with pytest.raises((ConnectionError, requests.ConnectionError)):
        put(session, served.home, "broken.csv", broken())
    assert session.get(f"{served.home}/desk", timeout=60).text.count("<li") == before


def bomb():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", bytes(300_000_000))
    return stream.getvalue()


REFUSED = {
    "a zip bomb": ("t.xlsx", bomb, "unpack"),
    "a protected workbook": ("t.xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + bytes(900), "password"),
    "a PDF": ("t.xlsx", lambda: b"%PDF-1.4 " + bytes(100), "is a PDF"),
    "an unknown encoding": ("t.csv", lambda: b"name\n\xe9\n", "encoding"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_table_is_refused_with_what_to_do(case, served, session):
    name, data, told = REFUSED[case]
    address = sent(served, session, data(), name)
    page = session.get(f"{address}/reading", timeout=60).text
    assert "cannot be screened as it is read now" in page
    assert told in page
    session.post(f"{address}/screen", timeout=60)
    assert session.get(f"{address}/reading", timeout=60).text.count('id="progress"') == 0


def test_the_encoding_that_cannot_be_told_is_chosen(served, session):
    address = sent(served, session, "name,country\nЛи,KR\n".encode("cp1251"), "t.csv")
    assert "cannot be screened" in session.get(f"{address}/reading", timeout=60).text
    answer = session.post(f"{address}/reading", data={"what": "encoding", "encoding": "cp1251"}, timeout=60)
    assert "Ли" in answer.text
    answer = session.post(f"{address}/reading", data={"what": "delimiter", "delimiter": "\t"}, timeout=60)
    assert "cannot be screened" in answer.text


@pytest.mark.parametrize(
    "form",
    [
        {}, {"what": "rm"}, {"what": "column", "sheet": "", "header": "name", "field": "sort"},
        {"what": "column", "sheet": "Nowhere", "header": "name", "field": "name"},
        {"what": "header", "sheet": "", "row": "x"}, {"what": "encoding", "encoding": "rot13"},
        {"what": "delimiter", "delimiter": "xx"}, {"what": "profile", "profile": "all"},
    ],
)  # fmt: skip
def test_a_choice_that_the_page_does_not_offer_changes_nothing(form, served, session):
    address = sent(served, session, CSV.encode(), "t.csv")
    assert session.post(f"{address}/reading", data=form, timeout=60).status_code == 400
    assert "2 rows will be screened." in session.get(f"{address}/reading", timeout=60).text


def test_a_choice_that_does_not_fit_the_table_is_told_and_can_be_taken_back(served, session):
    address = sent(served, session, CSV.encode(), "t.csv")
    session.post(f"{address}/reading", data={"what": "header", "sheet": "", "row": "77"}, timeout=60)
    page = session.get(f"{address}/reading", timeout=60).text
    assert "has no row 77" in page
    session.post(f"{address}/reading", data={"what": "header", "sheet": "", "row": "0"}, timeout=60)
    assert "2 rows will be screened." in session.get(f"{address}/reading", timeout=60).text


def test_problems_are_shown_some_at_first_and_all_when_asked(served, session):
    rows = "".join(f"Person {number},99.99.2020\n" for number in range(450))
    address = sent(served, session, f"name,birth_date\n{rows}".encode(), "t.csv")
    page = session.get(f"{address}/reading", timeout=60).text
    assert page.count("99.99.2020") < 20
    more = session.get(f"{address}/problems?code=date-impossible&start=4", timeout=60).text
    assert more.count("<tr><td><bdi>") == 200
    assert "Show 246 more" in more
    assert session.get(f"{address}/problems?code=date-impossible&start=x", timeout=60).status_code == 400


def test_of_a_table_of_very_many_columns_some_are_shown_and_all_when_asked(served, session):
    data = "name," + ",".join(f"phone {one}" for one in range(900)) + "\nGlocom\n"
    address = sent(served, session, data.encode(), "t.csv")
    page = session.get(f"{address}/reading", timeout=60).text
    assert page.count("data-fields") == 150
    assert "Show 751 more columns" in page
    assert session.get(f"{address}/reading?all=1", timeout=60).text.count("data-fields") == 901


def test_what_a_table_holds_is_shown_as_text(served, session):
    address = sent(
        served, session, b'name,"<img src=x onerror=alert(1)>\'}"\n<script>alert(1)</script>,"""><b>"\n', "t.csv"
    )
    page = session.get(f"{address}/reading", timeout=60).text
    assert "<img" not in page
    assert "<script>alert" not in page
    assert "<b>" not in page


def test_nothing_is_lost_where_the_process_of_a_table_dies(serving, tmp_path):
    served = serving(tmp_path)
    session = served.session()
    address = sent(served, session, CSV.encode(), "t.csv")
    for child in children(served.process.pid):
        os.kill(child, 9)
    session.post(f"{address}/screen", timeout=60)
    page = settled(session, address)
    page = session.get(f"{address}/reading", timeout=60).text
    assert "2 rows will be screened." in page


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as stream:
        return [int(one) for one in stream.read().split()]


def test_a_table_taken_away_leaves_neither_file_nor_process(serving, tmp_path):
    served = serving(tmp_path)
    session = served.session()
    rows = "".join(f"Person Number {number},GB\n" for number in range(20_000))
    address = sent(served, session, f"name,country\n{rows}".encode(), "t.csv")
    session.post(f"{address}/screen", timeout=60)
    before = len(children(served.process.pid))
    session.post(f"{address}/away", timeout=60)
    assert session.get(f"{address}/reading", timeout=60).status_code == 404
    assert "t.csv" not in session.get(f"{served.home}/", timeout=60).text
    assert len(children(served.process.pid)) == before - 1
