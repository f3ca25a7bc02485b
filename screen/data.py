"""Where the shipped data lies, and how files of our own are read: strictly.

Owns finding ``watchlists/`` and ``rules/`` in every kind of installation, YAML without surprises
(strings stay strings, a key given twice is an error with its line) and CSV as strings.
What the data means is left to the packages that use it.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import yaml

from screen.errors import RuleError, ScreenError
from screen.plain_file import read, refuse_special


@cache
def shipped(kind: str) -> Path:
    """Return the folder of shipped data: *kind* is ``watchlists`` or ``rules``.

    In a wheel it lies inside the package, in a checkout or an editable install beside it.
    """
    inside = Path(str(files("screen"))) / "_data" / kind
    if inside.is_dir():
        return inside
    beside = Path(__file__).resolve().parent.parent / kind
    if beside.is_dir():
        return beside
    raise ScreenError(f"{inside}: the shipped folder {kind} is missing. Install dprk-screen again.")


def rules_file(*parts: str) -> Path:
    """Return the path of a file under ``rules/``, or raise RuleError when it is not there."""
    path = shipped("rules").joinpath(*parts)
    if not path.is_file():
        raise RuleError(f"{path}: the rules file is missing. Install dprk-screen again.")
    return path


def user_folder(data_dir: str | Path | None = None) -> Path:
    """Return the user's data directory: the one given, else that of DPRK_SCREEN_DATA_DIR, else the system's usual place."""
    if data_dir or (data_dir := os.environ.get("DPRK_SCREEN_DATA_DIR")):
        return Path(data_dir)
    from platformdirs import user_data_dir

    return Path(user_data_dir("dprk-screen", appauthor=False))


def cache_folder() -> Path:
    """Return where prepared values are kept: DPRK_SCREEN_CACHE_DIR, else the system's usual place for a user's cache."""
    if folder := os.environ.get("DPRK_SCREEN_CACHE_DIR"):
        return Path(folder)
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("dprk-screen", appauthor=False))


_TEXT, _LIST, _MAP = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))
_MOST_YAML, _MOST_NODES = 20_000_000, 1_000_000  # bytes of one file; what it holds when each alias is written out
_ANCHOR = re.compile(r"(?<!\w)&\S")
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times as fast where it is there


class _StrictLoader(_Base):  # type: ignore[misc]
    """YAML in which ``NO`` stays a string, dates stay text, and a key may stand once only."""

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: Any) -> str:
        """Return the tag of a node; text at once where its first letter begins nothing else."""
        if kind is yaml.ScalarNode and value and value[0] not in self.yaml_implicit_resolvers:
            return _TEXT
        return str(super().resolve(kind, value, implicit))


# Keep only null, bool as true/false, int and float; YAML 1.1's yes/no/on/off and dates stay strings.
_StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    if first not in "yYnNoO"
}


def _construct_mapping(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {key!r} is given twice", key_node.start_mark
            )
        seen.add(key)
    return dict(yaml.SafeLoader.construct_mapping(loader, node, deep=True))


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_mapping)


def _construct(loader: Any, node: yaml.Node) -> Any:
    """Return what a node says, as the loader would: texts, lists and mappings of texts at a third of its cost.

    Whatever else a file may hold (numbers, merges, a key given twice) is left to the loader.
    """
    if node.tag == _TEXT and isinstance(node, yaml.ScalarNode):
        return node.value
    if node.tag == _LIST and isinstance(node, yaml.SequenceNode):
        return [_construct(loader, one) for one in node.value]
    if node.tag == _MAP and isinstance(node, yaml.MappingNode) and all(key.tag == _TEXT for key, _ in node.value):
        found = {key.value: _construct(loader, value) for key, value in node.value}
        if len(found) == len(node.value):
            return found
    return loader.construct_object(node, deep=True)


def _size(node: yaml.Node | None, known: dict[int, int]) -> int:
    """Return how many nodes there are when each alias is written out; beyond all measure for one that holds itself."""
    if not isinstance(node, yaml.CollectionNode):
        return 1
    if id(node) not in known:
        known[id(node)] = _MOST_NODES + 1
        children = (part for one in node.value for part in (one if isinstance(one, tuple) else (one,)))
        known[id(node)] = 1 + sum(_size(one, known) for one in children)
    return known[id(node)]


class Marked(Protocol):
    """A file as read, which still knows the line of each of its keys."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def data(self) -> dict[str, Any]:
        """What it holds."""

    def line(self, *keys: str | int) -> int:
        """Return the line of a key below others."""


