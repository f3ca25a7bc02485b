"""A fixture that the tests of several review commands use."""

import pytest


@pytest.fixture
def folder(checked, tmp_path, monkeypatch):
    """Work in a copy of the folder that a module checked once."""
    for path in checked.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path
