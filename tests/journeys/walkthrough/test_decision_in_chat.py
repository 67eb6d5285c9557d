"""A DSP goes through what the decision rests on before they sign. Nothing of it is recorded."""

from tests.journeys.conftest import Bot
from tests.support.fake_teams.server import titles
from tests.support.people.review_in_chat import DECISION, TO_COMMISSION, case_of, put_to_the_partners, standing_in
from tests.support.people.sin_lane import REF, shown
from tests.support.people.walkthrough_in_chat import Answers, asked, is_at_end, type_answer

VIEWS = Answers(("no_multi_agency_learning",), {"view": "otherwise"})


async def test_nothing_of_what_a_dsp_thinks_is_recorded_but_what_they_propose(bot: Bot) -> None:
    people = await put_to_the_partners(bot, TO_COMMISSION)
    before, chat = await case_of(bot), people.police
    await chat.say(f"go through {REF}")
    asked = 0
    while not is_at_end(chat):
        assert "nothing of this is recorded" in chat.last.words and "Saved" not in chat.last.words
        await type_answer(chat, VIEWS)
        asked += 1
    assert asked == 10 and "I see it otherwise" in chat.last.words
    assert await case_of(bot) == before
    assert "Propose a different decision" in titles(chat.last.card)
    form = chat.last
    await chat.press("Propose a different decision", form)
    assert standing_in(form)["reasons"] == "no_multi_agency_learning"
    await chat.press("Propose it", form, **{**TO_COMMISSION, "outcome": "not_commission"}, reasons="other")
    assert (await case_of(bot)).proposal != before.proposal


async def test_the_card_to_sign_leads_through_what_the_decision_rests_on_and_back_to_the_signature(bot: Bot) -> None:
    people = await put_to_the_partners(bot, TO_COMMISSION)
    chat, before = people.police, await case_of(bot)
    to_sign = await shown(chat, DECISION)
    await chat.press("Go through it first", to_sign)
    while not is_at_end(chat):
        await chat.press("Skip", asked(chat))
    assert titles(to_sign.card) and await case_of(bot) == before, "the card stays, and nothing is recorded"
    await chat.press("Sign: decision on the LCSPR", chat.last)
    await chat.press("Agree", chat.last)
    assert len((await case_of(bot)).events) == len(before.events) + 1


async def test_whoever_does_not_sign_the_decision_is_not_asked(bot: Bot) -> None:
    people = await put_to_the_partners(bot, TO_COMMISSION)
    await people.team.say(f"go through {REF}")
    assert f"There is nothing of {REF} to go through with you now" in people.team.last.words
