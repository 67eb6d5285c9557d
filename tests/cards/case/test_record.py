"""The record of a case has everything that is recorded in it, folded; what is read first is its desk."""

from cards.case.lists import deadlines_card
from cards.case.record import case_card
from cards.elements import as_json
from cards.rapid_review.progress import outline
from tests.support.case_stages import (
    BUSINESS_TEAM,
    FRAMEWORK,
    PARTNERS_DSPS,
    closed_anyway,
    escalated,
    merged,
    signed_by,
    text,
)
from tests.support.drawn import behind, titles, unfolded, words
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import CARDS, SEEN, office, opened, submitted, updated


def test_the_record_shows_evidence_signatures_and_whom_nothing_could_be_delivered_to() -> None:
    case = signed_by(opened(), "notification_criteria", PARTNERS_DSPS[0])
    shown = case_card(case, CARDS, office, undelivered=["DSP, ICB", "DSP, police"])
    said = unfolded(shown)
    assert SEEN in said and SEEN not in words(shown)
    assert "Not delivered to: DSP, ICB; DSP, police." in words(shown)
    assert "Local authority agreed; ICB not yet; Police not yet" in said


def test_after_an_escalation_the_case_shows_who_agreed_and_who_did_not_and_waits_for_nobody() -> None:
    said = unfolded(case_card(escalated(submitted()), CARDS, office))
    shown = said.partition("The rationale, and the decision on the LCSPR")[2]
    assert shown.startswith(": Local authority agreed; ICB agreed; Police disagreed; decided by escalation")


def test_a_merged_case_leads_to_the_one_it_goes_on_in() -> None:
    ended, _ = merged(opened(), opened("CSCP-2026-002"))
    shown = case_card(ended, CARDS, office)
    assert behind(shown, "Open CSCP-2026-002") == ("case", {"ref": "CSCP-2026-002"})
    assert "It goes on in CSCP-2026-002." in words(shown)
    assert "Stays open while" not in unfolded(shown)


def test_a_closed_case_has_no_next_steps_and_no_deadline() -> None:
    case = closed_anyway(opened(), text("finished"), BUSINESS_TEAM, OPENED_AT)
    said = unfolded(case_card(case, CARDS, office))
    assert "Who does what next" not in said and "Submit the SIN" not in said
    assert titles(deadlines_card([case], CARDS)) == []


def test_the_history_begins_with_what_was_done_last() -> None:
    said = unfolded(case_card(updated(opened(), abuse_or_neglect="suspected"), CARDS, office))
    assert 0 < said.index("updated the case") < said.index("opened the case")


def test_no_text_of_a_case_is_said_twice() -> None:
    for case in (opened(), submitted(), escalated(submitted())):
        shown = case_card(case, CARDS, office, more=[outline(case, FRAMEWORK, office)])
        said = [line for line in unfolded(shown).splitlines() if len(line.split()) > 5]
        assert sorted(said) == sorted(set(said))


def test_each_fold_has_a_name_of_its_own_for_whoever_hears_the_card_and_opens_without_the_bot() -> None:
    body = as_json(case_card(opened(), CARDS, office))["body"]
    folds = [action for each in body if each["type"] == "ActionSet" for action in each["actions"]]
    assert {action["type"] for action in folds} == {"Action.ToggleVisibility"}
    assert len({action["title"] for action in folds}) == len(folds) >= 6
