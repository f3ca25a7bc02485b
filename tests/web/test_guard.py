"""Hostile requests, sent as they are to a server that runs: each is refused or cut off, nothing is done, and it lives on."""

import os
import re
import socket
import threading
from contextlib import suppress
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
import requests

from screen.errors import TableError
from screen.web.desk import Desk
from screen.web.entrance import Entrance
from screen.web.guard import HEADERS, Address
from screen.web.server import addressed, answering, guarded, listening
from screen.web.setup import Setup

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def own(served):
    """The server, and one browser that was let in."""
    client = served.session()
    (cookie,) = client.cookies
    parts = urlsplit(served.home)
    values = {
        "host": parts.netloc,
        "port": str(parts.port),
        "cookie": f"{cookie.name}={cookie.value}",
        "name": cookie.name,
    }
    return SimpleNamespace(served=served, client=client, port=parts.port, values=values)


def filled(text, values):
    """Put the server's own host, port and cookie into a request."""
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], text).replace("\n", "\r\n").encode("latin-1")


def sent(port, data):
    """Send bytes; returns the answer, and whatever comes after it until the server has closed."""
    heard, is_heard = b"", False
    with socket.create_connection(("127.0.0.1", port), timeout=20) as one, suppress(OSError):
        with suppress(ConnectionError):  # cut off amid it
            one.sendall(data)
        while part := one.recv(65_536):
            heard += part
            if not is_heard and _is_whole(heard, data):
                is_heard = True
                one.shutdown(socket.SHUT_WR)
    return heard


def _is_whole(heard, asked):
    head, end, body = heard.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    return bool(end) and (asked.startswith(b"HEAD") or not length or len(body) >= int(length[1]))


def statuses(heard):
    return [int(code) for code in re.findall(rb"HTTP/1\.1 (\d{3})", heard)]


def is_alive(own):
    return own.client.get(f"{own.served.home}/", timeout=20).status_code == 200


