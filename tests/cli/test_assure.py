"""dprk-screen assure: what it writes, what it compares with, how it exits."""

import json

import pytest
from click.testing import CliRunner

from screen.cli import cli
from screen.lists.folder import content_hash, entries_csv
from tests.assurance.lists import lists

FEW = ("--controls", "4", "--names", "3", "--as-of", "2026-11-24", "--no-shipped", "--no-stored", "--no-config")
STRICT = {
    "about.yml": "title: Only near certain names\nauthor: A. Officer\nreason: a test\ndate: '2026-11-20'\napproved_by: B. Head\n",
    "matching.yml": "bands:\n  medium: 98\n  high: 99\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """Write the small lists as folders of ours."""
    found = []
    for one in lists():
        path = tmp_path_factory.mktemp("lists") / one.id
        path.mkdir()
        (path / "entries.csv").write_text(entries_csv(one.entries.to_dict("records")), encoding="utf-8", newline="")
        about = {"id": one.id, "title": one.title, "publisher": one.publisher, "date": one.date, "source": "a test",
                 "licence": "none", "coverage": "a test", "sha256": content_hash(path / "entries.csv")}  # fmt: skip
        (path / "watchlist.yml").write_text(
            "".join(f"{key}: '{value}'\n" for key, value in about.items()), encoding="utf-8"
        )
        found += ["--watchlist", str(path)]
    return found


@pytest.fixture
def run(tmp_path, monkeypatch, sources):
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        return CliRunner().invoke(cli, ["assure", *FEW, *sources, *arguments])

    return call


def test_the_report_is_written_as_workbook_and_json(run, tmp_path):
    result = run()
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["effectiveness.json", "effectiveness.xlsx"]
    record = json.loads((tmp_path / "effectiveness.json").read_text(encoding="utf-8"))
    assert record["verdict"]["sentence"] in result.output
    assert record["controls_per_class"] == 4


def test_the_same_command_writes_the_same_json_and_page(run, tmp_path):
    for name in ("one", "two"):
        assert run("-o", f"{name}.json", "-o", f"{name}.html").exit_code == 0
    for ending in (".json", ".html"):
        assert (tmp_path / f"one{ending}").read_bytes() == (tmp_path / f"two{ending}").read_bytes()


def test_a_regression_fails_only_where_it_is_to(run, tmp_path):
    assert run("-o", "last.json").exit_code == 0
    record = json.loads((tmp_path / "last.json").read_text(encoding="utf-8"))
    record["recall"][2] |= {"tested": True}
    (tmp_path / "last.json").write_text(json.dumps(record), encoding="utf-8")
    assert run("-o", "now.json", "--against", "last.json").exit_code == 0
    result = run("-o", "now.json", "--against", "last.json", "--fail-on-regression")
    assert result.exit_code == 1
    assert "Your confirmed matches: tested before, not tested now." in result.output
    assert run("-o", "again.json", "--against", "now.json", "--fail-on-regression").exit_code == 0


def test_listed_names_that_are_not_found_are_exit_3(run, tmp_path):
    (tmp_path / "own").mkdir()
    for name, text in STRICT.items():
        (tmp_path / "own" / name).write_text(text, encoding="utf-8")
    result = run("-o", "now.json", "--rules", "own")
    assert result.exit_code == 3, result.output
    assert "exact controls were missed" in result.output
    record = json.loads((tmp_path / "now.json").read_text(encoding="utf-8"))
    assert record["rule_changes"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "no effectiveness report"),
        ("[1]", "no effectiveness report"),
        ('{"tool": "dprk-screen"}', "no effectiveness report"),
    ],
)
def test_what_is_no_earlier_report_is_an_error_in_one_line(run, tmp_path, content, told):
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    result = run("-o", "now.json", "--against", "x.json")
    assert result.exit_code == 2
    assert told in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "now.json").exists()


def test_a_regression_needs_a_report_to_compare_with(run):
    result = run("--fail-on-regression")
    assert result.exit_code == 2
    assert "--against" in result.output


@pytest.mark.parametrize("name", ["report.pdf", "report.sarif"])
def test_another_form_is_an_error(run, name):
    assert run("-o", name).exit_code == 2


def test_a_file_that_is_read_is_never_written(run, tmp_path):
    (tmp_path / "customers.csv").write_text("name\nA B\n", encoding="utf-8")
    (tmp_path / "notes.json").write_text("{}", encoding="utf-8")
    assert run("-o", "notes.json").exit_code == 2
    run("-o", "last.json")
    before = (tmp_path / "last.json").read_bytes()
    assert run("-o", "last.json", "--against", "last.json").exit_code == 2
    assert (tmp_path / "last.json").read_bytes() == before


def test_innocents_of_ones_own_and_decisions_are_asked(run, tmp_path):
    (tmp_path / "customers.csv").write_text(
        "Name,Nationality\nAnna Schmidt,DE\nKim Chol Su,KR\n,\nJörg Müller,DE\n", encoding="utf-8"
    )
    result = run("-o", "now.json", "--innocents", "customers.csv")
    assert result.exit_code == 0, result.output
    record = json.loads((tmp_path / "now.json").read_text(encoding="utf-8"))
    assert record["innocents"]["is_own"]
    assert [one["asked"] for one in record["innocents"]["alerts"]] == ["row 3"]
    assert "Schmidt" not in (tmp_path / "now.json").read_text(encoding="utf-8")


def test_matches_that_reviewers_confirmed_in_a_report_are_asked(run, tmp_path, sources):
    (tmp_path / "t.csv").write_text("name,kind\nRi Yong Ho,person\n", encoding="utf-8")
    arguments = ["check", "t.csv", "-o", "r.json", "--no-shipped", "--no-stored", "--no-config", *sources]
    assert CliRunner().invoke(cli, arguments).exit_code == 0
    record = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    for one in record["alerts"]:
        one["disposition"] = "true_match"
    (tmp_path / "r.json").write_text(json.dumps(record), encoding="utf-8")
    assert run("-o", "now.json", "--confirmed", "r.json").exit_code == 0
    found = json.loads((tmp_path / "now.json").read_text(encoding="utf-8"))
    one = next(one for one in found["recall"] if one["id"] == "confirmed")
    assert (one["all"]["found"], one["all"]["asked"]) == (1, 1)


def test_a_file_that_is_no_report_holds_no_confirmed_matches(run, tmp_path):
    (tmp_path / "r.json").write_text("{}", encoding="utf-8")
    result = run("-o", "now.json", "--confirmed", "r.json")
    assert result.exit_code == 2
    assert "is no .json report" in result.output
