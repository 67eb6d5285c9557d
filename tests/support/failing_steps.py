"""These steps are taken in chat while Teams fails: each begins where everything but its last press or line is done."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.journeys.conftest import OTHER_PRACTITIONER, Bot
from tests.support.answers import opened
from tests.support.fake_teams.one_drive import OneDrive, answer, offer
from tests.support.fake_teams.server import Chat, Message, buttons
from tests.support.people.review_in_chat import (
    DECISION,
    ICB_CHAIRS,
    LESSONS,
    TO_COMMISSION,
    WORDS,
    decided,
    determine,
    fill_in,
    in_review,
    last_page,
    name_chair,
    open_form,
    open_part,
    press_button,
    put_to_the_partners,
)
from tests.support.people.sin_lane import CRITERIA, REF, People, card_of, case_in_notification, everyone, shown, sign

OTHER = "CSCP-2026-002"
Press = tuple[Chat, Awaitable[Any]]
"""Whoever takes the step, and its last press or line, which was not sent yet."""


@dataclass(frozen=True)
class FailingStep:
    """``start`` leads to the case as it stands before the step, ``begin`` to its last press or line."""

    start: Callable[[Bot], Awaitable[People]]
    begin: Callable[[Bot, People, OneDrive], Awaitable[Press]]


async def nobody_hurt(bot: Bot) -> People:
    people = await everyone(bot)
    await opened(bot, people.practitioner, harm="neither")
    return people


async def closed(bot: Bot) -> People:
    people = await nobody_hurt(bot)
    form = await open_form(people.team, "Close the case")
    await people.team.press(f"Close {REF}", form, reason="As the partners agreed.")
    return people


async def two_cases(bot: Bot) -> People:
    people = await nobody_hurt(bot)
    await opened(bot, bot.chat(OTHER_PRACTITIONER), harm="neither")
    await shown(people.team, f"New case {OTHER}")
    return people


async def answered(bot: Bot) -> People:
    people = await case_in_notification(bot)
    await sign(people.icb)
    return people


async def to_confirm(bot: Bot) -> People:
    people = await in_review(bot)
    await name_chair(people)
    await fill_in(people.council, LESSONS)
    await determine(people.police, TO_COMMISSION)
    await shown(people.icb, "Confirm the determination for")
    return people


async def with_the_partners(bot: Bot) -> People:
    return await put_to_the_partners(bot, TO_COMMISSION)


async def commissioned(bot: Bot) -> People:
    return await decided(bot, TO_COMMISSION)


async def _case_card(chat: Chat, ref: str = REF) -> Message:
    await chat.say(f"case {ref}")
    return chat.showing(f"{ref}\nStage: ")


def _form(title: str, sends: str, **typed: str) -> Callable[[Bot, People, OneDrive], Awaitable[Press]]:
    """Builds a step of the Business Team, by the form behind a button of the case's card."""

    async def begin(bot: Bot, people: People, drive: OneDrive) -> Press:
        form = await open_form(people.team, title)
        return people.team, people.team.press(sends, form, **typed)

    return begin


async def _agree(bot: Bot, people: People, drive: OneDrive) -> Press:
    card = await shown(people.icb, CRITERIA)
    return people.icb, people.icb.press("Agree", card)


async def _disagree(bot: Bot, people: People, drive: OneDrive) -> Press:
    card = await shown(people.icb, CRITERIA)
    return people.icb, people.icb.press("Disagree", card, reason="The record is thin.")


async def _change_answer(bot: Bot, people: People, drive: OneDrive) -> Press:
    receipt = card_of(people.icb, CRITERIA)
    await people.icb.press("Change my answer", receipt)
    return people.icb, people.icb.press("Disagree", receipt, reason="New knowledge.")


async def _submit_typed(bot: Bot, people: People, drive: OneDrive) -> Press:
    return people.team, people.team.say(f"submitted {REF} today")


async def _update(bot: Bot, people: People, drive: OneDrive) -> Press:
    await people.practitioner.say(f"update {REF}")
    checked = people.practitioner.showing(f"Check your answers for {REF}")
    change = next(b for b in buttons(checked.card) if b.get("tooltip") == "Change: Place")
    await press_button(people.practitioner, change, checked)
    await people.practitioner.press("Elsewhere, Croydon's child")
    return people.practitioner, people.practitioner.press("Save the changes")


async def _merge(bot: Bot, people: People, drive: OneDrive) -> Press:
    asking = await shown(people.team, f"New case {OTHER}")
    await people.team.press(f"Merge into {REF}", asking)
    return people.team, people.team.press(f"Merge {OTHER} into {REF}", asking, reason="The same child.")


async def _take_file(bot: Bot, people: People, drive: OneDrive) -> Press:
    await people.police.say(f"calendar {REF}")
    return people.police, people.police.post(answer(people.police, offer(people.police), drive.room))


async def _chair(bot: Bot, people: People, drive: OneDrive) -> Press:
    form = await open_form(people.police, "Name the chair")
    return people.police, people.police.press("Name the chair", form, chair=ICB_CHAIRS)


async def _part(bot: Bot, people: People, drive: OneDrive) -> Press:
    form = await open_part(people.icb, "Facts and key practice episodes")
    return people.icb, people.icb.press("Save", form, text=WORDS)


async def _confirm(bot: Bot, people: People, drive: OneDrive) -> Press:
    asking = await shown(people.icb, "Confirm the determination for")
    return people.icb, people.icb.press("Confirm the determination", asking)


async def _decide(bot: Bot, people: People, drive: OneDrive) -> Press:
    page = await last_page(people.icb, DECISION)
    return people.icb, people.icb.press("Agree", page)


STEPS: Mapping[str, FailingStep] = {
    "close": FailingStep(nobody_hurt, _form("Close the case", f"Close {REF}", reason="As the partners agreed.")),
    "reopen": FailingStep(closed, _form("Reopen the case", f"Reopen {REF}", reason="It was none.")),
    "update": FailingStep(nobody_hurt, _update),
    "merge": FailingStep(two_cases, _merge),
    "agree": FailingStep(case_in_notification, _agree),
    "disagree": FailingStep(case_in_notification, _disagree),
    "change the answer": FailingStep(answered, _change_answer),
    "submit by a typed line": FailingStep(case_in_notification, _submit_typed),
    "submit by the form": FailingStep(
        case_in_notification, _form("Record the SIN's submission", "Record the submission", on="2026-11-23")
    ),
    "propose that it was opened in error": FailingStep(
        case_in_notification,
        _form("Opened in error", f"Propose for {REF}: opened in error", kind="test", reason="A tester typed it."),
    ),
    "take a file": FailingStep(case_in_notification, _take_file),
    "name the chair": FailingStep(in_review, _chair),
    "record the liaison": FailingStep(
        in_review,
        _form("Record the liaison", "Record it", boards="ph", vehicle="rapid_review", note="No other review is open."),
    ),
    "ask agencies": FailingStep(
        in_review, _form("Ask agencies", "Record the request", agencies="0,1", due="2026-12-07")
    ),
    "write a part": FailingStep(in_review, _part),
    "confirm the determination": FailingStep(to_confirm, _confirm),
    "agree to the decision": FailingStep(with_the_partners, _decide),
    "start the LCSPR": FailingStep(
        commissioned, _form("Record the LCSPR's start", "Record the start", reviewer="A firm", on="2026-11-23")
    ),
}
