"""Two histories of one case are compared: one of them goes on from the other."""

import pytest

from store.case_versions import continues, is_newer, only_adds
from store.errors import StoreDamaged
from tests.support.stores.steps import closed, opened, redacted, reopened, updated

CASE = opened("CSCP-2026-001", "a")


def test_the_longer_history_is_the_newer_one() -> None:
    assert is_newer(closed(CASE), CASE)
    assert not is_newer(CASE, closed(CASE)) and not is_newer(CASE, CASE)


def test_two_of_one_length_that_differ_are_damage() -> None:
    with pytest.raises(StoreDamaged, match=r"CSCP-2026-001 differs between open\.json and the archive"):
        is_newer(closed(CASE), updated(CASE))


def test_a_case_goes_on_from_what_is_stored_and_not_from_another() -> None:
    assert continues(closed(CASE), CASE) and continues(CASE, CASE)
    assert not continues(reopened(closed(CASE)), updated(CASE))
    assert not continues(updated(CASE), closed(CASE))


def test_a_redaction_takes_a_text_out_and_the_history_goes_on() -> None:
    assert redacted(CASE).events[0] != CASE.events[0]
    assert continues(redacted(CASE), CASE)


def test_what_only_adds_is_told_from_what_takes_a_text_out() -> None:
    assert only_adds(updated(CASE), CASE) and only_adds(CASE, CASE)
    assert not only_adds(redacted(CASE), CASE) and not only_adds(updated(redacted(CASE)), updated(CASE))


def test_a_shorter_history_goes_on_from_nothing() -> None:
    assert not continues(CASE, closed(CASE))
