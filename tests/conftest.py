"""Fixtures that several folders use."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The measuring data beside the checkout; tests that need it are skipped without."""
    folder = ROOT.parent / "shared"
    if not (folder / "lists").is_dir():
        pytest.skip("needs the real list files beside the checkout (../shared), which are not here")
    return folder
