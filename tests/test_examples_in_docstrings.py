"""Every example in a docstring is true."""

import doctest
import importlib
import pkgutil

import pytest

import screen

MODULES = [
    found.name for found in pkgutil.walk_packages(screen.__path__, "screen.") if not found.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_are_true(name):
    found = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.failed == 0
