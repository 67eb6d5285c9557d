"""The reckoning compares the histories, the ledger, the chats and the channel with everything that people were told."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any

from bot.messaging.destinations import Destination, destination_id
from bot.messaging.ledger import POST, CardKey, State
from bot.messaging.proactive import ProactiveMessenger
from bot.messaging.threads import place_of
from bot.notifications.sign_off_cards import SignOffCardSync
from cards.sign_off.subject import NEUTRAL
from dialogs.messages import CardMessage
from safeguarding.case.case import Case
from safeguarding.case.events.case_events import Opened, Signed, SinSubmitted, Updated
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.state.sign_off import SignOff, sign_off_of
from safeguarding.case.views.news.kinds import KINDS
from safeguarding.framework import loader
from safeguarding.partnership.model import ReviewChannel
from safeguarding.people import Person
from store.interface import Store
from tests.support.answers import A_CHILD_DIED
from tests.support.fake_teams.server import Message, buttons, texts
from tests.support.people.busy_people import ABUSE, NEXT_PAGE, STEPS, VERDICTS, Notebook, Practitioner
from tests.support.people.clerk_of_news import times_all_signed, times_lapsed
from tests.support.processes.fleet import WatchedTeams
from tests.support.processes.listener import DIGEST, read_lines
from tests.support.simulated_year.days import working_days_in
from tests.support.simulated_year.expected_messages import CHANNEL, HOLDERS, PARTNERS, TEAM
from tests.support.simulated_year.simulation import bot_on, claims_in

FRAMEWORK = loader.current()
TOLD = "|".join(kind.title for kind in KINDS.values())
SUMMARY = re.compile(rf"(CSCP-\d{{4}}-\d+)( was opened|: a card to sign|: (?:{TOLD}))")
NEWS = "news|"
TITLES = {
    NOTIFICATION_CRITERIA: "Are the criteria for a Serious Incident Notification met?",
    SIN_QUALITY: "Quality and accuracy of the SIN",
}
SIN_DUE = date(2026, 11, 27)
TRIAGE_LEFT, ASKED_ANYWAY = "told|left", "asked"
AT_ONCE = timedelta(seconds=30)


@dataclass(frozen=True)
class Said:
    """A message says this thing, under its name in the ledger. ``content`` tells apart the things rightly said anew
    under one name: a card to sign, when the content to be signed has changed."""

    name: str
    content: str = ""


class Listening(ProactiveMessenger):
    """The messenger serves a bot that comes last and must find nothing to do."""

    def __init__(self, store: Store) -> None:
        self._references = store.references
        self.sent: list[str] = []

    async def answer(self, channel: ReviewChannel, root: str, shown: CardMessage) -> str:
        return await self.to(channel, shown)

    async def to(self, to: Destination, shown: CardMessage) -> str:
        self.sent.append(f"to {destination_id(to)}: {shown.summary}")
        return "m"

    async def replace_at(self, to: Destination, message_id: str, card: object) -> None:
        self.sent.append(f"changed at {destination_id(to)}")


@dataclass
class Tally:
    """The tally counts the effects of kills. ``left`` are the leases whose bot was killed between acquiring and noting,
    by name; ``repeated`` the messages that arrived once more because of one, ``forgotten`` the cards that stayed as
    they were because of one."""

    kills: int = 0
    acknowledged: int = 0
    cases: int = 0
    messages: int = 0
    left: Counter[str] = field(default_factory=Counter)
    repeated: Counter[str] = field(default_factory=Counter)
    forgotten: Counter[str] = field(default_factory=Counter)
    crossed: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    logged: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        left, repeated, forgotten = (each.total() for each in (self.left, self.repeated, self.forgotten))
        return (
            f"{self.kills} kills, {self.acknowledged} steps acknowledged, {self.cases} cases. "
            f"{self.messages} messages. Lost, twice or stale: {len(self.wrong)}. "
            f"Claims left open by a kill: {left}; by it messages repeated: {repeated}, cards left as they were: "
            f"{forgotten}. Told to try again: {self.crossed}. Answers: {dict(self.answers)}. "
            f"Logged: {dict(self.logged)}"
        )

    def add(self, other: "Tally") -> None:
        for each in fields(self):
            mine, theirs = getattr(self, each.name), getattr(other, each.name)
            setattr(self, each.name, mine + theirs)


def claimed(store: Store) -> set[tuple[str, str]]:
    """Returns the leases in the ledger: each message or change that a bot has set out to make, by name, and when."""
    return {(name, value["at"]) for name, value in store.ledger.all().items() if value.get("state") == State.CLAIMED}


def wrong_in_histories(cases: Iterable[Case], notebook: Notebook) -> Iterator[str]:
    """Checks that the histories have each acknowledged step once, each one cut off at most once, and nothing else."""
    found = Counter(mark for case in cases for mark in _marks(case))
    yield from (f"lost: {mark}" for mark in sorted(notebook.told - found.keys()))
    yield from (f"recorded {times} times: {mark}" for mark, times in found.items() if times > 1)
    yield from (f"nobody did it: {mark}" for mark in sorted(found.keys() - notebook.told - notebook.unsure))
    refs = {case.ref: record_number(case) for case in cases}
    for number, ref in notebook.refs.items():
        if refs.get(ref) != number:
            yield f"{number} was told that it is {ref}, which is {refs.get(ref)}"


def _marks(case: Case) -> Iterator[str]:
    for event in case.events:
        match event:
            case Opened():
                yield record_number(case)
            case Updated():
                yield event.facts.evidence[ABUSE].shown
            case Signed():
                yield f"signed {event.digest} {event.signer.id}"
            case SinSubmitted():
                yield f"submitted {case.ref}"


def record_number(case: Case) -> str:
    number = case.opened.facts.record_number
    return number.shown if number else ""


def wrong_in_drafts(drafts: Mapping[str, Mapping[str, Any]], people: Iterable[Practitioner]) -> Iterator[str]:
    """Checks that a triage is where its last acknowledged answer left it, or one further where that one was cut off."""
    for who in people:
        own = [kept["draft"]["values"] for kept in drafts.values() if kept["draft"]["person"]["id"] == who.chat.person]
        begun = [values for values in own if values and values.get("record_number") in (None, who.number)]
        given = who.given or 0
        expected = [_first(who, given)] if given else []
        further = [_first(who, given + 1)] if who.given is not None and given < len(STEPS) else expected
        over: list[dict[str, str]] = [] if who.may_be_open else expected
        if begun not in ([expected] if who.is_sure and not who.may_be_open else [expected, further, over]):
            yield f"{who.chat.conversation} has answered {given} questions ({who.is_sure}), and kept is {begun}"


def _first(who: Practitioner, given: int) -> dict[str, str]:
    known = {**A_CHILD_DIED, "record_number": who.number}
    return {step: known[step] for step in STEPS[:given]}


def said_in(message: Message) -> list[Said]:
    """Reads the things that a message says. Raises AssertionError for a message that nobody expects."""
    summary, to = str(message.activity.get("summary")), _destination(message)
    lines = list(texts(message.card, unfolded=True))
    # What can wait is gathered into one message.
    pieces = summary.split("; ")
    news = [_said(message, found[1], found[2], to) for found in map(SUMMARY.fullmatch, pieces) if found]
    news += [Said(TRIAGE_LEFT)] * pieces.count("A triage was left")
    if len(news) == len(pieces):
        return news
    if summary == "Open the case anyway?":
        return [Said(f"{ASKED_ANYWAY}|{next(buttons(message.card))['data']['draft']}")]
    told = [
        Said(f"nudge|{line.ref}|{_deadline(line.title)}|{line.due}|{_threshold(line.left)}|{destination_id(to)}")
        for line in read_lines(lines)
        if line.is_nudge
    ]
    if lines[0].startswith(DIGEST):
        day = datetime.strptime(lines[0].removeprefix(DIGEST), "%A %d %B %Y").date()  # noqa: DTZ007 - a day alone
        told.append(Said(f"digest|{day}|{destination_id(to)}"))
    assert told, f"what is this? {summary}: {lines}"
    return [*news, *told]


def _said(message: Message, ref: str, what: str, to: Destination) -> Said:
    """Reads one piece of a message: that a case was opened, a card to sign, or other news."""
    if what == ": a card to sign":
        return _of_card(message, ref, to)
    if what == " was opened":
        return Said(f"opened|{ref}|{destination_id(to)}" if isinstance(to, Person) else f"card|{ref}|{POST}|channel")
    return Said(f"{NEWS}{what.removeprefix(': ')}|{ref}|{destination_id(to)}", message.words)


def left_open(name: str, left: Counter[str]) -> int:
    """Counts the leases left open on what was said; of news on that with its title for its reader, since two kinds can
    have one title."""
    if not name.startswith(NEWS):
        return left[name]
    title, ref, to = name.removeprefix(NEWS).split("|", 2)
    beginnings = tuple(f"{kind.id}|{ref}|" for kind in KINDS.values() if kind.title == title)
    return sum(times for claim, times in left.items() if claim.startswith(beginnings) and claim.endswith(f"|{to}"))


def _of_card(message: Message, ref: str, to: Destination) -> Said:
    if not isinstance(to, Person):
        matter = next(matter for matter, about in NEUTRAL.items() if f"sign-off of {about}" in message.words)
        return Said(f"card|{ref}|{matter}|channel")
    matter = next(matter for matter, title in TITLES.items() if title in message.words)
    digests = [button["data"]["digest"] for button in buttons(message.card) if "digest" in button["data"]]
    # Whoever has signed it before it came, at an older card whose page they turned, finds no button on it.
    content = digests[0] if digests else message.words
    return Said(f"card|{ref}|{matter}|{to.tenant}|{to.id}", content)


def _destination(message: Message) -> Destination:
    if message.conversation == CHANNEL.conversation:
        return CHANNEL
    id = message.conversation.removeprefix("a:")
    known = {person.id: person for person in (*HOLDERS.values(), TEAM)}
    return known.get(id) or Person(tenant=TEAM.tenant, id=id)


def _deadline(title: str) -> str:
    return next(deadline.id for deadline in FRAMEWORK.deadlines if title.startswith(deadline.title))


def _threshold(left: str) -> str:
    return "due" if left == "due today" else f"left_{left.partition(' ')[0]}"


def repeats(arrived: Iterable[Message], cases: Iterable[Case]) -> Counter[str]:
    """Counts how often each thing came once more, beyond the once that is right: news of a disagreement reads as that
    of another by the same office, and that all have signed, or that a sign-off has lapsed, as it did before a
    change."""
    happened = {
        (KINDS[kind].title, case.ref): number
        for case in cases
        for kind, number in (
            ("dissent", sum(not event.agrees for event in case.of(Signed))),
            ("all_signed", times_all_signed(case)),
            ("lapsed_team", times_lapsed(case)),
        )
    }
    said = Counter(said for message in arrived if not message.is_answer for said in said_in(message))
    times = Counter[str]()
    rightly = Counter[str]()
    for thing, number in said.items():
        times[thing.name] += number
        rightly[thing.name] += bool(thing.content)
    for name in (name for name in times if name.startswith(NEWS)):
        title, ref, _ = name.removeprefix(NEWS).split("|", 2)
        rightly[name] = max(rightly[name], happened.get((title, ref), 0))
    return Counter({name: number - max(rightly[name], 1) for name, number in times.items()})


def wrong_in_messages(
    arrived: Iterable[Message], cases: Iterable[Case], left: Counter[str], triages_left: int
) -> Iterator[str]:
    """Checks that nothing came twice, but for the messages leased by a bot that was killed."""
    for name, number in repeats(arrived, cases).items():
        allowed = left_open(name, left)
        if name == TRIAGE_LEFT:
            allowed = triages_left - 1 + sum(times for claim, times in left.items() if claim.startswith(TRIAGE_LEFT))
        if number > allowed:
            yield f"said {number} times too often, with {allowed} claims left open: {name}"


def wrong_in_announcements(
    cases: Iterable[Case], arrived: Iterable[Message], now: datetime, open_claims: Container[str]
) -> Iterator[str]:
    """Checks the notices of each case against a clerk's own list, apart from the bot's own working."""
    said = {said.name for message in arrived if not message.is_answer for said in said_in(message)}
    yield from (
        f"never said: {name}" for case in cases for name in _to_be_said(case, now, open_claims) if name not in said
    )


def _to_be_said(case: Case, now: datetime, open_claims: Container[str]) -> Iterator[str]:
    yield f"opened|{case.ref}|{destination_id(TEAM)}"
    yield f"card|{case.ref}|{POST}|channel"
    in_channel, sign_off = f"card|{case.ref}|{NOTIFICATION_CRITERIA}|channel", sign_off_of(case, NOTIFICATION_CRITERIA)
    # A bot may have died with it, or with the post below which it stands: if all have signed before another takes that
    # over, the channel has nothing to wait for.
    had_died = in_channel in open_claims or f"card|{case.ref}|{POST}|channel" in open_claims
    if not (sign_off and sign_off.is_agreed and (had_died or _agreed_at_once(case, sign_off))):
        yield in_channel
    for seat, matter in (*((seat, NOTIFICATION_CRITERIA) for seat in PARTNERS), ("dcs", SIN_QUALITY)):
        yield f"card|{case.ref}|{matter}|{HOLDERS[seat].tenant}|{HOLDERS[seat].id}"
    # News of the days before has come by this morning.
    if any(event.at.date() < now.date() for event in case.of(SinSubmitted)):
        yield from (f"{NEWS}{KINDS['submitted'].title}|{case.ref}|{destination_id(HOLDERS[seat])}" for seat in PARTNERS)
    # What was told when the case was opened is not said once more that day.
    if case.sin_submitted is None and case.opened.at.date() < now.date():
        left = working_days_in(now.date(), SIN_DUE)
        yield f"nudge|{case.ref}|sin|{SIN_DUE}|left_{left}|{destination_id(CHANNEL)}"


def _agreed_at_once(case: Case, sign_off: SignOff) -> bool:
    """Says whether all have signed before the posts of other cases let the channel's copy have its turn."""
    put = max(event.at for event in case.events if isinstance(event, Opened | Updated))
    return max(signed.at for signed in sign_off.signatures.values()) - put < AT_ONCE


