"""The .json report of assure against its schema, which says what each field means."""

import json
from copy import deepcopy
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from screen.assurance.confirmed import Confirmed
from screen.assurance.effectiveness import FORM
from screen.assurance.innocents import own
from screen.intake import read_parties
from screen.report.effectiveness.output import write
from tests.assurance.lists import lists, measured
from tests.builders import TODAY, table

SCHEMA = json.loads(files("screen.report.effectiveness").joinpath("record.schema.json").read_text(encoding="utf-8"))
CHECK = Draft202012Validator(SCHEMA)


def with_all():
    """Return a report on confirmed matches and a table of one's own, beside an earlier one that asked others."""
    given = [Confirmed("Ri Yong Ho", ("UN:P1",), "row 3", "person"), Confirmed("Gone", ("US:1",), "row 4")]
    rows = table({"name": "Kim Chol Su", "nationality": "KR"}, {"name": ""}, {"name": "Acme Tools", "country": "DE"})
    sample = own(read_parties(rows, columns={name: name for name in rows.columns}, today=TODAY), 1)
    before = deepcopy(measured(seed=8))
    return measured(
        confirmed=given, not_imported=2, innocent=sample, against=before, files=[("decisions", "d.jsonl", "0" * 64)]
    )


MADE = {
    "usual": measured,
    "all that may be asked": with_all,
    "one publisher": lambda: measured(given=lists()[:1]),
    "no entries": lambda: measured(given=[]),
    "no control made": lambda: measured(controls_per_class=1, names_per_group=1),
}


@pytest.fixture(scope="module", params=MADE)
def written(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("effectiveness") / "r.json"
    write(MADE[request.param](), path)
    return json.loads(path.read_text(encoding="utf-8"))


def test_a_report_fits_its_schema(written):
    assert [f"{list(one.path)}: {one.message[:200]}" for one in CHECK.iter_errors(written)] == []
    assert written["form"] == FORM == SCHEMA["properties"]["form"]["const"]


def test_keys_stand_in_the_order_of_the_schema(written):
    def ordered(value, schema):
        if "$ref" in schema:
            schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
        if "oneOf" in schema and value is not None:
            schema = schema["oneOf"][1]
        if isinstance(value, dict) and schema.get("additionalProperties") is False:
            assert list(value) == list(schema["properties"])
            for key, held in value.items():
                ordered(held, schema["properties"][key])
        if isinstance(value, list) and isinstance(schema.get("items"), dict):
            for held in value:
                ordered(held, schema["items"])

    ordered(written, SCHEMA)


def test_every_field_is_described_and_no_other_allowed():
    CHECK.check_schema(SCHEMA)

    def walk(schema, where):
        for key, held in schema.get("properties", {}).items():
            assert held.get("description", "").endswith(".") or "$ref" in held, f"{where}.{key}"
            walk(held, f"{where}.{key}")
        if "required" in schema and schema.get("additionalProperties") is False:
            assert schema["required"] == list(schema["properties"]), where
        for held in (schema.get("items"), *schema.get("oneOf", ())):
            if isinstance(held, dict):
                walk(held, f"{where}[]")

    walk(SCHEMA, "record")
    for name, held in SCHEMA["$defs"].items():
        walk(held, name)


@pytest.mark.parametrize("change", [{"more": 1}, {"form": 2}, {"kind": "record"}, {"verdict": {}}])
def test_a_stranger_to_the_shape_is_refused(change):
    assert not CHECK.is_valid(measured() | change)
