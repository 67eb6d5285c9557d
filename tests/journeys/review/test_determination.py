"""One member records the Review Group's determination for the meeting, and the chair confirms it."""

from safeguarding.case.state.matters import LCSPR_DECISION
from safeguarding.case.state.sign_off import sign_off_of
from tests.journeys.conftest import Bot
from tests.support.fake_teams.server import eventually, titles
from tests.support.people.review_in_chat import (
    CONSTRAINED,
    DECISION,
    ICB_CHAIRS,
    MEMBERS,
    NO_LEARNING,
    NO_LESSONS,
    NOT_MET,
    NOT_TO_COMMISSION,
    RECORD,
    TO_COMMISSION,
    WHY,
    WORDS,
    case_of,
    crafted,
    determine,
    fill_in_on_record,
    fill_in_what_is_needed,
    in_review,
    name_chair,
    open_form,
    open_part,
    put_to_the_partners,
    record,
    standing_in,
    told,
)
from tests.support.people.sin_lane import REF, People, case_in_notification, shown

CONFIRM = "Confirm the determination"
TO_CONFIRM = f"Confirm the determination for {REF}"


async def ready(bot: Bot, ticked: tuple[str, ...]) -> People:
    """Every part of the record is filled in; the ICB's DSP chairs."""
    people = await in_review(bot)
    await name_chair(people)
    await fill_in_on_record(bot, people.council, ticked)
    return people


async def test_a_member_records_it_and_the_chair_is_asked_once_to_confirm(bot: Bot) -> None:
    people = await ready(bot, NO_LESSONS)
    recorded = await determine(people.police, NOT_MET)
    assert "Waiting for the chair to confirm." in recorded.words
    asking = await shown(people.icb, TO_CONFIRM)
    for words in ("LCSPR criteria not met", WHY, "Recorded by DSP, police", "(quorum 3)"):
        assert words in asking.words
    assert not (await case_of(bot)).proposal
    await people.icb.press(CONFIRM, asking)
    assert "the determination is confirmed. The three DSPs each get a card" in " ".join(asking.words.split("\n"))
    assert "Determined by the Review Group, confirmed by the chair" in (await record(people.icb)).words
    for chat in people.partners:
        await shown(chat, DECISION)
    assert told(people.icb, TO_CONFIRM) == 0


async def test_a_determination_that_cannot_be_right_comes_back_with_what_was_typed(bot: Bot) -> None:
    people = await ready(bot, NO_LEARNING)
    form = await open_form(people.police, "Record the determination")
    assert standing_in(form)["reasons"] == "no_multi_agency_learning"
    good = {**NOT_TO_COMMISSION, "present": MEMBERS}
    for wrong, needed in (
        ({"outcome": ""}, "Outcome: choose one."),
        ({"outcome": "made up"}, "Outcome: choose one."),
        ({"national": ""}, "A national review: choose one."),
        ({"rationale": " "}, "Rationale: write it"),
        ({"rationale": "x" * 2001}, "This has 2,001 characters, and may have 2,000."),
        ({"reasons": ""}, "Choose at least one reason"),
        ({"reasons": "made_up"}, "Choose the reasons from the list."),
        ({"reasons": "legal_constraints"}, "Give a day to come on which to look again"),
        ({"reasons": "legal_constraints", "look_again_on": "2026-11-20"}, "Give a day to come"),
        ({"look_again_on": "2027-03-01"}, "goes only with a legal constraint"),
        ({"look_again_on": "soon"}, "give a day, for example"),
        ({"outcome": "commission"}, "Reasons not to commission go only with that outcome"),
        ({"present": ""}, "0 members are named as present, and the quorum is 3."),
        ({"present": ICB_CHAIRS}, "1 members are named as present, and the quorum is 3."),
        ({"present": f"{MEMBERS},x|y"}, "Name only members of the Review Group as present."),
        ({"present": "nobody"}, "Choose a person from the list."),
        ({"outcome": "not_met", "reasons": ""}, "This is not what the answers indicate. Say why it differs."),
    ):
        await people.police.press("Record the determination", form, **{**good, **wrong})
        assert needed in form.words, needed
        kept = standing_in(form)
        typed = {**good, **wrong}
        assert kept["rationale"] == typed["rationale"].strip()
        assert kept["present"] == ",".join(who for who in typed["present"].split(",") if who in MEMBERS)
    assert (await case_of(bot)).determination is None
    await people.police.press("Record the determination", form, **good)
    assert "Waiting for the chair" in form.words


async def test_it_may_differ_from_what_the_answers_indicate_with_the_reason(bot: Bot) -> None:
    people = await ready(bot, NO_LEARNING)
    recorded = await determine(people.council, {**TO_COMMISSION, "reasons": ""}, differs="The themes zzz come back.")
    assert "LCSPR criteria met, commission an LCSPR" in recorded.words
    asking = await shown(people.icb, TO_CONFIRM)
    assert "It differs from what the answers indicate" in asking.words
    assert "The themes zzz come back." in asking.words
    assert "Commissioning an LCSPR: not appropriate" in asking.words


async def test_a_changed_answer_makes_it_lapse_and_the_chair_is_asked_anew(bot: Bot) -> None:
    people = await put_to_the_partners(bot, TO_COMMISSION)
    form = await open_part(people.council, "Improvements")
    await people.council.press("Save", form, text="Better zzz handovers.")
    assert (await case_of(bot)).determination is None and (await case_of(bot)).stage.value == "rapid_review"
    refused = await crafted(people.icb, "confirm_determination", seen=1)
    assert "A Review Group member records one." in refused
    await determine(people.police, TO_COMMISSION)
    asking = await shown(people.icb, TO_CONFIRM)
    await people.icb.press(CONFIRM, asking)
    assert (await case_of(bot)).is_determined


