"""A merge loses no duty: whatever is due in one of two cases is due in the one that goes on, by the same day or
earlier; or it was done there; or they were not merged. Every kind of case is merged into every other, both ways round.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise, product

import pytest

from safeguarding.case.case import Case, read_case, to_json
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.case_events import MergeProposed, Signed
from safeguarding.case.events.review_events import DspMeetingRecorded, ReviewAnswered
from safeguarding.case.stage import ENDED, Stage
from safeguarding.case.state.clocks import Clock, clocks
from safeguarding.case.state.matters import MERGE
from safeguarding.case.state.weakening import weakening
from safeguarding.case.steps.decision import look_again
from safeguarding.case.steps.lifecycle import submit_sin
from safeguarding.case.steps.merging import DUTIES_OF_LOCAL_PRACTICE, merge, merge_as_agreed
from safeguarding.case.steps.restriction import restrict
from safeguarding.case.steps.review import record_meeting, record_return, request_information
from safeguarding.case.steps.transfer import record_partnership
from safeguarding.people import PARTNERS, Actor, Seat
from tests.support.case_stages import (
    AGENCIES,
    BUSINESS_TEAM,
    CALENDAR,
    CHAIR,
    FRAMEWORK,
    THE_SAME,
    TODAY,
    concern_decided,
    decided,
    filled_in,
    like,
    merged,
    recommendation,
    referred,
    text,
)
from tests.support.england.elsewhere import opened_elsewhere
from tests.support.later_death import dead_after_decision, updates
from tests.support.people.everybody import OPENED_AT

Opened = Callable[..., Case]
Every = Mapping[str, Case]

SOON, LATER = date(2026, 6, 8), date(2026, 7, 15)
DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
DECIDED = {Stage.DEFERRED, Stage.DECIDED, Stage.LCSPR}
DONE_AT = {
    "rapid_review": {Stage.DECISION, *DECIDED},
    "dsp_sign_off": set[Stage](),
    "agency_returns": {Stage.DECISION, *DECIDED},
    "returns_asked_for": {Stage.DECISION, *DECIDED},
    "draft": {Stage.DECISION, *DECIDED},
    "lcspr": set[Stage](),
    "look_again": set[Stage](),
    "restriction": set[Stage](),
    "concern": {Stage.CONCERN_DECIDED},
}
"""The table gives the stages of the case that goes on at which the duty was done there, in the words of this test."""

OF_THE_FIRST_REVIEW = ("rapid_review", "dsp_sign_off", "dsp_meeting", "agency_returns", "returns_asked_for", "draft")


def running(case: Case) -> dict[str, Clock]:
    return {clock.due.id: clock for clock in clocks(case, FRAMEWORK, CALENDAR)}


def later(case: Case, days: int) -> Case:
    """Returns the same case, with all of its days moved."""
    moved = DAY.sub(
        lambda found: (date.fromisoformat(found[0]) + timedelta(days)).isoformat(), json.dumps(to_json(case))
    )
    return read_case(json.loads(moved))


@pytest.fixture(scope="module")
def every(cases: Every, opened: Opened, signed: Callable[..., Case], second_dsps: Mapping[Seat, Actor]) -> Every:
    """The cases stand at every stage that is open, with those that have other clocks at the same stage."""
    business, why = BUSINESS_TEAM, text("as it stands")
    asked = request_information(cases["rapid_review"], ["A school"], SOON, AGENCIES, business, OPENED_AT)
    constrained = look_again(cases["deferred"], None, why, business, OPENED_AT)
    unknown = opened(abuse_or_neglect="not_known")
    ruled_out = opened(abuse_or_neglect="neither", care_experienced="no")
    named, elsewhere = frozenset([business.person, CHAIR.person]), like(opened_elsewhere(), "CSCP-1")
    return {
        **{name: case for name, case in cases.items() if case.is_open},
        "agencies asked": asked,
        "other agency asked": request_information(
            cases["rapid_review"], ["Health Services"], SOON, AGENCIES, business, OPENED_AT
        ),
        "agency has answered": record_return(asked, "A school", business, OPENED_AT),
        "record filled in, DSPs have met": record_meeting(
            filled_in(cases["rapid_review"]), "held", TODAY, None, 0, business, OPENED_AT
        ),
        "to be decided again": constrained,
        "restricted": restrict(cases["lcspr"], named, LATER, {}, why, business, OPENED_AT),
        "not known": unknown,
        "not known, submitted": submit_sin(unknown, TODAY, business, OPENED_AT),
        "ruled out": ruled_out,
        "ruled out, agreed": signed(ruled_out, *(second_dsps[seat] for seat in PARTNERS)),
        "not serious": opened(harm="neither"),
        "care leaver": opened(age="18_to_24", care_experienced="yes"),
        "concern, decision open": referred(opened(harm="neither")),
        "elsewhere": elsewhere,
        "elsewhere, told": record_partnership(elsewhere, "Surrey", TODAY, "waiting", business, OPENED_AT),
        "died later": like(dead_after_decision(), "CSCP-1"),
        "died later, updated": like(updates(dead_after_decision()), "CSCP-1"),
    }


@pytest.fixture(scope="module")
def pairs(every: Every) -> list[tuple[str, Case, Case]]:
    """Pairs every two cases: the duplicate as old as the other, three weeks younger, and three weeks older."""
    cases = {(name, days): later(case, days) for name, case in every.items() for days in (0, 21)}
    duplicates = {at: like(case, "CSCP-2") for at, case in cases.items()}
    return [
        (f"{one}, {days} days later, into {other}", duplicates[one, max(days, 0)], cases[other, max(-days, 0)])
        for (one, other), days in product(product(every, repeat=2), (-21, 0, 21))
    ]


def dropped(duplicate: Case, kept: Case) -> Iterator[str]:
    """Yields what was due in the duplicate and is not in the other, though it was not done there."""
    now = running(kept)
    if kept.sin_submitted is None:
        order = ("not_required", "not_yet_known", "required")
        for name in ("sin", "rapid_review"):
            asked, asked_now = (order.index(asked_for(name, case)) for case in (duplicate, kept))
            if asked > asked_now:
                yield f"{name}, before its clock has begun"
    for agency in duplicate.information_requests.outstanding:
        awaited = (
            agency in kept.information_requests.outstanding
            and kept.information_requests.due[agency] <= duplicate.information_requests.due[agency]
        )
        if "returns_asked_for" in running(duplicate) and not awaited and not has_come(agency, kept):
            yield agency
    for name, clock in running(duplicate).items():
        if name == "returns_asked_for":
            continue  # by agency, above
        stays = name in now and now[name].due.due <= clock.due.due
        if not stays and not was_done(name, kept):
            yield name
        elif stays and now[name].conditional and not clock.conditional:
            yield f"{name}, perhaps"


def asked_for(decision: str, case: Case) -> str:
    return "not_required" if case.stage is Stage.NOT_MET else case.outcome.values[decision]


def has_come(agency: str, kept: Case) -> bool:
    """Says whether the agency's return has come, or the review was held without it."""
    return agency in kept.information_requests.returned or was_done("returns_asked_for", kept)


