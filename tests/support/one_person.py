"""One person takes every step there is, with inputs that stand for all: the table has each step of the case.

A step that is added to the table of steps is added here too: the proof that no duty ends by one person's word ranges
over all of them.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import get_args

from safeguarding.case.available_steps import STEPS, for_step
from safeguarding.case.case import Case
from safeguarding.case.events.case_events import OpeningError, UpdateProposed
from safeguarding.case.events.correction_events import RecordedStep
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.link_events import LinkKind
from safeguarding.case.events.review_events import ConcernOutcome
from safeguarding.case.matter_rules import for_matter
from safeguarding.case.signatories import signature_of
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.matters import MATTERS
from safeguarding.case.state.recorded_steps import RECORDED_STEPS, recorded_step, recorded_steps
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.acknowledging import Acknowledgeable, acknowledge, days_to_choose
from safeguarding.case.steps.concern import propose_outcome
from safeguarding.case.steps.corrections import correct_day, take_back
from safeguarding.case.steps.criteria import escalate_criteria
from safeguarding.case.steps.decision import decide_by_escalation, look_again, propose_decision
from safeguarding.case.steps.handing_over import hand_over, take_back_part
from safeguarding.case.steps.lcspr import complete_lcspr, note_progress, start_lcspr
from safeguarding.case.steps.lifecycle import (
    RuledOut,
    close,
    propose_opened_in_error,
    reopen,
    submit_sin,
    submit_update,
    update,
    withdraw_update,
)
from safeguarding.case.steps.linking import link, unlink
from safeguarding.case.steps.merging import merge
from safeguarding.case.steps.redaction import redact
from safeguarding.case.steps.restriction import declare_conflict, lift_restriction, restrict, withdraw_conflict
from safeguarding.case.steps.review import (
    confirm_determination,
    determine,
    name_chair,
    record_liaison,
    record_meeting,
    record_return,
    request_information,
    take_back_return,
)
from safeguarding.case.steps.signatures import propose_not_met, reissue, sign
from safeguarding.case.steps.transfer import accept_transfer, propose_transfer, record_partnership
from safeguarding.framework.entries import NOT_KNOWN, Office
from safeguarding.people import Actor
from tests.support.case_stages import (
    AGENCIES,
    CALENDAR,
    DEFERRING,
    ENGINE,
    FRAMEWORK,
    GROUP,
    LATER,
    PEOPLE_OF_THE_GROUP,
    QUORUM,
    TODAY,
    answered,
    circumstances,
    escalation,
    recommendation,
    referred,
    text,
    written,
)
from tests.support.later_death import AT_UPDATE, UPDATED
from tests.support.merges import taken_apart
from tests.support.people.everybody import OPENED_AT as NOW

Step = Callable[[Case, Actor], Case]
WHY = text("as it seems to me")
OTHERS_SIGNED = frozenset(for_matter("record_signature", matter) for matter in MATTERS)
"""A signature given outside Teams is the word of its signer, and not of whoever records it."""


FEW = (
    {"abuse_or_neglect": "neither", "care_experienced": "no"},
    {"harm": "neither", "abuse_or_neglect": "neither"},
    {"age": "25_or_over", "care_experienced": "no"},
    dict.fromkeys((question.id for question in FRAMEWORK.asked_at("triage")), NOT_KNOWN),
)
"""These answers are changed at once; each answer is also changed alone."""


def steps(into: Mapping[str, Case]) -> Mapping[str, tuple[Step, ...]]:
    """Returns every step by its name in the table of steps, once for each input. ``into`` are the cases that another
    is merged into, or taken into another."""
    return {
        **PLAIN,
        "update": (*_updates(),),
        "merge": (
            *(_merged_into(other, as_children=False) for other in into.values()),
            # A merge as children goes by the same rules: a few cases stand for all.
            *(_merged_into(other, as_children=True) for other in list(into.values())[::5]),
        ),
        "link": tuple(_linked(other, kind) for other in into.values() for kind in get_args(LinkKind)),
        "unlink": tuple(_linked_once(other) for other in into.values()),
        "undo_merge": tuple(_apart_from(other) for other in into.values()),
        **{for_matter("sign", matter): (_signed(matter, True), _signed(matter, False)) for matter in MATTERS},
        **{
            for_matter("change_answer", matter): (_changed(matter, True), _changed(matter, False)) for matter in MATTERS
        },
        **{for_matter("reissue", matter): (_put_again(matter),) for matter in MATTERS},
        "withdraw_update": (_update_withdrawn,),
        **{name: (_corrected(step, -1), _corrected(step, 1)) for name, step in _corrections("correct")},
        **{name: (_taken_back(step),) for name, step in _corrections("take_back")},
    }


def _updates() -> Iterator[Step]:
    for question in FRAMEWORK.asked_at("triage"):
        yield from (_stated({question.id: value}) for value in (*question.values, NOT_KNOWN))
    yield from map(_stated, FEW)
    for days in (-3, 3):
        yield _dated("became_aware", days)
    yield lambda case, by: update(case, case.facts.model_copy(update={"became_aware": None}), ENGINE, by, NOW)
    yield _suspected_later


def _stated(answers: Mapping[str, str]) -> Step:
    def step(case: Case, by: Actor) -> Case:
        stated = {**case.facts.answers, **answers}
        evidence = {**dict.fromkeys(stated, WHY), **case.facts.evidence}
        facts = case.facts.model_copy(update={"answers": stated, "evidence": evidence})
        return update(case, facts, ENGINE, by, NOW)

    return step


def _suspected_later(case: Case, by: Actor) -> Case:
    """States a suspicion, and that it is the first: the SIN's days would count from it."""
    answers = {**case.facts.answers, "abuse_or_neglect": "suspected"}
    evidence = {**dict.fromkeys(answers, WHY), **case.facts.evidence}
    stated = {"answers": answers, "evidence": evidence, "abuse_known_on": TODAY}
    return update(case, case.facts.model_copy(update=stated), ENGINE, by, NOW)


