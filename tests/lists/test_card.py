"""The cards of many entries are those that a look-up of each gives."""

from screen.lists import load_same_as, load_watchlists
from screen.lists.card import Cards, find_cards


def test_the_cards_of_many_entries_are_those_of_each():
    lists = load_watchlists(data_dir="no stored lists")
    ties = load_same_as(lists)
    cards = Cards(lists, ties)
    for reference in ("UN:KPe.001", "OFAC:9345", "UN:KPi.001"):
        assert [one.values() for one in cards.of(reference)] == [
            one.values() for one in find_cards(lists, reference, ties)
        ]
    assert cards.of("UN:nobody") == []
