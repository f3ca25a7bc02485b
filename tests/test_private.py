"""Who may read what is written, and what is left of temporary files."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from screen import private
from screen.cli import cli
from screen.decisions import Journal
from screen.lists.store import Store
from screen.plain_file import complete
from screen.private import follow, make_shared, private_folder, sweep, temporary_folder
from screen.report.output import write_text
from tests.decisions.test_journal import event

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX systems")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def umask():
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)


@pytest.mark.parametrize(
    ("folder", "mask", "expected", "why"),
    [
        (0o700, 0o022, 0o600, "a folder of one user alone"),
        (0o755, 0o022, 0o644, "who may read the folder may read the file"),
        (0o755, 0o077, 0o600, "but the umask takes reading away"),
        (0o750, 0o022, 0o640, "the group reads"),
        (0o770, 0o022, 0o660, "a folder that a group writes in is shared with it, whatever the umask"),
        (0o2770, 0o077, 0o660, "likewise"),
        (0o775, 0o022, 0o664, "others read as in the folder"),
        (0o777, 0o000, 0o664, "others never write"),
        (0o1777, 0o022, 0o644, "a sticky folder shares nothing"),
    ],
)
def test_a_new_decisions_file_follows_its_folder(folder, mask, expected, why, tmp_path, umask):
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(folder)
    umask(mask)
    Journal(shared / "vendors.decisions.jsonl").added([event()])
    assert {oct(mode(path)) for path in shared.iterdir()} == {oct(expected)}, why


def test_a_decisions_file_that_is_there_keeps_its_mode(tmp_path, umask):
    path = tmp_path / "vendors.decisions.jsonl"
    make_shared(path)
    path.chmod(0o640)
    Journal(path).added([event()])
    assert mode(path) == 0o640


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="needs root, to give files to a group")
def test_a_file_takes_the_group_of_the_folder_that_shares_it(tmp_path, umask):
    os.chown(tmp_path, -1, 12345)
    tmp_path.chmod(0o770)
    make_shared(tmp_path / "file")
    assert ((tmp_path / "file").stat().st_gid, mode(tmp_path / "file")) == (12345, 0o660)


def test_a_group_that_the_user_is_not_in_gets_nothing(tmp_path, umask, monkeypatch):
    def refused(*_):
        raise PermissionError

    (tmp_path / "file").touch(0o644)
    tmp_path.chmod(0o770)
    monkeypatch.setattr(os, "chown", refused)
    made = (tmp_path / "file").stat()
    monkeypatch.setattr(Path, "stat", lambda path, found=Path.stat, **_: found(path) if path != tmp_path else
                        os.stat_result((*tuple(found(path))[:5], made.st_gid + 1, *tuple(found(path))[6:])))  # fmt: skip
    follow(tmp_path / "file")
    monkeypatch.undo()
    assert mode(tmp_path / "file") == 0o600


def test_the_data_directory_is_made_for_its_user_alone(tmp_path, umask):
    store = Store(tmp_path / "share" / "data")
    with store._locked():
        assert mode(store.folder) == 0o700
    assert mode(tmp_path / "share") == 0o755


def test_a_folder_that_is_there_keeps_its_mode(tmp_path, umask):
    tmp_path.chmod(0o750)
    private_folder(tmp_path)
    assert mode(tmp_path) == 0o750


@pytest.mark.parametrize(("mask", "expected"), [(0o022, 0o644), (0o077, 0o600)])
def test_a_report_is_private_until_it_is_complete_and_then_as_the_umask_says(mask, expected, tmp_path, umask):
    umask(mask)
    with complete(tmp_path / "report.json") as beside:
        assert mode(beside) == 0o600
    assert mode(tmp_path / "report.json") == expected


def test_a_report_that_is_replaced_hands_its_mode_on(tmp_path, umask):
    target = tmp_path / "report.json"
    target.touch(0o600)
    write_text("{}", target)
    assert (mode(target), target.read_text()) == (0o600, "{}")


def test_a_link_laid_in_the_way_of_a_report_is_not_followed(tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("kept")
    (tmp_path / ".report.json.part").symlink_to(victim)
    write_text("{}", tmp_path / "report.json")
    assert (victim.read_text(), (tmp_path / "report.json").is_symlink()) == ("kept", False)


def test_what_breaks_off_leaves_the_old_report_and_nothing_beside_it(tmp_path):
    target = tmp_path / "report.json"
    target.write_text("old")

    def write():
        with complete(target) as beside:
            beside.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]
    assert target.read_text() == "old"


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Have temporary files in a folder of the test's own."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def test_a_temporary_folder_is_private_and_goes(temporary):
    with temporary_folder() as folder:
        assert (mode(folder), folder.parent) == (0o700, temporary)
    assert not list(temporary.iterdir())


def ended_process():
    """Return the number of a process that has ended."""
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


@pytest.mark.parametrize(
    ("name", "age_days", "is_kept"),
    [
        ("dprk-screen-{gone}-x", 2, False),
        ("dprk-screen-{gone}-x", 0, True),
        ("dprk-screen-{own}-x", 2, True),
        ("dprk-screen-x", 2, True),
        ("dprk-screen-99999999999999999999-x", 2, True),
        ("other-{gone}-x", 2, True),
    ],
)
@pytest.mark.parametrize("is_folder", [True, False])
def test_only_what_a_dead_process_left_a_day_ago_is_swept(name, age_days, is_kept, is_folder, temporary):
    left = temporary / name.format(gone=ended_process(), own=os.getpid())
    if is_folder:
        left.mkdir()
        (left / "inside").touch()
    else:
        left.touch()
    then = left.stat().st_mtime - age_days * 86_400 - 1
    os.utime(left, (then, then))
    sweep()
    assert left.exists() is is_kept


def test_a_link_is_swept_and_not_what_it_leads_to(temporary, tmp_path, monkeypatch):
    (tmp_path / "mine").mkdir()
    monkeypatch.setattr(private, "_DAY_SECONDS", -1)
    (temporary / f"dprk-screen-{ended_process()}-x").symlink_to(tmp_path / "mine")
    sweep()
    assert (list(temporary.iterdir()), (tmp_path / "mine").is_dir()) == ([], True)


def test_a_run_leaves_no_temporary_file(temporary, tmp_path):
    done = CliRunner().invoke(
        cli, ["check", str(ROOT / "examples" / "ci" / "vendors.csv"), "-o", str(tmp_path / "r.xlsx"),
              "-o", str(tmp_path / "r.json"), "-o", str(tmp_path / "r.html")],
        env={"DPRK_SCREEN_AS_OF": "2026-11-24"},
    )  # fmt: skip
    assert done.exit_code in (0, 1), done.output
    assert not list(temporary.iterdir())
    assert sorted(path.name for path in tmp_path.glob("*.*")) == ["r.html", "r.json", "r.xlsx"]
