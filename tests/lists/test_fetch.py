"""Fetching from a publisher that is quick, slow, broken, gone, busy or lying; and what an update makes of it."""

import dataclasses
import zipfile
from datetime import UTC, date, datetime
from io import BytesIO

import pytest

from screen.errors import RuleError, WatchlistError
from screen.lists.fetch import Fetcher, Limits, NotFetched, limits
from screen.lists.publishers import Download, is_allowed, load_publishers, restrictions
from screen.lists.store import Store
from screen.lists.update import update
from tests.lists.server import (
    Server,
    chunked,
    redirect,
    refuse,
    says_length,
    stall,
    then,
    trickle,
    un_xml,
    whole,
)  # fmt: skip

SMALL = Limits(
    connect_seconds=2, read_seconds=0.3, deadline_seconds=1, bytes=1_000_000, tries=3, backoff_seconds=0,
    retry_after_seconds=0.2, redirects=3,
)  # fmt: skip
LIST = un_xml(range(1, 11))
WEB_PAGE = b"<!DOCTYPE html>\n<html><head><title>Maintenance</title></head><body>Back soon</body></html>"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server():
    with Server() as running:
        yield running


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "data")


def download(server, *paths):
    return Download("un/consolidated", "UN", tuple(map(server.address, paths or ["/list.xml"])))


def updated(server, store, *paths, small=SMALL, **more):
    with Fetcher(small) as fetcher:
        return update(store, download(server, *paths), fetcher, **more)


# ---- one file --------------------------------------------------------------------------------------------

WHOLE = {
    "whole": lambda server: whole(LIST),
    "in chunks": lambda server: chunked(LIST),
    "packed for the way": lambda server: whole(LIST, packed=True),
    "without the type of a list": lambda server: whole(LIST, Content_Type="application/octet-stream"),
    "passed on once": lambda server: redirect(server.address("/real.xml")),
    "passed on by a bare path": lambda server: redirect("/real.xml", 301),
    "busy at first": lambda server: then(refuse(503), whole(LIST)),
    "busy, and says how long": lambda server: then(refuse(429, Retry_After="0"), whole(LIST)),
    "busy, and says nonsense": lambda server: then(refuse(503, Retry_After="soon"), whole(LIST)),
    "cut at first": lambda server: then(says_length(LIST[:300], len(LIST)), whole(LIST)),
    "cut between chunks at first": lambda server: then(chunked(LIST, cut=True), whole(LIST)),
}


@pytest.mark.parametrize("case", WHOLE)
def test_a_file_that_comes_whole_in_the_end_is_fetched(server, tmp_path, case):
    server.paths |= {"/list.xml": WHOLE[case](server), "/real.xml": whole(LIST)}
    with Fetcher(SMALL) as fetcher:
        found = fetcher.fetch(server.address("/list.xml"), tmp_path / "list.xml")
    assert found.is_changed
    assert (tmp_path / "list.xml").read_bytes() == LIST


