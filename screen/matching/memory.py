"""Answers kept for a run: the same names and employers come again from one chunk of a table to the next."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Generic, TypeVar

Question = TypeVar("Question", bound=Hashable)
Answer = TypeVar("Answer")


class Memory(Generic[Question, Answer]):
    """The answers found last, so many at most."""

    def __init__(self, most: int = 30_000) -> None:
        self._most = most
        self._known: dict[Question, Answer] = {}

    def ask(
        self, questions: Iterable[Question], find: Callable[[list[Question]], Mapping[Question, Answer]]
    ) -> dict[Question, Answer]:
        """Return the answer to each question, in their order; *find* is called once, with those that are new.

        >>> memory = Memory()
        >>> memory.ask(["a", "b"], lambda new: dict.fromkeys(new, "found"))
        {'a': 'found', 'b': 'found'}
        >>> memory.ask(["b", "c"], lambda new: dict.fromkeys(new, "found later"))
        {'b': 'found', 'c': 'found later'}
        """
        wanted = dict.fromkeys(questions)
        new = [question for question in wanted if question not in self._known]
        if new:
            self._known.update(find(new))
        answers = {question: self._known[question] for question in wanted}
        for oldest in list(self._known)[: max(len(self._known) - self._most, 0)]:
            del self._known[oldest]
        return answers
