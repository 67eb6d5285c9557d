"""Restriction actions answer the buttons of a restriction and of a conflict of interest."""

from collections.abc import Mapping
from datetime import timedelta

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.answers import receipt
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn, read_case
from cards.case.restriction import restriction_card, withdrawal_card
from cards.elements import LONGEST_EVIDENCE, closed_card
from dialogs.forms import (
    ReasonForm,
    person_value,
    read_choice,
    read_day,
    read_multi_choice,
    read_person,
    read_text,
    submit_form,
    submit_reason,
)
from safeguarding.case.case import Case
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.steps.restriction import declare_conflict, lift_restriction, restrict, withdraw_conflict
from safeguarding.people import Person, Seat

REVIEW_AFTER = timedelta(days=90)
LABEL = "Reason"


async def _restrict(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)
    people = {
        person_value(who): service.rules.office(who)
        for who in (*service.rules.partnership.office_holders(), case.opener)
    }

    async def step() -> AdaptiveCard:
        named = frozenset(
            read_person(value) for value in read_multi_choice(turn.user_input, "visible_to") if value in people
        )
        review_on = read_day(turn.user_input, "review_on", "When to review the restriction")
        reason = read_text(turn.user_input, service.text, "reason", LONGEST_EVIDENCE, LABEL)
        after = await service.apply(
            case.ref,
            lambda now: restrict(now, named, review_on, _needed(service, now), reason, turn.actor, service.rules.now()),
        )
        said = f"{after.ref} is restricted to {len(named)} people."
        follows = "Nobody else sees it, and the channel hears nothing of it."
        return receipt(service, turn.actor, after, said, follows, changes=["restrict", "lift_restriction"])

    first = {
        "visible_to": ",".join(person_value(who) for who in _named_at_first(service, case)),
        "review_on": (turn.user_input.today + REVIEW_AFTER).isoformat(),
    }
    return await submit_form(turn.user_input, lambda typed: restriction_card(case, people, typed or first), step)


def _named_at_first(service: CaseService, case: Case) -> tuple[Person, ...]:
    """Returns the people named before; otherwise whoever has a part in the case as it stands."""
    if case.access.restriction:
        return case.access.restriction.visible_to
    seats = [holder.person for seat in Seat for holder in service.rules.partnership.holders(seat)]
    review = [*service.rules.partnership.people("review_group"), *([case.chair] if case.chair else [])]
    reviewing = review if _is_reviewed(case) else []
    return tuple(dict.fromkeys([*seats, *service.rules.partnership.people("business_team"), *reviewing, case.opener]))


def _is_reviewed(case: Case) -> bool:
    """Says whether the Review Group has a part in the case: before that it is named only if somebody chooses so."""
    return case.sin_submitted is not None or case.concern is not None


def _needed(service: CaseService, case: Case) -> dict[str, frozenset[Person]]:
    """Returns the offices without which no step could be taken, with their holders and deputies."""
    people = service.rules.partnership.people
    seats = {seat.label: frozenset(people(seat.value, deputies=True)) for seat in Seat}
    reviewing = {"the Review Group": frozenset(people("review_group"))} if _is_reviewed(case) else {}
    return {**seats, "the Business Team": frozenset(people("business_team")), **reviewing}


async def _lift_restriction(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)
    said = "The Review Group sees the case again, and the channel hears of its deadlines."

    async def step(reason: FreeText) -> AdaptiveCard:
        after = await service.apply(
            case.ref, lambda now: lift_restriction(now, reason, turn.actor, service.rules.now())
        )
        follows = "The Review Group sees the case again, and the channel hears of its deadlines."
        said = f"{case.ref}: the restriction is lifted."
        return receipt(service, turn.actor, after, said, follows, changes=["restrict"])

    form = ReasonForm(f"Lift the restriction of {case.ref}", "Lift the restriction", said, {"ref": case.ref})
    return await submit_reason(turn.user_input, service.text, form, step)


async def _declare_conflict(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)
    said = "You take no part in this case and see it no more. Your deputy gets the cards to sign. Name nobody here."

    async def step(reason: FreeText) -> AdaptiveCard:
        await service.apply(case.ref, lambda now: declare_conflict(now, reason, turn.actor, service.rules.now()))
        return closed_card(f"Recorded for {case.ref}. A deputy takes your part, and you no longer see the case.")

    form = ReasonForm(f"Declare a conflict of interest in {case.ref}", "Declare it", said, {"ref": case.ref})
    return await submit_reason(turn.user_input, service.text, form, step)


async def _withdraw_conflict(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)
    people = {person_value(who): service.rules.office(who) for who in case.access.conflicted}

    async def step() -> AdaptiveCard:
        who = read_person(read_choice(turn.user_input, "person", people, "Whose conflict of interest"))
        reason = read_text(turn.user_input, service.text, "reason", LONGEST_EVIDENCE, LABEL)
        after = await service.apply(
            case.ref, lambda now: withdraw_conflict(now, who, reason, turn.actor, service.rules.now())
        )
        said = f"{case.ref}: the conflict of interest is withdrawn."
        return receipt(service, turn.actor, after, said, f"{people[person_value(who)]} takes part in the case again.")

    return await submit_form(turn.user_input, lambda typed: withdrawal_card(case, people, typed), step)


RESTRICTION_BUTTONS: Mapping[str, ActionHandler] = {
    "restrict": _restrict,
    "lift_restriction": _lift_restriction,
    "declare_conflict": _declare_conflict,
    "withdraw_conflict": _withdraw_conflict,
}
