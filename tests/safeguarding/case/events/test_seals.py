"""Whoever holds the store's key alone can write what they like into a case, but no signature that passes for one."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from safeguarding.case.case import Case, read_case, to_json
from safeguarding.case.events.any_event import AnyEvent, SetAside, event_to_json
from safeguarding.case.events.base import SealedEvent
from safeguarding.case.events.case_events import CriteriaDecided, FoundNotMet, OpenedInError, Signed
from safeguarding.case.events.review_events import Decided, DeterminationConfirmed
from safeguarding.case.events.seals import SealKey, Seals, faults_of_seals, seal_in_words, unsealed
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import is_agreed, sign_off_of
from safeguarding.case.steps.redaction import redact, texts_of
from safeguarding.people import Seat
from tests.support.case_stages import (
    BUSINESS_TEAM,
    PARTNERS_DSPS,
    POLICE,
    decided,
    escalation,
    put_to_the_dsps,
    signed_by,
    text,
)
from tests.support.people.everybody import OPENED_AT
from tests.support.plain_case import opened, submitted

DAY = timedelta(days=1)
BEGUN = OPENED_AT.date() - 30 * DAY
SEALS = Seals((SealKey(BEGUN, b"1" * 32),))
OTHERS = Seals((SealKey(BEGUN, b"2" * 32),))
Forge = Callable[[Any], Any]


def sealed(case: Case, seals: Seals = SEALS, known: int = 0) -> Case:
    """Returns the case as it is read back from the disk."""
    return read_case(to_json(Case(seals.sealed(case.events, known))))


def judged(case: Case, seals: Seals = SEALS) -> Case:
    events = seals.judged(case.events)
    return Case(events) if events else case


def with_event(case: Case, place: int, event: AnyEvent) -> Case:
    return Case((*case.events[:place], event, *case.events[place + 1 :]))


def places(case: Case) -> Iterator[int]:
    return (place for place, event in enumerate(case.events) if isinstance(event, SealedEvent))


@pytest.fixture(scope="module")
def lived_in(cases: Mapping[str, Case]) -> list[Case]:
    """Returns a case at every stage, and one whose criteria were decided by escalation."""
    settled = CriteriaDecided(by=BUSINESS_TEAM.person, at=OPENED_AT, met=False, escalation=escalation())
    return [sealed(case) for case in (*cases.values(), opened().then(settled))]


def test_a_case_whose_signatures_were_made_by_the_bot_is_read_as_it_is(lived_in: list[Case]) -> None:
    kinds = {type(event) for case in lived_in for event in case.events if isinstance(event, SealedEvent)}
    assert kinds == set(SealedEvent.__subclasses__())
    assert all(event.seal for case in lived_in for event in case.events if isinstance(event, SealedEvent))
    assert [SEALS.judged(case.events) for case in lived_in] == [None] * len(lived_in)
    assert not any(unsealed(case.events) for case in lived_in)


FORGED: Mapping[str, Forge] = {
    "without a seal": lambda event: event.model_copy(update={"seal": None}),
    "with a seal that was made up": lambda event: event.model_copy(update={"seal": "0" * 64}),
    "with a seal in no digits": lambda event: event.model_copy(update={"seal": "é\ud800"}),
    "of another moment": lambda event: event.model_copy(update={"at": event.at + timedelta(seconds=1)}),
    "of another person": lambda event: event.model_copy(update={"by": event.by.model_copy(update={"id": "other"})}),
    "of another tenant": lambda event: event.model_copy(update={"by": event.by.model_copy(update={"tenant": "other"})}),
}
OF_A_SIGNATURE: Mapping[str, Forge] = {
    "of another matter": lambda event: event.model_copy(update={"matter": f"{event.matter} "}),
    "of other content": lambda event: event.model_copy(update={"digest": "0" * 64}),
    "of another seat": lambda event: event.model_copy(
        update={"seat": Seat.DCS if event.seat is not Seat.DCS else Seat.ICB}
    ),
    "with the other verdict": lambda event: event.model_copy(update={"agrees": not event.agrees}),
    "with another number": lambda event: event.model_copy(update={"number": event.number + 1}),
    "with another reason": lambda event: event.model_copy(update={"reason": text("a reason of nobody")}),
}


def test_each_signature_that_is_changed_in_the_store_is_named(lived_in: list[Case]) -> None:
    tried = 0
    for case in lived_in:
        for place in places(case):
            event = case.events[place]
            ways = {**FORGED, **(OF_A_SIGNATURE if isinstance(event, Signed) else {})}
            for way, forge in ways.items():
                assert isinstance(event, SealedEvent)
                found = judged(with_event(case, place, forge(event)))
                (fault,) = faults_of_seals(found.events)
                assert fault.startswith(f"{case.ref}, event {place + 1} of "), way
                tried += 1
    assert tried > 300


def test_each_signature_that_is_copied_or_moved_is_named(lived_in: list[Case]) -> None:
    for case in lived_in:
        for place in places(case):
            again = case.then(case.events[place])
            into_another = opened("CSCP-2026-777").then(case.events[place])
            earlier = Case((*case.events[: place - 1], case.events[place])) if place > 1 else again
            for forged in (again, into_another, earlier):
                assert faults(forged)[-1].startswith(f"{forged.ref}, event {len(forged.events)} of ")


def faults(case: Case, seals: Seals = SEALS) -> list[str]:
    return list(faults_of_seals(judged(case, seals).events))


def test_a_seal_holds_for_no_other_kind_of_event_with_the_same_fields() -> None:
    before = sealed(put_to_the_dsps(submitted()))
    confirmed = before.events[-1]
    assert isinstance(confirmed, DeterminationConfirmed) and confirmed.seal
    for kind in (FoundNotMet, OpenedInError):
        forged = kind(by=confirmed.by, at=confirmed.at, seal=confirmed.seal)
        assert len(faults(Case((*before.events[:-1], forged)))) == 1


def test_a_signature_taken_out_is_told_by_the_places_of_those_after_it(lived_in: list[Case]) -> None:
    for case in lived_in:
        for first in list(places(case))[:-1]:
            assert faults(Case((*case.events[:first], *case.events[first + 1 :])))


def test_the_store_s_key_or_another_partnership_s_makes_no_seal(lived_in: list[Case]) -> None:
    for case in lived_in:
        assert len(faults(sealed(case, OTHERS))) == len(list(places(case)))


def test_a_forged_agreement_agrees_to_nothing_and_its_seat_is_asked() -> None:
    real = sealed(signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS[:2]))
    forged = signed_by(real, NOTIFICATION_CRITERIA, POLICE)
    found = judged(forged)
    standing = sign_off_of(found, NOTIFICATION_CRITERIA)
    assert is_agreed(forged, NOTIFICATION_CRITERIA) and not is_agreed(found, NOTIFICATION_CRITERIA)
    assert standing and standing.missing == (Seat.POLICE,)
    assert seal_in_words(found.events[-1]) == "Its seal does not hold: it does not count."
    again = signed_by(found, NOTIFICATION_CRITERIA, POLICE)
    assert is_agreed(judged(sealed(again, known=found.version)), NOTIFICATION_CRITERIA)


def test_a_forged_decision_decides_nothing() -> None:
    forged = decided(sealed(submitted()))
    found = judged(forged)
    assert forged.decision and found.decision is None and not found.is_determined
    assert all(isinstance(found.events[place], SetAside) for place in places(forged))


def test_what_keeps_a_duty_open_counts_though_its_seal_is_broken() -> None:
    dissent = signed_by(
        sealed(signed_by(opened(), NOTIFICATION_CRITERIA, *PARTNERS_DSPS[:2])),
        NOTIFICATION_CRITERIA,
        POLICE,
        agrees=False,
    )
    found = judged(dissent)
    standing = sign_off_of(found, NOTIFICATION_CRITERIA)
    assert standing and [signed.seat for signed in standing.dissents] == [Seat.POLICE]
    met = CriteriaDecided(by=BUSINESS_TEAM.person, at=OPENED_AT, met=True, escalation=escalation())
    assert judged(opened().then(met)).criteria_settled == met.model_copy(update={"seal_holds": False})
    for case in (found, judged(opened().then(met))):
        (fault,) = faults_of_seals(case.events)
        assert fault.endswith("does not hold, so it counts, since it keeps a duty open.")
        assert seal_in_words(case.events[-1]) == "Its seal does not hold; it counts all the same."


def test_what_was_set_aside_goes_back_to_the_disk_as_it_stood_there() -> None:
    forged = decided(sealed(submitted()))
    kept = SEALS.sealed(judged(forged).events, forged.version)
    assert list(map(event_to_json, kept)) == to_json(forged) == to_json(judged(forged))


def test_a_redaction_breaks_no_seal() -> None:
    case = sealed(decided(submitted()))
    words = next(text for event in case.of(Decided) for text in texts_of(event_to_json(event)))
    gone = redact(case, words.digest, text("it named a child", "f" * 16), BUSINESS_TEAM, OPENED_AT)
    assert judged(sealed(gone, known=case.version)) == sealed(gone, known=case.version)


def test_a_redaction_brings_nothing_back_that_was_set_aside_and_removes_the_text_from_it_too() -> None:
    found = judged(decided(sealed(submitted())))
    words = next(text for event in found.events[-1:] for text in texts_of(event_to_json(event)))
    gone = redact(found, words.digest, text("it named a child", "f" * 16), BUSINESS_TEAM, OPENED_AT)
    assert gone.decision is None and list(faults_of_seals(gone.events)) == list(faults_of_seals(found.events))
    assert words.text and words.text not in str(to_json(gone))


def test_with_no_key_nothing_is_sealed_and_all_counts_as_before() -> None:
    case = sealed(decided(submitted()), Seals())
    assert judged(case, Seals()) is case and unsealed(case.events) == len(list(places(case)))
    assert "seal" not in str(to_json(case))


NEXT = SealKey(OPENED_AT.date() + 10 * DAY, b"3" * 32)
ROTATED = Seals((NEXT, *SEALS.keys))


def on(case: Case, day: date) -> Case:
    """Returns the case as if its signatures had been given on the day."""
    at = datetime.combine(day, OPENED_AT.timetz())
    moved = (event.model_copy(update={"at": at}) if isinstance(event, SealedEvent) else event for event in case.events)
    return Case(tuple(moved))


def test_after_a_rotation_the_new_key_seals_and_what_the_old_one_sealed_holds() -> None:
    before = sealed(decided(submitted()))
    assert judged(before, ROTATED) is before
    after = on(decided(submitted()), NEXT.since + DAY)
    assert not faults(sealed(after, ROTATED), ROTATED)
    assert sealed(after, ROTATED) == sealed(after, Seals((NEXT,)))


def test_whoever_holds_a_key_that_was_rotated_away_forges_nothing_of_later_days() -> None:
    case = decided(submitted())
    assert not faults(sealed(on(case, NEXT.since)), ROTATED), "until it is started anew the bot seals with the old one"
    assert faults(sealed(on(case, NEXT.since + DAY)), ROTATED)


def test_what_was_recorded_before_the_first_key_holds_and_is_counted() -> None:
    late = Seals((SealKey(OPENED_AT.date() + DAY, b"1" * 32),))
    case = decided(submitted())
    assert judged(case, late) is case and unsealed(case.events) == len(list(places(case)))


def test_a_signature_with_an_earlier_day_than_what_stands_before_it_is_checked_by_the_later_one() -> None:
    case = sealed(opened())
    forged = signed_by(case, NOTIFICATION_CRITERIA, POLICE)
    backdated = on(forged, BEGUN - DAY)
    assert len(faults(backdated)) == 1


def test_a_lost_key_is_left_behind_by_a_new_one_from_its_day_on() -> None:
    case = sealed(decided(submitted()))
    assert judged(case, Seals((NEXT,))) is case
