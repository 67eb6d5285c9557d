"""A question of a walkthrough has a button for everything that can be typed."""

from tests.support.drawn import inputs, titles, words
from tests.support.fake_teams.server import texts
from tests.support.incidents.walkthrough_cards import answered, asked


def test_a_list_can_be_ticked_or_typed_by_its_numbers() -> None:
    shown = asked("indicators")
    labels = [choice["title"] for choice in inputs(shown)["ticked"]["choices"]]
    assert [label.split(".")[0] for label in labels] == [str(number) for number in range(1, 10)]
    assert {"Continue", "None", "Not known yet"} < set(titles(shown))


def test_a_choice_is_made_by_one_press_and_read_with_what_the_triage_said() -> None:
    shown = asked("criterion_1")
    assert {"Confirmed", "Not confirmed", "Not known"} < set(titles(shown)) and not inputs(shown)
    assert "Harm: Died" in words(shown)


def test_what_needs_no_answer_can_be_left_open() -> None:
    assert "Not known yet" in titles(asked("improvements")) and "Not known yet" in titles(asked("national_review"))


def test_why_and_examples_are_folded() -> None:
    shown = asked("reasons")
    assert "a family court restricts" not in words(shown)
    opened = "\n".join(texts(shown.model_dump(by_alias=True), unfolded=True))
    assert "a family court restricts" in opened and "Source: " in opened


def test_news_of_the_last_answer_comes_first() -> None:
    shown = asked("facts", {}, "", "Saved: Improvements", "3 parts are left.")
    assert words(shown).startswith("Saved: Improvements\n3 parts are left.")


def test_what_was_answered_stays_without_a_button() -> None:
    assert "A fall." in words(answered("A fall.")) and not titles(answered("A fall."))
