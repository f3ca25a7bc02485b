"""The store of snapshots: what is in use, what is refused, and that nothing that befalls it takes a list away."""

import errno
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from screen.data import shipped
from screen.errors import WatchlistError
from screen.lists import load_watchlists, stored_lists
from screen.lists.incoming import read_incoming, safe_name
from screen.lists.snapshot import CARD
from screen.lists.store import Provenance, Store
from tests.lists.server import un_xml

ROOT = Path(__file__).resolve().parent.parent.parent
not_on_windows = pytest.mark.skipif(os.name == "nt", reason="such names cannot be made there")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "data")


@pytest.fixture
def file(tmp_path):
    """Make a UN list file: file(numbers, day, name)."""

    def make(numbers=range(1, 11), day="2026-01-01", name="un.xml"):
        path = tmp_path / "files" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(un_xml(numbers, day))
        return path

    return make


def own_list(folder, day="2026-01-05"):
    """Copy a shipped list folder under another id."""
    shutil.copytree(shipped("watchlists") / "dprk-un", folder)
    path = folder / "watchlist.yml"
    text = path.read_text(encoding="utf-8").replace("id: dprk-un", "id: ours")
    text = re.sub(r"^date: .*$", f"date: '{day}'", text, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")
    return folder


def days(store, as_of=None):
    return {one.list_id: one.date for one in store.in_use(as_of)}


# ---- what is in use --------------------------------------------------------------------------------------


def test_a_store_that_is_not_there_holds_nothing_and_is_not_made(store):
    assert (store.snapshots(), store.in_use(), store.agreed()) == ([], [], {})
    assert not store.folder.exists()


def test_what_was_added_is_in_use_with_all_that_is_known_of_it(store, file):
    (added,) = store.add([file()], retrieved=NOW)
    (one,) = store.in_use()
    assert added.is_new
    assert (one.list_id, one.title, one.publisher) == ("un", "UN Security Council consolidated list", "UN")
    assert (one.date, one.date_from, one.retrieved) == ("2026-01-01", "file", NOW)
    assert (one.source, one.origin, one.entries) == ("added from un.xml", "", 10)
    assert one.paths[0].read_bytes() == file().read_bytes()
    assert one.licence.startswith("Facts published")
    loaded = one.load()
    assert (loaded.sha256, loaded.retrieved, loaded.checked) == (one.sha256, "2026-03-01", "")
    assert loaded.age_days(date(2026, 3, 2)) == one.age_days(date(2026, 3, 2)) == 60


AS_OF = [
    (None, "2026-02-01", "the newest"),
    (date(2026, 2, 1), "2026-02-01", "on its very day"),
    (date(2026, 1, 31), "2026-01-01", "the day before the newest"),
    (date(2025, 12, 31), None, "before there was one"),
]


@pytest.mark.parametrize(("as_of", "day", "why"), AS_OF)
def test_a_day_picks_the_snapshot_that_was_there_on_it(store, file, as_of, day, why):
    store.add([file(day="2026-02-01"), file(day="2026-01-01", name="older.xml")])
    assert days(store, as_of).get("un") == day, why
    assert [one.date for one in stored_lists(store.folder, as_of)] == ([day] if day else []), why


def test_an_older_list_that_is_added_later_is_history(store, file):
    store.add([file(day="2026-02-01")])
    (added,) = store.add([file(day="2026-01-01", name="older.xml")])
    assert (added.is_new, added.in_use.date) == (True, "2026-02-01")
    assert [one.date for one in store.snapshots("un")] == ["2026-01-01", "2026-02-01"]


def test_of_two_lists_of_one_day_the_later_one_is_used_whatever_the_clock_says(store, file):
    store.add([file()], retrieved=NOW)
    store.add([file(range(1, 12))], retrieved=datetime(2026, 2, 28, tzinfo=UTC))
    assert [one.entries for one in store.in_use()] == [11]


def test_the_same_content_is_stored_once(store, file):
    store.add([file()])
    (added,) = store.add([file()])
    assert not added.is_new
    assert len(store.snapshots()) == 1


def test_a_dated_file_added_again_by_hand_does_not_become_younger(store, file):
    for month in (1, 3):
        store.add([file()], retrieved=datetime(2026, month, 1, tzinfo=UTC))
    assert store.in_use()[0].age_days(date(2026, 3, 2)) == 60


def test_a_list_that_says_no_day_is_of_the_day_it_came_or_the_one_given(store, file):
    undated = read_incoming([file()])
    undated = [replace(one, watchlist=replace(one.watchlist, date="")) for one in undated]
    for known, told in (
        (Provenance(), ("2026-03-01", "retrieved")),
        (Provenance(day="2026-02-03"), ("2026-02-03", "user")),
    ):
        (added,) = Store(store.folder / told[1]).keep(undated, known, NOW)
        assert (added.snapshot.date, added.snapshot.date_from) == told
    (added,) = Store(store.folder / "retrieved").keep(undated, None, datetime(2026, 4, 1, tzinfo=UTC))
    assert not added.is_new
    assert Store(store.folder / "retrieved").in_use()[0].age_days(date(2026, 4, 3)) == 2


@pytest.mark.parametrize("day", ["2025-12-28", "2026-03-05"])
def test_a_day_that_was_only_a_guess_is_mended_by_adding_the_file_again_with_its_day(store, file, day):
    path = file()
    path.write_bytes(path.read_bytes().replace(b' dateGenerated="2026-01-01T00:00:00Z"', b""))
    store.add([path], retrieved=NOW)
    (added,) = store.add([path], retrieved=datetime(2026, 3, 9, tzinfo=UTC), day=day)
    assert added.is_new
    assert [(one.date, one.date_from) for one in store.snapshots()] == [(day, "user")]
    assert not store.add([path], retrieved=datetime(2026, 3, 10, tzinfo=UTC))[0].is_new
    assert [one.date for one in stored_lists(store.folder)] == [day]


def test_an_undated_list_gets_its_day_when_it_is_loaded(store, file):
    path = file()
    path.write_bytes(path.read_bytes().replace(b' dateGenerated="2026-01-01T00:00:00Z"', b""))
    store.add([path], retrieved=NOW)
    loaded = store.in_use()[0].load()
    assert loaded.date == "2026-03-01"
    assert set(loaded.entries["data_as_of"]) == {"2026-03-01"}


def test_one_of_our_own_folders_can_be_stored(store, tmp_path):
    (added,) = store.add([own_list(tmp_path / "ours")])
    assert (added.snapshot.list_id, added.snapshot.format) == ("ours", "folder")
    assert sorted(path.name for path in added.snapshot.paths) == ["entries.csv", "watchlist.yml"]
    loaded = store.in_use()[0].load()
    assert (loaded.id, loaded.date, len(loaded.entries)) == ("ours", "2026-01-05", added.snapshot.entries)


@pytest.mark.parametrize("name", ["ours.csv", "우리 목록.csv", pytest.param("ours: all?.csv", marks=not_on_windows)])
def test_a_table_of_our_own_is_replaced_by_a_file_of_the_same_name(store, tmp_path, name):
    path = tmp_path / name
    for count in (5, 7, 6):
        path.write_text("Name\n" + "".join(f"EXAMPLE Trading {n}\n" for n in range(count)), encoding="utf-8")
        (added,) = store.add([path])
        (one,) = store.in_use()
        loaded = one.load()
        assert (one.list_id, one.entries) == (added.snapshot.list_id, count)
        assert (loaded.id, len(loaded.entries)) == (one.list_id, count)
        assert (store.folder / "lists") in one.folder.parents
    assert len(store.snapshots()) == 3


def test_several_lists_come_with_one_call(store, file, tmp_path):
    found = store.add([file(), own_list(tmp_path / "ours")])
    assert {one.snapshot.list_id for one in found} == {"un", "ours"}
    assert days(store) == {"un": "2026-01-01", "ours": "2026-01-05"}


def test_load_watchlists_gives_the_stored_lists_behind_the_shipped_ones(store, file):
    store.add([file()])
    ids = [one.id for one in load_watchlists(data_dir=store.folder)]
    assert ids[-1] == "un"
    assert "dprk-un" in ids


# ---- what is refused -------------------------------------------------------------------------------------

SHRUNK = [
    (range(1, 9), True, "two of ten gone is a fifth, no more"),
    (range(1, 8), False, "three of ten gone"),
    ([*range(1, 8), 21, 22, 23], False, "as many as before, but three of ten are others"),
    ([*range(1, 9), *range(21, 40)], True, "grew, two of ten gone"),
]


@pytest.mark.parametrize(("numbers", "is_kept", "why"), SHRUNK)
def test_a_list_that_lost_more_than_a_fifth_of_its_entries_is_refused(store, file, numbers, is_kept, why):
    store.add([file()])
    fresh = file(numbers, "2026-02-01", "new.xml")
    if is_kept:
        store.add([fresh])
    else:
        with pytest.raises(WatchlistError, match=r"are gone.*--accept-shrink") as raised:
            store.add([fresh])
        assert "the stored one of 2026-01-01 10," in str(raised.value)
        assert days(store) == {"un": "2026-01-01"}, why
        store.add([fresh], accept_shrink=True)
    assert days(store) == {"un": "2026-02-01"}, why


def test_a_list_is_measured_by_the_one_it_follows(store, file):
    store.add([file(range(1, 21), "2026-02-01")])
    store.add([file(range(1, 6), "2026-01-01", "older.xml")])
    store.add([file(range(1, 6), "2026-01-15", "between.xml")])
    assert days(store) == {"un": "2026-02-01"}


def test_a_shrunk_list_is_found_out_also_when_the_old_one_was_damaged(store, file):
    store.add([file()])
    store.in_use()[0].paths[0].write_bytes(b"")
    with pytest.raises(WatchlistError, match="are gone"):
        store.add([file(range(1, 8), "2026-02-01", "new.xml")])
    store.add([file(range(1, 10), "2026-02-01", "new.xml")])
    assert [len(one.load().entries) for one in store.in_use()] == [9]


REFUSED = {
    "cut": (lambda file: file.write_bytes(file.read_bytes()[:500]), "is not whole XML"),
    "empty": (lambda file: file.write_bytes(b""), "the file is empty"),
    "of days to come": (lambda file: file.write_bytes(un_xml(range(1, 11), "2031-01-01")), "is of 2031-01-01, a day that is still"),
    "no list": (lambda file: file.write_bytes(b'{"error": {"code": 1}}'), "no list this version reads"),
    "not there": (lambda file: file.unlink(), "there is no such file"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_whole_is_refused_in_one_line(store, file, case):
    store.add([file(name="first.xml")])
    spoil, message = REFUSED[case]
    spoil(path := file(day="2026-02-01"))
    with pytest.raises(WatchlistError) as raised:
        store.add([path], retrieved=NOW)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
    assert days(store) == {"un": "2026-01-01"}


def test_when_one_of_several_lists_is_refused_none_is_kept(store, file, tmp_path):
    store.add([file()])
    with pytest.raises(WatchlistError, match="are gone"):
        store.add([file(range(1, 3), "2026-02-01", "new.xml"), own_list(tmp_path / "ours")])
    assert days(store) == {"un": "2026-01-01"}


# ---- damage ----------------------------------------------------------------------------------------------


def test_an_altered_file_is_found_out_and_storing_it_again_mends_it(store, file):
    store.add([file()])
    path = store.in_use()[0].paths[0]
    path.write_bytes(path.read_bytes().replace(b"Example 3", b"Example X"))
    with pytest.raises(WatchlistError, match=r"un\.xml: was altered since it was stored.*lists add FILE"):
        store.in_use()[0].load()
    assert store.add([file()])[0].is_new
    assert len(store.in_use()[0].load().entries) == 10


def test_a_missing_file_is_found_out(store, file):
    store.add([file()])
    store.in_use()[0].paths[0].unlink()
    with pytest.raises(WatchlistError, match="the stored file cannot be read"):
        store.in_use()[0].load()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"schema": 1}', '{"schema": "x"}', "\x00"])
def test_a_damaged_card_names_the_folder_to_remove(store, file, text):
    store.add([file()])
    folder = store.in_use()[0].folder
    (folder / CARD).write_text(text, encoding="utf-8")
    with pytest.raises(WatchlistError) as raised:
        store.in_use()
    assert str(raised.value).startswith(f"{folder}: snapshot.json is damaged")
    assert "Remove this folder" in str(raised.value)
    shutil.rmtree(folder)
    assert store.in_use() == []


def test_a_card_of_a_newer_version_is_not_called_damaged(store, file):
    store.add([file()])
    path = store.in_use()[0].folder / CARD
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"schema": 2}), encoding="utf-8")
    with pytest.raises(WatchlistError, match="written by a newer dprk-screen"):
        store.in_use()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"snapshot": 1}', '{"files": [{"name": "x"}]}'])
