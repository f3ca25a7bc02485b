"""One party by itself is screened as a row of a table is."""

import pytest

from screen.errors import UsageError
from screen.screening import Screener
from screen.screening.lookup import look_up, party_row
from tests.builders import TODAY, entry, watchlist


@pytest.mark.parametrize(
    ("given", "row"),
    [
        ({"name": "A", "number": "1"}, {"name": "A", "registration_number": "1"}),
        ({"name": "A", "number": "1", "kind": "person"}, {"name": "A", "kind": "person", "id_number": "1"}),
        ({"name": "A", "passport": "", "country": None}, {"name": "A"}),
    ],
)
def test_a_row_holds_what_was_given(given, row):
    assert party_row(**given) == row


@pytest.mark.parametrize("name", ["", "  ", "\u0301", "\u202e", "\U0001f600", "\x00", "a" * 1_001])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(UsageError):
        party_row(name)


def test_a_look_up_finds_and_says_what_was_asked_for():
    screener = Screener([watchlist(entry("GLOCOM", countries=("MY",)))])
    found = look_up(screener, party_row("Glocom Sdn Bhd"), as_of=TODAY, watchlists=("mine.csv",))
    assert found.matches["entry_name"].tolist() == ["GLOCOM"]
    assert dict(found.audit.asked.row) == {"name": "Glocom Sdn Bhd"}
    assert found.audit.asked.watchlists == ("mine.csv",)
