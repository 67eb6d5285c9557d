"""Somebody who holds the store's key writes a signature into the store: it is told, and ends nothing."""

import base64

from safeguarding.case.events.case_events import OpenedInError
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from store.encryption import PlainCodec
from store.folder.store import FolderStore
from tests.journeys.conftest import Bot
from tests.support.case_stages import signed_by
from tests.support.people.sin_lane import CRITERIA, NOT_REQUIRED, REF, People, case_in_notification, shown, sign

KEY = base64.b64encode(bytes(32)).decode()
BEFORE = "2020-01-01"


async def forge_the_last_signature(bot: Bot) -> None:
    """Stops the bot, and writes the council's agreement into the store as the bot itself would write it."""
    await bot.stop()
    council = bot.partnership.actor(bot.partnership.partners.local_authority.dsps[0].person)
    async with FolderStore.open(bot.folder, PlainCodec()) as store:
        case = await store.cases.get(REF)
        assert case
        await store.cases.save(signed_by(case, NOTIFICATION_CRITERIA, council), case.version)


async def test_a_forged_signature_is_told_ends_no_duty_and_can_be_given_truly(bot: Bot) -> None:
    bot.signing_key = f"{BEFORE}:{KEY}"
    await bot.restart()
    people = await case_in_notification(bot, **NOT_REQUIRED)
    await sign(people.icb)
    await sign(people.police)
    await forge_the_last_signature(bot)
    await bot.start()
    people = People(bot)
    assert (await bot.ready())[1]["seals"] == {REF: 1}
    await people.team.say("deadlines")
    assert REF in people.team_words, "its clock runs"
    await people.team.say(f"case {REF}")
    assert "A signature here may be forged" in people.team_words
    assert "Its seal does not hold: it does not count." in people.team_words
    await bot.run_all_jobs()
    (told,) = (message.words for message in people.team.messages if "a signature may be forged" in message.words)
    assert told.startswith(f"{REF}: a signature may be forged")
    await shown(people.council, CRITERIA)
    await sign(people.council)
    await people.team.say("deadlines")
    assert "No clock is running" in people.team_words


async def test_a_case_that_is_closed_in_the_store_by_somebody_is_told_since_no_clock_of_it_is_watched(bot: Bot) -> None:
    bot.signing_key = f"{BEFORE}:{KEY}"
    await bot.restart()
    people = await case_in_notification(bot)
    await bot.stop()
    async with FolderStore.open(bot.folder, PlainCodec()) as store:
        case = await store.cases.get(REF)
        assert case
        await store.cases.save(case.then(OpenedInError(by=case.opener, at=case.events[-1].at)), case.version)
    await bot.start()
    people = People(bot)
    for _ in range(2):
        await bot.run_all_jobs()
    assert (await bot.ready())[1]["seals"] == {REF: 1}
    (told,) = (message.words for message in people.team.messages if "a signature may be forged" in message.words)
    assert told.startswith(f"{REF}: ") and "nobody is nudged: see whether a duty runs on" in told


async def test_without_a_key_of_its_own_the_bot_goes_on_as_before(bot: Bot) -> None:
    people = await case_in_notification(bot, **NOT_REQUIRED)
    await sign(people.icb)
    await sign(people.police)
    await forge_the_last_signature(bot)
    await bot.start()
    people = People(bot)
    await people.team.say("deadlines")
    assert "No clock is running" in people.team_words
