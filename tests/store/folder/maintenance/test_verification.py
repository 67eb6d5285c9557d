"""``verify`` names everything that is wrong: damaged files, altered texts, signatures without their content."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from store.encryption import AesGcmCodec, PlainCodec
from store.folder.disk import Disk
from store.folder.files import Files
from store.folder.maintenance.backup import Backups
from store.folder.maintenance.snapshot import take_snapshot
from store.folder.maintenance.verification import verify
from store.folder.store import FolderStore
from store.verification_result import Verified
from tests.support.stores.changes import CHANGES, REFS, begun, first_events
from tests.support.stores.steps import AT, signed

CODEC = PlainCodec()
pytestmark = pytest.mark.usefixtures("no_power_cut")


def verified(folder: Path) -> Verified:
    return verify(folder, take_snapshot(Files(folder, CODEC, Disk())), CODEC)


def rewritten(folder: Path, name: str, change: Callable[[Any], Any]) -> None:
    """Rewrites the file in order for the codec, with other content."""
    body = json.loads(CODEC.decode(name, (folder / name).read_bytes()))
    (folder / name).write_bytes(CODEC.encode(name, json.dumps(change(body)).encode()))


async def test_a_store_in_order_has_nothing_wrong_while_the_bot_runs(filled: Path) -> None:
    async with FolderStore.open(filled, CODEC) as store:
        await store.cases.save(signed(await first_events(store, REFS[0], 1)), 1)
        found = verified(filled)
    assert (found.faults, found.altered, len(found.cases), found.files) == ((), (), 4, 8)


async def test_every_damaged_file_is_named_at_once(filled: Path) -> None:
    for name in ("drafts.json", "ledger.json", f"archive/{REFS[2]}.json"):
        (filled / name).write_bytes(b"noise")
    named = [fault.split()[0] for fault in verified(filled).faults]
    assert named == [f"archive/{REFS[2]}.json", "drafts.json", "ledger.json"]


@pytest.mark.usefixtures("large_files")
async def test_damage_to_what_changed_beside_a_file_is_named_once_and_its_cases_are_counted(filled: Path) -> None:
    async with FolderStore.open(filled, CODEC) as store:
        await CHANGES["update"](await begun(store))
        await store.ledger.set("news", {"step": 2})
    found = verified(filled)
    assert found.faults == () and {case.version for case in found.cases if case.ref == REFS[0]} == {2}
    for name in ("open-changes.json", "ledger-changes.json"):
        (filled / name).write_bytes(b"noise")
    named = [fault.split()[0] for fault in verified(filled).faults]
    assert named == ["ledger-changes.json", "open-changes.json"]


@pytest.mark.parametrize(
    "name", ["open.json", "ledger.json", "references.json", "register.json", f"archive/{REFS[2]}.json"]
)
async def test_every_missing_file_is_named(filled: Path, name: str) -> None:
    (filled / name).unlink()
    (fault,) = verified(filled).faults
    assert name.replace("CSCP", "*") in fault.replace("CSCP", "*") and "backup" in fault


async def test_a_wrong_key_is_said_for_each_file(filled: Path) -> None:
    found = verify(filled, take_snapshot(Files(filled, CODEC, Disk())), AesGcmCodec(bytes(32)))
    assert len(found.faults) == 8 and all("is not encrypted and a key was given" in fault for fault in found.faults)


async def test_a_signature_whose_content_was_altered_is_named_by_case_seat_and_day(filled: Path) -> None:
    async with FolderStore.open(filled, CODEC) as store:
        await store.cases.save(signed(await first_events(store, REFS[0], 1)), 1)

    def altered(tables: Any) -> Any:
        row = next(row for row in tables["cases"].values() if row["ref"] == REFS[0])
        row["events"][0]["facts"]["became_aware"] = "2026-05-31"
        return tables

    rewritten(filled, "open.json", altered)
    assert verified(filled).faults == ()
    first, second = verified(filled).altered
    assert REFS[0] in first and "2 June 2026" in first
    assert "for the seat" in first and "does not match the content" in first
    assert REFS[0] in second


async def test_an_altered_signature_does_not_keep_the_store_from_being_backed_up(filled: Path, tmp_path: Path) -> None:
    def altered(tables: Any) -> Any:
        tables["cases"]["1"]["events"][0]["facts"]["evidence"]["harm"]["text"] = "no bruises at all"
        return tables

    rewritten(filled, "open.json", altered)
    made = Backups(tmp_path / "backups", CODEC, Disk()).make(filled, AT, 1)
    assert len(made.altered) == 1
