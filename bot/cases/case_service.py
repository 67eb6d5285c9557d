"""The cases as the bot works on them: who may see which, and each step loaded, taken and saved."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.messaging.undelivered import UndeliveredCards
from cards.context import CardContext
from cards.sign_off.subject import SignOffSubject
from safeguarding.case.available_steps import STEPS, for_matter
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.people import Actor, Person
from safeguarding.case.permissions import may_receive, may_see, sees, sees_deleted_cases
from safeguarding.case.rehearsal import REHEARSAL
from safeguarding.case.state.sign_off import MATTERS, sign_off_of
from safeguarding.case.steps import lifecycle, merging
from safeguarding.case.views.duplicates import likely_duplicates
from safeguarding.case.views.history import changes
from safeguarding.dates.working_days import WorkingCalendar, london_date, spoken
from safeguarding.framework.engine import Engine
from safeguarding.framework.framework import Framework
from safeguarding.partnership.model import Partnership, ReviewChannel
from safeguarding.triage import Draft, Triage
from store.errors import Conflict
from store.interface import Cases

TRIES = 5
REFERENCE = re.compile(r"[A-Z0-9-]{1,20}")
log = structlog.get_logger()


@dataclass(frozen=True)
class CaseService:
    """``now`` and ``salt`` are passed in: the clock with its time zone, and fresh randomness for a text's digest.
    ``sign_off`` gives the partnership with whoever holds what at the moment; ``refresh`` brings in what other bots have
    recorded, and ``changed`` hears of each step that was recorded here."""

    cases: Cases
    engine: Engine
    current_partnership: Callable[[], Partnership]
    calendar: WorkingCalendar
    now: Callable[[], datetime]
    salt: Callable[[], str]
    undelivered: UndeliveredCards
    refresh: Callable[[], Awaitable[None]]
    changed: Callable[[], None] = lambda: None

    @property
    def partnership(self) -> Partnership:
        return self.current_partnership()

    @property
    def framework(self) -> Framework:
        return self.engine.framework

    def card_context(self) -> CardContext:
        return CardContext(self.engine, self.calendar, london_date(self.now()))

    def may_see(self, case: Case, actor: Actor) -> bool:
        return may_see(case, actor, self.partnership)

    async def may_receive_now(self, to: Person | ReviewChannel, ref: str) -> bool:
        """Whether a message about the case may go there as the case is now, closed or open."""
        case = await self.cases.get(ref)
        return case is not None and self.may_receive(to, case)

    def may_receive(self, to: Person | ReviewChannel, case: Case) -> bool:
        return may_receive(case, to, self.partnership)

    def sees(self, case: Case, person: Person) -> bool:
        return sees(case, person, self.partnership)

    def visible(self, actor: Actor) -> tuple[Case, ...]:
        return tuple(case for case in self.cases.open_cases() if self.may_see(case, actor))

    def readable(self, actor: Actor) -> tuple[tuple[Case, ...], tuple[str, ...]]:
        """Of what the actor sees, the cases that can be read, and the references of the others: a list goes on
        without the one that an error is in."""
        return self._split(self.visible(actor))

    def _split(self, visible: Iterable[Case]) -> tuple[tuple[Case, ...], tuple[str, ...]]:
        readable: list[Case] = []
        unread: list[str] = []
        for case in visible:
            if self._is_readable(case):
                readable.append(case)
            else:
                unread.append(case.ref)
        return tuple(readable), tuple(unread)

    async def readable_of_all(self, actor: Actor) -> tuple[tuple[Case, ...], tuple[str, ...]]:
        """As ``readable``, with the closed cases."""
        # One that is closed or reopened while the closed ones are read is in one of the three, and counts once.
        cases = (*self.cases.open_cases(), *(await self.cases.closed()).values(), *self.cases.open_cases())
        unique = {case.ref: case for case in cases}.values()
        return await asyncio.to_thread(self._split, [case for case in unique if self.may_see(case, actor)])

    def _is_readable(self, case: Case) -> bool:
        try:
            self.card_context().clocks(case)
        except Exception as error:
            log.error("case_not_read", ref=case.ref, error=type(error).__name__)
            return False
        return True

    async def read(self, ref: str, actor: Actor) -> Case:
        """Raises BadInput as ``seen`` does. Each reading is logged."""
        case = await self.look_up(ref, actor)
        log.info("case_read", ref=case.ref, person=f"{actor.person.tenant}/{actor.person.id}")
        return case

    async def look_up(self, ref: str, actor: Actor) -> Case:
        """For what shows nothing of the case. Raises BadInput in the same words whether it is not there or not theirs
        to see."""
        if not ref.strip():
            raise InvalidInput("Add the case's reference, for example: case CSCP-2026-001. Type cases for the list.")
        ref = ref.strip().upper()
        deleted = self.cases.tombstones().get(ref)
        if deleted and sees_deleted_cases(actor):
            raise InvalidInput(
                f"{ref} was deleted on {spoken(deleted.deleted)} under the retention rules. "
                f"It was opened on {spoken(deleted.opened)} and closed on {spoken(deleted.closed)}. "
                "Only these dates and the outcome are kept."
            )
        case = await self.cases.get(ref)
        if case is None or not self.may_see(case, actor):
            raise InvalidInput(f"There is no case {_repeatable(ref)}that you can see. Type cases for the list.")
        return case

    def duplicates(self, case: Case, reader: Person) -> tuple[Case, ...]:
        """Those that the reader may see."""
        return likely_duplicates(case, self.visible(self.partnership.actor(reader)))

    def office(self, person: Person) -> str:
        """How the record names a person: by the office held now."""
        held = (holder.title for holder in self.partnership.holders_in_order() if holder.person == person)
        return next(held, "A practitioner")

    def name_of(self, to: Person | ReviewChannel) -> str:
        """How a destination is called in a notice."""
        return self.office(to) if isinstance(to, Person) else "The review channel"

    def subject(self, case: Case, matter: str) -> SignOffSubject | None:
        """How a matter of the case stands; none where the case does not ask for it."""
        sign_off = sign_off_of(case, matter)
        return SignOffSubject(case, sign_off, self.card_context(), self.office) if sign_off else None

    def signs(self, subject: SignOffSubject, actor: Actor) -> bool:
        """Whether it falls to the person to sign."""
        rule = STEPS[for_matter("sign", subject.sign_off.matter.id)]
        return rule.is_available(subject.case, actor, self.partnership)

    def waiting_for(self, actor: Actor) -> tuple[SignOffSubject, ...]:
        """The matters that the person has to sign."""
        found = (self.subject(case, matter) for case in self.readable(actor)[0] for matter in MATTERS)
        return tuple(subject for subject in found if subject and self.signs(subject, actor))

    def text(self, text: str) -> FreeText:
        return FreeText.of(text, self.salt())

    async def open(self, draft: Draft, by: Actor) -> Case:
        """One triage opens one case, however often it is asked for. A rehearsal has a reference of its own kind."""
        at = self.now()
        facts = Triage(self.engine).facts(draft, self.salt)
        case = await self.cases.add(
            draft.id,
            REHEARSAL if draft.rehearsal else self.partnership.reference_prefix,
            london_date(at).year,
            lambda ref: lifecycle.open_case(ref, draft.id, facts, self.engine, by, at),
        )
        self.changed()
        return case

    async def update(self, draft: Draft, by: Actor) -> tuple[Case, tuple[str, ...]]:
        """The case as it is now, and what changed in words."""
        facts = Triage(self.engine).facts(draft, self.salt)
        before = await self.read(draft.updating or "", by)
        after = await self.apply(before.ref, lambda case: lifecycle.update(case, facts, self.engine, by, self.now()))
        return after, changes(before.facts, after.facts, self.engine.framework)

    async def apply(self, ref: str, step: Callable[[Case], Case]) -> Case:
        """A step on the case as it is now. Raises what the step refuses; one that lost a race is taken anew."""

        async def take() -> Case:
            case = await self.cases.get(ref)
            if case is None:
                raise InvalidInput(f"There is no case {ref}.")
            after = step(case)
            if after != case:
                await self.cases.save(after, case.version)
                self.changed()
            return after

        return await self._until_saved(take)

    async def merge(self, ref: str, into: str, reason: FreeText, by: Actor) -> Case:
        """The case that goes on. Taken anew, as ``take`` does it, if one of the two has changed meanwhile."""

        async def merge() -> Case:
            duplicate, kept = await self.read(ref, by), await self.read(into, by)
            ended, after = merging.merge(duplicate, kept, reason, self.framework, self.calendar, by, self.now())
            await self.cases.save_all((ended, duplicate.version), (after, kept.version))
            self.changed()
            return after

        return await self._until_saved(merge)

    async def _until_saved(self, step: Callable[[], Awaitable[Case]]) -> Case:
        """Raises Conflict when others are faster again and again."""
        for _ in range(TRIES):
            try:
                return await step()
            except Conflict:
                await self.refresh()
        raise Conflict("Others are changing this case at the same moment. Nothing was recorded: try again.")


def _repeatable(ref: str) -> str:
    """With a blank behind it; nothing of what is no reference, since a message's text is read as Markdown."""
    said = ref.strip().upper()
    return f"{said} " if REFERENCE.fullmatch(said) else ""
