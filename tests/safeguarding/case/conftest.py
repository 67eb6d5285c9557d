"""People, facts and cases are shared by the tests of the case.

The child of the case died on Sunday 31 May 2026. A partner became aware on Monday 1 June, and the case was opened on
Tuesday 2 June at 11:00 in London. No bank holiday falls in that June.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime

import pytest

from safeguarding.case.case import Case
from safeguarding.case.events.case_events import OutsideTeams
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import Recommendation
from safeguarding.case.state.matters import LATER_NOT_MET, LCSPR_DECISION, NOT_MET, NOTIFICATION_CRITERIA
from safeguarding.case.state.sign_off import SignOff, sign_off_of
from safeguarding.case.steps.lifecycle import open_case, submit_sin, update
from safeguarding.case.steps.signatures import propose_not_met, sign
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.framework.engine import Engine
from safeguarding.framework.framework import Framework
from safeguarding.framework.loader import current
from safeguarding.people import PARTNERS, Actor, Person, Seat
from tests.support.case_stages import (
    DEFERRING,
    closed_anyway,
    concern_decided,
    in_error,
    merged,
    put_to_the_dsps,
    recommendation,
    referred,
)
from tests.support.england.elsewhere import named_elsewhere, transferred
from tests.support.people.everybody import EVERYBODY, OPENED_AT, actor

DIED = date(2026, 5, 31)
AWARE = date(2026, 6, 1)
EMAILED = date(2026, 6, 2)
CHILD_WHO_DIED = {"harm": "died", "age": "under_18", "abuse_or_neglect": "known"}


@pytest.fixture(scope="session")
def actors() -> Mapping[str, Actor]:
    return EVERYBODY


@pytest.fixture(scope="session")
def opener(actors: Mapping[str, Actor]) -> Actor:
    return actors["opener"]


@pytest.fixture(scope="session")
def practitioner(actors: Mapping[str, Actor]) -> Actor:
    return actors["practitioner"]


@pytest.fixture(scope="session")
def business_team(actors: Mapping[str, Actor]) -> Actor:
    return actors["business_team"]


@pytest.fixture(scope="session")
def council(actors: Mapping[str, Actor]) -> Actor:
    return actors["council"]


@pytest.fixture(scope="session")
def icb(actors: Mapping[str, Actor]) -> Actor:
    return actors["icb"]


@pytest.fixture(scope="session")
def icb_deputy(actors: Mapping[str, Actor]) -> Actor:
    return actors["icb_deputy"]


@pytest.fixture(scope="session")
def police(actors: Mapping[str, Actor]) -> Actor:
    return actors["police"]


@pytest.fixture(scope="session")
def dcs(actors: Mapping[str, Actor]) -> Actor:
    return actors["dcs"]


@pytest.fixture(scope="session")
def council_and_icb() -> Actor:
    """One person was given two seats of the same matter."""
    return actor("council", "two hats", Seat.LOCAL_AUTHORITY, Seat.ICB)


@pytest.fixture(scope="session")
def framework() -> Framework:
    return current()


@pytest.fixture(scope="session")
def engine(framework: Framework) -> Engine:
    return Engine(framework)


@pytest.fixture(scope="session")
def calendar(framework: Framework) -> WorkingCalendar:
    return WorkingCalendar(framework.calendar.published_until)


@pytest.fixture(scope="session")
def at() -> datetime:
    return OPENED_AT


@pytest.fixture(scope="session")
def text() -> Callable[..., FreeText]:
    def text(words: str, salt: str = "0123456789abcdef") -> FreeText:
        return FreeText.of(words, salt)

    return text


@pytest.fixture(scope="session")
def facts(framework: Framework, text: Callable[..., FreeText]) -> Callable[..., Facts]:
    """The facts are of a child who died, abuse known, unless answers say otherwise; with the evidence that each answer
    needs."""

    def facts(
        *,
        incident_on: date | None = DIED,
        became_aware: date | None = AWARE,
        agency: FreeText | None = None,
        **answers: str,
    ) -> Facts:
        given = {**CHILD_WHO_DIED, **answers}
        needed = [name for name, value in given.items() if framework.question(name).answer(value).evidence]
        return Facts(
            answers=given,
            evidence={name: text(f"what shows {name}: {given[name]}") for name in needed},
            incident_on=incident_on,
            became_aware=became_aware,
            happened_in="croydon",
            lives_in="croydon",
            agency=agency,
        )

    return facts


@pytest.fixture(scope="session")
def opened(facts: Callable[..., Facts], engine: Engine, opener: Actor, at: datetime) -> Callable[..., Case]:
    """Opens a case of its facts; ``ref`` for a second one."""

    def opened(ref: str = "CSCP-1", at: datetime = at, **changes: date | str | None) -> Case:
        return open_case(ref, f"triage of {ref}", facts(**changes), engine, opener, at)

    return opened


@pytest.fixture(scope="session")
def case(opened: Callable[..., Case]) -> Case:
    return opened()


@pytest.fixture(scope="session")
def submitted(case: Case, business_team: Actor, at: datetime) -> Case:
    return submit_sin(case, date(2026, 6, 2), business_team, at)


@pytest.fixture(scope="session")
def updated(facts: Callable[..., Facts], engine: Engine, opener: Actor, at: datetime) -> Callable[..., Case]:
    """Returns the case as its opener has changed the facts."""
    return lambda case, **changes: update(case, facts(**changes), engine, opener, at)


@pytest.fixture(scope="session")
def sign_off() -> Callable[..., SignOff]:
    def sign_off(case: Case, matter: str = NOTIFICATION_CRITERIA) -> SignOff:
        found = sign_off_of(case, matter)
        assert found is not None
        return found

    return sign_off


@pytest.fixture(scope="session")
def signed(sign_off: Callable[..., SignOff], at: datetime) -> Callable[..., Case]:
    """Signs what the case says now, once for each person named."""

    def signed(
        case: Case,
        *people: Actor,
        matter: str = NOTIFICATION_CRITERIA,
        agrees: bool = True,
        reason: FreeText | None = None,
        at: datetime = at,
    ) -> Case:
        for by in people:
            digest = sign_off(case, matter).matter.digest
            case = sign(case, matter, digest, by, at, agrees=agrees, reason=reason)
        return case

    return signed


@pytest.fixture(scope="session")
def outside(text: Callable[..., FreeText]) -> Callable[..., OutsideTeams]:
    """Returns what the Business Team knows of a signature that was given by e-mail on 2 June."""

    def outside(by: Actor, on: date = EMAILED) -> OutsideTeams:
        return OutsideTeams(
            signed_by=by.person, on=on, how=text("by e-mail"), confirmation=text("message kept by the Business Team")
        )

    return outside


@pytest.fixture(scope="session")
def second_dsps() -> Mapping[Seat, Actor]:
    """Second DSPs hold each seat once more; the table does not try them."""
    return {
        seat: Actor(person=Person(tenant="elsewhere", id=f"second {seat}"), seats=frozenset({seat})) for seat in Seat
    }


@pytest.fixture(scope="session")
def cases(
    opened: Callable[..., Case],
    submitted: Case,
    signed: Callable[..., Case],
    second_dsps: Mapping[Seat, Actor],
    business_team: Actor,
    text: Callable[..., FreeText],
    at: datetime,
) -> Mapping[str, Case]:
    """Cases stand at every stage."""
    proposed = propose_not_met(submitted, text("the harm was not serious"), business_team, at)
    proposed_before = propose_not_met(opened(), text("the harm was not serious"), business_team, at)
    care_leaver = opened(age="18_to_24", care_experienced="yes")
    sin_only = submit_sin(care_leaver, EMAILED, business_team, at)

    def decided(found: Recommendation) -> Case:
        partners = [second_dsps[seat] for seat in PARTNERS]
        return signed(put_to_the_dsps(submitted, found), *partners, matter=LCSPR_DECISION)

    return {
        "notification": opened(),
        "rapid_review": submitted,
        "sin_only": sin_only,
        "not_met": signed(proposed_before, *second_dsps.values(), matter=NOT_MET),
        "found_not_met": signed(proposed, *second_dsps.values(), matter=LATER_NOT_MET),
        "decision": put_to_the_dsps(submitted),
        "deferred": decided(DEFERRING),
        "decided": decided(recommendation("not_met")),
        "lcspr": decided(recommendation("commission")),
        "concern": referred(sin_only),
        "concern_decided": concern_decided(sin_only),
        "closed": closed_anyway(opened(), text("finished"), business_team, at),
        "opened_in_error": in_error(opened()),
        "transferred": transferred(named_elsewhere(opened())),
        "merged": merged(opened(), opened("CSCP-3"))[0],
    }
