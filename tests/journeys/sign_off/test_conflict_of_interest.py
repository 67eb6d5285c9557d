"""A person with a conflict of interest takes no part any more, and one who has left an office sees nothing."""

from safeguarding.partnership.model import SeatHolder
from tests.journeys.conftest import ICB, OTHER_PRACTITIONER, Bot
from tests.support.answers import on_record
from tests.support.fake_teams.server import Chat, Message, buttons, eventually
from tests.support.people.review_in_chat import (
    TO_COMMISSION,
    case_of,
    case_titles,
    crafted,
    open_form,
    put_to_the_partners,
)
from tests.support.people.sin_lane import (
    CRITERIA,
    ICB_DEPUTY,
    ICB_DSP,
    REF,
    People,
    card_of,
    case_in_notification,
    shown,
    sign,
)
from tests.support.simulated_year.mornings import TUESDAY, go_to, nudged

DECLARE = "Declare it"
HIDDEN = "This case is no longer shown here."
WHY = "A neighbour of the family."


async def declare(chat: Chat, reason: str = WHY) -> Message:
    form = await open_form(chat, "Declare conflict of interest")
    await chat.press(DECLARE, form, reason=reason)
    return form


async def icb_stands_back(bot: Bot) -> tuple[People, Message]:
    people = await case_in_notification(bot)
    card = card_of(people.icb, CRITERIA)
    await declare(people.icb)
    return people, card


async def test_whoever_declares_it_sees_the_case_no_more_and_the_cards_to_sign_are_emptied(bot: Bot) -> None:
    people, card = await icb_stands_back(bot)
    await eventually(lambda: card.words == HIDDEN and not list(buttons(card.card)))
    for said in (f"case {REF}", f"update {REF}", f"review {REF}"):
        await people.icb.say(said)
        assert f"There is no case {REF} that you can see" in people.icb.last.words
    for said in ("cases", "deadlines", "sign-offs"):
        await people.icb.say(said)
        assert REF not in people.icb.last.unfolded


async def test_where_nobody_else_holds_the_office_no_deputy_is_promised(bot: Bot) -> None:
    people = await case_in_notification(bot)
    assert "A deputy takes your part" in (await declare(people.icb)).words
    deputy = bot.chat(ICB_DEPUTY, ICB)
    await deputy.install()
    for chat, office in ((deputy, "ICB"), (people.team, "Business Team")):
        said = (await declare(chat)).words
        assert "A deputy" not in said and f"Nobody else is there for: {office}." in said


async def test_the_deputy_gets_the_card_signs_and_is_nudged_instead(bot: Bot) -> None:
    deputy = bot.chat(ICB_DEPUTY, ICB)
    await deputy.install()
    people, _ = await icb_stands_back(bot)
    await shown(deputy, CRITERIA)
    await go_to(bot, TUESDAY)
    assert nudged(bot, people.icb.conversation) == []
    assert "Your step" in nudged(bot, deputy.conversation)[0]
    await sign(deputy)
    assert [s.signer.id for s in bot.signatures(REF)] == [ICB_DEPUTY]


