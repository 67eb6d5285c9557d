"""The state machine tries any order of changes and faults against a plain dictionary, wherever the store is kept."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from safeguarding.case.case import Case
from store.errors import Conflict
from store.interface import Store
from store.references import order
from tests.support.stores.steps import add, closed, merged, opened, redacted, reopened, updated

TRIAGES = st.sampled_from("abcdefgh")
KEYS = st.sampled_from(["ada", "ben"])
REFUSED, CUT_OFF = "refused", "cut off"
Fortune = tuple[str, int] | None
FORTUNES = st.one_of(st.none(), st.tuples(st.sampled_from([REFUSED, CUT_OFF]), st.integers(0, 16)))
"""A fortune names the fault, and the step from now at which it strikes."""


@dataclass(frozen=True)
class Model:
    """The model holds the cases and drafts that the store should hold."""

    cases: dict[str, Case] = field(default_factory=dict)
    drafts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def with_cases(self, *cases: Case) -> "Model":
        return replace(self, cases={**self.cases, **{case.ref: case for case in cases}})


class StoreMachine(RuleBasedStateMachine):
    """Each kind of store says in a subclass how it is opened, and how a change meets its fortune."""

    store: Store

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.model = Model()

    def changes(self, change: Callable[[], Awaitable[object]], after: Model, fortune: Fortune) -> None:
        raise NotImplementedError

    @rule(triage=TRIAGES, fortune=FORTUNES)
    def opens(self, triage: str, fortune: Fortune) -> None:
        known = {case.opened.triage for case in self.model.cases.values()}
        ref = f"CSCP-2026-{len(self.model.cases) + 1:03}"
        after = self.model if triage in known else self.model.with_cases(opened(ref, triage))
        self.changes(lambda: add(self.store, triage), after, fortune)

    @precondition(lambda self: self.model.cases)
    @rule(data=st.data(), fortune=FORTUNES)
    def takes_a_step(self, data: st.DataObject, fortune: Fortune) -> None:
        case = data.draw(st.sampled_from(list(self.model.cases.values())))
        steps = [redacted, *([] if case.merged_into else [updated, closed] if case.is_open else [reopened])]
        after = data.draw(st.sampled_from(steps))(case)
        self.changes(lambda: self.store.cases.save(after, case.version), self.model.with_cases(after), fortune)

    @precondition(lambda self: sum(case.is_open for case in self.model.cases.values()) > 1)
    @rule(data=st.data(), fortune=FORTUNES)
    def merges(self, data: st.DataObject, fortune: Fortune) -> None:
        still_open = [case for case in self.model.cases.values() if case.is_open]
        one, other = data.draw(st.permutations(still_open))[:2]
        both = merged(one, other)
        versions = (one.version, other.version)
        changes = tuple(zip(both, versions, strict=True))
        self.changes(lambda: self.store.cases.save_all(*changes), self.model.with_cases(*both), fortune)

    @precondition(lambda self: self.model.cases)
    @rule(data=st.data())
    def saves_over_what_it_did_not_read(self, data: st.DataObject) -> None:
        case = data.draw(st.sampled_from(list(self.model.cases.values())))
        with pytest.raises(Conflict):
            self.loop.run(self.store.cases.save(case, case.version - 1))

    @rule(key=KEYS, step=st.integers(0, 3), fortune=FORTUNES)
    def writes_a_draft(self, key: str, step: int, fortune: Fortune) -> None:
        after = replace(self.model, drafts={**self.model.drafts, key: {"step": step}})
        found = self.store.drafts.get(key)
        etag = found.etag if found else None
        self.changes(lambda: self.store.drafts.put(key, {"step": step}, etag), after, fortune)

    @rule(key=KEYS, fortune=FORTUNES)
    def deletes_a_draft(self, key: str, fortune: Fortune) -> None:
        after = replace(self.model, drafts={other: v for other, v in self.model.drafts.items() if other != key})
        self.changes(lambda: self.store.drafts.delete(key), after, fortune)

    @invariant()
    def serves_what_was_acknowledged(self) -> None:
        assert self.loop.run(self.served()) == self.model
        still_open = sorted((ref for ref, case in self.model.cases.items() if case.is_open), key=order)
        assert [case.ref for case in self.store.cases.open_cases()] == still_open

    async def served(self) -> Model:
        refs = (f"CSCP-2026-{number:03}" for number in range(1, 10))
        found = {ref: case for ref in refs if (case := await self.store.cases.get(ref))}
        assert {ref: await self.store.cases.by_triage(case.opened.triage) for ref, case in found.items()} == found
        return Model(found, self.store.drafts.all())


async def awaited(change: Callable[[], Awaitable[object]]) -> None:
    await change()


def run_machine(machine: Callable[[], StoreMachine], examples: int, steps: int) -> None:
    run = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    run_state_machine_as_test(cast(type[StoreMachine], machine), settings=run)
