"""Documents are kept by key: etags, copies, and what is there after a restart."""

import asyncio
from itertools import product
from typing import Any

import pytest

from store.errors import Conflict
from tests.store.conformance.places import Open


async def test_a_document_comes_back_with_the_etag_of_its_write(open_store: Open) -> None:
    drafts = (await open_store()).drafts
    etag = await drafts.put("ada", {"answers": {"harm": "died"}}, None)
    document = drafts.get("ada")
    assert document is not None
    assert (document.value, document.etag) == ({"answers": {"harm": "died"}}, etag)


async def test_what_is_not_there_is_none(open_store: Open) -> None:
    store = await open_store()
    assert store.drafts.get("ada") is None
    assert store.drafts.all() == {}


async def test_documents_outlive_a_restart_with_their_etags(open_store: Open) -> None:
    store = await open_store()
    etag = await store.ledger.put("CSCP-2026-001/sin", {"state": "claimed"}, None)
    await store.close()
    document = (await open_store()).ledger.get("CSCP-2026-001/sin")
    assert document is not None
    assert (document.value, document.etag) == ({"state": "claimed"}, etag)


async def test_each_kind_of_document_has_keys_of_its_own(open_store: Open) -> None:
    store = await open_store()
    kinds = (store.drafts, store.conversations, store.references, store.ledger)
    for number, documents in enumerate(kinds):
        await documents.put("key", {"number": number}, None)
    assert [documents.all() for documents in kinds] == [{"key": {"number": number}} for number in range(4)]


async def test_a_first_write_is_refused_where_something_is_there(open_store: Open) -> None:
    drafts = (await open_store()).drafts
    await drafts.put("ada", {"step": 1}, None)
    with pytest.raises(Conflict, match="Read it again"):
        await drafts.put("ada", {"step": 2}, None)
    assert drafts.all() == {"ada": {"step": 1}}


async def test_a_write_over_an_etag_of_before_is_refused(open_store: Open) -> None:
    drafts = (await open_store()).drafts
    first = await drafts.put("ada", {"step": 1}, None)
    await drafts.put("ada", {"step": 2}, first)
    with pytest.raises(Conflict):
        await drafts.put("ada", {"step": 3}, first)
    assert drafts.all() == {"ada": {"step": 2}}


async def test_a_write_over_what_was_deleted_is_refused(open_store: Open) -> None:
    drafts = (await open_store()).drafts
    etag = await drafts.put("ada", {"step": 1}, None)
    await drafts.delete("ada")
    with pytest.raises(Conflict):
        await drafts.put("ada", {"step": 2}, etag)
    assert drafts.get("ada") is None


async def test_the_same_value_written_again_gets_a_new_etag(open_store: Open) -> None:
    drafts = (await open_store()).drafts
    first = await drafts.put("ada", {"step": 1}, None)
    assert await drafts.put("ada", {"step": 1}, first) != first


async def test_setting_asks_for_no_etag(open_store: Open) -> None:
    references = (await open_store()).references
    await references.set("channel", {"service_url": "one"})
    await references.set("channel", {"service_url": "two"})
    assert references.all() == {"channel": {"service_url": "two"}}


async def test_a_written_value_replaces_the_one_before_whole(open_store: Open) -> None:
    store = await open_store()
    await store.drafts.set("ada", {"answers": {"harm": "died"}, "back": True})
    await store.drafts.set("ada", {"answers": {}})
    await store.close()
    assert (await open_store()).drafts.all() == {"ada": {"answers": {}}}


async def test_deleting_twice_is_harmless_and_stays_after_a_restart(open_store: Open) -> None:
    store = await open_store()
    await store.drafts.set("ada", {"step": 1})
    await store.drafts.set("ben", {"step": 1})
    await store.drafts.delete("ada")
    await store.drafts.delete("ada")
    await store.close()
    assert (await open_store()).drafts.all() == {"ben": {"step": 1}}


