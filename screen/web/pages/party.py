"""One party, side by side with what was found; decisions on it, and taking them back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from screen.errors import ScreenError
from screen.report.verdict import Recorded, Seen, Verdict, record_verdict, take_back
from screen.web.app import desk_of, is_part, job_of, made_of, show, words
from screen.web.dossier import FIELDS, Dossier, Told
from screen.web.form import Form, posted
from screen.web.pages.work import workplace

if TYPE_CHECKING:
    from screen.web.desk import Job

_REFUSED, _OVERTAKEN = 422, 409
_MOST_AROUND = 8  # shared values, and ways, of one party


def party(request: Request) -> Response:
    """Show a party, in the workplace unless a part is asked for."""
    job, place = job_of(request), int(request.path_params["place"])
    return _answered(request, job, place, part(request, job, place))


def part(request: Request, job: Job, place: int) -> str:
    """Return the part of the page that shows a party."""
    return _made(request, _dossier(request, job, place, {}))


def head(request: Request) -> Response:
    """Show where a party stands, as long as the run is assessed again, and whether what is shown below is still so."""
    dossier = _dossier(request, job_of(request), int(request.path_params["place"]), {})
    is_stale = request.query_params.get("shown", dossier.signature) != dossier.signature
    return show(request, "party_head.html", one=dossier, is_stale=is_stale)


def around(request: Request) -> Response:
    """Show what a party shares with others, the ways from it to listed parties, and what it may be asked."""
    from screen.web import together
    from screen.web.taking import letters_of

    job, place = job_of(request), int(request.path_params["place"])
    record = _dossier(request, job, place, {}).found.record
    party, trouble, letter = record["parties"][place], "", None
    try:
        asked = job.answer(letters_of)
        letter = next((one for one in asked if (one.sheet, one.row) == (party["sheet"], party["row"])), None)
    except ScreenError as problem:
        trouble = str(problem)
    shared = [one for one in job.answer(together.shared) if place in one.places]
    return show(
        request, "party_around.html", job=job, place=place, parties=record["parties"], shared=shared,
        chains=job.answer(together.paths_of, place), letter=letter, trouble=trouble, most=_MOST_AROUND,
        titles={one["id"]: one["title"] for one in record["rules"]},
    )  # fmt: skip


@posted
def decide(request: Request, form: Form) -> Response:
    """Record what the officer decided on an alert, and on others of the party where that was asked for."""
    job, alert_id = job_of(request), request.path_params["alert"]
    typed = {name: form.get(name) for name in FIELDS}
    seen = {alert_id: Seen(form.get("seen"), form.get("face") or None)}
    if form.get("all"):
        seen |= dict(_other(one) for one in form.all("other"))
    if not typed["disposition"]:
        return _told(request, job, alert_id, Told(words(request)("party.choose"), typed=typed))

    def record(told: Any) -> Recorded:
        return record_verdict(told.record, told.journal, Verdict(**typed), seen, desk_of(request).setup.today)

    return _recorded(request, job, alert_id, typed, record)


def _other(said: str) -> tuple[str, Seen]:
    """Return another alert of the party, and what was seen of it."""
    key, event, shown = (*said.split(" "), "", "")[:3]
    return key, Seen(event, shown or None)


@posted
def undo(request: Request, form: Form) -> Response:
    """Take the officer's own last decision on an alert back."""
    job, alert_id = job_of(request), request.path_params["alert"]

    def record(told: Any) -> Recorded:
        today = desk_of(request).setup.today
        return take_back(told.record, told.journal, alert_id, form.get("seen"), form.get("reviewer"), today)

    return _recorded(request, job, alert_id, {}, record)


def _recorded(
    request: Request, job: Job, alert_id: str, typed: dict[str, str], record: Callable[[Any], Recorded]
) -> Response:
    """Have something recorded, and show the party as it stands then; what was typed is shown again where it was not."""
    t, place = words(request), _place_of(request, job, alert_id)
    try:
        done = record(_Now(job, desk_of(request).setup.journal(job.path.name)))
    except ScreenError as problem:
        return _told(request, job, alert_id, Told(str(problem), typed=typed))
    told = {key: Told(why, typed=typed) for key, why in done.refused.items()}
    for key, event in done.overtaken.items():
        told[key] = Told("", typed=typed, overtaken=True, by=event)
    saved = t("party.saved") if done.events else t("party.saved_before")
    remarks = "\n".join(done.remarks)
    for key in done.events or ([] if told else [alert_id]):
        told[key] = Told(f"{saved}\n{remarks}".strip(), is_good=True)
    if done.events:
        job.assessment.want(job)
    status = _OVERTAKEN if done.overtaken else _REFUSED if done.refused else 200
    if status == 200 and not is_part(request):
        return RedirectResponse(f"/tables/{job.id}/parties/{place}", 303)
    answer = _answered(request, job, place, _made(request, _dossier(request, job, place, told)), status)
    if done.events:
        answer.headers["HX-Trigger"] = json.dumps({"decided": {"place": place}})
    return answer


class _Now:
    """The record of a job's run, and the decisions as they are now."""

    def __init__(self, job: Job, journal: Any) -> None:
        assert job.found is not None
        self.record, self.journal = job.found.record, journal


def _told(request: Request, job: Job, alert_id: str, told: Told) -> Response:
    """Show a party with why nothing was recorded on one of its alerts."""
    place = _place_of(request, job, alert_id)
    made = _made(request, _dossier(request, job, place, {alert_id: told}))
    return _answered(request, job, place, made, _REFUSED)


def _place_of(request: Request, job: Job, alert_id: str) -> int:
    """Return the place of the party that an alert is of."""
    record = job.found.record if job.found else {"alerts": [], "parties": []}
    alert = next((one for one in record["alerts"] if one["alert_id"] == alert_id), None)
    if alert is None:
        raise HTTPException(404, words(request)("party.no_alert"))
    key = (alert["sheet"], alert["row"])
    return next(place for place, one in enumerate(record["parties"]) if (one["sheet"], one["row"]) == key)


def _dossier(request: Request, job: Job, place: int, told: dict[str, Told]) -> Dossier:
    if job.found is None or not 0 <= place < len(job.found.record["parties"]):
        raise HTTPException(404, words(request)("party.no_party"))
    return Dossier(job, job.found, place, desk_of(request).setup, told)


def _made(request: Request, dossier: Dossier) -> str:
    return made_of(request, "party.html", one=dossier, is_stale=False)


def _answered(request: Request, job: Job, place: int, made: str, status: int = 200) -> Response:
    """Return a party as a part, or as a page where a browser asks for that."""
    if is_part(request):
        return HTMLResponse(made, status)
    return workplace(request, job, place, made, status)


ROUTES = [
    Route("/tables/{job}/parties/{place:int}", party),
    Route("/tables/{job}/parties/{place:int}/head", head),
    Route("/tables/{job}/parties/{place:int}/around", around),
    Route("/tables/{job}/alerts/{alert}", decide, methods=["POST"]),
    Route("/tables/{job}/alerts/{alert}/undo", undo, methods=["POST"]),
]
