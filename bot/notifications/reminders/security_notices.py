"""Security notices tell the Business Team what may be a breach: somebody reads many cases, or a signature may be
forged."""

from microsoft_teams.cards import AdaptiveCard

from bot.cases.case_queries import CaseQueries
from bot.messaging.destinations import destination_parts
from bot.messaging.ledger import Topic
from bot.messaging.outbox import Message, Outbox
from bot.security.reading_watch import ReadingWatch
from cards.notices import broken_seals_card, many_cases_read_card
from dialogs.messages import CardMessage
from safeguarding.case.case import Case
from safeguarding.dates.working_days import london_date
from safeguarding.people import Person


class SecurityNotices:
    """Security notices are sent by this job."""

    def __init__(self, queries: CaseQueries, outbox: Outbox, readings: ReadingWatch) -> None:
        self._queries = queries
        self._outbox = outbox
        self._readings = readings

    async def run(self) -> None:
        """The job tells each member of the Business Team once: of a reader once a day, of a case once for each number
        of seals that do not hold."""
        partnership = self._queries.rules.partnership
        for reader, at in list(self._readings.alarms.items()):
            topic = Topic("many_cases_read", parts=(*destination_parts(reader), london_date(at).isoformat()))
            card = many_cases_read_card(self._readings.alarm_at)
            # Whoever it is about is no judge of it, where anybody else is there.
            for person in partnership.acting("business_team", without={reader}):
                await self._tell(person, topic, card)
        for ref, count in self._queries.broken_seals().items():
            if case := self._queries.cases.open_case(ref) or await self._queries.cases.get(ref):
                await self._tell_of_seals(case, count)

    async def _tell_of_seals(self, case: Case, count: int) -> None:
        is_filed = self._queries.cases.open_case(case.ref) is None
        topic, card = Topic("broken_seals", case.ref, (str(count),)), broken_seals_card(case.ref, is_filed=is_filed)
        for person in self._queries.rules.partnership.acting("business_team"):
            if self._queries.sees(case, person):
                await self._tell(person, topic, card)

    async def _tell(self, person: Person, topic: Topic, card: AdaptiveCard) -> None:
        if self._outbox.is_open(person, topic):
            await self._outbox.send(Message(person, (topic,), lambda: CardMessage(card, "Security")))
