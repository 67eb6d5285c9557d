"""Case queries look up and list the cases that a person may see."""

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import structlog

from bot.cases.absences import Absences
from bot.cases.asked_reminders import AskedReminders
from bot.cases.closed_figures import ClosedFigures
from bot.cases.rules_in_force import RulesInForce
from bot.cases.typed_reference import reference_meant
from bot.messaging.monday_lists import MondayLists
from bot.messaging.undelivered import UndeliveredCards
from bot.security.sealed_cases import broken_seals
from cards.sign_off.subject import SignOffSubject
from safeguarding.case.available_steps import STEPS
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.matter_rules import for_matter
from safeguarding.case.permissions import may_receive, may_see, sees, sees_deleted_cases
from safeguarding.case.state.linked_cases import Known, leads_to
from safeguarding.case.state.links import ever_linked_to, without_links_to
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.views.duplicates import likely_duplicates, others_of_the_day
from safeguarding.case.views.statistics import ReckonedCase
from safeguarding.dates.working_days import spoken
from safeguarding.partnership.model import ReviewChannel
from safeguarding.people import Actor, Person
from store.interface import Cases

REFERENCE = re.compile(r"[A-Z0-9-]{1,20}")
log = structlog.get_logger()

Readable = tuple[tuple[Case, ...], tuple[str, ...]]
"""Readable holds the cases that can be read, and the references of the others: a list goes on without the case that an
error is in."""


def _unwatched(person: Person, ref: str) -> None:
    """Takes no note, where nobody serves people."""


@dataclass(frozen=True)
class Countable:
    """The cases can be counted: ``opened`` from their record, ``closed`` as they are reckoned already. ``unread`` as in
    ``Readable``."""

    opened: tuple[Case, ...]
    closed: tuple[ReckonedCase, ...]
    unread: tuple[str, ...]


