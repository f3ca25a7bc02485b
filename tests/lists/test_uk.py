"""The two lists of the UK: every fact of made-up files, the real files against an independent reading, damaged files."""

from __future__ import annotations

import csv
import gzip
import re
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from screen.errors import WatchlistError
from screen.lists.draft import Draft
from screen.lists.files import ListFile
from screen.lists.formats import read_files
from screen.lists.formats.numbered_cells import add_countries, numbered
from screen.lists.formats.ofsi_remarks import read_remarks
from screen.lists.formats.uk_facts import add_document, add_names, add_registration, spoken_name
from screen.lists.formats.un_references import un_reference
from screen.model import Kind
from tests.builders import cases

DATA = Path(__file__).with_name("data")
FILES = ("uk_list.xml", "uk_list.csv", "ofsi_2018.csv", "ofsi_2022.csv")


def read(path):
    (found,) = read_files([ListFile(path)])
    return found


def facts(path):
    return {row["id"]: row for row in read(path).entries.to_dict("records")}


def folded(text):
    return " ".join((text or "").split())


def names_of(row):
    return {row["name"], *row["aliases"], *row["weak_aliases"]}


@pytest.mark.parametrize("case", cases(str(DATA / "-"), "uk_documents.csv"), ids=lambda case: case["number"][:30])
def test_a_document_is_read_out_of_its_words(case):
    draft = Draft("1", Kind.PERSON)
    add_document(draft, case["type"], case["number"], case["about"])
    assert ";".join(draft.record()["identifiers"]) == case["identifiers"], case["why"]


@pytest.mark.parametrize("case", cases(str(DATA / "-"), "uk_registrations.csv"), ids=lambda case: case["cell"][:30])
def test_the_numbers_of_a_firm_are_told_by_their_labels(case):
    draft = Draft("1", Kind.ORGANISATION)
    add_registration(draft, case["cell"])
    record = draft.record()
    assert (";".join(record["identifiers"]), record["note"]) == (case["identifiers"], case["note"]), case["why"]


def test_a_number_of_ofac_among_those_of_a_firm_is_a_reference():
    draft = Draft("1", Kind.ORGANISATION)
    add_registration(draft, "USA OFAC UID Number - 25000")
    assert draft.record()["references"] == ("OFAC:25000",)


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("1) Saudi Arabia 2) Qatar", ["Saudi Arabia", "Qatar"]),
        ("(1) to (3) Algeria (4) Morocco", ["Algeria", "Algeria", "Algeria", "Morocco"]),
        ("(1) (2) Egypt", ["Egypt", "Egypt"]),
        ("a) French, b) Tunisian", ["French", "Tunisian"]),
        ("(a) 9003213 issued in Iran(b) 6620505", ["9003213 issued in Iran", "6620505"]),
        ("Kabul (at time of listing)", ["Kabul (at time of listing)"]),
        ("Flight (2004)", ["Flight (2004)"]),
        ("", []),
    ],
)
def test_a_numbered_cell_is_cut(cell, values):
    assert numbered(cell) == values


@pytest.mark.parametrize(
    ("cell", "codes", "note"),
    [
        ("Afghanistan (since 2009)", ("AF",), ""),
        ("Iranian citizenship", ("IR",), ""),
        ("(1) Yemen (2) Sudan", ("YE", "SD"), ""),
        ("Congo (Democratic Republic)", ("CD",), ""),
        ("Congolese", (), "nationality as published: Congolese"),
        ("Syrian Arab Republic as of 2015", ("SY",), "nationality as published: Syrian Arab Republic as of 2015"),
        ("No", (), "nationality as published: No"),
    ],
)
def test_a_country_is_read_with_words_round_it_and_the_rest_is_kept(cell, codes, note):
    draft = Draft("1", Kind.PERSON)
    add_countries(draft, cell, "nationalities")
    record = draft.record()
    assert (record["nationalities"], record["note"]) == (codes, note)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("KPi.033", "UN:KPi.033"),
        ("KPI. 076. Ri", "UN:KPi.076"),
        ("QDi.43", "UN:QDi.043"),
        ("KPe.006.Subordinate", "UN:KPe.006"),
        ("QE.A.146.14. Also", "UN:QE.A.146.14"),
        ("TI.A.128.01.Financial", "UN:TI.A.128.01"),
        ("E.29.I.11.", "UN:E.29.I.11"),
        ("N/A", ""),
        ("", ""),
    ],
)
def test_a_reference_of_the_un_is_brought_into_its_form(text, reference):
    assert un_reference(text) == reference


