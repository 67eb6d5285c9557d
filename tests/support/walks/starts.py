"""Here the steps of the walks begin: each leads a new bot to one state of a case."""

from tests.journeys.conftest import Bot
from tests.support.answers import on_record, opened
from tests.support.fake_teams.server import buttons
from tests.support.people.review_in_chat import (
    CONSTRAINED,
    DECISION,
    LESSONS,
    NO_LEARNING,
    NO_LESSONS,
    NOT_MET,
    TO_COMMISSION,
    crafted,
    decided,
    determine,
    fill_in,
    in_review,
    inputs,
    name_chair,
    open_form,
    press_button,
    put_to_the_partners,
    sign_decision,
)
from tests.support.people.sin_lane import CRITERIA, REF, People, case_in_notification, everyone, shown, sign
from tests.support.simulated_year.mornings import TUESDAY, go_to

OTHER = "CSCP-2026-002"
WHY = "As the partners agreed."
TODAY = "2026-11-23"
FRIDAY = "2026-11-20"
ESCALATION = {"procedure": "Our own.", "decided_by": "The chief officers.", "on": TODAY, "evidence": "The minutes."}
CHANGE = "Should this change of the facts take effect?"
ERROR = "Was this case opened in error?"
TRANSFER = "Should this case be transferred to Surrey?"
MERGING = f"Should this case be merged into {REF}?"
CORRECTION = "Should this correction take effect?"
REFERRAL = {"kind": "near_miss", "agency": "Health", "learning": "Two agencies met the family."}


async def nobody_hurt(bot: Bot) -> People:
    people = await everyone(bot)
    await opened(bot, people.practitioner, harm="neither")
    return people


async def closed(bot: Bot) -> People:
    people = await nobody_hurt(bot)
    await crafted(people.team, "close", reason=WHY)
    return people


async def two_cases(bot: Bot) -> People:
    """Neither has a duty, and both are of the same day."""
    people = await everyone(bot)
    for chat in (people.practitioner, people.other_practitioner):
        await opened(bot, chat, harm="hurt", age="25_or_over")
    await shown(people.team, f"New case {OTHER}")
    return people


async def merged(bot: Bot) -> People:
    people = await two_cases(bot)
    await crafted(people.team, "merge", ref=OTHER, into=REF, reason=WHY)
    return people


async def linked(bot: Bot) -> People:
    people = await two_cases(bot)
    await crafted(people.team, "link", ref=OTHER, into=REF, kind="same_family", theme="", reason=WHY)
    return people


async def merge_proposed(bot: Bot) -> People:
    """The three partners have agreed, and the DCS is still to agree."""
    people = await in_review(bot)
    await on_record(bot, people.other_practitioner)
    await crafted(people.team, "merge", ref=OTHER, into=REF, reason=WHY)
    for chat in people.partners:
        await sign(chat, MERGING)
    return people


async def tuesday(bot: Bot) -> People:
    people = await case_in_notification(bot)
    await go_to(bot, TUESDAY)
    return people


async def answered(bot: Bot) -> People:
    people = await case_in_notification(bot)
    await sign(people.icb)
    return people


async def disagreed(bot: Bot) -> People:
    people = await case_in_notification(bot)
    await sign(people.icb, CRITERIA, "Disagree", "The record is thin.")
    return people


async def escalated(bot: Bot) -> People:
    people = await disagreed(bot)
    await crafted(people.team, "escalate_criteria", met="not_met", **ESCALATION)
    return people


async def elsewhere(bot: Bot) -> People:
    return await case_in_notification(bot, happened_in="Surrey")


async def transfer_agreed(bot: Bot) -> People:
    people = await elsewhere(bot)
    await crafted(people.team, "propose_transfer", authority="Surrey", told_on=TODAY, reason=WHY)
    await sign(people.council, TRANSFER)
    await sign(people.police, TRANSFER)
    return people


async def restricted(bot: Bot) -> People:
    people = await case_in_notification(bot)
    form = await open_form(people.team, "Restrict the case")
    await people.team.press(f"Restrict {REF}", form, **{**standing(form.card), "reason": WHY})
    return people


async def conflicted(bot: Bot) -> People:
    people = await case_in_notification(bot)
    await crafted(people.icb, "declare_conflict", reason=WHY)
    return people


async def with_deputy(bot: Bot) -> People:
    people = await case_in_notification(bot)
    await people.icb_deputy.install()
    return people


async def handed_over(bot: Bot) -> People:
    people = await with_deputy(bot)
    await people.icb.say(f"hand over {REF}")
    return people