def _dated(name: str, days: int) -> Step:
    def step(case: Case, by: Actor) -> Case:
        day: date | None = getattr(case.facts, name)
        moved = min((day or TODAY) + timedelta(days), TODAY)
        facts: Facts = case.facts.model_copy(update={name: moved, "incident_on": min(moved, date(2026, 5, 20))})
        return update(case, facts, ENGINE, by, NOW)

    return step


def _merged_into(other: Case, *, as_children: bool) -> Step:
    """Goes on with the case that is kept; where the merge is only proposed, with the one that it is proposed in."""

    def step(case: Case, by: Actor) -> Case:
        ended, kept = merge(case, other, WHY, FRAMEWORK, CALENDAR, by, NOW, as_children=as_children)
        return ended if ended.is_open else kept

    return step


def _linked(other: Case, kind: LinkKind) -> Step:
    return lambda case, by: link(case, other, kind, WHY, WHY, by, NOW)[0]


def _linked_once(other: Case) -> Step:
    """Links the case and removes the link."""

    def step(case: Case, by: Actor) -> Case:
        return unlink(*link(case, other, "same_family", None, WHY, by, NOW), "same_family", WHY, by, NOW)[0]

    return step


def _apart_from(other: Case) -> Step:
    """Undoes the case's latest merge, with facts of the other case that stand for all."""
    return lambda case, by: taken_apart(case, other, by, NOW)


def _signed(matter: str, agrees: bool) -> Step:
    def step(case: Case, by: Actor) -> Case:
        sign_off = sign_off_of(case, matter)
        digest = sign_off.matter.digest if sign_off else "of no card"
        return sign(case, matter, digest, by, NOW, agrees=agrees, reason=None if agrees else WHY)

    return step


def _changed(matter: str, agrees: bool) -> Step:
    def step(case: Case, by: Actor) -> Case:
        sign_off = sign_off_of(case, matter)
        digest = sign_off.matter.digest if sign_off else "of no card"
        answered_before = signature_of(by.person, sign_off) if sign_off else None
        number = answered_before.number if answered_before else 0
        return sign(case, matter, digest, by, NOW, agrees=agrees, reason=None if agrees else WHY, number=number)

    return step


def _update_withdrawn(case: Case, by: Actor) -> Case:
    return withdraw_update(case, len(case.of(UpdateProposed)), WHY, by, NOW)


def _put_again(matter: str) -> Step:
    return lambda case, by: reissue(case, matter, WHY, by, NOW)


def _corrections(kind: str) -> list[tuple[str, RecordedStep]]:
    return [(for_step(kind, step), step) for step in RECORDED_STEPS if for_step(kind, step) in STEPS]


def _corrected(step: RecordedStep, days: int) -> Step:
    def correct(case: Case, by: Actor) -> Case:
        found = recorded_steps(case, step)[0]
        day = found.day + timedelta(days)
        return correct_day(case, step, day, found.number, WHY, by, NOW + timedelta(days=60), found.agency)

    return correct


def _taken_back(step: RecordedStep) -> Step:
    def undo(case: Case, by: Actor) -> Case:
        found = recorded_step(case, step)
        return take_back(case, step, found.number if found else 0, WHY, by, NOW + timedelta(days=60))

    return undo


def _closed(ruled_out: RuledOut | None) -> Step:
    return lambda case, by: close(case, WHY, by, NOW, ruled_out)


def _in_error(kind: OpeningError) -> Step:
    return lambda case, by: propose_opened_in_error(case, kind, WHY, by, NOW)


def _determined(case: Case, by: Actor) -> Case:
    present = [member.person for member in GROUP[:QUORUM]]
    found = recommendation("not_met")
    return determine(case, found, present, QUORUM, PEOPLE_OF_THE_GROUP, ENGINE, by, NOW, WHY)


