"""What tells that a posted card is to be brought up to date."""

from bot.notifications.card_records import RenderedPages
from cards.elements import card, paragraph

FIRST, SECOND = card([paragraph("The facts")]), card([paragraph("Day 3")])


def test_a_card_is_brought_up_to_date_also_when_only_its_second_page_has_changed() -> None:
    """Somebody may have turned to it."""
    next_day = RenderedPages([FIRST, card([paragraph("Day 4")])])
    assert RenderedPages([FIRST, SECOND]).card == next_day.card
    assert RenderedPages([FIRST, SECOND]).view != next_day.view


def test_a_card_is_brought_up_to_date_when_another_of_its_pages_is_to_be_shown() -> None:
    assert RenderedPages([FIRST, SECOND], at=0).view != RenderedPages([FIRST, SECOND], at=-1).view


def test_a_card_that_shows_the_same_is_left_alone() -> None:
    assert RenderedPages([FIRST, SECOND]).view == RenderedPages([card([paragraph("The facts")]), SECOND]).view
