"""Absence notices tell the deputies that they act, and whoever is back what was recorded meanwhile."""

from collections.abc import Callable, Iterator
from functools import partial

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_queries import CaseQueries
from bot.messaging.destinations import destination_parts
from bot.messaging.ledger import Topic
from bot.messaging.outbox import Message, Outbox
from cards.absence import recorded_for_you_card, returned_card, stand_in_card
from dialogs.messages import CardMessage
from safeguarding.case.absences import Absence
from safeguarding.case.case import Case
from safeguarding.case.views.history import history
from safeguarding.dates.working_days import london_date
from safeguarding.people import Person, Seat


class AbsenceNotices:
    def __init__(self, queries: CaseQueries, outbox: Outbox) -> None:
        self._queries = queries
        self._outbox = outbox

    async def run(self) -> None:
        """The job tells at once who acts, and in working hours whoever is back; then the absence is forgotten."""
        rules = self._queries.rules
        for absence in self._queries.absences.all():
            if not absence.is_over(london_date(rules.now())):
                await self._send_all(self._of_start(absence))
            elif rules.partnership.working_hours.take_in(rules.now(), rules.calendar):
                await self._welcome_back(absence)

    async def _send_all(self, messages: Iterator[Message]) -> None:
        for message in messages:
            if self._outbox.is_open(message.to, *message.topics):
                await self._outbox.send(message)

    def _of_start(self, absence: Absence) -> Iterator[Message]:
        rules = self._queries.rules
        if absence.by != absence.person:
            meanwhile = rules.acting_meanwhile(absence.person)
            told = partial(recorded_for_you_card, rules.office(absence.by), absence.back, meanwhile)
            yield _message(absence, "recorded", absence.person, told)
        for person in self._acting(absence):
            yield _message(
                absence, "acting", person, partial(stand_in_card, rules.office(absence.person), absence.back)
            )

    def _acting(self, absence: Absence) -> Iterator[Person]:
        """Yields the deputies who act for the seats of whoever is away."""
        partnership = self._queries.rules.partnership
        found: dict[Person, None] = {}
        for seat in Seat:
            holders = partnership.people(seat.value)
            if absence.person in holders:
                found |= dict.fromkeys(person for person in partnership.acting(seat.value) if person not in holders)
        yield from found

    async def _welcome_back(self, absence: Absence) -> None:
        """Tells whoever is back, and forgets the absence once it is told. Who holds no office any more is told
        nothing."""
        if self._queries.rules.partnership.names(absence.person):
            actor = self._queries.rules.partnership.actor(absence.person)
            cases, _ = await self._queries.readable_of_all(actor)
            shown = returned_card(london_date(absence.at), dict(self._done(cases, absence)))
            message = _message(absence, "back", absence.person, lambda: shown)
            await self._send_all(iter([message]))
            if not self._outbox.is_concluded(message.to, message.topics, frozenset()):
                return
        await self._queries.absences.forget(absence)

    def _done(self, cases: tuple[Case, ...], absence: Absence) -> Iterator[tuple[str, list[str]]]:
        rules = self._queries.rules
        for case in cases:
            lines = history(case, rules.framework, rules.office)
            new = [line for line, event in zip(lines, case.events, strict=True) if event.at >= absence.at]
            if new and not case.is_rehearsal:
                yield case.ref, new


def _message(absence: Absence, kind: str, to: Person, render: Callable[[], AdaptiveCard]) -> Message:
    parts = (kind, *destination_parts(absence.person), absence.at.isoformat(), absence.back.isoformat())
    return Message(to, (Topic("away", parts=parts),), lambda: CardMessage(render(), "Away"))
