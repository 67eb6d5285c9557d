"""Events of a case say whose they are."""

from datetime import date

from safeguarding.case.events.case_events import OutsideTeams, Signed
from safeguarding.people import Seat
from tests.support.case_stages import BUSINESS_TEAM, POLICE, text
from tests.support.people.everybody import OPENED_AT


def test_a_signature_by_letter_is_the_signers_and_not_the_recorders() -> None:
    letter = OutsideTeams(
        signed_by=POLICE.person, on=date(2026, 6, 2), how=text("by letter"), confirmation=text("file 3")
    )
    signed = Signed(by=BUSINESS_TEAM.person, at=OPENED_AT, matter="m", digest="d", seat=Seat.POLICE, agrees=True)
    assert signed.signer == BUSINESS_TEAM.person
    assert signed.model_copy(update={"outside_teams": letter}).signer == POLICE.person
    assert signed.place == "for the seat Police"
    assert signed.model_copy(update={"seat": None}).place == "as a member of the Review Group"
