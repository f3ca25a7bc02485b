"""What others wrote and the page brings along is what SECURITY.md says it is."""

import re
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "screen" / "web" / "assets"


def told():
    """Return what SECURITY.md says of files that came from elsewhere: by name, version and hash."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    found = re.findall(r"`screen/web/assets/(\S+)` \| ([\d.]+) \| \S+ \| `([0-9a-f]{64})`", text)
    return {name: (version, digest) for name, version, digest in found}


def test_a_file_that_came_from_elsewhere_is_the_one_that_is_listed():
    assert set(told()) == {path.name for path in ASSETS.glob("*.min.js")}
    for name, (version, digest) in told().items():
        content = (ASSETS / name).read_bytes()
        assert sha256(content).hexdigest() == digest
        assert f'version:"{version}"'.encode() in content
        assert (ASSETS / f"{name.partition('.')[0]}.LICENSE").is_file()


def test_nothing_of_the_page_names_an_address_elsewhere():
    texts = [
        path
        for folder in (ASSETS, ROOT / "screen" / "web" / "templates")
        for path in folder.rglob("*")
        if path.suffix in (".js", ".css", ".html", ".svg")
    ]
    allowed = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    for path in texts:
        if path.name not in told():
            found = set(re.findall(r"(?:https?:)?//[\w-]+\.[\w./-]+", path.read_text(encoding="utf-8")))
            assert found <= allowed, path.name


def test_no_page_holds_a_script_or_a_style_of_its_own():
    forbidden = re.compile(
        r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=[\"']|\|\s*safe\b|javascript:", re.IGNORECASE
    )
    for path in (ROOT / "screen" / "web" / "templates").rglob("*"):
        if path.is_file():
            assert not forbidden.search(path.read_text(encoding="utf-8")), path.name
