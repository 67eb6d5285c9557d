"""A practitioner goes from "triage" to an open case, over real HTTP."""

import asyncio
import itertools
from dataclasses import replace

import pytest

from cards.case.outcome import NOTHING_MORE
from safeguarding.case.views.history import history
from safeguarding.partnership.model import OfficeHolder
from tests.journeys.conftest import BUSINESS_TEAM, CHANNEL, COUNCIL, OTHER_PRACTITIONER, PRACTITIONER, Bot
from tests.support.answers import A_CHILD_DIED, answer, answer_all, answered, asked, opened
from tests.support.fake_teams.server import BOT, HANGS, Chat, buttons, eventually, titles, unfolding
from tests.support.people.review_in_chat import standing_in

SEEN = "Seen by the ambulance crew."
TRUST = "South London and Maudsley NHS Foundation Trust"


async def test_a_practitioner_goes_from_triage_to_an_open_case_with_its_deadline(bot: Bot) -> None:
    await bot.chat(BUSINESS_TEAM).install()
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    assert "Question 1 of at most 10" in chat.last.words
    await chat.press("Died", evidence=SEEN)
    await chat.press("Under 18")
    await chat.press("Suspected", evidence="Unexplained injuries.")
    await chat.press("No")
    await chat.press("Continue", value="2026-11-20")
    await chat.press("Continue", value="2026-11-20")
    await chat.press("In Croydon")
    assert "normally live?" in chat.last.words
    await chat.press("In Croydon")
    await chat.press("Health")
    await chat.press("Continue", value="MH-1234")
    assert "Check your answers" in chat.last.words
    assert not bot.store.cases.open_cases()

    await chat.press("Open the case")

    assert "CSCP-2026-001 is open" in chat.last.words
    assert "Serious Incident Notification (SIN): required" in chat.last.words
    assert "Friday 27 November 2026 (4 working days left)" in chat.last.words
    assert "wording not yet approved by cscp" in chat.last.unfolded.casefold()
    await eventually(lambda: bot.teams.in_conversation(CHANNEL))
    await eventually(lambda: any("New case CSCP-2026-001" in m.words for m in bot.chat(BUSINESS_TEAM).messages))


async def test_whoever_has_reported_reads_in_chat_that_they_are_done_what_goes_on_who_was_asked_and_who_supports_them(
    bot: Bot,
) -> None:
    chat = bot.chat(PRACTITIONER)
    await opened(bot, chat)
    said = chat.last.words
    assert NOTHING_MORE in said and "Asked: Local authority, ICB, Police, Director of Children's Services." in said
    for keeps_safe in ("What keeps a child safe now goes on", "999", "(MASH)", "your own agency's procedures"):
        assert keeps_safe in said
    assert bot.partnership.support and bot.partnership.support in said


async def test_the_channel_sees_a_reference_a_stage_and_dates_and_nothing_of_the_case(bot: Bot) -> None:
    await opened(bot, bot.chat(PRACTITIONER))
    await eventually(lambda: len(bot.teams.in_conversation(CHANNEL)) == 2)
    seen = " ".join(message.words for message in bot.teams.in_conversation(CHANNEL))
    assert "CSCP-2026-001" in seen and "27 November 2026" in seen
    for detail in ("Died", "Suspected", "Health", "MH-1234", "record shows", "Under 18", ": required"):
        assert detail not in seen


