"""What an officer must know first of a run: which lists, how old, what was not screened, which decisions were used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from screen.data import read_yaml, rules_file

if TYPE_CHECKING:
    import pandas as pd

    from screen.decisions import Event, Journal
    from screen.lists import Watchlist
    from screen.lists.freshness import Limits
    from screen.matching.reuse import Reuse
    from screen.model import Parties


def notices(lists: Sequence[Watchlist], today: date, limits: Limits | None = None) -> tuple[str, ...]:
    """Say which lists were used, how old each is, what they were held to, what was not screened, and warn of stale lists."""
    rules: dict[str, Any] = read_yaml(rules_file("screening.yml"))
    used = "; ".join(f"{one.title} ({age(one, today)})" for one in lists)
    first = f"Lists used: {used}." if lists else "No watchlist was used: only the red flags were tested."
    missing = [
        title for publisher, title in rules["expected"].items() if publisher not in {x.publisher for x in lists}
    ]
    said = [first, *(limits.notices() if limits else ())]
    if missing:
        said.append(f"Not screened: {'; '.join(missing)}; all other sanctions lists.")
    stale = [one.title for one in lists if is_stale(one, today)]
    if stale:
        said.append(
            f"Warning: more than {rules['stale_after_days']} days old: {'; '.join(stale)}. Who was listed since then is not "
            "found: run dprk-screen lists update, or check the publishers' sites."
        )
    later = [one.title for one in lists if one.date > today.isoformat()]
    if later:
        said.append(
            f"Warning: newer than {today}: {'; '.join(later)}. Who was listed or taken off since then may be wrong."
        )
    return tuple(said)


def is_stale(one: Watchlist, today: date) -> bool:
    """Whether a list is older than rules/screening.yml lets pass without a warning."""
    return one.age_days(today) > int(read_yaml(rules_file("screening.yml"))["stale_after_days"])


def age(one: Watchlist, today: date) -> str:
    """Say of which day a list is, and how that is known."""
    if not one.date:
        return "day of the data not stated"
    if one.is_day_guessed:
        return f"stored {one.date}, day of the data not stated"
    if one.date > today.isoformat():
        return f"data of {one.date}"
    confirmed = f", nothing newer on {one.checked}" if one.checked > one.date else ""
    days = one.age_days(today)
    return f"data of {one.date}, {days} {'day' if days == 1 else 'days'} old{confirmed}"


def compared(earlier: Sequence[Parties]) -> tuple[str, ...]:
    """Say which earlier tables were compared with."""
    told = "; ".join(f"{one.source.name} ({_rows(one.rows_read)})" for one in earlier)
    return (f"Compared with the earlier {'tables' if len(earlier) > 1 else 'table'}: {told}.",) if told else ()


def kept(reuse: Reuse | None, parties: Parties, entries: int) -> tuple[str, ...]:
    """Say what of an earlier run was kept, or why everything was compared anew; entries: how many are in use."""
    if reuse is None:
        return ()
    if reuse.why:
        return (f"Everything was compared anew with the lists: {reuse.why}.",)
    new, anew = len(parties) - len(reuse.rows), len(reuse.anew)
    return (
        f"Compared anew with the lists: {_rows(new)} with every entry, {_rows(len(reuse.rows))} that read as before with "
        f"{anew:,} new or changed of {entries:,} entries.",
    )


def _rows(number: int) -> str:
    return f"{number:,} row" if number == 1 else f"{number:,} rows"


def decision_notices(journal: Journal, alerts: pd.DataFrame, lost: Sequence[Event]) -> tuple[str, ...]:
    """Say which decisions were used, what they did, and which confirmed matches are not found any more."""
    if journal.path is None:
        return ()
    states = alerts["state"].value_counts()
    told = [
        f"{states.get(state, 0)} {words}"
        for state, words in (("suppressed", "suppressed"), ("decided", "carried on"), ("lapsed", "lapsed"),
                             ("expired", "expired"), ("unconfirmed", "waiting for a second reviewer"))
        if states.get(state, 0)
    ]  # fmt: skip
    by_hand = f", {len(journal.by_hand)} of them edited by hand" if journal.by_hand else ""
    said = [
        f"Decisions: {_file(journal)}, {len(journal.events)} recorded{by_hand}; {', '.join(told) or 'none met in this table'}."
    ]
    if journal.revision and journal.waiting:
        is_one = journal.waiting == 1
        said.append(
            f"Note: {journal.waiting:,} {'decision' if is_one else 'decisions'} of this change {'does' if is_one else 'do'} not "
            f"count until {'it is' if is_one else 'they are'} in {journal.revision.name}."
        )
    said += [
        f"Warning: {one.reference or f'party {one.party}'} was decided {one.disposition.label} on {one.decided_on} "
        f"({one.target}) and this run finds no such match. See what changed in its row."
        for one in lost
    ]
    return tuple(said)


def _file(journal: Journal) -> str:
    """Return what a decisions file is called, of which revision, and whether it is there at all."""
    name = journal.path.name if journal.path else ""
    if journal.revision is None:
        return name
    return f"{name} as of {journal.revision}" + ("" if journal.sha256 else ", which has no such file")
