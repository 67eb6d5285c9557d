"""The Review Group shares the Rapid Review's record: each answer has its author, and nothing is overwritten unseen."""

import asyncio

from safeguarding.people import Person
from tests.journeys.conftest import Bot
from tests.support.fake_teams.server import Chat, titles
from tests.support.people.review_in_chat import (
    BUSINESS_TEAM_CHAIRS,
    LESSONS,
    NO_LEARNING,
    RECORD,
    TO_COMMISSION,
    WHY,
    WORDS,
    assert_channel_says_nothing,
    case_of,
    crafted,
    determine,
    fill_in,
    fill_in_on_record,
    in_review,
    name_chair,
    open_evidence,
    open_part,
    record,
    standing_in,
)
from tests.support.people.review_on_record import as_read, filled_in
from tests.support.people.sin_lane import REF, People, case_in_notification, shown

FACTS = "Facts and key practice episodes"
INDICATORS = "Criterion 3: indicators of important lessons"
REASONS = "Reasons not to commission"
IMPROVEMENTS, CONTEXT = "Improvements", "Context of the family's lives"
INCOMPLETE: list[tuple[str, dict[str, str], str]] = [
    (FACTS, {"text": "   "}, "Write it in a sentence or two"),
    (FACTS, {"text": "", "choice": "not_known"}, "Say why it is not known."),
    (FACTS, {"text": "x" * 2001}, "This has 2,001 characters, and may have 2,000."),
    ("Immediate safety action", {"text": WORDS}, "Choose one of the answers"),
    ("Immediate safety action", {"text": WORDS, "choice": "made up"}, "Choose one of the answers"),
]
INCOMPLETE_LISTS: list[tuple[str, str, dict[str, str], str]] = [
    (INDICATORS, "other", {"evidence_other": ""}, "write the evidence"),
    (INDICATORS, "other", {"evidence_other": "x" * 251}, "This has 251 characters, and may have 250."),
    (INDICATORS, "", {"text": WORDS}, "Nothing is ticked. Choose whether none of these holds, or it is not known."),
    (INDICATORS, "", {"choice": "none"}, "Nothing is ticked. Say why, in a sentence or two."),
    (REASONS, "legal_constraints", {"evidence_legal_constraints": WORDS}, "give a day to come on which to look again"),
    (REASONS, "other_statutory_review", {"evidence_other_statutory_review": WORDS}, "say which review"),
]
OF_BEFORE: list[tuple[dict[str, str], str]] = [
    ({"tick_other": "true", "evidence_other": ""}, "write the evidence"),
    ({"tick_other": "false", "evidence_other": WORDS}, "there is evidence, but no tick"),
    ({}, "Nothing is ticked. Choose whether none of these holds"),
    ({"choice": "some", "text": ""}, "Nothing is ticked. Choose whether none of these holds"),
    ({"tick_other": "true", "evidence_other": WORDS, "choice": "none", "text": WORDS}, "Something is ticked, and"),
]
"""A form that was sent before a list was one choice has a box under each statement."""


async def test_the_record_counts_what_is_missing_beside_the_local_milestones(bot: Bot) -> None:
    people = await in_review(bot)
    words = (await record(people.icb)).unfolded
    for due in (
        "0 of 18 parts filled in",
        "Agency returns (proposed): Monday 7 December 2026",
        "Draft of the Rapid Review (proposed): Wednesday 9 December 2026",
        "Meeting of the DSPs (proposed): Friday 11 December 2026",
        "Hold the Rapid Review (required by law or guidance): Monday 14 December 2026",
    ):
        assert due in words
    for title in (part.title for part in bot.framework.parts):
        assert title in words
    await assert_filled_in_as_on_record(bot, people.icb, LESSONS)
    assert "18 of 18 parts filled in" in (await record(people.icb)).words