@dataclass(frozen=True)
class CaseQueries:
    """Case queries show nobody a case that ``permissions`` keeps from them. ``writers`` gives whoever has written to
    the bot, ``note_reading`` is told who reads which case."""

    cases: Cases
    rules: RulesInForce
    undelivered: UndeliveredCards
    closed_figures: ClosedFigures
    writers: Callable[[], Iterable[Person]] = tuple
    note_reading: Callable[[Person, str], None] = _unwatched

    @property
    def monday_lists(self) -> MondayLists:
        return MondayLists(self.undelivered.ledger)

    @property
    def absences(self) -> Absences:
        return Absences(self.undelivered.ledger)

    @property
    def asked_reminders(self) -> AskedReminders:
        return AskedReminders(self.undelivered.ledger)

    async def read(self, ref: str, actor: Actor) -> Case:
        """Reads a case for a person, and logs the reading. Raises InvalidInput as ``look_up`` does."""
        case = await self.look_up(ref, actor)
        log.info("case_read", ref=case.ref, person=f"{actor.person.tenant}/{actor.person.id}")
        self.note_reading(actor.person, case.ref)
        return case

    async def look_up(self, ref: str, actor: Actor) -> Case:
        """Looks a case up without logging a reading, for what shows nothing of it. It is without its links to cases
        that the person may not know of. Raises InvalidInput as ``whole`` does."""
        return await self._as_known_to(actor, await self.whole(ref, actor))

    async def whole(self, ref: str, actor: Actor) -> Case:
        """Returns the case with all that is recorded in it, to take a step in it and not to be shown. Raises
        InvalidInput in the same words whether the case is not there or not theirs to see."""
        if not ref.strip():
            raise InvalidInput("Add the case's reference, for example CSCP-2026-001. Type cases for the list.")
        ref = reference_meant(ref, self._visible_refs(actor))
        if ref == "REF":
            raise InvalidInput("Which case? REF stands for its reference, for example: case CSCP-2026-001.")
        deleted = self.cases.tombstones().get(ref)
        if deleted and sees_deleted_cases(actor):
            raise InvalidInput(
                f"{ref} was deleted on {spoken(deleted.deleted)} under the retention rules. "
                f"It was opened on {spoken(deleted.opened)} and closed on {spoken(deleted.closed)}. "
                "Only these dates and the outcome are kept."
            )
        case = await self.cases.get(ref)
        if case is None or not may_see(case, actor, self.rules.partnership):
            raise InvalidInput(f"There is no case {_repeatable(ref)}that you can see. Type cases for the list.")
        return case

    def visible(self, actor: Actor) -> tuple[Case, ...]:
        partnership = self.rules.partnership
        return tuple(case for case in self.cases.open_cases() if may_see(case, actor, partnership))

    def _visible_refs(self, actor: Actor) -> Iterator[str]:
        """Yields the references of the visible cases. Nobody is looked for before the first is asked for: a button
        carries a whole reference, and there may be many cases."""
        yield from (case.ref for case in self.visible(actor))

    def readable(self, actor: Actor) -> Readable:
        return self._split(self.visible(actor))

    async def readable_of_all(self, actor: Actor) -> Readable:
        """Returns what ``readable`` does, with the closed cases; each without its links to cases that the person may
        not know of."""
        # A case that is closed or reopened while the closed ones are read is in one of the three, and counts once.
        cases = (*self.cases.open_cases(), *(await self.cases.closed()).values(), *self.cases.open_cases())
        unique = {case.ref: case for case in cases}.values()
        partnership = self.rules.partnership
        visible = [await self._as_known_to(actor, case) for case in unique if may_see(case, actor, partnership)]
        return await asyncio.to_thread(self._split, visible)

    async def countable(self, actor: Actor) -> Countable:
        """Returns what the person may see of all cases to count it. No closed case is read for it."""
        before = {case.ref: case for case in self.readable(actor)[0]}
        closed = await self.closed_figures.seen_by(actor)
        # A case that is closed or reopened meanwhile is in one of the three, and counts once.
        now, unread = self.readable(actor)
        opened = {ref: case for ref, case in before.items() if ref not in closed.found}
        opened |= {case.ref: case for case in now}
        ended = tuple(each for ref, each in closed.found.items() if ref not in opened)
        return Countable(tuple(opened.values()), ended, (*unread, *closed.unread))

    def broken_seals(self) -> Mapping[str, int]:
        """Counts the seals that do not hold, by case: of all open cases, and of the closed ones that were read."""
        return {**self.closed_figures.broken_seals, **broken_seals(self.cases.open_cases())}

    async def linked(self, case: Case, actor: Actor) -> Known:
        """Returns the cases that the person may see and that this one leads to by links and merges, step by step."""
        known, waiting = dict[str, Case](), [case]
        while waiting:
            for ref in leads_to(waiting.pop()):
                if ref != case.ref and ref not in known and (found := await self._seen_by(actor, ref)):
                    known[ref] = found
                    waiting.append(found)
        return known

    async def _seen_by(self, actor: Actor, ref: str) -> Case | None:
        case = await self.cases.get(ref)
        return case if case and may_see(case, actor, self.rules.partnership) else None

    async def _as_known_to(self, actor: Actor, case: Case) -> Case:
        """Returns the case without its links to others that the person may not see. Of a deleted one whoever is told
        that it was keeps the link."""
        told = self.cases.tombstones() if sees_deleted_cases(actor) else {}
        others = ever_linked_to(case).difference(told)
        return without_links_to(case, {ref for ref in others if await self._seen_by(actor, ref) is None})

    def duplicates(self, case: Case, reader: Person) -> tuple[Case, ...]:
        """Returns the likely duplicates that the reader may see."""
        return likely_duplicates(case, self.visible(self.rules.partnership.actor(reader)))

    def others_of_the_day(self, case: Case, reader: Person) -> tuple[Case, ...]:
        """Returns the cases of the same day that the reader may see and that are no likely duplicates."""
        return others_of_the_day(case, self.visible(self.rules.partnership.actor(reader)))

    def alike(self, case: Case, reader: Person) -> tuple[Case, ...]:
        """Returns the cases that the reader may see and that may belong with this one, likely duplicates first."""
        return (*self.duplicates(case, reader), *self.others_of_the_day(case, reader))

    def to_be_merged_into(self, case: Case, actor: Actor) -> tuple[Case, ...]:
        """Returns the cases that the person may see and that are proposed to be merged into this one."""
        proposed = ((each, each.proposals.merge) for each in self.visible(actor))
        return tuple(each for each, merge in proposed if merge and merge.other == case.ref)

    def sees(self, case: Case, person: Person) -> bool:
        return sees(case, person, self.rules.partnership)

    async def may_receive_now(self, to: Person | ReviewChannel, ref: str, version: int | None = None) -> bool:
        """Says whether a message about the case may go there as the case is now, closed or open; one that shows this
        ``version`` of it only while it has no later one."""
        case = await self.cases.get(ref)
        is_of_now = case is not None and version in (None, case.version)
        return case is not None and is_of_now and may_receive(case, to, self.rules.partnership)

    def subject(self, case: Case, matter: str) -> SignOffSubject | None:
        """Returns how a matter of the case stands; none where the case does not ask for it."""
        sign_off = sign_off_of(case, matter)
        return SignOffSubject(case, sign_off, self.rules.card_context(), self.rules.office) if sign_off else None

    def signs(self, subject: SignOffSubject, actor: Actor) -> bool:
        """Says whether it falls to the person to sign."""
        rule = STEPS[for_matter("sign", subject.sign_off.matter.id)]
        return rule.is_available(subject.case, actor, self.rules.circumstances())

    def changes(self, subject: SignOffSubject, actor: Actor) -> bool:
        """Says whether the person may change what they have answered."""
        rule = STEPS[for_matter("change_answer", subject.sign_off.matter.id)]
        return rule.is_available(subject.case, actor, self.rules.circumstances())

    def _split(self, visible: Iterable[Case]) -> Readable:
        readable: list[Case] = []
        unread: list[str] = []
        for case in visible:
            if self._is_readable(case):
                readable.append(case)
            else:
                unread.append(case.ref)
        return tuple(readable), tuple(unread)

    def _is_readable(self, case: Case) -> bool:
        try:
            self.rules.card_context().clocks(case)
        except Exception as error:
            log.error("case_not_read", ref=case.ref, error=type(error).__name__)
            return False
        return True


def _repeatable(ref: str) -> str:
    """Returns the reference with a blank behind it, and nothing of what is no reference: a message's text is read as
    Markdown."""
    return f"{ref} " if REFERENCE.fullmatch(ref) else ""
