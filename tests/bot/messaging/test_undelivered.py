"""The ledger says which sign-off cards could not be delivered, and where nothing arrives."""

from datetime import UTC, datetime
from pathlib import Path

from bot.messaging.ledger import CardKey, MessageKey, Topic, UnreachableEntry, UnreachableKey
from bot.messaging.undelivered import UndeliveredCards
from safeguarding.people import Person
from store.encryption import PlainCodec
from store.folder.store import FolderStore

REF, OTHER = "CSCP-2026-001", "CSCP-2026-0011"
AT = datetime(2026, 11, 26, 9, tzinfo=UTC)
ICB, POLICE, DCS = (Person(tenant=seat, id="holder") for seat in ("icb", "police", "dcs"))
FAILED: dict[str, object] = {"state": "failed", "since": AT.isoformat()}
EARLIER: dict[str, object] = {"state": "gone"}
SENT: dict[str, object] = {"state": "sent", "messages": ["m"]}
CRITERIA, QUALITY = "notification_criteria", "sin_quality"
FOUND: dict[CardKey | MessageKey, dict[str, object]] = {
    CardKey(REF, CRITERIA, ICB): FAILED,
    CardKey(REF, CRITERIA, POLICE): SENT,
    CardKey(REF, CRITERIA): EARLIER,
    CardKey(REF, QUALITY, DCS): {"state": "failed"},
    CardKey(OTHER, CRITERIA, POLICE): {**SENT, "state": "claimed", "since": AT.isoformat()},
    MessageKey(Topic("opened", REF), DCS): FAILED,
}


async def test_a_card_counts_from_its_first_failure_to_its_delivery_also_one_that_an_earlier_version_noted(
    tmp_path: Path,
) -> None:
    async with FolderStore.open(tmp_path / "store", PlainCodec()) as store:
        await store.ledger.set_all({str(key): value for key, value in FOUND.items()})
        found = {key: entry.since for key, entry in UndeliveredCards(store.ledger).cards().items()}
        own = {CardKey(REF, CRITERIA, ICB): AT, CardKey(REF, CRITERIA): None}
        assert found == {**own, CardKey(OTHER, CRITERIA, POLICE): AT}
        assert UndeliveredCards(store.ledger).cards(REF).keys() == own.keys()


async def test_a_mark_that_there_is_no_chat_ends_when_there_is_one_and_a_refusal_does_not(tmp_path: Path) -> None:
    no_chat, refused = UnreachableEntry(AT, refused=False), UnreachableEntry(AT, refused=True, status=503)
    async with FolderStore.open(tmp_path / "store", PlainCodec()) as store:
        for to, mark in ((ICB, no_chat), (POLICE, refused)):
            await store.ledger.set(str(UnreachableKey(to)), mark.to_json())
        assert UndeliveredCards(store.ledger).marks() == {ICB: no_chat, POLICE: refused}
        assert UndeliveredCards(store.ledger, lambda to: True).marks() == {POLICE: refused}