def test_an_entity_with_a_given_name_has_two_names():
    draft = Draft("1", Kind.ORGANISATION)
    add_names(draft, [spoken_name({"name1": "EXAMPLE Works", "name6": "EXW"}, "Primary Name", "")])
    assert draft.record()["name"] == "EXAMPLE Works EXW"
    assert draft.record()["aliases"] == ("EXAMPLE Works", "EXW")


LISTED = {
    "DPR9001": {
        "kind": "person",
        "name": "Jane Made Up DOE",
        "aliases": ("Janey Doe", "Jana Dough", "ДОУ, Джейн", "金铁三"),
        "weak_aliases": ("The Doe",),
        "birth_dates": ("1969-02-23", "1945", "1946-05", "1975"),
        "birth_places": ("Hamhung, North Korea", "China"),
        "nationalities": ("KP",),
        "countries": ("KP", "CN"),
        "addresses": ("1 Made-up Street, Pyongyang, 999, North Korea",),
        "identifiers": (
            "passport:KP:0563410155",
            "passport::D0001203",
            "passport::628491783",
            "id_number:KW:260012001546",
            "tax_number:RU:500103405764",
            "id_number::12YAKANAN006981",
        ),
        "phones": ("+850 2 18111",),
        "emails": ("jane@example.com",),
        "programs": ("The Democratic People's Republic of Korea (Sanctions) (EU Exit) Regulations 2019",),
        "references": ("UK:DPR9001", "UN:KPi.033", "OFSI:19001"),
        "gender": "female",
        "listed_on": "2020-12-31",
        "measure": "Asset freeze, Travel Ban",
        "note": "title: Major General; date of birth as published: 15/08/19yy; nationality as published: Atlantis; "
        "passport as published: Egypt issued in 1993, under name Example",
    },
    "RUS9002": {
        "kind": "organisation",
        "name": "EXAMPLE Trading (EXT)",
        "identifiers": (
            "registration_number::1247700291200",
            "tax_number::9707028663",
            "registration_number:TR:122226",
        ),
        "websites": ("www.example.com",),
        "references": ("UK:RUS9002",),
        "note": "KPP 770701001; parent company: EXAMPLE Holding; subsidiary: EXAMPLE Minor",
    },
    "RUS9003": {
        "kind": "vessel",
        "name": 'IMO 8628597 ("EXAMPLE STAR")',
        "aliases": ("EXAMPLE STAR",),
        "countries": ("KM", "KI"),
        "identifiers": ("imo::8628597", "other::GBABC12345D404"),
        "measure": 'Shipping sanctions: (see "Other information")',
    },
}
GROUPS_2018 = {
    "19001": {
        "kind": "person",
        "name": "Jane Made Up DOE",
        "aliases": ("Janey DOE",),
        "weak_aliases": ("Murshid", "Joe", "Sahab"),
        "birth_dates": ("1980", "1951-04-13"),
        "birth_places": ("Hamhung, North Korea", "Made-up-gun, North Korea"),
        "nationalities": ("IR", "KP"),
        "countries": ("IR", "KP", "AF"),
        "addresses": ("1 Made-up “Street”, Pyongyang, Afghanistan (since 2009)",),
        "identifiers": (
            "passport:QA:0592667",
            "passport:AF:D0001203",
            "tax_number:IT:LBRHBB61S17Z352F",
            "passport::A0002302",
        ),
        "phones": ("+850 2 18111", "+850 2 18112"),
        "emails": ("jane@example.com",),
        "programs": ("Democratic People’s Republic of Korea",),
        "references": ("OFSI:19001", "UN:KPi.033"),
        "gender": "female",
        "listed_on": "2017-12-22",
        "note": "id number as published: 2.81083E+11",
    },
    "19002": {
        "kind": "vessel",
        "name": "EXAMPLE STAR 2",
        "countries": ("PW",),
        "identifiers": ("imo::8405311", "mmsi::445539000"),
    },
    "19003": {
        "kind": "organisation",
        "name": "EXAMPLE SHIPPING CO",
        "aliases": ("EXAMPLE SHIPPING FKA",),
        "identifiers": (
            "imo::5342883",
            "bic::DCBKKPPY",
            "registration_number::1037739044111",
            "tax_number::7725056162",
        ),
        "websites": ("www.example.com",),
        "references": ("OFSI:19003", "UN:KPe.022"),
        "listed_on": "2016-02-01",
    },
}
GROUPS_2022 = {
    "19011": {
        "name": "Jane DOE",
        "aliases": ("Jane DOUGH", "Dau", "Джейн ДОУ"),
        "weak_aliases": ("THE DOE",),
        "nationalities": ("SY", "RU"),
        "identifiers": ("passport:SY:0055501", "passport::55502", "tax_number:RU:500103405764"),
        "phones": ("+963112121816", "+963112121834"),
        "emails": ("jane@example.com",),
        "websites": ("www.example.com",),
        "references": ("OFSI:19011", "UK:GHR0050", "UK:BEL0045", "UN:TAi.130"),
        "gender": "female",
        "note": "",
    },
    "19012": {
        "kind": "vessel",
        "countries": ("KP", "KI", "CN"),
        "identifiers": ("imo::8628597",),
        "references": ("OFSI:19012", "UK:DPR9076", "UN:KPe.073"),
    },
    "19013": {
        "kind": "organisation",
        "identifiers": ("tax_number::9707028663", "registration_number::1247700291200"),
        "references": ("OFSI:19013", "UK:RUS9077"),
        "note": "parent company: EXAMPLE Holding",
    },
}
EXPECTED = [
    (file, id, column, value)
    for file, parties in zip(FILES, (LISTED, LISTED, GROUPS_2018, GROUPS_2022), strict=True)
    for id, columns in parties.items()
    for column, value in columns.items()
]


