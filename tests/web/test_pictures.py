"""Looking instead of reading: bars lead into the queue, nodes to parties and groups, and nothing a stranger wrote is more than text."""

import re
from html import unescape

import pytest

from tests.web.waiting import screened

HEADERS = "Full name,Nationality,Date of birth,Passport no,Visa issued,Visa expires,Sponsor,Employer,Phone,Owners"
NASTY = "<script>alert(1)</script>"
ROWS = [
    HEADERS,
    *(
        f"Kim {name} Su,North Korea,198{n}-01-01,10813041{n},2018-05-03,{'31.02.2020' if n == 1 else '2020-05-02'},"
        f"Blue Lagoon Restaurant,Green Kite Ltd,+855 12 345 67{n},"
        for n, name in enumerate(["Chol", "Yong", "Min", "Nam", "Guk", "Il"])
    ),
    "Green Kite Ltd,Cambodia,,,,,,,,Korea Mining Development Trading Corporation 60%; Anna Weber 40%",
    f"{NASTY},Vietnam,1990-01-01,P1,2021-03,9999-12-31,{NASTY} Ltd,,+84 123 456 789,",
    f"محمد علي,Syria,1991-01-01,P2,2021-03-04,,{NASTY} LTD,,+84 123 456 789,",
]
VIEWS = ("", "/groups", "/network", "/paths", "/time", "/time?sheet=", "/groups?flagged=1", "/groups?field=sponsor")


@pytest.fixture(scope="module")
def client(served):
    return served.session()


@pytest.fixture(scope="module")
def table(served, client):
    return screened(served, client, "\n".join(ROWS).encode(), "batch.csv")


@pytest.fixture(scope="module")
def plain(served, client):
    return screened(served, client, b"Full name\nAnna Weber\nJan Novak\n", "plain.csv")


def seen(client, address, status=200):
    answer = client.get(address, timeout=60)
    assert answer.status_code == status
    return answer.text


@pytest.mark.parametrize("view", VIEWS)
def test_what_a_cell_says_is_text(client, table, view):
    page = seen(client, f"{table}/look{view}")
    assert NASTY not in page
    assert " style=" not in page


@pytest.mark.parametrize("view", VIEWS)
def test_a_table_in_which_nothing_is_shared_has_every_view(client, plain, view):
    assert "<main" in seen(client, f"{plain}/look{view}")


@pytest.mark.parametrize("language", ["en", "fr", "ko"])
@pytest.mark.parametrize("view", VIEWS[:5])
def test_every_view_speaks_every_language(client, table, view, language):
    answer = client.get(f"{table}/look{view}", headers={"Accept-Language": language}, timeout=60)
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text


@pytest.mark.parametrize(
    "address", ["/look/groups/nothere", "/look/network?group=nothere", "/look/time?group=nothere", "/look/elsewhere"]
)
def test_what_is_not_there_is_said(client, table, address):
    assert 'role="alert"' in seen(client, table + address, 404)


@pytest.mark.parametrize("step", ["-1", "999999999999", "x", "٣", "1e3", "7"])
@pytest.mark.parametrize("view", ["/groups", "/paths", "/time"])
def test_a_step_that_is_none_begins_at_the_beginning(client, table, view, step):
    assert "<main" in seen(client, f"{table}/look{view}?from={step}")


def test_bars_open_the_queue_at_what_they_count(client, table):
    page = unescape(seen(client, f"{table}/look"))
    path = table.partition("/tables/")[2]
    for query in ("band=critical", "rule=B05", "nationality=KP", "nationality=KP&band=high"):
        assert f'href="/tables/{path}?{query}"' in page


def test_a_group_shows_every_row_as_written(client, table):
    page = seen(client, f"{table}/look/groups?field=sponsor&flagged=1")
    (address,) = set(re.findall(r'/look/groups/([0-9a-f]{12})"', page))
    group = seen(client, f"{table}/look/groups/{address}")
    assert len(re.findall(r"/parties/\d+", group)) == 6
    assert "B05" in group


def test_a_shared_value_without_a_flag_is_said_to_be_no_sign(client, table):
    page = seen(client, f"{table}/look/groups?field=phone")
    assert "Shared; no sign by itself" in page


def test_a_way_leads_from_applicants_through_employer_and_owner(client, table):
    page = seen(client, f"{table}/look/paths")
    ways = re.findall(r'<ol class="chain">(.*?)</ol>', page, re.DOTALL)
    told = [re.sub(r"<[^>]+>|\s+", " ", way) for way in ways]
    (long,) = [way for way in told if "Green Kite Ltd" in way and "6 parties" in way]
    words = (
        "Employer",
        "Green Kite Ltd",
        "owns 60 %",
        "Korea Mining Development",
        "possible match to the listed party",
    )
    assert [long.index(word) for word in words] == sorted(long.index(word) for word in words)


def test_the_legal_day_and_dates_that_are_none_are_told(client, table):
    page = seen(client, f"{table}/look/time")
    assert "2019-12-22" in page
    assert "31.02.2020" in page


def test_many_rows_on_one_sponsor_are_shown_in_steps(served, client):
    names = [f"{a}{b}{c}o {b}{a}i" for a in "BDFGHJKLMN" for b in "aeiouyrstv" for c in "bcdfghjklmnpqrstvwxyz"[:20]]
    rows = [f"{name},Kite Works" for name in names]
    table = screened(served, client, ("Full name,Sponsor\n" + "\n".join(rows)).encode(), "many.csv")
    assert "1 to 100 of 2,000" in seen(client, f"{table}/look/groups/" + re.findall(
        r'/look/groups/([0-9a-f]{12})"', seen(client, f"{table}/look/groups"))[0])  # fmt: skip
    assert "Too large to draw whole" in seen(client, f"{table}/look/network")


def test_a_node_opens_its_party_or_group_also_by_keyboard(served, opened, table):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = opened(served)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for view in ("", "/groups", "/network", "/paths", "/time"):
            page.goto(f"{table}/look{view}")
            assert axe.run(page).response["violations"] == [], (view, scheme)
    page.goto(f"{table}/look/network")
    party = page.locator(".node.party").first
    assert re.fullmatch(r"/tables/\w+/parties/\d+", party.get_attribute("href"))
    party.focus()
    assert page.locator("#told").inner_text() == party.get_attribute("aria-label")
    page.get_by_role("button", name="Larger").click()
    assert page.locator("#frame").get_attribute("data-zoomed") == "1"
    page.locator(".node.value.flagged").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/look/groups/*")
    assert page.locator("tbody tr").count() == 6
    other = opened(served, may_complain=True)
    other.goto(f"{table}/look/network")
    other.locator(".node.party .back").first.click()
    other.wait_for_url("**/parties/*")


def test_pictures_fit_a_laptop_and_a_page_at_twice_the_size(served, opened, table):
    page = opened(served)
    for width in (1366, 683):
        page.set_viewport_size({"width": width, "height": 768})
        for view in ("", "/groups", "/network", "/paths", "/time"):
            page.goto(f"{table}/look{view}")
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, (view, width)
