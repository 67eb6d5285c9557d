"""Steering words are told from an answer alike in each conversation."""

from datetime import date

import pytest

from dialogs.steering import definition, steering, steers
from dialogs.user_input import UserInput
from tests.support.case_stages import FRAMEWORK

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ("Back", "back"),
        ("go back.", "back"),
        (" SKIP ", "skip"),
        ("next", "skip"),
        ("why?", "why"),
        ("pause", "stop"),
        ("Stop!", "stop"),
        ("leave", "cancel"),
    ],
)
def test_a_word_alone_steers_however_it_is_typed(typed: str, where: str) -> None:
    assert steering(typed) == where and steers(UserInput(TODAY, text=typed))


@pytest.mark.parametrize("typed", ["He went back home.", "stop it", "not known", "", "Next of kin were told."])
def test_the_same_word_in_a_sentence_is_an_answer(typed: str) -> None:
    assert steering(typed) is None and not steers(UserInput(TODAY, text=typed))


def test_a_term_is_defined_and_a_press_steers_by_its_verb_alone() -> None:
    found = definition(FRAMEWORK, "Define neglect")
    assert found and steers(UserInput(TODAY, text="define neglect"))
    assert definition(FRAMEWORK, "neglect") is None
    assert not steers(UserInput(TODAY, text="back", verb="answer"))
