"""One target of OpenSanctions in the model FollowTheMoney → a draft: names, dates, numbers, sanctions, documents.

Finding what belongs to a target is left to opensanctions_json.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from screen.countries import country_name
from screen.lists.dates import partial_date
from screen.lists.draft import Draft, folded
from screen.lists.formats import opensanctions as shared
from screen.lists.identifiers import identifier_type, wordings
from screen.model import PartialDate

Entity = Mapping[str, Any]

TIES = {"Sanction": "entity", "Passport": "holder", "Identification": "holder", "CryptoWallet": "holder"}
"""Schema of an object that belongs to another → the property that holds its owner."""

_COLUMNS = {
    "aliases": ("name", "alias", "previousName"),
    "weak_aliases": ("weakAlias", "abbreviation"),
    "birth_places": ("birthPlace",),
    "addresses": ("address",),
    "phones": ("phone",),
    "emails": ("email",),
    "websites": ("website",),
}
_NOTES = (
    "title", "position", "type", "description", "summary", "notes", "status", "deathDate", "buildDate",
    "incorporationDate", "dissolutionDate", "pastFlags",
)  # fmt: skip
# Numbers that one country alone gives out.
_ISSUERS = {"inncode": "RU", "ogrncode": "RU", "okpocode": "RU", "usccode": "CN"}
_EU_REFERENCE = re.compile(r"EU\.\d+\.\d+")
_UK_REFERENCE = re.compile(r"[A-Z]{3}\d{4,}")


def texts(entity: Entity, *names: str) -> list[str]:
    """Return the values of properties that are texts or numbers, in order."""
    properties = entity["properties"]
    values = (value for name in names for value in _list(properties.get(name)))
    return [str(value) for value in values if isinstance(value, str | int | float) and str(value).strip()]


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else () if value is None else (value,)


def _inside(entity: Entity) -> Iterator[Entity]:
    """Yield the objects that lie inside the properties of an entity and belong to it."""
    for values in entity["properties"].values():
        for value in _list(values):
            is_entity = isinstance(value, dict) and isinstance(value.get("properties"), dict)
            if is_entity and value.get("schema") in {*TIES, "Address"}:  # type: ignore[attr-defined]
                yield value  # type: ignore[misc]


def draft_of(entity: Entity, kind: str, owned: Sequence[Entity]) -> Draft:
    """Return the draft of a target. owned: the objects that belong to it and do not lie inside it."""
    datasets = [str(name) for name in _list(entity.get("datasets"))]
    draft = shared.new_draft(entity["id"], kind, datasets, str(entity.get("last_seen") or ""))
    draft.add("references", *map(shared.reference, map(str, _list(entity.get("referents")))))
    draft.name(str(entity.get("caption") or ""))
    for column, names in _COLUMNS.items():
        draft.add(column, *texts(entity, *names))
    _facts(draft, entity)
    parts: dict[str, list[Entity]] = {}
    for part in [*owned, *_inside(entity)]:
        parts.setdefault(str(part["schema"]), []).append(part)
    for address in parts.get("Address", ()):
        _address(draft, address)
    _numbers(draft, entity, parts)
    _sanctions(draft, entity, parts.get("Sanction", ()))
    return draft


def _facts(draft: Draft, entity: Entity) -> None:
    for value in texts(entity, "birthDate"):
        draft.birth_date(value)
    draft.add("birth_places", *map(_country_text, texts(entity, "birthCountry")))
    for code in texts(entity, "nationality", "citizenship"):
        shared.add_country(draft, "nationalities", code)
    for code in texts(entity, "nationality", "citizenship", "country", "jurisdiction", "mainCountry", "flag"):
        shared.add_country(draft, "countries", code)
    for value in texts(entity, "gender"):
        if value.lower() in {"male", "female"}:
            draft.set("gender", value.lower())
        else:
            draft.unread("gender", value)
    for name in _NOTES:
        for value in texts(entity, name):
            draft.note(value if name in {"notes", "summary", "description"} else f"{_words(name)}: {value}")


def _country_text(code: str) -> str:
    return country_name(code.upper())


def _words(name: str) -> str:
    """Return the name of a property in words.

    >>> _words("incorporationDate")
    'incorporation date'
    """
    return re.sub(r"(?<=[a-z])([A-Z])", lambda found: f" {found[1].lower()}", name)


def _address(draft: Draft, address: Entity) -> None:
    """Add an address in one line with its country."""
    parts = ("postOfficeBox", "street", "street2", "street3", "postalCode", "city", "region", "state")
    text = ", ".join(texts(address, "full") or texts(address, *parts) or [str(address.get("caption") or "")])
    for code in texts(address, "country"):
        shared.add_country(draft, "countries", code)
        country = _country_text(code)
        text = text if country.casefold() in text.casefold() else ", ".join(filter(None, (text, country)))
    draft.add("addresses", text)


def _numbers(draft: Draft, entity: Entity, parts: Mapping[str, Sequence[Entity]]) -> None:
    """Add numbers: first those of documents, which know their country, then those of the properties that are not among them."""
    known: set[tuple[str, str]] = set()
    for document in [*parts.get("Passport", ()), *parts.get("Identification", ())]:
        known |= _document(draft, document)
    for wallet in parts.get("CryptoWallet", ()):
        for value in texts(wallet, "publicKey"):
            draft.identifier("wallet", value)
    named = {name.casefold(): name for name in entity["properties"]}
    for wording in wordings("opensanctions"):
        kind = identifier_type("opensanctions", wording)
        for value in texts(entity, named.get(wording, "")):
            if (kind, _bare(value)) not in known:
                draft.identifier(kind, value, _ISSUERS.get(wording, ""))


def _bare(number: str) -> str:
    return re.sub(r"[\W_]", "", number).upper()


def _document(draft: Draft, document: Entity) -> set[tuple[str, str]]:
    """Add a passport or other document; returns the numbers it holds by type."""
    wording = " ".join(texts(document, "type"))
    kind = "passport" if document["schema"] == "Passport" else identifier_type("opensanctions", wording)
    countries = texts(document, "country") or [""]
    numbers = texts(document, "number", "passportNumber")
    for number in numbers:
        for country in countries:
            draft.identifier(kind, number, country.partition("-")[0])
        for remark in texts(document, "summary", "authority"):
            draft.note(f"{folded(wording) or kind} {number}: {remark}")
    return {(kind, _bare(number)) for number in numbers}


def _sanctions(draft: Draft, entity: Entity, sanctions: Sequence[Entity]) -> None:
    """Say which authority lists the party, since when, and whether it still does."""
    topics = texts(entity, "topics")
    for sanction in sanctions:
        draft.add("programs", *texts(sanction, "program", "programId"))
        draft.add("sources", *texts(sanction, "sourceUrl"))
        draft.add("references", *_stated(sanction))
        for name in ("authority", "provisions", "reason", "summary", "status", "duration", "endDate"):
            for value in texts(sanction, name):
                draft.note(f"{_words(name)}: {value}")
    begun = [day for sanction in sanctions for day in texts(sanction, "startDate") or texts(sanction, "listingDate")]
    draft.set("listed_on", min(filter(None, map(partial_date, begun)), default=""))
    ended = _ended(sanctions, str(entity.get("last_seen") or "")[:10])
    if "sanction" in topics:
        draft.set("legal_status", "listed")
    elif ended and not topics:
        draft.set("legal_status", "delisted")
        draft.set("delisted_on", ended)
    else:
        draft.set("legal_status", "not listed")
        draft.add("programs", *map(shared.topic_words, topics))
    if not topics and not sanctions:
        draft.add("programs", *map(str, _list(entity.get("datasets"))))
    draft.note(f"topics: {', '.join(map(shared.topic_words, topics))}" if topics != ["sanction"] and topics else "")


def _ended(sanctions: Sequence[Entity], today: str) -> str:
    """Return the day the last of the sanctions ended, '' unless each of them is said to have ended before the data's day."""
    days = []
    for sanction in sanctions:
        ends = [PartialDate.parse(day) for day in map(partial_date, texts(sanction, "endDate")) if day]
        if not ends or not today or max(end.last for end in ends).isoformat() >= today:
            return ""
        days.append(max(ends))
    return str(max(days).last) if days else ""


def _stated(sanction: Entity) -> Iterator[str]:
    """Yield the references to other publishers that a sanction states itself."""
    for number in texts(sanction, "unscId"):
        yield f"UN:{folded(number)}" if " " not in folded(number) else ""
    is_british = any(str(name).startswith("gb_") for name in _list(sanction.get("datasets")))
    for number in map(folded, texts(sanction, "authorityId")):
        if _EU_REFERENCE.fullmatch(number):
            yield f"EU:{number}"
        elif is_british and _UK_REFERENCE.fullmatch(number):
            yield f"UK:{number}"
