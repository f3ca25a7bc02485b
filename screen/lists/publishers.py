"""Where publishers put out their lists (rules/publishers.yml, or a file of the user's own with a mirror's addresses)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from screen.data import read_yaml, rules_file
from screen.errors import RuleError

_NEEDED = {"title", "publisher", "page", "licence", "by_default", "downloads"}


@dataclass(frozen=True, slots=True)
class Download:
    """The files of one list, or of a set that belongs together. origin: un/consolidated; publisher: what the lists in it
    must say they are from."""

    origin: str
    publisher: str
    addresses: tuple[str, ...]

    @property
    def host(self) -> str:
        """The publisher's host, which messages name."""
        return urlsplit(self.addresses[0]).hostname or ""


@dataclass(frozen=True, slots=True)
class Publisher:
    """One publisher: its word on the command line, its lists, its licence."""

    key: str
    title: str
    publisher: str
    page: str
    licence: str
    by_default: bool
    downloads: tuple[Download, ...]


@dataclass(frozen=True, slots=True)
class Restriction:
    """A licence that asks something of the user. marks: words that show a list to be under it."""

    name: str
    marks: tuple[str, ...]
    notice: str

    def covers(self, licence: str) -> bool:
        """Return whether a licence, as a list states it, is this one."""
        return any(mark.casefold() in licence.casefold() for mark in self.marks)


def load_publishers(path: Path | None = None) -> dict[str, Publisher]:
    """Return the publishers by key. Raises RuleError for a key that is missing or an address that is not https."""
    path = path or rules_file("publishers.yml")
    found = read_yaml(path).get("publishers")
    if not isinstance(found, dict) or not found:
        raise RuleError(f"{path}: publishers is missing. Write the file as rules/publishers.yml is.")
    return {str(key): _publisher(path, str(key), about) for key, about in found.items()}


def restrictions() -> tuple[Restriction, ...]:
    """Return the licences that ask for agreement."""
    found = read_yaml(rules_file("publishers.yml"))["restricted"]
    return tuple(Restriction(name, tuple(about["marks"]), about["notice"]) for name, about in found.items())


def _publisher(path: Path, key: str, about: Mapping[str, Any]) -> Publisher:
    if not isinstance(about, dict) or set(about) != _NEEDED or not isinstance(about["downloads"], dict):
        raise RuleError(f"{path}: {key} must have {', '.join(sorted(_NEEDED))} and nothing else. Mend the file.")
    downloads = []
    for name, addresses in about["downloads"].items():
        for address in addresses:
            if not is_allowed(address):
                raise RuleError(f"{path}: {key}: {address} is no https address. Mend the file.")
        downloads.append(Download(f"{key}/{name}", about["publisher"], tuple(addresses)))
    fields = {name: str(about[name]) for name in ("title", "publisher", "page", "licence")}
    return Publisher(key, **fields, by_default=about["by_default"] is True, downloads=tuple(downloads))


def is_allowed(address: str, first: str = "") -> bool:
    """Return whether an address may be called: https, or http on this machine, where the first one was there too.

    >>> is_allowed("https://example.org/list.xml"), is_allowed("http://example.org/list.xml")
    (True, False)
    >>> is_allowed("http://127.0.0.1:8000/x"), is_allowed("http://127.0.0.1:8000/x", first="https://example.org/x")
    (True, False)
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(host)
    return (
        parts.scheme == "http" and _is_loopback(host) and (not first or _is_loopback(urlsplit(first).hostname or ""))
    )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
