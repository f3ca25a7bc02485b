"""The watchlists: what is loaded, how old, update, add, who came and went, search, one entry."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from screen.errors import UsageError
from screen.web.app import desk_of, is_part, show, words
from screen.web.desk import DONE, Desk, Job
from screen.web.download import download
from screen.web.errand import RUNNING
from screen.web.form import Form, posted
from screen.web.keeping import (
    added,
    cards_of,
    changes_of,
    changes_written,
    lists_of,
    searched,
    updated,
)  # fmt: skip
from screen.web.pages.start import safe_name

_BATCH = re.compile(r"lists-[0-9a-f]{16}")
_MOST_BATCHES, _MOST_FILES = 4, 20


def lists(request: Request) -> Response:
    """Show the lists that tables are screened against, and what is being done to them."""
    desk = desk_of(request)
    return show(
        request, "lists.html", known=desk.ask(lists_of), errand=desk.errand, screened=_screened(desk), is_busy=False
    )


def at_hand(request: Request) -> Response:
    """Show the lists alone, after they have changed."""
    return show(request, "lists_at_hand.html", known=desk_of(request).ask(lists_of))


def errand(request: Request) -> Response:
    """Show how far a change to the lists is, or what came of it."""
    return _part(request)


def _part(request: Request, is_busy: bool = False) -> Response:
    """Show a change to the lists. is_busy: another one was asked for meanwhile."""
    desk = desk_of(request)
    return show(request, "lists_errand.html", errand=desk.errand, screened=_screened(desk), is_busy=is_busy)


def _screened(desk: Desk) -> list[Job]:
    """Return the tables that were screened with the lists as they were."""
    return [job for job in desk.jobs if job.state == DONE]


# ---- changing them ---------------------------------------------------------------------------------------


@posted
def update(request: Request, form: Form) -> Response:
    """Begin to fetch lists from their publishers."""
    keys = form.all("publisher")
    if not keys:
        raise UsageError(words(request)("lists.none_chosen"))
    return _sent(request, "lists.updating", updated, keys, form.all("agree"), form.get("accept_shrink") == "yes")


async def add(request: Request) -> Response:
    """Take one list file into a private folder; answers with the folder's name, under which the next ones come."""
    desk = desk_of(request)
    folder = _batch(desk, request.query_params.get("batch", ""))
    if folder is None:
        _tidy(desk)
        folder = desk.folder / f"lists-{secrets.token_hex(8)}"
        folder.mkdir(mode=0o700)
    held = sum(1 for _ in folder.iterdir())
    if held >= _MOST_FILES:
        raise UsageError(words(request)("lists.too_many", count=_MOST_FILES))
    path = folder / f"{held + 1:02}" / safe_name(request.query_params.get("name", ""))
    path.parent.mkdir(mode=0o700)
    try:
        with path.open("xb") as stream:
            async for part in request.stream():
                stream.write(part)
    except BaseException as problem:  # broken off, too large, a full disk: nothing is left of what came
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(problem, ClientDisconnect):
            return PlainTextResponse("", 400)
        raise
    return PlainTextResponse(folder.name)


@posted
def keep(request: Request, form: Form) -> Response:
    """Begin to keep the list files that came."""
    folder = _batch(desk_of(request), form.get("batch"))
    if folder is None:
        raise UsageError(words(request)("lists.no_files"))
    day = form.get("day") or ("today" if form.get("today") == "yes" else "")
    return _sent(request, "lists.adding", added, folder, day, form.all("agree"), form.get("accept_shrink") == "yes")


@posted
def stop(request: Request, _: Form) -> Response:
    """Stop what is being done; what was stored before stays in use."""
    now = desk_of(request).errand
    if now and now.state == RUNNING:
        now.worker.stop()
    return _part(request) if is_part(request) else RedirectResponse("/lists", 303)


@posted
def again(request: Request, form: Form) -> Response:
    """Screen a table once more, with the lists as they are now."""
    job = desk_of(request).job(form.get("job"))
    if job is None:
        raise HTTPException(404, words(request)("refused.no_job"))
    job.screen(with_new_lists=True)
    return RedirectResponse(f"/tables/{job.id}/reading", 303)


def _sent(request: Request, what: str, function: Callable[..., Any], *arguments: object) -> Response:
    """Begin a change to the lists, and show how far it is; what: the key of what is said of it."""
    is_busy = desk_of(request).send(what, function, *arguments) is None
    return _part(request, is_busy) if is_part(request) else RedirectResponse("/lists", 303)


def _batch(desk: Desk, name: str) -> Path | None:
    """Return the folder in which files wait, None for none of that name."""
    folder = desk.folder / name
    return folder if _BATCH.fullmatch(name) and folder.is_dir() else None


def _tidy(desk: Desk) -> None:
    """Remove files that wait for an answer which will not come any more."""
    waiting = sorted(desk.folder.glob("lists-*"), key=lambda one: one.stat().st_mtime)
    for folder in waiting[: max(0, len(waiting) - _MOST_BATCHES + 1)]:
        shutil.rmtree(folder, ignore_errors=True)


# ---- looking into them -----------------------------------------------------------------------------------


def changes(request: Request) -> Response:
    """Show who came, who went and what changed between the last two versions of a list."""
    return show(
        request, "list_changes.html", found=desk_of(request).ask(changes_of, request.query_params.get("list", ""))
    )


@posted
def changes_file(request: Request, form: Form) -> Response:
    """Send all that changed, as a workbook."""
    desk, name = desk_of(request), form.get("list")
    return download(
        desk.folder, safe_name(f"{name}.changes.xlsx"), lambda target: desk.ask(changes_written, name, target)
    )


@posted
def search(request: Request, form: Form) -> Response:
    """Show the entries that contain a text as it is written."""
    text = form.get("text")
    count, rows = desk_of(request).ask(searched, text)
    template = "lists_found.html" if is_part(request) else "lists_search.html"
    return show(request, template, text=text, count=count, rows=rows)


def entry(request: Request) -> Response:
    """Show everything the lists say of one entry."""
    reference = request.query_params.get("ref", "")[:200]
    return show(request, "entry.html", cards=desk_of(request).ask(cards_of, reference))


ROUTES: list[Route] = [
    Route("/lists", lists),
    Route("/lists/at-hand", at_hand),
    Route("/lists/errand", errand),
    Route("/lists/update", update, methods=["POST"]),
    Route("/lists/add", add, methods=["POST"]),
    Route("/lists/keep", keep, methods=["POST"]),
    Route("/lists/stop", stop, methods=["POST"]),
    Route("/lists/again", again, methods=["POST"]),
    Route("/lists/changes", changes),
    Route("/lists/changes", changes_file, methods=["POST"]),
    Route("/lists/search", search, methods=["POST"]),
    Route("/lists/entry", entry),
]
