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
from screen.errors import WatchlistError

if TYPE_CHECKING:
    from screen.lists import Watchlist
    from screen.lists.snapshot import Snapshot

ALTERED = 3


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
    from screen.lists.store import Store

    today = as_of or datetime.now(UTC).date()
    store = Store.at(data_dir)
    shipped = [_shipped(one, today) for one in shipped_lists(data_dir=data_dir)]
    stored = [_stored(one, today) for one in store.in_use(as_of)]
    said = {
        "as_of": today.isoformat(), "data_dir": str(store.folder), "shipped": shipped, "stored": stored,
        "missing": _missing([*shipped, *stored], stored), "warnings": list(_warnings([*shipped, *stored])),
    }  # fmt: skip
    click.echo(json.dumps(said, ensure_ascii=False, indent=1) if as_json else "\n".join(lines(said)))
    sys.exit(ALTERED if any(one["problem"] for one in stored) else 0)


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


def _shipped(one: Watchlist, today: date) -> dict[str, Any]:
    return {
        "id": one.id, "title": one.title, "publisher": one.publisher, "entries": len(one.entries), "date": one.date,
        "age_days": one.age_days(today), "retrieved": "", "checked": "", "source": one.source, "sha256": one.sha256,
        "licence": one.licence, "coverage": one.coverage, "part_of": one.part_of, "problem": "",
    }  # fmt: skip


def _stored(one: Snapshot, today: date) -> dict[str, Any]:
    from screen.lists.snapshot import stamp

    try:
        one.verify()
        problem = ""
    except WatchlistError as altered:
        problem = str(altered)
    return {
        "id": one.list_id, "title": one.title, "publisher": one.publisher, "entries": one.entries, "date": one.date,
        "date_from": one.date_from, "age_days": one.age_days(today), "retrieved": stamp(one.retrieved),
        "checked": stamp(one.checked), "source": f"from {one.source}" if one.origin else one.source, "sha256": one.sha256,
        "licence": one.licence, "files": [str(path) for path in one.paths], "problem": problem,
    }  # fmt: skip


def _missing(known: Sequence[Mapping[str, Any]], stored: Sequence[Mapping[str, Any]]) -> list[str]:
    """Say which expected publishers no list is from, and of which the whole list is not stored."""
    from screen.data import read_yaml, rules_file
    from screen.lists.publishers import load_publishers

    at_hand, whole = {one["publisher"] for one in known}, {one["publisher"] for one in stored}
    expected = read_yaml(rules_file("screening.yml"))["expected"]
    said = [f"Not screened: {title}." for publisher, title in expected.items() if publisher not in at_hand]
    for one in load_publishers().values():
        if one.by_default and one.publisher not in whole:
            said.append(f"Not stored: {one.title}; dprk-screen lists update {one.key} fetches it.")
    return said


def _warnings(known: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Warn of lists that are stale; a part of a list that is here whole is as old as the whole."""
    from screen.data import read_yaml, rules_file

    most = int(read_yaml(rules_file("screening.yml"))["stale_after_days"])
    whole = {one["id"] for one in known}
    for one in known:
        if one["age_days"] > most and one.get("part_of") not in whole:
            yield (
                f"Warning: {one['title']} is {_days(one['age_days'])} old, more than {most}. Who was listed since then is "
                "not found."
            )


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count:,} days"
