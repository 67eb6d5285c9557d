"""The numbers in references are never given twice, and none goes missing unnoticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.rehearsal import REHEARSAL
from store.errors import StoreDamaged
from store.references import Numbers, Year, as_plain, from_plain, is_reference, order, references_in


def test_the_first_number_of_a_year_has_three_digits() -> None:
    ref, numbers = Numbers().next_reference("CSCP", 2026)
    assert ref == "CSCP-2026-001"
    assert numbers.next_reference("CSCP", 2026)[0] == "CSCP-2026-002"
    assert numbers.next_reference("CSCP", 2027)[0] == "CSCP-2027-001"


def test_after_999_a_number_has_four_digits_and_stands_behind() -> None:
    ref, _ = Numbers({2026: Year(999)}).next_reference("CSCP", 2026)
    assert ref == "CSCP-2026-1000"
    assert sorted([ref, "CSCP-2026-999", "CSCP-2025-2000"], key=order) == ["CSCP-2025-2000", "CSCP-2026-999", ref]


def test_a_number_that_was_given_and_has_no_case_is_damage_that_names_the_file() -> None:
    numbers = Numbers({2026: Year(3)})
    with pytest.raises(StoreDamaged, match=r"archive/\*-2026-002\.json\. Stop the bot and restore the file"):
        numbers.reconcile(["CSCP-2026-001", "CSCP-2026-003"])


def test_numbers_found_above_the_counter_are_not_given_again() -> None:
    """The numbers are found so after open.json was restored from a backup and the archive was not."""
    numbers = Numbers({2026: Year(1)}).reconcile(["CSCP-2026-001", "CSCP-2026-004"])
    assert numbers.next_reference("CSCP", 2026)[0] == "CSCP-2026-005"


def test_numbers_lost_with_a_backup_are_remembered_and_no_damage_at_the_next_start() -> None:
    refs = ["CSCP-2026-001", "CSCP-2026-004"]
    numbers = Numbers({2026: Year(1)}).reconcile(refs)
    assert numbers.years[2026] == Year(4, frozenset({2, 3}))
    assert from_plain([as_plain(2026, numbers.years[2026])]).reconcile(refs) == numbers


def test_a_lost_number_whose_case_is_found_again_is_lost_no_more() -> None:
    numbers = Numbers({2026: Year(3, frozenset({2}))})
    found = numbers.reconcile(["CSCP-2026-001", "CSCP-2026-002", "CSCP-2026-003"])
    assert found == Numbers({2026: Year(3)})


@pytest.mark.parametrize(
    "text", ["", "CSCP-2026-01", "cscp-2026-001", "CSCP-26-001", "CSCP-2026-001 (copy)", "X-2026-٠٠١"]
)
def test_what_does_not_look_like_a_reference_is_none(text: str) -> None:
    assert not is_reference(text)


def test_rehearsals_are_counted_apart_so_that_they_leave_no_gap_among_real_cases() -> None:
    numbers, given = Numbers(), []
    for prefix in ("CSCP", REHEARSAL, REHEARSAL, "CSCP", "NEWNAME"):
        ref, numbers = numbers.next_reference(prefix, 2026)
        given.append(ref)
    assert given == ["CSCP-2026-001", "REHEARSAL-2026-001", "REHEARSAL-2026-002", "CSCP-2026-002", "NEWNAME-2026-003"]
    assert numbers.reconcile(given) == numbers
    rows = [as_plain(year, counted) for year, counted in numbers.years.items()]
    practised = [as_plain(year, counted) for year, counted in numbers.rehearsals.items()]
    assert from_plain(rows, practised) == numbers
    assert sorted(given, key=order)[-2:] == ["REHEARSAL-2026-001", "REHEARSAL-2026-002"]


def test_a_rehearsal_takes_the_place_of_no_real_case_that_is_missing() -> None:
    numbers = Numbers({2026: Year(1)}, {2026: Year(1)})
    with pytest.raises(StoreDamaged, match=r"archive/\*-2026-001\.json"):
        numbers.reconcile(["REHEARSAL-2026-001"])
    with pytest.raises(StoreDamaged, match=r"archive/REHEARSAL-2026-001\.json"):
        numbers.reconcile(["CSCP-2026-001"])


WORDS = st.sampled_from(
    ["opened", "CSCP-2026-001", "X1-2026-1000", "CSCP-2026-01", "CSCP-2026-001x", "cscp-2026-001", ""]
)


@given(parts=st.lists(WORDS, max_size=6))
def test_the_case_that_a_record_is_about_is_found_wherever_its_reference_stands_whole(parts: list[str]) -> None:
    assert list(references_in("|".join(parts))) == list(filter(is_reference, parts))
