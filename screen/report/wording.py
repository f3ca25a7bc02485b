"""Words that every form of the report shares: for fields, for kinds of names, and the end of a sentence."""

from __future__ import annotations

_FIELDS = {
    "imo": "IMO number",
    "bic": "BIC",
    "mmsi": "MMSI",
    "email": "E-mail",
    "id_number": "Identity number",
    "passport": "Passport number",
}
_QUALITIES = {"name": "primary name", "strong": "strong alias", "weak": "weak alias", "derived": "derived name"}


def field_word(field: str) -> str:
    """Return a compared field as people read it.

    >>> field_word("birth_date"), field_word("imo")
    ('Birth date', 'IMO number')
    """
    return _FIELDS.get(field, field.replace("_", " ").capitalize())


def quality_word(quality: str) -> str:
    """Return what kind of name matched; an identifier alone for ''."""
    return _QUALITIES.get(quality, "identifier only")


def sentence(text: str) -> str:
    """Return a text with a full stop where it has no end."""
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."
