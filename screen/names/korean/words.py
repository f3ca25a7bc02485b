"""Words of company and ship names by the same phonology: which Hangul a token may stand for.

Ryonbong and Yonbong, Taesong and Daesong, Pukang and Pugang share a key; what a key's word means is left to the word tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product

from screen.names.korean import tables
from screen.names.korean.parse import cut
from screen.names.korean.tables import Reading

_FOREIGN = re.compile("[fqvx]|^(?:[bcdgkpst]r|[bcgkp]l|s[cklmnpt])")  # letters and clusters no romanisation has


@lru_cache(maxsize=200_000)
def word_keys(token: str) -> Mapping[str, float]:
    """Return the Hangul words a token of two to four syllables may stand for, each with its cost; none for no Korean word.

    Only readings near a system's own spelling count, for tokens come without a surname to vouch for them.
    """
    limits = tables.settings()["words"]
    if (
        not limits["least_letters"] <= len(token) <= limits["most_letters"]
        or not token.isascii()
        or not token.isalpha()
        or _FOREIGN.search(token)
    ):
        return {}
    keys: dict[str, float] = {}
    for syllables in cut(token, "latin", 4):
        if len(syllables) > 1 and len(keys) < limits["most_keys"]:
            for word, cost in _spelled_out(syllables, limits["syllable_cost"], limits["word_cost"]):
                keys[word] = min(cost, keys.get(word, 9.0))
    return keys


def _spelled_out(syllables: Sequence[Reading], most: float, most_in_all: float) -> Iterator[tuple[str, float]]:
    """Yield the words of a run of readings and their costs, within the limits of a syllable and of the word."""
    near = [[(hangul, cost) for hangul, cost in reading.items() if cost <= most] for reading in syllables]
    for way in product(*near):
        total = sum(cost for _, cost in way)
        if total <= most_in_all:
            yield "".join(hangul for hangul, _ in way), round(total, 2)


def same_word(one: str, other: str) -> float | None:
    """Return the cost at which two tokens are one Korean word in two romanisations, None where they are not."""
    left, right = word_keys(one), word_keys(other)
    return min((left[word] + right[word] for word in left.keys() & right.keys()), default=None)
