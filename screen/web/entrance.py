"""Who may come in: a link that works once gives a browser a session; sessions and links end with the server."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from typing import Any

LINK_SECONDS = 24 * 3600
TWICE_SECONDS = 60
"""Within this time a second use of a link says that somebody else had it too."""
_MOST_LINKS = 20
_MOST_SESSIONS = 200


class Entrance:
    """Links and sessions.

    key: known to the server and, by the note of it, to the same user; another start of the command proves that it has it.
    """

    def __init__(self) -> None:
        self.key = secrets.token_urlsafe(32)
        self._links: dict[str, float] = {}
        self._used: dict[str, tuple[str, float]] = {}
        self._sessions: dict[str, None] = {}
        self._alone = threading.Lock()

    def new_link(self) -> str:
        """Return a token that lets one browser in, once, within a day."""
        token = secrets.token_urlsafe(32)
        with self._alone:
            self._links[token] = time.monotonic()
            _cut(self._links, _MOST_LINKS)
        return token

    def redeem(self, token: str) -> str | None:
        """Return a session for a link, which is used up by that; None for one that is unknown, used or too old.

        Where a link is used a second time soon after, somebody else had it: the session it gave ends, whosever it is.
        """
        now = time.monotonic()
        with self._alone:
            session, used = self._used.get(token, ("", 0.0))
            if session and now - used < TWICE_SECONDS:
                self._sessions.pop(session, None)
            made = self._links.pop(token, None)
            if made is None or now - made > LINK_SECONDS:
                return None
            session = secrets.token_urlsafe(32)
            self._sessions[session] = None
            self._used[token] = session, now
            _cut(self._sessions, _MOST_SESSIONS)
            _cut(self._used, _MOST_LINKS)
            return session

    def is_known(self, session: str) -> bool:
        """Whether a session was given out by this server."""
        asked = session.encode("utf-8", "replace")
        return any(hmac.compare_digest(asked, one.encode()) for one in tuple(self._sessions))

    def opens(self, nonce: str, proof: str) -> bool:
        """Whether who asks for a link has the key: the proof is that of a nonce of at least 16 signs."""
        return len(nonce) >= 16 and hmac.compare_digest(proof.encode(), asking(self.key, nonce).encode())


def asking(key: str, nonce: str) -> str:
    """Return what proves that who asks for a link has the key, which itself is never sent."""
    return _proof(key, f"asking {nonce}")


def answering(key: str, nonce: str, link: str) -> str:
    """Return what proves that who answers with a link has the key: a stranger's program on the port has not."""
    return _proof(key, f"answering {nonce} {link}")


def _proof(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode("utf-8", "replace"), "sha256").hexdigest()


def _cut(kept: dict[str, Any], most: int) -> None:
    """Let the oldest go where there are too many."""
    while len(kept) > most:
        kept.pop(next(iter(kept)))
