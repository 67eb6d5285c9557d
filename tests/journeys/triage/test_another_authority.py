"""An incident that is another authority's too goes its way over HTTP: who notifies is asked, said and corrected."""

from safeguarding.case.stage import Stage
from safeguarding.framework.entries import NOT_KNOWN
from tests.journeys.conftest import CHANNEL, PRACTITIONER, Bot
from tests.support.answers import A_CHILD_DIED, answer, answered, asked, opened
from tests.support.fake_teams.server import buttons, eventually
from tests.support.people.review_in_chat import case_of, case_titles, case_words
from tests.support.people.sin_lane import CRITERIA, QUALITY, REF, everyone, shown

IN_CARE = {"harm": "seriously_harmed", "care_experienced": "yes"}
PLACED_IN_KENT = {**IN_CARE, "happened_in": "Kent", "lives_in": "Kent", "responsible": "croydon"}


async def test_a_looked_after_teenager_placed_and_harmed_in_another_county(bot: Bot) -> None:
    people = await everyone(bot)
    case = await opened(bot, people.practitioner, **PLACED_IN_KENT)
    words = people.practitioner.last.unfolded
    assert "Kent notifies and leads." in words and "GOV.UK" in words
    assert "The local authority, Croydon.** Tells Kent at once, which submits the SIN" in words
    assert "Submit the SIN (required by law or guidance)" in words, "Croydon's clock runs all the same"
    assert (case.facts.happened_in, case.facts.lives_in, case.facts.responsible) == ("Kent", "Kent", "croydon")
    assert "Kent submits the form itself." in (await shown(people.council, QUALITY)).words

    await people.team.say(f"case {REF}")
    asking = people.team.showing("Show the history")
    assert "Kent: not told yet, as far as is recorded" in asking.unfolded
    await people.team.press("Another partnership", asking)
    waits = {"authority": "Kent", "told_on": "2026-11-23", "answer": "waiting", "answered_on": "2026-11-23"}
    await people.team.press("Record it", asking, **waits)
    receipt = f"{REF}: Kent: told on Monday 23 November 2026; it has not answered yet."
    assert receipt in asking.words, "it says what is recorded, and no day of an answer is"
    await people.team.press("Another partnership", asking)
    given = {"authority": "Kent", "told_on": "2026-11-23", "answer": "joint_review", "answered_on": "2026-11-23"}
    await people.team.press("Record it", asking, **given)
    assert "Say who hosts the joint review" in asking.words
    given["host"] = "other"
    await people.team.press("Record it", asking, **given)
    told = (
        "Kent: told on Monday 23 November 2026; a joint review on Monday 23 November 2026; the other partnership hosts"
    )
    assert told in await case_words(people.team)

    await people.team.say(f"submitted {REF} today")
    assert f"{REF}: SIN submitted by Kent on Monday 23 November 2026." in people.team.last.words
    assert "recorded that the SIN was submitted by Kent on Monday 23 November 2026" in await case_words(people.team)
    assert (await case_of(bot)).stage is Stage.RAPID_REVIEW
    await eventually(lambda: any(REF in message.words for message in bot.teams.in_conversation(CHANNEL)))
    assert not any("Kent" in message.words for message in bot.teams.in_conversation(CHANNEL))


async def test_a_child_who_lives_here_and_dies_abroad_is_croydons_to_notify(bot: Bot) -> None:
    people = await everyone(bot)
    await opened(bot, people.practitioner, happened_in="outside_england")
    words = people.practitioner.last.unfolded
    assert "Croydon notifies and leads." in words
    assert "the authority where the child normally lives notifies and leads" in words
    assert "Submits the SIN to government" in words
    assert not {"Another partnership", "Transfer to another authority"} & set(await case_titles(people.team))


async def test_words_alone_say_where_it_happened_and_a_name_that_is_only_close_is_asked_about(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    known = {**A_CHILD_DIED, **IN_CARE}
    said = {
        "happened_in": ("Surey", "elsewhere in england", "surrey county council"),
        "lives_in": ("elsewhere", "not known which"),
        "responsible": ("LB Sutton", "Sutton"),
    }
    while step := asked(chat, bot.framework):
        if step.id not in said:
            await answer(chat, step, known.get(step.id, NOT_KNOWN))
            continue
        for words in said[step.id]:
            await chat.say(words)
            if words == "Surey":
                assert "Did you mean Surrey?" in chat.last.words
            if words == "elsewhere in england":
                assert "Which authority is the place in?" in chat.last.words
    assert "Surrey" in chat.last.words and "Check your answers" in chat.last.words
    await chat.say("open the case")
    facts = (await case_of(bot)).facts
    assert (facts.happened_in, facts.lives_in, facts.responsible) == ("Surrey", "another", "Sutton")
    assert "Surrey notifies and leads." in chat.last.words


async def test_who_notifies_is_corrected_by_a_partner_at_once(bot: Bot) -> None:
    people = await everyone(bot)
    await opened(bot, people.practitioner, happened_in=NOT_KNOWN)
    assert "not known yet which authority notifies. Croydon notifies, unless" in people.practitioner.last.words.replace(
        "*", ""
    )
    await people.icb.say(f"update {REF}")
    change = next(b for b in buttons(people.icb.last.card) if b["data"].get("step") == "happened_in")
    await people.icb.post(people.icb.activity("invoke", name="adaptiveCard/action", value={"action": change}))
    await people.icb.press("Elsewhere in England", authority="Surrey")
    await people.icb.press("Save the changes")
    assert "Surrey notifies and leads." in people.icb.last.words.replace("*", "")
    case = await case_of(bot)
    assert case.proposals.update is None and case.facts.happened_in == "Surrey"


async def test_abuse_in_a_residential_school_with_children_of_several_authorities(bot: Bot) -> None:
    people = await everyone(bot)
    chat = people.practitioner
    await answered(bot, chat, **{**IN_CARE, "harm": "died", "responsible": "croydon"})
    for lives_in, responsible in (("Surrey", "Surrey"), ("Kent", "Kent")):
        await chat.press("Add a child")
        known = {**A_CHILD_DIED, **IN_CARE, "harm": "died", "part": "harmed", "lives_in": lives_in}
        while step := asked(chat, bot.framework):
            await answer(chat, step, {**known, "responsible": responsible}.get(step.id, NOT_KNOWN))
    await chat.press("Open the case")
    words = chat.last.unfolded.replace("*", "")
    for child, authority in enumerate(("Croydon", "Surrey", "Kent"), 1):
        assert f"Child {child}: {authority} notifies and leads." in words
    assert "Submits the SIN to government" in words and "Tells Surrey and Kent at once" in words
    assert (await case_of(bot)).other_partnerships.untold == ("Surrey", "Kent")
    for partner in people.partners:
        await shown(partner, CRITERIA)
