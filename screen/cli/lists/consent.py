"""Licences that ask something of the user: said once for a data directory, and agreed to or not."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from screen.errors import UsageError

if TYPE_CHECKING:
    from screen.lists.store import Store


def accept_licence_option(command: click.decorators.FC) -> click.decorators.FC:
    """Add --accept-licence."""
    return click.option(
        "--accept-licence", is_flag=True,
        help="Agree to the licence of a list that asks for it (OpenSanctions: CC BY-NC 4.0); asked once.",
    )(command)  # fmt: skip


def require_consent(store: Store, licences: Sequence[str], accept_licence: bool) -> None:
    """Say what a licence asks, once for a store, and have it agreed to on the terminal or by --accept-licence.

    licences: as the lists state them. Raises UsageError where it is not agreed to.
    """
    for one in store.to_agree(licences):
        click.echo(one.notice, err=True)
        if not accept_licence and not (sys.stdin.isatty() and click.confirm("Do you agree?", err=True)):
            raise UsageError(
                f"{one.name}: was not agreed to, so no list under it was stored. Repeat with --accept-licence to agree."
            )
        store.agree(one.name)
