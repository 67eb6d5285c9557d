"""The meeting is prepared: the chair, the liaison about the vehicle, and what the agencies are asked for and send."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from safeguarding.case.case import Case
from safeguarding.case.corrections import Recorded, recorded
from safeguarding.case.errors import InvalidInput, NotAllowed, OutOfDate, WrongStage
from safeguarding.case.events.any_event import event_from_json, event_to_json
from safeguarding.case.events.review_events import (
    Board,
    DspMeetingRecorded,
    InformationReturned,
    LiaisonRecorded,
    MeetingOutcome,
    Vehicle,
)
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.duties import open_duties
from safeguarding.case.state.milestones import milestones
from safeguarding.case.steps.review import (
    name_chair,
    record_liaison,
    record_meeting,
    record_return,
    request_information,
    take_back_return,
)
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.framework import Framework
from safeguarding.people import Actor, Person
from tests.support.case_stages import (
    AGENCIES,
    BUSINESS_TEAM,
    CHAIR,
    COUNCIL,
    LATER,
    POLICE,
    TODAY,
    chaired,
    put_to_the_dsps,
    text,
)
from tests.support.people.everybody import OPENED_AT as NOW


def liaised(
    case: Case, boards: tuple[Board, ...] = ("csab",), vehicle: Vehicle = "rapid_review", note: str = "no need"
) -> Case:
    return record_liaison(case, boards, vehicle, text(note), BUSINESS_TEAM, NOW)


def met(
    case: Case, outcome: MeetingOutcome = "held", on: date = TODAY, note: str = "", by: Actor = BUSINESS_TEAM
) -> Case:
    seen = len(case.of(DspMeetingRecorded))
    return record_meeting(case, outcome, on, text(note) if note else None, seen, by, NOW)


def asked(case: Case, *agencies: str) -> Case:
    return request_information(case, agencies, LATER, AGENCIES, BUSINESS_TEAM, NOW)


def returned(case: Case, agency: str) -> Case:
    return record_return(case, agency, BUSINESS_TEAM, NOW)


def taken_back(case: Case, agency: str, why: str = "it was another school's") -> Case:
    return take_back_return(case, agency, text(why), BUSINESS_TEAM, NOW)


def test_a_dsp_chairs_or_names_the_delegate_who_does(submitted: Case) -> None:
    assert submitted.chair is None
    assert name_chair(submitted, COUNCIL.person, COUNCIL, NOW).chair == COUNCIL.person
    assert name_chair(submitted, CHAIR.person, POLICE, NOW).chair == CHAIR.person


def test_nobody_else_names_the_chair_and_is_told_who_can(submitted: Case, actors: Mapping[str, Actor]) -> None:
    for by in (actors[name] for name in ("opener", "practitioner", "chair", "review_group", "business_team", "dcs")):
        with pytest.raises(NotAllowed, match="Only a Designated Safeguarding Partner can name the chair"):
            name_chair(submitted, CHAIR.person, by, NOW)


def test_naming_the_same_chair_twice_is_harmless_and_the_latest_counts(submitted: Case) -> None:
    case = chaired(submitted)
    assert name_chair(case, CHAIR.person, POLICE, NOW) is case
    other = Person(tenant="nhs", id="another delegate")
    assert name_chair(case, other, POLICE, NOW).chair == other


def test_a_new_chair_after_the_confirmation_leaves_the_determination_confirmed(submitted: Case) -> None:
    case = put_to_the_dsps(submitted)
    assert name_chair(case, COUNCIL.person, COUNCIL, NOW).is_determined


def test_the_liaison_says_with_whom_what_came_of_it_and_why(submitted: Case) -> None:
    event = liaised(submitted, ("csab", "ph", "csp"), "joint_review", "one family, two processes").events[-1]
    assert isinstance(event, LiaisonRecorded)
    assert (event.boards, event.vehicle) == (("csab", "ph", "csp"), "joint_review")
    assert event.note.shown == "one family, two processes"


def test_the_liaison_needs_somebody_talked_to_and_a_note(submitted: Case) -> None:
    with pytest.raises(InvalidInput, match="Say with whom you talked: CSAB, PH, CSP"):
        liaised(submitted, ())
    with pytest.raises(InvalidInput, match="Give the reason"):
        liaised(submitted, note=" ")


def test_the_same_liaison_twice_is_harmless_and_another_is_recorded_beside_it(submitted: Case) -> None:
    case = liaised(submitted)
    assert liaised(case) is case
    for other in (liaised(case, ("ph",)), liaised(case, vehicle="joint_review"), liaised(case, note="they agreed")):
        assert len(other.of(LiaisonRecorded)) == 2


def test_each_agency_that_was_asked_is_outstanding_until_its_return_is_recorded(submitted: Case) -> None:
    case = asked(submitted, "Health Services", "A school")
    assert case.information_requests.outstanding == ("Health Services", "A school")
    case = returned(case, "Health Services")
    assert case.information_requests.outstanding == ("A school",)
    assert returned(case, "A school").information_requests.outstanding == ()


def test_asking_again_asks_only_those_who_have_not_been_asked(submitted: Case) -> None:
    case = asked(submitted, "A school")
    assert asked(case, "A school") is case
    assert asked(case, "A school", "Health Services").information_requests.outstanding == (
        "A school",
        "Health Services",
    )


def test_a_return_twice_is_harmless(submitted: Case) -> None:
    case = returned(asked(submitted, "A school"), "A school")
    assert returned(case, "A school") is case


def test_an_agency_that_was_asked_again_after_its_return_is_outstanding_again(submitted: Case) -> None:
    """The agency's first return did not answer everything, so that its return is awaited again."""
    case = asked(returned(asked(submitted, "A school"), "A school"), "A school")
    assert case.information_requests.outstanding == ("A school",)
    assert returned(case, "A school").information_requests.outstanding == ()