IN = "Host: {host}\nCookie: {cookie}\nConnection: close\n"
FORM = IN + "Content-Type: application/x-www-form-urlencoded\n"
POST = FORM + "Origin: http://{host}\n"
BODY = "language=fr&back=/"
SIZED = f"Content-Length: {len(BODY)}\n\n{BODY}"
CASES = [
    ("the page, by a browser that was let in", "GET / HTTP/1.1\n" + IN + "\n", 200),
    ("host in capital letters", "GET / HTTP/1.1\nHost: LOCALHOST:{port}\nCookie: {cookie}\nConnection: close\n\n", 200),
    ("host as IPv6", "GET / HTTP/1.1\nHost: [::1]:{port}\nCookie: {cookie}\nConnection: close\n\n", 200),
    # Host: what DNS rebinding sends
    ("another host", "GET / HTTP/1.1\nHost: evil.example\nCookie: {cookie}\nConnection: close\n\n", 421),
    ("another host, our port", "GET / HTTP/1.1\nHost: evil.example:{port}\nCookie: {cookie}\nConnection: close\n\n", 421),
    ("begins as ours", "GET / HTTP/1.1\nHost: 127.0.0.1.evil.example:{port}\nCookie: {cookie}\nConnection: close\n\n", 421),
    ("another port", "GET / HTTP/1.1\nHost: 127.0.0.1:1\nCookie: {cookie}\nConnection: close\n\n", 421),
    ("no port", "GET / HTTP/1.1\nHost: 127.0.0.1\nCookie: {cookie}\nConnection: close\n\n", 421),
    ("user before the host", "GET / HTTP/1.1\nHost: evil@{host}\nCookie: {cookie}\nConnection: close\n\n", 421),
    ("empty host", "GET / HTTP/1.1\nHost:\nCookie: {cookie}\nConnection: close\n\n", 421),
    ("no host, old HTTP", "GET / HTTP/1.0\nCookie: {cookie}\n\n", 421),
    ("no host", "GET / HTTP/1.1\nCookie: {cookie}\n\n", 400),
    ("two hosts", "GET / HTTP/1.1\nHost: evil.example\n" + IN + "\n", 400),
    ("every address", "GET / HTTP/1.1\nHost: 0.0.0.0:{port}\nCookie: {cookie}\nConnection: close\n\n", 421),
    ("another host in the request line", "GET http://evil.example/ HTTP/1.1\n" + IN + "\n", 400),
    ("ours in the request line", "GET http://{host}/ HTTP/1.1\n" + IN + "\n", 400),
    ("no path", "GET * HTTP/1.1\n" + IN + "\n", 400),
    # Origin and Fetch Metadata: what other sites send
    ("a form of our page", "POST /language HTTP/1.1\n" + POST + SIZED, 303),
    ("no origin", "POST /language HTTP/1.1\n" + FORM + SIZED, 403),
    ("origin null", "POST /language HTTP/1.1\n" + FORM + "Origin: null\n" + SIZED, 403),
    ("origin elsewhere", "POST /language HTTP/1.1\n" + FORM + "Origin: http://evil.example\n" + SIZED, 403),
    ("origin of another port", "POST /language HTTP/1.1\n" + FORM + "Origin: http://127.0.0.1:1\n" + SIZED, 403),
    ("origin by another name of ours", "POST /language HTTP/1.1\n" + FORM + "Origin: http://localhost:{port}\n" + SIZED, 403),
    ("origin of another scheme", "POST /language HTTP/1.1\n" + FORM + "Origin: https://{host}\n" + SIZED, 403),
    ("origin begins as ours", "POST /language HTTP/1.1\n" + FORM + "Origin: http://{host}.evil.example\n" + SIZED, 403),
    ("another site", "GET / HTTP/1.1\n" + IN + "Sec-Fetch-Site: cross-site\n\n", 403),
    ("another port of this machine", "GET / HTTP/1.1\n" + IN + "Sec-Fetch-Site: same-site\n\n", 403),
    ("no known relation", "GET / HTTP/1.1\n" + IN + "Sec-Fetch-Site: other\n\n", 403),
    ("typed by the user", "GET / HTTP/1.1\n" + IN + "Sec-Fetch-Site: none\n\n", 200),
    ("another site's form with our origin", "POST /language HTTP/1.1\n" + POST + "Sec-Fetch-Site: cross-site\n" + SIZED, 403),
    ("an asset for another site", "GET /assets/page.css HTTP/1.1\n" + IN + "Sec-Fetch-Site: cross-site\n\n", 403),
    # sessions and links
    ("no session", "GET / HTTP/1.1\nHost: {host}\nConnection: close\n\n", 401),
    ("a forged session", "GET / HTTP/1.1\nHost: {host}\nCookie: {name}=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nConnection: close\n\n", 401),
    ("a session with odd letters", "GET / HTTP/1.1\nHost: {host}\nCookie: {name}=\xe9\xff\xfe\nConnection: close\n\n", 401),
    ("a long session", "GET / HTTP/1.1\nHost: {host}\nCookie: {name}=" + "A" * 20_000 + "\nConnection: close\n\n", 401),
    ("an empty session", "GET / HTTP/1.1\nHost: {host}\nCookie: {name}=\nConnection: close\n\n", 401),
    ("a form without a session", "POST /language HTTP/1.1\nHost: {host}\nOrigin: http://{host}\n" + SIZED, 401),
    ("a table without a session", "POST /tables/new?name=a.csv HTTP/1.1\nHost: {host}\nOrigin: http://{host}\n" + SIZED, 401),
    ("a link that never was", "GET /enter/AAAA HTTP/1.1\nHost: {host}\nConnection: close\n\n", 403),
    ("a link with odd letters", "GET /enter/%ff%00%e9 HTTP/1.1\nHost: {host}\nConnection: close\n\n", 403),
    ("a link tried by another site", "GET /enter/AAAA HTTP/1.1\nHost: {host}\nSec-Fetch-Site: cross-site\n\n", 403),
    ("more links, by a browser", "POST /links HTTP/1.1\n" + POST + "X-Nonce: aaaaaaaaaaaaaaaaaaaa\nX-Proof: b\nContent-Length: 0\n\n", 403),
    ("more links, fetched", "GET /links HTTP/1.1\n" + IN + "\n", 403),
    ("more links, without the key", "POST /links HTTP/1.1\nHost: {host}\nX-Nonce: aaaaaaaaaaaaaaaaaaaa\nX-Proof: b\nContent-Length: 0\n\n", 403),
    ("more links, odd letters", "POST /links HTTP/1.1\nHost: {host}\nX-Nonce: \xe9\xe9\nX-Proof: \xff\nContent-Length: 0\n\n", 403),
    # methods
    *((f"method {method}", f"{method} / HTTP/1.1\n{IN}\n", 405) for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "QUERY")),
    ("method CONNECT", "CONNECT evil.example:80 HTTP/1.1\n" + IN + "\n", 405),
    ("a form to a page that takes none", "POST /assets/page.css HTTP/1.1\n" + POST + SIZED, 405),
    ("a path that only takes forms", "GET /language HTTP/1.1\n" + IN + "\n", 405),
    ("head", "HEAD / HTTP/1.1\n" + IN + "\n", 200),
    ("a websocket", "GET / HTTP/1.1\nHost: {host}\nCookie: {cookie}\nConnection: upgrade, close\nUpgrade: websocket\n\n", 200),
    # paths
    *((f"out of the assets: {path}", f"GET /assets/{path} HTTP/1.1\n{IN}\n", 404) for path in (
        "../guard.py", "..%2fguard.py", "%2e%2e/guard.py", "..%5cguard.py", "....//guard.py", "%2fetc/passwd", "/etc/passwd",
        "page.css%00", "%00", "..%c0%afguard.py", "", ".", "CON", "page.css::$DATA")),
    ("a path without end", f"GET /assets/{'a' * 5_000} HTTP/1.1\n{IN}\n", 414),
    ("an asset", "GET /assets/page.css HTTP/1.1\n" + IN + "\n", 200),
    ("no page", "GET /nothing HTTP/1.1\n" + IN + "\n", 404),
    ("no table", "GET /tables/AAAA HTTP/1.1\n" + IN + "\n", 404),
    ("markup in a path", f"GET /tables/%3Cscript%3Ealert(1)%3C/script%3E HTTP/1.1\n{IN}\n", 404),
    ("odd letters in a query", "GET /?a=%ff%fe&%00=%ed%a0%80 HTTP/1.1\n" + IN + "\n", 200),
    # framing
    ("negative length", "POST /language HTTP/1.1\n" + POST + "Content-Length: -1\n\n" + BODY, 400),
    ("length in words", "POST /language HTTP/1.1\n" + POST + "Content-Length: ten\n\n" + BODY, 400),
    ("length with a sign", "POST /language HTTP/1.1\n" + POST + "Content-Length: +18\n\n" + BODY, 400),
    ("a huge length", "POST /language HTTP/1.1\n" + POST + "Content-Length: 99999999999999999999\n\n" + BODY, 400),
    ("a large length", "POST /language HTTP/1.1\n" + POST + "Content-Length: 99999999999\n\n" + BODY, 413),
    ("a table that is too large", "POST /tables/new?name=a.csv HTTP/1.1\n" + POST + "Content-Length: 500000001\n\n" + BODY, 413),
    ("two lengths", "POST /language HTTP/1.1\n" + POST + "Content-Length: 5\n" + SIZED, 400),
    ("no length", "POST /language HTTP/1.1\n" + POST + "\n", 303),
    ("length and chunks", "POST /language HTTP/1.1\n" + POST + "Transfer-Encoding: chunked\nContent-Length: 4\n\n0\n\n", 400),
    ("chunks that are none", "POST /language HTTP/1.1\n" + POST + "Transfer-Encoding: chunked\n\nzz\n\n", 400),
    ("an encoding nobody knows", "POST /language HTTP/1.1\n" + POST + "Transfer-Encoding: chunked, gzip\n\n0\n\n", (400, 501)),
    ("chunks that are no chunks", "POST /language HTTP/1.1\n" + POST + "Transfer-Encoding: xchunked\n\n0\n\n", (400, 501)),
    ("chunks", "POST /language HTTP/1.1\n" + POST + "Transfer-Encoding: chunked\n\n12\n" + BODY + "\n0\n\n", 303),
    ("chunks without end", "POST /language HTTP/1.1\n" + POST + "Transfer-Encoding: chunked\n\n" + ("1000\n" + "a" * 4096 + "\n") * 40, 413),
    ("a header over two lines", "GET / HTTP/1.1\n" + IN + "X-Odd: a\n\x00b\n\n", 400),
    ("a space before the colon", "GET / HTTP/1.1\n" + IN + "Origin : x\n\n", 400),
    ("a huge header", "GET / HTTP/1.1\n" + IN + "X-Odd: " + "a" * 100_000 + "\n\n", (400, 431)),
    ("many headers", "GET / HTTP/1.1\n" + IN + "X-Odd: a\n" * 20_000 + "\n", (400, 431)),
    ("no HTTP", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + "a" * 300 + "\n\n", 400),
    # forms
    ("2,001 fields", "POST /language HTTP/1.1\n" + POST + "Content-Length: 6002\n\n" + "a=&" * 2_000 + "b=", 400),
    ("bytes that are no text", "POST /language HTTP/1.1\n" + POST + "Content-Length: 5\n\na=\xff\xfeb", 400),
    ("letters that are no text", "POST /language HTTP/1.1\n" + POST + "Content-Length: 14\n\nlanguage=%ff%f", 400),
    ("another kind of form", "POST /language HTTP/1.1\n" + IN + "Origin: http://{host}\nContent-Type: text/plain\n" + SIZED, 415),
]  # fmt: skip