BROKEN = {
    "busy": (lambda s: refuse(503), "answered 503 three times", 3),
    "busy for long": (lambda s: refuse(503, Retry_After="3600"), "asks to come back in 60 minutes", 1),
    "gone": (lambda s: refuse(404), "answered 404: the file is no longer there", 1),
    "forbidden": (lambda s: refuse(403), "answered 403: it does not let us in", 1),
    "teapot": (lambda s: refuse(418), "answered 418", 1),
    "304 that nobody asked for": (lambda s: refuse(304), "answered 304", 1),
    "part of it": (lambda s: whole(LIST, code=206), "answered 206", 1),
    "passed on in a circle": (lambda s: redirect(s.address("/list.xml")), "passed us on more than 3 times", 4),
    "passed on to a file": (lambda s: redirect("file:///etc/hostname"), "passed us on to file, not to https", 1),
    "passed on to http elsewhere": (lambda s: redirect("http://192.0.2.1/list.xml"), "passed us on to http, not to https", 1),
    "passed on to ftp": (lambda s: redirect("ftp://127.0.0.1/list.xml"), "passed us on to ftp", 1),
    "cut": (lambda s: says_length(LIST[:300], len(LIST)), "broke off before the end of the file three times", 3),
    "longer on paper": (lambda s: says_length(LIST, len(LIST) + 1), "broke off before the end of the file three times", 3),
    "cut between chunks": (lambda s: chunked(LIST, cut=True), "broke off before the end of the file three times", 3),
    "byte by byte": (lambda s: trickle(LIST, 0.02), "did not send the whole file within 1 seconds", 1),
    "stops for good": (lambda s: stall(LIST, 0.6), "sent nothing for 0.3 seconds in the middle three times", 3),
    "never answers": (lambda s: stall(b"", 0.6), "did not answer within 0.3 seconds three times", 3),
    "web page": (lambda s: whole(WEB_PAGE), "answered with a web page, not with the list", 1),
    "web page in XML": (lambda s: whole(b'<?xml version="1.0"?>\n' + WEB_PAGE), "answered with a web page", 1),
    "empty": (lambda s: whole(b""), "answered with an empty file", 1),
    "without end": (lambda s: chunked(bytes(1_100_000)), "sends more than 1 MB, which no list has", 1),
    "packed without end": (lambda s: whole(bytes(1_100_000), packed=True), "sends more than 1 MB", 1),
    "says it is packed": (lambda s: whole(LIST, Content_Encoding="gzip"), "broke off before the end", 3),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_what_does_not_come_whole_is_one_line_that_names_the_host(server, tmp_path, case):
    answer, message, times = BROKEN[case]
    server.paths["/list.xml"] = answer(server)
    with Fetcher(SMALL) as fetcher, pytest.raises(NotFetched) as raised:
        fetcher.fetch(server.address("/list.xml"), tmp_path / "list.xml")
    assert message in str(raised.value)
    assert str(raised.value).startswith("127.0.0.1 ")
    assert "\n" not in str(raised.value)
    assert len(server.asked) == times


def test_a_host_that_is_not_there_is_said_so(tmp_path):
    with Server() as gone:
        address = gone.address("/list.xml")
    with (
        Fetcher(SMALL) as fetcher,
        pytest.raises(NotFetched, match="cannot be reached three times; check the connection"),
    ):
        fetcher.fetch(address, tmp_path / "list.xml")


def test_a_certificate_that_nobody_vouches_for_is_refused(server, tmp_path):
    """The server speaks no TLS at all, which is refused the same way: verification is never off."""
    address = server.address("/list.xml").replace("http:", "https:")
    with Fetcher(dataclasses.replace(SMALL, tries=1)) as fetcher, pytest.raises(NotFetched, match="certificate"):
        fetcher.fetch(address, tmp_path / "list.xml")


def test_the_program_says_who_asks_and_how_far_it_is(server, tmp_path):
    server.paths["/list.xml"] = whole(LIST)
    seen = []
    with Fetcher(SMALL) as fetcher:
        fetcher.fetch(
            server.address("/list.xml"), tmp_path / "x", progress=lambda done, total: seen.append((done, total))
        )
    assert server.asked[0][1]["User-Agent"].startswith("dprk-screen/")
    assert seen[-1] == (len(LIST), len(LIST))


def test_the_limits_are_those_of_the_rules():
    assert limits().tries == 3
    assert limits().bytes > 500e6


# ---- an update -------------------------------------------------------------------------------------------


def test_an_update_stores_what_came_and_where_it_is_from(server, store):
    server.paths["/list.xml"] = whole(LIST, ETag='"1"', Last_Modified="Thu, 01 Jan 2026 10:00:00 GMT")
    (added,) = updated(server, store, now=datetime(2026, 1, 2, 12, tzinfo=UTC))
    assert (added.is_new, added.snapshot.entries, added.snapshot.date) == (True, 10, "2026-01-01")
    (one,) = store.in_use()
    assert (one.source, one.origin, one.checked.date()) == ("127.0.0.1", "un/consolidated", date(2026, 1, 2))
    assert (one.files[0].etag, one.files[0].address) == ('"1"', server.address("/list.xml"))
    assert one.paths[0].read_bytes() == LIST
    assert one.load().checked == "2026-01-02"


def test_what_is_not_newer_is_not_sent_again_and_counts_as_checked(server, store):
    server.paths["/list.xml"] = whole(LIST, ETag='"1"', Last_Modified="Thu, 01 Jan 2026 10:00:00 GMT")
    updated(server, store, now=datetime(2026, 1, 2, tzinfo=UTC))
    (added,) = updated(server, store, now=datetime(2026, 3, 1, tzinfo=UTC))
    asked = server.asked[-1][1]
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('"1"', "Thu, 01 Jan 2026 10:00:00 GMT")
    assert not added.is_new
    (one,) = store.snapshots()
    assert one.checked == datetime(2026, 3, 1, tzinfo=UTC)
    assert one.age_days(date(2026, 3, 11)) == 10


def test_the_same_content_under_a_new_mark_is_stored_once_and_asked_with_the_new_mark(server, store):
    server.paths["/list.xml"] = then(whole(LIST, ETag='"1"'), whole(LIST, ETag='"2"'), whole(LIST, ETag='"2"'))
    assert [updated(server, store)[0].is_new for _ in range(3)] == [True, False, False]
    assert [headers.get("If-None-Match") for _, headers in server.asked] == [None, '"1"', '"2"']
    assert len(store.snapshots()) == 1


def test_a_list_that_was_added_by_hand_is_checked_by_an_update(server, store, tmp_path):
    (tmp_path / "un.xml").write_bytes(LIST)
    store.add([tmp_path / "un.xml"], retrieved=datetime(2026, 2, 1, tzinfo=UTC))
    assert store.in_use()[0].vouched == ""
    server.paths["/list.xml"] = whole(LIST)
    updated(server, store, now=datetime(2026, 3, 1, tzinfo=UTC))
    assert [one.vouched for one in store.snapshots()] == ["2026-03-01"]


def test_an_altered_file_is_fetched_again_although_the_server_says_nothing_is_newer(server, store):
    server.paths["/list.xml"] = whole(LIST, ETag='"1"')
    updated(server, store)
    store.in_use()[0].paths[0].write_bytes(LIST.replace(b"Example 3", b"Example X"))
    with pytest.raises(WatchlistError, match="was altered since it was stored"):
        store.in_use()[0].load()
    (added,) = updated(server, store)
    assert added.is_new
    assert "DOE Example 3" in set(store.in_use()[0].load().entries["name"])


UNUSABLE = {
    "cut where it says it ends": (lambda: says_length(LIST, 400), "127.0.0.1 sent what cannot be used: list.xml: is not whole"),
    "no list": (lambda: whole(b'{"error": "busy"}'), "127.0.0.1 sent what cannot be used: list.xml: is no list"),
    "a third less": (lambda: whole(un_xml(range(1, 8), "2026-01-05")), "3 of those are gone. More than 20% at once"),
    "as many, others": (lambda: whole(un_xml(range(4, 14), "2026-01-05")), "3 of those are gone"),
    "of days to come": (lambda: whole(un_xml(range(1, 11), "2099-01-01")), "list.xml: is of 2099-01-01, a day that is still"),
    "no entries": (lambda: whole(un_xml([])), "holds no record"),
    "hostile": (lambda: whole(b'<!DOCTYPE x [<!ENTITY a "b">]>' + LIST), "declares a document type or entities"),
    "busy": (lambda: refuse(503), "127.0.0.1 answered 503 three times"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNUSABLE)
def test_what_cannot_be_trusted_is_refused_and_the_old_list_stays(server, store, case):
    answer, message = UNUSABLE[case]
    server.paths["/list.xml"] = then(whole(LIST), answer())
    updated(server, store)
    with pytest.raises(WatchlistError) as raised:
        updated(server, store)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
    assert [len(one.load().entries) for one in store.in_use()] == [10]
    assert len(store.snapshots()) == 1


def test_a_shrunk_list_is_kept_when_that_is_accepted(server, store):
    server.paths["/list.xml"] = then(whole(LIST), whole(un_xml(range(1, 4), "2026-01-05")))
    updated(server, store)
    updated(server, store, accept_shrink=True)
    assert [one.entries for one in store.in_use()] == [3]


def test_a_list_of_another_publisher_is_refused(server, store):
    server.paths["/list.xml"] = whole(LIST)
    mixed_up = Download("eu/consolidated", "EU", (server.address("/list.xml"),))
    with Fetcher(SMALL) as fetcher, pytest.raises(NotFetched, match=r"sent a list of UN .*, not of EU"):
        update(store, mixed_up, fetcher)
    assert store.snapshots() == []


def test_a_publisher_that_goes_back_to_an_earlier_file_of_the_day_means_the_earlier_one(server, store):
    other = un_xml([*range(1, 10), 99])
    server.paths["/list.xml"] = then(whole(LIST), whole(other), whole(LIST))
    for _ in range(3):
        updated(server, store)
    assert [one.sha256 for one in store.snapshots()][-1] == store.in_use()[0].sha256 == store.snapshots()[0].sha256
    assert len(store.snapshots()) == 3


def test_a_licence_that_is_not_agreed_to_keeps_a_list_out(server, store):
    def refuse_it(lists):
        raise WatchlistError(f"not agreed: {lists[0].watchlist.licence}")

    server.paths["/list.xml"] = whole(LIST)
    with pytest.raises(WatchlistError, match="not agreed: Facts published"):
        updated(server, store, allow=refuse_it)
    assert store.snapshots() == []


def test_two_files_of_one_download_are_both_asked_for(server, store):
    """Two UN files stand in for a set; only the one that changed is sent again."""
    first, second = un_xml(range(1, 6), "2026-01-01"), un_xml(range(1, 8), "2026-01-02")
    server.paths |= {"/a/list.xml": whole(first, ETag='"a"'), "/b/list.xml": whole(second, ETag='"b"')}
    found = updated(server, store, "/a/list.xml", "/b/list.xml")
    assert [one.snapshot.files[0].name for one in found] == ["list.xml", "2-list.xml"]
    assert [one.entries for one in store.snapshots()] == [5, 7]


def test_an_archive_is_kept_packed_and_never_unpacked_to_the_disk(server, store, tmp_path):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../evil.xml", LIST)
    server.paths["/LIST.ZIP"] = whole(packed.getvalue())
    updated(server, store, "/LIST.ZIP")
    assert store.in_use()[0].paths[0].read_bytes() == packed.getvalue()
    assert len(store.in_use()[0].load().entries) == 10
    assert [path.name for path in tmp_path.rglob("*.xml")] == []


def test_real_lists_come_one_after_the_other(server, store, shared):
    days = ("2025-04-19", "2026-02-27")
    server.paths["/list.xml"] = then(
        *(whole((shared / f"lists/un/consolidated_{day}.xml").read_bytes()) for day in days)
    )
    roomy = dataclasses.replace(SMALL, bytes=10_000_000, deadline_seconds=60)
    assert [updated(server, store, small=roomy)[0].snapshot.date for _ in days] == list(days)
    assert [one.entries for one in store.snapshots()] == [877, 1003]
    assert [one.entries for one in store.in_use(date(2025, 12, 31))] == [877]


# ---- addresses -------------------------------------------------------------------------------------------


def test_every_publisher_has_https_addresses_and_a_licence():
    known = load_publishers()
    assert list(known) == ["ofac", "un", "eu", "uk", "canada", "opensanctions"]
    assert [one.key for one in known.values() if not one.by_default] == ["opensanctions"]
    for one in known.values():
        assert one.licence
        assert one.downloads
        assert all(is_allowed(address) for part in one.downloads for address in part.addresses)


def test_only_the_licence_that_asks_for_it_is_asked_about():
    (one,) = restrictions()
    assert {key for key, about in load_publishers().items() if one.covers(about.licence)} == {"opensanctions"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("publishers: {}", "publishers is missing"),
        ("publishers: {un: {title: x}}", "un must have"),
        ("publishers: {un: {title: a, publisher: UN, page: p, licence: l, by_default: true, downloads: {x: ['http://example.org/']}}}",
         "http://example.org/ is no https address"),
        ("publishers: {un: [", "line 2"),
    ],
)  # fmt: skip
def test_a_file_of_addresses_that_cannot_be_used_is_refused(tmp_path, text, message):
    (tmp_path / "p.yml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match=message):
        load_publishers(tmp_path / "p.yml")
