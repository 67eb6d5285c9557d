"""Each row that was recorded is in the tally once; one that is put back, taken out or added makes it another."""

import itertools
import os

import pytest

from store.encryption import PlainCodec
from store.errors import StoreDamaged
from store.postgres.row_encryption import HASH_KEY_BYTES, RowEncryption
from store.postgres.tally import CLOSED, NUMBERS, OPEN, TOMBSTONES, RowTally, Tallies, put_back
from tests.support.postgres.bots import CROYDON, SUTTON

HASH_KEY = os.urandom(HASH_KEY_BYTES)
TALLIES = Tallies(RowEncryption(CROYDON, PlainCodec(), HASH_KEY))
ROWS = (
    TALLIES.case("CSCP-2026-001", 1, True),
    TALLIES.case("CSCP-2026-001", 2, True),
    TALLIES.case("CSCP-2026-001", 2, False),
    TALLIES.case("CSCP-2026-002", 1, True),
    TALLIES.tombstone("CSCP-2026-001"),
    TALLIES.numbers(False, 2026, 1, ()),
    TALLIES.numbers(False, 2026, 1, (1,)),
    TALLIES.numbers(True, 2026, 1, ()),
)


def test_no_two_rows_and_no_two_sets_of_rows_are_tallied_alike() -> None:
    sets = [some for number in range(4) for some in itertools.combinations(ROWS, number)]
    totals = {tuple(sorted(sum(some, RowTally()).sums.items())) for some in sets[1:]}
    assert len(totals) == len(sets) - 1


def test_another_partnership_and_another_key_tally_the_same_row_otherwise() -> None:
    for other in (RowEncryption(SUTTON, PlainCodec(), HASH_KEY), RowEncryption(CROYDON, PlainCodec(), os.urandom(32))):
        assert Tallies(other).tombstone("CSCP-2026-001").differs_in(ROWS[4]) == (TOMBSTONES,)


def test_what_was_added_can_be_taken_off_in_any_order() -> None:
    for order in itertools.permutations(ROWS[:4]):
        assert not sum(ROWS[:4], RowTally()) - order[0] - order[1] - order[2] - order[3]


def test_what_differs_is_named_by_its_part() -> None:
    whole = sum(ROWS, RowTally())
    parts = [(whole - row).differs_in(whole) for row in ROWS]
    assert parts == [(OPEN,), (OPEN,), (CLOSED,), (OPEN,), (TOMBSTONES,), (NUMBERS,), (NUMBERS,), (NUMBERS,)]
    assert put_back(CROYDON, [OPEN, CLOSED]).startswith(
        "croydon: rows of its closed cases and open cases were put back"
    )


def test_a_tally_reads_back_and_is_none_of_a_revision_that_was_put_back() -> None:
    whole = sum(ROWS, RowTally())
    body = TALLIES.body(whole, 7)
    assert not TALLIES.read(body, 7).differs_in(whole) and not TALLIES.read(body, 8).differs_in(whole)
    with pytest.raises(StoreDamaged, match=r"croydon/tally is damaged"):
        TALLIES.read(body, 6)
    no_tallies: list[object] = [{}, [], {"revision": 1, "sums": {OPEN: "no number"}}, {"revision": 1, "sums": 1}]
    for plain in no_tallies:
        with pytest.raises(StoreDamaged, match=r"croydon/tally is damaged"):
            TALLIES.read(TALLIES.encryption.tally_body(plain), 7)
