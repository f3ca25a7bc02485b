"""Our YAML and CSV files are read strictly, and by the short way as by the loader's own."""

import pytest
import yaml

from screen.data import _StrictLoader, read_csv, read_yaml, shipped
from screen.errors import RuleError

MIXED = """
texts: [NO, yes, on, 2026-01-02, "007", '12', 12:30, ~x]
numbers: {one: 1, half: 0.5, hex: 0x1f, much: 1e3, none: , null: ~, true: true}
7: a number as the key
shared: &words [a, {b: c}]
again: *words


second: R&D
folded: >
  one
  line
"""


def test_a_file_without_anchors_reads_as_the_loader_reads_it(tmp_path):
    text = MIXED.replace("&words ", "").replace("*words", "none")
    path = tmp_path / "mixed.yml"
    path.write_text(text, encoding="utf-8")
    assert repr(read_yaml(path)) == repr(yaml.load(text, _StrictLoader))


def test_what_an_anchor_names_is_one_value_in_both_places(tmp_path):
    path = tmp_path / "mixed.yml"
    path.write_text(MIXED, encoding="utf-8")
    found = read_yaml(path)
    assert found["again"] is found["shared"]
    assert found["texts"][:4] == ["NO", "yes", "on", "2026-01-02"]


@pytest.mark.parametrize("file", sorted(shipped("rules").rglob("*.yml")), ids=lambda path: path.stem)
def test_the_shipped_rules_read_as_the_loader_reads_them(file):
    assert repr(read_yaml(file)) == repr(yaml.load(file.read_text(encoding="utf-8"), _StrictLoader))


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: 1\nb: {c: 1, c: 2}\n", 2), ("a: [\n", 2), ("a: *b\n", 1), ("a: &b [*b]\n", 1), ("- a\n", 1)],
)
def test_a_broken_file_is_an_error_with_its_line(tmp_path, text, line):
    path = tmp_path / "broken.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match=f"line {line}: "):
        read_yaml(path)


@pytest.mark.parametrize("record", ["1", "1,2,3", ",,"])
def test_a_record_with_more_or_fewer_cells_than_the_header_is_an_error(tmp_path, record):
    path = tmp_path / "table.csv"
    path.write_text(f"a,b\n\n1,2\n{record}\n", encoding="utf-8")
    with pytest.raises(RuleError, match="record 3: the number of cells"):
        read_csv(path)


def test_records_are_mappings_of_texts_without_blank_lines(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text('a,b\n\n1,"2\n3"\n', encoding="utf-8")
    assert read_csv(path) == [{"a": "1", "b": "2\n3"}]
    path.write_text("", encoding="utf-8")
    assert read_csv(path) == []
