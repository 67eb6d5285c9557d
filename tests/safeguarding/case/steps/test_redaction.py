"""A text that is removed goes from everywhere, and what was signed stays signed."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime

import pytest

from safeguarding.case.case import Case, read_case, to_json
from safeguarding.case.errors import InvalidInput, NotAllowed
from safeguarding.case.events.case_events import OutsideTeams
from safeguarding.case.events.facts import Facts
from safeguarding.case.events.free_text import REDACTED, FreeText
from safeguarding.case.stage import Stage
from safeguarding.case.state.matters import LCSPR_DECISION, NOTIFICATION_CRITERIA
from safeguarding.case.state.review_record import needed_parts
from safeguarding.case.state.sign_off import SignOff, sign_off_of
from safeguarding.case.steps.lifecycle import update
from safeguarding.case.steps.redaction import redact, texts_of
from safeguarding.case.steps.signatures import record_signature
from safeguarding.framework.engine import Engine
from safeguarding.people import Actor, Seat
from tests.support.case_stages import (
    COUNCIL,
    FRAMEWORK,
    NOT_KNOWN_YET,
    closed_anyway,
    merged,
    put_to_the_dsps,
    signed_by,
)

Redact = Callable[[Case, FreeText], Case]
Text = Callable[..., FreeText]


@pytest.fixture
def without(business_team: Actor, at: datetime, text: Text) -> Redact:
    return lambda case, gone: redact(case, gone.digest, text("it named the child"), business_team, at)


@pytest.fixture
def harm(facts: Callable[..., Facts]) -> FreeText:
    """The case of the tests begins with this evidence for the harm."""
    return facts().evidence["harm"]


def everything(case: Case) -> str:
    return json.dumps(to_json(case)) + repr(case)


def test_the_text_goes_from_every_event_and_from_the_stored_form(
    case: Case, updated: Callable[..., Case], harm: FreeText, without: Redact
) -> None:
    case = updated(case, abuse_or_neglect="suspected")
    assert everything(case).count(harm.shown) == 4
    redacted = without(case, harm)
    assert harm.shown not in everything(redacted)
    assert redacted.facts.evidence["harm"].shown == REDACTED
    assert redacted.opened.facts.evidence["harm"] == harm.redacted()


def test_the_same_words_go_under_every_salt(
    case: Case,
    facts: Callable[..., Facts],
    engine: Engine,
    opener: Actor,
    at: datetime,
    text: Text,
    harm: FreeText,
    without: Redact,
) -> None:
    again = text(harm.shown, salt="f" * 16)
    for written in (text("another account"), again):
        evidence = {**facts().evidence, "harm": written}
        case = update(case, facts().model_copy(update={"evidence": evidence}), engine, opener, at)
    assert case.facts.evidence["harm"] == again != harm
    redacted = without(case, harm)
    assert harm.shown not in everything(redacted)
    assert redacted.facts.evidence["harm"].digest == again.digest


def test_other_texts_stay(case: Case, harm: FreeText, without: Redact) -> None:
    redacted = without(case, harm)
    assert redacted.facts.evidence["abuse_or_neglect"] == case.facts.evidence["abuse_or_neglect"]
    assert redacted.facts.answers == case.facts.answers


def test_signatures_hold_because_the_digest_stays(
    case: Case,
    police: Actor,
    signed: Callable[..., Case],
    sign_off: Callable[..., SignOff],
    harm: FreeText,
    without: Redact,
) -> None:
    case = signed(case, police)
    redacted = without(case, harm)
    assert sign_off(redacted).matter.digest == sign_off(case).matter.digest
    assert sign_off(redacted).signatures == sign_off(case).signatures
    assert signed(redacted, police) is redacted


def test_who_redacted_it_when_and_why_is_kept(
    case: Case, business_team: Actor, at: datetime, harm: FreeText, without: Redact
) -> None:
    event = without(case, harm).events[-1]
    assert event.type == "redacted"
    assert (event.by, event.at, event.digest, event.reason.shown) == (
        business_team.person,
        at,
        harm.digest,
        "it named the child",
    )


def test_a_redacted_case_reads_back_equal(case: Case, harm: FreeText, without: Redact) -> None:
    redacted = without(case, harm)
    assert read_case(json.loads(json.dumps(to_json(redacted)))) == redacted


def test_redacting_again_is_harmless(case: Case, harm: FreeText, without: Redact) -> None:
    once = without(case, harm)
    assert without(once, harm) is once


def test_reasons_and_what_was_written_about_a_signature_can_go_too(
    case: Case,
    police: Actor,
    business_team: Actor,
    at: datetime,
    text: Text,
    outside: Callable[..., OutsideTeams],
    without: Redact,
) -> None:
    why = text("says more than it should")
    case = record_signature(
        case, NOTIFICATION_CRITERIA, Seat.POLICE, outside(police), business_team, at, agrees=False, reason=why
    )
    for gone in (why, outside(police).how, outside(police).confirmation):
        case = without(case, gone)
        assert gone.shown not in everything(case)


def test_the_reason_of_a_redaction_can_be_redacted(
    case: Case, harm: FreeText, business_team: Actor, at: datetime, without: Redact, text: Text
) -> None:
    case = redact(case, harm.digest, text("a name slipped in"), business_team, at)
    assert "a name slipped in" not in everything(without(case, text("a name slipped in")))


def test_a_reason_that_repeats_the_text_is_refused(
    case: Case, harm: FreeText, business_team: Actor, at: datetime, text: Text
) -> None:
    for reason in (harm, text(f"it said: {harm.shown}", salt="f" * 16)):
        with pytest.raises(InvalidInput, match="Give a reason of its own"):
            redact(case, harm.digest, reason, business_team, at)


def test_a_text_that_is_not_part_of_the_case_is_refused(case: Case, without: Redact, text: Text) -> None:
    with pytest.raises(InvalidInput, match="not part of the case"):
        without(case, text("never written here"))


def test_a_redaction_needs_its_reason(
    case: Case, harm: FreeText, business_team: Actor, at: datetime, text: Text
) -> None:
    with pytest.raises(InvalidInput, match="Give the reason"):
        redact(case, harm.digest, text(" "), business_team, at)


def test_only_the_business_team_redacts(
    case: Case, harm: FreeText, actors: Mapping[str, Actor], at: datetime, text: Text
) -> None:
    for name, by in actors.items():
        if name != "business_team":
            with pytest.raises(NotAllowed, match="Only the Business Team can redact a text"):
                redact(case, harm.digest, text("it named the child"), by, at)


def test_closed_and_merged_cases_can_be_redacted_and_stay_where_they_are(
    case: Case,
    opened: Callable[..., Case],
    harm: FreeText,
    business_team: Actor,
    at: datetime,
    text: Text,
    without: Redact,
) -> None:
    closed = without(closed_anyway(case, text("finished"), business_team, at), harm)
    ended = without(merged(case, opened("CSCP-2"))[0], harm)
    assert (closed.stage, ended.stage) == (Stage.CLOSED, Stage.MERGED)
    assert harm.shown not in everything(closed) + everything(ended)


def test_why_something_is_not_known_can_go_and_what_was_determined_and_signed_on_it_stays(
    submitted: Case, without: Redact
) -> None:
    case = signed_by(put_to_the_dsps(submitted), LCSPR_DECISION, COUNCIL)
    why = NOT_KNOWN_YET.text
    assert why
    redacted = without(case, why)
    assert why.shown not in everything(redacted)
    assert redacted.is_determined and needed_parts(redacted, FRAMEWORK) == ()
    sign_off = sign_off_of(redacted, LCSPR_DECISION)
    assert sign_off and Seat.LOCAL_AUTHORITY in sign_off.signatures


def test_texts_of_finds_every_text_of_an_event(case: Case, facts: Callable[..., Facts]) -> None:
    assert list(texts_of(to_json(case))) == list(facts().evidence.values())