def wrong_in_copies(
    cases: Iterable[Case], ledger: Mapping[str, Mapping[str, Any]], teams: WatchedTeams
) -> Iterator[str]:
    """Checks that each posted card that the bots know of shows the signatures as they stand."""
    copies, by_ref = {message.id: message for message in teams.messages}, {case.ref: case for case in cases}
    for name, value in ledger.items():
        key = CardKey.parse(name)
        if key.matter == POST:
            continue
        sign_off = sign_off_of(by_ref[key.ref], key.matter)
        assert sign_off
        lines = list(_lines(sign_off, channel=key.person is None))
        for copy in (copies[place_of(id)[1]] for id in value.get("messages", [])):
            # Where there are several pages, the signatures are on the first one.
            if NEXT_PAGE not in copy.words and (missing := [line for line in lines if line not in copy.unfolded]):
                yield f"stale: {name} lacks {missing}: {copy.unfolded}"


def forgotten(ledger: Mapping[str, Mapping[str, Any]], teams: WatchedTeams) -> Counter[str]:
    """Counts the cards that still offer to sign and are not known to the bots: their message was never noted."""
    known = {place_of(id)[1] for value in ledger.values() for id in value.get("messages", [])}
    now = {message.id: message for message in teams.messages}
    return Counter(
        said.name
        for message in teams.arrived
        if not message.is_answer and message.id not in known and _offers_to_sign(now[message.id])
        for said in said_in(message)
    )


def _offers_to_sign(message: Message) -> bool:
    return any(button["title"] in (*VERDICTS, NEXT_PAGE) for button in buttons(message.card))


def _lines(sign_off: SignOff, *, channel: bool) -> Iterator[str]:
    if sign_off.is_agreed:
        yield "is complete" if channel else "Agreed by all"
        return
    for seat in sign_off.matter.seats:
        signed = sign_off.signatures.get(seat)
        if channel:
            yield f"{seat.label}: {'answered' if signed else 'waiting'}"
        else:
            yield f"{seat.label}: {('agreed' if signed.agrees else 'disagreed') if signed else 'not yet'}"


async def wrong_with_the_last_bot(store: Store, now: datetime) -> list[str]:
    """Starts one more bot when all is over, which must find everything said and every card as it should be."""
    messenger = Listening(store)
    last = bot_on(store, messenger, lambda: now)
    sign_off_cards = SignOffCardSync(last.work.queries, messenger, last.outbox, claims_in(store, lambda: now))
    for round in (last.case_posts.run, last.case_notices.run, sign_off_cards.run, last.nudges.run):
        await round()
    return [f"was still to be said: {what}" for what in messenger.sent]
