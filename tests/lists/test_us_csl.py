"""The US Consolidated Screening List: a made-up file, the real one against a parse of its own, and damaged ones."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from screen.countries import country_code
from screen.errors import WatchlistError
from screen.lists.files import ListFile, unpack
from screen.lists.formats import format_of, read_files
from screen.lists.formats.us_csl_names import kind_of, spellings

DATA = Path(__file__).with_name("data") / "us_csl.csv"


def read(path=DATA):
    return read_files(unpack(path))[0]


def by_id(watchlist):
    return {record["id"]: record for record in watchlist.entries.to_dict("records")}


@pytest.fixture(scope="module")
def made_up():
    return by_id(read())


SDN = "Specially Designated Nationals (SDN) - Treasury Department"
EXPECTED = [
    ("101", "kind", "person"),
    ("101", "name", "DOE, Jane Example"),
    ("101", "aliases", {"DOE, Jayne", "ROE, Jane"}),
    ("101", "weak_aliases", set()),
    ("101", "birth_dates", {"~1951", "1944-10-13", "1955-03"}),
    ("101", "birth_places", {"Exampletown, Korea, North", "Example Hamlet"}),
    ("101", "nationalities", {"KP", "CN"}),
    ("101", "countries", {"KP", "CN"}),
    ("101", "addresses", {"1 Example Street, Exampletown, 12345, CN"}),
    ("101", "gender", "female"),
    ("101", "identifiers", {
        "passport:KP:PS123456789", "id_number:HK:K1234567", "id_number::3284670", "registration_number:DE:HRB4711",
    }),
    ("101", "emails", {"jane@example.org"}),
    ("101", "phones", {"85021811100"}),
    ("101", "programs", {"DPRK4", "CYBER2", SDN}),
    ("101", "references", {"CSL:101", "OFAC:101"}),
    ("101", "sources", {
        "https://sanctionssearch.ofac.treas.gov/Details.aspx?id=101", "http://bit.ly/example",
        f"US Consolidated Screening List: {SDN}",
    }),
    ("102", "aliases", {"ETC"}),
    ("102", "identifiers", {"wallet::bc1exampleexampleexample", "bic::EXMPKPPY"}),
    ("102/SSI", "references", {"CSL:102/SSI", "OFAC:102"}),
    ("102/CAP", "kind", "organisation"),
    ("102/CAP/2", "kind", "organisation"),
    ("103", "kind", "vessel"),
    ("103", "identifiers", {"call_sign::EXMP1", "imo::9999991", "mmsi::445999999"}),
    ("103", "countries", {"KP", "PA"}),
    ("a1", "name", "EXAMPLE Optics (Fiction) Co. Ltd."),
    ("a1", "aliases", {"EXAMPLE Optics", "EXAMPLE Optical", "JSC EXAMPLE Xi’an"}),
    ("a1", "countries", {"CN"}),
    ("a1", "listed_on", "2022-04-07"),
    ("a1", "references", {"CSL:a1"}),
    ("a1", "note", "licence requirement: For all items "
                   "subject to the EAR. (See §744.11 of the EAR).; licence policy: Presumption of denial.; "
                   "Federal Register: 99 FR 1"),
    ("a3", "kind", ""),
    ("a3", "note", "the list does not say whether this is a person or an organisation; ends on: 2030-06-17; F.R. NOTICE ADDED"),
    ("a3", "name", "JANE EXAMPLE DOE"),
    ("a3", "countries", {"US"}),
    ("a3", "addresses", {"INMATE NUMBER 1, EXAMPLE CITY, NM, 88201", "2 Example Lane, Exampleville, TX, 75159, US"}),
    ("a4", "kind", "organisation"),
    ("a5", "aliases", {"Towlid EXAMPLE Iran"}),
    ("a5", "weak_aliases", {"TEI"}),
    ("a6", "aliases", {"EXAMPLE Image Corporation", "EXAMPLE Industries, Inc.", "CK EXAMPLE, Inc."}),
    ("a7", "kind", "organisation"),
]  # fmt: skip


@pytest.mark.parametrize(("id", "column", "expected"), EXPECTED)
def test_what_a_record_says(made_up, id, column, expected):
    found = made_up[id][column]
    assert (set(found) if isinstance(found, tuple) else found) == expected


def test_what_cannot_be_read_stands_in_the_note(made_up):
    for part in (
        "date of birth as published: unknown", "linked to: EXAMPLE TRADING CO., LTD.",
        "secondary sanctions risk: North Korea Sanctions Regulations, sections 510.201 and 510.210",
        "Registration Number as published: HRB 4711 (Stuttgart)",
    ):  # fmt: skip
        assert part in made_up["101"]["note"]
    assert "ends on: 2030-06-17" in made_up["a3"]["note"]
    assert "F.R. NOTICE ADDED" in made_up["a3"]["note"]


def test_values_need_no_space_behind_the_semicolon(tmp_path, made_up):
    (tmp_path / "x.csv").write_bytes(
        DATA.read_bytes().replace(b"DPRK4; CYBER2", b"DPRK4;CYBER2").replace(b"; 13 Oct", b";13 Oct")
    )
    assert by_id(read(tmp_path / "x.csv"))["101"] == made_up["101"]


def test_a_name_of_60_000_characters_is_read():
    for name in (
        "(" * 60_000,
        "EXAMPLE (" * 7_000,
        "a.k.a. " * 9_000,
        "A " * 30_000 + "(ABC)",
        " " * 60_000 + "EXAMPLE",
    ):
        assert len(spellings(name)[0][0]) <= 20_000
        assert kind_of(name, "EL") in {"", "entity"}


def test_columns_are_read_by_name_in_any_order_and_case(tmp_path, made_up):
    with DATA.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    turned = [[*reversed(row), "new"] for row in rows]
    turned[0] = [name.upper() for name in turned[0]]
    with (tmp_path / "x.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(turned)
    assert by_id(read(tmp_path / "x.csv")) == made_up


NAMES = [
    ("EXAMPLE (ABC)", ["EXAMPLE (ABC)", "EXAMPLE"], ["ABC"]),
    ("EXAMPLE (Beijing) Ltd.", ["EXAMPLE (Beijing) Ltd."], []),
    ("EXAMPLE, f.k.a. nothing", ["EXAMPLE, f.k.a. nothing"], []),
    (
        "DOE (aka Ri Example) (DPRK individual)",
        ["DOE (aka Ri Example) (DPRK individual)", "DOE", "Ri Example"],
        [],
    ),
    ("FU EXAMPLE A/K/A FRANK EXAMPLE", ["FU EXAMPLE A/K/A FRANK EXAMPLE", "FU EXAMPLE", "FRANK EXAMPLE"], []),
    ("and JSC EXAMPLE,", ["JSC EXAMPLE"], []),
    ("-LLC EXAMPLE", ["LLC EXAMPLE"], []),
    ("EXAMPLE Academy, and its sub-units and successors", ["EXAMPLE Academy, and its sub-units and successors",
     "EXAMPLE Academy"], []),
    ("", [], []),
]  # fmt: skip


@pytest.mark.parametrize(("written", "strong", "weak"), NAMES)
def test_names_in_brackets_and_asides(written, strong, weak):
    assert spellings(written) == (strong, weak)


KINDS = [
    ("JANE EXAMPLE DOE", "DPL", ""),
    ("I. DOE", "DPL", ""),
    ("EXAMPLE AIRLINES", "DPL", "entity"),
    ("Example Systems, Inc.", "DTC", "entity"),
    ("Thomas McGuinn", "EL", ""),
    ("Rostec", "EL", ""),
    ("State Scientific Research Institute", "ISN", "entity"),
    ("Thomas Example", "UVL", "entity"),
    ("", "EL", ""),
]


@pytest.mark.parametrize(("name", "code", "expected"), KINDS)
def test_what_an_unlabelled_name_is(name, code, expected):
    assert kind_of(name, code) == expected


def test_a_file_cut_off_inside_a_record_is_refused(tmp_path):
    """Between two records nothing tells: the file has no end mark and states no count."""
    whole = DATA.read_bytes()
    for size in range(0, len(whole), 41):
        if whole[:size].endswith(b"\n") or b"," not in whole[size:].partition(b"\n")[0]:
            continue
        (tmp_path / "x.csv").write_bytes(whole[:size])
        with pytest.raises(WatchlistError) as caught:
            read(tmp_path / "x.csv")
        assert "\n" not in str(caught.value)


def test_a_record_of_another_length_is_refused(tmp_path):
    (tmp_path / "x.csv").write_bytes(DATA.read_bytes() + b"1,2\n")
    with pytest.raises(WatchlistError, match="has 2 cells where the header has 29"):
        read(tmp_path / "x.csv")


def test_a_record_without_a_name_is_refused(tmp_path):
    (tmp_path / "x.csv").write_bytes(DATA.read_bytes().replace(b"Globa Example", b""))
    with pytest.raises(WatchlistError, match="id or name is missing"):
        read(tmp_path / "x.csv")


def test_other_tables_are_not_taken_for_it(tmp_path):
    (tmp_path / "x.csv").write_text("_id,name,source\n1,DOE,x\n", encoding="utf-8")
    found = format_of(ListFile(tmp_path / "x.csv"))
    assert found is None or found.id != "us-csl"


def test_the_real_file_holds_every_name_date_and_number(shared):
    path = shared / "lists" / "us_csl" / "consolidated.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    one = read(path)
    entries = one.entries
    assert (one.id, one.records_read, len(entries)) == ("us-csl", 14160, len(rows))
    assert entries["id"].is_unique
    mended = {"\x92": "’", "\x94": "”"}
    for row, entry in zip(rows, entries.to_dict("records"), strict=True):
        names = {entry["name"], *entry["aliases"], *entry["weak_aliases"]}
        name = "".join(mended.get(letter, letter) for letter in row["name"])
        assert entry["name"] == " ".join(name.split()).strip(" ,;"), row["name"]
        if "Treasury" in row["source"]:
            assert {" ".join(alias.split()).strip(" ,;") for alias in row["alt_names"].split("; ") if alias} <= names
            assert f"OFAC:{row['entity_number']}" in entry["references"]
        if "DOB" not in row["remarks"]:
            assert len(entry["birth_dates"]) == len({date for date in row["dates_of_birth"].split("; ") if date})
        assert row["source"] == entry["programs"][-1]
        assert len(entry["programs"]) == len(set(filter(None, row["programs"].split("; ")))) + 1
        assert entry["listed_on"] == row["start_date"]
        places = {place for place in row["addresses"].split("; ") if ", " in place or not country_code(place)} - {""}
        assert len(entry["addresses"]) == len({" ".join(place.split()) for place in places}), row["addresses"]
    types = Counter(text.partition(":")[0] for cell in entries["identifiers"] for text in cell)
    pieces = [piece for row in rows for piece in set(row["ids"].split("; "))]
    passports = sum(piece.endswith("Passport") and any(map(str.isdigit, piece)) for piece in pieces)
    assert types["passport"] - passports == 3, "three stand in remarks only"
    wallets = [{p.partition(", ")[0] for p in row["ids"].split("; ") if "Digital Currency" in p} for row in rows]
    assert types["wallet"] == sum(map(len, wallets))
    assert types["bic"] == sum(piece.endswith("SWIFT/BIC") for piece in pieces)
    assert types == {
        "registration_number": 2124, "id_number": 1967, "tax_number": 1820, "passport": 1682, "other": 631, "imo": 516,
        "wallet": 337, "bic": 177, "call_sign": 93, "mmsi": 57,
    }  # fmt: skip
    stated = Counter(row["type"] for row in rows)
    kinds = entries["kind"].value_counts()
    assert (kinds["vessel"], kinds["aircraft"]) == (stated["Vessel"], stated["Aircraft"])
    assert kinds["person"] == stated["Individual"]
    assert 1500 < kinds[""] < stated[""], "what neither type nor name shows stays open"
