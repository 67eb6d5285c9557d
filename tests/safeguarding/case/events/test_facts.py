"""Facts are compared as a reader sees them, and texts that nobody changed stay the very same."""

from tests.support.case_stages import text
from tests.support.plain_case import facts


def test_facts_that_read_the_same_are_the_same_content_whatever_their_salts() -> None:
    one = facts()
    salted = {name: text(found.shown, "another salt 123") for name, found in one.evidence.items()}
    other = one.model_copy(update={"evidence": salted})
    assert other != one and other.same_content_as(one)
    assert other.keeping_texts_of(one) == one
    assert not facts(age="18_to_24").same_content_as(one)


def test_a_text_that_was_changed_is_not_kept() -> None:
    one = facts()
    changed = one.model_copy(update={"evidence": {**one.evidence, "harm": text("seen by somebody else")}})
    kept = changed.keeping_texts_of(one)
    assert kept.evidence["harm"].shown == "seen by somebody else"
    assert kept.evidence["abuse_or_neglect"] is one.evidence["abuse_or_neglect"]
