"""One party, side by side, and the decision on it: what is refused, what is lost (nothing), and what follows."""

import json
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import pytest
import requests
from filelock import FileLock

from screen.decisions import Journal
from tests.web.conftest import AS_OF, ROOT
from tests.web.waiting import screened, screened_in, settled

TABLE = """Ref,Name,Country,Notes
V-1,Glocom Sdn Bhd,Malaysia,مؤسسة التجارة
V-2,Korea Mining Development Trading Corporation,KP,<script>document.title='hacked'</script>
V-3,Pan Systems Pyongyang,SG,
V-4,Korea Ryonbong General Corporation,CN,
V-5,Acme,FR,
"""
SAID = {
    "disposition": "false_positive",
    "reviewer": "A. Officer",
    "reason": "name differs",
    "comment": "looked at it",
}
GLOCOM, KOMID = 0, 1


class Desk:
    """A client that was let in, and a table that it has dropped and that is screened."""

    def __init__(self, server, link=None, name="vendors.csv", text=TABLE):
        self.server, self.client = server, requests.Session()
        self.client.trust_env = False
        self.client.get(link or server.another_link(), timeout=30)
        self.client.headers["Origin"] = server.home
        self.table = screened(server, self.client, text.encode(), name)

    @staticmethod
    def wait(is_so, seconds=60):
        end = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < end, "it did not happen"
            time.sleep(0.1)

    def part(self, place):
        return self.client.get(f"{self.table}/parties/{place}", headers={"HX-Request": "true"}, timeout=60).text

    def alerts(self, place):
        return re.findall(r'<details class="card alert[^>]*data-alert="(\w+)"', self.part(place))

    def seen(self, place, alert):
        form = self.part(place).partition(f'/alerts/{alert}"')[2]
        return re.search(r'name="seen" value="(\w*)"', form)[1]

    def post(self, alert, path="", **fields):
        return self.client.post(
            f"{self.table}/alerts/{alert}{path}", data=fields, headers={"HX-Request": "true"}, timeout=60
        )

    def decide(self, place, alert=None, **said):
        alert = alert or self.alerts(place)[0]
        return self.post(alert, **{"seen": self.seen(place, alert)} | SAID | said)


@pytest.fixture
def desk(served):
    """A desk on the server of the module, whose decisions are gone at the end."""
    (served.folder / "decisions.jsonl").unlink(missing_ok=True)
    yield Desk(served)
    (served.folder / "decisions.jsonl").unlink(missing_ok=True)


def events(server):
    return Journal.read(server.folder / "decisions.jsonl").events


# ---- refusals --------------------------------------------------------------------------------------------------

FORMS = [
    ({"disposition": ""}, 422, "Nothing was recorded: choose what it is"),
    ({"reviewer": "  "}, 422, "has no reviewer"),
    ({"disposition": "sanctioned"}, 422, "“sanctioned” is no decision"),
    ({"valid_until": "2020-01-01"}, 422, "is valid until 2020-01-01, before it was decided"),
    ({"valid_until": "soon"}, 422, "Valid until “soon” is no day"),
    ({"seen": "0123456789abcdef"}, 409, "The decision that you saw is not in the file any more"),
]


@pytest.mark.parametrize(("said", "status", "told"), FORMS, ids=[told for _, _, told in FORMS])
def test_what_decides_nothing_is_not_recorded_and_stays_in_the_form(desk, said, status, told):
    answer = desk.decide(GLOCOM, **said)
    assert (answer.status_code, told in unescape(answer.text)) == (status, True)
    assert "looked at it</textarea>" in answer.text
    assert "HX-Trigger" not in answer.headers
    assert events(desk.server) == ()


def broken(path):
    path.write_text(path.read_text("utf-8").replace("A. Officer", "B. Officer"), encoding="utf-8")


def merged(path):
    path.write_text(path.read_text("utf-8") + "<<<<<<< HEAD\n", encoding="utf-8")


def taken_away(path):
    path.unlink()


FILES = [
    (broken, "was changed after it was recorded"),
    (merged, "a merge was left unfinished"),
    (taken_away, "is gone; it held 1 decisions"),
]


