"""A change of the facts that would end a duty, or move its day later, is a proposal: nobody ends a duty alone."""

from collections.abc import Callable
from datetime import date, datetime
from itertools import product

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, OutOfDate, SeatTaken, WrongStage
from safeguarding.case.events.case_events import OutsideTeams, UpdateProposed
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.duties import open_duties
from safeguarding.case.state.matters import FACTS_CHANGE, NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.state.weakening import proposed_weakening, weakening
from safeguarding.case.steps.corrections import take_back
from safeguarding.case.steps.lifecycle import submit_sin, update, withdraw_update
from safeguarding.case.steps.signatures import record_signature, reissue
from safeguarding.case.views.history import history
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.engine import Engine
from safeguarding.people import Actor, Seat
from tests.support.case_stages import (
    BUSINESS_TEAM,
    COUNCIL,
    ICB,
    PARTNERS_DSPS,
    POLICE,
    decided,
    like,
    merged,
    put_to_the_dsps,
    signed_by,
    text,
)
from tests.support.later_death import AT_DEATH, dies
from tests.support.people.everybody import EVERYBODY
from tests.support.plain_case import opened as opened_plainly
from tests.support.plain_case import submitted

FactsOf = Callable[..., Facts]
Text = Callable[..., FreeText]
Updated = Callable[..., Case]
DCS = EVERYBODY["dcs"]
FOUR = (*PARTNERS_DSPS, DCS)
AN_ILLNESS = {"abuse_or_neglect": "neither", "care_experienced": "no"}
A_DAY_LATER, A_DAY_EARLIER = date(2026, 6, 2), date(2026, 5, 31)
TUESDAY = date(2026, 6, 2)


@pytest.fixture
def change(facts: FactsOf, engine: Engine, at: datetime) -> Callable[..., Case]:
    """Changes the facts of a case to these, by somebody."""

    def change(case: Case, by: Actor, **answers: object) -> Case:
        return update(case, facts(**answers), engine, by, at)

    return change


@pytest.fixture
def due(engine: Engine, calendar: WorkingCalendar) -> Callable[[Case], dict[str, date]]:
    return lambda case: {clock.due.id: clock.due.due for clock in clocks(case, engine.framework, calendar)}


@pytest.mark.parametrize("who", ["opener", "business_team", "council", "dcs"])
def test_one_person_who_says_that_there_was_no_abuse_ends_no_notification(
    case: Case, change: Callable[..., Case], due: Callable[[Case], dict[str, date]], who: str
) -> None:
    changed = change(case, EVERYBODY[who], **AN_ILLNESS)
    assert (changed.stage, changed.outcome, changed.facts) == (case.stage, case.outcome, case.facts)
    assert due(changed) == due(case)
    assert proposed_weakening(changed).ends == ("the SIN", "the Rapid Review")


def test_the_three_partners_and_the_dcs_together_can_end_it_and_the_history_says_who_proposed_it(
    case: Case, change: Callable[..., Case], opener: Actor, engine: Engine
) -> None:
    agreed = signed_by(change(case, opener, **AN_ILLNESS), FACTS_CHANGE, *FOUR)
    assert agreed.outcome.values["sin"] == "not_required"
    assert agreed.proposals.update is None
    told = history(agreed, engine.framework, lambda person: person.id)
    assert "opener proposed a change, which holds when it is agreed. Abuse or neglect: Known \u2192 Neither" in told[1]
    assert "dcs gave the last agreement to what opener had proposed. Abuse or neglect: Known \u2192 Neither" in told[-1]


@pytest.mark.parametrize("missing", FOUR, ids=lambda actor: actor.person.id)
def test_without_one_of_the_four_it_stays_a_proposal(
    case: Case, change: Callable[..., Case], opener: Actor, missing: Actor
) -> None:
    proposed = change(case, opener, **AN_ILLNESS)
    signed = signed_by(proposed, FACTS_CHANGE, *(seat for seat in FOUR if seat is not missing))
    assert signed.outcome == case.outcome
    assert signed_by(signed, FACTS_CHANGE, missing, agrees=False).outcome == case.outcome


