"""A person finds, reads and has to sign their cases: never one that is kept from them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from structlog.testing import capture_logs

from bot.cases.case_queries import CaseQueries
from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.state.links import ever_linked_to
from safeguarding.case.state.matters import LCSPR_DECISION, NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.state.retention import tombstone_of
from safeguarding.case.steps.lifecycle import reopen
from safeguarding.case.views.my_steps import my_steps
from safeguarding.people import Actor, Person
from tests.support.case_office import CaseOffice
from tests.support.case_stages import BUSINESS_TEAM, COUNCIL, ICB, POLICE, closed_anyway, signed_by, text
from tests.support.links import linked
from tests.support.people.everybody import EVERYBODY, OPENED_AT
from tests.support.people.offices import OFFICES, in_conflict, person, restricted_to
from tests.support.plain_case import opened
from tests.support.stores.shared import RememberedCases

FIRST, SECOND, THIRD = "CSCP-2026-001", "CSCP-2026-002", "CSCP-2026-003"
NOT_THERE = "CSCP-2026-009"


def closed(case: Case) -> Case:
    return closed_anyway(case, text("finished"), BUSINESS_TEAM, OPENED_AT)


class WithDamage(RememberedCases):
    """The store gives one of the open cases with an error in its record: it lacks the decisions that every case has."""

    def __init__(self, office: CaseOffice, ref: str) -> None:
        super().__init__(office.store.cases)
        self._damaged = ref

    def open_cases(self) -> tuple[Case, ...]:
        return tuple(damaged(case) if case.ref == self._damaged else case for case in super().open_cases())


class NoList(RememberedCases):
    """The store lists no open cases: whoever asks for one must name it."""

    def open_cases(self) -> tuple[Case, ...]:
        raise AssertionError("the cases were gone through one by one")


class Meanwhile(RememberedCases):
    """The store changes a case while the closed ones are read: ``before`` they are, or after."""

    def __init__(self, office: CaseOffice, change: Callable[[Case], Case], *, before: bool) -> None:
        super().__init__(office.store.cases)
        self._office, self._change, self._before = office, change, before

    async def closed(self) -> dict[str, Case]:
        if self._before:
            await self._office.keep(self._change, FIRST)
        found = await super().closed()
        if not self._before:
            await self._office.keep(self._change, FIRST)
        self.refresh()
        return found


def reopened(case: Case) -> Case:
    return reopen(case, text("it was not"), BUSINESS_TEAM, OPENED_AT)


def damaged(case: Case) -> Case:
    outcome = case.opened.outcome.model_copy(update={"values": {}})
    return Case((case.opened.model_copy(update={"outcome": outcome}), *case.events[1:]))


async def three_cases(at_office: CaseOffice) -> None:
    """Opens three cases: the second is restricted to its opener and the ICB, in the third the police have a conflict of
    interest."""
    for number in (1, 2, 3):
        await at_office.open_one(f"triage {number}")
    await at_office.keep(lambda case: restricted_to(case, "opener", "icb"), SECOND)
    await at_office.keep(lambda case: in_conflict(case, "police"), THIRD)


VISIBLE: Mapping[str, list[str]] = {
    "opener": [FIRST, SECOND, THIRD],
    "practitioner": [],
    "chair": [FIRST, THIRD],
    "review_group": [FIRST, THIRD],
    "business_team": [FIRST, THIRD],
    "council": [FIRST, THIRD],
    "icb": [FIRST, SECOND, THIRD],
    "icb_deputy": [FIRST, THIRD],
    "police": [FIRST],
    "dcs": [FIRST, THIRD],
}


async def refusal(queries: CaseQueries, ref: str, by: Actor) -> str:
    with pytest.raises(InvalidInput) as refused:
        await queries.look_up(ref, by)
    return str(refused.value)


async def test_a_button_finds_its_case_without_a_look_at_all_the_others(at_office: CaseOffice) -> None:
    """There may be hundreds of them, and each press of a button reads its case twice."""
    await three_cases(at_office)
    queries = replace(at_office.queries, cases=NoList(at_office.store.cases))
    assert (await queries.look_up(FIRST, at_office.actor("icb"))).ref == FIRST


@pytest.mark.parametrize("kind", EVERYBODY)
async def test_a_person_lists_and_finds_the_cases_that_they_may_see_and_no_others(
    kind: str, at_office: CaseOffice
) -> None:
    await three_cases(at_office)
    queries, by = at_office.queries, at_office.actor(kind)
    assert [case.ref for case in queries.visible(by)] == VISIBLE[kind]
    assert [case.ref for case in queries.readable(by)[0]] == VISIBLE[kind]
    for case in at_office.store.cases.open_cases():
        assert queries.sees(case, by.person) == (case.ref in VISIBLE[kind])
        assert await queries.may_receive_now(by.person, case.ref) == (case.ref in VISIBLE[kind])
        if case.ref in VISIBLE[kind]:
            assert await queries.look_up(case.ref, by) == case
        else:
            assert "that you can see" in await refusal(queries, case.ref, by)


async def test_a_case_that_is_kept_from_a_person_is_refused_in_the_words_for_one_that_is_not_there(
    at_office: CaseOffice,
) -> None:
    await three_cases(at_office)
    queries, by = at_office.queries, at_office.actor("business_team")
    hidden, missing = await refusal(queries, SECOND, by), await refusal(queries, NOT_THERE, by)
    assert hidden.replace(SECOND, NOT_THERE) == missing
    assert missing == f"There is no case {NOT_THERE} that you can see. Type cases for the list."


@pytest.mark.parametrize("typed", ["cscp-2026-001", "  CSCP-2026-001 ", "Cscp-2026-001\n"])
async def test_a_reference_is_found_however_it_is_typed(typed: str, at_office: CaseOffice) -> None:
    case = await at_office.open_one()
    assert await at_office.queries.look_up(typed, at_office.actor("icb")) == case


@pytest.mark.parametrize("typed", ["", "   ", "\n"])
async def test_whoever_gives_no_reference_is_told_to_add_one(typed: str, at_office: CaseOffice) -> None:
    assert (await refusal(at_office.queries, typed, at_office.actor("icb"))).startswith("Add the case's reference")


@pytest.mark.parametrize("typed", ["[a link](https://example.org)", "A" * 21, "CSCP 1"])
async def test_what_is_no_reference_is_not_repeated(typed: str, at_office: CaseOffice) -> None:
    """The words that are no reference would be read as Markdown."""
    said = await refusal(at_office.queries, typed, at_office.actor("icb"))
    assert said == "There is no case that you can see. Type cases for the list."


async def test_each_reading_is_logged_with_the_reference_and_the_person_and_a_look_up_is_not(
    at_office: CaseOffice,
) -> None:
    await at_office.open_one()
    with capture_logs() as logs:
        await at_office.queries.look_up(FIRST, at_office.actor("icb"))
        assert logs == []
        await at_office.queries.read(FIRST, at_office.actor("icb"))
    assert logs == [{"event": "case_read", "log_level": "info", "ref": FIRST, "person": "nhs/icb dsp"}]


async def test_a_reading_that_is_refused_is_not_logged_as_one(at_office: CaseOffice) -> None:
    await at_office.open_one()
    with capture_logs() as logs, pytest.raises(InvalidInput):
        await at_office.queries.read(FIRST, at_office.actor("practitioner"))
    assert logs == []


@pytest.mark.parametrize("kind", EVERYBODY)
async def test_that_a_case_was_deleted_is_told_to_the_business_team_and_the_review_group_alone(
    kind: str, at_office: CaseOffice
) -> None:
    await at_office.open_one()
    ended = await at_office.keep(closed, FIRST)
    await at_office.store.cases.delete_closed([tombstone_of(ended, date(2051, 6, 3))])
    said = await refusal(at_office.queries, FIRST, at_office.actor(kind))
    if kind in {"business_team", "review_group", "chair"}:
        assert said.startswith(f"{FIRST} was deleted on Saturday 3 June 2051 under the retention rules.")
    else:
        assert said == f"There is no case {FIRST} that you can see. Type cases for the list."


async def linked_cases(at_office: CaseOffice) -> None:
    """Links the first case to the two others, of which the second is restricted and the third has a conflict."""
    await three_cases(at_office)
    for other in (SECOND, THIRD):
        await at_office.keep(partial(linked_to, other), FIRST)
        await at_office.keep(partial(linked_to, FIRST), other)


def linked_to(other: str, case: Case) -> Case:
    return linked(case, opened(other))[0]


def others(case: Case) -> list[str]:
    return sorted(ever_linked_to(case))


@pytest.mark.parametrize("kind", EVERYBODY)
async def test_a_case_is_shown_without_its_links_to_those_that_its_reader_may_not_see(
    kind: str, at_office: CaseOffice
) -> None:
    await linked_cases(at_office)
    queries, by = at_office.queries, at_office.actor(kind)
    seen = [ref for ref in VISIBLE[kind] if ref != FIRST]
    if FIRST not in VISIBLE[kind]:
        return
    case = await queries.look_up(FIRST, by)
    assert others(case) == seen and case.version == 1 + len(seen)
    assert others(next(each for each in (await queries.readable_of_all(by))[0] if each.ref == FIRST)) == seen
    assert sorted(await queries.linked(await queries.whole(FIRST, by), by)) == seen
    assert others(await queries.whole(FIRST, by)) == [SECOND, THIRD]


async def test_a_link_to_a_deleted_case_is_shown_to_whoever_is_told_that_it_was(at_office: CaseOffice) -> None:
    await linked_cases(at_office)
    ended = await at_office.keep(closed, THIRD)
    await at_office.store.cases.delete_closed([tombstone_of(ended, date(2051, 6, 3))])
    for kind, shown in (("business_team", [THIRD]), ("council", [])):
        assert others(await at_office.queries.look_up(FIRST, at_office.actor(kind))) == shown


async def test_closed_cases_are_found_and_listed_where_all_are_asked_for(at_office: CaseOffice) -> None:
    await three_cases(at_office)
    await at_office.keep(closed, FIRST)
    await at_office.keep(closed, SECOND)
    queries, by = at_office.queries, at_office.actor("business_team")
    assert [case.ref for case in queries.readable(by)[0]] == [THIRD]
    found, unread = await queries.readable_of_all(by)
    assert sorted(case.ref for case in found) == [FIRST, THIRD] and unread == ()
    assert (await queries.look_up(FIRST, by)).ref == FIRST


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("starts_open", [True, False])
async def test_a_case_that_is_closed_or_reopened_while_all_are_read_is_listed_once(
    before: bool, starts_open: bool, at_office: CaseOffice
) -> None:
    await three_cases(at_office)
    if not starts_open:
        await at_office.keep(closed, FIRST)
    meanwhile = Meanwhile(at_office, closed if starts_open else reopened, before=before)
    found, _ = await at_office.queries_on(meanwhile).readable_of_all(at_office.actor("icb"))
    assert sorted(case.ref for case in found) == [FIRST, SECOND, THIRD]


async def test_a_list_goes_on_without_a_case_that_cannot_be_read_and_names_it(at_office: CaseOffice) -> None:
    await three_cases(at_office)
    queries, by = at_office.queries_on(WithDamage(at_office, FIRST)), at_office.actor("icb")
    with capture_logs() as logs:
        found, unread = queries.readable(by)
    assert [case.ref for case in found] == [SECOND, THIRD]
    assert unread == (FIRST,)
    assert [(entry["event"], entry["ref"]) for entry in logs] == [("case_not_read", FIRST)]
    assert (await queries.readable_of_all(by))[1] == (FIRST,)
    assert queries.readable(at_office.actor("practitioner")) == ((), ())


async def test_likely_duplicates_are_shown_without_those_that_are_kept_from_the_reader(at_office: CaseOffice) -> None:
    await three_cases(at_office)
    queries = at_office.queries
    first = await queries.look_up(FIRST, at_office.actor("icb"))

    def found(kind: str) -> list[str]:
        return [case.ref for case in queries.duplicates(first, person(kind))]

    assert found("icb") == [SECOND, THIRD]
    assert found("business_team") == [THIRD]
    assert found("police") == []
    assert found("practitioner") == []


async def test_a_message_about_a_case_goes_by_how_it_is_now_closed_or_open(at_office: CaseOffice) -> None:
    await three_cases(at_office)
    queries, channel, elsewhere = at_office.queries, OFFICES.review_channel, Person(tenant="elsewhere", id="icb dsp")
    assert await queries.may_receive_now(channel, FIRST)
    assert not await queries.may_receive_now(channel, SECOND)
    assert not await queries.may_receive_now(channel, NOT_THERE)
    assert not await queries.may_receive_now(elsewhere, FIRST)
    await at_office.keep(closed, FIRST)
    assert await queries.may_receive_now(channel, FIRST)
    assert await queries.may_receive_now(person("icb"), FIRST)


async def test_a_matter_that_the_case_does_not_ask_for_is_no_subject(at_office: CaseOffice) -> None:
    case = await at_office.open_one()
    queries = at_office.queries
    subject = queries.subject(case, NOTIFICATION_CRITERIA)
    assert subject and subject.case is case and subject.who(person("icb")) == "The icb"
    assert queries.subject(case, LCSPR_DECISION) is None
    assert queries.subject(case, "no such matter") is None


def to_sign(at_office: CaseOffice, kind: str) -> list[tuple[str, str]]:
    """Returns what waits for the person's signature, by case and matter."""
    actor, circumstances = at_office.actor(kind), at_office.rules.circumstances()
    steps = my_steps(at_office.queries.readable(actor)[0], actor, circumstances)
    return [(step.case.ref, step.matter.id) for step in steps if step.matter]


