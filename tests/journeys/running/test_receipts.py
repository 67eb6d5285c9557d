"""Whoever takes a step reads a receipt in its place that leaves most of a phone's screen free."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cards.all_cards.budgets import A_RECEIPT, NO_RECEIPTS, RECEIPTS
from tests.conftest import Figures
from tests.journeys.conftest import Bot
from tests.support.card_renderer.renderer import card_renderer
from tests.support.fake_teams.one_drive import OneDrive
from tests.support.fake_teams.server import Chat
from tests.support.people.sin_lane import People
from tests.support.walks.all_steps import STEPS
from tests.support.walks.stage import Stage, stage_in
from tests.support.walks.step import Press, Start, WalkStep

A_PHONE = 330


async def answer_to(stage: Stage, step: WalkStep) -> dict[str, Any] | None:
    """Takes the step. Returns the card that its press is answered with, where something is recorded by it: pressed once
    more in the older card, it is answered and records nothing."""
    answers: list[Any] = []
    chats: list[Chat] = []

    async def begin(bot: Bot, people: People, drive: OneDrive) -> Press:
        chat, press = await step.begin(bot, people, drive)

        async def answered() -> Any:
            answers.append(await press)
            chats.append(chat)
            return answers[-1]

        return chat, answered()

    screens = await stage.take(replace(step, begin=begin))
    shown = answers[-1]
    if screens.record == screens.before or not isinstance(shown, dict) or "body" not in shown:
        return None
    status, again = await chats[-1].post({**chats[-1].sent, "id": "pressed again"})
    assert status == 200 and again["value"] and await stage.record() == screens.record, step.takes
    return shown


def by_start() -> Iterator[tuple[Start, dict[str, WalkStep]]]:
    for start in dict.fromkeys(step.start for step in STEPS.values()):
        yield start, {name: step for name, step in STEPS.items() if step.start is start}


@pytest.mark.soak
async def test_the_receipt_of_every_step_keeps_to_its_budget(tmp_path: Path, figures: Figures) -> None:
    receipts: dict[str, dict[str, Any]] = {}
    for start, steps in by_start():
        async with stage_in(tmp_path / start.__name__) as stage:
            await stage.prepare(start)
            for name, step in steps.items():
                shown = await answer_to(stage, step)
                if shown and name not in NO_RECEIPTS:
                    receipts[name] = shown
    async with card_renderer() as renderer:
        measured = await renderer.measured(receipts, A_PHONE)
    figures({name: (each.height, each.words) for name, each in measured.items()})
    assert receipts.keys() == RECEIPTS.keys()
    assert {
        name: each
        for name, each in measured.items()
        if each.cut or each.squeezed or each.height > RECEIPTS[name][0] or each.words > RECEIPTS[name][1]
    } == {}


def test_a_receipt_leaves_most_of_the_screen_free() -> None:
    height, words = A_RECEIPT
    assert {name for name, most in RECEIPTS.items() if most[0] > height or most[1] > words} == {
        "ask agencies",
        "decide by escalation",
    }
