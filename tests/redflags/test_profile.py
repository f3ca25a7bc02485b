"""Profiles: what kind of table it is, from its columns and kinds; told, and chosen by hand where wanted."""

import json

import pytest
from click.testing import CliRunner

from screen.cli import cli
from screen.cli.options import PROFILES as OFFERED
from screen.errors import UsageError
from screen.redflags import load_rules
from screen.redflags.profile import choose, sentence
from screen.redflags.rule import PROFILES
from screen.screening import Screener
from tests.builders import TODAY, entry, parties, table, watchlist

LISTS = [watchlist(entry("GLOCOM"))]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"name": "Acme Ltd", "registration_number": "123", "country": "GB"}, ["vendors"]),
        ({"name": "Ann Lee", "permit_category": "work", "sponsor": "Acme Ltd"}, ["visa"]),
        ({"name": "Ann Lee", "passport": "E5550", "birth_date": "1990", "nationality": "CN"}, ["visa"]),
        ({"name": "Ann Lee", "profile_text": "Senior developer", "ip_address": "192.0.2.1"}, ["it"]),
        ({"name": "Sea Tern", "imo": "9074729", "vessel_flag": "PA"}, ["vessels"]),
        ({"name": "Ann Lee", "sponsor": "Acme Ltd", "device": "LT-0042"}, ["visa", "it"]),
        ({"name": "Ann Lee", "country": "GB"}, list(PROFILES)),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else None,
)
def test_the_columns_say_what_kind_of_table_it_is(row, expected):
    assert [one.id for one in choose(parties(row))] == expected


def test_a_table_of_firms_by_name_is_one_of_vendors():
    names = [{"name": name} for name in ("Acme Trading Ltd", "Northgate Tools GmbH", "Blue Sea Foods Inc", "Ann Lee")]
    assert [one.id for one in choose(parties(*names))] == ["vendors"]


def test_a_profile_asked_for_is_the_only_one_and_a_wrong_one_is_refused():
    rows = parties({"name": "Ann Lee", "permit_category": "work"})
    assert [one.id for one in choose(rows, "it")] == ["it"]
    with pytest.raises(UsageError, match="Choose one of vendors, visa, it, vessels"):
        choose(rows, "ships")


def test_the_choice_is_said_with_its_columns():
    said = sentence(choose(parties({"name": "Ann Lee", "permit_category": "work"})))
    assert "visa or permit applicants (permits, sponsors or terms of work: permit_category)" in said
    assert "as asked for" in sentence(choose(parties({"name": "A"}), "it"))
    assert "every kind of table" in sentence(choose(parties({"name": "A"})))


def test_the_command_offers_every_profile():
    assert OFFERED == PROFILES


def test_only_rules_of_the_profile_are_tested():
    frame = table({"name": "Acme", "address": "12 Sungri Street, Pyongyang"})
    asked = {name: name for name in frame.columns}
    for profile in PROFILES:
        result = Screener(LISTS).screen(frame, asked, profile=profile, as_of=TODAY)
        used = {rule.id for rule in load_rules() if profile in rule.profiles}
        assert set(result.hits["rule"]) | set(result.untested["rule"]) <= used
        assert {rule.id for rule in result.rules_in_use} == used
        assert [one.id for one in result.audit.profiles] == [profile]


def test_an_earlier_table_is_named_in_the_run(tmp_path):
    earlier = tmp_path / "march.csv"
    earlier.write_text("name,nationality\nAnn Lee,China\n", encoding="utf-8")
    frame = table({"name": "Ann Lee", "nationality": "CN"})
    result = Screener(LISTS).screen(frame, history=[earlier], as_of=TODAY)
    plain = Screener(LISTS).screen(frame, as_of=TODAY)
    assert result.notices[-1].startswith("Compared with the earlier table: ")
    assert result.notices[-1].endswith("march.csv (1 row).")
    assert result.audit.history[0].sha256
    assert result.audit.run_id != plain.audit.run_id
    assert not result.untested["missing"].str.contains("--history").any()


def test_columns_told_for_a_table_count_for_the_earlier_one_too():
    frame = table({"who": "Ann Lee", "nationality": "CN"})
    other = table({"Name": "Ann Lee", "nationality": "CN"})
    for earlier in (frame, other):
        result = Screener(LISTS).screen(frame, {"name": "who"}, history=[earlier], as_of=TODAY)
        assert "1 row" in result.notices[-1]


def test_family_and_given_name_are_a_name_for_the_rules():
    frame = table({"family_name": "Lee", "given_name": "Ann", "passport": "E5550"})
    result = Screener(LISTS).screen(frame, as_of=TODAY)
    assert "name" not in set(result.untested["missing"])


def test_the_command_takes_a_profile_and_earlier_tables(tmp_path):
    (tmp_path / "now.csv").write_text("Name,Visa type\nAnn Lee,student\n", encoding="utf-8")
    (tmp_path / "then.csv").write_text("Name,Visa type\nAnn Lee,work permit\n", encoding="utf-8")
    report = tmp_path / "r.json"
    words = ["check", str(tmp_path / "now.csv"), "-o", str(report), "--no-stored"]
    done = CliRunner().invoke(cli, [*words, "--profile", "visa", "--history", str(tmp_path / "then.csv")])
    assert done.exit_code == 0, done.output
    record = json.loads(report.read_text(encoding="utf-8"))
    assert [one["id"] for one in record["profiles"]] == ["visa"]
    assert record["history"][0]["name"].endswith("then.csv")
    assert CliRunner().invoke(cli, [*words, "--profile", "ships"]).exit_code == 2
    assert CliRunner().invoke(cli, [*words, "--history", str(tmp_path / "gone.csv")]).exit_code == 2


def test_an_earlier_table_is_never_written_over(tmp_path):
    (tmp_path / "now.csv").write_text("Name\nAnn Lee\n", encoding="utf-8")
    earlier = tmp_path / "then.json"
    earlier.write_text('{"tool": "dprk-screen"}', encoding="utf-8")
    done = CliRunner().invoke(
        cli, ["check", str(tmp_path / "now.csv"), "-o", str(earlier), "--history", str(earlier)]
    )
    assert done.exit_code == 2
    assert "of --history itself" in done.output