def _outcome(outcome: ConcernOutcome) -> Step:
    return lambda case, by: propose_outcome(case, outcome, WHY, QUORUM, by, NOW)


def _acknowledged(case: Case, by: Actor) -> Case:
    """Acknowledges what falls due first, for every office."""
    for clock in clocks(case, FRAMEWORK, CALENDAR):
        for day in days_to_choose(clock.due.due, TODAY, CALENDAR)[-1:]:
            return acknowledge(case, Acknowledgeable(clock, get_args(Office)), day, WHY, by, NOW, CALENDAR)
    return case


PLAIN: Mapping[str, tuple[Step, ...]] = {
    "submit_sin": (lambda case, by: submit_sin(case, TODAY, by, NOW),),
    "record_death": (_stated({"harm": "died"}),),
    "submit_update": (lambda case, by: submit_update(case, UPDATED, by, AT_UPDATE),),
    "propose_not_met": (lambda case, by: propose_not_met(case, WHY, by, NOW),),
    "close": tuple(map(_closed, (None, *get_args(RuledOut)))),
    "propose_opened_in_error": tuple(map(_in_error, get_args(OpeningError))),
    "record_partnership": (lambda case, by: record_partnership(case, "Surrey", TODAY, "waiting", by, NOW),),
    "propose_transfer": (lambda case, by: propose_transfer(case, "Surrey", TODAY, WHY, by, NOW),),
    "accept_transfer": (lambda case, by: accept_transfer(case, WHY, TODAY, WHY, by, NOW),),
    "reopen": (lambda case, by: reopen(case, WHY, by, NOW),),
    "redact": (lambda case, by: redact(case, case.facts.evidence["harm"].digest, text("a name"), by, NOW),),
    "name_chair": (lambda case, by: name_chair(case, by.person, by, NOW),),
    "record_liaison": (lambda case, by: record_liaison(case, ["csab"], "rapid_review", WHY, by, NOW),),
    "request_information": (lambda case, by: request_information(case, ["A school"], LATER, AGENCIES, by, NOW),),
    "record_return": (lambda case, by: record_return(case, "A school", by, NOW),),
    "take_back_return": (lambda case, by: take_back_return(case, "A school", WHY, by, NOW),),
    "record_meeting": (
        lambda case, by: record_meeting(case, "held", TODAY, WHY, 0, by, NOW),
        lambda case, by: record_meeting(case, "not_needed", TODAY, None, 0, by, NOW),
    ),
    "answer_part": (lambda case, by: answered(case, "facts", written(), by),),
    "determine": (_determined,),
    "confirm_determination": (lambda case, by: confirm_determination(case, by, NOW),),
    "propose_decision": (
        lambda case, by: propose_decision(case, recommendation("not_commission"), by, NOW),
        lambda case, by: propose_decision(case, DEFERRING, by, NOW),
    ),
    "decide_by_escalation": (
        lambda case, by: decide_by_escalation(case, recommendation("not_met"), escalation(), circumstances(), by, NOW),
    ),
    "escalate_criteria": (
        lambda case, by: escalate_criteria(case, escalation(), circumstances(), by, NOW, met=False),
        lambda case, by: escalate_criteria(case, escalation(), circumstances(), by, NOW, met=True),
    ),
    "look_again": (
        lambda case, by: look_again(case, None, WHY, by, NOW),
        lambda case, by: look_again(case, date(2026, 10, 1), WHY, by, NOW),
    ),
    "start_lcspr": (lambda case, by: start_lcspr(case, WHY, TODAY, by, NOW),),
    "note_progress": (lambda case, by: note_progress(case, WHY, by, NOW),),
    "complete_lcspr": (lambda case, by: complete_lcspr(case, TODAY, WHY, by, NOW),),
    "refer_concern": (referred,),
    "propose_outcome": (_outcome("no_further_action"), _outcome("lcspr")),
    "restrict": (lambda case, by: restrict(case, frozenset([by.person]), LATER, {}, WHY, by, NOW),),
    "lift_restriction": (lambda case, by: lift_restriction(case, WHY, by, NOW),),
    "hand_over": (
        lambda case, by: hand_over(case, [case.opener], by, NOW),
        lambda case, by: take_back_part(case, by, NOW),
    ),
    "hand_over_for": (
        lambda case, by: hand_over(case, [case.opener], by, NOW, GROUP[0].person),
        lambda case, by: take_back_part(case, by, NOW, GROUP[0].person),
    ),
    "acknowledge": (_acknowledged,),
    "declare_conflict": (lambda case, by: declare_conflict(case, WHY, by, NOW),),
    "withdraw_conflict": (
        lambda case, by: withdraw_conflict(case, next(iter(case.access.conflicted), by.person), WHY, by, NOW),
    ),
}
