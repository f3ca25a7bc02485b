"""SARIF, JUnit, GitLab and GitHub forms: what they say, that they are valid, stable, and hold no name where none may stand."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from screen.model import Band
from screen.report.disclosure import Disclosure
from screen.report.github import append_outputs, append_summary, command, workflow_commands
from screen.report.gitlab import gitlab
from screen.report.junit import junit
from screen.report.output import write
from screen.report.sarif import sarif
from screen.screening import Gate, Screener
from tests.builders import TODAY, decided, entry, screen_rows, watchlist

LISTED = entry("Glocom Trading", id="F1", countries=("MY",))
LEAD = entry(
    "Bright Lotus Catering", id="R1", legal_status="not listed", reliability="A", typology=("restaurant",),
    sources=("https://example.org/accusation",), note="sends money home",
)  # fmt: skip
LISTS = [watchlist(LISTED), watchlist(LEAD, id="leads", publisher="reported")]
BAD = {"reference": "V-1", "name": "Glocom Trading", "country": "MY"}
FRONT = {"reference": "V-2", "name": "Bright Lotus Catering"}
GOOD = {"reference": "V-3", "name": "Weber Stationery", "phone": "+49 1971 000111"}
SITE = {"reference": "V-4", "name": "Green Valley Foods", "address": "12 Sungri Street, Pyongyang"}
LOST = {"reference": "V-5", "country": "DE"}
ROWS = (BAD, FRONT, GOOD, SITE, LOST)
SECRETS = (
    "Glocom",
    "Lotus",
    "Weber",
    "Green Valley",
    "Sungri",
    "1971",
    "accusation",
    "sends money",
    "reported front,",
)
HIGH, WHOLE = Gate(Band.HIGH), Disclosure(redact=False)


def record(*rows, **more):
    return screen_rows(*(rows or ROWS), lists=LISTS, **{"gate": HIGH, **more}).record


@pytest.fixture(scope="module")
def known():
    return record()


def results(log):
    return log["runs"][0]["results"]


def cases(text):
    return {one.get("name"): one for one in ElementTree.fromstring(text).iter("testcase")}


# Validity


@pytest.fixture(scope="session")
def schema(shared):
    return json.loads((shared / "schemas" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))


def odd():
    """A record whose cells hold what breaks formats."""
    rows = [
        BAD | {"name": 'Glocom <Trading> & "Co"\x0b', "reference": "a,b:c%\n::error::x"},
        SITE,
    ]
    return screen_rows(*rows, lists=LISTS, gate=HIGH).record


@pytest.mark.parametrize(
    "disclosure", [Disclosure(), WHOLE, Disclosure(show_suppressed=True)], ids=["", "whole", "all"]
)
@pytest.mark.parametrize("made", ["vendors", "odd", "empty", "decided", "since"])
def test_the_sarif_log_is_valid(made, disclosure, known, schema):
    logs = {
        "vendors": lambda: known, "odd": odd, "empty": lambda: record(GOOD, gate=Gate()),
        "decided": lambda: record(BAD, decisions=decided(screen_rows(BAD, lists=LISTS), "TEST:F1")),
        "since": lambda: record(since=known),
    }  # fmt: skip
    log = sarif(logs[made](), disclosure)
    jsonschema.Draft4Validator(schema).validate(json.loads(json.dumps(log)))


def test_junit_counts_what_it_holds(known):
    root = ElementTree.fromstring(junit(known, Disclosure()))
    assert root.attrib == {"name": "dprk-screen", "tests": "5", "failures": "2", "errors": "0", "skipped": "1"}
    assert list(cases(junit(known, Disclosure()))) == ["V-1", "V-2", "V-3", "V-4", "row 5"]


def test_what_breaks_a_format_stands_in_it_as_text():
    made = odd()
    ElementTree.fromstring(junit(made, WHOLE))
    assert all("\n" not in line and line.startswith("::") for line in workflow_commands(made))
    assert not any("::error::x" in line.partition("title=")[2].partition("::")[0] for line in workflow_commands(made))
    json.dumps(gitlab(made, WHOLE))


@pytest.mark.parametrize(
    ("message", "expected"),
    [("50 %", "50 %25"), ("a\r\nb", "a%0D%0Ab"), ("::error::", "::error::")],
)
def test_a_workflow_command_is_one_line(message, expected):
    assert command("error", message, file="a:b,c") == f"::error file=a%3Ab%2Cc::{expected}"


# What they say


def test_each_alert_is_a_result_of_a_rule_with_help_and_link(known):
    log = sarif(known, Disclosure())
    rules = {one["id"]: one for one in log["runs"][0]["tool"]["driver"]["rules"]}
    found = [(one["ruleId"], one["properties"]["reference"], one["level"]) for one in results(log)]
    assert found == [("MATCH", "V-1", "error"), ("MATCH", "V-2", "warning"), ("A03", "V-4", "error")]
    for one in results(log):
        rule = rules[one["ruleId"]]
        assert rule["help"]["text"]
        assert rule["helpUri"].startswith("http")
        assert log["runs"][0]["tool"]["driver"]["rules"][one["ruleIndex"]] is rule


def test_every_red_flag_in_use_is_described(known):
    told = {one["id"] for one in sarif(known, Disclosure())["runs"][0]["tool"]["driver"]["rules"]}
    assert told == {"MATCH", "NOT-FOUND", *(rule["id"] for rule in known["rules"])}


def test_fingerprints_follow_from_party_and_entry_not_from_rows(known):
    def prints(record):
        return {one["properties"]["reference"]: one["partialFingerprints"] for one in results(sarif(record, WHOLE))}

    sorted_rows = record(*reversed(ROWS))
    assert prints(sorted_rows) == prints(known)
    assert [one["fingerprint"] for one in gitlab(sorted_rows, WHOLE)] == [
        one["fingerprint"] for one in reversed(gitlab(known, WHOLE))
    ]
    assert prints(record(BAD | {"reference": "V-9"}))["V-9"] != prints(known)["V-1"]
    assert prints(record(BAD | {"country": "SG"}))["V-1"] == prints(known)["V-1"], "another cell is the same alert"


def test_the_same_run_gives_the_same_bytes():
    one, other = ((sarif(made, WHOLE), junit(made, WHOLE), gitlab(made, WHOLE)) for made in (record(), record()))
    assert one == other


def test_a_row_that_could_not_be_screened_is_told(known):
    log = sarif(known, Disclosure())["runs"][0]["invocations"][0]
    told = [one for one in log["toolExecutionNotifications"] if one["descriptor"]["id"] == "row-skipped"]
    assert [one["message"]["text"] for one in told] == ["row 5 was not screened (row-skipped-no-name)."]
    strict = record(gate=Gate(Band.HIGH, strict=True))
    assert sarif(strict, Disclosure())["runs"][0]["invocations"][0]["executionSuccessful"] is False
    assert cases(junit(strict, Disclosure()))["row 5"].find("error") is not None


def test_a_failure_says_why(known):
    failure = cases(junit(known, WHOLE))["Glocom Trading (V-1)"].find("failure")
    assert failure.get("type") == "high"
    assert "Possible match to listed party Glocom Trading (TEST:F1)" in failure.get("message")
    assert re.search(r"Alert [0-9a-f]{10}: MATCH, high", failure.text)


def test_without_fail_on_who_needs_a_person_is_failed():
    made = record(gate=Gate())
    assert [name for name, case in cases(junit(made, Disclosure())).items() if case.find("failure") is not None] == [
        "V-1", "V-2", "V-4",
    ]  # fmt: skip


def test_a_lead_does_not_fail_and_is_told(known):
    made = record(FRONT, gate=Gate(Band.MEDIUM))
    assert results(sarif(made, Disclosure()))[0]["level"] == "warning"
    assert cases(junit(made, Disclosure()))["V-2"].find("failure") is None
    assert gitlab(made, Disclosure())[0]["severity"] == "info"
    counted = record(FRONT, gate=Gate(Band.MEDIUM, fail_on_reported=True))
    assert results(sarif(counted, Disclosure()))[0]["level"] == "error"
    assert cases(junit(counted, Disclosure()))["V-2"].find("failure") is not None


def test_what_is_decided_is_told_only_where_asked():
    made = record(BAD, decisions=decided(screen_rows(BAD, lists=LISTS), "TEST:F1"))
    assert (results(sarif(made, Disclosure())), gitlab(made, Disclosure())) == ([], [])
    shown = results(sarif(made, Disclosure(show_suppressed=True)))
    assert [one["suppressions"][0]["status"] for one in shown] == ["accepted"]
    assert "A. Kim" not in json.dumps(shown), "a reviewer has a name too"
    assert gitlab(made, Disclosure(show_suppressed=True))[0]["severity"] == "info"


def test_only_new_is_said_in_every_form(known, tmp_path):
    screening = screen_rows(*ROWS, lists=LISTS, gate=Gate(Band.HIGH, only_new=True), since=known)
    for ending in (".sarif", ".junit.xml", ".gitlab.json", ".md", ".json", ".html"):
        target = tmp_path / f"report{ending}"
        write(screening, target)
        assert "--only-new" in target.read_text(encoding="utf-8"), ending
    assert any("--only-new" in line for line in workflow_commands(screening.record))
    skipped = cases(junit(screening.record, Disclosure()))["V-1"].find("skipped")
    assert skipped.get("message").startswith("known since the last complete run")


# Where


def csv_record(tmp_path, text, name="vendors.csv"):
    (tmp_path / ".git").mkdir(exist_ok=True)
    path = tmp_path / "data" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return Screener(LISTS).screen(path, as_of=TODAY, gate=HIGH).record


def test_a_result_stands_at_the_line_of_the_file_in_its_repository(tmp_path):
    made = csv_record(tmp_path, 'No,Vendor,Notes\n1,Weber,"two\nlines"\n\n2,Glocom Trading,x\n', "my vendors.csv")
    place = results(sarif(made, Disclosure()))[0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "data/my%20vendors.csv"
    assert place["region"] == {"startLine": 5}
    assert gitlab(made, Disclosure())[0]["location"] == {"path": "data/my vendors.csv", "lines": {"begin": 5}}
    assert next(workflow_commands(made)).endswith(
        "Alerts: " + results(sarif(made, WHOLE))[0]["properties"]["alertId"] + "."
    )
    assert "file=data/my vendors.csv,line=5" in next(workflow_commands(made))
    assert cases(junit(made, Disclosure()))["2"].get("line") == "5"


def test_a_result_of_a_workbook_names_sheet_and_cell(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "Q3"
    for row in (
        ["Nr", "Country", "Vendor", "Address"],
        ["1", "MY", "Glocom Trading", ""],
        ["2", "", "Green Valley Foods", "12 Sungri Street, Pyongyang"],
    ):
        sheet.append(row)
    book.save(tmp_path / "v.xlsx")
    made = Screener(LISTS).screen(tmp_path / "v.xlsx", as_of=TODAY, gate=HIGH).record
    places = [
        (one["ruleId"], one["locations"][0]["logicalLocations"][0]["fullyQualifiedName"])
        for one in results(sarif(made, Disclosure()))
    ]
    assert places == [("MATCH", "Q3!C2"), ("A03", "Q3!D3")]


def test_what_is_no_file_has_no_path():
    log = sarif(record(), Disclosure())
    assert "physicalLocation" not in results(log)[0]["locations"][0]
    assert log["runs"][0]["artifacts"] == []


# What they keep to themselves


def test_nothing_redacted_holds_a_name_a_value_or_what_is_said_of_anybody(known, tmp_path):
    summary = tmp_path / "summary.md"
    append_summary(known, summary)
    texts = {
        "sarif": json.dumps(sarif(known, Disclosure(show_suppressed=True))), "junit": junit(known, Disclosure()),
        "gitlab": json.dumps(gitlab(known, Disclosure())), "annotations": "\n".join(workflow_commands(known)),
        "summary": summary.read_text(encoding="utf-8"),
    }  # fmt: skip
    for form, text in texts.items():
        assert "V-1" in text, form
        for secret in SECRETS:
            assert secret not in text, (form, secret)


def test_a_redacted_match_does_not_say_of_what_kind_the_list_is(known):
    told = {one["properties"]["reference"]: one["message"]["text"] for one in results(sarif(known, Disclosure()))}
    assert told["V-1"].replace("V-1", "V-2").partition(" Alert")[0] == told["V-2"].partition(" Alert")[0]


def test_names_stand_where_they_are_asked_for(known):
    for text in (json.dumps(sarif(known, WHOLE)), junit(known, WHOLE), json.dumps(gitlab(known, WHOLE))):
        assert "Glocom Trading (V-1)" in text


@pytest.mark.parametrize(
    ("redact", "ending", "expected"),
    [
        (None, ".sarif", True), (None, ".junit.xml", True), (None, ".gitlab.json", True), (None, ".md", False),
        (True, ".sarif", True), (True, ".md", True), (True, ".xlsx", False),
        (False, ".sarif", False), (False, ".md", False),
    ],
)  # fmt: skip
def test_which_forms_are_redacted(redact, ending, expected):
    assert Disclosure(redact).is_redacted(ending) is expected


# GitHub


def test_many_failures_are_ten_annotations():
    rows = [BAD | {"reference": f"V-{number}"} for number in range(25)]
    lines = [line for line in workflow_commands(record(*rows)) if line.startswith("::error")]
    assert len(lines) == 10
    assert lines[-1].endswith("16 more parties fail this run: see the report.")


def test_later_steps_are_told_what_came_of_it(known, tmp_path):
    append_outputs(known, tmp_path / "outputs")
    told = dict(line.split("=") for line in Path(tmp_path / "outputs").read_text().splitlines())
    assert told == {"exit_code": "1", "failing": "2", "alerts": "3", "suppressed": "0", "worst": "critical"}


# Files


@pytest.mark.parametrize("ending", [".sarif", ".junit.xml", ".gitlab.json"])
def test_a_file_of_this_tool_is_replaced_and_another_kept(ending, tmp_path):
    from screen.errors import UsageError
    from screen.report.output import claim

    target = tmp_path / f"out{ending}"
    write(screen_rows(GOOD, lists=LISTS), target)
    claim(target, False, "")
    target.write_text('{"runs": [{"tool": {"driver": {"name": "another"}}}]}', encoding="utf-8")
    with pytest.raises(UsageError, match="is not a report of this tool"):
        claim(target, False, "")
