"""Answering the triage in chat, whatever it asks, from known facts."""

from collections.abc import Mapping

from safeguarding.entries import NOT_KNOWN, Detail
from safeguarding.framework import Framework
from safeguarding.triage import Step
from tests.journeys.fake_teams import Chat

EVIDENCE = "As the agency's record shows."


def asked(chat: Chat, framework: Framework) -> Step | None:
    """The question that the last card asks."""
    steps: list[Step] = [*framework.asked_at("triage"), *framework.details]
    return next((step for step in steps if step.ask in chat.last.words), None)


async def answer_all(chat: Chat, framework: Framework, known: Mapping[str, str]) -> list[str]:
    """Goes on until nothing is asked any more; what is not in ``known`` is not known. The ids of what was asked."""
    ids = []
    while step := asked(chat, framework):
        ids.append(step.id)
        assert len(ids) < 20, "the triage asks without end"
        await answer(chat, step, known.get(step.id, NOT_KNOWN))
    return ids


async def answer(chat: Chat, step: Step, value: str) -> None:
    if value == NOT_KNOWN:
        await chat.press("Not known yet")
    elif isinstance(step, Detail) and step.kind != "choice":
        await chat.press("Continue", value=value)
    else:
        label = next(answer.label for answer in step.answers if answer.id == value)
        await chat.press(label, evidence=EVIDENCE)
