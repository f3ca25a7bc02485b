"""The README is true: its help is the program's, its figures name their day, its tables are the lists'.

Run as a program it writes the generated parts: python -m tests.test_readme
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import click
import pytest

import screen
from screen.cli import cli
from screen.cli.closing import closing

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"


def help_text() -> str:
    """Return the help of every command, as 100 columns show it."""
    parts = []

    def add(command: click.Command, name: str, parent: click.Context | None) -> None:
        settings = command.context_settings | {"terminal_width": 100}
        with click.Context(command, info_name=name, parent=parent, **settings) as context:
            parts.append(f"$ {context.command_path} --help\n{command.get_help(context).strip()}")
            if isinstance(command, click.Group):
                for word in command.list_commands(context):
                    add(command.commands[word], word, context)

    add(cli, "dprk-screen", None)
    return "```text\n" + "\n\n".join(parts) + "\n```"


def summary_text() -> str:
    """Return the closing summary of the example, as of the day the README was written."""
    path = ROOT / "examples" / "vendors" / "vendors.xlsx"
    result = screen.Screener(screen.load_watchlists()).screen(path, as_of=date(2026, 11, 24))
    return "```text\n" + "\n".join(closing(result, [Path("vendors.screened.xlsx")])) + "\n```"


def lists_text() -> str:
    """Return the shipped lists as a table."""
    lines = ["| list | entries | data of |", "|---|---|---|"]
    lines += [f"| {one.title} | {len(one.entries)} | {one.date} |" for one in screen.load_watchlists()]
    return "\n".join(lines)


PARTS = {"help": help_text, "summary": summary_text, "lists": lists_text}


def with_part(text: str, name: str, content: str) -> str:
    """Put a generated part between its marks."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- end of {name} -->)", re.DOTALL)
    assert pattern.search(text), f"README.md has no place for {name}"
    return pattern.sub(lambda found: found[1] + content + found[2], text)


@pytest.mark.parametrize("name", PARTS)
def test_a_generated_part_of_the_readme_is_what_the_program_says(name):
    text = README.read_text(encoding="utf-8")
    assert with_part(text, name, PARTS[name]()) == text, "run: python -m tests.test_readme"


def test_the_two_lines_are_there():
    text = README.read_text(encoding="utf-8")
    assert "pip install . && dprk-screen check examples/vendors/vendors.xlsx" in text
    assert re.search(r"^pip install .*pytest$", text, re.MULTILINE)


def main() -> None:
    """Write the generated parts."""
    text = README.read_text(encoding="utf-8")
    for name, make in PARTS.items():
        text = with_part(text, name, make())
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
