"""Which code, rules, interpreter and libraries a run was made with: what another version of may lead to another outcome."""

from __future__ import annotations

import platform
import unicodedata
from functools import cache
from pathlib import Path

from screen.data import digest, rules_version

LIBRARIES = {
    "rapidfuzz": "rapidfuzz", "numpy": "numpy", "pandas": "pandas", "scipy": "scipy", "calamine": "python-calamine",
    "anyascii": "anyascii",
}  # fmt: skip
"""Libraries that read cells or compare names, by the word a record has for each."""


@cache
def versions() -> dict[str, str]:
    """Return versions by what they are of: code and rules as 12 hex digits, the others as they are called.

    rules: the shipped ones, without those of one's own; unicode: of the data that Python folds letters with.
    """
    from importlib.metadata import version

    code = digest(Path(__file__).resolve().parent, suffixes=(".py",))[:12]
    known = {"code": code, "rules": rules_version()}
    known |= {"python": platform.python_version(), "unicode": unicodedata.unidata_version}
    return known | {word: version(name) for word, name in LIBRARIES.items()}
