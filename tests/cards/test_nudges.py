"""The cards of the nudges say whose step it is, and how long is left."""

from dataclasses import replace
from datetime import date

from cards.context import CardContext
from cards.nudges import ESCALATED, digest_card, nudge_card, summary
from safeguarding.case.views.nudges import Nudge, nudges
from safeguarding.partnership.model import Thresholds
from tests.support.case_stages import CALENDAR, FRAMEWORK
from tests.support.drawn import titles, words
from tests.support.plain_case import CARDS, SEEN, opened


def due_on(day: date, ref: str = "CSCP-2026-001") -> tuple[Nudge, CardContext]:
    (found,) = nudges(opened(ref), FRAMEWORK, CALENDAR, Thresholds().by_deadline, day)
    return found, replace(CARDS, today=day)


def test_one_nudge_says_what_is_due_and_for_whom_it_waits() -> None:
    nudge, context = due_on(date(2026, 6, 8))
    said = words(nudge_card([nudge], context, None))
    assert "A deadline" in said and "Submit the SIN (must): Monday 8 June 2026 (due today)" in said
    assert "Waiting for: " in said and SEEN not in said and ESCALATED not in said


def test_what_is_overdue_says_that_deputies_are_told() -> None:
    nudge, context = due_on(date(2026, 6, 9))
    assert ESCALATED in words(nudge_card([nudge], context, None))


def test_in_a_persons_own_chat_their_own_steps_stand_out() -> None:
    nudge, context = due_on(date(2026, 6, 8))
    own = words(nudge_card([nudge], context, lambda found: found.waiting.offices))
    assert "**Your step" in own
    assert "**Your step" not in words(nudge_card([nudge], context, lambda found: ["review_group"]))


def test_several_nudges_are_one_card_with_a_way_into_each_case() -> None:
    first, context = due_on(date(2026, 6, 8))
    second, _ = due_on(date(2026, 6, 8), "CSCP-2026-002")
    shown = nudge_card([first, second], context, None)
    assert "2 deadlines" in words(shown) and titles(shown) == ["Open", "Open"]
    assert summary([first, second], context) == "2 deadlines"
    assert summary([first], context) == "CSCP-2026-001: Submit the SIN, due today"


def test_the_digest_tells_each_clock_once() -> None:
    nudge, context = due_on(date(2026, 6, 8))
    other = opened("CSCP-2026-002")
    running = [(case, clock) for case in (nudge.case, other) for clock in context.clocks(case)]
    said = words(digest_card([nudge], running, context))
    assert said.index("Now") < said.index("CSCP-2026-001") < said.index("Also running") < said.index("CSCP-2026-002")
    assert said.count("CSCP-2026-001") == 1
