"""What a publisher calls a number → the type of identifier it is."""

from __future__ import annotations

from functools import cache

from screen.data import read_yaml, rules_file


@cache
def _wordings(publisher: str) -> dict[str, str]:
    types = read_yaml(rules_file("listed_identifiers.yml"))[publisher]
    return {str(wording).casefold(): str(kind) for kind, wordings in types.items() for wording in wordings}


def identifier_type(publisher: str, wording: str) -> str:
    """Return the type of a number by the publisher's wording (rules/listed_identifiers.yml); "other" where it is not known.

    >>> identifier_type("ofac", "Diplomatic Passport"), identifier_type("ofac", "Bank Sort Code")
    ('passport', 'other')
    """
    return _wordings(publisher).get(" ".join(wording.split()).casefold(), "other")


def wordings(publisher: str) -> tuple[str, ...]:
    """Return the publisher's wordings that are known, folded, the longest first: so that one is found at the head of a text."""
    return tuple(sorted(_wordings(publisher), key=lambda wording: (-len(wording), wording)))


def is_ship_number(number: str) -> bool:
    """Return whether an IMO number is proven to be that of a ship: companies carry IMO numbers too.

    Check digits differ, so that one number in ten fits both; numbers from 7000000 on were given to ships alone.
    Source: IMO Resolution A.1117(30) (ships), MSC.1/Circ.1554 (companies and registered owners).

    >>> is_ship_number("8628597"), is_ship_number("5342883")
    (True, False)
    """
    if len(number) != 7 or not number.isdecimal():
        return False
    digits, check = [int(digit) for digit in number[:6]], int(number[6])
    ship = sum(digit * weight for digit, weight in zip(digits, (7, 6, 5, 4, 3, 2), strict=True)) % 10
    company = (11 - sum(digit * weight for digit, weight in zip(digits, (8, 6, 4, 2, 9, 7), strict=True)) % 11) % 10
    return ship == check and (digits[0] >= 7 or company != check)
