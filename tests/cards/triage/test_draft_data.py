"""A button tells of which draft it is."""

from cards.triage.draft_data import draft_data
from tests.support.incidents.triage_drafts import draft


def test_the_button_of_a_rehearsal_says_that_it_is_one() -> None:
    assert draft_data(draft(rehearsal=True)) == {"draft": "d", "revision": 0, "rehearsal": True}
    assert "rehearsal" not in draft_data(draft())
