"""Several bots on one store: each thing is said by one of them, a bot that dies is stood in for, and nobody decides on
what another has changed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from microsoft_teams.cards import AdaptiveCard

from bot.announcements import Announcements
from bot.chats import Chats, Destination
from bot.claims import LASTS
from bot.delivery import TOTAL_SECONDS, DestinationGone, SendFailed
from bot.outbox import Message, Outbox
from bot.posts import Posts
from cards.elements import closed_card
from dialogs.incoming import Shown
from safeguarding.case.people import Actor, Person, Role
from safeguarding.case.record import Case
from safeguarding.case.restriction import restrict
from safeguarding.case.sign_off import NOTIFICATION_CRITERIA, sign_off
from safeguarding.case.signing import sign
from safeguarding.case.text import FreeText
from safeguarding.case.transitions import close, update
from store.codec import PlainCodec
from store.faults import Conflict
from store.folder import FolderStore
from tests.bot.people_at_work import PeopleAtWork
from tests.bot.simulated import QuickDisk, bot_on, claims_in
from tests.bot.what_had_to_be_said import CHANNEL, HOLDERS, KINDS, TEAM
from tests.store.faulty_disk import Crash
from tests.store.shared import OneOfSeveral

ICB, POLICE = HOLDERS["icb"], HOLDERS["police"]
BUSINESS_TEAM = Actor(person=TEAM, roles=frozenset({Role.PRACTITIONER, Role.BUSINESS_TEAM}))
REASON = FreeText.of("as agreed", "0123456789abcdef")
CRITERIA = "SIN notifications"
DUE, LEFT_1 = "nudge|CSCP-2026-001|sin|2026-11-27|due", "nudge|CSCP-2026-001|sin|2026-11-27|left_1"


class OneTeams(Chats):
    """What arrived, from whichever bot. Once each: ``meanwhile`` happens while a message or a change is on its way
    there, ``unconfirmed`` after a change and before its bot hears that it arrived. ``fails`` are raised first."""

    def __init__(self) -> None:
        self.arrived: list[tuple[Destination, str]] = []
        self.shown: dict[tuple[Destination, str], AdaptiveCard] = {}
        self.fails: list[BaseException] = []
        self.meanwhile: dict[Destination, Callable[[], Awaitable[None]]] = {}
        self.unconfirmed: dict[Destination, Callable[[], Awaitable[None]]] = {}

    def knows(self, to: Destination) -> bool:
        return True

    def of_person(self, person: object) -> None:
        return None

    async def to(self, to: Destination, shown: Shown) -> str:
        if self.fails:
            raise self.fails.pop(0)
        await _happen(self.meanwhile, to)
        await asyncio.sleep(0.01)
        self.arrived.append((to, shown.summary))
        self.shown[to, f"m{len(self.arrived)}"] = shown.card
        return f"m{len(self.arrived)}"

    async def replace_at(self, to: Destination, message_id: str, card: AdaptiveCard) -> None:
        await _happen(self.meanwhile, to)
        self.shown[to, message_id] = card
        await _happen(self.unconfirmed, to)

    def times(self, to: Destination, words: str) -> int:
        return sum(words in summary for destination, summary in self.arrived if destination == to)

    def says(self, to: Destination, words: str) -> int:
        """How many copies there show these words now."""
        cards = (card for (destination, _), card in self.shown.items() if destination == to)
        return sum(words in card.model_dump_json() for card in cards)


async def _happen(what: dict[Destination, Callable[[], Awaitable[None]]], to: Destination) -> None:
    if happens := what.pop(to, None):
        await happens()


@dataclass
class Bots:
    """Two bots on one store, each with a memory of its own, and one Teams."""

    kept: FolderStore
    now: datetime = datetime(2026, 11, 23, 10, tzinfo=UTC)
    teams: OneTeams = field(default_factory=OneTeams)
    people: PeopleAtWork = field(default_factory=lambda: PeopleAtWork(Random(1)))

    def __post_init__(self) -> None:
        self.stores = [OneOfSeveral(self.kept, name) for name in ("one", "two")]
        self.outboxes = [Outbox(self.teams, claims_in(store, self.clock)) for store in self.stores]
        self.works = [bot_on(store, self.teams, self.clock).work for store in self.stores]
        self.posts = [
            Posts(work, self.teams, outbox, claims_in(store, self.clock))
            for work, outbox, store in zip(self.works, self.outboxes, self.stores, strict=True)
        ]

    def clock(self) -> datetime:
        return self.now

    async def open_case(self) -> Case:
        """Every bot knows of it."""
        await self.people.open_one(self.works[0], KINDS[0], None, self.now.date())
        await self.refresh()
        return self.kept.cases.open_cases()[-1]

    async def refresh(self) -> None:
        for store in self.stores:
            await store.refresh()

    async def say(self, bot: int, key: str) -> None:
        """As a round does it, begun with what the others have kept."""
        await self.stores[bot].refresh()
        if self.outboxes[bot].is_open(CHANNEL, key):
            await self.outboxes[bot].send(message(key))

    def announcements(self, bot: int) -> Announcements:
        return Announcements(self.works[bot], self.outboxes[bot], self.stores[bot].ledger)

    async def restrict(self, bot: int, ref: str) -> None:
        """To the Business Team and whoever opened it, where the bot's own partnership names no others."""
        work = self.works[bot]

        def step(case: Case) -> Case:
            few, review_on = frozenset([TEAM, case.opener]), self.now.date() + timedelta(days=90)
            return restrict(case, few, review_on, {}, REASON, work.partnership.actor(TEAM), self.now)

        await work.take(ref, step)

    async def sign(self, bot: int, ref: str, person: Person) -> None:
        work = self.works[bot]

        def step(case: Case) -> Case:
            standing = sign_off(case, NOTIFICATION_CRITERIA)
            assert standing
            digest, by = standing.matter.digest, work.partnership.actor(person)
            return sign(case, NOTIFICATION_CRITERIA, digest, by, self.now, agrees=True)

        await work.take(ref, step)

    async def move_the_date(self, bot: int, ref: str) -> None:
        """So that what is to be signed is another content."""
        work = self.works[bot]

        def step(case: Case) -> Case:
            facts = case.facts.model_copy(update={"became_aware": self.now.date() - timedelta(days=3)})
            return update(case, facts, work.engine, Actor(person=case.opener), self.now)

        await work.take(ref, step)


