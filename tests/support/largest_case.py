"""The largest case that the rules allow is built step by step as people would: the longest text everywhere, every tick,
a large Review Group, every agency asked."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

from cards.context import CardContext
from cards.elements import LONGEST_EVIDENCE
from cards.inputs import LONGEST_LINE
from safeguarding.case.case import Case
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import ConcernOutcome, Escalation, Recommendation, ReviewAnswer, Tick
from safeguarding.case.state.matters import CONCERN_DECISION, LCSPR_DECISION, NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.concern import propose_outcome, refer_concern
from safeguarding.case.steps.decision import decide_by_escalation, propose_decision
from safeguarding.case.steps.lcspr import note_progress, start_lcspr
from safeguarding.case.steps.lifecycle import open_case, submit_sin
from safeguarding.case.steps.review import (
    answer_part,
    confirm_determination,
    determine,
    name_chair,
    record_liaison,
    record_meeting,
    record_return,
    request_information,
)
from safeguarding.case.steps.signatures import sign
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework import loader
from safeguarding.framework.engine import Engine
from safeguarding.framework.entries import Item, Part
from safeguarding.framework.referral_questions import LONGEST_ANSWER
from safeguarding.framework.statements import LONGEST_PART, LONGEST_TICK
from safeguarding.people import PARTNERS, Actor, Person, Role, Seat
from tests.support.case_stages import circumstances

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
ENGINE = Engine(loader.current())
FRAMEWORK = ENGINE.framework
READER = CardContext(ENGINE, WorkingCalendar(date(2028, 12, 31)), NOON.date())
REF = "CSCP-2026-001"
AGENCIES = tuple(f"Agency number {n} with a name that is rather long, as names of agencies are" for n in range(40))
MEMBERS = tuple(Person(tenant="t", id=f"member-{n}") for n in range(15))
QUORUM = 8
LOOK_AGAIN = date(2027, 6, 1)


def office(person: Person) -> str:
    """Gives an office a title as long as the partnership file allows."""
    return f"The holder of the office of {person.id}, with a title that is as long as a title may be "[:100]


def member(number: int = 0) -> Actor:
    return Actor(person=MEMBERS[number], roles=frozenset({Role.REVIEW_GROUP}))


def dsp(seat: Seat) -> Actor:
    return Actor(person=Person(tenant="t", id=seat.value), seats=frozenset({seat}))


BUSINESS_TEAM = Actor(person=Person(tenant="t", id="business"), roles=frozenset({Role.BUSINESS_TEAM}))
CHAIR = dsp(Seat.ICB)


def free(text: str, size: int = LONGEST_EVIDENCE) -> FreeText:
    return FreeText.of((text * size)[:size], "1" * 32)


def opened(text: str, abuse: str = "suspected", ref: str = REF) -> Case:
    answers = {"harm": "died", "age": "under_18", "abuse_or_neglect": abuse, "care_experienced": "no"}
    evidence = dict.fromkeys(("harm", "abuse_or_neglect"), free(text))
    facts = Facts(
        answers=answers,
        evidence=evidence,
        incident_on=date(2026, 11, 20),
        became_aware=date(2026, 11, 20),
        agency=free(text, 80),
        record_number=free(text, 40),
    )
    return open_case(ref, ref, facts, ENGINE, BUSINESS_TEAM, NOON)


def prepared(text: str) -> Case:
    """Prepares the review: a chair, a liaison and a meeting are recorded, and every agency is asked."""
    case = submit_sin(opened(text), NOON.date(), BUSINESS_TEAM, NOON)
    case = name_chair(case, CHAIR.person, dsp(Seat.POLICE), NOON)
    case = record_liaison(case, ("csab", "ph", "csp"), "joint_review", free(text), BUSINESS_TEAM, NOON)
    case = record_meeting(case, "held", NOON.date(), free(text), 0, BUSINESS_TEAM, NOON)
    return request_information(case, AGENCIES, date(2026, 12, 7), frozenset(AGENCIES), BUSINESS_TEAM, NOON)


def half_returned(text: str) -> Case:
    case = prepared(text)
    for agency in AGENCIES[::2]:
        case = record_return(case, agency, BUSINESS_TEAM, NOON)
    return case


def longest_answer(part: Part, text: str) -> ReviewAnswer:
    if part.kind == "ticks":
        return ReviewAnswer(ticks={item.id: longest_tick(item, text) for item in FRAMEWORK.items_of(part)})
    choice = max(part.answers, key=lambda each: len(each.label)).id if part.kind == "choice" else None
    return ReviewAnswer(text=free(text, LONGEST_PART), choice=choice)


def longest_tick(item: Item, text: str) -> Tick:
    """Ticks an item with its longest evidence and every detail that the item asks for beside it."""
    return Tick(
        evidence=free(text, LONGEST_TICK),
        look_again_on=LOOK_AGAIN if item.detail == "look_again_on" else None,
        kind_of_review=free(text, LONGEST_LINE) if item.detail == "kind_of_review" else None,
    )


@cache
def filled_in(text: str) -> Case:
    case = prepared(text)
    for number, part in enumerate(FRAMEWORK.parts):
        answer = longest_answer(part, text)
        case = answer_part(case, part.id, answer, 0, FRAMEWORK, member(number % len(MEMBERS)), NOON)
    return case


def not_to_commission(text: str) -> Recommendation:
    """Recommends no LCSPR, for every reason, and a national review."""
    reasons = tuple(item.id for item in FRAMEWORK.question("reasons_not_to_commission").items)
    return Recommendation(
        outcome="not_commission",
        national_review=True,
        rationale=free(text, LONGEST_PART),
        reasons=reasons,
        look_again_on=LOOK_AGAIN,
    )


def commission(text: str) -> Recommendation:
    return Recommendation(outcome="commission", national_review=True, rationale=free(text, LONGEST_PART))


@cache
def recorded(text: str) -> Case:
    """Records a determination with everybody present and another outcome than the answers indicate."""
    return determine(
        filled_in(text), commission(text), MEMBERS, QUORUM, frozenset(MEMBERS), ENGINE, member(), NOON, free(text)
    )


@cache
def put_to_the_partners(text: str) -> Case:
    return confirm_determination(recorded(text), CHAIR, NOON)


@cache
def disagreed(text: str) -> Case:
    """A DSP has proposed another decision, and all three disagree at length."""
    case = propose_decision(put_to_the_partners(text), not_to_commission(text), dsp(Seat.POLICE), NOON)
    for seat in PARTNERS:
        case = signed(case, LCSPR_DECISION, dsp(seat), text, agrees=False)
    return case


@cache
def escalated(text: str) -> Case:
    escalation = Escalation(procedure=free(text), decided_by=free(text), on=NOON.date(), evidence=free(text))
    return decide_by_escalation(
        disagreed(text), not_to_commission(text), escalation, circumstances(), BUSINESS_TEAM, LATER
    )


@cache
def under_way(text: str) -> Case:
    """Starts a commissioned LCSPR with its longest notes."""
    case = put_to_the_partners(text)
    for seat in PARTNERS:
        case = signed(case, LCSPR_DECISION, dsp(seat), text, agrees=True)
    case = start_lcspr(case, free(text), NOON.date(), BUSINESS_TEAM, LATER)
    return note_progress(case, free(text), BUSINESS_TEAM, LATER)


@cache
def referred(text: str) -> Case:
    """Refers a Case of Concern that shows every indicator."""
    case = opened(text, abuse="neither")
    for seat in PARTNERS:
        case = signed(case, NOTIFICATION_CRITERIA, dsp(seat), text, agrees=True)
    indicators = {item.id: free(text, LONGEST_TICK) for item in FRAMEWORK.question("indicators").items}
    learning, known = free(text, LONGEST_ANSWER), frozenset(AGENCIES)
    return refer_concern(
        case, "poor_practice", AGENCIES[0], learning, indicators, known, FRAMEWORK, BUSINESS_TEAM, NOON
    )


@cache
def concern_disagreed(text: str) -> Case:
    """Every member has signed, each with the longest reason, one against."""
    case = _proposed(text, "local_learning")
    for number in range(len(MEMBERS)):
        case = signed(case, CONCERN_DECISION, member(number), text, agrees=number > 0)
    return case


@cache
def concern_decided(text: str) -> Case:
    case = _proposed(text, "lcspr")
    for number in range(QUORUM):
        case = signed(case, CONCERN_DECISION, member(number), text, agrees=True)
    return case


def signed(case: Case, matter: str, by: Actor, text: str, *, agrees: bool) -> Case:
    sign_off = sign_off_of(case, matter)
    assert sign_off
    return sign(case, matter, sign_off.matter.digest, by, NOON, agrees=agrees, reason=free(text))


def _proposed(text: str, outcome: ConcernOutcome) -> Case:
    return propose_outcome(referred(text), outcome, free(text, LONGEST_PART), QUORUM, member(), NOON)