def test_what_was_agreed_to_be_not_required_still_needs_the_three_partners_to_say_so(
    case: Case, change: Callable[..., Case], opener: Actor
) -> None:
    agreed = signed_by(change(case, opener, **AN_ILLNESS), FACTS_CHANGE, *FOUR)
    assert [duty.whose for duty in open_duties(agreed)] == [("local_authority", "icb", "police")]
    assert open_duties(signed_by(agreed, NOTIFICATION_CRITERIA, *PARTNERS_DSPS)) == ()


@pytest.mark.parametrize("answers", [AN_ILLNESS, {"abuse_or_neglect": "not_known"}, {"age": "18_to_24"}])
def test_after_the_submission_a_rapid_review_ends_by_no_one_persons_answer(
    submitted: Case, change: Callable[..., Case], due: Callable[[Case], dict[str, date]], answers: dict[str, str]
) -> None:
    for case in (submitted, put_to_the_dsps(submitted)):
        changed = change(case, EVERYBODY["opener"], **{"care_experienced": "no", **answers})
        assert (changed.stage, due(changed)) == (case.stage, due(case))
        assert isinstance(changed.events[-1], UpdateProposed)


def test_the_four_together_end_the_rapid_review(submitted: Case, change: Callable[..., Case], opener: Actor) -> None:
    proposed = change(submitted, opener, **AN_ILLNESS)
    assert proposed_weakening(proposed).ends == ("the Rapid Review",)
    assert signed_by(proposed, FACTS_CHANGE, *FOUR).stage is Stage.SIN_ONLY


def test_a_later_day_of_awareness_waits_for_the_dcs_or_another_partner(
    case: Case, change: Callable[..., Case], due: Callable[[Case], dict[str, date]], opener: Actor
) -> None:
    proposed = change(case, opener, became_aware=A_DAY_LATER)
    assert due(proposed) == due(case)
    assert proposed_weakening(proposed).delays == ("the day by which the SIN is due",)
    for one in FOUR:
        assert due(signed_by(proposed, FACTS_CHANGE, one))["sin"] == date(2026, 6, 9)


def test_a_partner_who_proposed_a_later_day_does_not_confirm_it_nor_does_their_deputy(
    case: Case, change: Callable[..., Case]
) -> None:
    proposed = change(case, ICB, became_aware=A_DAY_LATER)
    for own in (ICB, EVERYBODY["icb_deputy"]):
        with pytest.raises(NotAllowed):
            signed_by(proposed, FACTS_CHANGE, own)
    assert signed_by(proposed, FACTS_CHANGE, POLICE).aware.day == A_DAY_LATER


def test_whoever_proposed_a_later_day_and_was_given_a_seat_since_does_not_confirm_it(
    case: Case, change: Callable[..., Case], opener: Actor, outside: Callable[..., OutsideTeams], at: datetime
) -> None:
    proposed = change(case, opener, became_aware=A_DAY_LATER)
    seated = opener.model_copy(update={"seats": frozenset({Seat.POLICE})})
    with pytest.raises(NotAllowed, match="Nobody confirms their own proposal"):
        signed_by(proposed, FACTS_CHANGE, seated)
    with pytest.raises(NotAllowed, match="Nobody confirms their own proposal"):
        record_signature(
            proposed, FACTS_CHANGE, Seat.POLICE, outside(seated), EVERYBODY["business_team"], at, agrees=True
        )


def test_one_disagreement_keeps_the_earlier_day_until_it_is_talked_over(
    case: Case, change: Callable[..., Case], opener: Actor, at: datetime, text: Text
) -> None:
    disputed = signed_by(change(case, opener, became_aware=A_DAY_LATER), FACTS_CHANGE, DCS, agrees=False)
    assert signed_by(disputed, FACTS_CHANGE, COUNCIL, ICB, POLICE).aware.day == case.aware.day
    again = reissue(disputed, FACTS_CHANGE, text("the log was shown"), EVERYBODY["business_team"], at)
    assert signed_by(again, FACTS_CHANGE, DCS).aware.day == A_DAY_LATER


@pytest.mark.parametrize(
    "answers",
    [{"became_aware": A_DAY_EARLIER}, {"care_experienced": "yes"}, {"abuse_or_neglect": "suspected"}],
)
def test_what_hastens_or_ends_nothing_holds_at_once(
    case: Case, change: Callable[..., Case], opener: Actor, answers: dict[str, object]
) -> None:
    changed = change(case, opener, **answers)
    assert changed.proposals.update is None
    assert changed.facts != case.facts


