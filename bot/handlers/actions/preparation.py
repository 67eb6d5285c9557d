"""Preparation actions answer the buttons of a Rapid Review's preparation: its chair, which kind of review it is, what
agencies were asked and have returned, and the DSPs' meeting."""

from collections.abc import Mapping

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_service import CaseService
from bot.handlers.actions.case_form import CasePress, FormAction, ReasonAction, read_press, read_record, under_rules
from bot.handlers.results import ActionHandler, ActionResult
from bot.handlers.turn import Turn
from cards.inputs import Values
from cards.rapid_review import preparation
from dialogs.forms import ReasonForm, person_value, read_multi_choice, read_person, refused_form
from safeguarding.case.case import Case
from safeguarding.case.errors import OutOfDate, StepRefused
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import DspMeetingRecorded
from safeguarding.case.state.recorded_steps import recorded_step
from safeguarding.case.steps import review
from safeguarding.case.views.review_history import VEHICLES, meeting_in_words
from safeguarding.dates.working_days import spoken


def _chair_form(press: CasePress, filled: Values) -> AdaptiveCard:
    named = person_value(press.case.chair) if press.case.chair else ""
    return preparation.chair_card(press.case, press.rules.offices(), press.rules.framework, filled.get("chair", named))


async def _name_chair(press: CasePress) -> AdaptiveCard:
    chair = read_person(press.choice("chair", press.rules.offices(), "Chair"))
    after = await press.take(lambda now, by, at: review.name_chair(now, chair, by, at))
    said = f"{after.ref}: {press.rules.office(chair)} chairs the Rapid Review, and is told."
    return press.receipt_of_review(after, said, again="name_chair")


async def _liaison(press: CasePress) -> AdaptiveCard:
    boards = [board for board in preparation.BOARDS if board in read_multi_choice(press.typed, "boards")]
    vehicle, note = press.choice("vehicle", VEHICLES, "What came of it"), press.text("note", "The note")
    after = await press.take(lambda now, by, at: review.record_liaison(now, boards, vehicle, note, by, at))
    return press.receipt_of_review(after, f"{after.ref}: the kind of review is {VEHICLES[vehicle]}.", again="liaison")


async def _meeting(press: CasePress) -> AdaptiveCard:
    outcome, on = press.choice("outcome", preparation.MEETING_CHOICES, "The meeting"), press.day("on", "On")
    # The card says how many recordings of the meeting it was made from; one that says nothing of them, none.
    note, seen = press.optional_text("note", "The note"), press.typed.number_of("seen") or 0
    after = await press.take(lambda now, by, at: review.record_meeting(now, outcome, on, note, seen, by, at))
    said = f"{after.ref}, DSPs' meeting: {meeting_in_words(after.of(DspMeetingRecorded)[-1])}."
    return press.receipt_of_review(after, said, again="meeting")


def _request_form(press: CasePress, filled: Values) -> AdaptiveCard:
    """Begins with the day of the local milestone, or else with the one that others were given, where one is known."""
    returns = {"agency_returns", "returns_asked_for"}
    due = [clock.due.due for clock in press.rules.card_context().clocks(press.case) if clock.due.id in returns]
    first = {"due": due[0].isoformat() if due else ""}
    return preparation.request_card(
        press.case, press.rules.partnership.agencies, press.rules.framework, filled or first
    )


async def _request(press: CasePress) -> AdaptiveCard:
    agencies, numbers = press.rules.partnership.agencies, read_multi_choice(press.typed, "agencies")
    asked = [agency for number, agency in enumerate(agencies) if str(number) in numbers]
    due, known = press.day("due", "By"), frozenset(agencies)
    after = await press.take(lambda now, by, at: review.request_information(now, asked, due, known, by, at))
    said, follows = (
        f"{after.ref}: {preparation.in_short(asked)} asked to answer by {spoken(due)}.",
        "You send the request.",
    )
    return press.receipt_of_review(after, said, follows, changes=["returns"], folds=[preparation.whom_asked(asked)])


async def _returns(service: CaseService, turn: Turn) -> ActionResult:
    return preparation.returns_card(await read_record(service, turn), service.rules.card_context())


async def _record_return(service: CaseService, turn: Turn) -> ActionResult:
    press, agency = await read_press(service, turn), turn.user_input.text_of("agency")
    try:
        # A card that was sent before there was a box for the day brings none.
        on = press.day("on", "Came on") if "on" in turn.data else None
        after = await press.take(lambda now, by, at: review.record_return(now, agency, by, at, on))
    except StepRefused as refused:
        now = await read_record(service, turn)
        shown = preparation.returns_card(now, service.rules.card_context(), press.typed.text_of("on"))
        return refused_form(shown, press.typed, refused)
    return _returned(press, after, agency)


def _returned(press: CasePress, after: Case, agency: str) -> AdaptiveCard:
    came, outstanding = recorded_step(after, "returned", agency), after.information_requests.outstanding
    said = f"{after.ref}: {agency} has returned{f', on {spoken(came.day)}' if came else ''}."
    waits = f"Waiting for: {', '.join(outstanding)}." if outstanding else "All that were asked have returned."
    return press.receipt(after, said, waits, changes=["returns"])


def _taking_back_form(press: CasePress) -> ReasonForm:
    said = "It is outstanding again, by the day that it was given. That it was recorded stays in the history."
    data = {"agency": press.typed.text_of("agency"), "seen": _seen(press)}
    return ReasonForm(f"Take back the return of {_known_agency(press)}", "Take it back", said, data)


async def _take_back_return(press: CasePress, reason: FreeText) -> AdaptiveCard:
    agency = press.typed.text_of("agency")
    after = await press.take(
        lambda now, by, at: _taken_back(press, now, review.take_back_return(now, agency, reason, by, at))
    )
    said = f"{after.ref}: the return of {_known_agency(press)} is taken back."
    return press.receipt(after, said, "It is outstanding again.", changes=["returns"])


def _known_agency(press: CasePress) -> str:
    """Repeats the agency that stands in a button only where the case knows it."""
    asked, agency = press.case.information_requests, press.typed.text_of("agency")
    return agency if agency in (*asked.outstanding, *asked.returned) else "an agency"


def _seen(press: CasePress) -> str:
    return str(press.typed.data.get("seen", ""))


def _taken_back(press: CasePress, now: Case, after: Case) -> Case:
    """Takes back only the return that was shown: the right one may have been recorded since. Raises OutOfDate."""
    came = recorded_step(now, "returned", press.typed.text_of("agency"))
    if after is not now and came and _seen(press) != str(came.number):
        raise OutOfDate("This agency's return was recorded anew since this card was sent. Open the returns again.")
    return after


PREPARATION_BUTTONS: Mapping[str, ActionHandler] = {
    "name_chair": FormAction(_chair_form, _name_chair),
    "liaison": FormAction(under_rules(preparation.liaison_card), _liaison),
    "meeting": FormAction(
        lambda press, filled: preparation.meeting_card(press.case, press.typed.today, filled), _meeting
    ),
    "request": FormAction(_request_form, _request),
    "returns": _returns,
    "returned": _record_return,
    "take_back_return": ReasonAction(_taking_back_form, _take_back_return, read=read_record),
}
