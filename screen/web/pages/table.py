"""A table that was dropped: how it was understood, corrections, progress, cancel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from screen.intake.encoding import encodings
from screen.intake.headers import several
from screen.model import FIELDS
from screen.web.app import desk_of, is_part, job_of, show
from screen.web.choices import Choices
from screen.web.desk import DONE, Job
from screen.web.form import Form, posted

NOT_READ, FOUND = "-", "auto"
"""What a choice of a column says beside the name of a field."""
_FEW, _MANY = 4, 200
"""Problems of a kind that are shown at first, and each time more are asked for."""
_COLUMNS_OF_TABLE, _COLUMNS = 150, 600
"""Columns that are shown at first of a table, and of all tables together."""
_DELIMITERS = {
    ",": "table.delimiter_comma", ";": "table.delimiter_semicolon", "\t": "table.delimiter_tab", "|": "table.delimiter_bar",
}  # fmt: skip
OBSTACLES = {
    "no_names": "table.no_names_anywhere", "several_names": "table.several_names", "sideways": "table.sideways",
}  # fmt: skip
"""What to say of a table that is refused for what the page lets choose; all else is said as the library says it."""
_KINDS = {
    "vendors": "table.kind_vendors",
    "visa": "table.kind_visa",
    "it": "table.kind_it",
    "vessels": "table.kind_vessels",
}
_STAGES = {
    "": "table.stage_start", "looking at the dates": "table.stage_reading", "telling parties apart": "table.stage_rows",
    "giving bands": "table.stage_bands",
    "loading the lists": "table.stage_lists", "reading the table": "table.stage_reading",
    "reading the cells": "table.stage_reading", "comparing with the watchlists": "table.stage_matching",
    "testing the red flags": "table.stage_rules", "looking for planted controls": "table.stage_controls",
    "comparing rows with one another": "table.stage_rows", "preparing what is shown": "table.stage_showing",
    "writing the full result": "table.stage_writing",
}  # fmt: skip


def reading(request: Request) -> Response:
    """Show how a table was understood, or how far its screening is."""
    return _shown(request, job_of(request), "reading_part.html" if is_part(request) else "reading.html")


def progress(request: Request) -> Response:
    """Show how far a table is; when it is ready, lead on to what came of it."""
    job = job_of(request)
    if job.is_busy:
        return show(request, "progress.html", job=job, stages=_STAGES)
    if not is_part(request) or job.state == DONE:
        return _led(request, f"/tables/{job.id}" if job.state == DONE else f"/tables/{job.id}/reading")
    answer = _shown(request, job, "reading_part.html")
    answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#reading", "outerHTML"
    return answer


@posted
def choose(request: Request, form: Form) -> Response:
    """Take what the officer chose, and show how the table is understood now."""
    job = job_of(request)
    what = form.get("what")
    if what not in _CHOICES:
        raise HTTPException(400, "The form cannot be read. Load the page again.")
    try:
        choices = _CHOICES[what](job, form)
    except (ValueError, LookupError) as problem:
        raise HTTPException(400, "The form cannot be read. Load the page again.") from problem
    job.choose(choices)
    return _after(request, job)


@posted
def read_again(request: Request, _: Form) -> Response:
    """Read a table once more that could not be read, or whose reading was stopped."""
    job = job_of(request)
    if not job.is_busy:
        job.read()
    return _after(request, job)


@posted
def screen(request: Request, _: Form) -> Response:
    """Begin to screen a table that is understood."""
    job = job_of(request)
    if not job.is_busy and job.understanding and not job.understanding.refusal:
        job.screen()
    return _after(request, job)


@posted
def cancel(request: Request, _: Form) -> Response:
    """Stop what is done for a table."""
    job = job_of(request)
    job.cancel()
    return _after(request, job)


@posted
def away(request: Request, _: Form) -> Response:
    """Take a table away from the desk; decisions on it are recorded already."""
    if job := desk_of(request).job(request.path_params["job"]):
        desk_of(request).put_away(job)
    return _led(request, "/")


def problems(request: Request) -> Response:
    """Show more of the problems of one kind."""
    job = job_of(request)
    code, start = request.query_params.get("code", ""), request.query_params.get("start", "0")
    if not (start.isascii() and start.isdigit() and len(start) < 9):
        raise HTTPException(400, "The address cannot be read. Load the page again.")
    own = [one for one in _problems(job) if one["code"] == code]
    end = int(start) + _MANY
    return show(
        request, "problem_rows.html", job=job, code=code, rows=own[int(start) : end], end=end, left=max(0, len(own) - end),
    )  # fmt: skip


# ---- what is shown ---------------------------------------------------------------------------------------


def _after(request: Request, job: Job) -> Response:
    """Show the part anew, or lead a browser without scripts back to the page."""
    if is_part(request):
        return _shown(request, job, "reading_part.html")
    return RedirectResponse(f"/tables/{job.id}/reading", 303)


def _led(request: Request, address: str) -> Response:
    """Lead on to another page."""
    return Response("", headers={"HX-Redirect": address}) if is_part(request) else RedirectResponse(address, 303)


def _shown(request: Request, job: Job, template: str) -> Response:
    found = _problems(job)
    counts = Counter(one["code"] for one in found)
    groups = [
        (code, count, [one for one in found if one["code"] == code][:_FEW]) for code, count in counts.most_common()
    ]
    return show(
        request, template, job=job, seen=job.understanding, choices=job.choices, stages=_STAGES, groups=groups,
        problem_count=len(found), few=_FEW, skipped=sum(one["code"].startswith("row-skipped-") for one in found),
        fields=FIELDS, kinds=_KINDS, encodings=encodings(), delimiters=_DELIMITERS,
        obstacles=OBSTACLES, columns_shown=_columns_shown(request, job),
    )  # fmt: skip


def _columns_shown(request: Request, job: Job) -> dict[str, int]:
    """Return how many columns of each table are shown at first, so that a sheet of thousands stays a page; all when asked."""
    left = _COLUMNS if "all" not in request.query_params else 10**9
    found: dict[str, int] = {}
    for table in (one for sheet in (job.understanding.sheets if job.understanding else ()) for one in sheet.tables):
        most = len(table.columns) if left > _COLUMNS else min(left, _COLUMNS_OF_TABLE)
        found[table.label] = min(most, len(table.columns))
        left -= found[table.label]
    return found


def _problems(job: Job) -> list[Mapping[str, Any]]:
    """Return the problems of the table: those the run found, or of what was read where it is not screened as it is read now."""
    if job.found and not job.is_outdated:
        own: list[Mapping[str, Any]] = job.found.record["problems"]
        return own
    names = ("sheet", "row", "column", "code", "message")
    return [
        {name: getattr(one, name) for name in names}
        for one in (job.understanding.problems if job.understanding else ())
    ]


# ---- what is chosen --------------------------------------------------------------------------------------


def _column(job: Job, form: Form) -> Choices:
    """Take a column for a field."""
    field = form.get("field")
    if field not in (*FIELDS, NOT_READ, FOUND):
        raise ValueError(field)
    chosen = {NOT_READ: "", FOUND: None}.get(field, field)
    return job.choices.with_column(_sheet(job, form), _raw(form, "header"), chosen, several())


def _header(job: Job, form: Form) -> Choices:
    """Take a row for the header, with the next one where both are."""
    if form.get("row") == "none":
        return job.choices.with_header(_sheet(job, form), 0, 0)
    row = int(form.get("row") or 0)
    return job.choices.with_header(_sheet(job, form), row, 2 if form.get("two") else 1)


def _taken_in(job: Job, form: Form) -> Choices:
    """Leave a sheet out, or take it in."""
    return job.choices.with_sheet(_sheet(job, form), not form.get("in"))


def _sheet(job: Job, form: Form) -> str:
    """Return the sheet or the table on one that a choice is about; raises LookupError for one that there is not."""
    name = _raw(form, "sheet")
    seen = job.understanding.sheets if job.understanding else ()
    if name not in {name for sheet in seen for name in (sheet.name, *(one.label for one in sheet.tables))}:
        raise LookupError(name)
    return name


def _raw(form: Form, name: str) -> str:
    """Return a value as it stands, white space and all: it must equal what the table says."""
    return next(iter(form.all(name)), "")


def _one_of(name: str, allowed: Callable[[], tuple[str, ...]]) -> Callable[[Job, Form], Choices]:
    """Return what takes a choice of the whole table, '' for what is found by itself."""

    def taken(job: Job, form: Form) -> Choices:
        value = _raw(form, name)
        if value and value not in allowed():
            raise ValueError(value)
        chosen: dict[str, Any] = {name: value}
        return replace(job.choices, **chosen)

    return taken


_CHOICES: dict[str, Callable[[Job, Form], Choices]] = {
    "column": _column, "header": _header, "sheet": _taken_in, "profile": _one_of("profile", lambda: tuple(_KINDS)),
    "encoding": _one_of("encoding", encodings), "delimiter": _one_of("delimiter", lambda: tuple(_DELIMITERS)),
}  # fmt: skip

ROUTES = [
    Route("/tables/{job}/reading", reading, methods=["GET"]),
    Route("/tables/{job}/reading", choose, methods=["POST"]),
    Route("/tables/{job}/progress", progress),
    Route("/tables/{job}/problems", problems),
    Route("/tables/{job}/read", read_again, methods=["POST"]),
    Route("/tables/{job}/screen", screen, methods=["POST"]),
    Route("/tables/{job}/cancel", cancel, methods=["POST"]),
    Route("/tables/{job}/away", away, methods=["POST"]),
]
