"""Fixtures that several folders use."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

_ONE_PROCESS = (
    "tests/scale/test_spark.py",
    "tests/web/test_access.py",
)  # whose tests share a cluster, a table that was screened


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give all tests of some files to one process, every other test to whichever is free.

    pytest-xdist 3.8 does not do so by its own --dist loadgroup with pytest 9.2: ids lose the name of their group.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            path = nodeid.partition("::")[0]
            return path if path in _ONE_PROCESS else nodeid

    return Scheduling(config, log)


@pytest.fixture(autouse=True, scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Directories of the tests' own: what the user has stored, or the tool has prepared, neither helps nor harms."""
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DPRK_SCREEN_DATA_DIR", str(folder))
        patch.setenv("DPRK_SCREEN_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Chromium without a window, for all tests of a process; in CI one that is missing fails."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        _missing("Chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("Playwright")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        yield browser
        browser.close()


def _missing(name: str) -> NoReturn:
    tell = pytest.fail if os.environ.get("CI") else pytest.skip
    tell(f"needs {name}, which is not installed here")


ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The measuring data beside the checkout; tests that need it are skipped without."""
    folder = ROOT.parent / "shared"
    if not (folder / "lists").is_dir():
        pytest.skip("needs the real list files beside the checkout (../shared), which are not here")
    return folder
