"""What editors and README tell a rule-writer, made from the registry: the JSON Schema of a rules file, the table of facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from screen.data import read_yaml, rules_file
from screen.model import FIELDS, Band, Kind
from screen.redflags.facts import FACTS
from screen.redflags.loader import SOURCE_KEYS, vocabularies
from screen.redflags.reading import LEAST_EXAMPLES, LEGAL_KEYS, ORIGINS, REQUIRED
from screen.redflags.rule import FAMILIES, PROFILES

_TEXT = {"type": "string", "minLength": 1}
_BANDS = [band.word for band in Band]
_SAID = {
    "id": "A letter and a number for shipped rules, such as A03; any word for your own. The id of a rule in use changes that rule.",
    "title": "What the rule is about, in the words of an officer.",
    "level": "What a hit weighs; none is context without points. Written for a rule in use, it holds whatever its levels said.",
    "family": "Hits of one family count once, by the strongest.",
    "why": "Why this is a sign of risk, in one sentence.",
    "level_reason": "Why it has this level, in one sentence.",
    "legal": "The legal basis; [] for a sign without a legal test.",
    "sources": "Ids of rules/sources.yml, or of sources at the top of this file.",
    "threshold_origin": "Where the thresholds come from.",
    "applies_to": "The kinds of party it is tested on.",
    "when": "When it fires: a fact, or all, any or not over conditions.",
    "levels": "Other levels by condition; the first that holds counts, else level.",
    "unless": "Exceptions, and the fact that proves each.",
    "open": "When the legal test counts as open though the rule cannot be decided, and what to ask for.",
    "profiles": "The kinds of table it is tested on; default: that of the file, else all.",
    "next_step": "What to do with a hit, as a sentence with a full stop.",
    "examples": "At least two parties that fire it, and two innocent ones that do not.",
    "off": "true switches a rule off; only in rules of your own.",
}


def _object(
    properties: Mapping[str, Any], required: tuple[str, ...] | list[str] = (), description: str = ""
) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    if required:
        found["required"] = list(required)
    return found | ({"description": description} if description else {})


def _list(items: object, least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items} | ({"minItems": least} if least else {})


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}


def _fact_text(name: str) -> str:
    fact = FACTS[name]
    reads = ", ".join(fact.reads)
    extra = "; needs an earlier table" if fact.needs_history else "; compares all rows" if fact.whole_table else ""
    return f"{fact.says}. Reads {reads}{extra}."


def _words(known: object) -> dict[str, Any]:
    if isinstance(known, dict):
        return _object({key: _words(value) for key, value in known.items()})
    if isinstance(known, list):
        return _ref("words")
    return {"type": "number"} if isinstance(known, (int, float)) else dict(_TEXT)


def _rule_properties() -> dict[str, Any]:
    condition, level = _ref("condition"), _ref("level")
    shapes: dict[str, Any] = {
        **dict.fromkeys(("id", "title", "why", "level_reason", "next_step"), _TEXT),
        "level": level,
        "family": {"enum": list(FAMILIES)},
        "legal": _list(_ref("legal")),
        "sources": _list(_TEXT, 1),
        "threshold_origin": {"enum": list(ORIGINS)},
        "applies_to": _list({"enum": [kind.value for kind in Kind]}, 1),
        "when": condition,
        "levels": _list(_object({"level": level, "when": condition}, ("level", "when"))),
        "unless": _list(_ref("unless")),
        "open": _object({"when": condition, "ask": _TEXT}, ("when", "ask")),
        "profiles": _list({"enum": list(PROFILES)}, 1),
        "examples": _object(
            dict.fromkeys(("fires", "clear"), _list(_ref("example"), LEAST_EXAMPLES)), ("fires", "clear")
        ),
        "off": {"type": "boolean"},
    }
    return {key: {**shape, "description": _SAID[key]} for key, shape in shapes.items()}


def rule_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a rules file: shipped, or of one's own."""
    known = {name: _words(words) for name, words in vocabularies().items()}
    words = _list({"type": ["string", "number"]})
    exceptions = read_yaml(rules_file("exceptions.yml"))["exceptions"]
    meanings = {key: one["meaning"] for key, one in read_yaml(rules_file("columns.yml"))["fields"].items()}
    cell = {"type": ["string", "number"]}
    cells = {name: {**cell, "description": meanings[name]} if name in meanings else cell for name in FIELDS}
    matched = {"band": _ref("level"), "typology": {"type": "string"}, "references": {"type": "string"}}
    match = _object(matched, ("band",), "What the party matches.")
    more = {"kind": {"enum": list(Kind)}, "countries": _list({"type": "string"}), "is_listed": {"type": "boolean"}}
    affiliated = {
        "type": "object",
        "additionalProperties": _object({**matched, **more}, ("band",)),
        "description": "What those named in the row match, by their names.",
    }
    row = _object({**cells, "match": match})
    conditions = _list(_ref("condition"), 1)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Red-flag rules of dprk-screen",
        "description": "Made by python -m tests.redflags.test_rules_schema from the facts and fields of the program.",
        **_object(
            {
                "typology": {**_TEXT, "description": "What the rules of this file are about."},
                "source": {**_TEXT, "description": "Where they come from, in a sentence."},
                "date": {**_TEXT, "description": "The day they were written, in quotes."},
                "profiles": {**_list({"enum": list(PROFILES)}, 1), "description": "Kinds of table; default: all."},
                "sources": {
                    "type": "object",
                    "additionalProperties": _object(dict.fromkeys(SOURCE_KEYS, _TEXT), SOURCE_KEYS[:3]),
                    "description": "Sources of your own, by an id of your own.",
                },
                "vocabularies": _object(known, (), "Words and thresholds to change; only in rules of your own."),
                "rules": _list(_ref("rule")),
            }
        ),
        "$defs": {
            "rule": {
                **_object(_rule_properties(), ("id",)),
                "description": "A rule of its own has every key but levels, unless, open, profiles and off; id and single keys "
                "change a rule in use.",
                "if": {"required": ["title", "when"]},
                "then": {"required": list(REQUIRED)},
            },
            "level": {"enum": _BANDS},
            "words": {
                "anyOf": [words, _object({"add": words, "drop": words})],
                "description": "A list in the place of the shipped one, or what to add to it and drop from it.",
            },
            "condition": {
                "anyOf": [
                    _ref("fact"),
                    _object({"all": conditions}, ("all",), "Every one holds."),
                    _object({"any": conditions}, ("any",), "At least one holds."),
                    _object({"not": _ref("condition")}, ("not",), "Known not to hold; a missing cell is not enough."),
                ]
            },
            "fact": {"oneOf": [{"const": name, "description": _fact_text(name)} for name in sorted(FACTS)]},
            "legal": _object(
                {
                    **dict.fromkeys(LEGAL_KEYS, _TEXT),
                    "paragraph": {"type": "string"},
                    "bound": {**_TEXT, "description": "Who is bound: mostly States, not the party."},
                    "read_in_original": {"type": "boolean", "description": "Whether you have read the text itself."},
                },
                LEGAL_KEYS[:5],
            ),
            "unless": _object(
                {
                    "exception": {
                        "oneOf": [{"const": key, "description": one["title"]} for key, one in exceptions.items()]
                    },
                    "fact": _ref("fact"),
                    "cap": {**_ref("level"), "description": "The level that is left where it is proven; default: low."},
                },
                ("exception", "fact"),
            ),
            "example": _object(
                {
                    **row["properties"],
                    "rows": {**_list(_ref("row"), 1), "description": "A whole table, for facts that compare rows."},
                    "affiliated": affiliated,
                    "history": {**_list(_ref("row")), "description": "Rows of an earlier table."},
                },
                (),
                "The cells of one party, or rows.",
            ),
            "row": row,
        },
    }  # fmt: skip


def facts_table() -> str:
    """Return the facts as a Markdown table: name, what it says, which columns it reads."""
    lines = ["| fact | true where | reads |", "|---|---|---|"]
    for name in sorted(FACTS):
        fact = FACTS[name]
        extra = "; all rows" if fact.whole_table else ""
        extra += "; an earlier table" if fact.needs_history else ""
        says = fact.says.replace("|", "\\|")
        lines.append(f"| `{name}` | {says} | {', '.join(fact.reads)}{extra} |")
    return "\n".join(lines)