@pytest.mark.parametrize(("why", "request_text", "expected"), CASES, ids=[case[0][:60] for case in CASES])
def test_a_request_is_answered_as_it_deserves(own, why, request_text, expected):
    heard = sent(own.port, filled(request_text, own.values))
    told = statuses(heard)
    assert len(told) <= 1, f"{why}: one request was taken for several"
    assert (told[0] if told else None) in (expected if isinstance(expected, tuple) else (expected,)), why
    if told:
        head = heard.partition(b"\r\n\r\n")[0].decode("latin-1").lower()
        for name, value in HEADERS.items():
            assert f"{name}: {value}".lower() in head, why
        assert "\r\nserver:" not in head
    assert b"<script>alert" not in heard
    assert b"Traceback" not in heard


def test_after_all_of_it_the_server_lives_and_nothing_was_done(own):
    assert is_alive(own)
    assert list(own.served.folder.iterdir()) == []
    assert "language" not in {cookie.name for cookie in own.client.cookies}


def test_what_follows_a_request_is_no_second_one(own):
    hidden = "GET /enter/hidden HTTP/1.1\nHost: {host}\n\n"
    first = "POST /language HTTP/1.1\nHost: {host}\nCookie: {cookie}\nOrigin: http://{host}\n"
    for framing in (
        f"Content-Length: {len(hidden)}\nTransfer-Encoding: chunked\n\n0\n\n",
        "Transfer-Encoding: chunked\nContent-Length: 6\n\n0\n\n",
    ):
        heard = sent(own.port, filled(first + framing + hidden, own.values))
        assert statuses(heard)[:1] == [400]


