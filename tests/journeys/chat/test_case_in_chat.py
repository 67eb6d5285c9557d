"""An open case is seen, changed, merged and closed in chat by those who may, and commands are typed."""

from typing import Any

import pytest

from tests.journeys.conftest import (
    BUSINESS_TEAM,
    CHANNEL,
    ICB,
    LOCAL_AUTHORITY_DSP,
    OTHER_PRACTITIONER,
    PRACTITIONER,
    Bot,
)
from tests.journeys.triage.test_triage import SEEN
from tests.support.answers import on_record, opened
from tests.support.fake_teams.server import Chat, Json, buttons, eventually, titles


async def test_an_update_shows_the_answers_there_and_says_what_changed(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await on_record(bot, chat)
    await chat.say("update cscp-2026-001")
    assert "Check your answers for CSCP-2026-001" in chat.last.words
    change = next(button for button in buttons(chat.last.card) if button["data"].get("step") == "abuse_or_neglect")
    await chat.post(chat.activity("invoke", name="adaptiveCard/action", value={"action": change}, replyToId="x"))
    await chat.press("Known", evidence="The hospital's report.")
    await chat.press("Save the changes")
    assert "Abuse or neglect: Suspected \u2192 Known" in chat.last.words
    assert "Serious Incident Notification (SIN): required" in chat.last.words
    await chat.say("case CSCP-2026-001")
    assert "updated the case" in chat.last.unfolded


async def test_each_question_of_a_change_names_the_case_so_that_no_other_incident_is_told_there(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await on_record(bot, chat)
    await chat.say("update CSCP-2026-001")
    await chat.say("back")
    assert "CSCP-2026-001, question 10 of at most 10" in chat.last.words
    await chat.say("triage")
    assert "in progress" in chat.messages[-2].words and "CSCP-2026-001, question 10" in chat.last.words
    await chat.say("cancel")
    await chat.say("triage")
    assert "Question 1 of at most 10" in chat.last.words and "CSCP" not in chat.last.words


async def test_a_practitioner_sees_only_the_cases_that_they_opened(bot: Bot) -> None:
    await on_record(bot, bot.chat(PRACTITIONER))
    other = bot.chat(OTHER_PRACTITIONER)
    await other.say("cases")
    assert "There is no open case that you can see" in other.last.words
    await other.say("case CSCP-2026-001")
    hidden = other.last.words
    await other.say("case CSCP-2026-999")
    assert hidden.replace("001", "999") == other.last.words
    dsp = bot.chat(LOCAL_AUTHORITY_DSP)
    await dsp.say("cases")
    assert "CSCP-2026-001" in dsp.last.words


async def test_a_case_shows_facts_stage_deadlines_history_and_what_i_may_do(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await on_record(bot, chat)
    await chat.say("case CSCP-2026-001")
    words = chat.last.unfolded
    assert "Case CSCP-2026-001\nNotification" in chat.last.words
    for shown in ("Harm: Died", "Submit the SIN (required by law or guidance)", "A practitioner opened the case"):
        assert shown in words
    assert titles(chat.last.card) == ["Change facts or dates", "Show the timeline", "Take the decision record"]
    team = bot.chat(BUSINESS_TEAM)
    await team.say("case CSCP-2026-001")
    assert titles(team.showing("Show the history").card) == [
        "Prepare the notification",
        "Record the SIN's submission",
        "Remind",
        "Change facts or dates",
        "Acknowledge",
        "Propose: criteria not met",
        "Record: signed outside Teams",
        "Remove a text",
        "Restrict the case",
        "Hand over for somebody",
        "Declare conflict of interest",
        "Another case: link or merge",
        "Opened in error",
        "Show the timeline",
        "Take the decision record",
    ]


async def test_a_death_points_to_the_other_reviews_that_it_calls_for_and_the_channel_hears_nothing(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await opened(bot, chat)
    also = chat.last.unfolded.partition("Also\n")[2]
    assert "The agency that knows of the death: Notify" in also
    assert "Joint agency response (JAR)" in also and "If the person was 16 or over" in also
    await chat.say("case CSCP-2026-001")
    assert "Child death review" in chat.last.unfolded.partition("Also")[2]
    await chat.say("define CDOP")
    assert "The Child Death Overview Panel" in chat.last.words
    await eventually(lambda: len(bot.teams.in_conversation(CHANNEL)) == 2)
    assert not any("death review" in message.words for message in bot.teams.in_conversation(CHANNEL))


async def test_the_business_team_is_shown_likely_duplicates_and_can_merge_them(bot: Bot) -> None:
    team = bot.chat(BUSINESS_TEAM)
    await team.install()
    await on_record(bot, bot.chat(PRACTITIONER), became_aware="2026-11-20")
    await eventually(lambda: any("New case CSCP-2026-001" in m.words for m in team.messages))
    assert "Is it one of these?" not in team.showing("New case CSCP-2026-001").words
    await on_record(bot, bot.chat(OTHER_PRACTITIONER), agency="A school", became_aware="2026-11-23")
    await eventually(lambda: any("New case CSCP-2026-002" in m.words for m in team.messages))
    assert "Is it one of these?" in team.showing("New case CSCP-2026-002").words

    asking = team.showing("New case CSCP-2026-002")
    await team.press("Merge into CSCP-2026-001", asking)
    assert "Merge CSCP-2026-002 into CSCP-2026-001" in asking.words
    await team.press("Merge the cases", asking, reason="")
    assert "Reason: write it" in asking.words
    await team.press("Merge the cases", asking, reason="The same incident.")

    assert [case.ref for case in bot.store.cases.open_cases()] == ["CSCP-2026-001"]
    merged = await bot.store.cases.get("CSCP-2026-002")
    assert merged is not None and merged.merged_into == "CSCP-2026-001"


async def test_a_merge_that_would_lose_what_is_due_is_refused_and_made_the_other_way_round(bot: Bot) -> None:
    """The first report does not know of abuse; the second suspects it, so that a SIN is required there."""
    team = bot.chat(BUSINESS_TEAM)
    await team.install()
    await on_record(bot, bot.chat(PRACTITIONER), abuse_or_neglect="not_known")
    await on_record(bot, bot.chat(OTHER_PRACTITIONER))
    await eventually(lambda: any("New case CSCP-2026-002" in m.words for m in team.messages))
    asking = team.showing("New case CSCP-2026-002")
    await team.press("Merge into CSCP-2026-001", asking)
    await team.press("Merge the cases", asking, reason="The same incident.")
    assert "Nothing was merged: CSCP-2026-001 would not have what is due in CSCP-2026-002" in asking.words
    assert "Submit the SIN, by Friday 27 November 2026" in asking.words
    assert len(bot.store.cases.open_cases()) == 2

    await team.press("The other way round", asking)
    await team.press("Merge the cases", asking, reason="The same incident.")
    (kept,) = bot.store.cases.open_cases()
    assert kept.ref == "CSCP-2026-002" and kept.outcome.values["sin"] == "required"


def closing(chat: Chat) -> Json:
    """Presses a button that this card may not have had, or has no more."""
    data = {"ref": "CSCP-2026-001", "reason": "Dealt with elsewhere.", "confirmed": True}
    action = {"verb": "close", "data": data}
    return chat.activity("invoke", name="adaptiveCard/action", value={"action": action})


async def test_a_case_with_a_duty_that_is_open_is_not_closed_and_says_what_is_due_and_whose_step_it_is(
    bot: Bot,
) -> None:
    team = bot.chat(BUSINESS_TEAM)
    await on_record(bot, bot.chat(PRACTITIONER))
    await team.say("case CSCP-2026-001")
    due = "a SIN is required and not recorded as submitted (Local authority)"
    assert "Stays open while" in team.last.unfolded and due in team.last.unfolded
    assert "Close the case" not in titles(team.last.card)
    assert f"CSCP-2026-001 stays open while a duty is: {due}." in str(await team.post(closing(team)))
    assert bot.store.cases.open_cases()


async def test_only_the_business_team_closes_and_reopens(bot: Bot) -> None:
    chat, team = bot.chat(PRACTITIONER), bot.chat(BUSINESS_TEAM)
    await on_record(bot, chat, harm="neither")
    await team.say("case CSCP-2026-001")
    asking = team.showing("Show the history")
    await team.press("Close the case", asking)
    assert "Only the Business Team can close a case." in str(await chat.post(closing(chat)))
    await team.press("Close the case", asking, reason="Entered by mistake.")
    assert not bot.store.cases.open_cases()
    await team.say("case CSCP-2026-001")
    asking = team.showing("Case CSCP-2026-001\nClosed")
    await team.press("Reopen the case", asking)
    await team.press("Reopen the case", asking, reason="It was none.")
    assert bot.store.cases.open_cases()


MADE_UP: list[Any] = [
    {"verb": "explode", "data": {}},
    {"verb": "close"},
    {"verb": "case", "data": {"ref": {"$ne": 1}}},
    {"verb": "answer", "data": {"draft": ["x"], "step": 3, "revision": "1"}},
    {"verb": "record", "data": {"draft": "nobody's"}},
    {"verb": 7, "data": 8},
    [],
]


async def test_an_unknown_button_or_made_up_data_changes_nothing(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await on_record(bot, chat)
    for action in MADE_UP:
        status, body = await chat.post(chat.activity("invoke", name="adaptiveCard/action", value={"action": action}))
        assert status == 200 and body["statusCode"] == 200
    assert len(bot.store.cases.open_cases()) == 1


async def test_in_a_channel_the_bot_answers_in_the_thread_and_goes_on_in_the_persons_own_chat(bot: Bot) -> None:
    chat, channel = bot.chat(PRACTITIONER), bot.channel(PRACTITIONER)
    await channel.say("triage", mention=True)
    assert "open a chat with me first" in channel.last.words
    await chat.install()
    await channel.say("triage", mention=True)
    assert channel.last.words == "I have written to you in our own chat."
    await chat.press("Died", evidence=SEEN)
    assert "How old" in chat.last.words


async def test_two_people_in_one_thread_never_answer_each_others_questions(bot: Bot) -> None:
    one, two = bot.chat(PRACTITIONER), bot.chat(OTHER_PRACTITIONER)
    await one.install()
    await two.install()
    await bot.channel(PRACTITIONER).say("triage", mention=True)
    await bot.channel(OTHER_PRACTITIONER).say("triage", mention=True)
    await bot.channel(OTHER_PRACTITIONER).say("3", mention=True)
    await one.press("Died", evidence=SEEN)
    assert "How old" in one.last.words
    assert "Has a child or young person died" in two.newest.words


async def test_a_case_opened_from_the_channels_button_is_shown_in_my_own_chat_alone(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await on_record(bot, chat)
    await eventually(lambda: bot.teams.in_conversation(CHANNEL))
    message = bot.teams.in_conversation(CHANNEL)[0]
    value = await bot.channel(PRACTITIONER).press("Open CSCP-2026-001", message)
    assert value == "I have written to you in our own chat."
    assert "Show the history" in chat.newest.words


@pytest.mark.parametrize("said", ["case CSCP-2026-001", "2026-001", "case of Jake Smith: CSCP-2026-001"])
async def test_a_case_is_announced_by_its_reference_alone_whatever_was_typed(bot: Bot, said: str) -> None:
    chat = bot.chat(PRACTITIONER)
    await on_record(bot, chat)
    await chat.say(said)
    if said == "2026-001":
        await chat.press("case 2026-001")
    assert chat.newest.activity["summary"] == "Case CSCP-2026-001"


async def test_a_term_is_chosen_from_the_glossary_and_explained(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say("glossary")
    glossary = chat.last
    assert await chat.press("Show what it means", glossary, term="") == "Choose one from the list first."
    await chat.press("Show what it means", glossary, term="Coercive control")
    assert chat.newest.words.startswith("Coercive control") and "All terms" in chat.newest.words


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("help", "What would you like to do?"),
        ("glossary", "Child Safeguarding Practice Review Panel"),
        ("define LCSPR", "Local Child Safeguarding Practice Review"),
        ("define care leaver", "In the care of a local authority now"),
        ("define zebra", "Not in the glossary: zebra"),
        ("define", "Child Safeguarding Practice Review Panel"),
        ("flowchart", "Drawn by this project"),
        ("cases", "There is no open case"),
        ("deadlines", "No clock is running"),
        ("case", "Add the case's reference"),
        ("case REF", "Which case?"),
        ("submitted", "Submitted needs the case's reference and the day"),
        ("submitted CSCP-2026-777 today", "Submitted needs the case's reference and the day"),
        ("a baby was found unresponsive", "Is this an incident to report?"),
        ("Jake Smith was here", "Delete your message"),
        ("update CSCP-2026-777", "There is no case CSCP-2026-777"),
        ("traige", "Did you mean: triage"),
        ("2026-777", "Did you mean: case 2026-777"),
        ("CSCP 2026 7", "Did you mean: case CSCP-2026-007"),
        ("define Jake Smith", "Delete your message"),
        ("what is this", "To report an incident, start a triage."),
    ],
)
async def test_what_can_be_typed_is_answered(bot: Bot, said: str, shown: str) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.say(said)
    assert shown in chat.last.unfolded


async def test_a_first_message_and_an_installation_are_welcomed_once(bot: Bot) -> None:
    chat = bot.chat(PRACTITIONER)
    await chat.install()
    await chat.post(chat.activity("conversationUpdate", membersAdded=[{"id": "28:bot"}]))
    await chat.say("help")
    welcomes = [m for m in chat.messages if "what must happen, and by when" in m.words]
    assert len(welcomes) == 1
    assert "Do not type names, dates of birth" in welcomes[0].words
    assert titles(welcomes[0].card) == ["Start a triage", "My cases", "Help"]
    await chat.press("Start a triage", welcomes[0])
    assert "Has a child or young person died" in chat.last.words


async def test_deadlines_shows_every_running_clock_the_nearest_first(bot: Bot) -> None:
    await on_record(bot, bot.chat(PRACTITIONER), became_aware="2026-11-23")
    await on_record(bot, bot.chat(OTHER_PRACTITIONER), became_aware="2026-11-20")
    dsp = bot.chat("aa000000-0000-4000-8000-000000000003", ICB)
    await dsp.say("deadlines")
    words = dsp.showing("Deadlines").words
    assert words.index("CSCP-2026-002") < words.index("CSCP-2026-001")
