"""What hangs together is one network; a picture holds all of it, or says what it leaves out."""

import pytest

from screen.model import Band
from screen.redflags.connections import MANY, Connection
from screen.web.network import MOST_NODES, PARTY, REST, VALUE, drawn, fitted, networks


def shares(identity, *places, flagged=False, band=Band.NONE, common=""):
    return Connection(
        identity, "sponsor", f"Value {identity}", tuple(places), {"B05": 2} if flagged else {}, band, common
    )


def pictured(*connections, count=40, about=""):
    (first, *_) = networks(connections)
    return drawn(first, connections, [f"Party {n}" for n in range(count)], ["none"] * count, about)


def test_values_with_a_party_in_common_are_one_network():
    found = networks([shares("a", 0, 1), shares("b", 1, 2), shares("c", 3, 4)])
    assert [(one.values, one.parties) for one in found] == [(("a", "b"), 3), (("c",), 2)]


def test_networks_with_red_flags_come_first_then_the_largest():
    found = networks([shares("a", 0, 1), shares("b", 2, 3, 4), shares("c", 5, 6, flagged=True)])
    assert [one.first for one in found] == ["c", "b", "a"]


def test_what_too_many_share_ties_nobody():
    assert networks([shares("a", 0, 1, common=MANY)]) == networks([]) == ()


def test_a_small_network_is_drawn_whole_and_the_same_each_time():
    told = [shares("a", 0, 1, 2), shares("b", 2, 3)]
    picture = pictured(*told)
    assert sorted((one.kind, one.label) for one in picture.nodes) == [
        (PARTY, "Party 0"), (PARTY, "Party 1"), (PARTY, "Party 2"), (PARTY, "Party 3"), (VALUE, "Value a"), (VALUE, "Value b"),
    ]  # fmt: skip
    assert (len(picture.lines), picture.left_out) == (5, (0, 0))
    assert picture == pictured(*told)


@pytest.mark.parametrize("count", [1, 2, 30, 110])
def test_every_node_stands_inside_the_picture(count):
    picture = pictured(shares("a", *range(count)), count=count)
    assert all(0 < one.x < picture.width and 0 < one.y < picture.height for one in picture.nodes)


def test_one_too_large_is_drawn_around_its_values_and_says_what_is_left_out():
    picture = pictured(shares("a", *range(20_000)), shares("b", 5, 6), count=20_000)
    assert len(picture.nodes) <= MOST_NODES
    drawn_parties = sum(one.kind == PARTY for one in picture.nodes)
    assert picture.left_out == (20_000 - drawn_parties, 0)
    (rest,) = [one for one in picture.nodes if one.kind == REST]
    assert (rest.value, rest.count) == ("a", 20_000 - 4)


def test_of_one_too_large_the_value_that_was_asked_for_stands_in_the_middle():
    told = [shares(f"v{n}", n, n + 1) for n in range(500)]
    picture = pictured(*told, count=600, about="v300")
    assert {one.value for one in picture.nodes if one.kind == VALUE} == {"v299", "v300", "v301"}
    assert picture.left_out == (501 - 4, 497)


@pytest.mark.parametrize(
    ("text", "most", "wanted"),
    [
        ("Kite", 18, "Kite"), ("", 18, ""), ("Blue Lagoon Garden Restaurant", 18, "Blue Lagoon Garde…"),
        ("묘향산물산주식회사무역부", 18, "묘향산물산주식회…"), ("a\n  b", 18, "a b"), ("김철수", 6, "김철수"),
    ],
)  # fmt: skip
def test_a_label_is_cut_to_the_room_there_is(text, most, wanted):
    assert fitted(text, most) == wanted
