"""A process a table: what it answers, and that it ends, with all it started, whatever it is doing."""

import os
import signal
import subprocess
import sys
import threading
from datetime import date

import pytest

from screen.errors import TableError, UntrustedInput
from screen.web.setup import Setup
from screen.web.worker import Bug, Stopped, Worker
from tests.web.test_server import runs, until

pytestmark = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="processes are looked up in /proc")


def today(bench):
    return bench.setup.today


def hang(bench, path):
    """Start a process of its own and never come back."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    bench.progress(f"{os.getpid()} {child.pid}", 1, 2)
    child.wait()


def refuse(bench):
    raise TableError("t.csv: no names. Give a column of names.")


def break_down(bench):
    raise KeyError("Zebulon Quagmire")


def unsendable(bench):
    return lambda: "Zebulon Quagmire"


def end(bench, number):
    os.kill(os.getpid(), number)


@pytest.fixture
def worker(tmp_path):
    one = Worker(Setup(tmp_path, as_of=date(2026, 11, 28)))
    yield one
    one.stop()


def test_it_answers_one_question_after_another_also_after_a_bug(worker):
    assert worker.ask(today) == date(2026, 11, 28)
    with pytest.raises(TableError, match="no names"):
        worker.ask(refuse)
    for broken in (break_down, unsendable):
        with pytest.raises(Bug, match="A bug in dprk-screen") as told:
            worker.ask(broken)
        assert "Zebulon" not in str(told.value)
    assert worker.ask(today) == date(2026, 11, 28)


@pytest.mark.parametrize(
    ("number", "error", "told"),
    [(signal.SIGKILL, UntrustedInput, "may lack memory"), (signal.SIGSEGV, Bug, "crashed")],
)
def test_that_it_died_is_said_and_why(worker, number, error, told):
    with pytest.raises(error, match=told):
        worker.ask(end, number)
    with pytest.raises(error, match=told):
        worker.ask(today)


def test_one_that_hangs_is_stopped_with_all_that_it_started(worker):
    heard = []

    def ask():
        try:
            worker.ask(hang, "t.csv")
        except Stopped as stopped:
            heard.append(stopped)

    asking = threading.Thread(target=ask)
    asking.start()
    assert until(lambda: worker.pace.stage)
    everybody = [int(one) for one in worker.pace.stage.split()]
    assert all(map(runs, everybody))
    worker.stop()
    asking.join(20)
    assert len(heard) == 1
    assert until(lambda: not any(map(runs, everybody)))