def message(*keys: str) -> Message:
    return Message(CHANNEL, keys, lambda: Shown(closed_card("A day"), keys[0]))


@pytest.fixture
async def bots(tmp_path: Path) -> AsyncIterator[Bots]:
    async with FolderStore.open(tmp_path / "store", PlainCodec(), QuickDisk()) as kept:
        yield Bots(kept)


def test_a_claim_lasts_clearly_longer_than_the_longest_delivery() -> None:
    assert timedelta(seconds=10 * TOTAL_SECONDS) < LASTS < timedelta(minutes=10)


async def test_two_bots_that_set_out_to_say_the_same_thing_say_it_once(bots: Bots) -> None:
    assert all(outbox.is_open(CHANNEL, DUE) for outbox in bots.outboxes)
    await asyncio.gather(*(outbox.send(message(DUE)) for outbox in bots.outboxes))
    for bot in (0, 1):
        await bots.say(bot, DUE)
    assert bots.teams.arrived == [(CHANNEL, DUE)]


async def test_a_bot_that_has_not_heard_yet_that_it_was_said_does_not_say_it_again(bots: Bots) -> None:
    await bots.outboxes[0].send(message(DUE))
    assert bots.outboxes[1].is_open(CHANNEL, DUE)
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
    bots.now += LASTS - timedelta(seconds=1)
    await bots.say(1, DUE)
    assert bots.teams.arrived == []
    bots.now += timedelta(seconds=1)
    await bots.say(1, DUE)
    assert bots.teams.arrived == [(CHANNEL, DUE)]


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
    bots.teams.fails = [SendFailed(502)]
    await bots.say(0, DUE)
    await bots.say(1, DUE)
    assert bots.teams.arrived == [(CHANNEL, DUE)]


async def test_somebody_out_of_reach_is_marked_once_with_the_moment_when_the_first_bot_saw_it(bots: Bots) -> None:
    bots.teams.fails = [DestinationGone(403), DestinationGone(403)]
    since = bots.now.isoformat()
    await bots.outboxes[0].send(message(DUE))
    bots.now += timedelta(seconds=9)
    await bots.outboxes[1].send(message(LEFT_1))
    await bots.refresh()
    assert [outbox.gone() for outbox in bots.outboxes] == [{CHANNEL: since}] * 2


async def test_a_triage_that_was_left_is_noted_once(bots: Bots) -> None:
    await bots.announcements(0).triage_left("draft", bots.now)
    await bots.announcements(1).triage_left("draft", bots.now + timedelta(minutes=1))
    assert bots.kept.ledger.all("left|") == {"left|draft": {"at": bots.now.isoformat()}}


async def test_the_channel_hears_nothing_of_a_case_that_was_restricted_with_another_bot_a_moment_ago(
    bots: Bots,
) -> None:
    case = await bots.open_case()
    await bots.restrict(0, case.ref)
    stale = bots.stores[1].cases.open_case(case.ref)
    assert stale and not stale.is_restricted
    await bots.announcements(1).round()
    assert bots.teams.times(CHANNEL, case.ref) == 0
    assert bots.teams.times(TEAM, case.ref) == 1


