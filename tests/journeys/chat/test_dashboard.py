"""The ``dashboard`` comes over real HTTP to those who may have it, and gives nothing away of a hidden case."""

from safeguarding.partnership.model import OfficeHolder
from tests.cards.all_cards.test_every_card import nodes
from tests.journeys.conftest import BUSINESS_TEAM, CHANNEL, COUNCIL, OTHER_PRACTITIONER, PRACTITIONER, Bot
from tests.journeys.sign_off.test_restricted import first_values
from tests.journeys.triage.test_rehearsal import rehearsed
from tests.support.answers import on_record
from tests.support.fake_teams.server import Chat, eventually, texts
from tests.support.people.review_in_chat import in_review
from tests.support.people.sin_lane import CARE_LEAVER, REF, case_in_notification, everyone
from tests.support.simulated_year.mornings import NEXT_TUESDAY, go_to

TITLE = "Figures of the cases"


async def dashboard(chat: Chat, words: str = "dashboard") -> str:
    await chat.say(words)
    return chat.showing(TITLE).unfolded


def rates(chat: Chat) -> list[list[str]]:
    """Returns the table's rows, as read."""
    table = next(node for node in nodes(chat.showing(TITLE).card) if node.get("type") == "Table")
    return [list(texts(row)) for row in table["rows"]]


async def test_the_business_team_sees_stages_days_left_and_what_was_done_in_time(bot: Bot) -> None:
    people = await in_review(bot)
    await on_record(bot, people.practitioner, incident_on="2026-11-22", became_aware="2026-11-22")
    words = await dashboard(people.team)
    assert "Figures of the cases of all years" in words and "2 cases, 2 of them open." in words
    assert "Notification: 1" in words and "Rapid Review: 1" in words
    assert "CSCP-2026-002" in words and "Friday 27 November 2026 (4 working days left)" in words
    assert ["Submit the SIN (5 working days)", "1 in time (100 %), 0 late, 1 not yet due", "none"] in rates(people.team)
    assert ["Hold the Rapid Review (15 working days)", "1 not yet due", "none"] in rates(people.team)
    await people.team.press("Open", people.team.showing(TITLE))
    assert "Who does what next" in people.team.last.unfolded


async def test_closed_cases_count_and_are_not_listed(bot: Bot) -> None:
    people = await case_in_notification(bot, **CARE_LEAVER)
    await go_to(bot, NEXT_TUESDAY)
    await people.team.say(f"submitted {REF} today")
    await people.team.say(f"case {REF}")
    card = people.team.showing(f"Case {REF}\nSIN submitted")
    await people.team.press("Close the case", card)
    await people.team.press("Close the case", card, reason="Died of an illness.", ruled_out="yes")
    words = await dashboard(people.team)
    assert "1 case, 0 of them open." in words and REF not in words
    assert ["Submit the SIN (5 working days)", "none", "0 in time (0 %), 1 late"] in rates(people.team)


async def test_a_year_can_be_chosen_and_what_is_no_year_is_asked_for_again(bot: Bot) -> None:
    people = await case_in_notification(bot)
    assert "Figures of the cases opened in 2026\n1 case" in await dashboard(people.team, "dashboard 2026")
    assert "Figures of the cases opened in 2025\n0 cases" in await dashboard(people.team, "dashboard 2025")
    await people.team.say("dashboard last year")
    assert "for example: dashboard 2026" in people.team.last.words


async def test_a_partners_dsp_gets_it_and_whoever_only_opened_a_case_is_told_whom_it_is_for(bot: Bot) -> None:
    people = await case_in_notification(bot)
    for chat in people.partners:
        assert "1 case, 1 of them open." in await dashboard(chat)
    await people.practitioner.say("dashboard")
    assert "The figures are for the Business Team" in people.practitioner.last.words
    assert not [message for message in people.practitioner.messages if TITLE in message.words]


async def test_whoever_loses_the_office_gets_no_figures_any_more(bot: Bot) -> None:
    people = await case_in_notification(bot)
    bot.partnership = bot.partnership.model_copy(
        update={"business_team": (OfficeHolder(title="Business Team", tenant=COUNCIL, id=OTHER_PRACTITIONER),)}
    )
    await bot.run_all_jobs()
    await people.team.say("dashboard")
    assert "The figures are for" in people.team.last.words
    assert "1 case" in await dashboard(bot.chat(OTHER_PRACTITIONER))


async def test_no_rehearsal_is_counted(bot: Bot) -> None:
    people = await everyone(bot)
    await rehearsed(bot, people.practitioner)
    words = await dashboard(people.team)
    assert "0 cases, 0 of them open." in words and "REHEARSAL" not in words


async def test_of_a_restricted_case_the_dashboard_of_others_gives_nothing_away(bot: Bot) -> None:
    second = OfficeHolder(title="Business Team, second", tenant=COUNCIL, id=OTHER_PRACTITIONER)
    team = (*bot.partnership.business_team, second)
    bot.partnership = bot.partnership.model_copy(update={"business_team": team})
    await bot.restart()
    named, other = bot.chat(BUSINESS_TEAM), bot.chat(OTHER_PRACTITIONER)
    without = await dashboard(other)
    await on_record(bot, bot.chat(PRACTITIONER))
    assert await dashboard(other) != without
    await named.say(f"case {REF}")
    form = named.showing(f"Case {REF}\nNotification")
    await named.press("Restrict the case", form)
    people = [who for who in first_values(form)["visible_to"].split(",") if OTHER_PRACTITIONER not in who]
    given = {**first_values(form), "visible_to": ",".join(people), "reason": "The parents work in the partnership."}
    await named.press(f"Restrict {REF}", form, **given)
    assert "1 case, 1 of them open." in await dashboard(named)
    assert await dashboard(other) == without
    assert "cases that you may not see because they are restricted" in without


async def test_asked_for_in_a_channel_the_figures_go_to_the_persons_own_chat(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await eventually(lambda: len(bot.teams.in_conversation(CHANNEL)) == 2)
    await bot.channel(BUSINESS_TEAM).say("dashboard", mention=True)
    await eventually(lambda: any(TITLE in message.words for message in people.team.messages))
    channel = [message for message in bot.teams.messages if message.conversation.startswith(CHANNEL)]
    assert not [message for message in channel if TITLE in message.words]