async def away(bot: Bot) -> People:
    people = await with_deputy(bot)
    await people.icb.say("away until Thursday")
    return people


async def error_proposed(bot: Bot) -> People:
    """One partner has confirmed that the case was opened in error."""
    people = await case_in_notification(bot)
    await crafted(people.team, "propose_opened_in_error", kind="test", reason=WHY)
    await sign(people.council, ERROR)
    return people


async def closed_in_error(bot: Bot) -> People:
    people = await error_proposed(bot)
    await sign(people.police, ERROR)
    return people


async def change_proposed(bot: Bot) -> People:
    """The three partners have agreed to a change that ends the notification, and the DCS is still to agree."""
    people = await case_in_notification(bot)
    await people.practitioner.say(f"update {REF}")
    checked = people.practitioner.last
    change = next(b for b in buttons(checked.card) if b["data"].get("step") == "abuse_or_neglect")
    await press_button(people.practitioner, change, checked)
    await people.practitioner.press("Neither known nor suspected", evidence="A known heart condition.")
    await people.practitioner.press("Save the changes")
    for chat in people.partners:
        await sign(chat, CHANGE)
    return people


async def dead_after_decision(bot: Bot) -> People:
    people = await decided(bot, NOT_MET, NO_LESSONS, harm="seriously_harmed")
    await people.practitioner.say(f"update {REF}")
    checked = people.practitioner.last
    change = next(b for b in buttons(checked.card) if b["data"].get("step") == "harm")
    await press_button(people.practitioner, change, checked)
    await people.practitioner.press("Died", evidence="The hospital told the social worker.")
    await people.practitioner.press("Today")
    await people.practitioner.press("Save the changes")
    return people


async def asked(bot: Bot) -> People:
    people = await in_review(bot)
    await crafted(people.team, "request", agencies="2,3", due="2026-12-07")
    return people


async def returned(bot: Bot) -> People:
    people = await asked(bot)
    await crafted(people.team, "returned", agency="Health", on=TODAY)
    return people


async def not_met_proposed(bot: Bot) -> People:
    """The three partners have agreed that the criteria are not met after all, and the DCS is still to agree."""
    people = await in_review(bot)
    await crafted(people.police, "propose_not_met", reason="The post-mortem.")
    for chat in people.partners:
        await sign(chat, "Were the criteria for the notification not met after all?")
    return people


async def correction_proposed(bot: Bot) -> People:
    people = await in_review(bot)
    for chat, on in ((people.team, FRIDAY), (people.council, TODAY)):
        form = await open_form(chat, "Correct what was recorded")
        await chat.press("Correct the day", form)
        await chat.press("Correct the day", form, on=on, reason=WHY)
    await shown(people.icb, CORRECTION)
    return people


async def to_determine(bot: Bot) -> People:
    people = await in_review(bot)
    await name_chair(people)
    await fill_in(people.council, LESSONS)
    return people


async def to_confirm(bot: Bot) -> People:
    people = await to_determine(bot)
    await determine(people.police, TO_COMMISSION)
    await shown(people.icb, "Confirm the determination for")
    return people


async def with_the_partners(bot: Bot) -> People:
    return await put_to_the_partners(bot, TO_COMMISSION)


async def dissent(bot: Bot) -> People:
    people = await with_the_partners(bot)
    await sign_decision(people.police, "Disagree", "The review adds nothing.")
    return people


async def last_to_decide(bot: Bot) -> People:
    people = await with_the_partners(bot)
    for chat in (people.council, people.police):
        await sign_decision(chat)
    await shown(people.icb, DECISION)
    return people


async def deferred(bot: Bot) -> People:
    return await decided(bot, CONSTRAINED, (*NO_LEARNING[:2], "legal_constraints"))


async def commissioned(bot: Bot) -> People:
    return await decided(bot, TO_COMMISSION)


async def started(bot: Bot) -> People:
    people = await commissioned(bot)
    await crafted(people.team, "start_lcspr", reviewer="A firm", on=TODAY)
    return people


async def referred(bot: Bot) -> People:
    people = await nobody_hurt(bot)
    await crafted(people.practitioner, "refer", **REFERRAL)
    return people


async def outcome_proposed(bot: Bot) -> People:
    """Two of the Review Group have agreed to an LCSPR, and one more is needed."""
    people = await referred(bot)
    await crafted(people.icb, "propose_outcome", outcome="lcspr", rationale=WHY)
    for chat in (people.icb, people.council):
        await sign(chat, "The Case of Concern")
    return people


def standing(card: object) -> dict[str, str]:
    """Returns the values that stand in a form's inputs."""
    return {field["id"]: field.get("value", "") for field in inputs(card)}
