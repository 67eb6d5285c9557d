"""A question added to the rules is asked in the conversation and in the form, and stands in the booklet, the chart,
the record, its document and its export, with no line of the program changed."""

import json
from pathlib import Path

from reports.context import ReportContext
from reports.decision_record.document import decision_record
from safeguarding.case.case import Case
from safeguarding.case.views.export import export_case
from safeguarding.framework.engine import Engine
from safeguarding.framework.framework import Framework
from safeguarding.publications.booklet import booklet
from safeguarding.publications.flowchart import flowchart
from tests.journeys.conftest import Bot
from tests.support.answers import A_CHILD_DIED, answer_all
from tests.support.case_stages import CALENDAR
from tests.support.fake_teams.server import Chat
from tests.support.generators.added_rules import IN_LIST, IN_REFERRAL, IN_REVIEW, IN_TRIAGE, rules_with
from tests.support.people.review_in_chat import (
    WORDS,
    case_of,
    in_review,
    no_sin_needed,
    open_form,
    open_part,
    record,
)
from tests.support.people.sin_lane import REF, everyone
from tests.support.people.walkthrough_in_chat import asked, question_id
from tests.support.plain_case import office
from tests.support.word_reading import Read

SIBLINGS, HOUSING = "What is known of the siblings' lives?", "Temporary housing played a part"
BED, TOLD, HOPED = (
    "Did the child have a bed of their own?",
    "Has the family been told of the referral?",
    "What should come of it?",
)


async def under(bot: Bot, rules: Framework, *chats: Chat) -> None:
    bot.framework = rules
    await bot.restart()
    for chat in chats:
        chat.bot_url = bot.url


def kept_of(bot: Bot, case: Case) -> tuple[str, str]:
    """Returns the words of the decision record, and the export."""
    context = ReportContext(Engine(bot.framework), CALENDAR, office, bot.clock())
    return Read(decision_record(case, context)).words, json.dumps(export_case(case, office))


def published(rules: Framework) -> tuple[str, str]:
    """Returns the booklet, and the chart."""
    engine = Engine(rules)
    return booklet(engine), flowchart(engine)


async def test_a_question_that_is_added_to_the_triage_is_asked_and_stands_wherever_it_is_read(
    bot: Bot, tmp_path: Path
) -> None:
    await under(bot, rules_with(tmp_path, IN_TRIAGE))
    chat, known = (await everyone(bot)).practitioner, {**A_CHILD_DIED, "harm": "neither", "asleep": "elsewhere"}
    await chat.say("triage")
    await answer_all(chat, bot.framework, known, stops_at="asleep")
    assert BED in chat.last.words
    await chat.say("somewhere else")
    assert "How is it known where the child slept?" in chat.last.words
    await chat.press("Continue", evidence="As the visitor zzz saw.")
    await answer_all(chat, bot.framework, known)
    assert "Where the child slept" in chat.last.words and "Somewhere else" in chat.last.words
    await chat.press("Open the case")
    case = await case_of(bot)
    assert case.facts.answers["asleep"] == "elsewhere"
    assert case.outcome.values["partners_agree"] == "required", "what hangs on it is decided by it"
    document, export = kept_of(bot, case)
    assert "Where the child slept" in document and "As the visitor zzz saw." in document
    assert '"asleep": "elsewhere"' in export
    assert all(BED in each for each in published(bot.framework))


async def test_a_part_that_is_added_to_the_review_is_asked_both_ways_and_stands_wherever_it_is_read(
    bot: Bot, tmp_path: Path
) -> None:
    await under(bot, rules_with(tmp_path, IN_REVIEW))
    people = await in_review(bot)
    form = await open_part(people.police, "The siblings")
    assert SIBLINGS in form.words
    await people.icb.say(f"go through {REF}")
    assert SIBLINGS in people.icb.last.words and "part 1 of 19" in people.icb.last.words
    await people.icb.say(WORDS)
    shown = await record(people.icb)
    assert "1 of 19 parts filled in" in shown.unfolded and WORDS in shown.unfolded
    document, export = kept_of(bot, await case_of(bot))
    assert "The siblings" in document and WORDS in document
    assert '"part": "siblings"' in export
    in_booklet, in_chart = published(bot.framework)
    assert SIBLINGS in in_booklet and "The siblings" in in_chart


