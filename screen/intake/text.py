"""Text tables (csv, tsv, txt, jsonl) → a grid: delimiter by evidence, quoted line breaks, physical lines."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from screen.errors import TableError, UsageError
from screen.intake.grid import Grid, rules

DELIMITERS = ",;\t|"
SAMPLE = 60_000  # characters at the beginning that show the delimiter
_SEP = re.compile(r"sep=(.)\r?\n")


class UnclosedQuote(Exception):
    """A quotation mark that is never closed; line: of its record, counted from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def read_text(text: str, where: str, delimiter: str | None = None) -> tuple[Grid, str]:
    """Return (grid, delimiter). Raises UsageError for a delimiter of more than one character.

    Rows are numbered as records with the header counted as found; lines say where each begins in the file.
    """
    delimiter = chosen_delimiter(delimiter)
    told, skip = separator_line(text)
    if skip:
        delimiter, text = delimiter or told, text[text.index("\n") + 1 :]
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    delimiter = delimiter or likely_delimiter(text)
    problems: tuple[tuple[int, int, str, str], ...] = ()
    notes: tuple[str, ...] = ()
    try:
        found = list(records(io.StringIO(text, newline=""), delimiter, where))
    except UnclosedQuote as broken:
        found = list(records(io.StringIO(text, newline=""), delimiter, where, is_quoted=False))
        notes = (unclosed(broken.line + skip),)
        problems = ((max(0, min(len(found) - 1, broken.line - 1)), -1, "quote-unbalanced", notes[0]),)
    rows, lines = [row for row, _ in found], [line + skip for _, line in found]
    return Grid("", rows, list(range(1, len(rows) + 1)), lines, problems=problems, notes=notes), delimiter


def chosen_delimiter(delimiter: str | None) -> str | None:
    """Return the delimiter a user named; raises UsageError where that is more than one character."""
    if delimiter is None:
        return None
    delimiter = {"\\t": "\t", "tab": "\t"}.get(delimiter, delimiter)
    if len(delimiter) != 1:
        raise UsageError(f"--delimiter {delimiter}: one character is expected, such as ; or \\t.")
    return delimiter


def separator_line(text: str) -> tuple[str, int]:
    """Return the delimiter that a first line "sep=;" names and 1, ("", 0) where there is no such line."""
    told = _SEP.match(text)
    return (told[1], 1) if told else ("", 0)


def unclosed(line: int) -> str:
    """Say that a quotation mark is never closed."""
    return (
        f"A quotation mark opened in line {line} is never closed, so quotation marks were read as plain characters."
    )


def likely_delimiter(text: str) -> str:
    """Return the delimiter under which most lines have the same number of cells, more than one."""
    sample = text[:SAMPLE]
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


class _Lines:
    """The lines of a text. taken: those since it was emptied last; is_over: whether more were asked for than there are."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.taken: list[str] = []
        self.is_over = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines, None)
        if line is None:
            self.is_over = True
            raise StopIteration
        self.taken.append(line)
        return line


def records(
    lines: Iterable[str], delimiter: str, where: str, *, is_quoted: bool = True
) -> Iterator[tuple[list[str], int]]:
    """Yield each record of a text with the line it begins at, counted from 1.

    lines: each with its line break; where: the file, for messages; not is_quoted: marks are plain characters, those around a
    cell are taken away. Raises UnclosedQuote for a quotation mark that is never closed.
    """
    csv.field_size_limit(10_000_000)
    source = _Lines(lines)
    reader = csv.reader(source, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE)
    most = rules()["limits"]["record_lines"]
    line = 1
    try:
        for row in reader:
            last = reader.line_num
            if last - line >= most or (is_quoted and source.is_over and last > line and _is_open(source.taken)):
                raise UnclosedQuote(line)
            source.taken.clear()
            yield row if is_quoted else [_unquoted(cell) for cell in row], line
            line = last + 1
    except csv.Error as problem:
        if is_quoted:
            raise UnclosedQuote(line) from None
        raise TableError(
            f"{where}, line {line}: cannot be read ({problem}). Shorten what stands there, and save the table again."
        ) from problem


def _is_open(lines: Iterable[str]) -> bool:
    """Whether a record that runs to the end of the text has an odd number of quotation marks."""
    return sum(line.count('"') for line in lines) % 2 == 1


def _unquoted(cell: str) -> str:
    stripped = cell.strip()
    return stripped[1:-1].replace('""', '"') if len(stripped) > 1 and stripped[0] == stripped[-1] == '"' else cell


def read_json_lines(text: str, where: str) -> Grid:
    """Read one JSON object a line; values become strings, lists many values. Raises TableError naming the line."""
    found = list(json_records(io.StringIO(text, newline=None), where))
    headers = list(keys_of((record for _, record in found), where))
    rows = [headers, *([record.get(header, "") for header in headers] for _, record in found)]
    numbers = [0, *range(1, len(found) + 1)]
    return Grid("", rows, numbers, [0, *(line for line, _ in found)], header_known=True)


def keys_of(records: Iterable[Mapping[str, str]], where: str) -> tuple[str, ...]:
    """Return the keys of all records in the order they come. Raises TableError for more than a table has columns."""
    most = rules()["limits"]["columns"]
    keys: dict[str, None] = {}
    for record in records:
        keys.update(dict.fromkeys(record))
        if len(keys) > most:
            raise TableError(f"{where}: has more than {most:,} keys. Write one object a line, with the same keys.")
    return tuple(keys)


def json_records(lines: Iterable[str], where: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line and the cells of each JSON object; raises TableError naming the line."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            loaded = json.loads(line, parse_int=str, parse_float=str)
        except (ValueError, RecursionError) as problem:
            raise TableError(f"{where}, line {number}: is no JSON ({problem}). Write one object a line.") from problem
        if not isinstance(loaded, dict):
            raise TableError(f"{where}, line {number}: is no object. Write one object a line, with the same keys.")
        yield number, {_whole(key): _whole(_json_text(value)) for key, value in loaded.items()}


def _whole(text: str) -> str:
    """Return a text with a question mark for each half of a character, which JSON can spell out and no file can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _json_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, list):
        return ";".join(_json_text(one).replace(";", r"\;") for one in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
