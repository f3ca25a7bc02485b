"""All names of a party are at hand by its references, each once."""

from screen.lists.directory import Directory
from tests.builders import entry, watchlist


def test_names_of_a_cluster_come_once_and_at_their_best():
    lists = [watchlist(entry("Acme Ltd", aliases=("Acme", "ACME LTD"), weak_aliases=("AL", "acme")))]
    reference = f"{lists[0].publisher}:{lists[0].entries['id'].iloc[0]}"
    assert Directory(lists).names([reference]) == {"name": ["Acme Ltd"], "aliases": ["Acme"], "weak_aliases": ["AL"]}
    assert Directory(lists).names(["NOBODY:1", reference])["name"] == ["Acme Ltd"]
    assert Directory(lists).names(["NOBODY:1"]) == {}
