"""A table in parts has the outcome of the table in one piece, to the last digit."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from screen.decisions import Journal
from screen.errors import UsageError
from screen.intake.corrections import Correction
from screen.model import FIELDS, Band
from screen.scale import Large, screen_large
from screen.scale.tables import COLUMNS
from screen.screening import Gate, Screener, Screening
from tests.builders import TODAY, decision
from tests.scale.tables import example, examples_of_rules, written


@cache
def screener() -> Screener:
    return Screener()


def assert_equal(large: Large, whole: Screening) -> None:
    """Compare every table and everything else that is said of the whole."""
    for name in COLUMNS:
        assert_frame_equal(large.table(name), getattr(whole, name).reset_index(drop=True), obj=name)
    assert large.screening.counts == whole.counts
    assert large.screening.ruling == whole.ruling
    assert large.screening.controls == whole.controls
    assert large.screening.audit.run_id == whole.audit.run_id
    assert large.screening.record["outcome"]["alerts"] == whole.record["outcome"]["alerts"]
    assert_frame_equal(large.screening.untested, whole.untested)
    assert [one for one in large.screening.notices if not one.startswith("Large table")] == list(whole.notices)
    assert large.screening.intake.sheets[0].notes == whole.intake.sheets[0].notes


def knots() -> pd.DataFrame:
    """Return rows that groups tie to one another: sponsors, passports, contacts, stays, texts, owners, crews."""
    batch = [
        {"name": f"Worker {letter}", "nationality": "KP" if number < 3 else "", "sponsor": "Green Sea LLC", "passport":
         f"65423000{number}", "phone": "+66 2 555 0199", "arrived_on": f"2026-0{1 + number}-02", "gender": "female",
         "left_on": f"2026-0{1 + number}-30", "birth_date": f"199{number}-03-04", "occupation": "waitress"}
        for number, letter in enumerate("ABCDEFG")
    ]  # fmt: skip
    text = "I am a full stack engineer with ten years of work on payments, ledgers, wallets and exchanges for many clients"
    profiles = [
        {
            "name": name,
            "profile_text": text,
            "device": "D-77",
            "email": "one@example.org",
            "shipping_address": "12 Oak Lane 4",
        }
        for name in ("Ann Poe", "Bob Roe", "Cy Doe")
    ]
    firms = [
        {
            "name": "Alpha Trading",
            "owners": "Beta Holding 60%",
            "phone": "+85226543210",
            "account_holder": "Gamma Li",
        },
        {
            "name": "Beta Holding",
            "owners": "Korea Mining Development Trading Corporation 80%",
            "address": "5 Quay Rd, Room 9",
        },
        {"name": "Korea Mining Development Trading Corporation", "country": "KP", "phone": "+85226543210"},
        {"name": "Delta Cafe", "address": "5 Quay Rd, Room 9", "sector": "restaurant", "status": "closed"},
        {"name": "Gamma Li", "address": "5 Quay Rd, Room 9", "passport": "654230001", "reference": "R1"},
        {
            "name": "Gamma Lee",
            "nationality": "KP",
            "passport": "654230001",
            "reference": "R1",
            "birth_date": "13/05/1980",
        },
        {
            "name": "Alpha Trading",
            "owners": "Beta Holding 60%",
            "phone": "+85226543210",
            "account_holder": "Gamma Li",
        },
    ]
    rows = [row for trio in zip(batch, [*profiles, *[{}] * 4], firms, strict=True) for row in trio if row]
    return pd.DataFrame([{name: row.get(name, "") for name in FIELDS} for row in rows])


def as_csv(table: pd.DataFrame, folder: Path) -> Path:
    return written(folder / "table.csv", [list(table.columns), *table.to_numpy().tolist()])


def check(path: Path, folder: Path, rows: int, columns: dict[str, str] | None = None, **more: object) -> None:
    whole = screener().screen(path, columns, as_of=TODAY, **more)
    large = screen_large(
        path, screener(), folder / "full.parquet", columns=columns, as_of=TODAY, chunk_rows=rows, processes=1, **more
    )
    assert_equal(large, whole)


@pytest.mark.parametrize(("name", "rows"), [("vendors", 7), ("vendors", 1000), ("visa", 7)])
def test_an_example_has_the_same_outcome_in_parts(name, rows, tmp_path):
    check(example(name, tmp_path), tmp_path, rows)


@pytest.mark.parametrize("rows", [1, 4])
def test_groups_are_found_across_parts(rows, tmp_path):
    table = knots()
    check(as_csv(table, tmp_path), tmp_path, rows, {name: name for name in table.columns})


@pytest.mark.parametrize("rows", [90, 1000])
def test_the_examples_of_every_rule_have_the_same_outcome_in_parts(rows, tmp_path):
    table = examples_of_rules()
    check(as_csv(table, tmp_path), tmp_path, rows, {name: name for name in table.columns})


@pytest.mark.parametrize("suffix", ["parquet", "jsonl"])
def test_other_forms_have_the_same_outcome_in_parts(suffix, tmp_path):
    table = knots()
    path = tmp_path / f"table.{suffix}"
    if suffix == "parquet":
        table.to_parquet(path)
    else:
        table.to_json(path, orient="records", lines=True, force_ascii=False)
    check(path, tmp_path, 6, {name: name for name in table.columns})


def test_several_processes_have_the_same_outcome(tmp_path):
    path = example("vendors", tmp_path)
    whole = screener().screen(path, as_of=TODAY)
    large = screen_large(path, screener(), tmp_path / "full.parquet", as_of=TODAY, chunk_rows=20, processes=2)
    assert_equal(large, whole)


def test_decisions_and_the_gate_have_the_same_outcome_in_parts(tmp_path):
    path = example("vendors", tmp_path)
    before = screener().screen(path, as_of=TODAY)
    first, hit = before.alerts.iloc[0], before.alerts[before.alerts["what"] == "hit"].iloc[-1]
    events = [decision(before, first["target"]), decision(before, hit["target"]),
              decision(before, before.alerts["target"].iloc[3], "true_match")]  # fmt: skip
    check(
        path,
        tmp_path,
        7,
        decisions=Journal(tmp_path / "decisions.jsonl", tuple(events), sha256="0" * 64),
        gate=Gate(Band.HIGH),
    )


HOSTILE = [
    ["Vendor list", "", ""], ["", "", ""], ["No.", "Vendor name", "Born", "Passport"],
    ["1", "Ri Yong Ho", "13.04.1960", "123456789"], ["2", "Kim Chol", "1.2.1970", "n/a", "over the edge"],
    ["Total", "2", "", ""], [], ["3", "", "", ""], ["4", "Broken “quote", "31.31.1999", "123456789"],
    ["No.", "Vendor name", "Born", "Passport"], ["5", "Kim Chol", "1.2.1970", ""], ["6", "=1+1", "2513", ""],
]  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("end", ["", '\n7,"never closed,1.1.1990,\n8,Somebody,2.2.1980,\n'])
def test_rows_that_are_no_parties_have_the_same_problems_in_parts(rows, end, tmp_path):
    path = written(tmp_path / "table.csv", HOSTILE)
    path.write_text(path.read_text(encoding="utf-8") + end, encoding="utf-8")
    check(path, tmp_path, rows)


def test_another_encoding_and_delimiter_are_found_as_of_a_whole_table(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes("성명;생년월일\n김철수;1980-01-02\n리영호;1960-03-04\n박영희;1970-05-06\n".encode("cp949") * 1)
    check(path, tmp_path, 2)


def test_a_corrected_table_in_parts_has_the_outcome_of_the_table_in_one_piece(tmp_path: Path) -> None:
    rows = ["Embassy list,,", "xx,yy,Remarks", "RI Yong Ho,1956-07-10,a", "Maria Example,1980-01-02,b", "Glocom,,c"]
    table = tmp_path / "t.csv"
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    chosen = (Correction(header_row=2, columns={"xx": "name", "yy": "birth_date", "Remarks": ""}),)
    whole = screener().screen(table, corrections=chosen, as_of=TODAY)
    large = screen_large(
        table, screener(), tmp_path / "t.parquet", corrections=chosen, as_of=TODAY, chunk_rows=2, processes=1
    )
    assert whole.intake.sheets[0].header_row == 2
    assert_equal(large, whole)
    unfit = (Correction(header_row=2, columns={"xx": "name", "Gone": "phone"}),)
    with pytest.raises(UsageError, match="no column “Gone”"):
        screen_large(table, screener(), tmp_path / "u.parquet", corrections=unfit, processes=1)
    assert not list(tmp_path.glob("u.parquet*"))
