"""The two icons show a shield with a tick. ``python -m teams.icons`` draws them anew."""

from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Line

from teams.details import HERE

GROUND, WHITE = "#1D4E6B", "#FFFFFF"
DPI = 96
M, L, C, Z = Line.MOVETO, Line.LINETO, Line.CURVE4, Line.CLOSEPOLY

# In a square of 100 by 100, upwards.
SHIELD = Line(
    [
        *[(50, 94), (62, 86), (74, 83), (86, 82)],
        *[(86, 46), (77, 20), (50, 6)],
        *[(23, 20), (14, 46), (14, 82)],
        *[(26, 83), (38, 86), (50, 94)],
        (50, 94),
    ],
    [M, C, C, C, C, C, C, C, C, C, C, C, C, Z],
)
TICK = Line([(32, 52), (45, 38), (69, 65)], [M, L, L])


def colour_icon() -> Figure:
    """Draws the symbol in the middle of a full ground: Teams rounds the corners off."""
    figure = _figure(192, GROUND, margin=44)
    _draw(figure, SHIELD, face=WHITE, width=0)
    _draw(figure, TICK, edge=GROUND, width=9.5)
    return figure


def outline_icon() -> Figure:
    """Draws the symbol from edge to edge: Teams wants no padding around it."""
    figure = _figure(32, "none", margin=-1)
    _draw(figure, SHIELD, edge=WHITE, width=1.6)
    _draw(figure, TICK, edge=WHITE, width=1.9)
    return figure


def _figure(pixels: int, ground: str, margin: int) -> Figure:
    figure = Figure(figsize=(pixels / DPI, pixels / DPI), dpi=DPI, facecolor=ground)
    FigureCanvasAgg(figure)
    inner = (pixels - 2 * margin) / pixels
    axes = figure.add_axes((margin / pixels, margin / pixels, inner, inner), xlim=(0, 100), ylim=(0, 100))
    axes.set_axis_off()
    return figure


def _draw(figure: Figure, line: Line, width: float, face: str = "none", edge: str = "none") -> None:
    patch = PathPatch(line, facecolor=face, edgecolor=edge, linewidth=width, capstyle="round", joinstyle="round")
    patch.set_clip_on(False)
    figure.axes[0].add_patch(patch)


def save(folder: Path) -> None:
    colour_icon().savefig(folder / "color.png", metadata={"Software": None})
    outline_icon().savefig(folder / "outline.png", metadata={"Software": None}, transparent=True)


if __name__ == "__main__":
    save(HERE)
