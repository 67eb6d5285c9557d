"""The form shows the text to go on with, and what was pointed out in it."""

from cards.elements import as_json
from cards.triage.from_message import from_message_card
from tests.support.fake_teams.server import texts


def test_it_says_who_sees_the_text_and_sends_it_as_a_dialog_of_teams_takes_it() -> None:
    card = as_json(from_message_card("A boy died.", "d1", "This may name somebody.", "warning"))
    said = list(texts(card))
    assert said[1] == "This may name somebody." and said[2].startswith("Only you see this.")
    (action,) = card["actions"]
    assert (action["type"], action["data"]) == ("Action.Submit", {"seen": "d1"})
