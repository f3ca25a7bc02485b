"""The public API as a program uses it."""

import pickle

import pandas as pd
import pytest

import screen
from screen.model import ASSESSMENT_COLUMNS, HIT_COLUMNS, MATCH_COLUMNS, PROBLEM_COLUMNS
from tests.builders import TODAY, cases


@pytest.fixture(scope="module")
def screener():
    return screen.Screener(screen.load_watchlists())


def test_results_have_all_columns_and_types_also_when_empty(screener):
    result = screener.screen(pd.DataFrame({"name": ["Brightwell Office Supplies"]}))
    tables = ((result.parties, ASSESSMENT_COLUMNS), (result.matches, MATCH_COLUMNS), (result.hits, HIT_COLUMNS),
              (result.problems, PROBLEM_COLUMNS))  # fmt: skip
    for table, columns in tables:
        assert list(table.columns) == list(columns)
        assert {name: str(table[name].dtype) for name in columns} == columns


def test_match_names_gives_one_row_per_position_and_cluster(screener):
    found = screener.match_names(["Air Koryo", "", "KOMID"], "organisation", 70)
    assert list(found.columns) == [
        "query_index",
        "query",
        "list",
        "entry_id",
        "references",
        "matched_name",
        "quality",
        "score",
        "band",
    ]
    assert found["query_index"].tolist() == sorted(found["query_index"])
    assert 1 not in set(found["query_index"])
    assert not found.duplicated(["query_index", "references"]).any()
    assert found.iloc[0][["references", "quality", "band"]].tolist() == ["OFAC:20520", "name", "high"]
    assert found.iloc[-1]["references"] == "UN:KPe.001 OFAC:9345 EU:EU.4187.20 UK:DPR0157"


def test_a_screener_can_be_pickled(screener):
    again = pickle.loads(pickle.dumps(screener))
    assert again.match_names(["Air Koryo"]).equals(screener.match_names(["Air Koryo"]))


def test_the_result_is_written_as_a_workbook(screener, tmp_path):
    screener.screen(pd.DataFrame({"name": ["Air Koryo"]})).to_excel(tmp_path / "r.xlsx")
    assert (tmp_path / "r.xlsx").stat().st_size > 5000


def test_the_example_vendors_come_out_as_expected(screener):
    path = screen.__file__.replace("screen/__init__.py", "examples/vendors/vendors.xlsx")
    result = screener.screen(path, as_of=TODAY)
    bands = {(row.sheet, row.row): row.band for row in result.parties.itertuples()}
    for case in cases(path, "expected.csv"):
        assert bands[case["sheet"], int(case["row"])] == case["band"], case


@pytest.mark.parametrize("trap", cases(__file__, "innocents.csv"), ids=lambda trap: trap["name"])
def test_an_innocent_look_alike_stays_below_medium(screener, trap):
    row = {"name": trap["name"], "country": trap["country"]}
    result = screener.screen(pd.DataFrame([row]))
    assert result.parties["band"].tolist()[0] in {"none", "low"}, (
        trap["looks_like"],
        result.parties["top_reason"].tolist(),
    )
