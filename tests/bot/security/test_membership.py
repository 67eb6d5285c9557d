"""Whatever Teams says of a sender, or does not, wherever they write and whatever it said before, they are the person
whom it names, or nobody in particular, or turned away with a sentence."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botbuilder.core import TurnContext

from bot.config.partnership_file import load
from bot.connector.activity_fields import Sender
from bot.connector.activity_json import read_activity
from bot.connector.adapter import Adapter
from bot.connector.client import Connector
from bot.connector.transport import DestinationUnreachable, SendError
from bot.errors import NotAMember
from bot.security import membership
from bot.security.confirmations import HOLDS, Confirmations
from bot.security.member import MemberStatus
from bot.security.membership import GUESTS, REFUSALS, RETRY_SECONDS, TRUST_SECONDS, Membership
from safeguarding.partnership.model import Partnership
from safeguarding.people import Person
from store.encryption import PlainCodec
from store.folder.store import FolderStore
from store.interface import Store
from tests.bot.conftest import Clock, FakeConnector, body
from tests.journeys.conftest import COUNCIL, ICB, MONDAY, PRACTITIONER, ROOT
from tests.support.simulated_year.simulation import QuickDisk

PARTNERSHIP = load(ROOT / "local" / "partnership.toml")
OPEN_TO_GUESTS = PARTNERSHIP.model_copy(update={"allow_guests": True})
ELSEWHERE = "99999999-0000-4000-8000-000000000009"
DSP_IN_ICB = "aa000000-0000-4000-8000-000000000003"
DSP_IN_COUNCIL = "aa000000-0000-4000-8000-000000000002"
TEAM, CHANNEL = "19:team@thread.tacv2", "19:channel@thread.tacv2"
NO_SUCH_MEMBER = "MemberNotFoundInConversation"


@dataclass
class LookUps(Adapter):
    """The look-ups answer what they are told to, by conversation or everywhere; None is silence."""

    says: Any = None
    by_conversation: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def connector(self, service_url: str) -> Connector:
        return Connector(self)

    @property
    def conversations(self) -> "LookUps":
        return self

    async def get_conversation_member(self, conversation: str, account: str) -> Any:
        self.asked.append(conversation)
        says = self.by_conversation.get(conversation, self.says)
        if isinstance(says, Exception):
            raise says
        return says if says is not None else await asyncio.Event().wait()


@dataclass
class Desk:
    """The desk asks as the bot does. ``again`` is the same bot after a restart: what was not written down is gone."""

    store: Store
    teams: LookUps = field(default_factory=LookUps)
    partnership: Partnership = PARTNERSHIP
    now: datetime = MONDAY
    seconds: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.again()

    def again(self) -> None:
        confirmations = Confirmations(self.store.references, lambda: self.now)
        self.membership = Membership(
            self.teams, lambda: self.partnership, confirmations, self.seconds, own_chat=lambda person: None
        )

    def pass_(self, time: timedelta) -> None:
        self.now += time
        self.seconds.now += time.total_seconds()

    async def who(self, activity: Any, says: Any) -> Sender | str:
        """Returns the sender, or the sentence with which they are turned away."""
        self.teams.says = says
        try:
            return await self.membership.identify(activity)
        except NotAMember as refused:
            return str(refused)


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr(membership, "ASK_SECONDS", 0.0)
    async with FolderStore.open(tmp_path / "store", PlainCodec(), QuickDisk()) as store:
        yield Desk(store)


def written(id: str = PRACTITIONER, place: str = "own chat", tenant: str = COUNCIL, role: str = "") -> Any:
    """Makes an activity. In a shared channel the tenant is the host's."""
    in_team = {"team": {"id": TEAM}, "channel": {"id": CHANNEL}}
    conversation = {"id": "a:1", "conversationType": "personal"}
    if place != "own chat":
        conversation = {"id": f"{CHANNEL};messageid=1", "conversationType": "channel"}
    return read_activity(
        body(
            FakeConnector(url="http://127.0.0.1/"),
            **{"from": {"id": f"29:{id}", "aadObjectId": id, "role": role}},
            conversation=conversation,
            channelData={"tenant": {"id": tenant}, **({} if place == "own chat" else in_team)},
        )
    )


