"""The EU's list: every fact of a made-up file, the real file against an independent reading, damaged and old files."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from screen.errors import WatchlistError
from screen.lists.files import ListFile
from screen.lists.formats import read_files
from screen.lists.formats.eu_party import is_weak, party
from screen.lists.identifiers import is_ship_number

DATA = Path(__file__).with_name("data")
FILES = ("eu_fsf.xml", "eu_fsf.csv")
NAMESPACE = "{http://eu.europa.ec/fpi/fsd/export}"


def read(path):
    (found,) = read_files([ListFile(path)])
    return found


def facts(path):
    return {row["id"]: row for row in read(path).entries.to_dict("records")}


def folded(text):
    return " ".join((text or "").split())


def named(**alias):
    """Return the record of a party that has one name besides Jane Doe."""
    aliases = [{"wholename": "Jane Doe", "function": "Director"}, alias]
    return party({"entity": [{"eureferencenumber": "EU.1"}], "namealias": aliases}, "2026-01-01").record()


@pytest.mark.parametrize(
    ("strong", "remark", "weak"),
    [
        ("true", "", False),
        ("false", "", True),
        ("true", "low quality alias", True),
        ("true", "(Low quality a.k.a.)", True),
        ("true", "lo quality alias", True),
        ("true", "born 1.1.1960\nlow quality alias", True),
        ("true", "born 1.1.1960\\nlow quality alias", True),
        ("true", "formerly listed as; low quality aliias", True),
        ("true", "good quality alias", False),
        ("true", "High quality a.k.a", False),
        ("true", "owner of goods of low quality", False),
        ("", "", False),
    ],
)
def test_a_weak_name_is_told_by_the_flag_or_by_the_remark(strong, remark, weak):
    assert is_weak({"wholename": "The Doe", "strong": strong, "remark": remark}) is weak


@pytest.mark.parametrize(
    ("names", "first", "why"),
    [
        (
            [("ДОУ", "RU", ""), ("Doe", "SV", ""), ("Doe A", "EN", "")],
            "Doe A",
            "English before Swedish before Russian",
        ),
        ([("Doe A", "", ""), ("Doe B", "EN", "Director")], "Doe B", "the one the function stands with"),
        ([("ДОУ", "EN", ""), ("Doe A", "FR", "")], "Doe A", "the language of a Russian name may read EN"),
        ([("Doe A", "EN", ""), ("Doe B", "", "")], "Doe A", "else the first"),
        ([("金", "ZH", ""), ("ДОУ", "RU", "")], "金", "the first where none is in Latin letters"),
    ],
)
def test_the_name_shown_is_chosen(names, first, why):
    aliases = [
        {"wholename": name, "namelanguage": language, "function": function} for name, language, function in names
    ]
    record = party({"entity": [{"eureferencenumber": "EU.1"}], "namealias": aliases}, "").record()
    assert record["name"] == first, why
    assert {first, *record["aliases"]} == {name for name, _, _ in names}


def test_a_party_with_weak_names_only_is_shown_by_one():
    groups = {"entity": [{"eureferencenumber": "EU.1"}], "namealias": [{"wholename": "The Doe", "strong": "false"}]}
    record = party(groups, "").record()
    assert (record["name"], record["weak_aliases"]) == ("The Doe", ())


def test_a_name_that_lost_a_letter_is_put_together_from_its_parts_too():
    assert named(wholename="гар ДОУ", firstname="Iгар", lastname="ДОУ")["aliases"] == ("гар ДОУ", "Iгар ДОУ")
    assert named(wholename="Jana  Doe", firstname="Jana", lastname="Doe")["aliases"] == ("Jana Doe",)


@pytest.mark.parametrize(
    ("contact", "phones", "emails", "websites"),
    [
        ("PHONE +850 2 18111; FAX +850 2 18112", ("+850 2 18111", "+850 2 18112"), (), ()),
        ("PHONE[+850 2 18111]\\nEMAIL[a@example.com]", ("+850 2 18111",), ("a@example.com",), ()),
        ("EMAILa@example.comPHONE+7 (351) 7750000WEBhttps://www.example.com/", ("+7 (351) 7750000",), ("a@example.com",), ("https://www.example.com/",)),
        ("EMAIL a@ example.com and b@example.com", (), ("a@example.com", "b@example.com"), ()),
        ("www.example.com", (), (), ("www.example.com",)),
        ("+850 2 18111", ("+850 2 18111",), (), ()),
    ],
)  # fmt: skip
def test_contacts_are_told_by_their_keys_or_their_form(contact, phones, emails, websites):
    groups = {"entity": [{"eureferencenumber": "EU.1"}], "namealias": [{"wholename": "Doe"}]}
    record = party(groups | {"address": [{"city": "Pyongyang", "contactinfo": contact}]}, "").record()
    assert (record["phones"], record["emails"], record["websites"]) == (phones, emails, websites)
    assert record["note"] == ""


@pytest.mark.parametrize(
    ("number", "is_ship", "why"),
    [
        ("8628597", True, "check digit of ships"),
        ("8405311", True, "fits both, but companies have none from 7000000 on"),
        ("5342883", False, "check digit of companies"),
        ("6378969", False, "check digit of companies"),
        ("8628596", False, "no check digit fits"),
        ("862859", False, "too short"),
    ],
)
def test_the_imo_number_of_a_ship_is_told_from_that_of_a_company(number, is_ship, why):
    assert is_ship_number(number) is is_ship, why


PARTIES = {
    "EU.9001.1": {
        "kind": "person",
        "name": "Jane DOE",
        "aliases": ("ДОУ Джейн", "Jana Doe", "ane Ddoe", "Jane Ddoe"),
        "weak_aliases": ("Jay", "The Doe"),
        "birth_dates": ("1940-02-26", "~1961-08", "1960..1979", "1982-04-19"),
        "birth_places": (
            "Pyongyang, KOREA, DEMOCRATIC PEOPLE'S REPUBLIC OF",
            "Farsan, IRAN (ISLAMIC REPUBLIC OF)",
            "Hamhung, South Hamgyong",
        ),
        "nationalities": ("KP",),
        "countries": ("KP",),
        "identifiers": ("passport:KP:PD836410105", "id_number::156929858"),
        "programs": ("PRK",),
        "references": ("EU:EU.9001.1", "UN:KPi.033"),
        "sources": (
            "https://eur-lex.europa.eu/legal-content/en/TXT/PDF/?uri=CELEX:32022R1503",
            "EU consolidated financial sanctions list, 2026-08-05",
        ),
        "gender": "female",
        "listed_on": "2016-12-01",
        "data_as_of": "2026-08-05",
        "note": "remark on a name: Maiden name: Example; position: Made-up director; "
        "designation: Date of UN designation: 30.11.2016; remark: A made-up party for tests.; "
        "date of birth as published: ? to 1979; date of birth as published: 1402-06-24 (islamic calendar); "
        "date of birth as published: 1343 (islamic calendar); nationality as published: YUGOSLAVIA; "
        "passport PD 836410105: diplomatic, known to have expired",
    },
    "EU.9002.2": {
        "kind": "organisation",
        "name": "EXAMPLE Shipping Company",
        "countries": ("KP", "CN"),
        "addresses": ("1 Made-up Street, PO Box 14316, 999, Pyongyang, KOREA, DEMOCRATIC PEOPLE'S REPUBLIC OF",),
        "identifiers": ("imo::5342883", "bic::DCBKKPPY", "registration_number:RU:1027809210054", "tax_number::4401116480"),
        "phones": ("+850 2 18111", "+850 2 18112", "+850 2 18113"),
        "emails": ("info@example.com", "sales@example.com"),
        "websites": ("www.example.com",),
        "programs": ("PRK", "IRN"),
        "listed_on": "2017-09-01",
        "sources": (
            "https://eur-lex.europa.eu/a",
            "https://eur-lex.europa.eu/b",
            "EU consolidated financial sanctions list, 2026-08-05",
        ),
        "note": "",
    },
    "900003": {
        "kind": "vessel",
        "name": 'EXAMPLE "Star"; No 6',
        "identifiers": ("imo::8628597",),
        "references": ("EU:900003",),
        "note": "designation: (26.7.2010, suspended since 16.1.2016)",
    },
}  # fmt: skip
EXPECTED = [(id, column, value) for id, columns in PARTIES.items() for column, value in columns.items()]


@pytest.fixture(scope="module")
def made_up():
    return {name: facts(DATA / name) for name in FILES}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(("id", "column", "value"), EXPECTED, ids=lambda value: str(value)[:24])
def test_a_fact_is_read(made_up, name, id, column, value):
    assert made_up[name][id][column] == value


@pytest.mark.parametrize("name", FILES)
def test_the_file_says_which_list_it_is_and_of_which_day(name):
    found = read(DATA / name)
    assert (found.id, found.publisher, found.date, found.records_read) == ("eu", "EU", "2026-08-05", 3)
    assert found.coverage == "1 persons, 1 organisations and 1 vessels"


def test_content_decides_not_the_name_and_a_namespace_may_change(tmp_path, made_up):
    path = tmp_path / "customers.csv"
    text = (DATA / "eu_fsf.xml").read_text(encoding="utf-8")
    path.write_text(text.replace("http://eu.europa.ec/fpi/fsd/export", "urn:eu:fsd:2"), encoding="utf-8")
    assert facts(path) == made_up["eu_fsf.xml"]


def test_columns_may_move_change_case_and_grow(tmp_path, made_up):
    with (DATA / "eu_fsf.csv").open(encoding="utf-8-sig", newline="") as stream:
        header, *records = csv.reader(stream, delimiter=";")
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(["New column", *map(str.upper, header[::-1])])
        writer.writerows(["", *record[::-1]] for record in records)
    assert facts(path) == made_up["eu_fsf.csv"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_anywhere_is_refused_in_one_line(tmp_path, name):
    whole = (DATA / name).read_bytes()
    path = tmp_path / name
    for length in {*range(1, len(whole) - 1, 199), *range(len(whole) - 40, len(whole) - 1)}:
        if name.endswith(".csv") and b";" not in whole[length:].partition(b"\r\n")[0]:
            continue  # no mark tells that a last cell or whole records are missing
        path.write_bytes(whole[:length])
        with pytest.raises(WatchlistError) as caught:
            read(path)
        assert "\n" not in str(caught.value)
        assert str(path) in str(caught.value)


def test_a_packed_file_cut_short_is_refused(tmp_path):
    path = tmp_path / "list.xml.gz"
    path.write_bytes(gzip.compress((DATA / "eu_fsf.xml").read_bytes())[:-20])
    with pytest.raises(WatchlistError, match="Fetch it again"):
        read(path)


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE export [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE export SYSTEM "file:///etc/passwd">',
    ],
)
def test_a_document_type_is_refused(tmp_path, prolog):
    path = tmp_path / "list.xml"
    text = (DATA / "eu_fsf.xml").read_text(encoding="utf-8").replace("<export ", prolog + "<export ", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WatchlistError, match="document type"):
        read(path)


OLD = "Date_file;Entity_logical_id;Subject_type;Naal_lastname;Naal_firstname;Naal_wholename;EU_ref_num\r\n"


@pytest.mark.parametrize(
    "text",
    [
        OLD + "04/07/2018;1;P;Doe;Jane;Jane Doe;EU.1.1\r\n",
        '"' + OLD.strip() + '\t\t\t"\r\n"04/07/2018;1;P;Doe;Jane;Jane Doe;EU.1.1\t\t\t"\r\n',
        (DATA / "eu_fsf.csv").read_text(encoding="utf-8-sig").replace(";", ","),
        '"' + (DATA / "eu_fsf.csv").read_text(encoding="utf-8-sig").splitlines()[0] + '"\r\n"1;2;3"\r\n',
    ],
    ids=["1.0", "1.0 saved by a spreadsheet", "1.1 with commas", "1.1 saved by a spreadsheet"],
)
def test_an_old_file_or_one_that_a_spreadsheet_saved_is_refused_by_name(tmp_path, text):
    path = tmp_path / "EUSanctionsShort.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(
        WatchlistError, match=r"CSV 1\.0, or a CSV 1\.1 that a spreadsheet.*Fetch the XML 1\.1 or the CSV 1\.1"
    ):
        read(path)


def test_the_real_old_file_is_refused(shared):
    with pytest.raises(WatchlistError, match=r"CSV 1\.0"):
        read(shared / "lists/eu/legacy_csv_v1_0_sample_2018-07-04/EUSanctionsShort.csv")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("\r\n05/08/2026;900002;", ";more\r\n05/08/2026;900002;", "cells where the header has 118"),
        ("\r\n05/08/2026;900002;", "\r\n05/08/2026;900002\r\n05/08/2026;900002;", "cells where the header has 118"),
        (";900003;", ";;", "a record has no Entity_LogicalId"),
    ],
)
def test_a_csv_that_is_not_whole_is_refused(tmp_path, old, new, message):
    text = (DATA / "eu_fsf.csv").read_bytes().decode()
    assert old in text
    path = tmp_path / "list.csv"
    path.write_bytes(text.replace(old, new).encode())
    with pytest.raises(WatchlistError, match=re.escape(message)):
        read(path)


@pytest.mark.parametrize("name", FILES)
def test_a_second_party_under_one_reference_is_told_apart(tmp_path, name):
    text = (DATA / name).read_bytes().decode()
    path = tmp_path / name
    path.write_bytes(text.replace("EU.9002.2", "EU.9001.1").encode())
    found = facts(path)
    assert set(found) == {"EU.9001.1", "EU.9001.1/900002", "900003"}
    assert found["EU.9001.1/900002"]["name"] == "EXAMPLE Shipping Company"


def test_a_party_given_twice_is_refused(tmp_path):
    text = (DATA / "eu_fsf.xml").read_text(encoding="utf-8").replace("EU.9002.2", "EU.9001.1")
    path = tmp_path / "list.xml"
    path.write_text(text.replace('logicalId="900002"', 'logicalId="900001"'), encoding="utf-8")
    with pytest.raises(WatchlistError, match=re.escape("entry EU.9001.1: the id stands twice")):
        read(path)


def single(**groups):
    about = {"eureferencenumber": "EU.1", **groups.pop("entity", {})}
    names = [{"wholename": "Jane Doe", **groups.pop("name", {})}]
    return party(
        {"entity": [about], "namealias": names, **{name: [facts] for name, facts in groups.items()}}, ""
    ).record()


def test_what_helps_to_tell_namesakes_apart_stands_in_the_note():
    assert single(name={"function": "Minister", "title": "Dr"})["note"] == "position: Minister; title: Dr"
    assert single(name={"function": "x" * 300})["note"] == f"position: {'x' * 199}…"
    assert single(entity={"remark": "Short."})["note"] == "remark: Short."
    assert single(entity={"remark": "Long. " * 40})["note"] == ""
    assert single(birthdate={"year": "1950", "remark": "or 1951"})["note"] == "remark on a birth date: or 1951"
    found = single(identification={"number": "A1234567", "nameondocument": "Janet DOE", "remark": "lost"})
    assert found["note"] == "name on a document: Janet DOE; remark on a document: lost"


@pytest.mark.parametrize(("written", "listed", "note"), [
    ("2016-12-01", "2016-12-01", ""), ("01/12/2016", "2016-12-01", ""), ("", "", ""), ("soon", "", "designation date as published: soon"),
])  # fmt: skip
def test_a_designation_date_is_read_in_any_form(written, listed, note):
    found = single(entity={"designationdate": written})
    assert (found.get("listed_on", ""), found["note"]) == (listed, note)


def test_two_passports_with_a_slash_between_are_two():
    found = single(identification={"number": "A12345/B67890", "identificationtypecode": "passport"})
    assert found["identifiers"] == ("passport::A12345", "passport::B67890")
    found = single(identification={"number": "123456/20051", "identificationtypecode": "regnumber"})
    assert found["identifiers"] == ("registration_number::12345620051",)


@pytest.fixture(scope="module")
def full_list(shared):
    path = shared / "lists/eu/reconstructed_2026-05-01/eu_fsf_full.reconstructed.xml.gz"
    root = ET.fromstring(gzip.decompress(path.read_bytes()))
    return read(path), {one.get("euReferenceNumber"): one for one in root}


def children(entity, tag):
    return entity.findall(NAMESPACE + tag)


def test_every_party_is_read_with_its_kind(full_list):
    found, published = full_list
    assert found.records_read == len(published) == 5860
    assert found.entries["kind"].value_counts().to_dict() == {"person": 4341, "organisation": 1517, "vessel": 2}
    assert set(found.entries["id"]) == set(published)
    ships = found.entries[found.entries["kind"] == "vessel"]
    assert set(ships["name"]) == {"Unica", "New Konk"}


def test_every_name_is_read_in_every_script(full_list):
    found, published = full_list
    composed = 0
    for row in found.entries.to_dict("records"):
        aliases = children(published[row["id"]], "nameAlias")
        written = {folded(alias.get("wholeName")) for alias in aliases}
        read_as = {row["name"], *row["aliases"], *row["weak_aliases"]}
        assert written <= read_as, row["id"]
        composed += len(read_as - written)
        assert row["name"] in written
    assert composed == 3
    assert sum(len(children(one, "nameAlias")) for one in published.values()) == 29826


def test_every_birth_date_is_read_and_no_other_calendar_as_ours(full_list):
    found, published = full_list
    for row in found.entries.to_dict("records"):
        written, kept = set(), 0
        for born in children(published[row["id"]], "birthdate"):
            year, month, day = (born.get(part) for part in ("year", "monthOfYear", "dayOfMonth"))
            if born.get("calendarType") != "GREGORIAN":
                kept += 1
                written |= {born.get("birthdate")} - {None}
            elif year:
                parts = [year, *(part.zfill(2) for part in (month, day) if part)]
                written.add("~" * (born.get("circa") == "true") + "-".join(parts))
        assert set(row["birth_dates"]) == written, row["id"]
        assert row["note"].count("calendar)") == kept
    assert found.entries["birth_dates"].map(len).sum() == 3956
    assert not found.entries["birth_dates"].map(lambda dates: any(date[:3] in {"134", "140"} for date in dates)).any()


def test_numbers_addresses_citizenships_and_programmes_are_counted(full_list):
    found, published = full_list
    types: Counter[str] = Counter()
    for row in found.entries.to_dict("records"):
        one = published[row["id"]]
        numbers = {re.sub(r"[\W_]", "", number.get("number")).upper() for number in children(one, "identification")}
        read_as = {value.split(":", 2)[2] for value in row["identifiers"]}
        types.update(value.split(":")[0] for value in row["identifiers"])
        assert len(numbers - read_as - {"", "NOVAKAKHOVKA"}) <= len(read_as - numbers), (row["id"], numbers, read_as)
        citizen = {place.get("countryIso2Code") for place in children(one, "citizenship")}
        assert set(row["nationalities"]) == citizen - {"00", "CS", "YU", "AN"}
        lines = set()
        for place in children(one, "address"):
            line = [folded(place.get(part)) for part in ("street", "zipCode", "city", "region")]
            country = place.get("countryDescription")
            if any(line):
                lines.add(", ".join(dict.fromkeys(filter(None, (*line, "" if country == "UNKNOWN" else country)))))
        assert set(row["addresses"]) == lines
        regulations = children(one, "regulation")
        assert row["programs"] == tuple(dict.fromkeys(regulation.get("programme") for regulation in regulations))
        assert row["listed_on"] == min(regulation.get("entryIntoForceDate") for regulation in regulations)
        assert row["sources"][0] == regulations[0].findtext(NAMESPACE + "publicationUrl")
        assert (len(row["references"]) == 2) is bool(one.get("unitedNationId"))
    assert types == {
        "passport": 601, "tax_number": 552, "registration_number": 539, "other": 456, "id_number": 249, "imo": 25, "bic": 9,
    }  # fmt: skip


def test_the_parties_of_a_real_fragment_are_read(shared):
    found = facts(shared / "lists/eu/fragments/fsf_2018-12-21_two_entities.xml")
    assert found["EU.36.64"]["name"] == "Robert Gabriel Mugabe"
    assert found["EU.36.64"]["birth_dates"] == ("1924-02-21",)
    assert found["EU.36.64"]["identifiers"] == ("passport::AD001095",)
    assert found["EU.3523.13"]["aliases"] == (
        "Great Islamic Eastern Warriors Front",
        "Фронт на великите ислямски източни воини",
        "IBDA-C",
    )


def test_the_csv_of_the_real_list_would_say_what_its_xml_says(shared, tmp_path):
    """The same parties, written as CSV 1.1 by the test itself, read alike."""
    source = shared / "lists/eu/reconstructed_2026-05-01/eu_fsf_prk.reconstructed.xml"
    path = tmp_path / "list.csv"
    header = (DATA / "eu_fsf.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(";")
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, header, restval="", extrasaction="ignore", delimiter=";")
        writer.writeheader()
        writer.writerows(records(ET.parse(source).getroot()))
    found = facts(source)
    assert len(found) == 255
    assert facts(path) == found


RENAMED = {
    "birthdate": "BirthDate",
    "dayOfMonth": "Day",
    "monthOfYear": "Month",
    "identificationTypeCode": "TypeCode",
}


def records(root):
    """Yield the records of a CSV 1.1 for the parties of an XML 1.1."""
    day = "/".join(reversed(root.get("generationDate")[:10].split("-")))
    for entity in root:
        kind, regulation = children(entity, "subjectType")[0], children(entity, "regulation")[0]
        about = {
            "fileGenerationDate": day,
            "Entity_LogicalId": entity.get("logicalId"),
            "Entity_EU_ReferenceNumber": entity.get("euReferenceNumber"),
            "Entity_Remark": "\n".join(one.text for one in children(entity, "remark")),
            "Entity_UnitedNationId": entity.get("unitedNationId"),
            "Entity_DesignationDetails": entity.get("designationDetails"),
            "Entity_SubjectType": kind.get("classificationCode"),
            "Entity_SubjectType_ClassificationCode": kind.get("code"),
            "Entity_Regulation_EntryIntoForceDate": regulation.get("entryIntoForceDate"),
            "Entity_Regulation_Programme": regulation.get("programme"),
            "Entity_Regulation_PublicationUrl": regulation.findtext(NAMESPACE + "publicationUrl"),
        }
        for tag in ("nameAlias", "citizenship", "birthdate", "address", "identification"):
            group = {"birthdate": "BirthDate"}.get(tag, tag[0].upper() + tag[1:])
            for child in children(entity, tag):
                remark = {f"{group}_Remark": "\n".join(one.text for one in child.findall(NAMESPACE + "remark"))}
                yield about | remark | {
                    f"{group}_{RENAMED.get(key, key[0].upper() + key[1:])}": value
                    for key, value in child.attrib.items()
                }  # fmt: skip
