"""Adding up: the evidence of a pair of party and entry becomes a score, a band and a sentence.

Points add; caps hold what a name alone may say; contradictions lower but never hide a pair whose name alerts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from screen.matching.fields import Evidence
from screen.matching.index import QUALITIES, Index
from screen.matching.names import NamePair
from screen.matching.policy import points_of, policy, score_of
from screen.model import Band, Kind
from screen.names import general, korean, words
from screen.names.folding import fold, undone
from screen.names.tokens import tokenise

_OF_PERSONS = ("nationality", "birth_date")


@dataclass(frozen=True, slots=True)
class NameEvidence:
    """The best name of a pair: both spellings, the score of the names alone, and what it may count for.

    alone: name score after the caps for rarity and weak aliases; rarity: class, '' where it cannot be told.
    """

    asked: str
    listed: str
    quality: str
    score: float
    alone: float
    rarity: str
    why: str

    @property
    def rank(self) -> tuple[float, float]:
        """Order the names of one pair of party and entry."""
        return self.alone, self.score

    def evidence(self) -> Evidence:
        """Return the name as a row of evidence."""
        points = points_of(self.alone)
        level = "same" if self.score >= 95 else "close" if self.score >= 70 else "near"
        verdict = "agrees" if self.score >= 70 else "close" if self.score >= 50 else "contradicts"
        return Evidence("name", level, verdict, points, self.asked, self.listed, self.why)


def name_evidence(
    asked: str, listed: str, quality: int, kind: str, pair: NamePair, lattice: korean.Lattice | None
) -> NameEvidence:
    """Weigh a pair of names: how alike, how common, and whether the alias is a weak one."""
    alone, rarity = pair.score, ""
    clauses = [_why(pair, listed)]
    if kind == Kind.PERSON and lattice is not None:
        found = korean.rarity(lattice)
        rarity = found.name
        alone = min(alone, policy().rarity[rarity])
        clauses.append(found.phrase if pair.korean is not None else f"{rarity} name")
    elif kind == Kind.PERSON:
        rarity = words.rarity_class(tokenise(asked, Kind.PERSON).core)
        clauses.append(f"{rarity} name")
    if pair.korean is not None and pair.korean.is_weak:
        alone = min(alone, policy().rarity["weak reading"])
        clauses.append("read through pinyin or Russian spelling")
    limit, clause = _alias_limit(listed, QUALITIES[quality], kind)
    alone = min(alone, limit)
    clauses += [clause] if clause else []
    clauses += undone(asked, is_person=kind == Kind.PERSON)
    return NameEvidence(asked, listed, QUALITIES[quality], pair.score, alone, rarity, "; ".join(clauses))


def _alias_limit(listed: str, quality: str, kind: str) -> tuple[float, str]:
    """Return the most that an alias can score alone, and why: weak ones, and short forms such as NCG that others use too."""
    limits, bare = policy().weak_alias, fold(listed).replace(" ", "")
    is_long = len(bare) >= limits["distinctive_from"]
    if quality == "weak":
        return limits[
            "distinctive" if is_long and not words.is_word(bare) else "short"
        ], f"“{listed}” is a weak alias"
    if quality != "name" and kind != Kind.PERSON and not is_long and bare.isascii():
        return limits["short"], f"“{listed}” is a short form that others use too"
    return 100, ""


def _why(pair: NamePair, listed: str) -> str:
    if pair.korean is not None:
        return pair.korean.why
    if pair.alignment is None:
        return f"spells the initials of “{listed}”"
    return general.explain(pair.alignment)


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair of party and entry with its evidence added up."""

    party: int
    entry: int
    name: NameEvidence | None
    evidence: tuple[Evidence, ...]
    score: float
    band: Band
    why: str


def add_up(party: int, entry: int, name: NameEvidence | None, fields: Sequence[Evidence]) -> Scored:
    """Add up a pair and say why, the name first."""
    score, band = weigh(name, fields)
    evidence = (name.evidence() if name else _no_name(), *fields)
    return Scored(party, entry, name, evidence, score, band, sentence(evidence, band))


