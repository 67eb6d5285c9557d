"""Anyone may open a case, and nothing impossible gets in."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

import pytest

from safeguarding.case.case import Case
from safeguarding.case.errors import InvalidInput
from safeguarding.case.events.answer_events import AnswerChanged, AnswersChanged
from safeguarding.case.events.any_event import event_to_json
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.steps.lifecycle import note_changes, open_case
from safeguarding.case.steps.redaction import redact
from safeguarding.framework.engine import Engine
from safeguarding.people import Actor

Opens = Callable[[Facts], Case]


@pytest.fixture
def opens(engine: Engine, opener: Actor, at: datetime) -> Opens:
    return lambda facts: open_case("CSCP-1", "triage 1", facts, engine, opener, at)


def test_an_opened_case_says_who_when_and_from_which_triage(case: Case, opener: Actor, at: datetime) -> None:
    assert (case.ref, case.opened.triage, case.opener, case.opened.at) == (
        "CSCP-1",
        "triage of CSCP-1",
        opener.person,
        at,
    )
    assert case.version == 1


def test_the_outcome_is_kept_as_reached_with_the_version_of_the_rules(case: Case, engine: Engine) -> None:
    assert case.outcome.rules_version == engine.framework.version
    assert case.outcome.values == engine.values(case.facts.answers)
    assert case.outcome.values["sin"] == "required"


def test_anyone_can_open_a_case(
    actors: Mapping[str, Actor], facts: Callable[..., Facts], engine: Engine, at: datetime
) -> None:
    for by in actors.values():
        assert open_case("CSCP-1", "triage 1", facts(), engine, by, at).opener == by.person


def test_a_case_can_be_opened_before_anything_is_known(opens: Opens) -> None:
    assert opens(Facts(answers={})).outcome.values["sin"] == "not_yet_known"


def test_an_answer_that_is_not_known_needs_no_evidence(opens: Opens) -> None:
    assert opens(Facts(answers={"harm": "not_known"})).facts.answers == {"harm": "not_known"}


def test_an_answer_without_its_evidence_is_refused_with_the_prompt(opens: Opens) -> None:
    with pytest.raises(InvalidInput, match=r"^Harm: How is the death known\?"):
        opens(Facts(answers={"harm": "died"}))


def test_ruling_abuse_out_needs_its_basis(opens: Opens) -> None:
    with pytest.raises(InvalidInput, match=r"^Abuse or neglect: What is the basis for ruling it out\?"):
        opens(Facts(answers={"abuse_or_neglect": "neither"}))


def test_blank_evidence_is_no_evidence(opens: Opens, text: Callable[..., FreeText]) -> None:
    with pytest.raises(InvalidInput, match="How is the death known"):
        opens(Facts(answers={"harm": "died"}, evidence={"harm": text("  \n ")}))


@pytest.mark.parametrize(
    "answers",
    [{"harm": "perhaps"}, {"shoe_size": "9"}, {"indicators": "some"}, {"harm": ""}],
    ids=["unknown answer", "unknown question", "question of the review", "empty answer"],
)
def test_what_is_no_answer_of_the_triage_is_refused(opens: Opens, answers: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match="is not an answer of this version of the rules"):
        opens(Facts(answers=answers))


def test_a_place_that_was_not_offered_is_refused(opens: Opens) -> None:
    with pytest.raises(InvalidInput, match=r"^Where the child normally lives: choose one of the answers offered"):
        opens(Facts(answers={}, lives_in="the moon"))


@pytest.mark.parametrize("name", ["incident_on", "became_aware"])
def test_a_date_in_the_future_is_refused(opens: Opens, facts: Callable[..., Facts], name: str) -> None:
    dates = {"incident_on": None, "became_aware": None, name: date(2026, 6, 3)}
    with pytest.raises(InvalidInput, match="Wednesday 3 June 2026 is in the future"):
        opens(facts(**dates))


def test_today_is_not_the_future(opens: Opens, facts: Callable[..., Facts]) -> None:
    today = date(2026, 6, 2)
    assert opens(facts(incident_on=today, became_aware=today)).facts.became_aware == today


def test_today_is_the_day_in_london(facts: Callable[..., Facts], engine: Engine, opener: Actor) -> None:
    half_past_midnight_in_london = datetime(2026, 6, 2, 23, 30, tzinfo=UTC)
    third = facts(became_aware=date(2026, 6, 3))
    assert open_case("CSCP-1", "triage 1", third, engine, opener, half_past_midnight_in_london)


def test_a_partner_cannot_have_been_aware_before_it_happened(opens: Opens, facts: Callable[..., Facts]) -> None:
    with pytest.raises(InvalidInput, match="aware on Saturday 30 May 2026, before it happened on Sunday 31 May 2026"):
        opens(facts(incident_on=date(2026, 5, 31), became_aware=date(2026, 5, 30)))


def test_answers_that_were_changed_after_it_was_shown_what_follows_are_noted_once(case: Case, opener: Actor) -> None:
    changes = (AnswerChanged(child=1, step="harm", was="hurt", now="died"),)
    noted = note_changes(case, "d", changes, opener, case.opened.at)
    assert noted.of(AnswersChanged)[0].changes == changes and noted.stage == case.stage
    assert note_changes(noted, "d", changes, opener, case.opened.at) == noted
    assert note_changes(case, "d", (), opener, case.opened.at) == case


def test_what_a_changed_answer_was_based_on_can_be_removed(case: Case, opener: Actor, business_team: Actor) -> None:
    at = case.opened.at
    named = FreeText.of("Amara said so.", "0" * 16)
    changes = (AnswerChanged(child=1, step="harm", was="hurt", now="died", evidence=named),)
    noted = note_changes(case, "d", changes, opener, at)
    gone = redact(noted, named.digest, FreeText.of("A name.", "1" * 16), business_team, at)
    assert "Amara" not in str([event_to_json(event) for event in gone.events])
