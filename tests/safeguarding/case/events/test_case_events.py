"""Events of a case are read back as they were written, and texts that nobody changed stay the very same."""

from datetime import date
from typing import Any, get_args

import pytest

from safeguarding.case.events.case_events import AnyEvent, OutsideTeams, Signed, event_from_json, event_to_json
from safeguarding.people import Seat
from tests.support.case_stages import BUSINESS_TEAM, POLICE, concern_decided, escalated, started, text
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import care_leaver, facts, opened, submitted


def test_every_event_of_a_long_case_is_read_back_as_it_was() -> None:
    for case in (escalated(submitted()), started(escalated(submitted())), concern_decided(care_leaver())):
        assert [event_from_json(event_to_json(event)) for event in case.events] == list(case.events)


def test_no_two_events_have_one_type() -> None:
    union, _ = get_args(AnyEvent)
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


def test_a_signature_by_letter_is_the_signers_and_not_the_recorders() -> None:
    letter = OutsideTeams(
        signed_by=POLICE.person, on=date(2026, 6, 2), how=text("by letter"), confirmation=text("file 3")
    )
    signed = Signed(by=BUSINESS_TEAM.person, at=OPENED_AT, matter="m", digest="d", seat=Seat.POLICE, agrees=True)
    assert signed.signer == BUSINESS_TEAM.person
    assert signed.model_copy(update={"outside_teams": letter}).signer == POLICE.person
    assert signed.place == "for the seat Police"
    assert signed.model_copy(update={"seat": None}).place == "as a member of the Review Group"
