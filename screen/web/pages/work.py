"""The queue: parties by risk, with filters and search; beside it the party that is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from screen.countries import country_name
from screen.model import Band
from screen.report.worklist import FACETS, NOT_GIVEN, SORTS, UNDECIDED, Counts, Wanted, Worklist
from screen.web.app import desk_of, job_of, show, words
from screen.web.desk import DONE, Job

if TYPE_CHECKING:
    from screen.report.cases import Case

BLOCK = 50
"""Rows that are fetched at once."""
MOST_PRINTED = 5_000
_LONGEST_SEARCH = 200
_WORDS = {"band": "bands", "state": "states", "kind": "alerts"}
"""Where the catalogue has the words for the values of a facet."""
_STATES = (UNDECIDED, "top", "open", "back", "second", "info", "suppressed")
_KNOWN = {
    "band": frozenset(one.word for one in Band), "state": frozenset(_STATES),
    "kind": frozenset(("match", "hit")),
}  # fmt: skip
"""Values of a facet that there are; of the others only the table tells."""


def work(request: Request) -> Response:
    """Show the queue of a table; of one that is not screened yet, how far it is."""
    job = job_of(request)
    if job.state != DONE or job.found is None:
        return RedirectResponse(f"/tables/{job.id}/reading", 303)
    return workplace(request, job)


def workplace(
    request: Request, job: Job, place: int | None = None, part_html: str = "", status: int = 200
) -> Response:
    """Show the queue with a party beside it.

    place: of the party that is open, None for none; part_html: the party as HTML, escaped already.
    """
    from markupsafe import Markup

    part, queue = Markup(part_html), Queue(request, job, place)  # nosec B704: made by a template of ours
    answer = show(request, "work.html", status, job=job, queue=queue, part=part)
    answer.background = BackgroundTask(queue.worklist.make_ready)
    return answer


def queue(request: Request) -> Response:
    """Show what of the workplace follows from the filters: what was found, the filters with their counts, the list."""
    return show(request, "queue.html", queue=Queue(request, job_of(request)))


def rows(request: Request) -> Response:
    """Show a block of rows of the list."""
    return show(request, "rows.html", queue=Queue(request, job_of(request)))


def printed(request: Request) -> Response:
    """Show the list in whole, to be printed."""
    job = job_of(request)
    return show(request, "printed.html", job=job, queue=Queue(request, job))


@dataclass(frozen=True)
class Row:
    """One party of the list, at a position of it; place: in the record; nationalities: their codes."""

    position: int
    place: int
    case: Case
    nationalities: tuple[str, ...]

    @property
    def party(self) -> Any:
        """What the record says of it."""
        return self.case.party

    @property
    def tags(self) -> list[tuple[str, int]]:
        """The states of its alerts, and how many are in each."""
        groups = [one.group for one in self.case.alerts]
        return [(group, groups.count(group)) for group in _STATES if group in groups]


class Queue:
    """The list of a table as a request wants it.

    place: of the party that is open, None for none. The query says the filters; run: in the order of which run; from: the
    position of the first row; after: the party that the next undecided one is looked for from, itself included.
    """

    def __init__(self, request: Request, job: Job, place: int | None = None) -> None:
        if job.found is None:
            raise HTTPException(409, words(request)("work.not_screened"))
        self.job, self.found, self.place, self._t = job, job.found, place, words(request)
        self.worklist: Worklist = job.orders.worklist(self.found, desk_of(request).setup, job.path.name)
        self.wanted = wanted_of(request)
        asked = request.query_params
        self.run, self.order = job.orders.of(self.wanted, _number(asked.get("run")))
        self.newest = job.orders.run
        self.after = _number(asked.get("after"), -1)
        start = _number(asked.get("from"))
        if place is not None and "from" not in asked:
            start = self._position(place) or 0
        self.start = min(max(0, start), max(0, len(self.order) - 1)) // BLOCK * BLOCK

    @property
    def record(self) -> Mapping[str, Any]:
        """The record as it stands."""
        return self.worklist.record

    @property
    def is_pending(self) -> bool:
        """Whether decisions were recorded from which bands may follow that are not known yet."""
        return self.job.assessment.is_going_on

    @cached_property
    def counts(self) -> Counts:
        """How many parties each choice would leave."""
        return self.worklist.counts(self.wanted)

    @property
    def total(self) -> int:
        """How many parties are in the list."""
        return len(self.order)

    @property
    def block(self) -> list[Row]:
        """The rows to be shown."""
        return list(self._rows(self.start, self.start + BLOCK))

    @property
    def printed(self) -> list[Row]:
        """The rows to be printed."""
        return list(self._rows(0, MOST_PRINTED))

    @property
    def is_new_order(self) -> bool:
        """Whether decisions were made since the list was put in order."""
        return self.run != self.newest

    @cached_property
    def whole(self) -> Counts:
        """Counts of the whole table."""
        return self.worklist.counts(Wanted(everyone=True))

    @property
    def undecided(self) -> int:
        """Parties of the whole table with an alert that waits for a decision."""
        return self.whole.facets["state"].get(UNDECIDED, 0)

    @property
    def is_decided(self) -> bool:
        """Whether there were alerts, and none waits for a decision."""
        return bool(self.record["alerts"]) and not self.undecided and not self.is_pending

    @property
    def stale(self) -> list[str]:
        """The lists that are old."""
        return [one["title"] for one in self.record["lists"] if one["is_stale"]]

    @property
    def missed(self) -> int:
        """Planted controls that were not found."""
        controls = self.record["controls"]
        return int(controls.get("planted", 0)) - int(controls.get("caught", 0))

    @property
    def untested(self) -> int:
        """Rules that no sheet, or not every sheet, had the columns for."""
        return sum(one["tested"] != "yes" for one in self.record["rules"])

    def address(self, path: str = "", **changes: Any) -> str:
        """Return an address below the table's with the filters, and with changes of them; None leaves one out."""
        return address(f"/tables/{self.job.id}{path}", self.wanted, **changes)

    def toggled(self, facet: str, value: str) -> str:
        """Return the address with one more choice, or without it. A band is looked for among all parties, as it is counted."""
        chosen = self.wanted.of(facet)
        values = tuple(one for one in chosen if one != value) if value in chosen else (*chosen, value)
        rest = tuple(one for one in self.wanted.choices if one[0] != facet)
        everyone = bool(values) if facet == "band" else self.wanted.everyone
        wanted = replace(self.wanted, choices=(*rest, *([(facet, values)] if values else ())), everyone=everyone)
        return address(f"/tables/{self.job.id}", wanted)

    def only(self, facet: str, value: str) -> str:
        """Return the address with one choice alone."""
        return address(f"/tables/{self.job.id}", Wanted(((facet, (value,)),), sort=self.wanted.sort))

    @property
    def choices(self) -> Iterator[tuple[str, list[tuple[str, str, int]]]]:
        """Yield each facet that is a list to choose from, with value, words and count of what may be chosen."""
        for facet in FACETS:
            counts = dict(self.counts.facets[facet])
            if facet == "state":
                counts = {one: counts[one] for one in _STATES if one in counts}
            if facet != "band" and (len(counts) > 1 or self.wanted.of(facet)):
                missing = {value: 0 for value in self.wanted.of(facet) if value not in counts}
                told = [(one, self.told(facet, one), count) for one, count in (counts | missing).items()]
                yield facet, told if facet == "state" else sorted(told, key=lambda one: (one[0] == NOT_GIVEN, one[1]))

    def told(self, facet: str, value: str) -> str:
        """Return a value as people read it."""
        if value == NOT_GIVEN:
            told: str = self._t("work.not_given")
            return told
        if facet == "nationality":
            return country_name(value, self._t.language)
        if facet == "list":
            return next((one["title"] for one in self.record["lists"] if one["id"] == value), value)
        if facet == "rule":
            title = next((one["title"] for one in self.record["rules"] if one["id"] == value), "")
            return f"{value} {title}".strip()
        return str(self._t.of(_WORDS[facet], value)) if facet in _WORDS else value

    def _rows(self, start: int, end: int) -> Iterator[Row]:
        for position, place in enumerate(self.order[start:end].tolist(), start):
            yield Row(position, place, self.worklist.case(place), self.worklist.nationality(place))

    def _position(self, place: int) -> int | None:
        found = (self.order == place).nonzero()[0]
        return int(found[0]) if len(found) else None

    def position(self) -> int | None:
        """Return where in the list the open party stands, None where it is not in it."""
        return None if self.place is None else self._position(self.place)

    @cached_property
    def next(self) -> tuple[int, int] | None:
        """Position and place of the next party to be decided on, from one on, and then from the top."""
        start = (self._position(self.after) or 0) if self.after >= 0 else 0
        places = self.order.tolist()
        for position in (*range(start, len(places)), *range(start)):
            if self.worklist.is_undecided(places[position]):
                return position, places[position]
        return None


