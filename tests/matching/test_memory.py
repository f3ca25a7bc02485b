"""What a run remembers from chunk to chunk."""

from screen.matching.memory import Memory


def test_what_was_asked_before_is_not_looked_up_again():
    asked = []

    def find(new):
        asked.append(new)
        return {question: question.upper() for question in new}

    memory = Memory()
    assert memory.ask(["b", "a", "b"], find) == {"b": "B", "a": "A"}
    assert memory.ask(["c", "a"], find) == {"c": "C", "a": "A"}
    assert memory.ask(["a"], find) == {"a": "A"}
    assert asked == [["b", "a"], ["c"]]


def test_no_more_is_kept_than_allowed_and_every_question_still_answered():
    memory = Memory(most=2)
    asked = []

    def find(new):
        asked.append(new)
        return dict.fromkeys(new, True)

    assert list(memory.ask("abcd", find)) == list("abcd")
    memory.ask("cd", find)
    memory.ask("a", find)
    assert asked == [list("abcd"), ["a"]]
