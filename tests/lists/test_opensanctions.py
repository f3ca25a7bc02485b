"""OpenSanctions' files: every column set and layout, what shows a sanction, and files that were cut off."""

import csv
import gzip
import io
import json
import shutil
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from screen.errors import WatchlistError
from screen.lists import load_watchlists
from screen.lists.files import ListFile
from screen.lists.formats import format_of
from screen.lists.formats.opensanctions import reference, shows_sanction
from screen.model import Identifier

DATA = Path(__file__).parent / "data"
NEW, OLD = DATA / "opensanctions_new.simple.csv", DATA / "opensanctions_old.simple.csv"
FTM, NESTED = DATA / "opensanctions_entities.ftm.json", DATA / "opensanctions_targets.nested.json"
HEADER = '"id","schema","name","aliases","birth_date","countries","identifiers"\n'


@cache
def read(path):
    return load_watchlists([path])[0]


def entries(path):
    return read(path).entries.set_index("id")


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def inner(cell):
    """Return the values of a cell as the publisher writes them: a line of CSV with semicolons."""
    return [
        value for row in csv.reader(io.StringIO(cell, newline=""), delimiter=";") for value in row if value.strip()
    ]


def folded(text):
    return " ".join(text.split())


CELLS = [
    ("NK-made1", "name", 'LLC "EXAMPLE TRADING"', "a name is no list of names"),
    ("NK-made1", "aliases", ('EXAMPLE "TRADING" LLC', "Beispiel; Handel", "Пример Трейдинг"), "quotes and ; inside values"),
    ("NK-made1", "addresses", ('1 Example St, "Block A"; Pyongyang',), "a quoted address is one"),
    ("NK-made1", "countries", ("KP", "GB"), "a part of a country counts as the country"),
    ("NK-made1", "identifiers", ("bic::KKBCKPPY", "other::1234567890"), "only a shape that proves a type gives it"),
    ("NK-made1", "phones", ("+85021234567",), "phones are read"),
    ("NK-made1", "emails", ("office@example.com",), "e-mails are read"),
    ("NK-made1", "programs", ("EU-PRK", "XX-ONE"), "programmes are those of program_ids"),
    ("NK-made1", "note", "Reg 1 - a reason; with a semicolon and a second line", "the text of the sanction is kept"),
    ("NK-made1", "legal_status", "listed", "a sanction shows"),
    ("NK-made1", "basis", "derived", "OpenSanctions is no publisher of lists"),
    ("NK-made1", "data_as_of", "2026-03-13", "since when the data stand"),
    ("ofac-99345", "name", "EXAMPLE STAR", "line breaks are folded"),
    ("ofac-99345", "kind", "vessel", "schema"),
    ("ofac-99345", "identifiers", ("imo::9999993", "mmsi::457123456", "imo::7654329", "other::7654320", "other::HMAB"), "ships' numbers"),
    ("ofac-99345", "references", ("OpenSanctions:ofac-99345", "OFAC:99345"), "an id that holds the publisher's number"),
    ("ofac-99345", "programs", ("Example Sanctions List",), "without programmes the datasets say why"),
    ("ofac-99345", "legal_status", "listed", "a sanction without a text is one"),
    ("eu-fsf-eu-99-1", "birth_dates", ("1952", "1952-03-04"), "partial dates"),
    ("eu-fsf-eu-99-1", "nationalities", (), "countries of a person may be of residence or birth"),
    ("eu-fsf-eu-99-1", "countries", ("RU",), "a state that is gone has no code"),
    ("eu-fsf-eu-99-1", "references", ("OpenSanctions:eu-fsf-eu-99-1", "EU:EU.99.1"), "an id that holds the EU's number"),
    ("eu-fsf-eu-99-1", "legal_status", "not listed", "a red notice is no sanction, whichever list stands beside it"),
    ("interpol-red-1", "legal_status", "not listed", "wanted is not listed"),
    ("interpol-red-1", "programs", ("INTERPOL Red Notices",), "a wanted person is shown as that"),
    ("NK-made2", "legal_status", "not listed", "a list of whom others are asked to list"),
    ("NK-made2", "kind", "organisation", "a public body"),
    ("Q999999999", "legal_status", "not listed", "no sanction shows"),
    ("Q999999999", "identifiers", (), "its own id is no number of a person"),
    ("NK-made3", "kind", "aircraft", "an aircraft"),
]  # fmt: skip


