"""The process that atheris runs in: python -m tests.fuzz.atheris_run TARGET CORPUS [libFuzzer's options]."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import atheris


def main(words: list[str]) -> None:
    """Instrument the tool, and hand over to libFuzzer, which ends the process."""
    name, *others = words
    with atheris.instrument_imports(include=["screen"]):
        from tests.fuzz.targets import TARGETS

        target = TARGETS[name]
        for path in sorted(
            Path(words[1]).iterdir()
        ):  # imports all that is imported late, so that it is instrumented too
            target.tried(path.read_bytes())
    warnings.simplefilter("ignore")
    atheris.Setup([sys.argv[0], *others], target.tried)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
