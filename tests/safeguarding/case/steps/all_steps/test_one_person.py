"""No duty ends by one person's word: from every stage that a case reaches, no step and no sequence of steps by one
person leads from "a duty is open" to "none is", except by doing it.

Whoever holds every office at once has the steps of everybody; one person still signs once.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import product

import pytest

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.corrections import recorded
from safeguarding.case.errors import StepRefused
from safeguarding.case.events.any_event import AnyEvent
from safeguarding.case.events.authority_events import Transferred
from safeguarding.case.events.case_events import CriteriaEscalated, MergedFromUndone, SinSubmitted, UpdateSubmitted
from safeguarding.case.events.review_events import (
    ConcernDecided,
    Decided,
    DeterminationConfirmed,
    LcsprCompleted,
)
from safeguarding.case.matter_rules import for_matter
from safeguarding.case.merges import taken_in
from safeguarding.case.signatories import is_over
from safeguarding.case.state.duties import DUTIES, Duty, open_duties
from safeguarding.case.state.matters import MATTERS, TRANSFER
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.joining import before_joining
from safeguarding.case.steps.lcspr import complete_lcspr
from safeguarding.case.steps.lifecycle import submit_sin
from safeguarding.case.steps.merging import is_agreed_on, merge
from safeguarding.case.steps.restriction import declare_conflict, restrict
from safeguarding.case.steps.review import record_return, request_information
from safeguarding.case.steps.signatures import propose_not_met
from safeguarding.people import Actor, Person, Role, Seat
from tests.conftest import Figures
from tests.support.case_stages import (
    AGENCIES,
    BUSINESS_TEAM,
    CALENDAR,
    FRAMEWORK,
    GROUP,
    LATER,
    TODAY,
    chaired,
    circumstances,
    correction_proposed,
    determined,
    escalated,
    escalation,
    filled_in,
    like,
    merge_proposed,
    merged,
    proposed,
    referred,
    said_in_error,
    seriously_harmed,
    signed_by,
    started,
)
from tests.support.england.elsewhere import opened_elsewhere, transfer_proposed
from tests.support.later_death import dead_after_decision, updates
from tests.support.links import linked
from tests.support.one_person import OTHERS_SIGNED, WHY, Step, steps
from tests.support.people.everybody import EVERYBODY
from tests.support.people.everybody import OPENED_AT as NOW
from tests.support.people.offices import OFFICES

IN_FORCE = circumstances(partnership=OFFICES.model_copy(update={"allow_signatures_outside_teams": True}))
Opened = Callable[..., Case]

REQUIRED, NOT_KNOWN, NOT_AGREED, UPDATE, REVIEW, DECISION, CONCERN, LCSPR = DUTIES
DONE_BY: Mapping[str, tuple[type, ...]] = {
    REQUIRED.title: (SinSubmitted,),
    NOT_KNOWN.title: (SinSubmitted,),
    NOT_AGREED.title: (SinSubmitted,),
    UPDATE.title: (UpdateSubmitted,),
    REVIEW.title: (DeterminationConfirmed, Decided),
    DECISION.title: (Decided,),
    CONCERN.title: (ConcernDecided,),
    LCSPR.title: (LcsprCompleted,),
}
"""A duty is done when one of these happens."""
TO_NOTIFY = (REQUIRED, NOT_KNOWN, NOT_AGREED)
STAYS_IN: Mapping[str, tuple[Duty, ...]] = {
    NOT_KNOWN.title: (REQUIRED, NOT_AGREED),
    NOT_AGREED.title: (REQUIRED, NOT_KNOWN),
    UPDATE.title: TO_NOTIFY,
    REVIEW.title: (*TO_NOTIFY, UPDATE),
    DECISION.title: (*TO_NOTIFY, UPDATE, REVIEW),
}
"""A duty goes on in these others: what is not known is answered, and the partners agree to it; a determination lapses;
what rests on a submission that is taken back waits for the true one."""

EVERY_OFFICE = Actor(
    person=EVERYBODY["opener"].person, roles=frozenset({Role.BUSINESS_TEAM, Role.REVIEW_GROUP}), seats=frozenset(Seat)
)
TWO_OFFICES = {
    f"business_team and {name}": EVERYBODY["business_team"].model_copy(update={"seats": EVERYBODY[name].seats})
    for name in ("council", "icb", "dcs")
}
PEOPLE: Mapping[str, Actor] = {**EVERYBODY, **TWO_OFFICES}


@pytest.fixture(scope="module")
def starts(cases: Mapping[str, Case], opened: Opened, updated: Callable[..., Case]) -> Mapping[str, Case]:
    """The cases stand at every stage, with every proposal that waits for others, and with a dissent on each matter."""
    submitted, unknown = cases["rapid_review"], opened(abuse_or_neglect="not_known")
    ruled_out, no_harm = opened(abuse_or_neglect="neither", care_experienced="no"), opened(harm="neither")
    asked = request_information(submitted, ["A school"], TODAY, AGENCIES, BUSINESS_TEAM, NOW)
    standing = {
        **cases,
        "not known": unknown,
        "not known, submitted": submit_sin(unknown, TODAY, BUSINESS_TEAM, NOW),
        "ruled out": ruled_out,
        "nobody hurt": no_harm,
        "concern, nobody hurt": referred(no_harm),
        "outcome proposed": proposed(referred(no_harm), "no_further_action"),
        "asked": asked,
        "answered": record_return(asked, "A school", BUSINESS_TEAM, NOW),
        "filled in": filled_in(submitted),
        "determined": determined(chaired(submitted, EVERY_OFFICE)),
        "restricted": restrict(submitted, frozenset([EVERY_OFFICE.person]), LATER, {}, WHY, EVERY_OFFICE, NOW),
        "in conflict": declare_conflict(submitted, WHY, OTHERS[Seat.ICB], NOW),
        "started, and linked": linked(started(cases["lcspr"]), opened("CSCP-7"))[0],
        "completed": complete_lcspr(started(cases["lcspr"]), TODAY, WHY, BUSINESS_TEAM, NOW),
        "escalated": escalated(submitted),
        "died later": like(dead_after_decision(), "CSCP-1"),
        "updated": like(updates(dead_after_decision()), "CSCP-1"),
        "closed, alive": seriously_harmed(cases["closed"]),
        "correction proposed": correction_proposed(),
        "change proposed": updated(cases["notification"], abuse_or_neglect="neither", care_experienced="no"),
        "change proposed, submitted": updated(submitted, abuse_or_neglect="neither", care_experienced="no"),
        "said in error": said_in_error(cases["notification"]),
        "elsewhere": opened_elsewhere(ref="CSCP-5"),
        "elsewhere, submitted": submit_sin(opened_elsewhere(ref="CSCP-5"), TODAY, BUSINESS_TEAM, NOW, "Surrey"),
        "transfer proposed": transfer_proposed(opened_elsewhere(ref="CSCP-5")),
        "transfer agreed": signed_by(
            transfer_proposed(opened_elsewhere(ref="CSCP-5")), TRANSFER, OTHERS[Seat.DCS], OTHERS[Seat.ICB]
        ),
        "merge proposed": merge_proposed(like(cases["notification"], "CSCP-4"), submitted),
        "took in a submitted one": merged(like(submitted, "CSCP-9"), cases["notification"])[1],
        "taken into a submitted one": merged(like(cases["notification"], "CSCP-9"), submitted)[0],
        "took in another's child": children_joined(like(submitted, "CSCP-9"), submitted)[1],
        "taken in with its child": children_joined(like(submitted, "CSCP-9"), submitted)[0],
        "not met proposed": propose_not_met(cases["notification"], WHY, OTHERS[Seat.POLICE], NOW),
        "escalated, for the DCS to sign": cases["notification"].then(
            CriteriaEscalated(by=OTHERS[Seat.POLICE].person, at=NOW, met=True, escalation=escalation())
        ),
        "found not met proposed": propose_not_met(submitted, WHY, OTHERS[Seat.POLICE], NOW),
    }
    disputed = {f"{matter}: dissent": case for matter, case in disputed_by_others(standing)}
    return {**standing, **disputed, **{f"{matter}: own dissent": case for matter, case in disputed_by_all(standing)}}


def children_joined(duplicate: Case, into: Case) -> tuple[Case, Case]:
    return merge(duplicate, into, WHY, FRAMEWORK, CALENDAR, BUSINESS_TEAM, NOW, as_children=True)


OTHERS = {seat: Actor(person=Person(tenant="elsewhere", id=f"other {seat}"), seats=frozenset({seat})) for seat in Seat}


def disputed_by_others(standing: Mapping[str, Case]) -> Iterator[tuple[str, Case]]:
    for case, matter in product(standing.values(), MATTERS):
        sign_off = sign_off_of(case, matter)
        if sign_off is None or is_over(case, sign_off):
            continue
        if sign_off.missing:
            yield matter, signed_by(case, matter, OTHERS[sign_off.missing[-1]], agrees=False)
        elif sign_off.missing_members:
            yield matter, signed_by(case, matter, GROUP[3], agrees=False)


def disputed_by_all(standing: Mapping[str, Case]) -> Iterator[tuple[str, Case]]:
    """Yields each matter with a dissent of whoever holds every office: they may change their answer."""
    for case, matter in product(standing.values(), MATTERS):
        if STEPS[for_matter("sign", matter)].is_available(case, EVERY_OFFICE, IN_FORCE):
            yield matter, signed_by(case, matter, EVERY_OFFICE, agrees=False)


@pytest.fixture(scope="module")
def table(cases: Mapping[str, Case], opened: Opened) -> Mapping[str, tuple[Step, ...]]:
    """Every step, with a merge into a case at every stage that is open."""
    into = {name: like(case, "CSCP-8") for name, case in cases.items() if case.is_open}
    return steps({**into, "nobody hurt": opened("CSCP-8", harm="neither")})


def taken(case: Case, by: Actor, table: Mapping[str, tuple[Step, ...]]) -> Iterator[tuple[str, Case]]:
    """Yields the case as it is after each step that is accepted, with the step's name."""
    for name, inputs in table.items():
        if not STEPS[name].is_available(case, by, IN_FORCE):
            continue
        for step in inputs:
            try:
                after = step(case, by)
            except StepRefused:
                continue
            if after is not case:
                yield name, after


