"""A sheet is drawn on, measured in pixels from its upper left corner, and becomes a PNG. matplotlib is imported with
this module, which whoever draws imports when something is drawn: it takes a second and much memory."""

from io import BytesIO
from textwrap import wrap

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from PIL import Image

DOTS = 100
FONT_PT = 8.6
LINE = 15
INK, GREY, LATE, PAPER = "#1f2a44", "#8a93a6", "#9a3412", "#ffffff"
COLOURS = 32
THICK = 2.0


class Sheet:
    def __init__(self, width: int, height: int) -> None:
        self._figure = Figure(figsize=(width / DOTS, height / DOTS), dpi=DOTS, facecolor=PAPER)
        self._canvas = FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)
        self._axes.set_axis_off()

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        bold: bool = False,
        colour: str = INK,
        size: float = FONT_PT,
        middle: bool = False,
        on_paper: bool = False,
    ) -> None:
        """Writes on the sheet. ``middle``: around the place, else to its right and below. ``on_paper``: what is drawn
        behind is covered."""
        self._axes.text(
            x,
            y,
            text,
            fontsize=size,
            color=colour,
            fontweight="bold" if bold else "normal",
            linespacing=1.25,
            ha="center" if middle else "left",
            va="center" if middle else "top",
            zorder=4,
            parse_math=False,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.0} if on_paper else None,
        )

    def line(
        self, points: list[tuple[float, float]], *, width: float = 1.0, colour: str = GREY, arrow: bool = False
    ) -> None:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        self._axes.plot(xs, ys, color=colour, linewidth=width, zorder=3 if width > THICK else 1, solid_capstyle="round")
        if arrow:
            style = {"arrowstyle": "-|>", "color": colour, "linewidth": width, "shrinkA": 0, "shrinkB": 0}
            self._axes.annotate(
                "", xy=points[-1], xytext=points[-2], arrowprops=style, zorder=3 if width > THICK else 1
            )

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        line: float = 1.0,
        colour: str = GREY,
        fill: str = PAPER,
        rounded: float = 2.0,
    ) -> None:
        """Draws a box; ``x`` and ``y`` are its upper left corner."""
        patch = FancyBboxPatch(
            (x, y),
            width,
            height,
            boxstyle=f"round,pad=0,rounding_size={rounded}",
            linewidth=line,
            edgecolor=colour,
            facecolor=fill,
            zorder=2,
        )
        self._axes.add_patch(patch)

    def mark(
        self, x: float, y: float, shape: str, *, colour: str = INK, size: float = 8.0, filled: bool = True
    ) -> None:
        """Draws a mark; ``shape`` is as matplotlib names it: o, X, |."""
        self._axes.plot(
            [x],
            [y],
            marker=shape,
            markersize=size,
            color=colour,
            zorder=4,
            markeredgewidth=1.8,
            markerfacecolor=colour if filled else PAPER,
        )

    def _pixels(self) -> bytes:
        self._canvas.draw()  # type: ignore[no-untyped-call] # matplotlib has no type for it
        return bytes(self._canvas.buffer_rgba())  # type: ignore[no-untyped-call] # matplotlib has no type for it

    def png(self) -> bytes:
        """Returns a PNG with few colours: a chat takes only small pictures."""
        picture = Image.frombuffer("RGBA", self._canvas.get_width_height(), self._pixels())
        few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        stored = BytesIO()
        few.save(stored, "PNG", optimize=True)
        return stored.getvalue()


def wrap_lines(text: str, letters: int) -> str:
    return "\n".join(line for part in text.split("\n") for line in wrap(part, letters) or [""])
