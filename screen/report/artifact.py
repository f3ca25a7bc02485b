"""Where the screened table lies, as programs that annotate files want to hear it: from the root of its repository."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote


def table_path(record: Mapping[str, Any]) -> str:
    """Return the path of the table from its repository's root, with slashes; its name alone where that is not known.

    '' for what is no file: standard input or a DataFrame.
    """
    source = record["input"]
    if source["name"] in ("standard input", "DataFrame") or not source["sha256"]:
        return ""
    path = Path(source["name"].replace("\\", "/") if os.sep == "/" else source["name"])
    try:
        whole = path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path.name
    root = next((one for one in whole.parents if (one / ".git").exists()), Path.cwd())
    return whole.relative_to(root).as_posix() if whole.is_relative_to(root) else path.name


def table_uri(record: Mapping[str, Any]) -> str:
    """Return the same as a relative URI (RFC 3986)."""
    return quote(table_path(record))
