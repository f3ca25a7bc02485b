"""OFAC's formats: made-up files of all layouts, the real ones against a parse of their own, and what cannot be trusted."""

import csv
import re
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from screen.errors import WatchlistError
from screen.lists import load_watchlists
from screen.lists.files import ListFile, unpack
from screen.lists.formats import format_of, read_files
from screen.lists.formats.ofac_remarks import phrases

DATA = Path(__file__).with_name("data")
SET = ("ofac_sdn.csv", "ofac_alt.csv", "ofac_add.csv", "ofac_sdn_comments.csv")
CONS = ("ofac_cons_prim.csv", "ofac_cons_alt.csv", "ofac_cons_add.csv")
XML = ("ofac_sdn.xml", "ofac_sdn_enhanced.xml", "ofac_sdn_advanced.xml")


def read(*paths):
    """Read files as lists."""
    return read_files(file for path in paths for file in unpack(DATA / path))


def by_id(watchlist):
    return {record["id"]: record for record in watchlist.entries.to_dict("records")}


@pytest.fixture(scope="module")
def made_up():
    """The made-up parties as each format gives them."""
    sets = {"csv": SET, **{name: (name,) for name in XML}}
    return {name: by_id(read(*paths)[0]) for name, paths in sets.items()}


EXPECTED = [
    ("101", "kind", "person"),
    ("101", "name", "DOE, Jane Example"),
    ("101", "aliases", {"DOE, Jayne", "ROE, Jane"}),
    ("101", "weak_aliases", {"JANE X", "J; ROE"}),
    ("101", "birth_dates", {"~1951", "1960..1962", "1955-03", "1944-10-13"}),
    ("101", "birth_places", {"Exampletown, Korea, North"}),
    ("101", "nationalities", {"KP", "CN"}),
    ("101", "countries", {"KP", "CN"}),
    ("101", "gender", "female"),
    ("101", "addresses", set()),
    ("101", "identifiers", {"passport:KP:PS123456789", "passport::EX7654321", "id_number:HK:K1234567"}),
    ("101", "phones", {"85021811100"}),
    ("101", "emails", {"jane@example.org"}),
    ("101", "websites", {"www.example.org/jane"}),
    ("101", "programs", {"DPRK4"}),
    ("101", "references", {"OFAC:101"}),
    ("102", "kind", "organisation"),
    ("102", "name", "EXAMPLE TRADING CO., LTD."),
    ("102", "aliases", {"EXAMPLE NEW TRADING"}),
    ("102", "weak_aliases", {"ETC", "OLD ETC"}),
    ("102", "addresses", {"1 Example Street, Floor 2, Exampletown, Example Province 12345, China", "Gaza City, Region: Gaza"}),
    ("102", "countries", {"CN", "PS"}),
    ("102", "programs", {"DPRK3", "CYBER2"}),
    ("102", "identifiers", {
        "bic::EXMPKPPY", "registration_number:DE:HRB4711", "registration_number:CN:91110000EXAMPLE01X",
        "tax_number:RU:770123", "imo::5342883", "wallet::bc1exampleexampleexample", "wallet::0xExAmPlE01",
    }),
    ("103", "kind", "vessel"),
    ("103", "identifiers", {"call_sign::EXMP1", "imo::9999991", "mmsi::445999999"}),
    ("103", "countries", {"KP", "PA"}),
    ("103", "note", "linked to: EXAMPLE TRADING CO., LTD."),
    ("104", "kind", "aircraft"),
    ("104", "identifiers", {"other::PEXMPL", "other::990011"}),
    ("105", "identifiers", {"passport:KP:EX004711"}),
    ("105", "weak_aliases", {"SPILLED"}),
    ("105", "countries", set()),
    ("105", "addresses", set()),
]  # fmt: skip


@pytest.mark.parametrize("layout", ["csv", *XML])
def test_every_layout_gives_the_same_facts(made_up, layout):
    for id, column, expected in EXPECTED:
        found = made_up[layout][id][column]
        found = {one for one in found if one.isascii()} if isinstance(found, tuple) else found
        assert found == expected, (id, column)


@pytest.mark.parametrize("layout", XML[1:])
def test_names_in_other_scripts_are_aliases_and_never_the_name(made_up, layout):
    assert "도 제인" in made_up[layout]["101"]["aliases"]
    assert "例示贸易有限公司" in made_up[layout]["102"]["aliases"]


