"""Ties between entries: those shipped, those that publishers state, and what must never be tied."""

from screen.lists.same_as import clusters, load_same_as
from tests.builders import entry, watchlist


def cluster_of(*lists):
    """Return reference → the other references of its cluster."""
    references = [f"{one.publisher}:{number}" for one in lists for number in one.entries["id"]]
    named = clusters(references, load_same_as(lists))
    return {
        one: {other for other, name in zip(references, named, strict=True) if name == named[place]}
        for place, one in enumerate(references)
    }


def listed(publisher, *entries):
    return watchlist(*entries, id=publisher.lower(), publisher=publisher)


def test_a_stated_reference_ties_two_publishers_and_a_third_through_it():
    found = cluster_of(
        listed("A", entry("X", id="1", references=("A:1", "Z:7"))),
        listed("B", entry("X", id="2", references=("B:2", "Z:7"))),
    )
    assert found["A:1"] == {"A:1", "B:2"}


def test_entries_of_two_publishers_that_bear_one_number_are_not_tied_by_it():
    found = cluster_of(
        listed("CSL", entry("X", id="12215", references=("CSL:12215", "OFAC:12215"))),
        listed("OFSI", entry("Y", id="12215", references=("OFSI:12215", "UN:KPe.999"))),
    )
    assert found["CSL:12215"] == {"CSL:12215"}


def test_a_reference_that_several_entries_of_a_list_state_ties_none_of_them():
    found = cluster_of(
        listed("A", entry("X", id="1", references=("A:1", "UN:9")), entry("Y", id="2", references=("A:2", "UN:9"))),
        listed("UN", entry("X", id="9")),
    )
    assert found["UN:9"] == {"UN:9"}


def test_records_of_one_id_are_one_party():
    found = cluster_of(
        listed(
            "A",
            entry("X", id="1", references=("A:1", "UN:9")),
            entry("X", id="1/CAP", references=("A:1/CAP", "UN:9")),
        ),
        listed("UN", entry("X", id="9")),
    )
    assert found["UN:9"] == {"A:1", "A:1/CAP", "UN:9"}


def test_a_person_and_a_firm_are_never_one_party():
    found = cluster_of(
        listed("A", entry("X", id="1", kind="person", references=("A:1", "UN:9"))), listed("UN", entry("X", id="9"))
    )
    assert found["A:1"] == {"A:1"}


def test_one_entry_on_two_lists_of_its_publisher_is_one_party():
    assert (
        len(cluster_of(listed("UN", entry("X", id="9")), watchlist(entry("X", id="9"), id="other", publisher="UN")))
        == 1
    )
