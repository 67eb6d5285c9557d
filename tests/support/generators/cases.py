"""The tests of any sequence draw from these people, words, days and facts, likely and odd ones."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.state.matters import (
    CONCERN_DECISION,
    CORRECTION,
    CRITERIA_ESCALATION,
    FACTS_CHANGE,
    LATER_NOT_MET,
    LCSPR_DECISION,
    MERGE,
    NOT_MET,
    NOTIFICATION_CRITERIA,
    OPENED_IN_ERROR,
    SIN_QUALITY,
    TRANSFER,
)
from safeguarding.case.steps.lifecycle import RuledOut
from safeguarding.framework.engine import Engine
from safeguarding.framework.framework import Framework
from safeguarding.framework.loader import current
from safeguarding.people import PARTNERS, Actor, Person, Role, Seat

NEEDED = ("facts", "indicators")


def with_few_needed(rules: Framework) -> Framework:
    """Returns the rules with two parts of a review's record that a determination needs: sequences stay short."""
    parts = tuple(part.model_copy(update={"needed": part.id in NEEDED}) for part in rules.parts)
    return rules.model_copy(update={"parts": parts})


ENGINE = Engine(with_few_needed(current()))
FIRST_MOMENT = datetime(2026, 6, 2, 10, tzinfo=UTC)
SEATS_OF = {
    NOTIFICATION_CRITERIA: PARTNERS,
    SIN_QUALITY: (Seat.DCS,),
    NOT_MET: (*PARTNERS, Seat.DCS),
    CRITERIA_ESCALATION: (Seat.DCS,),
    LATER_NOT_MET: (*PARTNERS, Seat.DCS),
    LCSPR_DECISION: PARTNERS,
    CONCERN_DECISION: (),
    FACTS_CHANGE: (*PARTNERS, Seat.DCS),
    OPENED_IN_ERROR: PARTNERS,
    TRANSFER: (Seat.DCS, Seat.ICB, Seat.POLICE),
    MERGE: (*PARTNERS, Seat.DCS),
    CORRECTION: (*PARTNERS, Seat.DCS),
}
QUORUM = 2


def actor(name: str, *seats: Seat, role: Role = Role.PRACTITIONER) -> Actor:
    return Actor(person=Person(tenant="t", id=name), roles=frozenset({role}), seats=frozenset(seats))


OPENER, BUSINESS_TEAM = actor("opener"), actor("business team", role=Role.BUSINESS_TEAM)
COUNCIL, ICB, POLICE, DCS = Seat
SEATS_HELD = [(COUNCIL,), (COUNCIL,), (ICB,), (POLICE,), (POLICE,), (DCS,), (COUNCIL, ICB), (DCS, COUNCIL)]
SIGNERS = [actor(f"signer {number}", *seats) for number, seats in enumerate(SEATS_HELD)]
MEMBERS = [actor(f"member {number}", *seats, role=Role.REVIEW_GROUP) for number, seats in enumerate([(), (), (ICB,)])]
TEXTS = [FreeText.of(f"words {number}.", salt * 16) for number in range(4) for salt in "ab"]
REASON, BLANK = FreeText.of("as agreed by telephone", "c" * 16), FreeText.of(" ", "c" * 16)

ANYONE = st.sampled_from([*SIGNERS, OPENER, BUSINESS_TEAM, actor("practitioner"), MEMBERS[0]])
MOSTLY_BUSINESS_TEAM = st.just(BUSINESS_TEAM) | ANYONE
CORRECTING = st.sampled_from([BUSINESS_TEAM, BUSINESS_TEAM, MEMBERS[0], SIGNERS[0], SIGNERS[2]])
REASONS = st.sampled_from([REASON, REASON, BLANK])
MATTERS = st.sampled_from([*(matter for matter in SEATS_OF if matter not in (CONCERN_DECISION, MERGE)), "lunch"])
RULED_OUT: st.SearchStrategy[RuledOut | None] = st.sampled_from([None, "yes", "no", "not_known"])
DAYS = st.sampled_from([date(2026, 5, 27) + timedelta(days=n) for n in range(8)])
HOURS = st.integers(0, 30)
ANSWERS = {question.id: (*question.values, "not_known") for question in ENGINE.framework.asked_at("triage")}
CHILD, CARE_LEAVER = {"harm": "died", "age": "under_18"}, {"harm": "died", "age": "18_to_24", "care_experienced": "yes"}
NO_ABUSE = {"abuse_or_neglect": "neither", "care_experienced": "no"}
LIKELY = st.sampled_from([{**CHILD, "abuse_or_neglect": "known"}, {**CHILD, **NO_ABUSE}, CARE_LEAVER])
POSSIBLE = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in ANSWERS.items()})
EVIDENCE = st.fixed_dictionaries({name: st.sampled_from(TEXTS) for name in ANSWERS})
FIRST_FACTS = st.builds(
    Facts,
    answers=LIKELY,
    evidence=EVIDENCE,
    became_aware=st.none() | st.just(date(2026, 6, 1)),
    happened_in=st.sampled_from(["croydon", "Surrey"]),
)
FACTS = st.builds(
    Facts,
    answers=st.one_of(LIKELY, LIKELY, POSSIBLE, POSSIBLE, st.just({"harm": "perhaps"})),
    evidence=st.one_of(EVIDENCE, EVIDENCE, EVIDENCE, st.just({})),
    incident_on=st.none() | DAYS,
    became_aware=st.none() | DAYS,
    aware_of_death=st.none() | DAYS,
    happened_in=st.sampled_from(["croydon", "croydon", "Surrey", "the moon", None]),
    lives_in=st.sampled_from(["croydon", "Kent", None]),
)