@pytest.mark.parametrize("layout", ["csv", *XML])
def test_what_cannot_be_read_stands_in_the_note(made_up, layout):
    note = made_up[layout]["101"]["note"]
    for part in (
        "date of birth as published: ", "nationality as published: Atlantis", "issued under the name Janet Roe",
        "secondary sanctions risk: North Korea Sanctions Regulations, sections 510.201 and 510.210",
        "linked to: EXAMPLE TRADING CO., LTD.",
    ):  # fmt: skip
        assert part in note, part
    assert "1950" in note.partition("date of birth as published: ")[2]


def test_a_title_that_the_remarks_repeat_is_noted_once(made_up):
    for layout in ("csv", "ofac_sdn.xml", "ofac_sdn_enhanced.xml"):
        assert made_up[layout]["106"]["note"] == "title: Minister of Examples; arrested 01 Jan 2001", layout
    assert made_up["ofac_sdn_advanced.xml"]["106"]["note"] == "Minister of Examples; arrested 01 Jan 2001"


@pytest.mark.parametrize("layout", XML)
def test_day_and_sources_are_those_of_the_file(made_up, layout):
    record = made_up[layout]["101"]
    assert record["data_as_of"] == "2026-03-04"
    assert record["sources"] == (
        "https://sanctionssearch.ofac.treas.gov/Details.aspx?id=101", "OFAC SDN list, 2026-03-04",
    )  # fmt: skip
    assert record["listed_on"] == ("" if layout == "ofac_sdn.xml" else "2016-02-01")


def test_the_csv_has_no_day(made_up):
    assert made_up["csv"]["101"]["sources"][1] == "OFAC SDN list"
    assert made_up["csv"]["101"]["data_as_of"] == ""


def test_a_count_is_read_where_the_file_states_one():
    assert [read(name)[0].records_stated for name in XML] == [6, None, None]
    assert read(*SET)[0].records_read == 6


def test_a_zipped_file_reads_the_same(tmp_path, made_up):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.write(DATA / "ofac_sdn_enhanced.xml", "SDN_ENHANCED.XML")
    assert by_id(read(tmp_path / "x.zip")[0]) == made_up["ofac_sdn_enhanced.xml"]


REMARKS = [
    ("DOB 1952; alt. POB A, B.", ["DOB 1952", "alt. POB A, B"]),
    ("a.k.a. 'A'.", ["a.k.a. 'A'"]),
    ("a.k.a. 'A; B'; DOB 1952.", ["a.k.a. 'A; B'", "DOB 1952"]),
    ("a.k.a. 'OPEN; a.k.a. 'B'.", ["a.k.a. 'OPEN", "a.k.a. 'B'"]),
    ("nationality Iraq;arrested 23 Apr 2002.", ["nationality Iraq", "arrested 23 Apr 2002"]),
    ("", []),
]


@pytest.mark.parametrize(("remarks", "expected"), REMARKS)
def test_remarks_are_split_outside_quotes(remarks, expected):
    assert phrases(remarks) == expected


NUMBERS = [
    ("Passport RL 1794375 (Lebanon) expires 20 May 2020", "identifiers", "passport:LB:RL1794375"),
    ("alt. Diplomatic Passport 008827 (Iran) issued 1999", "identifiers", "passport:IR:008827"),
    ("Passport Booklet A5250088 (Pakistan)", "identifiers", "passport:PK:A5250088"),
    ("Passport D000000483, Diplomatic (Syria)", "identifiers", "passport:SY:D000000483"),
    ("National ID No. CNIC: 35202-5400413-9 (Pakistan)", "identifiers", "id_number:PK:3520254004139"),
    ("Cedula No. V-8348784 (Venezuela)", "identifiers", "id_number:VE:V8348784"),
    ("R.F.C. # PMA-910805 (Mexico)", "identifiers", "tax_number:MX:PMA910805"),
    ("C.R. No. CH-217.0.135.719-4 (Switzerland)", "identifiers", "registration_number:CH:CH21701357194"),
    ("Folio Mercantil No. 22839 (Jalisco) (Mexico)", "identifiers", "registration_number:MX:22839"),
    ("V.A.T. Number BE 454,419,759", "identifiers", "tax_number::BE454419759"),
    ("Unified Social Credit Code (USCC) 911101", "identifiers", "registration_number:CN:911101"),
    ("Passport 654781 (Jordan) issued 01 Jan 2008 to 31 Dec 2010", "note", ""),
    ("Business Registration Document # F0100", "identifiers", "registration_number::F0100"),
    ("International Maritime Organization No. (5777731)", "identifiers", "imo::5777731"),
    ("Company Number IMO 5055293", "identifiers", "imo::5055293"),
    ("Vessel Registration Identification 8606173", "identifiers", "imo::8606173"),
    ("Vessel Registration Identification LR 12", "identifiers", "other::LR12"),
    ("Aircraft Tail Number EP-MMH", "identifiers", "other::EPMMH"),
    ("Digital Currency Address - XMR 884Bz8UH", "identifiers", "wallet::884Bz8UH"),
    ("Telephone (357)(22660766)", "phones", "(357)(22660766)"),
    ("Fax: 0097282858208", "phones", "0097282858208"),
    ("PHONE 850 2 381 8221", "phones", "850 2 381 8221"),
    ("EMAIL kdb@co.chesin.com", "emails", "kdb@co.chesin.com"),
    ("info@example.org (email)", "emails", "info@example.org"),
    ("http://www.example.co.uk (website)", "websites", "http://www.example.co.uk"),
    ("Nationality of Registration Korea, North", "countries", "KP"),
    ("Alt. POB: Keren Eritrea", "birth_places", "Keren Eritrea"),
    ("(Linked To: ACME)", "note", "linked to: ACME"),
    ("Passport issued in Sarajevo", "note", "Passport issued in Sarajevo"),
    ("Executive Order 13662 Directive Determination - Subject to Directive 1", "note", ""),
]


