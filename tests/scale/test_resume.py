"""A run in parts that is broken off goes on where it was, and loses no part."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from pandas.testing import assert_frame_equal

from screen.cli import cli
from screen.errors import ScreenError, UsageError
from screen.scale import screen_large
from screen.scale.folder import Folder
from screen.scale.run import alone
from screen.scale.tables import COLUMNS, claim
from screen.scale.workers import Workers
from screen.screening import Screener
from tests.builders import TODAY
from tests.scale.tables import example

RUN = """
import sys
from datetime import date
from screen.scale import screen_large
from screen.screening import Screener
screen_large(sys.argv[1], Screener(), sys.argv[2], as_of=date(2026, 11, 24), processes=2, chunk_rows=12,
             resume="resume" in sys.argv)
"""


def run(table: Path, folder: Path, *more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", RUN, str(table), str(folder), *more], start_new_session=True)


def pieces(work: Path, stage: str) -> list[Path]:
    return sorted(work.glob(f"{stage}-*"))


def wait_for(work: Path, stage: str, count: int) -> None:
    end = time.monotonic() + 120
    while len(pieces(work, stage)) < count:
        assert time.monotonic() < end, f"{stage} never came to {count} parts"
        time.sleep(0.02)


@pytest.mark.parametrize("stage", ["match", "hits"])
def test_a_run_that_was_killed_goes_on_and_ends_as_one_that_was_not(stage, tmp_path):
    table, work = example("vendors", tmp_path), tmp_path / ".killed.parquet.work"
    killed = run(table, tmp_path / "killed.parquet")
    wait_for(work, stage, 2)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    done = {path: path.stat().st_mtime_ns for path in pieces(work, "match")}
    assert run(table, tmp_path / "killed.parquet", "resume").wait() == 0
    assert not work.exists()
    assert run(table, tmp_path / "whole.parquet").wait() == 0
    for name in COLUMNS:
        assert (tmp_path / "killed.parquet" / f"{name}.parquet").read_bytes() == (
            tmp_path / "whole.parquet" / f"{name}.parquet"
        ).read_bytes(), name
    assert done


def test_a_part_that_was_done_is_not_done_again(tmp_path):
    table, work = example("vendors", tmp_path), tmp_path / ".full.parquet.work"
    screener = Screener()

    class Broken(Exception):
        pass

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "testing the red flags":
            raise Broken

    with pytest.raises(Broken):
        screen_large(
            table, screener, tmp_path / "full.parquet", as_of=TODAY, processes=1, chunk_rows=20, progress=stop
        )
    before = {path.name: path.stat().st_ino for path in pieces(work, "match")}
    seen = []

    def look(stage: str, done: int, total: int) -> None:
        if not seen and stage == "testing the red flags":
            seen.append({path.name: path.stat().st_ino for path in pieces(work, "match")})

    screen_large(
        table,
        screener,
        tmp_path / "full.parquet",
        as_of=TODAY,
        processes=1,
        chunk_rows=20,
        resume=True,
        progress=look,
    )
    assert seen == [before]


def test_a_half_written_piece_is_never_taken(tmp_path):
    folder = Folder(tmp_path / "work")
    folder.begin({"table": "a"}, resume=False)
    (folder.path / ".match-000000.4711").mkdir()
    assert not folder.has("match-000000")


def test_a_run_goes_on_only_where_everything_is_as_it_was(tmp_path):
    folder = Folder(tmp_path / "work")
    folder.begin({"table": "a", "rules": "1"}, resume=False)
    assert folder.begin({"table": "a", "rules": "1"}, resume=True)
    with pytest.raises(UsageError, match=r"rules: 1 then, 2 now.*Run without --resume"):
        folder.begin({"table": "a", "rules": "2"}, resume=True)


def test_a_folder_that_is_not_ours_is_not_taken_away(tmp_path):
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="is no work folder of this tool"):
        Folder(tmp_path / "work").begin({}, resume=False)


def test_of_two_runs_at_once_the_second_stops_in_one_line_and_the_first_goes_on(tmp_path):
    table, target = example("vendors", tmp_path), tmp_path / "vendors.parquet"
    told = []

    def begin_another(stage: str, done: int, total: int) -> None:
        if not told and stage == "comparing with the watchlists":
            words = ["check", str(table), "--engine", "local", "-o", str(target.with_suffix(".xlsx"))]
            told.append(CliRunner().invoke(cli, words))
            told.append(CliRunner().invoke(cli, [*words, "--resume"]))

    large = screen_large(table, Screener([]), target, as_of=TODAY, processes=1, progress=begin_another)
    assert len(large.table("parties")) > 0
    for other in told:
        assert other.exit_code == 2, other.output
        assert len(other.output.splitlines()) == 1
        assert "vendors.parquet: another run is at work on it. Wait until" in other.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["vendors.csv", "vendors.parquet"]
    with alone(target):
        pass


def test_a_result_taken_away_by_a_run_that_was_killed_before_its_own_was_in_place_is_put_back(tmp_path):
    old = tmp_path / ".full.parquet.old"
    old.mkdir()
    (old / "screening.json").write_text("{}")
    claim(tmp_path / "full.parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["full.parquet"]


def die_once(_: Screener, path: Path, number: int) -> None:
    if number == 1 and not (path / "died").exists():
        (path / "died").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    (path / f"done-{number}").touch()


def die(_: Screener, path: Path, number: int) -> None:
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_dies_costs_no_part(tmp_path):
    with Workers(Screener([]), 2) as workers:
        done = list(workers.each(die_once, [(f"part {number}", (tmp_path, number)) for number in range(4)]))
    assert set(done) >= {f"part {number}" for number in range(4)}
    assert len(list(tmp_path.glob("done-*"))) == 4


def test_a_part_at_which_processes_die_again_and_again_is_named(tmp_path):
    with Workers(Screener([]), 2) as workers, pytest.raises(ScreenError, match=r"part 1: .* died again and again"):
        list(workers.each(die, [(f"part {number}", (tmp_path, number)) for number in range(4)]))


def test_a_killed_worker_does_not_change_the_outcome(tmp_path):
    table, work = example("vendors", tmp_path), tmp_path / ".hurt.parquet.work"
    hurt = run(table, tmp_path / "hurt.parquet")
    wait_for(work, "read", 3)
    os.kill(worker_of(hurt.pid), signal.SIGKILL)
    assert hurt.wait() == 0
    large = screen_large(table, Screener(), tmp_path / "full.parquet", as_of=TODAY, processes=1, chunk_rows=100)
    from screen.scale.tables import read

    for name in COLUMNS:
        assert_frame_equal(read(tmp_path / "hurt.parquet", name), large.table(name), obj=name)


def worker_of(parent: int) -> int:
    """Return a process that works for another."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, _, rest = path.read_text().partition(" ")
            if (
                int(rest.rpartition(")")[2].split()[1]) == parent
                and b"popen_loky" in (path.parent / "cmdline").read_bytes()
            ):
                return int(pid)
        except OSError:
            continue
    pytest.skip("this system does not tell which processes work for another")
