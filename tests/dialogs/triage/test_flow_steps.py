"""Single steps of the triage are tried: made-up buttons, dates that wait for a yes, leaving it."""

from datetime import date
from typing import Any

import pytest

from cards.elements import as_json
from dialogs.triage.flow import Ending, FlowStep, TriageFlow
from dialogs.user_input import UserInput
from safeguarding.dates.working_days import WorkingCalendar
from safeguarding.draft import Draft
from safeguarding.framework import loader
from safeguarding.framework.engine import Engine
from safeguarding.framework.entries import NOT_KNOWN
from safeguarding.people import Person
from safeguarding.triage import Triage
from tests.support.each import for_each

TODAY = date(2026, 11, 23)
TRIAGE = Triage(Engine(loader.current()))
FLOW = TriageFlow(TRIAGE, lambda: WorkingCalendar(date(2028, 12, 31)), ("Croydon Council",))
START = Draft(id="d1", person=Person(tenant="t", id="p"), rules_version=TRIAGE.framework.version)
DIED = START.with_(values={"harm": "died"}, evidence={"harm": "Seen."})
CRITERIA = {"harm": "died", "age": "under_18", "abuse_or_neglect": NOT_KNOWN}
DATED = START.with_(values={**CRITERIA, "care_experienced": "no"}, evidence={"harm": "Seen."})


def press(draft: Draft, verb: str, **data: Any) -> FlowStep:
    return FLOW.handle(draft, UserInput(TODAY, verb=verb, data={"revision": draft.revision, **data}))


def hear(draft: Draft, text: str) -> FlowStep:
    return FLOW.handle(draft, UserInput(TODAY, text))


def words(reply: FlowStep) -> str:
    shown = [reply.replacement, *(shown.card for shown in reply.cards)]
    return str([as_json(card) for card in shown if card])


def at(step: str, draft: Draft = DATED) -> Draft:
    return TRIAGE.reask(draft, step)


def test_a_made_up_choice_of_a_criterion_is_not_taken_as_written_text() -> None:
    reply = press(START, "answer", step="harm", choice="made up", value="died, I think")
    assert reply.draft == START
    assert "does not guess" in words(reply)


def test_a_confirmation_counts_only_for_the_date_that_waits_for_it() -> None:
    waiting = hear(at("incident_on"), "1/1/2020").draft
    assert waiting.unconfirmed == "2020-01-01"
    for other in ("harm", "became_aware", "agency"):
        assert press(waiting, "confirm_date", step=other).draft == waiting
    assert press(waiting, "confirm_date", step="incident_on").draft.values["incident_on"] == "2020-01-01"


def test_an_old_date_is_not_recorded_before_the_yes() -> None:
    reply = hear(at("became_aware"), "1/9/2026")
    assert "became_aware" not in reply.draft.values
    assert "is that right?" in words(reply)


@pytest.mark.parametrize("text", ["tomorrow", "31/02/2026", "soon", "", "11/13/2026"])
def test_a_future_day_and_what_is_no_day_are_asked_again(text: str) -> None:
    asked = at("incident_on")
    assert hear(asked, text).draft == asked


def test_a_partner_cannot_become_aware_before_it_happened() -> None:
    asked = at("became_aware", DATED.with_(values={**DATED.values, "incident_on": "2026-11-20"}))
    reply = hear(asked, "19/11/2026")
    assert reply.draft == asked
    assert "before it happened" in words(reply)


def test_a_later_incident_asks_for_the_day_of_awareness_again() -> None:
    both = DATED.with_(values={**DATED.values, "incident_on": "2026-11-18", "became_aware": "2026-11-19"})
    after = hear(at("incident_on", both), "yesterday").draft
    assert after.values["incident_on"] == "2026-11-22"
    assert "became_aware" not in after.values


def test_a_passed_deadline_is_said_plainly() -> None:
    assert "was due on Friday 20 November 2026" in hear(at("became_aware"), "13/11/2026").text
    assert hear(at("became_aware"), "16/11/2026").text == ""


def test_the_last_day_of_the_deadline_is_not_yet_late() -> None:
    assert hear(at("became_aware"), "yesterday").text == ""


def test_an_answer_that_needs_evidence_waits_for_it() -> None:
    reply = press(START, "answer", step="harm", choice="died", evidence="   ")
    assert reply.draft.values == hear(START, "Died").draft.values == {}
    assert reply.draft.revision == START.revision


def test_too_long_a_text_comes_back_whole_with_how_long_it_may_be() -> None:
    reply = press(START, "answer", step="harm", choice="died", evidence="x" * 11_880)
    assert reply.draft == START
    assert "This has 11,880 characters, and may have 600." in words(reply) and "x" * 11_880 in words(reply)


def test_evidence_goes_with_the_answer_it_was_given_for() -> None:
    after = press(at("harm", DIED), "answer", step="harm", choice=NOT_KNOWN).draft
    assert after.evidence == {}
    other = press(at("harm", DIED), "answer", step="harm", choice="seriously_harmed")
    assert other.draft.values == {"harm": "died"}


