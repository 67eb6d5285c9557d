"""The three partners decide on an LCSPR, with every outcome, dissent and escalation, and the right people are told."""

from structlog.testing import capture_logs

from safeguarding.case.state.matters import LCSPR_DECISION
from safeguarding.case.state.sign_off import sign_off_of
from tests.journeys.conftest import Bot
from tests.support.fake_teams.server import buttons, eventually
from tests.support.people.review_in_chat import (
    CONSTRAINED,
    DECISION,
    MEMBERS,
    NO_LEARNING,
    NO_LESSONS,
    NOT_MET,
    NOT_TO_COMMISSION,
    TO_COMMISSION,
    WHY,
    WORDS,
    assert_channel_says_nothing,
    case_of,
    case_titles,
    case_words,
    channel_words,
    crafted,
    decided,
    determine,
    in_review,
    last_page,
    open_form,
    put_to_the_partners,
    sign_decision,
    standing_in,
    told,
)
from tests.support.people.sin_lane import REF, People, shown

DECIDED = f"{REF}: decided"
ESCALATION = {
    "procedure": "The partnership's zzz procedure.",
    "decided_by": "The chief officers zzz.",
    "on": "2026-11-23",
    "evidence": "The zzz minutes.",
}
INSTEAD = {**NOT_TO_COMMISSION, "rationale": "Nothing zzz to add."}


async def test_an_lcspr_is_commissioned_when_all_three_agree_and_its_six_months_run(bot: Bot) -> None:
    with capture_logs() as logs:
        people = await put_to_the_partners(bot, {**TO_COMMISSION, "national": "recommended"}, in_chat=True)
        first = await shown(people.icb, DECISION)
        assert "This is day 0 of the fifteen working days" in first.words.replace("**", "")
        assert WHY not in first.words and WHY in first.unfolded
        for number, chat in enumerate(people.partners):
            assert (await case_of(bot)).decision is None
            words = await sign_decision(chat)
            assert ("Decided:" in words) == (number == 2)
        decision = await shown(people.team, DECIDED)
    for words in ("by all three partners", "commission an LCSPR; a national review is recommended", WHY):
        assert words in decision.unfolded
    for name in ("tell_commissioned", "tell_national"):
        assert bot.framework.principle(name).text in decision.unfolded
    words = await case_words(people.police)
    assert f"Case {REF}\nLCSPR" in words and "Sunday 23 May 2027" in words
    assert "Open the Rapid Review" in await case_titles(people.team)
    await eventually(lambda: "sign-off of the decision is complete" in channel_words(bot))
    assert_channel_says_nothing(bot)
    assert "zzz" not in str(logs)
    assert told(people.team, DECIDED) == 1


async def test_criteria_met_and_not_commissioned_shows_the_reasons_and_who_is_told(bot: Bot) -> None:
    people = await decided(bot, NOT_TO_COMMISSION, NO_LEARNING)
    decision = await shown(people.team, DECIDED)
    assert "Reason not to commission: There is no potential for multi-agency learning" in decision.unfolded
    assert bot.framework.principle("tell_not_commissioned").text in decision.unfolded
    words = await case_words(people.icb)
    assert f"Case {REF}\nDecided, no LCSPR" in words
    assert "do not commission" in words
    assert_channel_says_nothing(bot)


async def test_the_dsps_may_commission_where_the_group_found_the_criteria_not_met_and_the_difference_stays(
    bot: Bot,
) -> None:
    people = await put_to_the_partners(bot, NOT_MET, NO_LESSONS)
    form = await open_form(people.police, "Propose a different decision")
    await people.police.press("Propose it", form, **TO_COMMISSION)
    for chat in people.partners:
        await eventually(lambda chat=chat: any("instead of the Review Group" in m.words for m in chat.messages))
        await sign_decision(chat)
    assert (await case_of(bot)).stage.value == "lcspr"
    told = await shown(people.team, DECIDED)
    assert "The Review Group had determined otherwise: LCSPR criteria not met." in told.words


async def test_criteria_not_met_ends_the_review_and_leaves_the_case_of_concern(bot: Bot) -> None:
    people = await put_to_the_partners(bot, NOT_MET, NO_LESSONS)
    for chat in people.partners:
        await sign_decision(chat)
    assert (await case_of(bot)).stage.value == "decided"
    assert "Refer as a Case of Concern" in await case_titles(people.team)


