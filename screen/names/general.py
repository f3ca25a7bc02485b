"""The general comparator: aligns the tokens of two names and says how much of what they could say agrees.

Works for every script that folds to Latin letters; Korean personal names have their own comparator beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

from screen.data import read_yaml, rules_file
from screen.model import Kind
from screen.names import korean, words
from screen.names.tokens import Tokens

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

Similarities = Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers of rules/names/comparison.yml."""

    edits: tuple[tuple[int, int], ...]
    ceilings: dict[bool, tuple[tuple[float, float], ...]]
    values: dict[str, float]

    def __getitem__(self, name: str) -> float:
        return self.values[name]

    def edits_allowed(self, length: int) -> int:
        """Return the edits a token of this length may carry."""
        return max((allowed for at, allowed in self.edits if length >= at), default=0)

    def ceiling(self, bits: float, is_person: bool) -> float:
        """Return the most a name may score by the bits that agree."""
        steps = self.ceilings[is_person]
        for (low, at_low), (high, at_high) in pairwise(steps):
            if bits <= high:
                return at_low + (at_high - at_low) * (bits - low) / (high - low)
        return steps[-1][1]


@cache
def policy() -> Policy:
    """Load rules/names/comparison.yml once."""
    loaded: dict[str, Any] = read_yaml(rules_file("names", "comparison.yml"))

    def steps(key: str) -> tuple[tuple[float, float], ...]:
        return tuple((float(step["bits"]), float(step["score"])) for step in loaded[key])

    return Policy(
        edits=tuple((int(step["length"]), int(step["allowed"])) for step in loaded["edits"]),
        ceilings={True: steps("ceiling_person"), False: steps("ceiling_organisation")},
        values={key: float(value) for key, value in loaded.items() if isinstance(value, int | float)},
    )


# ---- tokens against tokens -------------------------------------------------------------------------------


def vocabulary_similarity(asked: Sequence[str], listed: Sequence[str]) -> csr_array:
    """Compare every asked token with every listed one; returns a sparse matrix of similarities in (0, 1].

    Shape (len(asked), len(listed)). Equal tokens are 1; edits cost by length; abbreviations count as their long form.
    """
    rules = policy()
    edits = [rules.edits_allowed(length) for length in range(_longest(asked, listed) + 1)]
    return _near(asked, listed, edits, 1.0, [*_abbreviations(asked, listed), *_same_korean_word(asked, listed)])


def joined_similarity(one: Sequence[str], other: Sequence[str]) -> csr_array:
    """Compare joined neighbours of one name with single tokens of the other; stricter about edits."""
    rules = policy()
    edits = [int(length >= rules["join_edit_from"]) for length in range(_longest(one, other) + 1)]
    return _near(one, other, edits, rules["join_similarity"])


def _longest(asked: Sequence[str], listed: Sequence[str]) -> int:
    return max((len(token) for token in (*asked, *listed)), default=0)


def _near(
    asked: Sequence[str],
    listed: Sequence[str],
    edits: Sequence[int],
    equal: float,
    extra: Sequence[tuple[int, int, float]] = (),
) -> csr_array:
    """Find token pairs within the edits allowed at the shorter one's length (edits[length]).

    equal: similarity of two equal tokens. Compares only within windows of length, in blocks, on all cores.
    """
    import numpy as np
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cdist
    from scipy.sparse import csr_array

    if not asked or not listed:
        return csr_array((len(asked), len(listed)), dtype=np.float64)
    most, price = max(edits), policy()["edit_price"]
    allowed = np.array(edits)
    asked_length = np.array([len(token) for token in asked])
    listed_length = np.array([len(token) for token in listed])
    order = np.argsort(listed_length, kind="stable")
    by_length = listed_length[order]
    rows, columns, values = [], [], []
    for length in np.unique(asked_length):
        of_length = np.flatnonzero(asked_length == length)
        budget_here = allowed[length]
        window = order[
            np.searchsorted(by_length, length - most) : np.searchsorted(by_length, length + budget_here, "right")
        ]
        if not len(window):
            continue
        distance = cdist(
            [asked[i] for i in of_length.tolist()], [listed[j] for j in window.tolist()],
            scorer=cast(Any, OSA.distance), score_cutoff=most, dtype=np.uint8, workers=-1,
        )  # fmt: skip
        i, j = np.nonzero(distance <= allowed[np.minimum(length, listed_length[window])])
        rows.append(of_length[i])
        columns.append(window[j])
        values.append(equal - price * distance[i, j] / np.maximum(length, listed_length[window[j]]))
    row = np.concatenate([*rows, np.array([e[0] for e in extra], dtype=np.int64)]).astype(np.int64)
    column = np.concatenate([*columns, np.array([e[1] for e in extra], dtype=np.int64)]).astype(np.int64)
    value = np.concatenate([*values, np.array([e[2] for e in extra], dtype=np.float64)])
    digits = np.array([token.isdigit() for token in asked])
    keep = (value > 0) & ~(digits[row] & (value < equal))
    return _largest(row[keep], column[keep], value[keep], (len(asked), len(listed)))


