"""A scratch git repository, with the real git."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

_WHO = ("-c", "user.name=Test", "-c", "user.email=test@localhost", "-c", "init.defaultBranch=main",
        "-c", "protocol.file.allow=always", "-c", "commit.gpgsign=false")  # fmt: skip


@dataclass(frozen=True)
class Repository:
    """A repository in a folder."""

    folder: Path

    @classmethod
    def begun(cls, folder: Path) -> Repository:
        """Begin one; the test is skipped where there is no git."""
        folder.mkdir(exist_ok=True)
        try:
            subprocess.run(["git", "--version"], check=True, capture_output=True)
        except FileNotFoundError:
            pytest.skip("needs git")
        made = cls(folder)
        made.git("init")
        return made

    def git(self, *words: str) -> str:
        """Run git in it; returns what it says."""
        return subprocess.run(
            ["git", *_WHO, *words], cwd=self.folder, check=True, capture_output=True, text=True
        ).stdout.strip()

    def write(self, name: str, text: str) -> Path:
        """Write a file of it."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        return path

    def commit(self) -> str:
        """Commit everything that is there; returns the commit."""
        self.git("add", "-A")
        self.git("commit", "--allow-empty", "-m", "a commit")
        return self.git("rev-parse", "HEAD")
