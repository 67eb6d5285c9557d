"""The boxes of the chart lie below all that lead to them, and none over another."""

from itertools import pairwise

import pytest

from reports.pictures.graph_layout import layers
from safeguarding.framework.engine import Engine
from safeguarding.publications.flowchart import Chart, chart

WIDTH, BOX, LANE = 756.0, 188.0, 16.0


@pytest.fixture
def drawn(engine: Engine) -> Chart:
    return chart(engine)


def test_each_box_of_the_chart_stands_below_all_that_lead_to_it_and_none_overlap(drawn: Chart) -> None:
    placed = layers(drawn, WIDTH, BOX, LANE)
    assert {node for row in placed.rows for node in row if isinstance(node, str)} == {box.name for box in drawn.boxes}
    for arrow in drawn.arrows:
        assert placed.depth[arrow.start] < placed.depth[arrow.to]
        assert len(placed.path(arrow)) == placed.depth[arrow.to] - placed.depth[arrow.start] + 1
    for row in placed.rows:
        sizes = {node: BOX if isinstance(node, str) else LANE for node in row}
        for left, right in pairwise(row):
            assert placed.x[right] - placed.x[left] >= (sizes[left] + sizes[right]) / 2 - 0.01
        assert all(sizes[node] / 2 <= placed.x[node] + 0.01 for node in row)
        assert all(placed.x[node] <= WIDTH - sizes[node] / 2 + 0.01 for node in row)
