"""The page: one .html file that needs no network, made from the record alone, for reading; decisions are made in the workbook.

Every string is a stranger's: Jinja2 escapes all of them, links lead to http and https only, and a Content-Security-Policy
lets the browser load nothing and run no script but ours.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from screen.data import read_yaml, rules_file
from screen.decisions.basis import references
from screen.model import Band
from screen.redflags.rule import Legal
from screen.report.cases import queue, suppressed, top_reasons
from screen.report.findings import Findings
from screen.report.flags import legal_basis
from screen.report.wording import field_word, quality_word, rows_told, sentence

if TYPE_CHECKING:
    from jinja2 import Environment, Template

MOST_CASES, MOST_ROWS, MOST_REASONS = 5_000, 500, 7
VERDICTS = {
    "agrees": "✓ agrees",
    "close": "≈ close",
    "contradicts": "✗ contradicts",
    "missing": "? missing",
    "open": "? not compared",
}
GROUPS = {
    "top": {"mark": "▲", "short": "confirmed or escalated", "long": "confirmed or escalated"},
    "open": {"mark": "○", "short": "open", "long": "open: nobody has decided"},
    "back": {"mark": "↺", "short": "came back", "long": "came back: a decision no longer holds"},
    "second": {"mark": "◐", "short": "waiting for a second reviewer", "long": "waiting for a second reviewer"},
    "info": {"mark": "…", "short": "waiting for information", "long": "waiting for information"},
    "suppressed": {"mark": "●", "short": "suppressed", "long": "suppressed by decision"},
}
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")


def page(record: Mapping[str, Any]) -> str:
    """Return the page of a record (see record.py) as HTML."""
    return _template().render(**_view(record)).lstrip()


def _view(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the template shows, beside the record itself."""
    words = read_yaml(rules_file("report.yml"))
    cases, hidden = queue(record), suppressed(record)
    groups = [one.group for case in (*cases, *hidden) for one in case.alerts]
    counts = {band: record["counts"][f"band:{band.word}"] for band in sorted(Band, reverse=True)}
    return {
        "r": record,
        "words": words,
        "cases": cases,
        "hidden": hidden,
        "on_top": sum(case.is_on_top for case in cases),
        "back": groups.count("back"),
        "hidden_alerts": groups.count("suppressed"),
        "shown_groups": set(groups),
        "shown_bands": {case.band.word for case in (*cases, *hidden)},
        "bands": [{"word": x.word, "count": n, "meaning": words["bands"][x.word]} for x, n in counts.items()],
        "most_in_band": max(n for band, n in counts.items() if band),
        "reasons": top_reasons(record, cases),
        "near": list(_near(record)),
        "untested": _untested(record),
        "sheet_notes": [(sheet["name"], note) for sheet in record["sheets"] for note in sheet["notes"]],
        "notices": [one for one in record["notices"] if not one.startswith("Lists used:")],
        "audit": _audit(record),
        "table_name": re.split(r"[/\\]", record["input"]["name"])[-1] or "a table",
        "loop_order": _Count(),
    }


class _Count:
    """Numbers the cards of a page in the order in which they are written."""

    def __init__(self) -> None:
        self.next = count().__next__