async def test_the_chair_confirms_only_what_they_have_read(bot: Bot) -> None:
    people = await ready(bot, NO_LESSONS)
    await determine(people.police, NOT_MET)
    stale = await shown(people.icb, TO_CONFIRM)
    await determine(people.council, TO_COMMISSION, differs="Other zzz words.")
    await people.icb.press(CONFIRM, stale)
    assert "Another determination was recorded since this card was sent" in stale.words
    assert "LCSPR criteria met, commission an LCSPR" in stale.words and "Other zzz words." in stale.words
    assert not (await case_of(bot)).is_determined
    await people.icb.press(CONFIRM, stale)
    assert (await case_of(bot)).is_determined


async def test_the_same_words_pressed_twice_are_one_determination(bot: Bot) -> None:
    people = await ready(bot, NO_LESSONS)
    form = await open_form(people.police, "Record the determination")
    click = people.police.press_activity("Record the determination", form, **NOT_MET, present=MEMBERS)
    await people.police.post(click)
    await people.icb.press(CONFIRM, await shown(people.icb, TO_CONFIRM))
    await people.police.post(click)
    assert (await case_of(bot)).is_determined
    assert len([event for event in (await case_of(bot)).events if event.type == "determined"]) == 1


async def test_only_members_record_it_and_only_the_chair_confirms_it(bot: Bot) -> None:
    people = await ready(bot, NO_LESSONS)
    refused = await crafted(people.team, "determine", **NOT_MET, present=MEMBERS)
    assert refused == "Only members of the Review Group can record the determination."
    await determine(people.police, NOT_MET)
    for chat in (people.police, people.team):
        refused = await crafted(chat, "confirm_determination", seen=1)
        assert refused == "Only the chair of the Rapid Review can confirm the determination."
    for verb in ("determine", "confirm_determination"):
        for confirmed in (True, False):
            refused = await crafted(people.practitioner, verb, **NOT_MET, present=MEMBERS, confirmed=confirmed)
            assert (
                refused == "The record of a Rapid Review is for the Review Group, the partners and the Business Team."
            )
    assert CONFIRM not in titles((await record(people.police)).card)
    assert CONFIRM in titles((await record(people.icb)).card)


async def test_without_a_chair_nobody_confirms_and_the_answer_says_who_names_one(bot: Bot) -> None:
    people = await in_review(bot)
    await fill_in_on_record(bot, people.council, NO_LESSONS)
    await determine(people.police, NOT_MET)
    refused = await crafted(people.icb, "confirm_determination", seen=1)
    assert refused == "No chair is named yet. A Designated Safeguarding Partner names one."
    await name_chair(people)
    await people.icb.press(CONFIRM, await shown(people.icb, TO_CONFIRM))
    assert (await case_of(bot)).is_determined


async def test_a_new_chair_confirms_and_the_former_one_no_longer_does(bot: Bot) -> None:
    people = await ready(bot, NO_LESSONS)
    await determine(people.police, NOT_MET)
    former = await shown(people.icb, TO_CONFIRM)
    form = await open_form(people.icb, "Name the chair")
    await people.icb.press("Name the chair", form, chair=MEMBERS.split(",")[2])
    await people.icb.press(CONFIRM, former)
    assert not (await case_of(bot)).is_determined
    await people.police.press(CONFIRM, await shown(people.police, TO_CONFIRM))
    assert (await case_of(bot)).is_determined


async def test_before_the_submission_and_after_the_decision_nothing_is_determined(bot: Bot) -> None:
    people = await case_in_notification(bot)
    refused = await crafted(people.icb, "determine", **NOT_MET, present=MEMBERS)
    assert "is at the stage Notification; this belongs to the stage Rapid Review" in refused
    await people.team.say(f"submitted {REF} today")
    await name_chair(people)
    await fill_in_what_is_needed(people.council)
    await determine(people.police, CONSTRAINED, differs=WORDS)
    await people.icb.press(CONFIRM, await shown(people.icb, TO_CONFIRM))
    await bot.restart()
    people = People(bot)
    for chat in people.partners:
        await eventually(lambda chat=chat: told(chat, DECISION))
        await crafted(chat, "agree", matter="lcspr_decision", digest=await _digest(bot))
    assert (await case_of(bot)).stage.value == "deferred"
    refused = await crafted(people.icb, "determine", **NOT_MET, present=MEMBERS)
    assert "this belongs to the stage Rapid Review or Decision of the DSPs" in refused
    assert RECORD in (await record(people.icb)).unfolded


async def _digest(bot: Bot) -> str:
    sign_off = sign_off_of(await case_of(bot), LCSPR_DECISION)
    assert sign_off
    return sign_off.matter.digest


async def test_a_member_in_conflict_is_not_offered_as_present(bot: Bot) -> None:
    people = await ready(bot, NO_LESSONS)
    form = await open_form(people.police, "Record the determination")
    assert "Review Group, ICB" in str(form.card)
    standing_back = await open_form(people.icb, "Declare conflict of interest")
    await people.icb.press("Declare it", standing_back, reason=WORDS)
    form = await open_form(people.police, "Record the determination")
    assert "Review Group, police" in str(form.card) and "Review Group, ICB" not in str(form.card)
    assert "Chair: not named yet" in (await record(people.council)).unfolded
