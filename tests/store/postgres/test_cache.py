"""The cache holds what a bot knows by heart; it is replaced whole, so that no reader meets half a change."""

from datetime import date

from safeguarding.case.state.retention import tombstone_of
from store.interface import Document
from store.postgres.cache import CacheSnapshot, Changes
from tests.support.stores.steps import closed, opened, updated

ONE, OTHER = opened("CSCP-2026-001", "a"), opened("CSCP-2026-002", "b")
BEFORE = CacheSnapshot().after(
    Changes(cases={OTHER.ref: OTHER, ONE.ref: ONE}, documents={("drafts", "ada"): Document({"step": 1}, "e1")}), 1
)


def test_cases_stand_in_the_order_of_their_references() -> None:
    assert list(BEFORE.cases) == [ONE.ref, OTHER.ref] and BEFORE.revision == 1


def test_a_change_leaves_the_snapshot_before_it_as_it_was() -> None:
    after = BEFORE.after(Changes(cases={ONE.ref: updated(ONE)}, documents={("drafts", "ada"): None}), 2)
    assert after.cases[ONE.ref] == updated(ONE) and after.etag("drafts", "ada") is None
    assert BEFORE.cases[ONE.ref] is ONE and BEFORE.etag("drafts", "ada") == "e1"


def test_what_did_not_change_is_the_same_object() -> None:
    after = BEFORE.after(Changes(cases={ONE.ref: updated(ONE)}), 2)
    assert after.cases[OTHER.ref] is OTHER and after.of_kind("drafts") is BEFORE.of_kind("drafts")


def test_a_case_that_closed_or_was_deleted_is_no_longer_open() -> None:
    tombstone = tombstone_of(closed(ONE), date(2051, 6, 3))
    after = BEFORE.after(Changes(cases={OTHER.ref: None}, tombstones={ONE.ref: tombstone}), 2)
    assert after.cases == {} and after.tombstones == {ONE.ref: tombstone}


def test_documents_of_one_kind_say_nothing_of_another() -> None:
    assert BEFORE.of_kind("ledger") == {} and BEFORE.etag("ledger", "ada") is None
