"""The search finds cases by what people remember of them."""

import pytest

from safeguarding.case.views.search import matching
from tests.support.plain_case import care_leaver, opened, submitted

CASES = (opened("CSCP-2026-001"), submitted(opened("CSCP-2026-012")), opened("REHEARSAL-2026-001"))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["CSCP-2026-001", "CSCP-2026-012", "REHEARSAL-2026-001"]),
        ("cscp", ["CSCP-2026-001", "CSCP-2026-012"]),
        ("012", ["CSCP-2026-012"]),
        ("Rapid", ["CSCP-2026-012"]),
        ("reveiw", ["CSCP-2026-012"]),
        ("notif cscp", ["CSCP-2026-001"]),
        ("013", []),
        ("rapid 001", []),
    ],
)
def test_a_case_is_found_where_every_word_is(words: str, found: list[str]) -> None:
    assert [case.ref for case in matching(CASES, words)] == found


def test_of_a_short_word_a_slip_of_the_finger_finds_nothing() -> None:
    assert list(matching([care_leaver()], "sim")) == []
    assert list(matching([care_leaver()], "sin"))
