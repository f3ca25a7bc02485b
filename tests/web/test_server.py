"""The server's life: what stops it before it listens, a second start, every way it ends, and that nothing is left behind."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from click.testing import CliRunner

from screen.cli import cli
from screen.cli.serve import _has_screen
from screen.decisions import Journal
from screen.web.entrance import Entrance, answering, asking
from screen.web.running import _note, noted, running_link
from screen.web.server import listening
from screen.web.setup import Setup
from tests.decisions.test_journal import event

ROOT = Path(__file__).resolve().parents[2]
posix = pytest.mark.skipif(os.name != "posix", reason="signals and modes are those of POSIX systems")


def run(*words):
    return CliRunner().invoke(cli, ["serve", "--no-browser", *map(str, words)])


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def keyed(folder):
    """Begin a decisions file with a key, and return its folder."""
    Journal.read(folder / "decisions.jsonl", b"k" * 32).added([event()])
    return folder


NOT_STARTED = [
    ("a folder that is not there", lambda at: [at / "gone"], 2, "does not exist"),
    ("a file in place of a folder", lambda at: [write(at / "t.csv", "Name\n")], 2, "is a file"),
    ("a folder that nobody can write to", lambda at: ["/proc"], 2, "decisions cannot be written there"),
    ("decisions in a folder that is not there", lambda at: [at, "--decisions", at / "gone" / "d.jsonl"], 2, "cannot be written there"),
    ("decisions that are a folder", lambda at: [at, "--decisions", at], 2, "is a directory"),
    ("damaged decisions", lambda at: [write(at / "decisions.jsonl", "{broken\n").parent], 3, "decisions.jsonl"),
    ("keyed decisions without their key", lambda at: [keyed(at)], 2, "--key-file"),
    ("a key that is too short", lambda at: [at, "--key-file", write(at / "key", "short")], 2, "too short"),
    ("no such host", lambda at: [at, "--host", "192.0.2.1"], 2, "cannot be listened on"),
    ("every address without a name", lambda at: [at, "--host", "0.0.0.0", "--port", "0"], 2, "--name"),
    ("every address in short", lambda at: [at, "--host", "0", "--port", "0"], 2, "--name"),
    ("a name with a port", lambda at: [at, "--host", "0.0.0.0", "--port", "0", "--name", "pc:80"], 2, "no name of a machine"),
    ("a name with http", lambda at: [at, "--host", "0.0.0.0", "--port", "0", "--name", "http://pc"], 2, "no name of a machine"),
    ("a port that is none", lambda at: [at, "--port", "65536"], 2, "65536"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "words", "code", "told"), NOT_STARTED, ids=[case[0] for case in NOT_STARTED])
def test_what_cannot_work_is_said_before_anything_listens(tmp_path, why, words, code, told):
    if "/proc" in words(tmp_path) and not os.path.isdir("/proc"):
        pytest.skip("needs a folder in which even root makes no file")
    done = run(*words(tmp_path))
    assert (done.exit_code, told in done.output) == (code, True), done.output
    assert "Traceback" not in done.output
    assert "http" not in done.output.replace("http://pc", "").replace("without http://", "")


def test_a_named_port_that_is_taken_is_said(tmp_path):
    with closing(listening("127.0.0.1", 0)) as taken:
        done = run(tmp_path, "--port", taken.getsockname()[1])
    assert (done.exit_code, "Choose another port" in done.output) == (2, True), done.output


@pytest.mark.parametrize("hidden", ["starlette", "uvicorn", "networkx"])
def test_without_the_extra_it_says_how_to_install_it(hidden, tmp_path):
    program = f"import sys; sys.modules[{hidden!r}] = None\nfrom screen.cli import main\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", program, "serve", str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert (
        done.stderr
        == f'The page needs {hidden}, which is not installed. Install it: pip install "dprk-screen[web]".\n'
    )


def test_help_loads_nothing_heavy():
    program = (
        "import sys\nfrom screen.cli import cli\ntry: cli(['serve', '--help'])\nexcept SystemExit: pass\n"
        "print([name for name in ('starlette', 'uvicorn', 'jinja2', 'pandas', 'numpy', 'requests') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


SCREENS = [
    ({"DISPLAY": ":0"}, 1000, "linux", True), ({"WAYLAND_DISPLAY": "w"}, 1000, "linux", True), ({}, 1000, "linux", False),
    ({"DISPLAY": ":0"}, 0, "linux", False), ({"DISPLAY": ":0", "CI": "true"}, 1000, "linux", False), ({}, 501, "darwin", True),
    ({"BROWSER": "firefox"}, 1000, "linux", True), ({"CI": "true"}, 501, "darwin", False),
]  # fmt: skip


@posix
@pytest.mark.parametrize(("environment", "user", "system", "opens"), SCREENS)
def test_a_browser_opens_only_where_somebody_can_see_it(environment, user, system, opens, monkeypatch):
    for name in ("CI", "DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr(sys, "platform", system)
    assert _has_screen() is opens


def test_settings_of_a_file_hold_for_the_page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "dprk-screen.toml", 'four-eyes = "high"\nstrict = true\ndecisions = "gone/decisions.jsonl"\n')
    done = run()
    assert (done.exit_code, "gone" in done.output) == (2, True), done.output
    assert "Settings: dprk-screen.toml" in done.output
    write(tmp_path / "dprk-screen.toml", 'four-eyes = "extreme"\n')
    assert "four-eyes" in run().output


# ---- a second start ----------------------------------------------------------------------------------------


class Stranger:
    """Somebody else's program on the port of a server that is gone: keeps what it is sent, and answers as it likes."""

    def __init__(self, answer):
        self.answer, self.heard = answer, b""
        self._socket = listening("127.0.0.1", 0)
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        one, _ = self._socket.accept()
        with one:
            self.heard = one.recv(65_536)
            one.sendall(self.answer(self.heard))

    def close(self):
        self._socket.close()