async def test_two_bots_post_one_card_to_each_seat_and_one_to_the_channel(bots: Bots) -> None:
    case = await bots.open_case()
    await asyncio.gather(*(posts.round() for posts in bots.posts))
    for posts in bots.posts:
        await bots.refresh()
        await posts.round()
    cards = bots.kept.ledger.all(f"card|{case.ref}|").values()
    assert [len(card["messages"]) for card in cards] == [1] * len(bots.teams.arrived)
    assert bots.teams.times(ICB, case.ref) == bots.teams.times(CHANNEL, case.ref) == 1


async def test_a_card_that_a_bot_died_with_is_posted_by_another_after_its_time(bots: Bots) -> None:
    await bots.open_case()
    bots.teams.fails = [Crash()]
    with pytest.raises(Crash):
        await bots.posts[0].round()
    await bots.refresh()
    await bots.posts[1].round()
    posted = len(bots.teams.arrived)
    await bots.posts[1].round()
    assert len(bots.teams.arrived) == posted
    bots.now += LASTS
    await bots.posts[1].round()
    assert len(bots.teams.arrived) == posted + 1


async def test_no_card_is_posted_of_a_case_that_was_restricted_with_another_bot_a_moment_ago(bots: Bots) -> None:
    case = await bots.open_case()
    await bots.restrict(0, case.ref)
    await bots.posts[1].round()
    assert bots.teams.times(ICB, case.ref) == bots.teams.times(CHANNEL, case.ref) == 0


async def test_a_card_asked_for_with_another_bot_while_one_is_posted_is_kept_up_to_date_like_it(bots: Bots) -> None:
    case = await bots.open_case()

    async def asked_for() -> None:
        bots.teams.shown[ICB, "asked for"] = closed_card("Sign")
        await bots.posts[1].fetched(case.ref, NOTIFICATION_CRITERIA, ICB, "asked for")

    bots.teams.meanwhile[ICB] = asked_for
    await bots.posts[0].round()
    key = f"card|{case.ref}|{NOTIFICATION_CRITERIA}|{ICB.tenant}|{ICB.id}"
    kept = bots.kept.ledger.get(key)
    assert kept and kept.value["messages"][1:] == ["asked for"]
    await bots.refresh()
    await bots.posts[0].round()
    assert bots.teams.says(ICB, CRITERIA) == 2
    await bots.works[0].take(case.ref, lambda now: close(now, REASON, BUSINESS_TEAM, bots.now))
    await bots.refresh()
    await bots.posts[1].round()
    assert bots.teams.says(ICB, CRITERIA) == 0


async def test_a_copy_that_one_bot_is_changing_is_left_alone_by_one_that_is_behind(bots: Bots) -> None:
    case = await bots.open_case()
    await bots.posts[0].round()
    await bots.sign(0, case.ref, POLICE)
    await bots.stores[1].refresh()
    await bots.sign(1, case.ref, ICB)
    channel = next(place for place in bots.teams.shown if place[0] == CHANNEL)
    right: list[AdaptiveCard] = []

    async def behind() -> None:
        """The other bot, which has not heard of the second signature, comes by before this one hears back."""
        right.append(bots.teams.shown[channel])
        await bots.posts[0].round()

    bots.teams.unconfirmed[CHANNEL] = behind
    await bots.posts[1].round()
    assert right == [bots.teams.shown[channel]]
    await bots.refresh()
    await bots.posts[0].round()
    assert right == [bots.teams.shown[channel]]


async def test_a_copy_that_a_bot_died_with_while_it_changed_it_is_brought_up_by_another_after_its_time(
    bots: Bots,
) -> None:
    case = await bots.open_case()
    await bots.posts[0].round()
    await bots.sign(0, case.ref, POLICE)
    channel = next(place for place in bots.teams.shown if place[0] == CHANNEL)
    before = bots.teams.shown[channel]
    bots.teams.unconfirmed[CHANNEL] = _die
    with pytest.raises(Crash):
        await bots.posts[0].round()
    right = bots.teams.shown[channel]
    await bots.refresh()
    await bots.posts[1].round()
    # What the dead bot had sent once more before arrives last.
    bots.teams.shown[channel] = before
    await bots.posts[1].round()
    bots.now += LASTS
    await bots.posts[1].round()
    assert bots.teams.shown[channel] == right != before


async def _die() -> None:
    raise Crash


