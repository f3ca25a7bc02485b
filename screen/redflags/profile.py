"""Profiles: what kind of table it is, which says what rules are tested on it. Several may hold; the choice is always told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from screen.data import read_yaml, rules_file
from screen.errors import RuleError, UsageError
from screen.model import FIELDS, Kind
from screen.redflags.rule import PROFILES

if TYPE_CHECKING:
    from screen.model import Parties, Sheet

_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of a profile: at least so many of some columns, or at least a share (0 to 1) of rows of a kind."""

    because: str
    columns: frozenset[str]
    least: int
    kind: str
    share: float


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of table: its id, what it holds in words, and why it was chosen (a clause, with the headers that show it)."""

    id: str
    title: str
    because: str


@cache
def _signs() -> dict[str, tuple[str, tuple[Sign, ...]]]:
    """Load rules/profiles.yml once; raises RuleError where it names an unknown profile, column or kind."""
    path = rules_file("profiles.yml")
    loaded: dict[str, Any] = read_yaml(path)["profiles"]
    if tuple(loaded) != PROFILES:
        raise RuleError(f"{path}: profiles must be {', '.join(PROFILES)}, in this order. Restore the file.")
    found = {}
    for key, profile in loaded.items():
        signs = tuple(
            Sign(
                raw["because"], frozenset(raw.get("columns", ())), int(raw.get("least", 0)), raw.get("kind", ""),
                float(raw.get("share", 0)),
            )
            for raw in profile["signs"]
        )  # fmt: skip
        unknown = [name for sign in signs for name in sorted(sign.columns) if name not in FIELDS]
        unknown += [sign.kind for sign in signs if sign.kind and sign.kind not in set(Kind)]
        if unknown:
            raise RuleError(f"{path}, profile {key}: no such column or kind: {', '.join(unknown)}. Mend it.")
        found[key] = (profile["title"], signs)
    return found


def choose(parties: Parties, asked: str | None = None) -> tuple[Profile, ...]:
    """Return the profiles of a table, in the order of PROFILES: the one asked for, else those its columns and kinds show.

    Where nothing shows any, all hold. Raises UsageError for a profile that does not exist.
    """
    kinds, count = Counter(parties.table["kind"].tolist()), len(parties)
    return choose_by(parties.sheets, {kind: number / count for kind, number in kinds.items()}, asked)


def choose_by(sheets: Sequence[Sheet], shares: Mapping[str, float], asked: str | None = None) -> tuple[Profile, ...]:
    """Return the profiles of a table as choose does. shares: of its rows that are of each kind, 0 to 1."""
    known = _signs()
    if asked is not None:
        if asked not in known:
            raise UsageError(f"profile {asked}: there is none of this name. Choose one of {', '.join(known)}.")
        return (Profile(asked, known[asked][0], "as asked for"),)
    found = []
    for key, (title, signs) in known.items():
        reasons = [reason for sign in signs if (reason := _reason(sign, sheets, shares))]
        if reasons:
            found.append(Profile(key, title, "; ".join(reasons)))
    if found:
        return tuple(found)
    return tuple(Profile(key, title, "its columns do not say what it holds") for key, (title, _) in known.items())


def _reason(sign: Sign, sheets: Sequence[Sheet], shares: Mapping[str, float]) -> str:
    """Return why a sign holds, '' where it does not."""
    if sign.kind:
        return sign.because if shares and shares.get(sign.kind, 0.0) >= sign.share else ""
    fields: dict[str, str] = {}
    for sheet in sheets:
        for use in sheet.columns:
            if use.field in sign.columns:
                fields.setdefault(use.field, use.header)
    if len(fields) < sign.least:
        return ""
    shown = list(fields.values())
    more = " …" if len(shown) > _SHOWN else ""
    return f"{sign.because}: {', '.join(shown[:_SHOWN])}{more}"


def sentence(profiles: tuple[Profile, ...]) -> str:
    """Say which profiles were chosen and why, and how to choose another."""
    reasons = {one.because for one in profiles}
    if len(profiles) == len(PROFILES) and len(reasons) == 1:
        return f"Rules for every kind of table were tested: {reasons.pop()}. To narrow them: --profile."
    if [one.because for one in profiles] == ["as asked for"]:
        return f"Rules tested: those for a list of {profiles[0].title}, as asked for."
    told = "; ".join(f"{one.title} ({one.because})" for one in profiles)
    return f"Rules tested: those for a list of {told}. Another kind: --profile."