def lost(before: Case, after: Case) -> list[str]:
    """Names the duties that were open, and are neither open, nor go on in another, nor were done by the step."""
    still = {duty.title for duty in open_duties(after)}
    done = {type(event) for event in new_events(before, after)}
    if Transferred in done and is_agreed_by_others(before):
        return []
    gone_back = brought_along(before) if MergedFromUndone in done else frozenset[str]()
    return [
        duty.title
        for duty in open_duties(before)
        if duty.title not in still | gone_back
        and still.isdisjoint(other.title for other in STAYS_IN.get(duty.title, ()))
        and done.isdisjoint(DONE_BY[duty.title])
    ]


def brought_along(case: Case) -> frozenset[str]:
    """Names the duties that the case has by the children of the one which it took in last. They go back with them: that
    one is then as it was."""
    merge = taken_in(case.events)[-1]
    joined, alone = case.before(merge).then(merge), before_joining(case, merge)
    return frozenset(duty.title for duty in open_duties(joined)) - {duty.title for duty in open_duties(alone)}


def is_agreed_by_others(case: Case) -> bool:
    """Says whether the DCS and a partner, neither of them whoever takes the steps, have agreed to the transfer."""
    sign_off = sign_off_of(case, TRANSFER)
    given = {signed.signer for signed in sign_off.signatures_given} if sign_off and sign_off.is_agreed else set()
    return given == {OTHERS[Seat.DCS].person, OTHERS[Seat.ICB].person}


