"""Settings in a file: which file counts, what it may say, who wins over it, and that a mistake in it is never passed over."""

import hashlib
import json

import openpyxl
import pytest
from click.testing import CliRunner

from screen.cli import cli
from screen.cli.check import check
from screen.cli.config.keys import ON_COMMAND_LINE_ONLY, key_of, options_of
from screen.cli.config.written import found, lines_of
from screen.errors import UsageError
from tests.builders import cases

VENDORS = "Vendor Name,Country\nAcme,US\nGlocom Sdn Bhd,MY\n"
BANDS = 'medium = 75\nhigh = 99\nauthor = "A. Kim"\nreason = "tuned"\ndate = "2026-11-24"\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "repo" / "sub").mkdir(parents=True)
    (tmp_path / "repo" / ".git").mkdir()
    home = tmp_path / "repo"
    monkeypatch.chdir(home)
    (home / "vendors.csv").write_text(VENDORS, encoding="utf-8")
    return home


@pytest.fixture
def run(folder):
    return lambda *words, **more: CliRunner().invoke(cli, list(words), **more)


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def shown(run, *words, **more):
    """Return key → (value, source) of --show-config."""
    done = run("check", "--show-config", *words, **more)
    assert done.exit_code == 0, done.output
    rows = [line.split(None, 1) for line in done.stdout.splitlines()[1:]]
    return {key: tuple(part.strip() for part in rest.rsplit("  ", 1)) for key, rest in rows}


@pytest.mark.parametrize("case", cases(__file__, "config_files.csv"), ids=lambda case: case["why"])
def test_a_mistake_in_the_file_is_one_line_that_names_it(run, folder, case):
    write(folder / "dprk-screen.toml", case["file"].replace("\\n", "\n"))
    done = run("check", "vendors.csv")
    assert done.exit_code == 2, done.output
    (line,) = done.output.splitlines()
    assert line.startswith(f"dprk-screen.toml, line {case['line']}: "), case["why"]
    assert case["message"] in line, case["why"]
    assert line.endswith(".")
    assert not (folder / "vendors.screened.xlsx").exists()


def test_all_mistakes_are_told_at_once(run, folder):
    write(folder / "dprk-screen.toml", "fail_on = 1\nstrict = 2\n[columns]\nx = 1\n[thresholds]\nmedium = 1\n")
    done = run("check", "vendors.csv")
    assert done.exit_code == 2
    assert [line.partition("line ")[2][0] for line in done.output.splitlines()] == ["1", "2", "4", "5"]


def test_lines_in_a_pyproject_are_those_of_the_file(run, folder):
    write(folder / "pyproject.toml", '[project]\nname = "x"\n\n[tool.dprk-screen]\n# why\nfail_on = "high"\n')
    assert "pyproject.toml, line 6: unknown key 'fail_on'" in run("check", "vendors.csv").output


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", {}),
        ("a = 1 # b = 2\n'c' = 3", {("a",): 1, ("c",): 2}),
        ('a = """\nb = 1\n"""\nb = 2', {("a",): 1, ("b",): 4}),
        ("a = [\n  1,\n\n  # b\n]\r\nb = {c = 1}\n", {("a",): 1, ("b",): 6, ("b", "c"): 6}),
        ("[x.y]\na.b = 1\n[x]\nc = 1", {("x",): 1, ("x", "y"): 1, ("x", "y", "a"): 2, ("x", "y", "a", "b"): 2, ("x", "c"): 4}),
        ("[[x]]\na = 1\n[[x]]\na = 2\n[y]\nz = 1", {("x",): 1, ("y",): 5, ("y", "z"): 6}),
    ],
)  # fmt: skip
def test_a_key_stands_where_its_statement_begins(text, lines):
    assert lines_of(text) == lines


def test_the_keys_are_the_options_of_check(folder):
    known = options_of(check)
    assert {"fail-on", "output", "max-list-age", "require-list", "columns", "rules", "data-dir", "no-report"} <= set(
        known
    )
    told = {key_of(one) for one in check.params if one.param_type_name == "option"}
    assert told - set(known) == set(ON_COMMAND_LINE_ONLY) - {"help"}


NEAREST = [
    ({"dprk-screen.toml": "strict = true"}, "dprk-screen.toml"),
    ({"pyproject.toml": "[tool.dprk-screen]"}, "pyproject.toml [tool.dprk-screen]"),
    ({"pyproject.toml": "[tool.other]\nx = 1"}, None),
    ({"pyproject.toml": "not TOML at all"}, None),
    ({"sub/dprk-screen.toml": ""}, None),
    ({"../dprk-screen.toml": ""}, None),
    ({"dprk-screen.toml": "", "pyproject.toml": "[tool.other]"}, "dprk-screen.toml"),
]


