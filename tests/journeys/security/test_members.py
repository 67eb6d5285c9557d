"""Former members are kept out, and so are guests, but for those whom the partnership names; an outage stops nobody."""

import dataclasses
from pathlib import Path

import pytest

from bot.security import membership
from bot.security.member import MemberStatus
from bot.security.membership import GUESTS, REFUSALS
from cards.search_result import NOTHING_TO_SEE
from safeguarding.partnership.model import Partnership
from tests.journeys.conftest import (
    BUSINESS_TEAM,
    CHANNEL,
    ICB,
    LOCAL_AUTHORITY_DSP,
    OTHER_PRACTITIONER,
    PRACTITIONER,
    Bot,
)
from tests.support.fake_teams.server import Chat, eventually
from tests.support.people.sin_lane import REF, case_in_notification

ICB_DSP = "aa000000-0000-4000-8000-000000000003"
ELSEWHERE = "99999999-0000-4000-8000-000000000009"
SUCCESSOR = "aa000000-0000-4000-8000-0000000000ff"
CASE_CARD = "Serious incidents: what must happen"


class Seconds:
    """The clock stands until it is told otherwise."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def seconds(bot: Bot) -> Seconds:
    bot.seconds = Seconds()
    await bot.restart()
    return bot.seconds


async def said(chat: Chat, text: str = "help") -> int:
    return (await chat.post(chat.activity("message", text=text)))[0]


def kept(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


async def test_a_guest_is_turned_away_and_told_whom_to_tell_instead(bot: Bot) -> None:
    bot.teams.guests.add(PRACTITIONER)
    await bot.run_all_jobs()
    chat, before = bot.chat(PRACTITIONER), kept(bot.folder)
    status, body = await chat.post(chat.activity("message", text="triage"))
    assert (status, body) == (403, {"error": GUESTS})
    assert chat.last.words == GUESTS and "Business Team" in GUESTS
    assert kept(bot.folder) == before


async def test_a_guest_who_goes_on_is_told_no_more(bot: Bot) -> None:
    bot.teams.guests.add(PRACTITIONER)
    chat = bot.chat(PRACTITIONER)
    assert [await said(chat) for _ in range(3)] == [403, 403, 403]
    assert len(chat.messages) == 1


async def test_a_seat_holder_is_let_in_as_a_guest(bot: Bot) -> None:
    bot.teams.guests.add(ICB_DSP)
    chat = bot.chat(ICB_DSP, ICB)
    await chat.say("cases")
    assert "There is no open case" in chat.last.words


async def test_guests_are_let_in_where_the_partnership_file_says_so(bot: Bot) -> None:
    bot.teams.guests.add(PRACTITIONER)
    bot.partnership = bot.partnership.model_copy(update={"allow_guests": True})
    await bot.restart()
    assert await said(bot.chat(PRACTITIONER)) == 201


async def test_someone_who_left_is_turned_away_office_holders_too(bot: Bot) -> None:
    bot.teams.gone |= {PRACTITIONER, LOCAL_AUTHORITY_DSP}
    for person in (PRACTITIONER, LOCAL_AUTHORITY_DSP):
        chat = bot.chat(person)
        assert [await said(chat), await said(chat)] == [403, 403]
        (told,) = chat.messages
        assert "not a member" in told.words and "ring" in told.words


async def test_an_answer_is_trusted_for_minutes_and_then_asked_for_anew(bot: Bot, seconds: Seconds) -> None:
    chat = bot.chat(PRACTITIONER)
    for _ in range(5):
        assert await said(chat) == 201
    assert len(bot.teams.lookups) == 1
    bot.teams.gone.add(PRACTITIONER)
    assert await said(chat) == 201
    seconds.now += 301
    assert await said(chat) == 403


async def test_in_a_channel_the_teams_members_are_asked_for(bot: Bot) -> None:
    first, second = bot.channel(PRACTITIONER, "100"), bot.channel(PRACTITIONER, "200")
    for chat in (first, second):
        await chat.say("help", mention=True)
    assert len(bot.teams.lookups) == 1
    assert first.conversation.startswith(CHANNEL)


TEAM = "19:the-team@thread.tacv2"


async def in_a_channel_of_the_team(chat: Chat) -> int:
    activity = chat.activity("message", text="help")
    activity["channelData"] |= {"team": {"id": TEAM}, "channel": {"id": CHANNEL}}
    return (await chat.post(activity))[0]


async def test_a_member_of_a_shared_channel_alone_is_let_in_though_no_member_of_its_team(bot: Bot) -> None:
    bot.teams.without_members.add(TEAM)
    assert await in_a_channel_of_the_team(bot.channel(PRACTITIONER)) == 201
    assert len(bot.teams.lookups) == 2


async def test_whoever_is_in_neither_the_team_nor_the_channel_is_turned_away(bot: Bot) -> None:
    bot.teams.without_members |= {TEAM, CHANNEL}
    assert await in_a_channel_of_the_team(bot.channel(PRACTITIONER)) == 403


@pytest.mark.parametrize(
    ("status", "code"),
    [(403, "BotNotInConversationRoster"), (404, "ConversationNotFound"), (500, ""), (503, "ServiceUnavailable")],
)
async def test_when_teams_cannot_say_a_report_still_goes_in(bot: Bot, status: int, code: str) -> None:
    bot.teams.members_fail, bot.teams.members_code = status, code
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    assert "Question 1" in chat.last.words


async def test_a_guest_who_presses_a_button_is_told_so_at_the_card(bot: Bot) -> None:
    bot.teams.guests.add(PRACTITIONER)
    chat = bot.chat(PRACTITIONER)
    action = {"action": {"type": "Action.Execute", "verb": "start_triage", "data": {}}}
    for _ in range(2):
        status, body = await chat.post(chat.activity("invoke", name="adaptiveCard/action", value=action))
        assert (status, body["value"]) == (200, GUESTS)
    assert not chat.messages


NOT_LET_IN = {
    "a guest": GUESTS,
    "gone": REFUSALS[MemberStatus.GONE],
    "not signed in": REFUSALS[MemberStatus.ANONYMOUS],
    "somebody else": REFUSALS[MemberStatus.CONTRADICTED],
    "of another tenant": REFUSALS[MemberStatus.OUTSIDER],
}


@pytest.mark.parametrize("who", NOT_LET_IN)
async def test_whoever_is_not_let_in_is_told_so_whatever_they_do_and_nothing_is_kept_of_it(bot: Bot, who: str) -> None:
    bot.teams.guests |= {PRACTITIONER} if who == "a guest" else set()
    bot.teams.gone |= {PRACTITIONER} if who == "gone" else set()
    bot.teams.anonymous |= {PRACTITIONER} if who == "not signed in" else set()
    bot.teams.known_as |= {PRACTITIONER: BUSINESS_TEAM} if who == "somebody else" else {}
    bot.teams.tenants |= {PRACTITIONER: ELSEWHERE} if who == "of another tenant" else {}
    await bot.run_all_jobs()
    chat, sentence, before = bot.chat(PRACTITIONER), NOT_LET_IN[who], kept(bot.folder)
    assert await chat.post(chat.activity("message", text="triage")) == (403, {"error": sentence})
    assert chat.last.words == sentence
    action = {"action": {"type": "Action.Execute", "verb": "start_triage", "data": {}}}
    status, body = await chat.post(chat.activity("invoke", name="adaptiveCard/action", value=action))
    assert (status, body["value"]) == (200, sentence)
    status, body = await chat.post(chat.search_activity("001"))
    assert (status, body["composeExtension"]["text"]) == (200, NOTHING_TO_SEE)
    heard = len(chat.messages)
    consent = {"type": "fileUpload", "action": "decline", "context": {}}
    assert (await chat.post(chat.activity("invoke", name="fileConsent/invoke", value=consent)))[0] == 200
    assert [message.words for message in chat.messages[heard:]] == [sentence]
    assert kept(bot.folder) == before


async def test_when_teams_does_not_answer_a_turn_goes_on_and_the_next_does_not_ask_again(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(membership, "ASK_SECONDS", 0.1)
    bot.teams.members_wait = 3600.0
    chat = bot.chat(PRACTITIONER)
    assert await said(chat) == 201
    assert await said(chat) == 201
    assert len(bot.teams.lookups) == 1


async def test_a_guest_is_not_let_in_because_teams_stops_answering(bot: Bot, seconds: Seconds) -> None:
    bot.teams.guests.add(PRACTITIONER)
    chat = bot.chat(PRACTITIONER)
    assert await said(chat) == 403
    bot.teams.members_fail = 500
    seconds.now += 301
    assert await said(chat) == 403


async def test_of_what_teams_says_of_a_member_no_name_and_no_address_is_kept(bot: Bot) -> None:
    chat = bot.chat(OTHER_PRACTITIONER)
    await chat.say("triage")
    assert bot.teams.lookups
    stored = kept(bot.folder)
    for word in ("Quill", "example.org", "Zo"):
        assert word.encode() not in stored
        assert all(word not in str(dataclasses.asdict(message)) for message in bot.teams.messages)


async def test_where_a_person_is_reached_is_kept_without_their_name(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    activity = chat.activity("message", text="help")
    activity["from"]["name"], activity["conversation"]["name"] = "Zoë Quill", "Zoë Quill"
    assert (await chat.post(activity))[0] == 201
    assert bot.store.references.all() and b"Quill" not in kept(bot.folder)


# How fast a person may send


@pytest.fixture
async def hurried(bot: Bot, seconds: Seconds) -> Bot:
    """Restarts the bot with the rate limit that it has in service."""
    bot.rate_limit = type(bot.rate_limit)()
    await bot.restart()
    return bot


async def test_sixty_clicks_in_a_row_are_taken_then_one_plain_answer_then_silence(
    hurried: Bot, seconds: Seconds
) -> None:
    chat = hurried.chat(PRACTITIONER)
    assert [await said(chat) for _ in range(60)] == [201] * 60
    heard = len(chat.messages)
    assert await said(chat) == 201
    assert "too much at once" in chat.last.words and len(chat.messages) == heard + 1
    assert [await said(chat) for _ in range(20)] == [429] * 20
    assert len(chat.messages) == heard + 1
    assert await said(hurried.chat(OTHER_PRACTITIONER)) == 201
    seconds.now += 1
    assert [await said(chat) for _ in range(3)] == [201, 201, 429]


async def test_a_button_pressed_too_often_says_so_at_the_card(hurried: Bot) -> None:
    chat = hurried.chat(PRACTITIONER)
    await chat.say("help")
    action = {"action": {"type": "Action.Execute", "verb": "help", "data": {}}}
    answers = [await chat.post(chat.activity("invoke", name="adaptiveCard/action", value=action)) for _ in range(61)]
    assert [status for status, _ in answers] == [200] * 60 + [429]
    assert "too much at once" in answers[59][1]["value"]


async def test_whoever_loses_an_office_loses_sight_and_cards_without_a_restart(bot: Bot) -> None:
    people = await case_in_notification(bot)
    card = people.icb.showing("Are the criteria for a Serious Incident Notification met?")
    await people.icb.say(f"case {REF}")
    assert "Who does what next" in people.icb.last.unfolded
    offices = bot.partnership.model_dump_json().replace(people.icb.person, SUCCESSOR)
    bot.partnership = Partnership.model_validate_json(offices)
    await bot.run_all_jobs()
    for said in (f"case {REF}", "cases", "deadlines"):
        await people.icb.say(said)
        assert "Notification" not in people.icb.last.unfolded
    assert card.unfolded == "This case is no longer shown here."


async def test_a_partnership_file_that_is_not_right_takes_offices_from_leavers_alone_and_is_seen_by_whoever_watches(
    bot: Bot,
) -> None:
    people = await case_in_notification(bot)
    before = bot.live_partnership()
    bot.partnership = bot.partnership.model_copy(update={"review_group": (), "quorum": 4})
    await eventually(lambda: "office_holders" in bot.scheduler.overdue_jobs(), 20)
    now = bot.live_partnership()
    assert (now.review_group, now.quorum, now.partners) == ((), before.quorum, before.partners)
    assert (await bot.ready())[0] == 503
    await people.icb.say(f"case {REF}")
    assert "Who does what next" in people.icb.last.unfolded
