"""Which decisions file a command uses, and the key of a keyed one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from screen.cli.gate import BANDS
from screen.cli.options import grouped
from screen.errors import UsageError
from screen.model import Band

if TYPE_CHECKING:
    from collections.abc import Callable

    from screen.decisions import Journal

KEY_VARIABLE = "DPRK_SCREEN_KEY"
SUFFIX = ".decisions.jsonl"
_LEAST_KEY = 16
Command = TypeVar("Command", bound="Callable[..., Any]")


def decisions_option(command: Command) -> Command:
    """Add --decisions."""
    return click.option(
        "--decisions", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
        help="The reviewers' decisions; default: NAME.decisions.jsonl or decisions.jsonl beside the table, where there is one.",
    )(command)  # fmt: skip


def folder_option(command: Command) -> Command:
    """Add --decisions for commands that have no table to look beside."""
    return click.option(
        "--decisions", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
        help="The reviewers' decisions; default: decisions.jsonl in this folder, else the only file named *.decisions.jsonl.",
    )(command)  # fmt: skip


def key_option(command: Command) -> Command:
    """Add --key-file."""
    return click.option(
        "--key-file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
        help=f"The key of a keyed decisions file; default: what {KEY_VARIABLE} holds.",
    )(command)  # fmt: skip


def key_of(key_file: Path | None) -> bytes | None:
    """Return the key that a file or the environment holds, None for none."""
    if key_file is None:
        text = os.environ.get(KEY_VARIABLE, "")
        where = KEY_VARIABLE
    else:
        try:
            text, where = key_file.read_text(encoding="utf-8"), str(key_file)
        except (OSError, UnicodeDecodeError) as problem:
            raise UsageError(f"{key_file}: the key cannot be read ({problem}). Check the name.") from problem
    key = text.strip().encode()
    if key and len(key) < _LEAST_KEY:
        raise UsageError(f"{where}: a key of {len(key)} characters is too short to protect names. Use 16 or more.")
    return key or None


def made_key(key_file: Path) -> bytes:
    """Return the key of a file, which is made where it is not there: readable by its owner only."""
    import secrets

    if not key_file.exists():
        handle = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w", encoding="utf-8") as stream:
            stream.write(secrets.token_hex(32) + "\n")
    key = key_of(key_file)
    if key is None:
        raise UsageError(f"{key_file}: the key is empty. Name another file.")
    return key


def beside(table: Path) -> Path | None:
    """Return the decisions file that lies beside a table, None for none."""
    names = (f"{table.stem}{SUFFIX}", "decisions.jsonl")
    return next((path for name in names if (path := table.with_name(name)).is_file()), None)


@dataclass(frozen=True, slots=True)
class Decided:
    """Which decisions a run uses, and from which band it wants two reviewers."""

    decisions: Path | None
    no_decisions: bool
    four_eyes: str | None
    key_file: Path | None

    @property
    def four_eyes_band(self) -> Band | None:
        """From here on a false positive needs two different reviewers; None for nowhere."""
        return Band.of(self.four_eyes) if self.four_eyes else None

    def journal(self, table: str) -> Journal | None:
        """Read them for a table, None for none; a file found beside the table is named before it is used."""
        if self.no_decisions:
            return None
        if self.decisions is not None:
            return opened(there(self.decisions), self.key_file)
        found = beside(Path(table)) if table != "-" else None
        if found is None:
            return None
        click.echo(f"Decisions found beside the table: {found}. Leave them out with --no-decisions.", err=True)
        return opened(found, self.key_file)


def decided_options(command: Command) -> Command:
    """Add the options that say which decisions a run uses."""
    return grouped(
        "decided", Decided,
        decisions_option,
        click.option("--no-decisions", is_flag=True, help="Use no decisions, also where a file lies beside the table."),
        click.option("--four-eyes", type=click.Choice(BANDS),
                     help="From this band on a false positive needs two different reviewers before it is suppressed."),
        key_option,
    )(command)  # fmt: skip


def there(path: Path) -> Path:
    """Return a decisions file that is there; raises UsageError for one that is not."""
    if not path.exists():
        raise UsageError(f"{path}: there is no such file. “dprk-screen review import” begins one.")
    return path


def in_folder(decisions: Path | None, key_file: Path | None) -> Journal:
    """Read the decisions file that an invocation names, else the one of the working folder, which is named before it is used."""
    if decisions is not None:
        return opened(there(decisions), key_file)
    own = Path("decisions.jsonl")
    found = [own] if own.is_file() else sorted(Path().glob(f"*{SUFFIX}"))
    if len(found) != 1:
        told = f"several decisions files: {', '.join(map(str, found))}" if found else "no decisions file"
        raise UsageError(f"{Path.cwd()}: {told}. Name one with --decisions FILE.")
    click.echo(f"Decisions found in this folder: {found[0]}", err=True)
    return opened(found[0], key_file)


def opened(path: Path, key_file: Path | None) -> Journal:
    """Read a decisions file, with its key where it is keyed."""
    from screen.decisions import Journal

    return Journal.read(path, key_of(key_file) if key_file or (path.exists() and _is_keyed(path)) else None)


def _is_keyed(path: Path) -> bool:
    """Whether a decisions file says that it was begun with a key."""
    with path.open(encoding="utf-8", errors="replace") as stream:
        return any('"event":"begun"' in line and '"check":"hmac:' in line for line in stream)
