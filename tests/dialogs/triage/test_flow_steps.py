"""Single steps of the triage are tried: made-up buttons, dates that wait for a yes, leaving it."""

from datetime import date
from typing import Any

import pytest

from cards.elements import as_json
from dialogs.speaker import Ending
from dialogs.triage.flow import TriageFlow
from dialogs.triage.flow_step import FlowStep
from dialogs.user_input import UserInput
from safeguarding.draft import Draft
from safeguarding.framework import loader
from safeguarding.framework.engine import Engine
from safeguarding.framework.entries import NOT_KNOWN
from safeguarding.indication import with_indication
from safeguarding.people import Person
from safeguarding.triage import Triage
from tests.support.incidents.triage_drafts import ANSWERS, CONTEXT

TODAY = date(2026, 11, 23)
TRIAGE = Triage(Engine(loader.current()))
FLOW = TriageFlow(TRIAGE, lambda: CONTEXT, ("Croydon Council",))
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


def test_at_open_the_case_anyway_the_other_buttons_are_typed_as_well() -> None:
    asked = hear(DIED, "cancel").draft
    assert hear(asked, "2").draft.values == DIED.values and "How old" in words(hear(asked, "go on"))
    assert hear(asked, "3").end is hear(asked, "leave").end is Ending.LEFT
    assert "Open the case anyway?" in words(hear(asked, "18 to 24"))
    assert hear(asked, "18 to 24").draft.values == DIED.values


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


CHECKED = DATED.with_(values={**ANSWERS, "abuse_or_neglect": "known"})


def shown(asked: Draft) -> Draft:
    return with_indication(TRIAGE, asked)


@pytest.mark.parametrize("said", ["cancel", "leave", "Cancel"])
def test_leaving_after_a_duty_was_shown_asks_again_whether_to_record_it_typed_or_pressed(said: str) -> None:
    asked_before = shown(CHECKED.with_(asked_anyway=True))
    for reply in (hear(asked_before, said), press(asked_before, "cancel")):
        assert reply.end is None and "Your answers indicated a duty" in words(reply)
        assert hear(reply.draft, said).end is Ending.LEFT


def test_a_duty_that_was_shown_is_asked_about_although_the_answers_are_others_now() -> None:
    other = TRIAGE.with_answer(at("harm", shown(CHECKED)), TRIAGE.steps["harm"], "neither", "A near miss.")
    reply = hear(other, "cancel")
    assert reply.end is None and "Your answers indicated a duty" in words(reply)
    assert press(reply.draft, "leave").end is Ending.LEFT


def test_a_new_duty_shown_while_a_case_is_changed_is_asked_about_and_one_that_it_has_is_not() -> None:
    update = CHECKED.with_(updating="CSCP-2026-001", asked_anyway=True)
    assert "Save the changes of CSCP-2026-001 anyway?" in words(hear(shown(update), "cancel"))
    assert hear(shown(update.with_(duties=("sin", "rapid_review", "partners_agree"))), "cancel").end is Ending.CANCELLED


def test_what_a_case_leads_to_as_it_stands_is_not_noted_as_shown() -> None:
    update = CHECKED.with_(updating="CSCP-2026-001", asked_anyway=True)
    assert hear(update, "why").draft.indicated is None
    again = press(press(update, "change", step="age").draft, "answer", step="age", choice="18_to_24")
    assert again.draft.indicated is not None and again.draft.changed == ()


def test_an_answer_that_is_changed_at_the_check_is_noted() -> None:
    checked = press(at("record_number", CHECKED), "answer", step="record_number", value="13").draft
    assert checked.indicated and not checked.changed
    changed = press(press(checked, "change", step="age").draft, "answer", step="age", choice="18_to_24").draft
    assert [(change.step, change.was, change.now) for change in changed.changed] == [("age", "under_18", "18_to_24")]


NEAR_MISS = START.with_(values={"harm": "neither", "age": "under_18"}, evidence={"harm": "A near miss."})


def test_a_case_of_concern_is_started_typed_or_pressed_where_the_answers_lead_to_one() -> None:
    assert press(NEAR_MISS, "start_concern").end is Ending.REFER
    assert hear(NEAR_MISS, "Start a Case of Concern").end is Ending.REFER
    refused = press(CHECKED, "start_concern")
    assert refused.end is None and "do not lead to a Case of Concern" in words(refused)
    update = NEAR_MISS.with_(updating="CSCP-2026-001")
    assert press(update, "start_concern").end is None


def test_what_steers_other_conversations_is_understood_here_and_answers_nothing() -> None:
    asked = at("record_number")
    assert 'type "not known"' in words(hear(asked, "skip"))
    kept = hear(asked, "stop")
    assert "What you have answered is kept" in kept.text and not kept.end and kept.draft == asked
    assert hear(asked, "why?").beside and hear(DIED, "go back").draft.revision > DIED.revision
