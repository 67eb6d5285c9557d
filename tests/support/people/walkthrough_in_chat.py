"""A walkthrough is answered in chat by these: by typed words alone, by buttons alone, or half and half."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.journeys.conftest import Bot
from tests.support.fake_teams.server import Chat, Message
from tests.support.people.review_in_chat import NO_LESSONS, WORDS, inputs

ASKED = ("answer", "change")


def asked(chat: Chat) -> Message:
    """Returns the question that is shown last."""
    return next(each for each in reversed(chat.messages) if question_id(each))


def question_id(message: Message) -> str:
    found = (data.get("question") for data in _data(message, "answer"))
    return next((id for id in found if id), "")


def is_at_end(chat: Chat) -> bool:
    return not question_id(chat.last)


def chosen(message: Message) -> dict[str, str]:
    """Returns the answers that are buttons, the titles by id."""
    return {data["chosen"]: data["title"] for data in _data(message, "answer") if "chosen" in data}


def options(message: Message) -> list[str]:
    """Returns what can be ticked or chosen in a list, by id."""
    listed = [field for field in inputs(message.card) if field.get("choices")]
    return [choice["value"] for field in listed for choice in field["choices"]]


@dataclass(frozen=True)
class Answers:
    """These are a person's answers: what they tick, what they choose by the id of the question, and what they write."""

    ticked: tuple[str, ...] = NO_LESSONS
    choices: Mapping[str, str] = field(default_factory=dict)
    words: str = WORDS
    day: str = "1/3/2027"


Way = Callable[[Chat, Answers], Awaitable[None]]
"""A way answers the question that is shown last."""


def typed(message: Message, answers: Answers) -> str:
    """Returns what is typed to answer a question."""
    id, buttons, listed = question_id(message), chosen(message), options(message)
    if listed and (ticked := [n for n, option in enumerate(listed, 1) if option in answers.ticked]):
        return ", ".join(map(str, ticked))
    if listed and id == "ticked":
        return "none"
    if listed:
        return str(listed.index(answers.choices[id]) + 1)
    if buttons and not inputs(message.card):
        return buttons[_choice(answers, id, buttons)]
    return answers.day if id.startswith(("on_", "look_again")) else answers.words


def pressed(message: Message, answers: Answers) -> tuple[str, dict[str, str]]:
    """Returns the button that is pressed to answer a question, and what is filled in before."""
    id, buttons, listed = question_id(message), chosen(message), options(message)
    if listed and (ticked := [option for option in listed if option in answers.ticked]):
        return "Continue", {id: ",".join(ticked)}
    if listed and id == "ticked":
        return "None", {}
    if listed:
        return "Continue", {id: answers.choices[id]}
    if buttons and not inputs(message.card):
        return buttons[_choice(answers, id, buttons)], {}
    iso = "2027-03-01"
    return "Continue", {id: iso if id.startswith(("on_", "look_again")) else answers.words}


async def type_answer(chat: Chat, answers: Answers) -> None:
    """Answers the question that is shown by typed words."""
    await chat.say(typed(asked(chat), answers))


async def press_answer(chat: Chat, answers: Answers) -> None:
    """Answers the question that is shown by its buttons and boxes."""
    title, filled = pressed(asked(chat), answers)
    await chat.press(title, asked(chat), **filled)


async def half_and_half(chat: Chat, answers: Answers) -> None:
    way = press_answer if len(chat.messages) % 2 else type_answer
    await way(chat, answers)


def after_a_restart(bot: Bot, way: Way) -> Way:
    """Answers as ``way`` does, each time by a bot that has started anew on what the one before had kept."""

    async def answer(chat: Chat, answers: Answers) -> None:
        await bot.restart()
        chat.bot_url = bot.url
        await way(chat, answers)

    return answer


def _choice(answers: Answers, id: str, offered: Mapping[str, str]) -> str:
    """Returns what is chosen: what the person would, where that is offered, or else the first."""
    return next((each for each in answers.choices.get(id, "").split(",") if each in offered), next(iter(offered)))


def _data(message: Message, verb: str) -> list[dict[str, Any]]:
    def nodes(value: Any) -> Any:
        if isinstance(value, dict):
            yield value
            value = list(value.values())
        if isinstance(value, list):
            for inner in value:
                yield from nodes(inner)

    card = message.card if message.activity.get("attachments") else {}
    return [
        {**node["data"], "title": node["title"]}
        for node in nodes(card)
        if node.get("type") == "Action.Execute" and node["verb"] == verb
    ]
