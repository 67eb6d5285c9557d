"""The comparison names what a change of the rules moves: every combination of answers, and none besides."""

from collections.abc import Callable, Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeguarding.framework.engine import Engine
from safeguarding.framework.framework import Framework
from safeguarding.framework.loader import CURRENT, current, parse
from safeguarding.publications.comparison import Move, compare, cover, moves, possible_answers
from safeguarding.publications.comparison_text import comparison_text
from tests.support.generators.examples import share

CI = settings(max_examples=share(200), derandomize=True, deadline=None, database=None)
TEXT = CURRENT.read_text("utf-8")
CARE_LEAVERS = 'when = { age = ["under_18", "18_to_24"], harm = ["died"], care_experienced = ["yes"] }'
NO_REASON = 'when = { reasons_not_to_commission = ["some"] }'
A_QUESTION = """
[[question]]
id = "abroad"
title = "Abroad"
stage = "triage"
ask = "Did it happen abroad?"
help = "Outside the United Kingdom."
source = ["sin/a_child"]

[[question.answer]]
id = "yes"
label = "Yes"

[[question.answer]]
id = "no"
label = "No"

[[question.answer]]
id = "not_known"
label = "Not known yet"
"""
FIRST_RULE = 'abuse_or_neglect = ["known", "suspected"] }'
NEITHER = '[[question.answer]]\nid = "neither"'
MISSING = '[[question.answer]]\nid = "missing"\nlabel = "Missing"\n\n'
SIN_DEADLINE = 'title = "Submit the SIN"\nstrength = "must"\nworking_days = '
SAME_MEANING = "criterion 3 is put in other words"


def changed(*pairs: tuple[str, str]) -> Framework:
    """Returns today's rules with texts of the file replaced, each where it comes first."""
    text = TEXT
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after, 1)
    return parse(text)


CHANGES: Mapping[str, Callable[[], Framework]] = {
    "nothing": changed,
    "a SIN for seriously harmed care leavers": lambda: changed(
        (CARE_LEAVERS, CARE_LEAVERS.replace('["died"]', '["died", "seriously_harmed"]'))
    ),
    "suspected abuse is not enough for a SIN": lambda: changed(
        (FIRST_RULE, FIRST_RULE.replace('["known", "suspected"]', '["known"]'))
    ),
    "no SIN for care leavers of 18 and over": lambda: changed((CARE_LEAVERS, CARE_LEAVERS.replace(', "18_to_24"', ""))),
    "indicators alone do not meet criterion 3": lambda: changed(
        ('indicators = ["some"] }', 'indicators = ["some"], categories = ["some"] }')
    ),
    SAME_MEANING: lambda: changed(('indicators = ["some"] }', 'indicators = ["some"], categories = ["none"] }')),
    "a reason against commissioning counts only where no indicator does": lambda: changed(
        (NO_REASON, NO_REASON.replace(" }", ', indicators = ["none"] }'))
    ),
    "a new question": lambda: changed(
        ("\n[[detail]]", f"{A_QUESTION}\n[[detail]]"),
        (CARE_LEAVERS, CARE_LEAVERS.replace(" }", ', abroad = ["no"] }')),
    ),
    "a new answer": lambda: changed(
        (NEITHER, f"{MISSING}{NEITHER}"), (CARE_LEAVERS, CARE_LEAVERS.replace('["died"]', '["died", "missing"]'))
    ),
}


@pytest.fixture(scope="module", params=CHANGES)
def other(request: pytest.FixtureRequest) -> Framework:
    return CHANGES[request.param]()


