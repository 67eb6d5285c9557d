"""The maintenance commands are for whoever runs the bot: each does, says and answers so much, and no more."""

import asyncio
import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config.settings import Settings
from bot.config.signing_key import seals_of
from bot.security.sealed_cases import SealedCases
from store.encryption import AesGcmCodec, read_key
from store.folder.store import FolderStore
from tests.bot.cli.conftest import NEW, OLD, PARTNERSHIP, SIGNING_KEY, Run, files_of, opens_with
from tests.support.stores.changes import REFS
from tests.support.stores.steps import add, signed

pytestmark = pytest.mark.usefixtures("no_power_cut")
WRITTEN = "The store was written {} times"


def writes_in(said: str) -> int:
    """Returns how often the store was written, as a backup says it."""
    return int(said.partition(" writes.")[0].rpartition(" ")[2])


@pytest.mark.usefixtures("store")
async def test_backup_verify_and_restore_go_round_while_the_bot_runs(command: Run, settings: Settings) -> None:
    async with FolderStore.open(settings.store_folder, AesGcmCodec(read_key(OLD))):
        code, said, _ = command("backup")
        assert (code, said.split()[0]) == (0, "backup-000001-2060-01-05T09-00-00Z")
        assert f"made and verified: 8 files, 3 cases, {writes_in(said)} writes." in said
        counted = f"8 files, 3 cases and all their signatures are in order. {WRITTEN.format(writes_in(said))}.\n"
        assert command("verify")[:2] == (0, counted)
    name = said.split()[0]
    assert command("verify", "--backup", name)[0] == 0
    new = settings.store_folder.with_name("new")
    code, said, _ = command("restore", name, "--highest", "none", store_url=SecretStr(str(new)))
    assert code == 0 and "is restored into" in said and "New cases go on above what is there." in said
    assert await opens_with(new, OLD) == set(REFS[:2])
    code, _, wrong = command("restore", name, "--highest", "none")
    assert code == 1 and "is not empty, and a restore overwrites nothing" in wrong
    code, _, wrong = command(
        "restore", "backup-000009-x", store_url=SecretStr(str(settings.store_folder.with_name("other")))
    )
    assert code == 1 and f"There are: {name}." in wrong


@pytest.mark.usefixtures("store")
async def test_a_restore_asks_which_reference_was_given_last_and_goes_on_above_it(
    command: Run, settings: Settings
) -> None:
    name = command("backup")[1].split()[0]
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return "CSCP-2026-017 "

    new = settings.store_folder.with_name("new")
    code, said, _ = command("restore", name, store_url=SecretStr(str(new)), ask=answer)
    assert code == 0 and "New cases go on above CSCP-2026-017." in said
    assert len(asked) == 1 and "Which reference was given last" in asked[0]
    async with FolderStore.open(new, AesGcmCodec(read_key(OLD))) as store:
        assert (await add(store, "next")).ref == "CSCP-2026-018"


@pytest.mark.usefixtures("store")
def test_a_restore_that_can_ask_nobody_and_was_not_told_is_refused(command: Run, settings: Settings) -> None:
    name, new = command("backup")[1].split()[0], settings.store_folder.with_name("new")
    for words, what in (([], "say --highest with that reference"), (["--highest", "17"], "17 is no reference")):
        code, _, wrong = command("restore", name, *words, store_url=SecretStr(str(new)))
        assert code == 1 and what in wrong and not new.exists()


async def test_a_whole_folder_put_back_shows_by_the_newest_backup_and_by_the_writes_in_the_log(
    command: Run, store: Path, tmp_path: Path
) -> None:
    then = int(command("verify")[1].split()[-2])
    shutil.copytree(store, tmp_path / "then")
    async with FolderStore.open(store, AesGcmCodec(read_key(OLD))) as bot:
        await add(bot, "another")
    _, said, logged = command("backup")
    now = writes_in(said)
    assert f'"writes": {now}' in logged and command("verify", "--at-least", str(now))[0] == 0
    shutil.rmtree(store)
    shutil.copytree(tmp_path / "then", store)
    code, _, wrong = command("verify")
    assert code == 1 and f"{WRITTEN.format(then)}, and backup-000001-2060-01-05T09-00-00Z says {now}" in wrong
    shutil.rmtree(tmp_path / "backups")
    assert command("verify")[0] == 0
    code, _, wrong = command("verify", "--at-least", str(now))
    assert code == 1 and f"and --at-least says {now}: all of it was put back" in wrong


async def test_an_older_backup_that_was_restored_is_not_taken_for_a_folder_put_back(command: Run, store: Path) -> None:
    older = command("backup")[1].split()[0]
    async with FolderStore.open(store, AesGcmCodec(read_key(OLD))) as bot:
        for step in range(20):
            await bot.drafts.set("ada", {"step": step})
    newest = writes_in(command("backup")[1])
    new = SecretStr(str(store.with_name("new")))
    code, said, _ = command("restore", older, "--highest", "none", store_url=new)
    assert code == 0 and writes_in(said) < newest
    assert command("verify", store_url=new)[0] == 0


async def test_a_store_with_a_file_put_back_is_named_by_verify_and_accepted_by_a_command_alone(
    command: Run, store: Path
) -> None:
    old = (store / "open.json").read_bytes()
    async with FolderStore.open(store, AesGcmCodec(read_key(OLD))) as bot:
        await add(bot, "another")
    (store / "open.json").write_bytes(old)
    code, _, wrong = command("verify")
    assert code == 1 and "open.json is older than register.json says" in wrong
    assert command("backup")[0] == 1
    code, said, logged = command("accept-store", "--highest", REFS[3])
    assert code == 0 and f"New cases go on above {REFS[3]}." in said and "store_accepted" in logged
    assert command("verify")[0] == 0
    async with FolderStore.open(store, AesGcmCodec(read_key(OLD))) as bot:
        assert (await add(bot, "next")).ref == REFS[4]