async def test_a_legal_constraint_keeps_the_case_open_until_its_day_and_is_looked_at_again(bot: Bot) -> None:
    people = await decided(bot, CONSTRAINED, (*NO_LEARNING[:2], "legal_constraints"))
    words = await case_words(people.icb)
    assert f"Case {REF}\nDecided, LCSPR deferred by a legal constraint" in words
    assert "Look again on: Monday 1 March 2027" in words
    form = await open_form(people.team, "Look again at the constraint")
    await people.team.press("Record it", form, until="2026-11-20", note=WORDS)
    assert "has passed" in form.words and standing_in(form)["note"] == WORDS
    await people.team.press("Record it", form, until="2027-06-01", note=WORDS)
    assert "Look again on: Tuesday 1 June 2027" in await case_words(people.icb)
    form = await open_form(people.team, "Look again at the constraint")
    await people.team.press("Record it", form, until="", note=WORDS)
    assert (await case_of(bot)).stage.value == "decision"
    for chat in people.partners:
        await eventually(lambda chat=chat: "the legal constraint has gone" in chat.messages[-1].words)
        assert "should an LCSPR be commissioned now?" in chat.messages[-1].words
        assert "Agree" not in [button["title"] for button in buttons(chat.messages[-1].card)]
    form = people.icb.messages[-1]
    await people.icb.press("Propose a decision", form)
    await people.icb.press("Propose it", form, **TO_COMMISSION)
    for chat in people.partners:
        await eventually(lambda chat=chat: "instead of the Review Group" in chat.messages[-1].words)
        await sign_decision(chat)
    assert (await case_of(bot)).stage.value == "lcspr"
    await eventually(lambda: told(people.team, DECIDED) == 2)


async def test_a_dsp_proposes_a_different_decision_and_the_three_sign_anew(bot: Bot) -> None:
    people = await put_to_the_partners(bot, TO_COMMISSION)
    await sign_decision(people.icb)
    card = await last_page(people.police, DECISION)
    await people.police.press("Propose a different decision", card)
    await people.police.press("Propose it", card, **INSTEAD)
    await eventually(lambda: "instead of the Review Group" in people.icb.messages[-1].words)
    assert "Nothing zzz to add." in people.icb.messages[-1].unfolded
    assert "has lapsed" in people.icb.messages[-1].words
    for chat in people.partners:
        await eventually(lambda chat=chat: "instead of the Review Group" in chat.messages[-1].words)
        await sign_decision(chat)
    found = (await case_of(bot)).decision
    assert (
        found and found.decision.outcome == "not_commission" and found.decision.rationale.shown == "Nothing zzz to add."
    )
    assert_channel_says_nothing(bot)


async def test_the_same_proposal_pressed_twice_is_one_round(bot: Bot) -> None:
    people = await put_to_the_partners(bot, TO_COMMISSION)
    form = await open_form(people.police, "Propose a different decision")
    click = people.police.press_activity("Propose it", form, **INSTEAD)
    for _ in range(2):
        await people.police.post(click)
    assert sum(event.type == "decision_proposed" for event in (await case_of(bot)).events) == 1


async def test_a_disagreement_is_shown_with_its_reason_and_can_be_decided_by_escalation(bot: Bot) -> None:
    people = await put_to_the_partners(bot, TO_COMMISSION)
    nothing = await crafted(people.team, "escalate", **TO_COMMISSION, **ESCALATION)
    assert "nobody has disagreed" in nothing
    await sign_decision(people.council)
    assert "Give the reason" in await sign_decision(people.police, "Disagree")
    await sign_decision(people.police, "Disagree", "The review zzz adds nothing.")
    icb_card = await shown(people.icb, DECISION)
    await eventually(lambda: "The review zzz adds nothing." in icb_card.unfolded)
    form = await open_form(people.team, "Record an escalated decision")
    for wrong, needed in (
        ({"procedure": ""}, "Which procedure: write it"),
        ({"decided_by": ""}, "Who decided: write it"),
        ({"evidence": ""}, "Written evidence: write it"),
        ({"on": ""}, "Decided on: give the day."),
        ({"on": "2026-11-24"}, "is in the future"),
        ({"on": "2026-11-20"}, "is before the disagreement"),
    ):
        await people.team.press("Record it", form, **TO_COMMISSION, **{**ESCALATION, **wrong})
        assert needed in form.words
        assert standing_in(form)["rationale"] == WHY
    await people.team.press("Record it", form, **TO_COMMISSION, **ESCALATION)
    for words in ("by escalation, not unanimous", "The chief officers zzz.", "The zzz minutes."):
        assert words in form.unfolded
    for chat in people.partners:
        await eventually(lambda chat=chat: any("By escalation, not unanimous" in m.words for m in chat.messages))
    await bot.restart()
    words = await case_words(People(bot).icb)
    assert "by escalation, not unanimous" in words and "Disagreed: Police. Did not answer: ICB." in words
    assert "Local authority agreed; ICB did not answer; Police disagreed; decided by escalation" in words
    assert_channel_says_nothing(bot)


