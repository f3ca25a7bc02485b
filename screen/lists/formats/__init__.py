"""The formats in which publishers put out their lists, one module each, known by their content.

A module has a FORMAT: how to recognise a file, and how to read it into drafts. Everything else is here: which format a
file has, which files belong together, what becomes of the drafts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from screen.errors import WatchlistError
from screen.lists.draft import Draft
from screen.lists.files import Head, ListFile, combined_hash
from screen.lists.watchlist import Watchlist, entries_table

_MODULES = (
    "un_xml",
    "eu_xml",
    "eu_csv",
    "uk_xml",
    "uk_csv",
    "ofsi_csv",
    "ofac_advanced",
    "ofac_enhanced",
    "ofac_xml",
    "ofac_csv",
    "us_csl",
    "canada_xml",
    "opensanctions_csv",
    "opensanctions_json",
    "opensanctions_index",
)  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """What one publisher's file or set of files says.

    drafts: one a record that can be screened; date: day the data stand for (ISO), '' where the file does not say;
    records_stated: how many the file says there are, None where it does not say; left_out: records that are no party
    (a wallet, a security), counted and not screened; about: what differs from the Format (id, title, publisher …).
    """

    drafts: list[Draft]
    date: str = ""
    records_stated: int | None = None
    left_out: int = 0
    coverage: str = ""
    about: dict[str, str] | None = None


@dataclass(frozen=True)
class Format:
    """One published format.

    id: of the watchlist it makes; name: of the format, for messages; source: the publisher's page; role_of: the part a
    file plays by its beginning, '' for a file of another format; read: files of one list → Reading;
    group: in a format of several files, the lists that files of it make, each as its files; is_aside: whether such a file
    only describes the lists it lies beside.
    """

    id: str
    title: str
    publisher: str
    source: str
    licence: str
    name: str
    role_of: Callable[[Head], str]
    read: Callable[[Sequence[ListFile]], Reading]
    group: Callable[[Sequence[ListFile]], list[list[ListFile]]] | None = None
    is_aside: bool = False


@cache
def formats() -> tuple[Format, ...]:
    """Return every format, in the order in which they are tried."""
    return tuple(import_module(f"{__name__}.{module}").FORMAT for module in _MODULES)


def format_of(file: ListFile) -> Format | None:
    """Return the format of a file by its content, None for one that is not known.

    A table of names that is in no publisher's format is an officer's own.
    """
    from screen.lists.formats.own_table import own_format_of

    head = Head.of(file)
    return next((one for one in formats() if one.role_of(head)), None) or own_format_of(file, head)


def read_files(files: Iterable[ListFile]) -> list[Watchlist]:
    """Read files, each list of one file or of the files that belong together, in the order of their first file.

    Raises WatchlistError for a file of no known format and for whatever is not whole.
    """
    return [read_as(found, members) for found, members in grouped(files)]


def grouped(files: Iterable[ListFile]) -> list[tuple[Format, list[ListFile]]]:
    """Return the lists that files hold: the format of each, and its files; what only describes a list is passed over.

    Raises WatchlistError for a file of no known format.
    """
    places = {file: place for place, file in enumerate(dict.fromkeys(files))}
    by_format: dict[Format, list[ListFile]] = defaultdict(list)
    for file in places:
        found = format_of(file)
        if found is None:
            raise WatchlistError(
                f"{file.where}: is no list this version reads (see the README). A table of your own needs a column headed “Name”."
            )
        by_format[found].append(file)
    lists = [
        (found, group)
        for found, members in by_format.items()
        if not found.is_aside or len(by_format) == 1
        for group in (found.group(members) if found.group else [[file] for file in members])
    ]
    return sorted(lists, key=lambda one: min(places[file] for file in one[1]))


def read_as(found: Format, files: Sequence[ListFile]) -> Watchlist:
    """Read the files of one list in a format.

    Raises WatchlistError where they are not whole, or hold another number of records than they say.
    """
    reading = found.read(files)
    where = ", ".join(file.where for file in files)
    read = len(reading.drafts) + reading.left_out
    if reading.records_stated is not None and reading.records_stated != read:
        raise WatchlistError(
            f"{where}: holds {read} records but says it holds {reading.records_stated}. Fetch it again."
        )
    if not reading.drafts:
        raise WatchlistError(f"{where}: holds no record. Fetch it again.")
    about = {name: getattr(found, name) for name in ("id", "title", "publisher", "source", "licence")}
    about |= reading.about or {}
    coverage = reading.coverage or f"{read} records of {files[0].name}"
    entries = entries_table((_finished(draft, about, reading.date) for draft in reading.drafts), where)
    return Watchlist(
        **about, date=reading.date, coverage=coverage, sha256=combined_hash(files), entries=entries,
        records_read=read, records_stated=reading.records_stated,
    )  # fmt: skip


def _finished(draft: Draft, about: dict[str, str], date: str) -> dict[str, object]:
    """Return the record of a draft, with where it is from where the reader did not say better."""
    record = draft.record()
    reference = f"{about['publisher']}:{record['id']}"
    references = record["references"]
    assert isinstance(references, tuple)
    record["references"] = tuple(dict.fromkeys((reference, *references)))
    record["sources"] = record["sources"] or (about["source"], " ".join([about["title"], date]).strip())
    record["data_as_of"] = record.get("data_as_of") or date
    return record