async def test_what_was_signed_before_lapses_and_the_deputy_signs_anew(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await sign(people.icb)
    await sign(people.police)
    await declare(people.icb)
    assert [s.seat for s in bot.signatures(REF)] == ["police"]
    deputy = bot.chat(ICB_DEPUTY, ICB)
    await deputy.install()
    await sign(deputy)
    assert {s.seat for s in bot.signatures(REF)} == {"icb", "police"}


async def test_an_old_card_signs_nothing_after_it(bot: Bot) -> None:
    people = await case_in_notification(bot)
    click = people.icb.press_activity("Agree", await shown(people.icb, CRITERIA))
    await declare(people.icb)
    _, body = await people.icb.post(click)
    assert "that you can see" in str(body)
    assert not bot.signatures(REF)


async def test_a_reason_is_needed_and_only_whoever_has_a_part_can_declare_it(bot: Bot) -> None:
    people = await case_in_notification(bot)
    form = await declare(people.icb, reason=" ")
    assert "Reason: write it in a sentence or two." in form.words
    assert "Declare conflict of interest" not in await _titles_of_opener(people)
    answer = await crafted(people.practitioner, "declare_conflict", reason=WHY)
    assert "You have no part in this case" in answer
    assert not (await case_of(bot)).access.conflicted


async def _titles_of_opener(people: People) -> list[str]:
    return await case_titles(people.practitioner)


async def test_the_business_team_can_record_that_it_is_withdrawn_and_the_person_signs_again(bot: Bot) -> None:
    people, card = await icb_stands_back(bot)
    await eventually(lambda: card.words == HIDDEN)
    form = await open_form(people.team, "Withdraw conflict of interest")
    await people.team.press("Record it", form, person=f"{ICB}|{ICB_DSP}", reason="It was another family.")
    assert not (await case_of(bot)).access.conflicted
    await eventually(lambda: "Agree" in [b["title"] for b in buttons(card.card)])
    await sign(people.icb)
    assert {s.seat for s in bot.signatures(REF)} == {"icb"}


async def test_it_holds_in_the_case_into_which_this_one_is_merged(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await on_record(bot, bot.chat(OTHER_PRACTITIONER))
    other = "CSCP-2026-002"
    card = await shown(people.icb, other)
    await declare(people.icb)
    asking = people.team.offering(f"Merge into {REF}")
    await people.team.press(f"Merge into {REF}", asking)
    assert "conflict of interest" not in asking.words
    await people.team.press("The other way round", asking)
    assert f"Whoever has a conflict of interest in {REF} takes no part in {other} either." in asking.words
    await people.team.press("Merge the cases", asking, reason="The same incident.")
    await eventually(lambda: card.words == HIDDEN)
    await people.icb.say(f"case {other}")
    assert f"There is no case {other} that you can see" in people.icb.last.words
    await people.team.say(f"case {other}")
    assert "In conflict of interest there, and so here: DSP, ICB." in people.team.last.unfolded


async def test_it_holds_for_the_decision_on_the_lcspr_too(bot: Bot) -> None:
    people = await put_to_the_partners(bot, TO_COMMISSION)
    await declare(people.police)
    assert "that you can see" in await crafted(people.police, "propose_decision", **TO_COMMISSION)


async def test_the_reason_stands_in_the_record_and_never_in_the_channel(bot: Bot) -> None:
    people, _ = await icb_stands_back(bot)
    await people.team.say(f"case {REF}")
    assert WHY in people.team.showing("Show the history").unfolded
    await bot.run_all_jobs()
    assert all(WHY not in message.unfolded for message in bot.teams.messages if message.conversation.startswith("19:"))


async def test_whoever_has_left_an_office_loses_sight_and_cards_with_the_new_partnership_file(bot: Bot) -> None:
    people = await case_in_notification(bot)
    old = await shown(people.icb, CRITERIA)
    click = people.icb.press_activity("Agree", old)
    newcomer = SeatHolder(title="DSP, ICB", tenant=ICB, id=OTHER_PRACTITIONER)
    icb = bot.partnership.partners.icb.model_copy(update={"dsps": (newcomer,)})
    partners = bot.partnership.partners.model_copy(update={"icb": icb})
    bot.partnership = bot.partnership.model_copy(update={"partners": partners, "review_group": ()})
    await bot.restart()
    left, successor = bot.chat(ICB_DSP, ICB), bot.chat(OTHER_PRACTITIONER, ICB)
    await successor.install()
    await shown(successor, CRITERIA)
    await eventually(lambda: old.words == HIDDEN)
    _, body = await left.post({**click, "id": "after-the-restart"})
    assert "that you can see" in str(body)
    assert not bot.signatures(REF)
