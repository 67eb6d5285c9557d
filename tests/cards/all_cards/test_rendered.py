"""Every card, drawn by the official renderer, can be read on a narrow phone, on a desktop, in the dark, and in high
contrast."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from microsoft_teams.cards import AdaptiveCard

from cards.elements import as_json, beside, button, card, heading, is_too_long, notice, paragraph, quotation
from cards.sign_off.card import decided_card, sign_off_card
from cards.sign_off.receipt import receipt_card
from cards.sign_off.subject import SignOffSubject
from safeguarding.case.case import Case
from safeguarding.case.state.matters import CONCERN_DECISION, LCSPR_DECISION, NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.people import Seat
from tests.cards.all_cards.test_every_card import cards
from tests.support.card_renderer.renderer import THEMES, CardRenderer, Measured, card_renderer
from tests.support.case_stages import COUNCIL, ICB, decided, filled_in, proposed, put_to_the_dsps, referred, signed_by
from tests.support.plain_case import CARDS, care_leaver, office, opened, standing, submitted
from tests.support.teams_window import CHROMIUM

WIDTHS = (320, 390, 600)
A_PHONE = 330
HAS_CHROMIUM = Path(CHROMIUM).exists()
READABLE = 4.5
"""The least contrast of text that WCAG 2.2 accepts at level AA (1.4.3)."""
LONG_TITLE = "Record what the agency has returned now"


@pytest.fixture
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


async def test_no_card_cuts_a_title_squeezes_a_text_or_runs_out_at_any_width_or_in_any_colours(
    renderer: CardRenderer,
) -> None:
    for width in WIDTHS:
        assert unreadable(await renderer.measured(cards(), width)) == {}
    for theme in THEMES.keys() - {"light"}:
        assert unreadable(await renderer.measured(cards(), WIDTHS[0], theme)) == {}


def subject(case: Case, matter: str = NOTIFICATION_CRITERIA) -> SignOffSubject:
    return SignOffSubject(case, standing(case, matter), CARDS, office)


def to_sign(case: Case, matter: str = NOTIFICATION_CRITERIA) -> AdaptiveCard:
    return sign_off_card(subject(case, matter), None, signs=True)


def answered(case: Case, matter: str) -> AdaptiveCard:
    return receipt_card(subject(case, matter), standing(case, matter).signatures[Seat.ICB], changes=True)


async def test_what_is_to_be_signed_fits_a_phone_with_its_answers_and_what_was_signed_half_of_it(
    renderer: CardRenderer,
) -> None:
    put = put_to_the_dsps(filled_in(submitted()))
    shown = {
        (700, 90): (
            to_sign(opened()),
            to_sign(opened(abuse_or_neglect="neither")),
            to_sign(opened(), SIN_QUALITY),
            to_sign(put, LCSPR_DECISION),
            to_sign(proposed(referred(care_leaver())), CONCERN_DECISION),
        ),
        (250, 40): (
            answered(signed_by(opened(), NOTIFICATION_CRITERIA, COUNCIL, ICB), NOTIFICATION_CRITERIA),
            answered(signed_by(put, LCSPR_DECISION, ICB), LCSPR_DECISION),
            decided_card(subject(decided(submitted()), LCSPR_DECISION)),
        ),
    }
    for (height, words), drawn in shown.items():
        measured = await renderer.measured({str(number): as_json(each) for number, each in enumerate(drawn)}, A_PHONE)
        assert {name: each for name, each in measured.items() if each.height > height or each.words > words} == {}


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


async def test_an_address_of_150_letters_goes_on_in_the_next_line(renderer: CardRenderer) -> None:
    address = f"{'a' * 60}@{'b' * 76}.example.org"
    shown = {"quoted": as_json(card([quotation(address), notice(address), paragraph(address)]))}
    assert unreadable(await renderer.measured(shown, WIDTHS[0])) == {}
