"""The codec brings back what was written, and nothing else."""

import base64
import hashlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.encryption import AesGcmCodec, Codec, PlainCodec, read_key
from store.errors import BadKey, StoreDamaged, StoreFault, WrongKey

KEY = bytes(range(32))
CODECS = (PlainCodec(), AesGcmCodec(KEY))
BODY = b'{"cases":{"1":{"ref":"CSCP-2026-001"}}}'
NAME = "open.json"

codecs = pytest.mark.parametrize("codec", CODECS, ids=["plain", "aes-gcm"])


@codecs
@given(body=st.binary(max_size=300))
def test_what_was_written_comes_back(codec: Codec, body: bytes) -> None:
    assert codec.decode(NAME, codec.encode(NAME, body)) == body


@codecs
@given(data=st.data())
def test_a_flipped_bit_anywhere_is_damage(codec: Codec, data: st.DataObject) -> None:
    written = bytearray(codec.encode(NAME, BODY))
    bit = data.draw(st.integers(0, len(written) * 8 - 1))
    written[bit // 8] ^= 1 << bit % 8
    with pytest.raises(StoreDamaged, match=r"^open\.json is damaged.* restore"):
        codec.decode(NAME, bytes(written))


@codecs
def test_a_file_cut_off_anywhere_is_damage(codec: Codec) -> None:
    written = codec.encode(NAME, BODY)
    for length in range(len(written)):
        with pytest.raises(StoreDamaged):
            codec.decode(NAME, written[:length])


@codecs
@given(more=st.binary(min_size=1, max_size=50))
def test_a_file_with_something_appended_is_damage(codec: Codec, more: bytes) -> None:
    with pytest.raises(StoreDamaged):
        codec.decode(NAME, codec.encode(NAME, BODY) + more)


@codecs
@given(foreign=st.binary(max_size=300))
def test_bytes_from_elsewhere_are_damage(codec: Codec, foreign: bytes) -> None:
    with pytest.raises(StoreDamaged):
        codec.decode(NAME, foreign)


@codecs
def test_a_file_in_the_place_of_another_is_damage(codec: Codec) -> None:
    with pytest.raises(StoreDamaged, match=r"archive/CSCP-2026-002\.json"):
        codec.decode("archive/CSCP-2026-002.json", codec.encode("archive/CSCP-2026-001.json", BODY))


def test_a_wrong_key_is_told_apart_from_damage() -> None:
    with pytest.raises(WrongKey, match=r"open\.json was written with another key\. Start with the key"):
        AesGcmCodec(os.urandom(32)).decode(NAME, AesGcmCodec(KEY).encode(NAME, BODY))


def test_an_encrypted_file_without_a_key_is_refused() -> None:
    with pytest.raises(WrongKey, match=r"open\.json is encrypted and no key was given"):
        PlainCodec().decode(NAME, AesGcmCodec(KEY).encode(NAME, BODY))


def test_a_plain_file_with_a_key_is_refused() -> None:
    with pytest.raises(WrongKey, match=r"open\.json is not encrypted and a key was given"):
        AesGcmCodec(KEY).decode(NAME, PlainCodec().encode(NAME, BODY))


@codecs
def test_a_file_of_a_later_format_asks_for_the_later_program(codec: Codec) -> None:
    line, _, body = codec.encode(NAME, BODY).partition(b"\n")
    start = line.rpartition(b" ")[0].replace(b"cscp-store 1 ", b"cscp-store 3 ")
    check = hashlib.sha256(start).hexdigest()[:8].encode()
    with pytest.raises(StoreFault, match="newer version of the bot") as caught:
        codec.decode(NAME, start + b" " + check + b"\n" + body)
    assert not isinstance(caught.value, StoreDamaged)


def test_an_encrypted_file_shows_neither_its_content_nor_the_key() -> None:
    codec = AesGcmCodec(KEY)
    written = codec.encode(NAME, BODY)
    assert b"CSCP-2026-001" not in written
    assert KEY not in written
    assert "key" not in repr(codec)


def test_the_same_text_never_encrypts_to_the_same_bytes() -> None:
    codec = AesGcmCodec(KEY)
    assert len({codec.encode(NAME, BODY) for _ in range(100)}) == 100


def test_a_key_is_read_from_base64_with_space_around_it() -> None:
    assert read_key(f"  {base64.b64encode(KEY).decode()}\n") == KEY


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "has 0 bytes instead of 32"),
        ("not a key at all!", "is not base64"),
        ("schlüssel", "is not base64"),
        (base64.b64encode(KEY[:16]).decode(), "has 16 bytes instead of 32"),
        (base64.b64encode(KEY + b"x").decode(), "has 33 bytes instead of 32"),
    ],
)
def test_what_is_no_key_is_refused_with_how_to_make_one_and_without_showing_it(text: str, fault: str) -> None:
    with pytest.raises(BadKey, match=fault) as caught:
        read_key(text)
    assert "os.urandom(32)" in str(caught.value)
    assert not text or text not in str(caught.value)


def test_a_codec_of_a_short_key_is_refused() -> None:
    with pytest.raises(BadKey, match="has 5 bytes instead of 32"):
        AesGcmCodec(b"short")
