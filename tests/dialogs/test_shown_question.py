"""The draft's revision tells what a chat is known to show of a triage."""

from typing import Any

from botbuilder.schema import ResourceResponse

from dialogs.shown_question import (
    MOST_COPIES,
    card_of,
    copies_above,
    is_shown,
    is_to_be_shown,
    note_shown,
    note_to_be_shown,
)
from safeguarding.draft import Draft
from safeguarding.framework.loader import CURRENT
from safeguarding.people import Person

ASKED = Draft(id="d1", person=Person(tenant="t", id="p"), rules_version=CURRENT.stem)
NEXT = ASKED.with_()


def showing(*ids: str) -> dict[str, Any]:
    state: dict[str, Any] = {}
    for id in ids:
        note_shown(state, ASKED, ResourceResponse(id=id))
    return state


def test_nothing_is_known_to_be_shown_before_a_message_has_arrived() -> None:
    assert not is_shown({}, ASKED) and card_of({}, ASKED) is None


def test_a_question_that_was_answered_shows_nothing_of_the_next_one() -> None:
    state = showing("m1")
    assert is_shown(state, ASKED) and not is_shown(state, NEXT)
    assert card_of(state, NEXT) is None and copies_above(state, NEXT) == []


def test_each_copy_of_one_question_is_known_until_the_next_is_shown() -> None:
    state = showing("m1", "m2", "m3")
    assert card_of(state, ASKED) == "m3" and copies_above(state, ASKED) == ["m1", "m2"]
    note_shown(state, NEXT, ResourceResponse(id="m4"))
    assert copies_above(state, NEXT) == []


def test_a_question_asked_again_for_ever_does_not_grow_for_ever() -> None:
    assert len(copies_above(showing(*map(str, range(50))), ASKED)) == MOST_COPIES


def test_what_could_not_be_shown_is_to_be_shown_until_it_is() -> None:
    state = showing("m1")
    note_to_be_shown(state, NEXT)
    assert is_to_be_shown(state, NEXT) and not is_shown(state, NEXT)
    note_shown(state, NEXT, None)
    assert is_shown(state, NEXT) and not is_to_be_shown(state, NEXT)
