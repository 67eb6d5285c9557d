"""The flow chart of the rules shows the way of one case: by thick, numbered boxes, not by their colour. Of several
children it is the way that the case follows, and the others' are told in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports.context import Picture, ReportContext
from reports.pictures.canvas import FONT_PT, GREY, INK, LINE, Sheet, wrap_lines
from reports.pictures.graph_layout import Layers, Node, layers
from safeguarding.case.case import Case
from safeguarding.case.state.incident_outcome import leading_child
from safeguarding.case.state.review_record import review_answers
from safeguarding.publications.flowchart import OPEN, Arrow, Box, Chart, chart

# In pixels: a layer's box with the room beside it, the box alone, a lane, and the room between two layers.
WIDTH, BOX, INNER, LANE, GAP, MARGIN, TOP = 780, 176.0, 168.0, 24.0, 66, 12, 64
LETTERS, SMALL = 22, FONT_PT - 1.2
Ways = Mapping[str, tuple[Arrow, ...]]
"""Ways are by the name of the child, the one that the case follows first."""
FILLS = {"question": "#eef2f9", "steps": "#fff4e5", "outcome": "#eaf5ec"}


def flowchart_of(case: Case, context: ReportContext) -> Picture:
    drawn = chart(context.engine)
    ways = _ways(drawn, case, context)
    title = f"The way of {case.ref} through the rules"
    return Picture(title, _draw(drawn, ways, case), "\n".join(_alt(drawn, ways, case)))


def _ways(drawn: Chart, case: Case, context: ReportContext) -> Ways:
    """Returns the way of each child, that of the child with the strictest route first: the case follows it."""
    facts, review = case.facts_under(context.framework), review_answers(case, context.framework)
    first = leading_child(facts, context.engine)
    in_order = (first, *(child for child in facts.children if child.number != first.number))
    return {child.name: drawn.way({**child.answers, **review}) for child in in_order}


def _boxes_passed(drawn: Chart, way: tuple[Arrow, ...]) -> list[Box]:
    boxes = {box.name: box for box in drawn.boxes}
    return [boxes[drawn.first], *(boxes[arrow.to] for arrow in way)]


def _alt(drawn: Chart, ways: Ways, case: Case) -> Iterator[str]:
    """Lists every box that each child's way has passed, with the answer that led on."""
    for child, way in ways.items():
        whose = f"The way of {child} of {case.ref}" if len(ways) > 1 else f"The way of {case.ref}"
        yield f"{whose} through the rules, as its answers stand now:"
        boxes = _boxes_passed(drawn, way)
        for number, box in enumerate(boxes, 1):
            answer = f" {way[number - 1].label}." if number <= len(way) and way[number - 1].label else ""
            yield f"{number}. {'; '.join(box.lines)}{answer}"
        if boxes[-1].kind == "question":
            yield OPEN


def _head(drawn: Chart, ways: Ways, case: Case) -> list[str]:
    """Returns the lines above the picture: whose way it is, and where the others' end."""
    first, *others = ways
    if not others:
        return [f"{case.ref}: its way through the rules is thick and numbered", OPEN]
    ends = ((child, _boxes_passed(drawn, ways[child])[-1]) for child in others)
    return [
        f"{case.ref}: the way of {first}, the strictest, is thick and numbered",
        OPEN,
        *(
            f"{child}: {'still at' if box.kind == 'question' else 'ends at'} {', '.join(box.lines)}"
            for child, box in ends
        ),
    ]


def _draw(drawn: Chart, ways: Ways, case: Case) -> bytes:
    plan = _Plan.of(drawn, _head(drawn, ways, case))
    way = next(iter(ways.values()))
    # What the case has passed lies above the rest.
    for arrow in sorted(drawn.arrows, key=lambda each: each in way):
        own = arrow in way
        plan.sheet.line(plan.points(arrow), width=3.2 if own else 1.0, colour=INK if own else GREY, arrow=True)
    for number, arrow in enumerate(plan.labelled()):
        # Every other one lower, so that neighbours stay apart.
        x, y = plan.on_the_way(arrow, 0.35 if number % 2 else 0.68)
        label = wrap_lines(arrow.label, LETTERS - 4)
        plan.sheet.text(x, y, label, middle=True, bold=arrow in way, size=SMALL, on_paper=True)
    numbers = {box.name: number for number, box in enumerate(_boxes_passed(drawn, way), 1)}
    for box in drawn.boxes:
        plan.draw(box, numbers.get(box.name))
    return plan.sheet.png()


