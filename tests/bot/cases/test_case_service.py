"""A step is taken on the case as it is now, once, and anew where somebody else was faster."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from bot.cases.case_service import TRIES
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, WrongStage
from safeguarding.case.events.case_events import ConflictDeclared, ConflictWithdrawn, MergedFrom
from safeguarding.case.stage import Stage
from safeguarding.case.state.links import links
from safeguarding.case.state.matters import MERGE
from safeguarding.case.state.sign_off import sign_off_of
from safeguarding.case.steps.lifecycle import close, submit_sin
from safeguarding.case.steps.restriction import declare_conflict
from safeguarding.case.steps.signatures import sign
from safeguarding.people import Actor
from store.errors import Conflict
from tests.support.case_office import CaseOffice, OvertakenCases, draft
from tests.support.case_stages import BUSINESS_TEAM, ICB, PARTNERS_DSPS, closed_anyway, signed_by, text
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.people.offices import restricted_to

FIRST, SECOND = "CSCP-2026-001", "CSCP-2026-002"
WHY = text("as agreed")


def closing(case: Case) -> Case:
    return closed_anyway(case, WHY, BUSINESS_TEAM, OPENED_AT)


def something_else(case: Case) -> Case:
    """Makes a change with which the same step may still be taken."""
    if case.access.conflicted:
        return case.then(ConflictWithdrawn(by=BUSINESS_TEAM.person, at=OPENED_AT, person=ICB.person, reason=WHY))
    return case.then(ConflictDeclared(by=ICB.person, at=OPENED_AT, reason=WHY))


class Overtaken:
    """The service is overtaken: somebody else is faster than it, so many times."""

    def __init__(self, office: CaseOffice, *rivals: tuple[str, Callable[[Case], Case]]) -> None:
        self.cases = OvertakenCases(office)
        self.cases.rivals = list(rivals)
        self.refreshed = 0
        self.service = office.service(self.cases, self.refresh)

    async def refresh(self) -> None:
        self.refreshed += 1
        self.cases.refresh()


async def kept(office: CaseOffice, ref: str) -> Case:
    case = await office.store.cases.get(ref)
    assert case
    return case


async def test_a_triage_opens_a_case_with_the_next_reference_of_the_year(at_office: CaseOffice) -> None:
    first = await at_office.open_one("triage 1")
    second = await at_office.open_one("triage 2")
    assert (first.ref, second.ref) == (FIRST, SECOND)
    assert first.opener == at_office.actor("opener").person
    assert first.facts.answers["harm"] == "died"
    assert await kept(at_office, FIRST) == first


async def test_one_triage_opens_one_case_however_often_it_is_asked_for(at_office: CaseOffice) -> None:
    first = await at_office.open_one()
    at_office.now += timedelta(hours=1)
    again = await at_office.open_one()
    assert again == first
    assert [case.ref for case in at_office.store.cases.open_cases()] == [FIRST]


async def test_a_triage_whose_case_is_closed_by_now_opens_no_other(at_office: CaseOffice) -> None:
    await at_office.open_one()
    await at_office.service().apply(FIRST, closing)
    again = await at_office.open_one()
    assert (again.ref, again.stage) == (FIRST, Stage.CLOSED)
    assert at_office.store.cases.open_cases() == ()


async def test_a_case_opened_in_the_first_minutes_of_a_year_bears_the_year_of_london(at_office: CaseOffice) -> None:
    at_office.now = OPENED_AT.replace(year=2027, month=1, day=1, hour=0)
    assert (await at_office.open_one()).ref == "CSCP-2027-001"


async def test_a_rehearsal_has_a_reference_of_its_own_kind(at_office: CaseOffice) -> None:
    case = await at_office.service().open(draft(rehearsal=True), at_office.actor("opener"))
    assert case.ref == "REHEARSAL-2026-001" and case.is_rehearsal
    assert (await at_office.open_one("triage 2")).ref == FIRST


async def test_each_recorded_step_is_told_and_one_that_changes_nothing_is_not(at_office: CaseOffice) -> None:
    await at_office.open_one()
    assert at_office.changes == [FIRST]
    await at_office.service().apply(FIRST, closing)
    assert at_office.changes == [FIRST] * 2
    after = await at_office.service().apply(FIRST, closing)
    assert at_office.changes == [FIRST] * 2
    assert after.version == 2


async def test_what_a_step_refuses_is_raised_and_nothing_is_recorded_or_told(at_office: CaseOffice) -> None:
    before = await at_office.open_one()
    told = list(at_office.changes)
    with pytest.raises(NotAllowed):
        await at_office.service().apply(FIRST, lambda case: close(case, WHY, ICB, OPENED_AT))
    assert await kept(at_office, FIRST) == before
    assert at_office.changes == told


async def test_a_step_on_a_case_that_is_not_there_is_refused(at_office: CaseOffice) -> None:
    with pytest.raises(InvalidInput, match="There is no case CSCP-2026-009"):
        await at_office.service().apply("CSCP-2026-009", closing)


@pytest.mark.parametrize("times", range(1, TRIES))
async def test_a_step_that_lost_a_race_is_taken_anew_on_the_case_as_it_is_then(
    at_office: CaseOffice, times: int
) -> None:
    await at_office.open_one()
    told = list(at_office.changes)
    overtaken = Overtaken(at_office, *[(FIRST, something_else)] * times)
    seen: list[int] = []

    def step(case: Case) -> Case:
        seen.append(case.version)
        return closing(case)

    after = await overtaken.service.apply(FIRST, step)
    assert seen == list(range(1, times + 2))
    assert overtaken.refreshed == times
    assert after == await kept(at_office, FIRST)
    assert [event.type for event in after.events[-1:]] == ["closed"] and after.version == times + 2
    assert at_office.changes == [*told, FIRST], "told once, of what was recorded"


async def test_after_five_lost_races_nothing_is_recorded_and_the_person_may_try_again(at_office: CaseOffice) -> None:
    await at_office.open_one()
    told = list(at_office.changes)
    overtaken = Overtaken(at_office, *[(FIRST, something_else)] * 6)
    with pytest.raises(Conflict, match="Nothing was recorded: try again"):
        await overtaken.service.apply(FIRST, closing)
    assert len(overtaken.cases.rivals) == 1, "it was tried five times"
    assert overtaken.refreshed == TRIES == 5
    assert (await kept(at_office, FIRST)).is_open
    assert at_office.changes == told


async def test_a_step_that_is_refused_once_another_was_faster_is_not_taken(at_office: CaseOffice) -> None:
    await at_office.open_one()
    overtaken = Overtaken(at_office, (FIRST, closing))
    with pytest.raises(WrongStage, match=f"{FIRST} is closed"):
        await overtaken.service.apply(FIRST, lambda case: declare_conflict(case, WHY, PARTNERS_DSPS[2], OPENED_AT))
    assert (await kept(at_office, FIRST)).events[-1].type == "closed"


async def test_an_update_gives_the_case_as_it_is_now_and_what_changed_in_words(at_office: CaseOffice) -> None:
    await at_office.open_one()
    changed = draft("triage 2", updating=FIRST, became_aware="2026-05-31")
    after, lines = await at_office.service().update(changed, at_office.actor("opener"))
    assert (after.ref, after.version) == (FIRST, 2)
    (line,) = lines
    assert "1 June 2026" in line and "31 May 2026" in line


async def test_an_update_that_changes_nothing_records_nothing(at_office: CaseOffice) -> None:
    before = await at_office.open_one()
    after, lines = await at_office.service().update(draft("triage 2", updating=FIRST), at_office.actor("opener"))
    assert (after, lines) == (before, ())


async def test_whoever_may_not_see_the_case_cannot_update_it(at_office: CaseOffice) -> None:
    before = await at_office.open_one()
    changed = draft("triage 2", updating=FIRST, became_aware="2026-05-31")
    with pytest.raises(InvalidInput, match="that you can see"):
        await at_office.service().update(changed, at_office.actor("practitioner"))
    assert await kept(at_office, FIRST) == before


async def test_a_merge_ends_the_duplicate_and_gives_the_case_that_goes_on(at_office: CaseOffice) -> None:
    for triage in ("triage 1", "triage 2"):
        await at_office.open_one(triage)
    told = list(at_office.changes)
    after = await at_office.service().merge(SECOND, FIRST, WHY, at_office.actor("business_team"))
    assert after.ref == FIRST and after == await kept(at_office, FIRST)
    assert (await kept(at_office, SECOND)).merged_into == FIRST
    assert at_office.changes == [*told, SECOND, FIRST]


@pytest.mark.parametrize("changed", [FIRST, SECOND])
async def test_a_merge_is_made_anew_if_one_of_the_two_was_changed_meanwhile(
    at_office: CaseOffice, changed: str
) -> None:
    for triage in ("triage 1", "triage 2"):
        await at_office.open_one(triage)
    overtaken = Overtaken(at_office, (changed, something_else))
    after = await overtaken.service.merge(SECOND, FIRST, WHY, at_office.actor("business_team"))
    assert overtaken.refreshed == 1
    assert after.access.conflicted == {ICB.person}, "which the rival had declared, in whichever of the two"
    assert (await kept(at_office, SECOND)).merged_into == FIRST


def submitted(case: Case) -> Case:
    return submit_sin(case, OPENED_AT.date(), BUSINESS_TEAM, OPENED_AT)


async def merge_signed_by_three(office: CaseOffice) -> str:
    """Proposes to merge the second case into the first, whose SIN was submitted; returns the digest to sign."""
    for triage in ("triage 1", "triage 2"):
        await office.open_one(triage)
    await office.keep(submitted, FIRST)
    proposed = await office.service().merge(SECOND, FIRST, WHY, office.actor("business_team"))
    assert proposed.ref == SECOND and (await kept(office, FIRST)).version == 2
    for by in PARTNERS_DSPS:
        await office.service().apply(SECOND, partial(signed_in_turn, by))
    standing = sign_off_of(proposed, MERGE)
    assert standing
    return standing.matter.digest


def signed_in_turn(by: Actor, case: Case) -> Case:
    return signed_by(case, MERGE, by)


def dcs_signs(digest: str) -> Callable[[Case], Case]:
    return lambda case: sign(case, MERGE, digest, EVERYBODY["dcs"], OPENED_AT, agrees=True)


async def test_the_last_agreement_merges_both_cases_also_where_one_was_changed_meanwhile(at_office: CaseOffice) -> None:
    digest = await merge_signed_by_three(at_office)
    overtaken = Overtaken(at_office, (FIRST, something_else))
    ended = await overtaken.service.apply(SECOND, dcs_signs(digest))
    assert (ended.merged_into, overtaken.refreshed) == (FIRST, 1)
    after = await kept(at_office, FIRST)
    assert after.access.conflicted == {ICB.person} and after.of(MergedFrom)


async def test_where_the_other_case_says_something_else_by_now_the_last_agreement_is_refused_and_nothing_is_lost(
    at_office: CaseOffice,
) -> None:
    digest = await merge_signed_by_three(at_office)
    await at_office.service().update(
        draft("triage 3", updating=FIRST, became_aware="2026-05-31"), at_office.actor("opener")
    )
    before = [await kept(at_office, ref) for ref in (FIRST, SECOND)]
    with pytest.raises(WrongStage, match=f"{FIRST} has changed since the merge was proposed, so nothing was signed"):
        await at_office.service().apply(SECOND, dcs_signs(digest))
    assert [await kept(at_office, ref) for ref in (FIRST, SECOND)] == before


async def test_a_merge_that_loses_every_race_leaves_both_cases_open(at_office: CaseOffice) -> None:
    for triage in ("triage 1", "triage 2"):
        await at_office.open_one(triage)
    overtaken = Overtaken(at_office, *[(FIRST, something_else)] * TRIES)
    with pytest.raises(Conflict):
        await overtaken.service.merge(SECOND, FIRST, WHY, at_office.actor("business_team"))
    assert [case.ref for case in at_office.store.cases.open_cases()] == [FIRST, SECOND]


@pytest.mark.parametrize("hidden", [FIRST, SECOND])
async def test_a_case_that_the_person_may_not_see_is_merged_with_none(at_office: CaseOffice, hidden: str) -> None:
    for triage in ("triage 1", "triage 2"):
        await at_office.open_one(triage)
    await at_office.keep(lambda case: restricted_to(case, "opener", "icb"), hidden)
    with pytest.raises(InvalidInput, match=f"There is no case {hidden} that you can see"):
        await at_office.service().merge(SECOND, FIRST, WHY, at_office.actor("business_team"))
    assert len(at_office.store.cases.open_cases()) == 2


async def test_a_link_is_made_and_removed_in_both_cases_or_in_none(at_office: CaseOffice) -> None:
    for triage in ("triage 1", "triage 2"):
        await at_office.open_one(triage)
    team, theme = at_office.actor("business_team"), text("knives")
    overtaken = Overtaken(at_office, (FIRST, something_else))
    after = await overtaken.service.link(SECOND, FIRST, "thematic_review", theme, WHY, team)
    assert (after.ref, overtaken.refreshed) == (SECOND, 1)
    assert [links(await kept(at_office, ref))[0].other for ref in (FIRST, SECOND)] == [SECOND, FIRST]
    after = await at_office.service().unlink(FIRST, SECOND, "thematic_review", WHY, team)
    assert after.ref == FIRST and after.access.conflicted == {ICB.person}, "which the rival had declared meanwhile"
    assert [links(await kept(at_office, ref)) for ref in (FIRST, SECOND)] == [(), ()]


async def test_a_link_is_made_with_all_that_is_recorded_also_by_whoever_may_not_know_of_it_all(
    at_office: CaseOffice,
) -> None:
    for triage in ("triage 1", "triage 2", "triage 3"):
        await at_office.open_one(triage)
    team, third = at_office.actor("business_team"), "CSCP-2026-003"
    await at_office.service().link(FIRST, SECOND, "same_family", None, WHY, team)
    await at_office.keep(lambda case: restricted_to(case, "opener", "icb"), SECOND)
    await at_office.service().link(FIRST, third, "same_family", None, WHY, team)
    assert [link.other for link in links(await kept(at_office, FIRST))] == [SECOND, third]
    with pytest.raises(InvalidInput, match=f"There is no case {SECOND} that you can see"):
        await at_office.service().unlink(FIRST, SECOND, "same_family", WHY, team)


async def test_a_text_gets_a_digest_with_fresh_randomness(at_office: CaseOffice) -> None:
    salts = iter(["0" * 32, "1" * 32])
    service = at_office.service()
    one, other = (type(service)(service.queries, lambda: next(salts), service.refresh).text("the same") for _ in "ab")
    assert one.shown == other.shown == "the same"
    assert one.digest != other.digest


async def test_a_merge_is_undone_in_both_cases_or_in_none(at_office: CaseOffice) -> None:
    for triage in ("triage 1", "triage 2"):
        await at_office.open_one(triage)
    team = at_office.actor("business_team")
    before = [await kept(at_office, ref) for ref in (FIRST, SECOND)]
    await at_office.service().merge(SECOND, FIRST, WHY, team)
    overtaken = Overtaken(at_office, (FIRST, something_else))
    after = await overtaken.service.undo_merge(SECOND, FIRST, WHY, team)
    assert (after.ref, after.is_open, overtaken.refreshed) == (SECOND, True, 1)
    first, second = [await kept(at_office, ref) for ref in (FIRST, SECOND)]
    assert first.access.conflicted == {ICB.person}, "which the rival had declared meanwhile"
    assert (second.stage, second.aware) == (before[1].stage, before[1].aware)
    again = await at_office.service().undo_merge(FIRST, SECOND, WHY, team)
    assert again == first, "undone twice it is as if undone once, whichever of the two is named"


async def test_an_undoing_that_loses_every_race_leaves_the_merge_as_it_is(at_office: CaseOffice) -> None:
    for triage in ("triage 1", "triage 2"):
        await at_office.open_one(triage)
    await at_office.service().merge(SECOND, FIRST, WHY, at_office.actor("business_team"))
    overtaken = Overtaken(at_office, *[(FIRST, something_else)] * TRIES)
    with pytest.raises(Conflict):
        await overtaken.service.undo_merge(FIRST, SECOND, WHY, at_office.actor("business_team"))
    assert (await kept(at_office, SECOND)).merged_into == FIRST