def wanted_of(request: Request) -> Wanted:
    """Return what the query of a request wants to see; what it says of nothing that there is, is left out."""
    asked = request.query_params
    told = {facet: filter(None, dict.fromkeys(asked.getlist(facet))) for facet in FACETS}
    known = ((facet, tuple(one for one in told[facet] if one in _KNOWN.get(facet, (one,)))) for facet in FACETS)
    choices = tuple((facet, values) for facet, values in known if values)
    sort = asked.get("sort", "")
    return Wanted(
        choices, " ".join(asked.get("q", "")[:_LONGEST_SEARCH].split()), asked.get("show") == "all",
        sort if sort in SORTS else SORTS[0],
    )  # fmt: skip


def address(path: str, wanted: Wanted, **changes: Any) -> str:
    """Return a path with a query that says what is wanted, and more values."""
    fields = [(facet, value) for facet, values in wanted.choices for value in values]
    fields += [("q", wanted.search)] if wanted.search else []
    fields += [("show", "all")] if wanted.everyone else []
    fields += [("sort", wanted.sort)] if wanted.sort != SORTS[0] else []
    fields = [one for one in fields if one[0] not in changes]
    fields += [(name, str(value)) for name, value in changes.items() if value is not None]
    return f"{path}?{urlencode(fields)}" if fields else path


def _number(text: str | None, default: int = 0) -> int:
    """Return a number of a query, the default for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default


ROUTES = [
    Route("/tables/{job}", work),
    Route("/tables/{job}/queue", queue),
    Route("/tables/{job}/rows", rows),
    Route("/tables/{job}/printed", printed),
]
