"""Text tables (csv, tsv, txt, jsonl) → a grid: delimiter by evidence, quoted line breaks, physical lines."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter

from screen.errors import TableError, UsageError
from screen.intake.grid import Grid, rules

DELIMITERS = ",;\t|"


def read_text(text: str, where: str, delimiter: str | None = None) -> tuple[Grid, str]:
    """Return (grid, delimiter). Raises UsageError for a delimiter of more than one character.

    Rows are numbered as records with the header counted as found; lines say where each begins in the file.
    """
    if delimiter is not None:
        delimiter = {"\\t": "\t", "tab": "\t"}.get(delimiter, delimiter)
        if len(delimiter) != 1:
            raise UsageError(f"--delimiter {delimiter}: one character is expected, such as ; or \\t.")
    skip = 0
    told = re.match(r"sep=(.)\r?\n", text)
    if told:
        delimiter, text, skip = delimiter or told[1], text[told.end() :], 1
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    delimiter = delimiter or _delimiter(text)
    rows, lines, is_broken = _parse(text, delimiter)
    problems: tuple[tuple[int, int, str, str], ...] = ()
    notes: tuple[str, ...] = ()
    if is_broken:
        line = is_broken + skip
        rows, lines, _ = _parse(text, delimiter, quoting=csv.QUOTE_NONE)
        rows = [[_unquoted(cell) for cell in row] for row in rows]
        notes = (
            f"A quotation mark opened in line {line} is never closed, so quotation marks were read as plain characters.",
        )
        problems = ((max(0, min(len(rows) - 1, is_broken - 1)), -1, "quote-unbalanced", notes[0]),)
    numbers = list(range(1, len(rows) + 1))
    return Grid("", rows, numbers, [line + skip for line in lines], problems=problems, notes=notes), delimiter


def _delimiter(text: str) -> str:
    """Return the delimiter under which most lines have the same number of cells, more than one."""
    sample = text[:60_000]
    best, best_score = ",", 0.0
    for candidate in DELIMITERS:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(sample), delimiter=candidate) if any(row))
        widths.pop(1, None)
        if widths:
            width, count = max(widths.items(), key=lambda item: (item[1] ** 2 * min(item[0], 8), item[0]))
            score = count**2 * min(width, 8)
            if score > best_score:
                best, best_score = candidate, score
    return best


def _parse(text: str, delimiter: str, quoting: int = csv.QUOTE_MINIMAL) -> tuple[list[list[str]], list[int], int]:
    """Return rows, the line each begins at, and the line of a quote that is never closed (0 where none is)."""
    csv.field_size_limit(10_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    rows: list[list[str]] = []
    lines: list[int] = []
    most = rules()["limits"]["record_lines"]
    breaks = text.count("\n")
    line = 1
    try:
        for row in reader:
            last = reader.line_num
            is_end = quoting != csv.QUOTE_NONE and last > line and last >= breaks
            if last - line >= most or (is_end and _never_closed(text, line, last)):
                return rows, lines, line
            rows.append(row)
            lines.append(line)
            line = last + 1
    except csv.Error:
        return rows, lines, line
    return rows, lines, 0


def _never_closed(text: str, first: int, last: int) -> bool:
    """Whether a record that runs to the end of the file has an odd number of quotation marks."""
    all_lines = text.splitlines()
    if last < len(all_lines):
        return False
    return "\n".join(all_lines[first - 1 : last]).count('"') % 2 == 1


def _unquoted(cell: str) -> str:
    stripped = cell.strip()
    return stripped[1:-1].replace('""', '"') if len(stripped) > 1 and stripped[0] == stripped[-1] == '"' else cell


def read_json_lines(text: str, where: str) -> Grid:
    """Read one JSON object a line; values become strings, lists many values. Raises TableError naming the line."""
    records: list[tuple[int, dict[str, str]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            loaded = json.loads(line, parse_int=str, parse_float=str)
        except (ValueError, RecursionError) as problem:
            raise TableError(f"{where}, line {number}: is no JSON ({problem}). Write one object a line.") from problem
        if not isinstance(loaded, dict):
            raise TableError(f"{where}, line {number}: is no object. Write one object a line, with the same keys.")
        records.append((number, {key: _json_text(value) for key, value in loaded.items()}))
    headers = list(dict.fromkeys(key for _, record in records for key in record))
    rows = [headers, *([record.get(header, "") for header in headers] for _, record in records)]
    numbers = [0, *range(1, len(records) + 1)]
    return Grid("", rows, numbers, [0, *(line for line, _ in records)], header_known=True)


def _json_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, list):
        return ";".join(_json_text(one).replace(";", r"\;") for one in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
