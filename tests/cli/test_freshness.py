"""What is too old, altered, cut off or not there is never screened against: exit 3, and no report."""

import json
import shutil
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from screen.cli import cli
from screen.data import shipped
from screen.lists.store import Store
from tests.lists.server import un_xml

DAY = "2026-11-24"


@pytest.fixture
def data(tmp_path):
    """A data directory with a UN list of 2026-11-01, retrieved on 2026-11-20."""
    path = tmp_path / "un.xml"
    path.write_bytes(un_xml(range(1, 11), "2026-11-01"))
    Store(tmp_path / "data").add([path], retrieved=datetime(2026, 11, 20, 12, tzinfo=UTC))
    return tmp_path / "data"


@pytest.fixture
def run(tmp_path, monkeypatch, data):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DPRK_SCREEN_DATA_DIR", str(data))
    (tmp_path / "vendors.csv").write_text("Vendor Name,Country\nAcme,US\n", encoding="utf-8")

    def call(*words):
        done = CliRunner().invoke(cli, ["check", "vendors.csv", "--as-of", DAY, "-o", "r.json", *words])
        assert (tmp_path / "r.json").exists() is (done.exit_code in (0, 1)), done.output
        return done

    return call


def stored_file(data):
    return next(data.glob("lists/un/*/un.xml"))


def test_limits_that_are_kept_are_said_in_the_report(run, tmp_path):
    done = run(
        "--max-list-age", "7d", "--max-shipped-age", "500", "--require-list", "dprk-un", "--require-list", "un"
    )
    assert done.exit_code == 0, done.output
    told = "Lists held to at most 7 days (stored) and 500 days (shipped): all are."
    assert told in done.output
    record = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert told in record["notices"]
    assert record["limits"] == {"stored_days": 7, "shipped_days": 500, "required": ["dprk-un", "un"]}


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("--max-list-age", "3d"), 3, "un: last retrieved or confirmed on 2026-11-20, 4 days ago"),
        (("--max-list-age", "4"), 0, ""),
        (("--max-list-age", "1w", "--as-of", "2026-12-24"), 3, "34 days ago"),
        (("--max-list-age", "1w", "--as-of", "2026-11-19"), 3, "un: dated 2026-11-20, which is after 2026-11-19"),
        (("--max-shipped-age", "1w"), 3, "dprk-eu: data of 2026-05-01"),
        (("--max-shipped-age", "1w", "--as-of", "2026-01-01"), 3, "which is after 2026-01-01"),
        (("--max-list-age", "7d", "--data-dir", "elsewhere"), 3, "Stored lists: there is none"),
        (("--require-list", "us-ofac-sdn"), 3, "us-ofac-sdn: --require-list asks for this list"),
        (("--require-list", "dprk-un", "--no-shipped"), 3, "dprk-un: --require-list asks"),
        (("--require-list", "un", "--no-stored"), 3, "un: --require-list asks"),
        (("--require-list", "dprk-reported-b"), 3, "dprk-reported-b: --require-list asks"),
        (("--require-list", "dprk-reported-b", "--watchlist", "dprk-reported-b"), 0, ""),
        (("--max-list-age", "7d", "--no-stored"), 2, "--no-stored leaves the stored lists out"),
        (("--max-shipped-age", "7d", "--no-shipped"), 2, "--no-shipped leaves the shipped lists out"),
        (("--max-list-age", "soon"), 2, "“soon” is no age. Write days or weeks, as in 7d, 2w or 7."),
        (("--max-shipped-age", "1y"), 2, "“1y” is no age"),
        (("--watchlist", "nowhere.csv"), 3, "nowhere.csv: there is no such file"),
    ],
)  # fmt: skip
def test_a_limit_decides_the_exit_code(run, words, code, message):
    done = run(*words)
    assert done.exit_code == code, done.output
    assert message in done.output


def test_an_own_folder_does_not_stand_for_a_list_that_is_required(run, tmp_path):
    shutil.copytree(shipped("watchlists") / "dprk-un", tmp_path / "dprk-un")
    done = run("--watchlist", "dprk-un", "--no-shipped", "--require-list", "dprk-un")
    assert done.exit_code == 3, done.output


def altered(path):
    path.write_bytes(path.read_bytes().replace(b"Example 3", b"Example X"))


def cut_off(path):
    path.write_bytes(path.read_bytes()[:-40])


@pytest.mark.parametrize("harm", [altered, cut_off, lambda path: path.unlink()], ids=["altered", "cut off", "lost"])
def test_a_stored_list_that_was_harmed_is_exit_3_also_without_limits(run, data, harm):
    assert run().exit_code == 0
    (data.parent / "r.json").unlink()
    harm(stored_file(data))
    for words in ((), ("--max-list-age", "7d"), ("--fail-on", "high")):
        done = run(*words)
        assert done.exit_code == 3, done.output
        assert "un.xml" in done.output


def test_all_stored_lists_that_were_harmed_are_told_at_once(run, data, tmp_path):
    other = tmp_path / "own.csv"
    other.write_text("name\nExample Trading\n", encoding="utf-8")
    Store(data).add([other], retrieved=datetime(2026, 11, 20, tzinfo=UTC))
    for path in data.glob("lists/*/*/*"):
        if path.suffix in (".xml", ".csv"):
            path.write_bytes(path.read_bytes() + b"\n")
    done = run()
    assert done.exit_code == 3
    assert sum("was altered since it was stored" in line for line in done.output.splitlines()) == 2


@pytest.mark.parametrize("name", ["entries.csv", "watchlist.yml"])
def test_a_list_folder_that_was_changed_is_exit_3(run, tmp_path, name):
    shutil.copytree(shipped("watchlists") / "dprk-un", tmp_path / "mine")
    path = tmp_path / "mine" / name
    assert run("--watchlist", "mine").exit_code == 0
    (tmp_path / "r.json").unlink()
    text = path.read_text(encoding="utf-8")
    changed = text.replace("sha256: ", "sha256: 0") if name == "watchlist.yml" else text.rsplit("\n", 2)[0] + "\n"
    path.write_text(changed, encoding="utf-8")
    done = run("--watchlist", "mine")
    assert done.exit_code == 3, done.output
    assert "was altered" in done.output


@pytest.mark.parametrize("content", [un_xml(range(1, 11))[:-30], b"<html></html>", b"", b"\x00\x01\x02"])
def test_a_list_that_cannot_be_read_to_its_end_is_exit_3(run, tmp_path, content):
    (tmp_path / "list.xml").write_bytes(content)
    assert run("--watchlist", "list.xml").exit_code == 3
