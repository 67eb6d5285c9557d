"""Restriction actions answer the buttons of a restriction and of a conflict of interest."""

from collections.abc import Mapping
from datetime import timedelta

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.actions.case_form import CasePress, FormAction, ReasonAction, asks, takes
from bot.handlers.results import ActionHandler
from cards.case.restriction import restriction_card, withdrawal_card
from cards.elements import closed_card
from cards.inputs import Values
from dialogs.forms import person_value, read_multi_choice, read_person
from safeguarding.case.absences import stand_ins
from safeguarding.case.case import Case
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.steps.restriction import declare_conflict, lift_restriction, restrict, withdraw_conflict
from safeguarding.people import Person, Seat, office_label

REVIEW_AFTER = timedelta(days=90)
SEEN_AGAIN = "The Review Group sees the case again, and the channel hears of its deadlines."


def _restriction_form(press: CasePress, filled: Values) -> AdaptiveCard:
    first = {
        "visible_to": ",".join(person_value(who) for who in _named_at_first(press)),
        "review_on": (press.typed.today + REVIEW_AFTER).isoformat(),
    }
    return restriction_card(press.case, _people(press), filled or first)


async def _restrict(press: CasePress) -> AdaptiveCard:
    chosen, people = read_multi_choice(press.typed, "visible_to"), _people(press)
    named = frozenset(read_person(value) for value in chosen if value in people)
    review_on, reason = press.day("review_on", "When to review the restriction"), press.text("reason", "Reason")
    after = await press.take(
        lambda now, by, at: restrict(now, named, review_on, _needed(press.service, now), reason, by, at)
    )
    follows = "Nobody else sees it, and the channel hears nothing of it."
    changes = ["restrict", "lift_restriction"]
    return press.receipt(after, f"{after.ref} is restricted to {len(named)} people.", follows, changes=changes)


def _people(press: CasePress) -> dict[str, str]:
    return {**press.rules.offices(), person_value(press.case.opener): press.rules.office(press.case.opener)}


def _named_at_first(press: CasePress) -> tuple[Person, ...]:
    """Returns the people named before; otherwise whoever has a part in the case as it stands."""
    case, partnership = press.case, press.rules.partnership
    if case.access.restriction:
        return case.access.restriction.visible_to
    seats = [holder.person for seat in Seat for holder in partnership.holders(seat)]
    review = [*partnership.people("review_group"), *([case.chair] if case.chair else [])]
    reviewing = review if _is_reviewed(case) else []
    return tuple(dict.fromkeys([*seats, *partnership.people("business_team"), *reviewing, case.opener]))


def _is_reviewed(case: Case) -> bool:
    """Says whether the Review Group has a part in the case: before that it is named only if somebody chooses so."""
    return case.sin_submitted is not None or case.concern is not None


def _needed(service: CaseService, case: Case) -> dict[str, frozenset[Person]]:
    """Returns the offices without which no step could be taken, with their holders and deputies."""
    people = service.rules.partnership.people
    seats = {seat.label: frozenset(people(seat.value, deputies=True)) for seat in Seat}
    reviewing = {"the Review Group": frozenset(people("review_group"))} if _is_reviewed(case) else {}
    return {**seats, "the Business Team": frozenset(people("business_team")), **reviewing}


async def _declare_conflict(press: CasePress, reason: FreeText) -> AdaptiveCard:
    after = await press.take(lambda now, by, at: declare_conflict(now, reason, by, at))
    _, alone = stand_ins(press.actor.person, press.rules.partnership, after.access.conflicted)
    nobody = (
        f"Nobody else is there for: {'; '.join(map(office_label, alone))}. Tell whoever keeps the partnership file."
    )
    takes = nobody if alone else "A deputy takes your part."
    return closed_card(f"Recorded for {after.ref}: you no longer see the case. {takes}")


async def _withdraw_conflict(press: CasePress) -> AdaptiveCard:
    people = _in_conflict(press)
    who = read_person(press.choice("person", people, "Whose conflict of interest"))
    reason = press.text("reason", "Reason")
    after = await press.take(lambda now, by, at: withdraw_conflict(now, who, reason, by, at))
    said = f"{after.ref}: the conflict of interest is withdrawn."
    return press.receipt(after, said, f"{people[person_value(who)]} takes part in the case again.")


def _in_conflict(press: CasePress) -> dict[str, str]:
    return {person_value(who): press.rules.office(who) for who in press.case.access.conflicted}


RESTRICTION_BUTTONS: Mapping[str, ActionHandler] = {
    "restrict": FormAction(_restriction_form, _restrict),
    "lift_restriction": ReasonAction(
        asks("Lift the restriction of {ref}", "Lift the restriction", SEEN_AGAIN),
        takes(lift_restriction, "{ref}: the restriction is lifted.", SEEN_AGAIN, changes=["restrict"]),
    ),
    "declare_conflict": ReasonAction(
        asks(
            "Declare a conflict of interest in {ref}",
            "Declare it",
            "You take no part in this case and see it no more. Your deputy gets the cards to sign. Name nobody here.",
        ),
        _declare_conflict,
    ),
    "withdraw_conflict": FormAction(
        lambda press, filled: withdrawal_card(press.case, _in_conflict(press), filled), _withdraw_conflict
    ),
}