@dataclass(frozen=True)
class MarkedYaml:
    """A YAML file as read, which still knows the line of each of its keys."""

    path: Path
    data: dict[str, Any]
    root: yaml.Node

    def line(self, *keys: str | int) -> int:
        """Return the line of a key (of an item by its number) below others; of the last of them that is there."""
        node, line = self.root, 1
        for key in keys:
            if isinstance(node, yaml.MappingNode):
                found = next(((mark, value) for mark, value in node.value if mark.value == str(key)), None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
                found = (node.value[key], node.value[key])
            else:
                found = None
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        return line


def read_yaml(path: Path, error: type[ScreenError] = RuleError) -> dict[str, Any]:
    """Read one of our YAML files as a mapping.

    Raises *error* with file and line for broken YAML, a key given twice or a file that is no mapping.
    """
    return read_marked(path, error).data


def read_marked(path: Path, error: type[ScreenError] = RuleError) -> MarkedYaml:
    """Read a YAML file as read_yaml does, and keep the lines of its keys for messages."""
    try:
        text = read(path, _MOST_YAML, error).decode("utf-8")
        loader = _StrictLoader(text)
        anchor = _ANCHOR.search(text)
        construct = loader.construct_document if anchor else partial(_construct, loader)
        try:
            root = loader.get_single_node()
            if anchor and _size(root, {}) > _MOST_NODES:
                line = text.count("\n", 0, anchor.start()) + 1
                raise error(
                    f"{path}, line {line}: aliases make it too large, or hold themselves. Write out what they stand for."
                )
            loaded = construct(root) if root is not None else None
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        raise error(f"{path}, line {line}: {problem.problem}. Mend the file.") from problem
    except RecursionError as problem:
        raise error(f"{path}: is nested too deep. Mend the file.") from problem
    except (OSError, ValueError, LookupError, TypeError, AttributeError, yaml.YAMLError) as problem:
        # the last ones but one: what PyYAML makes of values that are not of the kind they are said to be
        told = " ".join(str(problem).split())
        raise error(f"{path}: cannot be read ({told[:300]}). Restore the file.") from problem
    if not isinstance(loaded, dict):
        raise error(f"{path}, line 1: a mapping of keys to values is expected. Mend the file.")
    return MarkedYaml(path, loaded, root)


def read_csv(path: Path, error: type[ScreenError] = RuleError) -> list[dict[str, str]]:
    """Read one of our CSV files (UTF-8, header row) as a list of string dictionaries."""
    try:
        refuse_special(path)
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            header = next(reader, [])
            records = [record for record in reader if record]
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise error(f"{path}: cannot be read ({problem}). Restore the file.") from problem
    for number, record in enumerate(records, start=2):
        if len(record) != len(header):
            raise error(f"{path}, record {number}: the number of cells differs from the header. Mend the record.")
    return [dict(zip(header, record, strict=True)) for record in records]


def digest(*paths: Path, suffixes: tuple[str, ...] = (".yml", ".csv")) -> str:
    """Return the SHA-256 over names and contents of files and of all files below folders that end so, as hex.

    Line ends are folded to LF first, so that a checkout on Windows carries the same version.
    """
    total = hashlib.sha256()
    for path in paths:
        found = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in found:
            if file.suffix in suffixes:
                total.update(file.relative_to(path if path.is_dir() else path.parent).as_posix().encode())
                total.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return total.hexdigest()


@cache
def text_digest(text: str) -> str:
    """Return the SHA-256 of a text as hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def rules_version() -> str:
    """Return the version of the rules in use: the first 12 hex digits of their SHA-256."""
    return digest(shipped("rules"))[:12]
