"""The older cases were recorded under today's rules, every answer among them in one of them. Other rules come later."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from safeguarding.case.case import Case
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import Escalation, Recommendation, ReviewAnswer, Tick
from safeguarding.case.state.matters import CONCERN_DECISION, LCSPR_DECISION, NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.concern import propose_outcome, refer_concern
from safeguarding.case.steps.decision import decide_by_escalation, propose_decision
from safeguarding.case.steps.lcspr import start_lcspr
from safeguarding.case.steps.lifecycle import open_case, submit_sin, update
from safeguarding.case.steps.review import (
    answer_part,
    confirm_determination,
    determine,
    name_chair,
    record_liaison,
    request_information,
)
from safeguarding.case.steps.signatures import sign
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework import loader
from safeguarding.framework.engine import Engine
from safeguarding.framework.entries import Part
from safeguarding.people import PARTNERS, Seat
from tests.support.case_stages import circumstances
from tests.support.largest_case import AGENCIES, BUSINESS_TEAM, CHAIR, MEMBERS, QUORUM, dsp, member

THEN = Engine(loader.current())
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
CALENDAR = WorkingCalendar(date(2028, 12, 31))
DAYS = (date(2026, 11, 27), date(2026, 12, 14), date(2027, 5, 31))
"""One nudge or another is due on each of these days."""
LOOK_AGAIN = date(2027, 6, 1)


def text(words: str) -> FreeText:
    return FreeText.of(words, "1" * 32)


def facts(number: int) -> Facts:
    """Gives each question its answer of this number, and the authorities likewise."""
    triage = THEN.framework.asked_at("triage")
    answers = {question.id: _of(question.answers, number).id for question in triage}
    return Facts(
        answers=answers,
        evidence={name: text(f"written of {name}") for name in answers},
        incident_on=date(2026, 11, 20),
        became_aware=date(2026, 11, 20) if number % 2 else None,
        **{
            name: _of(THEN.framework.detail(name).answers, number).id
            for name in ("happened_in", "lives_in", "responsible")
        },
        agency=text("the agency of then"),
        record_number=text("number of then"),
    )


def _of(entries: Sequence[Any], number: int) -> Any:
    return entries[number % len(entries)]


def opened(number: int) -> Case:
    case = open_case(f"CSCP-2026-{number + 1:03}", f"t{number}", facts(number), THEN, BUSINESS_TEAM, NOON)
    return signed(case, NOTIFICATION_CRITERIA, Seat.POLICE) if sign_off_of(case, NOTIFICATION_CRITERIA) else case


def signed(case: Case, matter: str, *seats: Seat, agrees: bool = True) -> Case:
    for seat in seats:
        sign_off = sign_off_of(case, matter)
        assert sign_off
        case = sign(case, matter, sign_off.matter.digest, dsp(seat), NOON, agrees=agrees, reason=text("a reason"))
    return case


def changed() -> Case:
    """Every answer has changed since the case was opened, and the signatures given before have lapsed."""
    return update(opened(0), facts(1), THEN, BUSINESS_TEAM, LATER)


def with_a_chair(number: int) -> Case:
    """Begins a Rapid Review, with answers in the triage that require one."""
    answers = {"harm": "died", "age": "under_18", "abuse_or_neglect": "known", "care_experienced": "yes"}
    stated = facts(number).model_copy(update={"answers": answers})
    case = open_case(f"CSCP-2026-{number + 20:03}", f"r{number}", stated, THEN, BUSINESS_TEAM, NOON)
    case = submit_sin(case, NOON.date(), BUSINESS_TEAM, NOON)
    case = name_chair(case, CHAIR.person, dsp(Seat.POLICE), NOON)
    case = record_liaison(case, ("csab",), "joint_review", text("a note"), BUSINESS_TEAM, NOON)
    asked = AGENCIES[:2]
    return request_information(case, asked, date(2026, 12, 7), frozenset(asked), BUSINESS_TEAM, NOON)


def reviewed(number: int) -> Case:
    """Gives each part that is chosen its answer of this number, and every tick."""
    case = with_a_chair(number)
    for part in THEN.framework.parts:
        case = answer_part(case, part.id, written(part, number), 0, THEN.framework, member(), NOON)
    return case


def written(part: Part, number: int) -> ReviewAnswer:
    if part.kind == "ticks":
        return ReviewAnswer(
            ticks={
                item.id: Tick(
                    evidence=text(f"seen in {item.id}"),
                    look_again_on=LOOK_AGAIN if item.detail == "look_again_on" else None,
                    kind_of_review=text("a SAR") if item.detail == "kind_of_review" else None,
                )
                for item in THEN.framework.items_of(part)
            }
        )
    return ReviewAnswer(text=text(f"told in {part.id}"), choice=_of(part.answers, number).id if part.answers else None)


def recorded(number: int, outcome: Any = "commission") -> Case:
    reasons = tuple(item.id for item in THEN.framework.question("reasons_not_to_commission").items)
    recommendation = Recommendation(
        outcome=outcome,
        national_review=True,
        rationale=text("the rationale of then"),
        reasons=reasons if outcome == "not_commission" else (),
        look_again_on=LOOK_AGAIN if outcome == "not_commission" else None,
    )
    people = frozenset(MEMBERS)
    return determine(
        reviewed(number), recommendation, MEMBERS, QUORUM, people, THEN, member(), NOON, text("it differs since")
    )


def put_to_the_partners(number: int, outcome: Any = "commission") -> Case:
    return confirm_determination(recorded(number, outcome), CHAIR, NOON)


def deferred() -> Case:
    case = put_to_the_partners(1, "not_commission")
    case = propose_decision(
        case, Recommendation(outcome="not_met", national_review=False, rationale=text("another")), dsp(Seat.ICB), NOON
    )
    case = signed(case, LCSPR_DECISION, Seat.ICB, agrees=False)
    escalation = Escalation(procedure=text("a"), decided_by=text("b"), on=NOON.date(), evidence=text("c"))
    decision = recorded(1, "not_commission").determination
    assert decision
    return decide_by_escalation(case, decision.recommendation, escalation, circumstances(), BUSINESS_TEAM, LATER)


def in_an_lcspr() -> Case:
    case = signed(put_to_the_partners(0), LCSPR_DECISION, *PARTNERS)
    return start_lcspr(case, text("a reviewer"), NOON.date(), BUSINESS_TEAM, LATER)


def concern(*, decided: bool) -> Case:
    case = open_case("CSCP-2026-050", "c", facts(2), THEN, BUSINESS_TEAM, NOON)
    if sign_off_of(case, NOTIFICATION_CRITERIA):
        case = signed(case, NOTIFICATION_CRITERIA, *PARTNERS)
    indicators = {item.id: text(f"seen in {item.id}") for item in THEN.framework.question("indicators").items}
    known = frozenset(AGENCIES)
    case = refer_concern(
        case, "near_miss", AGENCIES[0], text("learning"), indicators, known, THEN.framework, BUSINESS_TEAM, NOON
    )
    case = propose_outcome(case, "local_learning", text("why"), QUORUM, member(), LATER)
    for number in range(QUORUM if decided else 1):
        sign_off = sign_off_of(case, CONCERN_DECISION)
        assert sign_off
        case = sign(case, CONCERN_DECISION, sign_off.matter.digest, member(number), LATER, agrees=True)
    return case


@cache
def older_cases() -> Mapping[str, Case]:
    return {
        **{f"opened {number}": opened(number) for number in range(4)},
        "changed": changed(),
        "submitted": signed(submit_sin(opened(1), NOON.date(), BUSINESS_TEAM, NOON), SIN_QUALITY, Seat.DCS),
        "reviewed": reviewed(2),
        "determined": recorded(0),
        "put to the partners": put_to_the_partners(1, "not_commission"),
        "deferred": deferred(),
        "LCSPR": in_an_lcspr(),
        "concern": concern(decided=False),
        "concern decided": concern(decided=True),
    }
