"""The partnership's action table says who may do what, and when: it is tried for every action, actor and stage.

The two tables below are the expectation. A step is taken when both say so; a person who may not take it is refused
for that; a person who may, at a stage that is not for it, is told of the stage.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import product

import pytest

from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import StepRefused
from safeguarding.case.events.authority_events import TransferProposed
from safeguarding.case.events.case_events import (
    ConflictDeclared,
    CriteriaEscalated,
    NotMetProposed,
    OpenedInErrorProposed,
    OutsideTeams,
    Restricted,
    Signed,
    UpdateProposed,
)
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.link_events import Linked
from safeguarding.case.stage import Stage
from safeguarding.case.state.clocks import clocks
from safeguarding.case.state.matters import (
    CRITERIA_ESCALATION,
    LATER_NOT_MET,
    NOT_MET,
    NOTIFICATION_CRITERIA,
    OPENED_IN_ERROR,
    SIN_QUALITY,
    TRANSFER,
    criteria_escalation,
    later_not_met,
    not_met,
    notification_criteria,
    opened_in_error,
    sin_quality,
    transfer,
)
from safeguarding.case.steps.acknowledging import Acknowledgeable, acknowledge
from safeguarding.case.steps.criteria import escalate_criteria
from safeguarding.case.steps.handing_over import hand_over
from safeguarding.case.steps.lifecycle import (
    close,
    propose_opened_in_error,
    reopen,
    submit_sin,
    submit_update,
    update,
    withdraw_update,
)
from safeguarding.case.steps.linking import link, unlink
from safeguarding.case.steps.redaction import redact
from safeguarding.case.steps.restriction import declare_conflict, lift_restriction, restrict, withdraw_conflict
from safeguarding.case.steps.signatures import propose_not_met, record_signature, reissue, sign
from safeguarding.case.steps.transfer import accept_transfer, propose_transfer, record_partnership
from safeguarding.framework.engine import Engine
from safeguarding.people import Actor, Person, Seat
from tests.support.case_stages import CALENDAR, circumstances, died_later, escalation, like, merged, seriously_harmed
from tests.support.each import for_each
from tests.support.england.elsewhere import named_elsewhere
from tests.support.merges import taken_apart
from tests.support.people.who_and_when import Step, attempt, digest_of, read_table

WHO = """
                  opener  practitioner  chair  review_group  business_team  council  icb  icb_deputy  police  dcs
update             yes         -          -         -             yes         yes    yes     yes       yes    yes
withdraw_update    yes         -          -         -             yes          -      -       -         -      -
agree_criteria      -          -          -         -              -          yes    yes     yes       yes     -
sign_quality        -          -          -         -              -           -      -       -         -     yes
record_signature    -          -          -         -             yes          -      -       -         -      -
put_again           -          -          -         -             yes         yes    yes     yes       yes     -
propose_not_met     -          -          -         -             yes         yes    yes     yes       yes    yes
agree_no_sin        -          -          -         -              -          yes    yes     yes       yes    yes
escalate_criteria   -          -          -         -             yes          -      -       -         -      -
agree_escalation    -          -          -         -              -           -      -       -         -     yes
agree_not_met       -          -          -         -              -          yes    yes     yes       yes    yes
record_death       yes         -          -         -             yes         yes    yes     yes       yes    yes
submit_sin          -          -          -         -             yes         yes     -       -         -     yes
propose_error       -          -          -         -             yes          -      -       -         -      -
agree_error         -          -          -         -              -          yes    yes     yes       yes     -
record_partnership  -          -          -         -             yes          -      -       -         -      -
propose_transfer    -          -          -         -             yes          -      -       -         -      -
agree_transfer      -          -          -         -              -           -     yes     yes       yes    yes
accept_transfer     -          -          -         -             yes          -      -       -         -      -
submit_update       -          -          -         -             yes         yes     -       -         -     yes
close               -          -          -         -             yes          -      -       -         -      -
reopen              -          -          -         -             yes          -      -       -         -      -
merge               -          -          -         -             yes          -      -       -         -      -
take_in             -          -          -         -             yes          -      -       -         -      -
undo_merge          -          -          -         -             yes          -      -       -         -      -
link                -          -          -         -             yes          -      -       -         -      -
unlink              -          -          -         -             yes          -      -       -         -      -
restrict            -          -          -         -             yes         yes    yes     yes       yes     -
lift_restriction    -          -          -         -             yes         yes    yes     yes       yes     -
declare_conflict    -          -      chairing     yes            yes         yes    yes     yes       yes    yes
hand_over           -          -          -         -              -          yes    yes     yes       yes    yes
hand_over_for       -          -          -         -             yes          -      -       -         -      -
acknowledge        yes         -      chairing     yes            yes         yes    yes     yes       yes    yes
withdraw_conflict   -          -          -         -             yes          -      -       -         -      -
redact              -          -          -         -             yes          -      -       -         -      -
"""

# "same": the step is taken already, so it is harmless. "taken": others have signed for every seat. "over": it is
# settled, and nobody signs any more.
WHEN = """
                  notification  rapid_review  sin_only  not_met  found_not_met  decision