@pytest.mark.parametrize(("phrase", "column", "expected"), NUMBERS)
def test_phrases_of_the_remarks(tmp_path, phrase, column, expected):
    row = ["1", "EXAMPLE", "-0- ", "SDGT", *["-0- "] * 7, f"{phrase}."]
    record = by_id(read_files(unpack(csv_file(tmp_path / "sdn.csv", [row])))[0])["1"]
    found = record[column]
    assert (found == expected) if isinstance(found, str) else (expected in found), found


def csv_file(path, rows, end=b"\x1a"):
    """Write a file in the layout of OFAC's CSV."""
    cells = ((cell if cell.isdigit() or cell == "-0- " else f'"{cell}"' for cell in row) for row in rows)
    path.write_bytes(b"".join((",".join(row) + "\r\n").encode() for row in cells) + end)
    return path


def rows_of(name):
    with (DATA / name).open(newline="", encoding="utf-8") as stream:
        return [row for row in csv.reader(stream) if len(row) > 1]


def test_two_lists_given_at_once_come_apart():
    lists = read(*reversed(SET), *CONS)
    assert {one.id: sorted(one.entries["id"]) for one in lists} == {
        "us-ofac-sdn": ["101", "102", "103", "104", "105", "106"],
        "us-ofac-consolidated": ["102", "202", "203"],
    }
    cons = next(by_id(one) for one in lists if one.id == "us-ofac-consolidated")
    assert cons["102"]["addresses"] == ("Moscow, Russia",)
    assert cons["202"]["aliases"] == ("ROE, Membre",)
    assert cons["203"]["aliases"] == ("Example Issuer Holdings",)
    assert cons["202"]["sources"][1] == "OFAC consolidated (non-SDN) list"


def test_two_days_of_one_list_come_apart(tmp_path):
    gone = ["107", "EXAMPLE GONE", "-0- ", "SDGT", *["-0- "] * 8]
    csv_file(tmp_path / "a.csv", [*rows_of("ofac_sdn.csv"), gone])
    csv_file(tmp_path / "b.csv", [*rows_of("ofac_alt.csv"), ["107", "9", "aka", "GONE", "-0- "]])
    lists = read(SET[0], tmp_path / "b.csv", tmp_path / "a.csv", SET[1])
    aliases = [sum(map(len, one.entries["aliases"])) for one in lists]
    assert sorted(zip([len(one.entries) for one in lists], aliases, strict=True)) == [(6, 3), (7, 4)]


def test_days_that_agree_alike_are_told_by_their_folders(tmp_path):
    for day, alias in (("one", "FIRST"), ("two", "SECOND")):
        (tmp_path / day).mkdir()
        csv_file(tmp_path / day / "x", rows_of("ofac_sdn.csv"))
        csv_file(tmp_path / day / "y", [["101", "1", "aka", alias, "-0- "]])
    lists = read(*(tmp_path / day / name for name in "xy" for day in ("one", "two")))
    assert [by_id(one)["101"]["aliases"] for one in lists] == [("FIRST",), ("SECOND",)]


def test_the_main_file_alone_says_what_was_not_given():
    alone = read("ofac_sdn.csv")[0]
    for what in ("aliases were not given", "addresses were not given", "those of 1 entries break off"):
        assert what in alone.coverage
    record = by_id(alone)["105"]
    assert record["identifiers"] == ()
    assert "remarks that break off in the file given as published: Passport EX00" in record["note"]
    assert "not given" not in read(*SET)[0].coverage