def said(found: tuple[Move, ...], answers: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Returns what the moves say of one combination of answers, by decision."""
    return {
        move.decision: (move.before, move.after)
        for move in found
        if any(all(answers[name] in values for name, values in box.items()) for box in move.answers)
    }


def test_the_moves_are_those_of_all_combinations_of_all_answers_tried_one_by_one(other: Framework) -> None:
    """The combinations run over every question of both versions, also those on which a decision does not depend."""
    old, new = Engine(current()), Engine(other)
    found = tuple(moves(current(), other))
    domains = possible_answers(current(), other)
    moved = 0
    for point in product(*domains.values()):
        answers = dict(zip(domains, point, strict=True))
        before = old.values(old.framework.still_answered(answers, old.framework.version))
        after = new.values(new.framework.still_answered(answers, old.framework.version))
        expected = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
        assert said(found, answers) == expected
        moved += bool(expected)
    assert bool(moved) == bool(found)


def test_each_change_moves_something_but_one_that_only_says_the_same_otherwise(other: Framework) -> None:
    compared = compare(current(), other)
    assert bool(compared.moves) == (other not in (CHANGES["nothing"](), CHANGES[SAME_MEANING]()))
    assert compared.is_wording_alone == (other == parse(TEXT))


def test_seen_from_the_other_side_the_same_decisions_move_back(other: Framework) -> None:
    there, back = tuple(moves(current(), other)), tuple(moves(other, current()))
    assert {(m.decision, m.before, m.after) for m in there} == {(m.decision, m.after, m.before) for m in back}


def test_a_question_that_does_not_matter_is_not_named() -> None:
    first = next(moves(current(), CHANGES["no SIN for care leavers of 18 and over"]()))
    assert (first.decision, first.before, first.after) == ("sin", "required", "not_required")
    assert first.answers == ({"harm": ("died",), "age": ("18_to_24",), "care_experienced": ("yes",)},)


def test_what_is_decided_otherwise_comes_before_what_is_only_not_known_any_more() -> None:
    found = [m for m in moves(current(), CHANGES["no SIN for care leavers of 18 and over"]()) if m.decision == "sin"]
    open_ones = ["not_yet_known" in (move.before, move.after) for move in found]
    assert open_ones == sorted(open_ones) and set(open_ones) == {True, False}


@CI
@given(data=st.data())
def test_the_boxes_hold_exactly_the_points_each_as_wide_as_it_can_be_and_none_needless(data: st.DataObject) -> None:
    sizes = data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    domains = [tuple("abcd"[:size]) for size in sizes]
    everything = list(product(*domains))
    points = set(data.draw(st.lists(st.sampled_from(everything), unique=True)))
    boxes = cover(points, domains)
    held = [set(product(*box)) for box in boxes]
    assert set().union(*held) == points
    for number, box in enumerate(boxes):
        assert set().union(*held[:number], *held[number + 1 :]) != points
        for place, domain in enumerate(domains):
            for value in set(domain) - set(box[place]):
                wider = set(product(*box[:place], (*box[place], value), *box[place + 1 :]))
                assert not wider <= points


def test_rules_compared_with_themselves_differ_in_nothing() -> None:
    found = compare(current(), current())
    assert found.is_wording_alone and not found.reworded
    assert "every one comes out the same" in comparison_text(found, current(), current())


@pytest.mark.parametrize(
    ("pair", "line"),
    [
        ((f"{SIN_DEADLINE}5", f"{SIN_DEADLINE}7"), "deadlines, sin, working_days: 5 -> 7"),
        (("months = 6", "working_days = 120"), "deadlines, lcspr, months: removed"),
        (
            ('until = ["sin_submitted"]', 'until = ["sin_submitted", "found_not_met"]'),
            "deadlines, sin, until: sin_submitted -> sin_submitted, found_not_met",
        ),
        (("\n[[detail]]", f"{A_QUESTION}\n[[detail]]"), "questions, abroad: added"),
        (('id = "drift_or_delay"', 'id = "drift"'), "questions, categories, items, drift_or_delay: removed"),
    ],
    ids=["working days", "months", "until", "question", "item"],
)
def test_a_changed_deadline_or_question_is_named(pair: tuple[str, str], line: str) -> None:
    other = changed(pair)
    found = compare(current(), other)
    assert not found.is_wording_alone and not found.moves and not found.reworded
    text = comparison_text(found, current(), other)
    assert f"  {line}\n" in text
    assert text.index(line) < text.index("Other entries")


def test_another_number_source_or_order_of_terms_is_no_difference() -> None:
    other = changed(
        ('version = "2026.2"', 'version = "2027.1"'), ('source = ["glossary/csp"]', 'source = ["glossary/csprp"]')
    )
    entries = other.glossary
    found = compare(current(), other.model_copy(update={"glossary": (*entries[1:], entries[0])}))
    assert found.is_wording_alone and not found.reworded


def test_a_changed_wording_is_counted_by_kind_and_moves_nothing() -> None:
    other = changed(
        ('title = "Harm"', 'title = "The harm"'),
        ('label = "Died"', 'label = "Has died"'),
        ('required = "required"', 'required = "needed"'),
        ('title = "Submit the SIN"', 'title = "Send the SIN"'),
    )
    found = compare(current(), other)
    assert found.is_wording_alone
    assert found.reworded == {"questions": 2, "decisions": 1, "deadlines": 1}
    assert "Texts reworded: 4 (questions: 2, decisions: 1, deadlines: 1)." in comparison_text(found, current(), other)


def test_the_answers_are_named_in_words_with_those_of_one_version_alone() -> None:
    other = CHANGES["a new answer"]()
    text = comparison_text(compare(current(), other), current(), other)
    assert "Serious Incident Notification (SIN): not yet known -> required" in text
    assert "Harm: Missing; Age: Under 18 / 18 to 24" in text and "Care experienced: Yes" in text
    assert "questions, harm, answers, missing: added" in text
