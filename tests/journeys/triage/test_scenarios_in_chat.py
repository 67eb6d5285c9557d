"""Every scenario of the briefing, answered in chat, ends in the decision that the command line gives."""

import json
import tomllib
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.engine import Engine
from safeguarding.publications.decide_json import decide
from tests.journeys.conftest import ROOT, Bot
from tests.support.answers import answer_all

SCENARIOS: list[dict[str, Any]] = tomllib.loads((ROOT / "tests" / "scenarios.toml").read_text("utf-8"))["scenario"]
DATES = ("became_aware", "sin_submitted", "commissioned")


def in_chat() -> list[dict[str, Any]]:
    """Picks one scenario for each set of facts and date of awareness, since chat asks no more than these."""
    different: dict[str, dict[str, Any]] = {}
    for scenario in SCENARIOS:
        key = json.dumps([scenario["facts"], str(scenario.get("became_aware"))], sort_keys=True)
        different.setdefault(key, scenario)
    return list(different.values())


PARTS, SAMPLE = 8, 2
"""That a scenario ends in its decision is proved by the command line, that each answer of a chat is taken as it was
given by the triage's own tests: of both at once ``make test`` has a sample."""


@pytest.mark.parametrize(
    "part", [*range(SAMPLE), *(pytest.param(part, marks=pytest.mark.soak) for part in range(SAMPLE, PARTS))]
)
async def test_every_scenario_answered_in_chat_ends_in_the_decision_of_the_command_line(bot: Bot, part: int) -> None:
    calendar = WorkingCalendar(bot.framework.calendar.published_until)
    for number, scenario in enumerate(in_chat()[part::PARTS], 1):
        facts, aware = scenario["facts"], scenario.get("became_aware")
        given = {"facts": facts, **({"became_aware": str(aware)} if aware else {})}
        expected = decide(json.dumps(given), Engine(bot.framework), calendar)
        bot.clock.now = max(bot.clock.now, _day_after(aware))
        chat = bot.chat(f"cc000000-0000-4000-8000-{number:012}")

        await chat.say("triage")
        await answer_all(chat, bot.framework, {**facts, **({"became_aware": str(aware)} if aware else {})})
        if "is that right?" in chat.last.words:
            await chat.press("Yes, that is the day")
            await answer_all(chat, bot.framework, {})
        await chat.press("Open the case")

        case = next(case for case in bot.store.cases.open_cases() if case.opener.id == chat.person)
        assert case.outcome.values == {**expected["decisions"], "route": expected["route"]}, scenario["name"]
        if "sin" in expected["due"]:
            day = date.fromisoformat(expected["due"]["sin"])
            assert f"{day:%A} {day.day} {day:%B %Y}" in chat.last.words, scenario["name"]


def _day_after(aware: object) -> datetime:
    day = aware if isinstance(aware, date) else date.fromisoformat(str(aware)) if aware else date(2026, 11, 22)
    return datetime.combine(day, time(11), UTC)
