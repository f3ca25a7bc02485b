"""The .json report against its schema, which says what each field means."""

import json
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest
from jsonschema import Draft202012Validator

import screen
from screen.lists import shipped_lists
from screen.report.output import write
from screen.report.record import FORM, record
from screen.screening import Screener
from tests.builders import TODAY
from tests.report.reviewed import HOSTILE, ROWS, reviewed, screened

SCHEMA = json.loads(files("screen.report").joinpath("record.schema.json").read_text(encoding="utf-8"))
EXAMPLES = Path(screen.__file__).resolve().parent.parent / "examples"


def example(name):
    return Screener(shipped_lists()).screen(EXAMPLES / name / f"{name}.xlsx", as_of=TODAY)


def without_lists():
    return Screener([]).screen(pd.DataFrame([{"name": "Acme Tools"}], dtype="str"), {"name": "name"}, as_of=TODAY)


MADE = {
    "vendors": lambda: example("vendors"),
    "visa": lambda: example("visa"),
    "decisions": reviewed,
    "hostile": lambda: screened(*HOSTILE),
    "nothing found": lambda: screened({"name": "Acme Tools"}),
    "a row skipped": lambda: screened({"name": ""}, {"name": "Acme Tools"}),
    "no lists": without_lists,
}


@pytest.fixture(scope="module", params=MADE)
def written(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("record") / "r.json"
    write(MADE[request.param](), path)
    return json.loads(path.read_text(encoding="utf-8"))


def test_a_record_fits_its_schema(written):
    problems = [f"{list(one.path)}: {one.message[:200]}" for one in Draft202012Validator(SCHEMA).iter_errors(written)]
    assert problems == []
    assert written["form"] == FORM == SCHEMA["properties"]["form"]["const"]


def test_keys_stand_in_the_order_of_the_schema(written):
    def ordered(value, schema):
        if "$ref" in schema:
            schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
        if isinstance(value, dict) and "properties" in schema:
            assert list(value) == list(schema["properties"])
            for key, held in value.items():
                ordered(held, schema["properties"][key])
        if isinstance(value, list) and isinstance(schema.get("items"), dict):
            for held in value:
                ordered(held, schema["items"])

    ordered(written, SCHEMA)


def test_rows_stand_in_the_order_of_the_table(written):
    places = [(one["sheet"], one["row"]) for one in written["parties"]]
    order = {place: number for number, place in enumerate(places)}
    for table in ("matches", "hits"):
        found = [order[one["sheet"], one["row"]] for one in written[table]]
        assert found == sorted(found)
    alerts = [(one["what"] == "hit", one["place"]) for one in written["alerts"]]
    assert alerts == sorted(alerts)


def test_an_alert_points_to_its_match_or_hit(written):
    for one in written["alerts"]:
        found = written["matches" if one["what"] == "match" else "hits"][one["place"]]
        assert (one["sheet"], one["row"], one["party_id"]) == (found["sheet"], found["row"], found["party_id"])
        assert one["band"] == found["band" if one["what"] == "match" else "level"]
        assert one["target_name"]
    known = {rule["id"] for rule in written["rules"]}
    assert {hit["rule"] for hit in written["hits"]} <= known


def test_every_field_is_described_and_no_other_allowed():
    Draft202012Validator.check_schema(SCHEMA)

    def walk(schema, where):
        for key, held in schema.get("properties", {}).items():
            assert held.get("description", "").endswith((".", ")")) or "$ref" in held, f"{where}.{key}"
            walk(held, f"{where}.{key}")
        if "properties" in schema:
            assert schema["additionalProperties"] is False, where
            assert schema["required"] == list(schema["properties"]), where
        if isinstance(schema.get("items"), dict):
            walk(schema["items"], f"{where}[]")

    walk(SCHEMA, "record")
    for name, held in SCHEMA["$defs"].items():
        assert held["description"], name
        walk(held, name)


def test_a_stranger_to_the_shape_is_refused():
    made = record(screened(*ROWS))
    assert not Draft202012Validator(SCHEMA).is_valid(made | {"more": 1})
    assert not Draft202012Validator(SCHEMA).is_valid(made | {"form": 2})
    assert not Draft202012Validator(SCHEMA).is_valid({key: value for key, value in made.items() if key != "alerts"})


def test_what_could_not_be_compared_shows_the_side_that_is_given():
    made = record(screened(*ROWS))
    (glocom,) = [one for one in made["matches"] if one["entry_name"] == "GLOCOM"]
    gaps = {one["field"]: (one["asked"], one["listed"], one["why"]) for one in glocom["not_compared"]}
    assert "country" not in gaps
    assert gaps["address"] == ("", "Kuala Lumpur", "not in your table")
    assert gaps["bic"] == ("", "", "on neither side")


def test_a_list_says_where_it_comes_from_and_whether_it_is_old():
    (one,) = record(screened(*ROWS))["lists"]
    assert (one["source"], one["licence"], one["age"], one["is_stale"]) == (
        "a test",
        "none",
        "data of 2026-11-01, 23 days old",
        False,
    )
