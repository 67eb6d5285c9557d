"""A case is shown among those that were verified."""

from store.verification_result import Verified, case_in
from tests.support.stores.steps import opened


def test_a_case_is_found_by_its_reference_and_another_is_not() -> None:
    case = opened("CSCP-2026-001", "a")
    verified = Verified(1, (case,), (), ())
    assert case_in(verified, "CSCP-2026-001") is case
    assert case_in(verified, "CSCP-2026-002") is None
