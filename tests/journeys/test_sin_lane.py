"""Three partners agree, the DCS signs, the clock starts: several people over real HTTP."""

import asyncio

import pytest

from tests.journeys.answers import answer_all
from tests.journeys.conftest import (
    BUSINESS_TEAM,
    CHANNEL,
    ICB,
    LOCAL_AUTHORITY_DSP,
    OTHER_PRACTITIONER,
    POLICE,
    PRACTITIONER,
    Bot,
)
from tests.journeys.fake_teams import Chat, Message, buttons, eventually
from tests.journeys.test_case_in_chat import titles
from tests.journeys.test_triage import A_CHILD_DIED, opened

ICB_DSP, POLICE_DSP = (f"aa000000-0000-4000-8000-00000000000{n}" for n in (3, 4))
COUNCIL_DEPUTY, ICB_DEPUTY = (f"aa000000-0000-4000-8000-00000000001{n}" for n in (2, 3))
CRITERIA = "Are the criteria for a Serious Incident Notification met?"
QUALITY = "Quality and accuracy of the SIN"
REF = "CSCP-2026-001"
NOT_REQUIRED = {"abuse_or_neglect": "neither", "care_experienced": "no"}
CARE_LEAVER = {"age": "18_to_24", "care_experienced": "yes"}


class People:
    """The partners, each in their own chat with the bot, and the Business Team."""

    def __init__(self, bot: Bot) -> None:
        self.council = bot.chat(LOCAL_AUTHORITY_DSP)
        self.icb = bot.chat(ICB_DSP, ICB)
        self.police = bot.chat(POLICE_DSP, POLICE)
        self.team = bot.chat(BUSINESS_TEAM)
        self.practitioner = bot.chat(PRACTITIONER)

    @property
    def team_words(self) -> str:
        return self.team.last.words

    @property
    def council_words(self) -> str:
        return self.council.last.words

    @property
    def partners(self) -> tuple[Chat, Chat, Chat]:
        return self.council, self.icb, self.police


async def everyone(bot: Bot) -> People:
    people = People(bot)
    for chat in (*people.partners, people.team):
        await chat.install()
    return people


def card_of(chat: Chat, title: str) -> Message:
    """The newest card with this title that can still be used."""
    return [message for message in chat.messages if title in message.words and list(buttons(message.card))][-1]


async def shown(chat: Chat, title: str) -> Message:
    def there() -> bool:
        return any(title in message.words for message in chat.messages)

    await eventually(there)
    return card_of(chat, title)


async def sign(chat: Chat, title: str = CRITERIA, verdict: str = "Agree", reason: str = "") -> str:
    message = await shown(chat, title)
    answer = await chat.press(verdict, message, reason=reason)
    return answer if isinstance(answer, str) else message.words


async def case_in_notification(bot: Bot, **different: str) -> People:
    people = await everyone(bot)
    await opened(bot, people.practitioner, **different)
    for chat in people.partners:
        await shown(chat, CRITERIA)
    return people


async def test_the_criteria_card_reaches_the_three_partners_and_the_channel_gets_a_neutral_copy(bot: Bot) -> None:
    people = await case_in_notification(bot)
    for chat in people.partners:
        words = card_of(chat, CRITERIA).words
        assert "criteria are met" in words.replace("*", "") and "As the agency's record shows." in words
        assert "day 0" in words and "SIN notifications" in words
    await eventually(lambda: len(bot.teams.in_conversation(CHANNEL)) == 2)
    neutral = bot.teams.in_conversation(CHANNEL)[1].words
    assert "Police: waiting" in neutral and "Died" not in neutral and "met" not in neutral.replace("sign-off", "")


async def test_each_signature_updates_every_posted_copy_and_the_last_one_shrinks_them(bot: Bot) -> None:
    people = await case_in_notification(bot)
    police_card = card_of(people.police, CRITERIA)
    await sign(people.icb)
    await eventually(lambda: "ICB: agreed, DSP, ICB" in police_card.words)
    await eventually(lambda: "ICB: signed" in bot.teams.in_conversation(CHANNEL)[1].words)
    await sign(people.police)
    council_card = card_of(people.council, CRITERIA)
    await sign(people.council)
    for card in (police_card, council_card):
        await eventually(lambda card=card: "Agreed by all" in card.words and "Reason" not in card.words)
        assert titles(card.card) == [f"Open {REF}"]
    await eventually(lambda: "is complete" in bot.teams.in_conversation(CHANNEL)[1].words)


