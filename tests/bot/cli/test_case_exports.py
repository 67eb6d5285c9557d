"""An export takes a case out of the store, one at a time: whole, new each time, and recorded."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.arguments import read_arguments
from bot.cli.main import run
from bot.config.settings import Settings
from bot.messaging.ledger import NUDGE, Entry, State, Topic
from safeguarding.people import Person
from store.encryption import AesGcmCodec, read_key
from store.folder.disk import Disk
from store.folder.export_log import exports_in
from store.folder.files import Files
from store.folder.layout import LEDGER
from store.folder.store import FolderStore
from tests.bot.cli.conftest import NOW, OLD, Run
from tests.support.fake_disk.faulty import FULL, FaultyDisk
from tests.support.stores.changes import REFS
from tests.support.stores.steps import SECRET
from tests.support.word_reading import Read

pytestmark = pytest.mark.usefixtures("no_power_cut")


async def test_an_export_holds_the_whole_case_and_who_took_it_is_recorded(command: Run, store: Path) -> None:
    async with FolderStore.open(store, AesGcmCodec(read_key(OLD))):
        code, said, logged = command("export", REFS[2].lower())
    document = json.loads(said)
    assert code == 0
    assert [event["recorded"]["type"] for event in document["events"]] == ["opened", "closed"]
    assert document["events"][0]["recorded"]["at"] == "2026-06-02T10:00:00Z"
    assert document["decisions"]["rules"]["values"]["sin"] == "required"
    assert (document["sign_offs"], document["faults"]) == ([], [])
    (entry,) = exports_in(Files(store, AesGcmCodec(read_key(OLD)), Disk()))
    by = document["exported"]["by"]
    assert entry == {"ref": REFS[2], "account": by, "at": NOW.isoformat(), "what": "export"}
    assert json.loads(logged)["account"] == entry["account"] and SECRET not in logged
    assert command("verify")[1].startswith("9 files")


@pytest.mark.usefixtures("store")
def test_a_case_is_not_handed_out_when_it_cannot_be_recorded_that_it_was(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    for point in range(4):
        disk = FaultyDisk()
        disk.arm(point, FULL, lasting=True)
        assert run(read_arguments(["export", REFS[0]]), settings, lambda: NOW, disk) == 1
        said = capsys.readouterr()
        reasons = ("is full. Free some space", "can't be made (No space", "may be undone by a power cut (No space")
        assert said.out == "" and any(reason in said.err for reason in reasons)


@pytest.mark.usefixtures("store")
def test_an_export_goes_into_a_new_file_for_this_account_alone(command: Run, tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    assert command("export", REFS[0], "--to", str(file))[0] == 0
    assert file.stat().st_mode & 0o777 == 0o600 and SECRET in file.read_text()
    code, _, wrong = command("export", REFS[0], "--to", str(file))
    assert code == 1 and "an export overwrites nothing" in wrong
    code, _, wrong = command("export", "CSCP-2026-777")
    assert code == 1 and "There is no case CSCP-2026-777" in wrong


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(("name", "suffix"), [("report", "decision record.docx"), ("calendar", "deadlines.ics")])
def test_a_file_to_take_away_is_new_for_this_account_alone_and_recorded(
    command: Run, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, suffix: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, said, logged = command(name, REFS[0].lower())
    file = tmp_path / f"{REFS[0]} {suffix}"
    assert code == 0 and f"{REFS[0]} is in {file.name}." in said
    assert file.stat().st_mode & 0o777 == 0o600
    (entry,) = exports_in(Files(settings.store_folder, AesGcmCodec(read_key(OLD)), Disk()))
    assert (entry["ref"], entry["what"]) == (REFS[0], name) and entry["account"] in logged
    assert SECRET not in said + logged
    code, _, wrong = command(name, REFS[0])
    assert code == 1 and "an export overwrites nothing" in wrong
    code, _, wrong = command(name, "CSCP-2026-777", "--to", "other")
    assert code == 1 and "There is no case CSCP-2026-777" in wrong and not Path("other").exists()


@pytest.mark.usefixtures("store")
def test_the_report_holds_the_texts_of_the_case_and_the_calendar_does_not(command: Run, tmp_path: Path) -> None:
    report, calendar = tmp_path / "case.docx", tmp_path / "case.ics"
    assert "keep it where the case's record is kept" in command("report", REFS[0], "--to", str(report))[1]
    assert command("calendar", REFS[0], "--to", str(calendar))[0] == 0
    assert SECRET in Read(report.read_bytes()).words
    assert SECRET not in calendar.read_text() and f"{REFS[0]}: Submit the SIN" in calendar.read_text()


async def test_the_timeline_of_the_report_has_the_nudges_of_the_ledger(
    command: Run, store: Path, tmp_path: Path
) -> None:
    codec, report = AesGcmCodec(read_key(OLD)), tmp_path / "case.docx"
    async with FolderStore.open(store, codec) as opened:
        name = Topic(NUDGE, REFS[0], ("sin", "2026-06-08", "1")).name_at(Person(tenant="t", id="dsp"))
        await opened.ledger.set(name, Entry(State.SENT, datetime(2026, 6, 4, 9, tzinfo=UTC)).to_json())
        # It is taken while the bot runs.
        command("report", REFS[0], "--to", str(report))
    assert "Thursday 4 June 2026: Nudged: Submit the SIN." in timeline_in(report)


@pytest.mark.usefixtures("store")
def test_a_ledger_that_cannot_be_read_stops_no_report_and_is_named(
    command: Run, settings: Settings, tmp_path: Path
) -> None:
    (settings.store_folder / LEDGER).write_bytes(b"no ledger")
    report = tmp_path / "case.docx"
    code, said, _ = command("report", REFS[0], "--to", str(report))
    assert code == 0 and "Its timeline is without nudges: ledger.json" in said
    assert "Nudged" not in timeline_in(report)


def timeline_in(report: Path) -> str:
    first = Read(report.read_bytes()).document.inline_shapes[0]
    return str(first._inline.docPr.get("descr"))


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("name", ["export", "report", "calendar"])
def test_a_place_where_no_file_can_be_is_named_before_anything_is_recorded_as_taken(
    command: Run, settings: Settings, tmp_path: Path, name: str
) -> None:
    for place, said in ((tmp_path, "is a folder. Name a new file"), (tmp_path / "no" / "file", "There is no folder")):
        code, out, wrong = command(name, REFS[0], "--to", str(place))
        assert code == 1 and said in wrong and out == ""
    assert exports_in(Files(settings.store_folder, AesGcmCodec(read_key(OLD)), Disk())) == ()
