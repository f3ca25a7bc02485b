"""The shipped designations: what they must hold, how they are tied, and every fact against the file it is from."""

import shutil
from collections import defaultdict

import pytest
import yaml

import screen
from screen.data import shipped
from screen.lists import load_same_as, load_watchlists, shipped_folders
from screen.lists.folder import is_opt_in
from screen.model import PartialDate
from tests.builders import TODAY

COUNTS = {
    "dprk-un": {"person": 80, "organisation": 75},
    "dprk-ofac": {"person": 257, "organisation": 276, "vessel": 105, "aircraft": 16},
    "dprk-uk": {"person": 138, "organisation": 86, "vessel": 37},
}
DESIGNATIONS = ("dprk-un", "dprk-ofac", "dprk-eu", "dprk-uk")


@pytest.fixture(scope="module")
def lists():
    return {one.id: one for one in load_watchlists()}


def test_the_lists_on_by_default_are_the_designations_and_the_surer_reports(lists):
    assert set(lists) == {*DESIGNATIONS, "dprk-reported"}
    assert [folder.name for folder in shipped_folders() if is_opt_in(folder)] == ["dprk-reported-b"]
    assert [one.id for one in load_watchlists(["dprk-reported-b"])] == ["dprk-reported-b"]


@pytest.mark.parametrize("name", COUNTS)
def test_a_list_holds_every_listed_party_of_its_kind(lists, name):
    entries = lists[name].entries
    listed = entries[entries["legal_status"] == "listed"]
    assert listed["kind"].value_counts().to_dict() == COUNTS[name]


def test_the_eu_list_holds_the_financial_list_and_every_row_of_the_annexes(lists):
    eu = lists["dprk-eu"].entries
    assert (eu["basis"] == "reconstructed").sum() == 255
    annexed = eu[eu["sources"].map(lambda cell: any("annex" in source for source in cell))]
    assert (annexed["kind"] == "vessel").sum() == 61  # 75 rows: 14 ships stand in two annexes
    freeze, restricted = "Asset freeze", "Transportation restrictions"
    assert eu["measure"].value_counts().to_dict() == {freeze: 279, restricted: 22, f"{freeze}, {restricted}": 13}


@pytest.mark.parametrize("name", DESIGNATIONS)
def test_every_designation_has_its_source_programme_basis_and_day(lists, name):
    entries = lists[name].entries
    assert (entries["sources"].map(len) >= 2).all()
    assert entries["sources"].map(lambda cell: cell[0].startswith("https://")).all()
    assert (entries["programs"].map(len) > 0).all()
    assert (entries["data_as_of"] != "").all()
    assert (entries["basis"] != "").all()
    if name != "dprk-ofac":
        assert (entries["listed_on"] != "").mean() > 0.98


def test_what_is_known_by_name_only_says_to_check_the_official_list(lists):
    ofac = lists["dprk-ofac"].entries
    names_only = ofac[ofac["basis"] == "derived"]
    assert len(names_only) > 50
    assert names_only["note"].str.contains("check the official list").all()


def test_weak_aliases_of_the_remarks_are_kept_apart(lists):
    ofac = lists["dprk-ofac"].entries.set_index("id")
    assert "KOMID" in ofac.at["9345", "weak_aliases"]
    assert "KOMID" not in ofac.at["9345", "aliases"]


def test_ages_are_counted_from_the_data(lists):
    assert lists["dprk-un"].age_days(TODAY) == 270


DELISTED = {
    "OFAC:25690": "JW JEWEL",
    "OFAC:39796": "Tornado Cash",
    "OFAC:40202": "Funsaga Pte Ltd",
    "UK:OFSI-11033": "Yong Chun KIM",
}


@pytest.mark.parametrize(("reference", "name"), DELISTED.items(), ids=DELISTED)
def test_who_was_taken_off_a_list_stays_to_explain_and_never_alerts(lists, reference, name):
    publisher, _, number = reference.partition(":")
    (one,) = [one for one in lists.values() if one.publisher == publisher]
    entry = one.entries.set_index("id").loc[number]
    assert entry["legal_status"] == "delisted"
    first = PartialDate.parse(entry["delisted_on"]).first
    assert first.isoformat() >= "2018-04-13"
    found = screen.Screener([one]).match_names([name], threshold=50)
    assert reference not in " ".join(found["references"])


def test_organisations_carry_what_kind_of_front_they_are(lists):
    for name in DESIGNATIONS:
        entries = lists[name].entries
        firms = entries[(entries["kind"] == "organisation") & (entries["legal_status"] == "listed")]
        assert (firms["typology"].map(len) > 0).mean() > 0.85, name
    mansudae = lists["dprk-un"].entries.set_index("name").loc["MANSUDAE OVERSEAS PROJECT GROUP OF COMPANIES"]
    assert "art" in mansudae["typology"][0]
    assert len(mansudae["countries"]) > 3


# ---- ties -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def parties(lists):
    """Cluster → the entries it ties."""
    held = {
        f"{one.publisher}:{entry['id']}": entry for one in lists.values() for entry in one.entries.to_dict("records")
    }
    groups = defaultdict(dict)
    ties = load_same_as(list(lists.values()))
    for row in ties[~ties["cluster"].str.startswith("stated:")].itertuples():
        groups[row.cluster][row.reference] = held[row.reference]
    return groups


