"""Tables on the desk, whatever ends a process and whenever: no job stays busy for ever, and nothing old overwrites what is newer."""

import os
import random
import signal
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest

from screen.chosen import Chosen
from screen.decisions import Journal
from screen.errors import ScreenError
from screen.web.choices import Choices
from screen.web.desk import CANCELLED, DONE, MOST_JOBS, READING, REFUSED, SCREENING, UNDERSTOOD, Desk
from screen.web.errand import FAILED, FINISHED, RUNNING
from screen.web.setup import Setup
from screen.web.worker import Stopped
from tests.decisions.test_journal import event
from tests.web.test_server import runs
from tests.web.waiting import until

pytestmark = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="processes are looked up in /proc")
TABLE = "Name,Country\nGlocom Sdn Bhd,MY\nAcme Tools Ltd,GB\n"


@pytest.fixture
def desk(tmp_path):
    tables = tmp_path / "tables"
    tables.mkdir()
    chosen = Chosen(("dprk-un",), no_shipped=True, no_stored=True)  # small, so that many processes load it soon
    one = Desk(Setup(tmp_path, as_of=date(2026, 11, 28), chosen=chosen, tables=tables), tables)
    yield one
    one.close()


def dropped(desk, text=TABLE):
    number, folder = desk.new_folder()
    path = folder / "t.csv"
    path.write_text(text, encoding="utf-8")
    job = desk.add(number, path.name, path)
    job.read()
    return job


def settled(job):
    until(lambda: not job.is_busy)
    return job.state


def screened(desk):
    job = dropped(desk)
    assert settled(job) == UNDERSTOOD
    job.screen()
    assert settled(job) == DONE, job.refusal
    return job


def process(worker):
    return worker._process.pid


def signalled(worker, number):
    os.kill(process(worker), number)


def asks(worker):
    """Wait until somebody asks the worker: it is held, so nothing is answered."""
    until(worker._alone.locked)


# ---- ends amid something ---------------------------------------------------------------------------------------


def test_a_process_that_is_killed_amid_screening_is_told_and_the_next_run_has_another(desk):
    job = dropped(desk)
    settled(job)
    signalled(job.worker, signal.SIGSTOP)
    job.screen()
    asks(job.worker)
    signalled(job.worker, signal.SIGKILL)
    assert (settled(job), "may lack memory" in job.refusal) == (REFUSED, True)
    job.screen()
    assert (settled(job), job.refusal) == (DONE, "")


def test_a_process_that_is_killed_between_two_runs_does_not_hinder_the_second(desk):
    job = screened(desk)
    signalled(job.worker, signal.SIGKILL)
    until(lambda: job.worker.has_ended)
    with pytest.raises(ScreenError, match="may lack memory"):
        job.answer(max, 1)
    job.screen()
    assert settled(job) == DONE, job.refusal
    signalled(job.worker, signal.SIGKILL)
    until(lambda: job.worker.has_ended)
    job.choose(Choices(profile="visa"))
    assert (job.state, job.found) == (UNDERSTOOD, None)


@pytest.mark.parametrize(("state", "after"), [(READING, CANCELLED), (SCREENING, UNDERSTOOD)])
def test_what_is_cancelled_is_as_before_and_can_be_begun_again(desk, state, after):
    job = dropped(desk)
    if state == SCREENING:
        settled(job)
    begin = {READING: job.read, SCREENING: job.screen}[state]
    signalled(job.worker, signal.SIGSTOP)
    begin()
    assert job.state == state
    held = process(job.worker)
    job.cancel()
    assert (job.state, job.was_cancelled, job.found) == (after, True, None)
    assert until(lambda: not runs(held))
    begin()
    assert settled(job) == {READING: UNDERSTOOD, SCREENING: DONE}[state], job.refusal


def test_asked_for_twice_it_is_done_once(desk):
    job = dropped(desk)
    settled(job)
    signalled(job.worker, signal.SIGSTOP)
    for _ in range(5):
        job.screen()
        job.read()
    signalled(job.worker, signal.SIGCONT)
    assert (settled(job), job.found.number) == (DONE, 1)


def test_a_table_that_is_taken_away_while_it_is_chosen_leaves_no_process(desk):
    job = dropped(desk)
    settled(job)
    signalled(job.worker, signal.SIGSTOP)
    told = []

    def choose():
        with suppress(Stopped):
            job.choose(Choices(profile="visa"))
        told.append(job.choices)

    choosing = threading.Thread(target=choose)
    choosing.start()
    asks(job.worker)
    held = process(job.worker)
    desk.put_away(job)
    choosing.join(30)
    assert told == [Choices()]
    assert until(lambda: not runs(held))
    assert not runs(process(job.worker))


