"""Every card, drawn by the official renderer, can be read on a narrow phone, on a desktop, in the dark, and in high
contrast."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from cards.case.criteria import criteria_escalation_card
from cards.elements import as_json, beside, button, card, heading, is_too_long, notice, paragraph, quotation
from cards.rapid_review.decision import determination_card, escalation_card, proposal_card
from cards.refusal import refused_card
from safeguarding.case.state.matters import MATTERS
from tests.cards.all_cards.budgets import BUDGETS, PLAN
from tests.cards.all_cards.cases_at_every_stage import cases_and_readers
from tests.cards.all_cards.test_every_card import cards
from tests.cards.all_cards.typical_cards import (
    DISPUTED,
    PEOPLE,
    PUT,
    TYPICAL,
    kind_of,
    makers_of_cards,
    part_of_review,
    typical_cards,
)
from tests.support.card_renderer.renderer import THEMES, CardRenderer, Measured, card_renderer
from tests.support.case_stages import FRAMEWORK, filled_in
from tests.support.drawn import inputs
from tests.support.each import for_each
from tests.support.plain_case import CARDS, submitted
from tests.support.teams_window import CHROMIUM

WIDTHS = (320, 390, 600)
A_PHONE = 330
A_CASE = (800, 120)
A_SCREEN = 700
A_WHOLE_SCREEN = 780
NARROWEST = 300
"""So wide is a card of the local client in a window of 390 pixels."""
FILLED = {"outcome": "not_commission", "national": "recommended", "rationale": "x", "reasons": "thematic_route"}
FORMS_THAT_DECIDE = {
    "determination": determination_card(filled_in(submitted()), CARDS, PEOPLE, 2, FILLED),
    "escalation": escalation_card(PUT, FRAMEWORK, FILLED),
    "proposal": proposal_card(PUT, FRAMEWORK, FILLED),
    "escalated criteria": criteria_escalation_card(DISPUTED, FRAMEWORK, {"met": "met"}),
}
HAS_CHROMIUM = Path(CHROMIUM).exists()
READABLE = 4.5
"""The least contrast of text that WCAG 2.2 accepts at level AA (1.4.3)."""
LONG_TITLE = "Record what the agency has returned now"


of_all_tests = pytest.mark.asyncio(loop_scope="module")
"""One renderer draws for all of these tests, in one loop."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def renderer() -> AsyncIterator[CardRenderer]:
    if not HAS_CHROMIUM:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    async with card_renderer() as opened:
        yield opened


def unreadable(measured: dict[str, Measured]) -> dict[str, Measured]:
    return {
        name: each
        for name, each in measured.items()
        if each.cut or each.squeezed or each.running_out or each.contrast < READABLE
    }


@of_all_tests
async def test_no_card_cuts_a_title_squeezes_a_text_or_runs_out_at_any_width_or_in_any_colours(
    renderer: CardRenderer,
) -> None:
    for width in WIDTHS:
        assert unreadable(await renderer.measured(cards(), width)) == {}
    for theme in THEMES.keys() - {"light"}:
        assert unreadable(await renderer.measured(cards(), WIDTHS[0], theme)) == {}


@of_all_tests
async def test_each_kind_of_card_keeps_to_its_height_and_words_on_a_phone(renderer: CardRenderer) -> None:
    measured = await renderer.measured(typical_cards(), A_PHONE)
    assert unreadable(measured) == {}
    beyond = {
        name: f"{each.height} pixels, {each.words} words, where {BUDGETS[name]} is its budget"
        for name, each in measured.items()
        if each.height > BUDGETS[name][0] or each.words > BUDGETS[name][1]
    }
    assert beyond == {}


@of_all_tests
async def test_a_case_fits_a_phone_at_every_stage_and_for_each_of_its_readers(renderer: CardRenderer) -> None:
    measured = await renderer.measured({name: as_json(shown) for name, shown in cases_and_readers()}, A_PHONE)
    assert unreadable(measured) == {}
    height, words = A_CASE
    assert {name: each for name, each in measured.items() if each.height > height or each.words > words} == {}


def test_every_kind_of_card_that_there_is_has_its_budget() -> None:
    assert {kind_of(name) for name in TYPICAL} == set(makers_of_cards())
    assert list(BUDGETS) == sorted(TYPICAL)


