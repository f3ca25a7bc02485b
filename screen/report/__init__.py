"""Reports: the workbook an officer acts on, the audit record as JSON, and the forms made from it for readers and for CI."""