async def test_a_copy_whose_page_was_turned_shows_a_new_signature(bot: Bot) -> None:
    people = await everyone(bot)
    long = "As the agency's record shows, at length. " * 10
    await people.practitioner.say("triage")
    await people.practitioner.press("Died", evidence=long)
    await people.practitioner.press("Under 18")
    await people.practitioner.press("Suspected", evidence=long)
    await answer_all(people.practitioner, bot.framework, A_CHILD_DIED)
    await people.practitioner.press("Open the case")
    police_card, icb_card = await shown(people.police, CRITERIA), await shown(people.icb, CRITERIA)
    for chat, card in ((people.police, police_card), (people.icb, icb_card)):
        await chat.press("Next page", card)
        assert "ICB: not yet" in card.words
    await sign(people.icb)
    await bot.some_rounds()
    assert "ICB: not yet" not in police_card.words and "Next page" in titles(police_card.card)
    await people.police.press("Next page", police_card)
    assert "ICB: agreed, DSP, ICB" in police_card.words
    assert "ICB: agreed, DSP, ICB" in icb_card.words and "Next page" not in titles(icb_card.card)


async def test_a_dissent_needs_its_reason_is_shown_to_all_and_never_stops_the_local_authority(bot: Bot) -> None:
    people = await case_in_notification(bot)
    assert "Give the reason" in await sign(people.police, verdict="Disagree")
    await sign(people.police, verdict="Disagree", reason="An accident, as far as we know.")
    icb_card = card_of(people.icb, CRITERIA)
    await eventually(lambda: "An accident, as far as we know." in icb_card.words)
    await people.council.say(f"submitted {REF} today")
    assert f"{REF}: SIN submitted on Monday 23 November 2026" in people.council_words
    assert "Hold the Rapid Review (must): Monday 14 December 2026" in people.council_words


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
    assert "Close the case" in titles(people.team.showing("Facts").card)


async def test_after_a_dissent_the_matter_can_be_put_again_and_is_signed_anew(bot: Bot) -> None:
    people = await case_in_notification(bot, **NOT_REQUIRED)
    await sign(people.icb)
    await sign(people.police, verdict="Disagree", reason="We are not sure yet.")
    await people.police.say(f"case {REF}")
    asking = people.police.showing("Facts")
    await people.police.press("Put again: notification criteria", asking)
    await people.police.press(f"Put it to the seats of {REF} again", asking, reason="We have talked it over.")
    await eventually(lambda: "has lapsed" in people.icb.newest.words)
    for chat in people.partners:
        await eventually(lambda chat=chat: "Agree" in titles(chat.newest.card) or "Signatures" in chat.newest.words)
        await sign(chat)
    await people.team.say("deadlines")
    assert "No clock is running" in people.team_words


async def test_the_dcs_signs_quality_and_accuracy_and_a_missing_signature_is_flagged(bot: Bot) -> None:
    people = await case_in_notification(bot)
    quality = await shown(people.council, QUALITY)
    assert "Draft: the facts for the government's form" in quality.words
    await people.team.say(f"submitted {REF} 23/11/2026")
    assert "The DCS has not signed" in people.team_words
    assert "Tell the same day" in people.team_words
    await people.council.press("Sign as accurate", quality)
    await people.team.say(f"case {REF}")
    assert "Stage: Rapid Review" in people.team_words
    assert "The DCS had not signed its quality and accuracy by then" in people.team_words


