"""A member records the Review Group's determination, the chair confirms it, and a change makes it lapse."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import product

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, WrongStage
from safeguarding.case.events.review_events import DeterminationConfirmed, Determined, LcsprOutcome, Recommendation
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.matters import LCSPR_DECISION
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.lifecycle import reopen
from safeguarding.case.steps.restriction import declare_conflict
from safeguarding.case.steps.review import confirm_determination, determine, needed_in_words
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.entries import Part
from safeguarding.framework.framework import Framework
from safeguarding.people import Actor
from tests.support.case_stages import (
    AS_NOT_KNOWN,
    BUSINESS_TEAM,
    CHAIR,
    COUNCIL,
    DEFERRING,
    ENGINE,
    FRAMEWORK,
    GROUP,
    ICB,
    LATER,
    MEMBER,
    NONE_HOLDS,
    PARTNERS_DSPS,
    PEOPLE_OF_THE_GROUP,
    QUORUM,
    TODAY,
    answered,
    chaired,
    closed_anyway,
    determined,
    filled_in,
    plain_answer,
    put_to_the_dsps,
    recommendation,
    signed_by,
    text,
    ticks,
    with_needed_parts,
    written,
)
from tests.support.each import for_each
from tests.support.people.everybody import OPENED_AT as NOW

OUTCOMES: tuple[LcsprOutcome, ...] = ("commission", "not_commission", "not_met")


MEETING = ([member.person for member in GROUP], QUORUM, PEOPLE_OF_THE_GROUP, ENGINE, MEMBER, NOW, text("weighed"))


def recorded(case: Case, present: Sequence[Actor], by: Actor = MEMBER, quorum: int = QUORUM) -> Case:
    people = [member.person for member in present]
    found, why = recommendation(), text("weighed")
    return determine(with_needed_parts(case), found, people, quorum, PEOPLE_OF_THE_GROUP, ENGINE, by, NOW, why)


def test_only_review_group_members_determine(submitted: Case, actors: Mapping[str, Actor]) -> None:
    for name, by in actors.items():
        if name != "review_group":
            with pytest.raises(NotAllowed, match="Only members of the Review Group can record the determination"):
                recorded(submitted, GROUP, by)
    assert recorded(submitted, GROUP).determination is not None


def test_as_many_as_the_quorum_are_enough_and_one_fewer_is_not(submitted: Case) -> None:
    assert recorded(submitted, GROUP[:QUORUM]).determination
    with pytest.raises(InvalidInput, match="2 members are named as present, and the quorum is 3"):
        recorded(submitted, GROUP[: QUORUM - 1])


def test_who_is_named_twice_is_present_once(submitted: Case) -> None:
    with pytest.raises(InvalidInput, match="2 members are named as present"):
        recorded(submitted, [GROUP[0], GROUP[1], GROUP[1], GROUP[0]])


def test_a_member_with_a_conflict_of_interest_is_not_named_as_present(submitted: Case) -> None:
    case = declare_conflict(submitted, text("a relative"), GROUP[0], NOW)
    with pytest.raises(InvalidInput, match="has declared a conflict of interest"):
        recorded(case, GROUP, by=GROUP[1])
    assert recorded(case, GROUP[1:], by=GROUP[1]).determination


def test_only_members_count_as_present(submitted: Case) -> None:
    with pytest.raises(InvalidInput, match="Name only members of the Review Group as present"):
        recorded(submitted, [*GROUP, COUNCIL])


NEEDED = [part for part in FRAMEWORK.parts if part.needed]


def test_a_determination_needs_the_facts_the_safety_of_children_the_criteria_the_child_and_every_list() -> None:
    assert [part.id for part in NEEDED if part.kind != "ticks"] == [
        *("facts", "immediate_action", "childs_voice", "protected_characteristics", "criterion_1", "criterion_2"),
    ]
    lists = [part for part in FRAMEWORK.parts if part.question in ("indicators", "categories")]
    assert [part for part in NEEDED if part.kind == "ticks"] == lists and len(lists) == 6


def test_it_is_refused_on_an_empty_record_which_names_each_part_and_who_writes_it(submitted: Case) -> None:
    with pytest.raises(InvalidInput) as refused:
        determine(submitted, recommendation(), *MEETING)
    for part in NEEDED:
        assert part.title in str(refused.value)
    assert "Members of the Review Group write them." in str(refused.value)


def test_it_is_accepted_exactly_when_no_needed_part_is_blank(submitted: Case) -> None:
    """Every set of the needed parts is tried, each part as not known."""
    for filled in product((True, False), repeat=len(NEEDED)):
        blank = [part for part, is_filled in zip(NEEDED, filled, strict=True) if not is_filled]
        answers = [AS_NOT_KNOWN[part.id] for part, is_filled in zip(NEEDED, filled, strict=True) if is_filled]
        try:
            determine(Case((*submitted.events, *answers)), recommendation(), *MEETING)
        except InvalidInput as refused:
            assert blank and str(refused) == needed_in_words(blank)
        else:
            assert not blank


@for_each("part", NEEDED)
def test_a_needed_part_is_enough_as_not_known_or_as_it_is_written(submitted: Case, part: Part) -> None:
    events = [AS_NOT_KNOWN[each.id] for each in NEEDED if each is not part]
    for answer in (AS_NOT_KNOWN[part.id].answer, plain_answer(part)):
        case = answered(Case((*submitted.events, *events)), part.id, answer)
        assert determine(case, recommendation(), *MEETING).determination


def test_what_a_determination_does_not_need_and_is_blank_is_kept_with_it_and_not_known_never_counts_as_no(
    submitted: Case,
) -> None:
    found = determined(submitted).determination
    assert found and found.missing == tuple(part.id for part in FRAMEWORK.parts if not part.needed)
    assert set(found.indicated.values()) == {"not_yet_known"}


def test_it_says_who_was_present_what_the_answers_indicated_and_what_was_missing(submitted: Case) -> None:
    case = filled_in(submitted, {"indicators": ticks("other")})
    found = determined(case, differs=None).determination
    assert found
    assert found.present == tuple(member.person for member in GROUP[:QUORUM])
    assert (found.by, found.quorum, found.missing) == (MEMBER.person, QUORUM, ())
    assert found.indicated == {"lcspr_criteria": "met", "commissioning": "appropriate"}
    early = determined(answered(submitted, "facts", written())).determination
    assert early and early.missing and "facts" not in early.missing


INDICATED = {
    "commission": {"indicators": ticks("other")},
    "not_commission": {"indicators": ticks("other"), "reasons": ticks("thematic_route")},
    "not_met": {"indicators": NONE_HOLDS},
}


@pytest.mark.parametrize("found", OUTCOMES)
@pytest.mark.parametrize("pointed_to", OUTCOMES)
def test_what_differs_from_the_answers_needs_its_reason_and_what_does_not_keeps_none(
    submitted: Case, pointed_to: LcsprOutcome, found: LcsprOutcome
) -> None:
    case = filled_in(submitted, INDICATED[pointed_to])
    if found != pointed_to:
        for differs in (None, "  "):
            with pytest.raises(InvalidInput, match=r"This is not what the answers indicate\. Say why it differs"):
                determined(case, recommendation(found), differs)
    kept = determined(case, recommendation(found), "as weighed").determination
    assert kept
    assert (kept.differs.shown if kept.differs else None) == (None if found == pointed_to else "as weighed")


def test_while_the_answers_point_nowhere_every_determination_needs_its_reason(submitted: Case) -> None:
    for found in OUTCOMES:
        with pytest.raises(InvalidInput, match="Say why it differs"):
            determined(submitted, recommendation(found), None)


BAD = {
    "no rationale": (recommendation(rationale=text(" ")), "Give the reason"),
    "no reason not to commission": (recommendation("not_commission", reasons=()), "Choose at least one reason"),
    "a reason with a commission": (recommendation(reasons=("thematic_route",)), "go only with that outcome"),
    "a reason with not met": (recommendation("not_met", reasons=("other",)), "go only with that outcome"),
    "a legal constraint without its day": (
        recommendation("not_commission", reasons=("legal_constraints",)),
        "Give a day to come on which to look again",
    ),
    "a legal constraint that ends today": (
        recommendation("not_commission", reasons=("legal_constraints",), look_again_on=TODAY),
        "Give a day to come on which to look again",
    ),
    "a day without a legal constraint": (
        recommendation("not_commission", look_again_on=LATER),
        "goes only with a legal constraint",
    ),
}


@pytest.mark.parametrize(("found", "message"), BAD.values(), ids=BAD)
def test_a_recommendation_that_does_not_fit_together_is_refused(
    submitted: Case, found: Recommendation, message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        determined(submitted, found)


def test_nothing_is_put_to_the_dsps_before_the_chair_confirms(submitted: Case) -> None:
    case = determined(chaired(submitted))
    assert (case.stage, case.is_determined, sign_off_of(case, LCSPR_DECISION)) == (Stage.RAPID_REVIEW, False, None)
    confirmed = confirm_determination(case, CHAIR, NOW)
    assert (confirmed.stage, confirmed.is_determined) == (Stage.DECISION, True)
    assert confirmed.proposal == recommendation()


def test_only_the_chair_confirms(submitted: Case, actors: Mapping[str, Actor]) -> None:
    case = determined(chaired(submitted))
    for name, by in actors.items():
        if name != "chair":
            with pytest.raises(NotAllowed, match="Only the chair of the Rapid Review can confirm"):
                confirm_determination(case, by, NOW)


def test_a_chair_who_was_replaced_no_longer_confirms(submitted: Case) -> None:
    case = determined(chaired(chaired(submitted), COUNCIL))
    with pytest.raises(NotAllowed):
        confirm_determination(case, CHAIR, NOW)
    assert confirm_determination(case, COUNCIL, NOW).is_determined


def test_without_a_chair_or_a_determination_there_is_nothing_to_confirm(submitted: Case) -> None:
    with pytest.raises(WrongStage, match="No chair is named yet"):
        confirm_determination(determined(submitted), CHAIR, NOW)
    with pytest.raises(WrongStage, match="No determination is recorded that still stands"):
        confirm_determination(chaired(submitted), CHAIR, NOW)


def test_confirming_twice_is_harmless(submitted: Case) -> None:
    case = put_to_the_dsps(submitted)
    assert confirm_determination(case, CHAIR, NOW) is case


def test_the_same_determination_recorded_twice_is_harmless_and_lapses_no_signature(submitted: Case) -> None:
    case = signed_by(put_to_the_dsps(submitted), LCSPR_DECISION, ICB)
    salted = recommendation(rationale=text(recommendation().rationale.shown, "f" * 16))
    assert determined(case, salted) is case


def test_another_determination_takes_the_first_ones_place_and_is_confirmed_anew(submitted: Case) -> None:
    case = determined(put_to_the_dsps(submitted), recommendation("not_met"))
    assert (case.stage, case.is_determined, case.proposal) == (Stage.RAPID_REVIEW, False, None)
    again = confirm_determination(case, CHAIR, NOW)
    assert again.proposal == recommendation("not_met")
    assert (len(again.of(Determined)), len(again.of(DeterminationConfirmed))) == (2, 2)


def test_an_answer_that_changes_lapses_the_determination_the_confirmation_and_what_was_signed(submitted: Case) -> None:
    case = signed_by(put_to_the_dsps(submitted), LCSPR_DECISION, *PARTNERS_DSPS[:2])
    changed = answered(case, "facts", written("a new finding"))
    assert (changed.determination, changed.is_determined, changed.stage) == (None, False, Stage.RAPID_REVIEW)
    assert sign_off_of(changed, LCSPR_DECISION) is None
    anew = sign_off_of(put_to_the_dsps(changed), LCSPR_DECISION)
    assert anew and not anew.signatures and len(anew.lapsed) == 2


def test_facts_that_change_lapse_it_too_even_when_they_change_back(
    submitted: Case, updated: Callable[..., Case]
) -> None:
    changed = updated(put_to_the_dsps(submitted), abuse_or_neglect="suspected")
    for case in (changed, updated(changed)):
        assert (case.determination, case.stage, case.proposal) == (None, Stage.RAPID_REVIEW, None)


def test_what_changes_nothing_lapses_nothing(submitted: Case, updated: Callable[..., Case]) -> None:
    case = put_to_the_dsps(answered(submitted, "facts", written()))
    assert updated(case) is case
    assert answered(case, "facts", written()) is case
    closed = closed_anyway(case, text("by mistake"), BUSINESS_TEAM, NOW)
    assert reopen(closed, text("it was a mistake"), BUSINESS_TEAM, NOW).stage is Stage.DECISION


def test_the_clock_of_the_review_runs_until_the_determination_is_confirmed_and_again_when_it_lapses(
    submitted: Case, framework: Framework, calendar: WorkingCalendar
) -> None:
    def running(case: Case) -> set[str]:
        return {clock.due.id for clock in clocks(case, framework, calendar)}

    assert {"rapid_review", "agency_returns", "draft"} <= running(determined(submitted))
    case = put_to_the_dsps(submitted)
    assert running(case) == {"dsp_sign_off", "dsp_meeting"}
    assert {"rapid_review", "agency_returns", "draft"} <= running(answered(case, "facts", written()))


def test_a_full_record_ends_the_drafts_clock_alone(
    submitted: Case, framework: Framework, calendar: WorkingCalendar
) -> None:
    case = filled_in(submitted)
    running = {clock.due.id: clock.due.due for clock in clocks(case, framework, calendar)}
    assert running == {
        "rapid_review": date(2026, 6, 23),
        "dsp_sign_off": date(2026, 6, 23),
        "agency_returns": date(2026, 6, 16),
        "dsp_meeting": date(2026, 6, 22),
    }


def test_a_deferral_is_determined_with_its_day(submitted: Case) -> None:
    proposal = put_to_the_dsps(submitted, DEFERRING).proposal
    assert proposal and proposal.look_again_on == LATER
