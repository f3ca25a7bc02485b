"""The first page: drop tables, see what lists are used and how old they are, and what is on the desk."""

from __future__ import annotations

import shutil
import unicodedata
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from screen.mishap import of_the_machine
from screen.model import Band
from screen.plain_file import SHOWN
from screen.web.app import desk_of, show, words
from screen.web.desk import MOST_JOBS, Job
from screen.web.pages.table import OBSTACLES

_LONGEST_BYTES = 180
_AMISS = frozenset('<>:"/|?*')
_DEVICES = frozenset(
    ("CON", "PRN", "AUX", "NUL", *(f"{name}{number}" for name in ("COM", "LPT") for number in range(10)))
)


def start(request: Request) -> Response:
    """Show the first page."""
    return show(request, "start.html", **_desk_values(request), most_jobs=MOST_JOBS)


def jobs(request: Request) -> Response:
    """Show what is on the desk, and how far it is."""
    return show(request, "start_jobs.html", **_desk_values(request))


def lists(request: Request) -> Response:
    """Say which lists the next table is screened against."""
    used = desk_of(request).lists_used
    days = sorted(one.date for one in used if one.date)
    return show(request, "start_lists.html", used=used, days=days)


def _desk_values(request: Request) -> dict[str, Any]:
    on_desk = desk_of(request).jobs
    return {"jobs": on_desk, "to_look_at": {job.id: to_look_at(job) for job in on_desk}, "obstacles": OBSTACLES}


def to_look_at(job: Job) -> int:
    """Return how many parties of a table that was screened a person should look at."""
    found = job.found
    return sum(Band.of(one["band"]) >= Band.MEDIUM for one in found.record["parties"]) if found else 0


async def new(request: Request) -> Response:
    """Take a table that was dropped into a private folder, and begin to read it; answers with the address of its page.

    What could not be taken leaves nothing behind, and is answered with what to say.
    """
    desk = desk_of(request)
    name = safe_name(request.query_params.get("name", ""))
    number, folder = desk.new_folder()
    path = folder / name
    is_taken = False
    try:
        with path.open("xb") as stream:
            async for part in request.stream():
                stream.write(part)
        if not path.stat().st_size:
            return PlainTextResponse(words(request)("start.empty"), 422)
        job = await run_in_threadpool(desk.add, number, name, path)
        is_taken = True
    except ClientDisconnect:
        return PlainTextResponse("", 400)
    except OSError as problem:
        return PlainTextResponse(f"{words(request)('start.no_room')} ({of_the_machine(problem)})", 507)
    finally:
        if not is_taken:
            shutil.rmtree(folder, ignore_errors=True)
    job.read()
    return PlainTextResponse(f"/tables/{job.id}")


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


ROUTES = [
    Route("/", start),
    Route("/desk", jobs),
    Route("/desk/lists", lists),
    Route("/tables/new", new, methods=["POST"]),
]
