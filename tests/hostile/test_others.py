"""Lists, rules, settings, decisions and returned reports made to break whoever opens them."""

import base64
import gzip
import io
import json
import os
import re
import zlib
from hashlib import sha256

import openpyxl
import pytest
from click.testing import CliRunner

from screen.cli import cli
from screen.report.packed import TITLE
from tests.hostile import workbooks as made
from tests.hostile.run import command, is_told

DEEP = "[" * 100_000
LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
)
XML_LAUGHS = (
    '<!DOCTYPE sdnList [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><sdnList><sdnEntry><uid>&j;</uid></sdnEntry></sdnList>"
)


def run(*words):
    result = CliRunner().invoke(cli, [str(word) for word in words])
    return result.exit_code, result.output


LISTS = {
    # name of the file: what is in it
    "laughs.xml": XML_LAUGHS,
    "external.xml": '<!DOCTYPE sdnList [<!ENTITY x SYSTEM "file:///etc/hostname">]><sdnList><sdnEntry>&x;</sdnEntry></sdnList>',
    "nested.xml": "<sdnList>" + "<sdnEntry>" * 100_000,
    "truncated.xml": "<sdnList><sdnEntry><uid>1</uid>",
    "nested.json": '{"results": ' + DEEP,
    "nested.ftm.json": '{"schema": "Person", "id": "x", "properties": {"name": ' + DEEP + "\n",
    "huge number.ftm.json": '{"schema": "Person", "id": ' + "9" * 100_000 + ', "properties": {"name": ["X"]}}\n',
    "numbers for names.ftm.json": '{"schema": "Person", "id": "x", "properties": {"name": [1e999, NaN, null, {"a": []}]}}\n',
    "a list.ftm.json": "[1, 2]\n",
    "bomb.csv.gz": gzip.compress(bytes(600_000_000), 9),
    "nothing.csv": "",
    "NUL.csv": bytes(10_000),
    "far out.xlsx": made.xlsx(made.sheet(made.HEADER + f'<row r="1048576">{made.cell("XFD1048576", "x")}</row>')),
    "page.csv": "<html><table><tr><td>name</td></tr></table></html>",
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_cannot_be_trusted_is_told_and_never_used(name, tmp_path):
    content = LISTS[name]
    (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    code, output = run("lists", "add", tmp_path / name, "--data-dir", tmp_path / "data")
    assert code == 3, output
    assert is_told(output), output
    assert not list((tmp_path / "data").rglob("snapshot.json"))


RULES = {
    "laughs.yml": LAUGHS,
    "holds itself.yml": "a: &a [*a]\n",
    "nested.yml": f"a: {DEEP}\n",
    "nested by lines.yml": "".join(f"{' ' * n}a:\n" for n in range(2_000)),
    "an object.yml": "a: !!python/object/apply:os.system [id]\n",
    "a moment.yml": "a: !!timestamp x\n",
    "a key that is a list.yml": "? [a]\n: b\n",
    "no integer.yml": "a: !!int ''\n",
    "a long number.yml": f"a: {'9' * 10_000}\n",
    "NUL.yml": "a: \0b\n",
    "not UTF-8.yml": b"a: \xff\n",
    "empty.yml": "",
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_rules_that_cannot_be_trusted_are_told_with_their_file(name, tmp_path):
    content = RULES[name]
    (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    code, output = run("rules", "check", tmp_path)
    assert code == 3, output
    assert is_told(output), output
    assert name in output


DECISIONS = {
    "nested": DEEP,
    "nested object": '{"event": "decision", "basis": ' + '{"a":' * 50_000 + "\n",
    "a number of 10,000 digits": '{"event": "decision", "at": ' + "9" * 10_000 + "}",
    "no number": '{"event": "decision", "basis": {"score": NaN}}',
    "many keys, one twice": "{" + ",".join(f'"k{n}":1' for n in range(60_000)) + ',"k59999":1}',
    "half a letter": '{"event": "\\ud800"}',
    "not UTF-8": b'{"event": "\xff"}',
    "NUL": bytes(50_000),
    "a workbook": made.xlsx(made.sheet(made.HEADER)),
    "an escape": '{"event": "x\\u001b[2J"}',
}  # fmt: skip


@pytest.mark.parametrize("name", DECISIONS)
def test_decisions_that_cannot_be_trusted_are_told_and_kept_as_they_are(name, tmp_path):
    content = DECISIONS[name]
    path = tmp_path / "d.decisions.jsonl"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    before = path.read_bytes()
    code, output = run("review", "list", "--decisions", path)
    assert code == 3, output
    assert is_told(output), output
    assert "\x1b" not in output
    assert path.read_bytes() == before


@pytest.mark.parametrize("words", [["check", "t.csv", "--no-report", "--decisions"], ["check", "t.csv", "--no-report", "--since"],
                                   ["check", "t.csv", "--no-report", "--rules"], ["check", "t.csv", "--no-report", "--watchlist"],
                                   ["check", "t.csv", "--no-report", "--config"], ["review", "import"], ["lists", "add"]],
                         ids=lambda words: words[-1])  # fmt: skip
def test_a_pipe_or_device_is_refused_wherever_a_file_is_named(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text("Name\nSample\n")
    os.mkfifo(tmp_path / "fifo.xlsx")
    for path in ("fifo.xlsx", "/dev/zero"):
        code, output = run(*words, path)
        assert code in (2, 3), output
        assert "bug" not in output


def returned(packed: bytes) -> bytes:
    """Return a workbook whose hidden record is packed so, with the checksum that fits."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet(TITLE)
    text = base64.b64encode(packed).decode()
    sheet.append(["note"])
    sheet.append([sha256(text.encode()).hexdigest()])
    for start in range(0, len(text), 32_000):
        sheet.append([text[start : start + 32_000]])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


REPORTS = {
    "a record that is a bomb": (lambda: returned(zlib.compress(b"[" + b" " * 60_000_000, 9)), "far more than a run records"),
    "a record that is nested": (lambda: returned(zlib.compress(DEEP.encode())), "no report of this version"),
    "a record of another kind": (lambda: returned(zlib.compress(b"[]")), "no report of this version"),
    "a record that holds nothing": (lambda: returned(zlib.compress(json.dumps({"tool": "dprk-screen", "alerts": 1}).encode())), "."),
    "a record that is cut off": (lambda: returned(zlib.compress(b"{}" * 900)[:-9]), "far more|cannot be unpacked"),
    "a cell far out": (lambda: made.xlsx(made.sheet(f'<row r="1048576">{made.cell("XFD1048576", "x")}</row>')), "50,000,000 cells"),
    "no record": (lambda: made.xlsx(made.sheet(made.HEADER)), "has no sheet Record"),
    "a zip of nothing": (lambda: made.packed({"a": "b"}), "holds no workbook"),
    "nothing": (lambda: b"", "."),
}  # fmt: skip


@pytest.mark.parametrize("case", REPORTS)
@pytest.mark.parametrize("words", [["review", "import", "r.xlsx"], ["check", "t.csv", "--since", "r.xlsx", "--no-report"]],
                         ids=["import", "since"])  # fmt: skip
def test_a_returned_report_that_cannot_be_trusted_is_told(case, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make, message = REPORTS[case]
    (tmp_path / "t.csv").write_text("Name\nSample\n")
    (tmp_path / "r.xlsx").write_bytes(make())
    code, output = run(*words)
    assert code == 3, output
    assert "bug" not in output
    assert re.search(message, output), output


def test_memory_is_bounded_also_where_a_list_or_record_unpacks_without_end(tmp_path):
    (tmp_path / "t.csv").write_text("Name\nSample\n")
    (tmp_path / "r.xlsx").write_bytes(returned(zlib.compress(b"[" + b" " * 150_000_000, 9)))
    ended = command("check", "t.csv", "--since", "r.xlsx", "--no-report", cwd=tmp_path)
    assert ended.returncode == 3
    assert "unpacks to far more" in ended.stderr
