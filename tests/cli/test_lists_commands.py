"""``dprk-screen lists`` status, update and add, and the stored lists in check and name."""

import json
import os
import subprocess
import sys

import pytest
import yaml
from click.testing import CliRunner

from screen.cli import cli
from screen.lists import fetch
from screen.lists.store import Store
from tests.lists.server import Server, refuse, then, un_xml, whole
from tests.lists.test_fetch import SMALL


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working directory with two UN lists, and a data directory of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DPRK_SCREEN_DATA_DIR", str(tmp_path / "data"))
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(fetch, "limits", lambda: SMALL)
    (tmp_path / "old.xml").write_bytes(un_xml(range(1, 11), "2026-01-01"))
    (tmp_path / "new.xml").write_bytes(un_xml(range(1, 13), "2026-11-20"))
    return tmp_path


@pytest.fixture
def run(folder):
    return lambda *words, **more: CliRunner().invoke(cli, ["lists", *words], prog_name="dprk-screen", **more)


@pytest.fixture
def server():
    with Server() as running:
        yield running


@pytest.fixture
def mirror(folder, server):
    """Write a file of addresses: mirror(un="/list.xml"); returns the options that use it."""

    def write(licence="Facts", **paths):
        words = {"un": "UN", "eu": "EU", "opensanctions": "UN"}
        known = {
            key: {
                "title": f"List of {key}", "publisher": words[key], "page": "https://example.org/", "licence": licence,
                "by_default": key != "opensanctions", "downloads": {"all": [server.address(path)]},
            }
            for key, path in paths.items()
        }  # fmt: skip
        (folder / "mirror.yml").write_text(yaml.safe_dump({"publishers": known}), encoding="utf-8")
        return "--publishers", "mirror.yml"

    return write


# ---- add -------------------------------------------------------------------------------------------------


def test_add_says_what_came_and_what_it_followed(run):
    first, second, again, older = (run("add", name) for name in ("old.xml", "new.xml", "new.xml", "old.xml"))
    title = "UN Security Council consolidated list (un)"
    assert first.output == f"{title}: stored, 10 entries, data of 2026-01-01.\n"
    assert second.output == f"{title}: stored, 12 entries, data of 2026-11-20; before: 10 entries of 2026-01-01.\n"
    assert again.output == f"{title}: already there, 12 entries, data of 2026-11-20.\n"
    assert older.output == (
        f"{title}: already there, 10 entries, data of 2026-01-01; the list of 2026-11-20 stays in use.\n"
    )
    assert {one.exit_code for one in (first, second, again, older)} == {0}


def test_add_says_that_an_older_list_does_not_replace_the_newer_one(run):
    run("add", "new.xml")
    done = run("add", "old.xml", "--accept-shrink")
    assert "stored, 10 entries, data of 2026-01-01; the list of 2026-11-20 stays in use." in done.output


def test_add_says_when_a_file_has_no_day(run, folder):
    text = (folder / "old.xml").read_text(encoding="utf-8").replace(' dateGenerated="2026-01-01T00:00:00Z"', "")
    (folder / "undated.xml").write_text(text, encoding="utf-8")
    done = run("add", "undated.xml", "--data-dir", "one")
    assert "does not say of which day it is, so today counts: say --date DATE if it is older" in done.output
    assert "(the day it came), 0 days old" in run("status", "--data-dir", "one").output
    done = run("add", "undated.xml", "--date", "2026-02-03", "--data-dir", "two")
    assert "stored, 10 entries, data of 2026-02-03." in done.output


MISTAKES = [
    (("add",), 2, "Missing argument"),
    (("add", "none.xml"), 3, "none.xml: there is no such file"),
    (("add", "cut.xml"), 3, "cut.xml: is not whole XML"),
    (("add", "few.xml"), 3, "more likely a damaged file"),
    (("add", "old.xml", "--data-dir", "cut.xml"), 2, "is a file"),
    (("add", "old.xml", "--data-dir", "cut.xml/x"), 3, "cannot be written (Not a directory)"),
    (("update", "nobody"), 2, "lists update nobody: no such publisher is known. Known: ofac, un, eu, uk, canada, opensanctions."),
    (("update", "--publishers", "none.yml"), 3, "none.yml: cannot be read"),
    (("status", "--as-of", "soon"), 2, "does not match the format"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "code", "message"), MISTAKES)