async def test_it_falls_to_each_holder_of_a_seat_to_sign_until_the_seat_is_signed_for(at_office: CaseOffice) -> None:
    await at_office.open_one()

    def waiting(kind: str) -> list[str]:
        return [matter for _, matter in to_sign(at_office, kind)]

    assert {kind: waiting(kind) for kind in EVERYBODY if waiting(kind)} == {
        "council": [NOTIFICATION_CRITERIA],
        "icb": [NOTIFICATION_CRITERIA],
        "icb_deputy": [NOTIFICATION_CRITERIA],
        "police": [NOTIFICATION_CRITERIA],
        "dcs": [SIN_QUALITY],
    }
    await at_office.keep(lambda case: signed_by(case, NOTIFICATION_CRITERIA, ICB), FIRST)
    assert waiting("icb") == waiting("icb_deputy") == []
    assert waiting("police") == [NOTIFICATION_CRITERIA]
    await at_office.keep(lambda case: signed_by(case, NOTIFICATION_CRITERIA, COUNCIL, POLICE), FIRST)
    assert waiting("council") == waiting("police") == []


async def test_nothing_waits_for_a_person_in_a_case_that_is_kept_from_them(at_office: CaseOffice) -> None:
    await three_cases(at_office)

    def waiting(kind: str) -> list[str]:
        return [ref for ref, _ in to_sign(at_office, kind)]

    assert waiting("icb") == [FIRST, SECOND, THIRD]
    assert waiting("icb_deputy") == [FIRST, THIRD]
    assert waiting("police") == [FIRST]
    await at_office.keep(closed, FIRST)
    assert waiting("police") == []
