"""Workbooks as an upload brings them."""

import io

import openpyxl


def book(**sheets):
    """Return a workbook of these sheets, by name the rows of each."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    made.save(stream)
    stream.seek(0)
    stream.name = "visa.xlsx"
    return stream
