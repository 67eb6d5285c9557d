"""One process serves two partnerships, and nobody in the one sees anything of the other, whatever they do."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from bot.config.multi_partnership import Partnerships, PartnershipSetup
from bot.observability.metrics import application
from store.encryption import PlainCodec
from store.folder.open_file import OPEN_FILE
from store.postgres.row_encryption import key_id_of
from tests.journeys.chat.test_message_extension import refs
from tests.journeys.conftest import CHANNEL, ICB, POLICE, PRACTITIONER
from tests.support.answers import A_CHILD_DIED, answer_all
from tests.support.fake_teams.server import Chat, eventually
from tests.support.people.sin_lane import CRITERIA, REF, People, card_of, shown
from tests.support.postgres.fixtures import shared_database
from tests.support.postgres.server import Server
from tests.support.processes.boroughs import CHANNELS, CROYDON, SUTTON, Borough, Boroughs, alike, teams_and_session
from tests.support.simulated_year.mornings import FRIDAY, TUESDAY, WEDNESDAY, nudged

__all__ = ["shared_database"]

POLICE_END = "04"
CROYDONS, SUTTONS = "Bruises seen in Croydon.", "A fall seen in Sutton."


@dataclass
class Kept:
    """The two partnerships are kept in two places, and Croydon's can be disturbed from outside: ``damage`` before the
    bot starts, ``take_away`` while it runs."""

    found: Partnerships
    damage: Callable[[], None]
    mend: Callable[[], None]
    take_away: Callable[[], object]
    put_back: Callable[[], object]


@pytest.fixture(params=["folder", "postgres"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    if request.param == "folder":
        return in_folders(tmp_path)
    server: Server = request.getfixturevalue("server")
    return in_database(tmp_path, server, server.new_database())


def in_folders(folder: Path) -> Kept:
    file = folder / CROYDON / OPEN_FILE
    whole: list[bytes] = []

    def damage() -> None:
        whole.append(file.read_bytes())
        file.write_bytes(b"nothing that can be read")

    def mend() -> None:
        file.write_bytes(whole[-1])

    found = alike(folder, **{name: {"store_url": str(folder / name)} for name in (CROYDON, SUTTON)})
    own, away = folder / CROYDON, folder / "elsewhere"
    return Kept(found, damage, mend, lambda: own.rename(away), lambda: away.rename(own))


def in_database(folder: Path, server: Server, url: str) -> Kept:
    def change(key_id: str) -> None:
        server.do(f"UPDATE partnerships SET key_id = '{key_id}' WHERE partnership = 'croydon'".encode(), url)

    places = {name: {"store_url": url, "store_partnership": name} for name in (CROYDON, SUTTON)}
    damage, mend = partial(change, "old>new"), partial(change, key_id_of(PlainCodec()))
    return Kept(alike(folder, **places), damage, mend, damage, mend)


@pytest.fixture
async def stopped(kept: Kept) -> AsyncIterator[Boroughs]:
    async with teams_and_session() as (teams, session), AsyncExitStack() as stack:
        boroughs = Boroughs(teams, session, kept.found.of(CROYDON).settings)
        boroughs.stack = stack
        yield boroughs
        await boroughs.stop()


@pytest.fixture
async def boroughs(stopped: Boroughs, kept: Kept) -> Boroughs:
    await stopped.start(kept.found)
    return stopped


async def everybody(borough: Borough) -> People:
    """Installs the partners and the Business Team, each in a chat with their own partnership's bot."""
    people = People(borough)
    people.council, people.icb = borough.holder("02"), borough.holder("03", ICB)
    people.team, people.police = borough.holder("01"), borough.holder(POLICE_END, POLICE)
    for chat in (*people.partners, people.team):
        await chat.install()
    return people


async def opened(borough: Borough, chat: Chat, seen: str) -> None:
    """Opens a case; ``seen`` is the evidence, by which the two partnerships' cases are told apart."""
    await chat.say("triage")
    await chat.press("Died", evidence=seen)
    await answer_all(chat, borough.framework, A_CHILD_DIED)
    await chat.press("Open the case")
    assert f"{REF} is open" in chat.last.words


async def one_case_each(boroughs: Boroughs) -> tuple[People, People]:
    croydon, sutton = await everybody(boroughs.croydon), await everybody(boroughs.sutton)
    await opened(boroughs.croydon, croydon.practitioner, CROYDONS)
    await opened(boroughs.sutton, sutton.practitioner, SUTTONS)
    return croydon, sutton


async def answer(chat: Chat, text: str) -> str:
    await chat.say(text)
    return chat.last.words


