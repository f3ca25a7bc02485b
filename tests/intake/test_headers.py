"""Headers as a table of cases; choosing between columns; overrides."""

import pytest

from screen.data import read_yaml, rules_file
from screen.errors import TableError, UsageError
from screen.intake.header import header_likeness, recognise
from screen.intake.headers import map_columns, names_party
from screen.model import FIELDS
from tests.builders import cases


@pytest.mark.parametrize("case", cases(__file__, "headers.csv"), ids=lambda case: case["header"])
def test_a_header_means_what_its_writer_meant(case):
    assert recognise(case["header"]) == case["field"], case["why"]


def mapped(headers, samples=None, overrides=None):
    uses = map_columns(headers, samples or [["x"]] * len(headers), overrides or {}, "vendors.xlsx")
    return {use.header: use.field for use in uses}


def test_the_vendor_is_the_name_where_a_contact_stands_beside_it():
    assert mapped(["Vendor", "Contact", "Country"]) == {"Vendor": "name", "Contact": "", "Country": "country"}


def test_several_phones_are_all_read():
    assert mapped(["Name", "Phone 1", "Phone 2"]) == {"Name": "name", "Phone 1": "phone", "Phone 2": "phone"}


def test_a_column_of_numbers_is_no_name():
    assert mapped(["Vendor", "Company"], [["1001", "1002"], ["Glocom", "Acme"]])["Company"] == "name"


def test_two_columns_that_equally_claim_the_name_are_an_error_that_says_how_to_choose():
    with pytest.raises(TableError, match='--column name="Vendor"'):
        mapped(["Vendor", "Customer"], [["Glocom"], ["Acme"]])


def test_a_company_beside_a_person_is_the_employer():
    found = mapped(["Full Nm", "Company", "DOB"], [["A. Person"], ["Glocom"], ["1990"]])
    assert found == {"Full Nm": "name", "Company": "employer", "DOB": "birth_date"}


def test_an_override_decides():
    assert mapped(["Vendor", "Customer"], [["Glocom"], ["Acme"]], {"name": "customer"})["Customer"] == "name"


@pytest.mark.parametrize(
    ("overrides", "message"),
    [({"name": "Foo"}, "no column “Foo”. Found: Vendor"), ({"nmae": "Vendor"}, "no such field")],
)
def test_an_override_that_does_not_fit_says_what_there_is(overrides, message):
    with pytest.raises(UsageError, match=message):
        mapped(["Vendor"], overrides=overrides)


def test_a_local_name_alone_is_the_name():
    assert names_party(map_columns(["한글명", "국가"], [["글로콤"], ["한국"]], {}))


def test_headers_look_like_headers_and_data_does_not():
    assert header_likeness(["Vendor Name", "Country", "Tel."]) == 1
    assert header_likeness(["Glocom Sdn Bhd", "Malaysia", "+60 3 5555"]) == 0


def test_the_rules_speak_of_every_field_and_of_no_other():
    assert set(read_yaml(rules_file("columns.yml"))["fields"]) == set(FIELDS)


def test_every_column_word_leads_to_a_field_or_says_why_not():
    words = read_yaml(rules_file("column_words.yml"))
    assert set(words["fields"].values()) <= set(FIELDS)
    assert not set(words["fields"]) & set(words["not_yet"])
    assert len(words["fields"]) + len(words["not_yet"]) == 134


def test_the_column_words_are_those_of_the_catalogue(shared):
    import yaml

    text = (shared / "domain/redflags.yaml").read_text(encoding="utf-8")
    flags = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["red_flags"]
    words = read_yaml(rules_file("column_words.yml"))
    assert {word for flag in flags for word in flag["columns"]} == {*words["fields"], *words["not_yet"]}


@pytest.mark.parametrize(
    ("headers", "field"),
    [
        (["Name", "Passport no", "Issue date", "Visa type"], "passport_issued_on"),
        (["Name", "Passport no", "Visa type", "Issue date"], "permit_issued_on"),
        (["ФИО", "№ паспорта", "Категория визы", "Действует до"], "permit_expires_on"),
        (["ФИО", "№ паспорта", "Действует до", "Виза"], "passport_expires_on"),
        (["Name", "Passport no", "Visa no", "Valid until"], "permit_expires_on"),
        (["Name", "Visa type", "Contract no", "End date"], "contract_ends_on"),
        (["Name", "Passport no", "Start date"], ""),
        (["Name", "Passport no", "Category", "Issue date"], "permit_issued_on"),
    ],
)
def test_a_date_without_its_paper_is_that_of_the_paper_to_its_left(headers, field):
    dated = next(
        header
        for header in headers
        if header in ("Issue date", "Действует до", "Valid until", "End date", "Start date")
    )
    assert mapped(headers)[dated] == field


@pytest.mark.parametrize(
    ("headers", "cells", "fields"),
    [
        (["Фамилия", "Имя", "Отчество"], ["Ри", "Чхоль", "Су"], ["family_name", "given_name", "given_name"]),
        (["Apellido paterno", "Apellido materno", "Nombres"], ["Cruz", "Reyes", "Ana"], ["family_name", "family_name", "given_name"]),
        (["Surname", "Name"], ["Cruz", "Ana"], ["family_name", "given_name"]),
        (["Surname", "Name"], ["Cruz", "Ana Cruz"], ["family_name", "name"]),
        (["Surname", "First name", "Name (native script)"], ["Ri", "Su Yong", "리수영"], ["family_name", "given_name", "name_original"]),
        (["성", "이름"], ["김", "철수"], ["family_name", "given_name"]),
        (["성명(한글)", "성명(영문)"], ["김철수", "KIM Chol Su"], ["name_original", "name"]),
        (["Ф.И.О. (рус.)", "ФИО лат."], ["Ким Чхоль Су", "KIM CHOL SU"], ["name_original", "name"]),
    ],
)  # fmt: skip
def test_the_parts_and_scripts_of_a_name_are_told_apart(headers, cells, fields):
    assert [mapped(headers, [[cell] for cell in cells])[header] for header in headers] == fields


def test_a_category_beside_a_person_is_that_of_the_permit():
    assert mapped(["Name", "DOB", "Category"])["Category"] == "permit_category"
    assert mapped(["Vendor", "Country", "Category"])["Category"] == "sector"


def test_parts_of_names_are_joined_in_their_order():
    from io import BytesIO

    from screen.intake import read_parties

    source = BytesIO("Фамилия,Имя,Отчество,Гражданство\nРи,Чхоль,Су,КНДР\n".encode())
    assert read_parties(source).table["name"].tolist() == ["Ри Чхоль Су"]
