"""``dprk-screen serve``: the page for people who do not use a terminal."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screen.chosen import Chosen
from screen.cli.config import Configured
from screen.cli.decisions import key_option
from screen.cli.gate import BANDS
from screen.cli.options import as_of_option, list_options, own_rules_option
from screen.errors import UsageError
from screen.model import Band

if TYPE_CHECKING:
    from screen.redflags.loader import OwnRules

PORT = 8737


@click.command(cls=Configured)
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--decisions", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Where decisions are kept; default: TABLE.decisions.jsonl in FOLDER where there is one, else decisions.jsonl "
                   "there.")  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
              help="Where to listen. Any other than this machine itself lets others of the network try the link: what they send "
                   "and see is not encrypted.")  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), metavar="N",
              help=f"The port; default: {PORT}, or any free one where that is taken.")  # fmt: skip
@click.option("--no-browser", is_flag=True, help="Print the link, and open no browser.")
@click.option("--four-eyes", type=click.Choice(BANDS),
              help="From this band on a false positive needs two different reviewers before it is suppressed.")  # fmt: skip
@click.option("--publishers", type=click.Path(dir_okay=False, exists=True, path_type=Path), metavar="FILE",
              help="Addresses from which the page fetches lists instead of the publishers', for a mirror; written as "
                   "rules/publishers.yml is.")  # fmt: skip
@key_option
@as_of_option
@own_rules_option
@list_options
def serve(
    folder: Path, decisions: Path | None, host: str, port: int | None, no_browser: bool, four_eyes: str | None,
    publishers: Path | None, key_file: Path | None, as_of: date | None, own_rules: tuple[OwnRules, ...], chosen: Chosen,
) -> None:  # fmt: skip
    """Open a page in the browser where tables are dropped, screened and decided on.

    \b
    dprk-screen serve

    Decisions are kept in FOLDER, by default this one: the same file that check, and review import, use for tables there. Tables
    that are dropped are removed at the end. The link works once; running the command again gives another one. Ends with Ctrl-C.
    """
    if missing := [name for name in ("starlette", "uvicorn", "networkx") if importlib.util.find_spec(name) is None]:
        raise UsageError(
            f'The page needs {", ".join(missing)}, which is not installed. Install it: pip install "dprk-screen[web]".'
        )
    from screen.web.server import running_link, serve
    from screen.web.setup import Setup

    setup = Setup(
        folder, decisions, key_file, Band.of(four_eyes) if four_eyes else None, as_of, chosen, own_rules,
        publishers=publishers,
    )  # fmt: skip
    setup.journal("")
    if link := running_link(setup):
        click.echo("The page runs already. Another link to it, which works once:", err=True)
        _open(link, no_browser)
        return
    click.echo(f"Decisions are kept in {setup.decisions_file('').resolve()}. End the page with Ctrl-C.", err=True)
    serve(setup, host, port, lambda link: _open(link, no_browser))


def _open(link: str, no_browser: bool) -> None:
    import webbrowser

    click.echo(link)
    if not no_browser:
        webbrowser.open(link)
