"""What was found, to look at: charts, groups, network, ways to listed parties, time line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from screen.countries import country_name
from screen.report.cases import queue, top_reasons
from screen.web import together
from screen.web.app import job_of, show, words
from screen.web.axis import axis
from screen.web.desk import DONE
from screen.web.network import fitted
from screen.web.tally import BANDS, bars, splits

if TYPE_CHECKING:
    from screen.redflags.connections import Connection
    from screen.web.bench import Found
    from screen.web.desk import Job

GROUPS_STEP, ROWS_STEP, LINES_STEP, PATHS_STEP = 50, 100, 60, 20
_FIRST_REASONS, _MOST_NATIONS, _MOST_CHOICES = 7, 15, 200


def look(request: Request) -> Response:
    """Show how bands, reasons, nationalities and sheets lie."""
    job, found = _found(request)
    if found is None:
        return _back(job)
    record = found.record
    reasons = top_reasons(record, queue(record))
    sheets = [one["sheet"] for one in record["parties"]]
    nations = splits(record["parties"], job.answer(together.nationalities), "nationality")
    t = words(request)
    return show(
        request, "look.html", job=job, tab="", record=record, band_words=BANDS,
        bands=bars((one, record["counts"][f"band:{one}"], {"band": one}) for one in BANDS),
        reasons=bars((one.words, one.count, {one.what: one.target}) for one in reasons),
        first_reasons=_FIRST_REASONS,
        nations=nations[:_MOST_NATIONS] if [one.name for one in nations] != [""] else (),
        more_nations=max(0, len(nations) - _MOST_NATIONS),
        nation=lambda code: f"{country_name(code, t.language)} ({code})" if code else t("pictures.not_told"),
        sheets=splits(record["parties"], sheets, "sheet") if len(set(sheets)) > 1 else (),
    )  # fmt: skip


def groups(request: Request) -> Response:
    """Show what parties share, of one field or of all, in steps."""
    job, found = _found(request)
    if found is None:
        return _back(job)
    shared: Sequence[Connection] = job.answer(together.shared)
    fields = Counter(one.field for one in shared)
    asked = request.query_params.get("field", "")
    flagged_only = request.query_params.get("flagged", "") == "1"
    chosen = [one for one in shared if asked in ("", one.field) and (one.flagged or not flagged_only)]
    start = _start(request, len(chosen))
    return show(
        request, "look_groups.html", job=job, tab="groups", parties=found.record["parties"], fields=fields, field=asked,
        flagged_only=flagged_only, flagged=sum(bool(one.flagged) for one in shared), count=len(shared), chosen=len(chosen),
        groups=chosen[start : start + GROUPS_STEP], start=start, step=GROUPS_STEP, titles=_titles(found.record),
    )  # fmt: skip


def group(request: Request) -> Response:
    """Show a shared value with all its rows, in steps."""
    job, found = _found(request)
    if found is None:
        return _back(job)
    one = _group(request, job, request.path_params["group"])
    start = _start(request, len(one.places))
    places = one.places[start : start + ROWS_STEP]
    return show(
        request, "look_group.html", job=job, tab="groups", group=one, start=start, step=ROWS_STEP,
        rows=[(place, found.record["parties"][place], _written(found, place, one.field)) for place in places],
        titles=_titles(found.record), has_network=not one.common,
    )  # fmt: skip


def network(request: Request) -> Response:
    """Show one network, by a value in it; the largest with red flags first."""
    job, found = _found(request)
    if found is None:
        return _back(job)
    held = job.answer(together.networks)
    shared = {one.id: one for one in job.answer(together.shared)}
    asked = request.query_params.get("group", "")
    if asked:
        _group(request, job, asked)
    chosen = next((one for one in held if asked in one.values), None) if asked else next(iter(held), None)
    return show(
        request, "look_network.html", job=job, tab="network", networks=held[:_MOST_CHOICES], count=len(held), chosen=chosen,
        picture=job.answer(together.picture, chosen.first, asked) if chosen else None, shared=shared, asked=asked,
        parties=found.record["parties"], place=held.index(chosen) if chosen else 0, fitted=fitted,
    )  # fmt: skip


def paths(request: Request) -> Response:
    """Show the ways from parties through those they name to listed ones, in steps."""
    job, found = _found(request)
    if found is None:
        return _back(job)
    chains = job.answer(together.all_paths)
    start = _start(request, len(chains))
    return show(
        request, "look_paths.html", job=job, tab="paths", parties=found.record["parties"], count=len(chains),
        chains=chains[start : start + PATHS_STEP], start=start, step=PATHS_STEP,
    )  # fmt: skip


def time(request: Request) -> Response:
    """Show the dates of a group, or of all rows of a sheet, on one axis, in steps."""
    job, found = _found(request)
    if found is None:
        return _back(job)
    shared = job.answer(together.shared)
    names = list(dict.fromkeys(one["sheet"] for one in found.record["parties"])) or [""]
    asked, sheet = request.query_params.get("group", ""), request.query_params.get("sheet")
    start = _start(request, len(found.record["parties"]))
    if asked:
        _group(request, job, asked)
    elif sheet is None:
        asked = next((one.id for one in shared if one.flagged), "")
    sheet = sheet if sheet in names else names[0]
    step = job.answer(together.dates, asked, sheet, start, LINES_STEP)
    if asked and not step.dated and "group" not in request.query_params:
        asked, step = "", job.answer(together.dates, "", sheet, start, LINES_STEP)
    return show(
        request, "look_time.html", job=job, tab="time", parties=found.record["parties"], group=asked, sheet=sheet, sheets=names,
        groups=[one for one in shared if not one.common or one.id == asked][:_MOST_CHOICES], line=step.timeline,
        count=step.count, dated=step.dated, start=step.start, step=LINES_STEP,
        axis=axis(step.timeline, date.fromisoformat(found.record["as_of"])), value=_value(shared, asked), fitted=fitted,
    )  # fmt: skip


def _found(request: Request) -> tuple[Job, Found | None]:
    """Return the job, and what was found; None while it is not screened."""
    job = job_of(request)
    return job, job.found if job.state == DONE else None


def _back(job: Job) -> Response:
    return RedirectResponse(f"/tables/{job.id}/reading", 303)


def _group(request: Request, job: Job, asked: str) -> Connection:
    """Return a shared value by its id; answers 404 where there is none, as after another run."""
    for one in job.answer(together.shared):
        if one.id == asked:
            found: Connection = one
            return found
    raise HTTPException(404, words(request)("pictures.no_group"))


def _value(shared: Sequence[Connection], asked: str) -> Connection | None:
    return next((one for one in shared if one.id == asked), None)


def _start(request: Request, count: int) -> int:
    """Return from where a step begins, 0 for what is no number or lies beyond the end."""
    told = request.query_params.get("from", "")
    start = int(told) if told.isascii() and told.isdigit() and len(told) < 9 else 0
    return start if start < count else 0


def _titles(record: Mapping[str, Any]) -> dict[str, str]:
    return {one["id"]: one["title"] for one in record["rules"]}


def _written(found: Found, place: int, field: str) -> str:
    """Return the cells of a party that fill a field, as the customer wrote them."""
    party = found.record["parties"][place]
    wanted = "passport" if field == "passport run" else field
    headers, rows = found.written.get(party["sheet"], ([], {}))
    uses = {
        use["header"]: use["field"]
        for sheet in found.record["sheets"] if sheet["name"] == party["sheet"]
        for use in sheet["columns"]
    }  # fmt: skip
    cells = zip(headers, rows.get(party["row"], []), strict=False)
    return " · ".join(cell for header, cell in cells if uses.get(header) == wanted and cell.strip())


ROUTES = [
    Route("/tables/{job}/look", look),
    Route("/tables/{job}/look/groups", groups),
    Route("/tables/{job}/look/groups/{group}", group),
    Route("/tables/{job}/look/network", network),
    Route("/tables/{job}/look/paths", paths),
    Route("/tables/{job}/look/time", time),
]