def test_a_damaged_note_of_the_last_check_only_costs_a_question(store, file, text):
    store.add([file()])
    (store.in_use()[0].folder.parent / "checked.json").write_text(text, encoding="utf-8")
    assert len(store.in_use()) == 1


def test_strangers_in_the_folder_are_left_alone(store, file):
    store.add([file()])
    (store.folder / "lists" / "Thumbs.db").write_text("x", encoding="utf-8")
    (store.folder / "lists" / "un" / ".DS_Store").write_text("x", encoding="utf-8")
    (store.folder / "lists" / "un" / ".sync").mkdir()
    store.add([file(range(1, 12))])
    assert len(store.snapshots()) == 2
    assert (store.folder / "lists" / "un" / ".sync").exists()


# ---- writing ---------------------------------------------------------------------------------------------


def test_a_data_directory_that_cannot_be_made_is_one_line(file, tmp_path):
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    store = Store(tmp_path / "taken" / "data")
    assert store.in_use() == []
    with pytest.raises(WatchlistError, match=r"taken.data: cannot be written \(Not a directory\).*--data-dir"):
        store.add([file()])


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="whoever is root may write everywhere")
def test_a_data_directory_that_may_not_be_written_is_one_line(store, file):
    store.folder.mkdir(mode=0o500)
    with pytest.raises(WatchlistError, match=r"cannot be written \(Permission denied\)"):
        store.add([file()])