async def test_the_answered_card_keeps_the_answer_and_loses_its_buttons(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    question = chat.last
    await chat.press("Died", evidence=SEEN)
    assert "Harm: Died" in question.words and SEEN in question.words
    assert not list(buttons(question.card))


async def test_an_answer_can_be_typed_as_a_number_a_label_or_a_synonym(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Died", evidence=SEEN)
    await chat.say("1")
    assert "Is abuse or neglect known or suspected?" in chat.last.words
    await chat.say("I'm not sure")
    assert "care experienced?" in chat.last.words
    await chat.say("NO")
    await chat.say("yesterday")
    assert "Sunday 22 November 2026" in "".join(message.words for message in chat.messages)


async def test_no_answer_of_a_triage_is_lost_when_the_bot_ends_between_any_two(bot: Bot) -> None:
    chat, answers = bot.chat(PRACTITIONER), 0
    await chat.say("triage")
    while step := asked(chat, bot.framework):
        await bot.restart()
        chat.bot_url = bot.url
        await answer(chat, step, A_CHILD_DIED[step.id])
        answers += 1
    assert answers == len(A_CHILD_DIED)
    await bot.restart()
    chat.bot_url = bot.url
    await chat.press("Open the case")
    (case,) = bot.store.cases.open_cases()
    assert case.facts.answers == {name: A_CHILD_DIED[name] for name in case.facts.answers}


@pytest.mark.parametrize("said", ["yes but no", "maybe", "7", "0", "died probably", "child?", "😢", "²"])
async def test_a_criterion_is_never_guessed_from_what_is_no_answer(bot: Bot, said: str) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.say(said)
    assert "does not guess" in chat.last.words
    offered = "1 for Died; 2 for Seriously harmed; 3 for Hurt, not life-changing; 4 for Nobody was hurt"
    assert f"{offered}; 5 for Not known yet" in chat.last.words
    await chat.press("Died", evidence=SEEN)
    assert "How old" in chat.last.words


async def test_a_record_number_that_looks_like_a_reference_is_an_answer(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await answer_all(chat, bot.framework, A_CHILD_DIED, stops_at="record_number")
    await chat.say("MH-2026-1234")
    assert "Check your answers" in chat.last.words and "MH-2026-1234" in chat.last.unfolded


async def test_whoever_types_that_they_do_not_know_is_taken_at_their_word_and_no_agency_is_called_so(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await answer_all(chat, bot.framework, A_CHILD_DIED, stops_at="agency")
    for _ in ("agency", "record number"):
        await chat.say("I don\u2019t know")
    await chat.press("Open the case")
    (case,) = bot.store.cases.open_cases()
    assert (case.facts.agency, case.facts.children[0].record_number) == (None, None)


@pytest.mark.parametrize("number", ["943 476 5919", "x" * 200])
async def test_the_agency_chosen_from_a_list_stays_chosen_while_the_number_beside_it_is_put_right(
    bot: Bot, number: str
) -> None:
    bot.partnership = bot.partnership.model_copy(update={"agencies": (TRUST, "Police")})
    await bot.restart()
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await answer_all(chat, bot.framework, A_CHILD_DIED, stops_at="agency")
    card = chat.last
    await chat.press("Continue", card, agency=TRUST, record_number=number)
    assert "Nothing was recorded." in card.words
    assert standing_in(card)["agency"] == TRUST and standing_in(card)["record_number"] == number
    await chat.press("Continue", card, **{**standing_in(card), "record_number": "MH-1"})
    await chat.press("Open the case")
    (case,) = bot.store.cases.open_cases()
    assert case.facts.agency and case.facts.agency.shown == TRUST


async def test_an_answer_that_needs_its_evidence_is_not_taken_without(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Died", evidence="  ")
    assert "How is the death known?" in chat.last.words
    await chat.say("died")
    assert "How is the death known?" in chat.last.words
    await chat.press("Died", evidence="x" * 601)
    assert "This has 601 characters, and may have 600." in chat.last.words
    await chat.press("Died", evidence=SEEN)
    assert "How old" in chat.last.words


async def test_back_asks_the_last_question_again_and_keeps_later_answers_that_still_hold(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await answered(bot, chat)
    await chat.say("back")
    assert "record number" in chat.last.words
    await chat.press("Continue", value="MH-9")
    assert "Check your answers" in chat.last.words
    change_harm = next(button for button in buttons(chat.last.card) if button["data"].get("step") == "harm")
    assert change_harm["title"] == "Change"
    await chat.say("back")
    for _ in range(9):
        await chat.say("back")
    assert "Has a child or young person died" in chat.last.words
    await chat.press("Seriously harmed", evidence="In intensive care.")
    assert "Check your answers" in chat.last.words
    assert "Seriously harmed" in chat.last.words and "MH-9" in chat.last.unfolded


async def test_why_and_define_explain_and_then_the_question_goes_on(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    first = chat.last
    await chat.say("why")
    assert "Why: Harm" in chat.last.words and "SIN notifications" in chat.last.words
    assert "The question above is still open." in chat.last.words
    await chat.say("define neglect")
    assert "persistent failure" in chat.last.words
    assert "Died" in unfolding(first.card)
    await chat.press("Died", first, evidence=SEEN)
    assert "How old" in chat.last.words


async def test_what_stands_in_the_box_is_lost_by_no_command_and_not_by_going_back(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Died", evidence=SEEN)
    second = chat.last
    await chat.say("cases")
    assert "Under 18" in titles(second.card) and "How old" in chat.last.words
    await chat.press("Under 18", second)
    assert "has gone on below" in chat.showing("has gone on below").words
    await chat.press("Back", chat.last, evidence="Half a sentence.")
    await chat.press("Under 18", chat.last)
    assert "Half a sentence." in str(chat.last.card)


async def test_a_copy_of_the_question_loses_its_buttons_while_the_next_one_is_on_its_way(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    first = chat.last
    await chat.say("cases")
    bot.teams.fails[chat.conversation] = [HANGS]
    pressed = asyncio.create_task(chat.press("Died", first, evidence=SEEN))
    await eventually(lambda: "has gone on below" in chat.last.words)
    assert not pressed.done()
    bot.teams.released.set()
    await pressed
    assert "How old" in first.words


async def test_cancel_keeps_nothing(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Nobody was hurt", evidence="A near miss.")
    await chat.say("cancel")
    assert "The bot keeps nothing; your messages stay in this chat until you delete them" in chat.last.words
    assert not bot.store.drafts.all() and not bot.store.cases.open_cases()
    assert "A near miss." not in (bot.folder / "drafts.json").read_text()


async def test_a_serious_triage_that_is_cancelled_asks_once_whether_to_open_the_case_anyway(bot: Bot) -> None:
    await bot.chat(BUSINESS_TEAM).install()
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Died", evidence=SEEN)
    await chat.say("cancel")
    assert "Open the case anyway?" in chat.last.words
    await chat.press("Leave without a case")
    await eventually(lambda: any("A triage was left" in m.words for m in bot.chat(BUSINESS_TEAM).messages))
    assert SEEN not in bot.chat(BUSINESS_TEAM).last.words
    assert not bot.store.drafts.all()


@pytest.mark.parametrize("said", ["skip", "Zoe Quill said so"])
async def test_what_answers_nothing_leaves_it_open_whether_to_open_the_case_anyway(bot: Bot, said: str) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Died", evidence=SEEN)
    await chat.say("cancel")
    await chat.say(said)
    assert "Nothing was recorded." in chat.last.words
    assert "Open the case anyway?" in chat.last.words and "Under 18" not in chat.last.words
    await chat.say("2")
    assert "How old" in chat.last.words


@pytest.mark.parametrize("said", ["skip", "gibberish", "tomorrow", "Zoe Quill said so"])
async def test_what_answers_nothing_leaves_it_open_whether_an_old_day_is_right(bot: Bot, said: str) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await answer_all_until(chat, bot, "On what day did the death")
    await chat.say("1 November 2024")
    await chat.say(said)
    assert "Nothing was recorded." in chat.last.words
    assert "Friday 1 November 2024: is that right?" in chat.last.words
    await chat.say("no")
    assert "On what day did the death" in chat.last.words


async def test_an_answer_changed_after_it_was_shown_what_follows_stays_in_the_record(bot: Bot) -> None:
    await bot.chat(BUSINESS_TEAM).install()
    chat = bot.chat(PRACTITIONER)
    await answered(bot, chat)
    check = chat.last
    assert "Indication: named people decide" in check.words and "Rapid Review: required" in check.words
    assert "Friday 27 November 2026 (4 working days left)" in check.words
    change = next(button for button in buttons(check.card) if button["data"].get("step") == "abuse_or_neglect")
    await chat.post(chat.activity("invoke", name="adaptiveCard/action", value={"action": change}))
    await chat.press("Neither known nor suspected", evidence="A natural cause.")
    assert "Rapid Review: not required" in chat.last.words
    await chat.press("Open the case")
    changed = "Abuse or neglect: Suspected \u2192 Neither known nor suspected (it was based on: As the agency's record"
    (case,) = bot.store.cases.open_cases()
    assert any(changed in line for line in history(case, bot.framework, lambda person: "A practitioner"))
    await eventually(lambda: any(changed in message.words for message in bot.chat(BUSINESS_TEAM).messages))


@pytest.mark.parametrize("said", ["cancel", "leave"])
async def test_whoever_leaves_after_a_duty_was_shown_is_asked_whether_to_open_the_case_all_the_same(
    bot: Bot, said: str
) -> None:
    chat = bot.chat(PRACTITIONER)
    await answered(bot, chat)
    await chat.say(said)
    assert "Your answers indicated a duty: Serious Incident Notification (SIN)" in chat.last.words
    await chat.press("Open with what is known")
    assert "CSCP-2026-001 is open" in chat.last.words


async def test_a_case_can_be_opened_anyway_with_what_is_known(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Died", evidence=SEEN)
    await chat.say("cancel")
    await chat.press("Open with what is known")
    assert "Serious Incident Notification (SIN): not yet known" in chat.last.words
    assert "Provisional" in chat.last.words
    case = bot.store.cases.open_cases()[0]
    assert case.facts.answers == {"harm": "died"}


async def left_in_silence(bot: Bot) -> Chat:
    """Returns the chat of somebody who was asked about a serious triage, and has not answered either."""
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Seriously harmed", evidence=SEEN)
    bot.clock.pass_(minutes=31)
    await eventually(lambda: "Open the case anyway?" in chat.newest.words)
    bot.clock.pass_(minutes=31)
    await bot.run_all_jobs()
    return chat


async def test_whoever_is_asked_about_a_triage_of_long_ago_once_the_bot_is_back_can_still_open_the_case(
    bot: Bot,
) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Seriously harmed", evidence=SEEN)
    await bot.stop()
    bot.clock.pass_(days=8)
    await bot.start()
    chat.bot_url = bot.url
    await eventually(lambda: "Open the case anyway?" in chat.newest.words)
    await bot.run_all_jobs()
    await chat.press("Open with what is known")
    assert "CSCP-2026-001 is open" in chat.last.words


async def test_that_a_triage_was_left_is_told_to_nobody_any_more_once_its_case_is_open(bot: Bot) -> None:
    team = bot.chat(BUSINESS_TEAM)
    await team.install()
    bot.teams.fails[team.conversation] = [403] * 4
    chat = await left_in_silence(bot)
    await chat.press("Open with what is known")
    assert "CSCP-2026-001 is open" in chat.last.words
    bot.teams.fails.clear()
    await team.say("help")
    await bot.run_all_jobs()
    assert [sum(title in m.words for m in team.messages) for title in ("New case", "A triage was left")] == [1, 0]


async def test_whoever_joins_the_business_team_later_is_not_told_of_the_triages_that_were_left_long_before(
    bot: Bot,
) -> None:
    team, later = bot.chat(BUSINESS_TEAM), bot.chat(OTHER_PRACTITIONER)
    for chat in (team, later):
        await chat.install()
    await left_in_silence(bot)
    bot.clock.pass_(days=30)
    second = OfficeHolder(title="Business Team, second", tenant=COUNCIL, id=OTHER_PRACTITIONER)
    members = (*bot.partnership.business_team, second)
    bot.partnership_since = bot.partnership.model_copy(update={"business_team": members})
    await bot.run_all_jobs()
    await bot.run_all_jobs()
    assert [sum("A triage was left" in m.words for m in chat.messages) for chat in (team, later)] == [1, 0]


async def test_a_serious_triage_left_in_silence_is_asked_about_and_then_told_to_the_business_team(bot: Bot) -> None:
    await bot.chat(BUSINESS_TEAM).install()
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Seriously harmed", evidence=SEEN)
    bot.clock.pass_(minutes=31)
    await eventually(lambda: "Open the case anyway?" in chat.newest.words)
    bot.clock.pass_(minutes=31)
    await eventually(lambda: any("A triage was left" in m.words for m in bot.chat(BUSINESS_TEAM).messages))
    await chat.press("Go on with the questions")
    assert "How old" in chat.last.words
    told = [m for m in bot.chat(BUSINESS_TEAM).messages if "A triage was left" in m.words]
    assert len(told) == 1


@pytest.mark.parametrize("said", ["1", "yes", "Open with what is known"])
async def test_what_is_typed_after_a_silence_answers_what_was_asked_then_and_not_the_question_before(
    bot: Bot, said: str
) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Seriously harmed", evidence=SEEN)
    bot.clock.pass_(minutes=31)
    await eventually(lambda: "Open the case anyway?" in chat.newest.words)
    await chat.say(said)
    assert "CSCP-2026-001 is open" in chat.last.words
    (case,) = bot.store.cases.open_cases()
    assert case.facts.answers == {"harm": "seriously_harmed"}


async def test_a_future_date_is_refused_an_old_one_confirmed_and_a_passed_deadline_said_plainly(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await answer_all_until(chat, bot, "On what day did the death")
    await chat.say("tomorrow")
    assert "is in the future" in chat.last.words
    await chat.say("gibberish")
    assert "for example 12/11/2026" in chat.last.words
    await chat.say("1 November 2024")
    assert "Friday 1 November 2024: is that right?" in chat.last.words
    await chat.press("No, give another day")
    await chat.press("Continue", value="2026-11-10")
    await chat.say("9/11")
    assert "is before it happened" in chat.last.words
    await chat.say("Wednesday")
    late = chat.messages[-2].words
    assert "was due on" not in late
    await chat.say("back")
    await chat.say("11/11")
    assert "was due on Wednesday 18 November 2026" in chat.messages[-2].words


async def answer_all_until(chat: Chat, bot: Bot, words: str) -> None:
    await chat.press("Died", evidence=SEEN)
    await chat.press("Under 18")
    await chat.press("Known", evidence=SEEN)
    await chat.press("No")
    assert words in chat.last.words


async def test_a_stale_button_says_that_it_was_answered_and_changes_nothing(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    stale = chat.press_activity("Nobody was hurt", evidence="Something else.")
    await chat.press("Died", evidence=SEEN)
    before = bot.store.drafts.all()
    status, body = await chat.post(stale)
    assert status == 200
    assert "Already answered" in str(body["value"]) and "Died" in str(body["value"])
    assert bot.store.drafts.all() == before


async def test_one_click_delivered_twice_opens_one_case(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await answered(bot, chat)
    click = chat.press_activity("Open the case")
    first, second = await chat.post(click), await chat.post(click)
    assert "CSCP-2026-001" in str(first[1]) and "CSCP-2026-001" in str(second[1])
    assert len(bot.store.cases.open_cases()) == 1


async def test_a_typed_answer_delivered_twice_counts_once(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Died", evidence=SEEN)
    await chat.say("4", id="the-same")
    asked = len(chat.messages)
    await chat.say("4", id="the-same")
    assert len(chat.messages) == asked
    assert "abuse_or_neglect" not in next(iter(bot.store.drafts.all().values()))["draft"]["values"]


async def test_a_typed_answer_delivered_again_after_a_crash_counts_once(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Died", evidence=SEEN)
    for number, text in enumerate(["18 to 24", "back", "Under 18", "cancel"]):
        await chat.say(text, id=f"typed-{number}")
        before, asked = bot.store.drafts.all(), len(chat.messages)
        await bot.restart()
        chat.bot_url = bot.url
        await chat.say(text, id=f"typed-{number}")
        assert bot.store.drafts.all() == before != {} and len(chat.messages) == asked
        # Nobody knows any more whether the question has arrived that is open now.
        await chat.say("4", id=f"too-early-{number}")
        assert "nothing was taken as its answer" in chat.messages[-2].words


async def test_an_edited_or_deleted_message_changes_no_answer(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Died", evidence=SEEN)
    await chat.say("1", id="typed")
    before = bot.store.drafts.all()
    edited = {"tenant": {"id": chat.tenant}, "eventType": "editMessage"}
    assert (await chat.post(chat.activity("messageUpdate", id="typed", text="3", channelData=edited)))[0] == 201
    assert "I go by what you first wrote" in chat.last.words
    assert (await chat.post(chat.activity("messageDelete", id="typed")))[0] == 201
    assert bot.store.drafts.all() == before


async def test_an_edited_message_to_the_bot_in_a_channel_gets_a_word_and_what_is_not_to_it_none(bot: Bot) -> None:
    channel = bot.channel(PRACTITIONER)
    edited = {"tenant": {"id": channel.tenant}, "eventType": "editMessage"}
    mention = {"type": "mention", "text": "<at>Bot</at>", "mentioned": BOT}
    await channel.post(channel.activity("messageUpdate", text="case", channelData=edited))
    assert channel.messages == []
    await channel.post(
        channel.activity("messageUpdate", text="<at>Bot</at> case", channelData=edited, entities=[mention])
    )
    assert "I go by what you first wrote" in channel.last.words


async def test_a_triage_survives_a_restart_of_the_bot(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Died", evidence=SEEN)
    await bot.restart()
    chat.bot_url = bot.url
    await chat.press("Under 18")
    assert "Is abuse or neglect known or suspected?" in chat.last.words


async def test_a_triage_that_ended_while_its_bot_died_keeps_nobody_from_the_next(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Died", evidence=SEEN)
    left = chat.last
    await bot.store.drafts.delete(*bot.store.drafts.all())
    assert "This triage is over" in str(await chat.press("Under 18", left))
    await chat.say("triage")
    assert "Question 1" in chat.last.words
    await chat.press("Died", evidence=SEEN)
    assert "How old" in chat.last.words


async def test_new_rules_are_announced_and_the_answers_that_still_hold_are_kept(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Died", evidence=SEEN)
    newer = bot.framework.approval.model_copy(update={"version": "2027.1"})
    bot.framework = bot.framework.model_copy(update={"approval": newer})
    await bot.restart()
    chat.bot_url = bot.url
    await chat.press("Under 18")
    assert "The rules have changed to version 2027.1" in chat.messages[-2].words
    assert "How old" in chat.last.words
    await chat.press("Under 18")
    assert "abuse or neglect" in chat.last.words


async def test_a_second_triage_in_the_same_chat_goes_on_with_the_first(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Died", evidence=SEEN)
    await chat.say("triage")
    assert "A triage is in progress" in chat.messages[-2].words
    assert "How old" in chat.last.words


async def test_an_answer_is_written_to_disk_once(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    messenger, drafts = ((bot.folder / name).read_bytes() for name in ("conversations.json", "drafts.json"))
    await chat.press("Died", evidence=SEEN)
    assert (bot.folder / "conversations.json").read_bytes() == messenger
    assert (bot.folder / "drafts.json").read_bytes() != drafts


async def test_after_a_crash_a_typed_answer_counts_once_its_question_is_known_to_be_shown(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    first = chat.last
    await chat.press("Died", evidence=SEEN)
    await bot.restart()
    chat.bot_url = bot.url
    await chat.say("Under 18")
    assert "Question 2" in chat.last.words
    await chat.say("Under 18")
    assert "Question 3" in chat.last.words
    assert "Harm: Died" in first.words


async def test_the_next_card_does_not_wait_until_the_one_above_has_lost_its_buttons(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    question = chat.last
    bot.teams.updates_hang.add(question.id)
    asked = asyncio.create_task(chat.say("not known"))
    await eventually(lambda: any("Question 2" in message.words for message in chat.messages))
    assert list(buttons(question.card))
    bot.teams.released.set()
    await asked
    assert not list(buttons(question.card))


async def test_a_triage_goes_on_where_the_service_address_and_the_chats_id_have_changed(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.press("Died", evidence=SEEN)
    moved = replace(chat, conversation=f"a:new-{PRACTITIONER}", numbers=itertools.count(1_000))
    activity = moved.activity("message", text="Under 18")
    assert (await moved.post({**activity, "serviceUrl": f"{activity['serviceUrl']}/"}))[0] == 201
    assert "Question 3" in moved.last.words


async def test_a_triage_of_before_an_update_goes_on_after_it(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("triage")
    await chat.say("Not known yet")
    (key, value), *_ = bot.store.conversations.all().items()
    await bot.store.conversations.delete(key)
    await bot.store.conversations.set(f"{bot.teams.service_url}|{chat.conversation}", value)
    await chat.say("Under 18")
    assert "Question 3" in chat.last.words
    assert list(bot.store.conversations.all()) == [key]
