"""Two cases that belong together are linked by the Business Team, and whoever may not see one of them learns nothing of
it from the other."""

import pytest

from tests.journeys.conftest import OTHER_PRACTITIONER, Bot
from tests.journeys.sign_off.test_restricted import first_values
from tests.support.answers import on_record, opened
from tests.support.fake_teams.one_drive import OneDrive, allow
from tests.support.fake_teams.server import Chat, Message, buttons, titles
from tests.support.people.review_in_chat import crafted, in_review, open_form, open_part
from tests.support.people.sin_lane import POLICE_DSP, REF, People, everyone, shown
from tests.support.word_reading import Read

OTHER, THIRD = "CSCP-2026-002", "CSCP-2026-003"
SIBLINGS = "They are brother and sister."


async def two_siblings(bot: Bot) -> People:
    """Two agencies report a brother and a sister who died on one day."""
    people = await everyone(bot)
    await on_record(bot, people.practitioner)
    await shown(people.team, f"New case {REF}")
    await on_record(bot, bot.chat(OTHER_PRACTITIONER), record_number="MH-1235")
    await shown(people.team, f"New case {OTHER}")
    return people


async def link(chat: Chat, form: Message, *, of: str = OTHER, to: str = REF, kind: str = "same_family") -> None:
    await chat.press("Link them", form, kind=kind, theme="", reason=SIBLINGS)


async def linked(bot: Bot) -> People:
    people = await two_siblings(bot)
    notice = people.team.showing(f"New case {OTHER}")
    await people.team.press(f"Link to {REF}", notice)
    await link(people.team, notice)
    return people


async def case_of(chat: Chat, ref: str = REF) -> Message:
    await chat.say(f"case {ref}")
    return chat.showing(f"Case {ref}\n")


async def test_twins_whom_one_agency_reports_under_two_numbers_are_no_duplicates_and_linked_from_the_notice(
    bot: Bot,
) -> None:
    people = await two_siblings(bot)
    notice = people.team.showing(f"New case {OTHER}")
    assert "Is it one of these?" not in notice.words and "Does it belong with one of these?" in notice.words
    before = [(case.stage, case.aware) for case in bot.store.cases.open_cases()]
    await people.team.press(f"Link to {REF}", notice)
    await link(people.team, notice, kind="")
    assert "How do they belong together?: choose one." in notice.words
    assert first_values(notice)["reason"] == SIBLINGS, "what was typed stays"
    await link(people.team, notice)
    assert [(case.stage, case.aware) for case in bot.store.cases.open_cases()] == before
    for one, other in ((REF, OTHER), (OTHER, REF)):
        card = await case_of(people.council, one)
        assert f"Linked: {other}, the same family" in card.unfolded
        assert f"linked this case to {other} (the same family). Reason: {SIBLINGS}" in card.unfolded
        assert "Remove" not in titles(card.card)
        (leads,) = [each for each in buttons(card.card) if each.get("tooltip") == f"Open {other}"]
        assert leads["data"]["ref"] == other
    await people.council.say("cases")
    assert f"Linked: {OTHER}" in people.council.last.unfolded
    await people.council.say("dashboard")
    assert "Cases that are linked to another: the same family: 2." in people.council.last.words


async def test_a_link_is_removed_with_a_reason_and_stays_in_the_history_of_both(bot: Bot) -> None:
    people = await linked(bot)
    card = await case_of(people.team, OTHER)
    await people.team.press("Remove", card)
    assert f"Remove the link between {OTHER} and {REF}" in card.words
    await people.team.press("Remove the link", card, reason="")
    assert "Reason: write it" in card.words
    await people.team.press("Remove the link", card, reason="Another family.")
    for ref, other in ((REF, OTHER), (OTHER, REF)):
        words = (await case_of(people.team, ref)).unfolded
        assert "Linked cases" not in words
        assert f"removed the link to {other} (the same family). Reason: Another family." in words


async def test_at_any_time_the_business_team_says_from_the_case_how_it_belongs_with_another(bot: Bot) -> None:
    people = await two_siblings(bot)
    form = await open_form(people.team, "Another case: link or merge")
    assert f"Of the same day, or with the same record number: {OTHER}." in form.words
    for typed, said in (
        ("", "Name the other case by its reference."),
        ("CSCP-2026-777", "There is no case CSCP-2026-777"),
    ):
        await people.team.press("Go on", form, other=typed, choice="link")
        assert said in form.words and "Nothing was recorded" in form.words
    await people.team.press("Go on", form, other=OTHER, choice="")
    assert "How do they stand to each other?: choose one." in form.words
    await people.team.press("Go on", form, other="2026-002", choice="merge")
    assert f"Merge {REF} into {OTHER}" in form.words
    form = await open_form(people.team, "Another case: link or merge")
    await people.team.press("Go on", form, other=OTHER.lower(), choice="link")
    await link(people.team, form, of=REF, to=OTHER, kind="same_people")
    assert f"{REF} and {OTHER} are linked." in form.words
    assert f"Linked: {OTHER}, the same people" in (await case_of(people.team)).unfolded


