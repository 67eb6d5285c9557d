"""A text or a signature that was altered is named by case, event and day."""

from collections.abc import Callable

import pytest

from safeguarding.case.case import Case, read_case, to_json
from safeguarding.case.views.integrity import faults_of
from tests.support.stores.changes import REFS
from tests.support.stores.steps import closed, opened, redacted, signed, updated


def test_an_altered_text_is_named() -> None:
    plain = to_json(opened(REFS[0], "a"))
    plain[0]["facts"]["evidence"]["harm"]["text"] = "no bruises at all"
    (fault,) = faults_of(read_case(plain))
    assert fault == f"{REFS[0]}, event 1 of Tuesday 2 June 2026: a text is not the one that its digest was made of."


@pytest.mark.parametrize("step", [updated, closed, redacted], ids=["updated", "closed", "redacted"])
def test_what_happens_after_a_signature_does_not_make_it_wrong(step: Callable[[Case], Case]) -> None:
    assert list(faults_of(step(signed(opened(REFS[0], "a"))))) == []


def test_a_signature_whose_content_was_altered_is_named_by_its_seat() -> None:
    plain = to_json(signed(opened(REFS[0], "a")))
    plain[0]["facts"]["became_aware"] = "2026-05-31"
    first, second = faults_of(read_case(plain))
    assert "for the seat Local authority does not match the content" in first
    assert "for the seat Director of Children's Services does not match the content" in second


def test_a_signature_on_a_matter_that_does_not_exist_covers_nothing() -> None:
    plain = to_json(signed(opened(REFS[0], "a")))
    plain[1]["matter"] = "the_weather"
    assert len(list(faults_of(read_case(plain)))) == 1
