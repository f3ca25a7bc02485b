"""What several tests do with a served page by HTTP: drop a table, and wait for what comes of it."""

import time
from pathlib import Path

SECONDS = 120


def until(ask, is_there):
    """Return what *ask* gives once it is there."""
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        found = ask()
        if is_there(found):
            return found
        time.sleep(0.1)
    raise AssertionError(f"did not come within {SECONDS} seconds: {found}")


def dropped(server, session, path, name=None):
    """Drop a table, and return the address of its job once it is screened."""
    body = Path(path).read_bytes()
    answer = session.post(
        f"{server.home}/tables/new", params={"name": name or Path(path).name}, data=body, timeout=60
    )
    assert answer.status_code == 200, answer.text
    job = f"{server.home}{answer.text}"
    until(lambda: session.get(f"{job}/take", allow_redirects=False, timeout=60).status_code, lambda code: code == 200)
    return job
