"""Every route with what nobody should ask: an answer, never a bug, whatever stands in the address or the form."""

import re
from urllib.parse import quote_plus

import pytest

from screen.web.pages import routes
from tests.web.conftest import ROOT
from tests.web.waiting import dropped

GARBAGE = [
    ("less than nothing", "-1"), ("huge", "1e309"), ("no number", "NaN"), ("many digits", "9" * 600), ("nul", "\0"),
    ("markup", "'\"><script>window.harm=1</script>"), ("a template", "{{ 7 * 7 }}{% raise %}"), ("a path", "../../etc/passwd"),
    ("long", "x" * 800), ("digits of another script", "٣"), ("text that turns", "\u202e\u2066"), ("an array", "[]"),
    ("bytes that are no text", b"\xff\xed\xa0\x80"), ("nothing", ""),
]  # fmt: skip
QUERY = (
    "from", "run", "after", "q", "sort", "show", "band", "list", "rule", "nationality", "sheet", "kind", "state", "field",
    "flagged", "group", "code", "start", "all", "ref", "shown",
)  # fmt: skip
FORM = (
    "what", "row", "two", "in", "header", "sheet", "field", "profile", "encoding", "delimiter", "language", "back", "job",
    "publisher", "agree", "day", "batch", "form", "text", "list", "disposition", "seen", "face", "all", "other", "reviewer",
    "valid_until", "name", "kind", "birth_date", "nationality", "passport", "imo", "names",
)  # fmt: skip
GET = [one.path for one in routes() if "GET" in one.methods]
POST = [one.path for one in routes() if "POST" in one.methods and not one.path.endswith("/away")]


@pytest.fixture(scope="module")
def session(served):
    return served.session()


@pytest.fixture(scope="module")
def table(served, session):
    """The id of a table, and of one of its alerts."""
    address = dropped(served, session, ROOT / "examples/visa/visa.xlsx")
    page = session.get(f"{address}/parties/0", timeout=60).text
    return {"job": address.rpartition("/")[2], "alert": re.search(r'data-alert="(\w+)"', page)[1]}


def addresses(path, table, value):
    """Return a path with what is on the desk, and with garbage in each of its places."""
    names = re.findall(r"{(\w+)(?::int)?}", path)
    usual = {"place": "0", "group": "0123456789ab", "token": "unknown"} | table
    filled = re.sub(r":int}", "}", path)
    yield filled.format(**usual)
    for name in names:
        yield filled.format(**usual | {name: quote_plus(value) or "-"})


def is_answered(answer):
    """Whether a request was answered in its way: shown, led on or refused, and nothing of it became markup."""
    assert answer.status_code < 500, (answer.url, answer.text)
    assert "A bug in" not in answer.text, answer.url
    assert "<script>window" not in answer.text, answer.url
    assert len(answer.content) < 1_000_000, answer.url
    return answer


@pytest.mark.parametrize("value", [pytest.param(one, id=why) for why, one in GARBAGE])
def test_no_address_is_a_bug(served, session, table, value):
    query = "&".join(f"{name}={quote_plus(value)}" for name in QUERY)
    for path in GET:
        for address in addresses(path, table, value):
            is_answered(session.get(served.home + address, timeout=60, allow_redirects=False))
        asked = f"{served.home}{next(addresses(path, table, value))}?{query}"
        is_answered(session.get(asked, headers={"HX-Request": "true"}, timeout=60, allow_redirects=False))


@pytest.mark.parametrize("value", [pytest.param(one, id=why) for why, one in GARBAGE[::3]])
def test_no_form_is_a_bug(served, session, table, value):
    for path in POST:
        address = served.home + next(addresses(path, table, value))
        fields = {name: [value, "x"] for name in FORM} if value else {}
        is_answered(session.post(address, data=fields, timeout=60, allow_redirects=False))
    assert not (served.folder / "decisions.jsonl").exists()


@pytest.mark.parametrize(("count", "status"), [(1_500, 422), (2_500, 400)])
def test_thousands_of_fields_record_nothing(served, session, count, status):
    address = dropped(served, session, ROOT / "examples/visa/visa.xlsx")
    alert = re.search(r'data-alert="(\w+)"', session.get(f"{address}/parties/0", timeout=60).text)[1]
    fields = [("all", "yes"), ("disposition", "false_positive"), ("reviewer", "A")]
    fields += [("other", f"{one:010x} ") for one in range(count)]
    answer = session.post(f"{address}/alerts/{alert}", data=fields, timeout=60)
    assert is_answered(answer).status_code == status
    assert not (served.folder / "decisions.jsonl").exists()


def test_places_that_are_none_changes_by_get_and_strangers_are_refused(served, session, table):
    for path, status in [("9" * 5_000, 414), ("9" * 500, 404), ("0x1", 404), ("-1", 404)]:
        assert session.get(f"{served.home}/tables/{table['job']}/parties/{path}", timeout=60).status_code == status
    for path in set(POST) - {*GET, "/links"}:
        address = served.home + next(addresses(path, table, ""))
        assert session.get(address, timeout=60).status_code in (404, 405), path
    fresh = session.__class__()
    fresh.trust_env = False
    for path in {*GET, *POST} - {"/links", "/enter/{token}", "/favicon.ico"}:
        address = served.home + next(addresses(path, table, ""))
        assert fresh.get(address, timeout=60).status_code == 401, path
        assert fresh.post(address, headers={"Origin": served.home}, timeout=60).status_code == 401, path