def _largest(row: np.ndarray, column: np.ndarray, value: np.ndarray, shape: tuple[int, int]) -> csr_array:
    """Build a matrix in which the largest of several values at one place stands."""
    import numpy as np
    from scipy.sparse import csr_array

    place = row * shape[1] + column
    order = np.lexsort((-value, place))
    first = np.ones(len(order), dtype=bool)
    first[1:] = place[order][1:] != place[order][:-1]
    chosen = order[first]
    return csr_array((value[chosen], (row[chosen], column[chosen])), shape=shape)


def _abbreviations(asked: Sequence[str], listed: Sequence[str]) -> list[tuple[int, int, float]]:
    similarity = policy()["abbreviation_similarity"]
    place_asked = {token: i for i, token in enumerate(asked)}
    place_listed = {token: j for j, token in enumerate(listed)}
    found = []
    for i, token in enumerate(asked):
        found += [(i, place_listed[long], similarity) for long in words.expand(token) if long in place_listed]
    for j, token in enumerate(listed):
        found += [(place_asked[long], j, similarity) for long in words.expand(token) if long in place_asked]
    return found


def _same_korean_word(asked: Sequence[str], listed: Sequence[str]) -> list[tuple[int, int, float]]:
    """Find tokens that are one Korean word in two romanisations (Pukang, Pugang)."""
    similarity = policy()["phonology_similarity"]
    holders: dict[str, list[int]] = {}
    for j, token in enumerate(listed):
        for key in korean.word_keys(token):
            holders.setdefault(key, []).append(j)
    return [
        (i, j, similarity)
        for i, token in enumerate(asked)
        for j in sorted({j for key in korean.word_keys(token) for j in holders.get(key, ())})
    ]


def look_up(asked: Sequence[str], listed: Sequence[str], similar: csr_array) -> dict[tuple[str, str], float]:
    """Turn a matrix of similarities into a look-up by the two tokens."""
    near = similar.tocoo()
    return {
        (asked[i], listed[j]): value
        for i, j, value in zip(near.row.tolist(), near.col.tolist(), near.data.tolist(), strict=True)
    }


# ---- names against names ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Alignment:
    """How two names lie on each other.

    agreed: bits that agree; blurred: bits lost to inexact agreement; asked_left, listed_left: what the rest of each costs;
    tokens: pairs that agree; rest_asked, rest_listed: the tokens left over.
    """

    agreed: float
    blurred: float
    asked_left: float
    listed_left: float
    tokens: tuple[tuple[str, str, float], ...]
    rest_asked: tuple[str, ...]
    rest_listed: tuple[str, ...]
    numbers_differ: bool
    numbers_missing: bool

    @property
    def is_complete(self) -> bool:
        """Whether every token of both names agrees exactly."""
        return not (self.rest_asked or self.rest_listed or self.blurred)


def align(asked: Tokens, listed: Tokens, similar: Similarities, is_person: bool) -> Alignment:
    """Pair the tokens of two names, the weightiest agreement first; what is left may agree joined."""
    rules = policy()
    pairs = []
    for i, (one, weight) in enumerate(zip(asked.core, asked.weights, strict=True)):
        for j, (other, listed_weight) in enumerate(zip(listed.core, listed.weights, strict=True)):
            similarity = similar.get((one, other), 0.0)
            if not similarity:
                similarity = _short_form(one, other, i == len(asked.core) - 1, is_person, rules)
            if similarity:
                pairs.append((similarity * min(weight, listed_weight), similarity, i, j))
    pairs.sort(key=lambda pair: (-pair[0], pair[2], pair[3]))
    free_asked, free_listed = dict(enumerate(asked.core)), dict(enumerate(listed.core))
    agreed = blurred = 0.0
    tokens = []
    for bits, similarity, i, j in pairs:
        if i in free_asked and j in free_listed:
            tokens.append((free_asked.pop(i), free_listed.pop(j), similarity))
            agreed += bits
            blurred += min(asked.weights[i], listed.weights[j]) - bits
    for bits, lost, i_run, j_run in _joins(asked, listed, free_asked, free_listed, is_person):
        tokens.append((" ".join(asked.core[i] for i in i_run), " ".join(listed.core[j] for j in j_run), 1 - lost))
        agreed += bits * (1 - lost)
        blurred += bits * lost
    return Alignment(
        agreed, blurred,
        sum(asked.costs[i] for i in free_asked), sum(listed.costs[j] for j in free_listed),
        tuple(tokens), tuple(free_asked.values()), tuple(free_listed.values()),
        bool(asked.numbers and listed.numbers and asked.numbers != listed.numbers),
        bool(asked.numbers) != bool(listed.numbers),
    )  # fmt: skip


def _short_form(one: str, other: str, is_last: bool, is_person: bool, rules: Policy) -> float:
    """Return the similarity of an initial or of a cut-off last token, else 0."""
    if is_person and 1 in (len(one), len(other)) and one[:1] == other[:1]:
        return rules["initial_similarity"]
    if is_last and len(one) >= rules["truncated_from"] and len(other) > len(one) and other.startswith(one):
        return rules["truncated_similarity"]
    return 0.0