def test_continued_remarks_of_an_entry_whose_remarks_are_complete_are_only_noted(tmp_path):
    csv_file(tmp_path / "c", [["101", "; DOB 1999."], ["105", "4711."]])
    record = by_id(read("ofac_sdn.csv", tmp_path / "c")[0])["101"]
    assert "1999" not in record["birth_dates"]
    assert "remarks that go on in another file as published: ; DOB 1999." in record["note"]


BROKEN_SETS = [
    (("ofac_alt.csv",), "Give SDN.CSV"),
    (("ofac_add.csv", "ofac_sdn.xml"), "Give SDN.CSV"),
    (("ofac_sdn.csv", "ofac_cons_add.csv"), "different days or lists"),
    (("ofac_sdn.csv", "ofac_alt.csv", "ofac_cons_alt.csv"), "one more ALT.CSV"),
]


@pytest.mark.parametrize(("names", "said"), BROKEN_SETS)
def test_files_that_do_not_belong_together_are_refused(names, said):
    with pytest.raises(WatchlistError, match=said):
        read(*names)


def test_files_of_another_day_are_refused(tmp_path):
    others = [[str(number), "9", "aka", "OTHER", "-0- "] for number in (900, 901)]
    csv_file(tmp_path / "alt.csv", [*rows_of("ofac_alt.csv"), *others])
    with pytest.raises(WatchlistError, match=r"2 of 5 lines .* different days"):
        load_watchlists([DATA / "ofac_sdn.csv", tmp_path / "alt.csv"])


def test_a_few_lines_of_entities_that_are_gone_are_left_out(tmp_path):
    aliases = [["101", str(number), "aka", f"JANE {number}", "-0- "] for number in range(60)]
    csv_file(tmp_path / "alt.csv", [*aliases, ["900", "9", "aka", "OTHER", "-0- "]])
    found = by_id(load_watchlists([DATA / "ofac_sdn.csv", tmp_path / "alt.csv"])[0])
    assert len(found["101"]["aliases"]) == 60
    assert "900" not in found


def test_a_repeated_entity_is_refused(tmp_path):
    rows = rows_of("ofac_sdn.csv")
    with pytest.raises(WatchlistError, match="entry 101: the id stands twice"):
        read(csv_file(tmp_path / "sdn.csv", [*rows, rows[0]]))


NOT_OFAC = [
    "1,2,3\r\n4,5,6\r\n",
    "id,name\r\n1,DOE\r\n",
    '1,"John Doe"\r\n2,"Jane Doe"\r\n',
    '1,2,"home","DOE","x"\r\n',
    '1,2,"Street","City","Country","x"\r\n',
    ",".join(["1", *["x"] * 11]) + "\r\n",
    "<html><body>503</body></html>",
    "\x1a",
    "\x00\x01\x02",
]


@pytest.mark.parametrize("content", NOT_OFAC)
def test_other_files_are_not_taken_for_ofacs(tmp_path, content):
    (tmp_path / "sdn.csv").write_text(content, encoding="utf-8")
    found = format_of(ListFile(tmp_path / "sdn.csv"))
    assert found is None or found.publisher != "OFAC"


@pytest.mark.parametrize("name", [*SET, *CONS])
def test_a_file_of_one_record_is_recognised(tmp_path, name):
    found = format_of(ListFile(csv_file(tmp_path / "any", rows_of(name)[:1])))
    assert found is not None
    assert found.name == "OFAC legacy CSV"


@pytest.mark.parametrize("name", XML)
def test_the_list_is_told_by_content(tmp_path, name):
    text = (DATA / name).read_text(encoding="utf-8")
    assert read(name)[0].id == "us-ofac-sdn"
    for program in ("DPRK4", "DPRK3", "DPRK2", "SDGT", "NPWMD"):
        text = text.replace(f">{program}<", ">NS-PLC<")
    (tmp_path / name).write_text(text.replace("SDN List", "Non-SDN Palestinian List"), encoding="utf-8")
    found = read(tmp_path / name)[0]
    assert found.id == "us-ofac-consolidated"
    assert "non-SDN" in found.title
    assert by_id(found)["101"]["listed_on"] == ("" if name == "ofac_sdn.xml" else "2016-02-01")


@pytest.mark.parametrize("name", [*SET, *CONS])
def test_a_csv_cut_off_anywhere_is_refused(tmp_path, name):
    whole = (DATA / name).read_bytes()
    others = [one for one in (SET if name in SET else CONS) if one != name]
    for size in range(0, len(whole), 3 if len(whole) < 500 else 41):
        (tmp_path / name).write_bytes(whole[:size])
        with pytest.raises(WatchlistError) as caught:
            read(tmp_path / name, *others)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", XML)
