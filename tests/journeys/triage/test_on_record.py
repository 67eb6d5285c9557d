"""Journeys that begin with a case take one that was put on record: it is the case that the triage opens in chat."""

from typing import Any

from tests.journeys.conftest import PRACTITIONER, Bot
from tests.support.answers import on_record, opened
from tests.support.people.sin_lane import CARE_LEAVER, IN_CARE, NOT_REQUIRED

DRAWN = ("ref", "triage", "salt", "digest")
"""These are of each case alone."""


def _same(part: Any) -> Any:
    return {name: _same(value) for name, value in part.items() if name not in DRAWN} if isinstance(part, dict) else part


async def test_a_case_put_on_record_is_the_one_that_the_triage_opens_in_chat(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    for different in ({}, NOT_REQUIRED, IN_CARE, CARE_LEAVER, {"harm": "not_known", "incident_on": "not_known"}):
        walked = await opened(bot, chat, **different)
        recorded = await on_record(bot, chat, **different)
        assert recorded.ref != walked.ref
        assert _same(recorded.opened.model_dump()) == _same(walked.opened.model_dump())