def answer(id: str, tenant: str = COUNCIL, role: str = "user") -> dict[str, str]:
    return {"aadObjectId": id, "tenantId": tenant, "userRole": role}


PLACES = ("own chat", "channel", "shared channel")
NAMED = {
    "a member": answer(PRACTITIONER),
    "of a partner's tenant": answer(PRACTITIONER, ICB),
    "a guest of a partner's tenant": answer(PRACTITIONER, ICB, "guest"),
}
TURNED_AWAY = {
    "a guest": (answer(PRACTITIONER, role="guest"), GUESTS),
    "of another tenant": (answer(PRACTITIONER, ELSEWHERE), REFUSALS[MemberStatus.OUTSIDER]),
    "anonymous": ({"userRole": "anonymous"}, REFUSALS[MemberStatus.ANONYMOUS]),
    "somebody else": (answer(DSP_IN_COUNCIL), REFUSALS[MemberStatus.CONTRADICTED]),
    "gone": (DestinationUnreachable(404, code=NO_SUCH_MEMBER), REFUSALS[MemberStatus.GONE]),
}
CANNOT_SAY: dict[str, Any] = {
    **{str(status): SendError(status) for status in (400, 401, 408, 412, 413, 429, 500, 502, 503, 504)},
    "403": DestinationUnreachable(403, code="BotNotInConversationRoster"),
    "404 of the conversation": DestinationUnreachable(404, code="ConversationNotFound"),
    "404 without a word": DestinationUnreachable(404),
    "dropped": SendError(),
    "silence": None,
    "no role": {"aadObjectId": PRACTITIONER},
    "no id": {"userRole": "user"},
    "nothing": {},
}
BEFORE = ("never", "just now", "before a restart", "too long ago", "elsewhere")


async def confirmed(desk: Desk, before: str, place: str, said: Any) -> None:
    """Has Teams name the sender before, or not."""
    if before == "never":
        return
    where = (
        "channel" if before == "elsewhere" and place == "own chat" else "own chat" if before == "elsewhere" else place
    )
    assert isinstance(await desk.who(written(place=where), said), Sender)
    if before == "before a restart":
        desk.again()
    desk.pass_(HOLDS + timedelta(seconds=1) if before == "too long ago" else timedelta(seconds=TRUST_SECONDS))


async def each(desk: Desk, *names: Any) -> AsyncIterator[tuple[Any, ...]]:
    for combination in itertools.product(*names):
        await desk.store.references.delete(*desk.store.references.all())
        desk.again()
        yield combination


async def test_whom_teams_names_is_that_person_everywhere_and_whatever_it_said_before(desk: Desk) -> None:
    async for place, before, name in each(desk, PLACES, BEFORE, NAMED):
        said = NAMED[name]
        await confirmed(desk, before, place, answer(PRACTITIONER))
        expected = Sender(Person(tenant=said["tenantId"], id=PRACTITIONER))
        assert await desk.who(written(place=place), said) == expected, (place, before, name)


async def test_whom_teams_turns_away_is_told_so_and_no_confirmation_of_before_helps(desk: Desk) -> None:
    async for place, before, name in each(desk, PLACES, BEFORE, TURNED_AWAY):
        said, sentence = TURNED_AWAY[name]
        await confirmed(desk, before, place, answer(PRACTITIONER))
        assert await desk.who(written(place=place), said) == sentence, (place, before, name)
        assert "Business Team" in sentence


async def test_while_teams_cannot_say_whoever_it_never_named_is_nobody_in_particular(desk: Desk) -> None:
    async for place, before, name in each(desk, PLACES, ("never", "too long ago"), CANNOT_SAY):
        await confirmed(desk, before, place, answer(PRACTITIONER))
        expected = Sender(Person(tenant=COUNCIL, id=PRACTITIONER), is_confirmed=False)
        assert await desk.who(written(place=place), CANNOT_SAY[name]) == expected, (place, before, name)