@pytest.mark.parametrize(
    "header", ["Sec-Purpose: prefetch", "Sec-Purpose: prefetch;prerender", "Purpose: prefetch", "X-Moz: prefetch"]
)
def test_looking_ahead_at_a_link_does_not_use_it(own, header):
    path = urlsplit(own.served.another_link()).path
    bare = "Host: {host}\nConnection: close\n"
    assert statuses(sent(own.port, filled(f"GET {path} HTTP/1.1\n{bare}{header}\n\n", own.values))) == [204]
    assert statuses(sent(own.port, filled(f"HEAD {path} HTTP/1.1\n{bare}\n", own.values))) == [204]
    heard = sent(own.port, filled(f"GET {path} HTTP/1.1\n{bare}\n", own.values))
    assert statuses(heard) == [303]
    (cookie,) = re.findall(rb"(?mi)^set-cookie: (.*)\r$", heard)
    assert {b"HttpOnly", b"SameSite=strict", b"Path=/"} <= set(cookie.split(b"; "))


def test_a_link_that_two_browsers_use_at_once_lets_neither_stay(own):
    link = own.served.another_link()
    first, second = requests.Session(), requests.Session()
    assert first.get(link, timeout=20).status_code == 200
    assert first.get(link, timeout=20).status_code == 200, "the browser that is in goes on to the page"
    assert second.get(link, timeout=20).status_code == 403
    assert first.get(f"{own.served.home}/", timeout=20).status_code == 401