async def test_a_signed_sin_is_submitted_without_a_flag(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await people.council.press("Sign as accurate", await shown(people.council, QUALITY))
    await people.council.say(f"submitted {REF} 23/11/2026")
    assert "The DCS has not signed" not in people.council_words
    await people.council.say(f"submitted {REF} 23/11/2026")
    assert "SIN submitted on Monday 23 November 2026" in people.council_words


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (f"submitted {REF}", "Add the day"),
        (f"submitted {REF} soon", "Add the day"),
        (f"submitted {REF} tomorrow", "is in the future"),
        (f"submitted {REF} 1/11/2026", "before Friday 20 November 2026"),
        ("submitted", "Add the case's reference"),
    ],
)
async def test_a_submission_that_cannot_be_right_is_refused_with_what_is_needed(
    bot: Bot, said: str, answer: str
) -> None:
    people = await case_in_notification(bot)
    await people.team.say(said)
    assert answer in people.team_words
    assert bot.store.cases.open_cases()[0].sin_submitted is None


async def test_the_icb_and_a_practitioner_cannot_record_the_submission(bot: Bot) -> None:
    people = await case_in_notification(bot)
    for chat in (people.icb, people.practitioner):
        await chat.say(f"submitted {REF} today")
        assert "Only the Business Team, the DCS and the local authority's DSP" in chat.last.words


async def test_a_care_leavers_case_says_that_no_rapid_review_follows_and_asks_before_it_is_closed(bot: Bot) -> None:
    people = await everyone(bot)
    await opened(bot, people.practitioner, **CARE_LEAVER)
    await people.team.say(f"submitted {REF} today")
    assert "No Rapid Review follows" in people.team_words
    assert "whether abuse or neglect can be ruled out" in people.team_words
    await people.team.say(f"case {REF}")
    asking = people.team.showing("Facts")
    await people.team.press("Close the case", asking)
    assert "Can abuse or neglect be ruled out?" in asking.words
    await people.team.press(f"Close {REF}", asking, reason="Died of an illness.")
    assert "Say first whether abuse or neglect can be ruled out" in asking.words
    await people.team.press(f"Close {REF}", asking, reason="Died of an illness.", ruled_out="yes")
    closed = await bot.store.cases.get(REF)
    assert closed is not None and not closed.is_open


async def test_a_sin_that_the_rules_do_not_ask_for_is_accepted_and_put_to_the_partners(bot: Bot) -> None:
    people = await case_in_notification(bot, **NOT_REQUIRED)
    await people.team.say(f"submitted {REF} today")
    assert "although the rules ask for none" in people.team_words
    icb_card = card_of(people.icb, CRITERIA)
    await eventually(lambda: "although the rules ask for none" in icb_card.words)


async def test_criteria_later_found_not_met_need_all_partners_and_the_dcs(bot: Bot) -> None:
    people = await case_in_notification(bot)
    deputy = bot.chat(COUNCIL_DEPUTY)
    await people.team.say(f"submitted {REF} today")
    await people.police.say(f"case {REF}")
    asking = people.police.showing("Facts")
    await people.police.press("Propose: criteria were not met", asking)
    await people.police.press(f"Propose for {REF}: criteria were not met", asking, reason="The post-mortem.")
    title = "Were the criteria for the notification not met after all?"
    for chat in people.partners:
        await sign(chat, title)
    assert bot.store.cases.open_cases()[0].stage.value == "rapid_review"
    # One person fills one seat: the council's DSP is the DCS too, so the DCS's deputy signs.
    await deputy.say("sign-offs")
    await deputy.press(f"Open {REF}: criteria not met after all")
    await deputy.press("Agree")
    assert bot.store.cases.open_cases()[0].stage.value == "found_not_met"
    await people.team.say(f"case {REF}")
    assert "SIN submitted, criteria found not met" in people.team_words
    assert "SIN was submitted on" in people.team_words
    await people.team.say("deadlines")
    assert "No clock is running" in people.team_words


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


