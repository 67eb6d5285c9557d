"""Each child's own facts say who notifies; Croydon acts until it is known that another authority has to."""

from datetime import date

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.other_partnerships import named_in
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.leads import (
    is_notified,
    leads,
    leads_elsewhere,
    steps_lie_with,
    submission_in_words,
    submitter,
    who_notifies,
)
from safeguarding.case.steps.corrections import take_back
from safeguarding.case.steps.lifecycle import submit_sin
from tests.support.case_stages import BUSINESS_TEAM, CALENDAR, FRAMEWORK, TODAY, merged, text
from tests.support.children import KILLED, SAFE, a_child, opened_with, with_children
from tests.support.england.elsewhere import opened_elsewhere
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import facts, opened


def test_the_authority_of_the_place_notifies_and_croydon_where_it_is_not_known() -> None:
    assert who_notifies(opened_elsewhere("Surrey"), FRAMEWORK) == "Surrey"
    assert leads_elsewhere(opened_elsewhere("Surrey"), FRAMEWORK) == ("Surrey",)
    assert who_notifies(opened_elsewhere("another"), FRAMEWORK) == "Croydon"
    assert leads_elsewhere(opened_elsewhere("another"), FRAMEWORK) == ()


def test_the_death_of_a_child_whom_croydon_looks_after_is_croydons_to_notify_wherever_it_was() -> None:
    assert who_notifies(opened_elsewhere("Surrey", "Surrey", "croydon"), FRAMEWORK) == "Croydon"


def test_what_one_question_on_the_place_said_before_is_read_on() -> None:
    def older(place: str) -> Case:
        said = {"place": place, "happened_in": None, "lives_in": None}
        return opened_with(facts(care_experienced="no").model_copy(update=said))

    assert who_notifies(older("croydon"), FRAMEWORK) == "Croydon"
    assert who_notifies(older("other_authority"), FRAMEWORK) == "Croydon", "it happened here"
    (found,) = leads(older("elsewhere"), FRAMEWORK)
    assert found.found.authority is None, "nobody said whether it was in England"


def test_each_child_has_its_own_lead_and_those_who_differ_are_named() -> None:
    placed_by_kent = a_child(2, {**KILLED, "care_experienced": "yes"}, responsible="Kent", lives_in="croydon")
    case = opened_with(with_children(facts(care_experienced="no"), placed_by_kent))
    assert [(each.named, each.found.authority) for each in leads(case, FRAMEWORK)] == [
        ("Child 1: ", "Croydon"),
        ("Child 2: ", "Kent"),
    ]
    assert who_notifies(case, FRAMEWORK) == "Croydon and Kent"
    assert steps_lie_with(case, FRAMEWORK) == {"here", "elsewhere"}
    assert submitter(case, FRAMEWORK) == "Croydon"


def test_a_child_of_whom_no_sin_goes_in_is_not_asked_about() -> None:
    safe = a_child(2, {**SAFE, "care_experienced": "no"}, lives_in="Kent")
    case = opened_with(with_children(facts(care_experienced="no"), safe))
    assert [each.found.authority for each in leads(case, FRAMEWORK)] == ["Croydon"]
    assert named_in(case.facts) == ("Kent",)


def test_croydons_clock_runs_whoever_notifies() -> None:
    here, elsewhere = opened(care_experienced="no"), opened_elsewhere("Surrey")
    running = [[clock.due.id for clock in clocks(case, FRAMEWORK, CALENDAR)] for case in (here, elsewhere)]
    assert "sin" in running[0] and "sin" in running[1]
    assert here.outcome == elsewhere.outcome


def test_the_submission_names_the_authority_that_made_it_where_it_is_another() -> None:
    case = opened_elsewhere("Surrey")
    assert submitter(case, FRAMEWORK) == "Surrey"
    by_surrey = submit_sin(case, TODAY, BUSINESS_TEAM, OPENED_AT, "Surrey")
    assert submitter(by_surrey, FRAMEWORK) == "Surrey"
    assert submitter(submit_sin(case, TODAY, BUSINESS_TEAM, OPENED_AT), FRAMEWORK) == "Croydon"
    with pytest.raises(InvalidInput, match="Choose the authority that submitted it"):
        submit_sin(case, TODAY, BUSINESS_TEAM, OPENED_AT, "Kent")


def test_who_notifies_is_said_only_where_a_sin_may_go_in() -> None:
    assert is_notified(opened_elsewhere("Surrey"))
    nobody = opened_elsewhere("Surrey", harm="neither", abuse_or_neglect="neither")
    assert nobody.outcome.values["sin"] == "not_required" and not is_notified(nobody)
    assert is_notified(submit_sin(nobody, date(2026, 6, 2), BUSINESS_TEAM, OPENED_AT)), "a SIN is in all the same"


def test_a_submission_names_the_authority_that_made_it_where_it_is_another() -> None:
    by_kent = submit_sin(opened_elsewhere("Kent"), TODAY, BUSINESS_TEAM, OPENED_AT, "Kent")
    assert submission_in_words(by_kent) == "submitted by Kent on Tuesday 2 June 2026"
    by_croydon = submit_sin(opened_elsewhere("Kent"), TODAY, BUSINESS_TEAM, OPENED_AT)
    assert submission_in_words(opened_elsewhere("Kent")) == "not submitted yet"
    assert submission_in_words(by_croydon) == "submitted on Tuesday 2 June 2026"


def test_after_a_merge_the_submission_is_that_of_the_authority_that_made_the_earlier_one() -> None:
    def sent(ref: str, authority: str, on: date = TODAY) -> Case:
        return submit_sin(opened_elsewhere("Kent", ref=ref), on, BUSINESS_TEAM, OPENED_AT, authority)

    waiting = opened_elsewhere("Kent")
    by_kent = merged(sent("CSCP-2", "Kent"), waiting)[1]
    assert submission_in_words(by_kent) == "submitted by Kent on Tuesday 2 June 2026"
    assert submitter(by_kent, FRAMEWORK) == "Kent"
    earlier = merged(sent("CSCP-2", "Croydon", date(2026, 6, 1)), sent("CSCP-3", "Kent"))[1]
    assert submission_in_words(earlier) == "submitted on Monday 1 June 2026"
    never = take_back(by_kent, "sin_submitted", by_kent.version, text("a draft"), BUSINESS_TEAM, OPENED_AT)
    anew = submit_sin(never, TODAY, BUSINESS_TEAM, OPENED_AT)
    assert submission_in_words(anew) == "submitted on Tuesday 2 June 2026"
