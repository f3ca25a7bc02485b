"""A page that is served for real, by the command, and a real Chromium over it."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

ROOT = Path(__file__).resolve().parents[2]
AS_OF = "2026-11-28"


@dataclass
class Served:
    """A server that runs: its folder, the link that lets one browser in, and its process."""

    folder: Path
    link: str
    process: subprocess.Popen
    lines: list
    temporary: str

    def said(self):
        """Return all that it has written since the link, on either stream."""
        return "".join(self.lines)

    @property
    def home(self):
        """The address of the first page."""
        parts = urlsplit(self.link)
        return f"{parts.scheme}://{parts.netloc}"

    def another_link(self):
        """Run the command again, which gives another link."""
        done = _run(self.folder, "--no-browser")
        return done.communicate(timeout=60)[0].strip()

    def session(self):
        """Return a client that was let in, and says of itself what a browser says."""
        client = requests.Session()
        client.trust_env = False
        client.get(self.another_link(), timeout=30)
        client.headers["Origin"] = self.home
        return client

    def kill(self):
        """End it as a power cut does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)
        self._close()

    def end(self):
        """End it as Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
                raise
        self._close()

    def _close(self):
        for stream in (self.process.stdout, self.process.stderr):
            stream.close()
        shutil.rmtree(self.temporary, ignore_errors=True)


def _run(folder, *options, temporary=None):
    return subprocess.Popen(
        [sys.executable, "-m", "screen", "serve", str(folder), *options],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env=os.environ | {"DPRK_SCREEN_AS_OF": AS_OF} | ({"TMPDIR": temporary} if temporary else {}),
    )  # fmt: skip


def start(folder, *options):
    """Serve a folder, and wait for the link."""
    temporary = tempfile.mkdtemp(prefix="served-")
    process = _run(folder, "--no-browser", "--port", "0", *options, temporary=temporary)
    link = process.stdout.readline().strip()
    if not link:
        raise AssertionError(process.communicate(timeout=30)[1])
    lines = []
    for stream in (process.stdout, process.stderr):
        threading.Thread(target=_drained, args=(stream, lines), daemon=True).start()
    return Served(Path(folder), link, process, lines, temporary)


def _drained(stream, lines):
    with suppress(ValueError):  # closed meanwhile
        lines.extend(stream)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A server on an empty folder, for the tests of a module."""
    server = start(tmp_path_factory.mktemp("desk"))
    yield server
    server.end()


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A server with a data directory of its own."""
    folder = tmp_path_factory.mktemp("desk")
    server = start(folder, "--data-dir", str(folder / "data"))
    yield server
    server.end()


@pytest.fixture(scope="module")
def session(desk):
    """A client that was let in there."""
    return desk.session()


@pytest.fixture
def serving(tmp_path):
    """Return what starts a server on a folder, as often as a test wants; each is ended after it."""
    begun = []

    def serve(folder=tmp_path, *options):
        begun.append(start(folder, *options))
        return begun[-1]

    yield serve
    for one in begun:
        one.end()


class Watched:
    """A browser window on a laptop, and what it asked for elsewhere or complained of."""

    def __init__(self, page, home, may_complain):
        self.page, self.home, self.may_complain = page, home, may_complain
        self.strangers, self.complaints = [], []
        page.on("request", lambda request: self._asked(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)

    def _asked(self, url):
        if not url.startswith((self.home, "data:", "blob:")):
            self.strangers.append(url)


@pytest.fixture
def opened(chromium, request):
    """Return what opens a window on a server: a Playwright page of 1366 × 768 that has been let in.

    At the end of the test no window may have asked for anything elsewhere, or complained of a script, of the policy or of a
    refusal; may_complain: where a test is about refusals.
    """
    contexts, windows = [], []

    def open_window(server, link=None, may_complain=False, **options):
        context = chromium.new_context(viewport={"width": 1366, "height": 768}, **options)
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        windows.append(Watched(page, server.home, may_complain))
        page.goto(link or server.another_link())
        return page

    yield open_window
    for context in contexts:
        context.close()
    for one in windows:
        assert one.strangers == []
        assert one.may_complain or one.complaints == []
