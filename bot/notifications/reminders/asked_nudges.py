"""Asked nudges are sent at once to whoever the Business Team has asked to be reminded."""

from functools import partial

from bot.cases.case_queries import CaseQueries
from bot.cases.nudge_reader import nudge_reader
from bot.cases.undelivered import to_remind, unreached
from bot.messaging.ledger import ASKED_FOR, Topic
from bot.messaging.outbox import Message, Outbox
from cards.nudges import nudge_card, summary
from dialogs.messages import CardMessage
from safeguarding.case.case import Case
from safeguarding.case.reminders import Reminder
from safeguarding.case.views.nudges import Nudge, nudges_now


class AskedNudges:
    def __init__(self, queries: CaseQueries, outbox: Outbox) -> None:
        self._queries = queries
        self._outbox = outbox

    async def run(self) -> None:
        """The job sends what was asked for of late and still holds: a reminder that could not be sent for four working
        hours has grown old."""
        rules = self._queries.rules
        hours, open_now = rules.partnership.working_hours, self._queries.cases.open_by_ref()
        for ref, reminders in self._queries.asked_reminders.by_ref():
            for reminder in reminders if ref in open_now else ():
                topic = Topic(ASKED_FOR, ref, (reminder.deadline, reminder.at.isoformat()))
                is_recent = reminder.is_recent(rules.now(), hours, rules.calendar)
                if is_recent and self._outbox.is_open(reminder.person, topic):
                    await self._send(open_now[ref], reminder, topic)

    async def _send(self, case: Case, reminder: Reminder, topic: Topic) -> None:
        nudge = self._nudge(case, reminder)
        if nudge is None:
            return
        rules = self._queries.rules
        context, reader = (
            rules.card_context(),
            nudge_reader(rules, reminder.person, frozenset(unreached(self._queries))),
        )

        def shown() -> CardMessage:
            words = f"The Business Team asks. {summary([nudge], context)}"
            return CardMessage(nudge_card([nudge], context, reader), words)

        own = frozenset([topic] if reader and reader.buttons(nudge) else [])
        await self._outbox.send(
            Message(reminder.person, (topic,), shown, partial(self._holds, reminder, case.ref), own)
        )

    def _nudge(self, case: Case, reminder: Reminder) -> Nudge | None:
        """Returns the nudge while the deadline waits for the person still, who may see the case."""
        circumstances = self._queries.rules.circumstances()
        running = nudges_now(case, circumstances.framework, circumstances.calendar, circumstances.today)
        nudge = running.get(reminder.deadline)
        return nudge if nudge and reminder.person in to_remind(self._queries, nudge) else None

    async def _holds(self, reminder: Reminder, ref: str) -> bool:
        case = self._queries.cases.open_case(ref)
        return case is not None and self._nudge(case, reminder) is not None
