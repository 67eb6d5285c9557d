"""The soak test kills this load, which opens, updates, signs, submits, closes, reopens and backs up without end, on a
disk that fails.

The process makes a child for each line on its input; the child lives until it is killed. Acknowledged steps go to a
file.
"""

import asyncio
import hashlib
import json
import os
import random
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from safeguarding.case.case import Case, to_json
from safeguarding.case.errors import InvalidInput, StepRefused
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps import lifecycle, signatures
from safeguarding.people import Actor, Person, Role, Seat
from store.encryption import AesGcmCodec
from store.errors import Busy, Conflict, NotReadable, NotWritable, StoreDamaged
from store.folder import files
from store.folder.maintenance.backup import Backups
from store.folder.store import FolderStore
from tests.support.fake_disk.chaotic import ChaoticDisk
from tests.support.stores.steps import AT, TEAM, add, closed, reopened, updated

CODEC = AesGcmCodec(bytes(range(32)))
KEPT = 3
MOST_CASES = 60
LONGEST_HISTORY = 25


def submitted(case: Case) -> Case:
    return lifecycle.submit_sin(case, AT.date(), TEAM, AT)


def signed(matter: str, seat: Seat) -> Callable[[Case], Case]:
    def sign(case: Case) -> Case:
        sign_off = sign_off_of(case, matter)
        if sign_off is None:
            raise InvalidInput("nothing to sign")
        person = Person(tenant="council", id=f"the {seat}")
        actor = Actor(person=person, roles=frozenset({Role.PRACTITIONER}), seats=frozenset({seat}))
        return signatures.sign(case, matter, sign_off.matter.digest, actor, AT, agrees=True)

    return sign


STEPS: dict[str, Callable[[Case], Case]] = {
    "update": updated,
    "sign for the council": signed(NOTIFICATION_CRITERIA, Seat.LOCAL_AUTHORITY),
    "sign for the police": signed(NOTIFICATION_CRITERIA, Seat.POLICE),
    "sign as the DCS": signed(SIN_QUALITY, Seat.DCS),
    "submit": submitted,
    "close": closed,
    "reopen": reopened,
}


def digest(case: Case, version: int) -> str:
    """Hashes the history up to the version (SHA-256, hexadecimal)."""
    return hashlib.sha256(json.dumps(to_json(Case(case.events[:version]))).encode()).hexdigest()


class Worker:
    def __init__(self, folder: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self.disk = ChaoticDisk(seed)
        self.store_folder, self.backups_folder = folder / "store", folder / "backups"
        self.acknowledged = os.open(folder / "acknowledged", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    async def live(self) -> None:
        async with self._opened() as store:
            await asyncio.gather(self._case_after_case(store), self._case_after_case(store), self._backups())

    def _opened(self) -> FolderStore:
        while True:
            with suppress(NotWritable):
                return FolderStore.open(self.store_folder, CODEC, self.disk)

    async def _case_after_case(self, store: FolderStore) -> None:
        refs: list[str] = [case.ref for case in store.cases.open_cases()]
        while True:
            try:
                if len(refs) < MOST_CASES and self.random.random() < 0.2:
                    case = await add(store, f"{self.random.getrandbits(64):x}")
                    refs.append(case.ref)
                    self._say("case", case.ref, case.version, digest(case, case.version), "open")
                elif refs:
                    await self._step(store, self.random.choice(refs))
            except NotWritable:
                # Whoever took the step was told that nothing was recorded.
                self._say("fault", "-", 0, "-", "refused by the disk")
            except (Conflict, StepRefused):
                continue

    async def _step(self, store: FolderStore, ref: str) -> None:
        case, name = await store.cases.get(ref), self.random.choice(list(STEPS))
        if case is None or case.version > LONGEST_HISTORY:
            return
        after = STEPS[name](case)
        if after == case:
            return
        await store.cases.save(after, case.version)
        self._say("case", ref, after.version, digest(after, after.version), name)
        await store.ledger.set(ref, {"step": after.version})
        self._say("ledger", ref, after.version, "-", "ledger")

    async def _backups(self) -> None:
        backups = Backups(self.backups_folder, CODEC, self.disk)
        while True:
            with suppress(NotWritable, NotReadable, StoreDamaged, Busy, OSError):
                made = await asyncio.to_thread(backups.make, self.store_folder, AT, KEPT)
                self._say("backup", made.name, made.cases, "-", "backup")
            await asyncio.sleep(0.05)

    def _say(self, *words: object) -> None:
        os.write(self.acknowledged, ("|".join(map(str, words)) + "\n").encode())


def main(folder: Path) -> None:
    for seed in sys.stdin:
        child = os.fork()
        if child == 0:
            # Every other life takes each file for a large one, and finds what the life before has left.
            files.LARGE_BYTES = 0 if int(seed.split()[0]) % 2 else files.LARGE_BYTES
            asyncio.run(Worker(Path(folder / seed.split()[1]), int(seed.split()[0])).live())
            os._exit(1)
        print(child, flush=True)  # noqa: T201 - read by the process that started it
        os.waitpid(child, 0)
        print("ended", flush=True)  # noqa: T201 - read by the process that started it


if __name__ == "__main__":
    main(Path(sys.argv[1]))
