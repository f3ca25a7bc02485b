"""Reports: the workbook an officer acts on, and the audit record as JSON."""

from screen.report.workbook import write_workbook

__all__ = ["write_workbook"]
