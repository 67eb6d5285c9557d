"""The flow chart of the rules is drawn whole, for paper, with the way of one case in it: by thick, numbered boxes, not
by their colour."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports.context import Picture, ReportContext
from reports.pictures.canvas import FILLS, INK, QUIET, Point, Sheet, height_of, width_of, wrapped
from reports.pictures.graph_layout import Layers, Node, layers
from reports.pictures.ways import Ways
from safeguarding.case.case import Case
from safeguarding.publications.flowchart import Arrow, Box, Chart

# In pixels: a layer's box with the room beside it, the box alone, and a lane.
WIDTH, BOX, INNER, LANE, MARGIN, PAD = 780, 188.0, 178.0, 16.0, 12, 7.0
TITLE, TEXT = 18.0, 15.2
"""Printed over the width of a page, no text is under 9 points."""
LABEL, LEAST_GAP, STEP = 140.0, 30.0, 6.0
Area = tuple[float, float, float, float]
"""An area has its left, upper, right and lower edge."""


def flowchart_of(case: Case, context: ReportContext) -> Picture:
    ways = Ways.of(case, context)
    title = f"The flow chart of the rules, with the way of {case.ref}"
    return Picture(title, _draw(ways), f"{title} thick and numbered.\n{ways.in_words()}")


def _draw(ways: Ways) -> bytes:
    plan, way = Plan.of(ways.chart), ways.strictest
    title = wrapped(f"The rules; the way of {ways.ref} is thick and numbered", WIDTH - 2 * MARGIN, TITLE, bold=True)
    sheet = Sheet(WIDTH, int(plan.height + MARGIN))
    sheet.text(MARGIN, MARGIN, title, TITLE, bold=True)
    # What the case has passed lies above the rest.
    for arrow in sorted(ways.chart.arrows, key=lambda each: each in way):
        own = arrow in way
        sheet.line(plan.points(arrow), width=3.0 if own else 1.0, colour=INK if own else QUIET, arrow=True)
    numbers = {box.name: number for number, box in enumerate(ways.boxes_passed(way), 1)}
    for box in ways.chart.boxes:
        _draw_box(sheet, plan, box, numbers.get(box.name))
    for arrow, (left, top, _, _) in plan.labels.items():
        sheet.label(left, top, label_of(arrow), TEXT, bold=arrow in way)
    return sheet.png()


def _draw_box(sheet: Sheet, plan: "Plan", box: Box, number: int | None) -> None:
    left, top, right, bottom = plan.area(box.name)
    line, colour = (1.0, QUIET) if number is None else (3.0, INK)
    rounded = 12.0 if box.kind == "outcome" else 3.0
    sheet.box(left, top, right - left, bottom - top, line=line, colour=colour, fill=FILLS[box.kind], rounded=rounded)
    sheet.text((left + right) / 2, (top + bottom) / 2, plan.words[box.name], TEXT, middle=True, bold=number is not None)
    if number is not None:
        sheet.label(left - 2, top - TEXT * 0.65, str(number), TEXT)


def label_of(arrow: Arrow) -> str:
    return wrapped(arrow.label, LABEL, TEXT, bold=True)


@dataclass(frozen=True)
class Plan:
    """The plan says where everything is, in pixels: ``tops`` and ``floors`` of the layers, the ``words`` of the boxes,
    and the areas of the ``labels``, none of which lies over another."""

    chart: Chart
    layers: Layers
    words: Mapping[str, str]
    tops: Sequence[float]
    floors: Sequence[float]
    labels: Mapping[Arrow, Area]

    @classmethod
    def of(cls, drawn: Chart) -> "Plan":
        placed = layers(drawn, WIDTH - 2 * MARGIN, BOX, LANE)
        short = _short_outcomes(drawn)
        words = {
            box.name: wrapped(short.get(box.name, box.title), INNER - 2 * PAD, TEXT, bold=True) for box in drawn.boxes
        }
        plan, y = cls(drawn, placed, words, [], [], {}), MARGIN + height_of("", TITLE) + TEXT * 1.5
        for number, row in enumerate(placed.rows):
            tall = max(plan.tall(node) for node in row if isinstance(node, str))
            plan = cls(drawn, placed, words, [*plan.tops, y], [*plan.floors, y + tall], plan.labels)
            gap, labels = plan.gap_below(number)
            plan = cls(drawn, placed, words, plan.tops, plan.floors, {**plan.labels, **labels})
            y += tall + gap
        return plan

    @property
    def height(self) -> float:
        return self.floors[-1]

    def tall(self, box: str) -> float:
        return height_of(self.words[box], TEXT) + 2 * PAD

    def area(self, box: str) -> Area:
        x, top = self._x(box), self.tops[self.layers.depth[box]]
        return x - INNER / 2, top, x + INNER / 2, top + self.tall(box)

    def points(self, arrow: Arrow) -> list[Point]:
        """Returns the arrow's bends: straight down beside the boxes of a layer, aslant only between two layers."""
        first, path = self.layers.depth[arrow.start], self.layers.path(arrow)
        x = self._x(path[0])
        points = [(x, self.area(arrow.start)[3]), (x, self.floors[first])]
        for layer, lane in enumerate(path[1:-1], first + 1):
            points += [(self._x(lane), self.tops[layer]), (self._x(lane), self.floors[layer])]
        return [*points, (self._x(path[-1]), self.tops[self.layers.depth[arrow.to]])]

    def gap_below(self, layer: int) -> tuple[float, Mapping[Arrow, Area]]:
        """Returns the least room below a layer in which no label of its arrows lies over another, and where they
        lie."""
        named = [each for each in self.chart.arrows if each.label and self.layers.depth[each.start] == layer]
        gap = LEAST_GAP
        while (labels := self._labels_within(layer, gap, named)) is None:
            gap += STEP
        return gap, labels

    def _labels_within(self, layer: int, gap: float, named: Sequence[Arrow]) -> Mapping[Arrow, Area] | None:
        """Places each label as near to the middle of its arrow as is free; none where one finds no place."""
        found: dict[Arrow, Area] = {}
        for arrow in sorted(named, key=lambda each: self._x(self.layers.path(each)[1])):
            free = (
                area for area in self._places(arrow, layer, gap) if not any(overlap(area, a) for a in found.values())
            )
            place = next(free, None)
            if place is None:
                return None
            found[arrow] = place
        return found

    def _places(self, arrow: Arrow, layer: int, gap: float) -> Iterator[Area]:
        """Yields the areas along the arrow's way to the next layer that its label may take, from the middle on."""
        path = self.layers.path(arrow)
        start, end, text = self._x(path[0]), self._x(path[1]), label_of(arrow)
        wide, tall = width_of(text, TEXT, bold=True), height_of(text, TEXT)
        rooms = int((gap - tall) // STEP)
        for step in sorted(range(rooms + 1), key=lambda each: abs(each - rooms / 2)):
            top = self.floors[layer] + step * STEP
            x = start + (end - start) * (top + tall / 2 - self.floors[layer]) / gap
            left = min(max(x - wide / 2, MARGIN), WIDTH - MARGIN - wide)
            yield left, top, left + wide, top + tall

    def _x(self, node: Node) -> float:
        return MARGIN + self.layers.x[node]


def overlap(one: Area, other: Area) -> bool:
    apart = one[2] + PAD < other[0] or other[2] + PAD < one[0] or one[3] < other[1] or other[3] < one[1]
    return not apart


def _short_outcomes(drawn: Chart) -> Mapping[str, str]:
    """Returns of each outcome its route, which is its last line, and what tells it from others with the same route."""
    outcomes = [box for box in drawn.boxes if box.kind == "outcome"]
    alike = {box.lines[-1]: [each.lines for each in outcomes if each.lines[-1] == box.lines[-1]] for box in outcomes}
    return {
        box.name: "\n".join(
            [
                box.lines[-1],
                *(line for line in box.lines[:-1] if any(line not in each for each in alike[box.lines[-1]])),
            ]
        )
        for box in outcomes
    }
