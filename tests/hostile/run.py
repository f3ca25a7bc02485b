"""Runs the command as a user does, with no more memory and time than a case may take."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

MEMORY = 1_500_000_000  # bytes of address space, of which Python and its libraries take a third
SECONDS = 60  # a run that hangs is one that takes longer; none comes near


def command(*words: object, cwd: Path, memory: int = MEMORY, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run dprk-screen in a process of its own, in a folder, with so much memory."""
    return subprocess.run(
        [sys.executable, "-m", "screen", *map(str, words)], cwd=cwd, text=True, capture_output=True, timeout=SECONDS,
        env=environment(), preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (memory, memory)),
        **({"stdin": subprocess.DEVNULL} | more),
    )  # fmt: skip


def environment() -> dict[str, str]:
    """Return what the command is started with: one thread a library, since each takes address space."""
    root = str(Path(__file__).resolve().parents[2])
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    return {**os.environ, **threads, "PYTHONPATH": root, "DPRK_SCREEN_AS_OF": "2026-11-24"}


def is_told(output: str) -> bool:
    """Whether an error is told as one: where, what, what to do, with no traceback, within a few lines of fair length."""
    lines = output.strip().splitlines()
    return (
        0 < len(lines) <= 2
        and all(len(line) < 700 for line in lines)
        and ". " in output
        and "Traceback" not in output
    )
