"""Where money goes: banks, account holders, payees."""

from __future__ import annotations

from collections import defaultdict

from screen.model import split_values
from screen.names import words
from screen.names.compare import compare_names
from screen.names.folding import fold
from screen.redflags import vocabulary
from screen.redflags.facts.documents import has, is_blank
from screen.redflags.facts.group_keys import keys, organisation_key, person_key
from screen.redflags.facts.registry import Answers, Context, Tied, fact, found_in, short, table_fact, tie


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


@fact(
    "account_holder_differs", "account_holder", "name", "name_original", "aliases", "kind", needs=("account_holder",)
)
def account_holder_differs(holder: str, name: str, original: str, aliases: str, kind: str) -> str | bool | None:
    """Whether the account is in a name that comes near none of the party's; "self", "same" and family are the party's own."""
    if is_blank(holder) or not name:
        return None
    if (has("self", holder) or has("family", holder)) and not has("companies", holder) and not has("minders", holder):
        return False
    own = [name, *split_values(original), *split_values(aliases)]
    if any(person_key(holder) == person_key(one) for one in own):
        return False
    is_firm = kind == "person" and words.shows_organisation(fold(holder).split())
    if (
        not is_firm
        and max(compare_names(holder, one).score for one in own) >= vocabulary.settings()["same_holder_score"]
    ):
        return False
    return f"the account is held by “{short(holder)}”"


@fact("account_is_the_employers", "account_holder", "employer", "sponsor", needs=("account_holder",))
def account_is_the_employers(holder: str, employer: str, sponsor: str) -> str | bool | None:
    """Whether the account of a person is in the name of the employer or sponsor that the row itself names."""
    if not holder:
        return None
    if not (employer or sponsor):
        return False
    own = {organisation_key(one) for one in (employer, sponsor) if one}
    return f"the account is the employer's, “{short(holder)}”" if organisation_key(holder) in own else False


@tie("account holder")
def _tie_by_holder(context: Context) -> Tied:
    columns = (context.cells("account_holder"), context.cells("name"))
    for place, (holder, name) in enumerate(zip(*columns, strict=True) if context.is_filled("account_holder") else ()):
        yield from ((place, person_key(one)) for one in (holder, name) if one)


@table_fact("account_is_of_the_household", "account_holder", "name", "address", "phone", needs=("account_holder",),
            ties=("account holder",))  # fmt: skip
def account_is_of_the_household(context: Context) -> Answers:
    """Whether the holder of the account is somebody else of the table with the same address or telephone."""
    columns = [context.cells(one) for one in ("account_holder", "name", "address", "phone")]
    rows = list(zip(*columns, strict=True))
    others = {person_key(holder) for holder, name, _, _ in rows if holder and holder != name}
    homes: dict[str, set[str]] = defaultdict(set)
    for _, name, address, phone in rows:
        if others and name and (who := person_key(name)) in others:
            homes[who] |= {*keys("address", address), *keys("phone", phone)}
    values: list[bool | None] = []
    clauses = []
    for holder, _, address, phone in rows:
        home = homes.get(person_key(holder)) if holder and homes else None
        shared = home is not None and not home.isdisjoint((*keys("address", address), *keys("phone", phone)))
        values.append(shared if holder else None)
        clauses.append(f"“{short(holder)}” has the same address or telephone" if shared else "")
    return Answers(values, clauses)


@fact("payee_is_representative", "account_holder", "wage_payee")
def payee_is_representative(holder: str, payee: str) -> str | bool | None:
    """Whether money goes to a mission or a trade representative."""
    for cell in (holder, payee):
        if found_in(vocabulary.words("representative"), cell):
            return f"money goes to a mission or representative: “{short(cell)}”"
    return False if holder or payee else None
