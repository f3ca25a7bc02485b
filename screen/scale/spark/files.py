"""Files that Spark reads → rows: Parquet, and text with one task a file, so that records are told apart as on one machine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from itertools import chain, groupby
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screen.errors import TableError, UsageError
from screen.intake.grid import Extent, rules
from screen.intake.parts import HEAD, header_in, layout_below
from screen.intake.stream import Stream
from screen.intake.text import (
    SAMPLE,
    UnclosedQuote,
    chosen_delimiter,
    likely_delimiter,
    records,
    separator_line,
)
from screen.model import Source
from screen.scale.spark import intake
from screen.scale.spark.reading import Batches, collected, mapped, rows_batch
from screen.scale.spark.records import ROWS
from screen.scale.spark.screening import Rows

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession

    from screen.intake.parts import Layout

_TEXTS = (".csv", ".tsv", ".txt", ".tab", ".csv.gz", ".tsv.gz")
_FIGURES = re.compile(r"([0-9]+)")
_WHOLE_FILES = 1 << 50  # bytes: more than any file has, so that none is cut and none read with another
_FILE_ROWS = "file string, number bigint, line bigint, width int, filled int, cells array<string>"


def read_files(
    spark: SparkSession, paths: Sequence[str], columns: Mapping[str, str], today: date, delimiter: str | None = None,
    encoding: str | None = None,
) -> Rows:  # fmt: skip
    """Read files as one table, in the order of their names; errors as screen_cluster."""
    endings = {any(path.lower().rstrip("/").endswith(one) for one in _TEXTS) for path in paths}
    if len(endings) > 1:
        raise UsageError(f"{', '.join(paths[:3])}: are text and Parquet. Name files of one kind only.")
    return (
        _of_text(spark, paths, columns, today, delimiter, encoding)
        if True in endings
        else _of_parquet(spark, paths, columns, today)
    )


def _source(paths: Sequence[str], kind: str, files: Mapping[str, int]) -> Source:
    """Say where rows came from; what they hold is digested by the workers."""
    return Source(f"{' '.join(paths)} ({len(files)} files)" if len(files) > 1 else paths[0], kind)


def _in_order(files: Iterable[str]) -> list[str]:
    """Return files by name, numbers in it as numbers: part-9 before part-10."""
    return sorted(
        files, key=lambda file: [(0, int(one), "") if one.isdigit() else (1, 0, one) for one in _FIGURES.split(file)]
    )


def _before(counts: Mapping[str, int]) -> dict[str, int]:
    """Return how many rows lie before each file."""
    found, total = {}, 0
    for file in _in_order(counts):
        found[file] = total
        total += counts[file]
    return found


# ---- Parquet ---------------------------------------------------------------------------------------------


def _of_parquet(spark: SparkSession, paths: Sequence[str], columns: Mapping[str, str], today: date) -> Rows:
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import AnalysisException

    from screen.intake.readers import plain

    where = " ".join(paths)
    try:
        table = spark.read.option("mergeSchema", "true").parquet(*paths)
    except (AnalysisException, Py4JJavaError) as problem:
        if "PATH_NOT_FOUND" in str(problem):
            raise
        raise TableError(f"{where}: is no Parquet file that Spark can read. Check how it was written.") from problem
    headers = table.columns
    told = table.selectExpr("_metadata.file_path as file", "_metadata.row_index as at", "*")
    counts = {one["file"]: one["count"] for one in collected(told.groupBy("file").count())}
    before = _before(counts)
    if not before:
        raise TableError(f"{where}: has no row. Check that the rows were not filtered away.")
    names = ["file", "at", *(f"c{place}" for place in range(len(headers)))]
    told = told.toDF(*names)
    first = (
        told.where(told["file"] == next(iter(before)))
        .where(f"at < {2 * rules()['limits']['sample_rows']}")
        .sort("at")
    )
    sample = [[plain(value) for value in list(one.values())[2:]] for one in collected(first)]
    layout = intake.layout_of(headers, sample, where, columns, today)
    return Rows(
        mapped(told, _parquet_rows(before), ROWS), sum(counts.values()), layout, _source(paths, "parquet", counts)
    )


def _parquet_rows(before: Mapping[str, int]) -> Callable[[Batches], Batches]:
    def read(batches: Batches) -> Iterator[pa.RecordBatch]:
        from screen.intake.readers import plain

        for batch in batches:
            count = batch.num_rows
            places = zip(batch.column("file").to_pylist(), batch.column("at").to_pylist(), strict=True)
            columns = [[plain(value) for value in column.to_pylist()] for column in batch.columns[2:]]
            cells = list(zip(*columns, strict=True)) if columns else [()] * count
            yield rows_batch([before[file] + at + 1 for file, at in places], [0] * count, [False] * count, cells)

    return read


# ---- text ------------------------------------------------------------------------------------------------


def _of_text(
    spark: SparkSession, paths: Sequence[str], columns: Mapping[str, str], today: date, delimiter: str | None,
    encoding: str | None,
) -> Rows:  # fmt: skip
    where = " ".join(paths)
    for name in ("maxPartitionBytes", "openCostInBytes"):
        spark.conf.set(f"spark.sql.files.{name}", _WHOLE_FILES)
    lines = spark.read.text(list(paths)).selectExpr("_metadata.file_path as file", "cast(value as binary) as line")
    parsed = mapped(lines, _parsed(chosen_delimiter(delimiter), encoding), _FILE_ROWS).persist()
    told = collected(parsed.groupBy("file").agg({"number": "max", "width": "max", "filled": "max"}))
    if not told:
        raise TableError(f"{where}: is empty. Give a table with a header row and at least one row below it.")
    counts = {one["file"]: one["max(number)"] for one in told}
    before, first = _before(counts), _in_order(counts)[0]
    extent = reduce(or_, (Extent(one["max(width)"], one["max(filled)"]) for one in told))
    enough = HEAD * (rules()["limits"]["header_scan_rows"] + rules()["limits"]["sample_rows"])
    head = collected(parsed.where(parsed["file"] == first).where(f"number <= {enough}").sort("number"))
    source = _source(paths, "text", counts)
    layout, below = _layout(head, where, source, extent, columns, today)
    skipped = {file: below if file == first else 1 for file in counts}
    rows = mapped(parsed.sortWithinPartitions("file", "number"), _text_rows(before, skipped), ROWS)
    return Rows(rows, sum(counts.values()), layout, source, (parsed,))


def _layout(
    head: Sequence[Mapping[str, Any]],
    where: str,
    source: Source,
    extent: Extent,
    columns: Mapping[str, str],
    today: date,
) -> tuple[Layout, int]:
    """Return how the columns are understood, and how many rows lie above the first record."""
    from screen.intake.grid import Grid

    cells, numbers, lines = ([one[name] for one in head] for name in ("cells", "number", "line"))
    grid = Grid("", cells, numbers, lines)
    header = header_in(grid, columns, where)
    layout = layout_below(Stream(Path(where), source), grid, header, extent, columns, today)
    return layout, numbers[sum(header) - 1]


def _parsed(delimiter: str | None, encoding: str | None) -> Callable[[Batches], Batches]:
    """Return what makes records of lines; each file is one after the other, whole."""

    def read(batches: Batches) -> Iterator[pa.RecordBatch]:
        pairs = (pair for batch in batches for pair in zip(*(one.to_pylist() for one in batch.columns), strict=True))
        for file, own in groupby(pairs, key=lambda pair: pair[0]):
            yield from _file_batches(file, _decoded((line for _, line in own), file, encoding), delimiter)

    return read


def _file_batches(file: str, lines: Iterator[str], delimiter: str | None) -> Iterator[pa.RecordBatch]:
    head: list[str] = []
    size = 0
    for text in lines:
        head.append(f"{text}\n")
        size += len(text)
        if size > SAMPLE:
            break
    if head:
        head[0] = head[0].removeprefix("\ufeff")
    told, skip = separator_line("".join(head))
    used = delimiter or told or likely_delimiter("".join(head[skip:]))
    whole = chain(head[skip:], (f"{line}\n" for line in lines))
    try:
        found: list[tuple[Any, ...]] = []
        for number, (cells, line) in enumerate(records(whole, used, file), start=1):
            extent = Extent.of([cells])
            found.append((file, number, line + skip, extent.width, extent.filled, cells))
            if len(found) == 5_000:
                yield _records_batch(found)
                found = []
        yield _records_batch(found)
    except UnclosedQuote as broken:
        raise TableError(
            f"{file}: the quotation mark opened in line {broken.line + skip} is never closed. Close it, or use --engine local."
        ) from None


def _decoded(lines: Iterator[bytes], file: str, encoding: str | None) -> Iterator[str]:
    """Yield lines as text without NUL; raises TableError for bytes that do not fit the encoding, UTF-8 unless one is told."""
    try:
        for line in lines:
            text = line.decode(encoding or "utf-8")
            yield text.replace("\x00", "") if "\x00" in text else text
    except (UnicodeDecodeError, LookupError):
        raise TableError(
            f"{file}: is not {encoding or 'UTF-8'} throughout. Name its encoding with --encoding, or save it as UTF-8."
        ) from None


def _records_batch(found: Sequence[tuple[Any, ...]]) -> pa.RecordBatch:
    import pyarrow as pa

    kinds = (pa.string(), pa.int64(), pa.int64(), pa.int32(), pa.int32(), pa.list_(pa.string()))
    names = ["file", "number", "line", "width", "filled", "cells"]
    arrays = [pa.array([one[at] for one in found], kind) for at, kind in enumerate(kinds)]
    return pa.RecordBatch.from_arrays(arrays, names=names)


def _text_rows(before: Mapping[str, int], skipped: Mapping[str, int]) -> Callable[[Batches], Batches]:
    """Return what numbers records through all files. skipped: by file, how many rows lie above its first record."""

    def read(batches: Batches) -> Iterator[pa.RecordBatch]:
        above: tuple[str, bool] = ("", False)
        for batch in batches:
            rows, lines, gaps, cells = [], [], [], []
            columns = (batch.column(name).to_pylist() for name in ("file", "number", "line", "cells"))
            for file, number, line, own in zip(*columns, strict=True):
                is_blank = not any(map(str.strip, own))
                if number > skipped[file]:
                    rows.append(before[file] + number)
                    lines.append(line)
                    gaps.append(above == (file, True))
                    cells.append(own)
                above = (file, is_blank)
            yield rows_batch(rows, lines, gaps, cells)

    return read
