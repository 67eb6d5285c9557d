"""The cards of a correction say what is on record, what follows from correcting it, and who has to agree."""

from cards.case.corrections import (
    correct_day_card,
    corrected_card,
    correction_proposed_card,
    corrections_card,
    take_back_card,
)
from cards.sign_off.card import sign_off_card
from cards.sign_off.subject import SignOffSubject
from safeguarding.case.events.correction_events import DayCorrected
from safeguarding.case.state.matters import CORRECTION
from safeguarding.case.state.recorded_steps import recorded_step
from safeguarding.people import Seat
from tests.support.case_stages import correction_proposed, signed_by
from tests.support.drawn import behind, filled, titles, words
from tests.support.people.everybody import EVERYBODY
from tests.support.plain_case import CARDS, office, standing

PROPOSED = correction_proposed()
NEEDS = "It holds only when the DCS or another partner confirms it."
MOVES = "It would delay the day by which it is to be determined and decided."


def test_the_list_names_each_step_with_its_day_and_leads_to_its_corrections() -> None:
    found = recorded_step(PROPOSED, "sin_submitted")
    assert found is not None
    shown = corrections_card(PROPOSED, [("sin_submitted", found, ("correct", "take_back"))])
    assert "The SIN's submission: Tuesday 2 June 2026" in words(shown)
    assert behind(shown, "Correct the day") == ("correct_day", {"ref": "CSCP-1", "step": "sin_submitted", "seen": 2})
    assert behind(shown, "It never happened")[0] == "take_back"
    assert "Nothing is on record here that you could correct." in words(corrections_card(PROPOSED, []))


def test_the_forms_say_what_follows_and_keep_what_was_typed() -> None:
    day = correct_day_card(PROPOSED, "sin_submitted", "2", {"on": "2026-06-01", "reason": "misread"})
    assert filled(day) == {"on": "2026-06-01", "reason": "misread"}
    assert "A later day that moves what is due waits" in words(day)
    back = take_back_card(PROPOSED, "sin_submitted", "2", {"reason": "misread"})
    assert "The SIN is due again at once, by its old day." in words(back) and filled(back) == {"reason": "misread"}


def test_a_proposal_says_what_it_would_move_and_who_has_to_confirm_it() -> None:
    for shown in (
        correction_proposed_card(PROPOSED, office),
        sign_off_card(SignOffSubject(PROPOSED, standing(PROPOSED, CORRECTION), CARDS, office), Seat.ICB, signs=True),
    ):
        said = words(shown)
        assert "The SIN's submission was on Wednesday 3 June 2026, not on Tuesday 2 June 2026." in said
        assert MOVES in said and NEEDS in said and "misread" in said


def test_whoever_was_told_reads_what_was_corrected_by_whom_and_what_is_due_now() -> None:
    agreed = signed_by(PROPOSED, CORRECTION, EVERYBODY["dcs"])
    shown = corrected_card(agreed, agreed.of(DayCorrected)[-1], CARDS, office)
    said = words(shown)
    assert "was on Wednesday 3 June 2026, not on Tuesday 2 June 2026." in said and "The dcs" in said
    assert "Hold the Rapid Review (required by law or guidance): Wednesday 24 June 2026" in said and titles(shown) == [
        "Open CSCP-1"
    ]
    card = sign_off_card(SignOffSubject(agreed, standing(agreed, CORRECTION), CARDS, office), Seat.ICB, signs=False)
    assert "The correction is in force. Confirmed." in words(card)