update                yes           yes         yes       yes         yes         yes
withdraw_update       yes           yes         yes       yes         yes         yes
agree_criteria        yes           yes         yes       over        yes         yes
sign_quality          yes           yes         yes       over        yes         yes
record_signature      yes           yes         yes        -          yes         yes
put_again             yes           yes         yes        -          yes         yes
propose_not_met       yes           yes         yes        -           -          yes
agree_no_sin          yes            -           -       taken         -           -
escalate_criteria     yes            -           -         -           -           -
agree_escalation      yes            -           -       over          -           -
agree_not_met          -            yes         yes        -         taken        yes
record_death           -             -           -         -           -           -
submit_sin            yes           same        same      yes         same        same
propose_error         yes            -           -       yes          -           -
agree_error           yes            -           -       yes          -           -
record_partnership    yes           yes         yes       yes         yes         yes
propose_transfer      yes           yes         yes       yes         yes         yes
agree_transfer        yes           yes         yes       yes         yes         yes
accept_transfer       yes           yes         yes       yes         yes         yes
submit_update          -            yes          -         -           -          yes
close                  -             -          yes       yes         yes          -
reopen                same          same        same      same        same        same
merge                 yes           yes         yes       yes         yes         yes
take_in               yes           yes         yes       yes         yes         yes
undo_merge            yes           yes         yes       yes         yes         yes
link                  yes           yes         yes       yes         yes         yes
unlink                yes           yes         yes       yes         yes         yes
restrict              yes           yes         yes       yes         yes         yes
lift_restriction      yes           yes         yes       yes         yes         yes
declare_conflict      yes           yes         yes       yes         yes         yes
hand_over             yes           yes         yes       yes         yes         yes
hand_over_for         yes           yes         yes       yes         yes         yes
acknowledge           yes           yes         yes       yes         yes         yes
withdraw_conflict     yes           yes         yes       yes         yes         yes
redact                yes           yes         yes       yes         yes         yes
"""
WHEN_LATER = """
                  deferred  decided  lcspr  concern  concern_decided  closed  merged
