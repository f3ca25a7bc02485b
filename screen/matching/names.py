"""Names in batches: which listed names come near which asked names, and their exact scores.

Retrieval is a union of channels: tokens (an upper bound, see retrieve.py), Korean syllables (KoreanIndex) and
acronyms. Survivors are rescored exactly, pair by pair, so a batch and a single call agree to the digit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screen.matching.retrieve import Bag, Bounds, Totals, survivors
from screen.model import Kind
from screen.names import acronyms, chinese, general, korean
from screen.names.comparison import policy
from screen.names.similarity import Vocabulary
from screen.names.tokens import Tokens, tokenise

if TYPE_CHECKING:
    import numpy as np

    from screen.matching.index import ListedNames

Settled = Callable[["np.ndarray", "np.ndarray"], "np.ndarray"]
"""Tells of pairs, as arrays of asked and of listed places, whether they are decided already."""


@dataclass(frozen=True, slots=True)
class NamePair:
    """One asked name beside one listed name.

    asked, listed: positions; score: 0 to 100 of the two names alone; korean: the Korean comparator's finding where it
    decided, alignment: the general comparator's otherwise; neither for an acronym.
    """

    asked: int
    listed: int
    score: float
    alignment: general.Alignment | None = None
    korean: korean.KoreanMatch | None = None

    @property
    def rank(self) -> tuple[bool, float]:
        """Order pairs of the same two names: an agreement of letters counts before one through pinyin."""
        return (self.korean is None or not self.korean.is_weak, self.score)


class NameMatcher:
    """Compares batches of names with the listed names of one group, which it prepares once."""

    def __init__(self, listed: ListedNames, is_person: bool) -> None:
        self.listed = listed
        self.is_person = is_person
        self._plain = Bag.plain(listed.tokens)
        self._joined = Bag.joined(listed.tokens)
        self._vocabulary = Vocabulary(self._plain.vocabulary, is_person)
        self._joined_vocabulary = Vocabulary(self._joined.vocabulary, is_person, joined=True)
        self._totals = Totals.of(listed.tokens)
        self._acronyms = {} if is_person else acronyms.by_first_letters(listed.tokens)
        self._pinyin: dict[str, list[int]] = {}
        for place, one in enumerate(listed.tokens if is_person else ()):
            for key in chinese.keys(one.core):
                self._pinyin.setdefault(key, []).append(place)
        self._are_certain = [korean.is_certain(lattice) for lattice in listed.lattices]
        self._lattice_places = [i for i, lattice in enumerate(listed.lattices) if lattice is not None]
        self._korean = korean.KoreanIndex([lattice for lattice in listed.lattices if lattice is not None])

    def match(self, names: Sequence[str], least: float) -> list[NamePair]:
        """Return all pairs whose names alone score at least *least* (0 to 100), by asked, then listed position."""
        if not names or not self.listed.texts:
            return []
        kind = Kind.PERSON if self.is_person else Kind.ORGANISATION
        tokens = [tokenise(name, kind) for name in names]
        lattices = korean.parse(names) if self.is_person else [None] * len(names)
        pairs = self._korean_pairs(lattices, least)
        open_pairs = {(pair.asked, pair.listed) for pair in pairs if pair.korean and pair.korean.is_weak}
        pairs += self._token_pairs(tokens, lattices, open_pairs, least)
        pairs += self._acronym_pairs(tokens, least)
        best: dict[tuple[int, int], NamePair] = {}
        for pair in pairs:
            known = best.get((pair.asked, pair.listed))
            if known is None or pair.rank > known.rank:
                best[pair.asked, pair.listed] = pair
        return [best[place] for place in sorted(best)]

    def exactly(self, name: str, place: int, least: float) -> NamePair:
        """Compare one name with the listed name at a place, whether or not retrieval would bring them together.

        least: as for :meth:`match`; what scores less counts only where nothing else does.
        """
        kind = Kind.PERSON if self.is_person else Kind.ORGANISATION
        asked, listed = tokenise(name, kind), self.listed.tokens[place]
        one, other = korean.parse([name])[0] if self.is_person else None, self.listed.lattices[place]
        found = []
        if one is not None and other is not None:
            compared = korean.compare(one, other)
            found.append(NamePair(0, place, compared.score, korean=compared))
        if not (found and korean.is_decided(one, other)) or (found[0].korean and found[0].korean.is_weak):
            alignment = general.align(asked, listed, self.is_person)
            found.append(NamePair(0, place, general.score(alignment, asked, listed, self.is_person), alignment))
        if not self.is_person and acronyms.spells(asked, listed):
            found.append(NamePair(0, place, policy()["acronym"]))
        return max(found, key=lambda pair: (pair.score >= least, *pair.rank))

    def _korean_pairs(self, lattices: Sequence[korean.Lattice | None], least: float) -> list[NamePair]:
        asked = [(i, lattice) for i, lattice in enumerate(lattices) if lattice is not None]
        found = []
        one_off = least <= korean.one_off_top()
        for i, j in self._korean.candidates([lattice for _, lattice in asked], one_off=one_off).tolist():
            (place, one), listed = asked[i], self._lattice_places[j]
            other = self.listed.lattices[listed]
            if other is not None and (compared := korean.compare(one, other)).score >= least:
                found.append(NamePair(place, listed, compared.score, korean=compared))
        return found

    def _token_pairs(
        self,
        tokens: Sequence[Tokens],
        lattices: Sequence[korean.Lattice | None],
        open_pairs: set[tuple[int, int]],
        least: float,
    ) -> list[NamePair]:
        """Score by tokens; where both are Korean beyond doubt the Korean comparator alone decides."""
        plain, joined = Bag.plain(tokens), Bag.joined(tokens)
        least_letters = policy()["truncated_from"]
        last = {one.core[-1] for one in tokens if one.core and len(one.core[-1]) >= least_letters}
        bounds = Bounds.between(plain, self._plain, self._vocabulary.near(plain.vocabulary, last=last))
        bounds += Bounds.between(
            joined, self._plain, self._vocabulary.near(joined.vocabulary, joined=True), most=self.is_person
        )
        bounds += Bounds.between(
            plain, self._joined, self._joined_vocabulary.near(plain.vocabulary), most=self.is_person
        )
        is_settled = self._settled(lattices, open_pairs)
        places = set(survivors(bounds, Totals.of(tokens), self._totals, self.is_person, least, is_settled))
        found = []
        for asked, listed in sorted(places | self._pinyin_pairs(tokens, is_settled)):
            one, other = tokens[asked], self.listed.tokens[listed]
            alignment = general.align(one, other, self.is_person)
            score = general.score(alignment, one, other, self.is_person)
            if score >= least:
                found.append(NamePair(asked, listed, score, alignment))
        return found

    def _settled(self, lattices: Sequence[korean.Lattice | None], open_pairs: set[tuple[int, int]]) -> Settled:
        """Return what tells of pairs whether the Korean comparator alone decides: both names Korean beyond doubt."""
        import numpy as np

        asked = np.array([korean.is_certain(lattice) for lattice in lattices], dtype=bool)
        listed = np.array(self._are_certain, dtype=bool)
        still_open = np.array([one * len(listed) + other for one, other in open_pairs], dtype=np.int64)

        def is_settled(row: np.ndarray, column: np.ndarray) -> np.ndarray:
            settled = asked[row] & listed[column]
            settled[settled] = ~np.isin(row[settled].astype(np.int64) * len(listed) + column[settled], still_open)
            return np.asarray(settled)

        return is_settled

    def _pinyin_pairs(self, tokens: Sequence[Tokens], is_settled: Settled) -> set[tuple[int, int]]:
        """Return the pairs that may spell one Chinese name, whatever their tokens say."""
        import numpy as np

        if not self.is_person:
            return set()
        pairs = [
            (i, j)
            for i, one in enumerate(tokens)
            for key in chinese.keys(one.core)
            for j in self._pinyin.get(key, ())
        ]
        row, column = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        return {pair for pair, settled in zip(pairs, is_settled(row, column).tolist(), strict=True) if not settled}

    def _acronym_pairs(self, tokens: Sequence[Tokens], least: float) -> list[NamePair]:
        score = policy()["acronym"]
        if score < least:
            return []
        return [
            NamePair(asked, listed, score)
            for asked, one in enumerate(tokens)
            if acronyms.is_acronym(one)
            for listed in self._acronyms.get(one.core[0][:3], ())
            if acronyms.is_spelled(one.core[0], self.listed.tokens[listed])
        ]
