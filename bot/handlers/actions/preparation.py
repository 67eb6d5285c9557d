"""Preparation actions answer the buttons of a Rapid Review's preparation: its chair, which kind of review it is, what
agencies were asked and have returned, and the DSPs' meeting."""

from collections.abc import Mapping

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.answers import readable, receipt, receipt_of_review
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn, read_case
from cards.elements import LONGEST_EVIDENCE
from cards.rapid_review.preparation import (
    BOARDS,
    MEETING_CHOICES,
    chair_card,
    in_short,
    liaison_as_recorded,
    liaison_card,
    meeting_card,
    request_card,
    returns_card,
    whom_asked,
)
from dialogs.forms import (
    ReasonForm,
    person_value,
    read_choice,
    read_day,
    read_multi_choice,
    read_person,
    read_text,
    refused_form,
    submit_form,
    submit_reason,
    text_within,
)
from safeguarding.case.case import Case
from safeguarding.case.errors import OutOfDate, StepRefused
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import DspMeetingRecorded
from safeguarding.case.state.recorded_steps import recorded_step
from safeguarding.case.steps.review import (
    name_chair,
    record_liaison,
    record_meeting,
    record_return,
    request_information,
    take_back_return,
)
from safeguarding.case.views.review_history import VEHICLES, meeting_in_words
from safeguarding.dates.working_days import spoken


async def _name_chair(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)
    people = {person_value(who): service.rules.office(who) for who in service.rules.partnership.office_holders()}

    async def step() -> AdaptiveCard:
        chair = read_person(read_choice(turn.user_input, "chair", people, "Chair"))
        after = await service.apply(case.ref, lambda now: name_chair(now, chair, turn.actor, service.rules.now()))
        said = f"{case.ref}: {service.rules.office(chair)} chairs the Rapid Review, and is told."
        return receipt_of_review(service, turn.actor, after, said, again="name_chair")

    named = person_value(case.chair) if case.chair else ""
    return await submit_form(
        turn.user_input,
        lambda typed: chair_card(case, people, service.rules.framework, typed.get("chair", named)),
        step,
    )


async def _liaison(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)

    async def step() -> AdaptiveCard:
        boards = [board for board in BOARDS if board in read_multi_choice(turn.user_input, "boards")]
        vehicle = read_choice(turn.user_input, "vehicle", VEHICLES, "What came of it")
        note = read_text(turn.user_input, service.text, "note", LONGEST_EVIDENCE, "The note")
        after = await service.apply(
            case.ref, lambda now: record_liaison(now, boards, vehicle, note, turn.actor, service.rules.now())
        )
        said = f"{case.ref}: the kind of review is {VEHICLES[vehicle]}."
        return receipt_of_review(service, turn.actor, after, said, again="liaison")

    first = liaison_as_recorded(case)
    return await submit_form(
        turn.user_input, lambda typed: liaison_card(case, service.rules.framework, typed or first), step
    )


async def _meeting(service: CaseService, turn: Turn) -> ActionResult:
    case, typed = await read_case(service, turn), turn.user_input

    async def step() -> AdaptiveCard:
        outcome = read_choice(typed, "outcome", MEETING_CHOICES, "The meeting")
        on, words = read_day(typed, "on", "On"), typed.text_of("note")
        note = text_within(service.text, words, LONGEST_EVIDENCE, "The note", "note") if words else None
        after = await service.apply(
            case.ref,
            lambda now: record_meeting(now, outcome, on, note, _recordings_seen(turn), turn.actor, service.rules.now()),
        )
        recorded = after.of(DspMeetingRecorded)[-1]
        said = f"{case.ref}, DSPs' meeting: {meeting_in_words(recorded)}."
        return receipt_of_review(service, turn.actor, after, said, again="meeting")

    return await submit_form(typed, lambda filled: meeting_card(case, typed.today, filled), step)


def _recordings_seen(turn: Turn) -> int:
    """Reads how many recordings of the meeting the card was made from; of a card that says nothing of them, none."""
    seen = turn.data.get("seen")
    return seen if isinstance(seen, int) else 0


