"""One party, side by side with what was found; decisions on it, and taking them back."""

from __future__ import annotations

from starlette.routing import Route

ROUTES: list[Route] = []
