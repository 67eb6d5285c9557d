"""Several bots share one store: each card is posted by one of them, and no copy is left showing what it should not."""

import asyncio
from datetime import timedelta

import pytest

from bot.messaging.leases import LEASE_DURATION
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from tests.support.case_stages import closed_anyway
from tests.support.fake_disk.faulty import Crash
from tests.support.processes.bots_on_one_store import BUSINESS_TEAM, ICB, POLICE, REASON, Bots
from tests.support.simulated_year.expected_messages import CHANNEL

CRITERIA = "SIN notifications"


async def test_two_bots_post_one_card_to_each_seat_and_one_to_the_channel(bots: Bots) -> None:
    case = await bots.open_posted()
    await asyncio.gather(*(sign_off_cards.run() for sign_off_cards in bots.sign_off_cards))
    for sign_off_cards in bots.sign_off_cards:
        await bots.refresh()
        await sign_off_cards.run()
    cards = bots.kept.ledger.all(f"card|{case.ref}|")
    assert [len(card["messages"]) for name, card in cards.items() if "|post|" not in name] == [1] * len(
        bots.teams.arrived
    )
    assert bots.teams.times(ICB, case.ref) == bots.teams.times(CHANNEL, case.ref) == 1


async def test_a_card_that_a_bot_died_with_is_posted_by_another_after_its_time(bots: Bots) -> None:
    await bots.open_posted()
    bots.teams.fails = [Crash()]
    with pytest.raises(Crash):
        await bots.sign_off_cards[0].run()
    await bots.refresh()
    await bots.sign_off_cards[1].run()
    posted = len(bots.teams.arrived)
    await bots.sign_off_cards[1].run()
    assert len(bots.teams.arrived) == posted
    bots.now += LEASE_DURATION
    await bots.sign_off_cards[1].run()
    assert len(bots.teams.arrived) == posted + 1


async def test_no_card_is_posted_of_a_case_that_was_restricted_with_another_bot_a_moment_ago(bots: Bots) -> None:
    case = await bots.open_posted()
    await bots.restrict(0, case.ref)
    await bots.sign_off_cards[1].run()
    assert bots.teams.times(ICB, case.ref) == bots.teams.times(CHANNEL, case.ref) == 0


async def test_a_card_asked_for_with_another_bot_while_one_is_posted_is_kept_up_to_date_like_it(bots: Bots) -> None:
    case = await bots.open_posted()

    async def asked_for() -> None:
        bots.teams.shown[ICB, "asked for"] = "Sign"
        await bots.sign_off_cards[1].add_copy(case.ref, NOTIFICATION_CRITERIA, ICB, "asked for")

    bots.teams.meanwhile[ICB] = asked_for
    await bots.sign_off_cards[0].run()
    key = f"card|{case.ref}|{NOTIFICATION_CRITERIA}|{ICB.tenant}|{ICB.id}"
    kept = bots.kept.ledger.get(key)
    assert kept and kept.value["messages"][1:] == ["asked for"]
    await bots.refresh()
    await bots.sign_off_cards[0].run()
    assert bots.teams.says(ICB, CRITERIA) == 2
    await bots.works[0].apply(case.ref, lambda now: closed_anyway(now, REASON, BUSINESS_TEAM, bots.now))
    await bots.refresh()
    await bots.sign_off_cards[1].run()
    assert bots.teams.says(ICB, CRITERIA) == 0


async def test_a_copy_that_one_bot_is_changing_is_left_alone_by_one_that_is_behind(bots: Bots) -> None:
    case = await bots.open_posted()
    await bots.sign_off_cards[0].run()
    await bots.sign(0, case.ref, POLICE)
    await bots.stores[1].refresh()
    await bots.sign(1, case.ref, ICB)
    channel = next(place for place in bots.teams.shown if place[0] == CHANNEL)
    right: list[str] = []

    async def behind() -> None:
        """The other bot, which has not heard of the second signature, comes by before this one hears back."""
        right.append(bots.teams.shown[channel])
        await bots.sign_off_cards[0].run()

    bots.teams.unconfirmed[CHANNEL] = behind
    await bots.sign_off_cards[1].run()
    assert right == [bots.teams.shown[channel]]
    await bots.refresh()
    await bots.sign_off_cards[0].run()
    assert right == [bots.teams.shown[channel]]


