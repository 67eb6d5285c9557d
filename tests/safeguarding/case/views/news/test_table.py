"""The table of news stands in the documentation as the code makes it, and leaves no event out."""

from pathlib import Path

from safeguarding.case.events.case_events import Opened
from safeguarding.case.views.news.kinds import KINDS
from safeguarding.case.views.news.table import BESIDES, EVENTS, NOBODY, PUTS_A_MATTER, news_table

PAGE = Path(__file__).parents[5] / "docs" / "who-hears-of-what.md"


def test_the_page_is_the_one_that_the_command_makes() -> None:
    assert PAGE.read_text("utf-8") == news_table(), (
        "make it anew: python -m safeguarding news > docs/who-hears-of-what.md"
    )


def test_each_event_has_a_line_and_each_kind_of_news_is_told_of_some_event_or_besides() -> None:
    table = news_table()
    assert all(f"| {event.model_fields['type'].default.replace('_', ' ')} |" in table for event in EVENTS)
    assert {kind.id for kind in KINDS.values() if not kind.events} == set(BESIDES)


def test_of_every_event_somebody_hears_or_it_is_said_why_nobody_does() -> None:
    heard = {event for kind in KINDS.values() for event in kind.events} | PUTS_A_MATTER | {Opened}
    assert set(EVENTS) - heard == set(NOBODY) and all(why and not why.endswith(".") for why in NOBODY.values())
