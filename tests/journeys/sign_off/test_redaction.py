"""The Business Team removes a text that says too much, over real HTTP, and what was signed on it still verifies."""

import json

from safeguarding.case.case import to_json
from safeguarding.case.views.integrity import faults_of
from tests.journeys.conftest import Bot
from tests.support.answers import EVIDENCE
from tests.support.fake_teams.server import Chat, Message, buttons, eventually, titles
from tests.support.people.review_in_chat import (
    case_of,
    case_titles,
    case_words,
    channel_words,
    crafted,
    open_form,
    press_button,
)
from tests.support.people.sin_lane import CRITERIA, REF, case_in_notification, shown, sign

WHY = "It named a neighbour."
NOT_YET = "Nothing is removed yet."


async def open_evidence(bot: Bot, chat: Chat) -> Message:
    """Opens the list of the texts, and of these the evidence for the harm."""
    form = await open_form(chat, "Remove a text")
    assert EVIDENCE in form.words
    digest = (await case_of(bot)).facts.evidence["harm"].digest
    button = next(each for each in buttons(form.card) if each["data"].get("digest") == digest)
    await press_button(chat, button, form)
    return form


async def test_a_text_goes_after_a_second_look_and_the_signature_on_it_still_verifies(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await sign(people.icb)
    signed = await case_of(bot)
    form = await open_evidence(bot, people.team)
    assert "what was signed stays signed" in form.words and "Written by A practitioner" in form.words
    await people.team.press("Go on", form, reason="")
    assert "Reason: write it in a sentence or two." in form.words and NOT_YET not in form.words
    await people.team.press("Go on", form, reason=f"It says: {EVIDENCE}")
    assert "Give a reason of its own" in form.words and NOT_YET not in form.words
    await people.team.press("Go on", form, reason=WHY)
    assert NOT_YET in form.words and EVIDENCE in form.words and WHY in str(form.activity)
    assert (await case_of(bot)).events == signed.events
    await people.team.press("Remove the text for good", form, reason=WHY)
    assert f"{REF}: the text is removed." in form.words

    case = await case_of(bot)
    assert EVIDENCE not in json.dumps(to_json(case)) and list(faults_of(case)) == []
    words = await case_words(people.team)
    assert "[redacted]" in words and f"removed a text. Reason: {WHY}" in words and EVIDENCE not in words
    put = await shown(people.police, CRITERIA)
    await eventually(lambda: EVIDENCE not in put.unfolded and "[redacted]" in put.unfolded)
    assert EVIDENCE not in channel_words(bot) and WHY not in channel_words(bot)


async def test_only_the_business_team_is_offered_to_remove_a_text_and_only_one_that_stands_in_the_case(
    bot: Bot,
) -> None:
    people = await case_in_notification(bot)
    assert "Remove a text" in await case_titles(people.team)
    for chat in (people.icb, people.practitioner):
        assert "Remove a text" not in await case_titles(chat)
    text = (await case_of(bot)).facts.evidence["harm"]
    sent = {"digest": text.digest, "reason": WHY, "sure": True}
    assert "Only the Business Team can redact a text" in await crafted(people.icb, "redact", **sent)
    assert "no longer stands in the case" in await crafted(people.team, "redact", **{**sent, "digest": "0" * 64})
    assert "the text is removed" in await crafted(people.team, "redact", **sent)
    assert "no longer stands in the case" in await crafted(people.team, "redact", **sent)
    assert (await case_of(bot)).events[-2].type != "redacted"


async def test_another_text_can_be_chosen_before_anything_is_removed(bot: Bot) -> None:
    people = await case_in_notification(bot)
    form = await open_evidence(bot, people.team)
    await people.team.press("Another text", form)
    assert "Which text is to go?" in form.words and "Remove" in titles(form.card)
