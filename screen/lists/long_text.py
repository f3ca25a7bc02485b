"""Texts longer than a reader needs: how much of a cell is searched, so that no pattern hangs on it, and how much is noted."""

from __future__ import annotations

from screen.lists.draft import Draft, folded
from screen.lists.files import rules

NOTE_LENGTH = 200
"""Characters of a position or remark that are kept in the note: it helps to tell namesakes apart, and no more."""


def searched(text: str) -> str:
    """Return what is searched of a text: its beginning (rules/lists.yml, text_length), white space folded."""
    return folded(text)[: text_length()]


def text_length() -> int:
    """Return how many characters of a text are searched."""
    return int(rules()["limits"]["text_length"])


def note_short(draft: Draft, what: str, written: str) -> None:
    """Note a position, title or remark, shortened."""
    if written := folded(written):
        draft.note(f"{what}: {written if len(written) <= NOTE_LENGTH else written[: NOTE_LENGTH - 1] + '…'}")