async def test_an_escalation_may_commission_against_the_determination_and_shows_the_difference(bot: Bot) -> None:
    people = await put_to_the_partners(bot, NOT_MET, NO_LESSONS)
    await sign_decision(people.police, "Disagree", "We zzz see lessons.")
    told = await crafted(people.team, "escalate", **TO_COMMISSION, **ESCALATION)
    assert "The Review Group had determined otherwise: LCSPR criteria not met." in told
    assert (await case_of(bot)).stage.value == "lcspr"


async def test_after_a_disagreement_the_matter_can_be_put_again(bot: Bot) -> None:
    people = await put_to_the_partners(bot, TO_COMMISSION)
    await sign_decision(people.police, "Disagree", "Not zzz yet.")
    form = await open_form(people.team, "Re-ask: decision on the LCSPR")
    await people.team.press("Ask them again", form, reason="We zzz talked.")
    put = sign_off_of(await case_of(bot), LCSPR_DECISION)
    assert put
    for chat in people.partners:
        await eventually(lambda chat=chat: any(put.matter.digest in str(message.card) for message in chat.messages))
        assert "Not zzz yet." not in (await shown(chat, DECISION)).unfolded
        await sign_decision(chat)
    found = (await case_of(bot)).decision
    assert found and found.escalation is None


async def test_wrong_people_are_told_who_can_and_wrong_stages_what_is_needed(bot: Bot) -> None:
    people = await in_review(bot)
    early = "this belongs to the stage Decision of the DSPs"
    assert early in await crafted(people.icb, "propose_decision", **INSTEAD)
    assert early in await crafted(people.team, "escalate", **INSTEAD, **ESCALATION)
    assert "LCSPR deferred" in await crafted(people.team, "look_again", note=WORDS)
    for chat in (people.team, people.practitioner):
        assert await crafted(chat, "propose_decision", **INSTEAD) == (
            "Only a Designated Safeguarding Partner can propose a different decision."
        )
    for chat in (people.icb, people.practitioner):
        assert await crafted(chat, "escalate", **INSTEAD, **ESCALATION) == (
            "Only the Business Team can record a decision by escalation."
        )
        assert await crafted(chat, "look_again", note=WORDS) == (
            "Only the Business Team can look again at a legal constraint."
        )
    for chat in (people.icb, people.team):
        words = await crafted(chat, "agree", matter="lcspr_decision", digest="0" * 64)
        assert "There is nothing to sign here" in words


async def test_a_stale_decision_card_signs_nothing_and_after_the_decision_all_is_closed(bot: Bot) -> None:
    people = await put_to_the_partners(bot, TO_COMMISSION)
    stale = people.council.press_activity("Agree", await last_page(people.council, DECISION))
    await determine(people.police, {**TO_COMMISSION, "rationale": "Other zzz words."}, present=MEMBERS)
    _, body = await people.council.post(stale)
    assert "Nothing was signed by this press." in str(body) and "determination anew" in str(body)
    await people.icb.press("Confirm the determination", await shown(people.icb, "Confirm the determination for"))
    _, body = await people.council.post(stale)
    assert "The case has changed since this card was sent" in str(body)
    for chat in people.partners:
        await eventually(lambda chat=chat: "Other zzz words." in chat.messages[-1].unfolded)
        await sign_decision(chat)
    late = await crafted(people.icb, "propose_decision", **INSTEAD)
    assert "is at the stage LCSPR; this belongs to the stage Decision of the DSPs" in late
    assert "this belongs to the stage" in await crafted(people.icb, "answer_part", part="facts", seen=1, text="x")
