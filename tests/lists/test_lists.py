"""Watchlists: the shipped ones against the files they cite, the format, and files that cannot be trusted."""

import csv
import shutil
import xml.etree.ElementTree as ET
from collections import defaultdict

import pytest
import yaml

from screen.data import shipped
from screen.errors import WatchlistError
from screen.lists import load_same_as, load_watchlists
from screen.lists.folder import content_hash, entries_csv, natural
from screen.lists.ofac_csv import birth_date
from screen.model import Identifier
from tests.builders import TODAY, entry


@pytest.fixture(scope="module")
def lists():
    return {one.id: one for one in load_watchlists()}


def test_the_shipped_lists_hold_what_they_must(lists):
    un, ofac = lists["dprk-un"].entries, lists["dprk-ofac"].entries
    assert un["kind"].value_counts().to_dict() == {"person": 80, "organisation": 75}
    assert len(ofac) >= 544 + 49
    programmes = ofac["programs"].map(lambda cell: any(p.startswith("DPRK") for p in cell))
    assert programmes.sum() == 544


def test_every_entry_has_a_source_a_basis_and_a_day(lists):
    for one in lists.values():
        assert (one.entries["sources"].map(len) > 0).all()
        assert (one.entries["data_as_of"] != "").all()
        names_only = one.entries[one.entries["basis"] == "derived"]
        assert names_only["note"].str.contains("check the official list").all()


def test_weak_aliases_of_the_remarks_are_kept_apart(lists):
    ofac = lists["dprk-ofac"].entries.set_index("id")
    assert "KOMID" in ofac.at["9345", "weak_aliases"]
    assert "KOMID" not in ofac.at["9345", "aliases"]


def test_ages_are_counted_from_the_data(lists):
    assert lists["dprk-un"].age_days(TODAY) == 270


def test_ties_join_entries_of_two_publishers_one_to_one():
    ties = load_same_as(load_watchlists())
    assert (ties.groupby("cluster")["list"].nunique() == 2).all()
    assert not ties.duplicated(["list", "id"]).any()
    assert (ties["proof"] != "").all()


def test_tied_persons_never_have_birth_dates_that_contradict(lists):
    born = {(one.id, e.id): e.birth_dates for one in lists.values() for e in one.entries.itertuples()}
    groups = defaultdict(list)
    for row in load_same_as(list(lists.values())).itertuples():
        groups[row.cluster].append(born[row.list, row.id])
    for dates in groups.values():
        years = [{date.lstrip("~")[:4] for date in cell} for cell in dates if cell]
        assert len(years) < 2 or years[0] & years[1] or any(".." in d for cell in dates for d in cell), dates


# ---- against the publishers' files -----------------------------------------------------------------------


def test_every_un_entry_stands_in_the_file_it_cites(shared, lists):
    root = ET.parse(shared / "lists/un/consolidated_2026-02-27.xml").getroot()
    texts = {}
    for element in [*root.iter("INDIVIDUAL"), *root.iter("ENTITY")]:
        texts[element.findtext("REFERENCE_NUMBER").strip()] = " ".join(" ".join(element.itertext()).split())
    for one in lists["dprk-un"].entries.itertuples():
        text = texts[one.id]
        squeezed = text.replace(" ", "")
        assert one.name.replace(" ", "") in squeezed, one.id
        for alias in (*one.aliases, *one.weak_aliases):
            assert alias.replace(" ", "") in squeezed, (one.id, alias)
        for identifier in map(Identifier.parse, one.identifiers):
            assert identifier.value in squeezed.replace("-", ""), (one.id, identifier)
        assert one.listed_on in text


def test_every_ofac_entry_stands_in_the_files_it_cites(shared, lists):
    folder = shared / "lists/us_ofac"

    def rows(path):
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.reader(stream))

    names = {row[0]: row for row in rows(folder / "derived/ofac_sdn_names_2026-08-20.csv")[1:]}
    said = defaultdict(str)
    for path in (
        "2023-12-28/sdn.csv",
        "2023-12-28/sdn_comments.csv",
        "2024-05-03/sdn.csv",
        "2026-06-02/alt.csv",
        "2026-06-02/add.csv",
    ):
        for row in rows(folder / path):
            said[row[0]] += " ".join(row) + " "
    for one in lists["dprk-ofac"].entries.itertuples():
        assert one.name == names[one.id][1]
        text = " ".join(names[one.id]) + said[one.id]
        bare = "".join(c for c in text.upper() if c.isalnum())
        for alias in (*one.aliases, *one.weak_aliases):
            assert alias in text, (one.id, alias)
        for identifier in map(Identifier.parse, one.identifiers):
            assert "".join(c for c in identifier.value.upper() if c.isalnum()) in bare, (one.id, identifier)
        for address in one.addresses:
            assert address.split(", ")[0] in text, (one.id, address)
    wanted = {uid for uid, row in names.items() if "DPRK" in row[3]}
    assert wanted <= set(lists["dprk-ofac"].entries["id"])


