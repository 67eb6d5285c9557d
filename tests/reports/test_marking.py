"""Every page says what kind of case it is about."""

from reports.marking import access_in_words
from tests.support.case_stages import LATER
from tests.support.generators.clock_lives import restricted_until
from tests.support.plain_case import opened


def test_a_restricted_case_and_a_rehearsal_are_named_and_a_plain_case_is_not() -> None:
    rehearsal = opened("REHEARSAL-2026-001")
    assert access_in_words(opened()) == ""
    assert access_in_words(rehearsal) == " \u00b7 REHEARSAL"
    assert access_in_words(restricted_until(LATER, opened())) == " \u00b7 RESTRICTED"
    assert access_in_words(restricted_until(LATER, rehearsal)) == " \u00b7 RESTRICTED \u00b7 REHEARSAL"
