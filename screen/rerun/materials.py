"""Everything a run was made with, looked for anew: table, earlier tables, lists, rules, decisions, the earlier run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screen.decisions import Journal
from screen.errors import RuleError, ScreenError
from screen.lists.recall import recall
from screen.plain_file import read
from screen.redflags import load_rules
from screen.redflags.loader import own_source
from screen.redflags.thresholds import Thresholds
from screen.report.packed import read_record
from screen.rerun.places import Places, at
from screen.rerun.request import Cause, Request
from screen.screening import EarlierRun, Screener

if TYPE_CHECKING:
    import pandas as pd

    from screen.redflags import RuleBook
    from screen.redflags.loader import OwnRules

_SHA256 = 64  # hex digits
_LOOK = "Say with --look-in FOLDER where it lies"
_MOST = 500_000_000  # bytes of a decisions file


@dataclass
class Materials:
    """What was found. causes: what is not as it was, each with what to do; table: None where there is none to screen."""

    request: Request
    places: Places
    data_dir: str | None = None
    key: bytes | None = None
    causes: list[Cause] = field(default_factory=list)
    table: Path | pd.DataFrame | None = None
    history: list[Path] = field(default_factory=list)
    journal: Journal | None = None
    since: EarlierRun | None = None
    screener: Screener = field(init=False)

    @property
    def stopping(self) -> list[Cause]:
        """What can be put right, so that nothing is screened before it is or the user says so."""
        return [one for one in self.causes if one.stops]

    def lack(self, code: str, message: str, *, stops: bool = True) -> None:
        """Note that something is not as it was."""
        self.causes.append(Cause(code, message, stops))


def gathered(
    request: Request, places: Places, table: Path | None = None, data_dir: str | None = None, key: bytes | None = None
) -> Materials:
    """Look for all that a run was made with. table: where its table is; key: of a keyed decisions file."""
    found = Materials(request, places, data_dir, key if request.record["decisions"]["keyed"] else None)
    _table(found, table)
    _history(found)
    _lists_and_rules(found)
    _decisions(found)
    _since(found)
    return found


def _table(found: Materials, named: Path | None) -> None:
    record = found.request.record
    if row := record["asked"]["row"]:
        import pandas as pd

        found.table = pd.DataFrame([row], dtype="str")
        return
    name, digest, size = (record["input"][key] for key in ("name", "sha256", "bytes"))
    if len(digest) != _SHA256:
        found.table = named
        found.lack(
            "table-unknown", f"The table ({name}) was no file whose SHA-256 the report could keep: a DataFrame, or files that a "
            "cluster read. Name with --table FILE what it held, and add --anyway.",
        )  # fmt: skip
        return
    looked = found.places.file(name, digest, size) if named is None else at(named, digest)
    found.table = looked.right or next(iter(looked.others), None)
    if found.table is None:
        found.lack(
            "table-missing", f"{name}: the table is not where it was, and not beside the report. Name it with --table FILE; it has "
            f"{size:,} bytes and the SHA-256 {digest}.",
        )  # fmt: skip
    elif looked.right is None:
        found.lack(
            "table-changed", f"{found.table}: is not the table of the run, whose SHA-256 was {digest[:12]}…. Name that one with "
            "--table FILE.",
        )  # fmt: skip


def _history(found: Materials) -> None:
    for one in found.request.record["history"]:
        looked = found.places.file(one["name"], one["sha256"], one["bytes"])
        path = looked.right or next(iter(looked.others), None)
        if looked.right is None:
            state = "was changed" if path else "is not where it was"
            found.lack(
                "history-changed" if path else "history-missing",
                f"{one['name']}: this earlier table (--history) {state}; its SHA-256 was {one['sha256'][:12]}…. {_LOOK}.",
            )
        found.history += [path] if path else []


def _lists_and_rules(found: Materials) -> None:
    request = found.request
    record = request.record
    version = record["versions"].get("shipped_lists", "")

    def locate() -> Sequence[Path]:
        looked = (next(found.places.candidates(name), None) for name in record["asked"]["watchlists"])
        return [path for path in looked if path]

    recalled = recall(record["lists"], version, request.as_of, found.data_dir, locate)
    for message in recalled.missing.values():
        found.lack("list-missing", message)
    for name in recalled.older:
        found.lack("list-updated", f"{name}: was updated since; the older snapshot is used, as then.", stops=False)
    found.screener = Screener(recalled.lists, _rules(found), data_dir=found.data_dir, root=recalled.root)


def _rules(found: Materials) -> RuleBook:
    """Load the rules of the run; changed ones that do not load any more are left out."""
    own, day = list(_own_rules(found)), found.request.as_of
    try:
        return load_rules(own=[rules for rules, _ in own], today=day)
    except RuleError as problem:
        if all(is_same for _, is_same in own):
            raise
        found.lack("rules-broken", f"As they are now these rules cannot be used: {problem}")
        return load_rules(own=[rules for rules, is_same in own if is_same], today=day)


def _own_rules(found: Materials) -> Iterator[tuple[OwnRules, bool]]:
    """Yield the rules of one's own that the run had, as far as they are there, and whether they are as they were."""
    for one in found.request.record["asked"]["rules"]:
        if one["bands"] or one["about"]:
            yield Thresholds(Path(one["name"]), one["bands"], one["about"], {"": 1}), True
            continue
        paths = list(found.places.candidates(one["name"]))
        same = [path for path in paths if _rules_digest(path) == one["sha256"]]
        if not same:
            state = f"were changed since ({paths[0]})" if paths else "are not where they were"
            found.lack(
                "rules-changed" if paths else "rules-missing",
                f"{one['name']}: these rules of your own (--rules) {state}; their SHA-256 was {one['sha256'][:12]}…. Restore them, "
                "or say with --look-in FOLDER where they lie.",
            )
        yield from ((path, bool(same)) for path in (same or paths)[:1])


