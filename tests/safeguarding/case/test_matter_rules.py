"""Each matter has the same four rows: it is signed, an answer is changed, one from outside Teams is recorded, and it is
put again."""

from collections.abc import Mapping

from safeguarding.case.case import Case
from safeguarding.case.matter_rules import NOTHING_TO_SIGN, for_matter, on_matter
from safeguarding.case.state.matters import CONCERN_DECISION, LCSPR_DECISION, MATTERS, NOTIFICATION_CRITERIA
from tests.support.case_stages import BUSINESS_TEAM, ICB, circumstances, signed_by
from tests.support.people.everybody import EVERYBODY
from tests.support.people.offices import OFFICES

LENIENT = circumstances(partnership=OFFICES.model_copy(update={"allow_signatures_outside_teams": True}))
STRICT = circumstances(partnership=OFFICES.model_copy(update={"allow_signatures_outside_teams": False}))


def available(case: Case, matter: str) -> dict[str, set[str]]:
    """Says for each row of the matter who may take the step now."""
    return {
        name: {who for who, by in EVERYBODY.items() if rule.is_available(case, by, LENIENT)}
        for name, rule in on_matter(matter).items()
    }


def test_every_matter_has_the_four_rows_under_its_own_name() -> None:
    steps = ("sign", "change_answer", "record_signature", "reissue")
    for matter in MATTERS:
        assert set(on_matter(matter)) == {for_matter(step, matter) for step in steps}


def test_before_anybody_has_answered_the_seats_sign_and_nothing_is_changed_or_put_again(case: Case) -> None:
    found = available(case, NOTIFICATION_CRITERIA)
    assert found[for_matter("sign", NOTIFICATION_CRITERIA)] == {"council", "icb", "icb_deputy", "police"}
    assert found[for_matter("record_signature", NOTIFICATION_CRITERIA)] == {"business_team"}
    assert not found[for_matter("change_answer", NOTIFICATION_CRITERIA)]
    assert not found[for_matter("reissue", NOTIFICATION_CRITERIA)]


def test_after_a_dissent_its_signer_may_change_it_and_those_who_sign_may_put_it_again(case: Case) -> None:
    found = available(signed_by(case, NOTIFICATION_CRITERIA, ICB, agrees=False), NOTIFICATION_CRITERIA)
    assert found[for_matter("sign", NOTIFICATION_CRITERIA)] == {"council", "police"}
    assert found[for_matter("change_answer", NOTIFICATION_CRITERIA)] == {"icb"}
    may_put_again = {"business_team", "council", "icb", "icb_deputy", "police"}
    assert found[for_matter("reissue", NOTIFICATION_CRITERIA)] == may_put_again


def test_a_matter_that_the_case_does_not_ask_for_has_nothing_to_sign(cases: Mapping[str, Case]) -> None:
    for matter in (LCSPR_DECISION, CONCERN_DECISION):
        for name, rule in on_matter(matter).items():
            assert str(rule.now(cases["notification"])) == NOTHING_TO_SIGN, name


def test_a_signature_outside_teams_is_recorded_only_where_the_partnership_file_lets_it_count(case: Case) -> None:
    rule = on_matter(NOTIFICATION_CRITERIA)[for_matter("record_signature", NOTIFICATION_CRITERIA)]
    assert rule.is_available(case, BUSINESS_TEAM, LENIENT) and not rule.is_available(case, BUSINESS_TEAM, STRICT)
    assert "does not let signatures given outside Teams count" in str(rule.allowed(case, STRICT))
