"""The UN list: what a record says, and the real files against a plain reading of them."""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pytest

from screen.errors import WatchlistError
from screen.lists import load_watchlists

DATA = Path(__file__).with_name("data") / "un_list.xml"
FACTS = [
    ("KPi.901", "kind", "person"),
    ("KPi.901", "name", "EXAMPLE MADE UP"),
    ("KPi.901", "aliases", {"예시", "Fabricated Example", "Li Zi (例子)", "Invented Person"}),
    ("KPi.901", "weak_aliases", {"Exy"}),
    ("KPi.901", "derived_names", {"Li Zi", "例子"}),
    ("KPi.901", "birth_dates", {"1957-03-02", "~1958", "1959..1961", "1962-11", "1966-05-05"}),
    ("KPi.901", "birth_places", {"Sampletown, China"}),
    ("KPi.901", "nationalities", {"KP", "CN"}),
    ("KPi.901", "countries", {"KP", "CN"}),
    ("KPi.901", "addresses", {"Exampleville, China"}),
    ("KPi.901", "identifiers", {"passport:KP:PS555000111", "id_number::771", "passport::555555555"}),
    ("KPi.901", "phones", {"850218111555"}),
    ("KPi.901", "gender", "male"),
    ("KPi.901", "listed_on", "2016-03-02"),
    ("KPi.901", "programs", {"UN-1718"}),
    ("KPi.901", "references", {"UN:KPi.901"}),
    ("KPi.901", "note", "country as published: Republic of Atlantis; date of birth as published: about forty; "
                        "document as published: number 12 of Atlantis"),
    ("QDe.902", "kind", "organisation"),
    ("QDe.902", "aliases", {"Invented Works (INVWKS)", '"EXGT"'}),
    ("QDe.902", "derived_names", {"Invented Works", "INVWKS", "EXGT"}),
    ("QDe.902", "identifiers", {"bic::EXAMKPPY", "imo::5555555"}),
    ("QDe.902", "emails", {"office@example.org"}),
    ("QDe.902", "programs", {"Al-Qaida"}),
    ("QDe.902", "countries", {"KP"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def made_up():
    (one,) = load_watchlists([DATA])
    return one


@pytest.mark.parametrize(("entry", "column", "expected"), FACTS)
def test_what_a_record_says(made_up, entry, column, expected):
    found = made_up.entries.set_index("id").at[entry, column]
    assert (set(found) if isinstance(found, tuple) else found) == expected


def test_the_list_says_of_which_day_it_is_and_what_it_holds(made_up):
    assert (made_up.id, made_up.publisher, made_up.date) == ("un", "UN", "2026-02-27")
    assert (made_up.records_read, made_up.records_stated) == (2, None)
    assert made_up.coverage == "1 individuals and 1 entities of the consolidated list"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off_is_refused(tmp_path, share):
    data = DATA.read_bytes()
    path = tmp_path / "un.xml"
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(WatchlistError, match=r"un\.xml: "):
        load_watchlists([path])


def test_a_record_without_reference_or_name_is_refused(tmp_path):
    path = tmp_path / "un.xml"
    path.write_text(DATA.read_text(encoding="utf-8").replace(" KPi.901 ", ""), encoding="utf-8")
    with pytest.raises(WatchlistError, match="id or name is missing"):
        load_watchlists([path])


@pytest.mark.parametrize(("name", "persons", "entities"), [("consolidated_2026-02-27.xml", 730, 273),
                                                           ("consolidated_2025-04-19.xml", 684, 193)])  # fmt: skip
def test_the_real_file_holds_every_name_date_and_number(shared, name, persons, entities):
    path = shared / "lists/un" / name
    (one,) = load_watchlists([path])
    assert one.entries["kind"].value_counts().to_dict() == {"person": persons, "organisation": entities}
    entries = one.entries.set_index("id")
    root = ET.parse(path).getroot()
    seen = Counter()
    for record in [*root.iter("INDIVIDUAL"), *root.iter("ENTITY")]:
        entry = entries.loc[" ".join(record.findtext("REFERENCE_NUMBER").split())]
        parts = [record.findtext(part) or "" for part in ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")]
        assert entry["name"] == " ".join(" ".join(parts).split())
        for alias in record.iter(f"{record.tag}_ALIAS"):
            text = " ".join((alias.findtext("ALIAS_NAME") or "").split())
            is_weak = (alias.findtext("QUALITY") or "").strip() == "Low"
            if text and text != entry["name"]:
                held = entry["weak_aliases"] + (entry["aliases"] if not is_weak or text in entry["aliases"] else ())
                assert text in held, (entry.name, text)
                seen["weak" if is_weak else "strong"] += 1
        dates = " ".join(entry["birth_dates"])
        for born in record.iter("INDIVIDUAL_DATE_OF_BIRTH"):
            for tag in ("DATE", "YEAR", "FROM_YEAR", "TO_YEAR"):
                assert (born.findtext(tag) or "").strip()[:10] in dates, (entry.name, tag, dates)
        for born in record.iter("DATE_OF_BIRTH"):
            assert (born.text or "").strip()[:10] in dates, (entry.name, born.text)
        for document in record.iter("INDIVIDUAL_DOCUMENT"):
            written = " ".join(document.findtext(tag) or "" for tag in ("NUMBER", "TYPE_OF_DOCUMENT2"))
            for run in re.findall(r"\d{4,}", re.sub(r"\(.*?\)", "", written)):
                assert any(run in text for text in entry["identifiers"]), (entry.name, run, entry["identifiers"])
                seen["documents"] += 1
        said = "".join(entry["identifiers"])
        assert not any(word in said for word in ("PASSPORTNO", "NUMBER", "CARD", "DIPLOMATIC")), entry.name
    assert seen["strong"] > 2000
    assert seen["weak"] > 300
    assert seen["documents"] > 400
