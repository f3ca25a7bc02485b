"""What became of the decisions of a returned report, in words: what was recorded, what not and why, what is still open."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from screen.report.register import counted

if TYPE_CHECKING:
    from screen.decisions import Journal
    from screen.report.review import Review


def outcome(review: Review, journal: Journal, path: Path, *, is_dry: bool, lost: tuple[str, ...]) -> list[str]:
    """Return what was recorded, what not and why, and what is still open."""
    counts = Counter(event.disposition.label for event in review.events)
    what = ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
    verb = "Would be recorded" if is_dry else "Recorded"
    lines = [f"{verb}: {counted(len(review.events), 'decision')}{f' ({what})' if what else ''} in {path}."]
    if review.recorded_before:
        lines.append(f"Recorded before: {review.recorded_before}.")
    if journal.is_keyed and any(event.comment for event in review.events):
        lines.append("Note: comments are kept as they were written. See that they name nobody.")
    lines += [f"Note: {remark}" for remark in review.remarks]
    lines += [f"Note: the column {one} is gone; nothing was read from it." for one in lost]
    if review.missing:
        lines.append(f"{review.missing} alerts of the report have no row any more; they stay as they were.")
    lines.append(f"Still open: {review.undecided}. The file holds {len(journal.events)} decisions.")
    if review.refused:
        lines.append(
            f"Not recorded: {len(review.refused)}. Mend these rows and import again; nothing else is recorded twice."
        )
        lines += [f"  {remark}" for remark in review.refused]
    return lines