@pytest.mark.parametrize(("id", "column", "expected", "why"), CELLS)
def test_a_cell_of_the_simple_csv_is_read(id, column, expected, why):
    assert entries(NEW).at[id, column] == expected, why


def test_what_cannot_be_read_stands_in_the_note():
    note = entries(NEW).at["eu-fsf-eu-99-1", "note"]
    assert "date of birth as published: no date" in note
    assert "country as published: suhh" in note


def test_records_that_are_no_party_are_counted():
    one = read(NEW)
    assert (one.records_read, len(one.entries)) == (9, 7)
    assert "2 that are no party were not read (1 CryptoWallet, 1 Security)" in one.coverage
    assert "7 targets of opensanctions_new.simple.csv, 3 of them on a sanctions list" in one.coverage


def test_an_officer_can_find_the_entry_and_the_dataset():
    sources = entries(NEW).at["eu-fsf-eu-99-1", "sources"]
    assert sources[0] == "https://www.opensanctions.org/entities/eu-fsf-eu-99-1/"
    assert sources[1:] == ("Example Sanctions List, 2026-03-13", "INTERPOL Red Notices, 2026-03-13")


def test_a_list_of_several_datasets_says_so():
    one = read(NEW)
    assert (one.id, one.publisher, one.licence) == ("opensanctions", "OpenSanctions", "CC BY-NC 4.0")
    assert one.title.startswith("OpenSanctions: Example Sanctions List; INTERPOL Red Notices")
    assert one.date == "2026-03-14"


def test_columns_are_read_by_name_in_any_order_and_case():
    one = read(OLD)
    assert (one.id, one.title) == ("opensanctions-example_sanctions_list", "OpenSanctions: Example Sanctions List")
    found = one.entries.set_index("id")
    assert found.at["NK-made1", "name"] == 'LLC "EXAMPLE TRADING"'
    assert found.at["NK-made1", "programs"] == ("Example Sanctions List",)


def test_topics_decide_where_a_file_has_them(tmp_path):
    path = tmp_path / "targets.csv"
    head = '"id","schema","name","aliases","birth_date","countries","identifiers","topics","sanction"\n'
    path.write_text(
        head + '"1","Person","A","","","","","role.pep","X"\n"2","Person","B","","","","","sanction;wanted","X"\n'
    )
    found = entries(path)
    assert list(found["legal_status"]) == ["not listed", "listed"]
    assert found.at["1", "note"] == "politically exposed person; X"


STANDING = [
    (["Reg 1"], ["EU Financial Sanctions Files (FSF)"], True, "a sanctions list"),
    ([""], ["US OFAC Specially Designated Nationals (SDN) List"], True, "a sanction without a text"),
    (["Reg 1"], [], True, "a file that names no dataset"),
    ([], ["EU Financial Sanctions Files (FSF)"], False, "no sanction shows"),
    (["Red Notice - Murder"], ["INTERPOL Red Notices"], False, "wanted"),
    (["Red Notice - Murder"], ["A dataset nobody knows"], False, "wanted, by the text"),
    (["X"], ["INTERPOL Red Notices"], False, "wanted, by the dataset"),
    (["Red Notice - Murder", "PRK"], ["INTERPOL Red Notices", "EU Financial Sanctions Files (FSF)"], True, "both"),
    (["X"], ["Ukraine War and Sanctions"], False, "whom an agency asks others to list"),
    (["X"], ["World Bank Debarred Providers"], False, "kept from tenders"),
    (["X"], ["Asian Development Bank Sanctions"], False, "kept from tenders"),
    (["X"], ["Europe's Most Wanted Fugitives"], False, "wanted"),
    (["X"], ["Wikidata Politically Exposed Persons"], False, "exposed"),
    (["X"], ["US Terrorist Exclusion List"], True, "kept out of a country, not of tenders"),
    (["X"], ["US SAM Procurement Exclusions"], False, "kept from tenders"),
    (["X"], ["Peppermint Sanctions List"], True, "pep only as a word"),
]


@pytest.mark.parametrize(("texts", "titles", "expected", "why"), STANDING)
def test_only_a_sanction_of_a_sanctions_list_makes_an_entry_listed(texts, titles, expected, why):
    assert shows_sanction(texts, titles) is expected, why