def weigh(name: NameEvidence | None, fields: Sequence[Evidence]) -> tuple[float, Band]:
    """Add the points of a pair and return its score and band.

    score = 100 / (1 + 2 ** (-points / 10)). Nationality alone never takes a pair below medium; a pair whose name alone
    alerts stays at 50 or above; one with another nationality or birth date stays below high unless a day of birth, a number
    or an address agrees; a strong identifier makes it critical unless the name contradicts, then high.
    """
    rules = policy()
    points = points_of(name.alone) if name else _no_name().points
    points += sum(one.points for one in fields)
    score = score_of(points)
    without = score_of(points - sum(one.points for one in fields if one.field == "nationality" and one.points < 0))
    score = max(score, min(without, rules.bands[Band.MEDIUM]))
    if _is_contradicted(fields):
        score = min(score, rules.name["contradicted_most"])
    if name and name.alone >= rules.bands[Band.MEDIUM]:
        score = max(score, rules.name["near_miss_floor"])
    if any(one.level == "strong" for one in fields):
        if name and name.score >= rules.name["contradicts_below"]:
            return score, Band.CRITICAL
        score = min(score, rules.name["identifier_conflict"])
    return score, rules.band(score)


def _is_contradicted(fields: Sequence[Evidence]) -> bool:
    """Whether nationality or birth date speak against a pair and no other field outweighs them."""
    against = any(one.field in _OF_PERSONS and one.verdict == "contradicts" for one in fields)
    return against and all(one.points < policy().name["outweighed_from"] for one in fields)


def _no_name() -> Evidence:
    return Evidence(
        "name", "differs", "contradicts", int(policy().name["differs_points"]), "", "", "the names differ"
    )


def sentence(evidence: Sequence[Evidence], band: Band) -> str:
    """Return the reason as a person would say it, what supports first."""
    supports = [one.why for one in evidence if one.points > 0 or one.field == "name"]
    against = [one.why for one in evidence if one.points < 0 and one.field != "name"]
    conflict = any(one.level == "strong" for one in evidence) and band is Band.HIGH
    text = "; ".join((["identifier conflict"] if conflict else []) + supports + against)
    return text[:1].upper() + text[1:]


def would_settle(party: Mapping[str, str], entry: Mapping[str, object], scored: Scored) -> str:
    """Name the smallest facts that are not given and would settle a pair, '' where none is left to ask for."""
    if any(one.level == "strong" for one in scored.evidence):
        return ""
    listed_types = {str(text).split(":", 1)[0] for text in _tuple(entry, "identifiers")}
    asks: list[str] = []
    if entry["kind"] == Kind.PERSON:
        if not party["birth_date"] and _tuple(entry, "birth_dates"):
            asks.append(f"birth date (listed: {', '.join(map(str, _tuple(entry, 'birth_dates')))})")
        if not party["passport"] and "passport" in listed_types:
            asks.append("passport number")
        if not asks and not party["birth_date"]:
            asks.append("birth date")
    elif entry["kind"] == Kind.VESSEL:
        asks += ["IMO number"] if not party["imo"] else []
    else:
        if not party["country"] and not party["address"]:
            asks.append("country or address")
        if not party["registration_number"] and not party["tax_number"]:
            asks.append("registration number")
        if not party["bic"] and "bic" in listed_types:
            asks.append("BIC")
    return "Not given: " + " and ".join(asks) if asks else ""


def _tuple(entry: Mapping[str, object], column: str) -> tuple[object, ...]:
    value = entry.get(column, ())
    return value if isinstance(value, tuple) else ()


def standing(entry: Mapping[str, object]) -> str:
    """Return what a match to an entry is a possible match to, in words."""
    if entry["legal_status"] == "listed":
        return "listed party"
    return "reported front, on no official list," if entry["reliability"] else "entry on no official list,"


_CHECK = "check the official list"


def about(entry: Mapping[str, object]) -> str:
    """Return what an officer should know of an entry before acting on a match to it, '' for nothing."""
    closed = f"reported closed {entry['closed_on']}".strip() if entry["operating_status"] == "closed" else ""
    note = str(entry["note"])
    is_rebuilt = entry["legal_status"] == "listed" and entry["basis"] != "original" and _CHECK not in note
    said = [
        str(entry["measure"]),
        f"reliability {entry['reliability']} of the report" if entry["reliability"] else "",
        closed,
        *(f"denied: {denial}" for denial in _tuple(entry, "denials")),
        note,
        f"not from the publisher's own file: {_CHECK}" if is_rebuilt else "",
    ]
    return "; ".join(filter(None, said)).rstrip(".")


def at_most(band: Band, entry: Mapping[str, object]) -> Band:
    """Return a band as far as an entry can raise it: a reported front is a lead, no more."""
    return min(band, policy().reported_at_most) if entry["reliability"] else band


def references(index: Index, cluster: str) -> str:
    """Return every publisher's reference of a cluster: "UN:KPi.001 OFAC:9345"."""
    return " ".join(index.references(cluster))
