"""Reports: the workbook an officer acts on, the audit record as JSON, and the page and the summary made from it."""

from screen.report.workbook import write_workbook

__all__ = ["write_workbook"]