def _rules_digest(path: Path) -> str:
    try:
        return own_source(path).sha256
    except (ScreenError, OSError):
        return ""


# ---- decisions -------------------------------------------------------------------------------------------


def _decisions(found: Materials) -> None:
    told = found.request.record["decisions"]
    if not told["file"] or not told["sha256"]:
        return
    beside = [found.table.parent] if isinstance(found.table, Path) else []
    places = replace(found.places, of_run=[*found.places.of_run, *beside])
    paths = [path for path in places.candidates(told["file"]) if path.is_file()]
    datas = [(path, data) for path in paths for data in _versions_of(path, told)]
    for path, data in datas:
        if (journal := _as_then(found, path, data)) is not None:
            found.journal = journal
            return
    if paths:
        found.lack(
            "decisions-changed", f"{paths[0]}: does not hold any more the {told['events']} decisions that it held then. Restore "
            "the file, or say with --look-in FOLDER where it lies.",
        )  # fmt: skip
        found.journal = Journal.read(paths[0], found.key)
    else:
        message = f"{told['file']}: the decisions file is not beside the table or the report. {_LOOK}."
        found.lack("decisions-missing", message)


def _versions_of(path: Path, told: dict[str, Any]) -> Iterator[bytes]:
    """Yield what a decisions file says now, and in the commit that the run read it from."""
    try:
        yield read(path, _MOST)
        if told["commit"]:
            from screen.revision import Revision

            yield Revision.of(told["commit"], path).bytes_of(path) or b""
    except (OSError, ScreenError):
        return


def _as_then(found: Materials, path: Path, data: bytes) -> Journal | None:
    """Return the decisions of the run out of a file that may have grown since, None where it does not hold them all.

    They are its first lines, or, after a merge, those recorded before the run.
    """
    record = found.request.record
    told = record["decisions"]
    if (first := _beginning(data, told["sha256"])) is not None:
        return Journal.from_bytes(first, path, found.key)
    whole = Journal.from_bytes(data, path, found.key)
    until = record["started_at"].replace("+00:00", "Z")
    before = sorted((one for one in whole.events if one.at[:19] <= until[:19]), key=lambda one: one.at)
    then = {
        one.id for one in before[: told["events"]]
    }  # the record tells the second only: what came after it is left out
    early = replace(whole, events=tuple(one for one in whole.events if one.id in then))
    return replace(early, sha256=told["sha256"]) if early.events_sha256 == told["events_sha256"] else None


def _beginning(data: bytes, digest: str) -> bytes | None:
    """Return the first lines of a file that have a SHA-256, None where none have."""
    total, end = sha256(), 0
    for one in data.splitlines(keepends=True):
        total.update(one)
        end += len(one)
        if total.hexdigest() == digest:
            return data[:end]
    return data if sha256(data).hexdigest() == digest else None


def _since(found: Materials) -> None:
    asked = found.request.record["asked"]
    if not asked["since_digest"]:
        return
    for path in found.places.candidates(asked["since"]):
        try:
            record = read_record(path)
            if record.get("digest") == asked["since_digest"]:
                found.since = EarlierRun.of(record, asked["since"])
                return
        except ScreenError:
            continue
    found.lack(
        "since-missing", f"{asked['since']}: the report of the earlier run (--since) is not there as it was. {_LOOK}; without it "
        "nothing tells what changed since that run.",
    )  # fmt: skip
