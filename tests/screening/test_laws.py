"""Laws of a whole run: no row is lost, their order counts for nothing, and a row matches as it would alone."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import entry, screen_rows, watchlist

LISTED = [
    watchlist(
        entry("Glocom Sdn Bhd", identifiers=("registration_number:MY:1122334-A",)),
        entry("Koryo Golden Trading Corporation"),
        entry("Ri Yong Ho", kind="person", birth_dates=("1957-03-02",), nationalities=("KP",)),
    )
]
ROWS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(
            [
                "Glocom",
                "Koryo Golden Trade",
                "Ri Yong Ho",
                "리용호",
                "Weber Stationery",
                "",
                "  ",
                "Müller & Söhne",
                "Kim Chol",
                "\u200bGlocom",
            ]
        ),
        "country": st.sampled_from(["MY", "KP", "DE", "", "Narnia"]),
        "address": st.sampled_from(["", "12 Jalan Example, Kuala Lumpur", "Pyongyang, Central District", "x"]),
        "registration_number": st.sampled_from(["", "1122334-A", "000000", "HRB 1"]),
        "birth_date": st.sampled_from(["", "1957-03-02", "1957", "31/31/1980"]),
        "phone": st.sampled_from(["", "+850 2 18111", "+49 30 901820"]),
    }
)
TABLES = st.lists(ROWS, min_size=1, max_size=6).filter(lambda rows: any(row["name"].strip() for row in rows))


def by_row(found):
    """Return what was found of each row: band, number, matches and hits, sentences left out, which may name other rows."""
    parties = found.parties.set_index("row")[["name", "band", "risk"]].to_dict("index")
    for row, told in parties.items():
        matches = found.matches[found.matches["row"] == row]
        hits = found.hits[found.hits["row"] == row]
        told["matches"] = sorted(zip(matches["entry_id"], matches["score"], matches["band"], strict=True))
        told["hits"] = sorted(zip(hits["rule"], hits["level"], hits["state"], strict=True))
    return parties


@settings(max_examples=25, deadline=None)
@given(TABLES)
def test_every_row_is_screened_or_stands_in_the_problems_exactly_once(rows):
    found = screen_rows(*rows, lists=LISTED)
    screened = found.parties["row"].tolist()
    skipped = [one.row for one in found.problems if one.code.startswith("row-skipped")] if not hasattr(
        found.problems, "columns"
    ) else found.problems[found.problems["code"].str.startswith("row-skipped")]["row"].tolist()  # fmt: skip
    assert len(set(screened)) == len(screened)
    assert not set(screened) & set(skipped)
    assert found.counts["rows_read"] == len(rows) == found.counts["screened"] + found.counts["skipped"]
    assert (len(screened), len(skipped)) == (found.counts["screened"], found.counts["skipped"])


@settings(max_examples=25, deadline=None)
@given(TABLES, st.data())
def test_the_order_of_rows_changes_nothing_but_the_order_in_a_whole_run(rows, data):
    order = data.draw(st.permutations(range(len(rows))))
    straight = by_row(screen_rows(*rows, lists=LISTED))
    turned = by_row(screen_rows(*(rows[place] for place in order), lists=LISTED))
    moved = {order[row - 1] + 1: told for row, told in turned.items()}
    assert moved == straight


@settings(max_examples=15, deadline=None)
@given(TABLES)
def test_a_row_matches_in_a_table_as_it_does_alone(rows):
    together = by_row(screen_rows(*rows, lists=LISTED))
    for place, row in enumerate(rows, start=1):
        if place in together:
            alone = by_row(screen_rows(row, lists=LISTED))
            assert alone[1]["matches"] == together[place]["matches"]


@settings(max_examples=15, deadline=None)
@given(TABLES)
def test_the_same_table_gives_the_same_outcome(rows):
    one, other = (screen_rows(*rows, lists=LISTED) for _ in range(2))
    assert by_row(one) == by_row(other)
    assert one.parties["top_reason"].tolist() == other.parties["top_reason"].tolist()
