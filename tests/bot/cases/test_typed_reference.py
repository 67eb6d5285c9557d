"""A reference is understood however people write it, and guessed by nobody."""

from bot.cases.typed_reference import is_whole_reference, loosely_spelled, reference_in, reference_meant
from tests.support.each import for_each

VISIBLE = ("CSCP-2026-001", "CSCP-2026-012", "CSCP-2027-012", "REHEARSAL-2026-012")
SPELLINGS = (
    *("cscp-2026-001", "CSCP-2026-001.", '"CSCP-2026-001"', "\u201cCSCP-2026-001\u201d,", "(CSCP-2026-001)"),
    *(f"CSCP{dash}2026{dash}001" for dash in "\u2010\u2011\u2012\u2013\u2014\u2015"),
    *("<CSCP-2026-001>", "2026-001", "2026-1", "2026\u2011001.", "CSCP 2026 001", "cscp-2026-1"),
    *("CSCP-2026-001, please", "the CSCP\u20112026\u2011001 one", "CSCP-2026-001 and again CSCP-2026-001"),
)


@for_each("typed", SPELLINGS)
def test_a_reference_is_read_in_any_spelling(typed: str) -> None:
    assert reference_meant(typed, VISIBLE) == "CSCP-2026-001"


def test_without_its_prefix_a_reference_counts_only_where_one_case_fits() -> None:
    assert reference_meant("2027-012", VISIBLE) == "CSCP-2027-012"
    assert reference_meant("2026-012", VISIBLE) == "2026-012"
    assert reference_meant("2026-999", VISIBLE) == "2026-999"


def test_of_several_references_none_is_guessed() -> None:
    assert reference_meant("CSCP-2026-001 and CSCP-2026-012", VISIBLE) not in VISIBLE
    assert reference_in("CSCP-2026-001, CSCP-2026-012") == reference_in("X-CSCP-2026-0011-2") == ""


@for_each("typed", ["a child died", "2026", "12/11/2026", "CSCP", "case CSCP-2026-001", ""])
def test_what_is_more_or_less_than_a_reference_is_none(typed: str) -> None:
    assert not is_whole_reference(typed)


def test_a_reference_alone_on_a_line_is_one() -> None:
    assert is_whole_reference("\u201ccscp\u20112026\u2011001\u201d.")


def test_a_text_that_is_a_reference_in_another_spelling_and_nothing_else_is_known_for_one() -> None:
    spelled = {"2026-1": "2026-1", "(2026-001).": "2026-001", "cscp 2026 1": "CSCP-2026-001"}
    assert {typed: loosely_spelled(typed) for typed in spelled} == spelled
    assert [loosely_spelled(typed) for typed in ("2026", "2026-001 please", "12/11/2026", "a child died")] == [""] * 4