async def test_a_stale_card_signs_nothing_and_says_so(bot: Bot) -> None:
    people = await case_in_notification(bot)
    stale = people.police.press_activity("Agree", await shown(people.police, CRITERIA))
    await people.team.say(f"update {REF}")
    await people.team.press("Save the changes")
    await people.practitioner.say(f"update {REF}")
    change = next(b for b in buttons(people.practitioner.last.card) if b["data"].get("step") == "place")
    await people.practitioner.post(
        people.practitioner.activity("invoke", name="adaptiveCard/action", value={"action": change})
    )
    await people.practitioner.press("Elsewhere, Croydon's child")
    await people.practitioner.press("Save the changes")
    _, body = await people.police.post(stale)
    assert "The case has changed since this card was sent, so nothing was signed" in str(body)
    assert not bot.signatures(REF)
    await bot.some_rounds()
    for chat in people.partners:
        await sign(chat)
    action = stale["value"]["action"]
    action |= {"verb": "disagree", "data": {**action["data"], "reason": "It was an accident."}}
    _, body = await people.police.post(stale)
    assert "One person signs once" in str(body) and "Agreed by all" in str(body)


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
    assert "You hold no seat in this matter" in str(no_seat)
    assert [s.seat for s in bot.signatures(REF) if s.seat] == ["icb"]


PERSONAL = ("from", "conversation", "channelData")


async def test_a_deputy_signs_when_the_holder_has_not(bot: Bot) -> None:
    people = await case_in_notification(bot)
    deputy = bot.chat(ICB_DEPUTY, ICB)
    await deputy.say("sign-offs")
    await deputy.press(f"Open {REF}: notification criteria")
    await deputy.press("Agree")
    signed = deputy.showing("Signatures")
    assert "ICB: agreed, Deputy DSP, ICB" in signed.words
    await sign(people.police)
    await eventually(lambda: "Police: agreed" in signed.words)


async def test_a_seat_cannot_be_claimed_by_what_a_card_says(bot: Bot) -> None:
    people = await case_in_notification(bot)
    click = people.icb.press_activity("Agree", await shown(people.icb, CRITERIA))
    click["value"]["action"]["data"]["seat"] = "police"
    await people.icb.post(click)
    assert [s.seat for s in bot.signatures(REF) if s.seat] == ["icb"]


async def test_a_card_that_cannot_be_delivered_shows_on_the_case_in_readyz_and_to_the_business_team(bot: Bot) -> None:
    people = People(bot)
    for chat in (people.council, people.team, people.police):
        await chat.install()
    bot.teams.fails[people.police.conversation] = [403]
    await opened(bot, people.practitioner)
    await eventually(
        lambda: any("could not be delivered" in m.words and "DSP, ICB" in m.words for m in people.team.messages)
    )
    await eventually(
        lambda: any("could not be delivered" in m.words and "DSP, police" in m.words for m in people.team.messages)
    )
    await people.team.say(f"case {REF}")
    assert (
        "Not delivered to: DSP, ICB, DSP, police" in people.team_words or "DSP, police, DSP, ICB" in people.team_words
    )
    async with bot.session.get(f"{bot.url}/readyz") as response:
        assert set((await response.json())["undelivered"][REF]) == {"DSP, ICB", "DSP, police"}
    assert len([m for m in people.team.messages if "could not be delivered" in m.words]) == 2
    await people.icb.install()
    await shown(people.icb, CRITERIA)
    await people.police.say("sign-offs")
    await people.police.press(f"Open {REF}: notification criteria")
    await people.police.press("Agree")
    assert "police" in {s.seat for s in bot.signatures(REF) if s.seat}


async def test_a_signature_given_outside_teams_is_recorded_shown_as_such_and_counts(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await people.team.say(f"case {REF}")
    asking = people.team.showing("Facts")
    await people.team.press("Record a signature given outside Teams", asking)
    signer = f"notification_criteria|icb|{ICB}|{ICB_DSP}"
    await people.team.press("Record it", asking, signer=signer, verdict="agrees", on="2026-11-23")
    assert "Say how it was signed" in asking.words
    given = {"signer": signer, "verdict": "agrees", "on": "2026-11-23", "how": "By phone", "confirmation": "E-mail 7"}
    await people.team.press("Record it", asking, **given)
    assert "Recorded." in asking.words
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


async def test_over_18_and_not_care_experienced_points_to_the_adults_board(bot: Bot) -> None:
    people = await everyone(bot)
    await opened(bot, people.practitioner, age="18_to_24", care_experienced="no")
    assert "Croydon Safeguarding Adults Board" in people.practitioner.last.words
