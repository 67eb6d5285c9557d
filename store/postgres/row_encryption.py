"""Row encryption encodes the bodies of one partnership's rows by the store's codec under the name of the row, so that
none can stand in for another. Keys and triages stand in the tables as keyed hashes only: they can name people."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from safeguarding.case.case import Case
from safeguarding.case.state.retention import Tombstone
from store import tombstones
from store.case_rows import case_of, readable_plain
from store.encryption import AesGcmCodec, Codec
from store.errors import StoreDamaged, StoreFault
from store.interface import Document
from store.shared_json import shared
from store.url import is_partnership_name

HASH_KEY_BYTES = 32
TALLIED = "+"


def check_name(partnership: str) -> None:
    """Raises StoreFault for a partnership's name that can't stand in the database."""
    if not is_partnership_name(partnership):
        raise StoreFault(
            "The partnership's name in the database is up to 63 small letters, digits and hyphens, such as croydon. "
            "Correct it, and never change it once cases are there."
        )


def damaged_row(name: str) -> StoreDamaged:
    return StoreDamaged(
        f"The row {name} is damaged, and was left as it is. Stop the bot and restore the database from its backup."
    )


def seal_hash_key(partnership: str, codec: Codec, hash_key: bytes) -> bytes:
    """Encrypts the key of the hashes; that it decrypts shows that the store's key is the right one."""
    return codec.encode(f"{partnership}/hash key", hash_key)


def open_hash_key(partnership: str, codec: Codec, body: bytes) -> bytes:
    """Raises WrongKey or StoreDamaged."""
    return _decrypt(codec, f"{partnership}/hash key", body)


def key_id_of(codec: Codec) -> str:
    """Returns the id under which bots write. It has an ending, so that a bot of a version without a tally, which knows
    it without, writes nothing more."""
    return earlier_key_id_of(codec) + TALLIED


def earlier_key_id_of(codec: Codec) -> str:
    """Returns the id under which bots wrote before there was a tally."""
    return codec.key_id.decode() if isinstance(codec, AesGcmCodec) else "plain"


def row_name(table: str, *keys: str | bytes) -> str:
    """Returns the name under which the row's body is encrypted, after the partnership's name."""
    return "/".join([table, *(key.hex() if isinstance(key, bytes) else key for key in keys)])


@dataclass(frozen=True)
class RowEncryption:
    partnership: str
    codec: Codec
    hash_key: bytes = field(repr=False)

    @property
    def key_id(self) -> str:
        return key_id_of(self.codec)

    def hash(self, *words: str) -> bytes:
        text = json.dumps([self.partnership, *words]).encode()
        return hmac.digest(self.hash_key, text, hashlib.sha256)

    def triage(self, triage: str) -> bytes:
        return self.hash("triage", triage)

    def key(self, kind: str, key: str) -> bytes:
        return self.hash("document", kind, key)

    def case_body(self, case: Case) -> bytes:
        """Raises ValueError for a case that would not read back."""
        return self._encrypt(row_name("cases", case.ref), readable_plain(case))

    def case(self, ref: str, version: int, triage: bytes, body: bytes) -> Case:
        """Raises StoreDamaged for a body that is not this row's, and for a row that says another triage."""
        name = row_name("cases", ref)
        case = case_of(self._plain(name, body), f"The row {self.partnership}/{name}")
        if (case.ref, case.version, self.triage(case.opened.triage)) != (ref, version, triage):
            raise damaged_row(f"{self.partnership}/{name}")
        return case

    def laid_by(self, ref: str) -> bytes:
        return self.hash("laid by", ref)

    def document_body(self, kind: str, key: str, etag: str, value: Mapping[str, Any] | None) -> bytes:
        """Encrypts a document. ``value`` is None for the mark of one that was deleted."""
        name = row_name("documents", kind, self.key(kind, key))
        return self._encrypt(name, {"key": key, "etag": etag, "value": value})

    def document(
        self, kind: str, key_hash: bytes, etag: str, is_deleted: bool, body: bytes
    ) -> tuple[str, Document | None]:
        """Returns the key and the document. Raises StoreDamaged for a body that is not this row's."""
        name = row_name("documents", kind, key_hash)
        plain = self._plain(name, body)
        try:
            key, value, is_its_own = str(plain["key"]), plain["value"], plain["etag"] == etag
        except (KeyError, TypeError):
            raise damaged_row(f"{self.partnership}/{name}") from None
        if not is_its_own or (value is None) != is_deleted or self.key(kind, key) != key_hash:
            raise damaged_row(f"{self.partnership}/{name}")
        return key, None if value is None else Document(shared(value), etag)

    def tombstone_body(self, tombstone: Tombstone) -> bytes:
        return self._encrypt(row_name("tombstones", tombstone.ref), tombstones.as_plain(tombstone))

    def tombstone(self, ref: str, body: bytes) -> Tombstone:
        name = row_name("tombstones", ref)
        try:
            tombstone = tombstones.from_plain(self._plain(name, body))
        except (KeyError, TypeError, ValueError):
            raise damaged_row(f"{self.partnership}/{name}") from None
        if tombstone.ref != ref:
            raise damaged_row(f"{self.partnership}/{name}")
        return tombstone

    def export_body(self, number: str, entry: Mapping[str, str]) -> bytes:
        return self._encrypt(row_name("exports", number), entry)

    def export(self, number: str, body: bytes) -> dict[str, str]:
        entry: dict[str, str] = self._plain(row_name("exports", number), body)
        return entry

    def tally_body(self, plain: Any) -> bytes:
        return self._encrypt("tally", plain)

    def tally(self, body: bytes) -> Any:
        return self._plain("tally", body)

    def _encrypt(self, name: str, plain: Any) -> bytes:
        text = json.dumps(plain, separators=(",", ":"), allow_nan=False)
        return self.codec.encode(f"{self.partnership}/{name}", text.encode())

    def _plain(self, name: str, body: bytes) -> Any:
        try:
            return json.loads(_decrypt(self.codec, f"{self.partnership}/{name}", body))
        except ValueError:
            raise damaged_row(f"{self.partnership}/{name}") from None


def _decrypt(codec: Codec, name: str, body: bytes) -> bytes:
    try:
        return codec.decode(name, body)
    except StoreDamaged:
        raise damaged_row(name) from None
