"""What the officer chose of how a table is read and screened."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Choices:
    """Choices beside what is understood by itself; '' and nothing leave that as it is.

    profile: kind of table; sheet: read this one only; encoding, delimiter: of a text file.
    """

    profile: str = ""
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    columns: dict[str, str] = field(default_factory=dict)
