"""The general comparator: aligns the tokens of two names and says how much of what they could say agrees.

Works for every script that folds to Latin letters; Korean personal names have their own comparator beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import OSA

from screen.model import Kind
from screen.names import chinese, words
from screen.names.comparison import Policy, policy
from screen.names.similarity import similarity
from screen.names.tokens import Tokens

# ---- names against names ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Alignment:
    """How two names lie on each other.

    agreed: bits that agree; blurred: bits lost to inexact agreement; asked_left, listed_left: what the rest of each costs;
    tokens: pairs that agree, in the listed order; rest_asked, rest_listed: the tokens left over; is_cut: whether the
    asked name fills a usual field and lacks nothing but what stands behind; pinyin: the Chinese name that both spell,
    where their tokens do not say so; is_turned: whether father and son changed places.
    """

    agreed: float
    blurred: float
    asked_left: float
    listed_left: float
    tokens: tuple[tuple[str, str, float], ...]
    rest_asked: tuple[str, ...]
    rest_listed: tuple[str, ...]
    is_cut: bool = False
    pinyin: str = ""
    is_turned: bool = False

    @property
    def is_nearly_complete(self) -> bool:
        """Whether every token of both names agrees, one of them but for a slip in a longer word."""
        slips = [alike for _, _, alike in self.tokens if alike < policy()["join_similarity"]]
        is_whole = not (self.rest_asked or self.rest_listed or self.is_turned)
        return is_whole and len(slips) == 1 and slips[0] >= policy()["slip_similarity"]

    @property
    def is_complete(self) -> bool:
        """Whether every token of both names agrees exactly, joined ones included."""
        return not (self.rest_asked or self.rest_listed or self.is_turned) and all(
            alike >= policy()["join_similarity"] for _, _, alike in self.tokens
        )


def align(asked: Tokens, listed: Tokens, is_person: bool) -> Alignment:
    """Pair the tokens of two names, the weightiest agreement first; what is left may agree joined."""
    pairs = _agreements(asked, listed, is_person)
    free_asked, free_listed = dict(enumerate(asked.core)), dict(enumerate(listed.core))
    agreed = blurred = 0.0
    found: dict[int, tuple[str, str, float]] = {}
    last = -1
    for bits, alike, i, j in pairs:
        if i in free_asked and j in free_listed:
            found[j] = (free_asked.pop(i), free_listed.pop(j), alike)
            agreed += bits
            blurred += min(asked.weights[i], listed.weights[j]) - bits
            last = max(last, j)
    for bits, lost, i_run, j_run in _joins(asked, listed, free_asked, free_listed, is_person):
        found[j_run[0]] = (" ".join(asked.core[i] for i in i_run), " ".join(listed.core[j] for j in j_run), 1 - lost)
        agreed += bits * (1 - lost)
        blurred += bits * lost
        last = max(last, *j_run)
    return Alignment(
        agreed, blurred,
        sum(asked.costs[i] for i in free_asked), sum(listed.costs[j] for j in free_listed),
        tuple(found[j] for j in sorted(found)), tuple(free_asked.values()), tuple(free_listed.values()),
        is_cut=not free_asked and asked.length in policy().field_widths and all(j > last for j in free_listed),
        pinyin=chinese.shared(asked.core, listed.core) if is_person and free_asked and free_listed else "",
        is_turned=is_person and _is_father(asked.core, listed.core),
    )  # fmt: skip


def is_short_end(name: Tokens) -> bool:
    """Whether a name ends, at the edge of a narrow field, in a token too short to be told from a whole one elsewhere."""
    rules = policy()
    return name.length in rules.field_widths and bool(name.core) and len(name.core[-1]) < rules["truncated_from"]


def end_bits(end: str, bits: float) -> float:
    """Return what a short cut-off end can say: a few letters prove little of the word they begin."""
    return min(bits, policy()["truncated_bits"] * len(end))


def _agreements(asked: Tokens, listed: Tokens, is_person: bool) -> list[tuple[float, float, int, int]]:
    """Return (bits that agree, similarity, place asked, place listed) of all token pairs, weightiest first."""
    rules = policy()
    may_be_cut = asked.length in rules.field_widths
    pairs = []
    for i, (one, weight) in enumerate(zip(asked.core, asked.weights, strict=True)):
        for j, (other, listed_weight) in enumerate(zip(listed.core, listed.weights, strict=True)):
            alike, most = similarity(one, other, is_person), weight
            if alike < 1 and one[:1] == other[:1]:
                short = _short_form(one, other, i == len(asked.core) - 1, may_be_cut, is_person, rules)
                if short > alike:
                    alike, most = short, end_bits(one, weight) if 1 < len(one) < rules["truncated_from"] else weight
            if alike:
                pairs.append((alike * min(most, listed_weight), alike, i, j))
    pairs.sort(key=lambda pair: (-pair[0], pair[2], pair[3]))
    return pairs


def _short_form(one: str, other: str, is_last: bool, may_be_cut: bool, is_person: bool, rules: Policy) -> float:
    """Return the similarity of an initial or of a cut-off last token, else 0; both begin with one letter."""
    if 1 in (len(one), len(other)) and (is_person or len(other) > 1):
        return rules["initial_similarity"]
    least = 1 if may_be_cut else rules["truncated_from"]
    if is_last and len(one) >= least and len(other) > len(one) and other.startswith(one):
        return rules["truncated_similarity"]
    return 0.0


def _joins(
    asked: Tokens, listed: Tokens, free_asked: dict[int, str], free_listed: dict[int, str], is_person: bool
) -> list[tuple[float, float, list[int], list[int]]]:
    """Find one token that equals several adjacent ones of the other name; takes them out of the free ones.

    Returns (bits, share lost, positions asked, positions listed) for each.
    """
    rules = policy()
    found: list[tuple[float, float, list[int], list[int]]] = []
    if not (free_asked and free_listed):
        return found
    for one_side, many_side, is_turned in ((free_asked, free_listed, False), (free_listed, free_asked, True)):
        for i, whole in list(one_side.items()) if len(many_side) > 1 else ():
            if len(whole) < rules["truncated_from"] or not any(token[0] == whole[0] for token in many_side.values()):
                continue
            for run in _runs(many_side, int(rules["join_most"])):
                if many_side[run[0]][0] != whole[0]:
                    continue
                joined = "".join(many_side[j] for j in run)
                if abs(len(joined) - len(whole)) > 1:
                    continue
                edits = OSA.distance(whole, joined, score_cutoff=1)
                if edits > int(min(len(whole), len(joined)) >= rules["join_edit_from"]):
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
    names of generic words low, others what contradicts.
    """
    rules = policy()
    if alignment.pinyin:
        return rules["pinyin_same" if len(alignment.pinyin.partition(" ")[2]) > 5 else "pinyin_same_short"]
    if alignment.agreed <= 0:
        return 0.0
    both = min(alignment.asked_left, alignment.listed_left)
    behind = rules["omission_cut"] if alignment.is_cut else rules["omission_listed"]
    lost = (
        alignment.blurred
        + rules["contradiction_person" if is_person else "contradiction"] * both
        + rules["omission_asked"] * (alignment.asked_left - both)
        + behind * (alignment.listed_left - both)
        + (_number_bits(asked, listed, rules) if not is_person else 0)
    )
    share = alignment.agreed / (alignment.agreed + lost)
    most = rules.ceiling(alignment.agreed + alignment.blurred, is_person)
    if alignment.is_complete and not is_person:
        most = max(most, _complete_ceiling(alignment, asked, rules))
    most = min(
        most, _one_token_ceiling(asked, listed, is_person, rules), _contradiction_ceiling(alignment, is_person)
    )
    if alignment.is_turned:
        most = min(most, rules["contradiction_top_person"])
    if is_person and most > rules["pinyin_differs"]:
        most = min(most, chinese.limit(asked.core, listed.core))
    return share * most


