"""``dprk-screen lists status``: which watchlists are at hand, how old and how whole they are, and what is missing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from screen.cli.config import Configured
from screen.cli.options import as_of_option, data_dir_option

if TYPE_CHECKING:
    from screen.lists.status import AtHand, Missing

ALTERED = 3
_SHIPPED = (
    "id", "title", "publisher", "entries", "date", "age_days", "retrieved", "checked", "source", "sha256", "licence",
    "coverage", "part_of", "problem",
)  # fmt: skip
_STORED = (
    "id", "title", "publisher", "entries", "date", "date_from", "age_days", "retrieved", "checked", "source", "sha256",
    "licence", "problem",
)  # fmt: skip


@click.command(cls=Configured)
@as_of_option
@click.option("--json", "as_json", is_flag=True, help="Print it for programs.")
@data_dir_option
def status(as_of: date | None, as_json: bool, data_dir: str | None) -> None:
    """Show every watchlist with its date, age, size and fingerprint, and what is missing.

    \b
    dprk-screen lists status

    Exits with 3 where a stored list was altered.
    """
    from screen.lists import shipped_lists
    from screen.lists.status import missing, of_snapshot, of_watchlist, stale
    from screen.lists.store import Store

    today = as_of or datetime.now(UTC).date()
    store = Store.at(data_dir)
    shipped = [of_watchlist(one, today) for one in shipped_lists(data_dir=data_dir)]
    stored = [of_snapshot(one, today) for one in store.in_use(as_of)]
    known = [*shipped, *stored]
    said = {
        "as_of": today.isoformat(), "data_dir": str(store.folder), "shipped": [_values(one, _SHIPPED) for one in shipped],
        "stored": [_values(one, _STORED) for one in stored], "missing": [_absent(one) for one in missing(known)],
        "warnings": [_warning(one) for one in stale(known)],
    }  # fmt: skip
    click.echo(json.dumps(said, ensure_ascii=False, indent=1) if as_json else "\n".join(lines(said)))
    sys.exit(ALTERED if any(one.problem for one in stored) else 0)


def lines(said: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is said as lines: shipped, stored, what is missing, warnings."""
    yield "Shipped with dprk-screen"
    for one in said["shipped"]:
        yield from _block(one)
    yield f"\nStored in {said['data_dir']}"
    for one in said["stored"]:
        yield from _block(one)
    if not said["stored"]:
        yield "  none: dprk-screen lists update fetches the publishers' lists, dprk-screen lists add FILE takes a file"
    if said["missing"] or said["warnings"]:
        yield ""
    yield from said["missing"]
    yield from said["warnings"]


def _block(one: Mapping[str, Any]) -> Iterator[str]:
    yield f"  {one['id']}: {one['title']}"
    day = f"{one['date']}{' (the day it came)' if one.get('date_from') == 'retrieved' else ''}"
    yield f"    {one['entries']:,} entries; data of {day}, {_days(one['age_days'])} old; SHA-256 {one['sha256'][:12]}"
    if one["retrieved"]:
        checked = f", nothing newer on {one['checked'][:10]}" if one["checked"][:10] > one["retrieved"][:10] else ""
        yield f"    {one['source']}, {one['retrieved'][:10]}{checked}"
    yield f"    {one['licence']}"
    if one["problem"]:
        yield f"    {one['problem']}"


def _values(one: AtHand, names: Sequence[str]) -> dict[str, Any]:
    """Return what is printed of a list."""
    values = {name: getattr(one, name) for name in names}
    return values | ({"files": list(one.files)} if one.held == "stored" else {})


def _absent(one: Missing) -> str:
    if one.key:
        return f"Not stored: {one.title}; dprk-screen lists update {one.key} fetches it."
    return f"Not screened: {one.title}."


def _warning(one: AtHand) -> str:
    from screen.lists.status import stale_after_days

    return (
        f"Warning: {one.title} is {_days(one.age_days)} old, more than {stale_after_days()}. Who was listed since then is "
        "not found."
    )


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count:,} days"