def test_the_card_to_sign_of_every_matter_has_its_budget() -> None:
    assert sum(name.startswith("sign_off.card.sign_off_card") for name in BUDGETS) > len(MATTERS)


@for_each("most", PLAN.items())
def test_a_question_what_is_signed_and_a_post_fit_one_screen(most: tuple[tuple[int, int], tuple[str, ...]]) -> None:
    (height, words), kinds = most
    held = {name: budget for name, budget in BUDGETS.items() if name.startswith(kinds)}
    assert held and {name for name, budget in held.items() if budget[0] > height or budget[1] > words} == set()


def test_every_card_but_the_desk_of_a_case_and_the_longest_list_fits_one_screen_of_a_phone() -> None:
    higher = {name for name, (height, _) in BUDGETS.items() if height > A_SCREEN}
    assert higher == {"case.record.case_card, in review", "walkthrough.question.question_card, list"}


@of_all_tests
async def test_in_the_local_clients_narrow_window_no_card_is_over_one_screen_of_a_phone(renderer: CardRenderer) -> None:
    measured = await renderer.measured(typical_cards(), NARROWEST)
    assert {name: each.height for name, each in measured.items() if each.height > A_WHOLE_SCREEN or each.cut} == {}


@of_all_tests
async def test_a_form_that_decides_fits_a_phone_with_the_error_of_any_of_its_boxes(renderer: CardRenderer) -> None:
    drawn = {
        f"{name}, {box}": as_json(refused_card(form, "Write it in a sentence or two.", box))
        for name, form in FORMS_THAT_DECIDE.items()
        for box in inputs(form)
    }
    measured = await renderer.measured(drawn, A_PHONE)
    assert len(drawn) > len(FORMS_THAT_DECIDE)
    unread = {name: each.height for name, each in measured.items() if each.height > A_WHOLE_SCREEN}
    # The reasons are six long sentences: with them open nothing else fits. Why it differs is a box more.
    assert {name.partition(", ")[2] for name in unread} <= {"reasons", "look_again_on", "differs"}


@of_all_tests
async def test_each_part_of_the_review_that_the_rules_have_fits_one_screen_of_a_phone(renderer: CardRenderer) -> None:
    parts = {part.id: as_json(part_of_review(part.id)) for part in FRAMEWORK.parts}
    measured = await renderer.measured(parts, A_PHONE)
    assert len(parts) == 18 and {name: each.height for name, each in measured.items() if each.height > A_SCREEN} == {}


@of_all_tests
async def test_a_title_that_is_cut_a_squeezed_text_and_one_that_runs_out_are_found(renderer: CardRenderer) -> None:
    opens = button("Open the whole case", "open", {})
    squeezed = as_json(card([beside([paragraph("CSCP-2026-001: Notification")])]))
    squeezed["body"][0]["columns"].append(
        {
            "type": "Column",
            "width": "250px",
            "items": [{"type": "ActionSet", "actions": [as_json(card([], [opens]))["actions"][0]]}],
        }
    )
    faint = {
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": [{"type": "TextBlock", "text": "Faint", "color": "light"}],
    }
    wrong = {
        "cut": as_json(card([heading("A step")], [button(LONG_TITLE, "open", {})])),
        "squeezed": squeezed,
        "running out": {**faint, "body": [{"type": "RichTextBlock", "inlines": ["x" * 150]}]},
        "faint": faint,
    }
    found = await renderer.measured(wrong, WIDTHS[0])
    assert is_too_long(LONG_TITLE) and found["cut"].cut == [LONG_TITLE]
    assert found["squeezed"].squeezed == ["CSCP-2026-001: Notification"]
    assert found["running out"].running_out
    assert found["faint"].contrast < READABLE


@of_all_tests
async def test_an_address_of_150_letters_goes_on_in_the_next_line(renderer: CardRenderer) -> None:
    address = f"{'a' * 60}@{'b' * 76}.example.org"
    shown = {"quoted": as_json(card([quotation(address), notice(address), paragraph(address)]))}
    assert unreadable(await renderer.measured(shown, WIDTHS[0])) == {}
