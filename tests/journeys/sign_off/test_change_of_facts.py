"""A change of the facts that would end a duty is put to those who have to agree, and what is due is told where it
changes."""

from datetime import date

from safeguarding.case.stage import Stage
from tests.journeys.conftest import CHANNEL, Bot
from tests.support.answers import on_record
from tests.support.fake_teams.server import Chat, buttons, eventually
from tests.support.people.review_in_chat import crafted
from tests.support.people.sin_lane import COUNCIL_DEPUTY, REF, People, case_in_notification, everyone, shown, sign

TITLE = "Should this change of the facts take effect?"
MOVED = f"{REF}: what is due has changed"


async def change(chat: Chat, step: str) -> None:
    """Begins to change one answer, as the button beside it does."""
    await chat.say(f"update {REF}")
    action = next(button for button in buttons(chat.last.card) if button["data"].get("step") == step)
    await chat.post(chat.activity("invoke", name="adaptiveCard/action", value={"action": action}, replyToId="x"))


async def say_that_there_was_no_abuse(chat: Chat) -> None:
    await change(chat, "abuse_or_neglect")
    await chat.press("Neither known nor suspected", evidence="A known heart condition.")
    await chat.press("Save the changes")


async def all_agree(bot: Bot, people: People) -> None:
    for chat in people.partners:
        await sign(chat, TITLE)
    # One person fills one seat: the council's DSP is the DCS too, so the DCS's deputy signs.
    deputy = bot.chat(COUNCIL_DEPUTY)
    await deputy.say("sign-offs")
    await deputy.press("Sign: change of the facts")
    message = deputy.offering("Agree")
    await deputy.press("Agree", message)
    assert "The change of the facts is in force. Agreed by all." in message.words


async def test_no_notification_ends_before_the_three_partners_and_the_dcs_have_agreed(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await say_that_there_was_no_abuse(people.practitioner)
    shown = people.practitioner.last.words
    assert f"{REF}: a change is proposed" in shown and "Nothing yet: the change is proposed" in shown
    assert "A known heart condition." in shown
    assert "It would end the SIN and end the Rapid Review. It holds only when all three partners and the DCS" in shown
    assert "Serious Incident Notification (SIN): required" in shown
    await eventually(lambda: any(f"{REF}: a change is proposed" in m.words for m in people.team.messages))
    (case,) = bot.store.cases.open_cases()
    assert case.outcome.values["sin"] == "required"

    await all_agree(bot, people)
    (case,) = bot.store.cases.open_cases()
    assert case.outcome.values["sin"] == "not_required"
    await eventually(lambda: any(MOVED in m.words for m in people.team.messages))


async def test_no_rapid_review_ends_by_a_change_of_one_answer(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await people.team.say(f"submitted {REF} today")
    await say_that_there_was_no_abuse(people.practitioner)
    (case,) = bot.store.cases.open_cases()
    assert case.stage is Stage.RAPID_REVIEW
    await people.team.say(f"case {REF}")
    assert "Proposed, and not in force" in people.team_words and "It would end the Rapid Review." in people.team_words
    await all_agree(bot, people)
    (case,) = bot.store.cases.open_cases()
    assert case.stage is Stage.SIN_ONLY


async def test_a_duty_that_begins_holds_at_once_and_the_team_the_partners_and_the_channel_hear_of_it(bot: Bot) -> None:
    people = await everyone(bot)
    await on_record(bot, people.practitioner, abuse_or_neglect="not_known", care_experienced="no")
    await change(people.practitioner, "abuse_or_neglect")
    await people.practitioner.press("Suspected", evidence="The post-mortem raises a question.")
    await people.practitioner.press("Save the changes")
    (case,) = bot.store.cases.open_cases()
    assert case.outcome.values["sin"] == "required"
    for chat in (people.team, *people.partners):
        await eventually(lambda chat=chat: any(MOVED in m.words for m in chat.messages))
    neutral = f"{REF}: what is due has changed. Stage: Notification."
    await eventually(lambda: any(neutral in m.words.replace("*", "") for m in bot.teams.in_conversation(CHANNEL)))
    told = next(m.words for m in bot.teams.in_conversation(CHANNEL) if "has changed" in m.words)
    assert (
        "Submit the SIN (required by law or guidance): " in told
        and "post-mortem" not in told
        and "Suspected" not in told
    )


async def test_a_later_day_is_confirmed_by_one_and_the_others_cards_say_so(bot: Bot) -> None:
    people = await case_in_notification(bot, incident_on="2026-11-18", became_aware="2026-11-20")
    await change(people.practitioner, "became_aware")
    await people.practitioner.say("23/11/2026")
    await people.practitioner.press("Save the changes")
    assert "It would delay the day by which the SIN is due." in people.practitioner.last.words
    waiting = await shown(people.police, TITLE)
    await sign(people.icb, TITLE)
    assert bot.store.cases.open_cases()[0].aware.day == date(2026, 11, 23)
    await eventually(lambda: "The change of the facts is in force. Confirmed." in waiting.words)
    assert not [button for button in buttons(waiting.card) if button["title"] == "Agree"]


async def test_what_another_has_changed_meanwhile_is_undone_by_no_change_of_something_else(bot: Bot) -> None:
    people = await case_in_notification(bot, harm="seriously_harmed")
    await change(people.practitioner, "record_number")
    await change(people.team, "harm")
    await people.team.press("Died", evidence="The hospital says so.")
    await people.team.press("Save the changes")
    await people.practitioner.press("Continue", value="MH-5")
    await people.practitioner.press("Save the changes")
    said = people.practitioner.last.words
    assert "record number: MH-1234 \u2192 MH-5" in said and "Harm" not in said
    (case,) = bot.store.cases.open_cases()
    told = case.facts.children[0]
    assert told.answers["harm"] == "died" and told.evidence["harm"].shown == "The hospital says so."
    assert told.record_number and told.record_number.shown == "MH-5"


async def test_where_another_has_changed_the_same_answer_meanwhile_nothing_is_saved_and_it_is_named(bot: Bot) -> None:
    people = await case_in_notification(bot, harm="seriously_harmed")
    await change(people.practitioner, "harm")
    await change(people.team, "harm")
    await people.team.press("Died", evidence="The hospital says so.")
    await people.team.press("Save the changes")
    await people.practitioner.press("Hurt, not life-changing", evidence="A bruise.")
    (case,) = bot.store.cases.open_cases()
    refused = str(await people.practitioner.press("Save the changes"))
    assert "Nothing was recorded." in refused and "Somebody else has changed this since you began: Harm." in refused
    assert bot.store.cases.open_cases() == (case,)
    await people.practitioner.say("cancel")
    await people.practitioner.say(f"update {REF}")
    assert "Harm: Died" in people.practitioner.last.words


async def test_a_text_that_was_removed_meanwhile_does_not_come_back_with_another_change(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await change(people.practitioner, "record_number")
    (case,) = bot.store.cases.open_cases()
    text = case.facts.children[0].evidence["harm"]
    await crafted(people.team, "redact", digest=text.digest, reason="It named somebody.", sure=True)
    await people.practitioner.press("Continue", value="MH-5")
    await people.practitioner.press("Save the changes")
    (case,) = bot.store.cases.open_cases()
    assert case.facts.children[0].evidence["harm"].text is None
