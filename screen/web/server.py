"""The server: where it listens, by which names it may be asked, the link that lets a browser in, and how it ends."""

from __future__ import annotations

import logging
import re
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING

from screen.errors import UsageError
from screen.private import temporary_folder
from screen.web.desk import Desk
from screen.web.entrance import Entrance
from screen.web.guard import MOST_FORM, MOST_HEADERS, Address, Guard
from screen.web.running import noted
from screen.web.setup import PORT, Setup

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

_LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
UPLOADS = re.compile(r"/tables/new|/lists/add|/tables/[0-9a-f]+/returned")
"""Paths to which a file may be sent."""


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens. port: 0 for any that is free. Raises UsageError where it is taken or not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    if sys.platform == "win32":
        made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)  # else another program could share the port
    else:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except (OSError, OverflowError, UnicodeError) as problem:
        made.close()
        why = getattr(problem, "strerror", None) or problem
        raise UsageError(
            f"--host {host} --port {port}: cannot be listened on ({why}). Choose another port, or leave both options out."
        ) from problem
    made.listen(128)
    return made


def _usual(host: str) -> socket.socket:
    """Return a socket on the usual port, so that a bookmark and what the browser keeps hold; on a free one where it is taken."""
    try:
        return listening(host, PORT)
    except UsageError:
        return listening(host, 0)


def addressed(made: socket.socket, host: str, names: Iterable[str]) -> tuple[Address, str]:
    """Return by which names a socket may be asked, and the one that links bear.

    names: those that others on the network use. Raises UsageError where the socket listens everywhere and none is told: any
    name that is led to this machine would have to be believed.
    """
    numeric, port = made.getsockname()[:2]
    ip = ip_address(numeric.partition("%")[0])
    own = [_name(one) for one in names]
    if ip.is_unspecified and not own:
        raise UsageError(
            f"--host {host} listens at every address of this machine: say by which name or address others open the page, as in "
            "--name office-pc.example."
        )
    literal = f"[{ip}]" if ip.version == 6 else str(ip)
    known = _LOCAL_NAMES | set(own) | ({literal} if not ip.is_unspecified else set())
    if not ip.is_unspecified and ":" not in host:
        known |= {host.lower()}
    return Address(port, known), (own or [literal])[0]


def _name(given: str) -> str:
    """Return a name as the Host of a request bears it."""
    name = given.strip().lower()
    try:
        ip = ip_address(name.strip("[]"))
    except ValueError:
        if (
            not name
            or len(name) > 253
            or not all(sign.isalnum() or sign in "-._" for sign in name)
            or not name.isascii()
        ):
            raise UsageError(
                f"--name {given}: no name of a machine. Give it without http:// and port, as in --name office-pc.example."
            ) from None
        return name
    return f"[{ip}]" if ip.version == 6 else str(ip)


def guarded(desk: Desk, entrance: Entrance, address: Address, base: str) -> ASGIApp:
    """Return the application with its guard before it. base: what its links begin with."""
    from screen.web.app import application, closed

    app = application(desk, entrance)
    app.state.cookie, app.state.base = address.cookie, base

    def most_bytes(path: str) -> int:
        return desk.setup.most_bytes if UPLOADS.fullmatch(path) else MOST_FORM

    return Guard(app, address, entrance, most_bytes, partial(closed, key="refused.closed", status=401))


def serve(
    setup: Setup, host: str, port: int | None, told: Callable[[str, bool], None], names: Iterable[str] = ()
) -> None:
    """Serve until it is interrupted.

    port: None for the usual one, or any that is free; told: called with the link, and whether only this machine reaches it, once
    the server listens; names: see addressed.
    """
    threading.excepthook = _of_thread
    made = listening(host, port) if port is not None else _usual(host)
    entrance = Entrance()
    try:
        address, name = addressed(made, host, names)
        ip = ip_address(made.getsockname()[0].partition("%")[0])
        base = f"http://{name}:{address.port}"
        with temporary_folder() as folder:
            desk = Desk(replace(setup, tables=folder), folder)
            try:
                with noted(setup, made, entrance):
                    desk.make_ready()
                    told(f"{base}/enter/{entrance.new_link()}", ip.is_loopback)
                    answering(guarded(desk, entrance, address, base)).run(sockets=[made])
            finally:
                desk.close()
    finally:
        made.close()


def answering(app: ASGIApp) -> uvicorn.Server:
    """Return what answers, and says nothing of it anywhere: what is asked for holds names of parties."""
    import uvicorn

    from screen.web.connection import Connection

    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    config = uvicorn.Config(
        app, http=Connection, loop="asyncio", ws="none", lifespan="off", proxy_headers=False, server_header=False,
        date_header=False, log_config=None, log_level="critical", access_log=False, timeout_keep_alive=30,
        timeout_graceful_shutdown=2, h11_max_incomplete_event_size=MOST_HEADERS,
    )  # fmt: skip
    return uvicorn.Server(config)


def _of_thread(told: threading.ExceptHookArgs) -> None:
    """Tell of a bug in a thread by its place alone."""
    from screen.mishap import place_of

    if isinstance(told.exc_value, Exception) and sys.stderr:
        print(f"A bug in dprk-screen ({place_of(told.exc_value)}). Please report it.", file=sys.stderr)
