"""One name is looked up as one types, in any script, and what means harm is answered quickly and plainly."""

import io
import json

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe


def asked(desk, session, is_part=True, **fields):
    headers = {"HX-Request": "true"} if is_part else {}
    return session.post(f"{desk.home}/name", data=fields, headers=headers, timeout=120)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": "Kim Yong Chol", "birth_date": "1962", "nationality": "KP"}, ["1 possible match", "UN:KPi.024", "김 용졸"]),
        ({"name": "김영철", "birth_date": "1962-02-18"}, ["in Hangul", "UN:KPi.024"]),
        ({"name": "金英哲"}, ["in Chinese characters", "as a Korean name 김 영철"]),
        ({"name": "Ким Ён Чхоль"}, ["in Cyrillic", "as a Korean name"]),
        ({"name": "Korea Mining Development Trading Corporation"}, ["high", "OFAC:9345", "KOMID"]),
        ({"name": "KOMID", "kind": "organisation"}, ["OFAC:9345"]),
        ({"name": "Zzyzx Qwerty"}, ["Nothing found on these lists is no clearance", "Lists used:"]),
        ({"name": "Kim Yong Chol", "birth_date": "31.31.1962"}, ["birth_date"]),
        ({"name": "<script>alert(1)</script>"}, ["Nothing found"]),
        ({"name": "K\u200bim Yong Chol"}, ["contains invisible characters"]),
        ({"name": "Kim Yong Chol", "kind": "spaceship"}, ["UN:KPi.024"]),
        ({}, ["Write a name"]),
    ],
)  # fmt: skip
def test_a_name_gets_its_answer(desk, session, fields, told):
    answer = asked(desk, session, **fields)
    assert answer.status_code == 200, answer.text
    for text in told:
        assert text in answer.text
    assert "<script>" not in answer.text


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": "a" * 10_000}, "10,000 characters are more than one value has"),
        ({"name": "Kim", "passport": "1" * 10_000}, "Passport: 10,000 characters"),
        ({"name": "\u0301" * 50}, "no letter or digit"),
        ({"name": "\u202e\u202d\u2066"}, "no letter or digit"),
        ({"name": "\U0001f600"}, "no letter or digit"),
        ({"name": "\x00"}, "no letter or digit"),
        ({"birth_date": "1962"}, "The name is empty"),
    ],
)  # fmt: skip
def test_what_is_no_name_is_refused_in_one_sentence(desk, session, fields, message):
    answer = asked(desk, session, **fields)
    assert (answer.status_code, message in answer.text) == (422, True), answer.text


def test_without_scripts_the_whole_page_answers_and_no_name_stands_in_an_address(desk, session):
    answer = asked(desk, session, is_part=False, name="Kim Yong Chol")
    assert answer.url == f"{desk.home}/name"
    assert 'value="Kim Yong Chol"' in answer.text
    assert "UN:KPi.024" in answer.text


def test_the_record_of_a_look_up_is_that_of_the_command(desk, session, tmp_path):
    fields = {"name": "Kim Yong Chol", "birth_date": "1962", "nationality": "KP"}
    sent = session.post(f"{desk.home}/name/record", data={**fields, "form": ".json"}, timeout=60)
    assert sent.headers["Content-Disposition"] == 'attachment; filename="look-up.json"'
    record = json.loads(sent.text)
    assert record["asked"]["row"] == fields
    assert record["matches"][0]["references"].startswith("UN:KPi.024")
    book = session.post(f"{desk.home}/name/record", data={**fields, "form": ".xlsx"}, timeout=60)
    assert "Alerts" in openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames
    assert session.post(f"{desk.home}/name/record", data={**fields, "form": ".exe"}, timeout=60).status_code == 404


def test_as_one_types_the_last_name_is_answered_whatever_came_before(desk, opened):
    page = opened(desk)
    page.get_by_role("link", name="Look a name up").click()
    for text, reference in (("리용호", "리 용호"), ("Ким Ён Чхоль", "in Cyrillic"), ("金英哲", "Chinese characters")):
        page.fill("#name", text)
        page.locator("#found").get_by_text(reference).first.wait_for()
    page.fill("#name", "")
    page.locator("#name").press_sequentially("Kim Yong Chol", delay=10)
    page.fill("#birth_date", "1962")
    page.fill("#nationality", "KP")
    page.get_by_role("heading", name="1 possible match").wait_for()
    assert page.locator("#found h3").first.inner_text() == "KIM YONG CHOL"
    assert "1 possible match" in page.locator("#said").inner_text()
    page.get_by_text("names of the entry").first.click()
    page.get_by_text("Young-Cheol Kim").first.wait_for()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert Axe().run(page).response["violations"] == []
    page.get_by_role("link", name="UN:KPi.024").click()
    page.get_by_role("heading", name="KIM YONG CHOL").wait_for()
