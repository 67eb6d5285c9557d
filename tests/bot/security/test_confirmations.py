"""A confirmation is kept on disk, holds for three days, and counts for the account that Teams was asked about alone."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.security.confirmations import HOLDS, NOTED_ANEW, Confirmations
from bot.security.member import Member, MemberStatus
from safeguarding.people import Person
from store.encryption import PlainCodec
from store.folder.store import FolderStore
from store.interface import Store
from tests.support.simulated_year.simulation import QuickDisk

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
IN_COUNCIL, IN_ICB = Person(tenant="council", id="ada"), Person(tenant="icb", id="ada")
ADA = Member(MemberStatus.MEMBER, IN_ICB)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with FolderStore.open(tmp_path / "store", PlainCodec(), QuickDisk()) as store:
        yield store


def seen_at(store: Store, now: datetime) -> Confirmations:
    return Confirmations(store.references, lambda: now)


async def test_somebody_of_another_tenant_is_known_again_as_teams_named_them(store: Store) -> None:
    await seen_at(store, MONDAY).note(IN_COUNCIL, "29:ada", ADA, MONDAY)
    assert seen_at(store, MONDAY).of(IN_COUNCIL, "29:ada") == ADA
    assert seen_at(store, MONDAY).of(IN_ICB, "29:ada") is None
    assert seen_at(store, MONDAY).of(IN_COUNCIL, "29:somebody") is None


async def test_a_confirmation_holds_over_a_weekend_and_then_no_more(store: Store) -> None:
    await seen_at(store, MONDAY).note(IN_COUNCIL, "29:ada", ADA, MONDAY)
    assert seen_at(store, MONDAY + HOLDS).of(IN_COUNCIL, "29:ada") == ADA
    assert seen_at(store, MONDAY + HOLDS + timedelta(seconds=1)).of(IN_COUNCIL, "29:ada") is None


async def test_what_stands_is_written_once_an_hour_and_what_has_changed_at_once(store: Store) -> None:
    async def etag(at: datetime, member: Member = ADA) -> str:
        await seen_at(store, at).note(IN_COUNCIL, "29:ada", member, at)
        (document,) = [store.references.get(key) for key in store.references.all()]
        assert document
        return document.etag

    first = await etag(MONDAY)
    assert await etag(MONDAY + NOTED_ANEW - timedelta(seconds=1)) == first
    later = await etag(MONDAY + NOTED_ANEW)
    assert later != first
    assert await etag(MONDAY + NOTED_ANEW, Member(MemberStatus.GUEST, IN_COUNCIL)) != later
