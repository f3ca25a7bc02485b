"""A table that was dropped: how it was understood, corrections, progress, cancel."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from screen.web.app import job_of, show


def reading(request: Request) -> Response:
    """Show how a table was understood, or how far its screening is."""
    return show(request, "reading.html", job=job_of(request))


ROUTES = [Route("/tables/{job}/reading", reading)]