def test_every_tie_has_a_proof_and_joins_two_entries_of_a_publisher_only_where_it_lists_one_person_twice(
    lists, parties
):
    ties = load_same_as(list(lists.values()))
    assert (ties["proof"] != "").all()
    for cluster, members in parties.items():
        assert len(members) > 1, cluster
        born = defaultdict(list)
        for reference, entry in members.items():
            born[reference.partition(":")[0]].append(entry["birth_dates"])
        for dates in born.values():
            assert len(dates) == 1 or (dates[0] and len(set(dates)) == 1), (cluster, list(members))


def test_nearly_all_of_the_un_list_is_tied_to_each_of_the_other_three(lists, parties):
    un = {f"UN:{entry}" for entry in lists["dprk-un"].entries["id"]}
    for publisher, least in (("OFAC", 130), ("EU", 150), ("UK", 155)):
        tied = {
            reference
            for members in parties.values()
            if any(one.startswith(f"{publisher}:") for one in members)
            for reference in members
        }
        assert len(un & tied) >= least, (publisher, sorted(un - tied))


def test_tied_entries_are_of_one_kind_and_ships_of_one_imo_number(parties):
    for cluster, members in parties.items():
        assert len({entry["kind"] for entry in members.values()}) == 1, cluster
        ships = [
            {i for i in e["identifiers"] if i.startswith("imo:")} for e in members.values() if e["kind"] == "vessel"
        ]
        ships = [numbers for numbers in ships if numbers]
        assert not ships or set.intersection(*ships), cluster


def test_persons_tied_by_name_alone_have_no_birth_dates_that_contradict(lists, parties):
    proofs = load_same_as(list(lists.values())).set_index("reference")["proof"].to_dict()
    for cluster, members in parties.items():
        if not all(proofs[reference].startswith("name") for reference in members):
            continue
        dates = [[PartialDate.parse(text) for text in entry["birth_dates"]] for entry in members.values()]
        dates = [cell for cell in dates if cell]
        for one in dates:
            for other in dates:
                assert any(a.gap_days(b) == 0 for a in one for b in other), cluster


def test_birth_dates_of_one_person_differ_between_publishers_by_a_day_or_a_year_at_most(parties):
    differ = 0
    for cluster, members in parties.items():
        dates = [[PartialDate.parse(text) for text in entry["birth_dates"]] for entry in members.values()]
        dates = [cell for cell in dates if cell]
        gaps = [min(a.gap_days(b) for a in one for b in other) for one in dates for other in dates]
        differ += any(gaps)
        assert max(gaps, default=0) <= 366, cluster
    assert differ < 10


def test_one_party_on_four_lists_is_one_match_with_every_reference():
    found = screen.Screener(load_watchlists()).match_names(["Korea Mining Development Trading Corporation"])
    publishers = {reference.partition(":")[0] for reference in found["references"].iat[0].split()}
    assert publishers == {"UN", "OFAC", "EU", "UK"}
    assert len(found[found["score"] > 95]) == 1


# ---- against the publishers' files ------------------------------------------------------------------------


def test_every_fact_stands_in_the_files_it_is_from(shared):
    from watchlists.builder.verify import verify

    found = verify(shipped("watchlists"), shared / "lists")
    assert sum(found.checked.values()) > 6900
    assert found.unconfirmed == []


def test_the_check_against_the_files_finds_what_no_file_says(shared, tmp_path):
    from watchlists.builder.__main__ import write_list
    from watchlists.builder.verify import verify

    folder = shutil.copytree(shipped("watchlists"), tmp_path / "watchlists")
    for name, column, value in (
        ("dprk-un", "aliases", ("INVENTED NAME",)),
        ("dprk-ofac", "identifiers", ("passport:KP:999999999",)),
        ("dprk-eu", "birth_dates", ("1901-02-03",)),
        ("dprk-uk", "addresses", ("1 Nowhere Road, Atlantis",)),
    ):
        about = yaml.safe_load((folder / name / "watchlist.yml").read_text(encoding="utf-8"))
        entries = load_watchlists([folder / name])[0].entries.to_dict("records")
        entries[5] |= {column: value}
        write_list(entries, about, folder)
    found = {(name, column) for name, _, column, _ in verify(folder, shared / "lists").unconfirmed}
    assert found == {
        ("dprk-un", "aliases"),
        ("dprk-ofac", "identifiers"),
        ("dprk-eu", "birth_dates"),
        ("dprk-uk", "addresses"),
    }


def test_every_organisation_of_the_fact_base_is_shipped(shared, lists):
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    facts = yaml.load((shared / "domain/redflags.yaml").read_text(encoding="utf-8"), Loader=loader)
    wanted = {str(uid) for front in facts["fronts_listed"] for uid in front["listed"].get("ofac") or []}
    assert wanted <= set(lists["dprk-ofac"].entries["id"])


def test_derived_hangul_is_marked_and_agrees_with_the_hangul_that_publishers_give(lists, parties):
    derived = published = agreed = 0
    for members in parties.values():
        made = {name for entry in members.values() for name in entry["derived_names"] if is_hangul(name)}
        given = {name.replace(" ", "") for entry in members.values() for name in entry["aliases"] if is_hangul(name)}
        published, agreed = published + bool(made and given), agreed + bool(made & given)
    for entry in lists["dprk-ofac"].entries.itertuples():
        assert not any(map(is_hangul, entry.aliases)), "OFAC's files give none"
        derived += any(map(is_hangul, entry.derived_names))
    assert derived > 70
    assert published == agreed > 1


def is_hangul(name):
    return all("가" <= letter <= "힣" or letter == " " for letter in name)
