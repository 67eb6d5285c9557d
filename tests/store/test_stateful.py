"""Any order of changes, faults, crashes and restarts, against a plain dictionary."""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from safeguarding.case.record import Case
from store.codec import AesGcmCodec
from store.faults import Conflict, NotWritable
from store.folder import FolderStore
from store.numbers import order
from tests.store.faulty_disk import FULL, Crash, FaultyDisk
from tests.store.steps import add, closed, merged, opened, redacted, reopened, updated

CODEC = AesGcmCodec(bytes(32))
TRIAGES = st.sampled_from("abcdefgh")
KEYS = st.sampled_from(["ada", "ben"])
FORTUNES = st.one_of(
    st.none(),
    st.tuples(st.just(FULL), st.integers(0, 16)),
    st.tuples(st.just(Crash()), st.integers(0, 16)),
)
Fortune = tuple[Exception, int] | None


@dataclass(frozen=True)
class Model:
    """What the store should hold."""

    cases: dict[str, Case] = field(default_factory=dict)
    drafts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def with_cases(self, *cases: Case) -> "Model":
        return replace(self, cases={**self.cases, **{case.ref: case for case in cases}})


class StoreMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp()) / "store"
        self.loop = asyncio.Runner()
        self.disk = FaultyDisk()
        self.store = FolderStore.open(self.folder, CODEC, self.disk)
        self.model = Model()
        self.unsure: list[Model] = []

    def teardown(self) -> None:
        self.loop.run(self.store.close())
        self.loop.close()
        shutil.rmtree(self.folder.parent)

    @rule(triage=TRIAGES, fortune=FORTUNES)
    def opens(self, triage: str, fortune: Fortune) -> None:
        known = {case.opened.triage for case in self.model.cases.values()}
        ref = f"CSCP-2026-{len(self.model.cases) + 1:03}"
        after = self.model if triage in known else self.model.with_cases(opened(ref, triage))
        self._changes(lambda: add(self.store, triage), after, fortune)

    @precondition(lambda self: self.model.cases)
    @rule(data=st.data(), fortune=FORTUNES)
    def takes_a_step(self, data: st.DataObject, fortune: Fortune) -> None:
        case = data.draw(st.sampled_from(list(self.model.cases.values())))
        steps = [redacted, *([] if case.merged_into else [updated, closed] if case.is_open else [reopened])]
        after = data.draw(st.sampled_from(steps))(case)
        self._changes(lambda: self.store.cases.save(after, case.version), self.model.with_cases(after), fortune)

    @precondition(lambda self: sum(case.is_open for case in self.model.cases.values()) > 1)
    @rule(data=st.data(), fortune=FORTUNES)
    def merges(self, data: st.DataObject, fortune: Fortune) -> None:
        still_open = [case for case in self.model.cases.values() if case.is_open]
        one, other = data.draw(st.permutations(still_open))[:2]
        both = merged(one, other)
        versions = (one.version, other.version)
        changes = tuple(zip(both, versions, strict=True))
        self._changes(lambda: self.store.cases.save_all(*changes), self.model.with_cases(*both), fortune)

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
        self._changes(lambda: self.store.drafts.put(key, {"step": step}, etag), after, fortune)

    @rule(key=KEYS, fortune=FORTUNES)
    def deletes_a_draft(self, key: str, fortune: Fortune) -> None:
        after = replace(self.model, drafts={other: v for other, v in self.model.drafts.items() if other != key})
        self._changes(lambda: self.store.drafts.delete(key), after, fortune)

    @rule()
    def restarts(self) -> None:
        """What failed may have reached the disk just before, and so be there; nothing else may."""
        self.loop.run(self.store.close())
        self.disk.mend()
        self.store = FolderStore.open(self.folder, CODEC, self.disk)
        seen = self.loop.run(self._served())
        assert seen.cases in [model.cases for model in (self.model, *self.unsure)]
        assert seen.drafts in [model.drafts for model in (self.model, *self.unsure)]
        self.model, self.unsure = seen, []

    @invariant()
    def serves_what_was_acknowledged(self) -> None:
        assert self.loop.run(self._served()) == self.model
        still_open = sorted((ref for ref, case in self.model.cases.items() if case.is_open), key=order)
        assert [case.ref for case in self.store.cases.open_cases()] == still_open

    def _changes(self, change: Callable[[], Awaitable[object]], after: Model, fortune: Fortune) -> None:
        if fortune:
            error, point = fortune
            self.disk.arm(point, error, lasting=True)
        try:
            self.loop.run(_awaited(change))
            self._is_sure_of(after)
        except NotWritable:
            assert self.disk.failed
            self.unsure.append(after)
        except Crash:
            self.unsure.append(after)
            self.restarts()
        self.disk.mend()

    def _is_sure_of(self, after: Model) -> None:
        """What was written over a failed change has replaced it."""
        if after.cases != self.model.cases:
            self.unsure = [replace(model, cases=after.cases) for model in self.unsure]
        if after.drafts != self.model.drafts:
            self.unsure = [replace(model, drafts=after.drafts) for model in self.unsure]
        self.model = after

    async def _served(self) -> Model:
        refs = (f"CSCP-2026-{number:03}" for number in range(1, 10))
        found = {ref: case for ref in refs if (case := await self.store.cases.get(ref))}
        assert {ref: await self.store.cases.by_triage(case.opened.triage) for ref, case in found.items()} == found
        return Model(found, self.store.drafts.all())


async def _awaited(change: Callable[[], Awaitable[object]]) -> None:
    await change()


@pytest.mark.usefixtures("no_power_cut")
@pytest.mark.parametrize(
    ("examples", "steps"), [(40, 25), pytest.param(500, 60, marks=pytest.mark.soak)], ids=["short", "long"]
)
def test_the_store_holds_what_a_dictionary_would(examples: int, steps: int) -> None:
    run = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    run_state_machine_as_test(StoreMachine, settings=run)
