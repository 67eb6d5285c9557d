"""Three partners sign in agreement or not: the signatures of those who may sign count, and the next steps follow."""

import asyncio

from tests.journeys.conftest import ICB, OTHER_PRACTITIONER, Bot
from tests.support.fake_teams.server import buttons, eventually, titles
from tests.support.people.sin_lane import (
    CRITERIA,
    ICB_DEPUTY,
    ICB_DSP,
    NOT_REQUIRED,
    PERSONAL,
    REF,
    card_of,
    case_in_notification,
    copy_in_channel,
    shown,
    sign,
)


async def test_a_dissent_needs_its_reason_is_shown_to_all_and_never_stops_the_local_authority(bot: Bot) -> None:
    people = await case_in_notification(bot)
    assert "Give the reason" in await sign(people.police, verdict="Disagree")
    await sign(people.police, verdict="Disagree", reason="An accident, as far as we know.")
    icb_card = card_of(people.icb, CRITERIA)
    await eventually(lambda: "An accident, as far as we know." in icb_card.unfolded)
    assert "There is a disagreement." in icb_card.words
    copy = await copy_in_channel(bot)
    await eventually(lambda: "Police: answered" in copy.words and "signed" not in copy.words)
    await people.council.say(f"submitted {REF} today")
    assert f"{REF}: SIN submitted on Monday 23 November 2026" in people.council_words
    assert "Next: hold the Rapid Review, by Monday 14 December 2026" in people.council_words


async def test_not_required_stands_only_when_all_three_agree_and_the_clock_runs_until_then(bot: Bot) -> None:
    people = await case_in_notification(bot, **NOT_REQUIRED)
    await people.team.say("deadlines")
    assert "Submit the SIN, if one is required" in people.team_words
    await sign(people.icb)
    await sign(people.police)
    await people.team.say("deadlines")
    assert REF in people.team_words
    await sign(people.council)
    await people.team.say("deadlines")
    assert "No clock is running" in people.team_words
    await people.team.say(f"case {REF}")
    assert "Case of Concern" in people.team_words
    await eventually(lambda: any("All three partners have agreed." in m.words for m in people.team.messages))
    told = people.team.showing("All three partners have agreed.")
    assert "Close the case" in titles(told.card)
    assert "Close the case" in titles(people.team.showing("Show the history").card)


async def test_after_a_dissent_the_matter_can_be_put_again_and_is_signed_anew(bot: Bot) -> None:
    people = await case_in_notification(bot, **NOT_REQUIRED)
    await sign(people.icb)
    await sign(people.police, verdict="Disagree", reason="We are not sure yet.")
    await people.police.say(f"case {REF}")
    asking = people.police.showing("Show the history")
    await people.police.press("Re-ask: notification criteria", asking)
    await people.police.press("Ask them again", asking, reason="We have talked it over.")
    await eventually(lambda: any("has lapsed" in message.words for message in people.icb.messages))
    for chat in people.partners:
        await eventually(lambda chat=chat: "Agree" in titles(chat.newest.card) or "Waiting for" in chat.newest.words)
        await sign(chat)
    await people.team.say("deadlines")
    assert "No clock is running" in people.team_words


async def test_a_stale_card_signs_nothing_and_says_so(bot: Bot) -> None:
    people = await case_in_notification(bot)
    stale = people.police.press_activity("Agree", await shown(people.police, CRITERIA))
    await people.team.say(f"update {REF}")
    await people.team.press("Save the changes")
    await people.practitioner.say(f"update {REF}")
    change = next(b for b in buttons(people.practitioner.last.card) if b["data"].get("step") == "happened_in")
    await people.practitioner.post(
        people.practitioner.activity("invoke", name="adaptiveCard/action", value={"action": change})
    )
    await people.practitioner.press("Outside England")
    await people.practitioner.press("Save the changes")
    _, body = await people.police.post(stale)
    assert "The case has changed since this card was sent, so nothing was signed" in str(body)
    assert not bot.signatures(REF)
    await bot.run_all_jobs()
    for chat in people.partners:
        await sign(chat)
    action = stale["value"]["action"]
    action |= {"verb": "disagree", "data": {**action["data"], "reason": "It was an accident."}}
    _, body = await people.police.post(stale)
    assert "no answer can be changed any more" in str(body) and "Agreed by all" in str(body)


