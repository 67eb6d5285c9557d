"""A partnership has rows of every kind in a database here, under several keepers."""

import os
from datetime import date

from safeguarding.case.state.retention import tombstone_of
from store.encryption import AesGcmCodec, Codec
from store.postgres.address import Address
from store.postgres.maintenance.rows import Rows
from store.postgres.store import PostgresStore
from tests.support.postgres.bots import bot, fresh_name
from tests.support.stores.steps import AT, add, closed, updated

OLD, NEW = AesGcmCodec(os.urandom(32)), AesGcmCodec(os.urandom(32))


def rows_of(url: str, partnership: str, codec: Codec = OLD) -> Rows:
    return Rows(Address(url), partnership, codec)


async def filled(url: str, name: str | None = None) -> str:
    """Fills in seven rows: three cases, a tombstone, a document, the mark of one that was deleted, and an export."""
    name = name or fresh_name()
    async with await bot(url, name, OLD) as store:
        cases = [await add(store, triage) for triage in "abcd"]
        await store.cases.save(updated(cases[0]), 1)
        await store.cases.save_all((closed(cases[2]), 1), (closed(cases[3]), 1))
        await store.cases.delete_closed([tombstone_of(closed(cases[3]), date(2036, 6, 3))])
        await store.drafts.set_all({"ada": {"step": 1}, "ben": {"step": 1}})
        await store.drafts.delete("ben")
        await store.record_export(cases[0].ref, "ada", AT, "report")
    return name


async def state(store: PostgresStore) -> object:
    cases = store.cases
    return (cases.open_cases(), await cases.closed(), dict(cases.tombstones()), store.drafts.all())
