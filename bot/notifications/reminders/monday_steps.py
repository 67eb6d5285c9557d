"""Monday steps are the lists of their own steps that people get on the first working day of the week."""

import asyncio
from collections.abc import Iterator
from datetime import date
from functools import partial

from microsoft_teams.cards import AdaptiveCard

from bot.cases.available_actions import my_step_buttons
from bot.cases.case_queries import CaseQueries
from bot.messaging.ledger import STEPS_OF_WEEK, Topic
from bot.messaging.outbox import Message, Outbox
from cards.my_steps import my_steps_card, summary
from dialogs.messages import CardMessage
from safeguarding.case.views.my_steps import MyStep, my_steps
from safeguarding.dates.working_days import london_date
from safeguarding.people import Person

NOBODY: frozenset[Person] = frozenset()


class MondaySteps:
    """The job looks once at each person in the morning: what comes up later comes by its own message."""

    def __init__(self, queries: CaseQueries, outbox: Outbox) -> None:
        self._queries = queries
        self._outbox = outbox
        self._seen_on: date | None = None
        self._seen: set[Person] = set()

    async def run(self) -> None:
        """The job sends the lists in working hours. For whom nothing waits, and who has turned it off, gets none."""
        rules = self._queries.rules
        at, day = rules.now(), london_date(rules.now())
        if not rules.calendar.is_first_of_week(day) or not rules.partnership.working_hours.take_in(at, rules.calendar):
            return
        if self._seen_on != day:
            self._seen_on, self._seen = day, set()
        for person in [person for person in self._people() if person not in self._seen]:
            await self._tell(person, Topic(STEPS_OF_WEEK, parts=(day.isoformat(),)))
            # Turns go on in between where many people are looked at.
            await asyncio.sleep(0)

    def _people(self) -> Iterator[Person]:
        """Returns whoever may have a step and is there: the office-holders, and in their cases chairs and openers."""
        open_cases = self._queries.cases.open_cases()
        named = (person for case in open_cases for person in (case.chair, case.opener) if person)
        partnership = self._queries.rules.partnership
        everybody = dict.fromkeys((*partnership.office_holders(), *named))
        return (person for person in everybody if person not in partnership.away)

    async def _tell(self, person: Person, topic: Topic) -> None:
        if self._outbox.reach.must_wait(person):
            return
        if self._queries.monday_lists.come_to(person) and (steps := self._steps(person)):
            told = summary(steps, self._queries.rules.card_context())
            await self._outbox.send(Message(person, (topic,), lambda: CardMessage(self._card(person), told)))
            if not self._outbox.is_concluded(person, (topic,), NOBODY):
                return
        self._seen.add(person)

    def _steps(self, person: Person) -> list[MyStep]:
        """Returns the person's own steps in the cases that were open this morning: a later case was told when it
        opened. A holder's does not come to the deputy by itself, and a rehearsal never stands in one message with real
        cases."""
        partnership, circumstances = self._queries.rules.partnership, self._queries.rules.circumstances()
        actor, opening = partnership.actor(person), partnership.working_hours.opening(circumstances.today)
        cases = self._queries.readable(actor)[0]
        before = [case for case in cases if case.opened.at < opening and not case.is_rehearsal]
        return [step for step in my_steps(before, actor, circumstances) if not step.as_deputy]

    def _card(self, person: Person) -> AdaptiveCard:
        rules = self._queries.rules
        actor, circumstances = rules.partnership.actor(person), rules.circumstances()
        of_step = partial(my_step_buttons, actor=actor, circumstances=circumstances)
        return my_steps_card(self._steps(person), (), rules.card_context(), of_step, each_monday=True)
