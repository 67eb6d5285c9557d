"""A case asks for matters to be signed: each is put to its seats, and its digest is signed."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

import pytest

from safeguarding.case.case import Case
from safeguarding.case.events.case_events import CriteriaEscalated
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.state.matters import MATTERS, NOTIFICATION_CRITERIA, SIN_QUALITY, Matter
from safeguarding.case.state.sign_off import SignOff, sign_off_of
from safeguarding.case.steps.lifecycle import open_case, submit_sin, update
from safeguarding.framework.engine import Engine
from safeguarding.framework.loader import load_earlier
from safeguarding.people import Actor, Seat
from tests.support.case_stages import BUSINESS_TEAM, correction_proposed, escalation, like, merge_proposed, merged
from tests.support.people.everybody import OPENED_AT

Opened = Callable[..., Case]
Standing = Callable[..., SignOff]

EARLIER = Engine(load_earlier("2026.1"))
REQUIRED: dict[str, str] = {}
NOT_YET_KNOWN = {"abuse_or_neglect": "not_known", "care_experienced": "no"}
NOT_REQUIRED = {"abuse_or_neglect": "neither", "care_experienced": "no"}
NO_HARM = {"harm": "neither"}
HURT = {"harm": "hurt", "abuse_or_neglect": "neither", "care_experienced": "no"}


@pytest.mark.parametrize(
    ("answers", "sin", "criteria_asked", "quality_asked"),
    [
        (REQUIRED, "required", True, True),
        (NOT_YET_KNOWN, "not_yet_known", True, False),
        (NOT_REQUIRED, "not_required", True, False),
        (NO_HARM, "not_required", False, False),
        (HURT, "not_required", True, False),
        ({**HURT, "abuse_or_neglect": "known"}, "not_required", True, False),
        ({**HURT, "age": "not_known"}, "not_required", True, False),
        ({**HURT, "age": "18_to_24"}, "not_required", False, False),
    ],
)
def test_what_the_partners_and_the_dcs_are_asked(
    opened: Opened, answers: dict[str, str], sin: str, criteria_asked: bool, quality_asked: bool
) -> None:
    case = opened(**answers)
    assert case.outcome.values["sin"] == sin
    assert (sign_off_of(case, NOTIFICATION_CRITERIA) is not None) == criteria_asked
    assert (sign_off_of(case, SIN_QUALITY) is not None) == quality_asked


def test_harm_that_is_not_known_yet_is_not_harm_ruled_out(opened: Opened) -> None:
    assert sign_off_of(opened(age="25_or_over", harm="not_known"), NOTIFICATION_CRITERIA) is not None


@pytest.mark.parametrize("later", [{"harm": "neither"}, {"harm": "hurt", "age": "18_to_24"}])
def test_one_changed_answer_takes_no_hurt_child_from_the_partners(
    opened: Opened, updated: Callable[..., Case], later: dict[str, str]
) -> None:
    changed = updated(opened(**HURT), **later)
    assert changed.outcome.values["partners_agree"] == "not_required"
    assert changed.standing["partners_agree"] == "required"
    assert sign_off_of(changed, NOTIFICATION_CRITERIA) is not None


@pytest.mark.parametrize(
    ("harm", "is_asked"), [("died", True), ("seriously_harmed", True), ("neither", False), ("not_known", True)]
)
def test_the_partners_are_asked_of_an_older_case_as_they_were_under_its_rules(
    facts: Callable[..., Facts], opener: Actor, at: datetime, harm: str, is_asked: bool
) -> None:
    case = open_case("CSCP-1", "t", facts(harm=harm, **NOT_REQUIRED), EARLIER, opener, at)
    assert (case.outcome.rules_version, "partners_agree" in case.outcome.values) == ("2026.1", False)
    assert (sign_off_of(case, NOTIFICATION_CRITERIA) is not None) == is_asked


def test_a_sin_that_went_in_is_put_to_the_dcs_even_where_the_rules_asked_for_none(
    opened: Opened, business_team: Actor, at: datetime, sign_off: Standing
) -> None:
    submitted = submit_sin(opened(**NOT_REQUIRED), date(2026, 6, 2), business_team, at)
    assert sign_off(submitted, SIN_QUALITY).missing == (Seat.DCS,)


def test_the_digest_covers_the_reference_the_matter_and_the_version_of_the_rules(
    case: Case,
    opened: Opened,
    facts: Callable[..., Facts],
    engine: Engine,
    opener: Actor,
    at: datetime,
    sign_off: Standing,
) -> None:
    approval = engine.framework.approval.model_copy(update={"version": "2027.1"})
    newer = Engine(engine.framework.model_copy(update={"approval": approval}))
    digests = {
        sign_off(case).matter.digest,
        sign_off(case, SIN_QUALITY).matter.digest,
        sign_off(opened("CSCP-2")).matter.digest,
        sign_off(update(case, facts(), newer, opener, at)).matter.digest,
    }
    assert len(digests) == 4


def test_whatever_is_signed_names_the_case_the_matter_and_the_version_of_the_rules(
    cases: Mapping[str, Case], updated: Callable[..., Case]
) -> None:
    seen: set[str] = set()
    escalated = CriteriaEscalated(by=BUSINESS_TEAM.person, at=OPENED_AT, met=True, escalation=escalation())
    merge = merge_proposed(like(cases["notification"], "CSCP-2"), cases["rapid_review"])
    change = updated(cases["notification"], abuse_or_neglect="neither")
    more = (merge, change, correction_proposed(), cases["notification"].then(escalated))
    for case in (*cases.values(), *more):
        for matter in MATTERS:
            if asked := sign_off_of(case, matter):
                said = asked.matter.content
                assert (said["reference"], said["matter"]) == (case.ref, matter)
                assert said["rules_version"] == case.outcome.rules_version
                seen.add(matter)
    assert seen == set(MATTERS)


def test_the_digest_covers_an_earlier_start_from_a_merge(
    case: Case, opened: Opened, business_team: Actor, at: datetime, text: Callable[..., FreeText], sign_off: Standing
) -> None:
    def after_merging(duplicate: Case) -> str:
        _, kept = merged(duplicate, case)
        return sign_off(kept).matter.digest

    assert after_merging(opened("CSCP-2")) == sign_off(case).matter.digest
    assert after_merging(opened("CSCP-2", became_aware=date(2026, 5, 31))) != sign_off(case).matter.digest


def test_the_digest_tells_a_known_start_from_a_provisional_one_on_the_same_day(
    opened: Opened, sign_off: Standing
) -> None:
    the_day = date(2026, 6, 1)
    cases = [opened(incident_on=the_day, became_aware=became_aware) for became_aware in (the_day, None)]
    assert cases[0].aware.day == cases[1].aware.day
    assert sign_off(cases[0]).matter.digest != sign_off(cases[1]).matter.digest


def test_the_digest_does_not_depend_on_the_order_in_which_answers_were_given(
    case: Case, facts: Callable[..., Facts], engine: Engine, opener: Actor, at: datetime, sign_off: Standing
) -> None:
    backwards = Facts.model_validate(
        {
            **dict(facts()),
            "answers": dict(reversed(facts().answers.items())),
            "evidence": dict(reversed(facts().evidence.items())),
        }
    )
    elsewhere = update(case, facts(harm="seriously_harmed"), engine, opener, at)
    back = update(elsewhere, backwards, engine, opener, at)
    assert list(back.facts.answers) != list(case.facts.answers)
    assert sign_off(back).matter.digest == sign_off(case).matter.digest


def test_the_digest_is_the_same_on_every_machine() -> None:
    """The digest is worked out by hand: SHA-256 of the keys in order, without spaces, letters as they are, in UTF-8."""
    matter = Matter("m", "shown only", (Seat.DCS,), {"b": [1, None], "a": "é"})
    same = Matter("m", "another title", (), {"a": "é", "b": [1, None]})
    assert matter.digest == same.digest == "3d92f6368f93f3cb36a4e7a721098054dfbfd705e31fa50409f2d99e0727a08c"