def test_a_body_that_breaks_off_leaves_nothing(own):
    for path, size in (("/tables/new?name=a.csv", 1000), ("/language", 1000)):
        with socket.create_connection(("127.0.0.1", own.port), timeout=20) as one:
            one.sendall(filled(f"POST {path} HTTP/1.1\n{POST}Content-Length: {size}\n\nName,C", own.values))
    assert is_alive(own)
    assert "a.csv" not in own.client.get(f"{own.served.home}/", timeout=20).text


def test_five_hundred_connections_that_say_nothing_keep_nobody_out(own):
    held = []
    try:
        for _ in range(500):
            with suppress(OSError):
                one = socket.create_connection(("127.0.0.1", own.port), timeout=20)
                held.append(one)
                one.sendall(b"GET / HT")
    finally:
        for one in held:
            one.close()
    assert is_alive(own)


def test_the_name_of_a_file_is_shown_as_text_and_splits_no_header(own):
    odd = f"{SCRIPT}\r\nSet-Cookie: a=b\r\n\u202egpj.csv"
    answer = own.client.post(f"{own.served.home}/tables/new", params={"name": odd}, data=b"Name\nAcme\n", timeout=60)
    assert (answer.status_code, dict(answer.cookies)) == (200, {})
    for address in ("/", answer.text, f"{answer.text}/reading"):
        page = own.client.get(f"{own.served.home}{address}", timeout=20).text
        assert "script" in page
        assert SCRIPT not in page
        assert "\u202e" not in page


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example",
        "/\\evil.example",
        "http://evil.example",
        "/a\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "/\t/evil.example",
    ],
)
def test_a_form_leads_nowhere_else(own, back):
    answer = own.client.post(
        f"{own.served.home}/language", data={"language": "xx", "back": back}, allow_redirects=False, timeout=20
    )
    assert (answer.status_code, answer.headers["location"], dict(answer.cookies)) == (303, "/", {})


@pytest.fixture
def small(tmp_path):
    """A server in this process that takes 20,000 bytes a table."""
    made = listening("127.0.0.1", 0)
    entrance = Entrance()
    address, name = addressed(made, "127.0.0.1", ())
    base = f"http://{name}:{address.port}"
    desk = Desk(Setup(tmp_path, most_bytes=20_000), tmp_path / "desk")
    desk.folder.mkdir()
    client = requests.Session()
    client.headers["Origin"] = base
    server = answering(guarded(desk, entrance, address, base))
    running = threading.Thread(target=server.run, args=([made],))
    running.start()
    client.get(f"{base}/enter/{entrance.new_link()}", timeout=20)
    yield SimpleNamespace(client=client, base=base, desk=desk, port=address.port)
    client.close()
    server.should_exit = True
    running.join(20)
    desk.close()


