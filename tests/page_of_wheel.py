"""Start the page of an installed wheel, drop a table, look at what is served, end it; no test tool is needed for that."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import requests


def main(program: str, folder: str, table: str) -> None:
    """Exit with a message when the page does not do what it must."""
    words = [program, "serve", folder, "--port", "0", "--no-browser"]
    with subprocess.Popen(words, cwd="/", stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            link = process.stdout.readline().strip()
            _look(link, Path(table))
        finally:
            process.send_signal(signal.SIGINT)
            code = process.wait(30)
    if code:
        sys.exit(f"dprk-screen serve ended with {code}")
    print("the page was served, screened a table and ended")


def _look(link: str, table: Path) -> None:
    parts = urlsplit(link)
    home = f"{parts.scheme}://{parts.netloc}"
    with requests.Session() as browser:
        browser.trust_env = False
        page = browser.get(link, timeout=30)
        page.raise_for_status()
        for asset in set(re.findall(r'(?:href|src)="(/assets/[^"]+)"', page.text)):
            browser.get(home + asset, timeout=30).raise_for_status()
        browser.headers["Origin"] = home
        with table.open("rb") as stream:
            answer = browser.post(f"{home}/tables/new", params={"name": table.name}, data=stream, timeout=60)
        answer.raise_for_status()
        for _ in range(600):
            shown = browser.get(home + answer.text, timeout=30)
            if shown.ok and table.name in shown.text:
                return
            time.sleep(0.1)
    sys.exit(f"{table.name} does not show on the page")


if __name__ == "__main__":
    main(*sys.argv[1:])
