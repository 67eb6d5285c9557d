"""The decision record shows every signature ever given, and those that are missing."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from reports.decision_record.signatures_section import sign_offs, signatures_on_paper
from safeguarding.case.case import Case
from safeguarding.case.events.seals import SealKey, Seals
from safeguarding.case.state.matters import LCSPR_DECISION, NOTIFICATION_CRITERIA
from safeguarding.case.steps.decision import decide_by_escalation
from safeguarding.case.views.integrity import record_digest
from safeguarding.people import Seat
from tests.support.case_stages import (
    BUSINESS_TEAM,
    COUNCIL,
    ICB,
    PARTNERS_DSPS,
    POLICE,
    circumstances,
    concern_decided,
    escalated,
    escalation,
    in_error,
    merged,
    put_to_the_dsps,
    recommendation,
    signed_by,
)
from tests.support.england.elsewhere import transferred
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import REPORTS, care_leaver, opened, submitted, updated
from tests.support.word_reading import Read, document_of


def section(case: Case) -> Read:
    return document_of(lambda word: sign_offs(word, case, REPORTS))


def test_a_seat_that_has_not_signed_is_marked_as_missing() -> None:
    read = section(signed_by(opened(), NOTIFICATION_CRITERIA, COUNCIL))
    given = next(row for row in read.rows if row[0] == "Local authority")
    assert given[1:3] == ["The council dsp", "Agrees"] and given[4] == "Yes"
    assert given[3].startswith("Tuesday 2 June 2026") and given[3].endswith("11:00, in Teams")
    assert ["Police", "Nobody yet", "Missing: not signed", "Not yet", "No"] in read.rows
    assert "Not complete: signatures are missing." in read.words


def test_a_signature_whose_seal_does_not_hold_is_shown_as_not_counted_and_its_seat_as_missing() -> None:
    forged = signed_by(opened(), NOTIFICATION_CRITERIA, COUNCIL)
    found = Seals((SealKey(date(2026, 1, 1), b"1" * 32),)).judged(forged.events)
    assert found
    read = section(Case(found))
    given = next(row for row in read.rows if row[0] == "Local authority")
    assert given[1:3] == ["The council dsp", "Agrees"] and given[4] == "Its seal does not hold: it does not count."
    assert ["Local authority", "Nobody yet", "Missing: not signed", "Not yet", "No"] in read.rows


def test_a_signature_that_lapsed_stays_on_the_record() -> None:
    read = section(updated(signed_by(opened(), NOTIFICATION_CRITERIA, ICB), abuse_or_neglect="suspected"))
    assert any(row[1] == "The icb dsp" and row[4] == "No: it has lapsed" for row in read.rows)


def test_a_disagreement_stands_with_its_reason() -> None:
    case = signed_by(signed_by(opened(), NOTIFICATION_CRITERIA, COUNCIL), NOTIFICATION_CRITERIA, POLICE, agrees=False)
    assert "Not agreed: there is a disagreement." in section(case).words
    assert any(row[2] == "Disagrees. Reason: not convinced" for row in section(case).rows)


def test_after_an_escalation_the_signatures_and_the_dissent_of_its_round_count_and_nothing_is_missing() -> None:
    read = section(escalated(submitted()))
    decision = [row for row in read.rows if row[1] in ("The council dsp", "The icb dsp", "The police dsp")]
    assert [(row[0], row[4]) for row in decision] == [("Local authority", "Yes"), ("ICB", "Yes"), ("Police", "Yes")]
    assert "What was signed in the round that was escalated stands." in read.words


def test_a_seat_that_did_not_answer_before_an_escalation_is_named_and_not_missing() -> None:
    dissent = signed_by(put_to_the_dsps(submitted()), LCSPR_DECISION, POLICE, agrees=False)
    case = decide_by_escalation(dissent, recommendation(), escalation(), circumstances(), BUSINESS_TEAM, OPENED_AT)
    assert ["ICB", "Nobody", "Did not answer before the escalation", "Never", "No"] in section(case).rows


def test_when_all_have_agreed_that_is_said() -> None:
    case = signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS)
    assert "Agreed by all who have to." in section(case).words


def test_a_member_of_the_review_group_signs_without_a_seat() -> None:
    assert any(row[0] == "Review Group" and row[4] == "Yes" for row in section(concern_decided(care_leaver())).rows)


def test_a_matter_that_another_step_has_settled_lacks_no_signature(cases: Mapping[str, Case]) -> None:
    words = section(cases["not_met"]).words
    assert "Settled by another step." in words and "Missing: not signed" not in words


def test_the_page_that_is_signed_by_hand_says_which_record_is_signed_and_has_room_for_each_seat() -> None:
    read = document_of(lambda word: signatures_on_paper(word, submitted()))
    assert f"version 2, digest {record_digest(submitted())}" in read.words
    signers = [row[0] for row in read.rows if set(row[1:]) == {"\n\n"}]
    assert signers == [*(seat.label for seat in Seat), "Chair of the Rapid Review"]
    without_review = document_of(lambda word: signatures_on_paper(word, care_leaver()))
    assert "Chair of the Rapid Review" not in without_review.words


def test_a_case_that_has_ended_elsewhere_or_was_none_has_no_page_to_sign() -> None:
    ended = (in_error(opened()), merged(opened(), opened("CSCP-2026-002"))[0], transferred())
    read = document_of(*(partial(signatures_on_paper, case=case) for case in ended))
    assert read.words == ""


def test_a_case_that_has_ended_lacks_no_signature() -> None:
    read = section(in_error(opened()))
    assert "The case has ended, and asks for no signature any more." in read.words
    assert "Missing" not in read.words and "Not complete" not in read.words
