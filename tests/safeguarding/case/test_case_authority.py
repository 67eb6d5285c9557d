"""Who may do what, and when: the partnership's action table, tried for every action, actor and stage.

The two tables below are the expectation. A step is taken when both say so; a person who may not take it is refused
for that; a person who may, at a stage that is not for it, is told of the stage.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import product

import pytest

from safeguarding.case.events import Facts, OutsideTeams
from safeguarding.case.people import Actor, Seat
from safeguarding.case.record import Case, Stage
from safeguarding.case.redaction import redact
from safeguarding.case.refused import NotAllowed, Refused, WrongStage
from safeguarding.case.sign_off import NOTIFICATION_CRITERIA, SIN_QUALITY, Matter, notification_criteria, sin_quality
from safeguarding.case.signing import record_signature, sign
from safeguarding.case.text import FreeText
from safeguarding.case.transitions import close, merge, reopen, submit_sin, update
from safeguarding.engine import Engine

WHO = """
                 opener  practitioner  review_group  business_team  council  icb  icb_deputy  police  dcs
update             yes        -             -             yes         yes    yes     yes        yes   yes
agree_criteria      -         -             -              -          yes    yes     yes        yes    -
sign_quality        -         -             -              -           -      -       -          -    yes
record_signature    -         -             -             yes          -      -       -          -     -
submit_sin          -         -             -             yes         yes     -       -          -    yes
close               -         -             -             yes          -      -       -          -     -
reopen              -         -             -             yes          -      -       -          -     -
merge               -         -             -             yes          -      -       -          -     -
take_in             -         -             -             yes          -      -       -          -     -
redact              -         -             -             yes          -      -       -          -     -
"""

# "same": the step is taken already, so it is harmless.
WHEN = """
                 notification  rapid_review  sin_only  closed  merged
update               yes           yes          yes       -       -
agree_criteria       yes           yes          yes       -       -
sign_quality         yes           yes          yes       -       -
record_signature     yes           yes          yes       -       -
submit_sin           yes           same         same      -       -
close                yes           yes          yes      same     -
reopen               same          same         same     yes      -
merge                yes           yes          yes       -       -
take_in              yes           yes          yes       -       -
redact               yes           yes          yes      yes     yes
"""

TUESDAY = date(2026, 6, 2)
Text = Callable[..., FreeText]
Step = Callable[[Case, Actor], Case]


def read_table(table: str) -> dict[tuple[str, str], str]:
    head, *rows = (line.split() for line in table.strip().splitlines())
    return {(row[0], column): mark for row in rows for column, mark in zip(head, row[1:], strict=True)}


MAY = read_table(WHO)
STANDS = read_table(WHEN)
ACTIONS = list(dict.fromkeys(action for action, _ in MAY))


def digest_of(matter: Matter | None) -> str:
    assert matter is not None
    return matter.digest


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
    other = opened("CSCP-2")

    def agree_criteria(case: Case, by: Actor) -> Case:
        return sign(case, NOTIFICATION_CRITERIA, digest_of(notification_criteria(case)), by, at, agrees=True)

    def sign_quality(case: Case, by: Actor) -> Case:
        return sign(case, SIN_QUALITY, digest_of(sin_quality(case)), by, at, agrees=True)

    def record(case: Case, by: Actor) -> Case:
        return record_signature(case, NOTIFICATION_CRITERIA, Seat.POLICE, outside(police), by, at, agrees=True)

    return {
        "update": lambda case, by: update(case, facts(harm="seriously_harmed"), engine, by, at),
        "agree_criteria": agree_criteria,
        "sign_quality": sign_quality,
        "record_signature": record,
        "submit_sin": lambda case, by: submit_sin(case, TUESDAY, by, at),
        "close": lambda case, by: close(case, why, by, at),
        "reopen": lambda case, by: reopen(case, why, by, at),
        "merge": lambda case, by: merge(case, other, why, by, at)[0],
        "take_in": lambda case, by: merge(other, case, why, by, at)[1],
        "redact": lambda case, by: redact(case, case.facts.evidence["harm"].digest, why, by, at),
    }


@pytest.fixture
def cases(
    opened: Callable[..., Case], submitted: Case, business_team: Actor, text: Text, at: datetime
) -> Mapping[str, Case]:
    """A case at every stage."""
    care_leaver = opened(age="18_to_24", care_experienced="yes")
    return {
        "notification": opened(),
        "rapid_review": submitted,
        "sin_only": submit_sin(care_leaver, TUESDAY, business_team, at),
        "closed": close(opened(), text("finished"), business_team, at),
        "merged": merge(opened(), opened("CSCP-3"), text("the same child"), business_team, at)[0],
    }


@pytest.mark.parametrize(("action", "stage"), list(product(ACTIONS, Stage)))
def test_each_action_is_open_to_exactly_those_whom_the_table_names(
    action: str, stage: Stage, steps: Mapping[str, Step], cases: Mapping[str, Case], actors: Mapping[str, Actor]
) -> None:
    case = cases[stage]
    assert case.stage is stage
    for who, by in actors.items():
        assert attempt(steps[action], case, by) == expected(action, who, stage), who


def attempt(step: Step, case: Case, by: Actor) -> str:
    try:
        after = step(case, by)
    except NotAllowed:
        return "not allowed"
    except WrongStage:
        return "wrong stage"
    return "same" if after is case else "yes"


def expected(action: str, who: str, stage: Stage) -> str:
    if MAY[action, who] == "yes":
        return STANDS[action, stage] if STANDS[action, stage] != "-" else "wrong stage"
    # Who may not sign is told so only while there is something to sign; the Business Team's own steps say it always.
    asks_stage_first = action in ("update", "agree_criteria", "sign_quality", "record_signature", "submit_sin")
    return "wrong stage" if asks_stage_first and STANDS[action, stage] == "-" else "not allowed"


def test_the_tables_name_every_actor_and_every_stage(actors: Mapping[str, Actor], steps: Mapping[str, Step]) -> None:
    assert set(MAY) == set(product(steps, actors))
    assert set(STANDS) == set(product(steps, Stage))


def test_a_refusal_says_what_to_do(steps: Mapping[str, Step], cases: Mapping[str, Case], practitioner: Actor) -> None:
    for step, case in product(steps.values(), cases.values()):
        with pytest.raises(Refused, match=r"^[A-Z].{15,}\.$"):
            step(case, practitioner)
