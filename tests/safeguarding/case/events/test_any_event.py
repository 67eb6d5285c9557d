"""Any event is read back as it was written; what is none is refused."""

from typing import Any, get_args

import pytest

from safeguarding.case.events.any_event import RecordedEvent, event_from_json, event_to_json
from tests.support.case_stages import concern_decided, escalated, started
from tests.support.plain_case import care_leaver, opened, submitted


def test_every_event_of_a_long_case_is_read_back_as_it_was() -> None:
    for case in (escalated(submitted()), started(escalated(submitted())), concern_decided(care_leaver())):
        assert [event_from_json(event_to_json(event)) for event in case.events] == list(case.events)


def test_no_two_events_have_one_type() -> None:
    union, _ = get_args(RecordedEvent)
    kinds = [kind.model_fields["type"].default for kind in get_args(union)]
    assert len(set(kinds)) == len(kinds)


@pytest.mark.parametrize(
    "change", [{"schema_number": 2}, {"schema_number": None}, {"type": "forgotten"}, {"more": 1}, {"at": "yesterday"}]
)
def test_what_is_no_event_of_this_program_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        event_from_json({**event_to_json(opened().opened), **change})


def test_an_event_of_a_newer_program_asks_for_it() -> None:
    with pytest.raises(ValueError, match="newer than this program: update it"):
        event_from_json({**event_to_json(opened().opened), "schema_number": 2})
