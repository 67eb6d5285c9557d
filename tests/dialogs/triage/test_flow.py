"""The triage takes only answers and always gets to its end, whatever is typed and pressed, in any order."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from cards.case.sections import START_CONCERN
from cards.elements import LONGEST_EVIDENCE, MESSAGE_BYTES, as_json
from cards.triage.question import question_card
from dialogs.triage.flow import TriageFlow
from dialogs.triage.flow_step import FlowStep
from dialogs.typed_answers import parse_date
from dialogs.user_input import UserInput
from safeguarding.draft import Draft
from safeguarding.framework import loader
from safeguarding.framework.engine import Engine
from safeguarding.framework.entries import NOT_KNOWN, Detail
from safeguarding.indication import leads_to_concern
from safeguarding.offered_answers import Step
from safeguarding.people import Person
from safeguarding.triage import Triage
from tests.support.fake_teams.message_size import message_size
from tests.support.generators.examples import share
from tests.support.incidents.triage_drafts import CONTEXT

TODAY = date(2026, 11, 23)
TRIAGE = Triage(Engine(loader.current()))
STEPS = TRIAGE.steps
AGENCIES = ("Croydon Council", "Metropolitan Police")
FLOW = TriageFlow(TRIAGE, lambda: CONTEXT, AGENCIES)
START = Draft(id="d1", person=Person(tenant="t", id="p"), rules_version=TRIAGE.framework.version)
WORDS = [
    "add another child",
    "take out child 2",
    "show child 2",
    "the same",
    "back",
    "why",
    "cancel",
    "define abuse",
    "define",
    "yes but no",
    "1",
    "2",
    "Died",
    "under 18",
    "no",
    "unknown",
]
DAYS = ["yesterday", "12/11/2026", "2020-01-01", "1/1/1000", "tomorrow", "31/02/2026"]
VERBS = ["answer", "change", "confirm_date", "cancel", "leave", "resume", "record", "made up"]
OF_CHILDREN = ["add_child", "take_out", "show_child"]


def anything() -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.lists(st.none(), max_size=2))


@st.composite
def presses(draw: st.DrawFn) -> dict[str, Any]:
    """Draws a button, its revision counted from the present one; any part of it may be made up."""
    data: dict[str, Any] = {
        "revision": draw(st.sampled_from([0, 0, 0, -1, 1, "0", None])),
        "step": draw(st.sampled_from([*STEPS, "asked", "asked", "made up"])),
        "choice": draw(st.sampled_from(["died", "neither", "under_18", NOT_KNOWN, "croydon", "made up", AGENCIES[0]])),
        "evidence": draw(st.sampled_from(["", "Seen.", "Seen.", "x" * 601])),
        "value": draw(st.sampled_from(["", *DAYS, "School", "x" * 81])),
        "child": draw(st.sampled_from([1, 2, 2, 3])),
    }
    for name in draw(st.sets(st.sampled_from(sorted(data)), max_size=1)):
        data[name] = draw(anything())
    return {"verb": draw(st.sampled_from([*VERBS, *OF_CHILDREN, "answer", "answer"])), "data": data}


typed = st.one_of(st.sampled_from([*WORDS, *DAYS]), st.text(max_size=20)).map(lambda text: {"text": text})
moves = st.lists(st.one_of(presses(), typed), max_size=10)


def made(draft: Draft, move: dict[str, Any]) -> UserInput:
    data = dict(move.get("data", {}))
    if type(data.get("revision")) is int:
        data["revision"] += draft.revision
    asked = TRIAGE.next_step(draft)
    if data.get("step") == "asked" and asked:
        data["step"] = asked.id
    return UserInput(TODAY, move.get("text", ""), move.get("verb", ""), data)


def played(given_moves: list[dict[str, Any]]) -> Iterator[tuple[Draft, UserInput, FlowStep]]:
    draft = START
    for move in given_moves:
        user_input = made(draft, move)
        reply = FLOW.handle(draft, user_input)
        yield draft, user_input, reply
        draft = reply.draft


def end_of(given_moves: list[dict[str, Any]]) -> Draft:
    return ([START] + [reply.draft for _, _, reply in played(given_moves)])[-1]


def holds(step: Step, value: str, draft: Draft) -> bool:
    """Says whether the value is an answer that the step takes, with the evidence that it needs."""
    if value == NOT_KNOWN:
        return True
    if step.answers:
        answer = next((answer for answer in step.answers if answer.id == value), None)
        return answer is not None and (not answer.evidence or bool(draft.evidence.get(step.id)))
    if isinstance(step, Detail) and step.kind == "date":
        return date.fromisoformat(value) <= TODAY
    return isinstance(step, Detail) and 0 < len(value) <= (step.longest or LONGEST_EVIDENCE)


def answer(draft: Draft, value: str) -> FlowStep:
    """Presses a button that the shown question offers."""
    step = TRIAGE.next_step(draft)
    assert step is not None
    data = {"revision": draft.revision, "step": step.id, "choice": value, "value": value, "evidence": "Seen."}
    return FLOW.handle(draft, UserInput(TODAY, verb="answer", data=data))


def confirmed(reply: FlowStep) -> Draft:
    draft = reply.draft
    if not draft.unconfirmed:
        return draft
    data = {"revision": draft.revision, "step": draft.asking}
    return FLOW.handle(draft, UserInput(TODAY, verb="confirm_date", data=data)).draft


def accepted(step: Step) -> st.SearchStrategy[str]:
    if isinstance(step, Detail) and step.kind == "date":
        return st.sampled_from(["today", "2026-11-20", "2020-01-01", NOT_KNOWN])
    return st.sampled_from([a.id for a in step.answers] or ["School", NOT_KNOWN])


@given(moves)
@settings(max_examples=share(40))
def test_nothing_that_comes_in_breaks_it_and_every_value_is_an_answer(given_moves: list[dict[str, Any]]) -> None:
    for before, user_input, reply in played(given_moves):
        draft = reply.draft
        assert draft.revision >= before.revision
        # An answer that waits for its evidence is asked for on the same card.
        assert draft == before.model_copy(update={"unproven": draft.unproven}) or draft.revision > before.revision
        assert all(holds(STEPS[name], value, draft) for name, value in draft.values.items()), user_input
        number, total = TRIAGE.progress(draft)
        assert 1 <= number <= total or TRIAGE.next_step(draft) is None
        assert Draft.model_validate_json(draft.model_dump_json()) == draft
        for card in (reply.replacement, *(shown.card for shown in reply.cards)):
            assert card is None or message_size(card) < MESSAGE_BYTES


@given(moves, st.booleans(), st.uuids())
@settings(max_examples=share(40))
def test_a_question_looks_as_if_its_card_had_been_made_for_this_person_alone(
    given_moves: list[dict[str, Any]], rehearsal: bool, id: UUID
) -> None:
    draft = end_of(given_moves).with_(id=id.hex, rehearsal=rehearsal)
    if TRIAGE.next_step(draft):
        assert as_json(FLOW.asking.ask(draft).card) == as_json(question_card(TRIAGE, draft, AGENCIES))


@given(moves)
@settings(max_examples=share(40))
def test_only_an_answer_to_what_was_asked_changes_a_value(given_moves: list[dict[str, Any]]) -> None:
    for before, user_input, reply in played(given_moves):
        if reply.draft.values == before.values:
            continue
        asked = TRIAGE.next_step(before)
        assert asked is not None
        assert user_input.verb in ("", "answer", "confirm_date")
        changed = {n for n in STEPS if reply.draft.values.get(n) != before.values.get(n)}
        # A later date of the incident takes back an earlier day of awareness.
        assert changed - {"became_aware"} <= {asked.id}
        if user_input.verb:
            assert user_input.data["revision"] == before.revision
            assert user_input.data["step"] == asked.id


@given(moves)
@settings(max_examples=share(25))
def test_a_button_of_an_older_card_changes_nothing(given_moves: list[dict[str, Any]]) -> None:
    draft = end_of(given_moves)
    for verb in VERBS:
        for revision in (draft.revision - 1, draft.revision + 1, None, str(draft.revision)):
            data = {"revision": revision, "step": "harm", "choice": NOT_KNOWN, "value": "2026-11-20"}
            reply = FLOW.handle(draft, UserInput(TODAY, verb=verb, data=data))
            assert (reply.draft, reply.end) == (draft, None)


@given(moves, st.data())
@settings(max_examples=share(25))
def test_answering_what_is_asked_leads_to_the_check_of_all_answers(
    given_moves: list[dict[str, Any]], data: st.DataObject
) -> None:
    draft, answers = end_of(given_moves), 0
    while step := TRIAGE.next_step(draft):
        before = draft
        draft = confirmed(answer(draft, data.draw(accepted(step))))
        if draft.children == before.children and draft.asking == before.asking:
            draft = answer(draft, NOT_KNOWN).draft
        answers += 1
        assert answers <= 2 * len(STEPS), "it asks without end"
    titles = [action["title"] for action in as_json(FLOW.asking.ask(draft).card)["actions"]]
    concern = [START_CONCERN] if leads_to_concern(TRIAGE, draft) else []
    assert titles == ["Open the case", *concern, "Add a child", "Cancel"]


@given(moves, st.data())
@settings(max_examples=share(25))
def test_changing_an_answer_keeps_the_later_ones_that_still_hold(
    given_moves: list[dict[str, Any]], data: st.DataObject
) -> None:
    draft = end_of(given_moves)
    kept = TRIAGE.answers_given(draft)
    if not kept:
        return
    step = data.draw(st.sampled_from([step for step, _ in kept]))
    press = {"revision": draft.revision, "step": step.id}
    changing = FLOW.handle(draft, UserInput(TODAY, verb="change", data=press)).draft
    assert TRIAGE.next_step(changing) == step
    assert changing.values == draft.values
    value = data.draw(accepted(step))
    after = confirmed(answer(changing, value))
    others = {n: v for n, v in draft.values.items() if n not in (step.id, "became_aware")}
    assert {n: v for n, v in after.values.items() if n not in (step.id, "became_aware")} == others


@given(st.text(max_size=60))
@settings(max_examples=share(40))
def test_no_text_answers_a_question_unless_it_is_one_of_its_words(said: str) -> None:
    reply = FLOW.handle(START, UserInput(TODAY, said))
    assert reply.draft.values in ({}, {"harm": NOT_KNOWN})
    assert parse_date(said, TODAY) is None or reply.draft.values == {}
