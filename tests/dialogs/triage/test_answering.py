"""Only an answer that a question has is taken, with the evidence that it needs, and only a day that can be right."""

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
from safeguarding.people import Person
from safeguarding.triage import Triage
from tests.support.each import for_each
from tests.support.incidents.triage_drafts import CONTEXT

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
    assert reply.draft.values == {} and reply.draft.revision == START.revision
    assert "This has 11,880 characters, and may have 600." in words(reply) and "x" * 11_880 in words(reply)


def test_evidence_goes_with_the_answer_it_was_given_for() -> None:
    after = press(at("harm", DIED), "answer", step="harm", choice=NOT_KNOWN).draft
    assert after.evidence == {}
    other = press(at("harm", DIED), "answer", step="harm", choice="seriously_harmed")
    assert other.draft.values == {"harm": "died"}


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


@for_each("said", ["1", "Open with what is known", "open", "yes"])
def test_at_open_the_case_anyway_what_is_typed_means_its_own_buttons_and_no_older_question(said: str) -> None:
    asked = hear(DIED, "cancel").draft
    assert hear(asked, said).end is Ending.RECORD


def test_an_old_date_is_confirmed_by_a_typed_yes_or_replaced_by_another_day() -> None:
    waiting = hear(at("incident_on"), "1/1/2020").draft
    assert hear(waiting, "1").draft.values["incident_on"] == "2020-01-01"
    assert hear(waiting, "yes").draft.values["incident_on"] == "2020-01-01"
    assert "incident_on" not in hear(waiting, "no").draft.values
    assert hear(waiting, "20/11/2026").draft.values["incident_on"] == "2026-11-20"


def test_what_stands_in_the_box_of_the_record_number_goes_with_the_agency() -> None:
    after = press(at("agency"), "answer", step="agency", choice="Croydon Council", record_number="MH-1")
    assert (after.draft.values["agency"], after.draft.values["record_number"]) == ("Croydon Council", "MH-1")
    assert "MH-1" in words(after)
    alone = press(at("agency"), "answer", step="agency", choice="Croydon Council").draft
    assert "record_number" not in alone.values
    unknown = press(at("agency"), "answer", step="agency", choice=NOT_KNOWN, record_number="MH-1").draft
    assert (unknown.values["agency"], unknown.values["record_number"]) == (NOT_KNOWN, "MH-1")


def test_too_long_a_record_number_is_said_at_its_box_and_nothing_is_taken() -> None:
    asked = at("agency")
    after = press(asked, "answer", step="agency", choice="Croydon Council", record_number="x" * 41)
    assert after.draft == asked and "This has 41 characters, and may have 40." in words(after)


@pytest.mark.parametrize("said", ["In Croydon, and lives there", "both in Croydon", "5"])
def test_where_it_happened_and_where_the_child_lives_are_one_answer_typed_or_pressed(said: str) -> None:
    asked = at("happened_in")
    for after in (hear(asked, said), press(asked, "answer", step="happened_in", choice="both")):
        assert (after.draft.values["happened_in"], after.draft.values["lives_in"]) == ("croydon", "croydon")
    assert "lives_in" not in hear(asked, "In Croydon").draft.values


def test_one_answer_for_both_is_not_offered_where_the_home_is_known() -> None:
    asked = at("happened_in", DATED.with_(values={**DATED.values, "lives_in": "Surrey"}))
    assert press(asked, "answer", step="happened_in", choice="both").draft == asked


def test_the_button_of_an_agency_counts_although_another_was_begun() -> None:
    after = press(at("agency"), "answer", step="agency", choice="Croydon Council", value="A school").draft
    assert after.values["agency"] == "Croydon Council"
