"""Look into a built wheel: the lists and rules must be inside, tests and build scripts must not."""

from __future__ import annotations

import sys
import zipfile

WANTED = (
    "screen/__init__.py",
    "screen/report/page.html",
    "screen/report/page.css",
    "screen/report/page.js",
    "screen/report/record.schema.json",
    "screen/report/effectiveness/page.html",
    "screen/report/effectiveness/page.css",
    "screen/report/effectiveness/record.schema.json",
    "screen/web/templates/base.html",
    "screen/web/templates/shapes.svg",
    "screen/web/assets/page.css",
    "screen/web/assets/page.js",
    "screen/web/assets/icon.svg",
    "screen/web/assets/htmx.min.js",
    "screen/web/assets/htmx.LICENSE",
    *(f"screen/web/texts/{language}.yml" for language in ("en", "fr", "ko")),
    "screen/_data/watchlists/dprk-un/entries.csv",
    "screen/_data/watchlists/dprk-ofac/entries.csv",
    "screen/_data/watchlists/dprk-eu/entries.csv",
    "screen/_data/watchlists/dprk-uk/entries.csv",
    "screen/_data/watchlists/dprk-reported/entries.csv",
    "screen/_data/watchlists/dprk-reported-b/watchlist.yml",
    "screen/_data/watchlists/CORRECTIONS.md",
    "screen/_data/watchlists/same_as.csv",
    "screen/_data/rules/columns.yml",
    "screen/_data/rules/publishers.yml",
    "screen/_data/rules/matching.yml",
    "screen/_data/rules/risk.yml",
)
UNWANTED = ("tests/", "examples/", "build.py", "build_countries.py", "/builder/", "__pycache__")


def main(path: str) -> None:
    """Exit with a message when the wheel lacks a file or carries one too many."""
    names = zipfile.ZipFile(path).namelist()
    missing = [name for name in WANTED if name not in names]
    surplus = [name for name in names if any(part in name for part in UNWANTED)]
    if missing or surplus:
        sys.exit(f"{path}: missing {missing}, surplus {surplus}")
    print(f"{len(names)} files in the wheel, none missing, none too many")


if __name__ == "__main__":
    main(sys.argv[1])
