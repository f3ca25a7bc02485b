"""The queue: parties by risk, with filters and search."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from screen.web.app import job_of, show
from screen.web.desk import DONE


def work(request: Request) -> Response:
    """Show the queue of a table; of one that is not screened yet, how far it is."""
    job = job_of(request)
    if job.state != DONE or job.found is None:
        return RedirectResponse(f"/tables/{job.id}/reading", 303)
    return show(request, "work.html", job=job, found=job.found)


ROUTES = [Route("/tables/{job}", work)]
