"""``dprk-screen lists update``: fetch the publishers' newest lists."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from screen.cli.config import Configured
from screen.cli.lists.consent import accept_licence_option, require_consent
from screen.cli.lists.outcome import line, prepare
from screen.cli.options import data_dir_option
from screen.cli.progress import Progress
from screen.errors import UsageError, WatchlistError

if TYPE_CHECKING:
    from screen.lists.fetch import Fetcher
    from screen.lists.incoming import Incoming
    from screen.lists.publishers import Download, Publisher
    from screen.lists.store import Added, Store

FAILED = 3


@click.command(cls=Configured)
@click.argument("names", nargs=-1, metavar="[ofac|un|eu|uk|canada|opensanctions]...")
@click.option("--accept-shrink", is_flag=True, help="Keep a list also when more than a fifth of its entries is gone.")
@accept_licence_option
@click.option("--publishers", type=click.Path(dir_okay=False), metavar="FILE",
              help="Addresses to use instead of the publishers', for a mirror; written as rules/publishers.yml is.")  # fmt: skip
@data_dir_option
def update(
    names: tuple[str, ...], accept_shrink: bool, accept_licence: bool, publishers: str | None, data_dir: str | None
) -> None:
    """Fetch the newest lists from their publishers.

    \b
    dprk-screen lists update
    dprk-screen lists update un eu

    Without names: all but OpenSanctions. What is not newer is not fetched again; a list that does not come whole is not
    kept, and the stored one stays in use. Without a network use dprk-screen lists add. Exits with 3 if one failed.
    """
    from screen.lists.fetch import Fetcher
    from screen.lists.store import Store

    store = Store.at(data_dir)
    chosen = _chosen(names, Path(publishers) if publishers else None)
    require_consent(store, [one.licence for one in chosen], accept_licence)
    failed = False
    came: list[Added] = []
    with Fetcher() as fetcher:
        for publisher, download in ((one, download) for one in chosen for download in one.downloads):
            try:
                found = _updated(store, download, fetcher, accept_shrink, accept_licence)
            except WatchlistError as problem:
                failed = True
                click.echo(_failure(store, publisher, download, problem), err=True)
            else:
                came += found
                click.echo("\n".join(line(one, "nothing newer") for one in found))
    prepare(store, came)
    sys.exit(FAILED if failed else 0)


def _chosen(names: Sequence[str], path: Path | None) -> list[Publisher]:
    """Return the publishers named, each once; without names those that are fetched by default."""
    from screen.lists.publishers import load_publishers

    known = load_publishers(path)
    for name in names:
        if name not in known:
            raise UsageError(f"lists update {name}: no such publisher is known. Known: {', '.join(known)}.")
    return [known[name] for name in dict.fromkeys(names)] or [one for one in known.values() if one.by_default]


def _updated(
    store: Store, download: Download, fetcher: Fetcher, accept_shrink: bool, accept_licence: bool
) -> list[Added]:
    from screen.lists.update import update

    progress = Progress()

    def show(stage: str, done: int, total: int) -> None:
        size = f", {done / 1e6:,.1f} MB" + (f" of {total / 1e6:,.1f}" if total else "") if done else ""
        progress(stage + size, 0, 0)

    def allow(lists: Sequence[Incoming]) -> None:
        require_consent(store, [one.watchlist.licence for one in lists], accept_licence)

    try:
        return update(store, download, fetcher, accept_shrink=accept_shrink, progress=show, allow=allow)
    finally:
        progress.close()


def _failure(store: Store, publisher: Publisher, download: Download, problem: WatchlistError) -> str:
    """Say what failed, what is screened against meanwhile, and what to do."""
    from screen.lists.fetch import NotFetched
    from screen.lists.update import stored

    key, _, name = download.origin.partition("/")
    where = f"lists update {key}" + (f" ({name})" if len(publisher.downloads) > 1 else "")
    if not isinstance(problem, NotFetched):
        return f"{where}: {problem}"
    held = [f"the stored list of {one.date} stays in use" for one in stored(store, download)]
    state = " and ".join(held) or "no list of it is stored"
    told = str(problem).rstrip(".")
    return (
        f"{where}: {told}. Meanwhile {state}. Try again later, or fetch the file from {publisher.page} by other means and "
        "use dprk-screen lists add FILE."
    )