@pytest.mark.parametrize(("done", "told"), FILES, ids=[told for _, told in FILES])
def test_a_file_that_was_harmed_is_told_in_one_sentence_and_nothing_typed_is_lost(desk, done, told):
    assert desk.decide(GLOCOM).status_code == 200
    path = desk.server.folder / "decisions.jsonl"
    alert = desk.alerts(KOMID)[0]
    desk.wait(lambda: "being worked out" not in desk.part(GLOCOM))
    done(path)
    before = path.read_bytes() if path.exists() else b""
    answer = desk.post(alert, **SAID, seen="")
    assert (answer.status_code, told in unescape(answer.text)) == (422, True)
    assert "looked at it</textarea>" in answer.text
    assert (path.read_bytes() if path.exists() else b"") == before


def test_a_file_that_another_run_holds_is_waited_for_and_then_told(desk):
    with FileLock(desk.server.folder / ".decisions.jsonl.lock"):
        answer = desk.decide(GLOCOM)
    assert (answer.status_code, "another run is writing to it" in answer.text) == (422, True)
    assert "looked at it</textarea>" in answer.text
    assert desk.decide(GLOCOM).status_code == 200


def test_an_alert_or_party_that_is_not_there_is_told(desk):
    answer = desk.post("0000000000", **SAID, seen="")
    assert (answer.status_code, "This alert is not there any more" in answer.text) == (404, True)
    for place in ("99", "5"):
        assert desk.client.get(f"{desk.table}/parties/{place}", timeout=30).status_code == 404


def test_who_decided_meanwhile_is_told_and_may_be_decided_on_knowingly(desk):
    alert = desk.alerts(GLOCOM)[0]
    assert desk.post(alert, **SAID | {"reviewer": "B. Officer", "reason": "kind differs"}, seen="").status_code == 200
    answer = desk.post(alert, **SAID, seen="")
    told = unescape(answer.text)
    assert answer.status_code == 409
    assert "Decided meanwhile: “False positive” by B. Officer, recorded 20" in told
    assert "kind differs" in told
    assert "looked at it</textarea>" in told
    assert [one.reviewer for one in events(desk.server)] == ["B. Officer"]
    seen = re.search(r'name="seen" value="(\w+)"', told.partition(f'/alerts/{alert}"')[2])[1]
    assert desk.post(alert, **SAID, seen=seen).status_code == 200
    assert [one.reviewer for one in events(desk.server)] == ["B. Officer", "A. Officer"]
    assert desk.post(alert, **SAID, seen=seen).status_code == 200, "sent twice"
    assert len(events(desk.server)) == 2


def test_a_decision_that_git_took_out_of_the_file_is_not_overwritten_unseen(desk):
    path = desk.server.folder / "decisions.jsonl"
    desk.decide(KOMID)
    older = path.read_bytes()
    alert = desk.alerts(GLOCOM)[0]
    desk.decide(GLOCOM, alert)
    seen = desk.seen(GLOCOM, alert)
    path.write_bytes(older)
    answer = desk.post(alert, **SAID | {"disposition": "true_match"}, seen=seen)
    assert (answer.status_code, "is not in the file any more" in answer.text) == (409, True)
    assert path.read_bytes() == older


# ---- what follows ----------------------------------------------------------------------------------------------


def test_a_decision_holds_at_once_and_the_run_follows(desk):
    answer = desk.decide(GLOCOM, valid_until="2027-03-31", comment="two\nlines")
    assert json.loads(answer.headers["HX-Trigger"]) == {"decided": {"place": GLOCOM}}
    assert "Suppressed by decision “false positive” (A. Officer, 2026-11-28)" in unescape(answer.text)
    (event,) = events(desk.server)
    assert (event.disposition.value, event.comment, event.valid_until) == (
        "false_positive",
        "two lines",
        "2027-03-31",
    )
    desk.wait(lambda: 'class="band none"' in desk.part(GLOCOM).partition("</header>")[0])
    desk.wait(lambda: "being worked out" not in desk.part(GLOCOM))


