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


def test_a_table_that_is_dropped_is_screened(served, opened):
    page = opened(served)
    screened_in(page, "examples/visa/visa.xlsx")
    assert "visa.xlsx" in page.inner_text("h1")
