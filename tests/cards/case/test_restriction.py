"""The forms ask for a restriction and for a conflict of interest."""

from cards.case.restriction import restriction_card, withdrawal_card
from tests.support.drawn import behind, filled
from tests.support.plain_case import opened

PEOPLE = {"council|dcs": "The DCS", "nhs|icb dsp": "The ICB's DSP"}


def test_only_offices_that_are_offered_are_chosen() -> None:
    values = {"visible_to": "council|dcs,nowhere|nobody", "review_on": "2026-07-01", "reason": "A relative."}
    assert filled(restriction_card(opened(), PEOPLE, values)) == {**values, "visible_to": "council|dcs"}
    assert "person" not in filled(withdrawal_card(opened(), PEOPLE, {"person": "nowhere|nobody"}))


def test_each_form_leads_to_its_own_step() -> None:
    confirmed = {"ref": "CSCP-2026-001", "confirmed": True}
    assert behind(restriction_card(opened(), PEOPLE, {}), "Restrict CSCP-2026-001") == ("restrict", confirmed)
    assert behind(withdrawal_card(opened(), PEOPLE, {}), "Record it") == ("withdraw_conflict", confirmed)
