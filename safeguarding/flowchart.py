"""The flow chart that the briefing announces and lacks, drawn from the rules as a Mermaid diagram."""

from dataclasses import dataclass, field

from safeguarding.engine import Answers, Engine
from safeguarding.entries import Question
from safeguarding.routes import next_step

NOTICE = "Drawn by this project from the rules: the briefing announces a flow chart and does not contain one."
OPEN = "Not known yet: it never counts as no. The decision stays open, and the clock runs."


def flowchart(engine: Engine) -> str:
    chart = _Chart(engine)
    start = chart.draw({})
    lines = [f"    %% {NOTICE}", f'    start(["{_quoted(engine.framework.approval.title)}"]) --> {start}']
    note = f'    note["{_quoted(OPEN)}"]'
    return "\n".join(["flowchart TD", *lines, *chart.lines, note]) + "\n"


@dataclass
class _Chart:
    """Draws each part once: ways that lead on alike meet in the same box."""

    engine: Engine
    lines: list[str] = field(default_factory=list)
    boxes: dict[tuple[object, ...], str] = field(default_factory=dict)

    def draw(self, answers: Answers) -> str:
        """The name of the box that stands for what follows from these answers."""
        question = next_step(self.engine, answers)
        box = self._question(question, answers) if question else self._outcome(answers)
        stages = {self.engine.framework.question(name).stage for name in answers}
        triage_ends = "review" not in stages and (question is None or question.stage == "review")
        return self._notify_first(answers, box) if triage_ends else box

    def _question(self, question: Question, answers: Answers) -> str:
        ways: dict[str, list[str]] = {}
        for value in question.values:
            ways.setdefault(self.draw({**answers, question.id: value}), []).append(question.label(value))
        key = (question.id, *((box, *labels) for box, labels in ways.items()))
        arrows = [f'-->|"{_quoted(" or ".join(labels))}"| {box}' for box, labels in ways.items()]
        return self._box(key, f'{{"{_quoted(question.ask)}"}}', arrows)

    def _notify_first(self, answers: Answers, then: str) -> str:
        values = self.engine.values(answers)
        steps = [
            f"{deadline.title}: {deadline.strength}, {deadline.length} from {deadline.counted_from}"
            for deadline in self.engine.framework.deadlines
            if deadline.stands_while and all(values[d] in ok for d, ok in deadline.stands_while.items())
        ]
        if not steps:
            return then
        return self._box(("steps", *steps, then), f'["{_quoted("<br>".join(steps))}"]', [f"--> {then}"])

    def _outcome(self, answers: Answers) -> str:
        framework = self.engine.framework
        values = self.engine.values(answers)
        shown = [f"{d.title}: {d.label(values[d.id])}" for d in framework.decisions]
        return self._box(tuple(shown), f'(["{_quoted("<br>".join(shown))}"])', [])

    def _box(self, key: tuple[object, ...], shape: str, arrows: list[str]) -> str:
        if key not in self.boxes:
            name = self.boxes[key] = f"box{len(self.boxes) + 1}"
            self.lines += [f"    {name}{shape}", *(f"    {name} {arrow}" for arrow in arrows)]
        return self.boxes[key]


def _quoted(text: str) -> str:
    return text.replace('"', "#quot;")
