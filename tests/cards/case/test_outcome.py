"""The outcome says what follows and why, by when, and what would change it towards a duty."""

from dataclasses import replace

from microsoft_teams.cards import AdaptiveCard

from cards.case.outcome import BELONGS_TO_ANOTHER, NOTHING_MORE, outcome_card
from cards.case.sections import START_CONCERN
from cards.elements import as_json
from tests.support.drawn import behind, titles, words
from tests.support.england.elsewhere import opened_elsewhere
from tests.support.fake_teams.server import texts
from tests.support.plain_case import CARDS, opened


def unfolded(shown: AdaptiveCard) -> str:
    return "\n".join(texts(as_json(shown), unfolded=True))


def test_the_outcome_says_what_is_required_why_and_by_when() -> None:
    shown = outcome_card(opened(), CARDS)
    said = words(shown)
    assert "CSCP-2026-001 is open" in said
    assert "Serious Incident Notification (SIN): required" in said and "Because: Harm: Died;" in unfolded(shown)
    assert "Asked: Local authority, ICB, Police, Director of Children's Services." in said
    assert "Submit the SIN (required by law or guidance): Monday 8 June 2026 (4 working days left)" in said


def test_only_changes_towards_a_duty_are_told() -> None:
    told = unfolded(outcome_card(opened(abuse_or_neglect="not_known"), CARDS))
    assert "becomes required" in told and "becomes not required" not in told


def test_whoever_opened_a_case_is_told_to_say_where_it_belongs_and_with_which_it_may() -> None:
    alone, alike = outcome_card(opened(), CARDS), outcome_card(opened(), CARDS, alike=[opened("CSCP-2026-002")])
    assert BELONGS_TO_ANOTHER in unfolded(alone) and "Of the same day" not in words(alone)
    assert "Of the same day, or with the same record number: CSCP-2026-002. Tell the Business" in words(alike)
    assert BELONGS_TO_ANOTHER not in unfolded(outcome_card(opened(), CARDS, ["Age: Under 18"]))


def test_after_an_update_the_outcome_says_what_changed() -> None:
    said = words(outcome_card(opened(), CARDS, ["Age: 18 to 24, before: Under 18"]))
    assert "CSCP-2026-001 is updated" in said and "Age: 18 to 24, before: Under 18" in said


def test_whoever_reports_reads_that_nothing_more_is_to_do_here_and_what_goes_on() -> None:
    shown = words(outcome_card(opened(), replace(CARDS, support="Talk to your manager.")))
    assert NOTHING_MORE in shown and "999 in an emergency" in shown and "Talk to your manager." in shown
    assert "Multi-Agency Safeguarding Hub (MASH), your own agency's procedures." in shown
    assert "Talk to" not in words(outcome_card(opened(), CARDS))
    assert "999" not in words(outcome_card(opened(), CARDS, ["Age: Under 18"]))


def test_whoever_holds_an_office_or_has_a_step_is_not_told_that_nothing_is_to_do() -> None:
    assert NOTHING_MORE not in words(outcome_card(opened(), CARDS, holds_office=True))
    open_still = words(outcome_card(opened(abuse_or_neglect="not_known"), CARDS))
    assert NOTHING_MORE not in open_still and "For you:** Find out what is not known yet" in open_still
    assert "the person who opened the case" not in open_still
    assert "Safeguarding Adults Board" in words(outcome_card(opened(age="25_or_over"), CARDS))


def test_an_awareness_that_is_not_known_is_said_at_the_day_and_another_authority_is_not_folded() -> None:
    assert "Provisional: the day a partner became aware" in words(outcome_card(opened(became_aware=None), CARDS))
    assert "Surrey notifies and leads." in words(outcome_card(opened_elsewhere("Surrey"), CARDS))
    assert "notifies and leads" not in words(outcome_card(opened(care_experienced="no"), CARDS))


def test_where_no_notification_follows_a_case_of_concern_is_one_press() -> None:
    shown = outcome_card(opened(harm="neither", abuse_or_neglect="neither"), CARDS)
    assert behind(shown, START_CONCERN) == ("refer", {"ref": "CSCP-2026-001"})
    assert START_CONCERN not in titles(outcome_card(opened(), CARDS))


def test_that_the_partners_have_to_agree_is_not_folded() -> None:
    assert 'Agreement of the three partners to "not required": needed' in words(
        outcome_card(opened(abuse_or_neglect="neither", care_experienced="no"), CARDS)
    )