def test_after_many_hands_at_once_a_table_is_in_a_state_that_is_true(desk):
    job = screened(desk)
    seed = random.Random(2397)
    acts = [
        job.screen,
        job.read,
        job.cancel,
        lambda: job.assessment.want(job),
        lambda: signalled(job.worker, signal.SIGKILL),
    ]
    acts += [lambda: job.choose(Choices(profile="visa")), lambda: job.choose(Choices())]

    def hands(chosen):
        for act in chosen:
            with suppress(ScreenError, ProcessLookupError):
                act()

    threads = [threading.Thread(target=hands, args=(seed.choices(acts, k=8),)) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    until(lambda: not job.is_busy and not job.assessment.is_going_on)
    if job.found is None:
        assert job.state != DONE
    job.screen()
    if settled(job) == REFUSED:  # killed at the last moment
        job.screen()
    assert settled(job) == DONE, job.refusal
    assert job.worker.ask(number_shown) == job.found.number, "what is shown is what the process holds"


def number_shown(bench):
    return bench._times_shown


# ---- late answers ----------------------------------------------------------------------------------------------


def test_what_comes_late_never_overwrites_what_is_newer(desk):
    job = screened(desk)
    old, worker = job.found, job.worker
    job.screen()
    settled(job)
    new = job.found
    job.put(old, worker)
    assert job.found is new
    signalled(worker, signal.SIGSTOP)
    job.screen()
    job.cancel()
    job.put(replace(old, number=99), worker)
    assert job.found is None, "the process that found it is another one's"


def test_decisions_that_come_while_a_table_is_screened_are_in_what_is_shown_at_the_end(desk, tmp_path):
    job = screened(desk)
    signalled(job.worker, signal.SIGSTOP)
    job.assessment.want(job)
    asks(job.worker)
    job.screen()
    Journal.read(tmp_path / "decisions.jsonl").added([event()])
    job.assessment.want(job)
    signalled(job.worker, signal.SIGCONT)
    assert settled(job) == DONE
    until(lambda: not job.assessment.is_going_on)
    assert job.found.record["decisions"]["sha256"] == Journal.read(tmp_path / "decisions.jsonl").sha256


def test_an_assessment_whose_process_is_killed_ends_and_says_why(desk):
    job = screened(desk)
    signalled(job.worker, signal.SIGSTOP)
    job.assessment.want(job)
    asks(job.worker)
    assert job.assessment.is_going_on
    signalled(job.worker, signal.SIGKILL)
    until(lambda: not job.assessment.is_going_on)
    assert "may lack memory" in job.assessment.refusal


# ---- the desk --------------------------------------------------------------------------------------------------


def test_of_more_tables_than_the_desk_holds_the_one_looked_at_longest_ago_goes_with_process_and_files(desk):
    jobs = [dropped(desk) for _ in range(MOST_JOBS)]
    for one in jobs:
        settled(one)
    desk.job(jobs[0].id)
    dropped(desk)
    assert jobs[1] not in desk.jobs
    assert jobs[0] in desk.jobs
    assert not jobs[1].path.parent.exists()
    assert until(lambda: not runs(process(jobs[1].worker)))


def test_a_closed_desk_begins_nothing_and_leaves_no_process(desk):
    job = screened(desk)
    desk.ask(number_shown)
    held = [process(one) for one in (job.worker, desk._ready, desk._clerk)]
    desk.close()
    assert until(lambda: not any(map(runs, held)))
    desk.make_ready()
    assert (desk._ready, desk.lists_used) == (None, ())
    for late in (lambda: desk.ask(number_shown), lambda: desk.send("x", number_shown), lambda: dropped(desk)):
        with pytest.raises(Stopped, match="The page has ended"):
            late()
    job.screen()
    assert (settled(job), runs(process(job.worker))) == (CANCELLED, False)


def test_a_change_of_lists_that_is_killed_is_told_and_the_next_can_begin(desk):
    errand = desk.send("x", held_up)
    asks(errand.worker)
    assert desk.send("x", held_up) is None, "one at a time"
    signalled(errand.worker, signal.SIGKILL)
    until(lambda: errand.state != RUNNING)
    assert (errand.state, "may lack memory" in errand.refusal) == (FAILED, True)
    following = desk.send("x", nothing)
    assert until(lambda: following.state != RUNNING)
    assert following.state == FINISHED


def held_up(bench):
    signal.pause()


def nothing(bench):
    return None
