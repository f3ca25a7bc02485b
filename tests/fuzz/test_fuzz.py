"""Every seed and every finding is read, or refused with an error of ours."""

import importlib.util

import pytest

from tests.fuzz.__main__ import main
from tests.fuzz.targets import ROOT, TARGETS

CASES = sorted(path for path in (ROOT / "tests" / "fuzz" / "cases").iterdir() if "-" in path.name)


@pytest.mark.parametrize("name", TARGETS)
def test_real_files_are_read_or_refused(name):
    told = [TARGETS[name].tried(seed) for seed in TARGETS[name].seeds()]
    assert not all(told), "not one seed is read, so the fuzzer would begin outside of the format"


@pytest.mark.parametrize("path", CASES, ids=[path.name for path in CASES])
def test_what_the_fuzzer_found_stays_mended(path):
    name = path.name.partition("-")[0]
    TARGETS[name].tried(path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"\xff\xfe", b"\n", b"\x01" * 300, b"[" * 300, b"{" * 300, b"<a>" * 100]
)
def test_nothing_much_is_read_or_refused(name, data):
    TARGETS[name].tried(data)


@pytest.mark.skipif(importlib.util.find_spec("atheris") is not None, reason="atheris is installed here")
def test_without_atheris_it_says_what_to_install(capsys):
    assert main(["dates", "--seconds", "1"]) == 2
    assert 'pip install -e ".[fuzz]"' in capsys.readouterr().err


def test_one_file_is_tried_without_atheris(tmp_path, capsys):
    (tmp_path / "x").write_bytes(b"a,b\n1,2\n")
    assert main(["text", "--file", str(tmp_path / "x")]) == 0
    assert "no column holds names" in capsys.readouterr().out
