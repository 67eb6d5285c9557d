"""Routes enumerate the ways through the questions, for the booklet, the flow chart and the golden table of the
tests."""

from collections.abc import Iterator
from dataclasses import dataclass

from safeguarding.framework.engine import Answers, Engine
from safeguarding.framework.entries import NOT_KNOWN, Question


@dataclass(frozen=True)
class Route:
    """A route has the answers in the order asked, and what they lead to."""

    answers: Answers
    values: dict[str, str]


def next_step(engine: Engine, answers: Answers) -> Question | None:
    """Returns the next triage question; after triage, the next review question where a Rapid Review takes place."""
    if question := engine.next_question(answers, "triage"):
        return question
    if engine.value("rapid_review", answers) != "required":
        return None
    return engine.next_question(answers, "review")


def triage_routes(engine: Engine) -> Iterator[Route]:
    yield from _routes(engine, {}, "triage")


def review_routes(engine: Engine) -> Iterator[Route]:
    """Yields the ways through the review's questions, after a triage that brought a Rapid Review."""
    before = next(route.answers for route in triage_routes(engine) if route.values["rapid_review"] == "required")
    yield from (
        Route({name: value for name, value in route.answers.items() if name not in before}, route.values)
        for route in _routes(engine, before, "review")
    )


def _routes(engine: Engine, answers: Answers, stage: str) -> Iterator[Route]:
    question = engine.next_question(answers, stage)
    if question is None:
        yield Route(answers, engine.values(answers))
        return
    for value in (*question.values, NOT_KNOWN):
        yield from _routes(engine, {**answers, question.id: value}, stage)
