"""The way in: a link that works once, more links for the same user, and the language of the page."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Match, Route

from screen.web.app import LANGUAGE_COOKIE, closed
from screen.web.entrance import answering
from screen.web.form import Form, posted
from screen.web.texts import LANGUAGES

_WEEK_SECONDS, _YEAR_SECONDS = 7 * 86_400, 365 * 86_400


def enter(request: Request) -> Response:
    """Give a browser its session, for a link that was not used yet; one that is in goes on to the page."""
    if request.method == "HEAD" or _is_ahead(request):
        return Response(status_code=204)
    state = request.app.state
    if state.entrance.is_known(request.cookies.get(state.cookie, "")):
        return RedirectResponse("/", 303)
    session = state.entrance.redeem(request.path_params["token"])
    if session is None:
        return closed(request, "refused.link", 403)
    answer = RedirectResponse("/", 303)
    answer.set_cookie(state.cookie, session, max_age=_WEEK_SECONDS, httponly=True, samesite="strict")
    return answer


def _is_ahead(request: Request) -> bool:
    """Whether a browser only looks ahead at what may be opened."""
    told = (request.headers.get(name, "").lower() for name in ("sec-purpose", "purpose", "x-purpose", "x-moz"))
    return any(one.startswith(("prefetch", "preview", "prerender")) for one in told)


def link(request: Request) -> Response:
    """Give another start of the command a link, and proof that it is ours; the guard has looked at what it proved."""
    state, nonce = request.app.state, request.headers["x-nonce"]
    made = f"{state.base}/enter/{state.entrance.new_link()}"
    return PlainTextResponse(f"{made}\n{answering(state.entrance.key, nonce, made)}")


@posted
def language(request: Request, form: Form) -> Response:
    """Choose the language of the page, and go back to where it was chosen."""
    asked, back = form.get("language"), form.get("back")
    is_own = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    answer = RedirectResponse(_opening(request, back) if is_own else "/", 303)
    if asked in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, asked, max_age=_YEAR_SECONDS, samesite="strict", httponly=True)
    return answer


def _opening(request: Request, address: str) -> str:
    """Return an address, or the nearest above it that can be opened where it only takes forms."""
    path = urlsplit(address).path
    while path != "/":
        scope = {"type": "http", "method": "GET", "path": path}
        if any(isinstance(one, Route) and one.matches(scope)[0] is Match.FULL for one in request.app.routes):
            return address if address.partition("?")[0] == path else path
        path = path.rpartition("/")[0] or "/"
    return "/"


def icon(_: Request) -> Response:
    """Lead a browser that asks by itself to the icon."""
    return RedirectResponse("/assets/icon.svg", 301)


ROUTES = [
    Route("/favicon.ico", icon),
    Route("/enter/{token}", enter),
    Route("/links", link, methods=["POST"]),
    Route("/language", language, methods=["POST"]),
]
