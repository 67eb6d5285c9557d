"""A child was hurt, and it is not thought life-changing: one person never settles that this is no serious harm."""

from safeguarding.case.stage import Stage
from safeguarding.framework.loader import current, load_earlier
from tests.journeys.conftest import Bot
from tests.support.answers import opened
from tests.support.fake_teams.server import Chat, buttons, eventually
from tests.support.people.sin_lane import CRITERIA, REF, everyone, shown, sign

TO_AGREE = 'Agreement of the three partners to "not required": needed'
SIN = "Serious Incident Notification (SIN)"
STABBED = {"harm": "hurt", "abuse_or_neglect": "neither", "care_experienced": "no"}


async def press_change(chat: Chat, step: str) -> None:
    change = next(button for button in buttons(chat.last.card) if button["data"].get("step") == step)
    await chat.post(chat.activity("invoke", name="adaptiveCard/action", value={"action": change}))


async def test_a_17_year_old_who_was_stabbed_and_recovers_is_put_to_the_three_partners(bot: Bot) -> None:
    people = await everyone(bot)
    chat = people.practitioner
    await chat.say("triage")
    assert "even if the child later recovers" in chat.last.unfolded and "Not known yet" in chat.last.words
    await chat.press("Hurt, not life-changing", evidence="A&E: stabbed in the leg, expected to recover.")
    await chat.press("Under 18")
    assert "Is abuse or neglect known or suspected?" in chat.last.words
    question = chat.last
    await chat.say("why")
    assert "the partners read it" in chat.last.words
    await chat.press("Neither known nor suspected", question, evidence="Nobody known to the family.")
    await chat.press("No")
    for _ in range(2):
        await chat.press("Continue", value="2026-11-20")
    await chat.press("In Croydon")
    await chat.press("In Croydon")
    await chat.press("Health")
    await chat.press("Continue", value="MH-1234")
    await chat.press("Open the case")
    assert f"{SIN}: not required" in chat.last.words and TO_AGREE in chat.last.words
    assert "stands only when all three agree" in chat.last.unfolded

    await people.team.say(f"case {REF}")
    assert "the three partners have not agreed that no SIN is required" in people.team_words
    for partner in people.partners:
        card = await shown(partner, CRITERIA)
        assert "Hurt, not life-changing" in card.words and "stabbed in the leg" in card.unfolded
        await sign(partner)
    await eventually(lambda: any("All three partners have agreed." in m.words for m in people.team.messages))
    await people.team.say(f"case {REF}")
    assert TO_AGREE not in people.team_words and "Stays open while" not in people.team_words


async def test_a_partner_who_holds_it_for_serious_harm_keeps_the_case_open(bot: Bot) -> None:
    people = await everyone(bot)
    await opened(bot, people.practitioner, **STABBED)
    await sign(people.police, verdict="Disagree", reason="He lost the use of the hand.")
    await sign(people.icb)
    await sign(people.council)
    await people.team.say(f"case {REF}")
    assert "the three partners have not agreed that no SIN is required" in people.team_words
    (case,) = bot.store.cases.open_cases()
    assert case.stage is Stage.NOTIFICATION


async def test_where_nobody_was_hurt_no_card_says_that_the_partners_must_agree(bot: Bot) -> None:
    people = await everyone(bot)
    await opened(bot, people.practitioner, harm="neither")
    words = people.practitioner.last.words
    assert f"{SIN}: not required" in words
    assert TO_AGREE not in words and "all three agree" not in words
    await people.team.say(f"case {REF}")
    assert "all three agree" not in people.team_words and CRITERIA not in people.team_words


async def test_a_neither_of_the_rules_of_before_stays_as_it_was_and_is_asked_again_with_the_next_update(
    bot: Bot,
) -> None:
    bot.framework = load_earlier("2026.1")
    await bot.restart()
    people = await everyone(bot)
    await opened(bot, people.practitioner, harm="neither")
    bot.framework = current()
    await bot.restart()
    for chat in (*people.partners, people.practitioner):
        chat.bot_url = bot.url
    await people.practitioner.say(f"case {REF}")
    assert "Harm: Neither (an answer of earlier rules)" in people.practitioner.last.words
    assert "(rules 2026.1)" in people.practitioner.last.unfolded

    await people.practitioner.say(f"update {REF}")
    assert bot.framework.question("harm").ask in people.practitioner.last.words
    await people.practitioner.press("Hurt, not life-changing", evidence="Bruised, and at home again.")
    await people.practitioner.press("Suspected", evidence="The bruises do not fit what was said.")
    await people.practitioner.press("Yes", evidence="In care since 2024.")
    await people.practitioner.press("Croydon")
    await people.practitioner.press("Save the changes")
    assert "Harm: Neither (an answer of earlier rules) \u2192 Hurt" in people.practitioner.last.words
    assert TO_AGREE in people.practitioner.last.words
    for partner in people.partners:
        await shown(partner, CRITERIA)


async def test_a_care_status_on_record_stays_when_it_is_no_longer_asked(bot: Bot) -> None:
    people = await everyone(bot)
    await opened(bot, people.practitioner, **{**STABBED, "care_experienced": "yes"})
    await people.practitioner.say(f"update {REF}")
    await press_change(people.practitioner, "harm")
    await people.practitioner.press("Nobody was hurt", evidence="It was another child.")
    assert "No longer asked, and kept on the record" in people.practitioner.last.words
    await press_change(people.practitioner, "care_experienced")
    await people.practitioner.press("Yes", evidence="In care since 2025, and not since 2024.")
    await people.practitioner.press("Save the changes")
    (case,) = bot.store.cases.open_cases()
    assert case.facts.answers["care_experienced"] == "yes" and "2025" in case.facts.evidence["care_experienced"].shown
    assert TO_AGREE in people.practitioner.last.words
