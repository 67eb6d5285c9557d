"""The ledger says whose sign-off card could not be delivered."""

from pathlib import Path

from bot.messaging.ledger import CardKey, MessageKey, Topic
from bot.messaging.undelivered import UndeliveredCards
from safeguarding.people import Person
from store.encryption import PlainCodec
from store.folder.store import FolderStore

REF, OTHER = "CSCP-2026-001", "CSCP-2026-0011"
ICB, POLICE, DCS = (Person(tenant=seat, id="holder") for seat in ("icb", "police", "dcs"))
GONE: dict[str, object] = {"state": "gone"}
SENT: dict[str, object] = {"state": "sent", "messages": ["m"]}


async def test_a_card_that_is_out_of_reach_counts_for_its_person_and_case_and_the_channels_for_nobody(
    tmp_path: Path,
) -> None:
    found: dict[CardKey | MessageKey, dict[str, object]] = {
        CardKey(REF, "notification_criteria", ICB): GONE,
        CardKey(REF, "notification_criteria", POLICE): SENT,
        CardKey(REF, "notification_criteria"): GONE,
        CardKey(OTHER, "notification_criteria", POLICE): GONE,
        MessageKey(Topic("opened", REF), DCS): GONE,
    }
    async with FolderStore.open(tmp_path / "store", PlainCodec()) as store:
        await store.ledger.set_all({str(key): value for key, value in found.items()})
        undelivered = UndeliveredCards(store.ledger)
        assert [undelivered.people(ref) for ref in (REF, OTHER)] == [(ICB,), (POLICE,)]
