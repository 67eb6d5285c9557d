"""The history shows the events of a review as lines."""

from datetime import date

from safeguarding.case.case import Case
from safeguarding.case.events.review_events import Decided, ReviewAnswered
from safeguarding.case.steps.decision import look_again
from safeguarding.case.views.history import history
from safeguarding.case.views.review_history import SENTENCES, WORDED_BY_RULES, gaps_in_words, outcome_in_words
from tests.support.case_stages import (
    BUSINESS_TEAM,
    DEFERRING,
    FRAMEWORK,
    answered,
    concern_decided,
    decided,
    escalated,
    filled_in,
    recommendation,
    started,
    text,
    written,
)
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import care_leaver, office, submitted


def lines(case: Case) -> list[str]:
    return [SENTENCES[type(event)](event, office) for event in case.events if type(event) in SENTENCES]


def test_an_outcome_tells_the_national_review_and_the_day_to_look_again() -> None:
    assert outcome_in_words(recommendation("not_met")) == "LCSPR criteria not met"
    assert outcome_in_words(recommendation(national_review=True)) == (
        "LCSPR criteria met, commission an LCSPR; a national review is recommended"
    )
    assert outcome_in_words(DEFERRING).endswith("look again at the legal constraint on Tuesday 1 September 2026")


def test_a_review_is_told_from_its_chair_to_its_decision() -> None:
    told = lines(started(decided(submitted())))
    assert told[0] == "named the chair of the Rapid Review: The delegate who chairs."
    assert "Present (3, quorum 3): The review group member" in told[1]
    assert "It differs from what the answers indicate: weighed by the meeting" in told[1]
    assert told[3] == "gave the last agreement. Decided: LCSPR criteria met, commission an LCSPR."
    assert told[4] == "recorded the start of the LCSPR on Tuesday 2 June 2026: an independent reviewer"


def test_what_was_blank_or_not_known_is_named_in_the_lines_of_the_determination_and_of_each_decision() -> None:
    blank = "(Blank when it was determined: Improvements; Context of the family's lives; Reasons not to commission; "
    for case in (decided(submitted()), escalated(submitted())):
        told = [line for line in history(case, FRAMEWORK, office) if blank in line]
        assert len(told) == 2 and "the Review Group's determination" in told[0] and "ecided" in told[1]
        assert all("(Not known when it was determined: Facts and key practice episodes; " in line for line in told)
    assert "when it was determined" not in str(history(decided(filled_in(submitted())), FRAMEWORK, office))


def test_a_decision_names_the_gaps_of_the_determination_that_it_was_made_on() -> None:
    gone = look_again(decided(submitted(), DEFERRING), None, text("the trial is over"), BUSINESS_TEAM, OPENED_AT)
    again = decided(answered(gone, "improvements", written()))
    first, second = (gaps_in_words(again, event, FRAMEWORK) for event in again.of(Decided))
    assert first["Blank when it was determined"][0] == "Improvements"
    assert second["Blank when it was determined"] == first["Blank when it was determined"][1:]


def test_an_escalation_is_told_as_not_unanimous_with_its_evidence() -> None:
    told = lines(escalated(submitted()))[-1]
    assert "by escalation, not unanimous" in told and told.endswith("evidence: minute 4")


def test_a_new_look_says_whether_the_constraint_stands() -> None:
    deferred, note = decided(submitted(), DEFERRING), text("the trial goes on")
    stands = look_again(deferred, date(2026, 12, 1), note, BUSINESS_TEAM, OPENED_AT)
    gone = look_again(deferred, None, note, BUSINESS_TEAM, OPENED_AT)
    assert "it stands, next on Tuesday 1 December 2026. the trial goes on" in lines(stands)[-1]
    assert "it has gone, the decision is open again." in lines(gone)[-1]


def test_a_case_of_concern_is_told_from_its_referral_to_its_decision() -> None:
    case = concern_decided(care_leaver())
    assert "referred a Case of Concern for A school: a near miss." in str(history(case, FRAMEWORK, office))
    assert lines(case) == [
        "proposed for the Case of Concern: a local learning review.",
        "gave the agreement that decided it: a local learning review.",
    ]


def test_an_answered_part_is_named_and_not_quoted() -> None:
    part = FRAMEWORK.parts[0]
    event = answered(submitted(), part.id, written()).events[-1]
    assert isinstance(event, ReviewAnswered)
    assert WORDED_BY_RULES[ReviewAnswered](event, FRAMEWORK) == f"answered a part of the Rapid Review: {part.title}."
