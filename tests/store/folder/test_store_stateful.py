"""The folder store is held, in any order of changes, faults, crashes and restarts, against a plain dictionary."""

import shutil
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from store.encryption import AesGcmCodec
from store.errors import NotWritable
from store.folder import files
from store.folder.store import FolderStore
from tests.support.fake_disk.faulty import FULL, Crash, FaultyDisk
from tests.support.stores.state_machine import REFUSED, Fortune, Model, StoreMachine, awaited, run_machine

CODEC = AesGcmCodec(bytes(32))
LARGE = (0, files.LARGE_BYTES)
"""From this size a file is large: any, or none here."""


class FolderMachine(StoreMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp()) / "store"
        self.disk = FaultyDisk()
        self.store: FolderStore = FolderStore.open(self.folder, CODEC, self.disk)
        self.unsure: list[Model] = []
        self.patch = pytest.MonkeyPatch()

    def teardown(self) -> None:
        self.patch.undo()
        self.loop.run(self.store.close())
        self.loop.close()
        shutil.rmtree(self.folder.parent)

    @initialize(large=st.sampled_from(LARGE))
    def begins_with_files_that_are_large_or_not(self, large: int) -> None:
        self.goes_on_with_files_that_are_large_or_not(large)

    @rule(large=st.sampled_from(LARGE))
    def goes_on_with_files_that_are_large_or_not(self, large: int) -> None:
        self.patch.setattr(files, "LARGE_BYTES", large)
        self.restarts()

    def restarts(self) -> None:
        """A failed change may have reached the disk just before, and so be there; nothing else may."""
        self.loop.run(self.store.close())
        self.disk.mend()
        self.store = FolderStore.open(self.folder, CODEC, self.disk)
        seen = self.loop.run(self.served())
        assert seen.cases in [model.cases for model in (self.model, *self.unsure)]
        assert seen.drafts in [model.drafts for model in (self.model, *self.unsure)]
        self.model, self.unsure = seen, []

    def changes(self, change: Callable[[], Awaitable[object]], after: Model, fortune: Fortune) -> None:
        if fortune:
            what, point = fortune
            self.disk.arm(point, FULL if what == REFUSED else Crash(), lasting=True)
        try:
            self.loop.run(awaited(change))
            self._is_sure_of(after)
        except NotWritable:
            assert self.disk.failed
            self.unsure.append(after)
        except Crash:
            self.unsure.append(after)
            self.restarts()
        self.disk.mend()

    def _is_sure_of(self, after: Model) -> None:
        """A change that was written over a failed one has replaced it."""
        if after.cases != self.model.cases:
            self.unsure = [replace(model, cases=after.cases) for model in self.unsure]
        if after.drafts != self.model.drafts:
            self.unsure = [replace(model, drafts=after.drafts) for model in self.unsure]
        self.model = after


@pytest.mark.usefixtures("no_power_cut")
@pytest.mark.parametrize(
    ("examples", "steps"), [(40, 25), pytest.param(500, 60, marks=pytest.mark.soak)], ids=["short", "long"]
)
def test_the_store_holds_what_a_dictionary_would(examples: int, steps: int) -> None:
    run_machine(FolderMachine, examples, steps)