async def test_a_second_click_a_second_dsp_a_deputy_and_a_stranger_each_get_one_plain_sentence(bot: Bot) -> None:
    people = await case_in_notification(bot)
    click = people.icb.press_activity("Agree", await shown(people.icb, CRITERIA))
    await people.icb.post(click)
    _, again = await people.icb.post(click)
    assert "You have signed this already" in str(again)
    deputy = bot.chat(ICB_DEPUTY, ICB)
    _, taken = await deputy.post({**click, **{k: deputy.activity("invoke")[k] for k in PERSONAL}})
    assert "The seat ICB was signed on Monday 23 November 2026" in str(taken)
    stranger = bot.chat(OTHER_PRACTITIONER)
    _, none = await stranger.post({**click, **{k: stranger.activity("invoke")[k] for k in PERSONAL}})
    assert f"There is no case {REF} that you can see" in str(none)
    opener = people.practitioner
    _, no_seat = await opener.post({**click, **{k: opener.activity("invoke")[k] for k in PERSONAL}})
    assert "You don't sign this one" in str(no_seat)
    assert [s.seat for s in bot.signatures(REF) if s.seat] == ["icb"]


async def test_a_deputy_signs_when_the_holder_has_not(bot: Bot) -> None:
    people = await case_in_notification(bot)
    deputy = bot.chat(ICB_DEPUTY, ICB)
    await deputy.say("sign-offs")
    await deputy.press("Sign: notification criteria")
    await deputy.press("Agree")
    signed = deputy.showing("You agreed")
    assert "ICB: agreed, Deputy DSP, ICB" in signed.unfolded and "Waiting for: Local authority, Police." in signed.words
    await sign(people.police)
    await eventually(lambda: "Waiting for: Local authority." in signed.words)
    assert "Police: agreed" in signed.unfolded


async def test_a_seat_cannot_be_claimed_by_what_a_card_says(bot: Bot) -> None:
    people = await case_in_notification(bot)
    click = people.icb.press_activity("Agree", await shown(people.icb, CRITERIA))
    click["value"]["action"]["data"]["seat"] = "police"
    await people.icb.post(click)
    assert [s.seat for s in bot.signatures(REF) if s.seat] == ["icb"]


async def test_a_signature_given_outside_teams_is_recorded_shown_as_such_and_counts(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await people.team.say(f"case {REF}")
    asking = people.team.showing("Show the history")
    await people.team.press("Record: signed outside Teams", asking)
    signer = f"notification_criteria|icb|{ICB}|{ICB_DSP}"
    await people.team.press("Record it", asking, signer=signer, verdict="agrees", on="2026-11-23")
    assert "How it was signed: write it in a sentence or two." in asking.words
    given = {"signer": signer, "verdict": "agrees", "on": "2026-11-20", "how": "By phone", "confirmation": "E-mail 7"}
    await people.team.press("Record it", asking, **given)
    assert "Signed on\nThe case was changed on Monday 23 November 2026, after that day" in asking.words
    await people.team.press("Record it", asking, **{**given, "on": "2026-11-23"})
    assert f"{REF}: ICB agreed, outside Teams.\nWaiting for: Local authority, Police." in asking.words
    assert "Record: signed outside Teams" in titles(asking.card), "the next can follow"
    police_card = card_of(people.police, CRITERIA)
    await eventually(
        lambda: "ICB: agreed, DSP, ICB, Monday 23 November 2026 (given outside Teams)" in police_card.words
    )
    await people.team.say(f"case {REF}")
    assert "outside Teams on Monday 23 November 2026 (By phone; E-mail 7)" in people.team_words


async def test_only_the_business_team_records_a_signature_given_outside_teams(bot: Bot) -> None:
    people = await case_in_notification(bot)
    signer = f"notification_criteria|icb|{ICB}|{ICB_DSP}"
    data = {"ref": REF, "confirmed": True, "signer": signer, "verdict": "agrees", "on": "today", "how": "x"}
    action = {"verb": "outside", "data": {**data, "confirmation": "y"}}
    _, body = await people.police.post(
        people.police.activity("invoke", name="adaptiveCard/action", value={"action": action})
    )
    assert "Only the Business Team can" in str(body)
    assert not bot.signatures(REF)


async def test_two_hundred_clicks_at_once_leave_one_signature_a_seat(bot: Bot) -> None:
    people = await case_in_notification(bot)
    clicks = [(chat, chat.press_activity("Agree", await shown(chat, CRITERIA))) for chat in people.partners]
    deputy = bot.chat(ICB_DEPUTY, ICB)
    icb_click = next(click for chat, click in clicks if chat is people.icb)
    clicks.append((deputy, {**icb_click, **{k: deputy.activity("invoke")[k] for k in PERSONAL}}))
    answers = await asyncio.gather(*(chat.post(click) for _ in range(50) for chat, click in clicks))
    assert {status for status, _ in answers} == {200}
    assert sorted(s.seat for s in bot.signatures(REF) if s.seat) == ["icb", "local_authority", "police"]
