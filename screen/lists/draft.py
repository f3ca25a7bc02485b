"""One record of a publisher while it is read: values gathered column by column, without blanks and repeats."""

from __future__ import annotations

import re

from screen.countries import country_code
from screen.lists.dates import partial_date
from screen.lists.watchlist import MANY_COLUMNS, TEXT_COLUMNS
from screen.model import IDENTIFIER_TYPES

_SHAPES = {"imo": re.compile(r"\d{7}"), "bic": re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")}
_AS_WRITTEN = {"wallet", "email", "website"}
_CONTACTS = {"phone": "phones", "email": "emails", "website": "websites"}


class Draft:
    """A record in the making; columns as in Watchlist.entries. What cannot be read as its column asks is kept in the note."""

    def __init__(self, id: str, kind: str) -> None:
        self._text: dict[str, str] = {"id": folded(id), "kind": kind, "legal_status": "listed", "basis": "original"}
        self._many: dict[str, dict[str, None]] = {column: {} for column in MANY_COLUMNS}
        self._notes: dict[str, None] = {}

    @property
    def id(self) -> str:
        """The publisher's own id."""
        return self._text["id"]

    @property
    def kind(self) -> str:
        """The kind of the record, '' where the publisher does not say."""
        return self._text["kind"]

    def values(self, column: str) -> tuple[str, ...]:
        """Return what a column that holds many has so far."""
        return tuple(self._many[column])

    @property
    def notes(self) -> str:
        """The remarks so far, as the note of the record will have them."""
        return "; ".join(self._notes)

    def set(self, column: str, value: str) -> None:
        """Set a column that holds one text; a blank value changes nothing."""
        if column not in TEXT_COLUMNS:
            raise KeyError(column)
        if value := folded(value):
            self._text[column] = value

    def add(self, column: str, *values: str) -> None:
        """Add values to a column that holds many."""
        for value in map(folded, values):
            if value:
                self._many[column][value] = None

    def name(self, *spellings: str) -> None:
        """Add a name: the first one is the name of the record, what follows are aliases."""
        for spelling in map(folded, spellings):
            if spelling and "name" not in self._text:
                self._text["name"] = spelling
            else:
                self.add("aliases", spelling)

    def birth_date(self, written: str, *, month_first: bool = False) -> None:
        """Add a birth date in the publisher's form; one that cannot be read goes to the note."""
        if found := partial_date(written, month_first=month_first):
            self.add("birth_dates", found)
        else:
            self.unread("date of birth", written)

    def country(self, column: str, written: str) -> None:
        """Add a country or nationality as ISO 3166-1 alpha-2; one that is not known goes to the note."""
        if code := country_code(written):
            self.add(column, code)
        else:
            self.unread("nationality" if column == "nationalities" else "country", written)

    def identifier(self, type: str, value: str, country: str = "") -> None:
        """Add a number: type as in model.IDENTIFIER_TYPES, country in any spelling.

        Telephone numbers, e-mail addresses and websites go to their own columns. A number that does not have the shape
        of its type (an IMO number of eight digits) is kept as "other".
        """
        if type in _CONTACTS:
            self.add(_CONTACTS[type], value)
            return
        if type not in IDENTIFIER_TYPES:
            raise KeyError(type)
        bare = folded(value) if type in _AS_WRITTEN else re.sub(r"[\W_]", "", value).upper()
        if type == "imo":
            bare = bare.removeprefix("IMO")
        if not bare:
            return
        shape = _SHAPES.get(type)
        kind = type if shape is None or shape.fullmatch(bare) else "other"
        self.add("identifiers", f"{kind}:{country_code(country) or ''}:{bare}")

    def note(self, text: str) -> None:
        """Add a remark for people to read."""
        if text := folded(text):
            self._notes[text] = None

    def unread(self, what: str, written: str) -> None:
        """Keep a value that could not be read, as the publisher wrote it."""
        if written := folded(written):
            self.note(f"{what} as published: {written}")

    def record(self) -> dict[str, object]:
        """Return the record. Where the publisher marks no name as the first, the first alias serves."""
        many = {column: tuple(values) for column, values in self._many.items()}
        name = self._text.get("name") or next(iter(many["aliases"] + many["weak_aliases"]), "")
        strong = tuple(alias for alias in many["aliases"] if alias != name)
        many["aliases"] = strong
        many["weak_aliases"] = tuple(alias for alias in many["weak_aliases"] if alias not in {name, *strong})
        note = "; ".join([self._text["note"], *self._notes] if "note" in self._text else self._notes)
        return {**self._text, **many, "name": name, "note": note}


def folded(text: str | None) -> str:
    """Return a text with its white space folded, '' for None."""
    return " ".join((text or "").split())
