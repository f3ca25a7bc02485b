"""Our own list folders: the format, and what cannot be trusted."""

import shutil

import pytest
import yaml

from screen.data import shipped
from screen.errors import WatchlistError
from screen.lists import load_watchlists
from screen.lists.folder import content_hash, entries_csv, natural
from tests.builders import entry


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(shipped("watchlists") / "dprk-un", tmp_path / "dprk-un")


def rewrite(folder, change):
    path = folder / "entries.csv"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    about = folder / "watchlist.yml"
    said = yaml.safe_load(about.read_text(encoding="utf-8"))
    said["sha256"] = content_hash(path)
    about.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")


def test_an_altered_list_is_refused(folder):
    path = folder / "entries.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("KPi.001", "KPi.999"), encoding="utf-8")
    with pytest.raises(WatchlistError, match="was altered"):
        load_watchlists([folder])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("KPi.002,", "KPi.001,", 1), "KPi.001: the id stands twice"),
        (lambda text: text.replace(",Person,", ",Human,", 1), "kind 'Human' is none of"),
        (lambda text: text.replace("1944-10-13", "1944-13-44", 1), "must be in 1..12"),
        (lambda text: text + "KPi.999,Person\n", "number of cells differs"),
        (lambda text: text.replace(",listed,", ",perhaps,", 1), "legal_status 'perhaps' is none of"),
    ],
)
def test_a_malformed_entry_is_refused_with_its_place(folder, change, message):
    rewrite(folder, change)
    with pytest.raises(WatchlistError, match=message):
        load_watchlists([folder])


def test_windows_line_ends_change_nothing(folder):
    path = folder / "entries.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert len(load_watchlists([folder])[0].entries) == 155


def test_entries_survive_being_written_and_read(tmp_path):
    text = entries_csv(
        [entry("A; B", id="10", kind="person", aliases=("x;y", "z"), references=("T:10",)), entry("C", id="9")]
    )
    assert text.splitlines()[1].startswith("9,Organization,C")
    assert r"x\;y;z" in text


def test_ids_sort_as_people_count():
    assert sorted(["KPi.10", "KPi.9", "KPe.1"], key=natural) == ["KPe.1", "KPi.9", "KPi.10"]
