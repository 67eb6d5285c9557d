"""A process is killed in the middle of its work, for real: each acknowledged case is there, and no file unreadable."""

import random
import time
from pathlib import Path

import pytest

from safeguarding.case.stage import Stage
from store.encryption import PlainCodec
from store.folder.store import FolderStore
from tests.conftest import Figures
from tests.support.processes.warm import heard


@pytest.mark.long
@pytest.mark.parametrize("times", [5, pytest.param(200, marks=pytest.mark.soak)])
async def test_a_killed_bot_has_every_case_that_it_acknowledged(folder: Path, times: int, figures: Figures) -> None:
    acknowledged: set[tuple[str, str, str]] = set()
    for _ in range(times):
        acknowledged |= _killed_at_work(folder)
        async with FolderStore.open(folder, PlainCodec()) as store:
            lost = {line for line in acknowledged if not await _is_there(store, *line)}
        assert lost == set()
    figures(f"{times} kills, {len(acknowledged)} cases acknowledged")
    assert len(acknowledged) > times


def _killed_at_work(folder: Path) -> set[tuple[str, str, str]]:
    """Returns what the process had acknowledged when it was killed, at some moment after its first words."""
    with heard("-m", "tests.support.processes.opens_cases", str(folder)) as (bot, said):
        first = said.readline()
        time.sleep(random.uniform(0, 0.1))
        bot.kill()
        lines = [first, *said]
        assert bot.wait() == -9
    return {_words(line) for line in lines if line.endswith("\n")}


def _words(line: str) -> tuple[str, str, str]:
    what, ref, triage = line.split()
    return what, ref, triage


async def _is_there(store: FolderStore, what: str, ref: str, triage: str) -> bool:
    case = await store.cases.get(ref)
    if case is None or case.opened.triage != triage or await store.cases.by_triage(triage) != case:
        return False
    if what == "sent":
        return store.ledger.all()[ref] == {"sent": triage}
    return what == "opened" or case.stage is Stage.CLOSED
