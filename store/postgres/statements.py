"""Every statement on the tables stands here and names its partnership: a test reads them all for it."""

from dataclasses import dataclass
from typing import Final

MAKE_PARTNERSHIP: Final = """
    INSERT INTO partnerships (partnership, revision, cleaned, key_id, hash_key)
    VALUES (%(partnership)s, 0, 0, %(key_id)s, %(hash_key)s) ON CONFLICT DO NOTHING
"""
KEYS: Final = "SELECT key_id, hash_key FROM partnerships WHERE partnership = %(partnership)s"
SET_KEYS: Final = """
    UPDATE partnerships SET key_id = %(key_id)s, hash_key = %(hash_key)s WHERE partnership = %(partnership)s
"""
LOCK_KEYS: Final = f"{KEYS} FOR UPDATE"
REVISION: Final = "SELECT revision, cleaned, tally FROM partnerships WHERE partnership = %(partnership)s"
NEXT_REVISION: Final = """
    UPDATE partnerships SET revision = revision + 1
    WHERE partnership = %(partnership)s AND key_id = %(key_id)s RETURNING revision, cleaned, tally
"""

SET_TALLY: Final = "UPDATE partnerships SET tally = %(tally)s WHERE partnership = %(partnership)s"
# All bots read everything anew.
RENEW: Final = "UPDATE partnerships SET cleaned = revision WHERE partnership = %(partnership)s"
CASES_TALLIED: Final = "SELECT ref, version, is_open FROM cases WHERE partnership = %(partnership)s"
TOMBSTONES_TALLIED: Final = "SELECT ref FROM tombstones WHERE partnership = %(partnership)s"

# For memory that begins empty: what is in use.
OPEN_CASES: Final = """
    SELECT ref, is_open, version, triage, body FROM cases WHERE partnership = %(partnership)s AND is_open
"""
DOCUMENTS_IN_USE: Final = """
    SELECT kind, key, etag, deleted_at IS NOT NULL, false, body FROM documents
    WHERE partnership = %(partnership)s AND laid_by IS NULL
"""
# What has changed, for memory: a closed case is only named.
CASES_SINCE: Final = """
    SELECT ref, is_open, version, triage, CASE WHEN is_open THEN body END FROM cases
    WHERE partnership = %(partnership)s AND revision > %(since)s
"""
TOMBSTONES_SINCE: Final = """
    SELECT ref, body FROM tombstones WHERE partnership = %(partnership)s AND revision > %(since)s
"""
DOCUMENTS_SINCE: Final = """
    SELECT kind, key, etag, deleted_at IS NOT NULL, laid_by IS NOT NULL, body FROM documents
    WHERE partnership = %(partnership)s AND revision > %(since)s ORDER BY revision
"""

CASE: Final = "SELECT ref, version, triage, body FROM cases WHERE partnership = %(partnership)s AND ref = %(ref)s"
CASE_OF_TRIAGE: Final = """
    SELECT ref, version, triage, body FROM cases WHERE partnership = %(partnership)s AND triage = %(triage)s
"""
CLOSED_CASES: Final = """
    SELECT ref, version, triage, body FROM cases WHERE partnership = %(partnership)s AND NOT is_open
"""
CLOSED_VERSIONS: Final = "SELECT ref, version FROM cases WHERE partnership = %(partnership)s AND NOT is_open"
ALL_CASES: Final = "SELECT ref, version, is_open, triage, body FROM cases WHERE partnership = %(partnership)s"
ADD_CASE: Final = """
    INSERT INTO cases (partnership, ref, triage, version, is_open, revision, body)
    VALUES (%(partnership)s, %(ref)s, %(triage)s, %(version)s, %(is_open)s, %(revision)s, %(body)s)
"""
SAVE_CASE: Final = """
    UPDATE cases SET version = %(version)s, is_open = %(is_open)s, revision = %(revision)s, body = %(body)s
    WHERE partnership = %(partnership)s AND ref = %(ref)s AND version = %(read_version)s
"""
DELETE_CASE: Final = """
    DELETE FROM cases WHERE partnership = %(partnership)s AND ref = %(ref)s AND NOT is_open RETURNING version
"""
ADD_TOMBSTONE: Final = """
    INSERT INTO tombstones (partnership, ref, revision, body)
    VALUES (%(partnership)s, %(ref)s, %(revision)s, %(body)s)
"""

