"""The record of a Rapid Review is put on file as its forms would have filled it in, for whatever begins after that: in
chat it is more than half of all that is sent on the way to a decision."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import uuid4

from safeguarding.case.case import Case
from safeguarding.case.events.free_text import FreeText
from safeguarding.case.events.review_events import ReviewAnswer, Tick
from safeguarding.case.state.review_record import latest_answers
from safeguarding.case.steps.review import answer_part
from safeguarding.framework.entries import NONE, Item, Part
from safeguarding.framework.framework import Framework
from safeguarding.people import Actor

LOOK_AGAIN_ON = date(2027, 3, 1)


def filled_in(
    case: Case,
    framework: Framework,
    ticked: Collection[str],
    words: str,
    by: Actor,
    at: datetime,
    but: Collection[str] = (),
) -> Case:
    """Answers each part ``but`` those with what is ``ticked``, and elsewhere with the first choice and no national
    review."""
    for part in (part for part in framework.parts if part.id not in but):
        found = [item for item in framework.items_of(part) if item.id in ticked] if part.kind == "ticks" else []
        answer = ReviewAnswer(ticks={item.id: _tick(item, words) for item in found}) if found else _plain(part, words)
        case = answer_part(case, part.id, answer, 0, framework, by, at)
    return case


def _tick(item: Item, words: str) -> Tick:
    return Tick(evidence=_text(words), look_again_on=LOOK_AGAIN_ON if item.detail == "look_again_on" else None)


def _plain(part: Part, words: str) -> ReviewAnswer:
    if part.kind == "ticks":
        return ReviewAnswer(text=_text(words), choice=NONE) if part.needed else ReviewAnswer()
    usual = "not_recommended" if part.id == "national_review" else next((each.id for each in part.answers), None)
    return ReviewAnswer(text=_text(words), choice=usual)


def _text(words: str) -> FreeText:
    return FreeText.of(words, uuid4().hex)


def as_read(case: Case) -> dict[str, object]:
    """Returns what a reader finds in the record, by part."""
    return {part: _answer_as_read(event.answer) for part, event in latest_answers(case).items()}


def _answer_as_read(answer: ReviewAnswer) -> object:
    ticks = {
        name: (tick.evidence.shown, tick.look_again_on, tick.kind_of_review) for name, tick in answer.ticks.items()
    }
    return answer.choice, answer.text and answer.text.shown, ticks
