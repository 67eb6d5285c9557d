"""Before the submission the three partners and the DCS may find the criteria not met: it is nobody's single word."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import permutations, product

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import NotAllowed, WrongStage
from safeguarding.case.events.case_events import FoundNotMet, NotMetProposed
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.duties import open_duties
from safeguarding.case.state.matters import LATER_NOT_MET, NOT_MET, SIN_QUALITY
from safeguarding.case.state.sign_off import SignOff, sign_off_of
from safeguarding.case.steps.lifecycle import close, submit_sin
from safeguarding.case.steps.signatures import propose_not_met, reissue
from safeguarding.case.views.history import history
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.framework import Framework
from safeguarding.people import Actor, Person, Seat
from tests.support.case_stages import merged

Agreed = Callable[..., Case]
Signed = Callable[..., Case]
Standing = Callable[..., SignOff]
Text = Callable[..., FreeText]
Four = tuple[Actor, ...]

WHY = "the post-mortem found a natural cause"
SUBMITTED = date(2026, 6, 2)


@pytest.fixture
def proposed(case: Case, icb: Actor, at: datetime, text: Text) -> Case:
    return propose_not_met(case, text(WHY), icb, at)


@pytest.fixture
def agreed(signed: Signed) -> Agreed:
    return lambda case, *people: signed(case, *people, matter=NOT_MET)


@pytest.fixture
def four(council: Actor, icb: Actor, police: Actor, dcs: Actor) -> Four:
    return council, icb, police, dcs


@pytest.fixture
def found(proposed: Case, agreed: Agreed, four: Four) -> Case:
    return agreed(proposed, *four)


def test_whoever_of_the_four_signs_first_the_duty_ends_with_the_last_and_not_before(
    proposed: Case, agreed: Agreed, four: Four, framework: Framework, calendar: WorkingCalendar
) -> None:
    for order in permutations(four):
        case = proposed
        for signer in order:
            assert (case.stage, len(open_duties(case))) == (Stage.NOTIFICATION, 1)
            assert "sin" in {clock.due.id for clock in clocks(case, framework, calendar)}
            case = agreed(case, signer)
        assert (case.stage, open_duties(case), clocks(case, framework, calendar)) == (Stage.NOT_MET, (), ())
        assert [event.type for event in case.events[-2:]] == ["signed", "found_not_met"]


def test_no_fewer_than_four_agreements_and_no_disagreement_end_the_duty(
    proposed: Case, signed: Signed, four: Four, text: Text
) -> None:
    """Every way in which each of the four may have agreed, disagreed or not answered is tried."""
    for verdicts in product(("agrees", "disagrees", "silent"), repeat=len(four)):
        case = proposed
        for by, verdict in zip(four, verdicts, strict=True):
            if verdict != "silent":
                agrees = verdict == "agrees"
                case = signed(case, by, matter=NOT_MET, agrees=agrees, reason=None if agrees else text("too early"))
        ends = set(verdicts) == {"agrees"}
        assert (case.stage is Stage.NOT_MET, open_duties(case) == ()) == (ends, ends), verdicts


def test_the_proposer_signs_for_their_own_seat_and_for_no_other(
    proposed: Case, agreed: Agreed, icb: Actor, council: Actor, police: Actor, dcs: Actor, sign_off: Standing
) -> None:
    own = agreed(proposed, icb)
    assert sign_off(own, NOT_MET).missing == (Seat.LOCAL_AUTHORITY, Seat.POLICE, Seat.DCS)
    assert agreed(own, icb) is own
    assert agreed(own, council, police, dcs).stage is Stage.NOT_MET


def test_what_is_not_known_yet_can_be_found_not_met_and_what_the_rules_do_not_ask_for_need_not_be(
    opened: Callable[..., Case], agreed: Agreed, four: Four, icb: Actor, at: datetime, text: Text
) -> None:
    not_known = propose_not_met(opened(abuse_or_neglect="not_known"), text(WHY), icb, at)
    assert agreed(not_known, *four).stage is Stage.NOT_MET
    with pytest.raises(WrongStage, match="On these answers no SIN is required"):
        propose_not_met(opened(abuse_or_neglect="neither", care_experienced="no"), text(WHY), icb, at)


def test_it_can_be_closed_only_then_and_what_was_signed_stays(
    proposed: Case, found: Case, business_team: Actor, at: datetime, text: Text
) -> None:
    with pytest.raises(WrongStage, match="a SIN is required and not recorded as submitted"):
        close(proposed, text("dealt with"), business_team, at)
    assert found.events[: proposed.version] == proposed.events
    assert (found.facts, found.outcome) == (proposed.facts, proposed.outcome)
    assert close(found, text("no SIN goes in"), business_team, at).stage is Stage.CLOSED


def test_what_was_found_is_not_proposed_again_and_nobody_signs_the_sin_any_more(
    found: Case, signed: Signed, dcs: Actor, icb: Actor, at: datetime, text: Text
) -> None:
    with pytest.raises(WrongStage, match="The criteria were found not met already"):
        propose_not_met(found, text("another reason"), icb, at)
    with pytest.raises(WrongStage, match="This is decided"):
        signed(found, dcs, matter=SIN_QUALITY)


def test_a_change_of_the_facts_opens_the_question_again_with_its_old_day(
    found: Case,
    agreed: Agreed,
    four: Four,
    updated: Callable[..., Case],
    sign_off: Standing,
    framework: Framework,
    calendar: WorkingCalendar,
) -> None:
    changed = updated(found, abuse_or_neglect="suspected")
    assert (changed.stage, len(open_duties(changed))) == (Stage.NOTIFICATION, 1)
    due = {clock.due.id: clock.due.start for clock in clocks(changed, framework, calendar)}
    assert due["sin"] == date(2026, 6, 1)
    assert not sign_off(changed, NOT_MET).signatures
    back = updated(changed)
    assert (back.facts, back.stage) == (found.facts, Stage.NOTIFICATION)
    assert agreed(back, *four).stage is Stage.NOT_MET


def test_a_sin_that_goes_in_all_the_same_brings_its_rapid_review(
    proposed: Case, found: Case, council: Actor, at: datetime
) -> None:
    for case in (proposed, found):
        sent = submit_sin(case, SUBMITTED, council, at)
        assert (sent.stage, sent.found_not_met) == (Stage.RAPID_REVIEW, False)
        assert sign_off_of(sent, NOT_MET) is sign_off_of(sent, LATER_NOT_MET) is None


def test_what_was_agreed_before_the_submission_counts_for_nothing_after_it(
    proposed: Case, agreed: Agreed, four: Four, council: Actor, at: datetime, text: Text, sign_off: Standing
) -> None:
    sent = submit_sin(agreed(proposed, *four[:3]), SUBMITTED, council, at)
    again = propose_not_met(sent, text(WHY), council, at)
    assert len(sign_off(again, LATER_NOT_MET).missing) == 4


def test_a_submitted_duplicate_that_is_merged_in_opens_the_question_again(
    found: Case, opened: Callable[..., Case], council: Actor, at: datetime
) -> None:
    kept = merged(submit_sin(opened("CSCP-2"), SUBMITTED, council, at), found)[1]
    assert (kept.stage, kept.found_not_met) == (Stage.RAPID_REVIEW, False)


def test_what_was_signed_before_a_merge_takes_no_duty_from_the_case_that_was_taken_in(
    proposed: Case, agreed: Agreed, four: Four, opened: Callable[..., Case], icb: Actor, dcs: Actor, at: datetime
) -> None:
    kept = merged(opened("CSCP-2"), agreed(proposed, *four[:3]))[1]
    assert sign_off_of(kept, NOT_MET) is None
    reason = kept.of(NotMetProposed)[-1].reason
    anew = propose_not_met(kept, FreeText.of(reason.shown, "another salt"), icb, at)
    assert propose_not_met(anew, reason, icb, at) is anew
    assert agreed(anew, dcs).stage is Stage.NOTIFICATION, "the three who signed before the merge sign anew"
    assert agreed(anew, *four).stage is Stage.NOT_MET


def test_a_disagreement_talked_over_is_put_to_all_four_again(
    proposed: Case, signed: Signed, agreed: Agreed, four: Four, police: Actor, at: datetime, text: Text
) -> None:
    case = signed(proposed, police, matter=NOT_MET, agrees=False, reason=text("too early"))
    again = reissue(agreed(case, *(by for by in four if by is not police)), NOT_MET, text("talked over"), police, at)
    assert agreed(again, police).stage is Stage.NOTIFICATION, "the three of the round before sign anew"
    assert agreed(again, *four).stage is Stage.NOT_MET


def test_nobody_without_a_seat_signs_and_nobody_without_an_office_proposes(
    case: Case, proposed: Case, agreed: Agreed, actors: Mapping[str, Actor], at: datetime, text: Text
) -> None:
    for name in ("opener", "practitioner", "chair", "review_group"):
        with pytest.raises(NotAllowed):
            propose_not_met(case, text(WHY), actors[name], at)
        with pytest.raises(NotAllowed):
            agreed(proposed, actors[name])


def test_the_history_names_the_proposal_and_who_gave_the_last_agreement(found: Case, framework: Framework) -> None:
    def who(person: Person) -> str:
        return person.id

    lines = history(found, framework, who)
    assert lines[1].endswith(f"icb dsp proposed that the criteria were not met. Reason: {WHY}")
    assert lines[-1].endswith("dcs gave the last agreement: the criteria were found not met.")
    assert isinstance(found.events[-1], FoundNotMet)