DONE: Mapping[str, Callable[[Case], bool]] = {
    "sin": lambda kept: kept.sin_submitted is not None,
    "dsp_meeting": lambda kept: any(isinstance(event, DspMeetingRecorded) for event in kept.events),
    "tell_authorities": lambda kept: kept.other_partnerships.are_told,
    "authorities_answer": lambda kept: kept.other_partnerships.have_answered,
    "settle": lambda kept: kept.outcome.values["route"] != "not_yet_known",
    "sin_update": lambda kept: kept.notification.updated is not None,
    "new_determination": lambda kept: kept.is_decided_since_news,
    "decide_again": lambda kept: kept.decision is not None and kept.stage is not Stage.DEFERRED,
}


def was_done(name: str, kept: Case) -> bool:
    happened = {event.type for event in kept.events}
    if name in OF_THE_FIRST_REVIEW and "decided" in happened:
        return True  # also where it is to be decided once more, by a day of its own
    if name in DONE:
        return DONE[name](kept)
    if name == "agency_returns" and "information_requested" in happened:
        return True
    parts = {event.part for event in kept.events if isinstance(event, ReviewAnswered)}
    return (name == "draft" and len(parts) == len(FRAMEWORK.parts)) or kept.stage in DONE_AT[name]


def merged_or_refused(duplicate: Case, into: Case) -> Case | str:
    made = both_or_refused(duplicate, into)
    return made if isinstance(made, str) else made[1]


