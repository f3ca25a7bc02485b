"""Who is behind a party: nationals, partners, owners, protection."""

from __future__ import annotations

from screen.model import split_values
from screen.redflags import vocabulary
from screen.redflags.facts.registry import fact, found_in, short
from screen.redflags.places import own_places


def _nationals(field: str, who: str) -> None:
    @fact(f"{who}_is_dprk", field)
    def test(nationality: str) -> str | bool | None:
        if not nationality:
            return None
        return f"{who} of North Korean nationality" if "KP" in split_values(nationality) else False


for _field, _who in (
    ("staff_nationality", "staff"),
    ("director_nationality", "director"),
    ("owner_nationality", "owner"),
):
    _nationals(_field, _who)


@fact("partner_is_dprk", "partner")
def partner_is_dprk(partner: str) -> str | bool | None:
    """Whether the partner's cell names North Korea or a place only it has."""
    if not partner:
        return None
    named = found_in(vocabulary.words("dprk"), partner) or found_in(own_places(), partner)
    return f"the partner is North Korean: “{short(partner)}”" if named else False


@fact("owner_text_names_dprk", "owners")
def owner_text_names_dprk(owners: str) -> str | bool | None:
    """Whether the owners' cell names North Korea."""
    if not owners:
        return None
    return f"an owner is North Korean: “{short(owners)}”" if found_in(vocabulary.words("dprk"), owners) else False


@fact("status_is_protected", "status")
def status_is_protected(status: str) -> str | bool | None:
    """Whether a status is one of protection."""
    if not status:
        return None
    return "a protection status is given" if found_in(vocabulary.words("protected"), status) else False


@fact("never_told", "name")
def never_told(_name: str) -> str | bool | None:
    """Stand for what no column can show: always unknown."""
    return None


@fact("name_is_aid_or_embassy", "name")
def name_is_aid_or_embassy(name: str) -> str | bool | None:
    """Whether the party is an aid organisation, UN agency or embassy."""
    found = found_in(vocabulary.words("aid_or_embassy"), name)
    return "an aid organisation, UN agency or embassy" if found else False
