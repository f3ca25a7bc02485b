"""Build visa.xlsx: about forty invented applicants for renewal, kept the way consular sections keep them.

    python examples/visa/build.py

Everybody is invented, but for one name of a listed person with his birth date, as it would stand in a real list. Dates
come as cells, as a spreadsheet's day counts and as text in several orders and calendars.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Row = tuple[object, ...]

GARDEN = "Blue Lagoon Garden Restaurant"
AGENT = "Representative Mr. Pak (for the team)"

# No., family name, given name, own script, born, birth place, nationality, passport, issued, expires, category, issued,
# valid until, sponsor, occupation, monthly wage, wage paid to, account no., passport held by, status, remarks
MAIN_HEADERS = (
    ("No.", ""), ("Name", "Family name"), ("Name", "Given name"), ("Name", "Own script"), ("Birth", "Date of birth"),
    ("Birth", "Place of birth"), ("Nationality", ""), ("Passport", "Passport no."), ("Passport", "Passport issued"),
    ("Passport", "Passport expires"), ("Permit", "Permit category"), ("Permit", "Permit issued"), ("Permit", "Permit expires"),
    ("Sponsor", ""), ("Occupation", ""), ("Pay", "Monthly wage"), ("Pay", "Wage paid to"), ("Pay", "Account number"),
    ("Passport held by", ""), ("Status", ""), ("Remarks", ""),
)  # fmt: skip
MAIN: list[Row] = [
    ("Jong", "Sun Ae", "정순애", "주체87.4.11", "Pyongyang", "DPRK", 108130417, date(2018, 2, 12), date(2023, 2, 12),
     "work permit (hospitality)", "주체107.5.3", "주체108(2019)년 12월 31일", GARDEN, "Waitress", 480, AGENT, "0071 5550 12",
     "Sponsor", "Temporary worker", ""),
    ("Han", "Un Byol", "한은별", "Juche 88.9.2", "Nampo", "DPRK", 108130418, date(2018, 2, 12), date(2023, 2, 12),
     "work permit (hospitality)", "주체107.5.3", "Juche 108", GARDEN, "Waitress", 480, AGENT, "0071 5550 12", "Sponsor",
     "Temporary worker", ""),
    ("Om", "Hye Song", "엄혜성", date(1997, 1, 20), "Pyongyang", "North Korea", 108130421, date(2018, 2, 12),
     date(2023, 2, 12), "work permit (hospitality)", date(2018, 5, 3), date(2026, 12, 31), GARDEN, "Singer, waitress", 480,
     AGENT, "0071 5550 12", "Sponsor", "Temporary worker", ""),
    ("Tae", "Mi Ok", "태미옥", 35612, "Pyongyang", "N. Korea", 108130423, 43143, 44969, "work permit (hospitality)", 43223,
     46387, GARDEN, "Cook", 520, AGENT, "0071 5550 12", "Sponsor", "Temporary worker", ""),
    ("Ok", "Chun Hui", "옥춘희", "14.06.1998", "Wonsan", "PRK", 108130424, "12.02.2018", "12.02.2023",
     "work permit (hospitality)", "03.05.2018", "31.12.2026", GARDEN, "Waitress", 480, AGENT, "0071 5550 12", "Sponsor",
     "Temporary worker", ""),
    ("Kye", "Myong Suk", "계명숙", date(1968, 8, 30), "Pyongyang", "DPRK", "108120377", date(2018, 1, 29),
     date(2023, 1, 29), "work permit (management)", date(2018, 5, 3), date(2026, 12, 31), GARDEN,
     "Team leader and interpreter", 900, "Herself", "0071 5550 31", "Herself", "Temporary worker", "always present when the team is called in"),
    ("Pang", "Kwang Nam", "방광남", "1989년 3월 7일", "Hamhung", "D.P.R. Korea", "745330192", date(2015, 8, 4), "",
     "work permit (construction)", "", date(2026, 12, 1), "Stonebridge Builders", "Mason", 700, "Himself", "", "Himself", "",
     "date of the first permit not in our file"),
    ("Hyeon", "Gwang-il", "현광일", "27 May 1961", "", "DPR Korea", "", "", "", "business visit", date(2026, 6, 1),
     date(2026, 12, 1), "Harbour Trade Consultants", "Consultant", "", "", "", "", "", ""),
    ("Kim", "Yong-chol", "김용철", date(1988, 4, 2), "Daegu", "Republic of Korea", "M55501234", date(2022, 3, 9),
     date(2032, 3, 9), "work permit (engineer)", date(2025, 7, 1), date(2027, 6, 30), "Seoul Precision Parts", "Engineer",
     3900, "Himself", "110-555-0101", "Himself", "", ""),
    ("Lee", "Won-ho", "이원호", "17.07.1990", "Busan", "South Korea", "M555A5678", "02.05.2023", "02.05.2033",
     "intra-company transfer", "15.08.2025", "14.08.2027", "Seoul Precision Parts", "Sales manager", 4100, "Himself",
     "110-555-0188", "Himself", "", ""),
    ("Noh", "Jong-man", "노종만", date(1941, 10, 3), "Hamhung", "South Korea", "M55509911", date(2021, 1, 5), date(2031, 1, 5),
     "retirement", date(2025, 2, 1), date(2027, 1, 31), "", "Retired", "", "", "", "Himself", "", "left the North as a child"),
    ("Ri", "Hyang", "리향", date(1993, 11, 5), "Chongjin", "North Korea", "", "", "", "residence permit (protection)",
     date(2023, 9, 1), date(2027, 8, 31), "", "Nurse's aide", 1500, "Herself", "LU55 5550 0001", "",
     "Recognised refugee (1951 Convention)", ""),
    ("Sin", "Kum Chol", "신금철", "1985년", "Hyesan", "DPRK", "", "", "", "residence permit (pending)", date(2026, 3, 1),
     date(2026, 12, 31), "", "Kitchen help", 900, "Himself", "", "", "Asylum seeker", "interview in December"),
    ("Xuan", "Meihua", "玄美花", "1979年6月21日", "Yanji, Jilin", "China", "E55512345", "2019年4月2日", "2029年4月1日",
     "work permit (hospitality)", "2025年3月1日", "2027年2月28日", "Golden Wok House", "Cook", 1700, "Herself", "6222 5550 77",
     "Herself", "", "ethnic Korean"),
    ("Kim", "Viktor Sergeevich", "Ким Виктор Сергеевич", "14.03.1975", "Tashkent", "Uzbekistan", "FA5550123", "01.06.2020",
     "31.05.2030", "work permit (driver)", "10.01.2025", "09.01.2027", "Silk Way Freight", "Driver", 1400, "Himself",
     "8600 5550 11", "Himself", "", ""),
    ("Ten", "Lyudmila", "Тен Людмила", "02.12.1958", "Yuzhno-Sakhalinsk", "Russia", "755500111", "05.05.2019", "05.05.2029",
     "family visit", "11.09.2026", "10.03.2027", "", "Pensioner", "", "", "", "Herself", "", ""),
    ("Maeng", "Su Il", "맹수일", date(1972, 2, 17), "Pyongyang", "DPRK", "", "", "", "diplomatic visa", date(2024, 4, 1),
     date(2027, 3, 31), "Embassy of the DPRK", "Third Secretary", "", "", "", "", "Accredited diplomat", "on the diplomatic list"),
    ("Batbayar", "Enkhtuya", "", date(1980, 10, 9), "Darkhan", "Mongolia", "D5550042", date(2023, 1, 1), date(2028, 1, 1),
     "diplomatic visa", date(2024, 8, 15), date(2027, 8, 14), "Embassy of Mongolia", "Attaché", "", "", "", "",
     "Accredited diplomat", ""),
    ("Kang", "Ju Song", "강주성", date(2004, 5, 19), "Pyongyang", "DPRK", "", "", "", "student visa", date(2025, 9, 1),
     date(2027, 8, 31), "State University", "Student of medicine", "", "", "", "", "Student, no income", "scholarship of the university"),
    ("Nguyen", "Thi Mai", "Nguyễn Thị Mai", date(2003, 1, 30), "Hue", "Viet Nam", "C5550321", date(2024, 6, 6),
     date(2034, 6, 6), "student visa", date(2025, 9, 1), date(2027, 8, 31), "State University", "Student", "", "", "", "Herself",
     "", ""),
]  # fmt: skip

CREW_HEADERS = ("S/N", "Full name", "DOB (dd/mm/yyyy)", "Nationality", "Passport No", "Visa type", "Visa issue date",
                "Visa expiry", "Sponsor", "Job", "Monthly salary", "Salary paid to", "Mobile", "Address", "Remarks")  # fmt: skip
SEA = "Pacific Tern Shipping Agency"
TOWER = "Meridian Tower Contractors"
CREW: list[Row] = [
    ("DELA CRUZ, Rodel", "04/03/1986", "Filipino", "P5550118A", "crew visa", "05/02/2026", "04/02/2027", SEA, "Bosun", 1450,
     "own account", "+63 917 555 0101", "Seafarers' House, Pier 4", ""),
    ("SANTOS, Jomar", "21/12/1990", "Filipino", "P5550119A", "crew visa", "05/02/2026", "04/02/2027", SEA, "Able seaman", 1100,
     "own account", "+63 917 555 0102", "Seafarers' House, Pier 4", ""),
    ("REYES, Arnel", "09/09/1979", "Filipino", "P5550121A", "crew visa", "05/02/2026", "04/02/2027", SEA, "Cook", 1000,
     "own account", "+63 917 555 0103", "Seafarers' House, Pier 4", ""),
    ("VILLANUEVA, Mark Anthony", "30/06/1995", "Filipino", "P5550124A", "crew visa", "05/02/2026", "04/02/2027", SEA, "Oiler",
     1050, "own account", "+63 917 555 0104", "Seafarers' House, Pier 4", ""),
    ("GARCIA, Dennis", "17/01/1983", "Filipino", "P5550125A", "crew visa", "05/02/2026", "04/02/2027", SEA, "Wiper", 950,
     "own account", "+63 917 555 0105", "Seafarers' House, Pier 4", ""),
    ("MD RAFIQUL ISLAM", "13/05/1988", "Bangladeshi", "EH0555201", "work permit (construction)", "20/04/2026", "19/04/2027",
     TOWER, "Steel fixer", 420, "own account", "+880 1711 555 011", "Labour camp 2, Block C", ""),
    ("ABDUL KARIM MIA", "01/01/1985", "Bangladeshi", "EH0555202", "work permit (construction)", "20/04/2026", "19/04/2027",
     TOWER, "Steel fixer", 420, "own account", "+880 1711 555 012", "Labour camp 2, Block C", ""),
    ("SHAH ALAM", "01/01/1990", "Bangladeshi", "EH0555204", "work permit (construction)", "20/04/2026", "19/04/2027", TOWER,
     "Carpenter", 440, "own account", "+880 1711 555 013", "Labour camp 2, Block C", ""),
    ("MOHAMMAD JAHANGIR", "22/11/1992", "Bangladeshi", "EH0555207", "work permit (construction)", "20/04/2026", "19/04/2027",
     TOWER, "Mason", 430, "own account", "+880 1711 555 014", "Labour camp 2, Block C", ""),
    ("NURUL HOQUE", "05/08/1987", "Bangladeshi", "EH0555208", "work permit (construction)", "20/04/2026", "19/04/2027", TOWER,
     "Foreman", 600, "own account", "+880 1711 555 015", "Labour camp 2, Block C", ""),
]  # fmt: skip

OTHER_HEADERS = ("Ref.", "Name of applicant", "Name in own language", "Date of birth", "Citizenship", "Passport number",
                 "Purpose of stay", "Renewal date", "Valid until", "Employer", "Profession", "Account number", "Account holder",
                 "Telephone", "Notes")  # fmt: skip
OTHER: list[Row] = [
    ("Gurung, Bishnu", "", "5/13/1984", "Nepal", "PA5550771", "work", "3/28/2026", "3/27/2027", "Hillview Lodge", "Porter",
     "0455 5550 9", "Bishnu Gurung", "+977 980 555 0131", "family of three"),
    ("Gurung, Sunita", "", "11/30/1987", "Nepal", "PA5550772", "family", "3/28/2026", "3/27/2027", "", "", "0455 5550 9",
     "Bishnu Gurung", "+977 980 555 0131", "wife"),
    ("Gurung, Asha", "", "7/4/2015", "Nepal", "PA5550773", "family", "3/28/2026", "3/27/2027", "", "", "0455 5550 9",
     "Bishnu Gurung", "+977 980 555 0131", "daughter"),
    ("Somchai Prasert", "สมชาย ประเสริฐ", "13/10/2530", "Thailand", "AC5550190", "work", "พ.ศ. 2569", "2570", "Spa Orchid",
     "Masseur", "", "", "", "years as in the passport office's letter"),
    ("Tanaka Yui", "田中 結衣", "平成3年5月8日", "Japan", "TR5550812", "work", "2026年4月1日", "2027年3月31日", "Sakura Logistics",
     "Accountant", "", "", "", ""),
    ("Park Ji-hoon", "박지훈", "1991. 8. 14.", "Republic of Korea", "M55507722", "work", "2026. 2. 1.", "2027. 1. 31.",
     "Harbour Games", "Software developer", "", "", "", ""),
    ("Weber, Anna", "", "12/24/1982", "Germany", "C55LT0001", "work", "1/15/2026", "1/14/2028", "Nordlicht Logistik",
     "Planner", "", "", "", ""),
    ("Okafor, Chinedu", "", "6/18/1989", "Nigeria", 555019283, "work", 46054, 46418, "Gulf Coast Motors", "Mechanic", "", "", "",
     "passport number was typed as a number"),
    ("Silva, João Pedro", "", "9/25/1993", "Brazil", "FZ555018", "study", "8/20/2026", "8/19/2027", "City College", "Student",
     "", "", "", ""),
    ("Aidarbek kyzy Nurai", "Айдарбек кызы Нурай", "4/16/1997", "Kyrgyzstan", "AC5550067", "work", "5/22/2026", "5/21/2027",
     "Silk Way Freight", "Dispatcher", "", "", "", ""),
]  # fmt: skip


def build(target: Path) -> None:
    """Write the workbook: titles, merged cells, two-row headers, dates in every form, totals and notes."""
    book = Workbook()
    main = book.active
    main.title = "Renewals"
    _title(
        main, "Consular section - applications for renewal", "Status: 20 November 2026. Internal.", len(MAIN_HEADERS)
    )
    _main_headers(main)
    _rows(main, 6, MAIN)
    main.cell(7 + len(MAIN), 1, "Total")
    main.cell(7 + len(MAIN), 2, len(MAIN))
    main.cell(9 + len(MAIN), 1, "Checked by:")
    crew = book.create_sheet("Crews")
    _title(crew, "Crews of sponsors", "", len(CREW_HEADERS))
    _headers(crew, 3, CREW_HEADERS)
    _rows(crew, 4, CREW)
    crew.merge_cells(start_row=4, start_column=14, end_row=8, end_column=14)
    other = book.create_sheet("Second window")
    _headers(other, 1, OTHER_HEADERS)
    _rows(other, 2, OTHER)
    notes = book.create_sheet("Read me")
    notes["A1"] = "Do not pass this file on."
    book.properties.created = book.properties.modified = datetime(2026, 11, 20)
    book.properties.creator = "Consular section"
    book.save(target)


def _title(sheet: Worksheet, title: str, below: str, width: int) -> None:
    sheet["A1"], sheet["A2"] = title, below or None
    sheet["A1"].font = Font(size=14, bold=True)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)


def _main_headers(sheet: Worksheet) -> None:
    """Write two header rows; a group runs over its columns, a lone header over both rows."""
    group, first = "", 1
    for column, (upper, lower) in enumerate(MAIN_HEADERS, start=1):
        if upper != group:
            sheet.cell(4, column, upper).alignment = Alignment(horizontal="center")
            group, first = upper, column
        if lower:
            sheet.cell(5, column, lower)
        is_last = column == len(MAIN_HEADERS) or MAIN_HEADERS[column][0] != upper
        if is_last and lower and column > first:
            sheet.merge_cells(start_row=4, start_column=first, end_row=4, end_column=column)
        if not lower:
            sheet.merge_cells(start_row=4, start_column=column, end_row=5, end_column=column)
    for row in (4, 5):
        _colour(sheet, row, len(MAIN_HEADERS))


def _headers(sheet: Worksheet, row: int, headers: Sequence[str]) -> None:
    for column, header in enumerate(headers, start=1):
        sheet.cell(row, column, header)
    _colour(sheet, row, len(headers))


def _colour(sheet: Worksheet, row: int, width: int) -> None:
    for column in range(1, width + 1):
        sheet.cell(row, column).font = Font(bold=True)
        sheet.cell(row, column).fill = PatternFill("solid", start_color="E8E2D0", end_color="E8E2D0")
        sheet.column_dimensions[get_column_letter(column)].width = 18


def _rows(sheet: Worksheet, first: int, rows: Sequence[Row]) -> None:
    for number, row in enumerate(rows, start=1):
        sheet.cell(first + number - 1, 1, number)
        for column, value in enumerate(row, start=2):
            if value != "":
                sheet.cell(first + number - 1, column, value)


if __name__ == "__main__":
    build(Path(__file__).with_name("visa.xlsx"))
