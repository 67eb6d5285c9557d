"""The national notification is filled from the record as far as it goes, and says in time what the record lacks."""

import pytest

from safeguarding.case.case import Case
from safeguarding.case.steps.lifecycle import update
from safeguarding.case.views.notification.form import (
    FilledGroup,
    children_for_the_text,
    is_to_prepare,
    missing_details,
    notification_form,
    refusal_to_prepare,
)
from safeguarding.framework.entries import NOT_KNOWN
from tests.support.case_stages import BUSINESS_TEAM, ENGINE, FRAMEWORK, closed_anyway, text
from tests.support.children import of_children, opened_with, siblings
from tests.support.later_death import dead_after_decision, updates
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.plain_case import REF, SEEN, opened, submitted


def whole() -> Case:
    """Returns a case whose record has all that it can have."""
    given = {"agency": text("Children's Social Care"), "record_number": text("CSC-1")}
    return restated(opened(care_experienced="no"), **given)


def restated(case: Case, **details: object) -> Case:
    return update(case, case.facts.model_copy(update=details), ENGINE, EVERYBODY["opener"], OPENED_AT)


def values(case: Case) -> dict[str, str | None]:
    return {each.field.id: each.value for group in notification_form(case, FRAMEWORK) for each in group.fields}


def group_of(case: Case, title: str) -> FilledGroup:
    return next(group for group in notification_form(case, FRAMEWORK) if group.title == title)


def test_what_the_record_has_stands_in_the_words_of_the_rules() -> None:
    filled = values(whole())
    assert (filled["our_reference"], filled["authority"]) == (REF, "Croydon")
    assert (filled["harm"], filled["age"], filled["abuse_or_neglect"]) == ("Died", "Under 18", "Known")
    assert filled["incident_on"] == "Sunday 31 May 2026" and filled["became_aware"] == "Monday 1 June 2026"
    assert filled["what_happened"] == SEEN
    assert (filled["agency"], filled["record_number"]) == ("Children's Social Care", "CSC-1")
    assert filled["lives_in"] == "In Croydon" and "responsible" not in filled


def test_names_dates_of_birth_and_addresses_are_gaps_to_be_filled_there() -> None:
    identities = [each.field.id for group in notification_form(whole(), FRAMEWORK) for each in group.identities]
    assert {"child_name", "date_of_birth", "address", "submitter", "household"} <= set(identities)
    assert not [value for name, value in values(whole()).items() if name in identities and value]
    to_fill_there = {each.field.label for each in group_of(whole(), "The child").elsewhere}
    assert to_fill_there >= {"Age in years", "Gender", "Ethnicity", "Legal status", "Placement type"}


def test_nothing_is_missing_of_a_record_that_has_all_that_it_can_have() -> None:
    assert missing_details(whole(), FRAMEWORK) == ()


@pytest.mark.parametrize(
    ("case", "missing"),
    [
        (restated(whole(), happened_in=NOT_KNOWN), "Location"),
        (restated(whole(), lives_in=NOT_KNOWN), "Authority where the child normally lives"),
        (restated(whole(), agency=None), "Agency that told of it"),
        (restated(whole(), record_number=None), "Agency's record number"),
        (restated(whole(), incident_on=None), "Date"),
        (restated(opened(age=NOT_KNOWN)), "Age"),
        (opened(became_aware=None), "First partner aware on"),
        (opened(care_experienced=NOT_KNOWN), "Looked after, now or before"),
        (opened(abuse_or_neglect=NOT_KNOWN), "Abuse or neglect"),
    ],
)
def test_what_the_record_could_have_and_has_not_is_named_before_the_day(case: Case, missing: str) -> None:
    assert missing in missing_details(case, FRAMEWORK)


def test_a_question_that_was_not_asked_is_no_gap_of_the_record() -> None:
    care_leaver = opened(age="18_to_24", care_experienced="yes")
    asked = {name: value for name, value in care_leaver.facts.answers.items() if name != "abuse_or_neglect"}
    assert "Abuse or neglect" not in missing_details(restated(care_leaver, answers=asked), FRAMEWORK)