REFERENCES = [
    ("eu-fsf-eu-1415-72", "EU:EU.1415.72"),
    ("ofac-9345", "OFAC:9345"),
    ("gb-hmt-13548", "OFSI:13548"),
    ("gb-fcdo-dpr0061", "UK:DPR0061"),
    ("unsc-110099", ""),  # an internal number, not the permanent reference
    ("ofac-pr-0d3a", ""),
    ("eu-fsf-0000401ab37027c6f71f167eb93afdce6d9fbcc3", ""),
    ("NK-24ZomtS59XsEEB94Qcqy7S", ""),
    ("Q1316", ""),
]


@pytest.mark.parametrize(("id", "expected"), REFERENCES)
def test_ids_that_hold_a_publishers_number_give_it(id, expected):
    assert reference(id) == expected


PROPERTIES = [
    ("NK-person", "name", "Jane DOE", "the caption"),
    ("NK-person", "aliases", ("Джейн Доу", "Jane ROE", "Jane POE"), "names, aliases and previous names"),
    ("NK-person", "weak_aliases", ("Sparrow",), "weak aliases apart"),
    ("NK-person", "birth_dates", ("1952-03",), "partial dates"),
    ("NK-person", "birth_places", ("Exampleville", "North Korea"), "place and country of birth"),
    ("NK-person", "nationalities", ("KP", "RU"), "nationality and citizenship"),
    ("NK-person", "gender", "female", "gender"),
    ("NK-person", "addresses", ("1 Example St, Pyongyang, North Korea",), "an address of its own, with its country"),
    ("NK-person", "identifiers",
     ("passport:KP:123456789", "id_number:KP:991", "passport::PS7654321", "id_number::ID1", "tax_number:RU:7707083893"),
     "documents know their country; the same number without one is not repeated"),
    ("NK-person", "phones", ("+85021234567",), "phone"),
    ("NK-person", "emails", ("jane@example.com",), "e-mail"),
    ("NK-person", "websites", ("http://example.com",), "website"),
    ("NK-person", "programs", ("PRK", "EU-PRK"), "programmes of its sanctions, not of a relative's"),
    ("NK-person", "listed_on", "2017-10-16", "since when it is listed"),
    ("NK-person", "legal_status", "listed", "topic sanction"),
    ("NK-person", "references",
     ("OpenSanctions:NK-person", "OFAC:99001", "OFSI:99002", "UK:DPR9003", "EU:EU.99.2", "UN:KPi.999"), "referents"),
    ("NK-firm", "weak_aliases", ("EXB",), "an abbreviation only confirms"),
    ("NK-firm", "countries", ("KP",), "jurisdiction"),
    ("NK-firm", "addresses", ("2 Example St",), "an address as a text"),
    ("NK-ship", "aliases", ("OLD EXAMPLE",), "a ship's earlier name"),
    ("NK-ship", "identifiers", ("imo::9999993", "mmsi::457123456", "call_sign::HMAB"), "numbers of a ship"),
    ("NK-ship", "countries", ("KP",), "flag"),
    ("NK-ship", "legal_status", "not listed", "a person of interest"),
    ("NK-ship", "programs", ("person of interest",), "what it is on file for"),
    ("NK-former", "legal_status", "delisted", "its only sanction ended, and nothing else is on file"),
    ("NK-former", "delisted_on", "2019-05-31", "when"),
    ("NK-minister", "legal_status", "not listed", "a sanction that ended hides no exposed person"),
]  # fmt: skip


@pytest.mark.parametrize("path", [FTM, NESTED], ids=["ftm", "nested"])
@pytest.mark.parametrize(("id", "column", "expected", "why"), PROPERTIES)
def test_a_property_is_read_from_both_layouts(path, id, column, expected, why):
    found = entries(path).at[id, column]
    assert (sorted(found) if isinstance(found, tuple) else found) == (
        sorted(expected) if isinstance(expected, tuple) else expected
    ), why


