"""The bot seals what it saves, and what somebody else has written into the store ends no duty."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.security.sealed_cases import SealedCases, broken_seals
from safeguarding.case.case import Case, to_json
from safeguarding.case.events.any_event import SetAside
from safeguarding.case.events.case_events import Signed
from safeguarding.case.events.seals import SealKey, Seals
from safeguarding.case.state.matters import NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import is_agreed
from store.interface import Cases
from tests.support.case_office import CaseOffice, open_store
from tests.support.case_stages import BUSINESS_TEAM, COUNCIL, ICB, POLICE, closed_anyway, signed_by, text
from tests.support.people.everybody import OPENED_AT

SEALS = Seals((SealKey(OPENED_AT.date() - timedelta(days=1), b"1" * 32),))


@pytest.fixture
async def at_office(tmp_path: Path) -> AsyncIterator[CaseOffice]:
    async with open_store(tmp_path) as store:
        yield CaseOffice(store)


@pytest.fixture
def cases(at_office: CaseOffice) -> SealedCases:
    return SealedCases(at_office.store.cases, SEALS)


async def test_a_signature_is_sealed_when_it_is_saved_and_read_back_as_it_was_given(
    at_office: CaseOffice, cases: SealedCases
) -> None:
    ref = (await at_office.open_one()).ref
    signed = await at_office.service(cases).apply(ref, lambda case: signed_by(case, NOTIFICATION_CRITERIA, ICB, POLICE))
    kept = await cases.get(ref)
    assert kept and all(event.seal for event in kept.of(Signed)) and kept.version == signed.version
    assert (cases.open_case(ref), cases.open_by_ref()[ref], cases.open_cases()) == (kept, kept, (kept,))
    assert await cases.by_triage(kept.opened.triage) == kept
    assert cases.open_by_ref()[ref] is cases.open_case(ref), "what has not changed stays the same object"
    assert not broken_seals(cases.open_cases())


async def test_a_signature_that_somebody_wrote_into_the_store_ends_no_duty_and_stays_as_evidence(
    at_office: CaseOffice, cases: SealedCases
) -> None:
    ref = (await at_office.open_one()).ref
    service = at_office.service(cases)
    await service.apply(ref, lambda case: signed_by(case, NOTIFICATION_CRITERIA, ICB, POLICE))
    before = await kept(at_office.store.cases, ref)
    await at_office.store.cases.save(signed_by(before, NOTIFICATION_CRITERIA, COUNCIL), before.version)
    with capture_logs() as logged:
        forged = await kept(cases, ref)
    assert [(entry["event"], entry["ref"], entry["count"]) for entry in logged] == [("seals_broken", ref, 1)]
    assert isinstance(forged.events[-1], SetAside) and not is_agreed(forged, NOTIFICATION_CRITERIA)
    assert broken_seals(cases.open_cases()) == {ref: 1} == broken_seals(cases.open_by_ref().values())
    in_store = to_json(await kept(at_office.store.cases, ref))
    again = await service.apply(ref, lambda case: signed_by(case, NOTIFICATION_CRITERIA, COUNCIL))
    assert is_agreed(again, NOTIFICATION_CRITERIA) and is_agreed(await kept(cases, ref), NOTIFICATION_CRITERIA)
    assert to_json(await kept(at_office.store.cases, ref))[: len(in_store)] == in_store


async def test_a_case_that_is_closed_is_not_among_the_open_ones_from_then_on(
    at_office: CaseOffice, cases: SealedCases
) -> None:
    one, other = (await at_office.open_one("triage 1")).ref, (await at_office.open_one("triage 2")).ref
    assert list(cases.open_by_ref()) == [one, other]
    await at_office.service(cases).apply(one, lambda now: closed_anyway(now, text("done"), BUSINESS_TEAM, OPENED_AT))
    assert list(cases.open_by_ref()) == [other] and [case.ref for case in cases.open_cases()] == [other]
    assert cases.open_case(one) is None


async def kept(cases: Cases, ref: str) -> Case:
    case = await cases.get(ref)
    assert case
    return case


async def test_a_closed_case_and_two_that_are_saved_at_once_are_sealed_and_judged_too(
    at_office: CaseOffice, cases: SealedCases
) -> None:
    first, second = await at_office.open_one("triage 1"), await at_office.open_one("triage 2")
    signed = [signed_by(case, NOTIFICATION_CRITERIA, ICB) for case in (first, second)]
    await cases.save_all(*((case, 1) for case in signed))
    ended = closed_anyway(await kept(cases, first.ref), text("finished"), BUSINESS_TEAM, OPENED_AT)
    await cases.save(ended, signed[0].version)
    assert await cases.closed_versions() == {first.ref: ended.version}
    assert not broken_seals([*(await cases.closed()).values(), *cases.open_cases()])
    other = SealedCases(at_office.store.cases, Seals((SealKey(SEALS.keys[0].since, b"2" * 32),)))
    assert broken_seals([*(await other.closed()).values(), *other.open_cases()]) == {first.ref: 1, second.ref: 1}
    assert (
        set(other.open_by_ref()) == {second.ref} and len(other.open_by_ref()) == 1 and second.ref in other.open_by_ref()
    )
