"""A store is moved whole: read once, written once, and compared before it counts."""

from dataclasses import dataclass, field, replace

import pytest

from store.errors import StoreDamaged
from store.references import Numbers
from store.transfer import Contents, in_order, move, require_same
from tests.support.stores.steps import opened

CASE = opened("CSCP-2026-001", "a")
CONTENTS = Contents({CASE.ref: CASE}, {}, Numbers(), {"drafts": {"ada": {}}, "ledger": {}}, ())


@dataclass
class Place:
    there: list[Contents] = field(default_factory=list)

    async def read(self) -> Contents:
        return self.there[0]

    async def write(self, contents: Contents) -> None:
        self.there.append(contents)


async def test_everything_goes_over_and_the_source_stays() -> None:
    source, target = Place([CONTENTS]), Place()
    moved = await move(source, target)
    assert source.there == target.there == [CONTENTS] and moved is CONTENTS
    assert str(moved) == "1 cases, 0 tombstones, 1 documents and 0 recorded exports"


def test_what_does_not_read_back_as_it_was_was_not_moved() -> None:
    require_same(CONTENTS, replace(CONTENTS), "the database")
    with pytest.raises(StoreDamaged, match="What was written to the database does not read back"):
        require_same(replace(CONTENTS, cases={}), CONTENTS, "the database")


def test_exports_stand_in_one_order_wherever_they_come_from() -> None:
    early = {"at": "2026-06-02", "ref": "CSCP-2026-002", "account": "ada", "what": "report"}
    late = {"at": "2026-06-03", "ref": "CSCP-2026-001", "account": "ada", "what": "report"}
    beside = {**early, "what": "calendar"}
    assert in_order([late, early, beside]) == (beside, early, late)
