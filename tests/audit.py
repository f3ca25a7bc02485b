"""Asks pip-audit whether a published weakness concerns what is installed: python -m tests.audit [PYTHON]

PYTHON: the interpreter of the environment, this one by default. Exit 0 none known, or not to be found out here, which it
says; 1 at least one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

_OFFLINE = (
    "ConnectionError",
    "ConnectTimeout",
    "ReadTimeout",
    "Max retries exceeded",
    "ServiceError",
    "Failed to resolve",
)
_SECONDS = 300
_OWN = "dprk-screen"  # on no index yet, and an editable install where it is tested


def verdict(report: Mapping[str, Any]) -> tuple[int, str]:
    """Return exit code and sentence for a report of pip-audit (its JSON form)."""
    packages = [one for one in report.get("dependencies", ()) if one["name"] != _OWN]
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    weak = [one for one in packages if one.get("vulns")]
    if weak:
        told = "; ".join(f"{one['name']} {one['version']}: {_weaknesses(one)}" for one in weak)
        return 1, f"Weaknesses published: {told}."
    if len(skipped) == len(packages):
        return 0, f"Not audited: the service knows none of the {len(packages)} packages here. This is no clearance."
    told = f"No weakness is published in {len(packages) - len(skipped)} packages."
    return 0, f"{told} Not audited: {', '.join(skipped)}." if skipped else told


def _weaknesses(package: Mapping[str, Any]) -> str:
    return ", ".join(
        one["id"] + (f" (mended in {', '.join(one['fix_versions'])})" if one.get("fix_versions") else "")
        for one in package["vulns"]
    )


def answer(code: int, output: str, errors: str) -> tuple[int, str]:
    """Return exit code and sentence for what pip-audit said: its exit code, standard output and standard error."""
    try:
        return verdict(json.loads(output))
    except ValueError:
        last = (errors.strip().splitlines() or ["it said nothing"])[-1][:200]
    if any(word in errors for word in _OFFLINE):
        return 0, f"Not audited: the service cannot be reached from here ({last}). This is no clearance."
    return 1, f"pip-audit failed (exit {code}): {last}"


def main(words: Sequence[str]) -> int:
    """Audit an environment, say what was found, and return the exit code."""
    environment = os.environ | {"PIPAPI_PYTHON_LOCATION": words[0] if words else sys.executable}
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--skip-editable"]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=_SECONDS)
        code, told = answer(done.returncode, done.stdout, done.stderr)
    except subprocess.TimeoutExpired:
        code, told = 0, f"Not audited: no answer in {_SECONDS} seconds. This is no clearance."
    if code and "No module named pip_audit" in told:
        told = 'pip-audit is not installed. Install it with pip install -e ".[audit]".'
    print(told)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
