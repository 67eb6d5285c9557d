"""The right people get the cards to sign, and every copy of a card is kept up to date."""

from datetime import timedelta

from tests.journeys.conftest import CHANNEL, OTHER_PRACTITIONER, Bot
from tests.support.answers import on_record
from tests.support.fake_teams.server import buttons, eventually, titles
from tests.support.people.sin_lane import (
    CARE_LEAVER,
    CRITERIA,
    REF,
    People,
    card_of,
    case_in_notification,
    copy_in_channel,
    shown,
    sign,
)
from tests.support.simulated_year.mornings import go_to

IN_CARE = {"abuse_or_neglect": "neither", "care_experienced": "yes"}


async def test_the_criteria_card_reaches_the_three_partners_and_the_channel_gets_a_neutral_copy(bot: Bot) -> None:
    people = await case_in_notification(bot)
    for chat in people.partners:
        card = card_of(chat, CRITERIA)
        assert (
            "criteria are met" in card.words.replace("*", "")
            and "Submit the SIN (required by law or guidance)" in card.words
        )
        assert "As the agency's record shows." not in card.words
        for words in ("As the agency's record shows.", "day 0", "SIN notifications"):
            assert words in card.unfolded
    neutral = (await copy_in_channel(bot)).words
    assert "Police: waiting" in neutral and "Died" not in neutral and "met" not in neutral.replace("sign-off", "")


async def test_each_signature_updates_every_posted_copy_and_the_last_one_shrinks_them(bot: Bot) -> None:
    people = await case_in_notification(bot)
    police_card = card_of(people.police, CRITERIA)
    await sign(people.icb)
    await eventually(lambda: "ICB: agreed, DSP, ICB" in police_card.words)
    await eventually(lambda: any("ICB: answered" in each.words for each in bot.teams.in_conversation(CHANNEL)))
    await sign(people.police)
    council_card = card_of(people.council, CRITERIA)
    await sign(people.council)
    for card in (police_card, council_card):
        await eventually(lambda card=card: "Agreed by all" in card.words and "Reason" not in card.words)
        assert titles(card.card) == [f"Open {REF}"]
    copy = await copy_in_channel(bot)
    await eventually(lambda: "is complete" in copy.words)


async def test_a_case_closed_before_all_have_signed_is_called_closed_and_its_sign_off_not_complete(bot: Bot) -> None:
    people = await case_in_notification(bot, **CARE_LEAVER)
    council_card = await shown(people.council, CRITERIA)
    await sign(people.icb)
    await copy_in_channel(bot)
    await people.team.say(f"submitted {REF} today")
    await people.team.say(f"case {REF}")
    asking = people.team.last
    await people.team.press("Close the case", asking)
    await people.team.press("Close the case", asking, reason="Died of an illness.", ruled_out="yes")
    await eventually(lambda: "The case is closed." in council_card.words)
    closed = f"{REF}: closed."
    await eventually(lambda: any(closed in m.words.replace("*", "") for m in bot.teams.in_conversation(CHANNEL)))
    assert not any("complete" in m.words for m in bot.teams.in_conversation(CHANNEL))


async def test_the_cards_of_a_merged_case_lead_to_the_one_in_which_it_goes_on(bot: Bot) -> None:
    people = await case_in_notification(bot)
    council_card = await shown(people.council, CRITERIA)
    await on_record(bot, bot.chat(OTHER_PRACTITIONER))
    await eventually(lambda: any(f"Merge into {REF}" in titles(message.card) for message in people.team.messages))
    asking = people.team.offering(f"Merge into {REF}")
    await people.team.press(f"Merge into {REF}", asking)
    await people.team.press("The other way round", asking)
    await people.team.press("Merge the cases", asking, reason="The same incident.")
    await eventually(lambda: "Merged into CSCP-2026-002: it goes on there." in council_card.words)
    copy = await copy_in_channel(bot)
    await eventually(lambda: f"{REF}: merged into another case." in copy.words.replace("*", ""))
    await people.council.say(f"case {REF}")
    assert "It goes on in CSCP-2026-002." in people.council.last.words
    assert "Who does what next" not in people.council.last.unfolded
    await people.council.press("Open CSCP-2026-002", people.council.last)
    assert "Who does what next" in people.council.last.unfolded


