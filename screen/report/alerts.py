"""The sheets of matches: Alerts, the queue a reviewer works through; Near misses; and what decisions suppress."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from screen.model import Band
from screen.report.comparison import Comparisons
from screen.report.queue import ALERT_ID, CHECKSUM, Queue, answers, decision_columns
from screen.report.standing import standing
from screen.report.table import Column, Link
from screen.report.wording import quality_word, sentence

if TYPE_CHECKING:
    from screen.report.places import Places
    from screen.screening import Screening

_IDS = (Column(ALERT_ID, 13), Column(CHECKSUM, 15))


def alert_columns() -> list[Column]:
    """Return the columns of Alerts."""
    return [
        Column("Band", 11), Column("Score", 8), Column("Party", 26), Column("Listed party", 30), Column("Why", 52),
        Column("Would settle it", 30), *_comparison_columns(), *decision_columns(), Column("Where it stands", 28),
        *_detail_columns(), *_IDS,
    ]  # fmt: skip


def _comparison_columns() -> list[Column]:
    return [Column("Agrees", 34), Column("Contradicts", 30), Column("Missing", 34)]


def _detail_columns() -> list[Column]:
    return [
        Column("Row", 22), Column("Reference", 14), Column("Name that matched", 28), Column("Kind of name", 12),
        Column("How common", 13), Column("On lists", 26), Column("Programme", 16), Column("Listed on", 12),
        Column("Status", 11), Column("About the entry", 40), Column("Entry", 18),
    ]  # fmt: skip


class Matches:
    """The matches of a screening as rows for people."""

    def __init__(self, screening: Screening, places: Places, queue: Queue) -> None:
        self._screening, self._places, self._queue = screening, places, queue
        self._comparisons = Comparisons(screening)
        matches = list(enumerate(screening.matches.itertuples(index=False)))
        matches.sort(
            key=lambda one: (queue.order[one[1].sheet, one[1].row], -Band.of(one[1].band), -one[1].score, one[0])
        )
        alerts = [(place, match, queue.of("match", place)) for place, match in matches]
        self._alerts = [(place, match, alert) for place, match, alert in alerts if alert is not None]
        self._others = [(place, match) for place, match, alert in alerts if alert is None]

    @property
    def parties(self) -> list[tuple[str, int]]:
        """The party of each row of Alerts, in order."""
        return [(match.sheet, match.row) for _, match, alert in self._alerts if not _is_suppressed(alert)]

    def alerts(self) -> Iterator[list[Any]]:
        """Yield the rows of Alerts: grouped by party, confirmed and escalated ones first, then the most urgent."""
        columns = alert_columns()
        for place, match, alert in self._alerts:
            if not _is_suppressed(alert):
                cells = [*_head(match), *self._compared(place, match), *answers(alert), standing(alert),
                         *self._details(match)]  # fmt: skip
                yield self._queue.written(alert, columns, cells)

    def near_misses(self) -> Iterator[list[Any]]:
        """Yield the rows of Near misses, in the same order."""
        for place, match in self._others:
            yield [*_head(match), *self._compared(place, match), *self._details(match)]

    def _compared(self, place: int, match: Any) -> list[str]:
        return ["\n".join(lines) for lines in self._comparisons.of(place, match)]

    def suppressed(self) -> Iterator[list[Any]]:
        """Yield the matches that a decision suppresses, for the sheet Suppressed."""
        columns = suppressed_columns()
        for _, match, alert in self._alerts:
            if _is_suppressed(alert):
                cells = [
                    Band.of(match.band), "match", match.name, match.entry_name, sentence(match.why), *answers(alert),
                    standing(alert), self._places.party(match.sheet, match.row),
                    self._queue.references.get((match.sheet, match.row), ""), match.references,
                ]  # fmt: skip
                yield self._queue.written(alert, columns, cells)

    def _details(self, match: Any) -> list[Any]:
        return [
            self._places.party(match.sheet, match.row), self._queue.references.get((match.sheet, match.row), ""),
            match.matched_name, quality_word(match.alias_quality), match.rarity,
            match.references, match.programs, match.listed_on, match.legal_status, match.about,
            Link(f"{match.list} {match.entry_id}", match.link),
        ]  # fmt: skip


def _is_suppressed(alert: Mapping[str, Any]) -> bool:
    return bool(alert["state"] == "suppressed")


def _head(match: Any) -> list[Any]:
    return [
        Band.of(match.band), match.score, match.name, match.entry_name, sentence(match.why), match.would_settle,
    ]  # fmt: skip


def near_miss_columns() -> list[Column]:
    """Return the columns of Near misses: those of Alerts without the decision."""
    left_out = {"Where it stands", ALERT_ID, CHECKSUM}
    return [one for one in alert_columns() if one.part != "decide" and one.header not in left_out]


def suppressed_columns() -> list[Column]:
    """Return the columns of Suppressed, which holds matches and hits."""
    return [
        Column("Band", 11), Column("What", 9), Column("Party", 26), Column("Listed party or red flag", 34),
        Column("Why", 52), *decision_columns(), Column("Where it stands", 40), Column("Row", 22), Column("Reference", 14),
        Column("On lists or rule", 26), *_IDS,
    ]  # fmt: skip
