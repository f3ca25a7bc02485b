"""Names of one publisher's record are asked of lists that hold only the other's."""

from screen.assurance.publishers import ALIKE, ORDER, OTHER, SAME, listed, questions
from screen.assurance.settings import settings
from screen.screening import Screener
from tests.assurance.lists import lists, measured
from tests.builders import entry, watchlist


def asked(*given):
    screener = Screener(list(given))
    entries = listed(screener.matcher.index.entries, {one.id: one.entries for one in screener.lists})
    return questions(entries, 1)


def test_the_record_that_a_name_comes_from_is_held_out():
    found = asked(*lists())
    assert found
    for one in found:
        publisher = one.reference.split(":")[0]
        assert one.holder == publisher
        own = {"UN": 0, "EU": 1}[publisher]
        assert one.name not in set(lists()[own].entries["name"])


def test_a_name_that_only_its_own_record_bears_is_not_found():
    lone = entry("Zzyzx Qwertz", id="A", aliases=("Paeksol Trading",))
    tied = entry("Fortune Gate Holdings", id="B", references=("UN:A",))
    record = measured(given=[watchlist(lone, id="un", publisher="UN"), watchlist(tied, id="eu", publisher="EU")])
    one = next(one for one in record["recall"] if one["id"] == "publishers")
    assert one["all"]["found"] == 0


def test_the_birth_date_of_the_record_held_out_is_not_lent_to_the_other():
    lists_ = [
        watchlist(entry("RI Yong Ho", id="A", kind="person", birth_dates=("1954-07-10",)), id="un", publisher="UN"),
        watchlist(entry("Ri Yong-ho", id="B", kind="person", references=("UN:A",)), id="eu", publisher="EU"),
    ]
    found = asked(*lists_)
    assert [dict(one.cells) for one in found if one.holder == "EU"] == [{"birth_date": "1954-07-10"}]
    assert [one.cells for one in found if one.holder == "UN"] == [()]
    record = measured(given=lists_)
    one = next(one for one in record["recall"] if one["id"] == "publishers")
    alone, row = one["with_birth_date"]
    assert alone["found_high"] == row["found_high"] == 0, (
        "a very common name stays below high where the other record tells no date"
    )


def test_names_are_told_apart_by_how_alike_they_are():
    ways = {(one.name, one.how) for one in asked(*lists())}
    assert ("RI Yong Ho", SAME) in ways
    assert ("CHOE Kwang Il", ALIKE) in ways
    assert ("Paeksol Trading", OTHER) in ways


def test_a_name_in_another_order_of_words_is_easy_and_counted_apart():
    lists_ = [
        watchlist(entry("CHU, Kyu-Chang", id="A", kind="person"), id="un", publisher="UN"),
        watchlist(entry("Kyu-Chang Chu", id="B", kind="person", references=("UN:A",)), id="eu", publisher="EU"),
    ]
    assert {one.how for one in asked(*lists_)} == {ORDER}
    one = next(one for one in measured(given=lists_)["recall"] if one["id"] == "publishers")
    assert (one["all"]["asked"], one["not_the_same"]["asked"], one["counted"]["asked"]) == (2, 0, 0)


def test_an_entry_with_many_spellings_does_not_outweigh_the_others():
    many = entry("Namgwang Trading", id="A", aliases=tuple(f"Namgwang Trading {place}" for place in range(40)))
    tied = entry("Namkwang Trading", id="B", references=("UN:A",))
    found = asked(watchlist(many, id="un", publisher="UN"), watchlist(tied, id="eu", publisher="EU"))
    assert sum(one.holder == "EU" for one in found) == settings().names_per_entry


def test_one_publisher_alone_is_not_tested_and_the_report_says_why():
    record = measured(given=lists()[:1])
    one = next(one for one in record["recall"] if one["id"] == "publishers")
    assert not one["tested"]
    assert "two publishers" in one["why_not"]
    assert any("Not tested: Names of other publishers" in told for told in record["verdict"]["look_at"])
