"""The overview names offices by their titles, and says who is away."""

from datetime import date

from cards.elements import as_json
from cards.offices.overview import offices_card
from safeguarding.people import Seat
from tests.support.case_stages import PARTNERSHIP
from tests.support.fake_teams.server import texts


def test_each_office_has_a_line_with_whoever_holds_it_and_until_when_they_are_away() -> None:
    away = PARTNERSHIP.holders(Seat.DCS)[0]
    partnership = PARTNERSHIP.model_copy(update={"away": {away.person: date(2026, 12, 14)}})
    reader = partnership.business_team[0].person
    words = "\n".join(texts(as_json(offices_card(partnership, reader)), unfolded=True))
    assert f"{away.title} (away until Monday 14 December 2026)" in words
    assert "DSP, ICB; Deputy DSP, ICB" in words
    assert f"Directory id {reader.id}" in words
    others = [holder.id for holder in partnership.holders_in_order() if holder.person != reader]
    assert not any(id in words for id in others), "whose id it is nobody needs to know"
