"""What editors and rules/README.md tell a rule-writer is what the program knows.

Run as a program it writes the generated parts: python -m tests.redflags.test_rules_schema
"""

from __future__ import annotations

import json
import re
import shlex
import shutil

import pytest
import yaml
from click.testing import CliRunner

from screen.cli import cli
from screen.data import read_yaml, shipped
from screen.redflags import load_rules
from screen.redflags.facts import FACTS
from screen.redflags.schema import facts_table, rule_schema
from screen.redflags.trial import failures

RULES = shipped("rules")
SCHEMA, README = RULES / "red_flag.schema.json", RULES / "README.md"
HOW = "run: python -m tests.redflags.test_rules_schema"


def schema_text() -> str:
    """Return the schema as its file holds it."""
    return json.dumps(rule_schema(), indent=1, ensure_ascii=False) + "\n"


def readme_text(text: str) -> str:
    """Return the README with its table of facts."""
    pattern = re.compile(r"(<!-- facts -->\n).*?(<!-- end of facts -->)", re.DOTALL)
    assert pattern.search(text)
    return pattern.sub(lambda found: f"{found[1]}{facts_table()}\n{found[2]}", text)


def yaml_of(name: str) -> str:
    """Return a YAML example of the README."""
    found = re.search(
        rf"<!-- {name} -->\n```yaml\n(.*?)```\n<!-- end of {name} -->", README.read_text(encoding="utf-8"), re.DOTALL
    )
    assert found
    return found[1]


def test_the_schema_is_that_of_the_program():
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), HOW


def test_the_facts_of_the_readme_are_those_of_the_program():
    text = README.read_text(encoding="utf-8")
    assert readme_text(text) == text, HOW


@pytest.mark.parametrize("fact", sorted(FACTS))
def test_every_fact_says_what_it_means(fact):
    assert len(FACTS[fact].says) >= 8
    assert f"| `{fact}` |" in facts_table()


# ---- a small reader of the schema, enough to see that it accepts what the loader accepts ------------------


def complaints(value, schema, root, where="$"):
    """Yield what a value does to a JSON Schema: the keywords this schema uses, no more."""
    if "$ref" in schema:
        yield from complaints(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root, where)
    types = {"object": dict, "array": list, "string": str, "boolean": bool, "number": (int, float)}
    wanted = schema.get("type", [])
    wanted = [wanted] if isinstance(wanted, str) else wanted
    if wanted and not any(isinstance(value, types[one]) for one in wanted):
        yield f"{where}: no {wanted}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is none of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{where}: {value!r} is not {schema['const']!r}"
    for key, enough in (("anyOf", lambda n: n >= 1), ("oneOf", lambda n: n == 1)):
        if key in schema and not enough(sum(not list(complaints(value, one, root)) for one in schema[key])):
            yield f"{where}: {value!r} fits {key} wrongly"
    if isinstance(value, dict):
        required = schema.get("required", [])
        if "if" in schema and set(schema["if"]["required"]) <= set(value):
            required = [*required, *schema["then"]["required"]]
        yield from (f"{where}: missing {key}" for key in required if key not in value)
        known = schema.get("properties", {})
        for key, one in value.items():
            below = known.get(key, schema.get("additionalProperties", {}))
            if below is False:
                yield f"{where}: unknown {key}"
            else:
                yield from complaints(one, below or {}, root, f"{where}.{key}")
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            yield f"{where}: too few"
        for number, one in enumerate(value):
            yield from complaints(one, schema.get("items", {}), root, f"{where}[{number}]")


SHIPPED = sorted((RULES / "red_flags").glob("*.yml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_the_schema_accepts_every_shipped_rule(path):
    schema = rule_schema()
    assert list(complaints(read_yaml(path), schema, schema)) == []


@pytest.mark.parametrize("name", ["example", "changes"])
def test_the_schema_accepts_the_examples_of_the_readme(name):
    schema = rule_schema()
    assert list(complaints(yaml.safe_load(yaml_of(name).replace("off:", '"off":')), schema, schema)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"when": "no_such_fact"},
        {"when": {"some": ["bic_in_dprk"]}},
        {"level": "severe"},
        {"colour": "red"},
        {"examples": {"fires": [{"name": "A"}], "clear": [{"name": "A"}, {"name": "B"}]}},
        {"examples": {"fires": [{"nam": "A"}, {"name": "B"}], "clear": [{"name": "A"}, {"name": "B"}]}},
        {"unless": [{"exception": "X99", "fact": "bic_in_dprk"}]},
    ],
    ids=str,
)
def test_the_schema_refuses_what_the_loader_refuses(change):
    schema = rule_schema()
    rule = yaml.safe_load(yaml_of("example"))["rules"][0]
    assert list(complaints({"rules": [rule]}, schema, schema)) == []
    assert list(complaints({"rules": [rule | change]}, schema, schema))


# ---- the README's examples run ---------------------------------------------------------------------------


def own(tmp_path, name):
    (tmp_path / "lodging.yml").write_text(yaml_of(name), encoding="utf-8")
    if name == "changes":
        (tmp_path / "about.yml").write_text(yaml_of("about"), encoding="utf-8")
        (tmp_path / "matching.yml").write_text(yaml_of("bands"), encoding="utf-8")
    return tmp_path


def test_the_rule_of_the_readme_is_sound_and_behaves(tmp_path):
    book = load_rules(own=[own(tmp_path, "example")])
    assert book["OWN1"].sources[0].issuer == "Purchasing"
    assert failures(book["OWN1"], book) == []


def test_the_changes_of_the_readme_do_what_it_says(tmp_path):
    book = load_rules(own=[own(tmp_path, "changes")])
    assert [rule.id for rule in book.off] == ["A26"]
    assert (book["A15"].level.word, book["A15"].levels) == ("low", ())
    words = book.vocabularies["words"]
    assert words["same_holder_score"] == 60
    assert "example savings bank" in words["banks"]
    assert "hotel" not in words["sectors"]["lodging"]
    assert book.bands == {"medium": 65}
    assert {one.about.approved_by for one in book.policy} == {"B. Head, Compliance"}


def test_the_commands_of_the_readme_run_as_they_stand(tmp_path, monkeypatch):
    example = shutil.copytree(RULES.parent / "examples" / "vendors", tmp_path / "examples" / "vendors")
    (tmp_path / "my-rules").mkdir()
    (tmp_path / "my-rules" / "lodging.yml").write_text(yaml_of("example"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DPRK_SCREEN_DATA_DIR", str(tmp_path / "data"))
    block = re.search(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    commands = [shlex.split(line) for line in block[1].splitlines()]
    assert {words[2] for words in commands if words[1] == "rules"} == {"check", "test", "show", "try"}
    for words in commands:
        result = CliRunner().invoke(cli, words[1:], catch_exceptions=False)
        assert result.exit_code == 0, (words, result.output)
    assert (example / "vendors.screened.xlsx").is_file()


def main() -> None:
    """Write the generated parts."""
    SCHEMA.write_text(schema_text(), encoding="utf-8")
    README.write_text(readme_text(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
