"""A file that is made for the officer to keep: sent once, under a safe name, and gone from here."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.responses import FileResponse

_BINARY = "application/octet-stream"
_MEDIA = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8", ".md": "text/markdown; charset=utf-8", ".json": "application/json",
}  # fmt: skip


def download(folder: Path, name: str, write: Callable[[Path], object]) -> FileResponse:
    """Return a file as a download, whatever its form: a browser must keep it and never show it as a page of ours.

    folder: private, in which it is made; name: fit for every system; write: called with where to write it.
    """
    own = Path(tempfile.mkdtemp(prefix="taken-", dir=folder))
    try:
        write(own / name)
    except BaseException:
        shutil.rmtree(own, ignore_errors=True)
        raise
    gone = BackgroundTask(shutil.rmtree, own, ignore_errors=True)
    return FileResponse(own / name, media_type=_MEDIA.get(Path(name).suffix, _BINARY), filename=name, background=gone)
