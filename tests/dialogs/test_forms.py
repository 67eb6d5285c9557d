"""A form is shown empty, taken once it is filled in, and shown again with what was typed where something is missing."""

from datetime import date
from typing import Any

import pytest
from microsoft_teams.cards import AdaptiveCard

from cards.elements import button, card
from cards.inputs import Values, text_box
from cards.refusal import NOT_RECORDED
from dialogs.forms import (
    ReasonForm,
    person_value,
    read_choice,
    read_day,
    read_multi_choice,
    read_optional_day,
    read_person,
    read_text,
    submit_form,
    submit_reason,
    values,
)
from dialogs.user_input import UserInput
from safeguarding.case.errors import InvalidInput, NotAllowed, OutOfDate, SeatTaken, StepRefused, WrongStage
from safeguarding.case.events.free_text import FreeText
from safeguarding.people import Person
from tests.support.case_stages import text
from tests.support.drawn import filled, words

TODAY = date(2026, 6, 2)


CLOSE = button("Close", "close", {"confirmed": True})


def typed(**data: Any) -> UserInput:
    return UserInput(TODAY, verb="close", data=data)


def form(given: Values) -> AdaptiveCard:
    return card([text_box("reason", "Reason", given.get("reason", ""))], [CLOSE])


async def done() -> str:
    return "done"


async def refused() -> str:
    raise InvalidInput("Give the reason.", "reason")


async def test_the_form_is_shown_empty_until_it_is_sent() -> None:
    shown = await submit_form(typed(reason="typed elsewhere"), form, done)
    assert isinstance(shown, AdaptiveCard) and filled(shown) == {}
    assert await submit_form(typed(confirmed=True), form, done) == "done"


async def test_what_the_step_refuses_comes_back_with_what_was_typed() -> None:
    shown = await submit_form(typed(confirmed=True, reason="as agreed"), form, refused)
    assert isinstance(shown, AdaptiveCard)
    assert filled(shown) == {"reason": "as agreed"}
    assert words(shown).splitlines() == ["Reason", "Give the reason.", NOT_RECORDED, "Look at: Reason.", "Close"]


async def test_a_problem_with_the_words_is_shown_before_the_step_is_taken() -> None:
    written = UserInput(
        TODAY, data={"confirmed": True, "reason": "Jo, born 1 May"}, problem=InvalidInput("This looks like a name.")
    )
    shown = await submit_form(written, form, refused)
    assert isinstance(shown, AdaptiveCard) and "This looks like a name." in words(shown)


async def test_whatever_a_step_is_refused_for_the_words_are_not_lost() -> None:
    for refusal in (OutOfDate, NotAllowed, WrongStage, SeatTaken):

        async def step(why: type[StepRefused] = refusal) -> str:
            raise why("It is too late.")

        shown = await submit_form(typed(confirmed=True, reason="as agreed"), form, step)
        assert isinstance(shown, AdaptiveCard) and filled(shown) == {"reason": "as agreed"}
        assert words(shown).endswith(f"{NOT_RECORDED}\nIt is too late.\nClose")


async def test_a_reason_is_handed_to_the_step_or_asked_for_again() -> None:
    async def step(reason: FreeText) -> str:
        return f"closed: {reason.shown}"

    asked = ReasonForm("Close", "Close it", "Why?", {"ref": "CSCP-2026-001"})
    assert await submit_reason(typed(confirmed=True, reason=" finished "), text, asked, step) == "closed: finished"
    again = await submit_reason(typed(confirmed=True, reason=" "), text, asked, step)
    assert isinstance(again, AdaptiveCard) and "Reason: write it in a sentence or two." in words(again)


def test_a_text_is_neither_empty_nor_longer_than_its_box() -> None:
    assert read_text(typed(note=" seen "), text, "note", 4, "Note").shown == "seen"
    with pytest.raises(InvalidInput, match="Note: This has 5 characters, and may have 4"):
        read_text(typed(note="heard"), text, "note", 4, "Note")
    with pytest.raises(InvalidInput, match="Note: write it"):
        read_text(typed(note="\u200b"), text, "note", 4, "Note")


def test_a_day_is_read_as_people_write_it() -> None:
    assert read_day(typed(on="1/6/2026"), "on", "Day") == date(2026, 6, 1)
    assert read_optional_day(typed(), "on", "Day") is None
    with pytest.raises(InvalidInput, match="Day: give the day"):
        read_day(typed(), "on", "Day")
    with pytest.raises(InvalidInput, match="Day: give a day, for example"):
        read_optional_day(typed(on="soon"), "on", "Day")


def test_only_what_was_offered_is_chosen() -> None:
    assert read_choice(typed(kind="near_miss"), "kind", ("near_miss", "other"), "Kind") == "near_miss"
    with pytest.raises(InvalidInput, match="Kind: choose one"):
        read_choice(typed(kind="made up"), "kind", ("near_miss", "other"), "Kind")
    assert read_multi_choice(typed(boards="csab,,ph"), "boards") == ("csab", "ph")
    assert read_multi_choice(typed(boards=["csab"]), "boards") == ()


def test_a_person_stands_among_the_choices_by_tenant_and_id() -> None:
    person = Person(tenant="nhs", id="icb dsp")
    assert read_person(person_value(person)) == person
    with pytest.raises(InvalidInput, match="Choose a person from the list"):
        read_person("somebody")


def test_what_is_no_text_does_not_come_back_into_the_form() -> None:
    assert values(typed(confirmed=True, reason=" as agreed ", seen=3)) == {"reason": "as agreed"}
