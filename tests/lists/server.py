"""A publisher on this machine: an HTTP server whose every path behaves as a test asks, and small UN lists to serve."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[BaseHTTPRequestHandler], None]


def un_xml(numbers: Iterable[int], day: str = "2026-01-01") -> bytes:
    """Return a UN list with an individual for each number."""
    records = "".join(
        f"<INDIVIDUAL><FIRST_NAME>DOE</FIRST_NAME><SECOND_NAME>Example {number}</SECOND_NAME>"
        f"<UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPi.{number:03d}</REFERENCE_NUMBER></INDIVIDUAL>"
        for number in numbers
    )
    text = f'<CONSOLIDATED_LIST dateGenerated="{day}T00:00:00Z"><INDIVIDUALS>{records}</INDIVIDUALS><ENTITIES/></CONSOLIDATED_LIST>'
    return text.encode()


def _head(handler: BaseHTTPRequestHandler, code: int, headers: dict[str, str]) -> None:
    handler.send_response(code)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Connection", "close")
    handler.end_headers()


def whole(body: bytes, code: int = 200, packed: bool = False, **headers: str) -> Answer:
    """Send a body as it should be; ETag and Last_Modified are given as such, and answered with 304 when asked with."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked = (handler.headers.get("If-None-Match"), handler.headers.get("If-Modified-Since"))
        if asked != (None, None) and asked[0] == told.get("ETag") and asked[1] == told.get("Last-Modified"):
            _head(handler, 304, told)
            return
        sent = gzip.compress(body) if packed else body
        more = {"Content-Encoding": "gzip"} if packed else {}
        _head(handler, code, {"Content-Length": str(len(sent)), **more, **told})
        handler.wfile.write(sent)

    return answer


def chunked(body: bytes, cut: bool = False) -> Answer:
    """Send a body in chunks; cut: without the last one."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        _head(handler, 200, {"Transfer-Encoding": "chunked"})
        for start in range(0, len(body), 100):
            part = body[start : start + 100]
            handler.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        if not cut:
            handler.wfile.write(b"0\r\n\r\n")

    return answer


def says_length(body: bytes, length: int) -> Answer:
    """Send a body under another length than it has."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        _head(handler, 200, {"Content-Length": str(length)})
        handler.wfile.write(body)

    return answer


def redirect(to: str, code: int = 302) -> Answer:
    """Pass on to another address."""
    return lambda handler: _head(handler, code, {"Location": to, "Content-Length": "0"})


def refuse(code: int, **headers: str) -> Answer:
    """Answer with a code and nothing else."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: _head(handler, code, {"Content-Length": "0", **told})


def trickle(body: bytes, pause: float) -> Answer:
    """Send a body byte by byte."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        _head(handler, 200, {"Content-Length": str(len(body))})
        for byte in body:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(pause)

    return answer


def stall(body: bytes, seconds: float) -> Answer:
    """Send half of a body, then nothing; of no body not even a head."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if body:
            _head(handler, 200, {"Content-Length": str(len(body))})
            handler.wfile.write(body[: len(body) // 2])
        time.sleep(seconds)

    return answer


def then(*answers: Answer) -> Answer:
    """Answer otherwise each time; the last one stays."""
    left = list(answers)
    return lambda handler: (left.pop(0) if len(left) > 1 else left[0])(handler)


class Server:
    """``with Server() as server: server.paths["/list.xml"] = whole(body)``; asked: the paths and headers of requests."""

    def __init__(self) -> None:
        self.paths: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def __enter__(self) -> Server:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.asked.append((self.path, dict(self.headers)))
                with suppress(OSError):
                    outer.paths.get(self.path, refuse(404))(self)
                self.close_connection = True

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def address(self, path: str) -> str:
        """Return the address of a path."""
        return f"http://127.0.0.1:{self._server.server_port}{path}"
