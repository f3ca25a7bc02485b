"""Every example in a docstring is true."""

import doctest
import importlib
import pkgutil

import pytest

import screen
import watchlists.builder

MODULES = [
    found.name
    for package in (screen, watchlists.builder)
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not found.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_are_true(name):
    found = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.failed == 0
