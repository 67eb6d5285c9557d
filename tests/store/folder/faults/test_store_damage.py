"""Damage at rest is found at start, named with what to do, never overwritten, and never quoted."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.encryption import AesGcmCodec, Codec, PlainCodec
from store.errors import StoreDamaged
from store.folder.store import FolderStore
from tests.support.generators.examples import share
from tests.support.stores.steps import SECRET, add, closed

FILES = ("open.json", "drafts.json", "ledger.json", "archive/CSCP-2026-001.json")
each_file = pytest.mark.parametrize("name", FILES)
sampled = settings(
    max_examples=share(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)


@pytest.fixture(params=[PlainCodec(), AesGcmCodec(bytes(32))], ids=["plain", "aes-gcm"])
def codec(request: pytest.FixtureRequest) -> Codec:
    codec: Codec = request.param
    return codec


@pytest.fixture
async def filled(folder: Path, codec: Codec) -> Path:
    """The folder has an open case, a closed one and a draft."""
    async with FolderStore.open(folder, codec) as store:
        await store.cases.save(closed(await add(store, "a")), 1)
        await add(store, "b")
        await store.drafts.set("ada", {"step": 1})
    return folder


@each_file
@sampled
@given(data=st.data())
def test_a_flipped_bit_is_found_and_the_file_left(filled: Path, codec: Codec, name: str, data: st.DataObject) -> None:
    written = bytearray((filled / name).read_bytes())
    bit = data.draw(st.integers(0, len(written) * 8 - 1))
    written[bit // 8] ^= 1 << bit % 8
    with _in_place_of(filled / name, bytes(written)):
        _assert_refused(filled, codec, name)


@each_file
@sampled
@given(data=st.data())
def test_a_file_cut_off_is_found_and_left(filled: Path, codec: Codec, name: str, data: st.DataObject) -> None:
    written = (filled / name).read_bytes()
    length = data.draw(st.integers(0, len(written) - 1))
    with _in_place_of(filled / name, written[:length]):
        _assert_refused(filled, codec, name)


@each_file
def test_an_empty_file_is_damage_and_no_fresh_start(filled: Path, codec: Codec, name: str) -> None:
    with _in_place_of(filled / name, b""):
        _assert_refused(filled, codec, name)


@each_file
@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"cases":[]}', b"\xff", b"null", b'[{"type":"opened"}]'])
def test_a_file_that_holds_something_else_is_refused(filled: Path, codec: Codec, name: str, body: bytes) -> None:
    with _in_place_of(filled / name, codec.encode(name, body)):
        _assert_refused(filled, codec, name)


@each_file
def test_a_file_in_the_place_of_another_is_refused(filled: Path, codec: Codec, name: str) -> None:
    other = next(other for other in FILES if other != name)
    with _in_place_of(filled / name, (filled / other).read_bytes()):
        _assert_refused(filled, codec, name)


@pytest.mark.parametrize("name", ["open.json", "archive/CSCP-2026-001.json"])
def test_a_case_of_a_later_program_is_refused_without_quoting_it(filled: Path, codec: Codec, name: str) -> None:
    body = codec.decode(name, (filled / name).read_bytes()).replace(b'"schema_number":1', b'"schema_number":99')
    with _in_place_of(filled / name, codec.encode(name, body)), pytest.raises(StoreDamaged) as caught:
        FolderStore.open(filled, codec)
    assert f"{name} holds a case that this version of the bot can't read. Start the version that" in str(caught.value)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_an_archived_case_under_another_name_is_refused(filled: Path, codec: Codec) -> None:
    body = codec.decode(FILES[3], (filled / FILES[3]).read_bytes())
    name = "archive/CSCP-2026-007.json"
    with _in_place_of(filled / name, codec.encode(name, body)):
        _assert_refused(filled, codec, name)


def test_an_undamaged_folder_opens(filled: Path, codec: Codec) -> None:
    FolderStore.open(filled, codec)._lock.release()


@contextmanager
def _in_place_of(path: Path, data: bytes) -> Iterator[None]:
    before = path.read_bytes() if path.exists() else None
    path.write_bytes(data)
    try:
        yield
        assert path.read_bytes() == data
    finally:
        path.unlink() if before is None else path.write_bytes(before)


def _assert_refused(folder: Path, codec: Codec, name: str) -> None:
    with pytest.raises(StoreDamaged, match=f"^{name} .* restore the file from the backup"):
        FolderStore.open(folder, codec)