async def assert_filled_in_as_on_record(bot: Bot, chat: Chat, ticked: tuple[str, ...]) -> None:
    """Fills in the record by its forms: they make what other tests begin with."""
    case, by = await case_of(bot), bot.partnership.actor(Person(tenant=chat.tenant, id=chat.person))
    await fill_in(chat, ticked)
    on_record = filled_in(case, bot.framework, ticked, WORDS, by, bot.clock())
    assert as_read(await case_of(bot)) == as_read(on_record) != {}


async def test_a_member_goes_on_where_another_left_and_each_answer_keeps_its_author(bot: Bot) -> None:
    people = await in_review(bot)
    form = await open_part(people.icb, FACTS)
    await people.icb.press("Save", form, text=WORDS)
    assert "Immediate safety action" in form.words
    await people.icb.press("Back to the record", form)
    await bot.restart()
    people = People(bot)
    await fill_in(people.police)
    answered = (await case_of(bot)).events
    authors = {event.part: event.by.id[-1] for event in answered if event.type == "review_answered"}
    assert authors["facts"] == "3" and authors["next_steps"] == "4"
    words = (await record(people.council)).unfolded
    assert "DSP, ICB, Monday 23 November 2026" in words and "DSP, police, Monday 23 November 2026" in words


async def test_the_criteria_of_the_triage_are_carried_over_with_their_evidence_to_be_confirmed(bot: Bot) -> None:
    people = await in_review(bot)
    form = await open_part(people.icb, "Criterion 1: died or seriously harmed")
    assert "Harm: Died: As the agency's record shows." in form.words
    words = (await fill_in(people.icb, criterion_1="not_confirmed")).unfolded
    assert "The answers indicate: LCSPR criteria: not yet known" in words


async def test_an_incomplete_part_says_what_is_missing_and_keeps_what_was_typed(bot: Bot) -> None:
    people = await in_review(bot)
    for title, typed, needed in INCOMPLETE:
        form = await open_part(people.icb, title)
        await people.icb.press("Save", form, **typed)
        assert needed in form.words
        written = {name: value for name, value in typed.items() if value.strip() not in ("", "made up")}
        assert written.items() <= standing_in(form).items()
    assert "0 of 18 parts" in (await record(people.icb)).unfolded


async def test_a_list_asks_for_the_evidence_of_what_was_ticked_alone_and_keeps_what_was_typed(bot: Bot) -> None:
    people = await in_review(bot)
    for title, ticked, typed, needed in INCOMPLETE_LISTS:
        form = await open_evidence(people.icb, title, *filter(None, [ticked]))
        asked_for = {name.partition("_")[2] for name in standing_in(form) if name.startswith("evidence_")}
        assert asked_for == set(filter(None, [ticked]))
        await people.icb.press("Save", form, **typed)
        assert needed in form.words and {k: v for k, v in typed.items() if v}.items() <= standing_in(form).items()
    assert "0 of 18 parts" in (await record(people.icb)).words


async def test_what_is_ticked_can_be_changed_and_what_was_typed_is_not_lost(bot: Bot) -> None:
    people = await in_review(bot)
    form = await open_evidence(people.icb, INDICATORS, "other")
    await people.icb.press("Change what is ticked", form, evidence_other=WORDS)
    assert standing_in(form) == {"ticked": "other"}
    await people.icb.press("Continue", form, ticked="other,recurrent_themes")
    assert standing_in(form)["evidence_other"] == WORDS
    await people.icb.press("Save", form, evidence_other=WORDS, evidence_recurrent_themes=WORDS)
    assert f"Saved: {INDICATORS}" in form.words
    saved = [event.answer for event in (await case_of(bot)).events if event.type == "review_answered"]
    assert [*saved[0].ticks] == ["recurrent_themes", "other"]
    assert standing_in(await open_part(people.police, INDICATORS))["ticked"] == "recurrent_themes,other"


async def test_a_list_that_may_stay_empty_is_saved_where_nothing_is_ticked(bot: Bot) -> None:
    people = await in_review(bot)
    form = await open_evidence(people.icb, REASONS)
    assert f"Saved: {REASONS}" in form.words and "1 of 18 parts" in (await record(people.icb)).words


