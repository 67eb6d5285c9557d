"""An office whose sign-off card could not be delivered is named: on the case, and to whoever runs the bot."""

from datetime import UTC, datetime, timedelta

from bot.cases.undelivered import (
    failing,
    undelivered_by_case,
    undelivered_cards,
    undelivered_offices,
    unreached,
    waiting_for_delivery,
)
from bot.messaging.ledger import CardKey, UnreachableEntry, UnreachableKey
from tests.support.case_office import CaseOffice
from tests.support.case_stages import BUSINESS_TEAM, closed_anyway, text
from tests.support.people.everybody import OPENED_AT
from tests.support.people.offices import in_conflict, partnership, person, restricted_to

FIRST, SECOND = "CSCP-2026-001", "CSCP-2026-002"


async def two_cases(at_office: CaseOffice) -> None:
    for triage in ("triage 1", "triage 2"):
        await at_office.open_one(triage)


async def test_a_case_names_each_office_once_whatever_number_of_cards_could_not_be_delivered(
    at_office: CaseOffice,
) -> None:
    await two_cases(at_office)
    await at_office.out_of_reach(FIRST, "icb", "police")
    await at_office.out_of_reach(FIRST, "icb", matter="sin_quality")
    first, second = at_office.store.cases.open_cases()
    assert set(undelivered_offices(at_office.queries, first)) == {"The icb", "The police"}
    assert len(undelivered_offices(at_office.queries, first)) == 2
    assert undelivered_offices(at_office.queries, second) == ()


async def test_the_card_of_whoever_has_left_the_office_is_no_longer_missed(at_office: CaseOffice) -> None:
    case = await at_office.open_one()
    await at_office.out_of_reach(FIRST, "icb")
    at_office.partnership = partnership(without="icb")
    assert undelivered_offices(at_office.queries, case) == ()


async def test_only_open_cases_with_a_card_that_could_not_be_delivered_are_listed(at_office: CaseOffice) -> None:
    await two_cases(at_office)
    assert undelivered_by_case(at_office.queries) == {}
    for ref in (FIRST, SECOND):
        await at_office.out_of_reach(ref, "police")
    assert undelivered_by_case(at_office.queries) == {FIRST: ("The police",), SECOND: ("The police",)}
    await at_office.keep(lambda case: closed_anyway(case, text("finished"), BUSINESS_TEAM, OPENED_AT), SECOND)
    assert undelivered_by_case(at_office.queries) == {FIRST: ("The police",)}


async def test_a_restricted_case_is_never_listed_where_whoever_runs_the_bot_reads(at_office: CaseOffice) -> None:
    await two_cases(at_office)
    for ref in (FIRST, SECOND):
        await at_office.out_of_reach(ref, "police")
    restricted = await at_office.keep(lambda case: restricted_to(case, "opener", "police"), FIRST)
    assert undelivered_by_case(at_office.queries) == {SECOND: ("The police",)}
    assert undelivered_offices(at_office.queries, restricted) == ("The police",), "those who see the case are told"


async def test_a_reader_is_told_of_the_cases_that_they_may_see_and_that_wait_for_the_office(
    at_office: CaseOffice,
) -> None:
    await two_cases(at_office)
    for ref in (FIRST, SECOND):
        await at_office.out_of_reach(ref, "police")
    queries, team = at_office.queries, person("business_team")
    assert waiting_for_delivery(queries, "The police", team) == (FIRST, SECOND)
    assert waiting_for_delivery(queries, "The icb", team) == ()
    assert waiting_for_delivery(queries, "The police", person("practitioner")) == ()
    await at_office.keep(lambda case: restricted_to(case, "opener", "police"), FIRST)
    await at_office.keep(lambda case: in_conflict(case, "icb"), SECOND)
    assert waiting_for_delivery(queries, "The police", team) == (SECOND,)
    assert waiting_for_delivery(queries, "The police", person("icb")) == ()


async def mark(at_office: CaseOffice, kind: str, entry: UnreachableEntry) -> None:
    await at_office.store.ledger.set(str(UnreachableKey(person(kind))), entry.to_json())


async def test_who_is_refused_counts_after_an_hour_of_working_time_and_who_has_no_chat_at_once(
    at_office: CaseOffice,
) -> None:
    at_office.now = datetime(2026, 6, 5, 15, 30, tzinfo=UTC)
    await mark(at_office, "icb", UnreachableEntry(at_office.now, refused=True, status=503))
    await mark(at_office, "police", UnreachableEntry(at_office.now, refused=False))
    assert set(failing(at_office.queries)) == {person("police")}
    at_office.now = datetime(2026, 6, 8, 8, 29, tzinfo=UTC)
    assert set(failing(at_office.queries)) == {person("police")}, "half an hour on Friday, and 29 minutes on Monday"
    at_office.now += timedelta(minutes=1)
    assert set(failing(at_office.queries)) == {person("police"), person("icb")}


async def test_who_was_refused_once_and_to_whom_nothing_is_sent_any_more_does_not_count(at_office: CaseOffice) -> None:
    await mark(at_office, "icb", UnreachableEntry(at_office.now, refused=True, status=503, confirmed=False))
    at_office.now += timedelta(days=3)
    assert failing(at_office.queries) == {}


async def test_while_nobody_is_reached_nobody_counts_as_the_one_who_is_not(at_office: CaseOffice) -> None:
    since = at_office.now
    for kind in ("icb", "police"):
        await mark(at_office, kind, UnreachableEntry(since, refused=True, status=401, others_reached=False))
    at_office.now += timedelta(hours=2)
    assert set(failing(at_office.queries)) == {person("icb"), person("police")}
    assert unreached(at_office.queries) == {}
    await mark(at_office, "icb", UnreachableEntry(since, refused=True, status=401))
    assert set(unreached(at_office.queries)) == {person("icb"), person("police")}, "nowhere else does anything fail"


async def test_a_card_counts_after_an_hour_or_at_once_where_its_reader_is_out_of_reach(at_office: CaseOffice) -> None:
    await two_cases(at_office)
    key, since = CardKey(FIRST, "notification_criteria", person("icb")), at_office.now
    await at_office.store.ledger.set(str(key), {"state": "failed", "since": since.isoformat()})
    assert undelivered_cards(at_office.queries) == {}
    await mark(at_office, "icb", UnreachableEntry(since, refused=False))
    assert undelivered_cards(at_office.queries) == {key: since}
    await at_office.store.ledger.delete(str(UnreachableKey(person("icb"))))
    at_office.now += timedelta(hours=1)
    assert undelivered_cards(at_office.queries, FIRST) == {key: since}
    assert undelivered_cards(at_office.queries, SECOND) == {}


async def test_a_case_names_an_unreached_office_whose_step_it_is_also_without_a_card(at_office: CaseOffice) -> None:
    case = await at_office.open_one()
    await mark(at_office, "police", UnreachableEntry(at_office.now, refused=True, status=503))
    await mark(at_office, "review_group", UnreachableEntry(at_office.now, refused=True, status=503))
    assert undelivered_offices(at_office.queries, case) == ()
    at_office.now += timedelta(hours=1)
    assert undelivered_offices(at_office.queries, case) == ("The police",)
    closed = await at_office.keep(lambda case: closed_anyway(case, text("finished"), BUSINESS_TEAM, OPENED_AT), FIRST)
    assert undelivered_offices(at_office.queries, closed) == ()
