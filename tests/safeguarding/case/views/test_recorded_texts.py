"""The texts of a case are given as far as the person may read them, and never after they were redacted."""

from collections.abc import Callable
from datetime import datetime

import pytest

from safeguarding.case.case import Case
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.steps.redaction import redact
from safeguarding.case.views.recorded_texts import recorded_texts, written_texts
from safeguarding.people import Actor
from tests.support.case_stages import closed_anyway

WHY = "Told by the ward."


@pytest.fixture
def closed(case: Case, business_team: Actor, at: datetime, text: Callable[..., FreeText]) -> Case:
    return closed_anyway(case, text(WHY), business_team, at)


def test_office_holders_are_given_every_text(
    closed: Case, facts: Callable[..., Facts], icb: Actor, business_team: Actor
) -> None:
    harm = facts().evidence["harm"].shown
    for reader in (icb, business_team):
        assert {harm, WHY} <= {*recorded_texts(closed, reader)}


def test_whoever_only_opened_the_case_is_given_what_they_wrote(
    closed: Case, facts: Callable[..., Facts], opener: Actor, practitioner: Actor
) -> None:
    texts = [*recorded_texts(closed, opener)]
    assert facts().evidence["harm"].shown in texts and WHY not in texts
    assert [*recorded_texts(closed, practitioner)] == []


def test_a_redacted_text_is_gone(
    closed: Case, facts: Callable[..., Facts], business_team: Actor, at: datetime, text: Callable[..., FreeText]
) -> None:
    harm = facts().evidence["harm"]
    redacted = redact(closed, harm.digest, text("it named the child"), business_team, at)
    assert harm.shown not in {*recorded_texts(redacted, business_team)}


def test_of_the_texts_to_remove_each_is_listed_once_with_the_steps_that_hold_it_and_the_newest_stands_first(
    closed: Case, facts: Callable[..., Facts], business_team: Actor, at: datetime, text: Callable[..., FreeText]
) -> None:
    harm = facts().evidence["harm"]
    case = redact(closed, text(WHY).digest, text(harm.shown, salt="e" * 16), business_team, at)
    found = {written.words: written for written in written_texts(case)}
    assert WHY not in found and written_texts(closed)[0].words == WHY
    assert found[harm.shown].digest == harm.digest
    assert found[harm.shown].events == (case.events[0], case.events[-1])
