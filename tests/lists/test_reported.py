"""The reported fronts: what each must rest on, what must not be among them, and whom they must not meet."""

import csv
import re

import pytest
import yaml

import screen
from screen.data import shipped
from screen.lists.folder import read_folder
from screen.model import PartialDate
from tests.builders import TODAY

GRADES = {"dprk-reported": "A", "dprk-reported-b": "B"}
TYPOLOGIES = {
    "bank", "clinic", "conglomerate", "construction", "embassy property", "fishing", "hospital", "hostel", "hotel",
    "IT front", "labour exporter", "museum", "restaurant", "restaurant chain", "restaurant operator", "trading firm",
}  # fmt: skip
KINDS = {"official", "press", "research", "law firm", "company register", "signed blog", "wiki", "anonymous blog"}
UNFIT = {"wiki", "anonymous blog"}
SOURCE = re.compile(
    r"(?P<publisher>[^,]+?)(?: \(via [^)]+\))?, (?P<date>n\.d\.|\d{4}(?:-\d\d){0,2}), (?P<where>\S.*)"
)
CITIES = (
    ("Amsterdam", "NL"), ("Bangkok", "TH"), ("Berlin", "DE"), ("Dandong", "CN"), ("Dhaka", "BD"), ("Dubai", "AE"),
    ("Hanoi", "VN"), ("Jakarta", "ID"), ("Kathmandu", "NP"), ("Kuala Lumpur", "MY"), ("Moscow", "RU"), ("Gdynia", "PL"),
    ("Phnom Penh", "KH"), ("Shenyang", "CN"), ("Siem Reap", "KH"), ("Yangon", "MM"), ("Ulaanbaatar", "MN"), ("Dakar", "SN"),
)  # fmt: skip
FORMS = ("{} Restaurant", "{} Stone Masons", "{} Trading Co., Ltd.", "{} Hotel", "Hotel {}", "{} Foods", "{} Construction",
         "Bank of {}", "{} Hostel")  # fmt: skip


def folder(name):
    return shipped("watchlists") / name


@pytest.fixture(scope="module")
def publishers():
    with (folder("dprk-reported") / "publishers.csv").open(encoding="utf-8", newline="") as stream:
        return {row["publisher"]: row["kind"] for row in csv.DictReader(stream)}


ENTRIES = [(name, row) for name in GRADES for row in read_folder(folder(name)).entries.itertuples()]
every_entry = pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=[row.id for _, row in ENTRIES])


def cited(entry):
    return [SOURCE.fullmatch(source) for source in entry.sources]


@every_entry
def test_every_source_has_a_publisher_a_date_and_a_place_to_look(name, entry, publishers):
    assert entry.sources
    for source, found in zip(entry.sources, cited(entry), strict=True):
        assert found, source
        assert publishers.get(found["publisher"]) in KINDS, found["publisher"]
        assert found["date"] == "n.d." or PartialDate.parse(found["date"]).first <= TODAY
        assert "https://" in found["where"] or "http://" in found["where"] or "(no link kept)" in found["where"]


@every_entry
def test_an_entry_rests_on_what_its_grade_asks_for(name, entry, publishers):
    assert entry.reliability == GRADES[name]
    fit = {m["publisher"]: publishers[m["publisher"]] for m in cited(entry)}
    fit = {publisher: kind for publisher, kind in fit.items() if kind not in UNFIT}
    if name == "dprk-reported":
        independent = [publisher for publisher, kind in fit.items() if kind not in {"official", "signed blog"}]
        assert "official" in fit.values() or len(independent) >= 2, fit
    else:
        assert fit


@every_entry
def test_an_entry_is_a_lead_with_a_state_a_day_and_a_note(name, entry):
    assert (entry.legal_status, entry.programs, entry.listed_on) == ("not listed", (), "")
    assert entry.operating_status in {"open", "closed", "unknown"}
    assert set(entry.typology) <= TYPOLOGIES
    assert entry.references == (f"reported:{entry.id}",)
    assert all(re.fullmatch("[A-Z]{2}", code) for code in entry.countries)
    assert entry.countries
    assert entry.note
    assert not re.search(r"\bis sanctioned\b|\bsanctioned (?:firm|company|entity)\b", entry.note)


