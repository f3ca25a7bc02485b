"""The 1718 list of the UN Security Council."""

from __future__ import annotations

from pathlib import Path

from watchlists.builder.entry import Entry, read
from watchlists.builder.sources import UN, UN_DATE

_PAGE = "https://main.un.org/securitycouncil/en/sanctions/1718/materials"
ABOUT = {
    "id": "dprk-un",
    "title": "UN Security Council, DPRK (1718) list",
    "publisher": "UN",
    "date": UN_DATE,
    "source": _PAGE,
    "licence": "Facts published by the United Nations",
    "part_of": "un",
}


def entries(folder: Path) -> list[Entry]:
    """Return the entries of the 1718 Committee."""
    found = [entry for entry in read(folder / UN) if "UN-1718" in entry["programs"]]  # type: ignore[operator]
    for entry in found:
        entry["sources"] = (_PAGE, f"UN Security Council consolidated list, {UN_DATE}")
    return found


def coverage(found: list[Entry]) -> str:
    """Say what the list holds."""
    persons = sum(entry["kind"] == "person" for entry in found)
    return (
        f"All {len(found)} entries of the 1718 Committee ({persons} individuals, {len(found) - persons} entities) on the "
        "consolidated list of that day. The Committee's vessels are not on it."
    )