async def test_what_was_read_is_nobodys_to_change_and_so_not_stored_otherwise(open_store: Open) -> None:
    store = await open_store()
    await store.drafts.set("ada", {"answers": {"harm": "died"}})
    await store.close()
    for drafts in (store.drafts, (await open_store()).drafts):
        document = drafts.get("ada")
        assert document is not None
        for value in (document.value, drafts.all()["ada"]):
            with pytest.raises(TypeError, match="change a copy"):
                value["answers"]["harm"] = "neither"
        assert drafts.all() == {"ada": {"answers": {"harm": "died"}}}


async def test_what_a_writer_changes_afterwards_is_not_stored(open_store: Open) -> None:
    store = await open_store()
    value: dict[str, Any] = {"answers": {"harm": "died"}}
    writing = asyncio.create_task(store.drafts.set("ada", value))
    await asyncio.sleep(0)
    value["answers"]["harm"] = "neither"
    await writing
    assert store.drafts.all() == {"ada": {"answers": {"harm": "died"}}}
    await store.close()
    assert (await open_store()).drafts.all() == {"ada": {"answers": {"harm": "died"}}}


@pytest.mark.parametrize("value", [{"at": object()}, {"score": float("nan")}], ids=["object", "nan"])
async def test_what_json_cannot_hold_is_refused_and_nothing_changes(open_store: Open, value: dict[str, Any]) -> None:
    drafts = (await open_store()).drafts
    await drafts.set("ada", {"step": 1})
    with pytest.raises((TypeError, ValueError)):
        await drafts.set("ada", value)
    assert drafts.all() == {"ada": {"step": 1}}


@pytest.mark.parametrize("key", ["", "a/b", "..", "Zoë", "line\nbreak", "\ud800"])
async def test_any_text_is_a_key(open_store: Open, key: str) -> None:
    store = await open_store()
    await store.conversations.set(key, {"key": key})
    await store.close()
    assert (await open_store()).conversations.all() == {key: {"key": key}}


