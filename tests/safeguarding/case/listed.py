"""What the record should say, worked out a second time and the long way, for the tests of any sequence."""

from collections.abc import Mapping
from typing import Any

from safeguarding.case.events import (
    AnyEvent,
    FoundNotMet,
    NotMetProposed,
    Opened,
    PutAgain,
    Restricted,
    RestrictionLifted,
    Signed,
    SinSubmitted,
    Updated,
)
from safeguarding.case.people import PARTNERS, Actor, Person, Role, Seat
from safeguarding.case.record import Case
from safeguarding.case.sign_off import LATER_NOT_MET
from tests.safeguarding.case.anything import SEATS_OF

SEATS_BESIDE_THE_BUSINESS_TEAM: Mapping[type, frozenset[Seat]] = {
    Updated: frozenset(Seat),
    SinSubmitted: frozenset({Seat.DCS, Seat.LOCAL_AUTHORITY}),
    NotMetProposed: frozenset(Seat),
    FoundNotMet: frozenset(Seat),
    Restricted: frozenset(PARTNERS),
    RestrictionLifted: frozenset(PARTNERS),
}


def had_authority(event: AnyEvent, by: Actor, opener: Person) -> bool:
    if isinstance(event, Signed) and event.outside_teams is None:
        return event.seat in by.seats
    if isinstance(event, PutAgain):
        seats = frozenset(SEATS_OF[event.matter])
    else:
        seats = SEATS_BESIDE_THE_BUSINESS_TEAM.get(type(event), frozenset())
    is_opener = isinstance(event, Updated) and by.person == opener
    return Role.BUSINESS_TEAM in by.roles or bool(by.seats & seats) or is_opener


def was_in_its_time(kind: str, before: list[str]) -> bool:
    if "merged_into" in before:
        return kind == "redacted"
    closed = [step for step in before if step in ("closed", "reopened")][-1:] == ["closed"]
    return kind in ("reopened", "redacted") if closed else kind != "reopened"


def content(case: Case, matter: str) -> Any:
    """What a signature covers, as a person would list it."""
    rounds = [event for event in case.events if isinstance(event, PutAgain) and event.matter == matter]
    asked = [event.reason.digest for event in case.events if isinstance(event, NotMetProposed)][-1:]
    changed = [event for event in case.events if isinstance(event, Updated)]  # back and forth is a change too
    about = (len(rounds), asked, len(changed)) if matter == LATER_NOT_MET else (len(rounds),)
    stated = [event for event in case.events if isinstance(event, Opened | Updated)][-1]
    facts, outcome = stated.facts, stated.outcome
    evidence = {name: text.digest for name, text in facts.evidence.items()}
    decided = (outcome.values["sin"], outcome.values["rapid_review"], outcome.rules_version)
    return (facts.answers, evidence, facts.incident_on, facts.became_aware, case.aware.day, facts.place, decided, about)


def only_blanked(before: Any, after: Any) -> bool:
    if isinstance(before, list):
        return len(before) == len(after) and all(map(only_blanked, before, after))
    if not isinstance(before, dict):
        return bool(before == after)
    if before.keys() == {"text", "salt", "digest"}:
        return after in (before, {"text": None, "salt": None, "digest": before["digest"]})
    return before.keys() == after.keys() and all(only_blanked(before[name], after[name]) for name in before)
