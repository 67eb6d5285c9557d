"""Codecs are the one way in which bytes go to disk and come back: plain with a checksum, or encrypted with AES-GCM.

A file is one header line and a body. The header has a checksum of its own, so that damage is told apart from a wrong
key; the file's name is covered as well, so that one file can't stand in for another.
"""

import base64
import binascii
import hashlib
import os
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from store.errors import BadKey, StoreDamaged, StoreFault, WrongKey

MAGIC = b"cscp-store"
FORMAT, WITH_CHANGES = VERSIONS = (b"1", b"2")
"""Beside a file of the second version another may hold what has changed since: a program that does not know it must not
read the first alone."""
PLAIN = b"plain"
AES_GCM = b"aes-gcm"
KEY_BYTES = 32
NONCE_BYTES = 12
MAKE_A_KEY = (
    'Make one with: python -c "import base64, os; print(base64.b64encode(os.urandom(32)).decode())" '
    "and keep it where the backups are not."
)


class Codec(Protocol):
    """A codec encodes a file under its name in the store's folder, and decodes it under the same name only."""

    def encode(self, name: str, body: bytes, version: bytes = FORMAT) -> bytes: ...

    def decode(self, name: str, data: bytes) -> bytes:
        """Raises StoreDamaged or WrongKey."""


class PlainCodec:
    """The plain codec writes what anybody who can read the file can read: it is for local mode."""

    def encode(self, name: str, body: bytes, version: bytes = FORMAT) -> bytes:
        return _header(version, PLAIN, _checksum(name, body)) + body

    def decode(self, name: str, data: bytes) -> bytes:
        head = _read_header(name, data)
        if head.kind != PLAIN:
            raise WrongKey(f"{name} is encrypted and no key was given. Start with the key that it was written with.")
        if head.fields != (_checksum(name, head.body),):
            raise damaged_file(name)
        return head.body


@dataclass(frozen=True)
class AesGcmCodec:
    """The codec encrypts and authenticates. A random 96-bit nonce is safe for some four billion writes under one
    key."""

    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.key) != KEY_BYTES:
            raise BadKey(f"The store's key has {len(self.key)} bytes instead of {KEY_BYTES}. {MAKE_A_KEY}")

    def encode(self, name: str, body: bytes, version: bytes = FORMAT) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        header = _header(version, AES_GCM, self.key_id, nonce.hex().encode())
        return header + AESGCM(self.key).encrypt(nonce, body, name.encode() + b"\n" + header)

    def decode(self, name: str, data: bytes) -> bytes:
        head = _read_header(name, data)
        if head.kind != AES_GCM:
            raise WrongKey(
                f"{name} is not encrypted and a key was given. Start without the key, "
                "or with the folder that was written with it."
            )
        key_id, nonce = head.fields
        if key_id != self.key_id:
            raise WrongKey(f"{name} was written with another key. Start with the key that it was written with.")
        try:
            associated = name.encode() + b"\n" + head.line
            return AESGCM(self.key).decrypt(bytes.fromhex(nonce.decode()), head.body, associated)
        except InvalidTag:
            raise damaged_file(name) from None

    @property
    def key_id(self) -> bytes:
        """The id tells keys apart and gives nothing away of a random key."""
        return hashlib.sha256(b"cscp-store key id\n" + self.key).hexdigest()[:16].encode()


def read_key(text: str) -> bytes:
    """Decodes a key as it stands in the settings: base64 of 32 random bytes. Raises BadKey, which never shows the
    text."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise BadKey(f"The store's key is not base64. {MAKE_A_KEY}") from None
    if len(key) != KEY_BYTES:
        raise BadKey(f"The store's key has {len(key)} bytes instead of {KEY_BYTES}. {MAKE_A_KEY}")
    return key


def damaged_file(name: str) -> StoreDamaged:
    return StoreDamaged(f"{name} is damaged, and was left as it is. Stop the bot and restore the file from the backup.")


@dataclass(frozen=True)
class _Head:
    line: bytes
    kind: bytes
    fields: tuple[bytes, ...]
    body: bytes


def _header(version: bytes, kind: bytes, *fields: bytes) -> bytes:
    start = b" ".join((MAGIC, version, kind, *fields))
    return start + b" " + _short_hash(start) + b"\n"


def _read_header(name: str, data: bytes) -> _Head:
    line, newline, body = data.partition(b"\n")
    start, _, check = line.rpartition(b" ")
    if not newline or not start.startswith(MAGIC + b" ") or check != _short_hash(start):
        raise damaged_file(name)
    _, version, kind, *fields = start.split(b" ")
    if version not in VERSIONS:
        raise StoreFault(f"{name} was written by a newer version of the bot. Start that version.")
    return _Head(line + newline, kind, tuple(fields), body)


def _short_hash(start: bytes) -> bytes:
    return hashlib.sha256(start).hexdigest()[:8].encode()


def _checksum(name: str, body: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + body).hexdigest().encode()


@dataclass(frozen=True)
class EitherCodec:
    """The codec reads with whichever of two keys a file was written with, during a key rotation. It writes nothing."""

    old: Codec
    new: Codec

    def encode(self, name: str, body: bytes, version: bytes = FORMAT) -> bytes:
        raise AssertionError("which key is meant?")

    def decode(self, name: str, data: bytes) -> bytes:
        if is_under(self.new, name, data):
            return self.new.decode(name, data)
        return self.old.decode(name, data)


def is_under(codec: Codec, name: str, data: bytes) -> bool:
    """Says whether the file was written with this key; damage is found later, when the file is read."""
    try:
        codec.decode(name, data)
    except WrongKey:
        return False
    except StoreDamaged:
        return True
    return True
