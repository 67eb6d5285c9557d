"""The DCS signs, the SIN is submitted, and the next steps follow: several people over real HTTP."""

from datetime import date

import pytest

from safeguarding.case.events.case_events import MergedFrom
from safeguarding.case.stage import Stage
from tests.journeys.conftest import Bot
from tests.support.answers import on_record, opened
from tests.support.case_stages import text
from tests.support.fake_teams.server import eventually
from tests.support.people.sin_lane import (
    CARE_LEAVER,
    COUNCIL_DEPUTY,
    CRITERIA,
    IN_CARE,
    NOT_REQUIRED,
    QUALITY,
    REF,
    card_of,
    case_in_notification,
    everyone,
    shown,
    sign,
)


async def test_the_dcs_signs_quality_and_accuracy_and_a_missing_signature_is_flagged(bot: Bot) -> None:
    people = await case_in_notification(bot)
    quality = await shown(people.council, QUALITY)
    assert "A draft of the facts for the government's form" in quality.words
    await people.team.say(f"submitted {REF} 23/11/2026")
    assert "The DCS has not signed" in people.team_words
    assert "Tell the same day" in people.team_words
    await people.council.press("Sign as accurate", quality)
    await people.team.say(f"case {REF}")
    assert f"Case {REF}\nRapid Review" in people.team_words
    assert "The DCS had not signed its quality and accuracy by then" in people.team.last.unfolded


async def test_a_signed_sin_is_submitted_without_a_flag(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await people.council.press("Sign as accurate", await shown(people.council, QUALITY))
    await people.council.say(f"submitted {REF} 23/11/2026")
    assert "The DCS has not signed" not in people.council_words
    await people.council.say(f"submitted {REF} 23/11/2026")
    assert "SIN submitted on Monday 23 November 2026" in people.council_words


async def test_a_submission_that_came_with_a_merge_can_be_said_again_and_the_dcs_may_have_signed_since(
    bot: Bot,
) -> None:
    people = await case_in_notification(bot)
    case, day = bot.store.cases.open_cases()[0], date(2026, 11, 23)
    both = {"other": "CSCP-2026-002", "aware_from": case.aware.day, "provisional": False, "sin_submitted": day}
    taken_in = MergedFrom(by=case.opener, at=case.opened.at, reason=text("the same child"), **both)
    await bot.store.cases.save(case.then(taken_in), case.version)
    await people.team.say(f"submitted {REF} 23/11/2026")
    assert "SIN submitted on Monday 23 November 2026" in people.team_words
    assert "The DCS has not signed" in people.team_words
    await people.council.press("Sign as accurate", await shown(people.council, QUALITY))
    await people.team.say(f"submitted {REF} 23/11/2026")
    assert "The DCS has not signed" not in people.team_words


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (f"submitted {REF}", "needs the case's reference and the day"),
        (f"submitted {REF} soon", "needs the case's reference and the day"),
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
    await on_record(bot, people.practitioner, **CARE_LEAVER)
    await people.team.say(f"submitted {REF} today")
    assert "No Rapid Review follows" in people.team_words
    assert "whether abuse or neglect can be ruled out" in people.team_words
    await people.team.say(f"case {REF}")
    asking = people.team.showing("Show the history")
    await people.team.press("Close the case", asking)
    assert "Can abuse or neglect be ruled out?" in asking.words
    await people.team.press("Close the case", asking, reason="Died of an illness.")
    assert "Say first whether abuse or neglect can be ruled out" in asking.words
    await people.team.press("Close the case", asking, reason="Died of an illness.", ruled_out="yes")
    closed = await bot.store.cases.get(REF)
    assert closed is not None and not closed.is_open


@pytest.mark.parametrize("answer", ["no", "not_known"])
async def test_a_childs_case_is_not_closed_while_abuse_is_not_ruled_out_and_the_answer_decides(
    bot: Bot, answer: str
) -> None:
    people = await case_in_notification(bot, **IN_CARE)
    await people.team.say(f"submitted {REF} today")
    await people.team.say(f"case {REF}")
    asking = people.team.showing("Show the history")
    await people.team.press("Close the case", asking)
    await people.team.press("Close the case", asking, reason="Died of an illness.", ruled_out=answer)
    assert "Is abuse or neglect known or suspected?" in people.team_words
    await people.team.press("Suspected", evidence="The post-mortem raises a question.")
    await people.team.press("Save the changes")
    assert "Rapid Review: required" in people.team_words
    kept = await bot.store.cases.get(REF)
    assert kept is not None and kept.stage is Stage.RAPID_REVIEW


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
    asking = people.police.showing("Show the history")
    await people.police.press("Propose: criteria not met", asking)
    await people.police.press("Propose it", asking, reason="The post-mortem.")
    title = "Were the criteria for the notification not met after all?"
    for chat in people.partners:
        await sign(chat, title)
    assert bot.store.cases.open_cases()[0].stage.value == "rapid_review"
    # One person fills one seat: the council's DSP is the DCS too, so the DCS's deputy signs.
    await deputy.say("sign-offs")
    await deputy.press("Sign: not met after all")
    await deputy.press("Agree")
    assert bot.store.cases.open_cases()[0].stage.value == "found_not_met"
    await people.team.say(f"case {REF}")
    assert "SIN submitted, criteria found not met" in people.team_words
    assert "SIN was submitted on" in people.team_words
    await people.team.say("deadlines")
    assert "No clock is running" in people.team_words


async def test_before_the_submission_it_ends_only_when_the_partners_and_the_dcs_agree_and_all_are_told(
    bot: Bot,
) -> None:
    people = await case_in_notification(bot)
    deputy = bot.chat(COUNCIL_DEPUTY)
    await people.icb.say(f"case {REF}")
    asking = people.icb.showing("Show the history")
    await people.icb.press("Propose: criteria not met", asking)
    await people.icb.press("Propose it", asking, reason="The post-mortem.")
    await eventually(lambda: any("Until all four agree, the clocks run" in told.words for told in people.team.messages))
    for chat in people.partners:
        await sign(chat, "Are the criteria for the notification not met, so that no SIN goes in?")
    assert bot.store.cases.open_cases()[0].stage is Stage.NOTIFICATION
    await deputy.say("sign-offs")
    await deputy.press("Sign: criteria not met")
    await deputy.press("Agree")
    assert bot.store.cases.open_cases()[0].stage is Stage.NOT_MET
    for chat in (people.team, people.practitioner, *people.partners):
        await shown(chat, "found that the notification criteria were not met: no SIN goes in")
    await eventually(lambda: any(f"**{REF}**: Found not met" in shrunk.words for shrunk in people.council.messages))
    await people.team.say(f"case {REF}")
    assert f"Case {REF}\nNo SIN, criteria found not met" in people.team_words
    assert "by the three partners and the DCS together: no SIN goes in" in people.team.last.unfolded
    await people.team.say("deadlines")
    assert "No clock is running" in people.team_words


async def test_over_18_and_not_care_experienced_points_to_the_adults_board(bot: Bot) -> None:
    people = await everyone(bot)
    await opened(bot, people.practitioner, age="18_to_24", care_experienced="no")
    assert "Croydon Safeguarding Adults Board" in people.practitioner.last.words