@pytest.mark.parametrize("path", [FTM, NESTED], ids=["ftm", "nested"])
def test_numbers_of_a_firm_have_their_types_and_its_wallets(path):
    assert set(entries(path).at["NK-firm", "identifiers"]) == {
        "registration_number::R1", "registration_number::5493001KJTIIGC8Y1R12", "registration_number:RU:1027700132195",
        "tax_number::T2", "bic::EXBAKPPY", "other::987", "wallet::1ExampLe",
    }  # fmt: skip


@pytest.mark.parametrize("path", [FTM, NESTED], ids=["ftm", "nested"])
def test_notes_keep_what_has_no_column(path):
    note = entries(path).at["NK-person", "note"]
    for text in (
        "position: Example Director", "a made-up person", "authority: Example Council", "reason: 2017/9999 (OJ L1)",
        "date of birth as published: not known", "country as published: yucs", "issued in error",
        "topics: sanctions, politically exposed person",
    ):  # fmt: skip
        assert text in note


@pytest.mark.parametrize("path", [FTM, NESTED], ids=["ftm", "nested"])
def test_only_targets_are_read_and_wallets_are_counted(path):
    one = read(path)
    assert (one.records_read, len(one.entries)) == (6, 5)
    assert (one.id, one.date) == ("opensanctions-example_list", "2026-01-24")
    assert "1 that are no party were not read (1 CryptoWallet)" in one.coverage
    assert "NK-relative" not in set(one.entries["id"])


def test_the_order_of_objects_and_keys_changes_nothing(tmp_path):
    lines = [json.loads(line) for line in FTM.read_text(encoding="utf-8").splitlines()]
    turned = [json.dumps(dict(reversed(line.items())), indent=None) for line in reversed(lines)]
    path = tmp_path / FTM.name
    path.write_text("\n".join(turned) + "\n", encoding="utf-8")
    columns = ["name", "birth_dates", "legal_status", "programs", "addresses"]
    assert entries(path).sort_index()[columns].equals(entries(FTM).sort_index()[columns])
    assert read(path).coverage == read(FTM).coverage


def test_targets_are_told_by_topics_where_the_file_does_not_mark_them(tmp_path):
    path = tmp_path / "entities.ftm.json"
    lines = [
        {"id": "a", "caption": "A", "schema": "Person", "properties": {"topics": ["wanted"]}},
        {"id": "b", "caption": "B", "schema": "Person", "properties": {}},
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert list(read(path).entries["id"]) == ["a"]


def test_numbers_and_single_values_are_read_as_texts(tmp_path):
    path = tmp_path / "entities.ftm.json"
    line = {
        "id": "a",
        "caption": "A",
        "schema": "Person",
        "target": True,
        "properties": {"birthDate": [1952], "name": "B"},
    }
    path.write_text(json.dumps(line) + "\n")
    found = read(path).entries
    assert (found.at[0, "birth_dates"], found.at[0, "aliases"]) == (("1952",), ("B",))


def test_a_packed_file_is_read_the_same(tmp_path):
    path = tmp_path / "entities.ftm.json.gz"
    path.write_bytes(gzip.compress(FTM.read_bytes()))
    assert read(path).entries.equals(read(FTM).entries)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (HEADER + '"1","Person","A","","",""', "record 2: 6 cells where the header has 7"),
        (HEADER + '"1","Person","A","","","","', "record 2: is not whole"),
        (HEADER + '"1","Person"\n', "record 2: 2 cells where the header has 7"),
        (HEADER + '"1","Person","A","","","","","more"\n', "record 2: 8 cells where the header has 7"),
        (HEADER + '"1","Person","A","","","","\n', "record 2: is not whole"),
        ("a,b\n1,2\n", "no list this version reads"),
        (HEADER, "holds no record"),
        (HEADER + '"1","Person","","","","",""\n', "entry 1: id or name is missing"),
        (HEADER + '"1","Person","A","","","",""\n' * 2, "entry 1: the id stands twice"),
        (HEADER.replace('"countries"', '"name","countries"') + "\n", "names a column twice"),
    ],
)
def test_a_simple_csv_that_is_not_whole_is_refused(tmp_path, content, message):
    path = tmp_path / "targets.simple.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(WatchlistError, match=message):
        load_watchlists([path])


def test_bytes_that_are_no_utf_8_are_refused(tmp_path):
    path = tmp_path / "targets.simple.csv"
    path.write_bytes(NEW.read_bytes().replace("Пример".encode(), "Пример".encode("cp1251")))
    with pytest.raises(WatchlistError, match="no UTF-8"):
        load_watchlists([path])