def test_of_several_children_each_has_a_group_and_what_is_missing_names_the_child() -> None:
    case = siblings()
    titles = [group.title for group in notification_form(case, FRAMEWORK)]
    assert titles[2:4] == ["Child 1", "Child 2"]
    assert "Child 2: Agency's record number" in missing_details(case, FRAMEWORK)
    assert values(case)["part"] == "Harmed" and "part" not in values(opened())


def test_the_form_takes_the_gravest_four_and_the_text_names_the_others() -> None:
    unhurt = {"harm": "neither", "age": "under_18"}
    died = {"harm": "died", "age": "under_18", "abuse_or_neglect": "known", "care_experienced": "no"}
    case = opened_with(of_children(unhurt, died, died, died, died))
    titles = [group.title for group in notification_form(case, FRAMEWORK) if group.is_of_child]
    assert titles == ["Child 2", "Child 3", "Child 4", "Child 5"]
    assert children_for_the_text(case, FRAMEWORK) == ("Child 1: Harm: Nobody was hurt; Age: Under 18",)


def test_where_a_looked_after_child_lives_and_who_is_responsible_are_filled_by_name() -> None:
    placed = restated(opened(care_experienced="yes"), lives_in="Bromley", responsible="Lambeth")
    assert (values(placed)["lives_in"], values(placed)["responsible"]) == ("Bromley", "Lambeth")
    asked = restated(opened(care_experienced="yes"), responsible=NOT_KNOWN)
    assert "Authority that looks after the child, or did" in missing_details(asked, FRAMEWORK)


def test_a_child_whose_harm_a_later_version_of_the_rules_words_anew_stands_with_those_not_known() -> None:
    died, hurt = {"harm": "died", "age": "under_18"}, {"harm": "hurt", "age": "under_18"}
    case = opened_with(of_children(hurt, died, died))
    anew = case.facts.children[0].model_copy(update={"answers": {"harm": "of_later_rules", "age": "under_18"}})
    facts = case.facts.with_children([anew, *case.facts.children[1:]])
    opening = case.opened.model_copy(update={"facts": facts})
    groups = notification_form(Case((opening,)), FRAMEWORK)
    assert [group.title for group in groups if group.is_of_child] == ["Child 2", "Child 3", "Child 1"]


def test_nothing_is_missing_any_more_once_the_sin_is_in_until_a_later_death() -> None:
    assert missing_details(opened(), FRAMEWORK) and not missing_details(submitted(), FRAMEWORK)
    died = dead_after_decision()
    assert is_to_prepare(died) and "Agency that told of it" in missing_details(died, FRAMEWORK)
    assert values(died)["aware_of_death"] == "Wednesday 1 July 2026"
    assert not is_to_prepare(updates(died))
    assert "aware_of_death" not in values(opened())


def test_where_no_sin_is_to_go_in_nothing_is_to_be_prepared() -> None:
    assert not is_to_prepare(opened(harm="hurt", abuse_or_neglect="neither"))
    assert is_to_prepare(opened(abuse_or_neglect=NOT_KNOWN))
    assert not is_to_prepare(closed_anyway(opened(), text("over"), BUSINESS_TEAM, OPENED_AT))


@pytest.mark.parametrize("who", ["council", "dcs", "business_team"])
def test_whoever_may_record_the_submission_may_prepare_it(who: str) -> None:
    assert refusal_to_prepare(opened(), EVERYBODY[who]) is None


@pytest.mark.parametrize("who", ["icb", "police", "review_group", "opener", "practitioner", "chair"])
def test_nobody_else_prepares_it(who: str) -> None:
    refused = refusal_to_prepare(opened(), EVERYBODY[who])
    assert refused and "the local authority's DSP, the DCS and the Business Team" in str(refused)
