"""Morning sections come to a person once a day beside the nudges, in one message with them where there are any: the
list of their steps on the first working day of the week, and which seats are vacant."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from microsoft_teams.cards import AdaptiveCard

from bot.cases.available_actions import my_step_buttons
from bot.cases.case_queries import CaseQueries
from bot.messaging.destinations import Destination
from bot.messaging.ledger import STEPS_OF_WEEK, VACANCY, Topic
from bot.messaging.outbox import Outbox
from cards.elements import LIST_BYTES
from cards.my_steps import steps_of_week_card, title_of_week
from cards.notices import vacancy_card, without_anybody
from safeguarding.case.views.my_steps import MyStep, my_steps
from safeguarding.case.views.next_steps import waiting_for_seat
from safeguarding.case.views.recipients import hear_of_vacancies
from safeguarding.dates.working_days import london_date
from safeguarding.partnership.model import Partnership
from safeguarding.people import Person, Seat

Deadlines = Set[tuple[str, str]]
"""Deadlines are named by their case and their id."""


@dataclass(frozen=True)
class MorningSection:
    """A section is a card of its own, or a part of one; ``title`` is what the notification says."""

    title: str
    card: AdaptiveCard


@dataclass(frozen=True)
class Below:
    """These sections stand below the nudges of a message, but for what nudges have ``told`` beside them, in so many
    bytes (``room``)."""

    topics: tuple[Topic, ...] = ()
    told: Deadlines = frozenset()
    room: int = LIST_BYTES


NOTHING_BELOW = Below()


class MorningSections:
    """The sections of a day are looked for once for each person: what comes up later comes by its own message."""

    def __init__(self, queries: CaseQueries, outbox: Outbox) -> None:
        self._queries = queries
        self._outbox = outbox
        self._seen_on: date | None = None
        self._seen: set[Person] = set()

    async def open_at(self, at: datetime) -> Mapping[Person, tuple[Topic, ...]]:
        """Returns what is still to be said to whom. For whom nothing waits, and who has turned the list off, gets
        none."""
        found: dict[Person, tuple[Topic, ...]] = {}
        for topic, people in self._of_day(london_date(at)):
            for person in people:
                found[person] = (*found.get(person, ()), topic)
                # Turns go on in between where many people are looked at.
                await asyncio.sleep(0)
        return found

    def _of_day(self, day: date) -> Iterator[tuple[Topic, Iterator[Person]]]:
        rules, partnership = self._queries.rules, self._queries.rules.partnership
        if seats := _without_anybody(partnership):
            topic = Topic(VACANCY, parts=(day.isoformat(), *seats))
            yield topic, (person for person in hear_of_vacancies(partnership) if self._may_hear(person, topic))
        if rules.calendar.is_first_of_week(day):
            topic = Topic(STEPS_OF_WEEK, parts=(day.isoformat(),))
            yield topic, self._with_steps(day, topic)

    def _with_steps(self, day: date, topic: Topic) -> Iterator[Person]:
        """Yields those of whoever may have a step, and is there, for whom one waits: the office-holders, and in their
        cases chairs and openers."""
        if self._seen_on != day:
            self._seen_on, self._seen = day, set()
        open_cases, partnership = self._queries.cases.open_cases(), self._queries.rules.partnership
        named = (person for case in open_cases for person in (case.chair, case.opener) if person)
        for person in dict.fromkeys((*partnership.office_holders(), *named)):
            if person in partnership.away or person in self._seen or self._outbox.reach.must_wait(person):
                continue
            wants = self._queries.monday_lists.come_to(person) and self._outbox.is_open(person, topic)
            if wants and _own_steps(self._queries, person):
                yield person
            else:
                self._seen.add(person)

    def _may_hear(self, person: Person, topic: Topic) -> bool:
        return not self._outbox.reach.must_wait(person) and self._outbox.is_open(person, topic)


def steps_of_week(queries: CaseQueries, person: Person, below: Below) -> MorningSection | None:
    """Renders the person's own steps, but for those whose deadline the same message has told."""
    rules = queries.rules
    steps = [step for step in _own_steps(queries, person) if not _deadlines(step) & below.told]
    if not steps:
        return None
    context, actor = rules.card_context(), rules.partnership.actor(person)
    title = title_of_week(steps, context, are_all=not below.told)
    of_step = partial(my_step_buttons, actor=actor, circumstances=rules.circumstances())
    return MorningSection(title, steps_of_week_card(steps, title, context, of_step, below.room))


def vacancies(queries: CaseQueries, person: Person, below: Below) -> MorningSection | None:
    """Renders which seats are vacant, or that nobody is there who acts for them; rehearsals that wait are not named.
    Where they are others by now than those to tell of, the next run tells of these: nobody hears the same twice."""
    partnership = queries.rules.partnership
    vacant, uncovered = partnership.vacant_since, partnership.uncovered
    if not any(topic.kind == VACANCY and topic.parts[1:] == _without_anybody(partnership) for topic in below.topics):
        return None
    seen = [case for case in queries.visible(partnership.actor(person)) if not case.is_rehearsal]
    waiting = {seat: tuple(waiting_for_seat(seen, seat)) for seat in (*vacant, *uncovered)}
    if not waiting:
        return None
    return MorningSection(without_anybody(vacant, uncovered), vacancy_card(vacant, uncovered, waiting))


SECTIONS: Mapping[str, Callable[[CaseQueries, Person, Below], MorningSection | None]] = {
    STEPS_OF_WEEK: steps_of_week,
    VACANCY: vacancies,
}


def sections_of(queries: CaseQueries, to: Destination, below: Below) -> list[MorningSection]:
    """Renders the sections as they are now; there are none for the channel."""
    person = to if isinstance(to, Person) else None
    found = (SECTIONS[topic.kind](queries, person, below) for topic in below.topics if person)
    return [section for section in found if section]


def _without_anybody(partnership: Partnership) -> tuple[Seat, ...]:
    """Returns the seats for which nobody acts, in one order: that a holder who is away is gone is told the next
    morning, as is that nobody acts for the seat."""
    return tuple(seat for seat in Seat if seat in partnership.vacant_since or seat in partnership.uncovered)


def _own_steps(queries: CaseQueries, person: Person) -> list[MyStep]:
    """Returns the person's own steps in the cases that were open this morning: a later case was told when it opened. A
    holder's does not come to the deputy by itself, and a rehearsal never stands in one message with real cases."""
    partnership, circumstances = queries.rules.partnership, queries.rules.circumstances()
    actor, opening = partnership.actor(person), partnership.working_hours.opening(circumstances.today)
    cases = queries.readable(actor)[0]
    before = [case for case in cases if case.opened.at < opening and not case.is_rehearsal]
    return [step for step in my_steps(before, actor, circumstances) if not step.as_deputy]


def _deadlines(step: MyStep) -> Deadlines:
    return {(step.case.ref, clock.due.id) for clock in step.clocks}
