"""The stored form of a case: plain JSON values that replay to the same case, or are refused."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, get_args

import pytest

from safeguarding.case.event import SCHEMA
from safeguarding.case.events import AnyEvent, OutsideTeams, as_plain, from_plain, upcast
from safeguarding.case.people import Actor, Seat
from safeguarding.case.record import Case, read_case, to_plain
from safeguarding.case.redaction import redact
from safeguarding.case.sign_off import LATER_NOT_MET, NOTIFICATION_CRITERIA, SIN_QUALITY
from safeguarding.case.signing import propose_not_met, put_again, record_signature
from safeguarding.case.text import FreeText
from safeguarding.case.transitions import close, lift_restriction, merge, reopen, restrict, submit_sin

Opened = Callable[..., Case]
Text = Callable[..., FreeText]


@pytest.fixture
def long_case(
    opened: Opened,
    updated: Callable[..., Case],
    signed: Callable[..., Case],
    outside: Callable[..., OutsideTeams],
    business_team: Actor,
    council: Actor,
    police: Actor,
    icb: Actor,
    dcs: Actor,
    at: datetime,
    text: Text,
) -> Case:
    """A case with an event of every kind: it took in one duplicate, and ended as another."""
    case = updated(opened(), abuse_or_neglect="suspected", agency=text("Health Services"))
    case = signed(case, police, agrees=False, reason=text("too early"))
    case = record_signature(case, NOTIFICATION_CRITERIA, Seat.ICB, outside(icb), business_team, at, agrees=True)
    case = put_again(case, NOTIFICATION_CRITERIA, text("talked over"), business_team, at)
    case = submit_sin(signed(case, dcs, matter=SIN_QUALITY), date(2026, 6, 2), business_team, at)
    case = signed(propose_not_met(case, text("no harm"), icb, at), council, icb, police, dcs, matter=LATER_NOT_MET)
    case = reopen(close(case, text("finished"), business_team, at, "no"), text("it was not"), business_team, at)
    case = lift_restriction(restrict(case, text("a colleague's child"), icb, at), text("it was not"), icb, at)
    _, case = merge(opened("CSCP-2"), case, text("the same child"), business_team, at)
    case = redact(case, text("too early").digest, text("it named the child"), business_team, at)
    return merge(case, opened("CSCP-3"), text("again the same child"), business_team, at)[0]


def stored(case: Case) -> list[dict[str, Any]]:
    """What a store gives back: through JSON, as text."""
    plain: list[dict[str, Any]] = json.loads(json.dumps(to_plain(case)))
    return plain


def test_the_long_case_has_every_kind_of_event(long_case: Case) -> None:
    kinds = set(get_args(get_args(AnyEvent)[0]))
    assert {type(event) for event in long_case.events} == kinds


def test_every_event_survives_json(long_case: Case) -> None:
    for event in long_case.events:
        assert from_plain(json.loads(json.dumps(as_plain(event)))) == event


def test_a_case_read_back_is_the_same_case(long_case: Case) -> None:
    again = read_case(stored(long_case))
    assert again == long_case
    assert (again.stage, again.version, again.aware) == (long_case.stage, long_case.version, long_case.aware)
    assert stored(again) == stored(long_case)


def test_every_prefix_of_the_history_is_a_case(long_case: Case) -> None:
    for length in range(1, long_case.version + 1):
        assert read_case(stored(long_case)[:length]) == Case(long_case.events[:length])


def test_each_event_carries_its_schema_number_its_author_and_its_moment(long_case: Case) -> None:
    for event in stored(long_case):
        assert event["schema_number"] == SCHEMA == 1
        assert event["by"].keys() == {"tenant", "id"}
        assert datetime.fromisoformat(event["at"]).tzinfo is not None


@pytest.mark.parametrize("number", [2, 0, None, "1"])
def test_an_event_of_an_unknown_schema_is_refused(case: Case, number: object) -> None:
    with pytest.raises(ValueError, match=f"event schema {number!r}"):
        from_plain({**as_plain(case.opened), "schema_number": number})


def test_an_event_without_a_schema_number_is_refused(case: Case) -> None:
    plain = as_plain(case.opened)
    del plain["schema_number"]
    with pytest.raises(ValueError, match="event schema None"):
        from_plain(plain)


def test_an_event_of_this_schema_is_read_as_it_stands(case: Case) -> None:
    assert upcast(as_plain(case.opened)) == as_plain(case.opened)


@pytest.mark.parametrize(
    "change",
    [{"type": "promoted"}, {"mood": "good"}, {"at": "2026-06-02T10:00:00"}, {"by": {"id": "no tenant"}}],
    ids=["unknown event", "unknown key", "a moment without its time zone", "a person without a tenant"],
)
def test_what_is_no_event_is_refused(case: Case, change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        from_plain({**as_plain(case.opened), **change})


def test_a_case_begins_with_its_opening(submitted: Case) -> None:
    with pytest.raises(ValueError, match="a case begins with its opening, not with sin_submitted"):
        read_case(stored(submitted)[1:])


def test_nothing_is_no_case() -> None:
    with pytest.raises(ValueError, match="a case has at least its opening"):
        read_case([])


def test_a_new_event_leaves_the_case_before_it_untouched(case: Case, council: Actor, at: datetime) -> None:
    before = stored(case)
    after = submit_sin(case, date(2026, 6, 2), council, at)
    assert stored(case) == before == stored(after)[:-1]
    assert (case.version, after.version) == (1, 2)


def test_an_event_can_not_be_changed_in_place(case: Case) -> None:
    with pytest.raises(ValueError, match="frozen"):
        case.opened.ref = "CSCP-9"  # type: ignore[misc]  # the point of the test
