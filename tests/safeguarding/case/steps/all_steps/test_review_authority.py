"""Two tables say who may do what, and when, from the Rapid Review to the end of an LCSPR and in a Case of Concern.

The two tables are the expectation, as in ``test_authority``, tried for every action, actor and stage.
"""

from collections.abc import Callable, Mapping
from datetime import date
from itertools import product

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import StepRefused
from safeguarding.case.events.review_events import (
    ChairNamed,
    ConcernProposed,
    Determined,
    InformationRequested,
    InformationReturned,
    LcsprStarted,
)
from safeguarding.case.stage import Stage
from safeguarding.case.state.matters import CONCERN_DECISION, LCSPR_DECISION
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.concern import propose_outcome
from safeguarding.case.steps.decision import decide_by_escalation, look_again, propose_decision
from safeguarding.case.steps.lcspr import complete_lcspr, note_progress, start_lcspr
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
from safeguarding.case.steps.signatures import sign
from safeguarding.people import Actor, Seat
from tests.support.case_stages import (
    AGENCIES,
    BUSINESS_TEAM,
    CHAIR,
    COUNCIL,
    ENGINE,
    GROUP,
    LATER,
    MEMBER,
    PEOPLE_OF_THE_GROUP,
    QUORUM,
    TODAY,
    answered,
    circumstances,
    escalation,
    recommendation,
    referred,
    signed_by,
    text,
    with_needed_parts,
    written,
)
from tests.support.each import for_each
from tests.support.people.everybody import OPENED_AT as NOW
from tests.support.people.who_and_when import Step, attempt, read_table

WHO = """
                     opener  practitioner  chair  review_group  business_team  council  icb  icb_deputy  police  dcs
name_chair             -          -          -         -              -          yes    yes     yes       yes     -
record_liaison         -          -          -         -             yes          -      -       -         -      -
request_information    -          -          -         -             yes          -      -       -         -      -
record_return          -          -          -         -             yes          -      -       -         -      -
take_back_return       -          -          -         -             yes          -      -       -         -      -
record_meeting         -          -         yes        -             yes         yes    yes     yes       yes     -
answer_part            -          -          -        yes             -           -      -       -         -      -
determine              -          -          -        yes             -           -      -       -         -      -
confirm                -          -         yes        -              -           -      -       -         -      -
propose_decision       -          -          -         -              -          yes    yes     yes       yes     -
agree_decision         -          -          -         -              -          yes    yes     yes       yes     -
escalate               -          -          -         -             yes          -      -       -         -      -
look_again             -          -          -         -             yes          -      -       -         -      -
start_lcspr            -          -          -         -             yes          -      -       -         -      -
note_progress          -          -          -         -             yes          -      -       -         -      -
complete_lcspr         -          -          -         -             yes          -      -       -         -      -
refer_concern         yes        yes        yes       yes            yes         yes    yes     yes       yes    yes
propose_outcome        -          -          -        yes             -           -      -       -         -      -
agree_concern          -          -          -        yes             -           -      -       -         -      -
"""

# "same": the step is taken already, so it is harmless. "taken": others have signed for every seat, or as the quorum.
WHEN = """
                     notification  rapid_review  sin_only  not_met  found_not_met  decision
name_chair                -            yes          -         -           -          yes
record_liaison            -            yes          -         -           -          yes
request_information       -            yes          -         -           -          yes
record_return             -            yes          -         -           -          yes
take_back_return          -            yes          -         -           -          yes
record_meeting            -            yes          -         -           -          yes
answer_part               -            yes          -         -           -          yes
determine                 -            yes          -         -           -          yes
confirm                   -            yes          -         -           -          same
propose_decision          -             -           -         -           -          yes
agree_decision            -             -           -         -           -          yes
escalate                  -             -           -         -           -          yes
look_again                -             -           -         -           -           -
start_lcspr               -             -           -         -           -           -
note_progress             -             -           -         -           -           -
complete_lcspr            -             -           -         -           -           -
refer_concern             -             -          yes       yes         yes          -
propose_outcome           -             -           -         -           -           -
agree_concern             -             -           -         -           -           -
"""
WHEN_LATER = """
                     deferred  decided  lcspr  concern  concern_decided  closed  merged
name_chair              -         -       -       -            -           -       -
record_liaison          -         -       -       -            -           -       -
request_information     -         -       -       -            -           -       -
record_return           -         -       -       -            -           -       -
take_back_return        -         -       -       -            -           -       -
record_meeting          -         -       -       -            -           -       -
answer_part             -         -       -       -            -           -       -
determine               -         -       -       -            -           -       -
confirm                 -         -       -       -            -           -       -
propose_decision        -         -       -       -            -           -       -
agree_decision        taken     taken   taken     -            -           -       -
escalate                -         -       -       -            -           -       -
look_again             yes        -       -       -            -           -       -
start_lcspr             -         -      yes      -            -           -       -
note_progress           -         -      yes      -            -           -       -
complete_lcspr          -         -      yes      -            -           -       -
refer_concern           -        yes      -       -            -           -       -
propose_outcome         -         -       -      yes           -           -       -
agree_concern           -         -       -      yes         taken         -       -
"""

SAYS_STAGE_FIRST = ("agree_decision", "agree_concern")
MAY = read_table(WHO)
STANDS = {**read_table(WHEN), **read_table(WHEN_LATER)}
ACTIONS = list(dict.fromkeys(action for action, _ in MAY))
STANDS |= {
    (action, stage): STANDS[action, Stage.CLOSED]
    for action in ACTIONS
    for stage in (Stage.OPENED_IN_ERROR, Stage.TRANSFERRED)
}


