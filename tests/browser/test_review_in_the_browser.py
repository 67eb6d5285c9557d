"""A Rapid Review goes from the signing of its notification to a commissioned LCSPR, on phones in the local client. By
form and in chat it goes through the parts of the record that differ for a hand or an eye; the others, and what the
local authority signs, are put on file. ``make soak`` goes through all of it."""

from pathlib import Path

from local.people import COUNCIL, ICB_WINDOW, LOCAL_AUTHORITY_DSP, POLICE_WINDOW, PRACTITIONER_WINDOW
from safeguarding.case.case import Case
from safeguarding.case.state.matters import LCSPR_DECISION, NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.signatures import sign
from safeguarding.framework.loader import current
from safeguarding.people import Person
from tests.browser.conftest import BotInTime, Open
from tests.browser.test_review_in_chat import SAID, go_through
from tests.browser.test_whole_way_in_the_browser import (
    COMMISSION,
    CRITERIA,
    DECISION,
    REF,
    determine,
    fill_in,
    prepare,
    reads_all,
    write_at_once,
)
from tests.support.people.review_on_record import filled_in
from tests.support.stores.steps import add
from tests.support.teams_window import PHONE, TeamsWindow

BY_FORM = ("immediate_action", "childs_voice", "indicators", "categories_a")
IN_CHAT = ("categories_d", "reasons", "next_steps")
THE_COUNCIL = Person(tenant=COUNCIL, id=LOCAL_AUTHORITY_DSP.directory_id)


async def the_case(bot: BotInTime) -> Case:
    case = await bot.store.cases.get(REF)
    assert case
    return case


async def agree(bot: BotInTime, matter: str, first: TeamsWindow, second: TeamsWindow) -> None:
    """The local authority's signature is put on file, and the other two partners press."""
    case, by = await the_case(bot), bot.partnership.actor(THE_COUNCIL)
    sign_off = sign_off_of(case, matter)
    assert sign_off
    await bot.store.cases.save(sign(case, matter, sign_off.matter.digest, by, bot.now, agrees=True), case.version)
    await first.click("Agree")
    await first.shows("You agreed")
    await second.click("Agree")


async def put_the_rest_on_file(bot: BotInTime) -> None:
    case, by = await the_case(bot), bot.partnership.actor(THE_COUNCIL)
    left = ("facts", *BY_FORM, *IN_CHAT)
    await bot.store.cases.save(filled_in(case, current(), (), SAID, by, bot.now, but=left), case.version)


async def write_the_record(bot: BotInTime, icb: TeamsWindow, police: TeamsWindow, screenshots: Path) -> None:
    await write_at_once(icb, police, screenshots)
    await put_the_rest_on_file(bot)
    await fill_in(icb, tuple(part for part in current().parts if part.id in BY_FORM), screenshots)
    await icb.say(f"review {REF}")
    await icb.shows(f"{18 - len(IN_CHAT)} of 18 parts filled in")
    await icb.click("Go through it with me")
    await go_through(icb, IN_CHAT, screenshots)


async def test_a_review_is_written_determined_and_decided_on_phones(
    bot_in_time: BotInTime, window_of: Open, screenshots: Path
) -> None:
    icb, police = await window_of(ICB_WINDOW, PHONE), await window_of(POLICE_WINDOW, PHONE)
    team = await window_of(PRACTITIONER_WINDOW)
    for window in (icb, police, team):
        await window.shows("what must happen, and by when")
    await add(bot_in_time.store, "one")
    for partner in (icb, police):
        await partner.shows(CRITERIA)
    await agree(bot_in_time, NOTIFICATION_CRITERIA, icb, police)
    for partner in (icb, police):
        await partner.shows("Agreed by all")
    await team.say(f"submitted {REF} today")
    await team.shows("SIN submitted on")
    await team.say(f"case {REF}")
    await team.shows("0 of 18 parts filled in")
    await team.narrow()
    await prepare(team, police, screenshots)
    await write_the_record(bot_in_time, icb, police, screenshots)
    await police.say(f"review {REF}")
    await police.shows("18 of 18 parts filled in")
    await determine(police, icb, screenshots)
    for partner in (icb, police):
        await partner.shows(DECISION)
    await agree(bot_in_time, LCSPR_DECISION, icb, police)
    for partner in (icb, police):
        await partner.shows("Agreed by all", on=COMMISSION)
    await team.say(f"case {REF}")
    await team.shows("Complete the LCSPR", on=f"Case {REF}")
    await team.click("Show the decision")
    await team.shows("by all three partners", on=f"Case {REF}")
    await reads_all(icb, screenshots)
    for narrow in (team, icb, police):
        assert await narrow.unreadable() == []
    await team.go_to_channel()
    await team.shows(f"{REF} was opened")
    assert "baby" not in "\n".join(await team.texts())