def test_what_begins_a_duty_holds_at_once_although_the_same_change_would_move_another_to_a_later_day(
    opened: Callable[..., Case], change: Callable[..., Case], opener: Actor
) -> None:
    case = opened(abuse_or_neglect="not_known")
    changed = change(case, opener, abuse_or_neglect="suspected", became_aware=A_DAY_LATER)
    assert changed.outcome.values["sin"] == "required"
    assert changed.aware.day == case.aware.day
    assert changed.proposals.update is not None and not changed.proposals.update.ends


def test_what_is_not_known_is_settled_at_once_and_no_sin_is_left_to_the_three_partners(
    opened: Callable[..., Case], change: Callable[..., Case], opener: Actor
) -> None:
    changed = change(opened(abuse_or_neglect="not_known", care_experienced="no"), opener, **AN_ILLNESS)
    assert changed.outcome.values["sin"] == "not_required"
    assert [duty.title for duty in open_duties(changed)] == [
        "the three partners have not agreed that no SIN is required"
    ]


def test_the_same_proposal_twice_is_one_and_another_takes_its_place(
    case: Case, change: Callable[..., Case], opener: Actor
) -> None:
    proposed = change(case, opener, **AN_ILLNESS)
    assert change(proposed, opener, **AN_ILLNESS) is proposed
    signed = signed_by(proposed, FACTS_CHANGE, *PARTNERS_DSPS)
    replaced = change(signed, opener, abuse_or_neglect="not_known")
    assert replaced.proposals.update is not None
    assert replaced.proposals.update.facts.answers["abuse_or_neglect"] == "not_known"
    assert signed_by(replaced, FACTS_CHANGE, DCS).outcome == case.outcome


def test_facts_stated_meanwhile_take_the_place_of_a_proposal(
    case: Case, change: Callable[..., Case], opener: Actor
) -> None:
    proposed = change(case, opener, **AN_ILLNESS)
    stated = change(proposed, opener, care_experienced="yes")
    assert stated.proposals.update is None
    assert sign_off_of(stated, FACTS_CHANGE) is None


def test_a_decided_case_has_no_rapid_review_left_to_end(
    submitted: Case, change: Callable[..., Case], opener: Actor
) -> None:
    changed = change(decided(submitted), opener, **AN_ILLNESS)
    assert changed.proposals.update is None
    assert changed.stage is Stage.LCSPR


HARM = ("died", "seriously_harmed", "hurt", "neither", "not_known")
AGE = ("under_18", "18_to_24", "25_or_over", "not_known")
ABUSE, CARE = ("known", "neither", "not_known"), ("yes", "no", "not_known")


@pytest.mark.long
@pytest.mark.parametrize("submitted", [False, True], ids=["before the submission", "after it"])
def test_of_all_changes_of_all_answers_by_one_person_none_ends_a_duty(
    opened: Callable[..., Case],
    facts: FactsOf,
    engine: Engine,
    opener: Actor,
    council: Actor,
    at: datetime,
    submitted: bool,
) -> None:
    stated = [
        facts(harm=harm, age=age, abuse_or_neglect=abuse, care_experienced=care)
        for harm, age, abuse, care in product(HARM, AGE, ABUSE, CARE)
    ]
    reached: dict[tuple[str, ...], Case] = {}
    for given in stated:
        case = opened(**given.answers)
        case = submit_sin(case, TUESDAY, council, at) if submitted else case
        reached.setdefault((*case.outcome.values.values(), str(case.needs_partners)), case)
    proposals = 0
    for case, given in product(reached.values(), stated):
        changed = update(case, given, engine, opener, at)
        assert not weakening(case, changed)
        assert open_duties(changed) or not open_duties(case)
        proposals += changed.proposals.update is not None
    assert proposals > len(stated)


def test_what_one_may_confirm_is_over_when_the_submission_has_begun_a_duty_that_it_would_end(
    opened: Callable[..., Case], change: Callable[..., Case], opener: Actor, council: Actor, at: datetime
) -> None:
    case = opened(abuse_or_neglect="not_known", care_experienced="no")
    proposed = change(case, opener, became_aware=A_DAY_LATER, **AN_ILLNESS)
    assert proposed.proposals.update is not None and not proposed.proposals.update.ends
    begun = submit_sin(proposed, TUESDAY, council, at)
    assert begun.proposals.update is None and sign_off_of(begun, FACTS_CHANGE) is None
    assert begun.stage is Stage.RAPID_REVIEW