@every_entry
def test_dates_read_and_follow_each_other(name, entry):
    for text in filter(None, (entry.opened_on, entry.closed_on, entry.reviewed_on, entry.data_as_of)):
        PartialDate.parse(text)
    assert PartialDate.parse(entry.reviewed_on).is_full
    assert PartialDate.parse(entry.data_as_of).first <= PartialDate.parse(entry.reviewed_on).first
    if entry.opened_on and entry.closed_on:
        assert PartialDate.parse(entry.opened_on).first <= PartialDate.parse(entry.closed_on).last
    if entry.closed_on:
        assert entry.operating_status == "closed"


def test_no_entry_stands_on_both_lists_and_every_publisher_is_used(publishers):
    ids = [entry.id for _, entry in ENTRIES]
    assert len(ids) == len(set(ids))
    assert {m["publisher"] for _, entry in ENTRIES for m in cited(entry)} == set(publishers)


def test_the_less_certain_list_is_opt_in_and_the_other_is_not():
    about = {name: yaml.safe_load((folder(name) / "watchlist.yml").read_text(encoding="utf-8")) for name in GRADES}
    assert about["dprk-reported-b"]["opt_in"] is True
    assert not about["dprk-reported"].get("opt_in", False)
    assert (shipped("watchlists") / "CORRECTIONS.md").is_file()


def test_no_reported_front_bears_a_listed_party_s_name():
    listed = {
        word.casefold()
        for name in ("dprk-un", "dprk-ofac")
        for row in read_folder(folder(name)).entries.itertuples()
        for word in (row.name, *row.aliases, *row.weak_aliases)
    }
    for _, entry in ENTRIES:
        assert not {word.casefold() for word in (entry.name, *entry.aliases, *entry.weak_aliases)} & listed, entry.id


# ---- against the facts they are from ---------------------------------------------------------------------

UNSAFE = re.compile(r"context only|never a hit|\bdenies\b|client, not|\bhost\b(?!el)|unverified", re.IGNORECASE)


