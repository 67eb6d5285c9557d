"""A recorded step stands as it was recorded or corrected last, and what rests on it goes with it."""

from datetime import date

from safeguarding.case.corrections import Recorded, day_of, made_of, recorded, standing_decisions, takes_back_review
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.case_events import MergedFrom, SinSubmitted
from safeguarding.case.events.correction_events import CorrectionProposed, DayCorrected, RecordedStep, StepTakenBack
from safeguarding.case.events.review_events import Decided, Determined, LcsprOutcome
from tests.support.case_stages import BUSINESS_TEAM, COUNCIL, recommendation, text
from tests.support.people.everybody import OPENED_AT

BY, WHY = BUSINESS_TEAM.person, text("misread")
MONDAY, TUESDAY = date(2026, 6, 1), date(2026, 6, 2)


def submitted(on: date = TUESDAY) -> SinSubmitted:
    return SinSubmitted(by=BY, at=OPENED_AT, on=on, dcs_had_signed=True)


def merged(sin: date | None) -> MergedFrom:
    return MergedFrom(
        by=BY, at=OPENED_AT, other="CSCP-2", aware_from=MONDAY, provisional=False, sin_submitted=sin, reason=WHY
    )


def corrected(step: RecordedStep = "sin_submitted", on: date = MONDAY) -> DayCorrected:
    return DayCorrected(by=BY, at=OPENED_AT, step=step, on=on, was=TUESDAY, reason=WHY)


def taken_back(step: RecordedStep = "sin_submitted") -> StepTakenBack:
    return StepTakenBack(by=BY, at=OPENED_AT, step=step, was=TUESDAY, reason=WHY)


def determined() -> Determined:
    return Determined(by=BY, at=OPENED_AT, recommendation=recommendation("not_met"), present=(), quorum=0, indicated={})


def decided(outcome: LcsprOutcome = "not_met", on: date = TUESDAY) -> Decided:
    return Decided(by=BY, at=OPENED_AT, decision=recommendation(outcome), on=on)


def test_what_was_recorded_or_corrected_last_stands_until_it_is_taken_back() -> None:
    found: list[tuple[list[AnyEvent], Recorded | None]] = [
        ([], None),
        ([submitted()], Recorded(TUESDAY, 1)),
        ([submitted(), corrected()], Recorded(MONDAY, 2)),
        ([submitted(), corrected("lcspr_started")], Recorded(TUESDAY, 1)),
        ([submitted(), corrected(), taken_back()], None),
        ([submitted(), taken_back("determined")], Recorded(TUESDAY, 1)),
        ([submitted(), taken_back(), submitted(MONDAY)], Recorded(MONDAY, 3)),
    ]
    for events, expected in found:
        assert recorded(events, "sin_submitted") == expected


def test_of_two_submissions_the_earlier_counts_until_a_correction_says_otherwise() -> None:
    both: list[AnyEvent] = [submitted(), merged(MONDAY)]
    assert recorded(both, "sin_submitted") == Recorded(MONDAY, 2)
    assert recorded([*both, corrected(on=TUESDAY)], "sin_submitted") == Recorded(TUESDAY, 3)
    assert recorded([submitted(), merged(None)], "sin_submitted") == Recorded(TUESDAY, 1)
    assert recorded([*both, taken_back()], "sin_submitted") is None


def test_the_day_of_an_event_is_the_one_it_was_corrected_to_and_not_that_of_a_later_one() -> None:
    first, second = decided(), decided("commission")
    events: list[AnyEvent] = [first, corrected("decided"), second, corrected("decided", date(2026, 6, 3))]
    assert (day_of(events, first), day_of(events, second)) == (MONDAY, date(2026, 6, 3))


def test_a_decision_falls_with_what_it_rests_on_unless_an_lcspr_was_commissioned() -> None:
    for step in ("sin_submitted", "determined"):
        before: list[AnyEvent] = [submitted(), determined()]
        assert standing_decisions([*before, decided(), taken_back(step)]) == ()
        commissioned = decided("commission")
        kept = standing_decisions([*before, commissioned, taken_back(step)])
        assert kept == (commissioned,)
    assert standing_decisions([submitted(), decided(), taken_back("lcspr_started")]) == (decided(),)


def test_only_the_decision_on_the_meeting_that_was_never_held_falls() -> None:
    first, second = decided(), decided(on=MONDAY)
    events: list[AnyEvent] = [submitted(), determined(), first, determined(), second, taken_back("determined")]
    assert standing_decisions(events) == (first,)


def test_a_determination_goes_with_a_submission_or_a_meeting_and_with_nothing_of_an_lcspr() -> None:
    assert takes_back_review(taken_back()) and takes_back_review(taken_back("determined"))
    assert not takes_back_review(taken_back("lcspr_completed")) and not takes_back_review(corrected())


def test_what_was_agreed_to_is_made_as_it_was_proposed() -> None:
    proposed = CorrectionProposed(
        by=BY, at=OPENED_AT, step="sin_submitted", on=None, was=TUESDAY, reason=WHY, ends=True
    )
    made = made_of(proposed, COUNCIL.person, OPENED_AT)
    assert isinstance(made, StepTakenBack) and (made.by, made.proposed_by) == (COUNCIL.person, BY)
    day = made_of(proposed.model_copy(update={"on": MONDAY}), COUNCIL.person, OPENED_AT)
    assert isinstance(day, DayCorrected) and (day.on, day.was) == (MONDAY, TUESDAY)
