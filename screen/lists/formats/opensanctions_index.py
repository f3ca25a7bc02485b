"""OpenSanctions' index.json: what a dataset is and which files it has. No list, but it often lies beside one."""

from __future__ import annotations

from collections.abc import Sequence

from screen.errors import WatchlistError
from screen.lists.files import Head, ListFile
from screen.lists.formats import Format, Reading
from screen.lists.formats import opensanctions as shared

_KEYS = ('"resources"', '"entity_count"', '"target_count"', '"index_url"', '"last_export"')


def _role_of(head: Head) -> str:
    text = "\n".join(head.lines)
    return "index" if text.lstrip("\ufeff \r\n\t").startswith("{") and sum(key in text for key in _KEYS) >= 2 else ""


def _read(files: Sequence[ListFile]) -> Reading:
    raise WatchlistError(
        f"{files[0].where}: describes a dataset of OpenSanctions and is no list. "
        "Give the entities.ftm.json, targets.nested.json or targets.simple.csv that lies beside it, by itself."
    )


FORMAT = Format(
    id="opensanctions-index", title="OpenSanctions' description of a dataset", publisher="OpenSanctions", source=shared.SITE,
    licence=shared.LICENCE, name="OpenSanctions index.json", role_of=_role_of, read=_read, is_aside=True,
)  # fmt: skip
