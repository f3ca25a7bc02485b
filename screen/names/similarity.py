"""Tokens against tokens: how alike two words of names are.

``similarity`` is the one definition. ``near`` finds, for two whole vocabularies, every pair whose similarity may be above
0, with a bound that is never below it: retrieval works on bounds, scores on the definition.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from rapidfuzz.distance import OSA

from screen.names import korean, sounds, words
from screen.names.comparison import policy

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array


@lru_cache(maxsize=1_000_000)
def similarity(one: str, other: str, is_person: bool) -> float:
    """Return how alike two tokens are, 0 to 1; symmetrical. Digits agree exactly or not at all."""
    if one == other:
        return 1.0
    if one.isdigit() or other.isdigit():
        return 0.0
    edited = _edited(one, other, is_person)
    if keys(one, is_person).isdisjoint(keys(other, is_person)):
        return edited
    rules = policy()
    found = [rules[name] for name, agree in _CHANNELS if agree(one, other, is_person)]
    return max([*found, _korean_word(one, other), edited])


def _edited(one: str, other: str, is_person: bool) -> float:
    rules = policy()
    allowed = rules.edits_allowed(min(len(one), len(other)))
    if abs(len(one) - len(other)) > allowed or not allowed:
        return 0.0
    distance = OSA.distance(one, other, score_cutoff=allowed)
    if distance > allowed:
        return 0.0
    price = rules["edit_price"]
    if one[0] != other[0] and one[:2] != other[1::-1]:
        price *= rules["first_letter_price"]
    if is_known(one, is_person) and is_known(other, is_person):
        price *= rules["known_price"]
    alike = 1.0 - price * distance / max(len(one), len(other))
    return alike if alike >= rules["similarity_from"] else 0.0


@lru_cache(maxsize=400_000)
def is_known(token: str, is_person: bool) -> bool:
    """Whether a token is a name or word of its own, so that a near one is another word rather than a slip."""
    if is_person:
        return words.is_personal_name(token)
    return words.is_vocabulary(token) or (
        len(token) >= policy()["known_korean_from"] and bool(korean.word_keys(token))
    )


# ---- channels beside edits: pairs that share a key ------------------------------------------------------------


def _abbreviates(one: str, other: str, is_person: bool) -> bool:
    return not is_person and (one in words.expand(other) or other in words.expand(one))


def _korean_word(one: str, other: str) -> float:
    """Return how alike two romanisations of one Korean word are: less the further they lie from a system's own spelling."""
    cost = korean.same_word(one, other)
    rules = policy()
    return 0.0 if cost is None else rules["phonology_similarity"] - rules["phonology_price"] * cost


def _sounds_alike(one: str, other: str, is_person: bool) -> bool:
    heard = sounds.sound(one)
    return heard is not None and heard == sounds.sound(other)


def _same_consonants(one: str, other: str, is_person: bool) -> bool:
    heard = sounds.consonants(one) if is_person else None
    return heard is not None and heard == sounds.consonants(other)


def _lost_vowels(one: str, other: str, is_person: bool) -> bool:
    if sounds.is_skeleton(one) == sounds.is_skeleton(other):
        return False
    short, whole = (one, other) if sounds.is_skeleton(one) else (other, one)
    bare = sounds.skeleton(short)
    return (
        bare is not None
        and bare == sounds.skeleton(whole)
        and len(whole) > len(short)
        and not is_known(short, is_person)
    )


def _misread(one: str, other: str, is_person: bool) -> bool:
    read = sounds.misread(one)
    if read is None or read != sounds.misread(other):
        return False
    return min(len(one), len(other)) > 3 or not (is_known(one, is_person) and is_known(other, is_person))


_CHANNELS: tuple[tuple[str, Callable[[str, str, bool], bool]], ...] = (
    ("abbreviation_similarity", _abbreviates),
    ("sound_similarity", _sounds_alike),
    ("consonants_similarity", _same_consonants),
    ("lost_vowels_similarity", _lost_vowels),
    ("misread_similarity", _misread),
)


@lru_cache(maxsize=400_000)
def keys(token: str, is_person: bool) -> frozenset[tuple[str, str]]:
    """Return the keys of a token; tokens that agree in a channel share one."""
    return frozenset(_keys(token, is_person))


def _keys(token: str, is_person: bool) -> Iterator[tuple[str, str]]:
    if not is_person:
        yield "word", token
        for long in words.expand(token):
            yield "word", long
    for word in korean.word_keys(token):
        yield "korean", word
    for name, made in (("sound", sounds.sound), ("skeleton", sounds.skeleton), ("misread", sounds.misread)):
        key = made(token)
        if key is not None:
            yield name, key
    if is_person:
        heard = sounds.consonants(token)
        if heard is not None:
            yield "consonants", heard


# ---- vocabularies ---------------------------------------------------------------------------------------------