async def test_a_form_of_before_the_lists_were_one_choice_still_records_and_still_refuses(bot: Bot) -> None:
    people = await in_review(bot)
    for typed, needed in OF_BEFORE:
        assert needed in await crafted(people.icb, "answer_part", part="indicators", seen=0, **typed)
    ticked = {"tick_other": "true", "evidence_other": WORDS, "tick_recurrent_themes": "false"}
    await crafted(people.icb, "answer_part", part="indicators", seen=0, **ticked, choice="some")
    (saved,) = [event for event in (await case_of(bot)).events if event.type == "review_answered"]
    assert {name: tick.evidence.shown for name, tick in saved.answer.ticks.items()} == {"other": WORDS}


async def test_the_whole_record_is_read_on_one_card_and_the_chair_confirms_from_there(bot: Bot) -> None:
    people = await in_review(bot)
    await name_chair(people)
    await fill_in_on_record(bot, people.police)
    await determine(people.police, TO_COMMISSION)
    asking = await shown(people.icb, "Confirm the determination for")
    await people.icb.press("Read all", asking)
    for part in bot.framework.parts:
        assert part.title in asking.unfolded
    assert WORDS in asking.unfolded and "DSP, police, Monday 23 November 2026" in asking.unfolded
    await people.icb.press("Confirm the determination", asking)
    assert "Confirm the determination for" in asking.words, "they confirm what they have read"
    await people.icb.press("Confirm the determination", asking)
    assert (await case_of(bot)).is_determined
    read = await record(people.council)
    await people.council.press("Read all", read)
    assert "Confirm the determination" not in titles(read.card) and WHY in read.unfolded


async def test_two_members_write_the_same_part_and_the_second_sees_both_versions(bot: Bot) -> None:
    people = await in_review(bot)
    first, second = await open_part(people.icb, FACTS), await open_part(people.police, FACTS)
    await people.icb.press("Save", first, text="The ICB's version.")
    await people.police.press("Save", second, text="The police's version.")
    assert "Another member has answered this part since you opened it" in second.words
    assert "Saved meanwhile by DSP, ICB" in second.words and "The ICB's version." in second.words
    assert standing_in(second)["text"] == "The police's version."
    await people.police.press("Save my version", second, text="Both versions.")
    assert standing_in(await open_part(people.council, FACTS))["text"] == "Both versions."
    events = (await case_of(bot)).events
    assert [e.answer.text.shown for e in events if e.type == "review_answered" and e.answer.text] == [
        "The ICB's version.",
        "Both versions.",
    ]


async def test_of_twenty_versions_saved_at_the_same_moment_one_stands_and_all_others_are_told(bot: Bot) -> None:
    people = await in_review(bot)
    clicks = [
        chat.post(chat.press_activity("Save", await open_part(chat, FACTS), text=f"Version {number}."))
        for number, chat in enumerate((people.icb, people.police) * 10)
    ]
    told = [str(body) for _, body in await asyncio.gather(*clicks)]
    assert sum("Nothing was saved over it." in words for words in told) == len(clicks) - 1
    assert len([e for e in (await case_of(bot)).events if e.type == "review_answered"]) == 1


async def test_the_second_member_can_keep_what_the_first_wrote(bot: Bot) -> None:
    people = await in_review(bot)
    first = await open_evidence(people.icb, INDICATORS, "other")
    second = await open_evidence(people.police, INDICATORS, "recurrent_themes")
    await people.icb.press("Save", first, evidence_other="Theirs.")
    await people.police.press("Save", second, evidence_recurrent_themes="Mine.")
    assert "Theirs." in second.words and standing_in(second)["evidence_recurrent_themes"] == "Mine."
    await people.police.press("Keep theirs", second)
    assert "1 of 18 parts filled in" in people.police.showing(RECORD).words
    assert len([e for e in (await case_of(bot)).events if e.type == "review_answered"]) == 1


