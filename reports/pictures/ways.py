"""The ways of a case are those of its children through the rules, the strictest first: the case follows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reports.context import ReportContext
from safeguarding.case.case import Case
from safeguarding.case.state.incident_outcome import leading_child
from safeguarding.case.state.review_record import review_answers
from safeguarding.publications.flowchart import OPEN, Arrow, Box, Chart, chart

ENDED = "Not known: the case ended before this was answered."


@dataclass(frozen=True)
class Ways:
    """The ways are by the name of the child. ``is_open``: whether the case is, so that a question can still be
    answered."""

    ref: str
    chart: Chart
    by_child: Mapping[str, tuple[Arrow, ...]]
    is_open: bool

    @classmethod
    def of(cls, case: Case, context: ReportContext) -> "Ways":
        drawn, facts = chart(context.engine), case.facts_under(context.framework)
        review = review_answers(case, context.framework)
        first = leading_child(facts, context.engine)
        in_order = (first, *(child for child in facts.children if child.number != first.number))
        by_child = {child.name: drawn.way({**child.answers, **review}) for child in in_order}
        return cls(case.ref, drawn, by_child, case.is_open)

    @property
    def strictest(self) -> tuple[Arrow, ...]:
        return next(iter(self.by_child.values()))

    @property
    def title(self) -> str:
        return f"The way of {self.ref} through the rules"

    @property
    def left_open(self) -> str:
        """Says what it means that a way ends at a question."""
        return OPEN if self.is_open else ENDED

    def boxes_passed(self, way: tuple[Arrow, ...]) -> list[Box]:
        boxes = {box.name: box for box in self.chart.boxes}
        return [boxes[self.chart.first], *(boxes[arrow.to] for arrow in way)]

    def others_in_words(self) -> Iterator[str]:
        """Says where the ways of the further children end."""
        for child, way in list(self.by_child.items())[1:]:
            box = self.boxes_passed(way)[-1]
            yield f"{child}: {'still at' if box.kind == 'question' else 'ends at'} {', '.join(box.lines)}"

    def in_words(self) -> str:
        """Lists every box that each child's way has passed, with the answer that led on."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        for child, way in self.by_child.items():
            whose = f"The way of {child} of {self.ref}" if len(self.by_child) > 1 else f"The way of {self.ref}"
            yield f"{whose} through the rules, as its answers stand now:"
            boxes = self.boxes_passed(way)
            for number, box in enumerate(boxes, 1):
                answer = f" {way[number - 1].label}." if number <= len(way) and way[number - 1].label else ""
                yield f"{number}. {'; '.join(box.lines)}{answer}"
            if boxes[-1].kind == "question":
                yield self.left_open