def test_the_day_that_agencies_were_given_takes_the_place_of_the_tenth_until_all_has_come(
    submitted: Case, framework: Framework, calendar: WorkingCalendar
) -> None:
    def due(case: Case) -> list[date]:
        found = clocks(case, framework, calendar)
        return [clock.due.due for clock in found if clock.due.id in {"agency_returns", "returns_asked_for"}]

    soon, later, latest = (TODAY + timedelta(days=days) for days in (3, 6, 17))
    assert due(submitted) == [date(2026, 6, 16)]
    case = request_information(submitted, ("Metropolitan Police",), later, AGENCIES, BUSINESS_TEAM, NOW)
    case = request_information(case, ("A school",), soon, AGENCIES, BUSINESS_TEAM, NOW)
    assert due(case) == [soon]
    case = returned(case, "A school")
    assert due(case) == [later]
    case = request_information(case, ("A school",), latest, AGENCIES, BUSINESS_TEAM, NOW)
    assert (due(case), case.information_requests.due["A school"]) == ([later], latest)
    assert due(returned(case, "Metropolitan Police")) == [latest]
    assert due(returned(returned(case, "Metropolitan Police"), "A school")) == []


def test_a_return_of_an_agency_that_was_not_asked_is_refused(submitted: Case) -> None:
    with pytest.raises(InvalidInput, match="This agency was not asked"):
        returned(asked(submitted, "A school"), "Health Services")


def test_a_return_has_the_day_on_which_it_came_between_the_request_and_today(submitted: Case) -> None:
    monday, later = date(2026, 6, 8), NOW + timedelta(days=7)
    case = asked(submitted, "A school")
    came = record_return(case, "A school", BUSINESS_TEAM, later, monday)
    assert recorded(came.events, "returned", "A school") == Recorded(monday, came.version, "A school")
    assert record_return(came, "A school", BUSINESS_TEAM, later, monday) is came
    with pytest.raises(WrongStage, match="as of Monday 8 June 2026"):
        record_return(came, "A school", BUSINESS_TEAM, later, date(2026, 6, 5))
    with pytest.raises(InvalidInput, match="Wednesday 10 June 2026 is in the future"):
        record_return(case, "A school", BUSINESS_TEAM, later, date(2026, 6, 10))
    with pytest.raises(InvalidInput, match="is before A school was asked, Tuesday 2 June 2026"):
        record_return(case, "A school", BUSINESS_TEAM, later, date(2026, 6, 1))


def test_a_return_recorded_before_it_had_a_day_of_its_own_came_on_the_day_of_its_recording(submitted: Case) -> None:
    written = event_to_json(returned(asked(submitted, "A school"), "A school").events[-1])
    event = event_from_json({name: value for name, value in written.items() if name != "on"})
    assert isinstance(event, InformationReturned) and event.day == date(2026, 6, 2)


def test_a_return_recorded_by_mistake_is_taken_back_and_the_agency_is_outstanding_again(submitted: Case) -> None:
    case = taken_back(returned(asked(submitted, "Health Services", "A school"), "A school"), "A school")
    assert (
        set(case.information_requests.outstanding) == {"Health Services", "A school"}
        and case.information_requests.returned == ()
    )
    assert case.information_requests.due["A school"] == LATER
    assert [event.type for event in case.events[-2:]] == ["information_returned", "return_taken_back"]