async def test_a_copy_that_a_bot_died_with_is_hidden_at_once_when_the_case_is_restricted(bots: Bots) -> None:
    case = await bots.open_case()
    await bots.posts[0].round()
    await bots.sign(0, case.ref, POLICE)
    channel = next(place for place in bots.teams.shown if place[0] == CHANNEL)
    bots.teams.unconfirmed[CHANNEL] = _die
    with pytest.raises(Crash):
        await bots.posts[0].round()
    await bots.refresh()
    await bots.restrict(1, case.ref)
    await bots.posts[1].round()
    assert "no longer shown here" in bots.teams.shown[channel].model_dump_json()


async def test_a_copy_that_is_changed_while_another_bot_restricts_the_case_is_hidden_right_after(bots: Bots) -> None:
    case = await bots.open_case()
    await bots.posts[0].round()
    await bots.refresh()
    channel = next(place for place in bots.teams.shown if place[0] == CHANNEL)

    async def restricted() -> None:
        """The other bot leaves alone what this one is changing."""
        await bots.restrict(0, case.ref)
        await bots.posts[0].round()

    await bots.sign(1, case.ref, ICB)
    bots.teams.meanwhile[CHANNEL] = restricted
    await bots.posts[1].round()
    assert not bots.teams.meanwhile
    await bots.refresh()
    await bots.posts[0].round()
    assert "no longer shown here" in bots.teams.shown[channel].model_dump_json()


async def test_a_new_card_is_posted_and_the_old_one_put_aside_when_the_bot_that_changed_it_is_done(bots: Bots) -> None:
    case = await bots.open_case()
    await bots.posts[0].round()
    await bots.refresh()
    first = next(place for place in bots.teams.shown if place[0] == ICB)

    async def put_again() -> None:
        await bots.move_the_date(0, case.ref)
        await bots.posts[0].round()
        assert bots.teams.times(ICB, case.ref) == 1

    bots.now += timedelta(days=1)
    bots.teams.meanwhile[ICB] = put_again
    await bots.posts[1].round()
    assert not bots.teams.meanwhile
    await bots.refresh()
    await bots.posts[0].round()
    assert bots.teams.times(ICB, case.ref) == 2
    assert "further down" in bots.teams.shown[first].model_dump_json()


async def test_an_old_card_that_a_bot_died_before_it_had_put_it_aside_is_put_aside_by_another(bots: Bots) -> None:
    case = await bots.open_case()
    await bots.posts[0].round()
    await bots.move_the_date(0, case.ref)
    first = next(place for place in bots.teams.shown if place[0] == ICB)

    async def die_next() -> None:
        """The new card goes out; with the change of the old one the bot dies."""
        bots.teams.meanwhile[ICB] = _die

    bots.teams.meanwhile[ICB] = die_next
    with pytest.raises(Crash):
        await bots.posts[0].round()
    assert bots.teams.times(ICB, case.ref) == 2
    await bots.refresh()
    await bots.posts[1].round()
    assert "further down" in bots.teams.shown[first].model_dump_json()
    assert bots.teams.times(ICB, case.ref) == 2


async def test_a_step_decided_on_what_another_bot_has_changed_is_taken_anew(bots: Bots) -> None:
    case = await bots.open_case()
    await bots.restrict(0, case.ref)
    seen: list[bool] = []

    def step(now: Case) -> Case:
        seen.append(now.is_restricted)
        return close(now, REASON, BUSINESS_TEAM, bots.now, "no")

    after = await bots.works[1].take(case.ref, step)
    assert seen == [False, True]
    assert after.is_restricted and not after.is_open


async def test_a_merge_with_a_case_that_another_bot_has_changed_is_made_anew(bots: Bots) -> None:
    first = await bots.open_case()
    second = await bots.open_case()
    await bots.restrict(0, second.ref)
    kept = await bots.works[1].merge(second.ref, first.ref, REASON, bots.works[1].partnership.actor(TEAM))
    assert kept.ref == first.ref
    ended = await bots.kept.cases.get(second.ref)
    assert ended and ended.merged_into == first.ref and ended.is_restricted


async def test_where_others_are_faster_again_and_again_nothing_is_recorded(bots: Bots) -> None:
    case = await bots.open_case()
    kept = bots.kept.cases

    class AlwaysLate(OneOfSeveral):
        async def refresh(self) -> None:
            """It reads what was kept before, every time."""

    late = bot_on(AlwaysLate(bots.kept, "late"), bots.teams, bots.clock).work
    await bots.restrict(0, case.ref)
    with pytest.raises(Conflict, match="Nothing was recorded"):
        await late.take(case.ref, lambda now: close(now, REASON, BUSINESS_TEAM, bots.now, "no"))
    assert kept.open_case(case.ref)