def test_one_decision_for_all_open_alerts_of_a_party_leaves_those_overtaken_alone(desk):
    first, second = desk.alerts(KOMID)[:2]
    fields = SAID | {"all": "yes", "other": f"{second} 0123456789abcdef", "seen": ""}
    answer = desk.post(first, **fields)
    assert (answer.status_code, len(events(desk.server))) == (409, 1)
    third = desk.decide(KOMID, second)
    assert (third.status_code, len(events(desk.server))) == (200, 2)
    both = dict.fromkeys((first, second))
    seen = {one: desk.seen(KOMID, one) for one in both}
    again = SAID | {
        "disposition": "escalated",
        "all": "yes",
        "other": f"{second} {seen[second]}",
        "seen": seen[first],
    }
    assert desk.post(first, **again).status_code == 200
    assert [one.disposition.value for one in events(desk.server)] == ["false_positive"] * 2 + ["escalated"] * 2


def test_undo_records_what_stood_before_and_is_for_who_decided(desk):
    alert = desk.alerts(GLOCOM)[0]
    desk.post(alert, **SAID, seen="")
    desk.post(alert, **SAID | {"disposition": "true_match", "reviewer": "B. Officer"}, seen=desk.seen(GLOCOM, alert))
    seen = desk.seen(GLOCOM, alert)
    answer = desk.post(alert, "/undo", seen=seen, reviewer="A. Officer")
    assert (answer.status_code, "was decided by B. Officer, who alone takes it back" in answer.text) == (422, True)
    assert desk.post(alert, "/undo", seen="", reviewer="B. Officer").status_code == 409
    assert desk.post(alert, "/undo", seen=seen, reviewer="b. officer ").status_code == 200
    assert "Suppressed by decision “false positive” (A. Officer" in unescape(desk.part(GLOCOM))
    answer = desk.post(alert, "/undo", seen=desk.seen(GLOCOM, alert), reviewer="A. Officer")
    assert "Confirmed match" in answer.text, "taking back what was taken back puts it in force again"
    told = events(desk.server)
    assert [one.disposition.value for one in told] == ["false_positive", "true_match"] * 2
    assert "b. officer took “true match” back" in told[2].comment
    assert [one.previous for one in told] == ["", *(one.id for one in told[:-1])]


def test_a_first_decision_taken_back_leaves_the_alert_open(desk):
    alert = desk.alerts(GLOCOM)[0]
    desk.post(alert, **SAID, seen="")
    answer = desk.post(alert, "/undo", seen=desk.seen(GLOCOM, alert), reviewer="A. Officer")
    assert "Open again: reopened (A. Officer" in unescape(answer.text)
    assert [one.disposition.value for one in events(desk.server)] == ["false_positive", "open"]


def test_a_keyed_file_is_decided_in_and_names_nobody(serving, tmp_path):
    key = tmp_path / "key"
    key.write_text("a key that is long enough", encoding="utf-8")
    (tmp_path / "desk").mkdir()
    desk = Desk(serving(tmp_path / "desk", "--key-file", str(key)))
    assert "Suppressed by decision" in desk.decide(GLOCOM).text
    text = (tmp_path / "desk" / "decisions.jsonl").read_text("utf-8")
    assert "hmac:" in text
    assert "locom" not in text
    desk.wait(lambda: "being worked out" not in desk.part(GLOCOM))
    alert = desk.alerts(GLOCOM)[0]
    assert desk.post(alert, "/undo", seen=desk.seen(GLOCOM, alert), reviewer="A. Officer").status_code == 200


def test_two_servers_and_many_threads_on_one_file_lose_no_decision(serving, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    file = tmp_path / "one" / "decisions.jsonl"
    servers = [serving(tmp_path / "one"), serving(tmp_path / "two", "--decisions", str(file))]
    desks = [Desk(server, server.link) for server in servers]
    wanted = [alert for place in range(4) for alert in desks[0].alerts(place)]
    assert len(wanted) > 4

    def decide(number):
        alert = wanted[number % len(wanted)]
        said = SAID | {"reviewer": f"Officer {number % 2}", "comment": f"thread {number}"}
        return desks[number % 2].post(alert, **said, seen="").status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(decide, range(2 * len(wanted) + 1)))
    journal = Journal.read(file)
    assert answers.count(200) == len(journal.events) == len(wanted)
    assert set(answers) == {200, 409}
    assert len({(one.party, one.target) for one in journal.events}) == len(wanted)


