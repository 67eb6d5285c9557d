"""A signature covers the digest of a free text, which survives the text."""

import hashlib

import pytest
from pydantic import ValidationError

from safeguarding.case.events.free_text import REDACTED, FreeText

SALT = "0123456789abcdef"
WRITTEN = FreeText.of("found by a neighbour", SALT)


def test_the_digest_is_of_the_salt_and_the_text() -> None:
    assert WRITTEN.digest == hashlib.sha256(b"0123456789abcdef\nfound by a neighbour").hexdigest()


def test_the_same_words_under_another_salt_have_another_digest() -> None:
    assert FreeText.of("found by a neighbour", "f" * 16).digest != WRITTEN.digest


def test_a_text_as_written_is_intact_and_shown() -> None:
    assert WRITTEN.is_intact
    assert not WRITTEN.is_redacted
    assert WRITTEN.shown == "found by a neighbour"


@pytest.mark.parametrize(
    "change",
    [{"text": "found by nobody"}, {"salt": "f" * 16}, {"digest": "0" * 64}, {"text": None}, {"salt": None}],
    ids=["text", "salt", "digest", "text gone, salt left", "salt gone, text left"],
)
def test_a_text_that_was_tampered_with_is_not_intact(change: dict[str, str | None]) -> None:
    assert not WRITTEN.model_copy(update=change).is_intact


def test_a_redacted_text_keeps_its_digest_and_nothing_to_guess_it_by() -> None:
    redacted = WRITTEN.redacted()
    assert redacted.model_dump() == {"text": None, "salt": None, "digest": WRITTEN.digest}
    assert redacted.is_redacted
    assert redacted.is_intact
    assert redacted.shown == REDACTED


def test_redacting_a_redacted_text_changes_nothing() -> None:
    assert WRITTEN.redacted().redacted() == WRITTEN.redacted()


def test_a_text_can_not_be_changed_in_place() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        WRITTEN.text = "something else"  # type: ignore[misc]  # the point of the test
