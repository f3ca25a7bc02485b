"""Look one name up: answered as one types; names go in the body of a request, never in an address that a browser keeps."""

from __future__ import annotations

import threading
from contextlib import suppress

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from screen.errors import ScreenError
from screen.model import Kind
from screen.screening.lookup import party_row
from screen.web.app import desk_of, is_part, show, words
from screen.web.bench import prepare
from screen.web.download import download
from screen.web.form import Form, posted
from screen.web.looking import look_up_written, looked_up

KINDS = [kind.value for kind in Kind if kind != Kind.AIRCRAFT]
FIELDS = ("name", "kind", "birth_date", "nationality", "country", "passport", "number", "imo")
RECORDS = (".xlsx", ".json", ".html")


def name(request: Request) -> Response:
    """Show the form; the lists are loaded meanwhile."""
    desk = desk_of(request)

    def warm() -> None:
        with suppress(ScreenError):  # said again when a name comes
            desk.ask(prepare)

    threading.Thread(target=warm, daemon=True).start()
    return show(request, "name.html", given=dict.fromkeys(FIELDS, ""), kinds=KINDS, found=None, records=RECORDS)


@posted
def found(request: Request, form: Form) -> Response:
    """Show who on the lists may be meant."""
    given = {field: form.get(field) for field in FIELDS}
    template = "name_found.html" if is_part(request) else "name.html"
    is_empty = not any(given.values())
    answer = None if is_empty else desk_of(request).ask(looked_up, _row(given))
    return show(request, template, given=given, kinds=KINDS, found=answer, records=RECORDS)


@posted
def record(request: Request, form: Form) -> Response:
    """Send the record of a look-up."""
    ending = form.get("form")
    if ending not in RECORDS:
        raise HTTPException(404, words(request)("reports.no_form"))
    desk, row = desk_of(request), _row({field: form.get(field) for field in FIELDS})
    return download(desk.folder, f"look-up{ending}", lambda target: desk.ask(look_up_written, row, target))


def _row(given: dict[str, str]) -> dict[str, str]:
    """Return the party that was asked for; a kind of no such word says nothing."""
    kind = given["kind"] if given["kind"] in KINDS else ""
    return party_row(**given | {"kind": kind})


ROUTES: list[Route] = [
    Route("/name", name),
    Route("/name", found, methods=["POST"]),
    Route("/name/record", record, methods=["POST"]),
]
