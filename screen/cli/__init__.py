"""The command line: one file a command, each parses, calls, prints and exits."""

from __future__ import annotations

import atexit
import gc
import sys
import traceback
from typing import Any

import click

from screen.cli.assure import assure
from screen.cli.check import check
from screen.cli.columns import columns
from screen.cli.explain import explain
from screen.cli.lists import lists
from screen.cli.name import name
from screen.cli.rerun import rerun
from screen.cli.review import review
from screen.cli.rules import rules
from screen.cli.serve import serve
from screen.cli.terminal import BROKEN_PIPE, INTERRUPTED, drop_output, end_on_signals, neutral_streams
from screen.errors import ScreenError
from screen.mishap import of_the_machine, place_of

BUG = 4


def _versions(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    from screen import __version__
    from screen.data import rules_version
    from screen.lists import load_watchlists

    click.echo(f"dprk-screen {__version__}, rules {rules_version()}")
    try:
        lists = load_watchlists()
    except ScreenError as problem:
        click.echo(str(problem), err=True)
        context.exit(problem.exit_code)
    for one in lists:
        click.echo(f"{one.title}: data of {one.date}, {len(one.entries)} entries, {one.sha256[:12]}")
    context.exit()


class _Commands(click.Group):
    """Commands in the order an officer meets them, and one line for every error."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["check", "name", "explain", "columns", "review", "lists", "rules", "assure", "rerun", "serve"]

    def invoke(self, ctx: click.Context) -> Any:
        with neutral_streams():
            return self._invoke(ctx)

    def _invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ScreenError as problem:
            click.echo(str(problem), err=True)
            ctx.exit(problem.exit_code)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except KeyboardInterrupt:
            click.echo("Interrupted. What was not complete was not written.", err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            drop_output()
            ctx.exit(BROKEN_PIPE)
        except (OSError, MemoryError) as problem:
            click.echo(of_the_machine(problem), err=True)
            ctx.exit(ScreenError.exit_code)
        except Exception as bug:
            if ctx.params.get("debug"):
                traceback.print_exc()
            click.echo(
                f"A bug in dprk-screen ({place_of(bug)}). Do not rely on this run. Please report it; dprk-screen --debug … shows "
                "more, values of your table among it.",
                err=True,
            )
            ctx.exit(BUG)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_versions,
              help="Show the versions of the tool, its rules and its lists.")  # fmt: skip
@click.option("--debug", is_flag=True, help="Show the traceback of a bug.")
def cli(debug: bool) -> None:
    """Screen spreadsheets of vendors, customers and visa applicants for DPRK fronts and red flags.

    \b
    dprk-screen check vendors.xlsx

    Finds possible matches only: a person decides and records why.
    """


for command in (check, name, explain, columns, lists, rules, review, assure, rerun, serve):
    cli.add_command(command)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    atexit.register(gc.freeze)  # what a run made goes with the process: nothing is searched for cycles at the end
    end_on_signals()
    try:
        try:
            cli(prog_name="dprk-screen")
        finally:
            for stream in filter(None, (sys.stdout, sys.stderr)):
                stream.flush()
    except BrokenPipeError:
        drop_output()
        sys.exit(BROKEN_PIPE)
