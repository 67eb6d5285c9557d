"""These lines are typed, and these buttons pressed, by whoever only wants to see something, or to begin."""

from collections.abc import Mapping

from bot.handlers.commands import read_command
from tests.journeys.conftest import BUSINESS_TEAM, Bot
from tests.support.fake_teams.one_drive import OneDrive, answer, offer
from tests.support.people.review_in_chat import press_button
from tests.support.people.sin_lane import REF, People, case_in_notification
from tests.support.walks import starts
from tests.support.walks.step import SAYS, Begin, Press, Start, WalkStep, Who, police, presses, says, team

QUESTION = "Has a child or young person died"
CONSENT = "fileConsent/invoke"


def _answers_offer(action: str) -> Begin:
    async def begin(bot: Bot, people: People, drive: OneDrive) -> Press:
        await people.police.say(f"calendar {REF}")
        room = drive.room if action == "accept" else ""
        return people.police, people.police.post(answer(people.police, offer(people.police), room, action))

    return begin


async def _asks_in_channel(bot: Bot, people: People, drive: OneDrive) -> Press:
    """The answer is carried to the person's own chat."""
    channel = bot.channel(BUSINESS_TEAM)
    channel.numbers = people.team.numbers
    return channel, channel.say(f"case {REF}", mention=True)


async def _edits(bot: Bot, people: People, drive: OneDrive) -> Press:
    place = {"tenant": {"id": people.team.tenant}, "eventType": "editMessage"}
    return people.team, people.team.post(people.team.activity("messageUpdate", text="casse", channelData=place))


async def _installs(bot: Bot, people: People, drive: OneDrive) -> Press:
    return people.practitioner, people.practitioner.install()


def _line(words: str, tells: str, by: Who = team, start: Start = starts.nobody_hurt) -> WalkStep:
    command = read_command(words)
    assert command
    return WalkStep(f"{SAYS}{command[0]}", start, says(words, by), tells=tells)


def _button(verb: str, title: str, after: str, tells: str) -> WalkStep:
    """Presses what stands in the answer to a line."""
    return WalkStep(verb, starts.nobody_hurt, presses(title, team, after), tells=tells)


def _old_button(verb: str) -> WalkStep:
    """Presses what stands in cards that were sent before; no new one has it."""

    async def begin(bot: Bot, people: People, drive: OneDrive) -> Press:
        await people.team.say(f"case {REF}")
        return people.team, press_button(people.team, {"verb": verb, "data": {"ref": REF}}, people.team.last)

    return WalkStep(verb, starts.nobody_hurt, begin, tells=REF)


SAID: Mapping[str, WalkStep] = {
    "begin": _line("triage", QUESTION),
    "begin by the button": _button("start_triage", "Start a triage", "hello", QUESTION),
    "rehearse": _line("rehearse", QUESTION),
    "begin an update": _line(f"update {REF}", "Check your answers"),
    "cases": _line("cases", REF),
    "cases by the button": _button("cases", "My cases", "hello", REF),
    "case": _line(f"case {REF}", REF),
    "case by the button": _button("case", "Open", "cases", REF),
    "case in the channel": WalkStep(f"{SAYS}case", starts.nobody_hurt, _asks_in_channel, "our own chat"),
    "my steps": _line("my steps", REF, start=case_in_notification),
    "sign-offs": _line("sign-offs", REF, police, case_in_notification),
    "deadlines": _line("deadlines", REF, start=case_in_notification),
    "dashboard": _line("dashboard", "Figures"),
    "the notification": _line(f"notification {REF}", REF, start=case_in_notification),
    "the notification by its button": WalkStep(
        "notification", case_in_notification, presses("Prepare the notification"), tells=REF
    ),
    "the notification's document": WalkStep(
        "notification_document",
        case_in_notification,
        presses("Take it as a Word document", team, f"notification {REF}"),
        tells=REF,
    ),
    "the offices": _line("offices", "Review Group"),
    "a change of an office": _button("office_change", "Draft a change", "offices", "Draft a change of an office"),
    "define": _line("define SIN", "Serious Incident"),
    "glossary": _line("glossary", "What a term means"),
    "help": _line("help", "triage"),
    "help by the button": _button("help", "Help", "hello", "triage"),
    "hello": _line("hello", "triage"),
    "what was meant": _button("type", "help", "hlep", "triage"),
    "the framework": _line("framework", "The framework, chapter 1"),
    "a chapter of the framework": _button("framework", "Next", "framework", "chapter 2"),
    "the framework's document": _button("framework_document", "Take it as a document", "framework", "framework"),
    "the flow chart": _line("flowchart", "How the decisions follow"),
    "the way of a case": _old_button("flowchart"),
    "the timeline": _line(f"timeline {REF}", REF),
    "the timeline by its button": _button("timeline", "Show the timeline", f"case {REF}", REF),
    "the record": _line(f"report {REF}", REF),
    "the record by its button": _button("report", "Take the decision record", f"case {REF}", REF),
    "the calendar": _line(f"calendar {REF}", REF),
    "the calendar by its button": _old_button("calendar"),
    "take a file": WalkStep(CONSENT, case_in_notification, _answers_offer("accept"), REF),
    "decline a file": WalkStep(CONSENT, case_in_notification, _answers_offer("decline"), "Nothing was put"),
    "edit a message": WalkStep("messageUpdate", starts.nobody_hurt, _edits, "what you first wrote"),
    "add the app": WalkStep("installationUpdate", starts.nobody_hurt, _installs, "triage"),
}
