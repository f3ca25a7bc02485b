"""What follows a decision: the run is assessed again in the background; and the cards of listed parties, which stay as they are."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screen.errors import ScreenError
from screen.web.bench import Bench, Found
from screen.web.worker import Bug, Stopped

if TYPE_CHECKING:
    from screen.web.desk import Job
    from screen.web.worker import Worker


class Assessment:
    """Assesses the run of a job again with the decisions as they are then: one at a time, and once more where asked meanwhile.

    refusal: why the last one could not be done, '' where it was.
    """

    def __init__(self) -> None:
        self.refusal = ""
        self._alone = threading.Lock()
        self._is_wanted = self._is_running = False
        self._cards: dict[str, list[dict[str, Any]]] = {}
        self._cards_of: tuple[Worker, tuple[str, ...]] | None = None

    @property
    def is_going_on(self) -> bool:
        """Whether what is shown of the run does not follow the latest decisions yet."""
        return self._is_running

    def want(self, job: Job) -> None:
        """Have the run assessed again, and do not wait for it."""
        with self._alone:
            self._is_wanted = True
            if not self._is_running:
                threading.Thread(target=self._run, args=(job,), name=f"assessment {job.id}", daemon=True).start()
                self._is_running = True

    def _run(self, job: Job) -> None:
        while self._is_due():
            try:
                worker = job.worker
                found = worker.ask(assessed, job.path)
                if found is not None:
                    job.put(found, worker)
                self.refusal = ""
            except Stopped:  # the table is read or screened anew, or taken away
                self.refusal = ""
            except ScreenError as problem:
                self.refusal = str(problem)
            except Exception as bug:  # else what is shown would wait for ever
                self.refusal = str(Bug.at(bug))

    def _is_due(self) -> bool:
        with self._alone:
            self._is_running, self._is_wanted = self._is_wanted, False
            return self._is_running

    def cards(self, job: Job, references: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
        """Return what the lists say of entries, by reference.

        Those of all alerts are fetched at once and kept, so that nobody waits for them while the run is assessed.
        """
        record = job.found.record if job.found else {"lists": (), "alerts": ()}
        source = (job.worker, tuple(one["sha256"] for one in record["lists"]))
        if self._cards_of != source:
            self._cards, self._cards_of = {}, source
        wanted = set(references)
        if not wanted <= self._cards.keys():
            wanted |= {one["target"] for one in record["alerts"] if one["what"] == "match"}
            self._cards |= job.worker.ask(cards, sorted(wanted - self._cards.keys()))
        return self._cards


def assessed(bench: Bench, path: Path) -> Found | None:
    """Assess the run again with the decisions as they are now; None where nothing is screened yet, or in parts."""
    if bench.screening is None or bench.whole is not None:
        return None
    os.chdir(path.parent)
    bench.screening = bench.screener.decided(bench.screening, bench.setup.journal(path.name), progress=bench.progress)
    return bench.found()


def cards(bench: Bench, references: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Return what the lists say of entries, a card for each list that holds it, worded for people."""
    return {
        reference: [
            {
                "reference": card.reference, "name": card.entry["name"], "kind": card.entry["kind"], "standing": card.standing,
                "list": card.watchlist.title, "date": card.watchlist.date, "source": card.watchlist.source,
                "same_as": [(one.reference, one.name, one.list, one.standing, one.proof) for one in card.same_as],
                "facts": list(card.facts()),
            }
            for card in bench.screener.cards.of(reference)
        ]
        for reference in references
    }  # fmt: skip
