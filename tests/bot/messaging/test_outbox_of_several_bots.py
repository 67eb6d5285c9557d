"""Several bots share one store: each thing is said by one of them, and what a bot died with is said by another."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.connector.transport import TOTAL_SECONDS, DestinationUnreachable, SendError
from bot.messaging.leases import LEASE_DURATION
from store.errors import NotWritable
from tests.support.fake_disk.faulty import Crash
from tests.support.processes.bots_on_one_store import Bots, message
from tests.support.simulated_year.expected_messages import CHANNEL, TEAM

DUE, LEFT_1 = "nudge|CSCP-2026-001|sin|2026-11-27|due", "nudge|CSCP-2026-001|sin|2026-11-27|left_1"


def test_a_claim_lasts_clearly_longer_than_the_longest_delivery() -> None:
    assert timedelta(seconds=10 * TOTAL_SECONDS) < LEASE_DURATION < timedelta(minutes=10)


async def test_two_bots_that_set_out_to_say_the_same_thing_say_it_once(bots: Bots) -> None:
    assert all(bots.is_open(bot, DUE) for bot in (0, 1))
    await asyncio.gather(*(outbox.send(message(DUE)) for outbox in bots.outboxes))
    for bot in (0, 1):
        await bots.say(bot, DUE)
    assert bots.teams.arrived == [(CHANNEL, DUE)]


async def test_a_bot_that_has_not_heard_yet_that_it_was_said_does_not_say_it_again(bots: Bots) -> None:
    await bots.outboxes[0].send(message(DUE))
    assert bots.is_open(1, DUE)
    await bots.outboxes[1].send(message(DUE))
    assert bots.teams.arrived == [(CHANNEL, DUE)]


async def test_of_two_messages_that_overlap_the_second_waits_and_then_says_only_the_rest(bots: Bots) -> None:
    await asyncio.gather(
        bots.outboxes[0].send(message("digest", DUE)), bots.outboxes[1].send(message("digest", DUE, LEFT_1))
    )
    assert len(bots.teams.arrived) == 1
    for key in ("digest", DUE, LEFT_1):
        await bots.say(1, key)
    assert bots.teams.arrived == [(CHANNEL, "digest"), (CHANNEL, LEFT_1)]


async def test_what_a_bot_that_died_had_claimed_is_said_by_another_after_its_time(bots: Bots) -> None:
    bots.teams.fails = [Crash()]
    with pytest.raises(Crash):
        await bots.say(0, DUE)
    await bots.say(1, DUE)
    bots.now += LEASE_DURATION - timedelta(seconds=1)
    await bots.say(1, DUE)
    assert bots.teams.arrived == []
    bots.now += timedelta(seconds=1)
    await bots.say(1, DUE)
    assert bots.teams.arrived == [(CHANNEL, DUE)]


async def test_what_another_bot_has_said_for_one_that_was_cut_off_is_not_said_again_once_that_is_back(
    bots: Bots, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After its claim the first bot reaches neither Teams nor the store, until its lease is over."""

    async def refuse(values: Mapping[str, Mapping[str, Any]]) -> None:
        raise NotWritable("cut off")

    monkeypatch.setattr(bots.stores[0].ledger, "set_all", refuse)
    bots.teams.fails = [SendError(503)]
    with pytest.raises(NotWritable):
        await bots.say(0, DUE)
    bots.now += LEASE_DURATION
    await bots.say(1, DUE)
    monkeypatch.undo()
    for bot in (0, 1, 0):
        await bots.say(bot, DUE)
        await bots.say(bot, LEFT_1)
    assert bots.teams.arrived == [(CHANNEL, DUE), (CHANNEL, LEFT_1)]


async def test_a_bot_goes_on_at_once_with_what_it_claimed_itself(bots: Bots) -> None:
    bots.teams.fails = [Crash()]
    with pytest.raises(Crash):
        await bots.say(0, DUE)
    await bots.say(0, DUE)
    assert bots.teams.arrived == [(CHANNEL, DUE)]


async def test_a_claim_by_a_clock_that_was_a_year_ahead_keeps_nobody_waiting_for_a_year(bots: Bots) -> None:
    bots.teams.fails = [Crash()]
    bots.now += timedelta(days=365)
    with pytest.raises(Crash):
        await bots.say(0, DUE)
    bots.now -= timedelta(days=365)
    await bots.say(1, DUE)
    assert bots.teams.arrived == [(CHANNEL, DUE)]


async def test_what_failed_with_one_bot_may_be_tried_by_another(bots: Bots) -> None:
    bots.teams.fails = [SendError(502)]
    await bots.say(0, DUE)
    await bots.say(1, DUE)
    assert bots.teams.arrived == [(CHANNEL, DUE)]


async def test_somebody_out_of_reach_is_marked_once_with_the_moment_when_the_first_bot_saw_it(bots: Bots) -> None:
    bots.teams.fails = [DestinationUnreachable(403), DestinationUnreachable(403)]
    since = bots.now
    await bots.outboxes[0].send(message(DUE))
    bots.now += timedelta(seconds=9)
    await bots.outboxes[1].send(message(LEFT_1))
    await bots.refresh()
    marks = [outbox.reach.marks.all() for outbox in bots.outboxes]
    assert [{to: mark.at for to, mark in each.items()} for each in marks] == [{CHANNEL: since}] * 2


async def test_a_destination_that_one_bot_has_reached_waits_with_no_other(bots: Bots) -> None:
    bots.teams.fails = [DestinationUnreachable(403)]
    await bots.say(0, DUE)
    await bots.say(1, LEFT_1)
    await bots.refresh()
    await bots.say(0, DUE)
    assert bots.teams.arrived == [(CHANNEL, LEFT_1), (CHANNEL, DUE)]


async def test_a_triage_that_was_left_is_noted_once(bots: Bots) -> None:
    await bots.case_notices(0).note_abandoned_triage("draft", bots.now)
    await bots.case_notices(1).note_abandoned_triage("draft", bots.now + timedelta(minutes=1))
    assert bots.kept.ledger.all("left|") == {"left|draft": {"at": bots.now.isoformat()}}


async def test_the_channel_hears_nothing_of_a_case_that_was_restricted_with_another_bot_a_moment_ago(
    bots: Bots,
) -> None:
    case = await bots.open_case()
    await bots.restrict(0, case.ref)
    stale = bots.stores[1].cases.open_case(case.ref)
    assert stale and not stale.access.is_restricted
    await bots.case_notices(1).run()
    assert bots.teams.times(CHANNEL, case.ref) == 0
    assert bots.teams.times(TEAM, case.ref) == 1
