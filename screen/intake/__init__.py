"""Table → parties: reads spreadsheets as strings, finds the tables, maps headers, brings cells into canonical form."""

from screen.intake.parties import read_parties

__all__ = ["read_parties"]
