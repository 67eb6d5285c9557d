"""The clicks and words of the ways gone most often are counted, so that they grow by no accident."""

from dataclasses import dataclass
from typing import Any

from tests.conftest import Figures
from tests.journeys.conftest import ICB, PRACTITIONER, Bot
from tests.support.fake_teams.server import Chat, Message, opened_by, texts, unfolded_by
from tests.support.people.review_in_chat import (
    LESSONS,
    MEMBERS,
    RECORD,
    TO_COMMISSION,
    answers,
    case_of,
    in_review,
    record,
    statements,
    ticks,
)
from tests.support.people.sin_lane import CRITERIA, ICB_DSP, REF, case_in_notification
from tests.support.people.walkthrough_in_chat import Answers, asked, is_at_end, pressed, typed
from tests.support.simulated_year.mornings import TUESDAY, cards, go_to

IN_CHAT = Answers(LESSONS, {"choice": "none_needed,confirmed,not_recommended"})
OF_MEETING = Answers(tuple(MEMBERS.split(",")), {"outcome": "commission", "national": "not_recommended"})


@dataclass
class Effort:
    """The effort counts presses, inputs filled in, and the words read on the cards that had to be gone through."""

    presses: int = 0
    filled: int = 0
    read: int = 0

    def sees(self, card: Any) -> None:
        """Counts the words that are seen; a list to choose from is opened by whoever needs it."""
        self.read += len("\n".join(texts(_without_lists(card))).split())

    def unfold(self, title: str, message: Message) -> None:
        """Opens a fold, which the bot does not hear of."""
        self.presses += 1
        self.sees(opened_by(message.card, title))

    async def press(self, chat: Chat, title: str, message: Message, **inputs: str) -> None:
        """Presses a button; an answer that unfolds its box is pressed first, and then the button that takes it."""
        opened = unfolded_by(message.card, title)
        self.sees(opened or message.card)
        self.presses, self.filled = self.presses + (2 if opened else 1), self.filled + len(inputs)
        await chat.press(title, message, **inputs)


def _without_lists(part: Any) -> Any:
    if isinstance(part, list):
        return [_without_lists(each) for each in part]
    if not isinstance(part, dict):
        return part
    is_list = part.get("type") == "Input.ChoiceSet" and part.get("style") in ("compact", "filtered")
    return {key: _without_lists(value) for key, value in part.items() if not (is_list and key == "choices")}


async def test_from_triage_to_an_open_case(bot: Bot, figures: Figures) -> None:
    """A child died, abuse is known, and so is everything else; it happened and was known yesterday.

    The effort was 9 presses, 5 inputs filled in and 483 words before the days had buttons of their own, and before it
    was always asked whether a child was in care; it was 10 presses before the places were asked by two
    questions, and 675 words before evidence unfolded.
    """
    chat, effort = bot.chat(PRACTITIONER), Effort()
    await chat.say("triage")
    for title, inputs in (
        ("Died", {"evidence": "Seen by the ambulance crew."}),
        ("Under 18", {}),
        ("Known", {"evidence": "A court has found it."}),
        ("No", {}),
        ("Yesterday", {}),
        ("Yesterday", {}),
        ("In Croydon, and lives there", {}),
        ("Health", {"record_number": "MH-1234"}),
        ("Open the case", {}),
    ):
        await effort.press(chat, title, chat.last, **inputs)
    assert f"{REF} is open" in chat.last.words
    figures(effort)
    assert (effort.presses, effort.filled) == (11, 3)
    assert effort.read <= 520


async def test_from_a_nudge_to_a_signature(bot: Bot, figures: Figures) -> None:
    """The effort was 3 presses and 650 words before a nudge led to the card to sign, and 265 words on 1.7 screens of a
    phone before the card was drawn anew: it takes one."""
    await case_in_notification(bot)
    await go_to(bot, TUESDAY)
    chat, effort = bot.chat(ICB_DSP, ICB), Effort()
    await effort.press(chat, "Sign: notification criteria", cards(bot, chat.conversation)[-1])
    await effort.press(chat, "Agree", chat.showing(CRITERIA))
    assert [signed.signer.id for signed in bot.signatures(REF)] == [ICB_DSP]
    figures(effort)
    assert (effort.presses, effort.filled) == (2, 0)
    assert effort.read <= 350


async def test_from_an_opened_review_to_a_recorded_determination(bot: Bot, figures: Figures) -> None:
    """All eighteen parts are filled in, with one statement ticked in each of two lists, and the meeting determines.

    The effort was 21 presses, 31 inputs filled in and 2,503 words before only what was ticked asked for its evidence,
    then 28 presses before a list asked at once why none of it holds, and the record led straight to a part, and 23
    before two short parts shared a card.
    """
    people, effort = await in_review(bot), Effort()
    chat, form = people.police, await record(people.police)
    await effort.press(chat, "Fill in part 1 of 18", form)
    while RECORD not in form.words:
        if statements(form):
            await effort.press(chat, "Continue", form, **ticks(form, LESSONS))
        else:
            await effort.press(chat, "Save", form, **answers(form, LESSONS, {}))
    await effort.press(chat, "Record the determination", form)
    await effort.press(chat, "Record the determination", form, **TO_COMMISSION, present=MEMBERS)
    assert (await case_of(bot)).determination
    figures(effort)
    assert (effort.presses, effort.filled) == (21, 31)
    assert effort.read <= 1_560


async def test_from_an_opened_review_to_a_recorded_determination_question_by_question(
    bot: Bot, figures: Figures
) -> None:
    """The same answers are given in the conversation. There are more presses than in the forms, for each question has
    its own, and fewer inputs, for a choice is a press. By typed words each press is a line, and nothing is filled
    in."""
    people, effort, lines = await in_review(bot), Effort(), [f"go through {REF}", "record the determination"]
    chat = people.police
    await effort.press(chat, "Go through it with me", await record(chat))
    for said in (IN_CHAT, OF_MEETING):
        while not is_at_end(chat):
            title, filled = pressed(asked(chat), said)
            lines.append(typed(asked(chat), said))
            await effort.press(chat, title, asked(chat), **filled)
        if said is IN_CHAT:
            await effort.press(chat, "Record the determination", chat.last)
    assert (await case_of(bot)).determination
    figures(effort)
    assert len(lines) == effort.presses
    assert effort.presses <= 34 and effort.filled <= 22
    assert effort.read <= 1_960
    besides = [line for line in lines if line not in (IN_CHAT.words, OF_MEETING.words)]
    assert len(" ".join(besides).split()) <= 26, "besides the texts, which the boxes take too, few words are typed"
