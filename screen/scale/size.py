"""Which tables are large: screened in parts, since they had better not be held at once."""

from __future__ import annotations

from pathlib import Path

from screen.data import read_yaml, rules_file


def is_large(table: str | Path) -> bool:
    """Whether a table is one of so many rows that rules/screening.yml has it screened in parts; none that is not a file is."""
    least = int(read_yaml(rules_file("screening.yml"))["large"]["from_rows"])
    path = Path(table)
    if str(table) == "-" or not path.is_file() or path.stat().st_size < 2 * least:
        return False
    from screen.intake.stream import count_rows

    return count_rows(path, least) >= least
