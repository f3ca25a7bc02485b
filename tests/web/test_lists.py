"""The lists: what is at hand, files added, updates from a publisher on this machine, who came and went, search, one entry."""

import io
import re

import openpyxl
import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe

from tests.lists.server import Server, refuse, un_xml, whole
from tests.web.conftest import start
from tests.web.waiting import dropped, until

VISA = "examples/visa/visa.xlsx"


@pytest.fixture(scope="module")
def publisher():
    with Server() as running:
        yield running


@pytest.fixture(scope="module")
def desk(tmp_path_factory, publisher):
    """A server with a data directory of its own and a publisher on this machine."""
    folder = tmp_path_factory.mktemp("desk")
    about = {
        key: {
            "title": f"List of {key}", "publisher": "UN", "page": f"https://example.org/{key}", "licence": licence,
            "by_default": key == "un", "downloads": {"all": [publisher.address(f"/{key}.xml")]},
        }
        for key, licence in (("un", "Facts"), ("gone", "Facts"), ("paid", "CC BY-NC 4.0"))
    }  # fmt: skip
    mirror = folder / "mirror.yml"
    mirror.write_text(yaml.safe_dump({"publishers": about}), encoding="utf-8")
    server = start(folder, "--data-dir", str(folder / "data"), "--publishers", str(mirror))
    yield server
    server.end()


@pytest.fixture(scope="module")
def session(desk):
    client = desk.session()
    client.headers["HX-Request"] = "true"
    return client


def outcome(desk, session):
    """Return what came of the change to the lists that was begun."""
    answer = until(
        lambda: session.get(f"{desk.home}/lists/errand", timeout=60).text, lambda text: "<progress" not in text
    )
    return " ".join(re.sub("<[^>]*>", " ", answer).split())


def added(desk, session, *files, **fields):
    """Send list files, have them kept, and return what came of it."""
    batch = ""
    for name, data in files:
        more = {"batch": batch} if batch else {}
        sent = session.post(f"{desk.home}/lists/add", params={"name": name, **more}, data=data, timeout=60)
        assert sent.status_code == 200, sent.text
        batch = sent.text
    return kept(desk, session, batch=batch, **fields)


def kept(desk, session, **fields):
    answer = session.post(f"{desk.home}/lists/keep", data=fields, timeout=60)
    assert answer.status_code == 200, answer.text
    return outcome(desk, session)


def updated(desk, session, *keys, **fields):
    answer = session.post(f"{desk.home}/lists/update", data={"publisher": keys, **fields}, timeout=60)
    assert answer.status_code == 200, answer.text
    return outcome(desk, session)


def test_a_list_is_added_replaced_compared_and_never_lost(desk, session):
    assert "stored. 10 entries, data of 2026-01-01." in added(desk, session, ("un.xml", un_xml(range(1, 11))))
    told = added(desk, session, ("un.xml", un_xml(range(2, 13), "2026-02-01")))
    assert "11 entries, data of 2026-02-01. Before: 10 entries of 2026-01-01." in told
    page = session.get(f"{desk.home}/lists/at-hand", timeout=60).text
    shown = session.get(desk.home + re.search(r'href="(/lists/changes[^"]+)"', page)[1], timeout=60)
    assert "2 entries came" in shown.text
    assert "1 entry went" in shown.text
    assert "UN:KPi.012" in shown.text
    name = re.search(r'name="list" value="([^"]+)"', shown.text)[1]
    book = session.post(f"{desk.home}/lists/changes", data={"list": name}, timeout=60)
    assert "Came" in openpyxl.load_workbook(io.BytesIO(book.content)).sheetnames
    # one that lost most of its entries is kept only where the officer says so
    sent = session.post(
        f"{desk.home}/lists/add", params={"name": "un.xml"}, data=un_xml(range(2, 4), "2026-03-01"), timeout=60
    )
    told = kept(desk, session, batch=sent.text)
    assert "9 of those are gone" in told
    assert "--accept-shrink" not in told
    assert "The publisher did take them off" in told
    assert "2 entries, data of 2026-03-01" in kept(desk, session, batch=sent.text, accept_shrink="yes")
    # and then the files are here no more
    gone = session.post(f"{desk.home}/lists/keep", data={"batch": sent.text}, timeout=60)
    assert (gone.status_code, "not here any more" in gone.text) == (422, True)