def answered(body, status="200 OK"):
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()


@pytest.fixture
def setup(tmp_path, monkeypatch):
    monkeypatch.setenv("DPRK_SCREEN_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "desk").mkdir()
    return Setup(tmp_path / "desk")


def note_of(setup, content):
    note = _note(setup)
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_bytes(content)
    note.chmod(0o600)
    return note


@pytest.mark.parametrize(
    "answer",
    [
        lambda heard: answered("http://evil.example/enter/x"),
        lambda heard: answered("http://evil.example/enter/x\n" + "0" * 64),
        lambda heard: answered("http://evil.example/enter/x\n" + re.search(rb"X-Proof: (\w+)", heard)[1].decode()),
        lambda heard: answered("", "302 Found\r\nLocation: http://evil.example/"),
        lambda heard: b"220 smtp.example ESMTP\r\n",
        lambda heard: b"\x00" * 100_000,
        lambda heard: b"",
    ],
)
def test_a_stranger_on_the_port_learns_no_key_and_hands_over_no_link(setup, answer):
    stranger = Stranger(answer)
    key = Entrance().key
    note_of(setup, json.dumps({"host": "127.0.0.1", "port": stranger.port, "key": key}).encode())
    assert running_link(setup) is None
    stranger.close()
    assert stranger.heard.startswith(b"POST /links")
    assert key.encode() not in stranger.heard


def test_proofs_of_the_two_sides_differ_and_hold_for_one_question():
    assert asking("k", "n") != answering("k", "n", "") != answering("k", "m", "")
    entrance = Entrance()
    nonce = "n" * 32
    assert entrance.opens(nonce, asking(entrance.key, nonce))
    assert not entrance.opens("n" * 31, asking(entrance.key, nonce))
    assert not entrance.opens("short", asking(entrance.key, "short"))
    assert not entrance.opens(nonce, answering(entrance.key, nonce, ""))


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"port": 1}', b'{"host": "127.0.0.1", "port": "x", "key": "k"}',
     b'{"host": "127.0.0.1", "port": 99999999, "key": "k"}', b'{"host": "127.0.0.1", "port": 1, "key": "k"}',
     b'{"host": "a\\r\\nb", "port": 1, "key": "k"}', b'{"host": "\\u0000", "port": 1, "key": "k"}', b"[" * 9_000],
)  # fmt: skip
def test_a_note_that_is_damaged_or_stale_counts_as_none(setup, content):
    note_of(setup, content)
    assert running_link(setup) is None


@posix
def test_a_note_that_others_could_have_written_is_not_believed(setup):
    entrance = Entrance()
    made = listening("127.0.0.1", 0)
    with closing(made), noted(setup, made, entrance):
        note = _note(setup)
        assert note.stat().st_mode & 0o777 == 0o600
        note.chmod(0o622)
        asked = []
        threading.Thread(target=lambda: asked.append(made.accept()), daemon=True).start()
        assert running_link(setup) is None
        assert asked == []
    assert note.exists(), "nor is it taken for our own at the end"
    note.unlink()
    target = write(setup.folder / "elsewhere", "{}")
    note.symlink_to(target)
    assert running_link(setup) is None
    with closing(listening("127.0.0.1", 0)) as made, noted(setup, made, entrance):
        assert not note.is_symlink()
    assert target.read_text() == "{}"


