"""A connection to the server: how many there may be, and how long one may be silent before it is cut."""

from __future__ import annotations

from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from screen.web.guard import HEADERS

MOST_CONNECTIONS = 200
"""A browser holds six."""
SILENT_SECONDS = 60.0


class Connection(H11Protocol):
    """One connection; of a client that says nothing, or stops amid what it sends, the place is given to others."""

    def connection_made(self, transport: Any) -> None:
        """Take it, unless there are too many."""
        super().connection_made(transport)
        self._heard = self.loop.time()
        if len(self.connections) > MOST_CONNECTIONS:
            self.transport.abort()
        else:
            self._watch()

    def data_received(self, data: bytes) -> None:
        """Take note that the client lives."""
        self._heard = self.loop.time()
        super().data_received(data)

    def _watch(self) -> None:
        """Look from time to time whether the client still says something, where it is its turn."""
        if self.transport.is_closing():
            return
        left = self._heard + SILENT_SECONDS - self.loop.time()
        if left <= 0 and self._is_waited_for:
            self.transport.abort()
        else:
            self.loop.call_later(max(left, 1.0), self._watch)

    @property
    def _is_waited_for(self) -> bool:
        cycle: Any = self.cycle
        return self.transport.is_reading() and (cycle is None or cycle.response_complete or cycle.more_body)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP as every other answer is: with the headers that bind a browser."""
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):  # amid an answer: nothing can be said any more
            self.transport.abort()
            return
        headers = [*HEADERS.items(), ("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close")]
        said = (h11.Response(status_code=400, headers=headers), h11.Data(data=msg.encode()), h11.EndOfMessage())
        for event in said:
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