async def test_a_link_to_a_case_that_was_merged_leads_to_the_one_that_goes_on(bot: Bot) -> None:
    people = await linked(bot)
    await on_record(bot, bot.chat(OTHER_PRACTITIONER), record_number="MH-1236", incident_on="2026-11-19")
    await shown(people.team, f"New case {THIRD}")
    form = await open_form(people.team, "Another case: link or merge")
    await people.team.press("Go on", form, other=THIRD, choice="merge")
    await people.team.press("Merge the cases", form, reason="The same child.")
    for ref, other in ((OTHER, THIRD), (THIRD, OTHER)):
        assert f"Linked: {other}, the same family" in (await case_of(people.team, ref)).unfolded
    await people.team.say(f"link {OTHER} {REF}")
    assert first_values(people.team.last)["other"] == THIRD


async def test_a_group_that_a_thematic_review_may_take_up_is_named_where_that_is_the_reason(bot: Bot) -> None:
    people = await in_review(bot)
    for number in ("2", "3"):
        await on_record(bot, bot.chat(OTHER_PRACTITIONER), record_number=number, incident_on=f"2026-11-1{number}")
    for one, other in ((REF, OTHER), (OTHER, THIRD)):
        await people.team.say(f"link {one} {other}")
        form = people.team.last
        await people.team.press("Go on", form, other=other, choice="link")
        typed = {"kind": "thematic_review", "reason": "All were stabbed."}
        await people.team.press("Link them", form, theme="", **typed)
        assert "Name the theme of the review in a few words." in form.words
        await people.team.press("Link them", form, theme="serious youth violence", **typed)
    group = f"({REF}, {OTHER}, {THIRD})"
    words = (await case_of(people.council)).unfolded
    assert f"Linked: {OTHER}, may be taken up together in a thematic review: serious youth violence" in words
    assert f"A thematic review may take up together (serious youth violence): {group[1:-1]}" in words
    form = await open_part(people.council, bot.framework.question("reasons_not_to_commission").title)
    assert f"Linked for a thematic review (serious youth violence): {group[1:-1]}." in form.words


@pytest.mark.parametrize("how", ["restricted", "conflict"])
async def test_whoever_may_not_see_a_linked_case_learns_nothing_of_it_not_even_that_it_is_there(
    bot: Bot, how: str
) -> None:
    people = await linked(bot)
    async with (drive := OneDrive()).server:
        assert OTHER in await everything_told(people.police, drive), "as long as they may see both"
    await keep_from_the_police(people, how)
    async with (drive := OneDrive()).server:
        said = await everything_told(people.police, drive)
    for hidden in (OTHER, SIBLINGS, "inked", "same family", "from 2 recorded"):
        assert hidden not in said, hidden
    for verb, data in (
        ("link", {"into": OTHER, "kind": "same_place"}),
        ("unlink", {"into": OTHER, "kind": "same_family"}),
    ):
        refused = await crafted(people.police, verb, reason="Let me see.", **data)
        assert refused == f"There is no case {OTHER} that you can see. Type cases for the list."
    await people.team.say(f"case {REF}")
    assert f"Linked: {OTHER}" in people.team.last.unfolded


async def keep_from_the_police(people: People, how: str) -> None:
    if how == "conflict":
        await people.police.say(f"case {OTHER}")
        form = people.police.last
        await people.police.press("Declare conflict of interest", form)
        await people.police.press("Declare it", form, reason="A neighbour.")
        return
    await people.team.say(f"case {OTHER}")
    form = people.team.last
    await people.team.press("Restrict the case", form)
    given = first_values(form)
    named = [who for who in given["visible_to"].split(",") if POLICE_DSP not in who]
    await people.team.press(f"Restrict {OTHER}", form, **{**given, "visible_to": ",".join(named), "reason": "Kept."})


async def everything_told(chat: Chat, drive: OneDrive) -> str:
    """Returns all that a person is told of the first case: its card, its pictures, its document, lists and figures."""
    told = []
    for said in (f"case {REF}", f"timeline {REF}", "cases", "deadlines", "my steps", "dashboard"):
        await chat.say(said)
        told.append(chat.last.words)
    await chat.say(f"report {REF}")
    await allow(chat, drive)
    return "\n".join([*told, Read(drive.uploads[-1].content).words])


async def test_only_the_business_team_links_and_whoever_opens_is_told_to_ask_them(bot: Bot) -> None:
    people = await everyone(bot)
    await on_record(bot, people.practitioner)
    await opened(bot, people.practitioner, record_number="MH-1235")
    words = people.practitioner.last.words
    assert f"Of the same day, or with the same record number: {REF}. Tell the Business Team" in words
    await people.practitioner.say(f"link {REF} {OTHER}")
    assert "Only the Business Team can link cases." in people.practitioner.last.words
    await people.team.say("link")
    assert "Add the references of both cases" in people.team.last.words


async def test_a_rehearsal_is_linked_to_no_real_case(bot: Bot) -> None:
    people = await everyone(bot)
    await on_record(bot, people.practitioner)
    await people.team.say(f"link {REF} {REF}")
    form = people.team.last
    await people.team.press("Go on", form, other=REF, choice="link")
    await people.team.press("Link them", form, kind="same_family", reason="Alike.")
    assert "A case can't be linked to itself" in form.words
