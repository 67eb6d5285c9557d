"""The questions of a part, and of a referral, are asked one at a time in a conversation. They are those of its form,
under the same ids, so that both ways give the same answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from safeguarding.framework.entries import NONE, NOT_KNOWN, Part
from safeguarding.framework.framework import Framework
from safeguarding.framework.labels import choice_label
from safeguarding.framework.referral_questions import ReferralQuestion
from safeguarding.framework.statements import LONGEST_PART, LONGEST_REASON, TICKED, AnswerBox, asked, evidence_boxes

Given = Mapping[str, str]
"""Given holds what was answered so far, by the ids of the form's boxes."""
CHOICE, TEXT, CHILDREN, ALL = "choice", "text", "children", "all"
ONE_CHILD: Mapping[str, str] = {}
WHOM, ALL_OF_THEM = "Which children is this about?", "All of them"
WHY = "Say why, in a sentence or two."
WHY_NOT_KNOWN = "Why is it not known?"
WHY_NONE = "Why does none of these hold?"
WITHOUT: Mapping[str, str] = {NONE: "None", NOT_KNOWN: "Not known yet"}
"""These answers say that nothing holds, or that it is not known."""
LABEL_OF_BOX = "What is the evidence? {}"


@dataclass(frozen=True)
class PartQuestion:
    """A question takes several of its ``options``, one of them, or what is typed. ``without`` are the answers besides,
    by which nothing is ticked or written. ``longest`` is in characters. ``examples`` are of the options.
    ``is_left_open`` says that what is not known is not recorded: the part stays open."""

    id: str
    ask: str
    kind: Literal["several", "choice", "text", "line", "day"]
    options: Mapping[str, str] = field(default_factory=dict)
    without: Mapping[str, str] = field(default_factory=dict)
    longest: int = LONGEST_REASON
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_left_open: bool = False


def next_question(
    part: Part, framework: Framework, given: Given, children: Mapping[str, str] = ONE_CHILD
) -> PartQuestion | None:
    """Returns what the part still asks for; none once its answer is complete. Of an incident with several ``children``
    it asks at last whom the answer is about."""
    if question := _next_of_part(part, framework, given):
        return question
    if CHILDREN in given or not children:
        return None
    return PartQuestion(CHILDREN, WHOM, "several", {**children, ALL: ALL_OF_THEM})


def _next_of_part(part: Part, framework: Framework, given: Given) -> PartQuestion | None:
    if part.kind == "ticks":
        return _next_of_list(part, framework, given)
    if part.kind == "choice" and CHOICE not in given:
        options = {choice: choice_label(framework, part.id, choice) for choice in part.choices}
        return PartQuestion(CHOICE, part.ask, "choice", options, is_left_open=not part.needed)
    if TEXT in given:
        return None
    if part.kind == "choice" or CHOICE in given:
        return _reason(given[CHOICE], LONGEST_PART)
    return PartQuestion(
        TEXT, part.ask, "text", without=_without(part), longest=LONGEST_PART, is_left_open=not part.needed
    )


def _next_of_list(part: Part, framework: Framework, given: Given) -> PartQuestion | None:
    if TICKED not in given:
        items = framework.items_of(part)
        options = {item.id: item.label for item in items}
        examples = {item.label: item.examples for item in items if item.examples}
        without = {NONE: WITHOUT[NONE], **_without(part)}
        return PartQuestion(
            TICKED, part.ask, "several", options, without, examples=examples, is_left_open=not part.needed
        )
    ticked = [name for name in given[TICKED].split(",") if name]
    asks = asked(part, framework, ticked)
    if asks.options and CHOICE not in given:
        options = {choice: WITHOUT.get(choice, choice) for choice in asks.options}
        return PartQuestion(CHOICE, "Nothing is ticked. Which is it?", "choice", options)
    if asks.options and TEXT not in given:
        return _reason(given[CHOICE], LONGEST_REASON)
    boxes = () if asks.options else asks.boxes
    return next((of_box(box) for box in boxes if box.id not in given), None)


def questions_of_referral(framework: Framework, agencies: Sequence[str], given: Given) -> Iterator[PartQuestion]:
    """Yields what a referral asks, with the evidence for each indicator that was ticked."""
    for question in framework.referral_questions:
        if question.kind == "ticks":
            yield from _ticks_of_referral(framework, question, given)
        elif question.kind == "text":
            yield PartQuestion(question.box, question.ask, "text", longest=question.longest)
        else:
            yield PartQuestion(question.box, question.ask, "choice", question.options(agencies))


def _ticks_of_referral(framework: Framework, question: ReferralQuestion, given: Given) -> Iterator[PartQuestion]:
    items, ticked = framework.question(question.id).items, given.get(TICKED, "").split(",")
    labels = {item.id: item.label for item in items}
    yield PartQuestion(TICKED, question.ask, "several", labels, {NONE: WITHOUT[NONE]})
    yield from map(of_box, evidence_boxes(item for item in items if item.id in ticked))


def of_box(box: AnswerBox) -> PartQuestion:
    """Returns the question of a form's box."""
    label = LABEL_OF_BOX.format(box.label) if box.kind == "text" else box.label
    return PartQuestion(box.id, label, box.kind, longest=box.longest)


def _reason(choice: str, longest: int) -> PartQuestion:
    ask = {NONE: WHY_NONE, NOT_KNOWN: WHY_NOT_KNOWN}.get(choice, WHY)
    return PartQuestion(TEXT, ask, "text", longest=longest)


def _without(part: Part) -> Mapping[str, str]:
    return {NOT_KNOWN: WITHOUT[NOT_KNOWN]} if NOT_KNOWN in part.choices else {}