async def test_what_is_added_to_a_referral_is_asked_both_ways_and_stands_wherever_it_is_read(
    bot: Bot, tmp_path: Path
) -> None:
    await under(bot, rules_with(tmp_path, IN_REFERRAL))
    people = await no_sin_needed(bot)
    chat = people.practitioner
    form = await open_form(chat, "Refer as a Case of Concern")
    await chat.press("Continue", form)
    assert TOLD in form.words and HOPED in form.words
    filled = {"kind": "near_miss", "agency": "Health", "learning": WORDS, "further_shared": "told"}
    await chat.press("Refer it", form, **filled)
    assert "Hoped for: write it in a sentence or two." in form.words
    await chat.say(f"go through {REF}")
    for words in ("a near miss", "Health", WORDS):
        await chat.say(words)
    assert TOLD in chat.last.words
    await chat.say("they have been told")
    assert HOPED in chat.last.words
    await chat.say("x" * 301)
    assert "This has 301 characters, and may have 300." in chat.last.words
    await chat.say("Better hand-overs zzz.")
    await chat.say("none")
    assert "They have been told" in chat.last.words and "Better hand-overs zzz." in chat.last.words
    await chat.say("refer it")
    case = await case_of(bot)
    assert case.concern and case.concern.further["shared"].choice == "told"
    document, export = kept_of(bot, case)
    assert "Shared with the family | They have been told" in document
    assert "Hoped for | Better hand-overs zzz." in document
    assert '"hoped"' in export and "Better hand-overs zzz." in export
    in_booklet, in_chart = published(bot.framework)
    assert TOLD in in_booklet and HOPED in in_booklet and "Hoped for" in in_chart


async def test_an_indicator_that_is_added_is_asked_in_the_review_and_in_a_referral_and_counts(
    bot: Bot, tmp_path: Path
) -> None:
    await under(bot, rules_with(tmp_path, IN_LIST))
    people = await in_review(bot)
    await people.icb.say(f"go through {REF}")
    await people.icb.say("part 9")
    assert f"10. {HOUSING}" in people.icb.last.words
    await people.icb.say("10")
    await people.icb.say(WORDS)
    (answered,) = (event for event in (await case_of(bot)).events if event.type == "review_answered")
    assert list(answered.answer.ticks) == ["housing"] and "LCSPR criteria: met." in people.icb.last.words
    assert HOUSING in published(bot.framework)[0]
    assert HOUSING in (await record(people.icb)).unfolded


async def test_an_indicator_that_is_added_is_asked_in_a_referral(bot: Bot, tmp_path: Path) -> None:
    await under(bot, rules_with(tmp_path, IN_LIST))
    people = await no_sin_needed(bot)
    chat = people.practitioner
    await chat.say(f"go through {REF}")
    for words in ("a near miss", "Health", WORDS, "10", WORDS, "refer it"):
        await chat.say(words)
    concern = (await case_of(bot)).concern
    assert concern and list(concern.indicators) == ["housing"]


async def test_new_rules_between_two_answers_keep_what_is_recorded_and_ask_the_part_anew(
    bot: Bot, tmp_path: Path
) -> None:
    people = await in_review(bot)
    await people.icb.say(f"go through {REF}")
    await people.icb.say("part 9")
    await people.icb.say("1, 9")
    await people.icb.say("The evidence for the first.")
    await under(bot, rules_with(tmp_path, IN_REVIEW, "2099.1"), people.icb)
    await people.icb.say("The evidence for the other.")
    assert people.icb.showing("The rules have changed to version 2099.1 since your last answer.")
    message = asked(people.icb)
    assert "part 10 of 19" in message.words and "Which of these does the case show" in message.words
    await people.icb.say("1")
    assert question_id(asked(people.icb)).startswith("evidence_")
    assert "The evidence for the first." in str(asked(people.icb).card), "what was written stands in its box"