async def test_a_copy_that_shows_again_what_was_put_becomes_the_receipt_with_a_new_signature(bot: Bot) -> None:
    people = await case_in_notification(bot)
    card = await shown(people.icb, CRITERIA)
    await sign(people.icb)
    await people.icb.press("Show what was put", card)
    assert "Police: not yet" in card.words and {"Next page", "Back to the case"} == {*titles(card.card)}
    await sign(people.police)
    await bot.run_all_jobs()
    assert "You agreed" in card.words and "Waiting for: Local authority." in card.words
    assert "Police: agreed, DSP, police" in card.unfolded


async def test_a_changed_fact_lapses_signatures_and_tells_their_owners_why(bot: Bot) -> None:
    people = await case_in_notification(bot)
    old = await shown(people.icb, CRITERIA)
    await sign(people.icb)
    await people.practitioner.say(f"update {REF}")
    change = next(b for b in buttons(people.practitioner.last.card) if b["data"].get("step") == "abuse_or_neglect")
    await people.practitioner.post(
        people.practitioner.activity("invoke", name="adaptiveCard/action", value={"action": change})
    )
    await people.practitioner.press("Known", evidence="The hospital's finding.")
    await people.practitioner.press("Save the changes")
    await eventually(lambda: "has lapsed" in people.icb.newest.words)
    assert "Abuse or neglect: Suspected \u2192 Known" in people.icb.newest.words
    await eventually(lambda: "further down" in old.words)
    assert "ICB: not yet" in people.icb.newest.words
    await sign(people.icb)
    assert "icb" in {s.seat for s in bot.signatures(REF) if s.seat}


async def test_a_card_that_cannot_be_delivered_shows_on_the_case_in_readyz_and_to_the_business_team(bot: Bot) -> None:
    people = People(bot)
    for chat in (people.council, people.team, people.police):
        await chat.install()
    bot.teams.fails[people.police.conversation] = [403] * 100
    await on_record(bot, people.practitioner)
    await go_to(bot, bot.clock.now + timedelta(hours=1))
    missed = ("DSP, ICB", "Deputy DSP, ICB", "DSP, police", "Deputy DSP, police")

    def told() -> list[str]:
        notices = (m.words for m in people.team.messages if "could not be delivered" in m.words)
        return sorted(notice.partition("\n")[0] for notice in notices)

    await eventually(lambda: len(told()) == len(missed))
    await people.team.say(f"case {REF}")
    (notice,) = [line for line in people.team_words.splitlines() if line.startswith("Not delivered to: ")]
    assert all(office in notice for office in missed)
    async with bot.session.get(f"{bot.url}/readyz") as response:
        assert set((await response.json())["undelivered"][REF]) == set(missed)
    assert told() == sorted(f"{office} can't be reached" for office in missed)
    bot.teams.fails.clear()
    await people.icb.install()
    await shown(people.icb, CRITERIA)
    await people.police.say("sign-offs")
    await people.police.press("Sign: notification criteria")
    await people.police.press("Agree")
    assert "police" in {s.seat for s in bot.signatures(REF) if s.seat}


async def test_whoever_presses_for_a_card_that_teams_takes_for_malformed_reads_what_to_do_and_keeps_the_list(
    bot: Bot,
) -> None:
    people = await case_in_notification(bot)
    await people.icb.say("sign-offs")
    listed = people.icb.last
    bot.teams.fails[people.icb.conversation] = [400]
    said = await people.icb.press("Sign: notification criteria", listed)
    assert said.startswith(f"{REF}: a card to sign waits for you, and Teams does not show it. You have not signed it.")
    assert "Ring the Business Team" in said and "Sign: notification criteria" in titles(listed.card)
