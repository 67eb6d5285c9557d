"""Drafts of triages are kept with their chat, and refused where somebody went on meanwhile."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from dialogs.triage.drafts import Drafts
from safeguarding.draft import Draft
from safeguarding.framework.loader import CURRENT
from store.encryption import PlainCodec
from store.errors import Conflict
from store.folder.store import FolderStore
from tests.support.people.everybody import EVERYBODY, OPENED_AT

DRAFT = Draft(id="d1", person=EVERYBODY["opener"].person, rules_version=CURRENT.stem, values={"harm": "died"})


@pytest.fixture
async def drafts(tmp_path: Path) -> AsyncIterator[Drafts]:
    async with FolderStore.open(tmp_path / "store", PlainCodec()) as store:
        yield Drafts(store.drafts)


async def test_a_draft_is_read_back_with_its_moment(drafts: Drafts) -> None:
    await drafts.keep(DRAFT, OPENED_AT, None)
    kept = drafts.get("d1")
    assert kept and (kept.draft, kept.touched) == (DRAFT, OPENED_AT)
    assert drafts.get("d2") is None


async def test_an_answer_to_what_somebody_has_changed_since_is_refused(drafts: Drafts) -> None:
    await drafts.keep(DRAFT, OPENED_AT, None)
    seen = drafts.get("d1")
    assert seen
    await drafts.keep(DRAFT.with_(values={"harm": "neither"}), OPENED_AT, seen.etag)
    with pytest.raises(Conflict):
        await drafts.keep(DRAFT, OPENED_AT, seen.etag)


async def test_those_untouched_since_a_moment_are_found_and_a_dropped_one_is_not(drafts: Drafts) -> None:
    await drafts.keep(DRAFT, OPENED_AT, None)
    assert list(drafts.untouched_since(OPENED_AT - timedelta(seconds=1))) == []
    assert [kept.draft.id for kept in drafts.untouched_since(OPENED_AT)] == ["d1"]
    await drafts.drop("d1")
    assert drafts.get("d1") is None and list(drafts.untouched_since(OPENED_AT)) == []
