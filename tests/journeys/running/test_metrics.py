"""Monitoring reads the bot's numbers over real HTTP, and nothing but numbers."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession
from aiohttp.test_utils import TestServer
from prometheus_client.parser import text_string_to_metric_families

from bot.handlers.commands import COMMANDS
from bot.handlers.registry import BUTTONS
from bot.observability.metrics import application
from bot.security.rate_limit import RateLimit
from tests.journeys.conftest import BUSINESS_TEAM, CHANNEL, ICB, OTHER_PRACTITIONER, PRACTITIONER, Bot
from tests.journeys.notifications.test_nudges_that_fail import unreadable_case
from tests.journeys.running.test_crash import free_port
from tests.journeys.running.test_stopping import answers
from tests.journeys.security.test_nothing_leaks import SECRET
from tests.support.answers import opened
from tests.support.fake_disk.faulty import FULL, FaultyDisk
from tests.support.people.sin_lane import ICB_DEPUTY, case_in_notification, everyone, sign
from tests.support.processes.warm import WarmProcess
from tests.support.simulated_year.mornings import NEXT_MONDAY, TUESDAY, go_to

TRIES = 4
LABELS = {"verb", "outcome", "le", "status", "result", "kind", "round", "where", "stage", "deadline"}
NAME = re.compile(r"[a-z0-9_+.-]+|\+Inf")


class Watcher:
    """The watcher reads ``/metrics`` as Prometheus does."""

    def __init__(self, session: ClientSession, address: str) -> None:
        self._session = session
        self._address = address

    async def text(self) -> str:
        async with self._session.get(self._address) as response:
            assert response.status == 200
            assert response.headers["Content-Type"].startswith("text/plain; version=")
            return await response.text()

    async def value(self, name: str, **labels: str) -> float:
        """Returns the value of a sample; 0 while there is no such sample, since nothing was counted yet."""
        for family in text_string_to_metric_families(await self.text()):
            for sample in family.samples:
                if sample.name == name and sample.labels == labels:
                    return float(sample.value)
        return 0.0


@pytest.fixture
async def watcher(bot: Bot) -> AsyncIterator[Watcher]:
    async with TestServer(application(bot.metrics)) as server:
        yield Watcher(bot.session, str(server.make_url("/metrics")))


async def test_a_case_shows_in_the_turns_the_open_cases_the_requests_and_the_messages(
    bot: Bot, watcher: Watcher
) -> None:
    await bot.chat(BUSINESS_TEAM).install()
    assert await watcher.value("cscp_open_cases", stage="notification") == 0
    await opened(bot, bot.chat(PRACTITIONER))
    await bot.run_all_jobs()
    assert await watcher.value("cscp_turns_total", verb="triage", outcome="done") == 1
    assert await watcher.value("cscp_turns_total", verb="triage_step", outcome="done") > 5
    assert await watcher.value("cscp_turn_seconds_count") > 6
    assert await watcher.value("cscp_open_cases", stage="notification") == 1
    assert await watcher.value("cscp_outbound_requests_total", result="delivered") > 6
    assert await watcher.value("cscp_messages_total", kind="news", result="sent") >= 1


async def test_a_nudge_that_fails_and_one_that_is_sent_are_counted_apart(bot: Bot, watcher: Watcher) -> None:
    await case_in_notification(bot)
    await bot.run_all_jobs()
    bot.teams.fails[CHANNEL] = [502] * TRIES
    await go_to(bot, TUESDAY)
    assert await watcher.value("cscp_messages_total", kind="digest", result="failed") == 1
    assert await watcher.value("cscp_messages_total", kind="nudge", result="sent") > 2
    assert await watcher.value("cscp_outbound_requests_total", result="failed") == 1


async def test_a_blocked_chat_is_counted_as_gone(bot: Bot, watcher: Watcher) -> None:
    people = await case_in_notification(bot)
    await bot.run_all_jobs()
    bot.teams.fails[people.icb.conversation] = [403]
    await go_to(bot, TUESDAY)
    assert await watcher.value("cscp_outbound_requests_total", result="gone") == 1


async def test_who_is_not_reached_for_an_hour_and_the_cards_that_wait_there_are_counted(
    bot: Bot, watcher: Watcher
) -> None:
    people = await everyone(bot)
    await bot.chat(ICB_DEPUTY, ICB).install()
    bot.teams.fails |= {people.icb.conversation: [503] * 100, CHANNEL: [400] * 100}
    await opened(bot, people.practitioner)
    await bot.run_all_jobs()
    assert await watcher.value("cscp_destinations_unreached", kind="person") == 0
    await go_to(bot, bot.clock.now + timedelta(hours=1))
    assert await watcher.value("cscp_destinations_unreached", kind="person") == 1
    assert await watcher.value("cscp_destinations_unreached", kind="channel") == 1
    assert await watcher.value("cscp_cards_undelivered") == 2


async def test_what_is_overdue_is_counted_by_deadline(bot: Bot, watcher: Watcher) -> None:
    await case_in_notification(bot)
    assert await watcher.value("cscp_deadlines_overdue", deadline="sin") == 0
    await go_to(bot, NEXT_MONDAY)
    assert await watcher.value("cscp_deadlines_overdue", deadline="sin") == 1
    assert await watcher.value("cscp_cases_not_read") == 0


async def test_every_round_says_when_it_last_went_well_and_how_long_it_took(bot: Bot, watcher: Watcher) -> None:
    await bot.run_all_jobs()
    for name in bot.names:
        assert await watcher.value("cscp_round_last_good_timestamp_seconds", round=name) > 1_700_000_000
        assert await watcher.value("cscp_round_seconds_count", round=name) >= 2
        assert await watcher.value("cscp_round_failures_total", round=name) == 0


async def test_a_disk_that_fails_shows_in_the_store_faults_and_the_turns(bot: Bot, watcher: Watcher) -> None:
    await bot.stop()
    bot.disk = disk = FaultyDisk()
    await bot.start()
    chat = bot.chat(PRACTITIONER)
    await chat.say("help")
    disk.arm(0, FULL, lasting=True)
    await chat.say("triage")
    await bot.run_all_jobs()
    disk.mend()
    assert await watcher.value("cscp_store_faults_total", where="turn") >= 1
    assert await watcher.value("cscp_turns_total", verb="triage", outcome="failed") == 1


async def test_a_search_is_counted_as_one_and_whoever_may_find_nothing_was_not_too_fast(
    bot: Bot, watcher: Watcher
) -> None:
    await case_in_notification(bot)
    bot.teams.guests.add(OTHER_PRACTITIONER)
    stranger, opener = bot.channel(OTHER_PRACTITIONER), bot.channel(PRACTITIONER)
    assert (await stranger.post(stranger.search_activity("")))[0] == 200
    assert (await opener.post(opener.search_activity("")))[0] == 200
    assert await watcher.value("cscp_too_fast_total") == 0
    assert await watcher.value("cscp_turns_total", verb="search", outcome="done") == 1


async def test_whoever_is_told_to_slow_down_and_whoever_is_turned_away_are_counted(bot: Bot, watcher: Watcher) -> None:
    await bot.stop()
    bot.rate_limit = RateLimit(burst=2, per_second=0.001)
    await bot.start()
    chat = bot.chat(PRACTITIONER)
    statuses = [(await chat.post(chat.activity("message", text="help")))[0] for _ in range(5)]
    assert statuses == [201, 201, 201, 429, 429]
    assert await watcher.value("cscp_too_fast_total") == 3
    assert await watcher.value("cscp_requests_refused_total", status="429") == 2
    async with bot.session.post(f"{bot.url}/api/messages", data=b"{}") as response:
        assert response.status == 400
    assert await watcher.value("cscp_requests_refused_total", status="400") == 1


HOSTILE = [
    "zzz",
    "Amara Okafor",
    "close\nqqq 1",
    'x"} evil 1',
    "MH-1234",
    "a" * 5_000,
    "\u202e",
    "",
    "case CSCP-2026-001",
]


async def test_whatever_a_stranger_sends_the_labels_are_the_bots_own_words(bot: Bot, watcher: Watcher) -> None:
    people = await case_in_notification(bot)
    await sign(people.icb)
    chat = bot.chat(PRACTITIONER)
    before = (await watcher.text()).count("\n")
    for number, words in enumerate(HOSTILE * 5):
        value = {"action": {"type": "Action.Execute", "verb": f"{words}{number}", "data": {words: words}}}
        await chat.post(chat.activity("invoke", name="adaptiveCard/action", value=value))
        await chat.post(chat.activity("invoke", name=words, value={"verb": words}))
        await chat.post(chat.activity("message", text=f"{words} {number}", id=f"hostile-{number}"))
        await chat.post(chat.activity(words or "other", text=words))
    text = await watcher.text()
    assert not SECRET.search(text)
    assert not re.search("CSCP-2026|7e000000|aa000000|bb000000", text)
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            assert sample.labels.keys() <= LABELS
            assert all(NAME.fullmatch(label) for label in sample.labels.values()), sample
            if "verb" in sample.labels:
                assert sample.labels["verb"] in {*BUTTONS, *COMMANDS, "text", "triage_step", "unknown"}
    assert text.count("\n") < before + 30


async def test_a_case_that_cannot_be_read_leaves_the_others_counted(bot: Bot, watcher: Watcher) -> None:
    await case_in_notification(bot)
    await unreadable_case(bot)
    await go_to(bot, NEXT_MONDAY)
    assert await watcher.value("cscp_cases_not_read") == 1
    assert await watcher.value("cscp_open_cases", stage="notification") == 3
    assert await watcher.value("cscp_deadlines_overdue", deadline="sin") == 2


async def test_the_numbers_are_at_an_address_of_their_own_on_this_machine(tmp_path: Path) -> None:
    port, metrics_port = free_port(), free_port()
    settings = {
        "CSCP_LOCAL": "true",
        "CSCP_PORT": str(port),
        "CSCP_METRICS_PORT": str(metrics_port),
        "CSCP_STORE_URL": str(tmp_path),
        "CSCP_PARTNERSHIP": "local/partnership.toml",
    }
    process = WarmProcess("app.py", variables={**os.environ, **settings})
    try:
        async with asyncio.timeout(30), ClientSession() as session:
            await answers(f"http://127.0.0.1:{metrics_port}/metrics")
            assert await status(session, f"http://127.0.0.1:{port}/metrics") == 404
            assert await status(session, f"http://127.0.0.1:{metrics_port}/readyz") == 200
            async with session.get(f"http://127.0.0.1:{metrics_port}/readyz") as response:
                assert {"status", "undelivered", "unreachable", "signatures"} <= (await response.json()).keys()
            for path in ("metrics", "readyz"):
                assert await status(session, f"http://127.0.0.2:{metrics_port}/{path}") is None
    finally:
        process.kill()
        await process.ended()


async def status(session: ClientSession, address: str) -> int | None:
    with suppress(ClientError):
        async with session.get(address) as response:
            return response.status
    return None


async def test_through_a_proxy_readyz_says_ready_or_not_and_nothing_of_cases_or_offices(bot: Bot) -> None:
    await opened(bot, bot.chat(PRACTITIONER))
    await bot.run_all_jobs()
    _, told_here = await bot.ready()
    assert told_here["undelivered"] and told_here["unreachable"]
    for header in ("X-Forwarded-For", "Forwarded", "x-real-ip"):
        async with bot.session.get(f"{bot.url}/readyz", headers={header: "203.0.113.7"}) as response:
            assert (response.status, await response.json()) == (200, {"status": "ready"})
