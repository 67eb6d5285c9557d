"""Turns are bytes made beforehand: only a number and what a card brought are put in while the load runs."""

import itertools
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from bench.load import LoadFault, LoadTurn, Post, Script
from bench.servers.sample import PROMPTS, THANKS
from bench.wire import request
from safeguarding.draft import Draft
from safeguarding.framework.engine import Engine
from safeguarding.framework.framework import Framework
from safeguarding.offered_answers import Step
from safeguarding.people import Person
from safeguarding.triage import Triage

PATH = b"/api/messages"
BOT = {"id": "28:bench", "name": "Bench"}
# What stands in their places has the same length, so that the request's length stays right.
NUMBER, DRAFT, SHOWN_IN = b"0" * 16, b"d" * 32, b"m000000000"
MADE, DONE = b"HTTP/1.1 201", b"HTTP/1.1 20"
CARD = b'"type":"application/vnd.microsoft.card.adaptive"'
SENT_CARD = b"application/vnd.microsoft.card.adaptive"
OFFERED_FILE = b"application/vnd.microsoft.teams.card.file.consent"
MESSAGE = b'"type":"message"'
GIVEN_DRAFT = re.compile(rb'"draft":"([0-9a-f]{32})"')
CANCELLED = "Cancelled."
DAY = "2026-11-22"
ANSWERS: Mapping[str, Mapping[str, str]] = {
    "harm": {"choice": "not_known"},
    "age": {"choice": "under_18"},
    "abuse_or_neglect": {"choice": "not_known"},
    "care_experienced": {"choice": "no"},
    "incident_on": {"day": "Yesterday", "value": ""},
    "became_aware": {"day": "Yesterday", "value": ""},
    "happened_in": {"choice": "croydon"},
    "lives_in": {"choice": "croydon"},
    "agency": {"choice": "Health", "value": ""},
    "record_number": {"value": "MH-1234"},
}
"""The answers need no words on what they rest on, which can't be typed. They tell of no harm, and the last is never
given: otherwise every cancelling would be told to the Business Team."""
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Speaker:
    """A speaker is a person in their own chat with the bot. ``authorization`` is the header, empty where nobody is
    authenticated."""

    conversation: str
    person: str
    tenant: str
    service_url: str
    authorization: str = ""

    def say(self, text: str) -> bytes:
        return self._request({"type": "message", "text": text, "textFormat": "plain"})

    def pressed(self, verb: str, data: Mapping[str, Any], card: bytes = b"") -> bytes:
        """Presses a button. Teams names the message whose ``card`` it is on."""
        action = {"type": "Action.Execute", "verb": verb, "data": data}
        shown_in = {"replyToId": card.decode()} if card else {}
        return self._request({"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action}, **shown_in})

    def installed(self) -> bytes:
        return self._request({"type": "installationUpdate", "action": "add"})

    def _request(self, activity: Mapping[str, Any]) -> bytes:
        body = json.dumps({**self._activity(), **activity}).encode()
        return request(PATH, self.authorization.encode(), body)

    def _activity(self) -> dict[str, Any]:
        """Returns the activity as Teams sends it."""
        return {
            "id": NUMBER.decode(),
            "timestamp": "2026-11-23T10:00:00.000Z",
            "localTimestamp": "2026-11-23T10:00:00.000+00:00",
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": {"id": f"29:{self.person}", "name": "A Person", "aadObjectId": self.person},
            "conversation": {"conversationType": "personal", "tenantId": self.tenant, "id": self.conversation},
            "recipient": BOT,
            "entities": [{"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Windows"}],
            "channelData": {"tenant": {"id": self.tenant}},
            "locale": "en-GB",
        }


Begin = Callable[[Speaker], Script]


def _numbered(turn: LoadTurn) -> LoadTurn:
    """Gives the activity a fresh id: one with an id that was heard before is no new one."""
    number = b"%016d" % next(_numbers)
    reply = turn.reply.replace(NUMBER, number) if turn.reply else turn.reply
    return turn._replace(request=turn.request.replace(NUMBER, number), reply=reply)


def echo(speaker: Speaker) -> Script:
    turn = LoadTurn(speaker.say(f"hello {NUMBER.decode()}"), DONE, b"hello " + NUMBER)
    while True:
        yield _numbered(turn)


def asking(words: str, speaker: Speaker, reply: bytes = SENT_CARD) -> Script:
    """Types a command again and again. A card is the answer, or the offer of a file."""
    turn = LoadTurn(speaker.say(words), MADE, reply)
    while True:
        yield _numbered(turn)


def refused(speaker: Speaker, answer: bytes) -> Script:
    yield _numbered(LoadTurn(speaker.say("triage"), answer, None))


def waterfall(speaker: Speaker) -> Script:
    """Answers on and on: each answer brings the next question, the last one thanks, and what is said then begins
    anew."""
    said = speaker.say("an answer")
    turns = [LoadTurn(said, DONE, reply.encode()) for reply in (*PROMPTS, THANKS)]
    for turn in itertools.cycle(turns):
        yield _numbered(turn)


def triage(steps: Sequence[Step], speaker: Speaker) -> Script:
    """Begins a triage by typing, answers all but the last of the steps by the buttons of the cards, and cancels by
    typing."""
    presses = [
        LoadTurn(speaker.pressed("answer", _data(step, revision), SHOWN_IN), CARD, following.ask.encode())
        for revision, (step, following) in enumerate(pairwise(steps))
    ]
    return _triage(_begun(steps, speaker), presses, _cancelled(speaker))


def typed_triage(steps: Sequence[Step], speaker: Speaker) -> Script:
    """Does as ``triage`` does, with each answer typed."""
    answers = [LoadTurn(speaker.say(_words(step)), MADE, following.ask.encode()) for step, following in pairwise(steps)]
    return _triage(_begun(steps, speaker), answers, _cancelled(speaker))


def _begun(steps: Sequence[Step], speaker: Speaker) -> LoadTurn:
    return LoadTurn(speaker.say("triage"), MADE, steps[0].ask.encode(), is_timed=False)


def _cancelled(speaker: Speaker) -> LoadTurn:
    return LoadTurn(speaker.say("cancel"), MADE, CANCELLED.encode(), is_timed=False)


def _words(step: Step) -> str:
    """Returns what is typed to answer the step."""
    inputs = ANSWERS[step.id]
    labels = {answer.id: answer.label for answer in step.answers}
    return inputs.get("day") or inputs.get("value") or labels.get(inputs["choice"], inputs["choice"])


def _triage(begin: LoadTurn, answers: Sequence[LoadTurn], cancel: LoadTurn) -> Script:
    while True:
        card = yield _numbered(begin)
        for answer in answers:
            turn = _numbered(answer)
            request = turn.request.replace(DRAFT, _draft_of(card)).replace(SHOWN_IN, card.id)
            card = yield turn._replace(request=request)
        yield _numbered(cancel)


def asked_of_them(framework: Framework) -> tuple[Step, ...]:
    """Returns the steps that somebody who gives these answers is asked."""
    rules, steps = Triage(Engine(framework)), list[Step]()
    draft = Draft(id="", person=Person(tenant="", id=""), rules_version=framework.version)
    while step := rules.next_step(draft):
        steps.append(step)
        draft = rules.with_answer(draft, step, _value(ANSWERS[step.id]))
    return tuple(steps)


def _value(inputs: Mapping[str, str]) -> str:
    return DAY if "day" in inputs else inputs.get("choice") or inputs["value"]


def _data(step: Step, revision: int) -> dict[str, Any]:
    """Returns what the button carries, and what was typed beside it."""
    return {"draft": DRAFT.decode(), "revision": revision, "step": step.id, **ANSWERS[step.id]}


def _draft_of(card: Post) -> bytes:
    found = GIVEN_DRAFT.search(card.body)
    if found is None:
        raise LoadFault("a question came without its buttons")
    return found[1]


@dataclass(frozen=True)
class Click:
    """A click is one signature: by whom, and what the button of the sign-off card carries."""

    speaker: Speaker
    data: Mapping[str, str]


def installed(speakers: Iterable[Speaker]) -> Script:
    """Installs the bot for each speaker, in a chat of their own from now on."""
    for speaker in speakers:
        yield _numbered(LoadTurn(speaker.installed(), MADE, MESSAGE))


def sign_off(clicks: Iterable[Click]) -> Script:
    for click in clicks:
        yield _numbered(LoadTurn(click.speaker.pressed("agree", click.data), CARD, None))
