"""A file that was taken can be held against the record at any time: an export and a decision record alike."""

import json
from pathlib import Path

import pytest

from safeguarding.case.views.integrity import BLANK_DIGEST, with_own_digest
from tests.bot.cli.conftest import Run
from tests.support.stores.changes import REFS
from tests.support.word_reading import Read

pytestmark = pytest.mark.usefixtures("no_power_cut", "store")


@pytest.fixture(params=["export", "report"])
def taken(command: Run, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    place = tmp_path / "taken"
    assert command(request.param, REFS[0], "--to", str(place))[0] == 0
    return place


def test_a_file_as_the_bot_made_it_is_said_to_be_that(command: Run, taken: Path) -> None:
    code, said, _ = command("verify", str(taken))
    assert code == 0
    assert f"is as the bot made it, from {REFS[0]} as it was then. Nothing was recorded since." in said


def test_a_changed_export_is_told_by_its_events_and_by_its_texts(command: Run, tmp_path: Path) -> None:
    place = tmp_path / "case.json"
    command("export", REFS[0], "--to", str(place))
    document = json.loads(place.read_text())
    for change in (lambda event: event.update(at="2026-06-03T10:00:00Z"), _reworded):
        altered = json.loads(json.dumps(document))
        change(altered["events"][0]["recorded"])
        place.write_text(json.dumps(altered))
        code, _, wrong = command("verify", str(place))
        assert code == 1 and "was changed since the bot made it" in wrong


def test_a_single_byte_that_is_another_is_told_wherever_it_is(command: Run, taken: Path) -> None:
    """The decisions, and who took the file, stand beside the events and are under the file's digest."""
    content = taken.read_bytes()
    for place in range(10, len(content), len(content) // 8):
        changed = bytearray(content)
        changed[place] ^= 1
        taken.write_bytes(changed)
        code, said, wrong = command("verify", str(taken))
        assert (code, said) == (1, "") and "was changed since" in wrong, place


def _reworded(event: dict[str, dict[str, dict[str, dict[str, str]]]]) -> None:
    next(iter(event["facts"]["evidence"].values()))["text"] = "Seen by nobody."


def test_a_decision_record_that_was_saved_anew_is_told(command: Run, tmp_path: Path) -> None:
    place = tmp_path / "case.docx"
    command("report", REFS[0], "--to", str(place))
    document = Read(place.read_bytes()).document
    document.paragraphs[0].text = "Another title"
    document.save(str(place))
    code, _, wrong = command("verify", str(place))
    assert code == 1 and f"Take the record of {REFS[0]} again" in wrong


def test_a_file_of_a_case_that_is_not_here_or_is_otherwise_here_is_told(command: Run, tmp_path: Path) -> None:
    place = tmp_path / "case.json"
    command("export", REFS[0], "--to", str(place))
    document = json.loads(place.read_text())
    document["exported"]["file_digest"] = BLANK_DIGEST
    for ref, said in (("CSCP-2026-777", "which this store does not have"), (REFS[1], "was not made from")):
        place.write_text(with_own_digest(json.dumps({**document, "reference": ref})))
        code, _, wrong = command("verify", str(place))
        assert code == 1 and said in wrong


@pytest.mark.parametrize("content", [b"", b"{}", b"no document", b'{"exported": {}, "events": []}'])
def test_a_file_that_is_no_export_and_no_record_is_said_to_be_none(
    command: Run, tmp_path: Path, content: bytes
) -> None:
    place = tmp_path / "other"
    place.write_bytes(content)
    code, _, wrong = command("verify", str(place))
    assert code == 1 and "It is something else, was changed since" in wrong


def test_a_file_that_is_not_there_is_named(command: Run, tmp_path: Path) -> None:
    code, _, wrong = command("verify", str(tmp_path / "none"))
    assert code == 1 and "none: No such file" in wrong