def test_a_full_disk_leaves_the_old_list_and_nothing_half(store, file, monkeypatch):
    store.add([file()])

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(WatchlistError, match=r"cannot be written \(No space left on device\)"):
        store.add([file(range(1, 12), "2026-02-01", "new.xml")])
    assert days(store) == {"un": "2026-01-01"}
    assert list(store.folder.rglob(".new-*")) == []


def test_a_store_that_another_process_holds_says_so(store, file):
    from filelock import FileLock

    store.add([file()])
    with (
        FileLock(store.folder / "lists" / ".lock"),
        pytest.raises(WatchlistError, match="another dprk-screen has been"),
    ):
        Store(store.folder, lock_seconds=0.1).add([file(range(1, 12))])


NAMES = [
    ("un.xml", "un.xml"),
    ("SDN: list?.csv", "SDN_ list_.csv"),
    ("제재 목록.csv", "제재 목록.csv"),
    ("NUL", "_NUL"),
    ("com1.txt", "_com1.txt"),
    ("Snapshot.json", "_Snapshot.json"),
    ("..", "_"),
    (".hidden.xml", "hidden.xml"),
    ("a/b\\c", "a_b_c"),
]


@pytest.mark.parametrize(("name", "safe"), NAMES)
def test_names_fit_every_system(name, safe):
    assert safe_name(name) == safe


