"""A step of a walk is taken while Teams fails: it begins where everything but its last press or line is done."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tests.journeys.conftest import Bot
from tests.support.fake_teams.one_drive import OneDrive
from tests.support.fake_teams.server import Chat
from tests.support.people.review_in_chat import last_page, open_form
from tests.support.people.sin_lane import CRITERIA, REF, People, shown

Who = Callable[[People], Chat]
Press = tuple[Chat, Awaitable[Any]]
"""Whoever takes the step, and its last press or line, which was not sent yet."""
Start = Callable[[Bot], Awaitable[People]]
Begin = Callable[[Bot, People, OneDrive], Awaitable[Press]]
OF_A_CASE = "CSCP-2026-00[12]"


@dataclass(frozen=True)
class WalkStep:
    """``start`` leads to the case as it stands before the step, ``begin`` to its last press, which carries the verb
    ``takes``, or to its last line, which is of the command that ``takes`` names behind ``SAYS``. Whoever takes it is
    told something with ``tells``."""

    takes: str
    start: Start
    begin: Begin
    tells: str = OF_A_CASE


SAYS = "says "


def team(people: People) -> Chat:
    return people.team


def practitioner(people: People) -> Chat:
    return people.practitioner


def council(people: People) -> Chat:
    return people.council


def icb(people: People) -> Chat:
    return people.icb


def police(people: People) -> Chat:
    return people.police


def fills_in(title: str, sends: str, by: Who = team, **typed: str) -> Begin:
    """Begins with the form behind a button of the case's card."""

    async def begin(bot: Bot, people: People, drive: OneDrive) -> Press:
        chat = by(people)
        form = await open_form(chat, title)
        return chat, chat.press(sends, form, **typed)

    return begin


def presses(title: str, by: Who = team, after: str = f"case {REF}", **typed: str) -> Begin:
    """Begins with a button of what the line ``after`` shows."""

    async def begin(bot: Bot, people: People, drive: OneDrive) -> Press:
        chat = by(people)
        await chat.say(after)
        return chat, chat.press(title, chat.offering(title), **typed)

    return begin


def presses_shown(title: str, card: str, by: Who = team, **typed: str) -> Begin:
    """Begins with a button of the card that came by itself."""

    async def begin(bot: Bot, people: People, drive: OneDrive) -> Press:
        chat = by(people)
        message = await shown(chat, card)
        return chat, chat.press(title, message, **typed)

    return begin


def signs(verdict: str, by: Who = icb, card: str = CRITERIA, reason: str = "") -> Begin:
    async def begin(bot: Bot, people: People, drive: OneDrive) -> Press:
        chat = by(people)
        page = await last_page(chat, card)
        return chat, chat.press(verdict, page, reason=reason)

    return begin


def says(words: str, by: Who = team) -> Begin:
    async def begin(bot: Bot, people: People, drive: OneDrive) -> Press:
        chat = by(people)
        return chat, chat.say(words)

    return begin


def signs_as_deputy(button: str) -> Begin:
    """One person fills one seat: where the council's DSP has signed as such, the deputy signs for the DCS."""

    async def begin(bot: Bot, people: People, drive: OneDrive) -> Press:
        chat = people.council_deputy
        await chat.say("sign-offs")
        await chat.press(button)
        return chat, chat.press("Agree", chat.offering("Agree"))

    return begin
