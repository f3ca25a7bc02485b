"""A git revision that a file is read from, by the git executable: nothing is checked out, fetched or run.

No text conversion, no hook, no network; what the folder's environment says of git is left out.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from screen.errors import UntrustedInput, UsageError

_SECONDS = 60
_LEFT_OUT = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE", "GIT_PREFIX",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE",
)  # fmt: skip
"""What a hook sets, and what would show another repository or another history."""
_SET = {
    "GIT_TERMINAL_PROMPT": "0", "GIT_PAGER": "cat", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "LC_ALL": "C", "LANGUAGE": "C",
}  # fmt: skip
_LARGE = b"version https://git-lfs.github.com/spec/"
_FETCH = "In CI fetch it first, such as with “git fetch origin main” or “fetch-depth: 0”."


class UnknownRevision(UsageError):
    """A repository holds no commit of this name."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit under the name it was asked for by. root: top of its working tree; commit: 40 hex digits or 64."""

    name: str
    commit: str
    root: Path

    @classmethod
    def of(cls, name: str, path: Path) -> Revision:
        """Look a revision up in the repository that holds a path, whether or not the file is there.

        Raises UsageError without git, outside a repository, and for a name that is unknown, ambiguous or an option.
        """
        if not name or name.startswith("-"):
            raise UsageError(f"“{name}”: is no git revision. Name a branch or commit, such as origin/main.")
        folder = _folder(path)
        done = _git(folder, "rev-parse", "--show-toplevel")
        if done.returncode:
            raise UsageError(_no_repository(folder, _said(done)))
        root = Path(os.fsdecode(done.stdout.removesuffix(b"\n")))
        if _git(folder, "rev-parse", "--show-superproject-working-tree").stdout.strip():
            raise UsageError(f"{path}: lies in a git submodule. Keep it in the repository that uses it.")
        done = _git(
            root,
            "-c",
            "core.warnAmbiguousRefs=true",
            "rev-parse",
            "--verify",
            "--end-of-options",
            f"{name}^{{commit}}",
        )
        if done.returncode:
            shallow = _git(root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
            told = " and is shallow" if shallow else ""
            raise UnknownRevision(f"{name}: the repository {root} holds no such commit{told}. {_FETCH}")
        if b"ambiguous" in done.stderr:
            raise UsageError(
                f"{name}: names several things in {root}, such as a tag and a branch. Write it whole, such as "
                "refs/remotes/origin/main."
            )
        return cls(name, done.stdout.decode("ascii").strip(), root)

    @property
    def short(self) -> str:
        """The commit by its first seven digits."""
        return self.commit[:7]

    def __str__(self) -> str:
        """Return the name, and the commit where the name is another."""
        return self.name if self.commit.startswith(self.name) else f"{self.name} ({self.short})"

    def bytes_of(self, path: Path) -> bytes | None:
        """Return a file as it was committed, None where the revision has none.

        Raises UsageError for a path outside the repository, UntrustedInput for what is no plain file there.
        """
        blob = self._blob(self._inside(path))
        if blob is None:
            return None
        done = _git(self.root, "cat-file", "blob", blob)
        if done.returncode:
            raise UntrustedInput(
                f"{path}: {self} holds it, but this clone lacks its content ({_said(done)}). Fetch it whole."
            )
        if done.stdout.startswith(_LARGE):
            raise UntrustedInput(f"{path}: is kept by Git LFS in {self}, which is not read. Keep it in git itself.")
        return done.stdout

    def _inside(self, path: Path) -> PurePosixPath:
        """Return a path as git writes it, from the top of the repository."""
        whole = Path(os.path.abspath(path))  # the file itself may be a link, which is not followed
        try:
            return PurePosixPath((whole.parent.resolve() / whole.name).relative_to(self.root.resolve()).as_posix())
        except ValueError as problem:
            raise UsageError(f"{path}: lies outside the repository {self.root}. Name a file in it.") from problem

    def _blob(self, inside: PurePosixPath) -> str | None:
        """Return the object id of a file, None where there is none; folders on its way are looked at one by one."""
        for part in (*reversed(inside.parents[:-1]), inside):
            done = _git(self.root, "ls-tree", "-z", "--full-tree", self.commit, "--", str(part))
            if done.returncode:
                raise UntrustedInput(f"{inside}: {self} cannot be read ({_said(done)}). Fetch it whole.")
            if not done.stdout:
                return None
            mode, kind, found = done.stdout.split(b"\t")[0].decode("ascii").split(" ")
            if kind == "commit" or mode == "120000":
                what = "a submodule" if kind == "commit" else "a symbolic link"
                raise UntrustedInput(
                    f"{part}: is {what} in {self}, which is not followed. Keep the file itself there."
                )
        if kind != "blob":
            raise UntrustedInput(f"{inside}: is a folder in {self}. Name a file.")
        return found


def _folder(path: Path) -> Path:
    """Return the folder a path lies in, or would: the nearest that is there."""
    return next(one for one in Path(os.path.abspath(path)).parents if one.is_dir())


def _git(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    """Run git without a shell, with nothing to ask and nobody to ask it of."""
    environment = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT} | _SET
    try:
        return subprocess.run(
            ["git", "--no-pager", "-C", str(folder), *words], stdin=subprocess.DEVNULL, capture_output=True,
            env=environment, timeout=_SECONDS, check=False,
        )  # fmt: skip
    except FileNotFoundError as problem:
        raise UsageError("git: is not installed, and a revision is read with it. Install git.") from problem
    except OSError as problem:
        raise UsageError(f"git: cannot be run ({problem.strerror}). Check the installation.") from problem
    except subprocess.TimeoutExpired as problem:
        raise UntrustedInput(f"{folder}: git did not answer within {_SECONDS} seconds. Try again.") from problem


def _no_repository(folder: Path, said: str) -> str:
    if "dubious ownership" in said:
        at = said.partition(" at ")[2].strip("'") or folder
        return f"{at}: git refuses a repository of another owner. Allow it: git config --global --add safe.directory {at}"
    if "not a git repository" in said:
        return f"{folder}: lies in no git repository, so it has no revisions. Run this in a clone."
    return f"{folder}: git cannot read this repository ({said}). Run this in a clone with its files."


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return the line in which git says what is wrong."""
    lines = [line for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    fatal = [line for line in lines if line.startswith("fatal: ")] or lines or [f"exit {done.returncode}"]
    return fatal[0].removeprefix("fatal: ").rstrip(".")