def test_long_names_keep_their_end():
    name = safe_name("목" * 300 + ".csv")
    assert name.endswith("목.csv")
    assert len(name.encode()) <= 180


@not_on_windows
def test_files_with_odd_or_equal_names_are_stored_whole(store, tmp_path):
    for folder, name, numbers in (
        ("a", "NUL", range(1, 6)),
        ("b", "NUL", range(1, 7)),
        ("c", 'x:"?.xml', range(1, 8)),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_bytes(un_xml(numbers, f"2026-01-0{len(numbers)}"))
    store.add([tmp_path / "a" / "NUL", tmp_path / "b" / "NUL", tmp_path / "c" / 'x:"?.xml'])
    assert [one.load().records_read for one in store.snapshots()] == [5, 6, 7]
    assert {one.files[0].name for one in store.snapshots()} == {"_NUL", "x___.xml"}


def test_a_member_of_an_archive_is_never_written_anywhere(store, tmp_path):
    path = tmp_path / "lists.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../../evil.xml", un_xml(range(1, 11)))
    store.add([path])
    assert [one.name for one in store.in_use()[0].folder.iterdir() if one.name != CARD] == ["lists.zip"]
    assert len(store.in_use()[0].load().entries) == 10
    assert list(tmp_path.rglob("evil.xml")) == []


def test_a_link_is_stored_as_what_it_points_to(store, file, tmp_path):
    target = file()
    link = tmp_path / "link.xml"
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("links cannot be made here")
    store.add([link])
    target.unlink()
    assert not store.in_use()[0].paths[0].is_symlink()
    assert len(store.in_use()[0].load().entries) == 10


def test_a_licence_is_agreed_to_once(store):
    store.agree("CC BY-NC 4.0", NOW)
    assert Store(store.folder).agreed() == {"CC BY-NC 4.0": "2026-03-01T12:00:00Z"}


# ---- several processes -----------------------------------------------------------------------------------


def processes(what, folder):
    done = subprocess.run(
        [sys.executable, "-m", "tests.lists.processes", what, str(folder)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@needs_fork
def test_a_kill_at_any_touch_leaves_the_old_or_the_new_list_whole(tmp_path):
    seen = processes("killed", tmp_path)
    assert [one["code"] for one in seen] == [-9] * (len(seen) - 1) + [0]
    assert len(seen) > 20
    old = {"date": "2026-01-01", "entries": 10, "snapshots": 1}
    new = {"date": "2026-01-02", "entries": 11, "snapshots": 2}
    states = [one["seen"] for one in seen]
    turn = states.index(new)
    assert states == [old] * turn + [new] * (len(states) - turn)
    assert turn > 10
    assert all(one["after"] == new for one in seen)
    assert all(one["left"] == [] for one in seen)


@needs_fork
def test_a_kill_at_any_moment_leaves_a_list_that_loads(tmp_path):
    seen = processes("random", tmp_path)
    assert all(one["code"] == -9 and one["seen"]["entries"] >= 10 for one in seen)
    assert seen[-1]["seen"]["snapshots"] > 1


@needs_fork
def test_processes_that_add_at_once_do_no_harm(tmp_path):
    (seen,) = processes("together", tmp_path)
    assert seen["codes"] == [0] * 5
    assert sum(seen["new"][:4]) == 1
    assert seen["new"][4] == 1
    assert seen["seen"] == {"date": "2026-01-02", "entries": 11, "snapshots": 2}