@pytest.fixture(scope="module")
def made_up():
    return {name: facts(DATA / name) for name in FILES}


@pytest.mark.parametrize(("file", "id", "column", "value"), EXPECTED, ids=lambda value: str(value)[:24])
def test_a_fact_is_read(made_up, file, id, column, value):
    assert made_up[file][id][column] == value


def test_each_file_says_which_list_it_is_and_of_which_day():
    found = {name: read(DATA / name) for name in FILES}
    assert {name: (one.id, one.publisher, one.date) for name, one in found.items()} == {
        "uk_list.xml": ("uk", "UK", "2026-09-02"),
        "uk_list.csv": ("uk", "UK", "2026-09-02"),
        "ofsi_2018.csv": ("uk-ofsi", "OFSI", "2018-04-13"),
        "ofsi_2022.csv": ("uk-ofsi", "OFSI", "2025-06-03"),
    }
    assert found["uk_list.csv"].coverage == "1 individuals, 1 entities and 1 ships"


def test_the_csv_says_what_the_xml_says(made_up):
    assert made_up["uk_list.csv"] == made_up["uk_list.xml"]


def rewritten(tmp_path, name, change):
    """Write a CSV again with every record below the first line changed."""
    lines = (DATA / name).read_bytes().decode("cp1252" if "2018" in name else "utf-8-sig").splitlines(keepends=True)
    path = tmp_path / "list.txt"
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(lines[0])
        csv.writer(stream).writerows(change(record) for record in csv.reader(lines[1:]))
    return path


@pytest.mark.parametrize("name", FILES[1:])
def test_columns_may_move_change_case_and_grow(tmp_path, made_up, name):
    path = rewritten(tmp_path, name, lambda record: ["New column", *record[::-1]])
    assert facts(path) == made_up[name]
    header = (DATA / name).read_bytes().splitlines()[1]
    shouted = tmp_path / "shouted.csv"
    shouted.write_bytes((DATA / name).read_bytes().replace(header, header.upper().replace(b" ", b"_"), 1))
    assert facts(shouted) == made_up[name]


@pytest.mark.parametrize("name", FILES[1:])
def test_a_record_longer_than_the_header_is_refused(tmp_path, name):
    width = len((DATA / name).read_bytes().splitlines()[1].split(b","))
    path = rewritten(
        tmp_path, name, lambda record: record if record[0] in {"Last Updated", "Name 6"} else [*record, "more"]
    )
    with pytest.raises(
        WatchlistError, match=rf"record 3: has \d+ cells where the header has {width}\. The file was cut"
    ):
        read(path)


