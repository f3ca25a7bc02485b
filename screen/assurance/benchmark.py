"""Names varied by the package sanctions-screening-benchmark, which knows nothing of this tool."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from random import Random

from screen.assurance.publishers import Listed
from screen.assurance.questions import Question, script_of
from screen.assurance.settings import settings
from screen.names.folding import fold

PACKAGE = "sanctions-screening-benchmark"


def not_tested() -> str:
    """Return why it cannot be asked; '' where the package is installed."""
    try:
        version(PACKAGE)
    except PackageNotFoundError:
        return f"the package {PACKAGE} is not installed; pip install {PACKAGE} adds it"
    return ""


def questions(entries: Sequence[Listed], seed: int) -> tuple[Question, ...]:
    """Return variants of the first names of a sample of listed persons; those that fit two parties are left out."""
    from ssb import perturb

    words = settings().benchmark_words
    made = [
        (one.cluster, Question(
            varied.text, "person", one.reference, words.get(varied.perturbation, varied.perturbation), script_of(varied.text)
        ))
        for one in _chosen(entries, seed)
        for varied in perturb.apply_all(one.values["name"], one.reference, seed=seed, max_per_class=1)
    ]  # fmt: skip
    bearers: dict[str, set[str]] = defaultdict(set)
    for cluster, question in made:
        bearers[question.name.casefold()].add(cluster)
    return tuple(question for _, question in made if len(bearers[question.name.casefold()]) == 1)


def near_names(entries: Sequence[Listed], seed: int) -> tuple[Question, ...]:
    """Return names of nobody listed that are put together or changed from the first names of the same sample.

    A name that anybody listed bears, however it is written, is left out.
    """
    from ssb import negatives

    words = settings().benchmark_words
    listed = {name for one in entries for name in one.every_name}
    folded = {fold(name) for name in listed}
    names = sorted(one.values["name"] for one in _chosen(entries, seed))
    made = negatives.generate(names, seed=seed, listed_index={name.casefold() for name in listed})
    near = {one.text: one.negative_class for one in made if fold(one.text) not in folded}
    return tuple(Question(name, "person", "", words.get(how, how), script_of(name)) for name, how in near.items())


def _chosen(entries: Sequence[Listed], seed: int) -> list[Listed]:
    """Draw the persons whose names are changed."""
    parties: dict[str, Listed] = {}
    for one in sorted(entries, key=lambda one: one.reference):
        if one.values["kind"] == "person" and len(one.values["name"].split()) > 1:
            parties.setdefault(one.cluster, one)
    pool = [parties[cluster] for cluster in sorted(parties)]
    return Random(seed).sample(pool, min(settings().benchmark_parties, len(pool)))
