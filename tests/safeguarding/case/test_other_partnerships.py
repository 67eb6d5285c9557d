"""The other partnerships of a case are told, and asked for their answer."""

from datetime import date

from safeguarding.case.case import Case
from safeguarding.case.other_partnerships import OtherPartnerships, named_in
from safeguarding.case.steps.lifecycle import update
from safeguarding.case.steps.transfer import record_partnership
from tests.support.case_stages import BUSINESS_TEAM, ENGINE, TODAY
from tests.support.children import SAFE, a_child, with_children
from tests.support.england.elsewhere import opened_elsewhere
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.plain_case import opened


def told(case: Case, authority: str = "Surrey") -> Case:
    return record_partnership(case, authority, TODAY, "waiting", BUSINESS_TEAM, OPENED_AT)


def test_every_authority_that_place_home_or_care_names_is_another_one_unless_it_is_croydon() -> None:
    case = opened_elsewhere("Surrey", "Kent", "Essex")
    assert named_in(case.facts) == ("Surrey", "Kent", "Essex")
    assert named_in(with_children(case.facts, a_child(2, SAFE, lives_in="Devon"))) == (
        *("Surrey", "Kent", "Essex"),
        "Devon",
    )
    assert named_in(opened().facts) == ()
    assert named_in(opened_elsewhere("outside_england", "another", "nobody").facts) == ()


def test_each_waits_to_be_told_and_then_for_its_answer() -> None:
    case = opened_elsewhere("Surrey", "Kent")
    assert (case.other_partnerships.untold, case.other_partnerships.unanswered) == (("Surrey", "Kent"), ())
    once = told(case)
    assert (once.other_partnerships.untold, once.other_partnerships.unanswered) == (("Kent",), ("Surrey",))
    answered = record_partnership(once, "Surrey", TODAY, "own_review", BUSINESS_TEAM, OPENED_AT, answered_on=TODAY)
    assert answered.other_partnerships.unanswered == ()
    assert answered.other_partnerships.recorded["Surrey"].answer == "own_review"


def test_the_days_run_from_when_it_was_named_and_from_when_it_was_told() -> None:
    case = opened_elsewhere()
    assert (case.other_partnerships.to_tell_since, case.other_partnerships.to_answer_since) == (TODAY, None)
    assert told(case).other_partnerships.to_answer_since == TODAY
    assert OtherPartnerships.of(opened().events).to_tell_since is None


def test_one_that_is_named_no_more_waits_for_nothing() -> None:
    case = told(opened_elsewhere())
    here = case.facts.model_copy(update={"happened_in": "croydon"})
    corrected = update(case, here, ENGINE, EVERYBODY["opener"], OPENED_AT)
    assert corrected.other_partnerships.unanswered == () and corrected.other_partnerships.untold == ()
    assert "Surrey" in corrected.other_partnerships.recorded, "what was recorded stays"


def test_an_update_that_names_it_still_does_not_move_the_day() -> None:
    case = opened_elsewhere()
    later = OPENED_AT.replace(day=9)
    changed = case.facts.model_copy(update={"incident_on": date(2026, 5, 30)})
    assert update(case, changed, ENGINE, EVERYBODY["opener"], later).other_partnerships.to_tell_since == TODAY
