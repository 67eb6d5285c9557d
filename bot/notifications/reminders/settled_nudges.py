"""Settled nudges are those whose step is taken, or whose day is no longer due as they said: each is changed in place,
so that nobody acts on one of before."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

import structlog
from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_queries import CaseQueries
from bot.connector.transport import DestinationUnreachable, SendError
from bot.messaging.backoff import Backoff
from bot.messaging.destinations import Destination, destination_kind
from bot.messaging.ledger import ASKED_FOR, NUDGE, MessageKey, NudgeEntry, Topic, message_key
from bot.messaging.proactive import ProactiveMessenger
from bot.notifications.reminders.morning_sections import SECTIONS, Below, sections_of
from cards.elements import stacked
from cards.news import several_card
from cards.nudges import settled_card
from safeguarding.case.case import Case
from safeguarding.case.circumstances import Circumstances
from safeguarding.case.permissions import may_receive
from safeguarding.case.state.clocks import clocks
from safeguarding.case.views.my_steps import my_steps
from safeguarding.case.views.news.kinds import KINDS
from safeguarding.case.views.next_steps import waiting_for
from safeguarding.case.views.nudges import Became, Settled
from safeguarding.case.views.recipients import offices_held
from safeguarding.people import Person
from store.interface import Documents

REFUSED_FOR_GOOD = frozenset({400, 413})
TRIES = 3
"""A live chat answers 403 or 404 once in a while: a message is taken to be gone only after some more tries."""
log = structlog.get_logger()


class SettledNudges:
    def __init__(
        self, queries: CaseQueries, messenger: ProactiveMessenger, ledger: Documents, now: Callable[[], datetime]
    ) -> None:
        self._queries = queries
        self._messenger = messenger
        self._ledger = ledger
        self._backoff = Backoff(now)
        self._standing: dict[MessageKey, tuple[Case, NudgeEntry]] = {}
        self._circumstances: Circumstances | None = None

    async def run(self) -> None:
        """The job changes each message once all that it said is settled. A change disturbs nobody, at any hour. What
        still holds is looked at again when its case, the day, or who holds what has changed."""
        if (circumstances := self._queries.rules.circumstances()) != self._circumstances:
            self._circumstances, self._standing = circumstances, {}
        for (to, message), said in self._by_message().items():
            nudges = {key: entry for key, entry in said.items() if key.topic.kind not in SECTIONS}
            if nudges and message not in self._backoff:
                settled = [self._settled_or_not(key, entry) for key, entry in nudges.items()]
                if all(settled):
                    await self._change(to, message, said, [each for each in settled if each])

    def _by_message(self) -> Mapping[tuple[Destination, str], Mapping[MessageKey, NudgeEntry]]:
        found: dict[tuple[Destination, str], dict[MessageKey, NudgeEntry]] = {}
        for key, entry in self._said():
            if entry.message:
                found.setdefault((key.to, entry.message), {})[key] = entry
        return found

    def _said(self) -> Iterator[tuple[MessageKey, NudgeEntry]]:
        for kind in (NUDGE, ASKED_FOR, *SECTIONS):
            for name, value in self._ledger.all(f"{kind}|").items():
                if value.get("message") and (key := message_key(name)):
                    yield key, NudgeEntry.parse(value)

    def _settled_or_not(self, key: MessageKey, entry: NudgeEntry) -> Settled | None:
        """An error in one case stops none of the others: what was said stays as it is."""
        case = self._queries.cases.open_case(key.topic.ref or "")
        known = self._standing.get(key)
        if known and known[0] is case and known[1] == entry:
            return None
        try:
            settled = self._settled(case, key, entry)
        except Exception as error:
            log.error("clocks_not_read", ref=key.topic.ref, error=type(error).__name__)
            return None
        if case and not settled:
            self._standing[key] = case, entry
        return settled

    def _settled(self, case: Case | None, key: MessageKey, entry: NudgeEntry) -> Settled | None:
        """Returns what became of what was said; None while it still holds. Whoever is away has the step again once they
        are back."""
        rules, ref, deadline = self._queries.rules, key.topic.ref or "", key.topic.parts[0]
        now = self._due(case, deadline)
        if case and not may_receive(case, key.to, rules.partnership):
            return Settled(ref, deadline, "not_theirs")
        if case is None or now is None or now != self._due_as_said(case, key.topic):
            return Settled(ref, deadline, "moved" if now else "over")
        if entry.own and isinstance(key.to, Person) and key.to not in rules.partnership.away:
            waiting = my_steps([case], rules.partnership.actor(key.to), rules.circumstances())
            if not any(clock.due.id == deadline for step in waiting for clock in step.clocks):
                return Settled(ref, deadline, self._became_of_step(case, key.to, deadline, entry.at))
        return None

    def _became_of_step(self, case: Case, person: Person, deadline: str, said_at: datetime | None) -> Became:
        """Tells a step that is taken from one that waits for others now: for whoever follows the person in the office,
        or stands in."""
        rules, (opened, *later) = self._queries.rules, case.events
        then = Case((opened, *(event for event in later if said_at is None or event.at < said_at)))
        held = offices_held(then, person, rules.partnership)
        owed, left = (set(waiting_for(each, rules.framework, deadline).offices) & held for each in (then, case))
        return "taken" if owed and not left else "not_theirs"

    def _due_as_said(self, case: Case, topic: Topic) -> date | None:
        """Returns the due day that was said: a nudge has it in its name, a reminder was asked for at a moment."""
        if topic.kind == NUDGE:
            return date.fromisoformat(topic.parts[1])
        asked_at = datetime.fromisoformat(topic.parts[1])
        return self._due(Case(tuple(event for event in case.events if event.at <= asked_at)), topic.parts[0])

    def _due(self, case: Case | None, deadline: str) -> date | None:
        rules = self._queries.rules
        running = clocks(case, rules.framework, rules.calendar) if case else ()
        return next((clock.due.due for clock in running if clock.due.id == deadline), None)

    def _news_in(self, to: Destination, message: str) -> list[AdaptiveCard]:
        """Returns a card that names the news that came in the message, if some did."""
        names = [
            name
            for kind in KINDS
            for name, value in self._ledger.all(f"{kind}|").items()
            if value.get("message") == message
        ]
        keys = [key for key in map(message_key, names) if key and key.to == to]
        titles = [f"{key.topic.ref}: {KINDS[key.topic.kind].title}" for key in keys]
        refs = tuple(dict.fromkeys(key.topic.ref for key in keys if key.topic.ref))
        return [several_card(titles, refs)] if titles else []

    async def _to_tell(self, to: Destination, settled: Iterable[Settled]) -> Sequence[Settled]:
        """Returns what of it may be said there: of a case that its reader may not see any more, no more than that it is
        theirs no longer; in the channel nothing, and what was said stays."""
        told = list[Settled]()
        for each in settled:
            if await self._queries.may_receive_now(to, each.ref):
                told.append(each)
            elif isinstance(to, Person):
                told.append(replace(each, became="not_theirs"))
        return told

    async def _change(
        self, to: Destination, message: str, said: Mapping[MessageKey, NudgeEntry], settled: Sequence[Settled]
    ) -> None:
        """Changes the message; what stood below the nudges stands there as it is now, and the news by its title."""
        topics = tuple(key.topic for key in said if key.topic.kind in SECTIONS)
        below = [each.card for each in sections_of(self._queries, to, Below(topics))]
        news = self._news_in(to, message)
        try:
            if told := await self._to_tell(to, settled):
                shown = stacked(settled_card(told, self._queries.rules.framework), *news, *below)
                await self._messenger.replace_at(to, message, shown)
        except SendError as failed:
            log.warning("nudge_not_changed", status=failed.status, destination_kind=destination_kind(to))
            is_gone = isinstance(failed, DestinationUnreachable) and self._backoff.failures(message) >= TRIES
            if not is_gone and failed.status not in REFUSED_FOR_GOOD:
                self._backoff.note_failure(message, failed.retry_after)
                return
        self._backoff.note_success(message)
        for key, entry in said.items():
            await self._ledger.set(str(key), NudgeEntry(entry.state, entry.at, rest=entry.rest).to_json())
