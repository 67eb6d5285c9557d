"""The kill test ends this process, which opens and closes cases without end, and prints each as it is acknowledged."""

import asyncio
import random
import sys
import uuid
from pathlib import Path

from store.encryption import PlainCodec
from store.folder import files
from store.folder.store import FolderStore
from tests.support.stores.steps import add, closed


async def main(folder: Path) -> None:
    # As often as not each file is taken for a large one.
    files.LARGE_BYTES = random.choice((0, files.LARGE_BYTES))
    async with FolderStore.open(folder, PlainCodec()) as store:
        while True:
            await asyncio.gather(*(_open_and_close(store) for _ in range(3)))


async def _open_and_close(store: FolderStore) -> None:
    """Opens a case and closes two of three, so that both files are written all the time."""
    triage = uuid.uuid4().hex
    case = await add(store, triage)
    print("opened", case.ref, triage, flush=True)  # noqa: T201 - read by the process that started it
    await store.ledger.put(case.ref, {"sent": triage}, None)
    print("sent", case.ref, triage, flush=True)  # noqa: T201 - read by the process that started it
    if int(case.ref.split("-")[2]) % 3:
        await store.cases.save(closed(case), case.version)
        print("closed", case.ref, triage, flush=True)  # noqa: T201 - read by the process that started it


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