@pytest.mark.parametrize(
    ("files", "title"), NEAREST, ids=lambda value: "+".join(value) if isinstance(value, dict) else ""
)
def test_the_settings_of_a_folder(folder, files, title):
    for name, text in files.items():
        write(folder / name, text)
    one = found(folder)
    assert (one and one.title) == title


@pytest.mark.parametrize(
    ("files", "title"),
    [
        (["dprk-screen.toml", "sub/pyproject.toml"], "pyproject.toml [tool.dprk-screen]"),
        (["pyproject.toml", "sub/dprk-screen.toml"], "dprk-screen.toml"),
        (["pyproject.toml"], "../pyproject.toml [tool.dprk-screen]"),
        (["../dprk-screen.toml"], None),
    ],
)
def test_the_nearest_folder_wins_up_to_that_of_git(folder, files, title):
    for name in files:
        write(folder / name, "[tool.dprk-screen]" if "pyproject" in name else "")
    one = found(folder / "sub")
    assert (one and one.title) == title


def test_outside_of_a_repository_no_folder_above_counts(folder):
    write(folder / "dprk-screen.toml", "")
    assert found(folder / "sub")
    (folder / ".git").rmdir()
    assert found(folder / "sub") is None
    assert found(folder)


def test_both_files_in_one_folder_are_an_error(run, folder):
    write(folder / "dprk-screen.toml", "")
    write(folder / "pyproject.toml", "\n[tool.dprk-screen]\n")
    with pytest.raises(
        UsageError, match=r"pyproject\.toml, line 2: dprk-screen\.toml holds settings too\. Keep them in one"
    ):
        found(folder)
    assert run("check", "vendors.csv").exit_code == 2
    assert run("check", "vendors.csv", "--no-config").exit_code == 0
    assert run("check", "vendors.csv", "--config", "dprk-screen.toml").exit_code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--config", "nowhere.toml"), "nowhere.toml: there is no such file"),
        (("--config", "pyproject.toml"), "pyproject.toml: there is no table [tool.dprk-screen] in it"),
        (("--config", "latin.toml"), "latin.toml, line 2: is not UTF-8"),
        (("--config", "x.toml", "--no-config"), "--config and --no-config"),
    ],
)
def test_a_named_file_must_hold_settings(run, folder, words, message):
    write(folder / "pyproject.toml", "[tool.other]")
    (folder / "latin.toml").write_bytes(b"strict = true\nsheet = 'F\xfcr'\n")
    done = run("check", "vendors.csv", *words)
    assert done.exit_code == 2
    assert message in done.output


def test_a_file_that_is_used_is_named_and_recorded(run, folder):
    path = write(folder / "dprk-screen.toml", '\ufefffail-on = "low"\noutput = ["r.json", "r.xlsx"]\n')
    done = run("check", "vendors.csv")
    assert done.exit_code == 1, done.output
    assert done.stderr.splitlines()[0] == "Settings: dprk-screen.toml"
    record = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert record["settings"] == {"name": "dprk-screen.toml", "sha256": sha256}
    cells = [cell.value for row in openpyxl.load_workbook(folder / "r.xlsx")["Cover and audit"] for cell in row]
    assert f"dprk-screen.toml (SHA-256 {sha256})" in cells
    assert "Settings:" not in run("check", "vendors.csv", "--no-config").output


def test_the_command_line_wins_and_replaces_lists(run, folder):
    write(folder / "dprk-screen.toml", 'fail-on = "low"\noutput = ["a.json", "b.json"]\nstrict = true\n')
    assert run("check", "vendors.csv", "-o", "c.json", "--fail-on", "critical").exit_code == 0
    assert sorted(path.name for path in folder.glob("*.json")) == ["c.json"]


@pytest.mark.parametrize(
    ("text", "words", "written"),
    [
        ("no-report = true", (), []),
        ("no-report = true", ("-o", "c.json"), ["c.json"]),
        ('output = ["a.json"]', ("--no-report",), []),
    ],
)
def test_the_command_line_wins_over_what_contradicts_it(run, folder, text, words, written):
    write(folder / "dprk-screen.toml", text)
    assert run("check", "vendors.csv", *words).exit_code == 0
    assert [path.name for path in folder.glob("*.json")] == written