# ---- in a browser ----------------------------------------------------------------------------------------------


def drop(page, folder, text=TABLE, name="vendors.csv"):
    """Drop a table in a window; returns the address of its page."""
    (folder / name).write_text(text, encoding="utf-8")
    return screened_in(page, folder / name)


def command(folder, *words):
    done = subprocess.run(
        [sys.executable, "-m", "screen", *words], cwd=folder, capture_output=True, text=True, timeout=120, check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "HOME": str(folder), "DPRK_SCREEN_AS_OF": AS_OF},
    )  # fmt: skip
    return done.stdout + done.stderr


def save(page, number, reviewer="A. Officer", reason="name differs"):
    """Decide on the first alert by keys."""
    page.locator("#party-name").focus()
    page.keyboard.press(str(number))
    form = page.locator("details.alert").first.locator("form.decide")
    form.locator("[name=reviewer]").fill(reviewer)
    form.locator("[name=reason]").fill(reason)
    page.keyboard.press("Control+Enter")
    page.locator(".result").first.wait_for()


def test_a_decision_by_keys_holds_in_the_command_line_and_in_a_second_run(serving, tmp_path, opened):
    folder = tmp_path / "desk"
    folder.mkdir()
    page = opened(serving(folder))
    page.goto(drop(page, folder) + f"/parties/{GLOCOM}")
    assert "Possible match to listed party" in page.inner_text("details.alert summary")
    form = page.locator("details.alert form.decide").first
    for visible in ("#party-name", ".reason", ".sides", "form.decide legend"):
        box = page.locator(visible).first.bounding_box()
        assert box["y"] + min(box["height"], 120) < 768, visible
    save(page, 2)
    assert "Suppressed by decision" in page.inner_text("details.alert .stand")
    page.wait_for_function("document.getElementById('said').textContent.includes('Saved in the decisions file')")
    page.locator("#party-head .band.none, #party-head .band.medium").first.wait_for()
    assert "false positive" in command(folder, "review", "list")
    assert "1 suppressed" in command(folder, "check", "vendors.csv", "-o", "r.json")
    page.goto(page.url.split("/tables")[0])
    page.goto(drop(page, folder) + f"/parties/{GLOCOM}")
    assert "Suppressed by decision “false positive” (A. Officer" in page.inner_text("details.alert .stand")
    page.locator("#party-name").focus()
    page.keyboard.press("u")
    page.locator(".result.good").wait_for()
    assert "Open again" in page.inner_text("details.alert .stand")
    form = page.locator("details.alert form.decide").first
    assert form.locator("[name=comment]").is_hidden(), "the choices alone, until one is made"
    page.keyboard.press("3")
    form.locator("[name=comment]").focus()
    page.keyboard.type("2 1 u s")
    assert form.locator("[name=comment]").input_value().endswith("2 1 u s")
    chosen = form.locator("[name=disposition]:checked")
    assert chosen.get_attribute("value") == "need_info", "no key while typing"
    page.evaluate("localStorage.setItem('dprk-screen.keys', 'off')")
    page.locator("#party-name").focus()
    page.keyboard.press("2")
    assert chosen.get_attribute("value") == "need_info", "keys are off"


def test_the_latest_decision_is_taken_back_from_the_party_that_follows(served, opened, tmp_path):
    (served.folder / "decisions.jsonl").unlink(missing_ok=True)
    page = opened(served)
    table = drop(page, tmp_path)
    page.goto(f"{table}/parties/{GLOCOM}")
    save(page, 2)
    page.evaluate("url => htmx.ajax('GET', url, {target: '#dossier', swap: 'outerHTML'})", f"{table}/parties/{KOMID}")
    page.locator(".last", has_text="Saved on Glocom Sdn Bhd.").wait_for()
    page.wait_for_load_state("networkidle")  # the bands have followed: nothing is put in its place meanwhile
    page.locator("#party-name").focus()
    page.keyboard.press("u")
    page.locator(".result.good").wait_for()
    assert page.inner_text("#party-name") == "Glocom Sdn Bhd"
    assert "Open again" in page.inner_text("details.alert .stand")
    assert [one.disposition.value for one in events(served)] == ["false_positive", "open"]


