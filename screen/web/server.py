"""The server: where it listens, the link that lets a browser in, and how it ends."""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from screen.data import cache_folder
from screen.errors import UsageError
from screen.private import private_folder, temporary_folder
from screen.web.desk import Desk
from screen.web.entrance import Entrance
from screen.web.guard import MOST_FORM, Address, Guard
from screen.web.setup import Setup

if TYPE_CHECKING:
    from starlette.types import ASGIApp

LOOPBACK, PORT = "127.0.0.1", 8737
_LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
UPLOADS = re.compile(r"/tables/new|/lists/add|/tables/[0-9a-f]+/returned")
"""Paths to which a file may be sent."""


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens. port: 0 for any that is free. Raises UsageError where it is taken or not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except (OSError, OverflowError) as problem:
        made.close()
        why = getattr(problem, "strerror", None) or problem
        raise UsageError(
            f"--host {host} --port {port}: cannot be listened on ({why}). Choose another port."
        ) from problem
    made.listen(128)
    return made


def _usual(host: str) -> socket.socket:
    """Return a socket on the usual port, so that a bookmark and what the browser keeps hold; on a free one where it is taken."""
    try:
        return listening(host, PORT)
    except UsageError:
        return listening(host, 0)


def guarded(desk: Desk, entrance: Entrance, address: Address) -> ASGIApp:
    """Return the application with its guard before it."""
    from screen.web.app import application

    app = application(desk, entrance)
    app.state.cookie = address.cookie

    def most_bytes(path: str) -> int:
        return desk.setup.most_bytes if UPLOADS.fullmatch(path) else MOST_FORM

    return Guard(app, address, entrance, most_bytes)


def serve(setup: Setup, host: str, port: int | None, told: Callable[[str], None]) -> None:
    """Serve until it is interrupted.

    port: None for the usual one, or any that is free; told: called with the link, once the server listens.
    """
    import uvicorn

    made = listening(host, port) if port is not None else _usual(host)
    own = made.getsockname()[1]
    address = Address(own, _LOCAL_NAMES | {host if ":" not in host else f"[{host}]"})
    entrance = Entrance()
    with temporary_folder() as folder:
        desk = Desk(setup, folder)
        app = guarded(desk, entrance, address)
        config = uvicorn.Config(
            app, log_level="critical", access_log=False, server_header=False, date_header=False, lifespan="off",
            timeout_keep_alive=30, timeout_graceful_shutdown=2, h11_max_incomplete_event_size=32_768, ws="none",
        )  # fmt: skip
        try:
            with noted(setup, own, entrance):
                desk.make_ready()
                told(f"http://{_shown(host)}:{own}/enter/{entrance.new_link()}")
                uvicorn.Server(config).run(sockets=[made])
        finally:
            desk.close()
            made.close()


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


# ---- a second start of the command -----------------------------------------------------------------------


def _note(setup: Setup) -> Path:
    """Return where a server on these decisions says that it runs."""
    place = str(setup.decisions or setup.folder.resolve())
    return cache_folder() / "serving" / f"{sha256(place.encode()).hexdigest()[:16]}.json"


@contextmanager
def noted(setup: Setup, port: int, entrance: Entrance) -> Iterator[None]:
    """Say for this user alone that a server runs, and how to ask it for a link."""
    note = _note(setup)
    private_folder(note.parent)
    note.unlink(missing_ok=True)
    with os.fdopen(os.open(note, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        json.dump({"port": port, "key": entrance.key}, stream)
    try:
        yield
    finally:
        with suppress(OSError, ValueError):
            if json.loads(note.read_text(encoding="utf-8"))["key"] == entrance.key:
                note.unlink()


def running_link(setup: Setup) -> str | None:
    """Return a new link of the server that runs on these decisions, None where there is none."""
    import requests

    try:
        note = json.loads(_note(setup).read_text(encoding="utf-8"))
        with requests.Session() as session:
            session.trust_env = False  # no proxy stands between this machine and itself
            answer = session.post(
                f"http://{LOOPBACK}:{int(note['port'])}/links", headers={"Authorization": f"Bearer {note['key']}"},
                timeout=3, allow_redirects=False,
            )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, requests.RequestException):
        return None
    return answer.text if answer.status_code == 200 else None
