"""The log of a case finds its events, says what the case was before one of them, and works out each thing once."""

from safeguarding.case.case import Case
from safeguarding.case.events.case_events import Opened, SinSubmitted, Updated


def test_the_events_of_a_kind_are_found_in_their_order(submitted: Case) -> None:
    assert submitted.of(Opened) == submitted.events[:1] and submitted.of(Updated) == ()
    assert submitted.version == len(submitted.events)


def test_a_case_as_it_was_is_made_once_and_lacks_what_came_after(submitted: Case) -> None:
    sent = submitted.of(SinSubmitted)[0]
    before = submitted.before(sent)
    assert before.sin_submitted is None and before is submitted.before(sent)
    assert before.then(sent) == submitted.as_of(before.version + 1)
    assert submitted.as_of(submitted.version) is submitted


def test_what_is_worked_out_of_a_case_is_kept_until_it_is_asked_of_something_else(submitted: Case) -> None:
    fresh, rules, others, asked = Case(submitted.events), object(), object(), list[int]()

    def count() -> int:
        asked.append(1)
        return len(asked)

    assert [fresh.once("counted", count, given) for given in (rules, rules, others)] == [1, 1, 2]