async def test_each_partnership_counts_its_own_cases_and_sees_no_other(boroughs: Boroughs) -> None:
    """The reference is the same in both, so that nothing but the partnership tells the two apart."""
    croydon, sutton = await one_case_each(boroughs)
    for people, name in ((croydon, "Croydon"), (sutton, "Sutton")):
        await people.team.say(f"case {REF}")
        await eventually(lambda people=people: any("Show the history" in m.words for m in people.team.messages))
        assert f"{REF} is open" in " ".join(m.words for m in people.practitioner.messages), name
    assert not [m for m in boroughs.sutton.heard if CROYDONS in m.unfolded]
    assert not [m for m in boroughs.croydon.heard if SUTTONS in m.unfolded]
    assert [m for m in boroughs.sutton.heard if SUTTONS in m.unfolded]


async def test_a_case_of_one_is_unknown_in_the_other_to_everybody_there(boroughs: Boroughs) -> None:
    croydon, sutton = await everybody(boroughs.croydon), await everybody(boroughs.sutton)
    await opened(boroughs.croydon, croydon.practitioner, CROYDONS)
    assert await refs(croydon.team) == [REF]
    for chat in (*sutton.partners, sutton.team):
        assert "There is no case" in await answer(chat, f"case {REF}")
        assert "There is no case" in await answer(chat, f"timeline {REF}")
        for command in ("cases", "deadlines", "sign-offs", "dashboard"):
            assert REF not in await answer(chat, command)
        assert await refs(chat, REF) == []


async def test_the_police_who_sit_in_both_see_in_each_bot_the_cases_of_that_partnership_only(
    boroughs: Boroughs,
) -> None:
    croydon, sutton = await everybody(boroughs.croydon), await everybody(boroughs.sutton)
    assert croydon.police.person == sutton.police.person
    await opened(boroughs.croydon, croydon.practitioner, CROYDONS)
    card = await shown(croydon.police, CRITERIA)
    assert CROYDONS in card.unfolded
    assert REF in await answer(croydon.police, "cases")
    await boroughs.run_all_jobs()
    assert not [m for m in sutton.police.messages if REF in m.words]
    assert REF not in await answer(sutton.police, "cases")
    assert REF not in await answer(sutton.police, "sign-offs")
    await opened(boroughs.sutton, sutton.practitioner, SUTTONS)
    assert SUTTONS in (await shown(sutton.police, CRITERIA)).unfolded


async def test_a_card_of_one_pressed_in_the_other_signs_nothing(boroughs: Boroughs) -> None:
    croydon, sutton = await one_case_each(boroughs)
    card = await shown(croydon.police, CRITERIA)
    await shown(sutton.police, CRITERIA)
    press = croydon.police.press_activity("Agree", card)
    conversation = {**press["conversation"], "id": sutton.police.conversation}
    status, body = await sutton.police.post({**press, "conversation": conversation})
    assert status == 200 and "changed" in str(body)
    await boroughs.run_all_jobs()
    for people in (croydon, sutton):
        assert "Police: agreed" not in card_of(people.icb, CRITERIA).words
    await croydon.police.press("Agree", card)
    await boroughs.run_all_jobs()
    assert "Police: agreed" in card_of(croydon.icb, CRITERIA).words
    assert "Police: agreed" not in card_of(sutton.icb, CRITERIA).words


async def test_a_triage_begun_with_one_is_not_gone_on_with_in_the_other(boroughs: Boroughs) -> None:
    """One person works in both boroughs."""
    here, there = boroughs.croydon.chat(PRACTITIONER), boroughs.sutton.chat(PRACTITIONER)
    await here.say("triage")
    await here.press("Died", evidence=CROYDONS)
    press = here.press_activity("Under 18")
    await there.say("hello")
    _, body = await there.post({**press, "conversation": {**press["conversation"], "id": there.conversation}})
    assert CROYDONS not in str(body) and "Suspected" not in str(body)
    await there.say("triage")
    assert "Question 1" in there.last.words
    assert CROYDONS not in " ".join(message.unfolded for message in there.messages)


