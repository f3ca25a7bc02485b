"""What stands before every page: only our own page, in a browser that was let in, is answered.

Against DNS rebinding the Host must be ours; against requests of other pages Origin and Fetch Metadata must say so; answers
allow nothing from elsewhere, and no frame around them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from screen.web.entrance import Entrance

POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
))  # fmt: skip
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # under no-referrer browsers send the forms of a page with Origin: null
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
"""What every answer says to the browser."""
MOST_FORM = 100_000
"""Bytes of a request that brings no file."""
MOST_HEADERS = 32_768
"""Bytes of the names and values of headers."""
MOST_PATH = 1_000
"""Signs of the path of a request."""
_WEB_PORT = 80
_CLOSE = {"Connection": "close"}  # what follows may be anything


@dataclass(frozen=True)
class Address:
    """Where the server listens: its port, and the names by which it may be asked, in small letters."""

    port: int
    names: frozenset[str]

    @property
    def hosts(self) -> frozenset[str]:
        """What the Host of a request may say; browsers leave out the usual port of the web."""
        bare = self.names if self.port == _WEB_PORT else frozenset()
        return frozenset(f"{name}:{self.port}" for name in self.names) | bare

    @property
    def cookie(self) -> str:
        """The name of the session cookie: of its own, since a browser hands cookies to every port of a host."""
        return f"dprk-screen-{self.port}"


Closed = Callable[[Request], Response]
"""What is shown to a browser that was not let in."""


class Guard:
    """Refuses requests before anything looks at them, and sends the headers that bind the browser."""

    def __init__(
        self, app: ASGIApp, address: Address, entrance: Entrance, most_bytes: Callable[[str], int], closed: Closed
    ) -> None:
        """Stand before an app. most_bytes: of the body of a request to a path."""
        self.app, self.address, self.entrance = app, address, entrance
        self.most_bytes, self.closed = most_bytes, closed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        refusal = self._refusal(Request(scope))
        if refusal:
            await refusal(scope, receive, sent)
        else:
            await self.app(scope, _limited(receive, self.most_bytes(scope["path"])), sent)

    def _refusal(self, request: Request) -> Response | None:
        """Return why a request is not answered, None for one that is."""
        amiss = self._amiss(request)
        if amiss:
            return amiss
        path = request.scope["path"]
        if path == "/links":
            return self._of_link(request)
        if request.headers.get("sec-fetch-site", "none").lower() not in ("same-origin", "none"):
            return _told(
                403, "Another site asked for this page. Copy the address into the address bar of the browser."
            )
        if request.method == "POST" and request.headers.get("origin", "").lower() != f"http://{_host(request)}":
            return _told(403, "Another site asked for this, so it was not done.")
        if path.startswith(("/assets/", "/enter/")) or path == "/favicon.ico":
            return None
        if not self.entrance.is_known(request.cookies.get(self.address.cookie, "")):
            return self.closed(request)
        length = int(request.headers.get("content-length", "0"))
        if length > (most := self.most_bytes(path)):
            return _told(413, _too_much(most))
        return None

    def _amiss(self, request: Request) -> Response | None:
        """Return what is wrong with a request, whoever sent it."""
        if len(request.headers.getlist("host")) != 1 or _host(request) not in self.address.hosts:
            return _told(421, "Open the page by the link that dprk-screen serve prints.")
        if request.method not in ("GET", "HEAD", "POST"):
            return _told(405, "Only GET and POST.", {"Allow": "GET, HEAD, POST"})
        if sum(len(name) + len(value) for name, value in request.headers.raw) > MOST_HEADERS:
            return _told(431, "The headers are too long.", _CLOSE)
        if not request.scope["path"].startswith("/"):
            return _told(400, "The address is no path.")
        if len(request.scope["path"]) > MOST_PATH:
            return _told(414, "The address is too long.")
        return _framing(request.headers)

    def _of_link(self, request: Request) -> Response | None:
        """Let another start of the command ask for a link; no browser may."""
        headers = request.headers
        is_browser = any(name in headers for name in ("origin", "sec-fetch-site", "cookie", "referer"))
        if is_browser or request.method != "POST":
            return _told(403, "Not for browsers.")
        if not self.entrance.opens(headers.get("x-nonce", ""), headers.get("x-proof", "")):
            return _told(403, "Not the key of this page.")
        return None


def _framing(headers: Headers) -> Response | None:
    """Refuse a body whose end two readers could see at different places."""
    lengths = headers.getlist("content-length")
    if len(lengths) > 1 or (lengths and "transfer-encoding" in headers):
        return _told(400, "The length of the request is told twice.", _CLOSE)
    if lengths and not (lengths[0].isascii() and lengths[0].isdigit() and len(lengths[0]) < 16):
        return _told(400, "Content-Length is no number.", _CLOSE)
    return None


def _host(request: Request) -> str:
    return request.headers.get("host", "").lower()


def _told(status: int, text: str, headers: dict[str, str] | None = None) -> Response:
    return PlainTextResponse(text, status, headers)


def _too_much(most: int) -> str:
    return f"More than {most:,} bytes."


class TooLarge(Exception):
    """A request brought more than it may."""


def _limited(receive: Receive, most: int) -> Receive:
    """Return what receives a request, and breaks off where it is longer than it may be."""
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise TooLarge(_too_much(most))
        return message

    return limited
