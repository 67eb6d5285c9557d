"""Busy people work with the bots while these are killed, and remember every acknowledgement: that a case is open, that
they have signed, which question came next."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from bot.connector.failed_turn import CROSSED
from bot.handlers.actions.sign_off import ALREADY
from bot.turns.answers import SUPERSEDED
from safeguarding.framework import loader
from safeguarding.framework.entries import Detail
from safeguarding.offered_answers import Step
from safeguarding.people import Person
from tests.support.answers import A_CHILD_DIED, asked
from tests.support.fake_teams.server import Json, Message, buttons, texts, unfolding
from tests.support.processes.fleet import Balanced, Cut

FRAMEWORK = loader.current()
CHECK = "Check your answers"
OPEN = re.compile(r"\b(CSCP-\d{4}-\d+) is open")
VERDICTS = ("Agree", "Sign as accurate")
NEXT_PAGE = "Next page"
# The last three are said too at an old copy of a card to somebody who has signed the new one, so they acknowledge no
# digest of their own.
NOT_SIGNED = (
    "nothing was signed",
    "There is nothing to sign",
    ALREADY,
    "press Change my answer",
    "no answer can be changed",
)
STEPS = tuple(A_CHILD_DIED)
RECORD_NUMBER, ABUSE = "record_number", "abuse_or_neglect"
ANYWAY = "Open the case anyway?"
PATIENCE = 6
AT_LENGTH = "\U0001f6d1" * 550
"""Evidence is written nearly as long as its box takes it."""


@dataclass
class Notebook:
    """The notebook holds marks that are found in the history of a case: those a bot has acknowledged (``told``) once,
    those cut off before (``unsure``) at most once."""

    told: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    refs: dict[str, str] = field(default_factory=dict)
    commands: int = 0

    def note(self, mark: str) -> None:
        self.told.add(mark)
        self.unsure.discard(mark)

    def note_unsure(self, mark: str) -> None:
        if mark not in self.told:
            self.unsure.add(mark)


@dataclass
class Somebody:
    chat: Balanced
    luck: Random
    notebook: Notebook

    @property
    def person(self) -> Person:
        return Person(tenant=self.chat.tenant, id=self.chat.person)

    async def work(self, over: asyncio.Event) -> None:
        """Works until the event is set; never stops in the middle of a step."""
        while not over.is_set():
            await asyncio.sleep(self.luck.uniform(0, 0.2))
            try:
                await self.step()
            except Cut:
                continue

    async def step(self) -> None:
        raise NotImplementedError

    async def type(self, text: str) -> str:
        """Types a text and returns the answer's words. Raises Cut."""
        before = len(self.chat.messages)
        await self.chat.say(text)
        self.notebook.commands += 1
        answers = self.chat.messages[before:]
        assert answers, f"{text!r} was taken and never answered"
        return "\n".join(message.words for message in answers)

    async def ask_something(self) -> None:
        await self.type(self.luck.choice(["cases", "deadlines", "sign-offs", "help", "define neglect"]))