def _is_father(asked: tuple[str, ...], listed: tuple[str, ...]) -> bool:
    """Whether one name is the other's turned round its "bin": Omar bin Ali is the father or son of Ali bin Omar."""
    one, other = ([at for at in range(1, len(core) - 1) if words.is_son_of(core[at])] for core in (asked, listed))
    if not one or not other:
        return False
    (a, b), (c, d) = ((core[at[0] - 1], core[at[0] + 1]) for core, at in ((asked, one), (listed, other)))
    turned, straight = (
        similarity(a, d, True) and similarity(b, c, True),
        similarity(a, c, True) and similarity(b, d, True),
    )
    return bool(turned) and not straight


def _number_bits(asked: Tokens, listed: Tokens, rules: Policy) -> float:
    """Return what numbers and kinds of body cost that differ, or that one name lacks."""
    lost = 0.0
    if asked.numbers != listed.numbers:
        lost += rules["number_contradiction" if asked.numbers and listed.numbers else "number_omission"]
    if asked.is_school != listed.is_school:
        lost += rules["school_contradiction"]
    return lost


def _contradiction_ceiling(alignment: Alignment, is_person: bool) -> float:
    """Return the most a name may score in which each side has a telling token that the other lacks."""
    if not (alignment.rest_asked and alignment.rest_listed):
        return 100.0
    rules = policy()
    if is_person:
        sides = (alignment.rest_asked, alignment.rest_listed)
        return rules["contradiction_top_person"] if all(any(len(t) > 2 for t in side) for side in sides) else 100.0
    places = [
        {t for t in side if words.word_class(t) == "place"} for side in (alignment.rest_asked, alignment.rest_listed)
    ]
    return rules["contradiction_top_place"] if all(places) else 100.0


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
    alignment = align(asked, listed, is_person)
    return score(alignment, asked, listed, is_person), alignment


def explain(alignment: Alignment) -> str:
    """Say as a person would what two names share and what stands in one of them only."""
    if alignment.is_turned:
        return "the same words, but father and son change places"
    if alignment.is_complete:
        return "all words of the name agree"
    if alignment.pinyin:
        return f"the same Chinese name is possible ({alignment.pinyin})"
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
    if alignment.is_cut and alignment.rest_listed:
        clauses.append("the name in the table looks cut off")
    return ", ".join(clauses)
