"""How a test over cells is asked for a whole table."""

import pytest

from screen.model import MATCH_COLUMNS, frame
from screen.redflags.facts.registry import FACTS, Context, fact
from tests.builders import parties

ANSWERS = {"": None, "MY": False, "KP": "the country is KP", "CN": True}


@pytest.fixture
def asked():
    """Register a test for a while; it lists what it was asked."""
    seen = []

    @fact("country_is_odd", "name", "country")
    def test(name, country):
        """Whether the country is odd."""
        seen.append((name, country))
        return ANSWERS[country]

    yield seen
    del FACTS["country_is_odd"]


@pytest.mark.parametrize(
    "countries", [["KP", "KP", "KP"], ["", "", ""], ["KP", "MY", ""], ["CN", "KP", "KP"], ["MY"]]
)
@pytest.mark.parametrize("names", ["same", "different"])
def test_rows_are_answered_each_by_its_own_cells_and_equal_ones_once(asked, countries, names):
    rows = [
        {"name": "Acme" if names == "same" else f"Acme {place}", "country": one}
        for place, one in enumerate(countries)
    ]
    answers = FACTS["country_is_odd"].ask(Context(parties(*rows), frame([], MATCH_COLUMNS)))
    expected = [ANSWERS[one] for one in countries]
    assert answers.values == [None if one is None else bool(one) for one in expected]
    assert answers.clauses == [one if isinstance(one, str) else "" for one in expected]
    assert len(asked) == len({(row["name"], row["country"]) for row in rows})
