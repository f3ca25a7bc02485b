"""The workplace in a real browser: keys, the long list, filters and the way back, several windows."""

import re

import pytest

from tests.web.test_work import LISTED, ODD, asked, rows, table
from tests.web.waiting import screened

ROWS = 20_000
OPEN = ".party-row a[aria-current=true]"


@pytest.fixture(scope="module")
def client(served):
    return served.session()


@pytest.fixture(scope="module")
def small(served, client):
    return screened(served, client, table(*rows(40), *ODD), "people.csv")


@pytest.fixture(scope="module")
def large(served, client):
    return screened(served, client, table(*rows(ROWS)), "many.csv")


def violations(page):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="needs axe, which is not installed here"
    )
    found = axe.Axe().run(page)
    return found.generate_report() if found.violations_count else ""


def focused(page):
    """Return the position of the row that has the focus."""
    return page.evaluate("Number(document.activeElement.closest('.party-row')?.dataset.position ?? -1)")


def wait_for_focus(page, position):
    page.wait_for_function(
        "(wanted) => Number(document.activeElement.closest('.party-row')?.dataset.position ?? -1) === wanted", arg=position
    )  # fmt: skip


def test_the_first_undecided_party_is_open_and_no_rule_of_accessibility_is_broken(served, small, opened):
    page = opened(served)
    page.goto(small)
    page.wait_for_selector("#dossier")
    assert LISTED[0] in page.inner_text("#party").upper()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.keyboard.press("f")
        page.wait_for_selector("#facets", state="visible")
        assert violations(page) == ""
        page.keyboard.press("Escape")
        page.wait_for_selector("#facets", state="hidden")
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")
    assert violations(page) == ""
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_twenty_thousand_rows_scroll_with_few_of_them_in_the_page(served, client, large, opened):
    page = opened(served)
    page.goto(f"{large}?show=all&sort=table")
    page.wait_for_selector(".windowed")
    height = page.evaluate("document.querySelector('.party-row').getBoundingClientRect().height")
    assert page.evaluate("document.querySelector('#rows').scrollHeight") == pytest.approx(ROWS * height, rel=0.01)
    for part in (0.3, 0.9, 0.5):
        page.evaluate("(part) => { const list = document.querySelector('#rows'); list.scrollTop = part * list.scrollHeight }", part)  # fmt: skip
        page.wait_for_function(
            """() => { const { left, top, height } = document.querySelector('#rows').getBoundingClientRect();
                       return document.elementFromPoint(left + 60, top + height / 2)?.closest('.party-row') }"""
        )
        places = page.evaluate(
            "[...document.querySelectorAll('.party-row')].map((row) => Number(row.dataset.position))"
        )
        assert places == sorted(places)
        assert len(places) <= 6 * 50
    page.focus(".party-row a[tabindex='0']")
    page.keyboard.press("End")
    wait_for_focus(page, ROWS - 1)
    assert page.evaluate("document.activeElement.closest('li').ariaPosInSet") == str(ROWS)
    page.keyboard.press("Home")
    wait_for_focus(page, 0)


