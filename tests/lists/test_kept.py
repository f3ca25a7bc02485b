"""A report that was handed over protects its snapshots wherever it lies now, until it is let go."""

from datetime import date

from screen.lists.kept import Kept
from screen.lists.prune import pruning
from screen.lists.store import Store
from tests.lists.server import un_xml


def snapshots(folder):
    """Keep two versions of a list, of which the first is out of use."""
    store = Store(folder / "data")
    for number, day in ((11, "2026-01-01"), (12, "2026-01-02")):
        path = folder / "un.xml"
        path.write_bytes(un_xml(range(1, number), day))
        store.add([path])
    return store


def test_a_report_without_a_place_is_never_gone_and_is_let_go_by_its_record(tmp_path):
    from screen.lists import stored_list

    store = snapshots(tmp_path)
    old = stored_list(store.snapshots()[0])
    Kept(store.folder).note((), "run", "d" * 64, [old], folder=tmp_path)
    (note,) = Kept(store.folder).notes()
    assert (note.path, note.folder, note.is_there) == ("", str(tmp_path), True)
    assert Kept(store.folder).of_record("d" * 64) == [note]
    before = date(2100, 1, 1)
    assert pruning(store, before, let_go_gone=True).snapshots == ()
    assert len(pruning(store, before, digests=["d" * 64]).snapshots) == 1


def test_two_records_of_one_run_are_noted_beside_each_other(tmp_path):
    store = snapshots(tmp_path)
    for digest in ("a" * 64, "b" * 64, "a" * 64):
        Kept(store.folder).note((), "run", digest, [])
    assert len(Kept(store.folder).notes()) == 2
