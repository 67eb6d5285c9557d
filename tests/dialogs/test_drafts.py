"""Drafts of several kinds share a collection, and none is taken for another."""

from datetime import UTC, datetime
from pathlib import Path

from dialogs.triage.drafts import Drafts
from dialogs.walkthrough.drafts import Walkthroughs
from safeguarding.draft import Draft
from store.encryption import PlainCodec
from store.folder.store import FolderStore
from tests.support.incidents.walkthrough_cards import BEGUN

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


async def test_a_draft_is_read_by_its_own_kind_alone(tmp_path: Path) -> None:
    async with FolderStore.open(tmp_path / "store", PlainCodec()) as store:
        drafts, walkthroughs = Drafts(store.drafts), Walkthroughs(store.drafts)
        triage = Draft(id="t1", person=BEGUN.person, rules_version=BEGUN.rules_version)
        await drafts.keep(triage, NOW, None)
        await walkthroughs.put(BEGUN.id, BEGUN, NOW, None)
        assert [kept.draft for kept in drafts.untouched_since(NOW)] == [triage]
        assert [kept.draft for kept in walkthroughs.untouched_since(NOW)] == [BEGUN]
        assert drafts.get(BEGUN.id) is None and walkthroughs.get("t1") is None
        another = BEGUN.model_copy(update={"id": "w2"})
        found = walkthroughs.find(another, NOW)
        assert found and found.draft == BEGUN
        assert walkthroughs.find(another.model_copy(update={"ref": "CSCP-2026-999"}), NOW) is None
        await walkthroughs.drop(BEGUN.id)
        assert walkthroughs.get(BEGUN.id) is None