async def parts_answered(bot: Bot) -> list[str]:
    return [event.part for event in (await case_of(bot)).events if event.type == "review_answered"]


async def test_two_short_parts_are_saved_by_one_press(bot: Bot) -> None:
    people = await in_review(bot)
    form = await open_part(people.icb, IMPROVEMENTS)
    await people.icb.press("Save", form, text=WORDS, text_beside="As the family said.")
    assert await parts_answered(bot) == ["improvements", "context"]
    assert f"Saved: {IMPROVEMENTS}; {CONTEXT}" in form.words and "The child's voice" in form.words


async def test_the_second_of_two_parts_that_was_left_blank_is_asked_by_itself_next(bot: Bot) -> None:
    people = await in_review(bot)
    form = await open_part(people.icb, IMPROVEMENTS)
    await people.icb.press("Save", form, text=WORDS, text_beside=" ")
    assert await parts_answered(bot) == ["improvements"]
    assert f"Saved: {IMPROVEMENTS}" in form.words and CONTEXT in form.words and "part 4 of 18" in form.words


async def test_of_two_parts_neither_is_saved_while_one_is_wrong_and_what_was_typed_stays(bot: Bot) -> None:
    people = await in_review(bot)
    form = await open_part(people.icb, IMPROVEMENTS)
    wrong = (
        ({"text": " ", "text_beside": WORDS}, "Write it in a sentence or two"),
        ({"text": WORDS, "text_beside": "x" * 2001}, "This has 2,001 characters"),
        ({"text": WORDS, "text_beside": "The number is 943 476 5919."}, "looks like an NHS number"),
    )
    for typed, why in wrong:
        await people.icb.press("Save", form, **typed)
        box = IMPROVEMENTS if typed["text"] == " " else CONTEXT
        lines = form.words.splitlines()
        assert lines[lines.index("Nothing was recorded.") + 1].startswith(f"Look at: {box}")
        assert why in form.words and standing_in(form)["text_beside"] == typed["text_beside"]
        assert await parts_answered(bot) == []


async def test_where_another_has_saved_one_of_two_parts_meanwhile_both_versions_are_shown_and_nothing_is_lost(
    bot: Bot,
) -> None:
    people = await in_review(bot)
    mine, theirs = await open_part(people.icb, IMPROVEMENTS), await open_part(people.police, CONTEXT)
    await people.police.press("Save", theirs, text="As police saw it.")
    await people.icb.press("Save", mine, text=WORDS, text_beside="As the family said.")
    assert await parts_answered(bot) == ["context"]
    assert "Saved meanwhile by" in mine.words and "As police saw it." in mine.words
    assert standing_in(mine) == {"text": WORDS, "text_beside": "As the family said."}
    await people.icb.press("Save my version", mine, text=WORDS, text_beside="As the family said.")
    assert await parts_answered(bot) == ["context", "improvements", "context"]


async def test_a_second_part_that_is_none_of_the_record_or_a_list_is_refused(bot: Bot) -> None:
    people = await in_review(bot)
    for beside in ("made_up", "indicators", "improvements"):
        data = {"part": "improvements", "seen": 0, "beside": beside, "seen_beside": 0, "text_beside": WORDS}
        assert "does not belong to the record" in await crafted(people.icb, "answer_part", text=WORDS, **data)
    data = {"part": "improvements", "seen": 0, "beside": "context", "seen_beside": "0", "text_beside": WORDS}
    assert "older version of the bot" in await crafted(people.icb, "answer_part", text=WORDS, **data)
    assert await parts_answered(bot) == []


async def test_saving_the_same_words_twice_is_one_answer(bot: Bot) -> None:
    people = await in_review(bot)
    form = await open_part(people.icb, FACTS)
    click = people.icb.press_activity("Save", form, text=WORDS)
    for _ in range(2):
        _, body = await people.icb.post(click)
        assert "Immediate safety action" in str(body)
    assert len([e for e in (await case_of(bot)).events if e.type == "review_answered"]) == 1


