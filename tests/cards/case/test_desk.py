"""The desk of a case says at one glance where it stands, by when, and the one step of its reader."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from microsoft_teams.cards import Action

from bot.cases.available_actions import available_actions
from cards.case.desk import AS_DEPUTY, NOTHING_TO_DO, WENT_IN_WITHOUT, CaseSteps, front
from cards.case.record import case_card
from cards.context import CardContext
from cards.elements import as_json, card
from safeguarding.case.case import Case
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.steps.review import record_return, request_information
from safeguarding.people import Seat
from tests.support.case_stages import (
    AGENCIES,
    BUSINESS_TEAM,
    FRAMEWORK,
    PARTNERS_DSPS,
    chaired,
    circumstances,
    concern_decided,
    decided,
    disputed,
    escalated,
    filled_in,
    put_to_the_dsps,
    referred,
    said_in_error,
    signed_by,
)
from tests.support.children import twins
from tests.support.drawn import titles, unfolded, words, words_of
from tests.support.england.elsewhere import transfer_agreed
from tests.support.fake_teams.server import buttons
from tests.support.people.everybody import OPENED_AT
from tests.support.people.offices import OFFICES, person, restricted_to
from tests.support.plain_case import CARDS, care_leaver, office, opened, submitted

LATE = date(2026, 6, 11)


def steps_of(of: str, case: Case) -> CaseSteps:
    return available_actions(case, OFFICES.actor(person(of)), replace(circumstances(), partnership=OFFICES))


def read_by(of: str, case: Case, context: CardContext = CARDS) -> str:
    """Returns what the person reads before anything is unfolded."""
    return words_of(front(case, context, office, steps_of(of, case), (), ()))


def test_the_state_is_large_and_what_it_is_of_small() -> None:
    kind, state, *_ = as_json(case_card(opened(), CARDS, office))["body"]
    assert (kind["text"], kind["size"]) == ("Case CSCP-2026-001", "Small")
    assert (state["text"], state["size"], state["style"]) == ("Notification", "ExtraLarge", "heading")


def test_a_restricted_case_says_so() -> None:
    assert "Restricted: to 2 people" in read_by("icb", restricted_to(opened(), "icb", "police"))


def test_the_day_is_red_only_once_it_has_passed_and_yellow_while_it_is_open_whether_it_is_due() -> None:
    open_answers = opened(abuse_or_neglect="not_known")
    for case, today, style in ((opened(), CARDS.today, "accent"), (opened(), LATE, "attention")):
        assert badge_of(case, today)["style"] == style
    assert badge_of(open_answers, CARDS.today)["style"] == "warning"
    assert badge_of(open_answers, LATE)["style"] == "attention"
    assert "Submit the SIN: 3 working days overdue\nThursday" not in read_by("icb", opened())
    late = replace(CARDS, today=LATE)
    assert "Submit the SIN: 3 working days overdue\nMonday 8 June 2026 (required by law or guidance)" in read_by(
        "icb", opened(), late
    )
    assert "0 done, 0 to come, 1 late" in read_by("icb", opened(), late)


def badge_of(case: Case, today: date) -> dict[str, Any]:
    shown = as_json(card(front(case, replace(CARDS, today=today), office, steps_of("icb", case), (), ())))
    found: dict[str, Any] = next(each for each in shown["body"] if each["type"] == "Container")
    return found


def test_the_stages_are_told_in_words() -> None:
    bar = "Notification\ndone\nRapid Review\nnow\nDecision\nto come\nLCSPR\nnot known"
    assert bar in read_by("icb", submitted())
    assert "Case of Concern\nnow" in read_by("icb", referred(care_leaver()))


def test_each_stage_has_the_few_facts_on_which_its_next_step_hangs() -> None:
    told = {
        "Harm: Died": opened(),
        "Chair: The delegate who chairs": chaired(submitted()),
        f"Record: 0 of {len(FRAMEWORK.parts)} parts filled in": submitted(),
        "Agencies: 1 of 3 have answered": asked_and_answered(),
        "Signed: 2 of 3 agreed, 1 disagreed": disputed(submitted()),
        "Put: LCSPR criteria met, commission an LCSPR": put_to_the_dsps(filled_in(submitted())),
        "Decided: Tuesday 2 June 2026 (by escalation, not unanimous)": escalated(submitted()),
        "Decision: LCSPR criteria met, commission an LCSPR": decided(submitted()),
        "Referred for: a near miss": referred(care_leaver()),
        "Decision: a local learning review, Tuesday 2 June 2026": concern_decided(care_leaver()),
        "SIN: submitted on Tuesday 2 June 2026": care_leaver(),
        "Children: 2": twins(),
    }
    for line, case in told.items():
        assert line in read_by("icb", case)


def asked_and_answered() -> Case:
    asked = request_information(submitted(), sorted(AGENCIES), LATE, AGENCIES, BUSINESS_TEAM, OPENED_AT)
    return record_return(asked, "A school", BUSINESS_TEAM, OPENED_AT)


def test_whoever_has_a_step_sees_one_primary_button_and_all_others_read_for_whom_it_waits() -> None:
    case = signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS[:2])
    assert [button["style"] for button in primaries("police", case)] == ["positive"]
    waits = "**Nothing for you to do.** Waiting for: Police, Local authority. Then 1 other office."
    for of in ("opener", "icb", "business_team", "review_group"):
        assert waits in read_by(of, case) and primaries(of, case) == []
    assert NOTHING_TO_DO not in read_by("police", case)


def test_what_the_sin_went_in_without_is_no_primary_step_in_a_later_stage_and_is_said_to_whoever_left_it() -> None:
    case = decided(submitted())
    for of, matter in (("icb", "notification criteria"), ("dcs", "quality and accuracy")):
        assert primaries(of, case) == [] and f"Sign: {matter}" in titles_of(steps_of(of, case).at_hand)
        said = read_by(of, case)
        assert f"{NOTHING_TO_DO}** Waiting for: Business Team." in said and AS_DEPUTY not in said
        assert f"Left unsigned: {matter}. {WENT_IN_WITHOUT}" in said
    assert "Left unsigned" not in read_by("business_team", case) and "Left unsigned" not in read_by("icb", opened())


def test_of_the_preparation_of_a_review_it_is_counted_what_the_case_has_gone_on_without() -> None:
    assert "Left open from an earlier stage: 2 steps." in read_by("business_team", put_to_the_dsps(submitted()))
    assert "Left open" not in read_by("business_team", submitted())


def test_what_is_left_open_stands_behind_more_for_whoever_has_a_step_now() -> None:
    steps = steps_of("icb", submitted())
    assert str(getattr(steps.primary, "title", "")) == "Name the chair"
    assert "Sign: notification criteria" not in titles_of(steps.at_hand)
    assert "Sign: notification criteria" in titles_of(steps.all) and WENT_IN_WITHOUT in read_by("icb", submitted())


def primaries(of: str, case: Case) -> list[dict[str, Any]]:
    shown = as_json(case_card(case, CARDS, office, steps_of(of, case)))
    return [button for button in buttons(shown) if button.get("style")]


def test_a_deputy_reads_that_the_holder_acts_and_can_act() -> None:
    said = read_by("icb_deputy", opened())
    assert NOTHING_TO_DO in said and AS_DEPUTY in said
    assert "Sign: notification criteria" in titles(case_card(opened(), CARDS, office, steps_of("icb_deputy", opened())))


def test_a_vacant_seat_is_said_where_the_case_waits_for_it() -> None:
    vacant = replace(CARDS, vacant={Seat.POLICE: date(2026, 5, 4)})
    assert "Police (vacant since Monday 4 May 2026" in read_by("opener", opened(), vacant)


def test_what_can_be_done_and_has_no_owner_is_said_to_the_business_team() -> None:
    case = disputed(submitted())
    assert NOTHING_TO_DO not in read_by("business_team", case)


def test_rare_steps_stand_in_groups_behind_more_and_those_that_wait_come_first() -> None:
    steps = steps_of("business_team", submitted())
    assert titles_of(steps.at_hand)[:2] == ["Ask agencies", "Record the DSPs' meeting"]
    rare = {group.title: titles_of(group.actions) for group in steps.rare}
    assert {"Restrict the case", "Declare conflict of interest"} <= {*rare["Who takes part"]}
    assert rare["To take away"] == ["Show the timeline", "Take the decision record"]
    shown = case_card(submitted(), CARDS, office, steps)
    assert "Restrict the case" not in words(shown) and "Who takes part\nRestrict the case" in unfolded(shown)


def test_a_rare_step_that_waits_for_its_reader_stands_at_hand() -> None:
    agreed = steps_of("business_team", transfer_agreed())
    assert titles_of(agreed.at_hand)[0] == "Record the acceptance"
    assert titles_of(agreed.all).count("Record the acceptance") == 1


def titles_of(actions: Sequence[Action]) -> list[str]:
    return [str(getattr(action, "title", "")) for action in actions]


def test_what_is_proposed_is_named_in_front() -> None:
    shown = case_card(said_in_error(opened()), CARDS, office)
    assert "Not yet in force: opened in error." in words(shown)
    assert "Not yet in force" not in words(case_card(opened(), CARDS, office))
