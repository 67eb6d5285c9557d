"""Whoever has answered is shown a receipt: what they said, who is waited for, and how to say otherwise."""

from cards.elements import MESSAGE_BYTES, as_json
from cards.sign_off.card import sign_off_card, sign_off_pages
from cards.sign_off.receipt import DISSENTED, change_card, receipt_card, waits_line
from cards.sign_off.subject import LAST_PAGE, SignOffSubject
from safeguarding.case.case import Case
from safeguarding.case.events.case_events import Signed
from safeguarding.case.state.matters import MATTERS, NOTIFICATION_CRITERIA, TRANSFER
from safeguarding.people import Seat
from tests.support.case_stages import COUNCIL, ICB, PARTNERS_DSPS, POLICE, signed_by
from tests.support.drawn import behind, inputs, titles, words
from tests.support.england.elsewhere import transfer_proposed
from tests.support.fake_teams.message_size import message_size
from tests.support.people.everybody import EVERYBODY
from tests.support.plain_case import CARDS, office, opened, standing


def subject(case: Case) -> SignOffSubject:
    return SignOffSubject(case, standing(case), CARDS, office)


def of_icb(case: Case) -> Signed:
    return standing(case).signatures[Seat.ICB]


AGREED = signed_by(opened(), NOTIFICATION_CRITERIA, COUNCIL, ICB)
DISAGREED = signed_by(opened(), NOTIFICATION_CRITERIA, ICB, agrees=False)


def test_it_says_what_was_answered_when_and_who_is_waited_for() -> None:
    shown = receipt_card(subject(AGREED), of_icb(AGREED), changes=True)
    said = words(shown)
    assert "You agreed: Tuesday 2 June 2026, 11:00." in said and "Waiting for: Police." in said
    assert titles(shown)[0] == "Change my answer"
    assert message_size(shown) < MESSAGE_BYTES // 4


def test_the_receipt_that_follows_a_press_is_the_last_page_of_the_card() -> None:
    """It is drawn without the pages before it."""
    for case in (AGREED, DISAGREED):
        own = of_icb(case)
        pages = sign_off_pages(subject(case), Seat.ICB, signs=False, own=own, changes=True)
        shown = sign_off_card(subject(case), Seat.ICB, LAST_PAGE, signs=False, own=own, changes=True)
        assert as_json(shown) == as_json(pages[-1])


def test_the_button_that_changes_the_answer_carries_its_number() -> None:
    shown = receipt_card(subject(AGREED), of_icb(AGREED), changes=True)
    verb, data = behind(shown, "Change my answer")
    assert (verb, data["number"], data["digest"]) == ("change_answer", 1, standing(AGREED).matter.digest)
    assert "Change my answer" not in titles(receipt_card(subject(AGREED), of_icb(AGREED)))


def test_the_form_offers_the_other_answer_with_its_reason() -> None:
    agreed, disagreed = change_card(subject(AGREED), of_icb(AGREED)), change_card(subject(DISAGREED), of_icb(DISAGREED))
    assert titles(agreed) == ["Disagree", "Keep my answer"]
    assert titles(disagreed) == ["Agree", "Disagree", "Keep my answer"]
    assert behind(agreed, "Disagree")[1]["number"] == 1
    assert "reason" in inputs(agreed) and "The others are not asked again" in words(agreed)


def test_whoever_disagrees_reads_that_one_disagreement_keeps_things_as_they_are() -> None:
    case = signed_by(transfer_proposed(), TRANSFER, EVERYBODY["dcs"], POLICE)
    against = signed_by(transfer_proposed(), TRANSFER, EVERYBODY["dcs"])
    against = signed_by(signed_by(against, TRANSFER, ICB, agrees=False), TRANSFER, POLICE)
    assert standing(case, TRANSFER).is_agreed and not standing(against, TRANSFER).is_agreed
    put = SignOffSubject(against, standing(against, TRANSFER), CARDS, office)
    shown = words(receipt_card(put, put.sign_off.signatures[Seat.ICB], changes=True))
    assert "All have answered. While you disagree, the case stays here." in shown
    assert (
        waits_line(put).removeprefix("All have answered. ")
        == "There is a disagreement. While it stands, the case stays here."
    )
    assert DISSENTED.keys() == MATTERS.keys()


def test_the_receipt_is_the_last_page_and_what_was_put_can_still_be_read() -> None:
    pages = sign_off_pages(subject(AGREED), Seat.ICB, signs=False, own=of_icb(AGREED), changes=True)
    assert "You agreed" in words(pages[-1]) and "Show what was put" in titles(pages[-1])
    assert "notification criteria **are met**" in words(pages[0]) and "Next page" in titles(pages[0])
    assert not any({"Agree", "Disagree"} & set(titles(page)) for page in pages)


def test_once_all_have_agreed_only_what_can_be_withdrawn_offers_a_change() -> None:
    done = signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS)
    for changes in (True, False):
        (page,) = sign_off_pages(subject(done), Seat.ICB, signs=False, own=of_icb(done), changes=changes)
        assert ("Change my answer" in titles(page)) is changes
