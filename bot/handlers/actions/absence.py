"""Absence actions record that somebody is away from their office or hands a case over, and that they are back."""

from collections.abc import Mapping
from datetime import date

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.actions.case_form import CasePress, read_press
from bot.handlers.results import ActionHandler, ActionResult, CommandResult
from bot.handlers.turn import Turn
from cards.absence import AwayRow, absence_recorded_card, away_card, hand_over_for_card, handed_over_card
from cards.inputs import Values
from cards.refusal import refused_card
from dialogs.forms import person_value, read_choice, read_day, read_person, submit_form
from dialogs.messages import CardMessage
from dialogs.typed_answers import parse_day_ahead
from safeguarding.case.absences import end_absence, may_record_for_others, record_absence
from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.steps.handing_over import hand_over, take_back_part
from safeguarding.case.views.recipients import taking_over
from safeguarding.dates.working_days import london_date, spoken
from safeguarding.people import Actor, Person, Seat, in_order


async def away_answer(service: CaseService, actor: Actor, words: str) -> CommandResult:
    """Answers ``away`` with who is away; ``away until DATE`` records that the person is."""
    if words:
        return CardMessage(await _record(service, actor.person, _day(service, words), actor), "Away")
    return CardMessage(_card(service, actor, {}), "Away")


def _day(service: CaseService, words: str) -> date:
    today, (first, _, said) = london_date(service.rules.now()), words.partition(" ")
    day = parse_day_ahead(said, today) if first.casefold() == "until" else None
    if day is None:
        raise InvalidInput(
            "Say until when, for example: away until 14/12/2026. That is the day on which you are back. To report an "
            "incident, type triage."
        )
    return day


async def _away(service: CaseService, turn: Turn) -> ActionResult:
    async def step() -> AdaptiveCard:
        typed, person = turn.user_input, turn.actor.person
        if may_record_for_others(turn.actor):
            person = read_person(read_choice(typed, "person", service.rules.offices(), "Who is away"))
        return await _record(service, person, read_day(typed, "back_on", "Back on"), turn.actor)

    return await submit_form(turn.user_input, lambda typed: _card(service, turn.actor, typed), step)


async def _is_back(service: CaseService, turn: Turn) -> ActionResult:
    who = turn.user_input.text_of("who")
    person = read_person(who) if who else turn.actor.person
    absence = service.queries.absences.of(person)
    if absence is None:
        pressed = {**turn.data, "verb": turn.verb}
        return refused_card(_card(service, turn.actor, {}), "There is no absence to end.", "", pressed, "warning")
    ended = end_absence(absence, turn.actor, service.rules.now(), service.rules.partnership)
    await service.queries.absences.record(ended)
    return absence_recorded_card(
        f"Recorded: {service.rules.office(person)} is back.", "What waits comes to them again."
    )


async def _record(service: CaseService, person: Person, back: date, actor: Actor) -> AdaptiveCard:
    """Records the absence, and returns its receipt."""
    absence = record_absence(person, back, actor, service.rules.now(), service.rules.partnership)
    await service.queries.absences.record(absence)
    said = f"Recorded: {service.rules.office(person)} is away until {spoken(back)}."
    return absence_recorded_card(said, service.rules.acting_meanwhile(person))


def _card(service: CaseService, actor: Actor, values: Values) -> AdaptiveCard:
    partnership, others = service.rules.partnership, may_record_for_others(actor)
    rows = [
        AwayRow(service.rules.office(person), back, person_value(person) if others or person == actor.person else "")
        for person, back in sorted(partnership.away.items(), key=lambda entry: entry[1])
    ]
    people = service.rules.offices() if others else {}
    return away_card(rows, people, values, holds_office=partnership.names(actor.person))


async def hand_over_answer(service: CaseService, actor: Actor, ref: str) -> CommandResult:
    return CardMessage(await _handed_over(service, actor, ref), "Handed over")


async def _hand_over(service: CaseService, turn: Turn) -> ActionResult:
    return await _handed_over(service, turn.actor, turn.user_input.text_of("ref"))


async def _handed_over(service: CaseService, actor: Actor, ref: str) -> AdaptiveCard:
    case, partnership = await service.queries.read(ref, actor), service.rules.partnership

    def step(now: Case) -> Case:
        return hand_over(now, taking_over(now, actor.person, partnership), actor, service.rules.now())

    case = await service.apply(case.ref, step)
    others = [service.rules.office(person) for person in taking_over(case, actor.person, partnership)]
    return handed_over_card(case.ref, others)


async def _take_back_part(service: CaseService, turn: Turn) -> ActionResult:
    press = await read_press(service, turn)
    after = await press.take(take_back_part)
    said, follows = f"{after.ref}: your part is yours again.", "What waits for you comes to you."
    return press.receipt(after, said, follows, changes=["hand_over"])


async def _hand_over_for(service: CaseService, turn: Turn) -> ActionResult:
    """Hands over somebody else's part in a case, or has them take part again."""
    press, who = await read_press(service, turn), turn.user_input.text_of("who")
    STEPS["hand_over_for"].require(press.case, press.actor)
    if who:
        person = read_person(who)
        after = await press.take(lambda now, by, at: take_back_part(now, by, at, person))
        return _recorded_of(press, after, f"{press.rules.office(person)} takes part again.")

    async def step() -> AdaptiveCard:
        person = read_person(press.choice("person", press.rules.offices(), "Whose part"))
        partnership = press.rules.partnership
        after = await press.take(
            lambda now, by, at: hand_over(now, taking_over(now, person, partnership), by, at, person)
        )
        return _recorded_of(press, after, f"{press.rules.office(person)} has handed over.")

    return await submit_form(press.typed, lambda typed: _of_others(service, press.case, typed), step)


def _recorded_of(press: CasePress, case: Case, said: str) -> AdaptiveCard:
    return press.receipt(case, f"{case.ref}: {said}", "All who hold the seat are told.", changes=["hand_over_for"])


def _of_others(service: CaseService, case: Case, values: Values) -> AdaptiveCard:
    partnership, office = service.rules.partnership, service.rules.office
    holders = dict.fromkeys(person for seat in Seat for person in partnership.people(seat.value, deputies=True))
    people = {person_value(person): office(person) for person in holders if person not in case.handed_over}
    handed_over = {person_value(person): office(person) for person in in_order(case.handed_over)}
    return hand_over_for_card(case.ref, people, handed_over, values)


ABSENCE_BUTTONS: Mapping[str, ActionHandler] = {
    "away": _away,
    "is_back": _is_back,
    "hand_over": _hand_over,
    "hand_over_for": _hand_over_for,
    "take_back_part": _take_back_part,
}
