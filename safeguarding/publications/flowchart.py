"""The flow chart, which the briefing announces and lacks, is drawn from the rules: as boxes and arrows, and from them
as a Mermaid diagram."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from safeguarding.framework.engine import Answers, Engine
from safeguarding.framework.entries import Question
from safeguarding.framework.framework import Framework
from safeguarding.framework.routes import next_step

NOTICE = "Drawn by this project from the rules: the briefing announces a flow chart and does not contain one."
OPEN = "Not known yet: it never counts as no. The decision stays open, and the clock runs."
SHAPES = {"question": '{{"{}"}}', "steps": '["{}"]', "outcome": '(["{}"])'}


@dataclass(frozen=True)
class Box:
    """A box has its words in ``lines``; a ``question`` is asked in one, and ``title`` is its short form."""

    name: str
    kind: Literal["question", "steps", "outcome"]
    lines: tuple[str, ...]
    title: str = ""
    question: str | None = None


@dataclass(frozen=True)
class Arrow:
    """An arrow leads from box to box. ``values`` are the answers that lead this way; none where there is only one way
    on."""

    start: str
    to: str
    values: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart holds boxes and arrows in the order in which they were drawn: the box that an arrow leads to stands
    before the one where it starts."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    first: str

    def leaving(self, box: str) -> tuple[Arrow, ...]:
        return tuple(arrow for arrow in self.arrows if arrow.start == box)

    def way(self, answers: Answers) -> tuple[Arrow, ...]:
        """Follows these answers as far as they lead: to an outcome, or to the first question that is not answered."""
        way: list[Arrow] = []
        box = self.first
        while step := self._step(box, answers):
            way.append(step)
            box = step.to
        return tuple(way)

    def _step(self, box: str, answers: Answers) -> Arrow | None:
        question = next(each.question for each in self.boxes if each.name == box)
        taken = (arrow for arrow in self.leaving(box) if question is None or answers.get(question) in arrow.values)
        return next(taken, None)


def chart(engine: Engine) -> Chart:
    drawing = _Drawing(engine)
    first = drawing.draw({})
    return Chart(tuple(drawing.boxes.values()), tuple(drawing.arrows), first)


def flowchart(engine: Engine) -> str:
    """Writes the chart as Mermaid."""
    drawn = chart(engine)
    lines = [f"    %% {NOTICE}", f'    start(["{_quote(engine.framework.approval.title)}"]) --> {drawn.first}']
    notes = (f'    {name}["{_quote(text)}"]' for name, text in _beside(engine.framework))
    return "\n".join(["flowchart TD", *lines, *_mermaid(drawn), *notes]) + "\n"


def _beside(framework: Framework) -> Iterator[tuple[str, str]]:
    """Yields what stands beside the chart: what no arrow hangs on, and is asked all the same."""
    yield "note", OPEN
    yield "record", f"The record of a Rapid Review has: {'; '.join(part.title for part in framework.parts)}"
    asked = "; ".join(question.title for question in framework.referral_questions)
    yield "referral", f"The referral of a Case of Concern has: {asked}"


def _mermaid(drawn: Chart) -> Iterator[str]:
    for box in drawn.boxes:
        yield f"    {box.name}{SHAPES[box.kind].format(_quote('<br>'.join(box.lines)))}"
        for arrow in drawn.leaving(box.name):
            label = f'|"{_quote(arrow.label)}"|' if arrow.label else ""
            yield f"    {arrow.start} -->{label} {arrow.to}"


@dataclass
class _Drawing:
    """The drawing holds each part once: ways that lead on alike meet in the same box."""

    engine: Engine
    boxes: dict[tuple[object, ...], Box] = field(default_factory=dict)
    arrows: list[Arrow] = field(default_factory=list)

    def draw(self, answers: Answers) -> str:
        """Draws what follows from these answers, and returns the name of its first box."""
        question = next_step(self.engine, answers)
        box = self._question(question, answers) if question else self._outcome(answers)
        stages = {self.engine.framework.question(name).stage for name in answers}
        triage_ends = "review" not in stages and (question is None or question.stage == "review")
        return self._notify_first(answers, box) if triage_ends else box

    def _question(self, question: Question, answers: Answers) -> str:
        ways: dict[str, list[str]] = {}
        for value in question.values:
            ways.setdefault(self.draw({**answers, question.id: value}), []).append(value)
        if len(ways) == 1:
            # It is asked for the record alone, and the way goes on without it.
            return next(iter(ways))
        key = (question.id, *((box, *values) for box, values in ways.items()))
        box = Box(self._next_name(), "question", (question.ask,), question.title, question.id)
        arrows = [
            Arrow(box.name, to, tuple(values), " or ".join(question.label(value) for value in values))
            for to, values in ways.items()
        ]
        return self._add(key, box, arrows)

    def _notify_first(self, answers: Answers, then: str) -> str:
        values = self.engine.values(answers)
        deadlines = [
            deadline
            for deadline in self.engine.framework.deadlines
            if deadline.stands_while and all(values[d] in ok for d, ok in deadline.stands_while.items())
        ]
        if not deadlines:
            return then
        steps = tuple(f"{each.title}: {each.strength}, {each.length} from {each.counted_from}" for each in deadlines)
        title = "\n".join(f"{each.title}: {each.length}" for each in deadlines)
        box = Box(self._next_name(), "steps", steps, title)
        return self._add(("steps", *steps, then), box, [Arrow(box.name, then)])

    def _outcome(self, answers: Answers) -> str:
        values = self.engine.values(answers)
        shown = tuple(f"{d.title}: {d.label(values[d.id])}" for d in self.engine.framework.decisions)
        return self._add(shown, Box(self._next_name(), "outcome", shown), [])

    def _next_name(self) -> str:
        return f"box{len(self.boxes) + 1}"

    def _add(self, key: tuple[object, ...], box: Box, arrows: list[Arrow]) -> str:
        if key not in self.boxes:
            self.boxes[key] = box
            self.arrows += arrows
        return self.boxes[key].name


def _quote(text: str) -> str:
    return text.replace('"', "#quot;")
