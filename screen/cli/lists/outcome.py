"""What ``lists update`` and ``lists add`` say of a list that came."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screen.lists.store import Added


def line(added: Added, unchanged: str) -> str:
    """Return a line on one list. unchanged: what to say when it was there already."""
    one, before = added.snapshot, added.before
    said = f"{one.title} ({one.list_id}): {'stored' if added.is_new else unchanged}, "
    said += f"{one.entries:,} entries, data of {one.date}"
    if one.records_stated is not None:
        said += ", as many records as the file says it holds"
    if added.in_use.folder != one.folder:
        said += f"; the list of {added.in_use.date} stays in use"
    elif added.is_new and before:
        said += f"; before: {before.entries:,} entries of {before.date}"
    if added.is_new and one.date_from == "retrieved":
        said += "; the file does not say of which day it is, so today counts: say --date DATE if it is older"
    return f"{said}."