@dataclass
class Practitioner(Somebody):
    """The practitioner goes through triages, opens cases and changes them. ``given`` counts the answers that the bot is
    known to have; ``is_sure`` that it has no further one. ``most``: how many cases are opened at most."""

    numbers: Iterator[int]
    most: int
    given: int | None = None
    is_sure: bool = True
    number: str = ""
    own: dict[str, str] = field(default_factory=dict)
    _lost_track: bool = False

    async def work(self, over: asyncio.Event) -> None:
        """Asks first where the triage stands, wherever it was left the last time."""
        self._lost_track = self.given is not None
        await super().work(over)

    async def step(self) -> None:
        if self._lost_track:
            await self._look()
        elif self.given is not None:
            await self._go_on()
        elif len(self.own) < self.most:
            await self._begin()
        elif (known := sorted(ref for ref in self.own.values() if ref)) and self.luck.random() < 0.7:
            await self._change(self.luck.choice(known))
        else:
            await self.ask_something()

    async def _begin(self) -> None:
        self.number = f"MH-{next(self.numbers)}"
        self.given, self.is_sure, self._lost_track = 0, False, True
        await self._look()

    async def _look(self) -> None:
        """Types "triage" again and again until the question comes; the answers given stand, and at most one more. Asked
        after a silence whether to leave, the practitioner goes on."""
        for _ in range(PATIENCE):
            said = await self.type("triage")
            if ANYWAY in said:
                said = await self.type("go on")
            if (number := self._opened_before()) is not None:
                await self._open_again(number)
            elif self._read(said):
                self._lost_track = False
                return
        raise AssertionError(f"the chat is stuck: {said}")

    def _opened_before(self) -> str | None:
        """Returns the number of the triage that is shown, where its case is open already: the bot that opened it was
        killed before it put the triage away, while another had the same press."""
        shown = self.chat.last.unfolded if CHECK in self.chat.last.words and not self.given else ""
        return next((number for number in self.own if re.search(rf"\b{number}\b", shown)), None)

    async def _open_again(self, number: str) -> None:
        """Opens no second case: the same one is named."""
        before = len(self.chat.messages)
        await self.chat.press("Open the case", self.chat.last)
        found = OPEN.search("\n".join(message.words for message in self.chat.messages[before:]))
        assert found and found[1] == self.own[number], f"{number} is {self.own[number]}, and was opened again"

    def _read(self, said: str) -> bool:
        """Reads where the triage stands. Says whether the message shows it."""
        place = self._place()
        if place is None:
            return False
        assert self.given is not None
        if place == 0 and self.may_be_open:
            # It was recorded before the cut, so this is the next triage, which was not wanted yet.
            self.notebook.note(self.number)
            self.own.setdefault(self.number, "")
            self.number, self.given = f"MH-{next(self.numbers)}", 0
        expected = {self.given} if self.is_sure else {self.given, self.given + 1}
        assert place in expected, f"answers lost or made up: {expected} were given, and now {place}: {said}"
        self.given, self.is_sure = place, True
        return True

    def _place(self) -> int | None:
        """Counts the answers that the bot has, by the question that it asks now; None when it asks none."""
        if CHECK in self.chat.last.words:
            return len(STEPS)
        step = asked(self.chat, FRAMEWORK)
        return STEPS.index(step.id) if step else None

    async def _go_on(self) -> None:
        assert self.given is not None
        self.is_sure, self._lost_track = False, True
        if self.given == len(STEPS):
            await self._open()
            return
        answered = self.given
        await self._answer(STEPS[answered])
        if (place := self._place()) is not None and place != answered:
            self._read("the next question")
            self._lost_track = False

    async def _answer(self, name: str) -> None:
        value = self.number if name == RECORD_NUMBER else A_CHILD_DIED[name]
        steps: list[Step] = [*FRAMEWORK.asked_at("triage"), *FRAMEWORK.details]
        step = next(step for step in steps if step.id == name)
        if isinstance(step, Detail) and not step.answers:
            await self.chat.press("Continue", self.chat.last, value=value)
            return
        label = next(answer.label for answer in step.answers if answer.id == value)
        await self.chat.press(
            label, self.chat.last, evidence=f"As seen, {self.number}. {self.luck.choice(('', AT_LENGTH))}"
        )

    @property
    def may_be_open(self) -> bool:
        """Says whether this triage's case may be open, although the triage was not over when it was cut off."""
        return self.given == len(STEPS) and self.number in (self.notebook.told | self.notebook.unsure)

    async def _open(self) -> None:
        self.notebook.note_unsure(self.number)
        before = len(self.chat.messages)
        try:
            await self.chat.press("Open the case", self.chat.last)
        finally:
            if found := OPEN.search("\n".join(message.words for message in self.chat.messages[before:])):
                self.notebook.note(self.number)
                self.notebook.refs[self.number] = self.own[self.number] = found[1]
        if self.own.get(self.number):
            self.given, self._lost_track = None, False

    async def _change(self, ref: str) -> None:
        """Changes the evidence of a case, to words that were never said before."""
        try:
            if CHECK in await self.type(f"update {ref}"):
                await self._change_evidence(f"Finding {next(self.numbers)}.")
            if CHECK in self.chat.last.words:
                await self._leave()
        except Cut:
            await self._leave()

    async def _change_evidence(self, mark: str) -> None:
        change = next(button for button in buttons(self.chat.last.card) if button["data"].get("step") == ABUSE)
        await self.chat.post(self.chat.activity("invoke", name="adaptiveCard/action", value={"action": change}))
        if not self._asks("Suspected"):
            return
        await self.chat.press("Suspected", self.chat.last, evidence=mark)
        if not self._asks("Save the changes"):
            return
        self.notebook.note_unsure(mark)
        before = len(self.chat.messages)
        await self.chat.press("Save the changes", self.chat.last)
        if any("is updated" in message.words for message in self.chat.messages[before:]):
            self.notebook.note(mark)

    def _asks(self, title: str) -> bool:
        card = self.chat.last.card
        return title in unfolding(card) or title in {button["title"] for button in buttons(card)}

    async def _leave(self) -> None:
        """Cancels any dialog in progress; the steps saved stay saved."""
        for _ in range(PATIENCE):
            try:
                await self.chat.say("cancel")
            except Cut:
                continue
            return
        raise AssertionError("the chat is stuck")


