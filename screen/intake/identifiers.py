"""Identifiers as typed → canonical values: passports, numbers, IMO, BIC, phones, e-mails, websites, accounts.

What a value proves is left to matching; here only its form is settled, and what is no identifier is set aside.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from screen.data import read_yaml, rules_file
from screen.names.folding import fold

Trouble = tuple[str, str]
"""A code and a message."""

_SPLIT = re.compile(r"\s*[;|\n]\s*|\s*,\s+|\s+/\s+|\s+(?:and|und|et|y|и|및)\s+")
_EMAIL = re.compile(
    r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
)  # lengths as RFC 5321 has them: no text is searched long
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+")
_POINT_ZERO = re.compile(r"\.0$")
_EXTENSION = re.compile(r"(?:ext|доб|내선|x)\.?\s*\d+$", re.IGNORECASE)
_NO_DIGITS = re.compile(r"\D+")
_NO_LETTERS = re.compile(r"[\W_]+")


@cache
def _placeholders() -> frozenset[str]:
    rules = read_yaml(rules_file("identifiers.yml"))
    return frozenset(fold(str(word)) for word in (*rules["placeholders"], *rules["sequences"]))


def read_identifiers(field: str, cell: str) -> tuple[list[str], list[Trouble]]:
    """Read one cell of an identifier field; returns its canonical values and what is to be said about them."""
    plain = unicodedata.normalize("NFKC", cell)
    parts = _EMAIL.findall(plain) if field == "email" else _split(plain)
    if field == "email" and not parts and not _is_placeholder(plain):
        return [], [("identifier-unreadable", f"“{cell}” is no e-mail address. Correct it.")]
    read = [_read(field, part) for part in map(str.strip, parts) if part]
    values = [value for value, _ in read if value]
    return values if len(values) < 2 else list(dict.fromkeys(values)), [trouble for _, trouble in read if trouble]


def _split(text: str) -> list[str]:
    return [text] if text.removeprefix("+").isalnum() else _SPLIT.split(text)


def _read(field: str, text: str) -> tuple[str, Trouble | None]:
    if _is_placeholder(text):
        return _set_aside(text)
    if _SCIENTIFIC.fullmatch(text):
        return "", (
            "digits-lost",
            f"“{text}” lost digits in a spreadsheet. Format the column as text and type it again.",
        )
    value, trouble = _FORMS.get(field, _number)(text)
    return _set_aside(text) if value and value != text and _is_placeholder(value) else (value, trouble)


def _set_aside(text: str) -> tuple[str, Trouble]:
    return "", ("identifier-placeholder", f"“{text}” stands for no number. It was set aside.")


def _is_placeholder(text: str) -> bool:
    folded = text.lower() if text.isascii() and text.isalnum() else fold(text)
    bare = folded.replace(" ", "")
    if not bare or folded in _placeholders() or bare in _placeholders():
        return True
    return len(bare) > 2 and bare.count(bare[0]) == len(bare)


def _number(text: str) -> tuple[str, Trouble | None]:
    return text.upper() if text.isalnum() else _NO_LETTERS.sub("", _POINT_ZERO.sub("", text)).upper(), None


def _imo(text: str) -> tuple[str, Trouble | None]:
    found = re.search(r"(?<!\d)(\d{7})(?!\d)", _POINT_ZERO.sub("", text))
    if not found:
        return "", ("imo-unreadable", f"“{text}” is no IMO number (seven digits). Correct it.")
    number = found[1]
    if sum(int(d) * w for d, w in zip(number, range(7, 1, -1), strict=False)) % 10 != int(number[6]):
        # Company IMO numbers carry another check digit, so a wrong one is said and the number kept.
        return number, (
            "imo-check-digit",
            f"“{text}”: the check digit of a ship's IMO number does not fit. Compare it.",
        )
    return number, None


def _bic(text: str) -> tuple[str, Trouble | None]:
    bare = _NO_LETTERS.sub("", text).upper()
    if not re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", bare):
        return bare, ("bic-shape", f"“{text}” has not the form of a BIC (8 or 11 characters). Compare it.")
    return bare, None


def _phone(text: str) -> tuple[str, Trouble | None]:
    bare = text if text.removeprefix("+").isdecimal() else _EXTENSION.sub("", text)
    number = _NO_DIGITS.sub("", bare.replace("(0)", ""))
    international = bare.strip().startswith("+") or number.startswith("00")
    number = number.removeprefix("00") if not bare.strip().startswith("+") else number
    if not 5 <= len(number) <= 20:
        return "", ("phone-unreadable", f"“{text}” is no telephone number. Correct it.")
    return ("+" if international else "") + number, None


def _website(text: str) -> tuple[str, Trouble | None]:
    host = re.sub(r"^(?:[a-z]+://)?(?:www\d?\.)?", "", text.strip().lower()).split("/")[0].split("?")[0]
    return host.strip(". "), None


def _account(text: str) -> tuple[str, Trouble | None]:
    return text.upper() if text.isalnum() else re.sub(r"[\s-]", "", text).upper(), None


def _wallet(text: str) -> tuple[str, Trouble | None]:
    bare = re.sub(r"\s", "", text)
    return bare.lower() if bare.lower().startswith("0x") else bare, None


def _email(text: str) -> tuple[str, Trouble | None]:
    return text.lower(), None


_FORMS: dict[str, Callable[[str], tuple[str, Trouble | None]]] = {
    "imo": _imo,
    "bic": _bic,
    "phone": _phone,
    "email": _email,
    "website": _website,
    "bank_account": _account,
    "wallet": _wallet,
}
FIELDS = ("passport", "id_number", "registration_number", "tax_number", *_FORMS)
