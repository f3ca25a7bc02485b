"""Build vendors.xlsx: sixty invented vendors as a purchasing team might keep them, a dozen of them listed parties.

    python examples/vendors/build.py

The listed parties are entries of the shipped lists under the deviations that occur; all other names are invented.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

HEADERS = ("Vendor No.", "Vendor Name", "Local name", "Country", "Address", "City", "Tel.", "E-mail", "Reg. No.", "SWIFT",
           "Bank", "Account holder", "Line of business", "Director(s)", "Director nationality", "JV partner", "Incorporated in",
           "Since", "Remarks")  # fmt: skip
Row = dict[str, object]


def vendor(name: str, country: str, **cells: object) -> Row:
    """Return a vendor; keyword names are headers with underscores."""
    words = {"local": "Local name", "address": "Address", "city": "City", "tel": "Tel.", "mail": "E-mail", "reg": "Reg. No.",
             "swift": "SWIFT", "bank": "Bank", "holder": "Account holder", "line": "Line of business", "boss": "Director(s)",
             "boss_nat": "Director nationality", "partner": "JV partner", "inc": "Incorporated in", "since": "Since",
             "note": "Remarks"}  # fmt: skip
    return {"Vendor Name": name, "Country": country} | {words[key]: value for key, value in cells.items()}


VENDORS: list[Row] = [
    vendor(
        "Brightwell Office Supplies Ltd.",
        "United Kingdom",
        city="Leeds",
        tel="+44 113 555 0101",
        line="Stationery",
        since=date(1998, 4, 1),
    ),
    vendor(
        "Changgwang Sinyong Corp.",
        "China",
        address="Room 1204, Jinjiang Plaza",
        city="Beijing",
        line="Industrial equipment",
        since="2009",
    ),
    vendor(
        "Maple & Pine Furniture Inc",
        "Canada",
        city="Guelph",
        line="Office furniture",
        tel="1-519-555-0142",
        since=date(2004, 9, 12),
    ),
    vendor(
        "Seoul Precision Parts Co., Ltd.",
        "South Korea",
        local="서울정밀부품 주식회사",
        city="Suwon",
        line="Machined parts",
        boss="Kang Do-yun",
        boss_nat="Korean",
        since="2001-03",
    ),
    vendor(
        "Dandong Kehau Economy & Trade Co. Ltd",
        "PRC",
        address="Yanjiang Road 44",
        city="Dandong",
        line="Import export",
        inc="China",
        since="14.05.2011",
    ),
    vendor("Hana Bank", "Republic of Korea", city="Seoul", swift="KOEXKRSE", line="Banking"),
    vendor("Koryo Tours", "China", city="Beijing", line="Tour operator", since="1993"),
    vendor("ООО «Мокран»", "Россия", city="Санкт-Петербург", line="Строительные работы", note="бригада 40 чел."),
    vendor(
        "Nordlicht Logistik GmbH",
        "Germany",
        city="Hamburg",
        line="Freight forwarding",
        tel="0049 40 5550 190",
        reg="HRB 55501",
        since=date(1987, 1, 15),
    ),
    vendor("Korea Zinc Company, Ltd.", "Korea, Republic of", city="Seoul", line="Zinc smelting", since=1974),
    vendor(
        "Yalu River Garments Co.",
        "CN",
        address="Zhenxing District",
        city="Dandong",
        line="Garment contract sewing",
        partner="Pyongyang Garment Factory, DPRK",
        inc="China",
        since="2013",
    ),
    vendor("조선광업개발무역회사", "중국", line="광업설비", note="중개인 통해 소개"),
    vendor("Silver Birch Catering", "Finland", city="Tampere", line="Catering"),
    vendor(
        "Al Noor Trading LLC",
        "UAE",
        local="النور للتجارة ذ.م.م",
        city="Dubai",
        line="General trading",
        tel="+971 4 555 0177",
        inc="UAE",
        since="2010",
    ),
    vendor(
        "Bright Ocean Holdings Limited",
        "China",
        address="Development Zone, Dandong",
        city="Dandong",
        line="Seafood",
        inc="Hong Kong",
        since="03/2016",
    ),
    vendor("Taedong Credit Bank", "", line="Finance", swift="", note="offered to settle in RMB"),
    vendor(
        "Harbour Finance Desk",
        "Hong Kong",
        city="Hong Kong",
        line="Payment services",
        swift="DCBKKPPYXXX",
        bank="correspondent",
        holder="Harbour Finance Desk",
    ),
    vendor("Arirang Korean BBQ House", "United States", city="Fort Lee", line="Restaurant"),
    vendor("Chilsung Beverage Co., Ltd.", "South Korea", local="칠성음료 주식회사", city="Seoul", line="Soft drinks"),
    vendor(
        "Manchester Copper Works plc",
        "GB",
        city="Manchester",
        line="Copper wire",
        reg="01234567",
        since=date(1962, 6, 30),
    ),
    vendor(
        "上海明珠包装有限公司",
        "中国",
        city="上海",
        line="包装材料",
        tel="021-5555 0123",
        reg="91310000MA1FL0000X",
        since="2008年3月",
    ),
    vendor(
        "Mansudae Overseas Projects Group",
        "Namibia",
        city="Windhoek",
        line="Statues and monuments",
        boss="Kim T. C.",
        boss_nat="North Korea",
    ),
    vendor("Kim & Sons Hardware", "U.S.A.", city="Tacoma", line="Hardware", boss="Daniel Kim", boss_nat="American"),
    vendor(
        "Volga Timber Export",
        "Russian Federation",
        local="ООО «Волга Лес Экспорт»",
        city="Samara",
        line="Timber",
        since="2005",
    ),
    vendor(
        "Jinyong Information Technology Coop. Co.",
        "China",
        city="Shenyang",
        line="Software development",
        mail="sales@jyit.example",
    ),
    vendor(
        "Siam Rice Mills Co., Ltd.",
        "Thailand",
        local="บริษัท สยามไรซ์มิลส์ จำกัด",
        city="Bangkok",
        line="Rice",
        since="2549",
    ),
    vendor("Pacific Star Shipping Agency", "Singapore", city="Singapore", line="Ship agency", reg="200155501K"),
    vendor("Korea Development Bank", "South Korea", city="Seoul", line="Banking", swift="KODBKRSE"),
    vendor(
        "Ulaan Tenger Construction LLC", "Mongolia", local="Улаан Тэнгэр ХХК", city="Ulaanbaatar", line="Construction"
    ),
    vendor(
        "Korea Rungrado Gen. Trading Corporation",
        "Russia",
        city="Vladivostok",
        line="Labour supply, construction crews",
    ),
    vendor("Gulf Coast Motors", "United States", city="Pensacola, FL", tel="850-555-0199", line="Vehicle repair"),
    vendor(
        "Green Valley Foods",
        "",
        address="12 Sungri Street, Central District, Pyongyang",
        line="Food export",
        tel="+850 2 18111 ext 381",
    ),
    vendor("Bank of Dandong, Main Branch", "China", city="Dandong", line="Banking"),
    vendor(
        "Taiyo Denki K.K.", "Japan", local="太陽電機株式会社", city="Osaka", line="Electrical parts", since="昭和52年"
    ),
    vendor("Korean Air", "South Korea", city="Seoul", line="Airline"),
    vendor("Sunshine Ginseng Trading", "Malaysia", city="Penang", line="Ginseng retail"),
    vendor("NA", "Netherlands", city="Utrecht", line="Network appliances", note="NA is the full company name"),
    vendor("Null Brothers Welding", "Australia", city="Perth", line="Welding"),
    vendor(
        "Pyongyang Okryu Restaurant", "Laos", city="Vientiane", line="Restaurant and karaoke", note="evening show"
    ),
    vendor("Yanbian Silver Star Network Technology", "China", city="Yanji", line="IT outsourcing"),
    vendor("Glacier Point Software", "Ireland", city="Cork", line="Software", reg="555012", since=date(2015, 2, 2)),
    vendor("Paektu Mountain Outfitters", "South Korea", city="Gangneung", line="Hiking clothes"),
    vendor("Cedar Grove Clinic", "Tanzania", city="Dar es Salaam", line="Clinic"),
    vendor("Daedong Tractor Parts", "Korea", city="Daegu", line="Tractor parts"),
    vendor(
        "Delta Works SARL",
        "DR Congo",
        city="Lubumbashi",
        line="Monument construction",
        boss="Hwang K. S.; Pak H. S.",
        boss_nat="North Korean",
    ),
    vendor("Fortuna Flowers", "Netherlands", city="Aalsmeer", line="Flowers"),
    vendor("Leader Sports Co.", "Taiwan", city="Taipei", line="Sports goods"),
    vendor("Namchongang Trading", "", line="Vacuum pumps"),
    vendor("Baltic Weld Sp. z o.o.", "Poland", city="Gdynia", line="Shipbuilding subcontractor", reg="0000555014"),
    vendor("Hanoi Bamboo Co Ltd", "Viet Nam", local="Công ty TNHH Tre Hà Nội", city="Hà Nội", line="Bamboo goods"),
    vendor("Aurora Nickel AG", "Switzerland", city="Zug", line="Metals trading", since="01.07.1999"),
    vendor(
        "Eastern Manpower LLC",
        "Russia",
        city="Khabarovsk",
        line="Labour dispatch",
        note="crews from North Korea available",
    ),
    vendor("Sakura Logistics", "Japan", city="Yokohama", line="Warehouse", tel="+81 45 555 0150"),
    vendor("Air Koryo", "China", city="Shenyang", line="Air tickets"),
    vendor(
        "Pearl River Electronics Ltd",
        "China",
        local="珠江电子有限公司",
        city="Guangzhou",
        line="Components",
        inc="Hong Kong",
    ),
    vendor("Rivera y Hijos S.A. de C.V.", "México", city="Monterrey", line="Packaging", since="12 de mayo de 1990"),
    vendor("Phnom Penh Stone Masons", "Cambodia", city="Siem Reap", line="Stone carving"),
    vendor("Hong Kong Electronics Wholesale", "Hong Kong", city="Kowloon", line="Electronics"),
    vendor("Golden Lake Supplies", "Indonesia", city="Surabaya", line="Spare parts", holder="Orchid Bay Investments"),
    vendor("", "China", city="Dalian", note="name to follow"),
]


def build(target: Path) -> None:
    """Write the workbook with what purchasing teams leave in: titles, a total, a hidden row, a note, a second sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Vendors 2026"
    sheet["A1"] = "Northgate Instruments plc - approved vendor list"
    sheet["A1"].font = Font(size=14, bold=True)
    sheet["A2"] = "Status: October 2026, purchasing department"
    fill = PatternFill("solid", start_color="DDE6F0", end_color="DDE6F0")
    for column, header in enumerate(HEADERS, start=1):
        cell = sheet.cell(4, column, header)
        cell.font, cell.fill, cell.alignment = Font(bold=True), fill, Alignment(wrap_text=True)
    for number, row in enumerate(VENDORS, start=1):
        cell = sheet.cell(number + 4, 1, number)
        cell.number_format = "00000"
        for column, header in enumerate(HEADERS[1:], start=2):
            if header in row and row[header] != "":
                sheet.cell(number + 4, column, row[header])
    last = 4 + len(VENDORS)
    sheet.cell(last + 1, 1, "Total")
    sheet.cell(last + 1, 2, len(VENDORS))
    sheet.cell(last + 3, 1, "Prepared by:")
    sheet.row_dimensions[4 + 32].hidden = True
    sheet.freeze_panes = "C5"
    for column, width in zip(
        "ABCDEFGHIJKLMNOPQRS",
        (10, 34, 26, 18, 30, 16, 18, 22, 18, 14, 14, 20, 26, 20, 14, 26, 14, 12, 28),
        strict=True,
    ):
        sheet.column_dimensions[column].width = width
    notes = book.create_sheet("Read me")
    notes["A1"] = "Ask purchasing before you change this file."
    book.properties.created = book.properties.modified = datetime(2026, 10, 1)
    book.properties.creator = "Northgate Instruments"
    book.save(target)


if __name__ == "__main__":
    build(Path(__file__).with_name("vendors.xlsx"))