@dataclass
class Signer(Somebody):
    """The signer signs the cards that come, or disagrees."""

    done: set[str] = field(default_factory=set)

    async def step(self) -> None:
        waiting = [message for message in self.chat.messages if message.id not in self.done and _signable(message)]
        if waiting and self.luck.random() < 0.8:
            await self._sign(self.luck.choice(waiting))
        else:
            await self.ask_something()

    async def _sign(self, message: Message) -> None:
        """Turns a page, or signs on the last one."""
        agree = _signable(message)
        if agree is None or agree["title"] == NEXT_PAGE:
            await self.chat.press(NEXT_PAGE, message)
            return
        mark = f"signed {agree['data']['digest']} {self.chat.person}"
        self.notebook.note_unsure(mark)
        if self.luck.random() < 0.15:
            value = await self.chat.press("Disagree", message, reason="As we see it, it was an accident.")
        else:
            value = await self.chat.press(agree["title"], message)
        words = "\n".join(texts(value)) if isinstance(value, dict) else str(value)
        assert "Something went wrong" not in words
        if isinstance(value, dict):
            self.done.add(message.id)
            if not any(said in words for said in NOT_SIGNED):
                self.notebook.note(mark)


def _signable(message: Message) -> Json | None:
    found = [button for button in buttons(message.card) if button["title"] in (*VERDICTS, NEXT_PAGE)]
    return found[0] if found and not message.is_answer else None


@dataclass
class Team(Somebody):
    """The Business Team records submissions, and types commands."""

    async def step(self) -> None:
        left = sorted(ref for ref in self.notebook.refs.values() if f"submitted {ref}" not in self.notebook.told)
        if left and self.luck.random() < 0.1:
            await self._submit(self.luck.choice(left))
        elif left and self.luck.random() < 0.3:
            ref = self.luck.choice(left)
            assert f"Case {ref}" in await self.type(f"case {ref}")
        else:
            await self.ask_something()

    async def _submit(self, ref: str) -> None:
        mark = f"submitted {ref}"
        self.notebook.note_unsure(mark)
        if "SIN submitted on" in await self.type(f"submitted {ref} 23/11/2026"):
            self.notebook.note(mark)


def told_to_try_again(messages: list[Message]) -> int:
    """Counts how often somebody was told that a message was crossed or overtaken."""
    return sum(CROSSED in message.words or message.words == SUPERSEDED for message in messages)
