"""News over whole lives of cases, to which anyone does anything in any order. After each step whoever it is for hears
of it once, nobody else, never whoever took it, and never whoever is shut out from the case."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from hypothesis import Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from safeguarding.case.case import Case
from safeguarding.case.events.case_events import Redacted
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.review_events import Recommendation
from safeguarding.case.state.matters import LCSPR_DECISION, NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.steps.handing_over import hand_over
from safeguarding.case.steps.restriction import restrict
from safeguarding.case.steps.signatures import sign
from safeguarding.partnership.model import OfficeHolder, Partner, Partners, Partnership, SeatHolder, Tenant
from safeguarding.people import Actor, Person, Seat
from tests.safeguarding.case.test_case import case_of_concern, long_case, long_cases, reviewed_case
from tests.support.each import for_each
from tests.support.generators.cases import (
    ANSWERS,
    BUSINESS_TEAM,
    CHILD,
    FIRST_MOMENT,
    MEMBERS,
    NO_ABUSE,
    OPENER,
    REASON,
    SIGNERS,
    TEXTS,
)
from tests.support.generators.review_steps import STARTS, AnyReviewSteps
from tests.support.generators.steps import MUCH_LATER
from tests.support.people.clerk_of_news import Step
from tests.support.people.everybody import OPENED_AT
from tests.support.people.newsroom import A_MINUTE, Newsroom
from tests.support.people.offices import OFFICES

__all__ = ["case_of_concern", "long_case", "long_cases", "reviewed_case"]

A_WHILE = timedelta(days=3)
SHORT = settings(max_examples=1, stateful_step_count=10, deadline=None, database=None, phases=[Phase.generate])
"""A life that fails is shown as it was drawn: to make it shorter takes minutes."""
LONG = settings(SHORT, max_examples=60, stateful_step_count=50)
TOLD: Counter[str] = Counter()
A_CHILD_DIED = Facts(
    answers={**CHILD, "abuse_or_neglect": "known"},
    evidence=dict.fromkeys(ANSWERS, TEXTS[0]),
    became_aware=date(2026, 6, 1),
    happened_in="croydon",
)
NO_ABUSE_FOUND = A_CHILD_DIED.model_copy(update={"answers": {**CHILD, **NO_ABUSE}})
COMMISSION = Recommendation(outcome="commission", national_review=False, rationale=REASON)


def _holders(seat: Seat) -> tuple[SeatHolder, ...]:
    held = (by.person for by in (*SIGNERS, *MEMBERS) if seat in by.seats)
    return tuple(SeatHolder.model_construct(title=seat.label, tenant=each.tenant, id=each.id) for each in held)


def _office(*people: Actor) -> tuple[OfficeHolder, ...]:
    held = (by.person for by in people)
    return tuple(OfficeHolder.model_construct(title=each.id, tenant=each.tenant, id=each.id) for each in held)


def _partner(seat: Seat) -> Partner:
    return Partner.model_construct(name=seat.label, dsps=_holders(seat))


PARTNERSHIP: Partnership = OFFICES.model_copy(
    update={
        "tenants": (Tenant.model_construct(id="t", name="t"),),
        "partners": Partners.model_construct(
            local_authority=_partner(Seat.LOCAL_AUTHORITY), icb=_partner(Seat.ICB), police=_partner(Seat.POLICE)
        ),
        "dcs": _holders(Seat.DCS),
        "business_team": _office(BUSINESS_TEAM),
        "review_group": _office(*MEMBERS),
    }
)
STAFF = {
    "business_team": {BUSINESS_TEAM.person},
    "review_group": {by.person for by in MEMBERS},
    **{seat.value: {by.person for by in (*SIGNERS, *MEMBERS) if seat in by.seats} for seat in Seat},
}
"""The same offices once more, for the clerk."""


class TellingNews(AnyReviewSteps):
    """The bot looks at the case after each step that was taken."""

    def attempt(self, by: Actor, step: Callable[[datetime], Case], hours: int = 1) -> None:
        before = self.case
        super().attempt(by, step, hours)
        if before.version == 1:
            self.newsroom = Newsroom(PARTNERSHIP, FIRST_MOMENT)
        if self.case is not before and not isinstance(self.case.events[-1], Redacted):
            self.check_news(Step(before, self.case, STAFF))

    def sign_for_the_sin(self) -> None:
        self.agree_all(NOTIFICATION_CRITERIA, SIGNERS)
        self.agree_all(SIN_QUALITY, SIGNERS)

    def hand_over_to(self, to: Actor, whose: Actor) -> None:
        step = partial(hand_over, self.case, [to.person], BUSINESS_TEAM, part_of=whose.person)
        self.attempt(BUSINESS_TEAM, step)

    def check_news(self, step: Step) -> None:
        new = [(news, to) for news, to in self.newsroom.look_at(step.after, self.now + A_MINUTE) if news.event]
        TOLD.update(news.kind.id for news, _ in new)
        for news, to in new:
            assert any(news.event is event for event in step.added), f"{news.kind.id} of long before, to {to}"
        told = [(news, to) for news, to in new if isinstance(to, Person)]
        assert not [(news, to) for news, to in new if step.after.access.is_restricted and not isinstance(to, Person)]
        assert not {(news.kind.id, to) for news, to in told if to in step.know and not news.kind.asks}
        assert not {to for _, to in told if step.is_shut_out(to)}
        heard = [to for news, to in told if news.kind.id != "lapsed"]
        assert len(heard) == len(set(heard))
        assert step.must_hear <= set(heard), (step.added, step.must_hear - set(heard))
        assert set(heard) <= step.may_hear, (step.added, set(heard) - step.may_hear)


def life_of(facts: Facts) -> TellingNews:
    life = TellingNews()
    life.open(facts, "opened", COMMISSION)
    return life


def a_submission_that_is_taken_back() -> None:
    life = life_of(A_CHILD_DIED)
    life.sign_for_the_sin()
    life.submit_sin_today()
    life.take_back("sin_submitted", BUSINESS_TEAM)


def an_agreement_that_is_withdrawn() -> None:
    life = life_of(NO_ABUSE_FOUND)
    life.agree_all(NOTIFICATION_CRITERIA, SIGNERS)
    digest = life.digests_shown(NOTIFICATION_CRITERIA)[-1]
    withdraw = partial(
        sign, life.case, NOTIFICATION_CRITERIA, digest, SIGNERS[2], agrees=False, reason=REASON, number=1
    )
    life.attempt(SIGNERS[2], withdraw)


def signatures_that_lapse() -> None:
    life = life_of(A_CHILD_DIED)
    life.agree_all(NOTIFICATION_CRITERIA, SIGNERS[:1])
    life.update(A_CHILD_DIED.model_copy(update={"incident_on": date(2026, 5, 31)}), None, OPENER, 1)
    life.hand_over_to(SIGNERS[1], SIGNERS[0])


def a_decision_after_returns() -> None:
    life = life_of(A_CHILD_DIED)
    life.submit_sin_today()
    life.name_chair(MEMBERS[0], SIGNERS[0])
    life.prepare(("csab",), ("A school",), BUSINESS_TEAM, 3, REASON)
    life.put_to_the_dsps(COMMISSION, MEMBERS[0])
    life.disagree(LCSPR_DECISION, SIGNERS[2])


def a_day_that_moves_later() -> None:
    life_of(A_CHILD_DIED).go_for_a_later_day_of_the_submission(SIGNERS[0])


def a_transfer() -> None:
    life_of(A_CHILD_DIED.model_copy(update={"happened_in": "Surrey"})).go_for_a_transfer(SIGNERS, BUSINESS_TEAM, None)


def a_whole_review(life: TellingNews) -> None:
    life.sign_for_the_sin()
    life.submit_sin_today()
    life.name_chair(MEMBERS[0], SIGNERS[0])
    life.prepare(("csab",), ("A school",), BUSINESS_TEAM, 3, REASON)
    life.put_to_the_dsps(COMMISSION, MEMBERS[0])
    life.agree_all(LCSPR_DECISION, SIGNERS)


def a_restricted_case() -> None:
    """Whoever opened it is not among those named, nor is a member of the Review Group."""
    life, out = life_of(A_CHILD_DIED), {OPENER.person, MEMBERS[2].person}
    named = frozenset(person for people in STAFF.values() for person in people) - out
    life.attempt(BUSINESS_TEAM, partial(restrict, life.case, named, MUCH_LATER, {}, REASON, BUSINESS_TEAM))
    a_whole_review(life)
    assert life.case.access.is_restricted and {to for *_, to in life.newsroom.told} <= named


def a_conflict_of_interest() -> None:
    """A holder of the council's seat stands back at once; another acts for it."""
    life, out = life_of(A_CHILD_DIED), SIGNERS[1]
    life.stand_back(out, REASON, withdrawn=False)
    a_whole_review(life)
    assert out.person not in {to for *_, to in life.newsroom.told}


