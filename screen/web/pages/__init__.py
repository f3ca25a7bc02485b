"""The pages, a file each: what it answers to, and what it shows."""

from __future__ import annotations

from starlette.routing import Route


def routes() -> list[Route]:
    """Return the routes of all pages."""
    from screen.web.pages import door, lists, name, party, pictures, reports, start, table, work

    return [
        route for page in (door, start, table, work, party, pictures, reports, name, lists) for route in page.ROUTES
    ]