def test_xml_cut_off_anywhere_is_refused(tmp_path, name):
    whole = (DATA / name).read_bytes().rstrip()
    for size in [*range(0, len(whole), 499), len(whole) - 1]:
        (tmp_path / name).write_bytes(whole[:size])
        with pytest.raises(WatchlistError) as caught:
            read(tmp_path / name)
        assert "\n" not in str(caught.value)


DAMAGED = [
    ("ofac_sdn.csv", '"EXAMPLE STAR","vessel"', '"EXAMPLE STAR","vessel","x"', "record 3: is not 12 cells"),
    ("ofac_sdn.csv", "\r\n104,", "\r\nx104,", "record 4: is not 12 cells that begin with a number"),
    ("ofac_sdn.csv", "\x1a", "\x1a\r\n107,x", "record 8: stands after the end mark"),
    ("ofac_sdn.xml", "<Record_Count>6<", "<Record_Count>7<", "holds 6 records but says it holds 7"),
    ("ofac_sdn.xml", "<uid>102</uid>", "<uid>101</uid>", "the id stands twice"),
    ("ofac_sdn_enhanced.xml", 'entity id="102"', 'entity id=""', "id or name is missing"),
    ("ofac_sdn_advanced.xml", "ReferenceValueSets", "Sets", "the reference values are missing"),
    ("ofac_sdn_advanced.xml", 'LocationID="5000"', 'LocationID="1"', "location 1 is not defined"),
    ("ofac_sdn_advanced.xml", 'IdentityID="1010"', 'IdentityID="9"', "documents belong to no party"),
    ("ofac_sdn_advanced.xml", 'ProfileID="106"', 'ProfileID="9"', "2 of 12 entries belong to no party"),
    ("ofac_sdn_advanced.xml", 'Profile ID="102"', 'Profile ID="101"', "party 101 stands twice"),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), DAMAGED)
def test_damaged_files_are_refused(tmp_path, name, old, new, said):
    text = (DATA / name).read_bytes().decode()
    assert old in text
    (tmp_path / name).write_bytes(text.replace(old, new).encode())
    with pytest.raises(WatchlistError, match=said):
        read(tmp_path / name)


HOSTILE = [
    '<!DOCTYPE x [<!ENTITY a "b">]>',
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
]


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize("declaration", HOSTILE)
def test_hostile_xml_is_refused(tmp_path, name, declaration):
    prolog, _, rest = (DATA / name).read_text(encoding="utf-8").partition("\n")
    (tmp_path / name).write_text(f"{prolog}\n{declaration}\n{rest}", encoding="utf-8")
    with pytest.raises(WatchlistError, match="document type"):
        read(tmp_path / name)


def test_a_kind_never_seen_is_kept_and_noted(tmp_path):
    text = (DATA / "ofac_sdn.xml").read_text(encoding="utf-8").replace("<sdnType>Vessel", "<sdnType>Spacecraft")
    (tmp_path / "x.xml").write_text(text, encoding="utf-8")
    record = by_id(read(tmp_path / "x.xml")[0])["103"]
    assert record["kind"] == "organisation"
    assert "type as published: Spacecraft" in record["note"]


UNEXPLAINED = [
    ('PartySubTypeID="1"', 'PartySubTypeID="77"', "103", "type as published: PartySubType 77"),
    ('FeatureTypeID="2009"', 'FeatureTypeID="77"', "101", "FeatureType 77 as published: www.example.org/jane"),
    ('DetailReferenceID="1900"', 'DetailReferenceID="77"', "101", "Gender as published: DetailReference 77"),
    ('IDRegDocTypeID="2207"', 'IDRegDocTypeID="77"', "103", "IDRegDocType 77 as published: 445999999"),
    (
        'IssuedBy-CountryID="2001"',
        'IssuedBy-CountryID="77"',
        "101",
        "country of National ID No. as published: Country 77",
    ),
    ('LocPartTypeID="2202"', 'LocPartTypeID="77"', "102", "LocPartType 77 as published: Floor 2"),
    ('ID="1" SanctionsTypeID="1500"', 'ID="1" SanctionsTypeID="77"', "106", "SanctionsType 77 as published: NPWMD"),
]


@pytest.mark.parametrize(("old", "new", "id", "note"), UNEXPLAINED)
def test_a_value_that_the_advanced_xml_does_not_explain_is_kept_as_it_stands(tmp_path, made_up, old, new, id, note):
    text = (DATA / XML[2]).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "x.xml").write_text(text.replace(old, new), encoding="utf-8")
    found = by_id(read(tmp_path / "x.xml")[0])
    assert note in found[id]["note"]
    assert found[id]["name"] == made_up[XML[2]][id]["name"]
    assert found[id]["kind"] == ("" if "PartySubType" in old else made_up[XML[2]][id]["kind"])
    assert not any("77" in number.split(":")[2] and "77" not in note for number in found[id]["identifiers"])


