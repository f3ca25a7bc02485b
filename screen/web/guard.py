"""What stands before every page: only our own page, in a browser that was let in, is answered.

Against DNS rebinding the Host must be ours; against requests of other pages Origin and Fetch Metadata must say so; answers
allow nothing from elsewhere, and no frame around them.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from screen.web.entrance import Entrance

POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
))  # fmt: skip
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # under no-referrer browsers send the forms of a page with Origin: null
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
MOST_FORM = 100_000
"""Bytes of a request that brings no file."""


@dataclass(frozen=True)
class Address:
    """Where the server listens: its port, and the names by which it may be asked."""

    port: int
    names: frozenset[str]

    @property
    def hosts(self) -> frozenset[str]:
        """What the Host of a request may say."""
        return frozenset(f"{name}:{self.port}" for name in self.names)

    @property
    def cookie(self) -> str:
        """The name of the session cookie: of its own, since a browser hands cookies to every port of a host."""
        return f"dprk-screen-{self.port}"


class Guard:
    """Refuses requests before anything looks at them, and sends the headers that bind the browser."""

    def __init__(self, app: ASGIApp, address: Address, entrance: Entrance, most_bytes: Callable[[str], int]) -> None:
        """Stand before an app. most_bytes: of the body of a request to a path."""
        self.app, self.address, self.entrance, self.most_bytes = app, address, entrance, most_bytes

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
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        refusal = self._refusal(scope)
        if refusal:
            await refusal(scope, receive, sent)
            return
        most = self.most_bytes(scope["path"])
        if int(Headers(scope=scope).get("content-length") or 0) > most:
            await PlainTextResponse(f"More than {most:,} bytes.", 413)(scope, receive, sent)
            return
        await self.app(scope, _limited(receive, most), sent)

    def _refusal(self, scope: MutableMapping[str, Any]) -> Response | None:
        """Return why a request is not answered, None for one that is."""
        request = Request(scope)
        headers = request.headers
        if headers.get("host", "") not in self.address.hosts:
            return PlainTextResponse("Open the page by the link that dprk-screen serve prints.", 421)
        if request.method not in ("GET", "HEAD", "POST"):
            return PlainTextResponse("Only GET and POST.", 405)
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit() and len(length) < 16):
            return PlainTextResponse("Content-Length is no number.", 400)
        path = scope["path"]
        if path == "/links":
            return self._of_link(request)
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return PlainTextResponse("Another site asked for this page. Open it by itself.", 403)
        if request.method == "POST" and headers.get("origin") != f"http://{headers['host']}":
            return PlainTextResponse("Another site asked for this, so it was not done.", 403)
        if path.startswith(("/assets/", "/enter/")) or path == "/favicon.ico":
            return None
        if not self.entrance.is_known(request.cookies.get(self.address.cookie, "")):
            return PlainTextResponse(
                "This browser was not let in, or the program was started anew.\n\n"
                "Run dprk-screen serve once more: it prints a new link.", 401,
            )  # fmt: skip
        return None

    def _of_link(self, request: Request) -> Response | None:
        """Let another start of the command ask for a link; no browser may."""
        is_browser = any(name in request.headers for name in ("origin", "sec-fetch-site", "cookie"))
        key = request.headers.get("authorization", "").removeprefix("Bearer ")
        if is_browser or request.method != "POST" or not self.entrance.opens(key):
            return PlainTextResponse("Not for browsers.", 403)
        return None


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
            raise TooLarge(f"More than {most:,} bytes.")
        return message

    return limited
