"""The content of a sign-off card is what is to be signed, and what it says once all have agreed."""

from cards.case.other_authorities import transfer_section
from cards.case.proposals import proposed_section
from cards.sign_off.card import sign_off_card
from cards.sign_off.content import content, has_lapsed, outcome
from cards.sign_off.subject import SignOffSubject
from safeguarding.case.case import Case
from safeguarding.case.state.matters import (
    CONCERN_DECISION,
    LCSPR_DECISION,
    MERGE,
    NOT_MET,
    NOTIFICATION_CRITERIA,
    OPENED_IN_ERROR,
    SIN_QUALITY,
    TRANSFER,
)
from safeguarding.case.steps.signatures import propose_not_met
from safeguarding.people import Seat
from tests.support.case_stages import (
    COUNCIL,
    PARTNERS_DSPS,
    concern_decided,
    decided,
    disputed,
    filled_in,
    in_error,
    like,
    merge_proposed,
    proposed,
    put_to_the_dsps,
    referred,
    said_in_error,
    signed_by,
    text,
)
from tests.support.drawn import behind, titles, words, words_of
from tests.support.england.elsewhere import transfer_proposed
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.plain_case import CARDS, SEEN, care_leaver, office, opened, standing, submitted, updated

MERGES = merge_proposed(opened(), like(submitted(), "CSCP-2"))


def subject(case: Case, matter: str = NOTIFICATION_CRITERIA) -> SignOffSubject:
    return SignOffSubject(case, standing(case, matter), CARDS, office)


def read(case: Case, matter: str = NOTIFICATION_CRITERIA, seat: Seat | None = None) -> str:
    """Reads the whole of it: what stands in front, and what is folded."""
    put = content(subject(case, matter), seat)
    return words_of([*put.front, *(element for fold in put.folds for element in fold.body)])


def test_the_criteria_are_put_as_they_stand_with_their_evidence() -> None:
    assert "the notification criteria **are met**. Do you agree?" in read(opened()) and SEEN in read(opened())
    assert "**are not met**" in read(opened(age="18_to_24", care_experienced="no"))
    assert "**not yet known** whether the criteria are met" in read(opened(harm="not_known"))


def test_not_met_before_the_submission_is_put_with_its_reason_the_clock_and_what_agreeing_means() -> None:
    case = propose_not_met(opened(), text("A known heart condition."), COUNCIL, OPENED_AT)
    said = read(case, NOT_MET)
    assert "The council dsp proposes it. Do you agree?" in said
    assert "the local authority may notify at any time" in said
    assert "A known heart condition." in said and "Submit the SIN (required by law or guidance)" in said
    assert "All three partners and the DCS have to agree. Until then the clocks run." in said
    found = signed_by(case, NOT_MET, *PARTNERS_DSPS, EVERYBODY["dcs"])
    assert outcome(subject(found, NOT_MET)) == (
        "The notification criteria are not met: no SIN goes in, unless the facts change."
    )


def test_who_signed_before_a_change_reads_what_has_changed() -> None:
    case = updated(signed_by(opened(), NOTIFICATION_CRITERIA, COUNCIL), abuse_or_neglect="suspected")
    assert has_lapsed(subject(case), Seat.LOCAL_AUTHORITY) and not has_lapsed(subject(case), Seat.ICB)
    assert "The signature of Tuesday 2 June 2026 has lapsed" in read(case, seat=Seat.LOCAL_AUTHORITY)
    assert "has lapsed" not in read(case, seat=Seat.ICB)


def test_the_quality_of_the_sin_names_what_is_left_to_the_form() -> None:
    said = read(opened(), SIN_QUALITY)
    assert "Croydon submits the form itself." in said and "the child's identity" in said


def test_the_decision_comes_with_the_day_of_the_window_and_the_evidence_of_the_review() -> None:
    said = read(put_to_the_dsps(filled_in(submitted())), LCSPR_DECISION)
    assert "of the fifteen working days" in said and "what the meeting knows" in said


def test_whoever_signs_reads_what_was_blank_and_what_is_not_known() -> None:
    said = read(put_to_the_dsps(submitted()), LCSPR_DECISION)
    assert "Blank when it was determined: Improvements; Context of the family's lives; " in said
    assert "Not known when it was determined: Facts and key practice episodes; " in said
    assert "Not known, because: nobody could say" in said


def test_the_group_reads_the_proposal_and_how_many_have_to_agree() -> None:
    said = read(proposed(referred(care_leaver())), CONCERN_DECISION)
    assert "It is decided when 3 members agree and nobody disagrees." in said and "worth learning from" in said
    assert "The review group member proposes: **a local learning review**. Do you agree?" in said
    assert "Decide on the Case of Concern (proposed): Tuesday 30 June 2026" in said


def test_what_was_opened_in_error_is_put_with_the_reason_and_what_follows() -> None:
    said = read(said_in_error(opened()), OPENED_IN_ERROR)
    assert "opened in error: there is no child. Do you agree?" in said and "the family moved away years ago" in said
    assert "The case is closed when the DSPs of two partners agree, and nobody disagrees." in said
    assert outcome(subject(in_error(opened()), OPENED_IN_ERROR)) == "The case was opened in error, and is closed."


def test_a_card_to_sign_lists_each_seat_once_also_where_the_case_shows_the_agreement() -> None:
    for case, matter in ((MERGES, MERGE), (transfer_proposed(), TRANSFER)):
        card = words(sign_off_card(subject(case, matter), Seat.DCS, signs=True))
        assert card.count(Seat.DCS.label) == 1, matter
    for shown in (proposed_section(MERGES, CARDS), transfer_section(transfer_proposed(), CARDS)):
        assert f"{Seat.DCS.label} not yet" in words_of(shown)


def test_whoever_signs_a_merge_can_open_the_other_case_to_compare_the_two() -> None:
    put = sign_off_card(subject(MERGES, MERGE), Seat.ICB, signs=True)
    assert behind(put, "Open CSCP-2") == ("case", {"ref": "CSCP-2"})
    assert "Open CSCP-2" not in titles(sign_off_card(subject(transfer_proposed(), TRANSFER), Seat.ICB, signs=True))


def test_who_can_reopen_a_case_that_would_end_is_folded() -> None:
    for case, matter in ((said_in_error(opened()), OPENED_IN_ERROR), (transfer_proposed(), TRANSFER)):
        put = content(subject(case, matter), None)
        assert "can reopen it" not in words_of(put.front) and "can reopen it" in read(case, matter), matter


def test_the_outcome_is_told_in_a_sentence() -> None:
    assert outcome(subject(opened())) == "The notification criteria are met: a SIN is required."
    assert outcome(subject(opened(), SIN_QUALITY)) == "The SIN's quality and accuracy are signed."
    assert outcome(subject(decided(submitted()), LCSPR_DECISION)).startswith("Decided: ")
    assert outcome(subject(disputed(submitted()), LCSPR_DECISION)) == "The decision is open again."
    assert outcome(subject(concern_decided(care_leaver()), CONCERN_DECISION)).startswith("Decided: ")