@pytest.fixture(scope="module")
def facts(shared):
    text = (shared / "domain" / "redflags.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["fronts_reported"]


def test_nothing_of_grade_c_recalled_a_mere_host_or_disputed_is_shipped(facts):
    shipped_ids = {entry.id for _, entry in ENTRIES}
    unfit = {
        fact["id"]
        for fact in facts
        if fact["reliability"] not in {"A", "B"} or fact["status"] == "RECALLED"
        or UNSAFE.search(f"{fact['type']} {fact['note']}") or set(fact["source"]) <= {"RECALL", "PPREST", "PPLAB"}
    }  # fmt: skip
    assert len(unfit) > 30
    assert not shipped_ids & unfit
    assert shipped_ids <= {fact["id"] for fact in facts}


def test_no_owner_or_member_of_staff_is_named(facts):
    said = " ".join(str(fact["note"]) for fact in facts)
    runs = re.findall(r"(?:named|owners named as|founder|and|\()\s?((?:[A-Z][a-z]+ ){1,2}[A-Z][a-z]+)", said)
    people = [run for run in runs if re.match(r"Gavin|Han |Edward|Nam |Ri ", run)]
    assert len(people) >= 4
    everything = " ".join(
        (folder(name) / file).read_text(encoding="utf-8")
        for name in GRADES
        for file in ("entries.csv", "watchlist.yml")
    )
    assert not [person for person in people if person in everything]


# ---- whom they must not meet, and whom they must ---------------------------------------------------------


@pytest.fixture(scope="module")
def default():
    return screen.Screener([read_folder(folder("dprk-reported"))])


@pytest.mark.parametrize(("city", "country"), CITIES)
def test_a_business_named_after_a_city_alone_is_not_met_in_its_own_country(default, city, country):
    import pandas as pd

    names = [form.format(city) for form in FORMS]
    result = default.screen(pd.DataFrame({"name": names, "country": country}), as_of=TODAY)
    found = result.matches[(result.matches["score"] >= 70) & (result.matches["entry_id"] != "FR106")]
    assert found[["name", "entry_name", "score"]].values.tolist() == []


LOOK_ALIKES = """
Koryo Tours; Koryo Restaurant Los Angeles; Koryo Korean BBQ Oakland; Koryo Korean Barbecue; Koryo University; Koryo Hotel
Korea Zinc Company, Ltd.; Hana Bank; Chilsung Cider; Lotte Chilsung; Korea University; Korean Air; Air Busan; Okryu-gwan
Okryu Restaurant Incheon; Okryugwan; Pyongyang Naengmyeon; Pyongyang Myeonok; Pyongyang Cold Noodles Seoul
Pyongyang Express; Pyongyang Dumplings; Arirang Korean Restaurant; Arirang Restaurant London; Seoul Restaurant
Seoul Garden Restaurant; Kimchi Restaurant Hanoi; Gangnam BBQ Restaurant; Moran Restaurant Seongnam; Namsan Restaurant
Haedanghwa Restaurant Busan; Haedanghwa Kindergarten; Songdo Restaurant Incheon; Baekhwa Restaurant Seoul
Paektu Mountain Restaurant; Himalayan Restaurant Lalitpur; Sunrise Restaurant; Blue Flower Restaurant
Korean Clinic Nairobi; Oriental Medicine Clinic; Korea Oriental Medicine Clinic; City Hostel Seattle; City Hostel Geneva
Wombats City Hostel Berlin; Meininger City Hostel Berlin; Generator Hostel Berlin Mitte; EGI Ltd; Angkor National Museum
Corman Construction, Inc.; Corman Kokosing Construction Company; MKP Capital Management; Armex Inc; Armex Oil
International Commercial Bank; ICB Bank; Sungri Motor; Bank of Dalian; Bank of Dongguan; Dandong Port Group
Gyeongbokgung Korean Restaurant; Daejanggeum Korean Restaurant; Korea Restaurant Dhaka; Ministry of Forestry
""".replace("\n", ";").split(";")


@pytest.mark.parametrize("name", sorted({name.strip() for name in LOOK_ALIKES} - {""}))
def test_a_look_alike_stays_below_medium_on_the_default_list(default, name):
    found = default.match_names([name], "organisation", 1)
    assert found[found["score"] >= 70][["matched_name", "score"]].values.tolist() == []


@pytest.mark.parametrize(
    ("asked", "country", "wanted"),
    [
        ("Koryo Restaurant Dandong", "CN", "FR029"),
        ("Koryo Restaurant", "VN", "FR010"),
        ("Pyongyang Koryo Restaurant", "MM", "FR004"),
        ("Pyongyang Okryu-Gwan Restaurant", "AE", "FR003"),
        ("City Hostel Berlin", "DE", "FR046"),
        ("Corman Construction & Commerce", "SN", "FR066"),
        ("Angkor Panorama Museum", "KH", "FR051"),
        ("Armex Sp. z o.o.", "PL", "FR076"),
        ("Nekoryo Hospital", "NP", "FR055"),
        ("Ресторан Пхеньян", "RU", "FR001"),
        ("모란관", "CN", "FR032"),
    ],
)
def test_a_reported_front_is_found_as_its_sign_or_invoice_has_it(default, asked, country, wanted):
    import pandas as pd

    result = default.screen(pd.DataFrame([{"name": asked, "country": country}]), as_of=TODAY)
    found = result.matches[result.matches["score"] >= 70]
    assert wanted in set(found["entry_id"]), result.matches[["entry_id", "score", "why"]].values.tolist()
