"""References of the UN's lists inside what other publishers say of the same party: ``UN Ref KPi.033``."""

from __future__ import annotations

import re

_PERMANENT = re.compile(r"([A-Z]{2})([ie])(?:\.\s*|\s+)(\d{1,3})(?!\d)", re.IGNORECASE)
_FORMER = re.compile(r"(?:([QT])\.?([IE])((?:\.[A-Z0-9]{1,3}){2,3})|(E\.\d\d\.[IVX]+\.\d+))(?![A-Za-z0-9])")


def un_reference(text: str) -> str:
    """Return the reference a text begins with, as ``UN:KPi.033``; '' where it begins with none.

    The UN's own references have three digits; publishers drop zeros and change case. References of before 2014
    (``QE.A.146.14``, ``E.29.I.11``) are kept.

    >>> un_reference("KPI.67"), un_reference("QE.A.146.14."), un_reference("N/A")
    ('UN:KPi.067', 'UN:QE.A.146.14', '')
    """
    text = text.strip()
    if found := _PERMANENT.match(text):
        return f"UN:{found[1].upper()}{found[2].lower()}.{found[3].zfill(3)}"
    former = _FORMER.match(text)
    return f"UN:{former[4] or ''.join(former.group(1, 2, 3))}" if former else ""
