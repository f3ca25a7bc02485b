"""The note by which another start of the command, of the same user, finds the server that runs on the same decisions.

Nothing it says is believed, and nothing secret is sent: each side proves to the other that it knows the key of the note.
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
import socket
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from hmac import compare_digest
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from screen.data import cache_folder
from screen.private import private_folder
from screen.web.entrance import Entrance, answering, asking
from screen.web.setup import Setup

_SECONDS = 3.0
_MOST_BYTES = 10_000
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)


def _note(setup: Setup) -> Path:
    """Return where a server on these decisions says that it runs."""
    place = str(setup.decisions.absolute() if setup.decisions else setup.folder.resolve())
    return cache_folder() / "serving" / f"{sha256(place.encode('utf-8', 'replace')).hexdigest()[:16]}.json"


@contextmanager
def noted(setup: Setup, made: socket.socket, entrance: Entrance) -> Iterator[None]:
    """Say for this user alone that a server runs, and how to ask it for a link; where that cannot be written, say nothing."""
    note, host = _note(setup), _reached(made)
    with suppress(OSError):
        private_folder(note.parent)
        note.unlink(missing_ok=True)
        handle = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINKS, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump({"host": host, "port": made.getsockname()[1], "key": entrance.key}, stream)
    try:
        yield
    finally:
        with suppress(OSError, ValueError, KeyError, TypeError):
            if _read(note)["key"] == entrance.key:
                note.unlink()


def _reached(made: socket.socket) -> str:
    """Return the address at which this machine reaches a socket of its own."""
    host = str(made.getsockname()[0])
    ip = ip_address(host.partition("%")[0])
    return host if not ip.is_unspecified else "127.0.0.1" if ip.version == 4 else "::1"


def _read(note: Path) -> dict[str, Any]:
    """Read a note; raises OSError for one that somebody else wrote or could have written."""
    with os.fdopen(os.open(note, os.O_RDONLY | _NO_LINKS | getattr(os, "O_NONBLOCK", 0)), "rb") as stream:
        found = os.fstat(stream.fileno())
        if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & 0o022):
            raise PermissionError(note)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(note)
        read = json.loads(stream.read(_MOST_BYTES))
    if not isinstance(read, dict):
        raise TypeError(note)
    return read


def running_link(setup: Setup) -> str | None:
    """Return a new link of the server that runs on these decisions, None where there is none, or a stranger's in its place."""
    try:
        note = _read(_note(setup))
        host, port, key = str(note["host"]), int(note["port"]), str(note["key"])
        return _asked(host, port, key)
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError, http.client.HTTPException):
        return None


def _asked(host: str, port: int, key: str) -> str | None:
    nonce = secrets.token_urlsafe(32)
    with closing(http.client.HTTPConnection(host, port, timeout=_SECONDS)) as connection:
        shown = f"[{host}]" if ":" in host else host
        headers = {"Host": f"{shown}:{port}", "X-Nonce": nonce, "X-Proof": asking(key, nonce), "Connection": "close"}
        connection.request("POST", "/links", headers=headers)
        answer = connection.getresponse()
        if answer.status != 200:
            return None
        link, _, proof = answer.read(_MOST_BYTES).decode("ascii").partition("\n")
    return link if compare_digest(proof, answering(key, nonce, link)) else None
