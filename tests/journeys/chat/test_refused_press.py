"""A press that is refused can't be taken for done: its error stands where the press was, and nothing is recorded."""

from collections.abc import Mapping
from typing import Any

from cards.refusal import NOT_RECORDED
from tests.journeys.conftest import Bot
from tests.support.answers import opened
from tests.support.fake_teams.server import texts, titles
from tests.support.people.review_in_chat import case_of, in_review, open_evidence, open_form, standing_in
from tests.support.people.sin_lane import CRITERIA, REF, case_in_notification, everyone, shown

NHS_NUMBER = "943 476 5919"
INDICATORS = "Criterion 3: indicators of important lessons"


async def refused(bot: Bot, pressing: Any) -> list[str]:
    """Presses, and returns what the card then says, line by line. Nothing is recorded."""
    before = (await case_of(bot)).version
    answer = await pressing
    assert isinstance(answer, dict), "the error stands on the card"
    assert (await case_of(bot)).version == before
    return [*texts(answer)]


def assert_said_at_its_box(lines: list[str], error: str, box: str, button: str) -> None:
    """The error stands once, at its box; above the button, that nothing was recorded, and what to look at."""
    (at,) = (number for number, line in enumerate(lines) if error in line)
    assert lines[at - 1].startswith(box)
    foot = lines.index(NOT_RECORDED)
    assert lines[foot + 1].startswith(f"Look at: {box[:20]}") and lines[foot + 2] == button


CLOSE = "Close the case"
ON_CLOSING: list[tuple[Mapping[str, str], str]] = [
    ({}, "write it in a sentence or two"),
    ({"reason": "x" * 601}, "This has 601 characters, and may have 600."),
    ({"reason": f"The number is {NHS_NUMBER}."}, "looks like an NHS number"),
]


async def test_a_case_is_not_closed_without_a_reason_or_with_an_nhs_number(bot: Bot) -> None:
    people = await everyone(bot)
    await opened(bot, people.practitioner, harm="neither")
    form = await open_form(people.team, "Close the case")
    for typed, error in ON_CLOSING:
        lines = await refused(bot, people.team.press(CLOSE, form, **typed))
        assert_said_at_its_box(lines, error, "Reason", CLOSE)
        assert standing_in(form)["reason"] == typed.get("reason", "")


async def test_a_disagreement_without_a_reason_is_not_taken_for_signed(bot: Bot) -> None:
    people = await case_in_notification(bot)
    card = await shown(people.icb, CRITERIA)
    lines = await refused(bot, people.icb.press("Disagree", card))
    assert lines[lines.index("Disagree") - 2] == NOT_RECORDED


async def test_a_tick_without_evidence_shows_its_error_at_its_box(bot: Bot) -> None:
    people = await in_review(bot)
    form = await open_evidence(people.icb, INDICATORS, "recurrent_themes", "other")
    lines = await refused(bot, people.icb.press("Save", form, evidence_recurrent_themes=" ", evidence_other="Seen."))
    items = {item.id: item.label for item in bot.framework.question("indicators").items}
    label = lines.index(items["recurrent_themes"])
    assert "write the evidence" in lines[label + 1] and standing_in(form)["evidence_other"] == "Seen."
    assert_said_at_its_box(lines, "write the evidence, in a sentence or two", items["recurrent_themes"], "Save")


async def test_a_form_that_comes_too_late_keeps_what_was_typed(bot: Bot) -> None:
    people = await case_in_notification(bot)
    form = await open_form(people.team, "Opened in error")
    await people.team.say(f"submitted {REF} today")
    button = "Propose it"
    lines = await refused(bot, people.team.press(button, form, kind="test", reason="It was a test."))
    assert lines[lines.index(NOT_RECORDED) + 2] == button and standing_in(form)["reason"] == "It was a test."


async def test_a_button_that_is_no_longer_there_leads_to_the_case_as_it_stands(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await people.team.say(f"case {REF}")
    case = people.team.showing(f"Case {REF}\n")
    await people.team.say(f"submitted {REF} today")
    lines = await refused(bot, people.team.press("Opened in error", case))
    assert lines[:2] == [f"Case {REF}", "Rapid Review"]
    at_buttons = lines.index(NOT_RECORDED)
    assert "submitted" in lines[at_buttons + 1]
    assert lines[at_buttons + 2] in titles(case.card) and at_buttons < lines.index("Show the history")


async def test_whoever_may_not_see_the_case_is_shown_nothing_of_it(bot: Bot) -> None:
    people = await case_in_notification(bot)
    stranger = bot.chat("bb000000-0000-4000-8000-000000000099")
    said = await refused(bot, stranger.press("Agree", await shown(people.icb, CRITERIA)))
    assert said == [NOT_RECORDED, f"There is no case {REF} that you can see. Type cases for the list.", "My cases"]
