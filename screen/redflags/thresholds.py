"""Match bands of one's own in a settings file, with who decided them: what matching.yml and about.yml say in a folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from screen.redflags.about import About, read_about
from screen.redflags.bands import read_bands, shipped_matching
from screen.redflags.reading import Place


@dataclass(frozen=True, slots=True)
class _Part:
    """Some keys of the file as a file of their own, which know their lines."""

    path: Path
    data: dict[str, Any]
    lines: Mapping[str, int]

    def line(self, *keys: str | int) -> int:
        """Return the line of a key, that of the table for one that is not there."""
        return self.lines.get(str(keys[-1]) if keys else "", self.lines[""])


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Least scores by band, and who answers for them.

    bands, about: as written; lines: the line of each of their keys, of the table by "".
    """

    path: Path
    bands: Mapping[str, Any]
    about: Mapping[str, Any]
    lines: Mapping[str, int]

    @property
    def matching(self) -> Place:
        """What a matching.yml would say."""
        return Place(_Part(self.path, {"bands": dict(self.bands)}, self.lines))

    def answered(self, today: date) -> About:
        """Return who decided them; raises RuleError where that is not said."""
        return read_about(Place(_Part(self.path, dict(self.about), self.lines)), today)

    @property
    def digest(self) -> str:
        """Return the SHA-256 over all they say, as hex."""
        return hashlib.sha256(json.dumps([self.bands, self.about], sort_keys=True, default=str).encode()).hexdigest()

    def check(self, today: date) -> None:
        """Raise RuleError, naming file and line, for what does not fit."""
        self.answered(today)
        shipped = {word: float(least) for word, least in shipped_matching()["bands"].items()}
        read_bands(self.matching, shipped)