async def test_a_form_that_does_not_say_what_its_author_saw_is_not_saved(bot: Bot) -> None:
    people = await in_review(bot)
    for seen in (None, "0", True, 1.5, 10**30, [0], {"a": 1}):
        refused = await crafted(people.icb, "answer_part", part="facts", seen=seen, text=WORDS)
        assert refused == "This form is of an older version of the bot. Open the Rapid Review anew."
    for never in (-1, 7, 10**12):
        again = await crafted(people.icb, "answer_part", part="facts", seen=never, text=WORDS)
        assert again.endswith("Nothing was saved over it.")
    assert "0 of 18" in (await record(people.icb)).unfolded


async def test_a_part_that_is_none_of_the_record_is_refused(bot: Bot) -> None:
    people = await in_review(bot)
    for part in ("", "made_up", "facts'", ["facts"], None):
        for verb in ("part", "answer_part"):
            refused = await crafted(people.icb, verb, part=part, seen=0, text=WORDS)
            assert "does not belong to the record" in refused


async def test_only_review_group_members_write_and_the_business_team_reads(bot: Bot) -> None:
    people = await in_review(bot)
    assert await crafted(people.team, "answer_part", part="facts", seen=0, text=WORDS) == (
        "Only members of the Review Group can write in the record of the Rapid Review."
    )
    form = await open_part(people.icb, FACTS)
    await people.icb.press("Save", form, text=WORDS)
    read = await open_part(people.team, FACTS)
    assert WORDS in read.words and "DSP, ICB" in read.words and titles(read.card) == ["Back to the record"]


async def test_the_practitioner_who_opened_the_case_does_not_read_the_agencies_record(bot: Bot) -> None:
    people = await in_review(bot)
    form = await open_part(people.icb, FACTS)
    await people.icb.press("Save", form, text=WORDS)
    await people.practitioner.say(f"review {REF}")
    assert "is for the Review Group, the partners" in people.practitioner.last.words
    for verb in ("review", "part", "answer_part", "returns"):
        words = await crafted(people.practitioner, verb, part="facts", seen=1, text=WORDS)
        assert "zzz" not in words and words


async def test_before_the_sin_is_submitted_there_is_no_record_to_open(bot: Bot) -> None:
    people = await case_in_notification(bot)
    await people.icb.say(f"review {REF}")
    assert people.icb.showing("has no Rapid Review: it is at the stage Notification.")
    refused = await crafted(people.icb, "answer_part", part="facts", seen=0, text=WORDS)
    assert "this belongs to the stage Rapid Review" in refused
    for verb, chat, data in (
        ("name_chair", people.icb, {"chair": BUSINESS_TEAM_CHAIRS}),
        ("liaison", people.team, {"boards": "csab", "vehicle": "rapid_review", "note": WORDS}),
        ("request", people.team, {"agencies": "0", "due": "7/12/2026"}),
        ("returned", people.team, {"agency": "Police"}),
    ):
        assert "this belongs to the stage Rapid Review" in await crafted(chat, verb, **data)


async def test_a_made_up_reference_says_the_same_as_a_case_that_is_not_theirs(bot: Bot) -> None:
    people = await in_review(bot)
    for verb in ("review", "part", "answer_part", "determine", "confirm_determination", "propose_decision", "refer"):
        for ref in ("CSCP-2026-999", "", ["x"], None):
            words = await crafted(people.icb, verb, ref=ref, part="facts", seen=0)
            assert "that you can see" in words or "Add the case's reference" in words


async def test_the_channel_hears_nothing_of_the_record(bot: Bot) -> None:
    people = await in_review(bot)
    await name_chair(people)
    await assert_filled_in_as_on_record(bot, people.icb, (*NO_LEARNING, "legal_constraints"))
    assert_channel_says_nothing(bot)
