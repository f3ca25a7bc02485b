"""Which entries of the four publishers are one party, by the strongest proof there is; a contradiction forbids it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

from screen.data import read_csv
from screen.errors import WatchlistError
from screen.lists.folder import natural
from screen.names.folding import fold
from watchlists.builder.entry import (
    Entry,
    birth_dates_agree,
    birth_dates_contradict,
    numbers,
    spellings,
    values,
)
from watchlists.builder.fronts import Fronts

Tie = tuple[str, str, str]
Pair = tuple[str, str]
_STRONG = ("passport", "imo", "bic", "id_number", "registration_number")


def same_as(lists: dict[str, list[Entry]], fronts: Fronts) -> list[Tie]:
    """Return (cluster, reference, proof) of every entry that another list holds too, by cluster."""
    edges: dict[Pair, str] = {}
    for (one, left), (other, right) in combinations(lists.items(), 2):
        edges |= {
            (f"{one}:{a}", f"{other}:{b}"): why for (a, b), why in _pairs(left, right, other, one, fronts).items()
        }
    cluster: dict[str, str] = {}
    for a, b in edges:
        _join(cluster, a, b)
    proofs = _strongest(edges)
    ties = [(_name(cluster, reference), reference, proofs[reference]) for reference in cluster]
    return sorted(ties, key=lambda tie: (natural(tie[0]), natural(tie[1])))


def settled(ties: list[Tie], lists: dict[str, list[Entry]]) -> list[Tie]:
    """Take out of *lists* what a publisher dropped under one number and holds under another, and note dates that differ.

    Returns the ties that are left.
    """
    entries = {f"{publisher}:{entry['id']}": entry for publisher, held in lists.items() for entry in held}
    members: dict[str, list[str]] = defaultdict(list)
    for cluster, reference, _ in ties:
        members[cluster].append(reference)
    dropped = set()
    for references in members.values():
        listing = {one.partition(":")[0] for one in references if entries[one]["legal_status"] == "listed"}
        dropped |= {
            one for one in references if entries[one]["legal_status"] != "listed" and one.partition(":")[0] in listing
        }
        for one in references:
            others = [other for other in references if birth_dates_contradict(entries[one], entries[other])]
            if others and one not in dropped:
                note = f"birth dates differ from those of {', '.join(others)}"
                entries[one]["note"] = "; ".join(filter(None, (str(entries[one].get("note", "")), note)))
    for publisher, held in lists.items():
        lists[publisher] = [entry for entry in held if f"{publisher}:{entry['id']}" not in dropped]
    return [tie for tie in ties if tie[1] not in dropped]


def _join(cluster: dict[str, str], a: str, b: str) -> None:
    first, second = cluster.setdefault(a, a), cluster.setdefault(b, b)
    for reference, name in cluster.items():
        if name == second:
            cluster[reference] = first


def _name(cluster: dict[str, str], reference: str) -> str:
    """Name a cluster by its first member, the UN's where it has one."""
    members = [one for one, name in cluster.items() if name == cluster[reference]]
    first = min(members, key=lambda one: (not one.startswith("UN:"), natural(one)))
    return first.lower().replace(":", "-")


def _strongest(edges: dict[Pair, str]) -> dict[str, str]:
    """Return for each reference its strongest proof, and the entry that it ties it to."""
    order = ("shared reference", *_STRONG, "name and birth date", "primary name", "name", "read side by side")
    found: dict[str, tuple[int, str]] = {}
    for (a, b), why in edges.items():
        rank = next(place for place, word in enumerate(order) if why.startswith(word))
        for own, other in ((a, b), (b, a)):
            if own not in found or rank < found[own][0]:
                found[own] = (rank, why if why.startswith("shared reference") else f"{why} = {other}")
    return {reference: why for reference, (_, why) in found.items()}


def _pairs(left: list[Entry], right: list[Entry], right_name: str, left_name: str, fronts: Fronts) -> dict[Pair, str]:
    """Tie two lists one to one, proof by proof."""
    found: dict[Pair, str] = _by_hand(left, right, right_name, left_name)
    by_id = [{str(entry["id"]): entry for entry in side} for side in (left, right)]
    proofs: tuple[Callable[[list[Entry], list[Entry]], Iterator[tuple[str, str, str]]], ...] = (
        lambda a, b: _by_reference(a, b, right_name, left_name), _by_number, _by_name_and_birth, _by_primary_name,
        _by_only_name, lambda a, b: _by_front(a, b, right_name, left_name, fronts),
    )  # fmt: skip
    for proof in proofs:
        taken = [{pair[side] for pair in found} for side in (0, 1)]
        fresh = [
            [entry for entry in side if entry["id"] not in gone]
            for side, gone in zip((left, right), taken, strict=True)
        ]
        for a, b, why in proof(*fresh):
            one, other = by_id[0][a], by_id[1][b]
            is_free = all(a != x and b != y for x, y in found)
            if is_free and one["kind"] == other["kind"] and not _contradict(one, other, why):
                found[a, b] = why
    return found


