"""The first page: drop a table, see what lists are used and how old they are, and what is on the desk."""

from __future__ import annotations

import shutil
import unicodedata

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from screen.plain_file import SHOWN
from screen.web.app import desk_of, show
from screen.web.desk import Job

_LONGEST_BYTES = 180
_AMISS = frozenset('<>:"/|?*')
_DEVICES = frozenset(
    ("CON", "PRN", "AUX", "NUL", *(f"{name}{number}" for name in ("COM", "LPT") for number in range(10)))
)


def start(request: Request) -> Response:
    """Show the first page."""
    return show(request, "start.html")


async def new(request: Request) -> Response:
    """Take a table that was dropped into a private folder, and begin to read it; answers with the address of its page."""
    desk = desk_of(request)
    name = safe_name(request.query_params.get("name", ""))
    number, folder = desk.new_folder()
    path = folder / name
    try:
        with path.open("xb") as stream:
            async for part in request.stream():
                stream.write(part)
    except BaseException as problem:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(problem, ClientDisconnect):
            return PlainTextResponse("", 400)
        raise
    job = desk.add(number, name, path)
    begin(job)
    return PlainTextResponse(f"/tables/{job.id}")


def begin(job: Job) -> None:
    """Begin to read a table."""
    job.screen()


def safe_name(given: str) -> str:
    """Return a name as a file may bear it everywhere: its last part, without signs that systems or readers take amiss."""
    plain = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join("_" if sign in _AMISS or ord(sign) in SHOWN else sign for sign in plain).strip(" .-")
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, ending[:12]) if stem else (name, "")
    if not stem or stem.split(".")[0].upper() in _DEVICES:
        stem = f"table {stem}".strip()
    return f"{_cut(stem)}{dot if ending else ''}{ending}"


def _cut(text: str) -> str:
    """Return as much of a text as the name of a file may hold."""
    return text.encode("utf-8", "replace")[:_LONGEST_BYTES].decode("utf-8", "ignore")


ROUTES = [Route("/", start), Route("/tables/new", new, methods=["POST"])]