def test_a_list_that_says_no_day_is_asked_for_it(desk, session):
    sent = session.post(
        f"{desk.home}/lists/add", params={"name": "own.csv"}, data="name\nExample Trading\n", timeout=60
    )
    assert "Nothing says of which day this is: Own list own.csv" in kept(desk, session, batch=sent.text)
    assert "“yesterday” is no day" in kept(desk, session, batch=sent.text, day="yesterday")
    sent = session.post(
        f"{desk.home}/lists/add", params={"name": "own.csv"}, data="name\nExample Trading\n", timeout=60
    )
    assert "1 entry, data of 2026-01-05." in kept(desk, session, batch=sent.text, day="2026-01-05")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("../../evil.xml", b"<a>" * 50_000), ("bomb.zip", b"PK\x03\x04" + b"\x00" * 1_000), ("CON", b""),
        ("list.xml", un_xml(range(1, 50), "2026-04-01")[:600]),
        ("x.xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><CONSOLIDATED_LIST>&b;</CONSOLIDATED_LIST>'),
    ],
)  # fmt: skip
def test_a_file_that_is_no_whole_list_is_refused_and_its_folder_goes(desk, session, name, data):
    sent = session.post(f"{desk.home}/lists/add", params={"name": name}, data=data, timeout=60)
    told = kept(desk, session, batch=sent.text)
    assert told
    assert "stored." not in told
    assert "/tmp" not in told, "no path of a private folder"
    assert "root:" not in told
    gone = session.post(f"{desk.home}/lists/keep", data={"batch": sent.text}, timeout=60)
    assert gone.status_code == 422


@pytest.mark.parametrize("batch", ["", "..", "lists-0000000000000000", "lists-../../etc"])
def test_a_folder_that_is_none_of_ours_is_not_read(desk, session, batch):
    assert session.post(f"{desk.home}/lists/keep", data={"batch": batch}, timeout=60).status_code == 422


def test_lists_are_fetched_where_licences_are_agreed_to_and_a_failure_leaves_what_is_stored(desk, session, publisher):
    publisher.paths["/un.xml"] = whole(un_xml(range(1, 13), "2026-11-20"))
    publisher.paths["/paid.xml"] = whole(un_xml(range(1, 13), "2026-11-20"))
    publisher.paths["/gone.xml"] = refuse(404)
    assert "12 entries, data of 2026-11-20." in updated(desk, session, "un", accept_shrink="yes")
    assert "nothing newer. 12 entries" in updated(desk, session, "un")
    told = updated(desk, session, "gone")
    assert "127.0.0.1 answered 404" in told
    assert "No list of it is stored." in told
    assert "https://example.org/gone" in told
    asked = updated(desk, session, "paid")
    assert "free for non-commercial use" in asked
    assert "I agree to CC BY-NC 4.0" in asked
    assert "entries" in updated(desk, session, "paid", agree="CC BY-NC 4.0")
    assert "free for non-commercial use" not in updated(desk, session, "paid")
    none = session.post(f"{desk.home}/lists/update", data={}, timeout=60)
    assert (none.status_code, "No publisher is chosen" in none.text) == (422, True)


def test_search_and_entries_show_what_lists_say_as_text(desk, session):
    found = session.post(f"{desk.home}/lists/search", data={"text": "Mining Development"}, timeout=60)
    assert re.search(r"/lists/entry\?ref=UN(:|%3A)KPe.001", found.text)
    card = session.get(f"{desk.home}/lists/entry", params={"ref": "UN:KPe.001"}, timeout=60)
    assert "KOREA MINING DEVELOPMENT TRADING CORPORATION" in card.text
    assert "OFAC:9345" in card.text
    for text in ("", "!!!"):
        refused = session.post(f"{desk.home}/lists/search", data={"text": text}, timeout=60)
        assert "holds no letter or digit" in refused.text
    for reference in ("<script>alert(1)</script>", "nothing", ""):
        refused = session.get(f"{desk.home}/lists/entry", params={"ref": reference}, timeout=60)
        assert refused.status_code == 422
        assert "<script>" not in refused.text


def test_an_officer_adds_a_list_and_screens_a_table_again_with_it(serving, opened, tmp_path):
    server = serving(tmp_path, "--data-dir", str(tmp_path / "data"))
    job = dropped(server, server.session(), VISA)
    page = opened(server)
    page.get_by_role("link", name="Lists", exact=True).click()
    page.get_by_text("more than 30 days old").wait_for()
    (tmp_path / "own list.csv").write_text("name\nOm Hye Song\n<script>window.harm=1</script>\n", encoding="utf-8")
    page.wait_for_load_state()
    page.set_input_files("#list-files", tmp_path / "own list.csv")
    page.locator("#undated-day").fill("2026-11-20")
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("2 entries, data of").wait_for()
    page.locator("#at-hand").get_by_text("Own list own list.csv", exact=True).first.wait_for()
    page.fill("#text", "script")
    page.get_by_role("button", name="Search").click()
    page.locator("#entries").get_by_text("<script>window.harm=1</script>").first.wait_for()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Screen again visa.xlsx").click()
    page.wait_for_url("**/reading")
    session = server.session()
    record = until(
        lambda: session.post(f"{job}/take/report", data={"form": ".json"}, timeout=120), lambda answer: answer.ok
    ).json()
    assert "own list.csv" in " ".join(one["title"] for one in record["lists"])