def _by_hand(left: list[Entry], right: list[Entry], right_name: str, left_name: str) -> dict[Pair, str]:
    """Return the ties of ties.csv: parties that no rule ties, because their names or dates differ from list to list."""
    found: dict[Pair, str] = {}
    ids = [{f"{name}:{entry['id']}" for entry in side} for name, side in ((left_name, left), (right_name, right))]
    for row in read_csv(Path(__file__).with_name("ties.csv"), WatchlistError):
        for one, other in ((row["one"], row["other"]), (row["other"], row["one"])):
            if one in ids[0] and other in ids[1]:
                found[one.partition(":")[2], other.partition(":")[2]] = f"read side by side: {row['why']}"
    return found


def _contradict(one: Entry, other: Entry, why: str) -> bool:
    """Whether two entries cannot be one party: a shared number or reference outweighs dates, nothing outweighs IMO numbers."""
    ships = [{value for kind, value in numbers(entry) if kind == "imo"} for entry in (one, other)]
    if one["kind"] == "vessel" and all(ships) and not ships[0] & ships[1]:
        return True
    return not why.startswith(("shared reference", *_STRONG)) and birth_dates_contradict(one, other)


def _by_reference(
    left: list[Entry], right: list[Entry], right_name: str, left_name: str
) -> Iterator[tuple[str, str, str]]:
    """Tie what one publisher states of the other."""
    ids = {str(entry["id"]) for entry in right}
    for entry in left:
        for reference in values(entry, "references"):
            publisher, _, number = reference.partition(":")
            if publisher == right_name and number in ids:
                yield str(entry["id"]), number, f"shared reference {reference}"
    own = {str(entry["id"]) for entry in left}
    for entry in right:
        for reference in values(entry, "references"):
            publisher, _, number = reference.partition(":")
            if publisher == left_name and number in own:
                yield number, str(entry["id"]), f"shared reference {reference}"


def _by_number(left: list[Entry], right: list[Entry]) -> Iterator[tuple[str, str, str]]:
    """Tie by a number that one entry of each side bears."""
    holders: dict[tuple[str, str], list[list[str]]] = defaultdict(lambda: [[], []])
    for side, entries in enumerate((left, right)):
        for entry in entries:
            for number in numbers(entry):
                holders[number][side].append(str(entry["id"]))
    for kind in _STRONG:
        for (other, value), (ones, others) in sorted(holders.items()):
            if other == kind and len(ones) == 1 and len(others) == 1:
                yield ones[0], others[0], f"{kind} {value}"


def _by_name_and_birth(left: list[Entry], right: list[Entry]) -> Iterator[tuple[str, str, str]]:
    for a, b in _alike(left, right):
        if a["kind"] == "person" and birth_dates_agree(a, b):
            yield str(a["id"]), str(b["id"]), "name and birth date"


def _by_primary_name(left: list[Entry], right: list[Entry]) -> Iterator[tuple[str, str, str]]:
    """Tie organisations and ships whose primary names are equal."""
    for a, b in _alike(left, right):
        if a["kind"] != "person" and fold(str(a["name"])) == fold(str(b["name"])):
            yield str(a["id"]), str(b["id"]), "primary name"


def _by_only_name(left: list[Entry], right: list[Entry]) -> Iterator[tuple[str, str, str]]:
    """Tie by an equal name where it is the only such pair on both lists."""
    pairs = [
        (str(a["id"]), str(b["id"])) for a, b in _alike(left, right)
        if not (a["kind"] == "person" and values(a, "birth_dates") and values(b, "birth_dates"))
    ]  # fmt: skip
    ones, others = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    for a, b in pairs:
        if ones[a] == 1 and others[b] == 1:
            yield a, b, "name, the only such pair"


def _by_front(
    left: list[Entry], right: list[Entry], right_name: str, left_name: str, fronts: Fronts
) -> Iterator[tuple[str, str, str]]:
    """Tie what the fact base holds to be one front, where a name agrees too."""
    alike = {(f"{left_name}:{a['id']}", f"{right_name}:{b['id']}") for a, b in _alike(left, right)}
    for one, other in fronts.pairs:
        if (one, other) in alike:
            yield one.partition(":")[2], other.partition(":")[2], "name"


def _alike(left: list[Entry], right: list[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Yield pairs of one kind that share a spelling, in the order of the lists."""
    holders: dict[str, list[Entry]] = defaultdict(list)
    for entry in right:
        for name in spellings(entry):
            holders[name].append(entry)
    for entry in left:
        seen = set()
        for name in sorted(spellings(entry)):
            for other in holders.get(name, ()):
                if other["kind"] == entry["kind"] and other["id"] not in seen:
                    seen.add(other["id"])
                    yield entry, other