async def test_of_fifty_claims_at_once_one_succeeds(open_store: Open) -> None:
    ledger = (await open_store()).ledger
    leases = [ledger.put("nudge", {"by": number}, None) for number in range(50)]
    outcomes = await asyncio.gather(*leases, return_exceptions=True)
    assert sum(isinstance(outcome, str) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 49


async def test_a_claim_takes_all_that_it_names_or_none(open_store: Open) -> None:
    ledger = (await open_store()).ledger
    etag = await ledger.put("digest", {"state": "failed"}, None)
    one, both = {"nudge": {"by": "one"}}, {"digest": {"by": "two"}, "nudge": {"by": "two"}}
    assert await ledger.claim(one, {"nudge": None})
    assert not await ledger.claim(both, {"digest": etag, "nudge": None})
    assert ledger.all() == {"digest": {"state": "failed"}, "nudge": {"by": "one"}}
    nudge = ledger.get("nudge")
    assert nudge and await ledger.claim(both, {"digest": etag, "nudge": nudge.etag})
    assert ledger.all() == both


async def test_what_is_gone_is_not_claimed_by_what_was_read_of_it(open_store: Open) -> None:
    ledger = (await open_store()).ledger
    etag = await ledger.put("nudge", {"state": "failed"}, None)
    await ledger.delete("nudge")
    assert not await ledger.claim({"nudge": {"by": "one"}}, {"nudge": etag})
    assert ledger.all() == {}


async def test_fifty_documents_written_at_once_are_all_there(open_store: Open) -> None:
    store = await open_store()
    await asyncio.gather(*(store.drafts.set(f"person {number}", {"n": number}) for number in range(50)))
    await store.close()
    assert (await open_store()).drafts.all() == {f"person {number}": {"n": number} for number in range(50)}


async def test_of_fifty_claims_of_two_documents_at_once_one_succeeds(open_store: Open) -> None:
    ledger = (await open_store()).ledger
    both = [{"one": {"by": number}, "two": {"by": number}} for number in range(50)]
    claimed = await asyncio.gather(*(ledger.claim(values, {"one": None, "two": None}) for values in both))
    assert claimed.count(True) == 1
    assert ledger.all() == both[claimed.index(True)]


async def test_a_claim_changes_the_etags(open_store: Open) -> None:
    ledger = (await open_store()).ledger
    etag = await ledger.put("one", {"by": "x"}, None)
    assert await ledger.claim({"one": {"by": "y"}}, {"one": etag})
    assert not await ledger.claim({"one": {"by": "z"}}, {"one": etag})
    with pytest.raises(Conflict):
        await ledger.put("one", {"by": "z"}, etag)


async def test_what_was_deleted_can_be_claimed_and_written_anew(open_store: Open) -> None:
    ledger = (await open_store()).ledger
    for key in ("one", "two", "three"):
        await ledger.set(key, {"by": "x"})
    await ledger.delete("one", "two", "three", "never there")
    assert await ledger.claim({"one": {"by": "y"}}, {"one": None})
    await ledger.put("two", {"by": "y"}, None)
    await ledger.set("three", {"by": "y"})
    assert (await open_store()).ledger.all() == {key: {"by": "y"} for key in ("one", "two", "three")}


async def test_documents_are_found_by_the_beginning_of_their_keys(open_store: Open) -> None:
    drafts = (await open_store()).drafts
    await drafts.set_all({"a|1": {"n": 1}, "a|2": {"n": 2}, "b|1": {"n": 3}})
    assert drafts.all("a|") == {"a|1": {"n": 1}, "a|2": {"n": 2}}


async def test_of_two_who_change_the_same_at_the_same_moment_one_is_refused_and_the_others_are_kept(
    open_store: Open,
) -> None:
    drafts = (await open_store()).drafts
    etag = await drafts.put("ada", {"step": 1}, None)
    outcomes = await asyncio.gather(
        drafts.put("ada", {"step": 2}, etag),
        drafts.put("ada", {"step": 3}, etag),
        drafts.set("ben", {"step": 1}),
        return_exceptions=True,
    )
    assert [isinstance(outcome, Conflict) for outcome in outcomes] == [False, True, False]
    assert drafts.all() == {"ada": {"step": 2}, "ben": {"step": 1}}


async def test_what_was_noted_is_read_back_and_can_be_written_over(open_store: Open) -> None:
    conversations = (await open_store()).conversations
    etag = await conversations.put("chat", {"card": "first"}, None)
    await conversations.note("chat", {"card": "second"}, etag)
    noted = conversations.get("chat")
    assert noted is not None and noted.value == {"card": "second"}
    assert conversations.all() == {"chat": {"card": "second"}}
    await conversations.put("chat", {"card": "third"}, noted.etag)
    assert conversations.all() == {"chat": {"card": "third"}}


async def test_a_note_over_what_has_changed_since_is_refused(open_store: Open) -> None:
    conversations = (await open_store()).conversations
    first = await conversations.put("chat", {"card": "first"}, None)
    await conversations.put("chat", {"card": "second"}, first)
    with pytest.raises(Conflict):
        await conversations.note("chat", {"card": "third"}, first)
    await conversations.delete("chat")
    with pytest.raises(Conflict):
        await conversations.note("chat", {"card": "third"}, first)
    assert conversations.get("chat") is None


async def test_what_its_maker_changes_afterwards_is_not_in_a_note(open_store: Open) -> None:
    conversations = (await open_store()).conversations
    etag, value = await conversations.put("chat", {"card": "first"}, None), {"card": "second"}
    await conversations.note("chat", value, etag)
    value["card"] = "changed afterwards"
    assert conversations.all() == {"chat": {"card": "second"}}


async def test_those_that_begin_alike_are_found_whatever_else_is_there(open_store: Open) -> None:
    drafts = (await open_store()).drafts
    keys = ["".join(letters) for length in (1, 2, 3) for letters in product("a|\U0010ffff", repeat=length)]
    await drafts.set_all({key: {"key": key} for key in keys[::2]})
    for prefix in ("", "b", *keys):
        assert drafts.all(prefix) == {key: {"key": key} for key in keys[::2] if key.startswith(prefix)}