def test_where_no_note_can_be_written_the_page_runs_all_the_same(setup, tmp_path):
    write(tmp_path / "cache", "a file in its place")
    with closing(listening("127.0.0.1", 0)) as made, noted(setup, made, Entrance()):
        assert running_link(setup) is None


# ---- how it ends -------------------------------------------------------------------------------------------


def private(server):
    """Return the private folders of a server."""
    return [path for path in Path(server.temporary).iterdir() if path.name.startswith("dprk-screen-")]


def family(pid):
    """Return a process and all that it has started, as far as they still run."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                parts = status.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(parts[1]) == one:
                waiting.append(int(status.parent.name))
    return found


def runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(holds):
    """Wait until something holds, at most half a minute."""
    for _ in range(300):
        if holds():
            return True
        time.sleep(0.1)
    return holds()


linux = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="processes are looked up in /proc")


def busy(serving, tmp_path):
    """Start a server, drop a table that takes long, and return it with all its processes."""
    server = serving()
    client = server.session()
    rows = "".join(f"Kim Chol {number} Trading,KP\n" for number in range(20_000))
    answer = client.post(f"{server.home}/tables/new?name=t.csv", data=f"Name,Country\n{rows}".encode(), timeout=60)
    assert answer.status_code == 200
    everybody = family(server.process.pid)
    assert len(everybody) >= 3
    return server, everybody


@linux
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["Ctrl-C", "ended", "terminal closed"]
)  # fmt: skip
def test_it_ends_soon_and_leaves_nothing(serving, tmp_path, number, code):
    server, everybody = busy(serving, tmp_path)
    assert private(server)
    server.process.send_signal(number)
    assert server.process.wait(20) == code
    assert until(lambda: not any(map(runs, everybody)))
    assert private(server) == []
    assert "Traceback" not in server.said()
    assert running_link(Setup(server.folder)) is None


@linux
def test_what_a_kill_leaves_ends_and_goes_by_itself(serving, tmp_path):
    server, everybody = busy(serving, tmp_path)
    Journal(server.folder / "decisions.jsonl").added([event()])
    server.process.kill()
    server.process.wait(20)
    assert until(lambda: not any(map(runs, everybody)))
    assert until(lambda: private(server) == [])
    assert len(Journal.read(server.folder / "decisions.jsonl", None).events) == 1
    again = serving()
    assert again.session().get(f"{again.home}/", timeout=20).status_code == 200


@linux
def test_a_second_start_gives_a_link_also_after_the_first_was_killed(serving):
    first = serving()
    second = first.another_link()
    assert urlsplit(second).netloc == urlsplit(first.link).netloc
    assert second != first.link
    assert requests.get(second, timeout=20).url == f"{first.home}/"
    first.kill()
    third = serving()
    assert urlsplit(third.another_link()).netloc == urlsplit(third.link).netloc


@linux
def test_a_worker_that_the_system_ends_is_told_on_the_page(serving, tmp_path):
    server = serving()
    client = server.session()
    ready = set(family(server.process.pid))
    answer = client.post(f"{server.home}/tables/new?name=t.csv", data=b"Name\n" + b"Kim Chol\n" * 20_000, timeout=60)
    workers = [one for one in ready if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]
    for one in workers:
        os.kill(one, signal.SIGKILL)
    page = f"{server.home}{answer.text}/reading"
    assert until(lambda: "ended by the system" in client.get(page, timeout=20).text)
    assert client.get(f"{server.home}/", timeout=20).status_code == 200


def test_on_the_network_it_is_asked_by_the_names_that_were_told(serving, tmp_path):
    server = serving(tmp_path, "--host", "0.0.0.0", "--name", "Office-PC.example")
    parts = urlsplit(server.link)
    assert parts.hostname == "office-pc.example"
    assert urlsplit(server.another_link()).netloc == parts.netloc
    assert until(lambda: "not encrypted" in server.said())
    here = f"http://127.0.0.1:{parts.port}{parts.path}"
    for host, status in ((f"0.0.0.0:{parts.port}", 421), (f"other.example:{parts.port}", 421), (parts.netloc, 303)):
        answer = requests.get(here, headers={"Host": host}, allow_redirects=False, timeout=20)
        assert answer.status_code == status, host