def test_two_tabs_and_two_officers_overwrite_nothing(served, opened, tmp_path):
    (served.folder / "decisions.jsonl").unlink(missing_ok=True)
    first, second = opened(served, may_complain=True), opened(served, may_complain=True)
    table = drop(first, tmp_path)
    for page in (first, second):
        page.goto(f"{table}/parties/{GLOCOM}")
    save(first, 2, "A. Officer")
    save(second, 4, "B. Officer", "same party confirmed")
    assert "by A. Officer" in second.inner_text(".result")
    alert = second.locator("details.alert").first
    assert alert.locator("[name=disposition]:checked").get_attribute("value") == "true_match"
    assert alert.locator("[name=reason]").input_value() == "same party confirmed"
    second.keyboard.press("Control+Enter")
    second.locator(".result.good").wait_for()
    assert "Confirmed match" in second.inner_text("details.alert summary")
    assert [one.reviewer for one in events(served)] == ["A. Officer", "B. Officer"]
    assert first.evaluate("localStorage.getItem('dprk-screen.reviewer')") == "A. Officer"


def test_what_is_typed_outlives_leaving_and_a_killed_program(serving, tmp_path, opened):
    folder = tmp_path / "desk"
    folder.mkdir()
    server = serving(folder)
    page = opened(server, may_complain=True)
    table = drop(page, folder)
    page.goto(f"{table}/parties/{GLOCOM}")
    page.keyboard.press("3")
    page.locator("form.decide [name=comment]").first.fill("half a thought")
    page.goto(f"{table}/parties/{KOMID}")
    page.goto(f"{table}/parties/{GLOCOM}")
    form = page.locator("form.decide").first
    assert form.locator("[name=comment]").input_value() == "half a thought"
    assert form.locator(".drafted").is_visible()
    form.locator("[name=reviewer]").fill("A. Officer")
    form.locator("[value=false_positive]").check()
    port = server.home.rpartition(":")[2]
    server.kill()
    form.locator("button.primary").click()
    page.locator(".trouble", has_text="The program is not running any more").wait_for()
    assert form.locator("[name=comment]").input_value() == "half a thought"
    again = serving(folder, "--port", port)
    form.locator("button.primary").click()
    page.locator(".trouble", has_text="The program was started anew").wait_for()
    page.goto(again.another_link())
    page.goto(drop(page, folder) + f"/parties/{GLOCOM}")
    form = page.locator("form.decide").first
    assert form.locator("[name=comment]").input_value() == "half a thought"
    form.locator("button.primary").click()
    page.locator(".result.good").wait_for()
    assert page.locator("form.decide .drafted").first.is_hidden()
    (event,) = Journal.read(folder / "decisions.jsonl").events
    assert event.comment == "half a thought"


def test_four_eyes_a_second_officer_confirms(serving, tmp_path, opened):
    server = serving(tmp_path, "--four-eyes", "medium")
    page = opened(server)
    (tmp_path / "in").mkdir()
    table = drop(page, tmp_path / "in")
    page.goto(f"{table}/parties/{GLOCOM}")
    page.keyboard.press("2")
    assert "a false positive needs two" in page.inner_text("form.decide")
    save(page, 2)
    assert "Waiting for a second reviewer" in page.inner_text("details.alert .stand")
    other = opened(server)
    other.evaluate("localStorage.setItem('dprk-screen.reviewer', 'B. Officer')")
    other.goto(f"{table}/parties/{GLOCOM}")
    form = other.locator("form.decide").first
    assert form.locator("[name=reviewer]").input_value() == "A. Officer"
    assert form.locator("[name=second_reviewer]").input_value() == "B. Officer"
    form.locator("button.primary").click()
    other.locator(".result.good").wait_for()
    assert "Suppressed by decision" in other.inner_text("details.alert .stand")


