"""The recipients are those who hear of a nudge or of a new case, and those who get a card to sign."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from safeguarding.case.case import Case
from safeguarding.case.events.case_events import CriteriaEscalated, Opened, UpdateProposed
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.matters import (
    CONCERN_DECISION,
    CORRECTION,
    CRITERIA_ESCALATION,
    FACTS_CHANGE,
    LATER_NOT_MET,
    LCSPR_DECISION,
    MATTERS,
    MERGE,
    NOT_MET,
    NOTIFICATION_CRITERIA,
    OPENED_IN_ERROR,
    TRANSFER,
)
from safeguarding.case.steps.acknowledging import days_to_choose
from safeguarding.case.steps.lifecycle import submit_sin, update
from safeguarding.case.steps.signatures import propose_not_met
from safeguarding.case.views.endings import endings
from safeguarding.case.views.lapses import latest_lapse
from safeguarding.case.views.next_steps import Waiting
from safeguarding.case.views.nudges import ESCALATED, STEP, Hearer, Moment, Nudge, nudges
from safeguarding.case.views.recipients import (
    Recipient,
    business_team,
    chair,
    had_a_part,
    nudge_recipients,
    offices_waited_for,
    partners,
    review_group,
    signers,
    to_tell_of_lapse,
    told_of_steps,
)
from safeguarding.framework.entries import Office
from safeguarding.partnership.model import Chain, Partnership
from safeguarding.people import Seat
from tests.support.case_stages import (
    BUSINESS_TEAM,
    CALENDAR,
    COUNCIL,
    ENGINE,
    FRAMEWORK,
    TODAY,
    answered,
    chaired,
    closed_anyway,
    concern_decided,
    correction_proposed,
    decided,
    escalation,
    in_error,
    like,
    merge_proposed,
    proposed,
    put_to_the_dsps,
    recommendation,
    referred,
    said_in_error,
    signed_by,
    text,
    written,
)
from tests.support.england.elsewhere import transfer_proposed
from tests.support.people.acknowledged import acknowledged
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.people.offices import CHANNEL, OFFICES, in_conflict, kind_of, partnership, person, restricted_to
from tests.support.plain_case import care_leaver, facts, opened, standing, submitted, updated

DUE, DAY_AFTER = date(2026, 6, 8), date(2026, 6, 9)
WITHOUT_ANYBODY = "nobody"

NUDGES = """
waited for       before due            overdue
opener           opener                opener business_team
local_authority  council               council business_team
icb              icb                   icb icb_deputy business_team
police           police                police business_team
dcs              dcs                   dcs business_team
business_team    business_team         business_team
review_group     review_group chair    review_group chair business_team
chair            chair                 chair business_team
"""
"""The channel hears as well, unless the case is restricted."""

HOLDER_IN_CONFLICT = """
waited for       who is out            before due            overdue
opener           opener                business_team         business_team
local_authority  council               business_team         business_team
icb              icb                   icb_deputy            icb_deputy business_team
icb              icb_deputy            icb                   icb business_team
icb              icb icb_deputy        business_team         business_team
police           police                business_team         business_team
dcs              dcs                   business_team         business_team
business_team    business_team         nobody                nobody
review_group     chair                 review_group          review_group business_team
review_group     review_group chair    business_team         business_team
chair            chair                 business_team         business_team
icb              icb business_team     icb_deputy            icb_deputy
icb              icb icb_deputy business_team  nobody        nobody
"""
"""People who are out have declared a conflict of interest, or are not among those whom a restriction names. The deputy
hears where no holder may see the case; the Business Team does where nobody may."""

CARDS_TO_SIGN = """
matter                 who is out            gets a card
notification_criteria  nobody                council icb police
notification_criteria  icb                   council icb_deputy police
notification_criteria  icb_deputy            council icb police
notification_criteria  icb icb_deputy        council police
notification_criteria  council               icb police
notification_criteria  opener business_team  council icb police
sin_quality            nobody                dcs
sin_quality            dcs                   nobody
sin_quality            council icb police    dcs
not_met                nobody                council icb police dcs
criteria_escalation    nobody                dcs
not_met                icb dcs               council icb_deputy police
later_not_met          nobody                council icb police dcs
facts_change           nobody                council icb police dcs
facts_change           police dcs            council icb
correction             nobody                council icb police dcs
correction             police dcs            council icb
later_not_met          icb dcs               council icb_deputy police
opened_in_error        nobody                council icb police
opened_in_error        icb icb_deputy        council police
merge                  nobody                council icb police dcs
transfer               nobody                dcs icb police
lcspr_decision         nobody                council icb police
lcspr_decision         police                council icb
concern_decision       nobody                review_group chair
concern_decision       chair                 review_group
concern_decision       review_group chair    nobody
"""


def rows(table: str) -> list[list[str]]:
    """The columns of a table stand two blanks apart; what a column names, one."""
    _, *lines = table.strip().splitlines()
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines]


def kinds(named: str) -> set[str]:
    return set() if named == WITHOUT_ANYBODY else set(named.split())


def kinds_in_order(named: str) -> list[str]:
    return [kind for kind in named.split() if kind != WITHOUT_ANYBODY]


def told(recipients: Iterable[Recipient]) -> set[str]:
    found = [kind_of(to) for to in recipients]
    assert len(found) == len(set(found)), "nobody is told twice"
    return set(found)


def nudge(case: Case, office: str, day: date) -> Nudge:
    """Returns a nudge of a custom of the partnership's own, which waits for the office. Its step makes no difference to
    who hears."""
    offices = [name for name in get_args(Office) if name == office]
    found, *_ = nudges(opened(), FRAMEWORK, CALENDAR, {}, Chain(), Moment(day))
    hearers = ESCALATED if day > DUE else STEP
    return replace(found, case=case, waiting=Waiting((), tuple(offices)), hearers=hearers)


def heard(case: Case, office: str, day: date, in_force: Partnership = OFFICES) -> set[str]:
    return told(nudge_recipients(nudge(case, office, day), in_force))


def restricted_without(case: Case, out: Iterable[str]) -> Case:
    return restricted_to(case, *(kind for kind in EVERYBODY if kind not in out))


def chaired_case() -> Case:
    return chaired(submitted())


def test_the_table_of_nudges_names_every_office() -> None:
    assert {office for office, *_ in rows(NUDGES)} == set(get_args(Office))


@pytest.mark.parametrize(("office", "before", "overdue"), rows(NUDGES))
def test_the_channel_and_whoevers_step_it_is_hear_of_a_nudge(office: str, before: str, overdue: str) -> None:
    assert heard(chaired_case(), office, DUE) == {CHANNEL, *kinds(before)}
    assert heard(chaired_case(), office, DAY_AFTER) == {CHANNEL, *kinds(overdue)}


@pytest.mark.parametrize(("office", "before", "overdue"), rows(NUDGES))
def test_of_a_restricted_case_the_same_people_hear_if_they_are_named_and_the_channel_does_not(
    office: str, before: str, overdue: str
) -> None:
    case = restricted_to(chaired_case(), *EVERYBODY)
    assert heard(case, office, DUE) == kinds(before)
    assert heard(case, office, DAY_AFTER) == kinds(overdue)


@pytest.mark.parametrize(("office", "out", "before", "overdue"), rows(HOLDER_IN_CONFLICT))
def test_whoever_is_in_conflict_hears_nothing_and_a_deputy_or_the_business_team_hears_instead(
    office: str, out: str, before: str, overdue: str
) -> None:
    case = in_conflict(chaired_case(), *kinds(out))
    assert heard(case, office, DUE) == {CHANNEL, *kinds(before)}
    assert heard(case, office, DAY_AFTER) == {CHANNEL, *kinds(overdue)}


@pytest.mark.parametrize(("office", "out", "before", "overdue"), rows(HOLDER_IN_CONFLICT))
def test_whoever_a_restriction_does_not_name_hears_nothing_and_a_deputy_or_the_business_team_hears_instead(
    office: str, out: str, before: str, overdue: str
) -> None:
    case = restricted_without(chaired_case(), kinds(out))
    assert heard(case, office, DUE) == kinds(before)
    assert heard(case, office, DAY_AFTER) == kinds(overdue)


@pytest.mark.parametrize(("office", "out", "before", "overdue"), rows(HOLDER_IN_CONFLICT))
def test_for_whoever_is_not_reached_others_hear_as_for_whoever_may_not_see_it_and_what_is_theirs_waits(
    office: str, out: str, before: str, overdue: str
) -> None:
    unreached = {person(kind) for kind in kinds(out)}
    for day, expected in ((DUE, before), (DAY_AFTER, overdue)):
        hear = told(nudge_recipients(nudge(chaired_case(), office, day), OFFICES, unreached))
        assert hear - kinds(out) == {CHANNEL, *kinds(expected)}
        assert heard(chaired_case(), office, day) <= hear


def test_of_a_restricted_case_a_deputy_hears_for_an_unreached_holder_if_named_and_else_the_business_team() -> None:
    holder_alone, named = restricted_without(chaired_case(), ["icb_deputy"]), restricted_without(chaired_case(), [])
    for case, instead in ((named, "icb_deputy"), (holder_alone, "business_team")):
        hear = told(nudge_recipients(nudge(case, "icb", DUE), OFFICES, {person("icb")}))
        assert hear == {"icb", instead}


def test_where_one_holder_of_two_is_reached_nobody_stands_in() -> None:
    both = told(nudge_recipients(nudge(chaired_case(), "review_group", DUE), OFFICES, {person("chair")}))
    assert both == {CHANNEL, "chair", "review_group"}


def test_a_step_of_the_chair_is_the_business_teams_to_hear_of_as_long_as_no_chair_is_named() -> None:
    assert heard(submitted(), "chair", DUE) == {CHANNEL, "business_team"}


def test_a_chair_who_has_left_the_office_hears_nothing_more() -> None:
    assert heard(chaired_case(), "chair", DUE, partnership(without="chair")) == {CHANNEL, "business_team"}


OF_THE_SIN = """
told beside the step        who hears
owners                      council dcs icb
owners deputies business_team  council dcs icb icb_deputy business_team
"""


@pytest.mark.parametrize(("beside", "who"), rows(OF_THE_SIN))
def test_the_owners_of_the_sin_hear_of_it_while_it_waits_for_the_icb(beside: str, who: str) -> None:
    hearers = frozenset(hearer for hearer in get_args(Hearer) if hearer in {*STEP, *beside.split()})
    found = replace(nudge(opened(), "icb", DUE), hearers=hearers)
    assert told(nudge_recipients(found, OFFICES)) == {CHANNEL, *kinds(who)}
    restricted = replace(found, case=restricted_without(opened(), ["icb_deputy", "dcs"]))
    assert told(nudge_recipients(restricted, OFFICES)) == kinds(who) - {"icb_deputy", "dcs"}


LAST_HOURS = """
deadline      waits for                                  who hears
sin           icb police dcs local_authority             council dcs
sin           icb police local_authority                 council
rapid_review  local_authority icb police business_team   council icb police
rapid_review  business_team review_group                 chair
rapid_review  chair                                      chair
dsp_sign_off  icb police                                 icb police
"""


@pytest.mark.parametrize(("deadline", "offices", "who"), rows(LAST_HOURS))
def test_in_the_last_hours_those_hear_who_can_still_do_it_and_answer_for_it(
    deadline: str, offices: str, who: str
) -> None:
    case = opened() if deadline == "sin" else chaired_case()
    assert in_the_last_hours(case, deadline, offices) == kinds(who)


def test_in_the_last_hours_the_review_group_hears_where_no_chair_is_there() -> None:
    away = OFFICES.model_copy(update={"away": {person("chair"): date(2026, 7, 20)}})
    assert "review_group" in in_the_last_hours(submitted(), "rapid_review", "business_team review_group")
    assert "review_group" in in_the_last_hours(chaired_case(), "rapid_review", "review_group", away)


def test_in_the_last_hours_all_hear_of_what_nobody_knows_to_be_required() -> None:
    case = opened(abuse_or_neglect="not_known", care_experienced="no")
    assert in_the_last_hours(case, "sin", "opener local_authority icb") == {"opener", "council", "icb"}


def test_whoever_was_not_told_in_the_morning_hears_in_the_last_hours_that_it_is_due() -> None:
    """The bot stood still, say, or the day has just moved to this one."""
    found = list(nudges(opened(), FRAMEWORK, CALENDAR, {}, Chain(), Moment(DUE, is_late=True)))
    again, first = (told(nudge_recipients(nudge, OFFICES)) for nudge in found)
    assert not again & first and CHANNEL in again
    assert first >= {"business_team", "icb", "police", "icb_deputy"} and again >= {"council", "dcs"}
    again, first = (told(nudge_recipients(nudge, OFFICES, everybody_out())) for nudge in found)
    assert "business_team" in again and "business_team" not in first


def everybody_out() -> set[Recipient]:
    """Returns those whose step the SIN is, with their deputies: nobody of them is reached."""
    return {holder.person for seat in (Seat.LOCAL_AUTHORITY, Seat.DCS) for holder in OFFICES.holders(seat)}


def in_the_last_hours(case: Case, deadline: str, offices: str, in_force: Partnership = OFFICES) -> set[str]:
    """Returns who hears once more on the due day beside the channel, of a deadline that waits for the offices."""
    due = next(clock.due.due for clock in clocks(case, FRAMEWORK, CALENDAR) if clock.due.id == deadline)
    found = nudges(case, FRAMEWORK, CALENDAR, {}, Chain(), Moment(due, is_late=True))
    again = next(each for each in found if each.clock.due.id == deadline)
    waiting = Waiting((), tuple(office for office in get_args(Office) if office in offices.split()))
    return told(nudge_recipients(replace(again, waiting=waiting), in_force)) - {CHANNEL}


@pytest.mark.parametrize("office", ["icb", "local_authority", "dcs"])
def test_at_the_breach_the_dcs_and_all_three_dsps_hear_and_nobody_of_them_twice(office: str) -> None:
    overdue, breach = nudges(opened(), FRAMEWORK, CALENDAR, {}, Chain(), Moment(DAY_AFTER))
    waiting = Waiting((), tuple(name for name in get_args(Office) if name == office))
    daily, once = (told(nudge_recipients(replace(each, waiting=waiting), OFFICES)) for each in (overdue, breach))
    assert not daily & once and CHANNEL in daily
    assert daily | once >= {"council", "icb", "police", "dcs", "business_team"}


def test_a_nudge_that_waits_for_several_offices_is_told_to_each_person_once() -> None:
    waiting = Waiting((), ("chair", "review_group", "icb", "business_team"))
    for day in (DUE, DAY_AFTER):
        found = replace(nudge(chaired_case(), "icb", day), waiting=waiting)
        assert {CHANNEL, "chair", "review_group", "icb", "business_team"} <= told(nudge_recipients(found, OFFICES))


@pytest.mark.parametrize("kind", EVERYBODY)
def test_a_nudge_names_to_each_person_the_offices_that_are_theirs(kind: str) -> None:
    theirs: Mapping[str, list[str]] = {
        "opener": ["opener"],
        "chair": ["review_group", "chair"],
        "review_group": ["review_group"],
        "business_team": ["business_team"],
        "council": ["local_authority"],
        "icb": ["icb"],
        "police": ["police"],
        "dcs": ["dcs"],
    }
    every = Waiting((), get_args(Office))
    for day in (DUE, DAY_AFTER):
        found = replace(nudge(chaired_case(), "icb", day), waiting=every)
        assert offices_waited_for(found, person(kind), OFFICES) == theirs.get(kind, [])


def test_a_deputy_is_named_an_office_where_the_holder_may_not_see_the_case() -> None:
    case = in_conflict(chaired_case(), "icb")
    assert offices_waited_for(nudge(case, "icb", DUE), person("icb_deputy"), OFFICES) == ["icb"]


def test_a_deputy_is_named_an_office_where_the_holder_is_not_reached() -> None:
    found, out = nudge(chaired_case(), "icb", DUE), {person("icb")}
    assert offices_waited_for(found, person("icb_deputy"), OFFICES, out) == ["icb"]
    assert offices_waited_for(found, person("icb_deputy"), OFFICES) == []


def case_with(matter: str) -> Case:
    """Returns a case that asks for the matter."""
    return CASES_WITH[matter]() if matter in CASES_WITH else opened()


def _facts_change() -> Case:
    proposes = opened().of(Opened)[0]
    return opened().then(
        UpdateProposed(by=proposes.by, at=OPENED_AT, facts=proposes.facts, outcome=proposes.outcome, ends=True)
    )


def _correction() -> Case:
    case = correction_proposed()
    return Case((*case.events[:-1], case.events[-1].model_copy(update={"ends": True})))


def _escalated() -> Case:
    by = person("business_team")
    return opened().then(CriteriaEscalated(by=by, at=OPENED_AT, met=True, escalation=escalation()))


CASES_WITH: Mapping[str, Callable[[], Case]] = {
    CRITERIA_ESCALATION: _escalated,
    NOT_MET: lambda: propose_not_met(opened(), text("a known illness"), COUNCIL, OPENED_AT),
    LATER_NOT_MET: lambda: propose_not_met(submitted(), text("a known illness"), COUNCIL, OPENED_AT),
    LCSPR_DECISION: lambda: put_to_the_dsps(submitted()),
    MERGE: lambda: merge_proposed(opened(), like(submitted(), "CSCP-2")),
    OPENED_IN_ERROR: lambda: said_in_error(opened()),
    TRANSFER: transfer_proposed,
    CORRECTION: _correction,
    FACTS_CHANGE: _facts_change,
    CONCERN_DECISION: lambda: proposed(referred(care_leaver())),
}


def get_cards(case: Case, matter: str, *have: str) -> list[str]:
    asked = {person(kind) for kind in have}
    return [kind_of(to) for to in signers(case, standing(case, matter).matter, OFFICES, asked.__contains__)]


def test_the_table_of_cards_names_every_matter() -> None:
    assert {matter for matter, *_ in rows(CARDS_TO_SIGN)} == MATTERS.keys()


@pytest.mark.parametrize(("matter", "out", "expected"), rows(CARDS_TO_SIGN))
def test_a_card_to_sign_goes_to_those_who_hold_the_seats_and_may_see_the_case(
    matter: str, out: str, expected: str
) -> None:
    for case in (in_conflict(case_with(matter), *kinds(out)), restricted_without(case_with(matter), kinds(out))):
        assert get_cards(case, matter) == [kind for kind in expected.split() if kind != WITHOUT_ANYBODY]


@pytest.mark.parametrize(("matter", "out", "expected"), rows(CARDS_TO_SIGN))
def test_for_whoever_is_not_reached_the_deputy_gets_a_card_as_for_whoever_may_not_see_it(
    matter: str, out: str, expected: str
) -> None:
    case, unreached = case_with(matter), {person(kind) for kind in kinds(out)}
    cards = signers(case, standing(case, matter).matter, OFFICES, lambda who: False, unreached)
    assert [kind_of(to) for to in cards if to not in unreached] == [*kinds_in_order(expected)]
    assert set(get_cards(case, matter)) <= set(map(kind_of, cards)), "theirs waits"


def test_a_deputy_who_has_asked_for_a_card_keeps_it_beside_the_holders() -> None:
    case = opened()
    assert get_cards(case, "notification_criteria", "icb_deputy") == ["council", "icb", "icb_deputy", "police"]
    assert get_cards(in_conflict(case, "icb_deputy"), "notification_criteria", "icb_deputy") == [
        "council",
        "icb",
        "police",
    ]


@pytest.mark.parametrize("kind", ["opener", "practitioner", "business_team", "review_group", "dcs"])
def test_nobody_gets_a_card_for_a_seat_that_they_do_not_hold_even_who_has_one_already(kind: str) -> None:
    assert get_cards(opened(), "notification_criteria", kind) == ["council", "icb", "police"]


def part(case: Case, *carded: str) -> set[str]:
    (ending,) = endings(case)
    return told(had_a_part(ending, case, OFFICES, map(person, carded)))


PARTNERS_DSPS = {"council", "icb", "police"}


def test_whoever_had_a_step_or_a_card_is_told_that_a_case_was_opened_in_error_but_for_who_agreed_last() -> None:
    assert part(in_error(opened())) == {"opener", "business_team", "council", "icb", "dcs"}
    no_harm = in_error(opened(harm="neither"))
    assert part(no_harm) == {"opener", "business_team", "council", "icb", "dcs"}


def test_a_deputy_who_had_a_card_and_the_group_of_a_review_are_told_of_a_closing() -> None:
    closed = closed_anyway(chaired(submitted()), text("finished"), EVERYBODY["business_team"], OPENED_AT)
    everyone = {"opener", "dcs", "chair", "review_group"} | PARTNERS_DSPS
    assert part(closed) == everyone
    assert part(closed, "icb_deputy") == everyone | {"icb_deputy"}


def test_whoever_hears_of_a_decision_by_its_own_notice_does_not_hear_of_it_twice() -> None:
    against = decided(submitted(), recommendation("not_commission"))
    assert part(against) == {"opener", "dcs", "chair", "review_group", "council", "icb"}
    assert part(concern_decided(opened(harm="neither"))).isdisjoint({"business_team", *PARTNERS_DSPS})


def test_whoever_may_not_see_the_case_is_not_told_how_it_ended() -> None:
    closed = closed_anyway(submitted(), text("finished"), EVERYBODY["business_team"], OPENED_AT)
    assert part(restricted_to(closed, "opener", "icb"), "icb_deputy") == {"opener", "icb"}
    assert "police" not in part(in_conflict(closed, "police"))


def test_the_groups_are_told_without_those_who_may_not_see_the_case() -> None:
    case = chaired_case()
    everyone = (business_team, review_group, partners, chair)
    assert [told(group(case, OFFICES)) for group in everyone] == [
        {"business_team"},
        {"review_group", "chair"},
        {"council", "icb", "police"},
        {"chair"},
    ]
    out = in_conflict(case, "business_team", "chair", "icb")
    assert [told(group(out, OFFICES)) for group in everyone] == [set(), {"review_group"}, {"council", "police"}, set()]


def test_no_chair_is_told_before_one_is_named() -> None:
    assert chair(submitted(), OFFICES) == ()


def test_of_a_correction_hear_those_who_are_told_of_the_steps_and_nobody_who_may_not_see_the_case() -> None:
    office = {"business_team", "council", "icb", "police", "dcs"}
    assert told(told_of_steps(submitted(), OFFICES)) == office
    assert told(told_of_steps(in_conflict(submitted(), "icb"), OFFICES)) == office - {"icb"}
    reviewed = answered(chaired(submitted()), "facts", written())
    assert told(told_of_steps(reviewed, OFFICES)) == {*office, "review_group", "chair"}


def told_of(case: Case, matter: str) -> list[str]:
    lapse = latest_lapse(case, matter)
    assert lapse
    return [kind_of(to) for to in to_tell_of_lapse(lapse, case, OFFICES)]


def test_whoever_signed_or_was_asked_hears_that_it_has_lapsed() -> None:
    signed = signed_by(put_to_the_dsps(submitted()), LCSPR_DECISION, EVERYBODY["icb_deputy"])
    assert told_of(answered(signed, "facts", written("anew")), LCSPR_DECISION) == [
        "icb_deputy",
        "council",
        "icb",
        "police",
    ]


def test_whoever_gets_a_new_card_to_sign_is_not_told_twice() -> None:
    case = signed_by(opened(), NOTIFICATION_CRITERIA, COUNCIL)
    assert told_of(updated(case, abuse_or_neglect="suspected"), NOTIFICATION_CRITERIA) == []


def test_of_a_proposed_change_that_fell_away_its_proposer_and_the_business_team_hear_too() -> None:
    case = submit_sin(delayed(), TODAY, BUSINESS_TEAM, OPENED_AT)
    assert told_of(case, FACTS_CHANGE) == ["council", "icb", "police", "dcs", "opener", "business_team"]


def test_nobody_hears_of_a_lapse_in_a_case_that_they_may_not_see() -> None:
    case = answered(put_to_the_dsps(submitted()), "facts", written("anew"))
    assert told_of(in_conflict(case, "icb"), LCSPR_DECISION) == ["council", "police"]


def delayed() -> Case:
    later = facts(became_aware=TODAY)
    return update(opened(), later, ENGINE, EVERYBODY["opener"], OPENED_AT)


def test_the_deputy_gets_cards_and_nudges_of_a_holder_who_is_away_and_the_holder_none_but_those_they_have() -> None:
    without = OFFICES.model_copy(update={"away": {person("icb"): DAY_AFTER}})
    case = opened()
    assert kinds_of(nudge_recipients(nudge(case, "icb", DUE), without)) == {CHANNEL, "icb_deputy"}
    matter = standing(case).matter
    assert kinds_of(signers(case, matter, without, lambda found: False)) == {"council", "icb_deputy", "police"}
    with_card = signers(case, matter, without, lambda found: found == person("icb"))
    assert kinds_of(with_card) == {"council", "icb", "icb_deputy", "police"}


def kinds_of(recipients: Iterable[Recipient]) -> set[str]:
    return {kind_of(to) for to in recipients}


def told_on(case: Case, day: date, unreached: Iterable[str] = (), in_force: Partnership = OFFICES) -> set[str]:
    """Returns who hears of the SIN's five days, the channel apart."""
    found, *_ = nudges(case, FRAMEWORK, CALENDAR, in_force.thresholds.by_deadline, Chain(), Moment(day))
    out = frozenset(map(person, unreached))
    return told(to for to in nudge_recipients(found, in_force, out) if kind_of(to) != CHANNEL)


