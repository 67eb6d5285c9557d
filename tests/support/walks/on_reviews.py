"""These steps are taken in a Rapid Review, in its decision, in an LCSPR and in a Case of Concern."""

from collections.abc import Mapping

from tests.journeys.conftest import Bot
from tests.support.fake_teams.one_drive import OneDrive
from tests.support.people.review_in_chat import (
    CONCERN,
    DECISION,
    ICB_CHAIRS,
    MEMBERS,
    NOT_TO_COMMISSION,
    TO_COMMISSION,
    WORDS,
    in_review,
    open_part,
)
from tests.support.people.sin_lane import REF, People
from tests.support.people.walkthrough_in_chat import asked
from tests.support.walks import starts
from tests.support.walks.starts import ESCALATION, REFERRAL, TODAY, WHY
from tests.support.walks.step import (
    SAYS,
    Begin,
    Press,
    WalkStep,
    Who,
    fills_in,
    icb,
    police,
    practitioner,
    presses,
    presses_shown,
    says,
    signs,
    signs_as_deputy,
    team,
)

DAY, NEVER = "Correct the day", "Take it back"
RETURNS = "Agency returns"


async def _write_part(bot: Bot, people: People, drive: OneDrive) -> Press:
    form = await open_part(people.icb, "Facts and key practice episodes")
    return people.icb, people.icb.press("Save", form, text=WORDS)


async def _tick_a_list(bot: Bot, people: People, drive: OneDrive) -> Press:
    form = await open_part(people.icb, "Criterion 3: indicators of important lessons")
    return people.icb, people.icb.press("Continue", form, ticked="other")


async def _answer_by_words(bot: Bot, people: People, drive: OneDrive) -> Press:
    await people.icb.say(f"go through {REF}")
    return people.icb, people.icb.say(WORDS)


async def _answer_by_button(bot: Bot, people: People, drive: OneDrive) -> Press:
    await people.icb.say(f"go through {REF}")
    return people.icb, people.icb.press("Continue", asked(people.icb), text=WORDS)


def _goes_through(*titles: str, by: Who = team, **typed: str) -> Begin:
    """Begins behind several buttons of the case's card, one after the other."""

    async def begin(bot: Bot, people: People, drive: OneDrive) -> Press:
        chat = by(people)
        await chat.say(f"case {REF}")
        form = chat.last
        for title in titles[:-1]:
            await chat.press(title, form)
        return chat, chat.press(titles[-1], form, **typed)

    return begin


