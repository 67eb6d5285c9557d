"""A case whose SIN is not in is merged into one whose SIN is only when the three partners and the DCS agree; a merge is
undone on its day."""

from tests.journeys.conftest import OTHER_PRACTITIONER, Bot
from tests.support.answers import on_record
from tests.support.fake_teams.server import eventually, titles
from tests.support.people.review_in_chat import case_titles, crafted
from tests.support.people.sin_lane import COUNCIL_DEPUTY, REF, case_in_notification, shown, sign

OTHER = "CSCP-2026-002"
TITLE = f"Should this case be merged into {REF}?"


async def test_the_three_partners_and_the_dcs_agree_before_anothers_submission_counts(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await people.team.say(f"submitted {REF} today")
    other_opener = bot.chat(OTHER_PRACTITIONER)
    await on_record(bot, other_opener)
    await eventually(lambda: any(f"New case {OTHER}" in m.words for m in people.team.messages))
    asking = people.team.showing(f"New case {OTHER}")
    await people.team.press(f"Merge into {REF}", asking)
    assert "the three partners and the DCS agree first" in asking.words
    await people.team.press("Merge the cases", asking, reason="The same child.")
    assert f"Proposed: merge {OTHER} into {REF}." in asking.words
    await people.team.press("Open", asking)
    said = people.team_words
    assert f"Proposed: merge into {REF}" in said and "Submit the SIN" in said
    assert "Until then both cases stay as they are, and their clocks run." in said
    assert [case.ref for case in bot.store.cases.open_cases()] == [REF, OTHER]

    await sign(people.icb, TITLE)
    await people.team.say(f"case {REF}")
    assert f"Proposed: merge {OTHER} into {REF}" in people.team_words and "Submit the SIN" in people.team_words
    assert "Local authority not yet; ICB agreed; Police not yet" in people.team_words
    assert f"Open {OTHER}" in titles(people.team.last.card)
    await people.practitioner.say(f"case {REF}")
    assert f"Proposed: merge {OTHER}" not in people.practitioner.last.unfolded, "who may not see the other case"
    for chat in (people.council, people.police):
        await sign(chat, TITLE)
    assert len(bot.store.cases.open_cases()) == 2
    # One person fills one seat: the council's DSP is the DCS too, so the DCS's deputy signs.
    deputy = bot.chat(COUNCIL_DEPUTY)
    await deputy.say("sign-offs")
    await deputy.press("Sign: merge")
    message = deputy.offering("Agree")
    assert "The same child." in message.words
    await deputy.press("Agree", message)
    assert "The case is merged into the other, which goes on. Agreed by all." in message.words
    told = f"It was merged into {REF}, which goes on"
    for chat in (people.icb, other_opener):
        await eventually(lambda chat=chat: any(told in m.words for m in chat.messages))
    (kept,) = bot.store.cases.open_cases()
    ended = await bot.store.cases.get(OTHER)
    assert kept.ref == REF and ended is not None and ended.merged_into == REF


async def test_a_merge_is_undone_on_its_day_and_whoever_was_told_of_it_hears_that_too(bot: Bot) -> None:
    people = await case_in_notification(bot)
    other_opener = bot.chat(OTHER_PRACTITIONER)
    await on_record(bot, other_opener)
    await eventually(lambda: any(f"New case {OTHER}" in m.words for m in people.team.messages))
    asking = people.team.showing(f"New case {OTHER}")
    await people.team.press(f"Merge into {REF}", asking)
    assert "can be undone on the same working day, as long as nothing was signed since" in asking.words
    await people.team.press("Merge the cases", asking, reason="The same child.")
    for chat in (people.icb, other_opener):
        await eventually(lambda chat=chat: any(f"It was merged into {REF}" in m.words for m in chat.messages))
    assert "Undo the merge" not in await case_titles(people.icb)

    await people.team.say(f"case {OTHER}")
    form = people.team.offering("Undo the merge")
    await people.team.press("Undo the merge", form)
    assert f"{OTHER} goes on as it was before the merge, with its own clocks, and {REF} without it." in form.words
    undo = "Undo the merge"
    press = people.team.press_activity(undo, form, reason="Another child zzz.")
    await people.team.press(undo, form, reason="Another child zzz.")
    await people.team.post(press)
    assert [case.ref for case in bot.store.cases.open_cases()] == [REF, OTHER]
    one, two = bot.store.cases.open_cases()
    assert [event.type for event in (*one.events, *two.events)].count("merged_into_undone") == 1
    for ref in (REF, OTHER):
        await people.team.say(f"case {ref}")
        assert (
            "Another child zzz." in people.team_words
            and "Submit the SIN (required by law or guidance)" in people.team_words
        )
        assert "Undo the merge" not in titles(people.team.last.card)
    for chat in (people.icb, other_opener):
        told = await shown(chat, f"{OTHER}: the merge is undone")
        assert "Submit the SIN (required by law or guidance)" in told.words and "zzz" not in told.words
    await eventually(lambda: any(OTHER in m.words for m in people.icb.messages if "Agree" in titles(m.card)))


async def test_a_merge_is_not_undone_once_somebody_has_signed_or_the_day_is_over(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await on_record(bot, bot.chat(OTHER_PRACTITIONER))
    await eventually(lambda: any(f"New case {OTHER}" in m.words for m in people.team.messages))
    await crafted(people.team, "merge", ref=OTHER, into=REF, reason="The same child.")
    assert "Undo the merge" in await case_titles(people.team)
    await people.icb.say("sign-offs")
    await people.icb.press("Sign: notification criteria")
    await people.icb.press("Agree", people.icb.last)
    assert "Undo the merge" not in await case_titles(people.team)
    refused = await crafted(people.team, "undo_merge", ref=OTHER, other=REF, reason="Another child.")
    assert f"Something was signed or decided in {REF} since the merge." in refused
    assert "Then start a triage for it." in refused
    bot.clock.pass_(days=1)
    late = await crafted(people.team, "undo_merge", ref=OTHER, other=REF, reason="Another child.")
    assert "A merge is undone on the same working day" in late
    assert [case.ref for case in bot.store.cases.open_cases()] == [REF]
