"""The cards of many entries are those that a look-up of each gives."""

from screen.lists import load_same_as, load_watchlists
from screen.lists.card import Cards, find_cards
from tests.builders import entry, watchlist


def test_the_cards_of_many_entries_are_those_of_each():
    lists = load_watchlists(data_dir="no stored lists")
    ties = load_same_as(lists)
    cards = Cards(lists, ties)
    for reference in ("UN:KPe.001", "OFAC:9345", "UN:KPi.001"):
        assert [one.values() for one in cards.of(reference)] == [
            one.values() for one in find_cards(lists, reference, ties)
        ]
    assert cards.of("UN:nobody") == []


def test_names_of_a_cluster_come_once_and_at_their_best():
    lists = [watchlist(entry("Acme Ltd", aliases=("Acme", "ACME LTD"), weak_aliases=("AL", "acme")))]
    cards = Cards(lists, load_same_as(lists))
    reference = f"{lists[0].publisher}:{lists[0].entries['id'].iloc[0]}"
    assert cards.names([reference]) == {"name": ["Acme Ltd"], "aliases": ["Acme"], "weak_aliases": ["AL"]}
    assert cards.names(["NOBODY:1", reference])["name"] == ["Acme Ltd"]
    assert cards.names(["NOBODY:1"]) == {}
