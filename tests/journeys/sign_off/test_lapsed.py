"""A signature lapses when its content changes: whoever signed or was asked hears why, and no old card offers to
sign."""

from tests.journeys.conftest import CHANNEL, Bot
from tests.journeys.sign_off.test_change_of_facts import TITLE, say_that_there_was_no_abuse
from tests.support.fake_teams.server import Chat, buttons, eventually
from tests.support.people.review_in_chat import (
    DECISION,
    TO_COMMISSION,
    case_of,
    crafted,
    last_page,
    open_form,
    open_part,
    put_to_the_partners,
    sign_decision,
    told,
)
from tests.support.people.sin_lane import case_in_notification, shown

LAPSED = "This has lapsed."
CHANGED = "changed the record of the Rapid Review: Facts and key practice episodes."


def offers_to_sign(chat: Chat) -> bool:
    decisions = [message for message in chat.messages if DECISION in message.words]
    return any(button["title"] == "Agree" for message in decisions for button in buttons(message.card))


async def test_when_a_part_of_the_record_changes_all_three_dsps_hear_it_and_old_cards_say_so(bot: Bot) -> None:
    people = await put_to_the_partners(bot, TO_COMMISSION)
    for chat in (people.council, people.icb):
        await sign_decision(chat)
    stale = people.police.press_activity("Agree", await last_page(people.police, DECISION))
    form = await open_part(people.council, "Facts and key practice episodes")
    await people.council.press("Save", form, text="Rewritten zzz words.")
    for chat in (people.icb, people.police):
        await eventually(lambda chat=chat: CHANGED in chat.messages[-1].words)
        assert "The Review Group records its determination anew" in chat.messages[-1].words
        assert "Rewritten zzz words." not in chat.messages[-1].words
    await eventually(lambda: not any(map(offers_to_sign, people.partners)))
    _, body = await people.police.post(stale)
    for words in ("Nothing was signed by this press.", LAPSED, CHANGED):
        assert words in str(body)
    assert "nothing to sign here" not in str(body)
    await eventually(
        lambda: any("sign-off of the decision has lapsed" in m.words for m in bot.teams.in_conversation(CHANNEL))
    )
    await bot.restart()
    assert [told(chat, CHANGED) for chat in people.partners] == [1, 2, 2], "the stale card, and the news"


async def test_what_is_put_again_says_on_each_new_card_who_put_it_and_why(bot: Bot) -> None:
    people = await put_to_the_partners(bot, TO_COMMISSION)
    await sign_decision(people.police, "Disagree", "Not zzz yet.")
    old = people.council.press_activity("Agree", await last_page(people.council, DECISION))
    form = await open_form(people.team, "Re-ask: decision on the LCSPR")
    await people.team.press("Ask them again", form, reason="We zzz talked.")
    for chat in people.partners:
        await eventually(
            lambda chat=chat: any("Put anew" in m.words and "We zzz talked." in m.words for m in chat.messages)
        )
    _, body = await people.council.post(old)
    assert "nothing was signed" in str(body) and "put it again." in str(body)


async def test_a_proposed_change_can_be_withdrawn_and_whoever_was_asked_hears_it(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await say_that_there_was_no_abuse(people.practitioner)
    waiting = await shown(people.police, TITLE)
    stale = people.police.press_activity("Agree", waiting)
    form = await open_form(people.practitioner, "Withdraw the proposed change")
    await people.practitioner.press("Withdraw it", form, reason="I zzz mistyped.")
    assert (await case_of(bot)).proposals.update is None
    for chat in (*people.partners, people.team):
        await eventually(lambda chat=chat: "withdrew the proposed change of the facts" in chat.messages[-1].words)
    await eventually(lambda: LAPSED in waiting.words)
    _, body = await people.police.post(stale)
    assert "withdrew the proposed change of the facts" in str(body) and "I zzz mistyped." not in str(body)
    refused = await crafted(people.team, "withdraw_update", reason="again zzz", number="1")
    assert "the proposed change is withdrawn" in refused, "pressed again it is harmless"
