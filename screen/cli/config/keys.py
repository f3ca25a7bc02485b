"""What a settings file may say: the options of check as keys, each with its kind, and what a file's values are for click.

Reading the file is left to written.py.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from screen.cli.config.written import Written
from screen.errors import RuleError, UsageError

if TYPE_CHECKING:
    from screen.redflags.thresholds import Thresholds

COLUMNS, THRESHOLDS = "columns", "thresholds"
BANDS, ABOUT = ("low", "medium", "high", "critical"), ("title", "author", "reason", "date", "approved-by")
ON_COMMAND_LINE_ONLY = ("as-of", "force", "resume", "config", "no-config", "show-config", "help")
"""What "today" means, what may be overwritten and what to go on with is said each time; the others speak of the file itself."""
INSTEAD = {
    "output": ("no-report",), "no-report": ("output",), "decisions": ("no-decisions",),
    "decisions-from": ("no-decisions",), "no-decisions": ("decisions", "decisions-from"),
}  # fmt: skip
"""Keys that an option of the command line puts out of force, beside its own."""


@dataclass
class Settings:
    """The settings of a file for one command: values by the name of the parameter, thresholds, and what is wrong, a line each."""

    file: Written
    values: dict[str, Any] = field(default_factory=dict)
    thresholds: Thresholds | None = None
    wrong: list[str] = field(default_factory=list)

    def say(self, what: str, *keys: str) -> None:
        """Note what is wrong with a setting. what: ends with what to do, without its full stop."""
        self.wrong.append(self.file.told(what, *keys))


def key_of(option: click.Parameter) -> str:
    """Return the key of an option: its long name without dashes; that of --column is the table columns."""
    if option.name == COLUMNS:
        return COLUMNS
    return next((one for one in option.opts if one.startswith("--")), option.opts[0]).lstrip("-")


def options_of(command: click.Command) -> dict[str, click.Option]:
    """Return the options of a command that a settings file may give, by key."""
    options = [one for one in command.params if isinstance(one, click.Option)]
    return {key: one for one in options if (key := key_of(one)) not in ON_COMMAND_LINE_ONLY}


def settings_of(file: Written, context: click.Context) -> Settings:
    """Return the settings of a file for a command; raises UsageError that tells everything wrong with it, a line each.

    Keys are those of check; one that the command does not take, or takes in another sense, is left out.
    """
    from screen.cli.check import check

    known, own = options_of(check), options_of(context.command)
    read = Settings(file)
    for key, value in file.data.items():
        if key == THRESHOLDS:
            _thresholds(read, value)
        elif key not in known:
            _unknown(read, key, (*known, THRESHOLDS))
        elif key == COLUMNS:
            _columns(read, value)
        elif _fits(read, key, known[key], value) and key in own and _same(known[key], own[key]):
            _take(read, key, own[key], value, context)
    if COLUMNS not in own:
        read.values.pop(COLUMNS, None)
    if read.wrong:
        raise UsageError("\n".join(read.wrong))
    return read


def _same(one: click.Option, other: click.Option) -> bool:
    """Whether an option means the same on two commands: “output” is a list of reports on check alone."""
    return (one.name, one.multiple, one.is_flag) == (other.name, other.multiple, other.is_flag)


def _near(word: str, known: object) -> str:
    from rapidfuzz import fuzz, process

    best = process.extractOne(word.replace("_", "-").casefold(), list(known), scorer=fuzz.ratio, score_cutoff=60)  # type: ignore[call-overload]
    return f" Did you mean {best[0]}?" if best else ""


def _unknown(read: Settings, key: str, known: tuple[str, ...], *above: str) -> None:
    if key in ON_COMMAND_LINE_ONLY and not above:
        read.say(f"{key} belongs on the command line, where a run shows it. Take it out of the file", key)
    else:
        table = f" of {above[0]}" if above else ""
        near = _near(key, known) or f" Known: {', '.join(known)}."
        read.say(f"unknown key {key!r}{table}.{near} Mend it or take it out", *above, key)


def _fits(read: Settings, key: str, option: click.Option, value: object) -> bool:
    """Note a value that is of another kind than its option takes."""
    wanted = (bool,) if option.is_flag else getattr(option.type, "written", _written(option.type))
    if option.multiple:
        is_fit = isinstance(value, list) and all(_is(one, wanted) for one in value)
        told = f'a list of texts, as in {key} = ["…"]'
    else:
        is_fit = _is(value, wanted)
        told = {bool: "true or false, without quotes", int: "a whole number, without quotes"}.get(
            wanted[0], "a text in quotes"
        )
    if not is_fit:
        read.say(f"{key} is {told}; found {_shown(value)}. Write it so", key)
    elif "" in (value if isinstance(value, list) else [value]):
        read.say(f"{key} is empty. Say something or take the key out", key)
        return False
    return is_fit


def _written(kind: object) -> tuple[type, ...]:
    return (int,) if isinstance(kind, click.types.IntParamType) else (str,)


def _is(value: object, wanted: tuple[type, ...]) -> bool:
    return isinstance(value, wanted) and (bool in wanted or not isinstance(value, bool))


def _shown(value: object) -> str:
    """Return a value as TOML has it, shortened."""
    if isinstance(value, bool):
        return str(value).lower()
    told = f'"{value}"' if isinstance(value, str) else str(value)
    return told if len(told) <= 60 else f"{told[:59]}…"


def _take(read: Settings, key: str, option: click.Option, value: Any, context: click.Context) -> None:
    """Keep a value, with its paths below the folder of the file, and note what click would refuse."""
    if isinstance(option.type, click.Path):
        folder = read.file.folder
        value = [_path(one, folder) for one in value] if option.multiple else _path(value, folder)
    try:
        option.process_value(context, value)
    except click.BadParameter as problem:
        if isinstance(option.type, click.Choice):
            choices = [str(one) for one in option.type.choices]
            read.say(
                f"{key} {_shown(value)} is none of {', '.join(choices)}.{_near(str(value), choices)} Choose one", key
            )
        else:
            read.say(f"{key}: {problem.message.rstrip('.')}. Mend the value", key)
    else:
        read.values[str(option.name)] = value


def _path(text: str, folder: Path) -> str:
    """Return a path as seen from here: a relative one starts from the folder of the file."""
    from screen.lists import shipped_folders

    path = Path(text).expanduser()
    if text == "-" or path.is_absolute():
        return str(path)
    below = folder / path
    if not below.exists() and text in {one.name for one in shipped_folders()}:
        return text
    try:
        return os.path.relpath(below)
    except ValueError:  # another drive
        return str(below)


def _columns(read: Settings, value: object) -> None:
    from screen.model import FIELDS

    if not isinstance(value, dict):
        read.say(
            f'columns is a table, as in columns = {{name = "Full Nm"}}; found {_shown(value)}. Write it so', COLUMNS
        )
        return
    for name, header in value.items():
        if name not in FIELDS:
            _unknown(read, name, FIELDS, COLUMNS)
        elif not isinstance(header, str) or not header.strip():
            read.say(
                f"{name} is a header of the table, as text in quotes; found {_shown(header)}. Write it so",
                COLUMNS,
                name,
            )
    read.values[COLUMNS] = [f"{name}={header}" for name, header in value.items()]


def _thresholds(read: Settings, value: object) -> None:
    from datetime import UTC, date, datetime

    from screen.redflags.thresholds import Thresholds

    if not isinstance(value, dict):
        read.say(
            "thresholds is a table with medium, high, author, reason and date; "
            f"found {_shown(value)}. Write it below a line [thresholds]", THRESHOLDS,
        )  # fmt: skip
        return
    unknown = [key for key in value if key not in (*BANDS, *ABOUT)]
    for key in unknown:
        _unknown(read, key, (*BANDS[:3], *ABOUT), THRESHOLDS)
    missing = [key for key in ("author", "reason", "date") if key not in value]
    if missing and not unknown:
        read.say(
            f"thresholds lack {', '.join(missing)}: who decided them, why and when. Write them beside the bands, as in "
            'date = "2026-11-24"', THRESHOLDS,
        )  # fmt: skip
    if unknown or missing:
        return
    said = {key: str(one) if type(one) is date else one for key, one in value.items() if key in ABOUT}
    about = {"title": f"Thresholds of {read.file.path.name}"} | {
        key.replace("-", "_"): one for key, one in said.items()
    }
    lines = {key.replace("-", "_"): read.file.line(THRESHOLDS, key) for key in value} | {
        "": read.file.line(THRESHOLDS)
    }
    bands = {key: one for key, one in value.items() if key in BANDS}
    read.thresholds = Thresholds(Path(read.file.shown), bands, about, lines)
    try:
        read.thresholds.check(max(date.today(), datetime.now(UTC).date()))
    except RuleError as problem:
        read.wrong += [str(problem)]


def without_contradicted(
    values: Mapping[str, Any], command: click.Command, given: Mapping[str, Any]
) -> dict[str, Any]:
    """Return settings without those that an option of the command line puts out of force. given: values by parameter."""
    own = options_of(command)
    out = {own[key].name for key in _contradicted(own, given) if key in own}
    return {name: value for name, value in values.items() if name not in out}


def _contradicted(own: Mapping[str, click.Option], given: Mapping[str, Any]) -> Iterator[str]:
    for key, option in own.items():
        if given.get(str(option.name)):
            yield from INSTEAD.get(key, ())
