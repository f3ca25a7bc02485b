"""Words of company and ship names by the same phonology: which Hangul a token may stand for.

Ryonbong and Yonbong, Taesong and Daesong, Pukang and Pugang share a key; what a key's word means is left to the word tables.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

from screen.names.korean import tables
from screen.names.korean.parse import cut


@lru_cache(maxsize=200_000)
def word_keys(token: str) -> frozenset[str]:
    """Return the Hangul words a token of two to four syllables may stand for; empty for what is no Korean word.

    Only readings about as cheap as a system's own spelling count, for tokens come without a surname to vouch for them.
    """
    limits = tables.settings()["words"]
    if (
        not limits["least_letters"] <= len(token) <= limits["most_letters"]
        or not token.isascii()
        or not token.isalpha()
    ):
        return frozenset()
    keys: set[str] = set()
    for syllables in cut(token, "latin", 4):
        if len(syllables) < 2:
            continue
        cheap = [
            [hangul for hangul, cost in reading.items() if cost <= limits["syllable_cost"]] for reading in syllables
        ]
        if all(cheap) and len(keys) < limits["most_keys"]:
            keys.update("".join(word) for word in list(product(*cheap))[: limits["most_keys"]])
    return frozenset(keys)
