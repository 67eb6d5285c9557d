"""The partnership file is read again when it was written again, and a wrong one changes nothing."""

import os
from datetime import date, time
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.config.partnership_file import LivePartnership, PartnershipFault, PartnershipFile, load, parse
from reports.decision_record.template import default_template

TEXT = (Path(__file__).parents[3] / "local" / "partnership.toml").read_text("utf-8")
TITLE = load(Path(__file__).parents[3] / "local" / "partnership.toml").business_team[0].title


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "partnership.toml"
    path.write_text(TEXT, "utf-8")
    return path


def rewrite(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def test_a_file_that_cannot_be_read_is_said_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(PartnershipFault, match=r"none\.toml can't be read"):
        load(tmp_path / "none.toml")
    with pytest.raises(PartnershipFault, match="is not TOML"):
        parse("name = ")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_file_is_read_as_an_editor_on_windows_writes_it(path: Path, encoding: str, line_end: str) -> None:
    as_it_is = load(path)
    path.write_bytes(TEXT.replace("\n", line_end).encode(encoding))
    assert load(path) == as_it_is


def test_a_file_in_another_encoding_is_said_with_its_line(path: Path) -> None:
    path.write_bytes(TEXT.replace("Croydon Council", "Croydon Café").encode("cp1252"))
    with pytest.raises(PartnershipFault, match=r"is not UTF-8, in line \d+\. Save it again with the encoding UTF-8"):
        load(path)


def test_quotation_marks_of_a_word_processor_are_named() -> None:
    with pytest.raises(PartnershipFault, match="Write straight quotation marks in place of curly ones"):
        parse("name = \u201cCroydon\u201d")


def test_every_fault_of_a_file_is_named_at_once() -> None:
    with pytest.raises(PartnershipFault) as caught:
        parse('name = 7\nunknown = "x"\n')
    assert len(caught.value.faults) > 2 and str(caught.value).count("\n") == len(caught.value.faults) - 1


def test_it_is_read_again_only_when_it_was_written_again(path: Path) -> None:
    file = PartnershipFile(path)
    first = file()
    assert file() is first
    path.write_text(TEXT.replace(TITLE, "Another office"), "utf-8")
    os.utime(path, ns=(1, 1))
    assert file().business_team[0].title == "Another office"


async def test_whoever_comes_into_an_office_is_there_without_a_start(path: Path) -> None:
    live = LivePartnership(load(path), lambda: load(path))
    before = live()
    await live.run()
    assert live() is before
    rewrite(path, TEXT.replace(TITLE, "Another office"))
    with capture_logs() as entries:
        await live.run()
    assert live().business_team[0].title == "Another office"
    assert [(entry["event"], entry["kind"]) for entry in entries] == [("partnership_changed", "business_team")]


async def test_closed_days_thresholds_and_working_hours_hold_without_a_start(path: Path) -> None:
    live = LivePartnership(load(path), lambda: load(path))
    before = live()
    closed = 'extra_closed = [{ date = 2026-06-04, name = "Office closed" }]\n'
    rewrite(
        path, f"{closed}{TEXT}\n[thresholds]\nsin = [4, 1]\n[working_hours]\nopen = 08:00:00\n[chain]\nowners = 4\n"
    )
    await live.run()
    assert not live().calendar(date(2028, 12, 31)).is_working_day(date(2026, 6, 4))
    assert live().chain.owners == 4 and live().thresholds.sin == (4, 1) and live().working_hours.open == time(8)
    assert before.extra_closed != live().extra_closed


async def test_a_wrong_file_leaves_the_offices_as_they_were(path: Path) -> None:
    live = LivePartnership(load(path), lambda: load(path))
    before = live()
    rewrite(path, "name = ")
    with pytest.raises(PartnershipFault):
        await live.run()
    assert live() is before


async def test_what_needs_a_start_is_not_taken_over_while_the_bot_runs(path: Path) -> None:
    live = LivePartnership(load(path), lambda: load(path).model_copy(update={"reference_prefix": "OTHER"}))
    await live.run()
    assert live().reference_prefix == load(path).reference_prefix


async def test_whoever_is_taken_out_of_a_faulty_file_loses_the_office_at_once_and_nothing_else_changes(
    path: Path,
) -> None:
    live = LivePartnership(load(path), PartnershipFile(path))
    before = live()
    leaver, deputy = before.people("police", deputies=True)
    kept = [line for line in TEXT.splitlines() if "DSP, police" not in line or "Deputy" in line]
    rewrite(path, "\n".join(kept).replace("quorum = 3", "quorum = 300"))
    with pytest.raises(PartnershipFault), capture_logs() as entries:
        await live.run()
    assert entries[0]["event"] == "leavers_lost_offices"
    assert live().people("police", deputies=True) == (deputy,) and live().quorum == before.quorum
    assert not live().actor(leaver).seats
    after = live()
    with pytest.raises(PartnershipFault):
        await live.run()
    assert live() is after
    rewrite(path, TEXT)
    await live.run()
    assert live() == before


def test_the_template_of_the_record_is_read_from_beside_the_file(path: Path) -> None:
    assert load(path).template_content is None and load(path).marking == "OFFICIAL-SENSITIVE"
    rewrite(path, f'record_template = "own.docx"\nmarking = "OFFICIAL"\n{TEXT}')
    (path.parent / "own.docx").write_bytes(default_template())
    assert load(path).template_content == default_template() and load(path).marking == "OFFICIAL"


def test_a_template_that_is_missing_or_has_a_fault_is_named_at_the_start(path: Path) -> None:
    rewrite(path, f'record_template = "own.docx"\n{TEXT}')
    with pytest.raises(PartnershipFault, match=r"record_template: .*own\.docx can't be read. Put the file there"):
        load(path)
    (path.parent / "own.docx").write_bytes(b"no document")
    with pytest.raises(PartnershipFault, match=r"record_template: .* is no Word document"):
        load(path)
    with pytest.raises(PartnershipFault, match="template_content: is read from the file"):
        parse(f'template_content = "x"\n{TEXT}')
