"""A file that was put back is older than its siblings say; what a crash leaves never is."""

import itertools

import pytest

from store.folder.write_order import Stamp, WriteOrder

NAMES = ("open.json", "ledger.json", "register.json")
SEQUENCES = tuple(itertools.product(NAMES, repeat=5))


def written(names: tuple[str, ...]) -> list[dict[str, Stamp]]:
    """Returns the stamps of all files as they are after each write."""
    order, states = WriteOrder(), list[dict[str, Stamp]]()
    for name in names:
        order.stamps[name] = order.next_stamp()
        states.append(dict(order.stamps))
    return states


def test_a_crash_after_any_write_is_never_taken_for_a_file_put_back() -> None:
    for names in SEQUENCES:
        for state in written(names):
            assert list(WriteOrder(state).faults()) == []


def test_an_older_file_is_named_as_soon_as_a_sibling_was_written_after_the_newer_one() -> None:
    for names in SEQUENCES:
        states = written(names)
        for at, name in enumerate(names):
            later = [other for other in range(at + 1, len(names)) if names[other] == name]
            if later:
                put_back = {**states[-1], name: states[at][name]}
                is_known = any(other != name for other in names[later[0] + 1 :])
                assert any(fault.startswith(name) for fault in WriteOrder(put_back).faults()) == is_known


def test_a_missing_file_is_named_once_a_sibling_tells_of_it() -> None:
    (*_, state) = written(("open.json", "ledger.json"))
    (fault,) = WriteOrder({"ledger.json": state["ledger.json"]}).faults()
    assert fault.startswith("open.json is older than ledger.json says")


def test_a_write_that_failed_uses_up_its_place_since_it_may_be_on_disk() -> None:
    order = WriteOrder()
    order.stamps["open.json"] = order.next_stamp()
    failed = order.next_stamp()
    order.stamps["ledger.json"] = order.next_stamp()
    assert order.stamps["ledger.json"].place > failed.place
    assert list(WriteOrder({**order.stamps, "open.json": failed}).faults()) == []


def test_a_file_of_the_store_before_it_was_restored_is_named() -> None:
    order = WriteOrder()
    for name in NAMES:
        order.stamps[name] = order.next_stamp()
    before = dict(order.stamps)
    order.begin_anew()
    for name in NAMES:
        order.stamps[name] = order.next_stamp()
    assert order.last == 6
    (fault,) = WriteOrder({**order.stamps, "ledger.json": before["ledger.json"]}).faults()
    assert fault.startswith("ledger.json is not of this life of the store")


def test_exports_are_only_added_so_fewer_than_were_seen_are_named() -> None:
    order = WriteOrder(exports=3)
    order.stamps["open.json"] = order.next_stamp()
    assert list(WriteOrder(dict(order.stamps), exports=4).faults()) == []
    (fault,) = WriteOrder(dict(order.stamps), exports=2).faults()
    assert fault.startswith("exports/ lacks 1 of the records")


def test_files_without_a_stamp_are_taken_as_they_are() -> None:
    order = WriteOrder()
    order.stamps["ledger.json"] = order.next_stamp()
    assert list(WriteOrder(dict(order.stamps)).faults()) == []
    assert WriteOrder().last == 0


def test_a_stamp_reads_back_as_it_was_written() -> None:
    stamp = Stamp("life", 7, {"open.json": 5, "exports": 1})
    assert Stamp.parse(stamp.as_plain()) == stamp
    no_stamps: list[object] = [
        {},
        [],
        {"life": "x", "place": "many", "siblings": {}},
        {**stamp.as_plain(), "siblings": 1},
    ]
    for plain in no_stamps:
        with pytest.raises((AttributeError, KeyError, TypeError, ValueError)):
            Stamp.parse(plain)