def test_names_that_are_markup_or_run_from_the_right_are_text(serving, tmp_path, opened):
    evil, right = "<script>document.title='hacked'</script>", "شركة بيونغ يانغ للتجارة"
    (tmp_path / "own.csv").write_text(
        f'id,name,kind\n1,"Zyxwort {evil}",organisation\n2,{right},organisation\n', "utf-8"
    )
    text = f'Ref,Name,Country\nV-1,"Zyxwort {evil}",FR\nV-2,{right},FR\n'
    page = opened(serving(tmp_path, "--watchlist", str(tmp_path / "own.csv")))
    (tmp_path / "in").mkdir()
    table = drop(page, tmp_path / "in", text)
    page.goto(f"{table}/parties/0")
    assert evil in page.inner_text("#party-name")
    assert page.title() == "vendors.csv"
    page.goto(f"{table}/parties/1")
    assert page.inner_text("#party-name") == right
    assert page.evaluate("getComputedStyle(document.getElementById('party-name')).direction") == "rtl"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_and_nothing_scrolls_sideways_at_200_percent(served, opened, tmp_path, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = opened(served, color_scheme=scheme)
    table = drop(page, tmp_path)
    for place in (GLOCOM, KOMID, 4):
        page.goto(f"{table}/parties/{place}")
        for summary in page.locator("details:not([open]) > summary").all():
            if summary.is_visible():
                summary.click()
        found = axe.run(page)
        assert found.violations_count == 0, found.generate_report()
        page.set_viewport_size({"width": 683, "height": 768})
        assert page.evaluate("document.documentElement.scrollWidth") <= 683
        page.set_viewport_size({"width": 1366, "height": 768})


def test_the_page_is_in_the_language_of_the_officer_and_what_was_found_in_english(served, opened, tmp_path):
    page = opened(served, locale="ko-KR")
    page.goto(drop(page, tmp_path) + f"/parties/{KOMID}")
    assert "결정 저장" in page.text_content("form.decide")
    assert page.locator("details.alert h3").first.get_attribute("lang") == "en"
    assert Path(ROOT / "screen/web/texts/ko.yml").is_file()


# ---- a tab of an earlier run -----------------------------------------------------------------------------------


def test_a_decision_on_what_was_seen_of_an_earlier_run_is_refused(served, desk):
    alert = desk.alerts(GLOCOM)[0]
    face = re.search(r'name="face" value="(\w+)"', desk.part(GLOCOM).partition(f'/alerts/{alert}"')[2])[1]
    column = {"what": "column", "sheet": "", "header": "Country", "field": "-"}
    assert desk.client.post(f"{desk.table}/reading", data=column, timeout=60).ok
    desk.client.post(f"{desk.table}/screen", timeout=60)
    settled(desk.client, desk.table)
    assert alert in desk.alerts(GLOCOM), "the same party and entry, found by other cells"
    answer = desk.post(alert, **SAID, seen="", face=face)
    assert (answer.status_code, "was screened again since this was shown" in answer.text) == (422, True)
    assert not (served.folder / "decisions.jsonl").exists()
    assert SAID["comment"] in answer.text, "what was typed stays"
    shown = re.search(r'name="face" value="(\w+)"', answer.text.partition(f'/alerts/{alert}"')[2])[1]
    assert desk.post(alert, **SAID, seen="", face=shown).status_code == 200


def test_alerts_of_other_parties_are_not_decided_on_along(served, desk):
    first, other = desk.alerts(GLOCOM)[0], desk.alerts(KOMID)[0]
    answer = desk.post(first, **SAID, seen="", all="yes", other=f"{other} ")
    assert (answer.status_code, "of several parties" in answer.text) == (422, True)
    assert desk.post(first, **SAID, seen="", all="yes", other="nothing <b>").status_code == 422
    assert not (served.folder / "decisions.jsonl").exists()