def test_the_queue_is_worked_through_by_keys(served, small, opened):
    page = opened(served)
    page.goto(f"{small}?show=all&sort=table")
    page.wait_for_selector(OPEN)
    page.keyboard.press("j")
    first = focused(page)
    page.keyboard.press("j")
    wait_for_focus(page, first + 1)
    page.keyboard.press("ArrowDown")
    wait_for_focus(page, first + 2)
    page.keyboard.press("k")
    wait_for_focus(page, first + 1)
    page.keyboard.press("PageDown")
    page.wait_for_function(
        "(from) => Number(document.activeElement.closest('li').dataset.position) > from + 2", arg=first
    )
    page.keyboard.press("Home")
    wait_for_focus(page, 0)
    page.keyboard.press("j")
    wait_for_focus(page, 1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/parties/1?show=all&sort=table")
    assert focused(page) == 1
    page.keyboard.press("/")
    page.keyboard.type("j? hadd")
    assert page.input_value("#search") == "j? hadd"
    page.fill("#search", "haddad")
    page.wait_for_function("() => document.querySelectorAll('.party-row').length === 1")
    assert "q=haddad" in page.url
    page.keyboard.press("ArrowDown")
    wait_for_focus(page, 0)


def test_keys_of_one_sign_can_be_switched_off_for_good(served, small, opened):
    page = opened(served)
    page.goto(f"{small}?show=all&sort=table")
    page.wait_for_selector(OPEN)
    page.click("#show-keys")
    page.uncheck("#keys-on")
    page.keyboard.press("Escape")
    page.reload()
    page.wait_for_selector(OPEN)
    page.focus(".party-row a[tabindex='0']")
    before = focused(page)
    page.keyboard.press("j")
    page.keyboard.press("/")
    assert focused(page) == before
    page.keyboard.press("ArrowDown")
    wait_for_focus(page, before + 1)


def test_filters_stay_on_the_way_back_and_in_a_bookmark(served, small, opened):
    page = opened(served)
    page.goto(small)
    page.wait_for_selector(OPEN)
    page.click(".band-choice:has-text('nothing found')")
    page.wait_for_function("() => document.querySelector('#list-head').innerText.includes('39 parties')")
    page.click(".party-row[data-position='2'] a")
    page.wait_for_url("**/parties/*")
    opened_place = page.url
    page.wait_for_function("() => document.querySelector('#party').innerText.trim()")
    page.click("text=Filters and order")
    page.select_option("#facet-nationality", "LB")
    page.wait_for_function("() => document.querySelectorAll('.party-row').length === 1")
    page.go_back()
    page.wait_for_function("() => document.querySelectorAll('.party-row').length === 39")
    assert page.url == opened_place
    assert page.input_value("#facet-nationality") == ""
    other = page.context.new_page()
    other.goto(opened_place)
    assert other.inner_text("#list-head").startswith("39 parties")
    assert other.get_attribute(OPEN, "href") == page.get_attribute(OPEN, "href")
    page.click("text=Show all again")
    page.wait_for_function("() => document.querySelectorAll('.party-row').length === 4")


def test_on_a_narrow_screen_the_list_and_the_party_take_turns(served, small, opened):
    page = opened(served)
    page.set_viewport_size({"width": 683, "height": 384})
    page.goto(small)
    assert page.is_visible("#rows")
    assert not page.is_visible("#party")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click(".party-row a")
    page.wait_for_selector("#party", state="visible")
    assert not page.is_visible("#rows")
    assert violations(page) == ""
    page.click("#back")
    page.wait_for_selector("#rows", state="visible")
    wait_for_focus(page, 0)


def test_without_a_script_every_party_can_be_reached(served, small, opened):
    page = opened(served, java_script_enabled=False)
    page.goto(small)
    page.click(".party-row a")
    assert re.search(r"/parties/\d+$", page.url)
    assert page.inner_text("#party").strip()
    page.fill("#search", "현광일")
    page.press("#search", "Enter")
    assert "q=" in page.url
    assert page.locator(".party-row").count() == 4


def test_rows_on_paper_are_the_whole_list(served, client, small, opened):
    page = opened(served)
    page.goto(f"{small}/printed?show=all")
    assert page.locator("tbody tr").count() == len(asked(client, small, "show=all").places)
    page.emulate_media(media="print")
    assert page.is_visible("tbody tr:last-child th")
    assert violations(page) == ""


def decide(page, choice="false_positive"):
    """Record a decision on the first open alert of the party that is shown."""
    page.wait_for_selector("#dossier")
    form = page.locator("#dossier .alert.open[open] form.decide").first
    form.locator(f"input[name=disposition][value={choice}]").check()
    form.locator("[name=reason]").fill("name differs")
    form.locator("[name=comment]").fill("looked at")
    form.locator("[name=reviewer]").fill("A. Officer")
    page.keyboard.press("Control+Enter")


def test_after_the_last_alert_of_a_party_is_decided_the_next_one_opens_and_the_list_stays_in_order(
    served, client, opened
):
    address = screened(served, client, table(*rows(30), *ODD), "decide.csv")
    page, other = opened(served), opened(served)
    page.goto(address)
    other.goto(address)
    for window in (page, other):
        window.wait_for_selector("#dossier")
    order = [row.get_attribute("data-place") for row in page.locator(".party-row").all()]
    alerts = page.locator("#dossier .alert").count()
    for left in range(alerts, 0, -1):
        page.wait_for_function(
            "(left) => document.querySelector('.party-row .tag.open').innerText.includes(left)", arg=left
        )
        assert page.get_attribute(OPEN, "href").endswith(f"/{order[0]}")
        decide(page)
    page.wait_for_url(f"**/parties/{order[1]}")
    page.wait_for_function("() => document.querySelector('#summary').innerText.includes('2 undecided')")
    assert [row.get_attribute("data-place") for row in page.locator(".party-row").all()] == order
    page.click("#reorder")
    page.wait_for_function("(first) => document.querySelector('.party-row').dataset.place !== first", arg=order[0])
    other.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    other.wait_for_function("() => document.querySelector('#summary').innerText.includes('2 undecided')")
    assert [row.get_attribute("data-place") for row in other.locator(".party-row").all()] == order
    page.uncheck("#go-on")
    decide(page, "need_info")
    page.wait_for_selector(".party-row .tag.info")
    assert page.url.endswith(f"/parties/{order[1]}")
