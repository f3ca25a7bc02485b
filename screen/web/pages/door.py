"""The way in: a link that works once, more links for the same user, and the language of the page."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from screen.web.app import LANGUAGE_COOKIE, words
from screen.web.form import Form, posted
from screen.web.texts import LANGUAGES

_DAY_SECONDS, _YEAR_SECONDS = 86_400, 31_536_000


def enter(request: Request) -> Response:
    """Give a browser its session, for a link that was not used yet."""
    if request.headers.get("sec-purpose", "").startswith("prefetch"):
        return PlainTextResponse("", 204)
    session = request.app.state.entrance.redeem(request.path_params["token"])
    if session is None:
        return PlainTextResponse(words(request)("refused.link"), 403)
    answer = RedirectResponse("/", 303)
    answer.set_cookie(request.app.state.cookie, session, max_age=_DAY_SECONDS, httponly=True, samesite="strict")
    return answer


def link(request: Request) -> Response:
    """Give another start of the command a link; the guard has looked at its key."""
    return PlainTextResponse(f"http://{request.headers['host']}/enter/{request.app.state.entrance.new_link()}")


@posted
def language(request: Request, form: Form) -> Response:
    """Choose the language of the page, and go back to where it was chosen."""
    asked, back = form.get("language"), form.get("back")
    is_own = back.startswith("/") and not back.startswith(("//", "/\\"))
    answer = RedirectResponse(back if is_own else "/", 303)
    if asked in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, asked, max_age=_YEAR_SECONDS, samesite="strict", httponly=True)
    return answer


def icon(_: Request) -> Response:
    """Lead a browser that asks by itself to the icon."""
    return RedirectResponse("/assets/icon.svg", 301)


ROUTES = [
    Route("/favicon.ico", icon),
    Route("/enter/{token}", enter),
    Route("/links", link, methods=["POST"]),
    Route("/language", language, methods=["POST"]),
]
