"""The application: routes of all pages, templates, and what is shown where something is refused."""

from __future__ import annotations

from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from screen import __version__
from screen.errors import ScreenError
from screen.mishap import of_the_machine, place_of
from screen.plain_file import SHOWN
from screen.web.guard import TooLarge
from screen.web.texts import LANGUAGES, chosen, texts

if TYPE_CHECKING:
    from jinja2 import Environment

    from screen.web.desk import Desk, Job
    from screen.web.entrance import Entrance

LANGUAGE_COOKIE = "dprk-screen-language"
_SPELLED = {code: told for code, told in SHOWN.items() if chr(code) not in "\n\t"}
"""Signs that turn the text of a message, which may quote a stranger, spelled out as on a terminal."""


def application(desk: Desk, entrance: Entrance) -> Starlette:
    """Return the application over a desk."""
    from screen.web import pages

    app = Starlette(
        routes=[*pages.routes(), Mount("/assets", StaticFiles(packages=[("screen.web", "assets")]))],
        exception_handlers={
            HTTPException: _refused,
            ScreenError: _mistaken,
            TooLarge: _too_large,
            OSError: _of_machine,
            MemoryError: _of_machine,
            Exception: _bug,
        },
    )
    app.state.desk, app.state.entrance = desk, entrance
    return app


def desk_of(request: Request) -> Desk:
    """Return the desk of the server."""
    desk: Desk = request.app.state.desk
    return desk


def job_of(request: Request) -> Job:
    """Return the job that a path names as {job}; answers 404 where it is not on the desk any more."""
    job = desk_of(request).job(request.path_params["job"])
    if job is None:
        raise HTTPException(404, words(request)("refused.no_job"))
    return job


def words(request: Request) -> Any:
    """Return the catalogue in the language of a request."""
    wanted = request.cookies.get(LANGUAGE_COOKIE, "")
    return texts(chosen(wanted, request.headers.get("accept-language", "")))


def is_part(request: Request) -> bool:
    """Whether a part of the page is asked for, to be put into the page that is there; going back asks for a whole one."""
    headers = request.headers
    return headers.get("hx-request") == "true" and headers.get("hx-history-restore-request") != "true"


def show(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page, or a part of one, made of a template (see templates/)."""
    return HTMLResponse(made_of(request, template, **values), status)


def made_of(request: Request, template: str, **values: Any) -> str:
    """Return what a template makes of some values, as HTML."""
    query = f"?{request.url.query}" if request.url.query else ""
    return environment(words(request).language).get_template(template).render(
        desk=desk_of(request), path=request.url.path, query=query, is_part=is_part(request), **values
    )  # fmt: skip


@cache
def environment(language: str) -> Environment:
    """Return what templates of a language are made in: all values are escaped; a name that is missing is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from screen.countries import country_name
    from screen.report.page import GROUPS, cleaned, is_web_address

    made = Environment(
        loader=FileSystemLoader(str(files("screen.web").joinpath("templates"))), autoescape=True,
        undefined=StrictUndefined, finalize=cleaned, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.globals |= {
        "t": texts(language), "language": language, "languages": [texts(one) for one in LANGUAGES],
        "marks": {name: told["mark"] for name, told in GROUPS.items()}, "safe": is_web_address, "version": __version__,
    }  # fmt: skip
    made.filters["country"] = partial(country_name, language=language)
    return made


def closed(request: Request, key: str, status: int) -> Response:
    """Return what a browser sees that is not let in: a page, or a part, that says nothing of what is on the desk.

    key: of the text that says why.
    """
    told = words(request)
    made = environment(told.language).get_template("refused_part.html" if is_part(request) else "closed.html")
    return HTMLResponse(made.render(message=told(key)), status)


def _refused(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    status = problem.status_code
    own = (
        problem.detail != HTTPException(status).detail
    )  # what the routes say by themselves is no word for an officer
    answer = _told(request, status, problem.detail if own else words(request)("refused.no_page"))
    answer.headers.update(problem.headers or {})
    return answer


def _mistaken(request: Request, problem: Exception) -> Response:
    return _told(request, 422, str(problem))


def _too_large(request: Request, problem: Exception) -> Response:
    return _told(request, 413, str(problem))


def _of_machine(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, (OSError, MemoryError))
    return _told(request, 500, of_the_machine(problem))


def _bug(request: Request, problem: Exception) -> Response:
    return _told(request, 500, words(request)("refused.bug", place=place_of(problem)))


def _told(request: Request, status: int, message: str) -> Response:
    plain = message.translate(_SPELLED)
    return show(request, "refused_part.html" if is_part(request) else "refused.html", status, message=plain)
