"""The layout puts a flow chart into layers: each box below all that lead to it. An arrow that passes a layer goes
through a lane of it, which the arrows to the same box share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from safeguarding.publications.flowchart import Arrow, Chart

SWEEPS = 12
Lane = tuple[str, int]
Node = str | Lane
"""A node is a box by its name, or the lane to a box in a layer."""


@dataclass(frozen=True)
class Layers:
    """``x`` is the middle of each node, ``path`` the nodes that an arrow passes, its two ends among them."""

    rows: tuple[tuple[Node, ...], ...]
    x: Mapping[Node, float]
    depth: Mapping[str, int]

    def path(self, arrow: Arrow) -> list[Node]:
        return [arrow.start, *_lanes(arrow, self.depth), arrow.to]


def layers(chart: Chart, width: float, box_width: float, lane_width: float) -> Layers:
    depth = _narrowed(chart, _depths(chart), width, box_width, lane_width)
    links = {link for arrow in chart.arrows for link in _links([arrow.start, *_lanes(arrow, depth), arrow.to])}
    nodes: dict[Node, int] = {}
    nodes.update(depth)
    nodes |= {lane: lane[1] for arrow in chart.arrows for lane in _lanes(arrow, depth)}
    rows: list[list[Node]] = [[] for _ in range(max(nodes.values()) + 1)]
    for node, row in nodes.items():
        rows[row].append(node)
    above, below = _neighbours(links), _neighbours((to, start) for start, to in links)
    ordered = _order_rows(rows, above, below, links)
    sizes = {node: box_width if isinstance(node, str) else lane_width for node in nodes}
    return Layers(tuple(map(tuple, ordered)), _place(ordered, sizes, above, below, width), depth)


def _depths(chart: Chart) -> dict[str, int]:
    """Counts the longest way from the start to each box: an arrow's end stands before its start in the chart's
    order."""
    depth = dict.fromkeys((box.name for box in reversed(chart.boxes)), 0)
    for name in depth:
        for arrow in chart.leaving(name):
            depth[arrow.to] = max(depth[arrow.to], depth[name] + 1)
    return depth


def _narrowed(
    chart: Chart, depth: Mapping[str, int], width: float, box_width: float, lane_width: float
) -> dict[str, int]:
    """Moves boxes out of a row that is too wide, those first that have the least below them: a lane to a box takes less
    room than the box."""
    narrowed, row, below = dict(depth), 0, _heights(chart)
    while row <= max(narrowed.values()):
        lanes = {lane for arrow in chart.arrows for lane in _lanes(arrow, narrowed) if lane[1] == row}
        boxes = sorted((name for name in narrowed if narrowed[name] == row), key=lambda name: below[name])
        if len(boxes) > 1 and len(boxes) * box_width + len(lanes) * lane_width > width:
            _lower(chart, narrowed, boxes[0], row + 1)
        else:
            row += 1
    return narrowed


def _heights(chart: Chart) -> dict[str, int]:
    """Counts the longest way from each box to an end; an arrow's end stands before its start in the chart's order."""
    heights: dict[str, int] = {}
    for box in chart.boxes:
        heights[box.name] = max((heights[arrow.to] + 1 for arrow in chart.leaving(box.name)), default=0)
    return heights


def _lower(chart: Chart, depth: dict[str, int], name: str, row: int) -> None:
    """Moves a box down to a row, and what it leads to as far as it has to stand below it."""
    depth[name] = row
    for arrow in chart.leaving(name):
        if depth[arrow.to] <= row:
            _lower(chart, depth, arrow.to, row + 1)


def _lanes(arrow: Arrow, depth: Mapping[str, int]) -> list[Lane]:
    return [(arrow.to, layer) for layer in range(depth[arrow.start] + 1, depth[arrow.to])]


def _links(path: Sequence[Node]) -> Iterable[tuple[Node, Node]]:
    return pairwise(path)


def _neighbours(links: Iterable[tuple[Node, Node]]) -> dict[Node, list[Node]]:
    found: dict[Node, list[Node]] = {}
    for start, to in sorted(links, key=str):
        found.setdefault(to, []).append(start)
    return found


def _order_rows(
    rows: list[list[Node]],
    above: Mapping[Node, list[Node]],
    below: Mapping[Node, list[Node]],
    links: Iterable[tuple[Node, Node]],
) -> list[list[Node]]:
    """Returns the order with the fewest crossings that a few sweeps down and up come by."""
    links = sorted(links, key=str)
    best, fewest = [list(row) for row in rows], _crossings(rows, links)
    now = [list(row) for row in rows]
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for row in now if down else reversed(now):
            place = {node: number / len(each) for each in now for number, node in enumerate(each)}
            beside = above if down else below
            row.sort(key=lambda node: _mean([place[other] for other in beside.get(node, [node])]))
        if (crossings := _crossings(now, links)) < fewest:
            best, fewest = [list(row) for row in now], crossings
    return best


def _crossings(rows: Sequence[Sequence[Node]], links: Iterable[tuple[Node, Node]]) -> int:
    place = {node: (row, number) for row, nodes in enumerate(rows) for number, node in enumerate(nodes)}
    drawn = [(*place[start], place[to][1]) for start, to in links]
    return sum(
        one[0] == other[0] and (one[1] - other[1]) * (one[2] - other[2]) < 0
        for number, one in enumerate(drawn)
        for other in drawn[number + 1 :]
    )


def _place(
    rows: Sequence[Sequence[Node]],
    sizes: Mapping[Node, float],
    above: Mapping[Node, list[Node]],
    below: Mapping[Node, list[Node]],
    width: float,
) -> dict[Node, float]:
    """Places each node near the middle of what it is linked to, in order, without overlap, within the width."""
    x = {node: width * (number + 0.5) / len(row) for row in rows for number, node in enumerate(row)}
    for _ in range(SWEEPS):
        for row in rows:
            wanted = {
                node: _mean([x[o] for o in (*above.get(node, []), *below.get(node, []))] or [x[node]]) for node in row
            }
            edge = 0.0
            for node in row:
                x[node] = max(wanted[node], edge + sizes[node] / 2)
                edge = x[node] + sizes[node] / 2
            edge = width
            for node in reversed(row):
                x[node] = min(x[node], edge - sizes[node] / 2)
                edge = x[node] - sizes[node] / 2
    return x


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
