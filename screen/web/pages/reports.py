"""What can be taken away: workbook, page, record, letters; and a workbook that comes back."""

from __future__ import annotations

import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from screen.report.verdict import is_behind
from screen.web.app import desk_of, job_of, show, words
from screen.web.desk import DONE
from screen.web.download import download
from screen.web.form import Form, posted
from screen.web.pages.start import safe_name
from screen.web.taking import letters_of, letters_written, taken_back, written

if TYPE_CHECKING:
    from screen.web.desk import Job

FORMS = {".xlsx": "reports.workbook", ".html": "reports.page", ".md": "reports.summary", ".json": "reports.record"}
"""Forms for people, by ending, each with the key of what is said of it."""
PROGRAM_FORMS = (".sarif", ".junit.xml", ".gitlab.json")
LETTER_FORMS = (".txt", ".csv")
SHOWN = 50
"""Letters on a page."""
_LONGEST_BYTES = 150


def take(request: Request) -> Response:
    """Show what can be taken away; of a table that is not screened yet, how far it is."""
    job = job_of(request)
    if not _is_done(job):
        return RedirectResponse(f"/tables/{job.id}/reading", 303)
    is_late = _is_behind(request, job)
    letters = [] if is_late else job.answer(letters_of)
    text = request.query_params.get("from", "0")
    first = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    shown = letters[first : first + SHOWN]
    return show(
        request, "reports.html", job=job, forms=FORMS, program_forms=PROGRAM_FORMS, letter_forms=LETTER_FORMS,
        letters=shown, first=first, count=len(letters), most=SHOWN, places=_places(job),
        is_behind=is_late,
    )  # fmt: skip


@posted
def report(request: Request, form: Form) -> Response:
    """Send a report, as the decisions are now."""
    job, ending = _done(request), form.get("form")
    if ending not in (*FORMS, *PROGRAM_FORMS):
        raise HTTPException(404, words(request)("reports.no_form"))
    redact = form.get("names") != "yes"
    return download(
        job.path.parent, _named(job, f".screened{ending}"), lambda target: job.worker.ask(written, target, redact)
    )


@posted
def letters(request: Request, form: Form) -> Response:
    """Send what each party may be asked."""
    job, ending = _done(request), form.get("form")
    if ending not in LETTER_FORMS:
        raise HTTPException(404, words(request)("reports.no_form"))
    return download(
        job.path.parent, _named(job, f".questions{ending}"), lambda target: job.worker.ask(letters_written, target)
    )


async def returned(request: Request) -> Response:
    """Take a workbook that a reviewer has worked in, record what was decided, and say what not and why."""
    job = _done(request)
    folder = tempfile.mkdtemp(prefix="returned-", dir=job.path.parent)
    path = Path(folder, safe_name(request.query_params.get("name", "")))
    try:
        with path.open("wb") as stream:
            async for part in request.stream():
                stream.write(part)
        return await run_in_threadpool(partial(_taken_back, request, job, path))
    except ClientDisconnect:
        return PlainTextResponse("", 400)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _taken_back(request: Request, job: Job, path: Path) -> Response:
    worker = job.worker
    back = worker.ask(taken_back, path)
    if back.found is not None:
        job.put(back.found, worker)
    return show(request, "returned.html", back=back)


def _is_behind(request: Request, job: Job) -> bool:
    assert job.found is not None
    return is_behind(job.found.record, desk_of(request).setup.journal(job.path.name))


def _is_done(job: Job) -> bool:
    return job.state == DONE and job.found is not None


def _done(request: Request) -> Job:
    job = job_of(request)
    if not _is_done(job):
        raise HTTPException(409, words(request)("reports.not_yet"))
    return job


def _named(job: Job, ending: str) -> str:
    """Return the name of a file that is about the table, fit for every system."""
    stem, _, last = job.name.rpartition(".")
    short = (stem or last).encode("utf-8", "replace")[:_LONGEST_BYTES].decode("utf-8", "ignore")
    return f"{short.rstrip(' .')}{ending}"


def _places(job: Job) -> dict[tuple[str, int], int]:
    """Return by sheet and row where a party stands in the record, for links to its page."""
    parties = job.found.record["parties"] if job.found else []
    return {(one["sheet"], one["row"]): place for place, one in enumerate(parties)}


ROUTES: list[Route] = [
    Route("/tables/{job}/take", take),
    Route("/tables/{job}/take/report", report, methods=["POST"]),
    Route("/tables/{job}/take/questions", letters, methods=["POST"]),
    Route("/tables/{job}/returned", returned, methods=["POST"]),
]
