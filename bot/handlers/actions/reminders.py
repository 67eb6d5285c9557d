"""The actions of reminders have whoever a deadline of a case waits for nudged at once, leave in peace for a while who
has acknowledged it, and turn the weekly list of a person's own steps off."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

import structlog
from microsoft_teams.cards import AdaptiveCard

from bot.cases.available_actions import button_to_acknowledge
from bot.cases.case_service import CaseService
from bot.cases.undelivered import to_remind
from bot.handlers.actions.case_form import CasePress
from bot.handlers.answers import my_steps_now
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn, read_case
from cards.inputs import Values
from cards.my_steps import MONDAYS_OFF, MONDAYS_ON
from cards.nudges import Reminded, acknowledge_card, acknowledged_card, remind_card, reminded_card, to_acknowledge_card
from dialogs.forms import submit_form
from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.errors import InvalidInput
from safeguarding.case.reminders import ask, require_may_remind
from safeguarding.case.state.clocks import Clock, clocks
from safeguarding.case.steps.acknowledging import Acknowledgeable, acknowledge, days_to_choose, require_acknowledgeable
from safeguarding.case.views.history import moment
from safeguarding.case.views.nudges import Nudge, nudges_now
from safeguarding.case.views.recipients import acknowledgeable, may_acknowledge
from safeguarding.people import Actor, Person

OVER = "Nothing waits for this day any more. Open the case for what is due now."
log = structlog.get_logger()


async def _remind(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)
    require_may_remind(turn.actor)
    circumstances = service.rules.circumstances()
    running = nudges_now(case, circumstances.framework, circumstances.calendar, circumstances.today)
    deadline = turn.user_input.text_of("deadline")
    if deadline and deadline not in running:
        raise InvalidInput(OVER)
    if deadline:
        return reminded_card(case, await _ask(service, turn, case, running[deadline]))
    own = [name for name, nudge in running.items() if not _others(service, turn, nudge)]
    return remind_card(case, tuple(running.values()), service.rules.card_context(), own)


async def _ask(service: CaseService, turn: Turn, case: Case, nudge: Nudge) -> Reminded:
    """Asks for the reminders, and returns who gets one. Whom no message reaches is not asked for: they can be called,
    and reminded again at any time."""
    rules, undelivered = service.rules, service.queries.undelivered
    others, marks = _others(service, turn, nudge), undelivered.marks()
    out = [person for person in others if person in marks or not undelivered.knows(person)]
    people, hours = [person for person in others if person not in out], rules.partnership.working_hours
    asked = await service.queries.asked_reminders.ask(
        case.ref,
        lambda known: ask(known, nudge.clock.due.id, people, turn.actor, rules.now(), hours, rules.calendar),
    )
    if asked.new:
        log.info("reminders_asked_for", ref=case.ref, deadline=nudge.clock.due.id, people=len(asked.new))
        service.tell_of(case.ref)
    return Reminded(
        [rules.office(each.person) for each in asked.new],
        [(rules.office(each.person), moment(each.at)) for each in asked.before],
        [rules.office(person) for person in out],
    )


def _others(service: CaseService, turn: Turn, nudge: Nudge) -> list[Person]:
    """Returns whoever the deadline waits for, without whoever presses."""
    return [person for person in to_remind(service.queries, nudge) if person != turn.actor.person]


async def _acknowledge(service: CaseService, turn: Turn) -> ActionResult:
    case, circumstances = await read_case(service, turn), service.rules.circumstances()
    STEPS["acknowledge"].require(case, turn.actor)
    offered = [] if turn.user_input.text_of("deadline") else _offered(case, turn, circumstances)
    if len(offered) > 1:
        of_clock = partial(button_to_acknowledge, case)
        return to_acknowledge_card(case, offered, of_clock, service.rules.card_context())
    deadline = offered[0].due.id if offered else turn.user_input.text_of("deadline")
    what = _to_acknowledge(case, deadline, turn, circumstances)
    days = days_to_choose(what.clock.due.due, circumstances.today, circumstances.calendar)
    # Pressed twice, the form is answered as it was before.
    if not (turn.user_input.is_confirmed and what.standing_for_offices):
        require_acknowledgeable(what, circumstances.today, circumstances.calendar)

    async def step() -> AdaptiveCard:
        press = CasePress(service, turn.actor, turn, case)
        day, reason = press.day("quiet_until", "Nudges come again on"), press.text("reason", "Reason")

        def taken(now: Case, by: Actor, at: datetime) -> Case:
            found = _to_acknowledge(now, deadline, turn, circumstances)
            return acknowledge(now, found, day, reason, by, at, circumstances.calendar)

        after = await press.take(taken)
        return acknowledged_card(after, what.clock, day, service.rules.card_context())

    def render(typed: Values) -> AdaptiveCard:
        return acknowledge_card(case, what, days, service.rules.card_context(), typed)

    return await submit_form(turn.user_input, render, step)


def _offered(case: Case, turn: Turn, circumstances: Circumstances) -> list[Clock]:
    """Returns the deadlines that the person can acknowledge now. Raises InvalidInput where there is none."""
    running = _running(case, circumstances).values()
    found = [clock for clock in running if may_acknowledge(case, turn.actor, clock, circumstances)]
    if not found:
        raise InvalidInput("There is no deadline in this case that you can acknowledge now.")
    return found


def _to_acknowledge(case: Case, deadline: str, turn: Turn, circumstances: Circumstances) -> Acknowledgeable:
    running = _running(case, circumstances)
    if deadline not in running:
        raise InvalidInput(OVER)
    return acknowledgeable(case, turn.actor, running[deadline], circumstances)


def _running(case: Case, circumstances: Circumstances) -> Mapping[str, Clock]:
    return {clock.due.id: clock for clock in clocks(case, circumstances.framework, circumstances.calendar)}


async def _mondays(service: CaseService, turn: Turn) -> ActionResult:
    """Turns the weekly list of a person's own steps off, and on again."""
    lists, person, each = service.queries.monday_lists, turn.actor.person, turn.data.get("each")
    if not isinstance(each, bool):
        raise InvalidInput("Ask for your steps again: the button below them turns the weekly list off, and on again.")
    await (lists.turn_on(person) if each else lists.turn_off(person, service.rules.now()))
    return my_steps_now(service, turn.actor, MONDAYS_ON if lists.come_to(person) else MONDAYS_OFF)


REMINDER_BUTTONS: Mapping[str, ActionHandler] = {"remind": _remind, "acknowledge": _acknowledge, "mondays": _mondays}
