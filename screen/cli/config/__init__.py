"""Settings from a file: found beside the work, checked, and given to a command below its command line and environment.

One file a matter: how it is written, which keys it may hold, how what is in force is shown.
"""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from screen.errors import UsageError

if TYPE_CHECKING:
    from screen.cli.config.keys import Settings
    from screen.cli.config.written import Written
    from screen.screening import Screening

_META = "screen.settings"
config_options = (
    click.Option(["--config"], type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", expose_value=False,
                 help="Take options from this file; default: dprk-screen.toml or [tool.dprk-screen] in pyproject.toml, here or in "
                      "the nearest folder above, up to the one that holds .git. The command line and the environment win."),
    click.Option(["--no-config"], is_flag=True, expose_value=False, help="Take options from no file."),
)  # fmt: skip

show_config_option = click.option(
    "--show-config", is_flag=True, expose_value=False,
    help="Print every setting that is in force and where it comes from, then stop; needs no TABLE.",
)  # fmt: skip


class Configured(click.Command):
    """A command whose options may stand in a settings file."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.params += config_options

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the settings file before the options, which it gives defaults."""
        given, _, _ = self.make_parser(ctx).parse_args(list(args))
        if ctx.resilient_parsing or given.get(_help(self, ctx)):
            return super().parse_args(ctx, args)
        settings = _settings(ctx, given)
        if given.get("show_config"):
            self._show(ctx, args, settings)
        rest = super().parse_args(ctx, args)
        if settings:
            ctx.meta[_META] = settings.file
            if settings.thresholds and "own_rules" in ctx.params:
                ctx.params["own_rules"] = (settings.thresholds, *ctx.params["own_rules"])
            click.echo(f"Settings: {settings.file.title}", err=True)
        return rest

    def _show(self, ctx: click.Context, args: list[str], settings: Settings | None) -> None:
        """Print what is in force, with or without the arguments of the command, and end."""
        from screen.cli.config.shown import lines

        asked = copy(self)
        asked.params = [copy(one) for one in self.params]
        for one in asked.params:
            one.required = False
        click.Command.parse_args(asked, ctx, args)
        for line in lines(ctx, settings):
            click.echo(line)
        ctx.exit(0)


def _help(command: click.Command, ctx: click.Context) -> str:
    option = command.get_help_option(ctx)
    return str(option.name) if option else ""


def _settings(ctx: click.Context, given: dict[str, Any]) -> Settings | None:
    """Read the settings for a command, None for none, and make them its defaults. given: what stands on the command line."""
    file = _file(given.get("config"), bool(given.get("no_config")))
    if file is None:
        return None
    from screen.cli.config.keys import settings_of, without_contradicted

    settings = settings_of(file, ctx)
    settings.values = without_contradicted(settings.values, ctx.command, given)
    ctx.default_map = settings.values
    return settings


def _file(name: str | None, is_none: bool) -> Written | None:
    from screen.cli.config.written import found, named

    if name and is_none:
        raise UsageError("--config and --no-config: one names a file, the other wants none. Drop one of the two.")
    if is_none:
        return None
    return named(Path(name)) if name else found(Path.cwd())


def with_settings(screening: Screening) -> Screening:
    """Return a run whose audit names the settings file that the command in force took options from."""
    from screen.screening import SettingsFile

    file: Written | None = click.get_current_context().meta.get(_META)
    if file is None:
        return screening
    return replace(screening, audit=replace(screening.audit, settings=SettingsFile(file.title, file.sha256)))