@pytest.mark.parametrize("path", [NEW, NESTED, FTM], ids=["csv", "nested", "ftm"])
def test_a_file_cut_inside_a_record_is_refused(tmp_path, path):
    data = path.read_bytes()
    short = tmp_path / path.name
    ends = {place + 1 for place, byte in enumerate(data) if byte == 10}
    inside = [place for place in range(len(data) // 9, len(data), len(data) // 40) if place not in ends]
    for place in [*inside, len(data) - 2]:
        short.write_bytes(data[:place])
        with pytest.raises(WatchlistError) as caught:
            load_watchlists([short])
        assert "\n" not in str(caught.value), place


@pytest.mark.parametrize("path", [NEW, NESTED, FTM], ids=["csv", "nested", "ftm"])
def test_a_file_need_not_end_in_a_line_break(tmp_path, path):
    (tmp_path / path.name).write_bytes(path.read_bytes().rstrip(b"\n"))
    assert read(tmp_path / path.name).entries.equals(read(path).entries)


def test_sanctions_of_targets_that_are_missing_give_a_cut_away(tmp_path):
    path = tmp_path / FTM.name
    lines = FTM.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(
        "".join(line for line in lines if '"id":"NK-firm"' not in line.replace(": ", ":")), encoding="utf-8"
    )
    with pytest.raises(WatchlistError, match="lead to entities that the file does not hold"):
        load_watchlists([path])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 15: is not whole JSON"),
        ('{"id":"x","schema":"Person"}', "line 15: is no entity"),
        ('["x"]', "line 15: is no entity"),
        ("[" * 100_000, "line 15: is not whole JSON"),
        ('{"id":"NK-ship","schema":"Person","caption":"X","properties":{},"target":true}', "the id stands twice"),
        ('{"id":null,"schema":"Person","properties":{}}', "line 15: is no entity"),
        ('{"id":"x","schema":["Person"],"properties":{}}', "line 15: is no entity"),
        ('{"id":"x","schema":"Person","properties":"name"}', "line 15: is no entity"),
        ('{"id":"x","schema":"Person","properties":{},"datasets":7}', "line 15: is no entity"),
        ('{"id":"x","schema":"Person","properties":{},"datasets":[["a"]]}', "line 15: is no entity"),
        ('{"id":"x","schema":"Person","properties":{},"referents":{"a":1}}', "line 15: is no entity"),
        ('{"id":"x","schema":"Person","properties":{},"caption":["A"]}', "line 15: is no entity"),
        ('{"id":"x","schema":"Person","properties":{},"last_seen":2026}', "line 15: is no entity"),
        ('{"id":"x","schema":"Person","properties":{"a":[["b"]]}}', "line 15: is no entity"),
        (
            '{"id":"x","schema":"Person","properties":{"sanctions":[{"schema":["Sanction"],"properties":{}}]}}',
            "is no entity",
        ),
        (
            '{"id":"x","schema":"Person","properties":{"sanctions":[{"schema":"Sanction","properties":"x"}]}}',
            "is no entity",
        ),
    ],
)
def test_a_line_that_is_no_entity_is_refused(tmp_path, line, message):
    path = tmp_path / FTM.name
    path.write_text(FTM.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(WatchlistError, match=message) as caught:
        load_watchlists([path])
    assert "\n" not in str(caught.value)


def test_an_object_that_is_no_entity_is_passed_over(tmp_path):
    path = tmp_path / "entities.ftm.json"
    path.write_text(
        '{"id":"a","caption":"A","schema":"Person","target":true,"properties":{"relatives":[{"name":"B"}],"birthDate":[null]}}'
    )
    assert list(read(path).entries["name"]) == ["A"]


def test_the_description_of_a_dataset_is_no_list():
    with pytest.raises(WatchlistError, match="describes a dataset of OpenSanctions and is no list"):
        load_watchlists([DATA / "opensanctions_index.json"])


def test_entries_of_a_list_folder_are_no_file_of_opensanctions(tmp_path):
    path = tmp_path / "entries.csv"
    path.write_text(
        HEADER.replace("\n", ',"legal_status","basis"\n') + '"1","Person","A","","","","","listed","original"\n'
    )
    with pytest.raises(WatchlistError, match="no table of your own"):
        format_of(ListFile(path))


@pytest.mark.parametrize(
    ("folder", "records"), [("ua_war_sanctions_2026-03", 5600), ("interpol_red_notices_2025-05", 6561)]
)
def test_every_record_and_value_of_a_real_simple_csv_is_read(shared, folder, records):
    path = shared / "lists/opensanctions" / folder / "targets.simple.csv"
    one, rows = read(path), rows_of(path)
    assert (one.records_read, len(one.entries), len(rows)) == (records, records, records)
    assert set(one.entries["legal_status"]) == {"not listed"}
    assert one.date == max(row["last_seen"] for row in rows)[:10]
    for row, found in zip(rows, one.entries.to_dict("records"), strict=True):
        names = dict.fromkeys(map(folded, [row["name"], *inner(row["aliases"])]))
        assert [found["id"], found["name"], *found["aliases"]] == [row["id"], *names]
        assert list(found["birth_dates"]) == inner(row["birth_date"])
        assert [code.lower() for code in found["countries"]] == inner(row["countries"])
        assert list(found["addresses"]) == [folded(value) for value in inner(row["addresses"])]
        said = [Identifier.parse(value).value for value in found["identifiers"]]
        assert said == [
            value.upper().removeprefix("IMO").replace(" ", "").replace("-", "") for value in inner(row["identifiers"])
        ]
        assert all(folded(text) in found["note"] for text in inner(row["sanctions"]))


def test_the_real_list_of_the_eu_is_read_whole(shared):
    path = shared / "lists/opensanctions/eu_fsf_2022-01-24/entities.ftm.json"
    objects = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    targets = {one["id"]: one for one in objects if one["target"]}
    numbers, programs = defaultdict(set), defaultdict(set)
    for one in objects:
        for owner in one["properties"].get("holder", ()):
            numbers[owner] |= {"".join(filter(str.isalnum, number)).upper() for number in one["properties"]["number"]}
        for owner in one["properties"].get("entity", ()):
            programs[owner] |= set(one["properties"]["program"])
    one = read(path)
    assert (one.id, one.date, one.records_read) == ("opensanctions-eu_fsf", "2022-01-24", 2379)
    assert one.entries["kind"].value_counts().to_dict() == {"person": 1820, "organisation": 559}
    assert set(one.entries["legal_status"]) == {"listed"}
    assert one.entries["programs"].map(lambda cell: "PRK" in cell).sum() == 221
    assert (one.entries["listed_on"] != "").all()
    for found in one.entries.to_dict("records"):
        target = targets.pop(found["id"])["properties"]
        names = map(folded, [*target["name"], *target.get("alias", ())])
        assert {found["name"], *found["aliases"]} == set(names)
        assert list(found["birth_dates"]) == target.get("birthDate", [])
        assert len(found["addresses"]) <= len(target.get("addressEntity", ())) <= 2 * len(found["addresses"])
        assert set(found["programs"]) == programs[found["id"]]
        assert {Identifier.parse(text).value for text in found["identifiers"]} == numbers[found["id"]]
        assert any(reference.startswith("EU:EU.") for reference in found["references"])
    assert not targets


def test_the_three_layouts_of_one_dataset_agree(shared):
    folder = shared / "lists/opensanctions/wd_persons_2024-03-10_sample"
    nested, simple = read(folder / "targets.nested.json"), read(folder / "targets.simple.csv")
    assert list(nested.entries["id"]) == list(simple.entries["id"])
    assert list(nested.entries["name"]) == list(simple.entries["name"])
    assert [set(cell) for cell in nested.entries["aliases"]] == [set(cell) for cell in simple.entries["aliases"]]
    assert nested.entries["birth_dates"].equals(simple.entries["birth_dates"])
    assert set(nested.entries["legal_status"]) == set(simple.entries["legal_status"]) == {"not listed"}
    assert len(read(folder / "entities.ftm.json").entries) == 423


def test_the_description_beside_a_list_is_passed_over(tmp_path):
    for name in ("opensanctions_index.json", "opensanctions_targets.nested.json"):
        shutil.copy(DATA / name, tmp_path / name)
    assert len(load_watchlists([tmp_path])) == 1
