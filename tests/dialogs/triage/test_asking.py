"""A question that is asked again says what is needed where it was pressed, with everything that was typed."""

from datetime import date

from cards.elements import as_json
from dialogs.triage.flow import TriageFlow
from dialogs.user_input import UserInput
from safeguarding.case.errors import InvalidInput, PointedOut
from safeguarding.draft import Draft
from tests.support.drawn import filled, words
from tests.support.fake_teams.server import texts
from tests.support.incidents.triage_drafts import CONTEXT, TRIAGE, draft

FLOW = TriageFlow(TRIAGE, lambda: CONTEXT, ("Police",))


def pressed(asked: Draft, problem: InvalidInput, **data: str) -> UserInput:
    step = TRIAGE.next_step(asked)
    assert step is not None
    return UserInput(
        date(2026, 11, 23),
        verb="answer",
        data={"revision": asked.revision, "step": step.id, **data},
        problem=problem,
    )


def test_what_is_pointed_out_leaves_the_box_open_with_its_text_and_the_button_that_was_pressed() -> None:
    problem = PointedOut("This may name somebody.", "evidence")
    reply = FLOW.handle(draft(), pressed(draft(), problem, choice="died", evidence="Found by Amara."))
    assert reply.replacement and reply.draft.values == {}
    said = words(reply.replacement)
    assert filled(reply.replacement) == {"evidence": "Found by Amara."} and "How is the death known?" in said
    below = said[said.index("How is the death known?") :]
    assert "This may name somebody." in below and below.index("Nothing was recorded.") < below.index("Continue")


def test_a_text_that_is_pointed_out_beside_the_question_stands_in_its_own_box() -> None:
    asked = draft(asking="agency")
    problem = PointedOut("This may name somebody.", "record_number")
    reply = FLOW.handle(asked, pressed(asked, problem, choice="Police", record_number="Amara"))
    assert reply.replacement and filled(reply.replacement) == {"record_number": "Amara"}


def test_going_back_keeps_what_stood_in_every_box() -> None:
    asked = draft(values={"harm": "not_known"}, asking="agency")
    back = UserInput(
        date(2026, 11, 23),
        verb="back",
        data={"revision": asked.revision, "step": "agency", "value": "A school", "record_number": "MH-1"},
    )
    kept = FLOW.handle(asked, back).draft
    again = FLOW.asking.ask(TRIAGE.reask(kept, "agency"))
    assert filled(again.card) == {"record_number": "MH-1", "value": "A school"}
    assert "MH-1" in str(as_json(again.card)) and "Which?" in " ".join(texts(as_json(again.card)))
