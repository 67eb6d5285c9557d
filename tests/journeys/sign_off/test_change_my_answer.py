"""A signer may change it from their receipt, and nobody else is asked again."""

from tests.journeys.conftest import Bot
from tests.support.fake_teams.server import buttons, eventually
from tests.support.people.review_in_chat import (
    DECISION,
    TO_COMMISSION,
    case_of,
    inputs,
    open_form,
    put_to_the_partners,
    sign_decision,
)
from tests.support.people.sin_lane import NOT_REQUIRED, REF, case_in_notification, shown, sign

CHANGE = "Change my answer"


def titles_on(card: object) -> list[str]:
    return [button["title"] for button in buttons(card)]


async def test_a_dissent_that_is_changed_into_an_agreement_decides_and_the_others_sign_nothing_again(bot: Bot) -> None:
    people = await put_to_the_partners(bot, TO_COMMISSION)
    for chat in (people.council, people.icb):
        assert "You agreed" in await sign_decision(chat)
    await sign_decision(people.police, "Disagree", "Not zzz convinced.")
    receipt = await shown(people.police, DECISION)
    assert CHANGE in titles_on(receipt.card) and "You disagreed" in receipt.words
    old = people.police.press_activity(CHANGE, receipt)
    await people.police.press(CHANGE, receipt)
    assert "The others are not asked again" in receipt.words
    agree = people.police.press_activity("Agree", receipt)
    await people.police.post(agree)
    case = await case_of(bot)
    assert case.decision and case.decision.escalation is None
    for again in (agree, old):
        await people.police.post(again)
    assert (await case_of(bot)).version == case.version
    await bot.restart()
    assert (await case_of(bot)).version == case.version


async def test_an_agreement_to_not_required_is_withdrawn_the_duty_is_open_again_and_all_hear_it(bot: Bot) -> None:
    people = await case_in_notification(bot, **NOT_REQUIRED)
    for chat in people.partners:
        words = await sign(chat)
    assert "no SIN is required. Agreed by all." in words
    done = people.council.offering(CHANGE)
    await people.council.press(CHANGE, done)
    await people.council.press("Disagree", done)
    assert "Give the reason" in done.words, "the form stays open with what is missing"
    await people.council.press("Disagree", done, reason="New zzz knowledge.")
    assert "You disagreed" in done.words and CHANGE in titles_on(done.card)
    for chat in (people.team, people.icb, people.police):
        await eventually(lambda chat=chat: any("an agreement was withdrawn" in m.words for m in chat.messages))
    await people.team.say("deadlines")
    assert "Submit the SIN" in people.team_words
    await people.team.say(f"case {REF}")
    assert "the three partners have not agreed that no SIN is required" in people.team_words


async def test_the_business_team_records_that_somebody_changed_their_answer_outside_teams(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await sign(people.police)
    form = await open_form(people.team, "Record: signed outside Teams")
    offered = next(field for field in inputs(form.card) if field["id"] == "signer")["choices"]
    change = next(choice["value"] for choice in offered if "changes the answer: notification" in choice["title"])
    outside = {"on": "2026-11-23", "how": "By zzz phone.", "confirmation": "A zzz mail."}
    told = await people.team.press("Record it", form, signer=change, verdict="disagrees", reason="Not zzz.", **outside)
    assert f"{REF}: Police disagreed, outside Teams." in form.words, told
    card = await shown(people.police, "Are the criteria for a Serious Incident Notification met?")
    await eventually(lambda: "You disagreed" in card.words and "given outside Teams" in card.words)
