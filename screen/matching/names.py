"""Names in batches: which listed names come near which asked names, and their exact scores.

Retrieval is a union of channels: tokens (see retrieve.py), Korean syllables (KoreanIndex), Chinese names in pinyin, and
acronyms. Survivors are rescored exactly, pair by pair, so a batch and a single call agree to the digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from screen.cache import without_collection
from screen.matching.bags import Bag
from screen.matching.joins import Settled
from screen.matching.retrieve import TokenIndex
from screen.model import Kind
from screen.names import acronyms, chinese, general, korean
from screen.names.comparison import policy
from screen.names.lookup import Lookup
from screen.names.tokens import Tokens, tokenise

if TYPE_CHECKING:
    import numpy as np

    from screen.matching.index import ListedNames

_AT_ONCE = 20_000  # names asked


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
        import numpy as np

        self.listed = listed
        self.is_person = is_person
        self._tokens = TokenIndex(listed.bag, is_person)
        names = map(listed.bag.name, range(len(listed.bag)))
        self._acronyms = Lookup(() if is_person else acronyms.first_letters(names))
        self._pinyin = Lookup(
            (key, place) for place, one in enumerate(names if is_person else ()) for key in chinese.keys(one.core)
        )
        self._lattice_places = sorted(listed.lattices)
        lattices = [listed.lattices[place] for place in self._lattice_places]
        self._are_certain = np.zeros(len(listed.bag), dtype=bool)
        self._are_certain[self._lattice_places] = list(map(korean.is_certain, lattices))
        self._korean = korean.KoreanIndex(lattices)

    def match(self, names: Sequence[str], least: float) -> list[NamePair]:
        """Return all pairs whose names alone score at least *least* (0 to 100), by asked, then listed position."""
        found: list[NamePair] = []
        with without_collection():
            for start in range(0, len(names) if self.listed.texts else 0, _AT_ONCE):
                pairs = self._matched(names[start : start + _AT_ONCE], least)
                found += [replace(pair, asked=pair.asked + start) for pair in pairs] if start else pairs
        return found

    def _matched(self, names: Sequence[str], least: float) -> list[NamePair]:
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
        asked, listed = tokenise(name, kind), self.listed.bag.name(place)
        one, other = korean.parse([name])[0] if self.is_person else None, self.listed.lattices.get(place)
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
            compared = korean.compare(one, self.listed.lattices[listed])
            if compared.score >= least:
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
        is_settled = self._settled(lattices, open_pairs)
        places = self._pinyin_pairs(tokens, is_settled)
        for row, column in self._tokens.survivors(Bag.of(tokens), least, is_settled):
            places.update(zip(row.tolist(), column.tolist(), strict=True))
        found = []
        for asked, listed in sorted(places):
            one, other = tokens[asked], self.listed.bag.name(listed)
            alignment = general.align(one, other, self.is_person)
            score = general.score(alignment, one, other, self.is_person)
            if score >= least:
                found.append(NamePair(asked, listed, score, alignment))
        return found

    def _settled(self, lattices: Sequence[korean.Lattice | None], open_pairs: set[tuple[int, int]]) -> Settled:
        """Return what tells of pairs whether the Korean comparator alone decides: both names Korean beyond doubt."""
        import numpy as np

        asked = np.array([korean.is_certain(lattice) for lattice in lattices], dtype=bool)
        listed = self._are_certain
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
        asked = [(i, key) for i, one in enumerate(tokens) for key in chinese.keys(one.core)]
        at, column = self._pinyin.find([key for _, key in asked])
        row = np.array([i for i, _ in asked], dtype=np.int64)[at]
        is_open = ~is_settled(row, column)
        return set(zip(row[is_open].tolist(), column[is_open].tolist(), strict=True))

    def _acronym_pairs(self, tokens: Sequence[Tokens], least: float) -> list[NamePair]:
        score = policy()["acronym"]
        if score < least:
            return []
        short = [(i, one.core[0]) for i, one in enumerate(tokens) if acronyms.is_acronym(one)]
        at, places = self._acronyms.find([letters[:3] for _, letters in short])
        return [
            NamePair(short[i][0], listed, score)
            for i, listed in zip(at.tolist(), places.tolist(), strict=True)
            if acronyms.is_spelled(short[i][1], self.listed.bag.name(listed))
        ]