ON_REVIEWS: Mapping[str, WalkStep] = {
    "propose that the criteria are not met": WalkStep(
        "propose_not_met",
        in_review,
        fills_in("Propose: criteria not met", "Propose it", police, reason="The post-mortem."),
    ),
    "agree that the criteria are not met": WalkStep(
        "agree", starts.not_met_proposed, signs_as_deputy("Sign: not met after all")
    ),
    "see what can be corrected": WalkStep("corrections", in_review, presses("Correct what was recorded")),
    "correct a day": WalkStep(
        "correct_day",
        in_review,
        _goes_through("Correct what was recorded", "Correct the day", DAY, on=starts.FRIDAY, reason=WHY),
    ),
    "confirm a correction": WalkStep("agree", starts.correction_proposed, signs("Agree", icb, starts.CORRECTION)),
    "take a submission back": WalkStep(
        "take_back", in_review, _goes_through("Correct what was recorded", "It never happened", NEVER, reason=WHY)
    ),
    "name the chair": WalkStep(
        "name_chair", in_review, fills_in("Name the chair", "Name the chair", police, chair=ICB_CHAIRS)
    ),
    "record the liaison": WalkStep(
        "liaison",
        in_review,
        fills_in("Record the liaison", "Record it", boards="ph", vehicle="rapid_review", note="No other is open."),
    ),
    "record the DSPs' meeting": WalkStep(
        "meeting", in_review, fills_in("Record the DSPs' meeting", "Record it", police, outcome="not_needed", on=TODAY)
    ),
    "ask agencies": WalkStep(
        "request", in_review, fills_in("Ask agencies", "Record the request", agencies="0,1", due="2026-12-07")
    ),
    "see the returns": WalkStep("returns", starts.asked, presses(RETURNS)),
    "record a return": WalkStep("returned", starts.asked, _goes_through(RETURNS, "Returned", on=TODAY)),
    "take a return back": WalkStep(
        "take_back_return",
        starts.returned,
        _goes_through(RETURNS, "Take back", "Take it back", reason=WHY),
    ),
    "open the record": WalkStep("review", in_review, presses("Open the Rapid Review", icb)),
    "read the record": WalkStep(f"{SAYS}review", in_review, says(f"review {REF}", icb)),
    "open a part": WalkStep("part", in_review, presses("Fill in", icb, f"review {REF}")),
    "read the whole record": WalkStep("read_all", in_review, presses("Read all", icb, f"review {REF}")),
    "go through the record": WalkStep("go_through", in_review, presses("Go through it with me", icb, f"review {REF}")),
    "have the record gone through": WalkStep(f"{SAYS}go through", in_review, says(f"go through {REF}", icb)),
    "answer a question by words": WalkStep("", in_review, _answer_by_words),
    "answer a question by its button": WalkStep("answer", in_review, _answer_by_button),
    "tick what holds": WalkStep("tick", in_review, _tick_a_list),
    "write a part": WalkStep("answer_part", in_review, _write_part),
    "record the determination": WalkStep(
        "determine",
        starts.to_determine,
        fills_in("Record the determination", "Record the determination", police, present=MEMBERS, **TO_COMMISSION),
    ),
    "confirm the determination": WalkStep(
        "confirm_determination",
        starts.to_confirm,
        presses_shown("Confirm the determination", "Confirm the determination for", icb),
    ),
    "agree to the decision": WalkStep("agree", starts.with_the_partners, signs("Agree", icb, DECISION)),
    "agree to the decision as the last": WalkStep("agree", starts.last_to_decide, signs("Agree", icb, DECISION)),
    "propose another decision": WalkStep(
        "propose_decision",
        starts.with_the_partners,
        fills_in("Propose a different decision", "Propose it", police, **NOT_TO_COMMISSION),
    ),
    "put the decision again": WalkStep(
        "put_again",
        starts.dissent,
        fills_in("Re-ask: decision on the LCSPR", "Ask them again", reason="We talked."),
    ),
    "decide by escalation": WalkStep(
        "escalate",
        starts.dissent,
        fills_in("Record an escalated decision", "Record it", team, **TO_COMMISSION, **ESCALATION),
    ),
    "look at the legal constraint again": WalkStep(
        "look_again",
        starts.deferred,
        fills_in("Look again at the constraint", "Record it", until="2027-06-01", note=WORDS),
    ),
    "find the legal constraint gone": WalkStep(
        "look_again", starts.deferred, fills_in("Look again at the constraint", "Record it", until="", note=WORDS)
    ),
    "start the LCSPR": WalkStep(
        "start_lcspr",
        starts.commissioned,
        fills_in("Record the LCSPR's start", "Record the start", reviewer="A firm", on=TODAY),
    ),
    "note the LCSPR's progress": WalkStep(
        "note_progress", starts.started, fills_in("Note the LCSPR's progress", "Note it", note="The panel met.")
    ),
    "complete the LCSPR": WalkStep(
        "complete_lcspr",
        starts.started,
        fills_in("Record the LCSPR's completion", "Record the completion", on=TODAY, note="Published."),
    ),
    "ask for a referral": WalkStep(f"{SAYS}concern", starts.nobody_hurt, says("concern", practitioner)),
    "refer a Case of Concern": WalkStep(
        "refer",
        starts.nobody_hurt,
        _goes_through("Refer as a Case of Concern", "Continue", "Refer it", by=practitioner, **REFERRAL),
    ),
    "propose an outcome": WalkStep(
        "propose_outcome",
        starts.referred,
        fills_in("Propose an outcome", "Propose it", icb, outcome="local_learning", rationale=WHY),
    ),
    "decide a Case of Concern": WalkStep("agree", starts.outcome_proposed, signs("Agree", police, f"{REF}: {CONCERN}")),
}