def test_a_mistake_gets_one_line_and_the_right_exit_code(run, folder, words, code, message):
    run("add", "new.xml")
    (folder / "cut.xml").write_bytes((folder / "new.xml").read_bytes()[:300])
    (folder / "few.xml").write_bytes(un_xml(range(1, 3), "2026-11-21"))
    done = run(*words)
    assert done.exit_code == code, done.output
    assert message in done.output
    assert "Traceback" not in done.output


def test_a_list_under_a_licence_that_asks_for_it_needs_agreement_once(run, folder, monkeypatch):
    from screen.lists import publishers

    asked = publishers.Restriction("Facts", ("facts published",), "Only for people with facts.")
    monkeypatch.setattr(publishers, "restrictions", lambda: (asked,))
    refused = run("add", "old.xml")
    assert refused.exit_code == 2
    assert "Only for people with facts." in refused.output
    assert "was not agreed to, so no list under it was stored. Repeat with --accept-licence" in refused.output
    assert Store.at().snapshots() == []
    assert "Only for people" in run("add", "old.xml", "--accept-licence").output
    later = run("add", "new.xml")
    assert later.exit_code == 0
    assert "Only for people" not in later.output


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal to play")
@pytest.mark.parametrize(("answer", "code", "kept"), [(b"y\n", 0, 1), (b"n\n", 2, 0)])
def test_on_a_terminal_the_licence_is_asked_about(folder, mirror, server, answer, code, kept):
    server.paths["/list.xml"] = whole(un_xml(range(1, 11)))
    words = ["lists", "update", "opensanctions", *mirror("CC BY-NC 4.0", opensanctions="/list.xml")]
    ours, theirs = os.openpty()
    try:
        os.write(ours, answer)
        done = subprocess.run(
            [sys.executable, "-m", "screen", *words],
            stdin=theirs,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == code, done.stderr
    assert "OpenSanctions data is licensed CC BY-NC 4.0" in done.stderr
    assert "Do you agree?" in done.stderr
    assert len(Store.at().snapshots()) == kept
    assert len(server.asked) == kept


# ---- update ----------------------------------------------------------------------------------------------


def test_update_fetches_stores_and_then_has_nothing_newer(run, folder, server, mirror):
    server.paths["/list.xml"] = whole((folder / "new.xml").read_bytes(), ETag='"1"')
    options = mirror(un="/list.xml")
    assert run("update", *options).output == (
        "UN Security Council consolidated list (un): stored, 12 entries, data of 2026-11-20.\n"
    )
    again = run("update", "un", *options)
    assert (
        again.output == "UN Security Council consolidated list (un): nothing newer, 12 entries, data of 2026-11-20.\n"
    )
    assert again.exit_code == 0
    assert [headers.get("If-None-Match") for _, headers in server.asked] == [None, '"1"']


def test_one_publisher_that_fails_does_not_stop_the_others(run, folder, server, mirror):
    server.paths |= {"/un.xml": whole((folder / "new.xml").read_bytes()), "/eu.xml": refuse(503)}
    done = run("update", *mirror(eu="/eu.xml", un="/un.xml"))
    assert done.exit_code == 3
    assert done.stderr == (
        "lists update eu: 127.0.0.1 answered 503 three times. Meanwhile no list of it is stored. Try again later, or fetch "
        "the file from https://example.org/ by other means and use dprk-screen lists add FILE.\n"
    )
    assert "stored, 12 entries" in done.stdout


def test_a_failure_says_which_list_stays_in_use(run, folder, server, mirror):
    server.paths["/list.xml"] = then(
        whole((folder / "old.xml").read_bytes()),
        *[refuse(503)] * SMALL.tries,
        whole(un_xml(range(1, 3), "2026-11-21")),
    )
    options = mirror(un="/list.xml")
    assert run("update", *options).exit_code == 0
    assert "Meanwhile the stored list of 2026-01-01 stays in use." in run("update", *options).output
    shrunk = run("update", *options)
    assert shrunk.exit_code == 3
    assert (
        "the list of 2026-01-01 stays in use. If the publisher did take them off, repeat with --accept-shrink."
        in shrunk.output
    )
    assert run("update", *options, "--accept-shrink").exit_code == 0
    assert [one.entries for one in Store.at().in_use()] == [2]


def test_opensanctions_is_fetched_only_when_named_and_agreed_to(run, server, mirror):
    server.paths["/list.xml"] = whole(un_xml(range(1, 11)))
    options = mirror("CC BY-NC 4.0", opensanctions="/list.xml")
    assert run("update", *options).output == ""
    refused = run("update", "opensanctions", *options)
    assert refused.exit_code == 2
    assert "CC BY-NC 4.0: was not agreed to" in refused.output
    assert server.asked == []
    assert run("update", "opensanctions", "--accept-licence", *options).exit_code == 0
    assert "licensed" not in run("update", "opensanctions", *options).output


# ---- status ----------------------------------------------------------------------------------------------


def test_status_tells_shipped_from_stored_and_says_what_is_missing(run):
    before = run("status").output
    assert "Stored in" in before
    assert "none: dprk-screen lists update fetches the publishers' lists" in before
    assert "Not stored: UN Security Council consolidated list; dprk-screen lists update un fetches it." in before
    run("add", "new.xml")
    done = run("status", "--as-of", "2026-11-25")
    assert done.exit_code == 0
    stored = done.output.partition("Stored in")[2]
    assert (
        "un: UN Security Council consolidated list\n    12 entries; data of 2026-11-20, 5 days old; SHA-256 "
        in stored
    )
    assert "added from new.xml, " in stored
    assert "lists update un fetches it" not in stored
    assert "Not stored: UK Sanctions List; dprk-screen lists update uk fetches it." in stored


def test_status_warns_of_old_lists_until_the_publisher_says_nothing_is_newer(run, folder, server, mirror):
    run("add", "old.xml")
    warning = "Warning: UN Security Council consolidated list is"
    assert warning in run("status").output
    server.paths["/list.xml"] = whole((folder / "old.xml").read_bytes())
    run("update", *mirror(un="/list.xml"))
    assert warning not in run("status").output


def test_status_shows_the_list_of_a_day(run):
    run("add", "old.xml", "new.xml")
    assert "10 entries; data of 2026-01-01" in run("status", "--as-of", "2026-05-01").output
    assert "12 entries; data of 2026-11-20" in run("status").output


def test_status_is_there_for_programs(run):
    run("add", "new.xml")
    said = json.loads(run("status", "--json", "--as-of", "2026-11-25").stdout)
    assert said["as_of"] == "2026-11-25"
    (one,) = said["stored"]
    assert (one["id"], one["entries"], one["date"], one["age_days"], one["problem"]) == (
        "un",
        12,
        "2026-11-20",
        5,
        "",
    )
    assert len(one["sha256"]) == 64
    assert {"dprk-un", "dprk-ofac"} <= {one["id"] for one in said["shipped"]}
    assert any("lists update uk" in line for line in said["missing"])


def test_status_finds_altered_files(run):
    run("add", "new.xml")
    path = Store.at().in_use()[0].paths[0]
    path.write_bytes(path.read_bytes().replace(b"Example 3", b"Example X"))
    done = run("status")
    assert done.exit_code == 3
    assert "was altered since it was stored" in done.output


# ---- what the other commands make of it ------------------------------------------------------------------


def screened(words):
    done = CliRunner().invoke(cli, ["name", "DOE Example 11", *words], prog_name="dprk-screen")
    return done.exit_code, done.stdout, done.stderr


def test_a_stored_list_is_screened_against_as_it_was_on_the_day(run):
    run("add", "old.xml", "new.xml")
    code, found, said = screened([])
    assert code == 0
    assert "UN:KPi.011" in found
    assert "UN Security Council consolidated list (data of 2026-11-20" in said
    _, found, said = screened(["--as-of", "2026-05-01"])
    assert "UN:KPi.011" not in found
    assert "UN Security Council consolidated list (data of 2026-01-01" in said


def test_stored_lists_can_be_left_out_or_lie_elsewhere(run, folder):
    run("add", "new.xml", "--data-dir", "elsewhere")
    assert "consolidated list" not in screened([])[2]
    assert "UN:KPi.011" in screened(["--data-dir", "elsewhere"])[1]
    assert "UN:KPi.011" not in screened(["--data-dir", "elsewhere", "--no-stored"])[1]
    assert "UN:KPi.011" in screened(["--data-dir", "elsewhere", "--no-shipped"])[1]
    code, _, said = screened(["--no-shipped", "--no-stored"])
    assert code == 2
    assert "No watchlist is left" in said


def test_a_damaged_store_stops_a_run(run, folder):
    run("add", "new.xml")
    (Store.at().in_use()[0].folder / "snapshot.json").write_text("{", encoding="utf-8")
    code, _, said = screened([])
    assert code == 3
    assert "snapshot.json is damaged or missing" in said
