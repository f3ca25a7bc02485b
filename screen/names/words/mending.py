"""Legal and company words however they are spelled, and those glued to their neighbour."""

from __future__ import annotations

from functools import cache, lru_cache

from screen.names import sounds
from screen.names.words.company import gluable, is_vocabulary
from screen.names.words.lexicon import per_million, settings


@lru_cache(maxsize=200_000)
def mend(token: str) -> str:
    """Return the legal or company word that a token misspells, else the token itself.

    Long words only: one slip, another spelling of the sound, vowels left out, or letters misread by a scanner.

    >>> mend("compayn"), mend("lmtd"), mend("c0mpany"), mend("kompany"), mend("glocom")
    ('company', 'limited', 'company', 'company', 'glocom')
    """
    if not token.isascii() or len(token) < 3 or token.isdigit() or is_vocabulary(token):
        return token
    by_skeleton, by_sound, by_reading = _mendable()
    if sounds.is_skeleton(token) and (found := by_skeleton.get(sounds.skeleton(token) or "")):
        return found
    if found := by_sound.get(sounds.sound(token) or "") or by_reading.get(sounds.misread(token) or ""):
        return found
    return _one_slip_off(token) if len(token) >= 6 else token


@cache
def _mendable() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return skeleton → word, sound → word and reading of a scanner → word, of the words told however they are spelled."""
    known = [*settings()["legal_words"], *gluable()]
    return (
        {sounds.skeleton(word) or "": word for word in known if len(word) >= 5},
        {sounds.sound(word) or "": word for word in known if len(word) >= 5},
        {sounds.misread(word) or "": word for word in known},
    )


def _one_slip_off(token: str) -> str:
    from rapidfuzz.distance import OSA

    near = [
        word
        for length in (len(token) - 1, len(token), len(token) + 1)
        for word in _long_words().get(length, ())
        if OSA.distance(token, word, score_cutoff=1) <= 1
    ]
    return near[0] if near else token


@cache
def _long_words() -> dict[int, tuple[str, ...]]:
    """Return by length the legal and company words long enough to be told with a slip in them."""
    known = dict.fromkeys(word for word in (*settings()["legal_words"], *gluable()) if len(word) >= 7)
    return {length: tuple(word for word in known if len(word) == length) for length in map(len, known)}


@cache
def unglued(token: str) -> tuple[str, ...]:
    """Split a company word off a token it was glued to by a lost space.

    >>> unglued("changgwangcorporation"), unglued("glocom")
    (('changgwang', 'corporation'), ('glocom',))
    """
    least = settings()["glued_rest"]
    is_known = is_vocabulary(token) or token in per_million("frequencies_company.csv")
    if not token.isascii() or len(token) < 2 * least + 2 or is_known:
        return (token,)
    if not (token.endswith(gluable()) or token.startswith(gluable())):
        return (token,)
    for word in gluable():
        if token.endswith(word) and len(token) - len(word) >= least:
            return (*unglued(token[: -len(word)]), word)
        if token.startswith(word) and len(token) - len(word) >= least:
            return (word, *unglued(token[len(word) :]))
    return (token,)
