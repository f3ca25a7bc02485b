"""What the tool rests on: bounded, licensed as SECURITY.md says, and audited without a false clearance."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from tests import audit

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CLASSIFIERS = {
    "ISC License (ISCL)": "ISC",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
PERMISSIVE = {*CLASSIFIERS.values()}
"""MPL-2.0 asks for the source of changed files of its own only; certifi is used as it is."""


def plain(name):
    """Return a package's name in the one spelling that indexes compare."""
    return re.sub(r"[-_.]+", "-", name).lower()


WEB = PROJECT["optional-dependencies"]["web"]


def listed(table="licences"):
    """Return the licences of a table of SECURITY.md by package."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    part = text.partition(f"<!-- {table} -->")[2].partition(f"<!-- end of {table} -->")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.strip().splitlines()[2:]]
    return {plain(row[0]): row[2] for row in rows}


def requirements(dependencies):
    """Return the names that requirement lines ask for on this system, those of extras left out."""
    for one in dependencies:
        text, _, marker = one.partition(";")
        if "extra" not in marker and ("sys_platform" not in marker and "platform_system" not in marker):
            yield plain(re.match(r"[\w.-]+", text)[0])


def resting_on(dependencies=PROJECT["dependencies"]):
    """Return every package that dependencies bring here, with what it is installed as."""
    found, waiting = {}, list(requirements(dependencies))
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:  # asked for by a marker that does not hold here
            continue
        waiting += requirements(found[name].requires or ())
    return found


def licences(package):
    """Return the licences that a package's metadata names."""
    about = package.metadata
    expression = about.get("License-Expression") or ""
    told = {
        CLASSIFIERS.get(one.split(" :: ")[-1], one)
        for one in about.get_all("Classifier") or ()
        if one.startswith("License ::")
    }
    return set(re.findall(r"[\w.-]+", expression)) - {"AND", "OR", "WITH"} or told - {"License :: OSI Approved"} or {
        (about.get("License") or "").strip()
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(resting_on()))
def test_the_licence_of_a_package_is_the_one_that_is_listed(name):
    assert name in listed(), f"SECURITY.md: a row for {name} is missing"
    assert listed()[name] in licences(resting_on()[name])


@pytest.mark.parametrize("name", sorted(resting_on(WEB)))
def test_the_licence_of_a_package_of_the_page_is_the_one_that_is_listed(name):
    table = listed("licences of web")
    assert name in table, f"SECURITY.md: a row for {name} is missing"
    assert table[name] in licences(resting_on(WEB)[name])


def test_every_licence_is_a_permissive_one():
    assert {*listed().values(), *listed("licences of web").values()} <= PERMISSIVE


def test_what_is_asked_for_is_installed_and_listed():
    asked = set(requirements(PROJECT["dependencies"]))
    assert asked <= set(resting_on())
    assert asked <= set(listed())


@pytest.mark.parametrize("requirement", [*PROJECT["dependencies"], *WEB])
def test_a_dependency_is_bounded_on_both_sides(requirement):
    assert re.fullmatch(r"[\w.-]+>=[\d.]+,<\d+", requirement)


def package(name="good", vulns=(), **more):
    return {"name": name, "version": "1.0", "vulns": list(vulns), **more}


WEAK = {"id": "PYSEC-2026-1", "fix_versions": ["1.1"]}
SKIPPED = {"name": "odd", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "code", "told"),
    [
        ([package()], 0, "No weakness is published in 1 packages."),
        ([package(), package("bad", [WEAK])], 1, "bad 1.0: PYSEC-2026-1 (mended in 1.1)"),
        ([SKIPPED, package("bad", [WEAK])], 1, "bad 1.0"),
        ([package(), SKIPPED], 0, "Not audited: odd."),
        (
            [SKIPPED, {"name": "dprk-screen", "skip_reason": "editable"}],
            0,
            "knows none of the 1 packages here. This is no clearance",
        ),
    ],
)
def test_an_audit_fails_for_a_weakness_and_never_clears_what_it_did_not_see(packages, code, told):
    found = audit.verdict({"dependencies": packages})
    assert (found[0], told in found[1]) == (code, True), found


@pytest.mark.parametrize(
    ("errors", "code", "told"),
    [
        (
            "requests.exceptions.ConnectionError: Failed to resolve 'host'",
            0,
            "Not audited: the service cannot be reached",
        ),
        ("ValueError: broken", 1, "pip-audit failed (exit 1): ValueError: broken"),
        ("", 1, "it said nothing"),
    ],
)
def test_an_audit_that_cannot_be_made_says_why(errors, code, told):
    found = audit.answer(1, "", errors)
    assert (found[0], told in found[1]) == (code, True), found
