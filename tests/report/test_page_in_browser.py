"""The page in a real Chromium, which trusts nobody: what it loads, shows, filters, sorts and prints."""

import base64
import shutil
import subprocess

import pytest

from screen.report.page import page
from screen.report.record import record
from tests.report.reviewed import ARABIC, FORMULA, HOSTILE, SCRIPT, reviewed, screened


@pytest.fixture(scope="module")
def decided():
    return record(reviewed())


@pytest.fixture(scope="module")
def hostile():
    return record(screened(*HOSTILE))


class Shown:
    """A window on the page of a record: what it asked for and complained of."""

    def __init__(self, window):
        self.window, self.asked, self.complaints = window, [], []
        window.on("request", lambda request: self.asked.append(request.url))
        window.on("pageerror", lambda error: self.complaints.append(str(error)))
        window.on("console", lambda said: self.complaints.append(said.text))

    def run(self, script, *values):
        """Return what a script gives, in which given holds the values."""
        return self.window.evaluate(f"(given) => {{ {script} }}", list(values))

    def open_all(self):
        """Open every part that folds."""
        self.run("document.querySelectorAll('details').forEach(one => { one.open = true; })")

    def protocol(self, method, values):
        """Ask the browser itself for something."""
        return self.window.context.new_cdp_session(self.window).send(method, values)


@pytest.fixture
def shown(chromium, tmp_path):
    """Return a function that opens the page of a record in a window of its own."""
    contexts = []

    def show(made, width=1200, height=900, **options):
        path = tmp_path / "page.html"
        path.write_text(page(made), encoding="utf-8")
        contexts.append(chromium.new_context(viewport={"width": width, "height": height}, **options))
        one = Shown(contexts[-1].new_page())
        one.window.goto(path.as_uri())
        return one

    yield show
    for context in contexts:
        context.close()


def names(one):
    """Return the names of the parties that the queue shows, in its order."""
    return one.run(
        "return [...document.querySelectorAll('#cases .case')].filter(x => !x.hidden).map(x => x.dataset.name)"
    )


def choose(one, field, value):
    one.run(
        "const field = document.getElementById(given[0]); field.value = given[1];"
        "field.dispatchEvent(new Event(field.tagName === 'INPUT' ? 'input' : 'change'))",
        field, value,
    )  # fmt: skip


def wait(one, wanted):
    """Wait until the queue shows these names."""
    one.window.wait_for_function(
        "(wanted) => JSON.stringify([...document.querySelectorAll('#cases .case')].filter(x => !x.hidden)"
        ".map(x => x.dataset.name)) === JSON.stringify(wanted)",
        arg=wanted,
    )


def test_the_browser_asks_for_nothing_and_complains_of_nothing(shown, decided):
    browser = shown(decided)
    browser.open_all()
    assert {url.rpartition("/")[2] for url in browser.asked if url.startswith("file:")} == {"page.html"}
    assert not [url for url in browser.asked if not url.startswith(("file:", "data:"))]
    assert browser.complaints == []


def test_hostile_names_do_nothing(shown, hostile):
    browser = shown(hostile)
    browser.open_all()
    assert browser.run("return window.harm") is None
    assert browser.complaints == []
    assert SCRIPT in names(browser)


def test_a_script_that_slipped_in_would_not_run(shown, decided):
    browser = shown(decided)
    browser.run("""
        document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="window.harm = 1">');
        const made = document.createElement('script'); made.textContent = 'window.harm = 2'; document.body.append(made);
    """)
    assert browser.run("return window.harm") is None
    assert any("Content Security Policy" in one for one in browser.complaints)


def test_filters_narrow_the_queue_and_say_so(shown, decided):
    browser = shown(decided)
    every = names(browser)
    assert len(every) == 4
    choose(browser, "find", "mokràn")
    wait(browser, ["Mokran LLC"])
    assert browser.run("return document.getElementById('shown').innerText").startswith("Filtered: 1 of 4")
    choose(browser, "find", "")
    wait(browser, every)
    choose(browser, "band", "critical")
    assert names(browser) == ["Green"]
    choose(browser, "band", "")
    choose(browser, "state", "back")
    assert sorted(names(browser)) == ["Glocom Sdn Bhd", "Mokran LLC"]
    browser.run("document.querySelector('[type=reset]').click()")
    wait(browser, every)
    choose(browser, "kind", "hit")
    assert "Glocom Sdn Bhd" not in names(browser)


