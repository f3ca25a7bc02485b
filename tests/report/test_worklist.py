"""All parties in the order of work, narrowed by choices and words."""

import pytest

from screen.report.cases import queue, suppressed
from screen.report.record import record
from screen.report.worklist import FACETS, NOT_GIVEN, Wanted, Worklist, as_typed
from screen.web.bench import Found
from tests.report.reviewed import PYONGYANG, ROWS, reviewed, screened

PEOPLE = (
    {"name": "Glocom Sdn Bhd", "reference": "AB-12/7", "nationality": "Malaysia"},
    {"name": "Müller Söhne", "reference": "2", "nationality": "Germany", "passport": "C01X-0006H"},
    {"name": "Kim Chol", "name_original": "김철", "reference": "3", "nationality": "North Korea"},
    {"name": "Kim Chol", "name_original": "金哲", "reference": "4", "nationality": "China; North Korea"},
    {"name": "Пак Ирина", "reference": "5", "nationality": ""},
    {"name": "شركة النور", "reference": "6", "address": PYONGYANG},
    {"name": "O’Neill Ⅳ\u200b Ltd", "reference": "7", "employer": "Mokran LLC"},
    {"name": "Changgwang Sinyong Corp.", "reference": "8"},
)


def worklist(screening):
    """Return the worklist of a screening, as a window is shown it."""
    found = Found.of(screening)
    return Worklist(found.record, found.written, found.nationalities)


@pytest.fixture(scope="module")
def people():
    return worklist(screened(*PEOPLE))


@pytest.fixture(scope="module")
def decided():
    return worklist(reviewed())


def references(worked, wanted):
    return [worked.record["parties"][place]["reference"] for place in worked.chosen(wanted)]


@pytest.mark.parametrize(
    ("search", "found", "why"),
    [
        ("glocom", "AB-12/7", "a word of the name, in another case"),
        ("  GLO   sdn ", "AB-12/7", "parts of words, every word somewhere"),
        ("glocom müller", "", "words of two parties"),
        ("ab-12/7", "AB-12/7", "a reference with its signs"),
        ("ab 12 7", "AB-12/7", "a reference without its signs"),
        ("muller sohne", "2", "without accents"),
        ("MÜLLER", "2", "with accents and in capitals"),
        ("mu\u0308ller", "2", "accents coded apart, as some computers do"),
        ("c01x", "2", "a passport number"),
        ("c01x0006h", "", "a passport number without its sign is other text"),
        ("김철", "3", "Hangul as written"),
        ("\u1100\u1175\u11b7", "3", "Hangul coded as letters apart"),
        ("金", "4", "Hanja as written"),
        ("пак", "5", "Cyrillic in another case"),
        ("النور", "6", "Arabic as written"),
        ("شركة pyongyang", "6", "two scripts, two columns"),
        ("oneill", "7", "an apostrophe left out"),
        ("o'neill", "7", "an apostrophe of a keyboard"),
        ("iv ltd", "7", "a sign that stands for two letters, an invisible one after it"),
        ("komid", "8", "an alias of the entry it may be"),
        ("north korea kim", "3 4", "several parties, in the order of the table"),
        ("<script>", "", "what nobody wrote"),
        ("…!", "", "signs alone that nobody wrote"),
        ("%", "", "no pattern of any language"),
    ],
)
def test_every_word_must_be_there_as_written_or_folded(people, search, found, why):
    assert references(people, Wanted(search=search, everyone=True, sort="table")) == found.split(), why


@pytest.mark.parametrize(
    ("choices", "found", "why"),
    [
        ({"nationality": ("KP",)}, "3 4", "one of several nationalities"),
        ({"nationality": ("DE", "MY")}, "AB-12/7 2", "either of two"),
        ({"nationality": (NOT_GIVEN,)}, "5 6 7 8", "none given"),
        ({"nationality": ("KP",), "kind": ("match",)}, "", "both must hold"),
        ({"kind": ("match",)}, "AB-12/7 8", "possible matches"),
        ({"sheet": (NOT_GIVEN,), "kind": ("hit", "match")}, "AB-12/7 6 7 8", "a sheet without a name"),
        ({"sheet": ("Renewals",)}, "", "a sheet that is not there"),
        ({"list": ("no-such",)}, "", "a list that is not there"),
        ({"band": ("extreme",)}, "", "a band that is not there"),
    ],
)  # fmt: skip
def test_choices_narrow_the_list(people, choices, found, why):
    wanted = Wanted(tuple(choices.items()), everyone=True, sort="table")
    assert references(people, wanted) == found.split(), why


def test_every_choice_leaves_as_many_parties_as_it_says(people, decided):
    for worked in (people, decided):
        for before in (Wanted(), Wanted(everyone=True), Wanted((("kind", ("match",)),)), Wanted(search="glocom")):
            counts = worked.counts(before)
            assert len(worked.chosen(before)) == (counts.everyone if before.everyone else counts.with_alerts)
            for facet in FACETS:
                for value, count in counts.facets[facet].items():
                    rest = tuple(one for one in before.choices if one[0] != facet)
                    everyone = before.everyone or facet == "band"
                    left = worked.chosen(Wanted((*rest, (facet, (value,))), before.search, everyone))
                    assert len(left) == count, (facet, value, before)


def test_the_order_is_that_of_the_report_and_then_come_the_suppressed_and_those_without_alerts(decided):
    told = record(reviewed())
    cases = [one.party["reference"] for one in queue(told)]
    hidden = [one.party["reference"] for one in suppressed(told) if one.party["reference"] not in cases]
    assert references(decided, Wanted()) == cases + hidden
    every = references(decided, Wanted(everyone=True))
    assert every[: len(cases + hidden)] == cases + hidden
    assert sorted(every) == sorted(one["reference"] for one in ROWS)


def test_bands_are_counted_over_all_parties_as_the_report_counts_them(decided):
    bands = decided.counts(Wanted()).facets["band"]
    assert {f"band:{band}": count for band, count in bands.items()} == {
        key: count for key, count in decided.record["counts"].items() if key.startswith("band:")
    }


def test_a_party_waits_for_a_decision_while_one_of_its_alerts_does(decided):
    waiting = references(decided, Wanted((("state", ("undecided",)),)))
    assert waiting == [
        decided.record["parties"][place]["reference"]
        for place in decided.chosen(Wanted())
        if decided.is_undecided(place)
    ]
    assert set(waiting) == {
        one["reference"] for one in decided.record["alerts"] if one["state"] in ("open", "lapsed", "expired")
    }


def test_an_entry_is_found_by_every_list_that_it_stands_on(people):
    lists = people.facets["list"]
    assert {people.record["parties"][place]["reference"] for place in lists["test"].tolist()} >= {"AB-12/7", "8"}


def test_names_are_sorted_as_they_are_compared(people):
    names = [people.record["parties"][place]["name"] for place in people.chosen(Wanted(everyone=True, sort="name"))]
    assert names[:4] == ["Changgwang Sinyong Corp.", "Glocom Sdn Bhd", "Kim Chol", "Kim Chol"]


def test_nothing_is_found_in_no_rows():
    worked = worklist(screened({"name": "Acme Tools", "reference": "1"}))
    assert worked.chosen(Wanted()).tolist() == []
    assert worked.standing == 0
    assert worked.counts(Wanted()).everyone == 1


@pytest.mark.parametrize("text", ["ǅ", "İ", "ﬁ", "ΐ", "가", "ﷺ"])
def test_text_is_typed_the_same_however_often(text):
    assert as_typed(as_typed(text)) == as_typed(text)