def test_a_return_that_was_taken_back_can_be_recorded_again(submitted: Case) -> None:
    case = taken_back(returned(asked(submitted, "A school"), "A school"), "A school")
    again = returned(case, "A school")
    assert (again.information_requests.outstanding, again.information_requests.returned) == ((), ("A school",))
    assert taken_back(again, "A school").information_requests.outstanding == ("A school",)


def test_taking_a_return_back_twice_is_harmless(submitted: Case) -> None:
    case = taken_back(returned(asked(submitted, "A school"), "A school"), "A school")
    assert taken_back(case, "A school") is case


def test_a_return_is_taken_back_with_a_reason(submitted: Case) -> None:
    with pytest.raises(InvalidInput, match="Give the reason"):
        taken_back(returned(asked(submitted, "A school"), "A school"), "A school", " ")


def test_what_was_never_returned_is_not_taken_back(submitted: Case) -> None:
    case = asked(submitted, "A school")
    for agency in ("A school", "Health Services"):
        with pytest.raises(InvalidInput, match="No return of this agency is recorded"):
            taken_back(case, agency)


def test_the_day_that_an_agency_was_given_runs_again_once_its_return_is_taken_back(
    submitted: Case, framework: Framework, calendar: WorkingCalendar
) -> None:
    case = asked(submitted, "A school")
    back = taken_back(returned(case, "A school"), "A school")
    assert clocks(back, framework, calendar) == clocks(case, framework, calendar)
    assert "returns_complete" in milestones(returned(case, "A school"), framework)
    assert "returns_complete" not in milestones(back, framework)


def test_only_agencies_of_the_partnership_are_asked(submitted: Case) -> None:
    for agencies in ((), ("A circus",), ("A school", "A circus")):
        with pytest.raises(InvalidInput, match="Choose the agencies from the list"):
            asked(submitted, *agencies)


def test_the_information_is_needed_by_a_day_that_has_not_passed(submitted: Case) -> None:
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(InvalidInput, match="Monday 1 June 2026 has passed"):
        request_information(submitted, ["A school"], yesterday, AGENCIES, BUSINESS_TEAM, NOW)
    assert request_information(
        submitted, ["A school"], TODAY, AGENCIES, BUSINESS_TEAM, NOW
    ).information_requests.outstanding


def test_a_meeting_of_the_dsps_that_was_held_or_is_not_needed_ends_its_reminders_and_no_duty(
    submitted: Case, framework: Framework, calendar: WorkingCalendar
) -> None:
    before = {clock.due.id for clock in clocks(submitted, framework, calendar)}
    ends: tuple[MeetingOutcome, ...] = ("held", "not_needed")
    for outcome in ends:
        case = met(submitted, outcome)
        assert before - {clock.due.id for clock in clocks(case, framework, calendar)} == {"dsp_meeting"}
        assert open_duties(case) == open_duties(submitted)


def test_a_meeting_that_was_recorded_by_mistake_is_still_to_come_and_can_be_recorded_anew(
    submitted: Case, framework: Framework, calendar: WorkingCalendar
) -> None:
    back = met(met(submitted, note="in the town hall"), "to_come")
    assert back.dsp_meeting is None
    assert clocks(back, framework, calendar) == clocks(submitted, framework, calendar)
    again = met(back, "not_needed").dsp_meeting
    assert again and again.outcome == "not_needed"
    with pytest.raises(InvalidInput, match="Nothing is recorded of the meeting yet"):
        met(submitted, "to_come")


def test_a_meeting_was_between_the_submission_and_today(submitted: Case) -> None:
    with pytest.raises(InvalidInput, match="Wednesday 3 June 2026 is in the future"):
        met(submitted, on=date(2026, 6, 3))
    with pytest.raises(InvalidInput, match="Monday 1 June 2026 is before the SIN was submitted"):
        met(submitted, on=date(2026, 6, 1))


def test_the_same_meeting_twice_is_harmless_and_an_old_card_takes_the_place_of_nothing_recorded_since(
    submitted: Case,
) -> None:
    case = met(submitted)
    assert record_meeting(case, "held", TODAY, None, 0, POLICE, NOW) is case
    back = met(case, "to_come")
    with pytest.raises(OutOfDate, match="recorded anew since"):
        record_meeting(back, "held", TODAY, None, 0, POLICE, NOW)
    noted = met(case, note="in the town hall").dsp_meeting
    assert noted and noted.note and noted.note.shown == "in the town hall"