async def test_while_teams_cannot_say_whoever_it_named_of_late_stays_that_person(desk: Desk) -> None:
    of_late = ("just now", "before a restart", "elsewhere")
    async for place, before, tenant, name in each(desk, PLACES, of_late, (COUNCIL, ICB), CANNOT_SAY):
        await confirmed(desk, before, place, answer(PRACTITIONER, tenant))
        expected = Sender(Person(tenant=tenant, id=PRACTITIONER))
        assert await desk.who(written(place=place), CANNOT_SAY[name]) == expected, (place, before, name)


async def test_an_outage_makes_no_confirmation_last_longer(desk: Desk) -> None:
    await desk.who(written(), answer(PRACTITIONER))
    for _ in range(6):
        desk.pass_(HOLDS / 6)
        assert await desk.who(written(), SendError(503)) == Sender(Person(tenant=COUNCIL, id=PRACTITIONER))
    desk.pass_(timedelta(seconds=RETRY_SECONDS))
    assert await desk.who(written(), SendError(503)) == Sender(
        Person(tenant=COUNCIL, id=PRACTITIONER), is_confirmed=False
    )


async def test_while_teams_cannot_say_whoever_it_turned_away_stays_away(desk: Desk) -> None:
    async for place, name in each(desk, PLACES, TURNED_AWAY):
        said, sentence = TURNED_AWAY[name]
        assert await desk.who(written(place=place), said) == sentence
        desk.pass_(timedelta(seconds=TRUST_SECONDS))
        assert await desk.who(written(place=place), SendError(503)) == sentence, (place, name)


async def test_once_teams_answers_again_the_newcomer_is_known_within_half_a_minute(desk: Desk) -> None:
    assert not (await said_to_be(desk, SendError(500))).is_confirmed
    assert not (await said_to_be(desk, answer(PRACTITIONER))).is_confirmed
    desk.pass_(timedelta(seconds=RETRY_SECONDS))
    assert (await said_to_be(desk, answer(PRACTITIONER))).is_confirmed


async def said_to_be(desk: Desk, says: Any) -> Sender:
    sender = await desk.who(written(), says)
    assert isinstance(sender, Sender)
    return sender


async def test_guests_come_in_by_the_partnership_file_or_where_it_lets_all_in(desk: Desk) -> None:
    for id, partnership, comes_in in (
        (PRACTITIONER, PARTNERSHIP, False),
        (PRACTITIONER, OPEN_TO_GUESTS, True),
        (DSP_IN_COUNCIL, PARTNERSHIP, True),
        (DSP_IN_ICB, PARTNERSHIP, False),
    ):
        desk.partnership = partnership
        desk.again()
        who = await desk.who(written(id), answer(id, role="guest"))
        assert who == (Sender(Person(tenant=COUNCIL, id=id)) if comes_in else GUESTS)


async def test_that_guests_are_let_in_lets_in_nobody_else(desk: Desk) -> None:
    desk.partnership = OPEN_TO_GUESTS
    for name, (said, sentence) in TURNED_AWAY.items():
        if name != "a guest":
            desk.again()
            assert await desk.who(written(), said) == sentence


async def test_what_the_sender_says_of_their_role_makes_nobody_a_guest_or_none(desk: Desk) -> None:
    assert await desk.who(written(role="guest"), answer(PRACTITIONER)) == Sender(
        Person(tenant=COUNCIL, id=PRACTITIONER)
    )
    desk.again()
    assert await desk.who(written(role="user"), answer(PRACTITIONER, role="guest")) == GUESTS


async def test_whoever_says_that_they_have_not_signed_in_is_turned_away_unasked(desk: Desk) -> None:
    sentence = await desk.who(written(role="Anonymous"), answer(PRACTITIONER))
    assert sentence == REFUSALS[MemberStatus.ANONYMOUS]
    assert desk.teams.asked == []


