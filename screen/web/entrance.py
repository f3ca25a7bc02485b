"""Who may come in: a link that works once gives a browser a session; sessions and links end with the server."""

from __future__ import annotations

import secrets
import threading
import time

_LINK_SECONDS = 24 * 3600
_MOST_LINKS = 20


class Entrance:
    """Links and sessions.

    key: by which another start of the command, of the same user, asks for one more link.
    """

    def __init__(self) -> None:
        self.key = secrets.token_urlsafe(32)
        self._links: dict[str, float] = {}
        self._sessions: set[str] = set()
        self._alone = threading.Lock()

    def new_link(self) -> str:
        """Return a token that lets one browser in, once, within a day."""
        token = secrets.token_urlsafe(32)
        with self._alone:
            self._links[token] = time.monotonic()
            while len(self._links) > _MOST_LINKS:
                self._links.pop(next(iter(self._links)))
        return token

    def redeem(self, token: str) -> str | None:
        """Return a session for a link, which is used up by that; None for one that is unknown, used or too old."""
        with self._alone:
            made = self._links.pop(token, None)
            if made is None or time.monotonic() - made > _LINK_SECONDS:
                return None
            session = secrets.token_urlsafe(32)
            self._sessions.add(session)
            return session

    def is_known(self, session: str) -> bool:
        """Whether a session was given out by this server."""
        return any(secrets.compare_digest(session.encode(), one.encode()) for one in tuple(self._sessions))

    def opens(self, key: str) -> bool:
        """Whether a key is the one that asks for links."""
        return secrets.compare_digest(key.encode(), self.key.encode())