class Vocabulary:
    """Tokens to compare others with, prepared once: by length, and by the keys they carry."""

    def __init__(self, tokens: Sequence[str], is_person: bool, *, joined: bool = False) -> None:
        import numpy as np

        self.tokens = tuple(tokens)
        self.is_person = is_person
        self.joined = joined
        lengths = np.array([len(token) for token in tokens], dtype=np.int64)
        self._order = np.argsort(lengths, kind="stable")
        self._lengths = lengths[self._order]
        self._sorted = [tokens[i] for i in self._order.tolist()]
        self._heads, self._known = _heads(tokens), self._are_known(tokens)
        self._alphabetical = sorted(range(len(tokens)), key=self.tokens.__getitem__)
        self._holders: dict[tuple[str, str], list[int]] = {}
        for place, token in enumerate(() if joined else tokens):
            for key in keys(token, is_person):
                self._holders.setdefault(key, []).append(place)

    def near(self, asked: Sequence[str], *, joined: bool = False, last: Collection[str] = ()) -> csr_array:
        """Return bounds of similarity in (0, 1], shape (len(asked), len(self.tokens)).

        joined: asked tokens are joined neighbours; where either side is, only edits count, and fewer of them. last: asked
        tokens that end a name and may be cut off.
        """
        import numpy as np

        is_join = joined or self.joined
        rows, columns, values = self._within_edits(asked, is_join)
        if not is_join:
            keyed = [
                (i, j, similarity(token, self.tokens[j], self.is_person))
                for i, token in enumerate(asked)
                for j in sorted({j for key in keys(token, self.is_person) for j in self._holders.get(key, ())})
            ]
            rows.append(np.array([one[0] for one in keyed], dtype=np.int64))
            columns.append(np.array([one[1] for one in keyed], dtype=np.int64))
            values.append(np.array([one[2] for one in keyed], dtype=np.float64))
            cut = [(i, j) for i, token in enumerate(asked) if token in last for j in self._completions(token)]
            rows.append(np.array([i for i, _ in cut], dtype=np.int64))
            columns.append(np.array([j for _, j in cut], dtype=np.int64))
            values.append(np.full(len(cut), policy()["truncated_similarity"]))
        return _largest(rows, columns, values, (len(asked), len(self.tokens)))

    def _completions(self, token: str) -> Sequence[int]:
        """Return the places of tokens that begin with a shorter one."""
        first = bisect_left(self._alphabetical, token, key=self.tokens.__getitem__)
        past = bisect_left(self._alphabetical, token + "\U0010ffff", key=self.tokens.__getitem__)
        return self._alphabetical[first:past]

    def _are_known(self, tokens: Sequence[str]) -> np.ndarray:
        import numpy as np

        return np.array([is_known(token, self.is_person) for token in tokens], dtype=bool)

    def _within_edits(
        self, asked: Sequence[str], is_join: bool
    ) -> tuple[list[np.ndarray], list[np.ndarray], list[np.ndarray]]:
        """Find pairs within the edits allowed at the shorter one's length, in windows of length, on all cores."""
        import numpy as np
        from rapidfuzz.process import cdist

        rules = policy()
        longest = max((len(token) for token in (*asked, *self._sorted[-1:])), default=0)
        if is_join:
            allowed = np.array([int(length >= rules["join_edit_from"]) for length in range(longest + 1)])
        else:
            allowed = np.array([rules.edits_allowed(length) for length in range(longest + 1)])
        equal = rules["join_similarity"] if is_join else 1.0
        lengths = np.array([len(token) for token in asked], dtype=np.int64)
        heads, known = _heads(asked), np.zeros(len(asked), dtype=bool)
        rows, columns, values = [], [], []
        for length in np.unique(lengths).tolist():
            of_length = np.flatnonzero(lengths == length)
            most = int(allowed[length])
            first = int(np.searchsorted(self._lengths, length - most))
            past = int(np.searchsorted(self._lengths, length + most, "right"))
            if first == past:
                continue
            distance = cdist(
                [asked[i] for i in of_length.tolist()], self._sorted[first:past],
                scorer=cast(Any, OSA.distance), score_cutoff=most, dtype=np.uint8, workers=-1,
            )  # fmt: skip
            i, j = np.nonzero(distance <= allowed[np.minimum(length, self._lengths[first:past])])
            row, column = of_length[i], self._order[first + j]
            lost = rules["edit_price"] * distance[i, j] / np.maximum(length, self._lengths[first + j])
            if not is_join:
                beside_known = np.unique(row[self._known[column]])
                known[beside_known] = self._are_known([asked[place] for place in beside_known.tolist()])
                lost = lost * self._prices(heads, known, row, column)
            keep = equal - lost >= rules["similarity_from"]
            rows.append(row[keep])
            columns.append(column[keep])
            values.append(equal - lost[keep])
        return rows, columns, values

    def _prices(self, heads: np.ndarray, known: np.ndarray, row: np.ndarray, column: np.ndarray) -> np.ndarray:
        """Return what an edit costs more for each pair, as ``_edited`` does; known: of the asked that lie near known ones."""
        import numpy as np

        rules = policy()
        one, other = heads[row], self._heads[column]
        is_moved = (one[:, 0] != other[:, 0]) & ~((one[:, 0] == other[:, 1]) & (one[:, 1] == other[:, 0]))
        price = np.where(is_moved, rules["first_letter_price"], 1.0)
        return np.where(known[row] & self._known[column], price * rules["known_price"], price)


def _heads(tokens: Sequence[str]) -> np.ndarray:
    """Return the first two letters of each token as code points, shape (len(tokens), 2)."""
    import numpy as np

    return np.array([[ord(letter) for letter in (token + "\0")[:2]] for token in tokens], dtype=np.int64).reshape(
        -1, 2
    )


def _largest(
    rows: Sequence[np.ndarray], columns: Sequence[np.ndarray], values: Sequence[np.ndarray], shape: tuple[int, int]
) -> csr_array:
    """Build a matrix in which the largest of several values at one place stands."""
    import numpy as np
    from scipy.sparse import csr_array

    if not rows:
        return csr_array(shape, dtype=np.float64)
    row, column, value = np.concatenate(rows), np.concatenate(columns), np.concatenate(values)
    keep = value > 0
    row, column, value = row[keep].astype(np.int64), column[keep].astype(np.int64), value[keep]
    place = row * shape[1] + column
    order = np.lexsort((-value, place))
    first = np.ones(len(order), dtype=bool)
    first[1:] = place[order][1:] != place[order][:-1]
    chosen = order[first]
    return csr_array((value[chosen], (row[chosen], column[chosen])), shape=shape)
