"""An answer that needs more unfolds its box; the box is one for all answers, so that nothing typed is lost."""

from cards.elements import as_json
from cards.triage.question import question_card
from tests.support.drawn import inputs
from tests.support.fake_teams.server import texts, unfolded_by, unfolding
from tests.support.incidents.triage_drafts import TRIAGE, draft

HARM = question_card(TRIAGE, draft(), ())
NEED_EVIDENCE = {"Died", "Seriously harmed", "Hurt, not life-changing", "Nobody was hurt"}


def test_one_press_unfolds_what_the_answer_asks_and_its_own_button_and_hides_what_another_unfolded() -> None:
    card = as_json(HARM)
    died = unfolded_by(card, "Died")
    hurt = unfolded_by(died, "Hurt, not life-changing")
    assert "How is the death known?" in " ".join(texts(died)) and list(texts(died)).count("Continue") == 1
    assert "How is the death known?" not in " ".join(texts(hurt)) and list(texts(hurt)).count("Continue") == 1


def test_each_answer_that_needs_evidence_has_its_own_button_and_all_of_them_the_same_box() -> None:
    opened = {title: button["data"]["choice"] for title, button in unfolding(as_json(HARM)).items()}
    assert opened.keys() == NEED_EVIDENCE and opened["Nobody was hurt"] == "neither"
    assert list(inputs(HARM)) == ["evidence"]
