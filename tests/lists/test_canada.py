"""Canada's list: names and aliases, build dates of ships, ids, files that cannot be trusted, the real file."""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from screen.errors import WatchlistError
from screen.lists import load_watchlists
from screen.lists.alias_text import split_names
from tests.builders import cases

DATA = Path(__file__).parent / "data"
LIST = DATA / "canada_sema.xml"

CELLS = [
    ("Belarus-1-Part1.1-11", "name", "Alexey Ivanovich EXAMPLOV", "given name first"),
    ("Belarus-1-Part1.1-11", "aliases",
     ("Aleksei Ivanavich EKZAMPLAU", "Аляксей Экзамплаў", "Алексей Экземплов", "Алёша"), "several names in one text"),
    ("Belarus-1-Part1.1-11", "weak_aliases", ("Alexei",), "a given name alone is no name of the person"),
    ("Belarus-1-Part1.1-11", "derived_names", ("Alexei Ivanovich EXAMPLOV",), "completed"),
    ("Belarus-1-Part1.1-11", "birth_dates", ("1965-04-29", "1966"), "two dates"),
    ("Belarus-1-Part1.1-11", "listed_on", "2020-09-28", "date of listing"),
    ("Belarus-1-Part1.1-11", "programs", ("SEMA Belarus",), "the regulation"),
    ("Belarus-1-Part1.1-11", "countries", (), "a regulation is no nationality"),
    ("Belarus-1-Part1.1-11", "kind", "person", "kind"),
    ("Belarus-1-Part1.1-11", "legal_status", "listed", "status"),
    ("Myanmar-Part2-24", "name", "Daw Example", "without the bracket"),
    ("Myanmar-Part2-24", "aliases", ("Daw Egzample",), "a bracket in a name is another spelling"),
    ("Myanmar-Part2-24", "birth_dates", ("1999-09",), "a year of two digits that can be but one"),
    ("Myanmar-Part2-24", "note", "title: Major General/major-général", "title"),
    ("JVCFOA-54", "name", "Mononym", "one name"),
    ("JVCFOA-54", "birth_dates", ("1970..1979",), "a decade"),
    ("JVCFOA-54", "programs", ("JVCFOA",), "the other act"),
    ("Russia-1-Part3-3", "kind", "organisation", "an entity without a ship's facts"),
    ("Russia-1-Part3-3", "name", "Example Trading Centre (ETC)", "without what it is also known as"),
    ("Iran-1-Part1-7", "name", "Example Institute (EXIN)", "English"),
    ("Iran-1-Part1-7", "aliases", ("Institut d'exemple", "Example Institute", "EXIN"), "French, and the short name"),
    ("Russia-1.1-3", "kind", "vessel", "a ship"),
    ("Russia-1.1-3", "birth_dates", (), "a build date is no birth date"),
    ("Russia-1.1-3", "note", "ship type: Oil Tanker; built: 1984", "type and build date"),
    ("Russia-1.1-3", "identifiers", ("imo::9999993",), "IMO number"),
    ("Venezuela-117", "name", "Juan PÉREZ EJEMPLO", "a family name said twice"),
    ("Venezuela-117-2", "name", "Numbered Twice", "a second record of the same place gets a number"),
]  # fmt: skip


@cache
def read(path):
    return load_watchlists([path])[0]


@pytest.mark.parametrize(("id", "column", "expected", "why"), CELLS)
def test_a_field_is_read(id, column, expected, why):
    assert read(LIST).entries.set_index("id").at[id, column] == expected, why


def test_also_known_as_and_aliases_come_together():
    found = read(LIST).entries.set_index("id").at["Russia-1-Part3-3", "aliases"]
    assert found[:2] == ("Example Trade JSC", "Example Trade House")
    assert found[2:4] == ("Foshan Example Co., Ltd.", "EXTC")
    assert found[4] == 'ООО "Пример, и другие", АО'


def test_what_cannot_be_read_stands_in_the_note():
    note = read(LIST).entries.set_index("id").at["Venezuela-117", "note"]
    assert "date of birth as published: no date" in note
    assert "nationality as published: Exampleland" in note


def test_the_list_says_what_it_is():
    one = read(LIST)
    assert (one.id, one.publisher, one.date) == ("ca-sema", "CA", "2025-02-21")
    assert one.licence == "Open Government Licence – Canada"
    assert one.coverage == "5 individuals, 2 entities and 1 ships"
    link, place = one.entries.set_index("id").at["Belarus-1-Part1.1-11", "sources"]
    assert link.startswith("https://www.international.gc.ca/")
    assert place.endswith("Belarus, Schedule 1, Part 1.1, item 11")


def test_imo_numbers_may_be_labelled_and_several(tmp_path):
    path = tmp_path / "sema.xml"
    text = LIST.read_text(encoding="utf-8")
    path.write_text(text.replace(">9999993<", ">IMO 9999993; IMO 9999994 / 9999995<"), encoding="utf-8")
    found = read(path).entries.set_index("id").at["Russia-1.1-3", "identifiers"]
    assert found == ("imo::9999993", "imo::9999994", "imo::9999995")


