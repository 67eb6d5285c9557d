"""The action of a reminder has whoever a deadline of a case waits for nudged at once."""

from collections.abc import Mapping

import structlog

from bot.cases.case_service import CaseService
from bot.cases.undelivered import to_remind
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn, read_case
from cards.nudges import Reminded, remind_card
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.reminders import ask, require_may_remind
from safeguarding.case.views.history import moment
from safeguarding.case.views.nudges import Nudge, nudges_now
from safeguarding.people import Person

log = structlog.get_logger()


async def _remind(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)
    require_may_remind(turn.actor)
    circumstances = service.rules.circumstances()
    running = nudges_now(case, circumstances.framework, circumstances.calendar, circumstances.today)
    deadline = turn.user_input.text_of("deadline")
    if deadline and deadline not in running:
        raise InvalidInput("Nothing waits for this day any more. Open the case for what is due now.")
    told = await _ask(service, turn, case, running[deadline]) if deadline else None
    own = [name for name, nudge in running.items() if not _others(service, turn, nudge)]
    return remind_card(case, tuple(running.values()), service.rules.card_context(), told, own)


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
        service.changed.emit(case.ref)
    return Reminded(
        [rules.office(each.person) for each in asked.new],
        [(rules.office(each.person), moment(each.at)) for each in asked.before],
        [rules.office(person) for person in out],
    )


def _others(service: CaseService, turn: Turn, nudge: Nudge) -> list[Person]:
    """Returns whoever the deadline waits for, without whoever presses."""
    return [person for person in to_remind(service.queries, nudge) if person != turn.actor.person]


REMINDER_BUTTONS: Mapping[str, ActionHandler] = {"remind": _remind}
