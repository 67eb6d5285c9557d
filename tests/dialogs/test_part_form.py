"""A part is read from today's card, and from one that was sent before a list was one choice."""

from datetime import date
from typing import Any

import pytest

from dialogs.part_form import loose_evidence, read_answer, read_ticked, read_ticks
from dialogs.user_input import UserInput
from safeguarding.case.errors import InvalidInput
from tests.support.case_stages import FRAMEWORK, text

PARTS = {part.id: part for part in FRAMEWORK.parts}
INDICATORS, REASONS, FACTS = PARTS["indicators"], PARTS["reasons"], PARTS["facts"]
ITEMS = FRAMEWORK.items_of(INDICATORS)


def typed(**data: Any) -> UserInput:
    return UserInput(date(2026, 6, 2), verb="answer_part", data=data)


def test_what_was_ticked_is_read_in_the_order_of_the_rules_from_either_card() -> None:
    now, before = typed(ticked="other,recurrent_themes,made_up"), typed(tick_other="true", tick_recurrent_themes="true")
    assert read_ticked(now, ITEMS) == read_ticked(before, ITEMS) == ("recurrent_themes", "other")
    assert read_ticked(typed(ticked=["other"], tick_other="false"), ITEMS) == ()


def test_each_tick_has_its_evidence_and_what_else_belongs_to_it() -> None:
    given = {"evidence_legal_constraints": " a trial ", "on_legal_constraints": "2027-03-01"}
    more = {"evidence_other_statutory_review": "one is open", "kind_other_statutory_review": "DARD"}
    ticks = read_ticks(
        typed(ticked="legal_constraints,other_statutory_review", **given, **more), text, FRAMEWORK.items_of(REASONS)
    )
    constraint, review = ticks["legal_constraints"], ticks["other_statutory_review"]
    assert (constraint.evidence.shown, constraint.look_again_on) == ("a trial", date(2027, 3, 1))
    assert review.kind_of_review and review.kind_of_review.shown == "DARD" and review.look_again_on is None


def test_evidence_without_its_tick_is_refused_from_the_card_of_before_and_left_out_from_todays() -> None:
    before = typed(evidence_other="seen")
    assert loose_evidence(before, ITEMS)
    with pytest.raises(InvalidInput, match="there is evidence, but no tick") as refused:
        read_ticks(before, text, ITEMS)
    assert refused.value.about == "ticked"
    assert read_ticks(typed(ticked="", evidence_other="seen"), text, ITEMS) == {}


def test_too_long_an_evidence_is_refused_at_its_box() -> None:
    with pytest.raises(InvalidInput, match="This has 251 characters") as refused:
        read_ticks(typed(ticked="other", evidence_other="x" * 251), text, ITEMS)
    assert refused.value.about == "evidence_other"


def test_why_nothing_holds_counts_only_where_nothing_was_ticked() -> None:
    why = {"choice": "none", "text": "nobody saw any"}
    none = read_answer(typed(ticked="", **why), text, INDICATORS, FRAMEWORK)
    assert none.choice == "none" and none.text and none.text.shown == "nobody saw any"
    some = read_answer(typed(ticked="other", evidence_other="seen", **why), text, INDICATORS, FRAMEWORK)
    assert some.choice is None and some.text is None and [*some.ticks] == ["other"]


def test_a_choice_is_one_of_the_parts_own() -> None:
    assert read_answer(typed(text="x", choice="not_known"), text, FACTS, FRAMEWORK).choice == "not_known"
    assert read_answer(typed(text="x", choice="made_up"), text, FACTS, FRAMEWORK).choice is None
    assert read_answer(typed(ticked="", text="x"), text, REASONS, FRAMEWORK).text is None