def both_or_refused(duplicate: Case, into: Case, *, as_children: bool = False) -> tuple[Case, Case] | str:
    """Merges the two, as soon as all who have to agree do."""
    try:
        ended, kept = merge(
            duplicate, into, THE_SAME, FRAMEWORK, CALENDAR, BUSINESS_TEAM, OPENED_AT, as_children=as_children
        )
    except InvalidInput as refused:
        return str(refused)
    if not ended.is_open:
        return ended, kept
    last = Signed(by=CHAIR.person, at=OPENED_AT, matter=MERGE, digest="of all four", seat=Seat.DCS, agrees=True)
    return merge_as_agreed(ended.then(last), kept, FRAMEWORK, CALENDAR, OPENED_AT)


def not_agreed_away(case: Case, ended: Case, now: Mapping[str, Clock]) -> Iterator[str]:
    """Yields the duties that neither go on by the same day or earlier nor were put to those who had to agree. ``now``
    are the clocks of the case that goes on."""
    agreed = {name for proposed in ended.of(MergeProposed) for name in proposed.counted_as_done}
    for name, clock in running(case).items():
        is_duty = not clock.due.deadline.local_practice or name in DUTIES_OF_LOCAL_PRACTICE
        then = now.get(name)
        goes_on = then and then.due.due <= clock.due.due and (clock.conditional or not then.conditional)
        if is_duty and name not in agreed and not goes_on:
            yield name


def refusal(duplicate: Case, into: Case) -> str | None:
    try:
        merge(duplicate, into, THE_SAME, FRAMEWORK, CALENDAR, BUSINESS_TEAM, OPENED_AT)
    except InvalidInput as refused:
        return str(refused)
    return None


def test_every_stage_and_every_deadline_of_the_rules_is_among_the_cases(every: Every) -> None:
    assert {case.stage for case in every.values()} == set(Stage) - ENDED
    known = {deadline.id for deadline in (*FRAMEWORK.deadlines, *FRAMEWORK.local_deadlines)}
    assert {name for case in every.values() for name in running(case)} == known == {*DONE, *DONE_AT}


def test_nothing_that_is_due_drops_out_when_two_cases_are_merged(pairs: list[tuple[str, Case, Case]]) -> None:
    outcomes = [(name, duplicate, into, both_or_refused(duplicate, into)) for name, duplicate, into in pairs]
    for name, duplicate, into, made in outcomes:
        if isinstance(made, str):
            continue
        ended, kept = made
        now = running(kept)
        assert running(ended).keys() == set(), name
        for case in (duplicate, into):
            assert not list(dropped(case, kept)), name
            assert not list(not_agreed_away(case, ended, now)), name
    counts = [not isinstance(made, str) for *_, made in outcomes]
    assert any(counts) and not all(counts)


JOINED = (
    "notification",
    "rapid_review",
    "decision",
    "lcspr",
    "deferred",
    "concern",
    "restricted",
    "died later",
    "not known",
)
"""Each of these has a duty of another kind."""


def test_nothing_that_is_due_drops_out_when_the_children_of_two_cases_are_joined(every: Every) -> None:
    """What is due of the case that goes on stays as well: one more child ends nothing."""
    joined = 0
    for name, (other, into) in product(JOINED, every.items()):
        duplicate = like(every[name], "CSCP-2")
        made = both_or_refused(duplicate, into, as_children=True)
        if isinstance(made, str):
            continue
        (ended, kept), joined = made, joined + 1
        for case in (duplicate, into):
            # The further child takes the case back to an earlier stage; what was done in either was done all the same.
            lost = [each for each in dropped(case, kept) if not was_done(each, duplicate) and not was_done(each, into)]
            assert not lost, (name, other)
            assert not list(not_agreed_away(case, ended, running(kept))), (name, other)
        assert not weakening(into, kept), (name, other)
    assert joined > len(every)


def test_a_refusal_says_what_is_due_and_a_merge_that_it_names_is_taken(pairs: list[tuple[str, Case, Case]]) -> None:
    for name, duplicate, into in pairs:
        if (refused := refusal(duplicate, into)) is None:
            continue
        assert refused.startswith("Nothing was merged: CSCP-1 would not have what is due in CSCP-2"), name
        other_way = refusal(into, duplicate)
        if "Merge CSCP-1 into CSCP-2 instead" in refused:
            assert other_way is None, name
        else:
            assert other_way and "The other way round, this would drop out" in refused, name