async def test_what_is_said_of_a_case_reaches_its_own_people_and_its_own_channel_only(boroughs: Boroughs) -> None:
    """The messages run from the case's opening to the day when it is overdue; nothing at all comes to the other."""
    croydon, sutton = await everybody(boroughs.croydon), await everybody(boroughs.sutton)
    await opened(boroughs.croydon, croydon.practitioner, CROYDONS)
    await boroughs.run_all_jobs()
    before = len(boroughs.sutton.heard)
    for day in (TUESDAY, WEDNESDAY, FRIDAY):
        boroughs.clock.now = day
        await boroughs.run_all_jobs()
    assert len(nudged(boroughs.croydon, CHANNEL)) >= 3
    assert nudged(boroughs.croydon, croydon.police.conversation)
    assert len(boroughs.sutton.heard) == before and boroughs.teams.in_conversation(CHANNELS[SUTTON]) == []
    assert nudged(boroughs.sutton, sutton.police.conversation) == []


async def test_after_a_restart_each_has_what_it_had(boroughs: Boroughs, kept: Kept) -> None:
    croydon, sutton = await one_case_each(boroughs)
    await boroughs.stop()
    await boroughs.start(kept.found)
    for people, own, others in ((croydon, CROYDONS, SUTTONS), (sutton, SUTTONS, CROYDONS)):
        people.team.bot_url = boroughs.by_name[CROYDON if people is croydon else SUTTON].url
        await people.team.say(f"case {REF}")
        await eventually(lambda people=people: "Show the history" in people.team.last.words)
        said = " ".join(message.unfolded for message in people.team.messages)
        assert own in said and others not in said


async def test_a_partnership_whose_store_is_damaged_keeps_the_other_from_nothing(stopped: Boroughs, kept: Kept) -> None:
    await stopped.start(kept.found)
    croydon, _ = await one_case_each(stopped)
    await stopped.stop()
    kept.damage()
    await stopped.start(kept.found)
    sutton = await everybody(stopped.sutton)
    assert REF in await answer(sutton.team, "cases")
    croydon.team.bot_url = stopped.croydon.url
    status, body = await croydon.team.post(croydon.team.activity("message", text="cases"))
    assert status == 503 and "not served at the moment" in body["error"]
    status, said = await stopped.ready()
    assert status == 503 and said["partnerships"].keys() == {CROYDON}
    assert said["partnerships"][CROYDON]["not_served"]
    kept.mend()


async def test_a_partnership_whose_store_fails_later_stops_the_other_in_nothing_and_comes_back_by_itself(
    boroughs: Boroughs, kept: Kept
) -> None:
    croydon, sutton = await everybody(boroughs.croydon), await everybody(boroughs.sutton)
    kept.take_away()
    await opened(boroughs.sutton, sutton.practitioner, SUTTONS)
    status, said = await boroughs.ready()
    assert status == 503 and said["partnerships"].keys() == {CROYDON}
    assert "store" in said["partnerships"][CROYDON]
    kept.put_back()
    assert (await boroughs.ready())[0] == 200
    await opened(boroughs.croydon, croydon.practitioner, CROYDONS)


async def test_a_partnership_that_was_mended_is_served_without_a_start_of_the_others(
    stopped: Boroughs, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def as_it_is_now(name: str, others: object) -> PartnershipSetup:
        return kept.found.of(name)

    monkeypatch.setattr("bot.runtime.partnership_host._as_it_is_now", as_it_is_now)
    await stopped.start(kept.found)
    await stopped.stop()
    kept.damage()
    running = await stopped.start(kept.found, again_seconds=0.05)
    assert running.served == (SUTTON,)
    kept.mend()
    await eventually(lambda: set(running.served) == {CROYDON, SUTTON})
    croydon = await everybody(stopped.croydon)
    await opened(stopped.croydon, croydon.practitioner, CROYDONS)
    assert (await stopped.ready())[0] == 200


async def test_nothing_is_served_at_an_address_of_no_partnership(boroughs: Boroughs) -> None:
    for path in ("/api/messages", "/merton/api/messages", "/croydon/readyz", "/croydon/sutton/api/messages"):
        async with boroughs.session.post(f"{boroughs.url}{path}", json={}) as response:
            assert response.status in (404, 405), path


async def test_the_numbers_say_of_which_partnership_they_are(boroughs: Boroughs) -> None:
    croydon, _ = await everybody(boroughs.croydon), await everybody(boroughs.sutton)
    await opened(boroughs.croydon, croydon.practitioner, CROYDONS)
    async with (
        TestServer(application(boroughs.page)) as server,
        boroughs.session.get(server.make_url("/metrics")) as response,
    ):
        page = await response.text()
    lines = [line for line in page.splitlines() if line.startswith("cscp_open_cases{") and "notification" in line]
    assert lines == [
        'cscp_open_cases{partnership="croydon",stage="notification"} 1.0',
        'cscp_open_cases{partnership="sutton",stage="notification"} 0.0',
    ]
    assert page.count("# TYPE cscp_turns_total counter") == 1