@pytest.mark.usefixtures("store")
def test_only_so_many_backups_are_kept(command: Run, settings: Settings) -> None:
    names = [command("backup")[1].split()[0] for _ in range(3)]
    assert sorted(path.name for path in settings.backups.iterdir() if path.is_dir()) == names[1:]


def test_verify_names_what_is_wrong_and_says_so_by_its_exit_code(command: Run, store: Path) -> None:
    for name in ("ledger.json", "drafts.json"):
        (store / name).write_bytes(b"noise")
    code, said, wrong = command("verify")
    assert (code, said) == (1, "")
    assert [line.split()[0] for line in wrong.splitlines()] == ["drafts.json", "ledger.json"]
    assert command("backup")[0] == 1


@pytest.mark.usefixtures("store")
async def test_verify_names_a_signature_that_was_written_under_the_stores_key_alone(
    command: Run, settings: Settings
) -> None:
    key = SecretStr(SIGNING_KEY)
    async with FolderStore.open(settings.store_folder, AesGcmCodec(read_key(OLD))) as store:
        case = await store.cases.get(REFS[0])
        assert case
        await SealedCases(store.cases, seals_of(settings.model_copy(update={"signing_key": key}))).save(signed(case), 1)
    code, said, _ = command("verify", signing_key=key)
    assert code == 0 and said.startswith("8 files, 3 cases and all their signatures are in order.")
    assert "Recorded before signatures were sealed" not in said
    export = settings.backups.with_name("case.json")
    assert command("export", REFS[0], "--to", str(export), signing_key=key)[0] == 0
    assert command("verify", str(export), signing_key=key)[0] == 0
    async with FolderStore.open(settings.store_folder, AesGcmCodec(read_key(OLD))) as store:
        case = await store.cases.get(REFS[0])
        assert case
        forged = case.events[-1].model_copy(update={"at": case.events[-1].at + timedelta(seconds=1)})
        await store.cases.save(case.then(forged), case.version)
    named = "CSCP-2026-001, event 4 of Tuesday 2 June 2026: the seal of the signature for the seat"
    assert command("backup", signing_key=key)[0] == 0
    backup = next(path.name for path in settings.backups.iterdir() if path.is_dir())
    for words in ([], ["--backup", backup]):
        code, _, wrong = command("verify", *words, signing_key=key)
        assert code == 1 and wrong.startswith(named) and len(wrong.splitlines()) == 1
    later = export.with_name("later.json")
    assert command("export", REFS[0], "--to", str(later), signing_key=key)[0] == 0
    assert named in json.loads(later.read_text("utf-8"))["faults"][0]
    code, _, wrong = command("verify", str(later), signing_key=key)
    assert code == 1 and f"was made from {REFS[0]} as this store has it. {named}" in wrong
    assert command("verify", str(export), signing_key=key)[0] == 0, "it is of before the forgery"
    assert named not in command("verify")[2], "without the key nobody can tell"


async def test_the_key_is_changed_and_what_to_do_next_is_said(command: Run, store: Path) -> None:
    code, said, _ = command("rotate-key")
    assert code == 0 and "Put it into CSCP_STORE_KEY, remove CSCP_STORE_NEW_KEY, and make a backup" in said
    assert OLD not in said and NEW not in said
    assert await opens_with(store, NEW) == set(REFS[:2])
    assert {path.stat().st_mode & 0o777 for path in files_of(store)} == {0o600}


@pytest.mark.parametrize("words", [["rotate-key"], ["purge", "--delete"]], ids=" ".join)
async def test_under_a_running_bot_no_key_is_changed_and_nothing_deleted(
    command: Run, store: Path, words: list[str]
) -> None:
    async with FolderStore.open(store, AesGcmCodec(read_key(OLD))):
        code, _, wrong = await asyncio.to_thread(command, *words)
    assert code == 1 and "Stop it first" in wrong
    assert (store / "archive" / f"{REFS[2]}.json").exists()


async def test_purge_shows_first_and_deletes_only_when_told_so(command: Run, store: Path) -> None:
    before = {path: path.read_bytes() for path in files_of(store)}
    code, said, _ = command("purge")
    assert code == 0 and f"{REFS[2]}, closed on Tuesday 2 June 2026" in said
    assert "(25 years): 1. Nothing was deleted." in said
    assert {path: path.read_bytes() for path in files_of(store)} == before
    code, said, logged = await asyncio.to_thread(command, "purge", "--delete")
    assert code == 0 and "Cases deleted: 1." in said and REFS[2] in logged
    code, _, wrong = command("export", REFS[2])
    assert code == 1 and f"{REFS[2]} was deleted on Monday 5 January 2060 under the retention rules" in wrong
    assert await opens_with(store, OLD) == set(REFS[:2])
    assert command("verify")[0] == 0


def test_a_period_that_cscp_has_not_confirmed_lists_and_deletes_nothing(
    command: Run, store: Path, settings: Settings
) -> None:
    settings.partnership.write_text(PARTNERSHIP)
    code, said, _ = command("purge")
    assert code == 0 and "25 years, to be confirmed by CSCP" in said and REFS[2] in said
    code, _, wrong = command("purge", "--delete")
    assert code == 1 and "Put [retention] years into it" in wrong
    assert (store / "archive" / f"{REFS[2]}.json").exists()
