"""The workplace: the queue with its filters over HTTP, and the whole of it in a browser."""

import csv
import io
import random
import re
from html.parser import HTMLParser

import pytest

from tests.web.waiting import screened

MANY = 2_000
HEADERS = ["No.", "Family name", "Given name", "Own script", "Date of birth", "Nationality", "Passport no."]
LISTED = ["HYON", "KWANG IL", "현광일", "1961-05-27", "North Korea"]
HARM = "<script>window.harm=1</script>"
ODD = [
    ["X1", "Haddad", "نور", "حداد", "1980-01-02", "Lebanon", "LB123"],
    ["X2", "Иванова", "Ольга", "", "1981-02-03", "Russia", "RU-77 88"],
    ["X3", HARM, '"><img src=x>', "", "1982-03-04", "France", "FR1"],
]


def rows(count):
    """Return innocent people, of whom every tenth bears the name, birth date and nationality of a listed one."""
    chance = random.Random(7)
    names = (
        ["Weber", "Rossi", "Novak", "Yilmaz", "Mensah", "Garcia", "Olsen", "Costa", "Dubois", "Silva"],
        ["Anna", "Bruno", "Carla", "Elif", "Lena"],
    )
    for number in range(count):
        innocent = [chance.choice(names[0]), f"{chance.choice(names[1])} {chance.choice(names[1])}", "",
                    f"{chance.randint(1950, 2004)}-01-1{chance.randint(0, 9)}", chance.choice(["Germany", "Türkiye"])]  # fmt: skip
        yield [f"R{number + 1:05}", *(innocent if number % 10 else LISTED), f"P{number:08}"]


def table(*lines):
    text = io.StringIO()
    csv.writer(text).writerows([HEADERS, *lines])
    return text.getvalue().encode()


@pytest.fixture(scope="module")
def client(served):
    return served.session()


@pytest.fixture(scope="module")
def small(served, client):
    return screened(served, client, table(*rows(40), *ODD), "people.csv")


@pytest.fixture(scope="module")
def large(served, client):
    return screened(served, client, table(*rows(MANY)), "many.csv")


class Listed(HTMLParser):
    """The rows of an answer: place and reference of each; and what it links to."""

    def __init__(self, text):
        super().__init__()
        self.places, self.positions, self.sizes, self.links, self.rows = [], [], set(), [], {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if told.get("class") == "party-row":
            self.places.append(int(told["data-place"]))
            self.positions.append(int(told["aria-posinset"]))
            self.sizes.add(int(told["aria-setsize"]))
        if tag == "a":
            self.links.append(told["href"])
        if told.get("id") == "rows":
            self.rows = told


def asked(client, address, query="", part="queue"):
    answer = client.get(f"{address}/{part}?{query}", headers={"HX-Request": "true"}, timeout=60)
    assert answer.ok, answer.text
    return Listed(answer.text)


@pytest.mark.parametrize(
    ("query", "count", "why"),
    [
        ("", 4, "parties with alerts, and no others"),
        ("show=all", 43, "all parties"),
        ("show=all&band=none", 39, "nothing found"),
        ("show=all&band=none&band=high", 43, "either of two bands"),
        ("band=none", 0, "nothing found, and an alert"),
        ("list=dprk-ofac", 4, "a list that the entry stands on too"),
        ("rule=B01&kind=match", 4, "two facets"),
        ("nationality=KP", 4, "by code"),
        ("show=all&nationality=DE&nationality=FR&q=x3", 1, "a choice and words"),
        ("state=undecided", 4, "nobody has decided"),
        ("state=suppressed", 0, "nothing is suppressed"),
        ("show=all&q=حداد", 1, "Arabic"),
        ("show=all&q=иванова+ольга", 1, "Cyrillic in another case"),
        ("q=현광일", 4, "Hangul"),
        ("show=all&q=ru-77", 1, "a passport"),
        ("show=all&q=%3Cscript%3E", 1, "signs that mean harm"),
        ("q=" + "x" * 5_000, 0, "words without end"),
        ("sort=name&from=-7&run=x&after=%00&band=", 4, "numbers that are none, a choice of nothing"),
        ("sheet=nowhere&sort=backwards", 0, "a sheet that is not there"),
    ],
)
def test_filters_and_words_narrow_the_list(client, small, query, count, why):
    found = asked(client, small, query)
    assert len(found.places) == count, why
    assert found.sizes <= {count}
    assert found.positions == list(range(1, count + 1))


def test_rows_come_in_blocks_that_join(client, large):
    every, order = [], asked(client, large, "show=all").rows
    for start in range(0, 400, 50):
        block = asked(client, large, f"show=all&from={start}&run={order['data-run']}", "rows")
        assert block.positions == list(range(start + 1, start + 51))
        assert block.sizes == {MANY}
        every += block.places
    assert len(set(every)) == 400
    last = asked(client, large, "show=all&from=999999999", "rows")
    assert last.positions[-1] == MANY


def test_links_of_rows_keep_the_filters_and_a_list_can_be_walked_without_a_script(client, large):
    page = Listed(client.get(f"{large}?nationality=KP&sort=table", timeout=60).text)
    assert any(re.search(r"/parties/\d+\?nationality=KP&sort=table$", link) for link in page.links)
    assert any("from=50" in link for link in page.links)
    later = Listed(client.get(f"{large}?nationality=KP&sort=table&from=50", timeout=60).text)
    assert later.positions[0] == 51
    assert any("from=0" in link for link in later.links)


def test_an_open_party_stands_in_the_list_beside_it(client, large):
    place = asked(client, large, "from=150", "rows").places[0]
    page = client.get(f"{large}/parties/{place}", timeout=60)
    listed = Listed(page.text)
    assert place in listed.places
    assert listed.rows["data-open-at"] == "150"
    assert f'data-open="{place}"' in page.text


def test_what_somebody_wrote_is_shown_as_text(client, small):
    for part in ("", "/queue", "/printed"):
        text = client.get(f"{small}{part}?show=all&q=x3", timeout=60).text
        assert "&lt;script&gt;" in text
        assert HARM not in text
        assert "<img src=x" not in text


def test_where_nothing_was_found_it_is_said_what_that_means(served, client):
    address = screened(served, client, table(*ODD[:2]), "none.csv")
    text = client.get(address, timeout=60).text
    assert "Nothing found is no clearance. It says" in text
    assert "rules could not be tested everywhere" in text
    assert "Show all 2 parties" in text


def test_a_table_that_is_gone_is_refused(client, served):
    for part in ("", "/queue", "/rows", "/printed"):
        assert client.get(f"{served.home}/tables/0123456789abcdef{part}", timeout=60).status_code == 404


@pytest.mark.parametrize("language", ["fr", "ko"])
def test_every_piece_is_there_in_every_language(served, small, language):
    other = served.session()
    other.cookies.set("dprk-screen-language", language)
    for query in ("", "?show=all&band=none&kind=match", "?q=nobody", "?state=undecided"):
        answer = other.get(small + query, timeout=60)
        assert answer.ok
        assert f'lang="{language}"' in answer.text
    assert other.get(f"{small}/printed", timeout=60).ok