def test_empty_cells_that_a_program_left_out_are_put_back_but_not_in_the_last_record(tmp_path, made_up):
    def trimmed(record):
        return record[: max(place for place, cell in enumerate(record, start=1) if cell)]

    path = rewritten(tmp_path, "uk_list.csv", trimmed)
    assert facts(path) == made_up["uk_list.csv"]
    path.write_bytes(path.read_bytes() + b"24/02/2026,RUS9004\r\n")
    with pytest.raises(WatchlistError, match=r"record 11: has 2 cells where the header has 58\. The file was cut"):
        read(path)


@pytest.mark.parametrize("name", FILES[1:])
def test_line_ends_of_any_kind_and_none_at_the_end_are_read(tmp_path, made_up, name):
    whole, path = (DATA / name).read_bytes(), tmp_path / name
    for content in (
        whole.rstrip(b"\r\n"), whole.replace(b"\r\n", b"\r"), whole.replace(b"\r\n", b"\n"), whole + b"\x1a", whole + b"\r\n\x1a\r\n",
    ):  # fmt: skip
        path.write_bytes(content)
        assert facts(path) == made_up[name]


def test_a_file_that_ends_inside_a_character_is_refused(tmp_path):
    path = tmp_path / "list.csv"
    whole = (DATA / "uk_list.csv").read_bytes().rstrip()
    path.write_bytes(whole + "é".encode()[:1])
    with pytest.raises(WatchlistError, match="ends in the middle of a character"):
        read(path)
    path.write_bytes(whole + "é".encode())
    assert "other::GBABC12345D404É" in facts(path)["RUS9003"]["identifiers"]


def test_empty_cells_to_the_right_of_the_header_do_no_harm(tmp_path, made_up):
    path = rewritten(
        tmp_path, "uk_list.csv", lambda record: record if record[0] == "Last Updated" else [*record, "", ""]
    )
    assert facts(path) == made_up["uk_list.csv"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_anywhere_is_refused_in_one_line(tmp_path, name):
    whole = (DATA / name).read_bytes()
    path = tmp_path / name
    for length in {*range(1, len(whole) - 1, 149), *range(len(whole) - 40, len(whole) - 1)}:
        if name.endswith(".csv") and b"," not in whole[length:].partition(b"\r\n")[0]:
            continue  # no mark tells that a last cell or whole records are missing
        path.write_bytes(whole[:length])
        with pytest.raises(WatchlistError) as caught:
            read(path)
        assert "\n" not in str(caught.value)
        assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE Designations [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE Designations SYSTEM "file:///etc/passwd">',
    ],
)
def test_a_document_type_is_refused(tmp_path, prolog):
    path = tmp_path / "list.xml"
    text = (DATA / "uk_list.xml").read_text(encoding="utf-8").replace("<Designations ", prolog + "<Designations ", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WatchlistError, match="document type"):
        read(path)


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("uk_list.xml", "RUS9003", "RUS9002", "entry RUS9002: the id stands twice"),
        ("ofsi_2022.csv", "30/03/2018,19012", "30/03/2018,", "a record has no Group ID"),
        ("uk_list.csv", "RUS9003", "", "a record has no Unique ID"),
    ],
)
def test_a_file_that_is_not_understood_is_refused(tmp_path, name, old, new, message):
    path = tmp_path / name
    text = (DATA / name).read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new).encode())
    with pytest.raises(WatchlistError, match=re.escape(message)):
        read(path)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Specified Ship", "vessel"),
        ("Aircraft", "aircraft"),
        ("Natural person", "person"),
        ("Entity or body", "organisation"),
        ("Partnership", ""),
        ("Airship", ""),
    ],
)
@pytest.mark.parametrize(
    ("name", "old", "id"), [("uk_list.xml", ">Ship<", "RUS9003"), ("ofsi_2022.csv", ",Ship,", "19012")]
)
def test_a_type_of_party_never_seen_is_told_by_its_words_or_noted(tmp_path, name, old, id, written, kind):
    path = tmp_path / name
    path.write_bytes((DATA / name).read_bytes().replace(old.encode(), old.replace("Ship", written).encode()))
    found = facts(path)[id]
    is_ship_by_number = name == "ofsi_2022.csv" and kind == "organisation"
    assert found["kind"] == ("vessel" if is_ship_by_number else kind)
    assert (f"type as published: {written}" in found["note"]) is (kind == "")
    assert ("1 of another kind" in read(path).coverage) is (kind in {"", "aircraft"})


