"""A stranger's activity is turned away with the right status, and changes nothing."""

from typing import Any

import pytest

from tests.journeys.conftest import PRACTITIONER, Bot
from tests.support.fake_teams.server import Chat

STRANGER = "99999999-0000-4000-8000-000000000009"


NO_TENANT = {"id": "a:1", "conversationType": "personal"}


def changed(chat: Chat, **parts: Any) -> dict[str, Any]:
    return {**chat.activity("message", text="triage"), **parts}


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ({"channelData": {"tenant": {"id": STRANGER}}}, 403),
        ({"channelData": {}, "conversation": NO_TENANT}, 403),
        ({"channelData": None, "conversation": {**NO_TENANT, "tenantId": STRANGER}}, 403),
        ({"channelId": "webchat"}, 403),
        ({"channelId": "emulator"}, 403),
        ({"serviceUrl": "https://attacker.example/"}, 403),
        ({"from": {"id": "29:x"}}, 403),
        ({"from": {"id": "28:x", "aadObjectId": STRANGER, "role": "bot"}}, 403),
        ({"from": None}, 403),
        ({"type": None}, 400),
        ({"conversation": None}, 400),
        ({"conversation": []}, 400),
        ({"text": {"a": 1}}, 400),
    ],
)
async def test_a_request_that_is_not_from_a_person_of_the_partnership_is_refused(
    bot: Bot, parts: dict[str, Any], status: int
) -> None:
    chat = bot.chat(PRACTITIONER)
    answered, body = await chat.post(changed(chat, **parts))
    assert answered == status and body["error"]
    assert not bot.teams.messages
    assert not bot.store.conversations.all() and not bot.store.references.all()


@pytest.mark.parametrize(
    ("body", "type", "status"),
    [
        (b"not json", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"null", "application/json", 400),
        (b"", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"{}", "text/plain", 400),
        (b'"' + b"x" * 300_000 + b'"', "application/json", 413),
    ],
)
async def test_a_body_that_is_no_activity_is_bad_input(bot: Bot, body: bytes, type: str, status: int) -> None:
    async with bot.session.post(f"{bot.url}/api/messages", data=body, headers={"Content-Type": type}) as response:
        assert response.status == status


async def test_alive_and_ready_say_so_and_a_store_that_cannot_be_written_is_not_ready(bot: Bot) -> None:
    for path in ("healthz", "readyz"):
        async with bot.session.get(f"{bot.url}/{path}") as response:
            assert response.status == 200
    await bot.store.close()
    async with bot.session.get(f"{bot.url}/readyz") as response:
        assert response.status == 503
