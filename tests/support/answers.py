"""The triage in chat is answered from known facts, whatever it asks."""

from collections.abc import Mapping

from safeguarding.framework.entries import NOT_KNOWN, Detail
from safeguarding.framework.framework import Framework
from safeguarding.triage import Step
from tests.journeys.conftest import Bot
from tests.support.fake_teams.server import Chat

A_CHILD_DIED = {
    "harm": "died",
    "age": "under_18",
    "abuse_or_neglect": "suspected",
    "care_experienced": "no",
    "incident_on": "2026-11-20",
    "became_aware": "2026-11-20",
    "place": "croydon",
    "agency": "Health",
    "record_number": "MH-1234",
}
EVIDENCE = "As the agency's record shows."


def asked(chat: Chat, framework: Framework) -> Step | None:
    """Returns the question that the last card asks, or None when it asks none."""
    steps: list[Step] = [*framework.asked_at("triage"), *framework.details]
    words = chat.last.words
    return next((step for step in steps if step.ask in words), None)


async def answer_all(chat: Chat, framework: Framework, known: Mapping[str, str], evidence: str = EVIDENCE) -> list[str]:
    """Answers all questions, with "not known" where ``known`` has no answer. Returns the ids of the questions."""
    ids = []
    while step := asked(chat, framework):
        ids.append(step.id)
        assert len(ids) < 20, "the triage asks without end"
        await answer(chat, step, known.get(step.id, NOT_KNOWN), evidence)
    return ids


async def answer(chat: Chat, step: Step, value: str, evidence: str = EVIDENCE) -> None:
    if value == NOT_KNOWN:
        await chat.press("Not known yet")
    elif isinstance(step, Detail) and step.kind != "choice":
        await chat.press("Continue", value=value)
    else:
        label = next(answer.label for answer in step.answers if answer.id == value)
        await chat.press(label, evidence=evidence)


async def answered(bot: Bot, chat: Chat, **different: str) -> None:
    await chat.say("triage")
    await answer_all(chat, bot.framework, {**A_CHILD_DIED, **different})


async def opened(bot: Bot, chat: Chat, **different: str) -> None:
    await answered(bot, chat, **different)
    await chat.press("Open the case")
    assert "is open" in chat.last.words
