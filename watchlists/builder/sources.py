"""The publishers' files that the shipped lists are built from, by their paths below the folder of lists."""

from __future__ import annotations

UN = "un/consolidated_2026-02-27.xml"
UN_DATE = "2026-02-27"

OFAC_NAMES = "us_ofac/derived/ofac_sdn_names_2026-08-20.csv"
OFAC_NAMES_DATE = "2026-08-20"
OFAC_ALIASES, OFAC_ADDRESSES = "us_ofac/2026-06-02/alt.csv", "us_ofac/2026-06-02/add.csv"
OFAC_ALIASES_DATE = "2026-06-02"
OFAC_DETAILS = (("2024-05-03", "us_ofac/2024-05-03"), ("2023-12-28", "us_ofac/2023-12-28"))

EU_LIST = "eu/reconstructed_2026-05-01/eu_fsf_prk.reconstructed.xml"
EU_LIST_DATE = "2026-05-01"
EU_ANNEXES = "eu/official_journal_extract/32017R1509.csv"
EU_ANNEXES_DATE = "2026-08"

UK_LIST = "uk/reconstructed_2026-08-22/UK-Sanctions-List_dprk.reconstructed.xml"
UK_LIST_DATE = "2026-08-22"
UK_OLD = "uk/ofsi_conlist_2018-04-13/sanctionsconlist.csv"
UK_OLD_DATE = "2018-04-13"
