"""Partnership actions record what the partnership of another authority was told, and what it answered."""

from collections.abc import Mapping
from typing import get_args

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.answers import receipt
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn, read_case
from cards.case.other_authorities import partnership_card
from cards.elements import LONGEST_EVIDENCE
from dialogs.forms import read_choice, read_day, read_optional_day, submit_form, text_within
from safeguarding.case.available_steps import STEPS
from safeguarding.case.events.authority_events import PartnershipAnswer, ReviewHost
from safeguarding.case.steps.transfer import record_partnership


async def _partnership(service: CaseService, turn: Turn) -> ActionResult:
    case, typed = await read_case(service, turn), turn.user_input
    STEPS["record_partnership"].require(case, turn.actor)

    async def step() -> AdaptiveCard:
        authority, answer = typed.text_of("authority"), read_choice(typed, "answer", ANSWERS, "Its answer")
        told_on, answered_on = (
            read_day(typed, "told_on", "Told on"),
            read_optional_day(typed, "answered_on", "Answered"),
        )
        host = read_choice(typed, "host", HOSTS, "Who hosts a joint review") if typed.text_of("host") else None
        words = typed.text_of("note")
        note = text_within(service.text, words, LONGEST_EVIDENCE, "The note", "note") if words else None
        after = await service.apply(
            case.ref,
            lambda now: record_partnership(
                now,
                authority,
                told_on,
                answer,
                turn.actor,
                service.rules.now(),
                answered_on=answered_on,
                host=host,
                note=note,
            ),
        )
        said = f"{case.ref}: what the other partnership said is recorded."
        follows = "What is recorded last counts. The rest stays in the history."
        return receipt(service, turn.actor, after, said, follows, changes=["partnership"])

    return await submit_form(typed, lambda filled: partnership_card(case, filled), step)


ANSWERS: tuple[PartnershipAnswer, ...] = get_args(PartnershipAnswer)
HOSTS: tuple[ReviewHost, ...] = get_args(ReviewHost)
PARTNERSHIP_BUTTONS: Mapping[str, ActionHandler] = {"partnership": _partnership}
