"""Several bots share one store, and nobody decides on what another has changed."""

import pytest

from safeguarding.case.case import Case
from store.errors import Conflict
from tests.support.case_stages import closed_anyway
from tests.support.processes.bots_on_one_store import BUSINESS_TEAM, REASON, Bots
from tests.support.simulated_year.expected_messages import TEAM
from tests.support.simulated_year.simulation import bot_on
from tests.support.stores.shared import OneOfSeveral


async def test_a_step_decided_on_what_another_bot_has_changed_is_taken_anew(bots: Bots) -> None:
    case = await bots.open_case()
    await bots.restrict(0, case.ref)
    seen: list[bool] = []

    def step(now: Case) -> Case:
        seen.append(now.access.is_restricted)
        return closed_anyway(now, REASON, BUSINESS_TEAM, bots.now, "no")

    after = await bots.works[1].apply(case.ref, step)
    assert seen == [False, True]
    assert after.access.is_restricted and not after.is_open


async def test_a_merge_with_a_case_that_another_bot_has_changed_is_made_anew(bots: Bots) -> None:
    first = await bots.open_case()
    second = await bots.open_case()
    await bots.restrict(0, first.ref)
    kept = await bots.works[1].merge(second.ref, first.ref, REASON, bots.works[1].rules.partnership.actor(TEAM))
    assert kept.ref == first.ref and kept.access.is_restricted
    ended = await bots.kept.cases.get(second.ref)
    assert ended and ended.merged_into == first.ref


async def test_where_others_are_faster_again_and_again_nothing_is_recorded(bots: Bots) -> None:
    case = await bots.open_case()
    kept = bots.kept.cases

    class AlwaysLate(OneOfSeveral):
        async def refresh(self) -> None:
            """Reads what was kept before, every time."""

    late = bot_on(AlwaysLate(bots.kept, "late"), bots.teams, bots.clock).work
    await bots.restrict(0, case.ref)
    with pytest.raises(Conflict, match="Nothing was recorded"):
        await late.apply(case.ref, lambda now: closed_anyway(now, REASON, BUSINESS_TEAM, bots.now, "no"))
    assert kept.open_case(case.ref)
