"""The kinds of news: each has its hearers in words, and those who are asked to act at once are told at any hour."""

from safeguarding.case.views.news.hearers import HEARD_BY
from safeguarding.case.views.news.kinds import KINDS, OF_BEFORE, Hearer, Urgency


def test_each_hearer_has_words_and_a_way_to_be_found() -> None:
    used = {hearer for kind in KINDS.values() for hearer in kind.hearers}
    assert used == set(Hearer) == set(HEARD_BY)


def test_a_disagreement_and_a_duty_that_begins_are_told_at_any_hour_and_all_else_waits_for_the_offices() -> None:
    at_once = {kind.id for kind in KINDS.values() if kind.urgency is Urgency.NOW}
    assert at_once == {"dissent", "withdrawn", "dates_moved"}


def test_what_the_channel_was_told_of_before_is_no_new_kind() -> None:
    assert all(KINDS[kind].in_thread and not KINDS[kind].is_new for kind in OF_BEFORE)