def test_every_organisation_of_the_fact_base_is_shipped(shared, lists):
    facts = yaml.load(
        (shared / "domain/redflags.yaml").read_text(encoding="utf-8"),
        Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader),
    )
    wanted = {str(uid) for front in facts["fronts_listed"] for uid in front["listed"].get("ofac") or []}
    assert wanted <= set(lists["dprk-ofac"].entries["id"])


# ---- the format, and what cannot be trusted --------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(shipped("watchlists") / "dprk-un", tmp_path / "dprk-un")


def rewrite(folder, change):
    path = folder / "entries.csv"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    about = folder / "watchlist.yml"
    said = yaml.safe_load(about.read_text(encoding="utf-8"))
    said["sha256"] = content_hash(path)
    about.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")


def test_an_altered_list_is_refused(folder):
    path = folder / "entries.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("KPi.001", "KPi.999"), encoding="utf-8")
    with pytest.raises(WatchlistError, match="was altered"):
        load_watchlists([folder])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("KPi.002,", "KPi.001,", 1), "KPi.001: the id stands twice"),
        (lambda text: text.replace(",Person,", ",Human,", 1), "kind 'Human' is none of"),
        (lambda text: text.replace("1944-10-13", "1944-13-44", 1), "must be in 1..12"),
        (lambda text: text + "KPi.999,Person\n", "number of cells differs"),
        (lambda text: text.replace(",listed,", ",perhaps,", 1), "legal_status 'perhaps' is none of"),
    ],
)
def test_a_malformed_entry_is_refused_with_its_place(folder, change, message):
    rewrite(folder, change)
    with pytest.raises(WatchlistError, match=message):
        load_watchlists([folder])


def test_windows_line_ends_change_nothing(folder):
    path = folder / "entries.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert len(load_watchlists([folder])[0].entries) == 155


def test_entries_survive_being_written_and_read(tmp_path):
    text = entries_csv(
        [entry("A; B", id="10", kind="person", aliases=("x;y", "z"), references=("T:10",)), entry("C", id="9")]
    )
    assert text.splitlines()[1].startswith("9,Organization,C")
    assert r"x\;y;z" in text


def test_ids_sort_as_people_count():
    assert sorted(["KPi.10", "KPi.9", "KPe.1"], key=natural) == ["KPe.1", "KPi.9", "KPi.10"]


@pytest.mark.parametrize("name", ["ua_war_sanctions_2026-03", "interpol_red_notices_2025-05"])
def test_both_column_sets_of_opensanctions_are_read(shared, name):
    one = load_watchlists([shared / "lists/opensanctions" / name / "targets.simple.csv"])[0]
    assert one.records_read in {5600, 6561}
    assert set(one.entries["kind"]) <= {"person", "organisation", "vessel", "aircraft"}


HEADER = '"id","schema","name","aliases","birth_date","countries","identifiers"\n'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (HEADER + '"1","Person","A","","","",""', "ends in the middle of a record"),
        (HEADER + '"1","Person"\n', "2 cells where the header has 7"),
        ("a,b\n1,2\n", "no list this version reads"),
        (HEADER, "holds none"),
    ],
)
def test_a_foreign_file_that_is_not_whole_is_refused(tmp_path, content, message):
    path = tmp_path / "targets.simple.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(WatchlistError, match=message):
        load_watchlists([path])


def test_a_foreign_list_with_line_breaks_in_cells_is_read(tmp_path):
    path = tmp_path / "targets.simple.csv"
    path.write_text(HEADER + '"1","Vessel","SHIP\nONE","","","kp","IMO7937317"\n', encoding="utf-8")
    found = load_watchlists([path])[0].entries.iloc[0]
    assert (found["kind"], found["countries"], found["identifiers"]) == ("vessel", ("KP",), ("imo::7937317",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("13 Oct 1944", "1944-10-13"), ("Oct 1944", "1944-10"), ("circa 1944", "~1944"), ("1979-1982", "1979..1982"),
     ("01 Jan 1944 to 31 Dec 1946", "1944..1946")],
)  # fmt: skip
def test_ofac_birth_dates_are_read(text, expected):
    assert birth_date(text) == expected
