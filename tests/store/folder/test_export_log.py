"""The export log says who took a case out of the store: a file for each, kept in the order in which it happened."""

from datetime import timedelta
from pathlib import Path

import pytest

from store.encryption import PlainCodec
from store.errors import Unfinished
from store.folder.disk import Disk
from store.folder.export_log import exports_in, record_export
from store.folder.files import Files
from store.folder.unfinished_marks import RESTORING
from tests.support.stores.steps import AT

pytestmark = pytest.mark.usefixtures("no_power_cut")


@pytest.fixture
def files(folder: Path) -> Files:
    folder.mkdir()
    return Files(folder, PlainCodec(), Disk())


def test_a_folder_without_exports_has_none(files: Files) -> None:
    assert exports_in(files) == ()


def test_the_oldest_stands_first(files: Files) -> None:
    record_export(files, "CSCP-2026-001", "ben", AT + timedelta(days=1), "report")
    record_export(files, "CSCP-2026-002", "ada", AT, "calendar")
    assert [(entry["account"], entry["ref"]) for entry in exports_in(files)] == [
        ("ada", "CSCP-2026-002"),
        ("ben", "CSCP-2026-001"),
    ]


def test_nothing_is_taken_out_of_a_folder_that_is_not_whole(files: Files) -> None:
    files.write_encoded(RESTORING, b"")
    with pytest.raises(Unfinished, match="Run the same restore again"):
        record_export(files, "CSCP-2026-001", "ada", AT, "report")
    assert exports_in(files) == ()
