"""A text or a signature that was altered is named by case, event and day."""

from collections.abc import Callable

import pytest

from safeguarding.case.case import Case, read_case, to_json
from safeguarding.case.events.any_event import event_to_json
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.steps.redaction import redact, texts_of
from safeguarding.case.views.integrity import digest_of, faults_of, record_digest
from tests.support.case_stages import BUSINESS_TEAM, decided, filled_in
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import opened as just_opened
from tests.support.plain_case import submitted as case_in_time
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


def test_each_event_changes_it_and_what_came_before_keeps_its_own() -> None:
    case = decided(filled_in(case_in_time()))
    digests = [record_digest(case, version) for version in range(1, len(case.events) + 1)]
    assert len(set(digests)) == len(case.events)
    assert digests[-1] == record_digest(case) and digests[0] == record_digest(just_opened())


def test_a_redaction_leaves_the_digest_of_what_was_recorded_before_as_it_was() -> None:
    case = decided(filled_in(case_in_time()))
    text = next(text for event in case.events for text in texts_of(event_to_json(event)))
    redacted = redact(case, text.digest, FreeText.of("it named a child", "f" * 16), BUSINESS_TEAM, OPENED_AT)
    assert record_digest(redacted, len(case.events)) == record_digest(case)
    assert record_digest(redacted) != record_digest(case)


def test_the_events_of_an_export_have_the_digest_of_the_case() -> None:
    case = case_in_time()
    assert digest_of([event_to_json(event) for event in case.events]) == record_digest(case)