update              yes       yes     yes     yes          yes          -       -
withdraw_update     yes       yes     yes     yes          yes          -       -
agree_criteria      yes       yes     yes     yes          yes          -       -
sign_quality        yes       yes     yes     yes          yes          -       -
record_signature    yes       yes     yes     yes          yes          -       -
put_again           yes       yes     yes     yes          yes          -       -
propose_not_met      -         -       -      yes          yes          -       -
agree_no_sin         -         -       -       -            -           -       -
escalate_criteria    -         -       -       -            -           -       -
agree_escalation     -         -       -       -            -           -       -
agree_not_met        -         -       -      yes          yes          -       -
record_death         -         -       -       -            -           yes      -
submit_sin          same      same    same    same         same         -       -
propose_error        -         -       -       -            -           -       -
agree_error          -         -       -       -            -           -       -
record_partnership  yes       yes     yes     yes          yes          -       -
propose_transfer    yes       yes     yes     yes          yes          -       -
agree_transfer      yes       yes     yes     yes          yes          -       -
accept_transfer     yes       yes     yes     yes          yes          -       -
submit_update       yes        -      yes      -            -            -       -
close               yes       yes      -       -           yes         same     -
reopen              same      same    same    same         same        yes      -
merge               yes       yes     yes     yes          yes          -       -
take_in             yes       yes     yes     yes          yes          -       -
undo_merge          yes       yes     yes     yes          yes          -      yes
link                yes       yes     yes     yes          yes         yes      -
unlink              yes       yes     yes     yes          yes         yes     yes
restrict            yes       yes     yes     yes          yes          -       -
lift_restriction    yes       yes     yes     yes          yes          -       -
declare_conflict    yes       yes     yes     yes          yes          -       -
hand_over           yes       yes     yes     yes          yes          -       -
hand_over_for       yes       yes     yes     yes          yes          -       -
acknowledge         yes       yes     yes     yes          yes          -       -
withdraw_conflict   yes       yes     yes     yes          yes          -       -
redact              yes       yes     yes     yes          yes         yes     yes
"""

SAYS_STAGE_FIRST = (
    *(
        "agree_criteria",
        "sign_quality",
        "agree_no_sin",
        "agree_escalation",
        "agree_not_met",
        "agree_error",
        "agree_transfer",
    ),
)
REOPEN_WHAT_WAS_OPENED_IN_ERROR = ("opener", "business_team", "council", "icb", "icb_deputy", "police", "dcs")

SEPTEMBER = date(2026, 9, 1)
SECOND_POLICE = Person(tenant="elsewhere", id=f"second {Seat.POLICE}")
TUESDAY, WEDNESDAY = date(2026, 6, 2), date(2026, 6, 3)
Text = Callable[..., FreeText]


MAY = read_table(WHO)
STANDS = {**read_table(WHEN), **read_table(WHEN_LATER)}
ACTIONS = list(dict.fromkeys(action for action, _ in MAY))
# What was opened in error is closed; only its reopening is others' to do too, and no other closing is the same.
STANDS |= {(action, Stage.OPENED_IN_ERROR): STANDS[action, Stage.CLOSED].replace("same", "-") for action in ACTIONS}


STANDS |= {(action, Stage.TRANSFERRED): STANDS[action, Stage.OPENED_IN_ERROR] for action in ACTIONS}
STANDS |= {("accept_transfer", Stage.TRANSFERRED): "same"}


@pytest.fixture
def prepared(
    second_dsps: Mapping[Seat, Actor], actors: Mapping[str, Actor], text: Text, at: datetime
) -> Mapping[str, Callable[[Case], Case]]:
    """Prepares what an action needs besides the stage. The events are put there as they are: no step may refuse one."""
    why = text("as it seemed then")

    def disagreed(case: Case) -> Case:
        by, digest = second_dsps[Seat.POLICE].person, digest_of(notification_criteria(case))
        return case.then(
            Signed(
                by=by, at=at, matter=NOTIFICATION_CRITERIA, digest=digest, seat=Seat.POLICE, agrees=False, reason=why
            )
        )

    def proposed(case: Case) -> Case:
        if case.found_not_met:
            return case
        return case.then(NotMetProposed(by=second_dsps[Seat.POLICE].person, at=at, reason=why))

    def recorded(case: Case) -> Case:
        by = actors["business_team"].person
        return case.then(CriteriaEscalated(by=by, at=at, met=True, escalation=escalation()))

    def restricted(case: Case) -> Case:
        by = second_dsps[Seat.POLICE].person
        return case.then(Restricted(by=by, at=at, visible_to=(by,), review_on=SEPTEMBER, reason=why))

    def conflicted(case: Case) -> Case:
        return case.then(ConflictDeclared(by=second_dsps[Seat.POLICE].person, at=at, reason=why))

    def in_error(case: Case) -> Case:
        if case.stage is Stage.OPENED_IN_ERROR:
            return case
        return case.then(OpenedInErrorProposed(by=second_dsps[Seat.DCS].person, at=at, kind="test", reason=why))

    def transfer_put(case: Case) -> Case:
        named = named_elsewhere(case)
        if case.stage is Stage.TRANSFERRED:
            return named
        told = TransferProposed(
            by=second_dsps[Seat.LOCAL_AUTHORITY].person, at=at, authority="Surrey", told_on=TUESDAY, reason=why
        )
        return named.then(told)

    def transfer_signed(case: Case) -> Case:
        put = transfer_put(case)
        matter = transfer(put)
        for seat in (Seat.DCS, Seat.ICB):
            by, digest = second_dsps[seat].person, matter.digest if matter else "of no card"
            put = put.then(Signed(by=by, at=at, matter=TRANSFER, digest=digest, seat=seat, agrees=True))
        return put

    def took_in(case: Case) -> Case:
        return merged(like(case, "CSCP-2"), case, at=at)[1] if case.is_open else case

    of_family = Linked(by=actors["business_team"].person, at=at, other="CSCP-2", kind="same_family", reason=why)

    def change_proposed(case: Case) -> Case:
        proposed = UpdateProposed(by=case.opener, at=at, facts=case.facts, outcome=case.outcome, ends=True)
        return case.then(proposed)

    return {
        "record_death": seriously_harmed,
        "submit_update": died_later,
        "withdraw_update": change_proposed,
        "put_again": disagreed,
        "undo_merge": took_in,
        "agree_error": in_error,
        "record_partnership": named_elsewhere,
        "propose_transfer": named_elsewhere,
        "agree_transfer": transfer_put,
        "accept_transfer": transfer_signed,
        "agree_no_sin": proposed,
        "escalate_criteria": disagreed,
        "agree_escalation": recorded,
        "agree_not_met": proposed,
        "unlink": lambda case: case.then(of_family),
        "lift_restriction": restricted,
        "withdraw_conflict": conflicted,
    }


@pytest.fixture
def steps(
    engine: Engine,
    facts: Callable[..., Facts],
    opened: Callable[..., Case],
    outside: Callable[..., OutsideTeams],
    police: Actor,
    text: Text,
    at: datetime,
) -> Mapping[str, Step]:
    why = text("as the partnership asked")

    def record_death(case: Case, by: Actor) -> Case:
        STEPS["record_death"].require(case, by)
        return update(case, facts(), engine, by, at)

    def agree_criteria(case: Case, by: Actor) -> Case:
        return sign(case, NOTIFICATION_CRITERIA, digest_of(notification_criteria(case)), by, at, agrees=True)

    def sign_quality(case: Case, by: Actor) -> Case:
        return sign(case, SIN_QUALITY, digest_of(sin_quality(case)), by, at, agrees=True)

    def agree_no_sin(case: Case, by: Actor) -> Case:
        matter = not_met(case)
        return sign(case, NOT_MET, matter.digest if matter else "of no card", by, at, agrees=True)

    def agree_escalation(case: Case, by: Actor) -> Case:
        matter = criteria_escalation(case)
        return sign(case, CRITERIA_ESCALATION, matter.digest if matter else "of no card", by, at, agrees=True)

    def agree_not_met(case: Case, by: Actor) -> Case:
        matter = later_not_met(case)
        return sign(case, LATER_NOT_MET, matter.digest if matter else "of no card", by, at, agrees=True)

    def agree_error(case: Case, by: Actor) -> Case:
        matter = opened_in_error(case)
        return sign(case, OPENED_IN_ERROR, matter.digest if matter else "of no card", by, at, agrees=True)

    def agree_transfer(case: Case, by: Actor) -> Case:
        matter = transfer(case)
        return sign(case, TRANSFER, matter.digest if matter else "of no card", by, at, agrees=True)

    def acknowledge_sin(case: Case, by: Actor) -> Case:
        (sin,) = clocks(opened(), engine.framework, CALENDAR)
        return acknowledge(case, Acknowledgeable(sin, ("police",)), WEDNESDAY, why, by, at, CALENDAR)

    def record(case: Case, by: Actor) -> Case:
        return record_signature(case, NOTIFICATION_CRITERIA, Seat.POLICE, outside(police), by, at, agrees=True)

    return {
        "update": lambda case, by: update(case, facts(harm="seriously_harmed"), engine, by, at),
        "record_death": record_death,
        "submit_update": lambda case, by: submit_update(case, TUESDAY, by, at),
        "withdraw_update": lambda case, by: withdraw_update(case, 1, why, by, at),
        "agree_criteria": agree_criteria,
        "sign_quality": sign_quality,
        "record_signature": record,
        "put_again": lambda case, by: reissue(case, NOTIFICATION_CRITERIA, why, by, at),
        "propose_not_met": lambda case, by: propose_not_met(case, why, by, at),
        "agree_no_sin": agree_no_sin,
        "escalate_criteria": lambda case, by: escalate_criteria(case, escalation(), circumstances(), by, at, met=False),
        "agree_escalation": agree_escalation,
        "agree_not_met": agree_not_met,
        "propose_error": lambda case, by: propose_opened_in_error(case, "no_child", why, by, at),
        "agree_error": agree_error,
        "record_partnership": lambda case, by: record_partnership(case, "Surrey", TUESDAY, "waiting", by, at),
        "propose_transfer": lambda case, by: propose_transfer(case, "Surrey", TUESDAY, why, by, at),
        "agree_transfer": agree_transfer,
        "accept_transfer": lambda case, by: accept_transfer(case, why, TUESDAY, why, by, at),
        "submit_sin": lambda case, by: submit_sin(case, TUESDAY, by, at),
        "close": lambda case, by: close(case, why, by, at, "not_known"),
        "reopen": lambda case, by: reopen(case, why, by, at),
        "merge": lambda case, by: merged(case, like(case, "CSCP-2"), by, at, why)[0],
        "take_in": lambda case, by: merged(like(case, "CSCP-2"), case, by, at, why)[1],
        "undo_merge": lambda case, by: taken_apart(case, opened(), by, at, why),
        "link": lambda case, by: link(case, opened("CSCP-2"), "same_family", None, why, by, at)[0],
        "unlink": lambda case, by: unlink(case, opened("CSCP-2"), "same_family", why, by, at)[0],
        "restrict": lambda case, by: restrict(case, frozenset([by.person]), SEPTEMBER, {}, why, by, at),
        "lift_restriction": lambda case, by: lift_restriction(case, why, by, at),
        "declare_conflict": lambda case, by: declare_conflict(case, why, by, at),
        "hand_over": lambda case, by: hand_over(case, [SECOND_POLICE], by, at),
        "hand_over_for": lambda case, by: hand_over(case, [SECOND_POLICE], by, at, police.person),
        "acknowledge": acknowledge_sin,
        "withdraw_conflict": lambda case, by: withdraw_conflict(case, SECOND_POLICE, why, by, at),
        "redact": lambda case, by: redact(case, case.facts.evidence["harm"].digest, why, by, at),
    }


@for_each("tried", list(product(ACTIONS, Stage)))
def test_each_action_is_open_to_exactly_those_whom_the_table_names(
    tried: tuple[str, Stage],
    steps: Mapping[str, Step],
    cases: Mapping[str, Case],
    prepared: Mapping[str, Callable[[Case], Case]],
    actors: Mapping[str, Actor],
) -> None:
    action, stage = tried
    case = prepared[action](cases[stage]) if action in prepared else cases[stage]
    assert case.stage is stage
    for who, by in actors.items():
        assert attempt(steps[action], case, by) == expected(action, who, stage, chairs=case.chair == by.person), who


def expected(action: str, who: str, stage: Stage, *, chairs: bool) -> str:
    if action == "reopen" and stage in (Stage.OPENED_IN_ERROR, Stage.TRANSFERRED):
        return "yes" if who in REOPEN_WHAT_WAS_OPENED_IN_ERROR else "not allowed"
    if MAY[action, who] == "yes" or (MAY[action, who] == "chairing" and chairs):
        return "wrong stage" if STANDS[action, stage] in ("-", "over") else STANDS[action, stage]
    # Who may not sign is told so only while there is something to sign; of every other step it is said always.
    stage_first = action in SAYS_STAGE_FIRST and STANDS[action, stage] == "-"
    return "wrong stage" if stage_first else "not allowed"


def test_the_tables_name_every_actor_and_every_stage(actors: Mapping[str, Actor], steps: Mapping[str, Step]) -> None:
    assert set(MAY) == set(product(steps, actors))
    assert set(STANDS) == set(product(steps, Stage))


def test_a_refusal_says_what_to_do(steps: Mapping[str, Step], cases: Mapping[str, Case], practitioner: Actor) -> None:
    for step, case in product(steps.values(), cases.values()):
        with pytest.raises(StepRefused, match=r"^[A-Z].{15,}\.$"):
            step(case, practitioner)