def test_a_few_documents_and_entries_of_no_party_are_left_out(tmp_path, made_up):
    text = (DATA / XML[2]).read_text(encoding="utf-8")
    document = text[text.index("<IDRegDocument ID") :].partition("\n")[0]
    entry = text[text.index("<SanctionsEntry ID") :].partition("\n")[0]
    text = text.replace(document, document * 60 + document.replace('"1010"', '"9"'))
    text = text.replace(entry, entry * 60 + entry.replace('"101"', '"9"'))
    (tmp_path / "x.xml").write_text(text, encoding="utf-8")
    one = read(tmp_path / "x.xml")[0]
    assert by_id(one) == made_up[XML[2]]
    assert "1 entries that belong to no party were left out; 1 documents that" in one.coverage


def test_a_remark_of_60_000_characters_is_read(tmp_path):
    for filler in (
        "x" * 60_000,
        "a.k.a. 'A; " * 6_000,
        "(" * 60_000,
        "Passport " * 7_000,
        "x " * 30_000,
        "; " * 30_000,
    ):
        row = ["1", "EXAMPLE", "-0- ", "SDGT", *["-0- "] * 7, f"DOB 1952; {filler}; Gender Male."]
        record = by_id(read_files(unpack(csv_file(tmp_path / "sdn.csv", [row])))[0])["1"]
        assert record["birth_dates"] == ("1952",)


def test_parts_of_a_period_that_are_missing_leave_the_rest(tmp_path):
    text = (DATA / "ofac_sdn_advanced.xml").read_text(encoding="utf-8")
    text = text.replace("<Year>1944</Year><Month>10</Month><Day>13</Day>", "<Year>1944</Year>")
    (tmp_path / "x.xml").write_text(text, encoding="utf-8")
    assert "1944" in by_id(read(tmp_path / "x.xml")[0])["101"]["birth_dates"]


@pytest.fixture(scope="module")
def ofac(shared):
    return shared / "lists" / "us_ofac"


@pytest.fixture(scope="module")
def sets(ofac):
    """Two days of the SDN list and the consolidated list, given at once, as (id, records) → list."""
    paths = [
        *(ofac / "consolidated_csv").iterdir(),
        *(ofac / "2023-12-28").iterdir(),
        ofac / "2024-05-03" / "sdn.csv",
    ]
    return {(one.id, one.records_read): one for one in read(*sorted(paths, key=lambda path: path.name))}


@pytest.fixture(scope="module")
def consolidated(ofac, sets):
    """The consolidated list as each format gives it (of different days)."""
    files = {
        "xml": [ofac / "consolidated_xml/consolidated.xml"],
        "enhanced": [ofac / "enhanced_xml/CONS_ENHANCED.ZIP"],
        "advanced": [ofac / "cons_advanced_xml/cons_advanced.xml"],
    }
    return {"csv": sets["us-ofac-consolidated", 442], **{name: read(*paths)[0] for name, paths in files.items()}}