def determined_and_chaired(case: Case) -> Case:
    """Puts the events there as they are; a determination that is confirmed already stays."""
    if case.is_determined:
        return case
    found = Determined(
        by=MEMBER.person, at=NOW, recommendation=recommendation(), present=(), quorum=QUORUM, indicated={}
    )
    return case.then(ChairNamed(by=COUNCIL.person, at=NOW, chair=CHAIR.person)).then(found)


def chaired_by_somebody(case: Case) -> Case:
    return case.then(ChairNamed(by=COUNCIL.person, at=NOW, chair=CHAIR.person))


def asked(case: Case) -> Case:
    return case.then(InformationRequested(by=BUSINESS_TEAM.person, at=NOW, agencies=("A school",), due=LATER))


def has_answered(case: Case) -> Case:
    return asked(case).then(InformationReturned(by=BUSINESS_TEAM.person, at=NOW, agency="A school"))


def begun(case: Case) -> Case:
    return case.then(LcsprStarted(by=BUSINESS_TEAM.person, at=NOW, reviewer=text("a firm"), on=TODAY))


def outcome_proposed(case: Case) -> Case:
    if case.concern_decision:
        return case
    why = text("worth learning from")
    event = ConcernProposed(by=MEMBER.person, at=NOW, outcome="local_learning", rationale=why, quorum=QUORUM)
    return case.then(event)


@pytest.fixture
def prepared(second_dsps: Mapping[Seat, Actor]) -> Mapping[str, Callable[[Case], Case]]:
    """Prepares what an action needs besides the stage."""

    def disputed(case: Case) -> Case:
        if case.stage is not Stage.DECISION:
            return case
        return signed_by(case, LCSPR_DECISION, second_dsps[Seat.POLICE], agrees=False)

    return {
        "confirm": determined_and_chaired,
        "record_meeting": chaired_by_somebody,
        "record_return": asked,
        "take_back_return": has_answered,
        "escalate": disputed,
        "complete_lcspr": begun,
        "agree_concern": outcome_proposed,
    }


def agree(matter: str) -> Step:
    def agree(case: Case, by: Actor) -> Case:
        sign_off = sign_off_of(case, matter)
        return sign(case, matter, sign_off.matter.digest if sign_off else "of no card", by, NOW, agrees=True)

    return agree


def start(case: Case, by: Actor) -> Case:
    return start_lcspr(case, text("an independent reviewer"), TODAY, by, NOW)


def determine_it(case: Case, by: Actor) -> Case:
    present = [member.person for member in GROUP]
    found = recommendation("not_met")
    case, why = with_needed_parts(case), text("weighed")
    return determine(case, found, present, QUORUM, PEOPLE_OF_THE_GROUP, ENGINE, by, NOW, why)


STEPS: Mapping[str, Step] = {
    "name_chair": lambda case, by: name_chair(case, MEMBER.person, by, NOW),
    "record_liaison": lambda case, by: record_liaison(case, ["csab"], "rapid_review", text("no need"), by, NOW),
    "request_information": lambda case, by: request_information(case, ["A school"], LATER, AGENCIES, by, NOW),
    "record_return": lambda case, by: record_return(case, "A school", by, NOW),
    "take_back_return": lambda case, by: take_back_return(case, "A school", text("another's"), by, NOW),
    "record_meeting": lambda case, by: record_meeting(case, "held", TODAY, None, 0, by, NOW),
    "answer_part": lambda case, by: answered(case, "facts", written(), by),
    "determine": determine_it,
    "confirm": lambda case, by: confirm_determination(case, by, NOW),
    "propose_decision": lambda case, by: propose_decision(case, recommendation("not_commission"), by, NOW),
    "agree_decision": agree(LCSPR_DECISION),
    "escalate": lambda case, by: decide_by_escalation(case, recommendation(), escalation(), circumstances(), by, NOW),
    "look_again": lambda case, by: look_again(case, date(2026, 10, 1), text("it stands"), by, NOW),
    "start_lcspr": start,
    "note_progress": lambda case, by: note_progress(case, text("the family was seen"), by, NOW),
    "complete_lcspr": lambda case, by: complete_lcspr(case, TODAY, text("published"), by, NOW),
    "refer_concern": referred,
    "propose_outcome": lambda case, by: propose_outcome(case, "lcspr", text("much to learn"), QUORUM, by, NOW),
    "agree_concern": agree(CONCERN_DECISION),
}


@for_each("tried", list(product(ACTIONS, Stage)))
def test_each_action_is_open_to_exactly_those_whom_the_table_names(
    tried: tuple[str, Stage],
    cases: Mapping[str, Case],
    prepared: Mapping[str, Callable[[Case], Case]],
    actors: Mapping[str, Actor],
) -> None:
    action, stage = tried
    case = prepared[action](cases[stage]) if action in prepared else cases[stage]
    assert case.stage is stage
    for who, by in actors.items():
        assert attempt(STEPS[action], case, by) == expected(action, who, stage), who


def expected(action: str, who: str, stage: Stage) -> str:
    stands = STANDS[action, stage]
    if MAY[action, who] == "yes":
        return stands if stands != "-" else "wrong stage"
    return "wrong stage" if action in SAYS_STAGE_FIRST and stands == "-" else "not allowed"


def test_the_tables_name_every_actor_and_every_stage(actors: Mapping[str, Actor]) -> None:
    assert set(MAY) == set(product(STEPS, actors))
    assert set(STANDS) == set(product(STEPS, Stage))


def test_a_refusal_says_what_to_do(cases: Mapping[str, Case], practitioner: Actor) -> None:
    for step, case in product((step for name, step in STEPS.items() if name != "refer_concern"), cases.values()):
        with pytest.raises(StepRefused, match=r"^[A-Z].{15,}\.$"):
            step(case, practitioner)