def test_titles_and_positions_stand_in_the_note(tmp_path):
    path = tmp_path / "list.xml"
    text = (DATA / "uk_list.xml").read_text(encoding="utf-8")
    position = "<Positions><Position>Minister</Position><Position>" + "Chair of " * 40 + "</Position></Positions>"
    path.write_text(text.replace("</Titles>", "</Titles>" + position), encoding="utf-8")
    title, first, second, *_ = facts(path)["DPR9001"]["note"].split("; ")
    assert (title, first) == ("title: Major General", "position: Minister")
    assert (second[:20], second[-1], len(second)) == ("position: Chair of C", "…", 210)
    path = rewritten(
        tmp_path,
        "ofsi_2022.csv",
        lambda record: [*record[:18], "(1) Minister", *record[19:]] if record[0] == "DOE" else record,
    )
    assert facts(path)["19011"]["note"] == "position: (1) Minister"


LONG = [
    "1) " * 20_000, "1) " + "," * 60_000, "1)" + " " * 60_000 + "x", "(" * 60_000, "Aa " * 20_000, "INN " * 15_000, "A1-" * 20_000,
    "issued " * 9_000, "(Phone number):" * 4_000, "UN Ref " * 9_000, "Tel 1((((" * 7_000, "Also known as a, b." * 3_000, "x" * 60_000,
]  # fmt: skip


@pytest.mark.parametrize("cell", LONG, ids=lambda cell: cell[:8])
def test_a_cell_of_60_000_characters_is_read(cell):
    draft = Draft("1", Kind.ORGANISATION)
    assert set("".join(numbered(cell))) <= set(cell)
    add_countries(draft, cell, "countries")
    add_document(draft, "id_number", cell, cell)
    add_registration(draft, cell)
    read_remarks(draft, f"{cell} UN Ref KPe.033")
    is_long = len(" ".join(cell.split())) > 20_000
    assert ("other information: only its first 20000 characters were searched" in draft.notes) is is_long
    assert ("UN:KPe.033" in draft.values("references")) is not is_long
    read_remarks(draft, f"UN Ref KPe.033 {cell}")
    assert "UN:KPe.033" in draft.values("references")


@pytest.fixture(scope="module")
def full_list(shared):
    path = shared / "lists/uk/reconstructed_2026-08-22/UK-Sanctions-List_full.reconstructed.xml.gz"
    return read(path), {
        one.findtext("UniqueID"): one for one in ET.fromstring(gzip.decompress(path.read_bytes()))[1:]
    }


def test_every_designation_is_read_with_its_kind(full_list):
    found, published = full_list
    assert found.records_read == len(published) == 6349
    assert found.entries["kind"].value_counts().to_dict() == {"person": 4036, "organisation": 1647, "vessel": 666}
    assert set(found.entries["id"]) == set(published)
    assert found.date == "2026-08-22"


def test_every_name_is_read_and_none_is_added(full_list):
    found, published = full_list
    apart = 0
    for row in found.entries.to_dict("records"):
        names = list(published[row["id"]].iter("Name"))
        written = {folded(" ".join(name.findtext(f"Name{n}") or "" for n in range(1, 7))) for name in names}
        written |= {folded(name.text) for name in published[row["id"]].iter("NameNonLatinScript")}
        own = {inner for name in written for inner in re.findall(r'^IMO \d{7} \("(.+)"\)$', name)}
        if row["kind"] == "organisation":
            firms = [name for name in names if name.findtext("Name1")]
            own |= {folded(name.findtext(part)) for name in firms for part in ("Name1", "Name6")}
        apart += len(own)
        expected = {name.strip("()") if name.startswith("(") else name for name in (written | own) - {""}}
        assert {name.strip("()") if name.startswith("(") else name for name in names_of(row)} == expected, row["id"]
    assert apart == 38
    assert sum(1 for one in published.values() for _ in one.iter("Name")) == 15758


def test_weak_aliases_and_first_names_are_those_the_list_marks(full_list):
    found, published = full_list
    weak = 0
    for row in found.entries.to_dict("records"):
        first, low, good = [], set(), set()
        for name in published[row["id"]].iter("Name"):
            written = folded(" ".join(name.findtext(f"Name{n}") or "" for n in range(1, 7)))
            if name.findtext("NameType").lower() == "primary name" and written:
                first.append(written)
            (low if (name.findtext("AliasStrength") or "").startswith("Low") else good).add(written)
        assert row["name"] == first[0]
        assert set(row["weak_aliases"]) == low - good - {""}
        weak += len(row["weak_aliases"])
    assert weak == 619


