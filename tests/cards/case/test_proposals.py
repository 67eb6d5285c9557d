"""A proposal names what it would end, who has to agree, and the way out where not all can."""

from dataclasses import replace
from datetime import date

from cards.case.proposals import LATER_WAY_OUT, SIN_WAY_OUT, proposal_lines
from safeguarding.case.state.matters import FACTS_CHANGE
from safeguarding.people import Seat
from tests.support.case_stages import COUNCIL, signed_by
from tests.support.drawn import words_of
from tests.support.plain_case import CARDS, opened, submitted, updated

PROPOSED = updated(opened(), abuse_or_neglect="neither", care_experienced="no")


def test_a_change_that_not_all_can_agree_to_names_the_way_out_and_any_other_change_none() -> None:
    submitted_too = updated(submitted(), abuse_or_neglect="neither", care_experienced="no")
    police_left = replace(CARDS, vacant={Seat.POLICE: date(2026, 6, 1)})
    for proposed, way_out in ((PROPOSED, SIN_WAY_OUT), (submitted_too, LATER_WAY_OUT)):
        disputed = signed_by(proposed, FACTS_CHANGE, COUNCIL, agrees=False)
        assert way_out in words_of(proposal_lines(disputed, CARDS))
        assert way_out in words_of(proposal_lines(proposed, police_left))
        assert way_out not in words_of(proposal_lines(proposed, CARDS))
