"""How old lists may be and which must be there, as options."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from screen.chosen import Chosen
from screen.cli.options import grouped
from screen.errors import UsageError

if TYPE_CHECKING:
    from screen.lists.freshness import Limits

    _Type = click.ParamType[int]
else:
    _Type = click.ParamType  # click before 8.2 takes no argument here


class Age(_Type):
    """An age in days or weeks; its value is the days."""

    name = "age"
    written = (str, int)  # kinds of value in a settings file

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read 7d, 2w or 7."""
        from screen.lists.freshness import age_in_days

        days = age_in_days(str(value))
        if days is None:
            self.fail(f"“{value}” is no age. Write days or weeks, as in 7d, 2w or 7.", param, ctx)
        return days


@dataclass(frozen=True, slots=True)
class Freshness:
    """The options as given; ages in days."""

    max_list_age: int | None
    max_shipped_age: int | None
    require_list: tuple[str, ...]

    def limits(self, chosen: Chosen) -> Limits:
        """Return what they ask of the lists an invocation chose; raises UsageError for lists that it left out."""
        from screen.lists.freshness import Limits

        for age, left_out, words in (
            (self.max_list_age, chosen.no_stored, ("--max-list-age", "--no-stored", "stored")),
            (self.max_shipped_age, chosen.no_shipped, ("--max-shipped-age", "--no-shipped", "shipped")),
        ):
            if age is not None and left_out:
                raise UsageError(
                    f"{words[0]}: {words[1]} leaves the {words[2]} lists out, so nothing is judged. Drop one of the two."
                )
        return Limits(self.max_list_age, self.max_shipped_age, self.require_list)


freshness_options = grouped(
    "freshness", Freshness,
    click.option("--max-list-age", type=Age(), metavar="AGE",
                 help="Exit with 3 when a stored list is older, or none is stored: AGE is 7d, 2w or days, counted from the day "
                      "it was retrieved or its publisher last said that there is none newer. A list named by --watchlist FILE "
                      "is neither stored nor shipped: its age is not judged."),
    click.option("--max-shipped-age", type=Age(), metavar="AGE",
                 help="Exit with 3 when a shipped list is older, counted from the date of its data, or from that of its "
                      "publisher's whole list where this is stored."),
    click.option("--require-list", multiple=True, metavar="ID",
                 help="Exit with 3 when this list is not in use: a shipped or stored one, by its id in “lists status”, such as "
                      "dprk-un; may be repeated."),
)  # fmt: skip
