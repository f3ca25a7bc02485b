"""Where money goes: banks, account holders, payees."""

from __future__ import annotations

from screen.model import split_values
from screen.names.compare import compare_names
from screen.redflags import vocabulary
from screen.redflags.facts.registry import fact, found_in, short


@fact("bank_is_named", "bank_name", "name")
def bank_is_named(bank: str, name: str) -> str | bool | None:
    """Whether the bank, or the party itself, is one that designations or a section 311 rule name."""
    for cell in (bank, name):
        if found_in(vocabulary.words("banks"), cell):
            return f"the bank is “{short(cell)}”"
    return False if bank or name else None


@fact("bank_country_is_dprk", "bank_country")
def bank_country_is_dprk(country: str) -> str | bool | None:
    """Whether the bank is in North Korea."""
    return "the bank is in North Korea" if "KP" in split_values(country) else (False if country else None)


@fact("account_holder_differs", "account_holder", "name", "name_original", "aliases")
def account_holder_differs(holder: str, name: str, original: str, aliases: str) -> str | bool | None:
    """Whether the account is in a name that comes near none of the party's."""
    if not holder or not name:
        return None
    own = [name, *split_values(original), *split_values(aliases)]
    if max(compare_names(holder, one).score for one in own) >= vocabulary.settings()["same_holder_score"]:
        return False
    return f"the account is held by “{short(holder)}”"


@fact("payee_is_representative", "account_holder", "wage_payee")
def payee_is_representative(holder: str, payee: str) -> str | bool | None:
    """Whether money goes to a mission or a trade representative."""
    for cell in (holder, payee):
        if found_in(vocabulary.words("representative"), cell):
            return f"money goes to a mission or representative: “{short(cell)}”"
    return False if holder or payee else None
