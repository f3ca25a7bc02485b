"""What is in force: every setting of a command, its value, and where it comes from. Nothing that is secret is among them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from screen.cli.config.keys import COLUMNS, THRESHOLDS, Settings, key_of

_ABOUT_ITSELF = ("config", "no-config", "show-config", "help")


def lines(ctx: click.Context, settings: Settings | None) -> Iterator[str]:
    """Yield the settings file, then a line for each setting. ctx: its options are read already."""
    if settings:
        yield f"Settings: {settings.file.title} (SHA-256 {settings.file.sha256[:12]})"
    else:
        yield "Settings: no file"
    rows = [*_options(ctx, settings), *_thresholds(ctx, settings), *_beside(ctx)]
    widths = [max(len(row[place]) for row in rows) for place in (0, 1)]
    for key, value, source in rows:
        yield f"{key:{widths[0]}}  {value:{min(widths[1], 40)}}  {source}"


def _options(ctx: click.Context, settings: Settings | None) -> Iterator[tuple[str, str, str]]:
    for option in ctx.command.params:
        key = key_of(option)
        if not isinstance(option, click.Option) or key in _ABOUT_ITSELF:
            continue
        source = ctx.get_parameter_source(str(option.name))
        value = ctx.params.get(str(option.name))
        if key == COLUMNS and value:
            for told in value:
                name, _, header = told.partition("=")
                yield (
                    f"{key}.{name}",
                    json.dumps(header, ensure_ascii=False),
                    _from(source, option, settings, key, name),
                )
        else:
            yield key, _shown(value), _from(source, option, settings, key)


def _from(source: ParameterSource | None, option: click.Option, settings: Settings | None, *keys: str) -> str:
    if source == ParameterSource.COMMANDLINE:
        return "command line"
    if source == ParameterSource.ENVIRONMENT:
        return f"environment {option.envvar}"
    if source == ParameterSource.DEFAULT_MAP and settings:
        return f"{settings.file.shown}:{settings.file.line(*keys)}"
    return "default"


def _thresholds(ctx: click.Context, settings: Settings | None) -> Iterator[tuple[str, str, str]]:
    """Yield the least score of each band, as the shipped rules, the settings and the folders of --rules make it."""
    from screen.redflags import load_rules
    from screen.redflags.about import BAND
    from screen.redflags.bands import shipped_matching

    own = ((settings.thresholds,) if settings and settings.thresholds else ()) + tuple(ctx.params["own_rules"])
    rules = load_rules(own=own, today=ctx.params["as_of"] or datetime.now(UTC).date())
    changed = {one.what: one for one in rules.policy}
    for word, least in shipped_matching()["bands"].items():
        change = changed.get(f"{BAND} {word}")
        source = "default" if change is None else change.file
        if change and settings and change.file == f"{settings.file.folder.resolve().name}/{settings.file.path.name}":
            source = f"{settings.file.shown}:{settings.file.line(THRESHOLDS, word)}"
        yield f"{THRESHOLDS}.{word}", f"{rules.bands.get(word, float(least)):g}", source


def _beside(ctx: click.Context) -> Iterator[tuple[str, str, str]]:
    """Yield the decisions that lie beside the tables, where no others are named."""
    from screen.decisions.places import beside

    if not (ctx.params["no_decisions"] or ctx.params["decisions"]):
        for table in ctx.params["tables"]:
            if table != "-" and (found := beside(Path(table))):
                yield "decisions", _shown(found), f"beside {table}"


def _shown(value: Any) -> str:
    """Return a value as a settings file would say it; a dash for one that is not set."""
    if isinstance(value, bool | int):
        return str(value).lower()
    if isinstance(value, tuple) and value:
        return json.dumps([str(one) for one in value], ensure_ascii=False)
    return json.dumps(str(value), ensure_ascii=False) if isinstance(value, str | Path | date) else "-"
