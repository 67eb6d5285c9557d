"""An update says who may change a case and what is harmless, and lets signatures lapse or stand."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import product

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput, NotAllowed, WrongStage
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.state.duties import open_duties
from safeguarding.case.state.matters import SIN_QUALITY
from safeguarding.case.state.sign_off import SignOff
from safeguarding.case.state.weakening import weakening
from safeguarding.case.steps.lifecycle import open_case, update
from safeguarding.framework.engine import Engine
from safeguarding.framework.loader import load_earlier
from safeguarding.people import Actor, Person, Seat
from tests.support.case_stages import closed_anyway

FactsOf = Callable[..., Facts]
Signed = Callable[..., Case]
Standing = Callable[..., SignOff]


@pytest.mark.parametrize("who", ["opener", "business_team", "council", "icb", "icb_deputy", "police", "dcs"])
def test_the_opener_the_business_team_and_seat_holders_update(
    case: Case, facts: FactsOf, engine: Engine, actors: Mapping[str, Actor], at: datetime, who: str
) -> None:
    updated = update(case, facts(abuse_or_neglect="suspected"), engine, actors[who], at)
    assert updated.events[-1].by == actors[who].person
    assert updated.facts.answers["abuse_or_neglect"] == "suspected"


@pytest.mark.parametrize("who", ["practitioner", "review_group"])
def test_others_do_not_update(
    case: Case, facts: FactsOf, engine: Engine, actors: Mapping[str, Actor], at: datetime, who: str
) -> None:
    with pytest.raises(NotAllowed, match="opened the case, the Business Team and the partners"):
        update(case, facts(abuse_or_neglect="suspected"), engine, actors[who], at)


def test_the_same_directory_id_in_another_tenant_is_another_person(
    case: Case, facts: FactsOf, engine: Engine, opener: Actor, at: datetime
) -> None:
    stranger = Actor(person=Person(tenant="elsewhere", id=opener.person.id))
    with pytest.raises(NotAllowed):
        update(case, facts(abuse_or_neglect="suspected"), engine, stranger, at)


def test_a_closed_case_is_not_updated(
    case: Case, facts: FactsOf, engine: Engine, business_team: Actor, at: datetime, text: Callable[..., FreeText]
) -> None:
    closed = closed_anyway(case, text("opened twice"), business_team, at)
    with pytest.raises(WrongStage, match=r"CSCP-1 is closed\. The Business Team can reopen it"):
        update(closed, facts(abuse_or_neglect="suspected"), engine, business_team, at)


def test_an_update_reaches_the_outcome_anew_and_keeps_the_old_one_in_the_history(
    opened: Callable[..., Case], facts: FactsOf, engine: Engine, opener: Actor, at: datetime
) -> None:
    case = opened(abuse_or_neglect="not_known")
    updated = update(case, facts(), engine, opener, at)
    assert updated.outcome.values["sin"] == "required"
    assert updated.opened.outcome.values["sin"] == "not_yet_known"
    assert updated.events[:-1] == case.events


def test_an_unchanged_update_is_harmless(
    case: Case, facts: FactsOf, engine: Engine, opener: Actor, at: datetime
) -> None:
    assert update(case, facts(), engine, opener, at) is case


def test_an_update_whose_texts_differ_in_salt_only_is_harmless(
    case: Case, facts: FactsOf, engine: Engine, opener: Actor, at: datetime, text: Callable[..., FreeText]
) -> None:
    salted = {name: text(written.shown, salt="f" * 16) for name, written in facts().evidence.items()}
    same = facts().model_copy(update={"evidence": salted})
    assert same != case.facts
    assert update(case, same, engine, opener, at) is case


def test_a_text_that_nobody_changed_stays_the_very_one_that_was_signed(
    case: Case,
    facts: FactsOf,
    engine: Engine,
    opener: Actor,
    council: Actor,
    at: datetime,
    text: Callable[..., FreeText],
    signed: Signed,
    sign_off: Standing,
) -> None:
    salted = {name: text(written.shown, salt="f" * 16) for name, written in facts().evidence.items()}
    corrected = facts(agency=text("Health Services")).model_copy(update={"evidence": salted})
    updated = update(signed(case, council), corrected, engine, opener, at)
    assert updated.facts.evidence == case.facts.evidence
    assert updated.facts.agency == text("Health Services")
    assert sign_off(updated).signatures.keys() == {Seat.LOCAL_AUTHORITY}


def test_unchanged_facts_under_newer_rules_are_an_update(
    case: Case, facts: FactsOf, engine: Engine, business_team: Actor, at: datetime
) -> None:
    approval = engine.framework.approval.model_copy(update={"version": "2027.1"})
    newer = Engine(engine.framework.model_copy(update={"approval": approval}))
    updated = update(case, facts(), newer, business_team, at)
    versions = [statement.outcome.rules_version for statement in (updated.opened, updated)]
    assert versions == [engine.framework.version, "2027.1"]


EARLIER = Engine(load_earlier("2026.1"))
ANY_HARM = ("died", "seriously_harmed", "hurt", "neither", "not_known")
ANY_AGE = ("under_18", "18_to_24", "not_known")
ANY_ABUSE, ANY_CARE = ("known", "neither", "not_known"), ("yes", "no", "not_known")


@pytest.fixture
def older(facts: FactsOf, opener: Actor, at: datetime) -> Callable[..., Case]:
    """Opens a case under 2026.1, where "neither" meant that nobody died or was seriously harmed."""
    return lambda **answers: open_case("CSCP-1", "t", facts(**answers), EARLIER, opener, at)


def test_an_older_case_keeps_its_answers_its_outcome_and_its_rules(older: Callable[..., Case]) -> None:
    case = older(harm="neither")
    assert (case.outcome.rules_version, case.facts.answers["harm"]) == ("2026.1", "neither")
    assert open_duties(case) == ()


def test_a_neither_of_the_rules_of_before_that_is_answered_anew_goes_to_the_partners(
    older: Callable[..., Case], facts: FactsOf, engine: Engine, opener: Actor, at: datetime
) -> None:
    case = older(harm="neither")
    assert "harm" not in case.facts_under(engine.framework).answers
    hurt = update(case, facts(harm="hurt", abuse_or_neglect="neither"), engine, opener, at)
    assert hurt.proposals.update is None
    assert [duty.title for duty in open_duties(hurt)] == ["the three partners have not agreed that no SIN is required"]
    assert open_duties(update(case, facts(harm="neither"), engine, opener, at)) == ()


def test_what_is_answered_anew_holds_at_once_though_a_later_day_is_only_proposed(
    older: Callable[..., Case], facts: FactsOf, engine: Engine, opener: Actor, at: datetime
) -> None:
    """The partners are asked, since a serious harm was stated first."""
    serious = older(harm="seriously_harmed", abuse_or_neglect="neither")
    case = update(serious, facts(harm="neither", abuse_or_neglect="neither"), EARLIER, opener, at)
    changed = update(
        case,
        facts(harm="hurt", abuse_or_neglect="neither", became_aware=date(2026, 6, 2)),
        engine,
        opener,
        at,
    )
    assert changed.proposals.update is not None
    assert (changed.facts.answers["harm"], changed.facts.became_aware) == ("hurt", case.facts.became_aware)


def test_from_no_older_case_does_one_person_end_a_duty_by_answering_under_todays_rules(
    older: Callable[..., Case], facts: FactsOf, engine: Engine, opener: Actor, at: datetime
) -> None:
    combinations = product(ANY_HARM, ANY_AGE, ANY_ABUSE, ANY_CARE)
    stated = [facts(harm=h, age=a, abuse_or_neglect=abuse, care_experienced=c) for h, a, abuse, c in combinations]
    reached: dict[tuple[str, ...], Case] = {}
    for given in stated:
        if given.answers["harm"] != "hurt":
            case = older(**given.answers)
            reached.setdefault((*case.outcome.values.values(), given.answers["harm"]), case)
    for case, given in product(reached.values(), stated):
        changed = update(case, given, engine, opener, at)
        assert not weakening(case, changed)
        assert open_duties(changed) or not open_duties(case)


@pytest.mark.parametrize("later", [{"harm": "neither"}, {"age": "25_or_over"}])
def test_a_care_status_on_record_is_not_dropped_by_a_later_answer(
    opened: Callable[..., Case], facts: FactsOf, engine: Engine, opener: Actor, at: datetime, later: dict[str, str]
) -> None:
    case = opened(harm="hurt", age="18_to_24", care_experienced="yes")
    changed = update(case, facts(**later), engine, opener, at)
    assert changed.facts.answers["care_experienced"] == "yes"
    assert changed.facts.evidence["care_experienced"] == case.facts.evidence["care_experienced"]


def test_an_update_is_checked_like_an_opening(
    case: Case, facts: FactsOf, engine: Engine, opener: Actor, at: datetime
) -> None:
    with pytest.raises(InvalidInput, match="is in the future"):
        update(case, facts(became_aware=date(2026, 6, 3)), engine, opener, at)
    with pytest.raises(InvalidInput, match="before it happened"):
        update(case, facts(became_aware=date(2026, 5, 1)), engine, opener, at)
    with pytest.raises(InvalidInput, match="How is the death known"):
        update(case, Facts(answers={"harm": "died"}), engine, opener, at)
    with pytest.raises(InvalidInput, match="is not an answer"):
        update(case, Facts(answers={"harm": "unlikely"}), engine, opener, at)


def changed_answers(facts: FactsOf, text: Callable[..., FreeText]) -> dict[str, Facts]:
    evidence = {**facts().evidence, "harm": text("a second account")}
    return {
        "an answer": facts(care_experienced="no"),
        "the date of the death": facts(incident_on=date(2026, 5, 30)),
        "the date of awareness": facts(became_aware=date(2026, 5, 31)),
        "the place": facts().model_copy(update={"happened_in": "Surrey"}),
        "the evidence": facts().model_copy(update={"evidence": evidence}),
    }


@pytest.mark.parametrize(
    "what", ["an answer", "the date of the death", "the date of awareness", "the place", "the evidence"]
)
def test_signatures_lapse_when_what_they_cover_changes(
    case: Case,
    facts: FactsOf,
    engine: Engine,
    text: Callable[..., FreeText],
    opener: Actor,
    council: Actor,
    dcs: Actor,
    at: datetime,
    signed: Signed,
    sign_off: Standing,
    what: str,
) -> None:
    case = signed(signed(case, council), dcs, matter=SIN_QUALITY)
    updated = update(case, changed_answers(facts, text)[what], engine, opener, at)
    assert [lapsed.signer for lapsed in sign_off(updated).lapsed] == [council.person]
    assert sign_off(updated).missing == (Seat.LOCAL_AUTHORITY, Seat.ICB, Seat.POLICE)
    assert [lapsed.signer for lapsed in sign_off(updated, SIN_QUALITY).lapsed] == [dcs.person]
    assert sign_off(signed(updated, council)).signatures.keys() == {Seat.LOCAL_AUTHORITY}


def test_the_agency_is_not_signed_so_its_correction_lets_signatures_stand(
    case: Case,
    facts: FactsOf,
    engine: Engine,
    text: Callable[..., FreeText],
    opener: Actor,
    council: Actor,
    at: datetime,
    signed: Signed,
    sign_off: Standing,
) -> None:
    updated = update(signed(case, council), facts(agency=text("Health Services")), engine, opener, at)
    assert updated.version == case.version + 2
    assert sign_off(updated).signatures.keys() == {Seat.LOCAL_AUTHORITY}


def test_a_signature_stands_again_when_the_content_is_again_what_was_signed(
    case: Case, facts: FactsOf, engine: Engine, opener: Actor, council: Actor, at: datetime, signed: Signed
) -> None:
    case = signed(case, council)
    mistaken = update(case, facts(abuse_or_neglect="suspected"), engine, opener, at)
    corrected = update(mistaken, facts(), engine, opener, at)
    assert corrected.version == case.version + 2
    assert signed(corrected, council) is corrected
