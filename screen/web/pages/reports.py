"""What can be taken away: workbook, page, JSON, questions to send."""

from __future__ import annotations

from starlette.routing import Route

ROUTES: list[Route] = []