def _near(record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the matches and hits that are no alerts."""
    alerts = {(one["what"], one["place"]) for one in record["alerts"]}
    names = {(one["sheet"], one["row"]): one["name"] for one in record["parties"]}
    titles = {rule["id"]: rule["title"] for rule in record["rules"]}
    for place, match in enumerate(record["matches"]):
        if ("match", place) not in alerts:
            yield match | {"target": f"{match['entry_name']} ({match['references']})"}
    for place, hit in enumerate(record["hits"]):
        if ("hit", place) not in alerts:
            name = names[hit["sheet"], hit["row"]]
            yield hit | {"name": name, "target": f"{hit['rule']} {titles[hit['rule']]}"}


def _untested(record: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return each rule that lacked a column, once, with the columns that would help and the sheets that lack them."""
    found: dict[str, dict[str, Any]] = {}
    for one in record["rules_not_tested"]:
        line = found.setdefault(
            one["rule"], {"rule": one["rule"], "title": one["title"], "missing": {}, "sheets": {}}
        )
        line["missing"][one["missing"]] = line["sheets"][one["sheet"]] = None
    return [
        line | {"missing": "; ".join(line["missing"]), "sheets": ", ".join(filter(None, line["sheets"]))}
        for _, line in sorted(found.items())
    ]


def _audit(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what makes the run repeatable, in words."""
    counts, decisions = record["counts"], record["decisions"]
    return [
        ("Run", record["run_id"]), ("Started (UTC)", record["started_at"]), ("As of", record["as_of"]),
        ("Operator", record["operator"]), ("Command", record["command_line"]),
        ("Tool", f"{record['tool']} {record['tool_version']}"), ("Rules version", record["rules_version"]),
        ("Table", record["input"]["name"]), ("Table SHA-256", record["input"]["sha256"]),
        ("Rows", rows_told(counts)),
        ("Kind of table", "; ".join(f"{one['title']}: {one['because']}" for one in record["profiles"])),
        ("Earlier tables", "; ".join(f"{one['name']} (SHA-256 {one['sha256']})" for one in record["history"])),
        ("Columns read as", "; ".join(f"{use['header']} → {use['field']}" for sheet in record["sheets"]
                                      for use in sheet["columns"] if use["field"])),
        ("Decisions file", decisions["file"] and f"{decisions['file']}, {decisions['events']} recorded, SHA-256 "
                                                 f"{decisions['sha256']}{', keyed' if decisions['keyed'] else ''}"),
        ("The run fails on", record["gate"]["in_words"] and f"{record['gate']['in_words']}. {Findings(record).verdict}"),
        ("Decisions as of", decisions["revision"] and f"git revision {decisions['revision']}, commit {decisions['commit']}"),
        ("Two reviewers", decisions["four_eyes"] and f"asked for from {decisions['four_eyes']} on before a false positive "
                                                     "is suppressed; a record, no access control"),
    ]  # fmt: skip


# ---- the template ----------------------------------------------------------------------------------------


@cache
def _template() -> Template:
    own = {
        name: files("screen.report").joinpath(f"page.{name}").read_text(encoding="utf-8")
        for name in ("css", "js", "html")
    }
    words: dict[str, Callable[..., str]] = {"field": field_word, "law": _law}
    made = environment(own["css"], own["js"])
    made.filters |= words
    made.globals |= {
        **words, "sentence": sentence, "references": references, "verdict": VERDICTS.__getitem__, "groups": GROUPS,
        "quality": quality_word, "most_cases": MOST_CASES, "most_rows": MOST_ROWS,
        "most_reasons": MOST_REASONS,
    }  # fmt: skip
    return made.from_string(own["html"])


def environment(style: str, script: str = "") -> Environment:
    """Return what templates of pages are made in: all values escaped, style and script told with the hashes that allow them."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    made = Environment(
        autoescape=True, undefined=StrictUndefined, finalize=cleaned, trim_blocks=True, lstrip_blocks=True
    )
    made.globals |= {
        "label": lambda word: Band.of(word).label, "number": "{:,}".format, "safe": is_web_address,
        "style": Markup(style), "script": Markup(script), "style_hash": _hash(style), "script_hash": _hash(script),
    }  # fmt: skip
    return made


def _hash(text: str) -> str:
    """Return what a Content-Security-Policy names an inline script or style by."""
    return f"sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}"


def cleaned(value: Any) -> Any:
    """Show characters that no page may hold as �; what is escaped already stays so."""
    return value if type(value) is not str else _CONTROLS.sub("�", value)


def is_web_address(text: str) -> bool:
    """Whether a link may lead there: http or https with a host."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _law(basis: Mapping[str, Any]) -> str:
    return legal_basis(Legal(**basis))
