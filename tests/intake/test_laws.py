"""Laws of reading cells: what was brought into canonical form stays as it is when it is read again."""

from datetime import date

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from screen.countries import country_code
from screen.errors import ScreenError
from screen.intake.dates import DateOrder, read_date
from screen.intake.identifiers import FIELDS, read_identifiers
from screen.model import PartialDate, join_values, split_values
from tests.builders import TODAY

FIGURES = st.text("0123456789-/. 年月日~", max_size=14)
WRITTEN = st.one_of(
    FIGURES,
    st.dates().map(date.isoformat),
    st.dates().map(lambda day: f"{day:%d.%m.%Y}"),
    st.dates().map(lambda day: f"{day:%d %B %Y}"),
    st.tuples(FIGURES, st.sampled_from(["circa", "Juche", "주체", "B.E.", "approx.", "to", ".."]), FIGURES).map(
        " ".join
    ),
    st.text(max_size=20),
)


@settings(max_examples=300, deadline=None)
@given(WRITTEN, st.sampled_from([None, True, False]), st.booleans())
def test_a_date_that_was_read_reads_as_itself(cell, day_first, is_birth):
    found = read_date(cell, DateOrder(day_first, False), today=TODAY, is_birth=is_birth)
    if found.value:
        read = PartialDate.parse(found.value)
        assume(read.first.year >= 1900 and read.last.year <= TODAY.year + 60)  # a bare year beyond is not read
        again = read_date(found.value, DateOrder(day_first, False), today=TODAY, is_birth=is_birth)
        assert again.value == found.value, (cell, found, again)
    else:
        assert found.code or not cell.strip().strip(" .,'")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=8).map(str.strip).filter(bool), max_size=5))
def test_values_that_were_joined_come_apart_as_they_were(values):
    assert split_values(join_values(values)) == tuple(values)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(FIELDS)), st.text("AZaz019-/ .:;+@()IMO", max_size=20))
def test_an_identifier_that_was_read_reads_as_itself(field, cell):
    values, _ = read_identifiers(field, cell)
    for value in values:
        assert read_identifiers(field, value)[0] == [value]


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.text(max_size=12), st.sampled_from(["Korea, North", "조선", "DPRK", "Deutschland", "kp", "中国"]))
)
def test_a_country_that_was_read_reads_as_itself(cell):
    code = country_code(cell)
    assert not code or country_code(code) == code


def test_errors_of_ours_have_an_exit_code():
    waiting, codes = [ScreenError], set()
    while waiting:
        kind = waiting.pop()
        codes.add(kind.exit_code)
        waiting += kind.__subclasses__()
    assert codes == {2, 3}