async def test_a_copy_that_a_bot_died_with_while_it_changed_it_is_brought_up_by_another_after_its_time(
    bots: Bots,
) -> None:
    case = await bots.open_posted()
    await bots.sign_off_cards[0].run()
    await bots.sign(0, case.ref, POLICE)
    channel = next(place for place in bots.teams.shown if place[0] == CHANNEL)
    before = bots.teams.shown[channel]
    bots.teams.unconfirmed[CHANNEL] = _die
    with pytest.raises(Crash):
        await bots.sign_off_cards[0].run()
    right = bots.teams.shown[channel]
    await bots.refresh()
    await bots.sign_off_cards[1].run()
    # What the dead bot had sent once more before arrives last.
    bots.teams.shown[channel] = before
    await bots.sign_off_cards[1].run()
    bots.now += LEASE_DURATION
    await bots.sign_off_cards[1].run()
    assert bots.teams.shown[channel] == right != before


async def _die() -> None:
    raise Crash


async def test_a_copy_that_a_bot_died_with_is_hidden_at_once_when_the_case_is_restricted(bots: Bots) -> None:
    case = await bots.open_posted()
    await bots.sign_off_cards[0].run()
    await bots.sign(0, case.ref, POLICE)
    channel = next(place for place in bots.teams.shown if place[0] == CHANNEL)
    bots.teams.unconfirmed[CHANNEL] = _die
    with pytest.raises(Crash):
        await bots.sign_off_cards[0].run()
    await bots.refresh()
    await bots.restrict(1, case.ref)
    await bots.sign_off_cards[1].run()
    assert "no longer shown here" in bots.teams.shown[channel]


async def test_a_copy_that_is_changed_while_another_bot_restricts_the_case_is_hidden_right_after(bots: Bots) -> None:
    case = await bots.open_posted()
    await bots.sign_off_cards[0].run()
    await bots.refresh()
    channel = next(place for place in bots.teams.shown if place[0] == CHANNEL)

    async def restricted() -> None:
        """The other bot leaves alone what this one is changing."""
        await bots.restrict(0, case.ref)
        await bots.sign_off_cards[0].run()

    await bots.sign(1, case.ref, ICB)
    bots.teams.meanwhile[CHANNEL] = restricted
    await bots.sign_off_cards[1].run()
    assert not bots.teams.meanwhile
    await bots.refresh()
    await bots.sign_off_cards[0].run()
    assert "no longer shown here" in bots.teams.shown[channel]


async def test_a_new_card_is_posted_and_the_old_one_put_aside_when_the_bot_that_changed_it_is_done(bots: Bots) -> None:
    case = await bots.open_posted()
    await bots.sign_off_cards[0].run()
    await bots.refresh()
    first = next(place for place in bots.teams.shown if place[0] == ICB)

    async def put_again() -> None:
        await bots.move_the_date(0, case.ref)
        await bots.sign_off_cards[0].run()
        assert bots.teams.times(ICB, case.ref) == 1

    bots.now += timedelta(days=1)
    bots.teams.meanwhile[ICB] = put_again
    await bots.sign_off_cards[1].run()
    assert not bots.teams.meanwhile
    await bots.refresh()
    await bots.sign_off_cards[0].run()
    assert bots.teams.times(ICB, case.ref) == 2
    assert "further down" in bots.teams.shown[first]


async def test_no_card_of_a_content_that_another_bot_has_put_anew_meanwhile_is_posted_after_the_new_one(
    bots: Bots,
) -> None:
    first, second = await bots.open_posted(), await bots.open_posted()
    await bots.sign_off_cards[0].run()
    await bots.refresh()

    async def put_anew() -> None:
        """Behind the first case's card, which goes out, waits the second one's, drawn before it was put anew."""
        await bots.move_the_date(0, second.ref)
        await bots.sign_off_cards[0].run()
        await bots.stores[1].refresh()

    await bots.move_the_date(1, first.ref)
    await bots.stores[1].refresh()
    bots.teams.meanwhile[ICB] = put_anew
    await bots.sign_off_cards[1].run()
    assert not bots.teams.meanwhile and bots.teams.times(ICB, second.ref) == 2
    for sign_off_cards in bots.sign_off_cards:
        await bots.refresh()
        await sign_off_cards.run()
    assert bots.teams.times(ICB, second.ref) == 2 and bots.teams.times(ICB, first.ref) == 2


async def test_an_old_card_that_a_bot_died_before_it_had_put_it_aside_is_put_aside_by_another(bots: Bots) -> None:
    case = await bots.open_posted()
    await bots.sign_off_cards[0].run()
    await bots.move_the_date(0, case.ref)
    first = next(place for place in bots.teams.shown if place[0] == ICB)

    async def die_next() -> None:
        """The new card goes out; with the change of the old one the bot dies."""
        bots.teams.meanwhile[ICB] = _die

    bots.teams.meanwhile[ICB] = die_next
    with pytest.raises(Crash):
        await bots.sign_off_cards[0].run()
    assert bots.teams.times(ICB, case.ref) == 2
    await bots.refresh()
    await bots.sign_off_cards[1].run()
    assert "further down" in bots.teams.shown[first]
    assert bots.teams.times(ICB, case.ref) == 2
