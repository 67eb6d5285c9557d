"""A stranger, or a member with bad intent, gets the right status, and not one byte of the store changes."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from bot.handlers.registry import BUTTONS
from cards.elements import MESSAGE_BYTES
from dialogs.triage.flow import STEP_VERBS, VERBS
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.people import Seat
from tests.journeys.conftest import BUSINESS_TEAM, COUNCIL, OTHER_PRACTITIONER, PRACTITIONER, Bot
from tests.support.answers import answered
from tests.support.fake_teams.server import Chat, Json
from tests.support.people.sin_lane import CRITERIA, REF, People, case_in_notification, shown
from tests.support.undisturbed import nothing_changes

THIRD_PRACTITIONER = "bb000000-0000-4000-8000-000000000003"
DIGEST = "0" * 64

# Bodies


def nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = {"a": [value]}
    return value


BODIES: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 400),
    "no JSON": (b"{", 400),
    "another encoding": ('{"type": "Zoë"}'.encode("utf-16"), 400),
    "a list": (b"[]", 400),
    "a number": (b"7", 400),
    "an enormous number": (b'{"type": ' + b"9" * 10_000 + b"}", 400),
    "not a number": (b'{"type": NaN}', 400),
    "an infinity in the channel's data": (b'{"channelData": {"a": -Infinity}}', 400),
    "brackets without end": (b"[" * 200_000, 400),
    "deep objects": (b'{"value":' * 20_000 + b"1" + b"}" * 20_000, 400),
    "an empty object": (b"{}", 400),
    "a long text": (b'"' + b"x" * 300_000 + b'"', 413),
    "too long, and no JSON": (b"x" * 300_000, 413),
}


async def test_a_body_that_is_no_activity_gets_400_and_one_too_large_413(bot: Bot) -> None:
    async with nothing_changes(bot.folder):
        for name, (body, status) in BODIES.items():
            headers = {"Content-Type": "application/json"}
            async with bot.session.post(f"{bot.url}/api/messages", data=body, headers=headers) as response:
                assert response.status == status, name
                assert set(await response.json()) == {"error"}, name


async def test_a_compressed_body_is_refused_before_it_is_unpacked(bot: Bot) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    post = bot.session.post(f"{bot.url}/api/messages", data=bomb, headers=headers)
    async with nothing_changes(bot.folder), post as response:
        assert response.status == 400
        assert set(await response.json()) == {"error"}


async def test_a_form_of_a_web_page_and_other_methods_and_paths_lead_nowhere(bot: Bot) -> None:
    async with nothing_changes(bot.folder):
        for type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            async with bot.session.post(
                f"{bot.url}/api/messages", data=b"{}", headers={"Content-Type": type}
            ) as response:
                assert response.status == 400
        for method in ("GET", "PUT", "DELETE", "PATCH"):
            async with bot.session.request(method, f"{bot.url}/api/messages") as response:
                assert response.status == 405
        for path in ("/", "/api", "/api/messages/../../etc/passwd", "/store/open.json", "/%2e%2e/"):
            async with bot.session.get(f"{bot.url}{path}") as response:
                assert response.status in {404, 405}


async def test_a_body_that_trickles_in_is_cut_off(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.server.BODY_SECONDS", 0.3)

    async def trickle() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.05)

    async with nothing_changes(bot.folder):
        headers = {"Content-Type": "application/json"}
        async with bot.session.post(f"{bot.url}/api/messages", data=trickle(), headers=headers) as response:
            assert response.status == 408


# Buttons: what a card sends is a stranger's input


VERB_NAMES = sorted({*BUTTONS, *STEP_VERBS, *VERBS, "no_such_verb", "", "x" * 10_000, "__init__", "../../etc/passwd"})
FIELDS = (
    *("ref", "into", "matter", "digest", "reason", "page", "confirmed", "on", "chair", "boards", "vehicle", "note"),
    *("agencies", "due", "agency", "part", "seen", "text", "choice", "outcome", "national", "rationale", "reasons"),
    *("look_again_on", "present", "differs", "procedure", "decided_by", "evidence", "until", "reviewer", "kind"),
    *("learning", "signer", "verdict", "how", "confirmation", "ruled_out", "draft", "revision", "step", "value"),
    *("seat", "person", "anyway", "tick_other", "evidence_other", "kind_other", "on_other", "ticked", "going_on"),
)
VALUES: dict[str, Any] = {
    "nothing": None,
    "yes": True,
    "a number": 7,
    "a negative number": -1,
    "an enormous number": 10**300,
    "a fraction": 1e308,
    "a list": [["x"], {}],
    "an object": {"toString": "x", "__class__": "x"},
    "deep": nested(150),
    "an empty text": "",
    "a huge text": "x" * 3_000,
    "half a character": "\ud800",
    "hidden characters": "\u200b\u202e\u2066\ufeff\u3164",
    "Markdown and a mention": "[x](https://attacker.example) <at>everyone</at> **b**",
    "bars and commas": "|,|,|,|",
    "a path": "../../../open",
}


def data_of(value: Any, **known: Any) -> Json:
    return {**dict.fromkeys(FIELDS, value), **known}


async def press(chat: Chat, verb: Any, data: Any) -> tuple[int, Any]:
    action = {"type": "Action.Execute", "verb": verb, "data": data}
    return await chat.post(chat.activity("invoke", name="adaptiveCard/action", value={"action": action}))


async def known_to(bot: Bot, *people: str) -> list[Chat]:
    messenger = [bot.chat(person) for person in people]
    for chat in messenger:
        await chat.say("help")
    return messenger


def shown_at_the_card(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False)


# With a text in the box the Business Team closes a case, or restricts it: that is what they are for.
TAKES_ANY_REASON = {"close", "restrict", "outside", "propose_not_met", "put_again", "refer"}
BEGINS_A_TRIAGE = {"start_triage", "update"}


@pytest.mark.long
@pytest.mark.parametrize("each", [1, pytest.param(len(VALUES), marks=pytest.mark.soak)])
async def test_no_button_with_anything_in_its_data_does_anything_but_answer(bot: Bot, each: int) -> None:
    """The buttons are pressed by a person who may see no case, and by the Business Team on a case that is there;
    ``each`` is the number of values tried with every verb."""
    await case_in_notification(bot)
    other, team = await known_to(bot, OTHER_PRACTITIONER, BUSINESS_TEAM)
    names = list(VALUES)
    async with nothing_changes(bot.folder):
        for number, verb in enumerate(name for name in VERB_NAMES if name not in BEGINS_A_TRIAGE):
            for name in {names[(number * 5 + step) % len(names)] for step in range(each)}:
                value = VALUES[name]
                attempts = [(other, data_of(value, ref=REF, into=REF, confirmed=True)), (team, value)]
                if verb not in TAKES_ANY_REASON or not isinstance(value, str):
                    attempts.append((team, data_of(value, ref=REF, confirmed=True)))
                for chat, data in attempts:
                    status, body = await press(chat, verb, data)
                    assert status == 200, (verb, name)
                    assert len(shown_at_the_card(body).encode("utf-16-le")) < MESSAGE_BYTES, (verb, name)


async def test_another_persons_case_can_be_neither_seen_nor_changed(bot: Bot) -> None:
    await case_in_notification(bot)
    (other,) = await known_to(bot, OTHER_PRACTITIONER)
    case = await bot.store.cases.get(REF)
    assert case
    async with nothing_changes(bot.folder):
        # What the framework says is of no case.
        for verb in sorted(set(BUTTONS) - {"start_triage", "framework"}):
            for data in ({"ref": REF}, {"ref": REF, "confirmed": True, "reason": "x", "into": REF, "on": "2026-11-23"}):
                _, body = await press(other, verb, data)
                assert "MH-1234" not in shown_at_the_card(body) and "suspected" not in shown_at_the_card(body), verb
        for text in (f"case {REF}", f"update {REF}", f"review {REF}", f"submitted {REF} yesterday"):
            activity = other.activity("message", text=text)
            # An activity seen before is not remembered anew, so that the file stays as it is.
            assert (await other.post({**activity, "id": None}))[0] == 201
            assert f"There is no case {REF} that you can see" in other.newest.words


async def test_nobody_signs_without_the_seat_with_another_digest_or_for_another_seat(bot: Bot) -> None:
    people: People = await case_in_notification(bot)
    await shown(people.icb, CRITERIA)
    case = await bot.store.cases.get(REF)
    standing = sign_off_of(case, NOTIFICATION_CRITERIA) if case else None
    assert standing
    good = {"ref": REF, "matter": NOTIFICATION_CRITERIA, "digest": standing.matter.digest}
    attempts: list[tuple[Chat, Json]] = [
        (people.team, good),
        (people.practitioner, {**good, "seat": Seat.POLICE.value}),
        (people.icb, {**good, "digest": DIGEST}),
        (people.icb, {**good, "digest": standing.matter.digest.upper()}),
        (people.icb, {**good, "digest": standing.matter.digest[:-1]}),
        (people.icb, {**good, "digest": [standing.matter.digest]}),
        (people.icb, {**good, "digest": ""}),
        (people.icb, {**good, "matter": "sin_quality"}),
        (people.icb, {**good, "matter": "no_such_matter"}),
        (people.icb, {**good, "ref": "CSCP-2026-999"}),
    ]
    async with nothing_changes(bot.folder):
        for chat, data in attempts:
            for verb in ("agree", "disagree"):
                status, _ = await press(chat, verb, {"reason": "x", "seat": "icb", "person": PRACTITIONER, **data})
                assert status == 200
    assert bot.signatures(REF) == []


async def test_another_persons_triage_can_be_neither_answered_nor_recorded_nor_left(bot: Bot) -> None:
    mine, (other,) = bot.chat(PRACTITIONER), await known_to(bot, OTHER_PRACTITIONER)
    await answered(bot, mine)
    data = mine.button("Open the case")["data"]
    # The same chat's id too: no real Teams sends that, since a personal chat has one person.
    intruder = Chat(bot.teams, bot.url, bot.session, THIRD_PRACTITIONER, COUNCIL, mine.conversation)
    await intruder.post(intruder.activity("message", text="help", id=None))
    async with nothing_changes(bot.folder):
        for chat in (other, intruder):
            for verb in (*VERBS, *STEP_VERBS):
                status, body = await press(chat, verb, {**data, "step": "harm", "choice": "neither", "evidence": "x"})
                assert status == 200 and "MH-1234" not in shown_at_the_card(body)
        activity = intruder.activity("message", text="cancel")
        assert (await intruder.post({**activity, "id": None}))[0] == 201
    assert not bot.store.cases.open_cases()


async def test_half_a_character_anywhere_keeps_no_answer_back(bot: Bot) -> None:
    chat, half = bot.chat(PRACTITIONER), "x\ud800"
    activity = chat.activity("message", text=f"help{half}", locale=half, entities=[{"type": half, "text": half}])
    activity["recipient"] = {"id": "28:bot", "name": half}
    activity["conversation"]["name"], activity["from"]["name"] = half, half
    with capture_logs() as logs:
        assert (await chat.post(activity))[0] == 201
    assert chat.messages and not [entry for entry in logs if entry["event"] == "turn_failed"]
    for name, part in (("conversation", {"id": half}), ("id", half), ("from", {**activity["from"], "id": half})):
        assert (await chat.post({**activity, name: part}))[0] == 400


async def test_an_action_that_the_bot_does_not_have_is_bad_input(bot: Bot) -> None:
    (chat,) = await known_to(bot, PRACTITIONER)
    async with nothing_changes(bot.folder):
        for name in ("task/fetch", "composeExtension/query", "signin/verifyState", "", None):
            assert (await chat.post(chat.activity("invoke", name=name, value={})))[0] == 400


@pytest.mark.parametrize("kind", [None, "", "groupChat", "channel", "PERSONAL"])
async def test_a_personal_chat_under_another_kind_is_answered_at_once_and_shows_no_case(
    bot: Bot, kind: str | None
) -> None:
    people = await case_in_notification(bot)
    same = Chat(bot.teams, bot.url, bot.session, PRACTITIONER, COUNCIL, people.practitioner.conversation, kind or "")
    async with asyncio.timeout(5):
        await same.say(f"case {REF}")
    assert "MH-1234" not in same.last.words


# What the bot sends


async def test_a_stored_address_that_was_tampered_with_gets_nothing(bot: Bot) -> None:
    """The bot sends neither the card of a case nor a token to a place outside its list of allowed hosts."""
    reached: list[str] = []

    async def catch(request: web.Request) -> web.Response:
        reached.append(await request.text())
        return web.json_response({"id": "1"})

    attacker = web.Application()
    attacker.router.add_route("*", "/{rest:.*}", catch)
    people = await case_in_notification(bot)
    async with TestServer(attacker) as server:
        # Another name of the same machine, which the list does not have.
        address = str(server.make_url("/")).replace("127.0.0.1", "0.0.0.0")
        async with bot.session.get(address):
            assert len(reached) == 1
        for key, value in bot.store.references.all().items():
            await bot.store.references.set(key, {**value, "serviceUrl": address})
        before = len(bot.teams.messages)
        await bot.channel(people.practitioner.person).say(f"case {REF}", mention=True)
        await bot.channel(people.practitioner.person).say("triage", mention=True)
        await asyncio.sleep(0.4)
    assert len(reached) == 1
    assert not any("MH-1234" in message.words for message in bot.teams.messages[before:])


# What people type comes back as text


@pytest.mark.parametrize(
    "text",
    [
        "case [x](//a.io)",
        "case **x**",
        "case <at>all</at>",
        "case \u202ex\u200b",
        "case https://a.io",
        "case `x`",
        "update ![](//a.io)",
        "review #x",
        "[help](https://attacker.example)",
        "<at>everyone</at>",
        "**triag**",
        "define [x](https://attacker.example)",
        "submitted [x](//a) 1/1/2026",
    ],
)
async def test_no_markdown_link_or_mention_of_a_persons_comes_back_as_such(bot: Bot, text: str) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say(text)
    for message in chat.messages:
        own = json.dumps(message.activity.get("text") or "")
        assert not any(sign in own for sign in ("[", "](", "//", "<at", "`", "\\u202e", "\\u200b", "**x", "#x"))
        for block in text_blocks(message.card):
            assert "attacker" not in block and "//a" not in block and "<" not in block


def text_blocks(value: Any) -> list[str]:
    """Returns the texts that Teams reads as Markdown."""
    if isinstance(value, dict):
        own = [value["text"]] if value.get("type") == "TextBlock" else []
        return own + [text for inner in value.values() for text in text_blocks(inner)]
    return [text for inner in value for text in text_blocks(inner)] if isinstance(value, list) else []