@dataclass(frozen=True)
class _Plan:
    """The plan says where everything is, in pixels: ``tops`` and ``floors`` of the layers, ``tall`` and ``words`` of
    the boxes."""

    sheet: Sheet
    chart: Chart
    layers: Layers
    words: Mapping[str, str]
    tall: Mapping[str, float]
    tops: Sequence[float]
    floors: Sequence[float]

    @classmethod
    def of(cls, drawn: Chart, head: Sequence[str]) -> "_Plan":
        title, *further = head
        placed = layers(drawn, WIDTH - 2 * MARGIN, BOX, LANE)
        words = {box.name: wrap_lines(_lines_of(box), LETTERS) for box in drawn.boxes}
        tall = {name: (text.count("\n") + 1) * LINE + 16.0 for name, text in words.items()}
        tops, floors, y = [], [], TOP + LINE * (len(further) - 1.0)
        for row in placed.rows:
            tops.append(y)
            floors.append(y + max(tall[node] for node in row if isinstance(node, str)))
            y = floors[-1] + GAP
        sheet = Sheet(WIDTH, int(floors[-1]) + MARGIN)
        sheet.text(MARGIN, 10, title, bold=True, size=FONT_PT + 1.5)
        for number, line in enumerate(further):
            sheet.text(MARGIN, 34 + number * LINE, line)
        return cls(sheet, drawn, placed, words, tall, tops, floors)

    def points(self, arrow: Arrow) -> list[tuple[float, float]]:
        """Returns the arrow's bends: straight down beside the boxes of a layer, aslant only between two layers."""
        first, path = self.layers.depth[arrow.start], self.layers.path(arrow)
        x = self._x(path[0])
        points = [(x, self.tops[first] + self.tall[arrow.start]), (x, self.floors[first])]
        for layer, lane in enumerate(path[1:-1], first + 1):
            points += [(self._x(lane), self.tops[layer]), (self._x(lane), self.floors[layer])]
        return [*points, (self._x(path[-1]), self.tops[self.layers.depth[arrow.to]])]

    def labelled(self) -> list[Arrow]:
        """Returns the arrows that have a label, from left to right, layer by layer."""
        found = [arrow for arrow in self.chart.arrows if arrow.label]
        return sorted(found, key=lambda arrow: (self.layers.depth[arrow.start], self.on_the_way(arrow, 0.5)))

    def on_the_way(self, arrow: Arrow, part: float) -> tuple[float, float]:
        """Returns a point between the arrow's first two layers; ``part`` runs from 0 to 1."""
        (x1, y1), (x2, y2) = self.points(arrow)[1:3]
        return x1 + (x2 - x1) * part, y1 + (y2 - y1) * part

    def draw(self, box: Box, number: int | None) -> None:
        x, top, tall = self._x(box.name), self.tops[self.layers.depth[box.name]], self.tall[box.name]
        line, colour = (1.0, GREY) if number is None else (3.0, INK)
        left, rounded = x - INNER / 2, 9.0 if box.kind == "outcome" else 2.0
        self.sheet.box(left, top, INNER, tall, line=line, colour=colour, fill=FILLS[box.kind], rounded=rounded)
        self.sheet.text(x, top + tall / 2, self.words[box.name], middle=True, bold=number is not None)
        if number is not None:
            self.sheet.text(left, top, f" {number} ", middle=True, bold=True, on_paper=True)

    def _x(self, node: Node) -> float:
        return MARGIN + self.layers.x[node]


def _lines_of(box: Box) -> str:
    """Returns an outcome's lines, and the short form of other boxes."""
    return "\n".join(box.lines) if box.kind == "outcome" else box.title