IS_FILLED: Final = """
    SELECT EXISTS (SELECT FROM cases WHERE partnership = %(partnership)s)
        OR EXISTS (SELECT FROM tombstones WHERE partnership = %(partnership)s)
        OR EXISTS (SELECT FROM numbers WHERE partnership = %(partnership)s)
        OR EXISTS (SELECT FROM documents WHERE partnership = %(partnership)s AND deleted_at IS NULL)
        OR EXISTS (SELECT FROM exports WHERE partnership = %(partnership)s)
"""

NUMBERS: Final = "SELECT is_rehearsal, year, last, lost FROM numbers WHERE partnership = %(partnership)s"
NUMBERS_OF_YEAR: Final = f"{NUMBERS} AND year = %(year)s"
SET_NUMBERS: Final = """
    INSERT INTO numbers (partnership, is_rehearsal, year, last, lost)
    VALUES (%(partnership)s, %(is_rehearsal)s, %(year)s, %(last)s, %(lost)s)
    ON CONFLICT (partnership, is_rehearsal, year) DO UPDATE SET last = excluded.last, lost = excluded.lost
"""

SET_DOCUMENT: Final = """
    INSERT INTO documents (partnership, kind, key, etag, revision, body)
    VALUES (%(partnership)s, %(kind)s, %(key)s, %(etag)s, %(revision)s, %(body)s)
    ON CONFLICT (partnership, kind, key) DO UPDATE
    SET etag = excluded.etag, revision = excluded.revision, deleted_at = NULL, laid_by = NULL, body = excluded.body
"""
# Where nothing is in use: nothing is there, or what was there is deleted or laid by.
MAKE_DOCUMENT: Final = f"{SET_DOCUMENT} WHERE documents.deleted_at IS NOT NULL OR documents.laid_by IS NOT NULL"
REPLACE_DOCUMENT: Final = """
    UPDATE documents SET etag = %(etag)s, revision = %(revision)s, body = %(body)s
    WHERE partnership = %(partnership)s AND kind = %(kind)s AND key = %(key)s
    AND etag = %(read_etag)s AND deleted_at IS NULL
"""
DELETE_DOCUMENT: Final = """
    UPDATE documents SET etag = %(etag)s, revision = %(revision)s, deleted_at = now(), body = %(body)s
    WHERE partnership = %(partnership)s AND kind = %(kind)s AND key = %(key)s AND deleted_at IS NULL
"""
ALL_DOCUMENTS: Final = """
    SELECT kind, key, etag, deleted_at IS NOT NULL, body FROM documents WHERE partnership = %(partnership)s
"""
LAY_BY_DOCUMENT: Final = """
    UPDATE documents SET laid_by = %(laid_by)s, revision = %(revision)s
    WHERE partnership = %(partnership)s AND kind = %(kind)s AND key = %(key)s AND deleted_at IS NULL
"""
BRING_BACK_DOCUMENTS: Final = """
    UPDATE documents SET laid_by = NULL, revision = %(revision)s
    WHERE partnership = %(partnership)s AND laid_by = %(laid_by)s
    RETURNING kind, key, etag, deleted_at IS NOT NULL, false, body
"""
FORGET_DELETED: Final = """
    WITH forgotten AS (
        DELETE FROM documents
        WHERE partnership = %(partnership)s AND deleted_at < now() - make_interval(hours => %(hours)s)
        RETURNING revision
    )
    UPDATE partnerships SET cleaned = greatest(cleaned, (SELECT max(revision) FROM forgotten))
    WHERE partnership = %(partnership)s
"""

ADD_EXPORT: Final = """
    INSERT INTO exports (partnership, id, at, body) VALUES (%(partnership)s, %(id)s, %(at)s, %(body)s)
    ON CONFLICT DO NOTHING
"""
EXPORTS: Final = "SELECT id, body FROM exports WHERE partnership = %(partnership)s ORDER BY at, id"


@dataclass(frozen=True)
class Sealed:
    """A table's encrypted bodies are read and set by its keys: for going through all of them."""

    table: str
    keys: tuple[str, ...]

    @property
    def names(self) -> str:
        return f"SELECT {', '.join(self.keys)} FROM {self.table} WHERE partnership = %(partnership)s"  # noqa: S608

    @property
    def body(self) -> str:
        return f"SELECT body FROM {self.table} WHERE {self._which}"  # noqa: S608

    @property
    def set_body(self) -> str:
        return f"UPDATE {self.table} SET body = %(body)s WHERE {self._which}"  # noqa: S608

    @property
    def _which(self) -> str:
        return " AND ".join(f"{key} = %({key})s" for key in ("partnership", *self.keys))


SEALED: Final = (
    Sealed("cases", ("ref",)),
    Sealed("tombstones", ("ref",)),
    Sealed("documents", ("kind", "key")),
    Sealed("exports", ("id",)),
)