def test_cancelling_after_a_death_asks_once_and_then_tells_that_it_was_left() -> None:
    asked = hear(DIED, "cancel")
    assert asked.end is None and "Open the case anyway?" in words(asked)
    assert hear(asked.draft, "cancel").end is Ending.LEFT
    assert press(asked.draft, "leave").end is Ending.LEFT
    assert press(asked.draft, "record", anyway=True).end is Ending.RECORD


def test_cancelling_before_anything_serious_ends_at_once() -> None:
    assert hear(START, "cancel").end is Ending.CANCELLED


def test_cancelling_the_change_of_a_case_leaves_it_as_it_was() -> None:
    assert hear(DIED.with_(updating="CSCP-2026-001", asked_anyway=True), "cancel").end is Ending.CANCELLED


def test_going_on_after_the_cancel_asks_the_same_question() -> None:
    asked = hear(DIED, "cancel").draft
    assert TRIAGE.next_step(press(asked, "resume").draft) == TRIAGE.next_step(DIED)


def test_back_at_the_first_question_says_so() -> None:
    assert hear(START, "back").draft == START


def test_why_and_define_leave_the_question_where_it_is_with_what_stands_in_its_box() -> None:
    for text in ("why", "define seriously harmed", "define nonsense"):
        reply = hear(DIED, text)
        assert reply.draft == DIED
        assert len(reply.beside) == 1 and not reply.cards and reply.replacement is None


def test_back_keeps_what_stood_in_the_box_for_when_the_question_is_asked_again() -> None:
    before = press(DIED, "back", step="age", evidence="Half a sentence.").draft
    again = press(before, "answer", step="harm", choice="died").draft
    assert again.typed == {"age": "Half a sentence."}


def test_a_second_click_shows_the_answer_that_was_given() -> None:
    after = press(START, "answer", step="harm", choice=NOT_KNOWN).draft
    again = FLOW.handle(after, UserInput(TODAY, verb="answer", data={"revision": 0, "step": "harm", "choice": "died"}))
    assert again.draft == after
    assert "Already answered" in words(again) and "Not known yet" in words(again)


def test_an_agency_of_the_partnership_is_one_click() -> None:
    after = press(at("agency"), "answer", step="agency", choice="Croydon Council").draft
    assert after.values["agency"] == "Croydon Council"


def test_an_agency_chosen_from_a_list_counts_and_one_that_is_written_beside_it_counts_before_it() -> None:
    chosen = press(at("agency"), "answer", step="agency", agency="Croydon Council", value="").draft
    assert chosen.values["agency"] == "Croydon Council"
    written = press(at("agency"), "answer", step="agency", agency="Croydon Council", value="A hospice").draft
    assert written.values["agency"] == "A hospice"
    unknown = press(at("agency"), "answer", step="agency", agency="Croydon Council", choice=NOT_KNOWN).draft
    assert unknown.values["agency"] == NOT_KNOWN


@for_each("said", ["1", "Open the case with what is known", "open", "yes"])
def test_at_open_the_case_anyway_what_is_typed_means_its_own_buttons_and_no_older_question(said: str) -> None:
    asked = hear(DIED, "cancel").draft
    assert hear(asked, said).end is Ending.RECORD


def test_at_open_the_case_anyway_the_other_buttons_are_typed_as_well() -> None:
    asked = hear(DIED, "cancel").draft
    assert hear(asked, "2").draft.values == DIED.values and "How old" in words(hear(asked, "go on"))
    assert hear(asked, "3").end is hear(asked, "leave").end is Ending.LEFT
    assert "Open the case anyway?" in words(hear(asked, "18 to 24"))
    assert hear(asked, "18 to 24").draft.values == DIED.values


def test_an_old_date_is_confirmed_by_a_typed_yes_or_replaced_by_another_day() -> None:
    waiting = hear(at("incident_on"), "1/1/2020").draft
    assert hear(waiting, "1").draft.values["incident_on"] == "2020-01-01"
    assert hear(waiting, "yes").draft.values["incident_on"] == "2020-01-01"
    assert "incident_on" not in hear(waiting, "no").draft.values
    assert hear(waiting, "20/11/2026").draft.values["incident_on"] == "2026-11-20"


def test_the_case_is_opened_by_its_words_and_by_no_number() -> None:
    complete = DATED.with_(
        values={**DATED.values, **dict.fromkeys((d.id for d in TRIAGE.framework.details), NOT_KNOWN)}
    )
    assert TRIAGE.next_step(complete) is None
    assert hear(complete, "Open the case").end is Ending.RECORD
    assert all(hear(complete, number).end is None for number in "123456789")


def test_cancelling_while_a_typed_death_waits_for_its_evidence_asks_once_too() -> None:
    waiting = hear(START, "Died").draft
    asked = hear(waiting, "cancel")
    assert asked.end is None and "Open the case anyway?" in words(asked)
    assert hear(hear(START, "Nobody was hurt").draft, "cancel").end is Ending.CANCELLED