def new_events(before: Case, after: Case) -> tuple[AnyEvent, ...]:
    """Returns what the step has added; of a merge nothing counts as done."""
    return after.events[before.version :] if after.ref == before.ref else ()


def as_it_stands(case: Case) -> object:
    """Returns what makes a difference to the steps and the duties of a case: two that are alike are looked at once."""
    sign_offs = [sign_off_of(case, matter) for matter in MATTERS]
    own = tuple(
        each is not None and any(given.signer == EVERY_OFFICE.person for given in each.signatures_given)
        for each in sign_offs
    )
    signed = tuple(
        each and (tuple((seat, given.agrees) for seat, given in sorted(each.signatures.items())), len(each.members))
        for each in sign_offs
    )
    requests = case.information_requests
    review = (case.chair, case.determination is None, case.is_determined, requests.outstanding, requests.returned)
    access = (case.access.is_restricted, case.access.conflicted)
    change = case.proposals.update and case.proposals.update.ends
    proposals = (
        change,
        bool(case.proposals.opened_in_error),
        (case.proposals.transfer is not None, tuple(case.other_partnerships.untold)),
        bool(case.proposals.merge),
        bool(case.proposals.correction),
    )
    values = (*sorted(case.outcome.values.items()), case.facts.answers.get("harm"))
    titles = tuple(duty.title for duty in open_duties(case))
    died = (case.facts.answers.get("harm"), case.notification.update is not None)
    updated, begun = case.notification.updated, recorded(case.events, "lcspr_started") is not None
    dates = (case.sin_submitted, died, updated, case.aware, case.deferred_until, begun)
    taken_apart = STEPS["undo_merge"].now(case) is None
    return case.stage, titles, values, dates, signed, own, review, access, proposals, taken_apart


