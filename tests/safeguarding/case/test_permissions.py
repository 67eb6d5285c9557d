"""The permissions say who may see a case, and who may read which part of it."""

import pytest

from safeguarding.case.case import Case
from safeguarding.case.permissions import (
    has_review_record,
    may_receive,
    may_see,
    reads_review,
    sees,
    sees_deleted_cases,
)
from safeguarding.case.stage import Stage
from safeguarding.case.steps.corrections import take_back
from safeguarding.people import Actor, Person, Role
from tests.support.case_stages import BUSINESS_TEAM, chaired, decided, recommendation, text
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.people.offices import OFFICES, in_conflict, partnership, person, restricted_to
from tests.support.people.who_and_when import read_table
from tests.support.plain_case import care_leaver, opened, submitted, updated

WHO_SEES = """
                 plain  named  not_named  in_conflict  named_and_in_conflict  left_the_office
opener           yes    yes    no         no           no                     yes
practitioner     no     no     no         no           no                     no
chair            yes    yes    no         no           no                     no
review_group     yes    yes    no         no           no                     no
business_team    yes    yes    no         no           no                     no
council          yes    yes    no         no           no                     no
icb              yes    yes    no         no           no                     no
icb_deputy       yes    yes    no         no           no                     no
police           yes    yes    no         no           no                     no
dcs              yes    yes    no         no           no                     no
"""
"""The columns are situations. named, not_named: the case is restricted to named people, this person among them or not.
left_the_office: the person stands in the partnership file no more, and a restriction names nobody."""

WHO_READS = """
                 review  deleted_cases
opener           no      no
practitioner     no      no
chair            yes     yes
review_group     yes     yes
business_team    yes     yes
council          yes     no
icb              yes     no
icb_deputy       yes     no
police           yes     no
dcs              yes     no
"""
"""The columns are parts of a case that the person sees: what the agencies sent; and that a case was deleted under the
retention rules."""

SEEN, READ = read_table(WHO_SEES), read_table(WHO_READS)


def others(kind: str) -> list[str]:
    return [other for other in EVERYBODY if other != kind]


def situation_of(case: Case, kind: str, situation: str) -> Case:
    if situation.startswith("named"):
        case = restricted_to(case, kind)
    elif situation == "not_named":
        case = restricted_to(case, *others(kind))
    return in_conflict(case, kind) if situation.endswith("in_conflict") else case


def test_the_tables_name_everybody() -> None:
    assert {kind for kind, _ in SEEN} == {kind for kind, _ in READ} == EVERYBODY.keys()


@pytest.mark.parametrize(("kind", "situation"), SEEN)
def test_who_sees_a_case_is_as_the_table_says(kind: str, situation: str) -> None:
    case = situation_of(chaired(submitted()), kind, situation)
    in_force = partnership(without=kind) if situation == "left_the_office" else OFFICES
    expected = SEEN[kind, situation] == "yes"
    assert sees(case, person(kind), in_force) == expected
    assert may_see(case, in_force.actor(person(kind)), in_force) == expected
    assert may_receive(case, person(kind), in_force) == expected


@pytest.mark.parametrize("kind", others("opener"))
def test_a_restriction_shows_nothing_to_a_person_it_names_who_has_left_the_office(kind: str) -> None:
    """The opener is left out: they hold no office that they could leave, and go on."""
    case = restricted_to(chaired(submitted()), *EVERYBODY)
    assert not sees(case, person(kind), partnership(without=kind))


@pytest.mark.parametrize("kind", EVERYBODY)
def test_one_persons_conflict_of_interest_keeps_nobody_else_out(kind: str) -> None:
    case = chaired(submitted())
    after = in_conflict(case, kind)
    for other in others(kind):
        assert sees(after, person(other), OFFICES) == sees(case, person(other), OFFICES), other


def test_whoever_comes_from_a_tenant_that_is_not_listed_sees_nothing() -> None:
    stranger = Person(tenant="elsewhere", id=person("icb").id)
    assert not sees(submitted(), stranger, OFFICES)
    assert not sees(restricted_to(submitted(), *EVERYBODY), stranger, OFFICES)


def test_an_office_that_the_file_does_not_give_shows_no_case() -> None:
    """A card may be pressed by somebody whose office ended a moment before."""
    was_dsp = EVERYBODY["icb"]
    assert was_dsp.seats
    assert not may_see(submitted(), was_dsp, partnership(without="icb"))


def test_the_chair_sees_the_case_that_they_chair_by_chairing_it() -> None:
    """The chair stands in the partnership file; their office gives them nothing here."""
    without_office = Actor(person=person("chair"), roles=frozenset({Role.PRACTITIONER}))
    assert may_see(chaired(submitted()), without_office, OFFICES)
    assert not may_see(submitted(), without_office, OFFICES)


def test_the_channel_hears_of_a_case_unless_it_is_restricted() -> None:
    channel = OFFICES.review_channel
    assert may_receive(submitted(), channel, OFFICES)
    assert may_receive(in_conflict(submitted(), *EVERYBODY), channel, OFFICES)
    assert not may_receive(restricted_to(submitted(), *EVERYBODY), channel, OFFICES)


@pytest.mark.parametrize(("kind", "part"), READ)
def test_who_reads_which_part_is_as_the_table_says(kind: str, part: str) -> None:
    actor = OFFICES.actor(person(kind))
    found = reads_review(chaired(submitted()), actor) if part == "review" else sees_deleted_cases(actor)
    assert found == (READ[kind, part] == "yes")


def test_the_chair_reads_the_record_of_the_review_that_they_chair_without_an_office() -> None:
    delegate = Actor(person=person("practitioner"), roles=frozenset({Role.PRACTITIONER}))
    assert not reads_review(submitted(), delegate)
    assert reads_review(chaired(submitted(), delegate), delegate)


def test_a_case_has_a_record_of_the_review_from_the_submission_on_unless_no_review_follows() -> None:
    assert not has_review_record(opened())
    assert has_review_record(submitted())
    assert not has_review_record(care_leaver())


def test_what_stands_in_the_record_of_a_review_stays_there_when_none_follows_any_more() -> None:
    ruled_out = updated(
        decided(submitted(), recommendation("not_met")), abuse_or_neglect="neither", care_experienced="no"
    )
    never_sent = take_back(chaired(submitted()), "sin_submitted", 2, text("a draft"), BUSINESS_TEAM, OPENED_AT)
    assert ruled_out.stage is Stage.DECIDED and never_sent.stage is Stage.NOTIFICATION
    assert has_review_record(ruled_out) and has_review_record(never_sent)
    assert not has_review_record(take_back(submitted(), "sin_submitted", 2, text("a draft"), BUSINESS_TEAM, OPENED_AT))
