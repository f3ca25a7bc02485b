"""What a screen reader hears: names of what can be reached, where the focus is after each action, and what is said once."""

from itertools import pairwise

import pytest

from tests.web.waiting import screened_in

RECORD = """
window.heard = [];
new MutationObserver(() => heard.push(document.getElementById("said").textContent))
  .observe(document.getElementById("said"), { childList: true, characterData: true, subtree: true });
"""


@pytest.fixture
def work(served, opened):
    """A window at a table that is screened, whose first party is open."""
    page = opened(served)
    screened_in(page, "examples/visa/visa.xlsx")
    page.locator("#dossier").wait_for()
    said(page, "is open")
    page.evaluate(RECORD)
    return page


def said(page, text):
    page.locator("#said", has_text=text).wait_for(state="attached")


def focus(page):
    return page.evaluate("document.activeElement.id || document.activeElement.className")


def test_a_row_of_the_queue_is_called_by_band_and_name_and_described_by_the_rest(work):
    row = work.locator(".party-row a").first
    assert row.aria_snapshot().startswith('- link "critical Om Hye Song 3"')
    told = row.evaluate(
        "row => row.getAttribute('aria-describedby').split(' ').map(id => document.getElementById(id).textContent.trim())"
    )
    assert told[:2] == ["Renewals, row 8 · North Korea · person", "○ 8 open"]
    assert told[2].startswith("Red flag B02")


def test_a_page_names_its_parts(work):
    for role, name in (
        ("navigation", "Pages"), ("navigation", "Pages on this table"), ("region", "What was found"),
        ("region", "Queue of parties"), ("list", "Queue of parties"), ("region", "The party that is open"),
    ):  # fmt: skip
        assert work.get_by_role(role, name=name, exact=True).count() == 1, (role, name)
    levels = work.evaluate("[...document.querySelectorAll('h1, h2, h3, h4')].map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_link_to_a_publisher_says_that_it_opens_a_window(work):
    links = work.locator("#dossier a[target=_blank]")
    assert links.count() > 0
    assert all("(opens a new window)" in text for text in links.all_text_contents())


def test_a_party_that_is_opened_is_said_once(work):
    work.locator(".party-row a").nth(1).click()
    said(work, "Tae Mi Ok is open")
    work.locator("#party-name", has_text="Tae Mi Ok").wait_for()
    work.wait_for_load_state("networkidle")
    assert work.evaluate("heard") == ["Tae Mi Ok is open"]


def test_a_decision_that_is_saved_is_said_once_and_has_the_focus(work):
    work.uncheck("#go-on")
    form = work.locator(".alert[open] form.decide")
    form.locator("input[value=need_info]").check()
    form.locator("[name=reviewer]").fill("A. Officer")
    form.locator("[name=reason]").fill("Ask for the permit")
    form.get_by_role("button", name="Save the decision").click()
    work.locator(".result.good").wait_for()
    work.locator("#party-head:not([hx-get])").wait_for(state="attached")  # the bands have followed
    heard = work.evaluate("heard")
    assert len(heard) == 1
    assert heard[0].startswith("Saved in the decisions file.")
    assert focus(work).startswith("stand")


def test_a_filter_says_how_many_parties_are_left_once(work):
    work.fill("#search", "Sun Ae")
    said(work, "1 party")
    work.wait_for_load_state("networkidle")
    assert work.evaluate("heard") == ["1 party"]


def test_a_dialog_that_is_closed_gives_the_focus_back(work):
    work.focus("#show-keys")
    work.keyboard.press("Enter")
    assert work.get_by_role("dialog", name="Keys").count() == 1
    work.keyboard.press("Escape")
    assert focus(work) == "show-keys"


def test_the_focus_stays_in_the_page_when_a_screening_begins_and_is_stopped(served, opened):
    page = opened(served)
    page.set_input_files("#files", "examples/visa/visa.xlsx")
    page.locator("#screen").wait_for()
    page.focus("#screen")
    page.keyboard.press("Enter")
    page.locator("#cancel").wait_for()
    assert focus(page) == "busy"
    page.focus("#cancel")
    page.keyboard.press("Enter")
    page.locator("#understood").wait_for(state="attached")
    assert focus(page) in ("understood", "screen")


def test_pictures_have_names_and_the_same_in_words(work):
    table = work.url.partition("/parties")[0].partition("?")[0]
    work.goto(f"{table}/look/network")
    network = work.get_by_role("group", name="Network of 6 parties and 3 shared values, as links")
    assert '- link "Om Hye Song, critical"' in network.aria_snapshot()
    work.get_by_text("The same as a list").click()
    assert work.locator("details[open] li li").count() >= 6
    work.goto(f"{table}/look/time")
    assert work.get_by_role("group", name="Time line of").count() == 1
    work.get_by_text("The same as a table").click()
    assert work.locator("details[open] table tbody tr").count() >= 6
