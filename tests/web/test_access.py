"""Every page, as it is served over an example: for everybody, in every language, on a small laptop and at twice the size."""

import pytest

from screen.web.pages import routes
from screen.web.texts import FIRST, LANGUAGES
from tests.web.waiting import screened_in

TABLE = "examples/visa/visa.xlsx"
LAPTOP, DOUBLED = {"width": 1366, "height": 768}, {"width": 683, "height": 768}
WORDS = {"job", "place"}
"""What a path may name that a test knows."""


def paths(job):
    """Return the paths of all pages, and of one that there is not, with the first party of a table."""
    found = []
    for route in routes():
        if "GET" in (route.methods or ()) and set(route.param_convertors) <= WORDS:
            found.append(route.path_format.format(job=job, place=0))
    return [*found, "/no-such-page"]


@pytest.fixture(scope="module")
def window(chromium):
    """A browser window, and what it complains of: a script, the policy, or a request elsewhere."""
    pytest.importorskip("axe_playwright_python", reason="needs axe, which is not installed here")
    context = chromium.new_context(viewport=LAPTOP, bypass_csp=False)
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda said: page.complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("request", lambda request: page.complaints.append(request.url) if _is_strange(request.url) else None)
    yield page
    context.close()


def _is_strange(url):
    return not url.startswith(("http://127.0.0.1:", "data:", "blob:"))


@pytest.fixture(scope="module")
def job(served, window):
    """A table that was dropped and screened."""
    window.goto(served.another_link())
    return screened_in(window, TABLE).rpartition("/")[2]


@pytest.fixture(scope="module")
def pages(served, window, job):
    """The paths that give a whole page; others give parts of one, or files."""
    found = []
    for path in paths(job):
        answer = window.request.get(served.home + path, max_redirects=5)
        if "text/html" in answer.headers.get("content-type", "") and "<html" in answer.text():
            found.append(path)
    assert {"/", f"/tables/{job}", "/no-such-page"} <= set(found)
    return found


def faults(window, only=None):
    """Return what axe finds, each with the first place of it."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"resultTypes": ["violations"], **({"runOnly": only} if only else {})}
    found = Axe().run(window, options=options).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]} ({len(one['nodes'])})" for one in found]


ASKED = {"/lists/entry": "?ref=UN:KPi.001"}
"""What a page needs to be told."""
REFUSED = {"/no-such-page": "404", "/lists/changes": "422"}
"""Pages that say why they show nothing: nothing is stored that could have changed."""
SHAPE = """() => ({
    over: document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth,
    wide: [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1)
        .slice(-1).map(one => one.outerHTML.slice(0, 120)),
    language: document.documentElement.lang, headings: document.querySelectorAll('h1').length, title: document.title.trim(),
})"""


def shape(window, language):
    """Return what is wrong with how a page is built and how wide it is."""
    found = window.evaluate(SHAPE)
    return [
        *([f"runs {found['over']} px over the edge: {found['wide']}"] if found["over"] > 0 else []),
        *([f"is said to be in {found['language']!r}"] if found["language"] != language else []),
        *([f"has {found['headings']} h1"] if found["headings"] != 1 else []),
        *(["has no title"] if not found["title"] else []),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_fit_for_everybody(served, window, pages, language):
    wrong = []
    window.goto(served.home)
    if window.locator("#language").input_value() != language:
        with window.expect_navigation():
            window.select_option("#language", language)
    for path in pages:
        window.emulate_media(color_scheme="light")
        window.set_viewport_size(LAPTOP)
        window.goto(served.home + path + ASKED.get(path, ""))
        window.wait_for_load_state("networkidle")
        found = shape(window, language)
        found += faults(window) if language == FIRST else []
        window.set_viewport_size(DOUBLED)
        found += [f"at 200 %: {one}" for one in shape(window, language)]
        found += [f"at 200 %: {one}" for one in faults(window)] if language == FIRST else []
        if language == FIRST:
            window.emulate_media(color_scheme="dark")
            found += [f"at 200 %, dark: {one}" for one in faults(window, ["color-contrast"])]
        found += [one for one in window.complaints if REFUSED.get(path, "-") not in one]
        window.complaints.clear()
        wrong += [f"{path} {one}" for one in found]
    assert not wrong, "\n".join(wrong)


def test_who_is_not_let_in_sees_a_page_for_everybody(served, chromium):
    context = chromium.new_context(viewport=DOUBLED, locale="ko-KR")
    page = context.new_page()
    page.goto(f"{served.home}/tables/0123")
    assert (page.locator("h1").count(), page.locator("html").get_attribute("lang")) == (1, "ko")
    assert [*shape(page, "ko"), *faults(page)] == []
    assert str(served.folder) not in page.content()
    context.close()
