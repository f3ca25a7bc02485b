"""Which decisions file a command uses, and the key of a keyed one."""

from __future__ import annotations

from dataclasses import dataclass, replace
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

KEY_VARIABLE = "DPRK_SCREEN_KEY"  # that of screen.decisions.places, whose import would slow every start
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


@dataclass(frozen=True, slots=True)
class Decided:
    """Which decisions a run uses, and from which band it wants two reviewers."""

    decisions: Path | None
    decisions_from: str | None
    no_decisions: bool
    four_eyes: str | None
    key_file: Path | None

    @property
    def four_eyes_band(self) -> Band | None:
        """From here on a false positive needs two different reviewers; None for nowhere."""
        return Band.of(self.four_eyes) if self.four_eyes else None

    def journal(self, table: str) -> Journal | None:
        """Read them for a table, None for none; a file found beside the table is named before it is used."""
        from screen.decisions.places import beside, opened

        if self.decisions_from is not None:
            return self._committed(table, self.decisions_from)
        if self.no_decisions:
            return None
        if self.decisions is not None:
            return opened(there(self.decisions), self.key_file)
        found = beside(Path(table)) if table != "-" else None
        if found is None:
            return None
        click.echo(f"Decisions found beside the table: {found}. Leave them out with --no-decisions.", err=True)
        return opened(found, self.key_file)

    def _committed(self, table: str, name: str) -> Journal:
        """Read them from a git revision, for a file that is named or lies beside the table there or here."""
        from screen.decisions import Journal
        from screen.decisions.places import key_of, opened, places, says_keyed
        from screen.revision import Revision

        if self.no_decisions:
            raise UsageError("--decisions-from: does not go with --no-decisions. Leave one of them out.")
        if self.decisions is None and table == "-":
            raise UsageError("--decisions-from: standard input has no file beside it. Name it with --decisions FILE.")
        asked = [self.decisions] if self.decisions is not None else places(Path(table))
        revision = Revision.of(name, asked[0])
        held = {path: data for path in asked if (data := revision.bytes_of(path)) is not None}
        path = next((one for one in asked if one in held or (not held and one.is_file())), asked[0])
        draft = opened(path, self.key_file) if path.is_file() else None
        data = held.get(path)
        key = key_of(self.key_file) if self.key_file or says_keyed(data or b"") else None
        return replace(Journal.from_bytes(data, path, key), revision=revision, draft=draft)


def decided_options(command: Command) -> Command:
    """Add the options that say which decisions a run uses."""
    return grouped(
        "decided", Decided,
        decisions_option,
        click.option("--decisions-from", metavar="REF",
                     help="Read the decisions file from this git revision, such as origin/main, so that none of a change counts "
                          "before it is merged."),
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
    from screen.decisions.places import SUFFIXES, opened

    if decisions is not None:
        return opened(there(decisions), key_file)
    own = Path("decisions.jsonl")
    found = [own] if own.is_file() else sorted(path for suffix in SUFFIXES for path in Path().glob(f"*{suffix}"))
    if len(found) != 1:
        told = f"several decisions files: {', '.join(map(str, found))}" if found else "no decisions file"
        raise UsageError(f"{Path.cwd()}: {told}. Name one with --decisions FILE.")
    click.echo(f"Decisions found in this folder: {found[0]}", err=True)
    return opened(found[0], key_file)