def _joins(
    asked: Tokens, listed: Tokens, free_asked: dict[int, str], free_listed: dict[int, str], is_person: bool
) -> list[tuple[float, float, list[int], list[int]]]:
    """Find one token that equals several adjacent ones of the other name; takes them out of the free ones.

    Returns (bits, share lost, positions asked, positions listed) for each.
    """
    from rapidfuzz.distance import OSA

    rules = policy()
    found = []
    for one_side, many_side, is_turned in ((free_asked, free_listed, False), (free_listed, free_asked, True)):
        for i, whole in list(one_side.items()):
            for run in _runs(many_side, int(rules["join_most"])):
                joined = "".join(many_side[j] for j in run)
                if abs(len(joined) - len(whole)) > 1 or len(whole) < rules["truncated_from"]:
                    continue
                edits = OSA.distance(whole, joined, score_cutoff=1)
                if edits > int(len(whole) >= rules["join_edit_from"]):
                    continue
                one, many = (listed, asked) if is_turned else (asked, listed)
                bits = sum(many.weights[j] for j in run)
                if not is_person:
                    bits = min(one.weights[i], bits)
                if not is_person and all(words.is_word(many_side[j]) for j in run):
                    bits = min(bits, words.word_bits())
                lost = 1 - rules["join_similarity"] + rules["edit_price"] * edits / len(whole)
                one_side.pop(i)
                for j in run:
                    many_side.pop(j)
                found.append((bits, lost, run, [i]) if is_turned else (bits, lost, [i], run))
                break
    return found


def _runs(free: dict[int, str], most: int) -> list[list[int]]:
    places = sorted(free)
    runs = []
    for length in range(2, most + 1):
        for start in range(len(places) - length + 1):
            run = places[start : start + length]
            if run[-1] - run[0] == length - 1:
                runs.append(run)
    return runs


def score(alignment: Alignment, asked: Tokens, listed: Tokens, is_person: bool) -> float:
    """Return 0 to 100 for two aligned names, by rules/names/comparison.yml.

    share = agreed / (agreed + blurred + omissions + contradictions), all in bits; the ceiling by agreed bits keeps
    names of generic words low.
    """
    rules = policy()
    both = min(alignment.asked_left, alignment.listed_left)
    lost = (
        alignment.blurred
        + rules["contradiction_person" if is_person else "contradiction"] * both
        + rules["omission_asked"] * (alignment.asked_left - both)
        + rules["omission_listed"] * (alignment.listed_left - both)
        + (rules["number_contradiction"] if alignment.numbers_differ else 0)
        + (rules["number_omission"] if alignment.numbers_missing else 0)
    )
    if alignment.agreed <= 0:
        return 0.0
    share = alignment.agreed / (alignment.agreed + lost)
    most = rules.ceiling(alignment.agreed, is_person)
    if alignment.is_complete and not is_person:
        most = max(most, _complete_ceiling(alignment, asked, rules))
    return share * min(most, _one_token_ceiling(asked, listed, is_person, rules))


def _complete_ceiling(alignment: Alignment, asked: Tokens, rules: Policy) -> float:
    """Return what two equal names may score at least, however generic they are."""
    if len(asked.core) > 1:
        return rules["complete_generic"]
    return rules["one_token_rare" if alignment.agreed >= rules["one_token_bits"] else "one_token_word"]


def _one_token_ceiling(asked: Tokens, listed: Tokens, is_person: bool, rules: Policy) -> float:
    if is_person:
        return rules["one_token_person"] if len(asked.core) == 1 and len(asked.core[0]) < 8 else 100.0
    if len(listed.core) > 1 and len(asked.core) > 1:
        return 100.0
    shortest = min((asked.core, listed.core), key=len)
    if all(words.is_word(token) for token in shortest):
        return rules["one_token_word"]
    return 100.0


def compare(asked: Tokens, listed: Tokens, kind: Kind) -> tuple[float, Alignment]:
    """Compare two prepared names alone; returns (score 0 to 100, alignment)."""
    is_person = kind is Kind.PERSON
    one, other = sorted(set(asked.core)), sorted(set(listed.core))
    similar = look_up(one, other, vocabulary_similarity(one, other))
    alignment = align(asked, listed, similar, is_person)
    return score(alignment, asked, listed, is_person), alignment


def explain(alignment: Alignment) -> str:
    """Say as a person would what two names share and what stands in one of them only."""
    if alignment.is_complete:
        return "all words of the name agree"
    if not alignment.tokens:
        return "no word of the names agrees"
    clauses = [f"name agrees in “{' '.join(other for _, other, _ in alignment.tokens)}”"]
    inexact = [
        f"“{one}” for “{other}”"
        for one, other, similarity in alignment.tokens
        if similarity < policy()["join_similarity"]
    ]
    if inexact:
        clauses.append("spelled " + ", ".join(inexact))
    if alignment.rest_asked:
        clauses.append(f"only in the table: “{' '.join(alignment.rest_asked)}”")
    if alignment.rest_listed:
        clauses.append(f"only on the list: “{' '.join(alignment.rest_listed)}”")
    if alignment.numbers_differ:
        clauses.append("numbers differ")
    return ", ".join(clauses)
