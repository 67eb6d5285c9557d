"""Any agency refers a Case of Concern, and the Review Group decides it with its quorum."""

import pytest
from structlog.testing import capture_logs

from tests.journeys.conftest import OTHER_PRACTITIONER, PRACTITIONER, Bot
from tests.support.fake_teams.server import Chat, eventually, titles
from tests.support.people.review_in_chat import (
    CONCERN,
    NO_LESSONS,
    NOT_MET,
    WORDS,
    assert_channel_says_nothing,
    case_of,
    case_titles,
    case_words,
    channel_words,
    crafted,
    decided,
    in_review,
    last_page,
    no_sin_needed,
    open_form,
    standing_in,
    told,
)
from tests.support.people.sin_lane import REF, People, case_in_notification, shown

REFERRAL = {"kind": "near_miss", "agency": "Health", "learning": "Two agencies zzz met the family."}
REFERRED = f"{REF}: a Case of Concern was referred"
DECIDED = f"{REF}: the Case of Concern is decided"
OUTCOMES = {
    "lcspr": "an LCSPR is commissioned",
    "local_learning": "a local learning review",
    "no_further_action": "no further action",
}


async def referred(people: People, chat: Chat | None = None) -> None:
    chat = chat or people.practitioner
    await chat.say("concern")
    form = chat.showing("Case of Concern")
    await chat.press("Refer", form)
    await chat.press("Continue", form, ticked="working_together")
    await chat.press("Refer it", form, **REFERRAL, evidence_working_together=WORDS)
    assert "The Review Group decides on it." in form.words


async def proposed(people: People, outcome: str) -> None:
    asking = await shown(people.icb, REFERRED)
    await people.icb.press("Propose an outcome", asking)
    await people.icb.press("Propose it", asking, outcome=outcome, rationale="Because zzz.")
    assert f"{REF}: proposed, {OUTCOMES[outcome]}." in asking.words


async def sign_concern(chat: Chat, verdict: str = "Agree", reason: str = "") -> str:
    message = await last_page(chat, f"{REF}: {CONCERN}")
    await chat.press(verdict, message, reason=reason)
    return message.unfolded