@pytest.mark.parametrize("unit", ["A ", "Jane and ", "Jane, ", "(", "Ltd, ", "x", "А or B ", "/ ", "a/b ", "„"])
def test_a_cell_of_60_000_characters_is_split(unit):
    cell = unit * (60_000 // len(unit))
    found = split_names(cell, is_person=False)
    assert set("".join(found)) <= set(cell)
    assert split_names(f"EXAMPLE; {cell}", is_person=False)[0] == "EXAMPLE"


def test_ids_hold_no_white_space():
    assert not read(LIST).entries["id"].str.contains(r"\s").any()


def test_an_older_file_with_other_element_names_is_read():
    found = read(DATA / "canada_older.xml").entries
    assert list(found["id"]) == ["Zimbabwe-1", "Zimbabwe-2"]
    assert list(found["name"]) == ["Jane DOE", "EXAMPLE Holdings"]
    assert found.at[0, "birth_dates"] == ("1952",)
    assert found.at[0, "aliases"] == ("J. DOE", "Janet Doe")


@pytest.mark.parametrize("case", cases(__file__, "aliases.csv"), ids=lambda case: case["written"][:30])
def test_names_in_one_text_are_told_apart(case):
    found = split_names(case["written"], is_person=case["kind"] == "person")
    assert found == [name for name in case["expected"].split("|") if name], case["why"]


def test_a_file_cut_anywhere_is_refused(tmp_path):
    data = LIST.read_bytes()
    path = tmp_path / "sema.xml"
    for place in range(400, len(data) - 1, len(data) // 60):
        path.write_bytes(data[:place])
        with pytest.raises(WatchlistError) as caught:
            load_watchlists([path])
        assert "\n" not in str(caught.value)


HOSTILE = [
    ("<!DOCTYPE a [<!ENTITY b 'c'>]>", "declares a document type or entities"),
    ("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>", "declares a document type or entities"),
    ("<!DOCTYPE a [<!ENTITY b '1'><!ENTITY c '&b;&b;&b;'>]>", "declares a document type or entities"),
]


@pytest.mark.parametrize(("prolog", "message"), HOSTILE)
def test_hostile_xml_is_refused(tmp_path, prolog, message):
    path = tmp_path / "sema.xml"
    text = LIST.read_text(encoding="utf-8")
    path.write_text(text.replace("<data-set", f"{prolog}<data-set", 1), encoding="utf-8")
    with pytest.raises(WatchlistError, match=message):
        load_watchlists([path])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("<LastName>Mononym</LastName>", "", "id or name is missing"),
        ("</data-set>", "</data-set><data-set>", "is not whole XML"),
    ],
)
def test_a_record_without_a_name_or_a_second_root_is_refused(tmp_path, old, new, message):
    path = tmp_path / "sema.xml"
    path.write_text(LIST.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(WatchlistError, match=message):
        load_watchlists([path])


def test_every_record_of_the_real_file_is_read(shared):
    path = shared / "lists/ca/sema-lmes.xml"
    records = [{child.tag: child.text or "" for child in record} for record in ET.parse(path).getroot()]
    one = read(path)
    assert (one.records_read, len(one.entries), len(records)) == (4759, 4759, 4759)
    assert one.date == max(record["DateOfListing"] for record in records) == "2025-03-20"
    kinds = Counter(
        "vessel" if "ShipIMONumber" in record else "organisation" if "EntityOrShip" in record else "person"
        for record in records
    )
    assert (
        one.entries["kind"].value_counts().to_dict() == kinds == {"person": 3334, "organisation": 1316, "vessel": 109}
    )
    assert not one.entries["id"].duplicated().any()
    assert not one.entries["id"].str.contains(r"\s").any()
    dated = 0
    for record, found in zip(records, one.entries.to_dict("records"), strict=True):
        names = " ".join([found["name"], *found["aliases"], *found["weak_aliases"]]).split()
        said = " ".join(record.get(tag, "") for tag in ("LastName", "GivenName", "EntityOrShip", "Aliases"))
        dropped = {"also", "known", "as", "and", "or", "или", "aka"}
        for word in re.split(r"[\s/(),;:]+", said):
            bare = word.strip("'\"")
            is_label = bare in {"Russian", "Belarusian", "Belarussian", "Arabic"}
            assert bare.casefold() in dropped or is_label or any(bare in name for name in names), (found["id"], word)
        assert found["listed_on"] == record["DateOfListing"]
        assert found["identifiers"] == ((f"imo::{record['ShipIMONumber']}",) if "ShipIMONumber" in record else ())
        dated += bool(found["birth_dates"])
        assert "as published" not in found["note"]
    born = [record for record in records if record.get("DateOfBirthOrShipBuildDate") and "LastName" in record]
    assert dated == len(born) == 1716
