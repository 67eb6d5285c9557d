"""What the record should say, worked out a second time and the long way, for the tests of any sequence."""

from typing import Any

from safeguarding.case.events import (
    AnyEvent,
    FoundNotMet,
    NotMetProposed,
    Opened,
    PutAgain,
    Signed,
    SinSubmitted,
    Updated,
)
from safeguarding.case.people import Actor, Person, Role, Seat
from safeguarding.case.record import Case
from safeguarding.case.sign_off import LATER_NOT_MET
from tests.safeguarding.case.anything import SEATS_OF


def had_authority(event: AnyEvent, by: Actor, opener: Person) -> bool:
    business_team = Role.BUSINESS_TEAM in by.roles
    match event:
        case Updated():
            return business_team or bool(by.seats) or by.person == opener
        case Signed(outside_teams=None):
            return event.seat in by.seats
        case SinSubmitted():
            return business_team or Seat.DCS in by.seats or Seat.LOCAL_AUTHORITY in by.seats
        case PutAgain():
            return business_team or bool(by.seats & set(SEATS_OF[event.matter]))
        case NotMetProposed() | FoundNotMet():
            return business_team or bool(by.seats)
    return business_team


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