def test_decisions_of_the_command_line_win_over_none_in_the_file(run, folder):
    write(folder / "dprk-screen.toml", "no-decisions = true")
    done = run("check", "vendors.csv", "--decisions", "nowhere.jsonl")
    assert "nowhere.jsonl: there is no such file" in done.output


def test_the_environment_wins_over_the_file(run, folder):
    write(folder / "dprk-screen.toml", 'data-dir = "kept"')
    assert shown(run, env={"DPRK_SCREEN_DATA_DIR": "elsewhere"})["data-dir"] == (
        '"elsewhere"', "environment DPRK_SCREEN_DATA_DIR",
    )  # fmt: skip
    assert shown(run, env={"DPRK_SCREEN_DATA_DIR": None})["data-dir"] == ('"kept"', "dprk-screen.toml:1")
    assert shown(run, "--data-dir", "x")["data-dir"] == ('"x"', "command line")


def test_paths_start_from_the_folder_of_the_file(run, folder, monkeypatch):
    write(folder / "dprk-screen.toml", 'output = ["r.json"]\nwatchlist = ["own.csv", "dprk-reported-b"]\n')
    write(folder / "own.csv", "name\nExample Trading\n")
    monkeypatch.chdir(folder / "sub")
    done = run("check", "../vendors.csv")
    assert done.exit_code == 0, done.output
    assert "Settings: ../dprk-screen.toml" in done.stderr
    assert [path.relative_to(folder).as_posix() for path in folder.rglob("*.json")] == ["r.json"]
    record = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    assert {"own-own", "dprk-reported-b"} <= {one["id"] for one in record["lists"]}


def test_options_that_clash_are_told_as_on_the_command_line(run, folder):
    write(folder / "dprk-screen.toml", 'max-list-age = "7d"\nno-stored = true')
    done = run("check", "vendors.csv")
    assert done.exit_code == 2
    assert "--no-stored leaves the stored lists out" in done.output
    write(folder / "dprk-screen.toml", "max-list-age = 7")
    assert run("check", "vendors.csv").exit_code == 3


def test_columns_are_a_table(run, folder):
    write(folder / "t.csv", "Full Nm,Land\nGlocom Sdn Bhd,MY\n")
    write(folder / "dprk-screen.toml", 'fail-on = "low"\ncolumns = {name = "Full Nm", country = "Land"}')
    assert run("check", "t.csv", "--no-report").exit_code == 1
    assert "as chosen" in run("columns", "t.csv").output


def test_thresholds_act_as_a_folder_of_rules_would(run, folder):
    write(folder / "dprk-screen.toml", f"[thresholds]\n{BANDS}approved-by = 'B. Lee'\n")
    (folder / "own").mkdir()
    write(folder / "own" / "matching.yml", "bands: {medium: 75, high: 99}\n")
    write(folder / "own" / "about.yml",
          'title: Thresholds of dprk-screen.toml\nauthor: A. Kim\nreason: tuned\ndate: "2026-11-24"\napproved_by: B. Lee\n')  # fmt: skip
    assert run("check", "vendors.csv", "-o", "a.json").exit_code == 0
    assert run("check", "vendors.csv", "-o", "b.json", "--no-config", "--rules", "own").exit_code == 0
    assert run("check", "vendors.csv", "-o", "c.json", "--no-config").exit_code == 0
    a, b, c = (json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in "abc")
    changes, others = a["policy_changes"].pop("changes"), b["policy_changes"].pop("changes")
    assert {one.pop("file") for one in changes} == {"repo/dprk-screen.toml"}
    assert [one | {"file": ""} for one in changes] == [one | {"file": ""} for one in others]
    for part in ("thresholds", "policy_changes", "parties", "matches"):
        assert a[part] == b[part], part
    assert a["thresholds"] != c["thresholds"]
    assert a["rules_version"] != c["rules_version"]


def test_what_thresholds_say_is_part_of_the_version_of_the_rules(run, folder):
    versions = []
    for number, text in enumerate((BANDS, BANDS.replace("75", "76"), BANDS.replace("tuned", "because"), BANDS)):
        write(folder / "dprk-screen.toml", f"strict = {str(number == 3).lower()}\n[thresholds]\n{text}")
        run("check", "vendors.csv", "-o", "r.json")
        versions.append(json.loads((folder / "r.json").read_text(encoding="utf-8"))["rules_version"])
    assert len(set(versions)) == 3
    assert versions[0] == versions[3]


