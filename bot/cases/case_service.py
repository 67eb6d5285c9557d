"""The case service takes the steps of a case: it loads the case, applies the step, saves, and tries again after a
lost race (optimistic concurrency)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from bot.cases.case_queries import CaseQueries
from bot.cases.rules_in_force import RulesInForce
from dialogs.turn_record import writing
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.link_events import LinkKind
from safeguarding.case.state.statements import changes, outcome_changes
from safeguarding.case.steps import lifecycle, linking, merging, unmerging
from safeguarding.dates.working_days import london_date
from safeguarding.draft import Draft
from safeguarding.indication import changes_noted
from safeguarding.people import Actor
from safeguarding.rehearsal import REHEARSAL
from safeguarding.triage import Triage
from store.errors import Conflict
from store.interface import Cases

TRIES = 5


@dataclass(frozen=True)
class CaseService:
    """The case service applies a step and saves the case that comes of it. ``salt`` gives fresh randomness for a text's
    digest; ``refresh`` brings in what other bots have recorded. ``told`` are told the reference of each case in which a
    step was recorded here."""

    queries: CaseQueries
    salt: Callable[[], str]
    refresh: Callable[[], Awaitable[None]]
    told: list[Callable[[str], None]] = field(default_factory=list)

    @property
    def rules(self) -> RulesInForce:
        return self.queries.rules

    @property
    def _cases(self) -> Cases:
        return self.queries.cases

    def tell_of(self, ref: str) -> None:
        for tell in self.told:
            tell(ref)

    def text(self, text: str) -> FreeText:
        return FreeText.of(text, self.salt())

    def refusing_texts(self, problem: InvalidInput) -> "CaseService":
        """Returns a service that makes no text of what was typed, but raises the problem."""

        def refuse() -> str:
            raise problem

        return replace(self, salt=refuse)

    async def open(self, draft: Draft, by: Actor, *, unconfirmed: bool = False) -> Case:
        """One triage opens one case, however often it is asked for: opening is idempotent. A rehearsal has a reference
        of its own kind. ``unconfirmed`` says that Teams can't confirm who opens it."""
        engine, at = self.rules.engine, self.rules.now()
        facts, changed = Triage(engine).facts(draft, self.salt), changes_noted(draft, self.salt)

        def opened(ref: str) -> Case:
            case = lifecycle.open_case(ref, draft.id, facts, engine, by, at, unconfirmed=unconfirmed)
            return lifecycle.note_changes(case, draft.id, changed, by, at)

        with writing() as record:
            case = await self._cases.add(
                draft.id,
                REHEARSAL if draft.rehearsal else self.rules.partnership.reference_prefix,
                london_date(at).year,
                opened,
            )
            record.refs.append(case.ref)
        self.tell_of(case.ref)
        return case

    async def update(self, draft: Draft, by: Actor) -> tuple[Case, tuple[str, ...]]:
        """Returns the case as it is now, and what changed in words. What the draft does not change stays as others have
        left it. Raises OutOfDate where they have changed the same."""
        rules, triage = self.rules, Triage(self.rules.engine)
        noted, before = changes_noted(draft, self.salt), await self.queries.read(draft.updating or "", by)

        def step(case: Case) -> Case:
            facts = triage.facts(triage.brought_up_to(draft, case), self.salt)
            stated = facts.beside_children_since(case.facts, draft.known)
            updated = lifecycle.update(case, stated, rules.engine, by, rules.now())
            return lifecycle.note_changes(updated, draft.id, noted, by, rules.now())

        after = await self.apply(before.ref, step)
        changed = changes(before, after, rules.framework)
        return after, changed or outcome_changes(before.outcome, after.outcome, rules.framework)

    async def apply(self, ref: str, step: Callable[[Case], Case]) -> Case:
        """Takes a step on the case as it is now; a step that lost a race is taken anew. Raises what the step
        refuses."""

        async def take() -> Case:
            case = await self._cases.get(ref)
            if case is None:
                raise InvalidInput(f"There is no case {ref}.")
            after = step(case)
            if merging.is_agreed_on(after):
                return await self._merge_as_agreed(after, case.version)
            if after != case:
                with writing() as record:
                    await self._cases.save(after, case.version)
                    record.refs.append(ref)
                self.tell_of(ref)
            return after

        return await self._until_saved(take)

    async def merge(self, ref: str, into: str, reason: FreeText, by: Actor, *, as_children: bool = False) -> Case:
        """Returns the case that goes on; where the merge has to be agreed first, the one in which it is proposed. The
        step is taken anew if one of the two has changed meanwhile. ``as_children`` as in ``merging.merge``."""
        rules = self.rules

        async def merge() -> Case:
            duplicate, kept = await self.queries.whole(ref, by), await self.queries.whole(into, by)
            ended, after = merging.merge(
                duplicate, kept, reason, rules.framework, rules.calendar, by, rules.now(), as_children=as_children
            )
            await self._save_both((ended, duplicate.version), (after, kept.version))
            return ended if ended.is_open else after

        return await self._until_saved(merge)

    async def undo_merge(self, ref: str, other: str, reason: FreeText, by: Actor) -> Case:
        """Undoes the merge of two cases, whichever was taken into the other. Returns the one named first."""
        rules = self.rules

        async def undo() -> Case:
            case, partner = await self.queries.whole(ref, by), await self.queries.whole(other, by)
            is_kept = unmerging.was_taken_in(partner, case)
            duplicate, into = (partner, case) if is_kept else (case, partner)
            apart, kept = unmerging.undo_merge(duplicate, into, reason, rules.circumstances(), by, rules.now())
            await self._save_both((apart, duplicate.version), (kept, into.version))
            return kept if is_kept else apart

        return await self._until_saved(undo)

    async def link(
        self, ref: str, other: str, kind: LinkKind, theme: FreeText | None, reason: FreeText, by: Actor
    ) -> Case:
        """Links two cases. Returns the one named first."""
        return await self._in_both(
            ref, other, by, lambda case, to: linking.link(case, to, kind, theme, reason, by, self.rules.now())
        )

    async def unlink(self, ref: str, other: str, kind: LinkKind, reason: FreeText, by: Actor) -> Case:
        """Removes the link of two cases. Returns the one named first."""
        return await self._in_both(
            ref, other, by, lambda case, to: linking.unlink(case, to, kind, reason, by, self.rules.now())
        )

    async def _in_both(self, ref: str, other: str, by: Actor, step: Callable[[Case, Case], tuple[Case, Case]]) -> Case:
        """Takes a step that is recorded in two cases, in both or in none. Raises InvalidInput where the person may not
        see one of them."""

        async def take() -> Case:
            case, to = await self.queries.whole(ref, by), await self.queries.whole(other, by)
            after, after_to = step(case, to)
            await self._save_both((after, case.version), (after_to, to.version))
            return after

        return await self._until_saved(take)

    async def _merge_as_agreed(self, duplicate: Case, read_version: int) -> Case:
        """Saves the last agreement together with the merge that it brings, in both cases or in none."""
        proposed, rules = duplicate.proposals.merge, self.rules
        into = await self._cases.get(proposed.other) if proposed else None
        if into is None:
            raise InvalidInput("The other case is not there any more, so nothing was merged.")
        ended, after = merging.merge_as_agreed(duplicate, into, rules.framework, rules.calendar, rules.now())
        await self._save_both((ended, read_version), (after, into.version))
        return ended

    async def _save_both(self, *changes: tuple[Case, int]) -> None:
        if changed := [(case, version) for case, version in changes if case.version != version]:
            with writing() as record:
                await self._cases.save_all(*changed)
                record.refs.append(changed[-1][0].ref)
            for case, _ in changed:
                self.tell_of(case.ref)

    async def _until_saved(self, step: Callable[[], Awaitable[Case]]) -> Case:
        """Retries a step that lost a race. Raises Conflict when others are faster again and again."""
        for _ in range(TRIES):
            try:
                return await step()
            except Conflict:
                await self.refresh()
        raise Conflict("Others are changing this case at the same moment. Nothing was recorded: try again.")