def test_what_one_may_confirm_is_over_when_a_submission_taken_back_has_begun_a_duty_that_it_would_end() -> None:
    died = dies(submitted(opened_plainly(harm="seriously_harmed", abuse_or_neglect="neither", care_experienced="yes")))
    proposed = dies(died, aware=date(2026, 7, 2), care_experienced="no")
    assert proposed.proposals.update is not None and not proposed.proposals.update.ends
    undone = take_back(proposed, "sin_submitted", 2, text("a draft"), BUSINESS_TEAM, AT_DEATH)
    assert [duty.title for duty in open_duties(undone)] == ["a SIN is required and not recorded as submitted"]
    assert undone.proposals.update is None and sign_off_of(undone, FACTS_CHANGE) is None


def test_what_was_signed_of_a_change_before_a_merge_takes_no_duty_from_the_case_that_was_taken_in(
    case: Case, change: Callable[..., Case], opener: Actor
) -> None:
    kept = merged(like(case, "CSCP-2"), signed_by(change(case, opener, **AN_ILLNESS), FACTS_CHANGE, *PARTNERS_DSPS))[1]
    assert kept.proposals.update is None and sign_off_of(kept, FACTS_CHANGE) is None
    anew = change(kept, opener, **AN_ILLNESS)
    assert open_duties(signed_by(anew, FACTS_CHANGE, DCS)) == open_duties(case)
    assert signed_by(anew, FACTS_CHANGE, *FOUR).facts.answers["abuse_or_neglect"] == "neither"


def test_what_was_agreed_stays_signed_and_nobody_signs_it_any_more(
    case: Case, change: Callable[..., Case], opener: Actor
) -> None:
    agreed = signed_by(change(case, opener, **AN_ILLNESS), FACTS_CHANGE, *FOUR)
    sign_off = sign_off_of(agreed, FACTS_CHANGE)
    assert sign_off is not None and sign_off.is_agreed
    confirmed = signed_by(change(case, opener, became_aware=A_DAY_LATER), FACTS_CHANGE, DCS)
    with pytest.raises(SeatTaken, match="Enough have agreed"):
        signed_by(confirmed, FACTS_CHANGE, POLICE)


def test_a_proposal_is_withdrawn_by_whoever_made_it_or_the_business_team_and_by_nobody_else(
    case: Case, change: Callable[..., Case], opener: Actor, text: Text, at: datetime
) -> None:
    proposed = change(case, opener, **AN_ILLNESS)
    for who, by in EVERYBODY.items():
        if who in ("opener", "business_team"):
            withdrawn = withdraw_update(proposed, 1, text("typed wrongly"), by, at)
            assert (withdrawn.proposals.update, sign_off_of(withdrawn, FACTS_CHANGE)) == (None, None)
            assert (withdrawn.facts, withdrawn.outcome, withdrawn.stage) == (case.facts, case.outcome, case.stage)
        else:
            with pytest.raises(NotAllowed, match="Only whoever proposed the change and the Business Team"):
                withdraw_update(proposed, 1, text("typed wrongly"), by, at)


def test_withdrawing_twice_is_harmless_and_never_takes_a_later_proposal_along(
    case: Case, change: Callable[..., Case], opener: Actor, text: Text, at: datetime
) -> None:
    withdrawn = withdraw_update(change(case, opener, **AN_ILLNESS), 1, text("typed wrongly"), opener, at)
    assert withdraw_update(withdrawn, 1, text("typed wrongly"), opener, at) is withdrawn
    again = change(withdrawn, opener, **AN_ILLNESS)
    with pytest.raises(OutOfDate, match="Another change is proposed"):
        withdraw_update(again, 1, text("typed wrongly"), opener, at)
    assert signed_by(again, FACTS_CHANGE, *FOUR).outcome.values["sin"] == "not_required"


def test_a_withdrawal_has_its_reason_and_something_to_withdraw(
    case: Case, change: Callable[..., Case], opener: Actor, text: Text, at: datetime
) -> None:
    with pytest.raises(InvalidInput):
        withdraw_update(change(case, opener, **AN_ILLNESS), 1, text(" "), opener, at)
    with pytest.raises(WrongStage, match="No change of the facts is proposed"):
        withdraw_update(case, 0, text("typed wrongly"), EVERYBODY["business_team"], at)
