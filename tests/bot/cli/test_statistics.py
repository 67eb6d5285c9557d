"""The commands over all cases change nothing: they print figures for the yearly report, and what other rules would
move."""

import asyncio
import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bot.config.settings import Settings
from safeguarding.case.case import Case
from safeguarding.case.steps.restriction import restrict
from safeguarding.framework.loader import CURRENT
from safeguarding.people import PARTNERS, Person
from store.encryption import AesGcmCodec, read_key
from store.folder.store import FolderStore
from tests.bot.cli.conftest import OLD, Run
from tests.support.stores.changes import REFS
from tests.support.stores.steps import AT, REASON, SECRET, TEAM, add, closed, merged, opened

REHEARSAL = "REHEARSAL-2026-001"
pytestmark = pytest.mark.usefixtures("no_power_cut")


@pytest.fixture
async def store(settings: Settings) -> Path:
    """The store has two open cases, one of them restricted; one closed; one merged; a rehearsal; one of 2027."""
    async with FolderStore.open(settings.store_folder, AesGcmCodec(read_key(OLD))) as store:
        for triage in "abcd":
            await add(store, triage)
        await store.cases.add("r", "REHEARSAL", 2026, lambda ref: opened(ref, "r"))
        later = AT.replace(year=2027)
        await store.cases.add("n", "CSCP", 2027, lambda ref: _opened_at(opened(ref, "n"), later))
        await store.cases.save(_restricted(_case(store, REFS[1])), 1)
        await store.cases.save(closed(_case(store, REFS[2])), 1)
        ended, kept = merged(_case(store, REFS[3]), _case(store, REFS[0]))
        await store.cases.save_all((ended, 1), (kept, 1))
    return settings.store_folder


def _case(store: FolderStore, ref: str) -> Case:
    case = store.cases.open_case(ref)
    assert case
    return case


def _opened_at(case: Case, at: object) -> Case:
    return Case((case.opened.model_copy(update={"at": at}),))


def _restricted(case: Case) -> Case:
    needed: Mapping[str, frozenset[Person]] = {str(seat): frozenset({TEAM.person}) for seat in PARTNERS}
    return restrict(case, frozenset({TEAM.person}), AT.date().replace(year=2061), needed, REASON, TEAM, AT)


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def untouched(store: Path) -> Iterator[None]:
    before = {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}
    yield
    assert {path: path.read_bytes() for path in store.rglob("*") if path.is_file()} == before


@pytest.mark.usefixtures("untouched")
def test_the_figures_take_in_open_and_closed_cases_and_say_what_they_leave_out(command: Run) -> None:
    code, said, summary = command("figures", "--year", "2026")
    assert code == 0
    assert [(line["reference"], line["stage"], line["restricted"]) for line in lines(said)] == [
        (REFS[0], "notification", "no"),
        (REFS[1], "notification", "yes"),
        (REFS[2], "closed", "no"),
    ]
    assert "Cases opened in 2026: 3, 2 of them open. Restricted among them: 1." in summary
    assert "Left out: rehearsals 1, merged duplicates 1, opened in error 0, opened in other years 1, deleted" in summary
    assert '"figures_exported"' in summary and '"count": 3' in summary
    assert SECRET not in said and REHEARSAL not in said and REFS[3] not in said


@pytest.mark.usefixtures("untouched")
def test_without_a_year_they_take_in_every_year_and_as_json_with_the_totals(command: Run) -> None:
    code, said, _ = command("figures", "--format", "json")
    document = json.loads(said)
    assert code == 0 and (document["year"], document["left_out"]["rehearsals"]) == (None, 1)
    assert [case["reference"] for case in document["cases"]] == [*REFS[:3], "CSCP-2027-001"]
    assert document["on_time"]["sin"]["open"]["late"] == 3


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(("format", "start"), [("csv", b"\xef\xbb\xbfreference,"), ("json", b"{")])
def test_a_file_is_new_for_this_account_alone_and_opens_in_a_spreadsheet(
    command: Run, tmp_path: Path, format: str, start: bytes
) -> None:
    file = tmp_path / f"figures.{format}"
    code, said, _ = command("figures", "--format", format, "--to", str(file))
    assert code == 0 and said.startswith(f"{file} is written. Cases of all years: 4, 3 of them open.")
    assert file.read_bytes().startswith(start) and file.stat().st_mode & 0o777 == 0o600
    code, _, wrong = command("figures", "--to", str(file))
    assert code == 1 and "an export overwrites nothing" in wrong


async def test_what_was_deleted_under_the_retention_rules_is_counted_as_left_out(command: Run, store: Path) -> None:
    assert (await asyncio.to_thread(command, "purge", "--delete"))[0] == 0
    _, said, summary = await asyncio.to_thread(command, "figures", "--year", "2026")
    assert [line["reference"] for line in lines(said)] == list(REFS[:2])
    assert "deleted under the retention rules 1." in summary


async def test_both_work_beside_a_running_bot(command: Run, store: Path) -> None:
    async with FolderStore.open(store, AesGcmCodec(read_key(OLD))):
        assert (await asyncio.to_thread(command, "figures"))[0] == 0
        assert (await asyncio.to_thread(command, "compare", CURRENT.stem))[0] == 0


@pytest.mark.usefixtures("untouched")
def test_the_same_rules_change_no_open_case(command: Run) -> None:
    assert command("compare", CURRENT.stem)[:2] == (
        0,
        "0 of 3 open cases would come out differently. Nothing was changed.\n",
    )


@pytest.mark.usefixtures("untouched")
def test_other_rules_are_told_by_the_decisions_of_open_cases_that_they_would_move(command: Run, tmp_path: Path) -> None:
    text = CURRENT.read_text("utf-8")
    new = tmp_path / "new.toml"
    new.write_text(
        text.replace('abuse_or_neglect = ["known", "suspected"]', 'abuse_or_neglect = ["suspected"]'), "utf-8"
    )
    code, said, _ = command("compare", str(new))
    *told, summary = said.splitlines()
    assert code == 0 and summary == "3 of 3 open cases would come out differently. Nothing was changed."
    assert f"{REFS[0]}: Serious Incident Notification (SIN): required -> not yet known" in told
    assert f"{REFS[0]}: Rapid Review: required -> not required" in told
    assert {line.partition(":")[0] for line in told} == {REFS[0], REFS[1], "CSCP-2027-001"}
    assert SECRET not in said


@pytest.mark.usefixtures("store")
def test_damage_is_named_instead_of_figures_that_lack_a_case(command: Run, store: Path) -> None:
    (store / "archive" / f"{REFS[2]}.json").write_bytes(b"noise")
    for words in (["figures"], ["compare", CURRENT.stem]):
        code, said, wrong = command(*words)
        assert (code, said) == (1, "") and REFS[2] in wrong


@pytest.mark.usefixtures("store")
def test_the_export_of_a_rehearsal_says_that_it_is_one(command: Run) -> None:
    assert json.loads(command("export", REHEARSAL)[1])["rehearsal"] is True
    assert json.loads(command("export", REFS[0])[1])["rehearsal"] is False


@pytest.mark.parametrize("year", ["0", "-1", "2017", "2061", "20260"])
def test_a_year_of_which_there_can_be_no_case_is_refused_with_those_that_can_be_named(command: Run, year: str) -> None:
    code, said, wrong = command("figures", "--year", year)
    assert (code, said) == (1, "") and "Name a year from 2018 to 2060" in wrong
