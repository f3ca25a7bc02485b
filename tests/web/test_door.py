"""Who is let in, and how; the language of the page."""

import pytest

from tests.web.waiting import screened_in


def test_a_link_opens_the_page_once(served, opened):
    page = opened(served)
    assert page.title() == "Screen a table"
    link = served.another_link()
    assert opened(served, link).title() == "Screen a table"
    other = opened(served, link, may_complain=True)
    assert "was used already" in other.inner_text("body")


def test_a_bookmark_of_a_page_that_was_started_anew_says_what_to_do(served, opened):
    page = opened(served, f"{served.home}/lists", may_complain=True)
    assert "Start dprk-screen serve once more" in page.inner_text("body")


@pytest.mark.parametrize(("locale", "language"), [("fr-FR", "fr"), ("ko-KR", "ko"), ("de-DE", "en")])
def test_the_page_speaks_the_language_of_the_browser(served, opened, locale, language):
    page = opened(served, locale=locale)
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("#language").input_value() == language


def test_a_language_that_is_chosen_stays(served, opened):
    page = opened(served)
    with page.expect_navigation():
        page.select_option("#language", "fr")
    assert page.url == f"{served.home}/"
    page.reload()
    assert page.locator("html").get_attribute("lang") == "fr"


@pytest.mark.parametrize(
    ("back", "leads"),
    [
        ("/tables/x/parties/1?q=kim&show=all", "/tables/x/parties/1?q=kim&show=all"),
        ("/tables/x/alerts/y?q=1", "/tables/x"), ("/tables/x/alerts/y/undo", "/tables/x"), ("/tables/new", "/tables/new"),
        ("/name", "/name"), ("/lists/keep", "/lists"), ("/nowhere/at/all", "/"), ("//evil.example", "/"),
        ("/\\evil.example", "/"), ("https://evil.example", "/"), ("", "/"),
    ],
)  # fmt: skip
def test_the_choice_of_a_language_leads_back_to_what_can_be_opened(served, back, leads):
    answer = served.session().post(
        f"{served.home}/language", data={"language": "fr", "back": back}, allow_redirects=False, timeout=30
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, leads)


def chosen(page, language):
    with page.expect_navigation():
        page.select_option("#language", language)
    assert page.locator("html").get_attribute("lang") == language


def test_a_language_is_chosen_in_the_middle_of_work_and_nothing_that_was_typed_is_lost(served, opened):
    page = opened(served)
    screened_in(page, "examples/vendors/vendors.xlsx")
    page.locator(".alert form.decide").first.wait_for()
    page.fill("#search", "kore")
    page.wait_for_url("**q=kore*")
    page.locator(".party-row a").first.click()
    page.locator("#dossier").wait_for()
    form = page.locator(".alert[open] form.decide")
    form.locator("input[value=need_info]").check()
    form.locator("[name=comment]").fill("Ask for the registry extract")
    address = page.url
    chosen(page, "ko")
    assert page.url == address
    assert page.input_value("#search") == "kore"
    assert page.locator(".alert[open] [name=comment]").input_value() == "Ask for the registry extract"
    assert page.locator("summary .band").first.inner_text() not in ("critical", "high", "medium")


def test_a_name_that_was_typed_is_looked_up_anew_in_the_language_chosen(served, opened):
    page = opened(served)
    page.goto(f"{served.home}/name")
    page.fill("#name", "Ri Yong Ho")
    page.locator("#found-title").wait_for()
    chosen(page, "fr")
    assert page.input_value("#name") == "Ri Yong Ho"
    assert "correspondance" in page.inner_text("#found-title")


def test_a_table_that_is_dropped_is_screened(served, opened):
    page = opened(served)
    screened_in(page, "examples/visa/visa.xlsx")
    assert "visa.xlsx" in page.inner_text("h1")