def test_other_commands_take_the_keys_they_share_with_check(run, folder):
    write(
        folder / "dprk-screen.toml",
        f'output = ["vendors.xlsx"]\nfail-on = "high"\nprofile = "vendors"\n[thresholds]\n{BANDS}',
    )
    looked = run("name", "Glocom")
    assert looked.exit_code == 0, looked.output
    assert "match bands medium from 75, high from 99" in looked.output
    assert not (folder / "vendors.xlsx").exists()
    tried = run("rules", "try", "vendors.csv")
    assert tried.exit_code == 0, tried.output
    assert "match band" in tried.output
    assert run("explain", "vendors.csv", "3", "OFAC:1").stderr.startswith("Settings: dprk-screen.toml")
    assert "no decisions file" in run("review", "recheck", "vendors.csv").output
    write(folder / "dprk-screen.toml", "only = ['A03']")
    for words in (("name", "Glocom"), ("columns", "vendors.csv"), ("rules", "try", "vendors.csv")):
        assert run(*words).exit_code == 2


def test_help_is_shown_whatever_the_file_says(run, folder):
    write(folder / "dprk-screen.toml", "[[[")
    done = run("check", "--help")
    assert done.exit_code == 0
    assert "--max-list-age" in done.output


def test_what_is_in_force_is_shown_with_where_it_is_from(run, folder):
    write(folder / "pyproject.toml",
          f'[tool.dprk-screen]\nfail-on = "high"\nkey-file = "secret.key"\n\n[tool.dprk-screen.columns]\nname = "Full Nm"\n\n'
          f"[tool.dprk-screen.thresholds]\n{BANDS}")  # fmt: skip
    write(folder / "secret.key", "0123456789abcdef0123")
    told = shown(run, "--strict", env={"DPRK_SCREEN_KEY": "0123456789abcdef9999"})
    assert told["fail-on"] == ('"high"', "pyproject.toml:2")
    assert told["strict"] == ("true", "command line")
    assert told["only-new"] == ("false", "default")
    assert told["columns.name"] == ('"Full Nm"', "pyproject.toml:6")
    assert told["thresholds.medium"] == ("75", "pyproject.toml:9")
    assert told["thresholds.low"] == ("50", "default")
    assert told["profile"] == told["four-eyes"] == ("-", "default")
    assert told["key-file"] == ('"secret.key"', "pyproject.toml:3")
    assert not any("0123456789abcdef" in value for value, _ in told.values())
    assert set(options_of(check)) - {"columns"} <= set(told)


def test_showing_screens_nothing_and_names_decisions_beside_the_table(run, folder):
    write(folder / "vendors.decisions.jsonl", "")
    done = run("check", "vendors.csv", "--show-config")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == "Settings: no file"
    assert "beside vendors.csv" in done.stdout
    assert sorted(path.name for path in folder.iterdir()) == [".git", "sub", "vendors.csv", "vendors.decisions.jsonl"]


def test_the_commands_for_lists_work_in_the_folder_that_check_uses(run, folder):
    write(folder / "dprk-screen.toml", 'data-dir = "kept"\nmax-list-age = "7d"\n')
    write(folder / "own.csv", "name\nExample Trading\n")
    env = {"DPRK_SCREEN_DATA_DIR": None}
    assert run("check", "vendors.csv", env=env).exit_code == 3
    assert run("lists", "add", "own.csv", env=env).exit_code == 0
    assert (folder / "kept" / "lists" / "own-own").is_dir()
    assert "own-own" in run("lists", "status", env=env).stdout
    assert run("check", "vendors.csv", env=env).exit_code == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = " + "[" * 3000 + "]" * 3000, "dprk-screen.toml: is nested too deep"),
        ("a." * 3000 + "a = 1", "dprk-screen.toml: is nested too deep"),
        ("x = [\n" + '  "abc",\n' * 5000 + "]", "dprk-screen.toml, line 1: unknown key 'x'"),
        ("x = '''" + "\n" * 1_100_000 + "'''", "dprk-screen.toml: is larger than a settings file can be"),
    ],
    ids=["brackets", "dots", "a long list", "a large file"],
)
def test_a_hostile_file_is_an_error_and_no_bug(text, message, run, folder):
    (folder / "dprk-screen.toml").write_text(text, encoding="utf-8")
    done = run("check", "vendors.csv", "--no-report")
    assert (done.exit_code, message in done.stderr) == (2, True), done.stderr[:300]
