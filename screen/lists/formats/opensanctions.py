"""What OpenSanctions' files share, whichever layout: kinds, dataset, references to publishers, what shows a sanction.

OpenSanctions puts together what others publish, and not only sanctions lists: wanted, debarred and politically exposed
persons stand beside listed ones. An entry whose record does not show a sanction is "not listed".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from screen.countries import country_code
from screen.data import read_yaml, rules_file
from screen.lists.draft import Draft, folded
from screen.model import Kind
from screen.names.folding import fold

KINDS: dict[str, str] = {
    "Person": Kind.PERSON,
    "Organization": Kind.ORGANISATION,
    "Company": Kind.ORGANISATION,
    "LegalEntity": "",
    "PublicBody": Kind.ORGANISATION,
    "Vessel": Kind.VESSEL,
    "Airplane": Kind.AIRCRAFT,
}
SITE = "https://www.opensanctions.org/"
LICENCE = "CC BY-NC 4.0"
# Ids that hold the number of the publisher itself; other prefixes stand before hashes or internal numbers.
_REFERENCES = (
    (re.compile(r"eu-fsf-eu-(\d+)-(\d+)"), "EU:EU.{0}.{1}"),
    (re.compile(r"ofac-(\d+)"), "OFAC:{0}"),
    (re.compile(r"gb-hmt-(\d+)"), "OFSI:{0}"),
    (re.compile(r"gb-fcdo-([a-z]{3}\d+)"), "UK:{0}"),
)
_PART_OF_COUNTRY = re.compile(r"([a-z]{2})-[a-z]+")


@cache
def _rules() -> dict[str, Any]:
    return read_yaml(rules_file("opensanctions.yml"))


def topic_words(topic: str) -> str:
    """Return a topic in words, the topic itself where it is not known."""
    return str(_rules()["topics"].get(topic, topic))


def shows_sanction(texts: Sequence[str], titles: Sequence[str]) -> bool:
    """Whether a record is on a sanctions list, by the texts of its sanctions ('' for one without) and its datasets."""
    words = _rules()["not_sanctions"]
    of_sanctions = [text for text in texts if not _holds(text, words["texts"])]
    of_lists = [title for title in titles if not _holds(title, words["titles"])]
    return bool(of_sanctions) and (bool(of_lists) or not titles)


def _holds(text: str, words: Iterable[str]) -> bool:
    """Whether a text holds one of these words, as whole words; a star stands for the rest of one."""
    forms = (" " + fold(str(word)) + ("" if str(word).endswith("*") else " ") for word in words)
    return any(form in f" {fold(text)} " for form in forms)


def reference(id: str) -> str:
    """Return the publisher's own number where an id of OpenSanctions holds it, else ''.

    >>> reference("eu-fsf-eu-1415-72"), reference("ofac-9345"), reference("gb-fcdo-dpr0061"), reference("NK-abc")
    ('EU:EU.1415.72', 'OFAC:9345', 'UK:DPR0061', '')
    """
    for pattern, form in _REFERENCES:
        if found := pattern.fullmatch(id.strip()):
            return form.format(*(part.upper() for part in found.groups()))
    return ""


def new_draft(id: str, kind: str, datasets: Sequence[str], last_seen: str) -> Draft:
    """Begin a record: with where an officer finds it, and since when its data stand."""
    draft, day = Draft(id, kind), last_seen[:10]
    draft.set("basis", "derived")
    draft.set("data_as_of", day)
    draft.add("references", reference(id))
    draft.add("sources", f"{SITE}entities/{draft.id}/", *(f"{dataset}, {day}".rstrip(", ") for dataset in datasets))
    return draft


def add_country(draft: Draft, column: str, code: str) -> None:
    """Add a country; a part of one (gb-sct) counts as the whole, what is no country any more goes to the note."""
    part = _PART_OF_COUNTRY.fullmatch(code.strip().lower())
    whole = country_code(part[1]) if part else None
    draft.country(column, whole or code)


def about(datasets: Iterable[Sequence[str]]) -> dict[str, str]:
    """Return id and title of the list, by the datasets of each record."""
    sets = set(map(tuple, datasets))
    titles = sorted({title for one in sets for title in one})
    if len(titles) == 1 and len(sets) == 1:
        slug = re.sub(r"\W+", "_", titles[0].strip().casefold()).strip("_")
        return {"id": f"opensanctions-{slug}", "title": f"OpenSanctions: {titles[0]}"}
    shown = "; ".join(titles[:3]) + (f" and {len(titles) - 3} more" if len(titles) > 3 else "")
    return {"title": f"OpenSanctions: {shown}" if shown else "OpenSanctions"}


def coverage(name: str, drafts: Sequence[Draft], left_out: Sequence[str], remark: str = "") -> str:
    """Return what was read, how much of it shows a sanction, and which records are no party."""
    listed = sum(draft.record()["legal_status"] == "listed" for draft in drafts)
    said = [f"{len(drafts)} targets of {name}, {listed} of them on a sanctions list"]
    if left_out:
        kinds = ", ".join(f"{left_out.count(schema)} {schema}" for schema in sorted(set(left_out)))
        said.append(f"{len(left_out)} that are no party were not read ({kinds})")
    return "; ".join([*said, remark] if remark else said)


def schema_name(written: str) -> str:
    """Return the name of a schema for messages and counts, "no schema" where none is said."""
    return folded(written) or "no schema"
