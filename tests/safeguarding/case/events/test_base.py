"""Every event says who and when, and the latest one of its kind stands."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from safeguarding.case.events.base import SCHEMA, Event, latest_of
from safeguarding.people import Person

SOMEBODY = Person(tenant="council", id="dsp")
MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)


class Said(Event):
    """The saying stands until it is taken back."""

    word: str


class TakenBack(Event):
    """Taking back ends what was said."""


def said(word: str) -> Said:
    return Said(by=SOMEBODY, at=MONDAY, word=word)


TAKEN_BACK = TakenBack(by=SOMEBODY, at=MONDAY)


def test_the_latest_of_its_kind_stands() -> None:
    assert latest_of([said("first"), said("second")], Said) == said("second")


def test_nothing_stands_once_it_was_taken_back_and_what_is_said_after_it_stands_again() -> None:
    assert latest_of([said("first"), TAKEN_BACK], Said, TakenBack) is None
    assert latest_of([said("first"), TAKEN_BACK, said("second")], Said, TakenBack) == said("second")
    assert latest_of([], Said, TakenBack) is None


def test_an_event_bears_the_number_of_its_schema_and_a_moment_with_its_time_zone() -> None:
    assert said("first").schema_number == SCHEMA
    with pytest.raises(ValidationError, match="timezone"):
        Said(by=SOMEBODY, at=datetime(2026, 6, 1, 9), word="when?")  # noqa: DTZ001 - what is tried


def test_what_was_recorded_is_not_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(said("first"), "word", "second")  # noqa: B010 - mypy forbids the plain form