async def test_a_member_of_a_shared_channel_alone_is_found_in_it(desk: Desk) -> None:
    desk.teams.by_conversation = {TEAM: DestinationUnreachable(404, code=NO_SUCH_MEMBER)}
    who = await desk.who(written(DSP_IN_ICB, "shared channel"), answer(DSP_IN_ICB, ICB))
    assert who == Sender(Person(tenant=ICB, id=DSP_IN_ICB))
    assert desk.teams.asked == [TEAM, CHANNEL]


async def test_nobody_is_gone_as_long_as_one_of_the_two_places_cannot_say(desk: Desk) -> None:
    desk.teams.by_conversation = {TEAM: DestinationUnreachable(404, code=NO_SUCH_MEMBER)}
    who = await desk.who(written(place="channel"), SendError(503))
    assert isinstance(who, Sender) and not who.is_confirmed


async def test_somebody_else_who_states_an_office_holders_id_is_not_taken_for_them_in_an_outage(desk: Desk) -> None:
    """The office-holder is confirmed with another account: an account counts for itself alone."""
    await desk.who(written(DSP_IN_COUNCIL), answer(DSP_IN_COUNCIL))
    activity = written(DSP_IN_COUNCIL)
    activity.from_property.id = "29:somebody"
    who = await desk.who(activity, SendError(503))
    assert isinstance(who, Sender) and not who.is_confirmed


# Who searches


async def test_whoever_has_no_chat_of_their_own_with_the_bot_has_nothing_to_search_and_teams_is_not_asked(
    desk: Desk,
) -> None:
    assert await desk.membership.identify_searcher(written()) is None
    assert desk.teams.asked == []


async def test_an_office_holder_with_no_chat_of_their_own_is_asked_about_where_they_write(desk: Desk) -> None:
    desk.teams.says = answer(DSP_IN_COUNCIL)
    who = await desk.membership.identify_searcher(written(DSP_IN_COUNCIL, "channel"))
    assert who == Sender(Person(tenant=COUNCIL, id=DSP_IN_COUNCIL))
    assert desk.teams.asked == [TEAM]


async def test_an_office_holder_whom_teams_cannot_confirm_searches_as_nobody(desk: Desk) -> None:
    desk.teams.says = SendError(503)
    who = await desk.membership.identify_searcher(written(DSP_IN_COUNCIL, "channel"))
    assert who == Sender(Person(tenant=COUNCIL, id=DSP_IN_COUNCIL), is_confirmed=False)


# How Teams is asked

Looks = Callable[..., Awaitable[list[str]]]


@pytest.fixture
def looks(adapter: Adapter, connector: FakeConnector, clock: Clock, desk: Desk) -> Looks:
    """Has an activity checked, and returns what Teams was asked for it."""
    confirmations = Confirmations(desk.store.references, lambda: datetime.now(UTC))
    check = Membership(adapter, lambda: PARTNERSHIP, confirmations, clock, own_chat=lambda person: None)

    async def logic(context: TurnContext) -> None:
        await check.identify(context.activity)

    async def looks(**changes: Any) -> list[str]:
        before = len(connector.received)
        await adapter.process(None, body(connector, **changes), logic)
        return [received.path for received in connector.received[before:]]

    return looks


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> Iterator[None]:
    monkeypatch.setattr(membership, "ASK_SECONDS", 60.0)
    yield


async def test_a_chat_that_names_an_empty_team_is_asked_about_itself(looks: Looks, patient: None) -> None:
    for team in ({"id": ""}, {"id": None}, {}, "none"):
        (path,) = await looks(
            channelData={"tenant": {"id": "t"}, "team": team}, conversation={"id": f"a:{team}", "tenantId": "t"}
        )
        assert "/conversations/a%3A" in path


async def test_of_the_answers_only_so_many_are_kept_and_the_oldest_go_first(
    looks: Looks, patient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(membership, "MOST_KEPT", 2)
    first, second, third = ({"from": {"id": f"29:{n}", "aadObjectId": f"aa-{n}"}} for n in range(3))
    assert [len(await looks(**person)) for person in (first, second, third)] == [1, 1, 1]
    assert [len(await looks(**person)) for person in (third, second)] == [0, 0]
    assert len(await looks(**first)) == 1
