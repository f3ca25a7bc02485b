"""What several tests do with a served page: drop a table, have it screened, and wait for what comes of it."""

import time
from pathlib import Path

SECONDS = 120


def until(ask, is_there=bool):
    """Return what *ask* gives once it is there."""
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        found = ask()
        if is_there(found):
            return found
        time.sleep(0.1)
    raise AssertionError(f"did not come within {SECONDS} seconds: {found}")


def settled(session, address):
    """Return the part that says how far a table is, once it is neither being read nor screened."""
    return until(lambda: session.get(f"{address}/progress", timeout=60).text, lambda part: "every 700ms" not in part)


def sent(server, session, data, name):
    """Drop a table, and return its address once it is read."""
    answer = session.post(f"{server.home}/tables/new", params={"name": name}, data=data, timeout=60)
    assert answer.status_code == 200, answer.text
    address = f"{server.home}{answer.text}"
    settled(session, address)
    return address


def screened(server, session, data, name):
    """Drop a table, and return its address once it is screened."""
    address = sent(server, session, data, name)
    answer = session.post(f"{address}/screen", timeout=60)
    assert answer.ok, answer.text
    settled(session, address)
    page = session.get(address, timeout=60)
    assert page.url == address, session.get(f"{address}/reading", timeout=60).text
    return address


def dropped(server, session, path, name=None):
    """Drop a file, and return the address of its table once it is screened."""
    return screened(server, session, Path(path).read_bytes(), name or Path(path).name)


def screened_in(page, path):
    """Choose a file on the first page of a window and have it screened; returns the address of its workplace."""
    page.set_input_files("#files", str(path))
    page.click("#screen")
    page.wait_for_url(lambda url: "/tables/" in url and not url.endswith("/reading"))
    return page.url.partition("/parties/")[0]
