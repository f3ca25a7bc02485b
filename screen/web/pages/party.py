"""One party, side by side with what was found; decisions on it, and taking them back."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from screen.web.app import is_part, job_of, show
from screen.web.desk import Job
from screen.web.pages.work import workplace


def part(request: Request, job: Job, place: int) -> str:
    """Return the part of the page that shows a party."""
    assert job.found is not None
    made = show(request, "party.html", party=job.found.record["parties"][place])
    return bytes(made.body).decode()


def party(request: Request) -> Response:
    """Show a party, in the workplace unless a part is asked for."""
    job, place = job_of(request), int(request.path_params["place"])
    made = part(request, job, place)
    return HTMLResponse(made) if is_part(request) else workplace(request, job, place, made)


ROUTES = [Route("/tables/{job}/parties/{place:int}", party)]
