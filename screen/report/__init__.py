"""Reports: the workbook an officer acts on."""
