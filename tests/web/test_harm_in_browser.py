"""A table in which every text is markup, looked at in every view of a browser: all of it is shown as text."""

import openpyxl

from tests.web.waiting import screened_in

HARM = [
    "<script>window.harm=1</script>", "\"><img src=x onerror=window.harm=1>", "' onmouseover='window.harm=1", "{{ harm }}",
    "javascript:window.harm=1", "</textarea></title><svg onload=window.harm=1>", "\u202eevil\u2066",
]  # fmt: skip
VIEWS = [
    "/reading", "", "/printed", "/parties/0", "/parties/1", "/look", "/look/groups", "/look/network", "/look/paths", "/look/time",
    "/take",
]  # fmt: skip


def workbook(path):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "<script>harm<"
    sheet.append(["Name", "Sponsor", "Phone", "Nationality", "Passport no", "Birth date", "Address", *HARM])
    for number, harm in enumerate(HARM):
        name = "Korea Mining Development Trading Corporation" if number % 2 else "Glocom"
        sheet.append([f"{name} {harm}", harm, "+85012345678", "KP", f"P{number:07}", "2020-13-45", harm, *HARM])
        sheet.append([name, HARM[0], "+85012345678", harm, f"P{number:07}", "1980-01-01", HARM[1], *HARM])
    made.save(path)
    return path


def test_what_a_stranger_wrote_is_text_in_every_view(served, opened, tmp_path):
    page = opened(served, may_complain=True)
    page.on("dialog", lambda dialog: dialog.dismiss())
    table = screened_in(page, workbook(tmp_path / "harm.xlsx"))
    for view in VIEWS:
        answer = page.goto(table + view)
        assert answer.status == 200, view
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.harm") is None, view
        assert page.locator("img, svg[onload], [onmouseover], [onerror]").count() == 0, view
        assert page.locator("a[href^='javascript:']").count() == 0, view
        assert page.locator("script:not([src])").count() == 0, view
    page.goto(f"{table}/parties/0")
    assert HARM[1] in page.inner_text("#dossier")