async def _request(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)
    agencies = service.rules.partnership.agencies

    async def step() -> AdaptiveCard:
        numbers = read_multi_choice(turn.user_input, "agencies")
        asked = [agency for number, agency in enumerate(agencies) if str(number) in numbers]
        due = read_day(turn.user_input, "due", "By")
        after = await service.apply(
            case.ref,
            lambda now: request_information(now, asked, due, frozenset(agencies), turn.actor, service.rules.now()),
        )
        said, follows = f"{case.ref}: {in_short(asked)} asked to answer by {spoken(due)}.", "You send the request."
        return receipt_of_review(
            service, turn.actor, after, said, follows, changes=["returns"], folds=[whom_asked(asked)]
        )

    first = {"due": _returns_due(service, case)}
    return await submit_form(
        turn.user_input,
        lambda typed: request_card(case, agencies, service.rules.framework, typed or first),
        step,
    )


def _returns_due(service: CaseService, case: Case) -> str:
    """Returns the day of the local milestone to begin with, and then the one that others were given; empty where none
    is known."""
    returns = {"agency_returns", "returns_asked_for"}
    due = [clock.due.due for clock in service.rules.card_context().clocks(case) if clock.due.id in returns]
    return due[0].isoformat() if due else ""


async def _returns(service: CaseService, turn: Turn) -> ActionResult:
    return returns_card(
        await readable(service, turn.actor, turn.user_input.text_of("ref")), service.rules.card_context()
    )


async def _record_return(service: CaseService, turn: Turn) -> ActionResult:
    case = await read_case(service, turn)
    typed, context = turn.user_input, service.rules.card_context()
    agency = typed.text_of("agency")
    try:
        # A card that was sent before there was a box for the day brings none.
        on = read_day(typed, "on", "Came on") if "on" in typed.data else None
        after = await service.apply(
            case.ref, lambda now: record_return(now, agency, turn.actor, service.rules.now(), on)
        )
    except StepRefused as refused:
        now = await readable(service, turn.actor, case.ref)
        return refused_form(returns_card(now, context, typed.text_of("on")), typed, refused)
    return _returned(service, turn, after, agency)


def _returned(service: CaseService, turn: Turn, after: Case, agency: str) -> AdaptiveCard:
    came, outstanding = recorded_step(after, "returned", agency), after.information_requests.outstanding
    said = f"{after.ref}: {agency} has returned{f', on {spoken(came.day)}' if came else ''}."
    waits = f"Waiting for: {', '.join(outstanding)}." if outstanding else "All that were asked have returned."
    return receipt(service, turn.actor, after, said, waits, changes=["returns"])


async def _take_back_return(service: CaseService, turn: Turn) -> ActionResult:
    case = await readable(service, turn.actor, turn.user_input.text_of("ref"))
    agency = turn.user_input.text_of("agency")
    said = "It is outstanding again, by the day that it was given. That it was recorded stays in the history."

    async def step(reason: FreeText) -> AdaptiveCard:
        after = await service.apply(case.ref, lambda now: _taken_back(service, turn, now, reason))
        said = f"{case.ref}: the return of {_known_agency(case, agency)} is taken back."
        return receipt(service, turn.actor, after, said, "It is outstanding again.", changes=["returns"])

    title = f"Take back the return of {_known_agency(case, agency)}"
    data = {"ref": case.ref, "agency": agency, "seen": _seen(turn)}
    return await submit_reason(turn.user_input, service.text, ReasonForm(title, "Take it back", said, data), step)


def _known_agency(case: Case, agency: str) -> str:
    """Repeats the agency that stands in a button only where the case knows it."""
    return (
        agency
        if agency in (*case.information_requests.outstanding, *case.information_requests.returned)
        else "an agency"
    )


def _seen(turn: Turn) -> str:
    return str(turn.user_input.data.get("seen", ""))


def _taken_back(service: CaseService, turn: Turn, now: Case, reason: FreeText) -> Case:
    """Takes back only the return that was shown: the right one may have been recorded since. Raises OutOfDate."""
    agency = turn.user_input.text_of("agency")
    after = take_back_return(now, agency, reason, turn.actor, service.rules.now())
    came = recorded_step(now, "returned", agency)
    if after is not now and came and _seen(turn) != str(came.number):
        raise OutOfDate("This agency's return was recorded anew since this card was sent. Open the returns again.")
    return after


PREPARATION_BUTTONS: Mapping[str, ActionHandler] = {
    "name_chair": _name_chair,
    "liaison": _liaison,
    "meeting": _meeting,
    "request": _request,
    "returns": _returns,
    "returned": _record_return,
    "take_back_return": _take_back_return,
}
