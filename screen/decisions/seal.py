"""Values as a decisions file keeps them: as they are, or as an HMAC that only the holder of the key can compare with."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256

from screen.names.folding import fold

MARK = "hmac:"
"""What a sealed value begins with."""
_CHECKED = "dprk-screen decisions"


@dataclass(frozen=True, slots=True)
class Seal:
    """How values are kept. key: None keeps them as they are; else HMAC-SHA-256 (RFC 2104), shortened to 128 bits."""

    key: bytes | None = None

    def of(self, value: str) -> str:
        """Return a value as the file keeps it; an empty one stays empty.

        >>> Seal().of("Kim")
        'Kim'
        >>> Seal(b"secret").of("Kim") == Seal(b"secret").of("KIM ")
        True
        """
        if self.key is None or not value:
            return value
        return MARK + hmac.new(self.key, (fold(value) or value).encode(), sha256).hexdigest()[:32]

    def fits(self, kept: str, value: str) -> bool:
        """Whether a kept value is this one; capitals, spaces and punctuation do not count."""
        if kept.startswith(MARK):
            return self.of(value) == kept
        return kept == value or (fold(kept) == fold(value) != "")

    def same(self, one: str, other: str) -> bool:
        """Whether two values are one, either of them kept."""
        return self.fits(one, other) or (other.startswith(MARK) and self.fits(other, one))

    def told(self, kept: str) -> str:
        """Return a kept value for people: what was sealed cannot be shown."""
        return "(kept sealed)" if kept.startswith(MARK) else kept

    @property
    def check(self) -> str:
        """What proves that a key is the one the file was begun with; '' where nothing is sealed."""
        return "" if self.key is None else self.of(_CHECKED)