@pytest.mark.parametrize("address", ["/tables/new", "/lists/add"])
def test_a_file_larger_than_the_limit_is_refused_and_not_kept(small, address):
    def parts():
        for _ in range(100):
            yield b"a" * 1_000

    answer = small.client.post(f"{small.base}{address}?name=a.csv", data=parts(), timeout=20)
    assert (answer.status_code, small.desk.jobs) == (413, [])
    assert [path for path in small.desk.folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "begun", [b"", b"GET / HT", b"POST /language HTTP/1.1\r\nHost: {host}\r\nContent-Length: 9\r\n\r\na"]
)
def test_who_falls_silent_is_cut_off(small, begun, monkeypatch):
    monkeypatch.setattr("screen.web.connection.SILENT_SECONDS", 0.5)
    with socket.create_connection(("127.0.0.1", small.port), timeout=20) as one:
        one.sendall(begun.replace(b"{host}", f"127.0.0.1:{small.port}".encode()))
        heard = b"".join(iter(lambda: _received(one), b""))
    assert b"200" not in heard


def _received(one):
    with suppress(ConnectionError):
        return one.recv(65_536)
    return b""


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "part"])
def test_what_a_refusal_quotes_is_shown_as_text(small, monkeypatch, headers):
    def refused(*_):
        raise TableError(f"{SCRIPT}, sheet \u202e<img src=x onerror=alert(2)>: no names. Give some.")

    monkeypatch.setattr(Desk, "job", refused)
    answer = small.client.get(f"{small.base}/tables/x", headers=headers, timeout=20)
    assert (answer.status_code, "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text) == (422, True)
    assert ("<html" in answer.text) is (not headers)
    assert "<img" not in answer.text
    assert "\u202e" not in answer.text


def test_a_bug_is_told_by_its_place_alone(small, monkeypatch, capfd):
    def broken(*_):
        raise ValueError("Zebulon Quagmire cannot be shown")

    monkeypatch.setattr(Desk, "jobs", property(broken))
    answer = small.client.get(f"{small.base}/nothing", timeout=20)
    page = small.client.get(f"{small.base}/", timeout=20)
    assert (answer.status_code, page.status_code) == (404, 500)
    assert re.search(r"ValueError in test_guard\.py, line \d+", page.text)
    told = capfd.readouterr()
    assert "Zebulon" not in page.text + told.out + told.err


@pytest.mark.parametrize(
    ("host", "names", "asked", "first"),
    [
        ("127.0.0.1", (), {"127.0.0.1:{port}", "localhost:{port}", "[::1]:{port}"}, "127.0.0.1"),
        ("localhost", (), {"127.0.0.1:{port}", "localhost:{port}", "[::1]:{port}"}, "127.0.0.1"),
        ("0.0.0.0", ("Office-PC.example", "192.0.2.7"), {"office-pc.example:{port}", "192.0.2.7:{port}"}, "office-pc.example"),
        ("0.0.0.0", ("2001:DB8::7",), {"[2001:db8::7]:{port}"}, "[2001:db8::7]"),
    ],
)  # fmt: skip
def test_the_names_by_which_the_page_may_be_asked(host, names, asked, first):
    made = listening(host, 0)
    address, shown = addressed(made, host, names)
    made.close()
    assert {one.replace("{port}", str(address.port)) for one in asked} <= address.hosts
    assert f"0.0.0.0:{address.port}" not in address.hosts
    assert shown == first


def test_on_the_usual_port_of_the_web_browsers_name_none():
    assert Address(80, frozenset({"localhost"})).hosts == {"localhost", "localhost:80"}
    assert Address(8737, frozenset({"localhost"})).hosts == {"localhost:8737"}


def test_nothing_of_it_is_in_what_the_server_says(serving, tmp_path):
    server = serving()
    client = server.session()
    client.post(f"{server.home}/tables/new", params={"name": "Zebulon.csv"}, data=b"\x00Zebulon\n", timeout=60)
    client.get(f"{server.home}/tables/Zebulon", timeout=20)
    sent(urlsplit(server.home).port, b"Zebulon\r\n\r\n")
    server.process.send_signal(2)
    assert server.process.wait(30) == 0
    assert "Zebulon" not in server.said()
    assert os.listdir(tmp_path) == []