ACKNOWLEDGED = """
on  for             on the day  who hears
2   police          3           council icb dcs
2   dcs             3           council icb police
2   council         3           icb police dcs
2   icb             4           council police dcs
3   icb             5           council icb_deputy police dcs business_team
3   business_team   5           council icb icb_deputy police dcs
9   icb             10          council icb_deputy police dcs business_team
9   police          8           council icb icb_deputy police dcs business_team
9   police          9           council icb icb_deputy police dcs business_team
"""
"""The SIN is due on 8 June. From the 5th the deputies and the Business Team are told."""


@pytest.mark.parametrize(("on", "by", "day", "who"), rows(ACKNOWLEDGED))
def test_whoever_has_acknowledged_is_left_in_peace_and_everybody_else_hears(
    on: str, by: str, day: str, who: str
) -> None:
    on_day = date(2026, 6, int(on))
    until = days_to_choose(DUE, on_day, CALENDAR)[-1]
    case = acknowledged(opened(), until, by=EVERYBODY[by], on=on_day)
    assert told_on(case, date(2026, 6, int(day))) == kinds(who)


def test_a_deputy_who_stands_in_has_acknowledged_nothing() -> None:
    case, day = acknowledged(opened(), by=EVERYBODY["icb"]), date(2026, 6, 4)
    assert "icb_deputy" not in told_on(case, day)
    assert "icb_deputy" in told_on(in_conflict(case, "icb"), day)
    assert "icb_deputy" in told_on(case, day, ["icb"])
    away = OFFICES.model_copy(update={"away": {person("icb"): date(2026, 6, 20)}})
    assert "icb_deputy" in told_on(case, day, in_force=away)


def test_where_all_others_are_out_of_reach_the_business_team_hears_whatever_it_has_acknowledged() -> None:
    case = acknowledged(opened(), by=EVERYBODY["business_team"])
    out = ("council", "icb", "icb_deputy", "police", "dcs")
    assert "business_team" in told_on(case, date(2026, 6, 4), out)


def test_of_a_restricted_case_those_named_hear_as_of_any_other() -> None:
    case = restricted_to(acknowledged(opened()), "icb", "police", "council")
    assert told_on(case, date(2026, 6, 4)) == {"icb", "council"}
