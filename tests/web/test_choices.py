"""What the officer chose one after the other, as one set of corrections."""

from screen.intake.corrections import Correction
from screen.web.choices import Choices

SHARED = {"phone"}


def test_choices_of_a_sheet_are_kept_together_and_go_when_taken_back():
    chosen = Choices().with_header("Visa", 3, 2).with_column("Visa", "Nm", "name", SHARED)
    assert chosen.corrections == (Correction("Visa", 3, 2, {"Nm": "name"}),)
    chosen = chosen.with_sheet("Notes", is_left_out=True)
    assert chosen.of("Notes").is_left_out
    chosen = chosen.with_sheet("Notes", is_left_out=False).with_column("Visa", "Nm", None, SHARED)
    assert chosen.with_header("Visa", 0, 2) == Choices()


def test_another_header_forgets_what_was_chosen_of_the_columns_below_the_old_one():
    chosen = Choices().with_column("Visa", "Nm", "name", SHARED).with_column("Visa from row 9", "Nm", "name", SHARED)
    chosen = chosen.with_column("Other", "Nm", "name", SHARED).with_header("Visa", 4, 1)
    assert chosen.corrections == (Correction("Other", columns={"Nm": "name"}), Correction("Visa", 4))