WAYS = {
    a_submission_that_is_taken_back: "all_signed submitted corrected dates_moved",
    an_agreement_that_is_withdrawn: "agreed agreed_opener withdrawn",
    signatures_that_lapse: "lapsed_team handed_over",
    a_decision_after_returns: "chair returned confirm determined dissent",
    a_day_that_moves_later: "correction_proposed",
    a_transfer: "transfer_agreed ended",
    a_restricted_case: "all_signed submitted chair returned confirm determined decided commissioned",
    a_conflict_of_interest: "all_signed submitted chair returned confirm determined decided commissioned",
}
"""These lives come to what steps by chance hardly ever bring, with the kinds of news that they have to tell."""


@for_each("way", WAYS)
def test_each_hears_once_of_each_step_on_the_ways_that_chance_seldom_takes(way: Callable[[], None]) -> None:
    TOLD.clear()
    way()
    assert set(WAYS[way].split()) <= TOLD.keys(), TOLD


@pytest.mark.long
def test_each_hears_once_of_each_step_that_is_for_them() -> None:
    for start in STARTS:
        machine = type("FromAStart", (TellingNews,), {"begins_at": start})
        run_state_machine_as_test(seed(20261130)(machine), settings=SHORT)


@pytest.mark.soak
def test_each_hears_once_of_each_step_that_is_for_them_in_the_long_run() -> None:
    for start in STARTS:
        run_state_machine_as_test(type("FromAStart", (TellingNews,), {"begins_at": start}), settings=LONG)


def test_no_event_of_the_long_cases_is_told_twice_to_one_person_or_to_whoever_brought_it_about(
    long_cases: tuple[Case, ...],
) -> None:
    for life in long_cases:
        newsroom, heard = Newsroom(OFFICES, OPENED_AT), Counter[object]()
        events = [each.model_copy(update={"at": OPENED_AT + n * A_WHILE}) for n, each in enumerate(life.events)]
        for place, last in enumerate(events, 1):
            for news, to in newsroom.look_at(Case(tuple(events[:place])), last.at + A_MINUTE):
                assert news.event is None or news.event.by != to or news.kind.asks
                heard[id(news.event), to] += news.kind.id != "lapsed"
        assert max(heard.values(), default=0) <= 1