def test_every_birth_date_of_the_list_is_read(full_list):
    found, published = full_list
    for row in found.entries.to_dict("records"):
        written = set()
        for born in published[row["id"]].iter("DOB"):
            day, month, year = born.text.strip().split("/")
            written.add("-".join([year, *(part for part in (month, day) if part.isdigit())]))
        assert set(row["birth_dates"]) == written, row["id"]
    assert found.entries["birth_dates"].map(len).sum() == 3538


def test_numbers_addresses_dates_and_references_are_counted(full_list):
    found, published = full_list
    for row in found.entries.to_dict("records"):
        one = published[row["id"]]
        numbers = {re.sub(r"\W", "", value.partition("::")[2]) for value in row["identifiers"]}
        imo = {re.sub(r"\D", "", number.text) for number in one.iter("IMONumber")}
        assert imo <= numbers
        assert bool(row["identifiers"]) >= any(number.text for number in one.iter("PassportNumber"))
        lines = {
            ", ".join(filter(None, (folded(line.text).strip(" ,") for line in address)))
            for address in one.iter("Address")
            if any(line.tag != "AddressCountry" for line in address)
        }
        assert set(row["addresses"]) == lines
        assert row["listed_on"] == "-".join(reversed(one.findtext("DateDesignated").split("/")))
        assert row["programs"] == (one.findtext("RegimeName"),)
        assert row["measure"].count(",") >= one.findtext("SanctionsImposed").count("|")
        stated = [one.findtext("UNReferenceNumber"), one.findtext("OFSIGroupID")]
        assert len(row["references"]) == 1 + sum(value not in {None, "N/A"} for value in stated)
    types = defaultdict(int)
    for values in found.entries["identifiers"]:
        for value in values:
            types[value.partition(":")[0]] += 1
    assert types["imo"] == 665
    assert types["passport"] >= 720
    assert types["id_number"] + types["tax_number"] + types["registration_number"] >= 414
    assert not found.entries["note"].str.contains("passport as published|id number as published").any()


def test_the_designations_of_a_real_fragment_are_read(shared):
    found = facts(shared / "lists/uk/fragments/uksl_2026-09-02_two_designations.xml")
    assert found["AFG0006"]["name"] == "MOHAMMAD HASSAN AKHUND"
    assert found["AFG0006"]["birth_dates"] == ("1945", "1946")
    assert found["AFG0006"]["references"] == ("UK:AFG0006", "UN:TAi.002", "OFSI:7172")
    assert found["AFG0001"]["aliases"] == ("Haji Alim Hawala", "Haji Hakim Hawala")
    assert found["AFG0001"]["countries"] == ("AF", "AE")


def test_the_numbers_of_a_public_conversion_are_all_told(shared):
    """Every number of a firm in the conversion of May 2026 comes out, digit for digit, as an identifier or in the note."""
    path = shared / "lists/uk/derived_2026-05-13/subject_identifiers.csv"
    cells = {row["raw_value"] for row in converted(path) if row["identifier_type"].startswith("business")}
    lost = []
    for cell in cells:
        draft = Draft("1", Kind.ORGANISATION)
        add_registration(draft, cell)
        record = draft.record()
        told = re.sub(r"\W", "", "".join((*record["identifiers"], *record["references"], record["note"])))
        lost += [cell for number in re.findall(r"\d{6,}", cell) if number not in told]
    assert len(cells) > 500
    assert not lost


def test_kinds_days_and_birth_dates_are_those_of_a_public_conversion(full_list, shared):
    """Another conversion, of the CSV of May 2026, by others."""
    rows = {row["id"]: row for row in full_list[0].entries.to_dict("records")}
    folder = shared / "lists/uk/derived_2026-05-13"
    kinds = {"individual": "person", "entity": "organisation", "ship": "vessel"}
    subjects = [row for row in converted(folder / "subjects.csv") if row["unique_id"] in rows]
    assert len(subjects) == 6046
    for subject in subjects:
        row = rows[subject["unique_id"]]
        assert row["kind"] == kinds[subject["subject_type"]]
        assert row["listed_on"] == "-".join(reversed(subject["date_designated"].split("/")))
    born = defaultdict(set)
    for one in converted(folder / "subject_dobs.csv"):
        born[one["unique_id"]].add("-".join(filter(None, (one["year"], one["month"], one["day"]))))
    assert len(born) == 1043
    assert {id: set(rows[id]["birth_dates"]) for id in born} == born