def test_the_rapid_review_that_a_duplicate_would_have_needed_is_not_lost_to_a_case_that_needs_none(
    opened: Opened, every: Every
) -> None:
    """The duplicate's SIN was not submitted, so that no clock of a review ran."""
    refused = merged_or_refused(opened("CSCP-2"), every["sin_only"])
    assert "Agency returns" in str(refused) and "Merge CSCP-1 into CSCP-2 instead" in str(refused)


def test_a_rapid_review_is_not_lost_before_the_sin_that_begins_it_is_submitted(opened: Opened, every: Every) -> None:
    """A SIN is required in both, and runs on; a Rapid Review in one alone."""
    with pytest.raises(InvalidInput, match=r"Rapid Review: required.*Merge CSCP-1 into CSCP-2 instead"):
        merged(opened("CSCP-2"), every["care leaver"])
    assert merged(like(every["care leaver"], "CSCP-2"), opened())[1].outcome.values["rapid_review"] == "required"


def test_along_one_way_a_case_that_is_less_far_can_always_be_merged_into_one_that_is_further(submitted: Case) -> None:
    way = [submitted, filled_in(submitted), decided(submitted, recommendation("commission"))]
    for less, further in pairwise(way):
        assert isinstance(merged_or_refused(like(less, "CSCP-2"), further), Case)


def test_an_agency_that_only_the_duplicate_has_asked_is_not_forgotten(every: Every) -> None:
    school, health = every["agencies asked"], like(every["other agency asked"], "CSCP-2")
    with pytest.raises(InvalidInput, match=r"Agency returns, by Monday 8 June 2026"):
        merged(health, school)
    both = request_information(school, ["Health Services"], SOON, AGENCIES, BUSINESS_TEAM, OPENED_AT)
    assert merged(health, both)[1].information_requests.outstanding == ("A school", "Health Services")
    come = record_return(both, "Health Services", BUSINESS_TEAM, OPENED_AT)
    assert merged(health, come)[1].information_requests.outstanding == ("A school",)


def test_an_lcspr_is_kept_with_the_earlier_of_its_two_days(every: Every) -> None:
    first, second = every["lcspr"], like(later(every["lcspr"], 21), "CSCP-2")
    _, kept = merged(second, first)
    assert running(kept)["lcspr"].due.due == running(first)["lcspr"].due.due
    with pytest.raises(InvalidInput, match=r"Complete the LCSPR, by .*Merge CSCP-2 into CSCP-1 instead"):
        merged(first, second)


def test_a_day_to_look_again_is_not_lost_to_a_case_that_has_none(every: Every) -> None:
    with pytest.raises(InvalidInput, match=r"Look again at the legal constraint, by Tuesday 1 September 2026"):
        merged(every["deferred"], like(every["decided"], "CSCP-2"))


def test_where_each_has_something_of_its_own_one_of_them_is_done_first(every: Every) -> None:
    deferred, lcspr = every["deferred"], like(every["lcspr"], "CSCP-2")
    with pytest.raises(InvalidInput, match=r"The other way round, this would drop out: Complete the LCSPR"):
        merged(deferred, lcspr)
    looked = look_again(deferred, None, text("the trial is over"), BUSINESS_TEAM, OPENED_AT)
    _, kept = merged(looked, lcspr)
    assert kept.stage is Stage.LCSPR


def test_a_restriction_is_not_lost_to_a_case_that_everybody_sees(every: Every) -> None:
    restricted, lcspr = every["restricted"], like(every["lcspr"], "CSCP-2")
    with pytest.raises(InvalidInput, match=r"Review the restriction"):
        merged(restricted, lcspr)
    assert merged(lcspr, restricted)[1].access.is_restricted


def test_a_case_of_concern_is_decided_before_it_is_merged_into_one_without_it(every: Every) -> None:
    concern, sin_only = every["concern"], like(every["sin_only"], "CSCP-2")
    with pytest.raises(InvalidInput, match=r"Decide on the Case of Concern"):
        merged(concern, sin_only)
    assert merged(sin_only, concern)[1].stage is Stage.CONCERN
    done = concern_decided(every["sin_only"])
    assert merged(done, sin_only)[1].stage is Stage.SIN_ONLY
