"""A process is killed at random moments, on a disk that fails: nothing acknowledged is lost, and all is readable."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from store.errors import StoreFault
from store.folder.disk import Disk
from store.folder.files import Files
from store.folder.maintenance.backup import Backups
from store.folder.maintenance.snapshot import take_snapshot
from store.folder.maintenance.verification import verify
from store.folder.store import FolderStore
from tests.conftest import Figures
from tests.support.processes.mixed_load import CODEC, digest

ROOT = Path(__file__).parents[4]
KILLS_PER_STORE = 25
MOST_STEPS_OF_A_LIFE, LONGEST_BREATH_SECONDS = 8, 0.1
REFUSED = "refused by the disk"
PATIENCE_SECONDS = 60


Sees = Callable[[list[str]], bool]


@dataclass
class Tally:
    """The tally counts what was acknowledged, by what it was, and what became of it."""

    kills: int = 0
    copies: int = 0
    acknowledged: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


@pytest.mark.long
@pytest.mark.parametrize(
    "kills", [8, pytest.param(int(os.environ.get("SOAK_KILLS", "500")), marks=pytest.mark.soak)], ids=["short", "long"]
)
async def test_nothing_acknowledged_is_lost_and_nothing_is_unreadable(
    tmp_path: Path, kills: int, figures: Figures
) -> None:
    tally = Tally()
    with _nursery(tmp_path) as nursery:
        for number in range(kills):
            folder = tmp_path / f"bot-{number // KILLS_PER_STORE}"
            folder.mkdir(exist_ok=True)
            # A life is as long as its work, on a busy machine too; in the first the disk has failed once.
            sees = _refusal if number == 0 else _steps(random.randint(0, MOST_STEPS_OF_A_LIFE), folder)
            _one_life(nursery, folder, number, sees, tally)
            tally.kills += 1
            last = number + 1 == kills or (number + 1) % KILLS_PER_STORE == 0
            await _check(folder, tally, count=last)
    figures(tally)
    assert (tally.lost, tally.unreadable) == ([], [])
    assert tally.kills == kills
    assert {"open", REFUSED} <= tally.acknowledged.keys()
    assert sum(tally.acknowledged.values()) > 2 * kills, "too little was done for the test to show anything"


@contextmanager
def _nursery(folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.support.processes.mixed_load", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as nursery:
        yield nursery
        assert nursery.stdin
        nursery.stdin.close()


def _refusal(said: list[str]) -> bool:
    return any(line.endswith(REFUSED) for line in said)


def _steps(count: int, folder: Path) -> Sees:
    """Sees so many acknowledgements more than there are now."""
    until = len(_lines(folder / "acknowledged")) + count
    return lambda said: len(said) >= until


def _one_life(nursery: subprocess.Popen[str], folder: Path, seed: int, sees: Sees, tally: Tally) -> None:
    assert nursery.stdin and nursery.stdout
    nursery.stdin.write(f"{seed} {folder.name}\n")
    nursery.stdin.flush()
    child = int(nursery.stdout.readline())
    until = time.monotonic() + PATIENCE_SECONDS
    while not sees(_lines(folder / "acknowledged")):
        assert time.monotonic() < until, "the process does nothing any more"
        time.sleep(0.005)
    time.sleep(random.uniform(0, LONGEST_BREATH_SECONDS))
    _copy_from_outside(folder, tally)
    os.kill(child, signal.SIGKILL)
    assert nursery.stdout.readline() == "ended\n"


def _copy_from_outside(folder: Path, tally: Tally) -> None:
    """Copies the folder as the backup command does it, while the other process writes."""
    said = [line.split("|") for line in _lines(folder / "acknowledged")]
    if not said:
        return
    found = verify(folder, take_snapshot(Files(folder / "store", CODEC, Disk())), CODEC)
    tally.copies += 1
    tally.unreadable += found.faults
    versions = {case.ref: case.version for case in found.cases}
    late = [words for words in said if words[0] == "case" and versions.get(words[1], 0) < int(words[2])]
    tally.lost += [" ".join(["copy:", *words]) for words in late]


async def _check(folder: Path, tally: Tally, *, count: bool) -> None:
    """Checks the folder against all that was ever acknowledged in it."""
    said = [line.split("|") for line in _lines(folder / "acknowledged")]
    try:
        async with FolderStore.open(folder / "store", CODEC) as store:
            tally.lost += [" ".join(words) for words in said if not await _is_there(store, folder, words)]
    except StoreFault as fault:
        tally.unreadable.append(str(fault))
        return
    tally.unreadable += verify(folder, take_snapshot(Files(folder / "store", CODEC, Disk())), CODEC).faults
    backups = Backups(folder / "backups", CODEC, Disk())
    for name in backups.generations():
        try:
            backups.read(name)
        except StoreFault as fault:
            tally.unreadable.append(str(fault))
    if count:
        tally.acknowledged.update(words[-1] for words in said)


def _lines(path: Path) -> list[str]:
    """Returns the whole lines of the file. A line that the kill has cut off was not said."""
    text = path.read_text() if path.exists() else ""
    return [line.rstrip("\n") for line in text.splitlines(keepends=True) if line.endswith("\n")]


async def _is_there(store: FolderStore, folder: Path, words: list[str]) -> bool:
    what, name, version, of_history, _ = words
    if what == "fault":
        return True
    if what == "backup":
        # It may have made way for newer ones; it must never be the newest and gone.
        there = Backups(folder / "backups", CODEC, Disk()).generations()
        return name in there or (bool(there) and there[-1] > name)
    if what == "ledger":
        return int(store.ledger.all()[name]["step"]) >= int(version)
    case = await store.cases.get(name)
    return case is not None and case.version >= int(version) and digest(case, int(version)) == of_history
