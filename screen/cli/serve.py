"""``dprk-screen serve``: the page for people who do not use a terminal."""

from __future__ import annotations

import importlib.util
import os
import sys
import threading
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
from screen.web.setup import PORT, Setup

if TYPE_CHECKING:
    from screen.redflags.loader import OwnRules


@click.command(cls=Configured)
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--decisions", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Where decisions are kept; default: TABLE.decisions.jsonl in FOLDER where there is one, else decisions.jsonl "
                   "there.")  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
              help="Where to listen. With any other than this machine itself (0.0.0.0 is all its addresses, and needs --name) "
                   "others of the network can try the link, and what is sent and seen is not encrypted.")  # fmt: skip
@click.option("--name", "names", multiple=True, metavar="NAME",
              help="By which name or address others of the network open the page; may be repeated. A request that names another "
                   "host is refused, so that no web site can lead a browser here under its own name.")  # fmt: skip
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
    folder: Path, decisions: Path | None, host: str, names: tuple[str, ...], port: int | None, no_browser: bool,
    four_eyes: str | None, publishers: Path | None, key_file: Path | None, as_of: date | None,
    own_rules: tuple[OwnRules, ...], chosen: Chosen,
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
    from screen.web.running import running_link
    from screen.web.server import serve

    eyes = Band.of(four_eyes) if four_eyes else None
    setup = Setup(folder, decisions, key_file, eyes, as_of, chosen, own_rules, publishers=publishers)
    setup.check()
    if link := running_link(setup):
        click.echo("The page runs already, as it was started. Another link to it, which works once:", err=True)
        _open(link, no_browser)
        return
    kept = setup.decisions_file("").resolve()
    click.echo(f"Decisions are kept in {kept}. End the page with Ctrl-C.", err=True)

    def told(link: str, is_local: bool) -> None:
        if not is_local:
            click.echo("Others of the network can reach this page. What is sent and seen is not encrypted.", err=True)
        _open(link, no_browser)

    try:
        serve(setup, host, port, told, names)
    except KeyboardInterrupt:
        click.echo(f"Ended. The tables are removed; decisions are kept in {kept}.", err=True)


def _open(link: str, no_browser: bool) -> None:
    """Print a link, and open it where somebody sits before this machine."""
    click.echo(link)
    if not no_browser and _has_screen():
        import webbrowser

        threading.Thread(target=webbrowser.open, args=(link,), daemon=False).start()


def _has_screen() -> bool:
    """Whether a browser can be opened: none in CI, for root, whom browsers refuse, or where there is no display."""
    if os.environ.get("CI"):
        return False
    if os.name != "posix" or sys.platform == "darwin":
        return True
    has_display = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
    return has_display and os.geteuid() != 0