def converted(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_designations_of_the_dprk_are_those_counted(shared):
    found = read(shared / "lists/uk/reconstructed_2026-08-22/UK-Sanctions-List_dprk.reconstructed.xml")
    assert found.coverage == "138 individuals, 86 entities and 37 ships"
    assert found.entries["birth_dates"].map(len).sum() == 219
    assert found.entries["references"].map(lambda cell: any(one.startswith("UN:KP") for one in cell)).sum() == 155


@pytest.fixture(scope="module")
def ofsi(shared):
    path = shared / "lists/uk/ofsi_conlist_2018-04-13/sanctionsconlist.csv"
    with path.open(encoding="cp1252", newline="") as stream:
        next(stream)
        records = list(csv.DictReader(stream))
    groups = defaultdict(list)
    for record in records:
        groups[record["Group ID"]].append(record)
    return read(path), groups


def test_every_group_of_ofsi_is_read(ofsi):
    found, groups = ofsi
    assert found.records_read == len(groups) == 2106
    assert sum(map(len, groups.values())) == 9487
    assert found.entries["kind"].value_counts().to_dict() == {"person": 1426, "organisation": 655, "vessel": 25}
    assert found.date == "2018-04-13"


def test_every_name_birth_date_and_address_of_ofsi_is_read(ofsi):
    found, groups = ofsi
    for row in found.entries.to_dict("records"):
        records = groups[row["id"]]
        names = {folded(" ".join(record[f"Name {n}"] for n in range(1, 7))) for record in records}
        assert names == {row["name"], *row["aliases"]}, row["id"]
        assert row["name"] in {
            folded(" ".join(record[f"Name {n}"] for n in range(1, 7)))
            for record in records
            if record["Alias Type"] == "Prime Alias"
        }
        born = {"-".join(part for part in reversed(record["DOB"].split("/")) if part != "00") for record in records}
        assert set(row["birth_dates"]) == born - {""}, row["id"]
        assert len(row["addresses"]) == len(
            {
                lines
                for record in records
                if any((lines := tuple(folded(record[line]).strip(" ,") for line in ADDRESS))[:-1])
            }
        )
        listed = ("-".join(reversed(record["Listed On"].split("/"))) for record in records)
        assert row["listed_on"] == min(listed)
        assert set(row["programs"]) == {record["Regime"].strip() for record in records}
    assert found.entries["birth_dates"].map(len).sum() == 1478


ADDRESS = (*(f"Address {number}" for number in range(1, 7)), "Post/Zip Code", "Country")


def test_every_passport_of_ofsi_is_read_but_those_without_a_number(ofsi):
    found, groups = ofsi
    for row in found.entries.to_dict("records"):
        cells = {cell for record in groups[row["id"]] if (cell := record["Passport Details"].strip())}
        passports = [value for value in row["identifiers"] if value.startswith(("passport:", "id_number:"))]
        assert bool(passports) or "as published" in row["note"] or not cells, row["id"]
        long = {number for cell in cells for number in re.findall(r"\b[A-Z]{0,2}\d{6,9}\b", cell)}
        told = "".join(passports)
        visa_and_issue = {"011518403", "L093534"}
        assert not {number for number in long if number not in told} - visa_and_issue, row["id"]


def test_un_references_of_ofsi_are_those_in_the_text(ofsi):
    found, groups = ofsi
    rows = found.entries.set_index("id")
    dprk = [id for id, records in groups.items() if "North Korea" in records[0]["Regime"]]
    stated = 0
    for id in dprk:
        text = " ".join(record["Other Information"] for record in groups[id])
        written = {number.zfill(3) for number in re.findall(r"KP[ei]\W{0,3}(\d{2,3})", text, re.IGNORECASE)}
        read_as = {value[-3:] for value in rows.at[id, "references"] if re.fullmatch(r"UN:KP[ie]\.\d{3}", value)}
        assert read_as == written, id
        stated += len(written)
    assert (len(dprk), stated) == (242, 138)
