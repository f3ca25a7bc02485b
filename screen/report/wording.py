"""Words that every form of the report shares: for fields, for kinds of names, and the end of a sentence."""

from __future__ import annotations

from collections.abc import Mapping

_FIELDS = {
    "imo": "IMO number",
    "bic": "BIC",
    "mmsi": "MMSI",
    "email": "E-mail",
    "id_number": "Identity number",
    "passport": "Passport number",
    "passport_run": "Passport numbers in a row",
    "ip_address": "IP address",
    "bank_name": "Bank",
    "wallet": "Crypto wallet",
    "origin": "Origin of goods",
    "status": "Residence or protection status",
    "parent": "Parent company",
    "manager": "Ship manager",
    "other": "Other identifier",
    "wage_payee": "Receiver of the wage",
    "name_original": "Name in its own script",
    "id_address": "Address on the identity document",
    "sts_partner": "Ship-to-ship partner",
    "ais_gap_hours": "Hours without AIS signal",
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


def rows_told(counts: Mapping[str, int]) -> str:
    """Say what became of the rows that were read.

    >>> rows_told({"rows_read": 5000, "screened": 3, "skipped": 0, "unchanged": 4997})
    '5,000 rows read = 3 screened + 0 skipped + 4,997 unchanged'
    """
    left = f" + {counts['unchanged']:,} unchanged" if counts["unchanged"] else ""
    return (
        f"{counts['rows_read']:,} rows read = {counts['screened']:,} screened + {counts['skipped']:,} skipped{left}"
    )
