"""TinyDB stands on top of our files: whole or not at all, and no number is given twice."""

from pathlib import Path

import pytest

from store.encryption import PlainCodec
from store.errors import NotWritable
from store.folder.files import Files
from store.folder.tinydb_storage import open_tables, replace_rows
from tests.support.fake_disk.faulty import FULL, FaultyDisk

pytestmark = pytest.mark.usefixtures("no_power_cut")


@pytest.fixture
def disk() -> FaultyDisk:
    return FaultyDisk()


@pytest.fixture
def files(folder: Path, disk: FaultyDisk) -> Files:
    folder.mkdir()
    return Files(folder, PlainCodec(), disk)


def rows(files: Files) -> list[dict[str, object]]:
    return [dict(row) for row in open_tables(files, "a.json")[0].table("rows")]


def test_a_row_takes_the_place_of_the_one_of_its_name(files: Files) -> None:
    table = open_tables(files, "a.json")[0].table("rows")
    replace_rows(table, "name", [{"name": "ada", "step": 1}, {"name": "ben", "step": 1}])
    replace_rows(table, "name", [{"name": "ada", "step": 2}], gone=["ben"])
    assert rows(files) == [{"name": "ada", "step": 2}]


def test_what_is_written_in_one_transaction_goes_to_disk_as_one(files: Files) -> None:
    database, storage = open_tables(files, "a.json")
    with storage.transaction():
        replace_rows(database.table("rows"), "name", [{"name": "ada"}])
        replace_rows(database.table("others"), "name", [{"name": "ben"}])
        assert rows(files) == []
    assert rows(files) == [{"name": "ada"}]


def test_a_transaction_that_fails_leaves_memory_and_disk_as_they_were(files: Files) -> None:
    database, storage = open_tables(files, "a.json")
    replace_rows(database.table("rows"), "name", [{"name": "ada"}])
    with pytest.raises(ValueError, match="in the middle"), storage.transaction():
        replace_rows(database.table("rows"), "name", [{"name": "ben"}])
        raise ValueError("in the middle")
    assert rows(files) == [{"name": "ada"}] == [dict(row) for row in database.table("rows")]


def test_what_could_not_be_written_is_written_again_though_it_is_the_same(files: Files, disk: FaultyDisk) -> None:
    database, storage = open_tables(files, "a.json")
    storage.make()
    disk.arm(0, FULL, lasting=True)
    with pytest.raises(NotWritable), storage.transaction():
        replace_rows(database.table("rows"), "name", [{"name": "ada"}])
    disk.mend()
    with storage.transaction():
        replace_rows(database.table("rows"), "name", [{"name": "ada"}])
    assert rows(files) == [{"name": "ada"}]


@pytest.mark.usefixtures("large_files")
def test_all_that_is_replaced_in_one_transaction_is_beside_a_large_file(files: Files) -> None:
    database, storage = open_tables(files, "open.json")
    table = database.table("rows")
    replace_rows(table, "name", [{"name": "ada", "step": 1}, {"name": "ben", "step": 1}])
    large = files.read_encoded("open.json")
    with storage.transaction():
        replace_rows(table, "name", [{"name": "ada", "step": 2}])
        replace_rows(table, "name", [{"name": "cas", "step": 1}])
        replace_rows(table, "name", [{"name": "cas", "step": 2}])
    again = [dict(row) for row in open_tables(files, "open.json")[0].table("rows")]
    assert again == [{"name": "ada", "step": 2}, {"name": "ben", "step": 1}, {"name": "cas", "step": 2}]
    assert files.read_encoded("open.json") == large


def test_a_row_that_could_not_be_written_or_has_gone_leaves_the_others_in_their_places(
    files: Files, disk: FaultyDisk
) -> None:
    database, storage = open_tables(files, "a.json")
    table = database.table("rows")
    replace_rows(table, "name", [{"name": name} for name in ("ada", "ben")])
    disk.arm(0, FULL, lasting=False)
    with pytest.raises(NotWritable), storage.transaction():
        replace_rows(table, "name", [{"name": "cas"}], gone=["ada"])
    replace_rows(table, "name", [{"name": "dan"}, {"name": "ada", "step": 2}], gone=["ben", "cas"])
    assert rows(files) == [{"name": "ada", "step": 2}, {"name": "dan"}]


def test_what_is_the_same_is_not_written_and_what_python_takes_for_equal_is(files: Files) -> None:
    table = open_tables(files, "a.json")[0].table("rows")
    replace_rows(table, "name", [{"name": "ada", "step": 1}])
    written = files.read_encoded("a.json")
    replace_rows(table, "name", [{"name": "ada", "step": 1}])
    assert files.read_encoded("a.json") == written
    replace_rows(table, "name", [{"name": "ada", "step": True}])
    assert rows(files) == [{"name": "ada", "step": True}] and rows(files)[0]["step"] is True
