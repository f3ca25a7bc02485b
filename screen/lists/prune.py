"""Which snapshots of the data directory may go: old ones that no run uses and no report names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from screen.lists.kept import ASIDE, Kept, Note, shipped_version
from screen.lists.snapshot import Snapshot
from screen.lists.store import Store


@dataclass(frozen=True)
class Pruning:
    """What would go.

    snapshots: of lists, oldest first; shipped: folders of shipped lists of other versions; let_go: notes on reports that protect
    nothing any more; held: how many old snapshots stay for a report; gone: notes on reports that are not where they were
    written to.
    """

    snapshots: tuple[Snapshot, ...]
    shipped: tuple[Path, ...]
    let_go: tuple[Note, ...]
    held: int
    gone: tuple[Note, ...]

    def __bool__(self) -> bool:
        return bool(self.snapshots or self.shipped or self.let_go)

    def done(self, store: Store) -> None:
        """Take it away. Notes go first: one without its snapshots would promise what is not there."""
        for note in self.let_go:
            note.file.unlink(missing_ok=True)
        store.prune([*(one.folder for one in self.snapshots), *self.shipped])


def pruning(
    store: Store,
    before: date,
    let_go_gone: bool = False,
    let_go: Collection[Path] = (),
    digests: Collection[str] = (),
) -> Pruning:
    """Say what may go of what came before a day.

    The newest snapshot of each list stays, and whatever a noted report names. let_go_gone: reports that are not where they were
    written to do not count; let_go: nor do these; digests: nor do those that hold these records.
    """
    kept = Kept(store.folder)
    notes = kept.notes()
    named = {str(path.absolute()) for path in let_go}
    gone = [one for one in notes if not one.is_there]
    dropped = [
        one for one in notes if one.path in named or one.digest in digests or (let_go_gone and not one.is_there)
    ]
    protecting = [one for one in notes if one not in dropped]
    wanted, versions = kept.named(protecting), {one.shipped for one in protecting} | {shipped_version()}
    old = [one for one in _out_of_use(store) if one.retrieved.date() < before]
    free = [one for one in old if (one.list_id, one.folder.name.removeprefix(ASIDE)) not in wanted]
    shipped = [one for one in kept.shipped_kept() if one.name not in versions and _came(one) < before]
    return Pruning(tuple(free), tuple(shipped), tuple(dropped), len(old) - len(free), tuple(gone))


def _out_of_use(store: Store) -> Sequence[Snapshot]:
    """Return all snapshots but the newest of each list."""
    newest = {one.folder for one in store.in_use()}
    aside = [Snapshot.read(path) for path in sorted((store.folder / "lists").glob(f"*/{ASIDE}*")) if path.is_dir()]
    return [*(one for one in store.snapshots() if one.folder not in newest), *aside]


def _came(folder: Path) -> date:
    return datetime.fromtimestamp(folder.stat().st_mtime, UTC).date()
