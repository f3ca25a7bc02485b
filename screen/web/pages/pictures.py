"""What was found, to look at: charts, network, groups, time line, paths."""

from __future__ import annotations

from starlette.routing import Route

ROUTES: list[Route] = []
