"""An officer with a sheet that has no header, from the first page to the last decision, and next month's sheet after it."""

import openpyxl

from tests.web.waiting import screened_in

APPLICANTS = [
    ["RI Yong Ho", "1956-07-10", "KP", "Mansudae Overseas Project Group"],
    ["Maria Example", "1980-01-02", "PH", "Mansudae Overseas Project Group"],
    ["John Example", "1981-03-04", "GB", "Example Ltd"],
]
HEADER = ["Name", "Date of birth", "Nationality", "Employer"]


def book(path, rows):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)
    return str(path)


def take(page, letter, field):
    """Take a column for a field, and wait until the table is read anew."""
    select = page.get_by_label(f"What {letter} is read as")
    select.focus()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        select.select_option(field)
    page.wait_for_selector(f"tr:has(th bdi:text-is('{letter}')) >> text=as chosen")


def decide(page):
    """Decide by keys on the alert that is led to."""
    alert = page.locator("#dossier .alert[open]:is(.open, .back)").first
    alert.wait_for()
    before = page.locator(".alert:is(.open, .back)").count(), page.inner_text("#party-name")
    page.keyboard.press("2")
    for name, said in (("reason", "name differs"), ("reviewer", "A. Officer"), ("second_reviewer", "B. Officer")):
        alert.locator(f"[name={name}]").fill(said)
    page.keyboard.press("Control+Enter")
    page.wait_for_function(
        "(before) => document.querySelectorAll('#dossier .alert:is(.open, .back)').length !== before[0]"
        " || document.getElementById('party-name').textContent !== before[1]",
        arg=list(before),
    )


def test_a_sheet_without_a_header_is_decided_on_to_the_end_and_next_month_it_holds(serving, tmp_path, opened):
    (tmp_path / "desk").mkdir()
    server = serving(tmp_path / "desk")
    page = opened(server)
    assert "it decides nothing" in page.inner_text("main")
    page.set_input_files("#files", book(tmp_path / "november.xlsx", APPLICANTS))
    page.wait_for_url("**/reading")
    page.get_by_label("There is no header row; the first row is data already").check()
    for letter, field in zip("ABCD", ("name", "birth_date", "nationality", "employer"), strict=True):
        take(page, letter, field)
    page.click("#screen")
    page.wait_for_selector("#dossier")

    page.click("text=Others, ways, questions")
    page.wait_for_selector("#around h4:text-is('Questions to send')")
    page.locator("#around .shares a", has_text="Example").first.click()
    page.wait_for_selector("#party-name:text-is('Maria Example')")

    page.goto(page.url.partition("/parties")[0])
    page.wait_for_selector("#dossier")
    done, waiting = page.locator("#all-done"), page.locator("#dossier .alert[open]:is(.open, .back)")
    while True:
        done.or_(waiting).first.wait_for()
        if done.count():
            break
        decide(page)
    assert page.locator("#summary").get_by_text("undecided").count() == 0

    done.get_by_role("link", name="drop another table").click()
    screened_in(page, book(tmp_path / "december.xlsx", [HEADER, *APPLICANTS]))
    page.locator("#all-done").wait_for()
