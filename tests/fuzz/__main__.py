"""Fuzz for a while: python -m tests.fuzz [TARGET…] --seconds N, or try one file: python -m tests.fuzz TARGET --file FILE.

Begins with real files, goes on from what reached new code. What breaks a target is written to --findings and named at the end:
mend what it shows, and put the file into tests/fuzz/cases as TARGET-WORDS, where a test reads it from then on.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from tests.fuzz.targets import ROOT, TARGETS

_INPUT_SECONDS, _MEMORY_MB = 20, 3_000
_GRACE_SECONDS = 300  # instrumented code is slow to begin with


def fuzz(name: str, seconds: int, findings: Path) -> bool:
    """Fuzz a target in a process of its own; returns whether nothing broke it."""
    with tempfile.TemporaryDirectory(prefix="dprk-screen-fuzz-") as corpus:
        for data in TARGETS[name].seeds():
            Path(corpus, hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
        for path in (ROOT / "tests" / "fuzz" / "cases").glob(f"{name}-*"):
            Path(corpus, path.name).write_bytes(path.read_bytes())
        command = [
            sys.executable, "-m", "tests.fuzz.atheris_run", name, corpus, f"-max_total_time={seconds}", f"-timeout={_INPUT_SECONDS}",
            f"-rss_limit_mb={_MEMORY_MB}", f"-max_len={TARGETS[name].most_bytes}", f"-artifact_prefix={findings}/{name}-",
            "-print_final_stats=1",
        ]  # fmt: skip
        try:
            done = subprocess.run(
                command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False,
                timeout=seconds + _GRACE_SECONDS,
            )  # fmt: skip
            code, said = done.returncode, done.stderr + done.stdout
        except subprocess.TimeoutExpired:
            code, said = 1, "did not end in time"
    runs = next((line.split()[-1] for line in said.splitlines() if "number_of_executed_units" in line), "?")
    print(f"{name}: {runs} inputs, {'nothing found' if code == 0 else 'BROKEN'}", flush=True)
    if code:
        print("\n".join(said.splitlines()[-40:]), flush=True)
    return code == 0


def main(words: list[str]) -> int:
    """Parse, fuzz each target, say what was found; exit 1 where anything was, 2 where atheris is missing."""
    told = "\n".join(f"  {name:10} {target.what}" for name, target in TARGETS.items())
    parser = argparse.ArgumentParser(
        "python -m tests.fuzz", description=f"{__doc__}\n{told}", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="Default: all, one after the other.")
    parser.add_argument("--seconds", type=int, default=60, help="For each target. Default: 60.")
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"), help="Default: fuzz-findings.")
    parser.add_argument("--file", type=Path, help="Try this file on one target instead, without atheris.")
    told_of = parser.parse_args(words)
    if unknown := set(told_of.targets) - set(TARGETS):
        parser.error(f"{', '.join(sorted(unknown))}: no such target. There are {', '.join(TARGETS)}.")
    if told_of.file:
        if len(told_of.targets) != 1:
            parser.error("--file: name the one target to try it on.")
        print(TARGETS[told_of.targets[0]].tried(told_of.file.read_bytes()) or "read")
        return 0
    if find_spec("atheris") is None:
        print(
            'atheris is not installed (Linux and macOS). Install it with pip install -e ".[fuzz]".', file=sys.stderr
        )
        return 2
    told_of.findings.mkdir(exist_ok=True)
    sound = [fuzz(name, told_of.seconds, told_of.findings.resolve()) for name in told_of.targets or TARGETS]
    return 0 if all(sound) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
