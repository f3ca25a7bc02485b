"""Build spellings.csv and names.csv from the territory names of Unicode CLDR, through Babel (needed here only).

pip install babel && python rules/countries/build.py
"""

from __future__ import annotations

import csv
from pathlib import Path

from babel import Locale, core

from screen.names.folding import fold

LANGUAGES = [
    "en",
    "ko",
    "zh_Hans",
    "zh_Hant",
    "ja",
    "ru",
    "mn",
    "es",
    "fr",
    "ar",
    "th",
    "vi",
    "lo",
    "km",
    "my",
    "id",
    "ms",
    "de",
    "pt",
    "it",
    "nl",
    "pl",
    "tr",
    "uk",
    "uz",
    "kk",
    "ky",
    "tg",
    "fa",
    "hi",
    "bn",
    "ne",
]
SHOWN = ["en", "fr", "ko"]
"""Languages in which people read the names of countries."""
SHORT = {"HK": "Hong Kong", "MO": "Macao", "MM": "Myanmar", "CD": "DR Congo", "CG": "Congo", "PS": "Palestine"}
NOT_COUNTRIES = {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB", "AC", "CP", "DG", "EA", "IC", "TA"}


def main() -> None:
    """Write code, name (folded), sorted; names that mean two territories are left out."""
    found: dict[str, set[str]] = {}
    codes = {code for code in Locale("en").territories if len(code) == 2 and code.isalpha()} - NOT_COUNTRIES
    for language in LANGUAGES:
        territories = Locale.parse(language).territories
        for code in codes:
            name = territories.get(code)
            if name:
                found.setdefault(fold(name), set()).add(code)
    for old, new in core.get_global("territory_aliases").items():
        if len(old) == 3 and len(new) == 1 and new[0] in codes:
            found.setdefault(fold(old), set()).add(new[0])
    for code in codes:
        found[code.lower()] = {code}
    target = Path(__file__).with_name("spellings.csv")
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["code", "name"])
        writer.writerows(sorted((next(iter(c)), name) for name, c in found.items() if name and len(c) == 1))
    with target.with_name("names.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["code", *SHOWN])
        for code in sorted(codes):
            english = Locale("en").territories[code]
            told = {language: Locale(language).territories.get(code, english) for language in SHOWN}
            writer.writerow([code, *(told | {"en": SHORT.get(code, english)}).values()])


if __name__ == "__main__":
    main()
