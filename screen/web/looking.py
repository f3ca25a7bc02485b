"""What the clerk answers of one name: who on the lists may be meant, why, and how the name was read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screen.model import Band

if TYPE_CHECKING:
    from screen.screening import Screening
    from screen.web.bench import Bench

COMMAND = "dprk-screen serve, a name looked up"


@dataclass(frozen=True, slots=True)
class LookedUp:
    """One name beside the lists.

    likely, near: matches as in the record, best first, from medium on and below, each with its references one by one and its
    names by what they are of the lists'; hits: those that say more than a match does; titles: of rules; problems: as in the record;
    read: how the name was read; notices: what must be known of the lists.
    """

    likely: list[dict[str, Any]]
    near: list[dict[str, Any]]
    hits: list[dict[str, Any]]
    titles: dict[str, str]
    problems: list[dict[str, Any]]
    read: list[str]
    notices: tuple[str, ...]


def looked_up(bench: Bench, row: dict[str, str]) -> LookedUp:
    """Look one party up. row: as party_row gives it."""
    from screen.decisions.basis import references
    from screen.names.reading import how_read

    screening = _screened(bench, row)
    record = screening.record
    matches = [
        one | {"references": (held := references(one["references"])), "names": bench.screener.cards.names(held)}
        for one in record["matches"]
    ]
    restating = {rule.id for rule in screening.rules if rule.restates_match}
    return LookedUp(
        [one for one in matches if Band.of(one["band"]) >= Band.MEDIUM],
        [one for one in matches if Band.of(one["band"]) < Band.MEDIUM],
        [one for one in record["hits"] if one["rule"] not in restating],
        {rule["id"]: rule["title"] for rule in record["rules"]}, record["problems"], how_read(row["name"], row.get("kind")),
        (*screening.list_notices, *screening.rules.notices(), *screening.controls.warnings()),
    )  # fmt: skip


def look_up_written(bench: Bench, row: dict[str, str], target: Path) -> str:
    """Write the record of a look-up; returns what to say where it could not be noted for a rerun."""
    from screen.report.output import write
    from screen.report.rerunnable import note_taken

    screening = _screened(bench, row)
    write(screening, target)
    return note_taken(screening, bench.setup.chosen.data_dir, bench.setup.folder)


def _screened(bench: Bench, row: dict[str, str]) -> Screening:
    from screen.screening.lookup import look_up

    return look_up(
        bench.screener, row, as_of=bench.setup.as_of, command_line=COMMAND, watchlists=bench.setup.chosen.watchlists
    )
