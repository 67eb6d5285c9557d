"""A rehearsal is told apart by its reference, wherever it shows."""

import pytest

from safeguarding.rehearsal import mark_rehearsal, names_rehearsal


@pytest.mark.parametrize(
    ("ref", "practice"),
    [("REHEARSAL-2026-001", True), ("CSCP-2026-001", False), ("REHEARSALS-2026-001", False), ("", False)],
)
def test_only_its_own_prefix_makes_a_rehearsal(ref: str, practice: bool) -> None:
    assert names_rehearsal(ref) is practice


def test_a_title_of_a_rehearsal_begins_with_the_mark() -> None:
    assert mark_rehearsal("A deadline", rehearsal=True) == "Rehearsal: a deadline"
    assert mark_rehearsal("", rehearsal=True) == "Rehearsal: "


def test_a_real_title_stays_as_it_is() -> None:
    assert mark_rehearsal("A deadline", rehearsal=False) == "A deadline"