def rows_at(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return [["" if cell == "-0- " else cell for cell in row] for row in csv.reader(stream) if len(row) > 1]


def plain(text):
    return " ".join(text.split())


def full_remarks(main, comments):
    """Return entity number → Remarks; a phrase that breaks off is left out."""
    rest = {row[0]: row[1] for row in comments}
    found = {}
    for row in main:
        text = row[11] + rest.get(row[0], "")
        is_cut = len(row[11]) == 1000 and row[0] not in rest
        found[row[0]] = text.rpartition(";")[0] if is_cut else text
    return found


def total(watchlist, column):
    return int(watchlist.entries[column].map(len).sum())


def by_type(watchlist):
    return Counter(text.partition(":")[0] for cell in watchlist.entries["identifiers"] for text in cell)


def test_the_sdn_set_holds_every_name_date_and_number_of_its_files(ofac, sets):
    parts = ("sdn", "alt", "add", "sdn_comments")
    sdn, alt, add, comments = (rows_at(ofac / "2023-12-28" / f"{part}.csv") for part in parts)
    one = sets["us-ofac-sdn", 13821]
    assert one.date == ""
    entries = by_id(one)
    remarks = full_remarks(sdn, comments)
    assert {row[0]: plain(row[1]) for row in sdn} == {id: entry["name"] for id, entry in entries.items()}
    names = defaultdict(set)
    for row in alt:
        names[row[0]].add(plain(row[3]))
    assert all(names[id] == {*entry["aliases"]} | (names[id] & {entry["name"]}) for id, entry in entries.items())
    weak, born, ships = Counter(), Counter(), Counter()
    for id, text in remarks.items():
        quoted = set(re.findall(r"(?:^|; )(?:[afn]\.k|d\.b)\.a\. '(.*?)'(?=;|\.?$)", text))
        weak[id] = len(quoted - names[id] - {entries[id]["name"]})
        born[id] = len(set(re.findall(r"(?:^|; )(?:alt\. )?DOB ([^;]*[^;.])", text)))
        ships[id] = len(
            set(re.findall(r" (?:IMO|Registration Identification|Maritime Organization No\.) +\(?(\d{7})", text))
        )
    assert {id: len(entry["weak_aliases"]) for id, entry in entries.items()} == weak
    assert {id: len(entry["birth_dates"]) for id, entry in entries.items()} == born
    assert {id: sum(x.startswith("imo:") for x in entry["identifiers"]) for id, entry in entries.items()} == ships
    assert total(one, "programs") == sum(row[3].count("] [") + 1 for row in sdn)
    places = {(row[0], ", ".join(filter(None, row[2:5]))) for row in add if row[2] or row[3]}
    assert total(one, "addresses") == sum(" ".join(place.split()) != "" for _, place in places)
    for kind, heads in (
        ("passport", r"(?:\w+ |Stateless Person |British National Overseas )?Passport (?=[^;]*\d)"),
        ("wallet", r"Digital Currency Address - \w+ "), ("bic", "SWIFT/BIC "), ("mmsi", "MMSI "),
    ):  # fmt: skip
        stated = {
            id: len(set(re.findall(rf"(?:^|; ?)(?:alt\. )?{heads}([^;]+)", text))) for id, text in remarks.items()
        }
        found = {id: sum(x.startswith(f"{kind}:") for x in entry["identifiers"]) for id, entry in entries.items()}
        assert found == stated, kind
    assert by_type(one) == {
        "imo": 881, "mmsi": 94, "call_sign": 164, "bic": 153, "wallet": 463, "passport": 2073, "id_number": 2417,
        "registration_number": 3888, "tax_number": 3087, "other": 707,
    }  # fmt: skip
    assert (one.entries["gender"] != "").sum() == sum("; Gender " in f"; {text}" for text in remarks.values())


def test_passports_of_the_sdn_list_are_whole(ofac, sets):
    sdn = rows_at(ofac / "2024-05-03" / "sdn.csv")
    entries = by_id(sets["us-ofac-sdn", 14973])
    checked = 0
    for id, text in full_remarks(sdn, []).items():
        for number in re.findall(r"(?:^|; )(?:alt\. )?Passport ([A-Z]{0,3} ?\d{5,9}) \(", text):
            found = {x.rpartition(":")[2] for x in entries[id]["identifiers"] if x.startswith("passport:")}
            assert number.replace(" ", "") in found, (id, number)
            checked += 1
    assert checked > 1200


def test_sets_of_several_lists_and_days_come_apart(sets):
    assert set(sets) == {("us-ofac-consolidated", 442), ("us-ofac-sdn", 13821), ("us-ofac-sdn", 14973)}
    assert total(sets["us-ofac-consolidated", 442], "aliases") >= 1073
    assert total(sets["us-ofac-sdn", 13821], "aliases") > 17000
    assert total(sets["us-ofac-sdn", 14973], "aliases") == 0


def test_files_two_years_apart_are_refused(ofac):
    with pytest.raises(WatchlistError, match="different days"):
        read(ofac / "2024-05-03" / "sdn.csv", ofac / "2026-06-02" / "alt.csv")


def local(element):
    for one in element.iter():
        one.tag = one.tag.rpartition("}")[2]
    return element


def test_the_xml_holds_every_name_of_its_file(ofac, consolidated):
    one = consolidated["xml"]
    root = local(ET.parse(ofac / "consolidated_xml/consolidated.xml").getroot())
    assert (one.id, one.date, one.records_stated, one.records_read) == (
        "us-ofac-consolidated",
        "2025-03-28",
        443,
        443,
    )
    entries = by_id(one)
    for entry in root.iter("sdnEntry"):
        found = entries[entry.findtext("uid")]
        strong, weak = set(), set()
        for aka in entry.iter("aka"):
            name = ", ".join(filter(None, (aka.findtext("lastName"), aka.findtext("firstName"))))
            (weak if aka.findtext("category") == "weak" else strong).add(" ".join(name.split()))
        issuers = {id.findtext("idNumber") for id in entry.iter("id") if id.findtext("idType") == "Issuer Name"}
        assert {*found["aliases"]} == (strong | issuers) - {found["name"]}
        assert {*found["weak_aliases"]} == weak - strong - {found["name"]}
        assert len(found["birth_dates"]) == len(list(entry.iter("dateOfBirthItem")))
        assert {*found["programs"]} == {program.text for program in entry.iter("program")}
        assert len(found["addresses"]) == len({
            tuple(part.text for part in one if part.tag != "uid") for one in entry.iter("address") if len(one) > 2
        })  # fmt: skip
    assert by_type(one) == {
        "registration_number": 474, "tax_number": 214, "other": 170, "bic": 33, "id_number": 2, "passport": 1,
    }  # fmt: skip


def test_the_enhanced_xml_holds_every_name_of_its_file(consolidated, ofac):
    with (
        zipfile.ZipFile(ofac / "enhanced_xml/CONS_ENHANCED.ZIP") as archive,
        archive.open("CONS_ENHANCED.XML") as file,
    ):
        root = local(ET.parse(file).getroot())
    one = consolidated["enhanced"]
    assert (one.id, one.date, one.records_read) == ("us-ofac-consolidated", "2025-01-10", 443)
    entries = by_id(one)
    for entity in root.iter("entity"):
        found = entries[entity.get("id")]
        strong, weak = set(), set()
        for name in entity.iter("name"):
            if name.find("isLowQuality") is not None:
                spelled = {" ".join(full.text.split()) for full in name.iter("formattedFullName")}
                (weak if name.findtext("isLowQuality") == "true" else strong).update(spelled)
        strong |= {one.findtext("value") for one in entity.iter("feature") if one.findtext("type") == "Issuer Name"}
        assert {found["name"], *found["aliases"]} == strong
        assert {*found["weak_aliases"]} == weak - strong
        assert len(found["birth_dates"]) == sum(one.findtext("type") == "Birthdate" for one in entity.iter("feature"))
    assert sum(not name.isascii() for entry in entries.values() for name in entry["aliases"]) >= 40
    assert (one.entries["listed_on"] != "").all()


def test_the_advanced_xml_holds_every_name_of_its_file(consolidated, ofac):
    root = local(ET.parse(ofac / "cons_advanced_xml/cons_advanced.xml").getroot())
    one = consolidated["advanced"]
    assert (one.id, one.date, one.records_read) == ("us-ofac-consolidated", "2020-03-17", 375)
    entries = by_id(one)
    for party in root.iter("DistinctParty"):
        found = entries[party.get("FixedRef")]
        strong, weak = set(), set()
        for alias in party.iter("Alias"):
            parts = [" ".join(part.text.split()) for part in alias.iter("NamePartValue")]
            (weak if alias.get("LowQuality") == "true" else strong).add(", ".join(parts))
        assert {found["name"], *found["aliases"]} == strong
        assert {*found["weak_aliases"]} == weak - strong
    assert total(one, "birth_dates") == sum(1 for x in root.iter("Feature") if x.get("FeatureTypeID") == "8") == 77
    assert sum(by_type(one).values()) == len({
        (doc.get("IdentityID"), re.sub(r"\W", "", doc.findtext("IDRegistrationNo"))) for doc in root.iter("IDRegDocument")
    }) + sum(1 for x in root.iter("Feature") if x.get("FeatureTypeID") in ("13", "164"))  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "most"), [("csv", "xml", 6), ("xml", "enhanced", 2), ("csv", "enhanced", 6)]
)
def test_the_formats_agree_on_the_consolidated_list(consolidated, one, other, most):
    """The files are of different days: *most* entries may differ in a column."""
    left, right = by_id(consolidated[one]), by_id(consolidated[other])
    common = left.keys() & right.keys()
    assert len(common) >= 442
    for column in ("kind", "name", "aliases", "weak_aliases", "birth_dates", "birth_places", "nationalities", "gender",
                   "countries", "emails", "websites", "phones"):  # fmt: skip
        differ = [id for id in common if latin(left[id][column]) != latin(right[id][column])]
        assert len(differ) <= most, (column, differ)


def latin(cell):
    return {one.casefold() for one in cell if one.isascii()} if isinstance(cell, tuple) else cell.casefold()


def test_listing_days_agree_between_enhanced_and_advanced(consolidated):
    left, right = by_id(consolidated["enhanced"]), by_id(consolidated["advanced"])
    common = left.keys() & right.keys()
    assert len(common) == 366
    assert all(left[id]["listed_on"] == right[id]["listed_on"] for id in common)
