"""A case is stored as plain JSON values that replay to the same case, or are refused."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, get_args

import pytest

from safeguarding.case.case import Case, read_case, to_json
from safeguarding.case.events.answer_events import AnswerChanged
from safeguarding.case.events.any_event import RecordedEvent, event_from_json, event_to_json, upcast
from safeguarding.case.events.base import SCHEMA
from safeguarding.case.events.case_events import CriteriaDecided, CriteriaEscalated, OutsideTeams, UpdateWithdrawn
from safeguarding.case.state.matters import (
    CORRECTION,
    FACTS_CHANGE,
    LATER_NOT_MET,
    LCSPR_DECISION,
    MATTERS,
    NOTIFICATION_CRITERIA,
    SIN_QUALITY,
)
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.corrections import correct_day, take_back
from safeguarding.case.steps.decision import look_again, propose_decision
from safeguarding.case.steps.handing_over import hand_over, take_back_part
from safeguarding.case.steps.lcspr import complete_lcspr, note_progress
from safeguarding.case.steps.lifecycle import note_changes, reopen, submit_sin, submit_update
from safeguarding.case.steps.redaction import redact
from safeguarding.case.steps.restriction import declare_conflict, lift_restriction, restrict, withdraw_conflict
from safeguarding.case.steps.review import (
    record_liaison,
    record_meeting,
    record_return,
    request_information,
    take_back_return,
)
from safeguarding.case.steps.signatures import propose_not_met, record_signature, reissue
from safeguarding.case.steps.transfer import record_partnership
from safeguarding.people import Actor, Seat
from tests.support.case_stages import (
    AGENCIES,
    BUSINESS_TEAM,
    DEFERRING,
    ICB,
    LATER,
    PARTNERS_DSPS,
    TODAY,
    chaired,
    closed_anyway,
    concern_decided,
    escalated,
    escalation,
    filled_in,
    in_error,
    like,
    merge_proposed,
    merged,
    recommendation,
    signed_by,
    started,
    text,
)
from tests.support.england.elsewhere import opened_elsewhere, transferred
from tests.support.links import linked, unlinked
from tests.support.merges import apart
from tests.support.people.acknowledged import acknowledged
from tests.support.people.everybody import OPENED_AT as NOW
from tests.support.plain_case import opened

Opened = Callable[..., Case]


@pytest.fixture
def long_case(
    opened: Opened,
    updated: Callable[..., Case],
    signed: Callable[..., Case],
    outside: Callable[..., OutsideTeams],
    business_team: Actor,
    council: Actor,
    police: Actor,
    icb: Actor,
    dcs: Actor,
    at: datetime,
) -> Case:
    """The case has every kind of event of a notification: it took in one duplicate, and ended as another."""
    case = updated(opened(), abuse_or_neglect="suspected", agency=text("Health Services"))
    case = updated(case, abuse_or_neglect="neither", care_experienced="no")
    case = signed(case, police, agrees=False, reason=text("too early"))
    case = record_signature(case, NOTIFICATION_CRITERIA, Seat.ICB, outside(icb), business_team, at, agrees=True)
    case = reissue(case, NOTIFICATION_CRITERIA, text("talked over"), business_team, at)
    case = submit_sin(signed(case, dcs, matter=SIN_QUALITY), date(2026, 6, 2), business_team, at)
    case = correct_day(case, "sin_submitted", date(2026, 6, 1), case.version, text("misread"), business_team, at)
    later = correct_day(case, "sin_submitted", date(2026, 6, 2), case.version, text("misread"), business_team, at)
    later = signed(later, dcs, matter=CORRECTION)
    undone = take_back(later, "sin_submitted", later.version, text("another's"), business_team, at)
    case = submit_sin(undone, date(2026, 6, 2), business_team, at)
    illness = {"abuse_or_neglect": "neither", "care_experienced": "no"}
    case = signed(updated(case, harm="seriously_harmed", **illness), council, icb, police, dcs, matter=FACTS_CHANGE)
    case = submit_update(updated(case, **illness), date(2026, 6, 2), business_team, at)
    case = signed(propose_not_met(case, text("no harm"), icb, at), council, icb, police, dcs, matter=LATER_NOT_MET)
    case = reopen(closed_anyway(case, text("finished"), business_team, at, "no"), text("it was not"), business_team, at)
    named = frozenset([icb.person, business_team.person])
    case = restrict(case, named, date(2026, 9, 1), {}, text("a colleague's child"), icb, at)
    case = lift_restriction(case, text("it was not"), icb, at)
    case = declare_conflict(case, text("a neighbour"), police, at)
    case = take_back_part(hand_over(case, [council.person], icb, at), icb, at)
    case = withdraw_conflict(case, police.person, text("another child"), business_team, at)
    _, case = merged(opened("CSCP-2", harm="neither"), case)
    case = redact(case, text("too early").digest, text("it named the child"), business_team, at)
    return merged(case, like(case, "CSCP-3"), why=text("again the same child"))[0]


@pytest.fixture
def reviewed_case(submitted: Case) -> Case:
    """The case has every kind of event of a Rapid Review, of its decision, and of the LCSPR that came of it."""
    case = record_liaison(
        chaired(submitted), ["csab", "ph"], "rapid_review", text("no joint review"), BUSINESS_TEAM, NOW
    )
    case = request_information(case, ["A school"], LATER, AGENCIES, BUSINESS_TEAM, NOW)
    case = record_return(case, "A school", BUSINESS_TEAM, NOW)
    case = take_back_return(case, "A school", text("another school's"), BUSINESS_TEAM, NOW)
    case = filled_in(record_return(case, "A school", BUSINESS_TEAM, NOW))
    case = record_meeting(case, "held", TODAY, text("in the town hall"), 0, BUSINESS_TEAM, NOW)
    case = escalated(case, DEFERRING)
    case = look_again(case, None, text("the trial is over"), BUSINESS_TEAM, NOW)
    case = propose_decision(case, recommendation(national_review=True), ICB, NOW)
    case = started(signed_by(case, LCSPR_DECISION, *PARTNERS_DSPS))
    case = note_progress(case, text("the family was seen"), BUSINESS_TEAM, NOW)
    return complete_lcspr(case, TODAY, text("published"), BUSINESS_TEAM, NOW)


@pytest.fixture
def case_of_concern(opened: Opened) -> Case:
    return concern_decided(opened(harm="neither"), "lcspr")


@pytest.fixture
def long_cases(
    long_case: Case, reviewed_case: Case, case_of_concern: Case, case: Case, submitted: Case
) -> tuple[Case, ...]:
    """The long cases have an event of every kind between them."""
    proposed = merge_proposed(like(case, "CSCP-2"), submitted)
    by, at = BUSINESS_TEAM.person, NOW
    settled = case.then(UpdateWithdrawn(by=by, at=at, reason=text("a mistake")))
    settled = settled.then(CriteriaEscalated(by=by, at=at, met=True, escalation=escalation()))
    settled = settled.then(CriteriaDecided(by=by, at=at, met=True, escalation=escalation()))
    taken_apart = apart(*merged(like(case, "CSCP-2"), case))
    changes = (AnswerChanged(child=1, step="harm", was="seriously_harmed", now="died", evidence=text("Seen.")),)
    changed = note_changes(submitted, "t", changes, BUSINESS_TEAM, NOW)
    was_linked, _ = unlinked(*linked(case, like(case, "CSCP-2")))
    named = record_partnership(opened_elsewhere(), "Surrey", TODAY, "waiting", BUSINESS_TEAM, NOW)
    ended = (in_error(case), transferred(named))
    quiet = acknowledged(opened(), date(2026, 6, 5), on=date(2026, 6, 2))
    return (
        long_case,
        reviewed_case,
        case_of_concern,
        *ended,
        proposed,
        settled,
        *taken_apart,
        changed,
        was_linked,
        quiet,
    )


def stored(case: Case) -> list[dict[str, Any]]:
    """Returns what a store gives back: the case through JSON, as text."""
    plain: list[dict[str, Any]] = json.loads(json.dumps(to_json(case)))
    return plain


def test_the_long_cases_have_every_kind_of_event(long_cases: tuple[Case, ...]) -> None:
    kinds = set(get_args(get_args(RecordedEvent)[0]))
    assert {type(event) for case in long_cases for event in case.events} == kinds


def test_every_event_survives_json(long_cases: tuple[Case, ...]) -> None:
    for event in (event for case in long_cases for event in case.events):
        assert event_from_json(json.loads(json.dumps(event_to_json(event)))) == event


def test_a_case_read_back_is_the_same_case(long_cases: tuple[Case, ...]) -> None:
    for case in long_cases:
        again = read_case(stored(case))
        assert again == case
        assert (again.stage, again.version, again.starts) == (case.stage, case.version, case.starts)
        assert [sign_off_of(again, matter) for matter in MATTERS] == [sign_off_of(case, matter) for matter in MATTERS]
        assert stored(again) == stored(case)


def test_every_prefix_of_the_history_is_a_case(long_cases: tuple[Case, ...]) -> None:
    for case in long_cases:
        for length in range(1, case.version + 1):
            assert read_case(stored(case)[:length]) == Case(case.events[:length])


def test_each_event_carries_its_schema_number_its_author_and_its_moment(long_cases: tuple[Case, ...]) -> None:
    for event in (event for case in long_cases for event in stored(case)):
        assert event["schema_number"] == SCHEMA == 1
        assert event["by"].keys() == {"tenant", "id"}
        assert datetime.fromisoformat(event["at"]).tzinfo is not None


@pytest.mark.parametrize("number", [2, 0, None, "1"])
def test_an_event_of_an_unknown_schema_is_refused(case: Case, number: object) -> None:
    with pytest.raises(ValueError, match=f"event schema {number!r}"):
        event_from_json({**event_to_json(case.opened), "schema_number": number})


def test_an_event_without_a_schema_number_is_refused(case: Case) -> None:
    plain = event_to_json(case.opened)
    del plain["schema_number"]
    with pytest.raises(ValueError, match="event schema None"):
        event_from_json(plain)


def test_an_event_of_this_schema_is_read_as_it_stands(case: Case) -> None:
    assert upcast(event_to_json(case.opened)) == event_to_json(case.opened)


@pytest.mark.parametrize(
    "change",
    [{"type": "promoted"}, {"mood": "good"}, {"at": "2026-06-02T10:00:00"}, {"by": {"id": "no tenant"}}],
    ids=["unknown event", "unknown key", "a moment without its time zone", "a person without a tenant"],
)
def test_what_is_no_event_is_refused(case: Case, change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        event_from_json({**event_to_json(case.opened), **change})


def test_a_case_begins_with_its_opening(submitted: Case) -> None:
    with pytest.raises(ValueError, match="a case begins with its opening, not with sin_submitted"):
        read_case(stored(submitted)[1:])


def test_nothing_is_no_case() -> None:
    with pytest.raises(ValueError, match="a case has at least its opening"):
        read_case([])


def test_a_new_event_leaves_the_case_before_it_untouched(case: Case, council: Actor, at: datetime) -> None:
    before = stored(case)
    after = submit_sin(case, date(2026, 6, 2), council, at)
    assert stored(case) == before == stored(after)[:-1]
    assert (case.version, after.version) == (1, 2)


def test_an_event_can_not_be_changed_in_place(case: Case) -> None:
    with pytest.raises(ValueError, match="frozen"):
        case.opened.ref = "CSCP-9"  # type: ignore[misc]  # the point of the test


def test_a_case_that_was_stored_before_there_were_rehearsals_is_a_real_one(opened: Opened) -> None:
    stored = to_json(opened())
    del stored[0]["rehearsal"]
    assert not read_case(stored).is_rehearsal
    assert read_case(to_json(opened("REHEARSAL-2026-001"))).is_rehearsal
