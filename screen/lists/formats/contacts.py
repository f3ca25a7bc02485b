"""E-mail addresses, telephone numbers and websites in cells that hold several, or words around them → lists."""

from __future__ import annotations

import re

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@ ?[\w-]+(?:\.[\w-]+)+")


def emails(text: str) -> list[str]:
    """Return the e-mail addresses of a text; a space behind the @ is a slip of the publisher.

    >>> emails("info@ example.com and sales@example.com.")
    ['info@example.com', 'sales@example.com']
    """
    return [email.replace(" ", "") for email in _EMAIL.findall(text)]


def phones(text: str) -> list[str]:
    """Return the telephone numbers of a cell that holds nothing else.

    >>> phones("+850 2 18111, +850 2 18112 (office)")
    ['+850 2 18111', '+850 2 18112 (office)']
    """
    parts = (part.strip() for part in re.split(r"[;,]|\s{2,}", text))
    return [part for part in parts if re.search(r"\d{2}", part)]


def websites(text: str) -> list[str]:
    """Return the websites of a cell that holds nothing else.

    >>> websites("www.example.com; https://example.org/a.")
    ['www.example.com', 'https://example.org/a']
    """
    return [part.rstrip(".") for part in re.split(r"[;,\s]+", text) if "." in part]
