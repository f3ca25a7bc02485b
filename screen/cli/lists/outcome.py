"""What ``lists update`` and ``lists add`` say of a list that came, and the work that they do ahead for the next run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from screen.lists.store import Added, Store

_WORTH_PREPARING = 2_000


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
    if added.is_new and one.is_day_guessed:
        said += "; the file does not say of which day it is, so today counts: say --date DATE if it is older"
    return f"{said}."


def prepare(store: Store, found: list[Added]) -> None:
    """Prepare all lists in use, where new ones came and there are enough entries for a run to wait for."""
    entries = sum(one.entries for one in store.in_use())
    if entries < _WORTH_PREPARING or not any(one.is_new for one in found):
        return
    from screen.screening import Screener

    click.echo(f"Preparing {entries:,} entries, once, so that every run starts at once …", err=True)
    _ = Screener(data_dir=store.folder).matcher
