"""The cards of a case show what follows and why, the record, the lists."""

from cards.case import case_card, cases_card, channel_card, deadlines_card, opened_card, outcome_card
from safeguarding.case.case import Case
from tests.support.case_stages import BUSINESS_TEAM, PARTNERS_DSPS, closed_anyway, escalated, merged, signed_by, text
from tests.support.drawn import behind, titles, words
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import CARDS, SEEN, office, opened, submitted


def test_the_outcome_says_what_is_required_why_and_by_when() -> None:
    said = words(outcome_card(opened(), CARDS))
    assert "CSCP-2026-001 is open" in said
    assert "Serious Incident Notification (SIN): required" in said and "Because: Harm: Died;" in said
    assert "Submit the SIN (must): Monday 8 June 2026 (4 working days left)" in said


def test_only_changes_towards_a_duty_are_told() -> None:
    said = words(outcome_card(opened(abuse_or_neglect="not_known"), CARDS))
    told = said.partition("What would change this")[2]
    assert "becomes required" in told and "becomes not required" not in told


def test_after_an_update_the_outcome_says_what_changed() -> None:
    said = words(outcome_card(opened(), CARDS, ["Age: 18 to 24, before: Under 18"]))
    assert "CSCP-2026-001 is updated" in said and "Age: 18 to 24, before: Under 18" in said


def test_the_record_shows_evidence_signatures_and_whom_nothing_could_be_delivered_to() -> None:
    case = signed_by(opened(), "notification_criteria", PARTNERS_DSPS[0])
    said = words(case_card(case, CARDS, office, [], ["Designated Police"]))
    assert SEEN in said and "Not delivered to: Designated Police." in said
    assert "Local authority agreed; ICB not yet; Police not yet" in said


def test_after_an_escalation_the_case_shows_who_agreed_and_who_did_not_and_waits_for_nobody() -> None:
    said = words(case_card(escalated(submitted()), CARDS, office, []))
    shown = said.partition("The rationale, and the decision on the LCSPR")[2]
    assert shown.startswith(": Local authority agreed; ICB agreed; Police disagreed; decided by escalation")


def test_a_merged_case_leads_to_the_one_it_goes_on_in() -> None:
    ended, _ = merged(opened(), opened("CSCP-2026-002"))
    shown = case_card(ended, CARDS, office, [])
    assert behind(shown, "Open CSCP-2026-002") == ("case", {"ref": "CSCP-2026-002"})
    assert "Who does what next" not in words(shown)


def test_a_new_case_can_be_merged_into_a_likely_duplicate_from_its_card() -> None:
    shown = opened_card(opened("CSCP-2026-002"), CARDS, [opened()])
    assert behind(shown, "Merge into CSCP-2026-001") == ("merge", {"ref": "CSCP-2026-002", "into": "CSCP-2026-001"})
    assert "Is it one of these?" not in words(opened_card(opened(), CARDS, []))


def test_the_business_team_is_told_where_teams_could_not_confirm_who_opened_a_case() -> None:
    assert "could not confirm" not in words(opened_card(opened(), CARDS, []))
    event = opened().opened.model_copy(update={"unconfirmed": True})
    assert "ask them and their agency" in words(opened_card(Case((event,)), CARDS, []))


def test_the_channel_reads_nothing_that_the_case_says() -> None:
    said = words(channel_card(opened(), CARDS))
    assert SEEN not in said and "Died" not in said and "Submit the SIN" in said


def test_a_case_that_cannot_be_read_does_not_drop_out_of_the_list_in_silence() -> None:
    said = words(cases_card([opened()], CARDS, ["CSCP-2026-009"]))
    assert "Not shown, because of an error: CSCP-2026-009." in said and "CSCP-2026-001" in said
    assert "There is no open case that you can see." in words(cases_card([], CARDS))


def test_deadlines_stand_with_the_nearest_first_and_rehearsals_last() -> None:
    rehearsal, late, near = opened("REHEARSAL-2026-001"), submitted(opened("CSCP-2026-002")), opened()
    said = words(deadlines_card([rehearsal, late, near], CARDS))
    assert said.index("CSCP-2026-001") < said.index("CSCP-2026-002") < said.index("REHEARSAL-2026-001")


def test_a_closed_case_has_no_next_steps_and_no_deadline() -> None:
    case = closed_anyway(opened(), text("finished"), BUSINESS_TEAM, OPENED_AT)
    said = words(case_card(case, CARDS, office, []))
    assert "Who does what next" not in said and "By when" not in said
    assert titles(deadlines_card([case], CARDS)) == []