def test_the_queue_can_be_sorted_and_brought_back(shown, decided):
    browser = shown(decided)
    every = names(browser)
    choose(browser, "sort", "name")
    assert names(browser) == sorted(every)
    choose(browser, "sort", "row")
    assert names(browser) == ["Glocom Sdn Bhd", "Changgwang Sinyong Corp.", "Green", "Mokran LLC"]
    choose(browser, "sort", "order")
    assert names(browser) == every


def test_an_address_with_an_alert_opens_it(shown, decided):
    alert = decided["alerts"][-1]["alert_id"]
    browser = shown(decided)
    browser.run("location.hash = given[0]", f"a-{alert}")
    browser.window.wait_for_function(f"document.getElementById('a-{alert}').closest('details').open")


def test_right_to_left_text_stands_right(shown, hostile):
    browser = shown(hostile)
    told = browser.run("""
        const right = (one) => { const range = document.createRange(); range.selectNodeContents(one);
          return one.getBoundingClientRect().right - range.getBoundingClientRect().right; };
        const heading = [...document.querySelectorAll('h3')].find(one => one.textContent === given[0]);
        const other = [...document.querySelectorAll('h3')].find(one => one.textContent === given[1]);
        return [getComputedStyle(heading).direction, right(heading), getComputedStyle(other).direction, right(other)];
    """, ARABIC, FORMULA)  # fmt: skip
    assert (told[0], told[2]) == ("rtl", "ltr")
    assert told[1] < 2 < 100 < told[3]


@pytest.mark.parametrize("width", [360, 800, 1400])
def test_nothing_runs_over_the_edge(shown, decided, hostile, width):
    for one in (decided, hostile):
        browser = shown(one, width, 740)
        browser.open_all()
        assert browser.run("return document.documentElement.scrollWidth") <= width
        over = browser.run("""
            return [...document.querySelectorAll('main *')].filter(one => !one.closest('.wide, .unseen, thead, svg'))
              .filter(one => one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 80))
        """)  # fmt: skip
        assert over == []


def test_a_print_holds_every_alert_without_the_controls(shown, decided, tmp_path):
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed here")
    browser = shown(decided)
    for paper in ({"paperWidth": 8.27, "paperHeight": 11.69}, {"paperWidth": 8.5, "paperHeight": 11}):
        made = browser.protocol("Page.printToPDF", paper)
        (tmp_path / "p.pdf").write_bytes(base64.b64decode(made["data"]))
        text = subprocess.run(
            ["pdftotext", "-layout", tmp_path / "p.pdf", "-"], capture_output=True, check=True
        ).stdout.decode()
        assert all(f"Alert {one['alert_id']}" in text for one in decided["alerts"])
        assert "For the reviewer" in text
        assert "Open all" not in text
    assert browser.run("return document.querySelectorAll('details[open]').length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(shown, decided, scheme):
    browser = shown(decided, color_scheme=scheme)
    browser.open_all()
    weak = browser.run("""
        const parts = (text) => text.match(/[\\d.]+/g).map(Number);
        const light = (rgb) => rgb.slice(0, 3).map(x => x / 255).map(x => x <= .04045 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4)
          .reduce((sum, x, at) => sum + x * [.2126, .7152, .0722][at], 0);
        const behind = (one) => { for (; one; one = one.parentElement) {
          const rgb = parts(getComputedStyle(one).backgroundColor); if (rgb.length === 3 || rgb[3] > 0) return rgb; } };
        return [...document.querySelectorAll('body *')].filter(one => one.checkVisibility() &&
            [...one.childNodes].some(x => x.nodeType === 3 && x.textContent.trim()))
          .map(one => { const [a, b] = [light(parts(getComputedStyle(one).color)), light(behind(one))].sort((x, y) => y - x);
            return [(a + .05) / (b + .05), one.outerHTML.slice(0, 90)]; })
          .filter(one => one[0] < 4.5)
    """)  # fmt: skip
    assert weak == []


def test_without_its_script_the_page_still_holds_everything(shown, decided):
    browser = shown(decided, java_script_enabled=False)
    assert len(names(browser)) == 4
    assert browser.run("return document.getElementById('filters').checkVisibility()") is False
