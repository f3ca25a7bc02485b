"""The words of the effectiveness report, explained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Record = Mapping[str, Any]


def interval(record: Record) -> str:
    """Say what found means, and what the ends of an interval are."""
    thresholds = record["thresholds"]
    return (
        f"Caught and found mean a score of {thresholds['medium']:g} or more (medium), at which a person has to look; a near miss "
        f"is {thresholds['low']:g} or more (low); high is {thresholds['high']:g} or more. From and to are the ends of the "
        f"{_percent(record)} interval (Wilson): where the share of very many such names is likely to lie."
    )


def terms(record: Record) -> list[tuple[str, str]]:
    """Return the words of page one, each with what it means."""
    thresholds = record["thresholds"]
    medium = (
        f"a score of {thresholds['medium']:g} or more: an alert, at which a person has to look. Found, caught and alert all mean "
        f"this. From {thresholds['low']:g} a score is a near miss, listed apart; from {thresholds['high']:g} it is high."
    )
    return [
        ("Score", "how well a name, or a row, agrees with a listed party, 0 to 100. It is no probability."),
        ("Medium", medium),
        ("Control", "a listed name, as it stands or changed by this tool in one way, asked like a row of a table."),
        ("Recall", "the share of names of listed parties, written by others than this tool, that bring that party back."),
        ("Publisher", "the authority that issues a list, such as the UN, the EU, the US (OFAC) and the UK."),
        ("Spelled otherwise", "the other publisher has other words, though alike; not only another order or other marks."),
        ("Hardly alike", "letter by letter another name: the same one in another script, or another name altogether."),
        ("Innocent", "a name of nobody listed, invented or from a table of your own: each alert on it is a false one."),
        ("By name alone", "only the name is compared. A birth date or nationality that differs lowers the score."),
        (f"{_percent(record)} interval", "where the share of very many such names is likely to lie; wider the fewer were asked."),
    ]  # fmt: skip


def _percent(record: Record) -> str:
    return f"{record['confidence'] * 100:g} %"