def walk(starts: Mapping[str, Case], by: Actor, table: Mapping[str, tuple[Step, ...]], length: int) -> Counter[str]:
    """Takes every sequence of so many steps (breadth first), and checks each; returns how often each was taken."""
    seen, level, count = set[object](), list(starts.values()), Counter[str]()
    for _ in range(length):
        following = []
        for case in level:
            if (state := as_it_stands(case)) in seen:
                continue
            seen.add(state)
            for name, after in taken(case, by, table):
                assert not lost(case, after), (case.stage, name, lost(case, after))
                assert not is_agreed_on(after)
                following.append(after)
                count[name] += 1
        level = following
    return count


def test_every_step_of_the_table_of_steps_is_among_them(table: Mapping[str, tuple[Step, ...]]) -> None:
    assert set(table) | OTHERS_SIGNED == set(STEPS)


def test_every_duty_is_open_in_some_of_the_cases_and_its_doing_is_named(starts: Mapping[str, Case]) -> None:
    assert {duty.title for case in starts.values() for duty in open_duties(case)} == set(DONE_BY)


def test_no_step_by_whoever_holds_every_office_ends_a_duty_but_by_doing_it(
    starts: Mapping[str, Case], table: Mapping[str, tuple[Step, ...]]
) -> None:
    assert walk(starts, EVERY_OFFICE, table, 1).keys() == table.keys()


@pytest.mark.parametrize("name", [name for name in PEOPLE if "business_team" not in name])
def test_no_step_by_one_person_ends_a_duty_but_by_doing_it(
    name: str, starts: Mapping[str, Case], table: Mapping[str, tuple[Step, ...]]
) -> None:
    assert walk(starts, PEOPLE[name], table, 1)


@pytest.mark.soak
@pytest.mark.parametrize("name", PEOPLE)
def test_no_sequence_of_steps_by_one_person_ends_a_duty_but_by_doing_it(
    name: str, starts: Mapping[str, Case], table: Mapping[str, tuple[Step, ...]], figures: Figures
) -> None:
    length = 2 if "business_team" in name else 3
    taken = walk(starts, PEOPLE[name], table, length)
    assert taken
    figures(f"{name}: {taken.total()} steps, up to {length} in a row, from {len(starts)} cases")


@pytest.mark.soak
def test_no_two_steps_by_whoever_holds_every_office_end_a_duty_but_by_doing_it(
    starts: Mapping[str, Case], table: Mapping[str, tuple[Step, ...]], figures: Figures
) -> None:
    taken = walk(starts, EVERY_OFFICE, table, 2)
    assert taken
    figures(f"every office: {taken.total()} steps, up to 2 in a row, from {len(starts)} cases")
