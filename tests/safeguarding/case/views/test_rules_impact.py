"""The impact of other rules on an open case is what it would come to under them: from what is recorded, and nothing is
decided by it."""

from collections.abc import Callable, Mapping
from datetime import datetime

import pytest

from safeguarding.case.case import Case
from safeguarding.case.events.facts import Facts
from safeguarding.case.state.review_record import indication
from safeguarding.case.steps.lifecycle import open_case
from safeguarding.case.views.rules_impact import CaseMove, case_moves
from safeguarding.framework.engine import Engine
from safeguarding.framework.loader import CURRENT, load_earlier, parse
from safeguarding.people import Actor
from tests.support.case_stages import NONE_HOLDS, answered, ticks, written

Opened = Callable[..., Case]
TEXT = CURRENT.read_text("utf-8")


def rules(*pairs: tuple[str, str]) -> Engine:
    text = TEXT
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    return Engine(parse(text))


@pytest.fixture(scope="module")
def known_alone() -> Engine:
    """Suspected abuse or neglect brings nothing any more."""
    return rules(('abuse_or_neglect = ["known", "suspected"]', 'abuse_or_neglect = ["known"]'))


def moved(case: Case, engine: Engine, new: Engine) -> dict[str, tuple[str, str]]:
    return {move.decision: (move.before, move.after) for move in case_moves([case], engine, new)}


def test_under_the_same_rules_no_case_comes_out_differently(cases: Mapping[str, Case], engine: Engine) -> None:
    assert not list(case_moves(cases.values(), engine, engine))


def test_a_case_is_named_with_each_decision_that_would_differ(
    opened: Opened, engine: Engine, known_alone: Engine
) -> None:
    suspected, known = opened(abuse_or_neglect="suspected", care_experienced="no"), opened("CSCP-2")
    assert list(case_moves([suspected, known], engine, known_alone)) == [
        CaseMove("CSCP-1", "sin", "required", "not_required"),
        CaseMove("CSCP-1", "rapid_review", "required", "not_required"),
        CaseMove("CSCP-1", "lcspr_criteria", "not_yet_known", "not_met"),
        CaseMove("CSCP-1", "commissioning", "not_yet_known", "not_applicable"),
        CaseMove("CSCP-1", "route", "rapid_review", "case_of_concern"),
    ]


def test_from_is_what_was_recorded_and_not_what_the_rules_in_force_would_say_now(
    opened: Opened, known_alone: Engine
) -> None:
    suspected = opened(abuse_or_neglect="suspected", care_experienced="no")
    assert moved(suspected, known_alone, known_alone)["sin"] == ("required", "not_required")


def test_what_a_rapid_reviews_answers_indicate_is_compared_too(submitted: Case, engine: Engine) -> None:
    with_categories = rules(('indicators = ["some"] }', 'indicators = ["some"], categories = ["some"] }'))
    case = answered(submitted, "indicators", ticks("recurrent_themes"))
    for part in ("categories_a", "categories_b", "categories_c", "categories_d", "categories_summary"):
        case = answered(case, part, NONE_HOLDS)
    assert indication(case, engine)["lcspr_criteria"] == "met"
    assert moved(case, engine, with_categories) == {
        "lcspr_criteria": ("met", "not_met"),
        "commissioning": ("not_yet_known", "not_applicable"),
    }
    for choice in ("not_confirmed", "not_known"):
        unconfirmed = answered(case, "criterion_1", written(choice=choice))
        assert moved(unconfirmed, engine, with_categories) == {}


def test_an_answer_that_the_new_rules_do_not_have_counts_as_open(opened: Opened, engine: Engine) -> None:
    renamed = rules(('"suspected"', '"likely"'))
    case = opened(abuse_or_neglect="suspected", care_experienced="no")
    assert moved(case, engine, renamed)["sin"] == ("required", "not_yet_known")


def test_an_answer_to_which_the_new_rules_give_another_meaning_counts_as_open(
    facts: Callable[..., Facts], opener: Actor, at: datetime, engine: Engine
) -> None:
    earlier = Engine(load_earlier("2026.1"))
    case = open_case("CSCP-1", "t", facts(harm="neither"), earlier, opener, at)
    assert moved(case, earlier, engine)["sin"] == ("not_required", "not_yet_known")
