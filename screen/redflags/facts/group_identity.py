"""One document, several people: names and birth dates on one passport, and people who come back in another category."""

from __future__ import annotations

from collections.abc import Sequence

from screen.model import PartialDate, split_values
from screen.names.compare import compare_names
from screen.redflags.facts.group_keys import grouped, kept, person_key, says, settings
from screen.redflags.facts.group_people import KP, OTHER, UNKNOWN, answers, empty, persons, raises, standings
from screen.redflags.facts.registry import Answers, Context, fact, table_fact

_DOCUMENTS = ("passport", "id_number")


def birth(cell: str) -> PartialDate | None:
    """Return a birth date, None where there is none."""
    try:
        return PartialDate.parse(cell) if cell else None
    except ValueError:
        return None


def dates_differ(one: str, other: str) -> bool:
    """Whether two birth dates cannot be the same day."""
    first, second = birth(one), birth(other)
    return first is not None and second is not None and first.gap_days(second) > 0


def is_one_person(one: str, other: str) -> bool:
    """Whether two names are one in two spellings."""
    if person_key(one) == person_key(other):
        return True
    return bool(compare_names(one, other, "person").score >= settings()["same_person_score"])


def are_two_people(one: str, other: str) -> bool:
    """Whether two names are those of different people."""
    if not one or not other or person_key(one) == person_key(other):
        return False
    return bool(compare_names(one, other, "person").score < settings()["other_person_score"])


def may_be_one_document(one: str, other: str) -> bool:
    """Whether two nationalities allow that one number is one document."""
    return not one or not other or bool(set(split_values(one)) & set(split_values(other)))


def _documents(context: Context) -> list[tuple[str, list[int]]]:
    """Return the field and the rows of each document that stands in several rows, one after the other by nationality."""

    def make() -> list[tuple[str, list[int]]]:
        return [(field, places) for field in _DOCUMENTS for places in grouped(context, field).values()]

    return kept(context, "documents", make)


def _is_child(context: Context, place: int) -> bool:
    born = birth(context.cells("birth_date")[place])
    if born is None or context.as_of is None:
        return False
    return context.as_of.year - born.last.year < int(settings()["child_years"])


def _pairs(context: Context, places: Sequence[int]) -> list[tuple[int, int]]:
    """Return each row of a document with the first row that may be the same document."""
    cells = context.cells("nationality")
    first = places[0]
    return [(first, place) for place in places[1:] if may_be_one_document(cells[first], cells[place])]


def _discrepancies(context: Context, *, names: bool) -> dict[int, str]:
    """Return the rows of one document whose names (or birth dates of one name) contradict, with the clause."""
    written, born, rows = context.cells("name"), context.cells("birth_date"), context.cells("row")
    found: dict[int, str] = {}
    for field, places in _documents(context):
        for one, other in _pairs(context, places):
            if names:
                if (
                    _is_child(context, one)
                    or _is_child(context, other)
                    or not are_two_people(written[one], written[other])
                ):
                    continue
            elif not dates_differ(born[one], born[other]) or not is_one_person(written[one], written[other]):
                continue
            shown = written if names else born
            for place, mate in ((one, other), (other, one)):
                what = "name" if names else "birth date"
                document = "passport" if field == "passport" else "identity number"
                found.setdefault(
                    place, f"the {document} stands with another {what} in row {rows[mate]}: “{shown[mate]}”"
                )
    return found


@table_fact("one_passport_with_several_names", "passport", "id_number", "name", needs=_DOCUMENTS,
            ties=_DOCUMENTS)  # fmt: skip
def one_passport_with_several_names(context: Context) -> Answers:
    """Whether the number of a document stands in rows of different people; children on a parent's are left out."""
    return answers(context, _discrepancies(context, names=True), empty(context, *_DOCUMENTS))


@table_fact("one_passport_with_two_birth_dates", "passport", "id_number", "name", "birth_date", needs=_DOCUMENTS,
            ties=_DOCUMENTS)  # fmt: skip
def one_passport_with_two_birth_dates(context: Context) -> Answers:
    """Whether one name and document stand with birth dates that contradict; one name alone is shared by many people."""
    return answers(context, _discrepancies(context, names=False), empty(context, *_DOCUMENTS))


# ---- back in another category -------------------------------------------------------------------------------


def is_work(category: str) -> bool:
    """Whether a category is one of work."""
    return says("work_words", category) and not says("other_category_words", category)


def is_other(category: str) -> bool:
    """Whether a category is one of study, training, business, tourism or the like."""
    return says("other_category_words", category) and not says("work_words", category)


@fact("earlier_worker_in_another_category", "permit_category", "earlier_category", needs=("earlier_category",))
def earlier_worker_in_another_category(category: str, earlier: str) -> str | bool | None:
    """Whether an earlier permit was for work and this one is not."""
    if not category or not earlier:
        return None
    return f"was here as “{earlier}”, now comes as “{category}”" if is_work(earlier) and is_other(category) else False


@table_fact("same_person_as_a_worker_in_the_table", "permit_category", "passport", "name", "birth_date",
            needs=("permit_category",), ties=("person",))  # fmt: skip
def same_person_as_a_worker_in_the_table(context: Context) -> Answers:
    """Whether the same person also stands in the table with a permit for work that was issued earlier."""
    categories, issued, rows = (context.cells(name) for name in ("permit_category", "permit_issued_on", "row"))
    born, who = context.cells("birth_date"), persons(context)
    workers: dict[object, int] = {}
    for place, category in enumerate(categories):
        if category and (born[place] or context.cells("passport")[place]) and is_work(category):
            known = workers.get(who[place])
            if known is None or issued[place] < issued[known]:
                workers[who[place]] = place
    found: dict[int, str] = {}
    for place, category in enumerate(categories):
        worker = workers.get(who[place]) if category and is_other(category) else None
        if worker is not None and not (issued[worker] and issued[place] and issued[worker] > issued[place]):
            found[place] = (
                f"the same person stands in row {rows[worker]} as “{categories[worker]}”, here as “{category}”"
            )
    return answers(context, found, empty(context, "permit_category"))


@table_fact("person_is_dprk_or_tied", "nationality", "phone", "email", "address", "employer", "sponsor",
            needs=("nationality",))  # fmt: skip
def person_is_dprk_or_tied(context: Context) -> Answers:
    """Whether a person is a North Korean national, or of no stated nationality and tied to North Korea."""
    known, marked = standings(context), raises(context)
    found = {
        place: "a North Korean national" if one == KP else "tied to North Korea"
        for place, one in enumerate(known)
        if one == KP or (marked[place] and one != OTHER)
    }
    return answers(context, found, [place for place, one in enumerate(known) if one == UNKNOWN])