async def test_after_a_near_miss_one_press_opens_the_case_and_begins_the_referral_with_what_was_said(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Nobody was hurt", evidence="The gas was left on zzz.")
    await chat.press("Under 18")
    assert "Check your answers" in chat.last.words and "Rapid Review: not required" in chat.last.words
    await chat.press("Start a Case of Concern")
    assert f"{REF} is open" in chat.messages[-2].words
    form = chat.last
    assert f"Refer {REF} as a Case of Concern" in form.words and "The gas was left on zzz." in str(form.card)
    await chat.press("Continue", form, ticked="working_together")
    assert "The gas was left on zzz." in standing_in(form)["learning"]
    await chat.press("Refer it", form, **REFERRAL, evidence_working_together=WORDS)
    assert "The Review Group decides on it." in form.words
    (case,) = bot.store.cases.open_cases()
    assert case.concern and case.facts.answers == {"harm": "neither", "age": "under_18"}


async def test_a_case_that_was_opened_after_a_near_miss_is_referred_by_one_press(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Nobody was hurt", evidence="The gas was left on zzz.")
    await chat.press("Under 18")
    await chat.press("Open the case")
    await chat.press("Start a Case of Concern")
    assert "The gas was left on zzz." in str(chat.showing(f"Refer {REF}").card)


@pytest.mark.parametrize("outcome", OUTCOMES)
async def test_the_review_group_decides_with_its_quorum_and_the_dsps_are_told(bot: Bot, outcome: str) -> None:
    people = await no_sin_needed(bot)
    with capture_logs() as logs:
        await referred(people)
        for chat in people.partners:
            asked = await shown(chat, REFERRED)
            for words in ("Kind: A near miss", "Referred by: Health", "Two agencies zzz met the family.", WORDS):
                assert words in asked.unfolded
        await proposed(people, outcome)
        for number, chat in enumerate(people.partners):
            assert (await case_of(bot)).concern_decision is None
            words = await sign_concern(chat)
            assert ("more to agree" in words) == (number < 2)
        # Whoever gave the last agreement is not told of it.
        for chat in (people.team, *people.partners[:-1]):
            decision = await shown(chat, DECIDED)
            assert OUTCOMES[outcome] in decision.words and "Because zzz." in decision.words
            assert "The DSPs are told, and have nothing to sign." in decision.words
    words = await case_words(people.practitioner)
    assert OUTCOMES[outcome] in words
    assert (f"Case {REF}\nLCSPR" in words and "Sunday 23 May 2027" in words) == (outcome == "lcspr")
    await eventually(lambda: "sign-off of the Case of Concern is complete" in channel_words(bot))
    assert_channel_says_nothing(bot)
    assert "zzz" not in str(logs)
    for chat in (people.team, *people.partners):
        assert told(chat, DECIDED) == (chat is not people.partners[-1])


async def test_triage_answers_go_with_the_referral_and_its_agency_is_suggested(bot: Bot) -> None:
    people = await no_sin_needed(bot)
    form = await open_form(people.practitioner, "Refer as a Case of Concern")
    await people.practitioner.press("Continue", form)
    assert standing_in(form)["agency"] == "Health"


async def test_without_a_case_a_concern_begins_with_the_triage_so_that_no_notification_is_missed(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("concern")
    assert "The triage comes first" in chat.last.words
    assert titles(chat.last.card) == ["Begin with the triage"]
    await chat.press("Begin with the triage")
    assert "Has a child or young person died" in chat.last.words


async def test_in_a_channel_concern_goes_on_in_the_persons_own_chat(bot: Bot) -> None:
    people = await no_sin_needed(bot)
    channel = bot.channel(PRACTITIONER)
    await channel.say("concern", mention=True)
    assert channel.last.words == "I have written to you in our own chat."
    assert REF in people.practitioner.showing("Case of Concern").words


async def test_an_incomplete_referral_comes_back_with_what_was_typed(bot: Bot) -> None:
    people = await no_sin_needed(bot)
    form = await open_form(people.practitioner, "Refer as a Case of Concern")
    await people.practitioner.press("Continue", form, ticked="other")
    good = {**REFERRAL, "evidence_other": WORDS}
    for wrong, needed in (
        ({"kind": ""}, "Kind: choose one."),
        ({"kind": "made_up"}, "Kind: choose one."),
        ({"agency": "The circus"}, "Referred by: choose one."),
        ({"learning": ""}, "Multi-agency learning: write it"),
        ({"learning": "x" * 1001}, "This has 1,001 characters, and may have 1,000."),
        ({"evidence_other": ""}, "write the evidence"),
    ):
        await people.practitioner.press("Refer it", form, **{**good, **wrong})
        assert needed in form.words
        kept = {name: value for name, value in {**good, **wrong}.items() if value and value != "made_up"}
        kept.pop("agency")
        assert kept.items() <= standing_in(form).items()
    assert (await case_of(bot)).concern is None
    await people.practitioner.press("Refer it", form, **good)
    assert (await case_of(bot)).concern


async def test_an_open_duty_comes_first_and_an_outsider_sees_no_case_to_refer(bot: Bot) -> None:
    people = await case_in_notification(bot)
    refused = await crafted(people.practitioner, "refer", **REFERRAL)
    assert "A notification or a review is open here, and it comes first." in refused
    assert "Refer as a Case of Concern" not in await case_titles(people.practitioner)
    await people.practitioner.say("concern")
    assert "Refer" not in titles(people.practitioner.showing("The triage comes first").card)
    await people.team.say(f"submitted {REF} today")
    assert "it comes first" in await crafted(people.practitioner, "refer", **REFERRAL)
    stranger = bot.chat(OTHER_PRACTITIONER)
    assert "that you can see" in await crafted(stranger, "refer", **REFERRAL)


async def test_a_referral_pressed_twice_says_that_it_is_there(bot: Bot) -> None:
    people = await no_sin_needed(bot)
    await referred(people)
    again = await crafted(people.practitioner, "refer", **REFERRAL)
    assert again == "A Case of Concern is referred here already. The Review Group decides on it."
    await shown(people.icb, REFERRED)
    assert told(people.icb, REFERRED) == 1


async def test_after_criteria_not_met_an_lcspr_goes_by_the_concern_route(bot: Bot) -> None:
    people = await decided(bot, NOT_MET, NO_LESSONS)
    await referred(people, people.team)
    await proposed(people, "lcspr")
    for chat in people.partners:
        await sign_concern(chat)
    assert (await case_of(bot)).stage.value == "lcspr"
    assert "LCSPR commissioned: Monday 23 November 2026" in await case_words(people.icb)
    assert "Record the LCSPR's start" in await case_titles(people.team)


async def test_only_the_review_group_proposes_and_decides(bot: Bot) -> None:
    people = await no_sin_needed(bot)
    await referred(people)
    for chat in (people.team, people.practitioner):
        refused = await crafted(chat, "propose_outcome", outcome="lcspr", rationale=WORDS)
        assert refused == "Only members of the Review Group can propose an outcome."
    form = await open_form(people.icb, "Propose an outcome")
    await people.icb.press("Propose it", form, outcome="", rationale=WORDS)
    assert "Outcome: choose one." in form.words and standing_in(form)["rationale"] == WORDS
    await people.icb.press("Propose it", form, outcome="lcspr", rationale="")
    assert "Rationale: write it" in form.words and standing_in(form)["outcome"] == "lcspr"
    await people.icb.press("Propose it", form, outcome="lcspr", rationale=WORDS)
    for chat in (people.team, people.practitioner):
        refused = await crafted(chat, "agree", matter="concern_decision", digest="0" * 64)
        assert "Only members of the Review Group decide on this." in refused


async def test_a_dissent_keeps_it_open_until_another_outcome_is_proposed(bot: Bot) -> None:
    people = await no_sin_needed(bot)
    await referred(people)
    await proposed(people, "lcspr")
    await sign_concern(people.icb)
    await sign_concern(people.council, "Disagree", "Too zzz much.")
    words = await sign_concern(people.police)
    assert "Too zzz much." in words and "A member can propose another outcome." in words
    assert (await case_of(bot)).concern_decision is None
    form = await open_form(people.council, "Propose another outcome")
    await people.council.press("Propose it", form, outcome="local_learning", rationale="Enough zzz.")
    for chat in people.partners:
        await eventually(lambda chat=chat: "Enough zzz." in chat.messages[-1].unfolded)
        await sign_concern(chat)
    found = (await case_of(bot)).concern_decision
    assert found and found.outcome == "local_learning"


async def test_outside_its_stage_no_outcome_is_proposed(bot: Bot) -> None:
    people = await in_review(bot)
    refused = await crafted(people.icb, "propose_outcome", outcome="lcspr", rationale=WORDS)
    assert "is at the stage Rapid Review; this belongs to the stage Case of Concern" in refused
    assert "There is nothing to sign here" in await crafted(
        people.icb, "agree", matter="concern_decision", digest="0" * 64
    )
