"""Table → parties: reads spreadsheets as strings, finds the table, maps its headers, brings cells into canonical form."""
