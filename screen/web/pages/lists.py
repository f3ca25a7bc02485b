"""The watchlists: what is loaded, how old, update, add, who came and went."""

from __future__ import annotations

from starlette.routing import Route

ROUTES: list[Route] = []
