"""The tables of the partnership's actions are read here, and steps are tried, with results in the tables' words."""

from collections.abc import Callable

from safeguarding.case.case import Case
from safeguarding.case.errors import NotAllowed, SeatTaken, WrongStage
from safeguarding.case.state.matters import Matter
from safeguarding.people import Actor

Step = Callable[[Case, Actor], Case]


def read_table(table: str) -> dict[tuple[str, str], str]:
    head, *rows = (line.split() for line in table.strip().splitlines())
    return {(row[0], column): mark for row in rows for column, mark in zip(head, row[1:], strict=True)}


def digest_of(matter: Matter | None) -> str:
    assert matter is not None
    return matter.digest


def attempt(step: Step, case: Case, by: Actor) -> str:
    try:
        after = step(case, by)
    except NotAllowed:
        return "not allowed"
    except WrongStage:
        return "wrong stage"
    except SeatTaken:
        return "taken"
    return "same" if after is case else "yes"
