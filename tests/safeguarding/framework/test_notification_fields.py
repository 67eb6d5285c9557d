"""The fields of the national notification are data: each says where it is named, and from what it is filled."""

import pytest

from safeguarding.framework.loader import CURRENT, RulesFault, current, parse

RULES = current()
TEXT = CURRENT.read_text("utf-8")
NAMES = {field.id: field for field in RULES.notification_fields}


@pytest.mark.parametrize("id", ["submitter", "contact", "address", "child_name", "date_of_birth", "household"])
def test_what_identifies_somebody_is_filled_in_there_and_never_kept_here(id: str) -> None:
    assert NAMES[id].identity and NAMES[id].fact is None


def test_each_field_says_whether_a_public_page_names_it_or_this_project_alone() -> None:
    named = {id for id, field in NAMES.items() if field.is_named_in(RULES.sections)}
    assert {"child_name", "age", "gender", "ethnicity", "disability", "time", "placement", "plans"} <= named
    assert named.isdisjoint({"legal_status", "police_and_inquest", "kinds_of_abuse", "agency", "became_aware"})


def test_an_identity_that_would_be_filled_from_the_record_is_refused() -> None:
    wrong = 'label = "Date of birth"\nidentity = true\nfact = "age"'
    with pytest.raises(RulesFault, match="an identity is never kept here"):
        parse(TEXT.replace('label = "Date of birth"\nidentity = true', wrong))


def test_a_field_of_a_group_that_is_not_there_is_refused() -> None:
    with pytest.raises(RulesFault, match='notification_field "time": group "accident" does not exist'):
        parse(TEXT.replace('id = "time"\ngroup = "incident"', 'id = "time"\ngroup = "accident"'))


def test_earlier_rules_have_no_such_fields() -> None:
    assert [rules.notification_fields for rules in RULES.earlier] == [()]
