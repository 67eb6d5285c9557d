"""A sheet is drawn on, measured in pixels from its upper left corner, and becomes a PNG. Pillow is imported with this
module, which whoever draws imports when something is drawn."""

from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFont

INK, QUIET, LATE, PAPER = "#1f2a44", "#667085", "#9a3412", "#ffffff"
FILLS = {"question": "#eef2f9", "steps": "#fff4e5", "outcome": "#eaf5ec"}
EDGES = "#8f95a2"
COLOURS = (PAPER, INK, QUIET, LATE, *FILLS.values(), EDGES)
"""A picture has no other colours: so few make it small enough for a chat. With the last one edges are smoothed."""
FINER = 2
"""Shapes are drawn so many times as large and made smaller, for smooth edges."""
LEADING = 1.2
HEAD, PAD = 4.0, 4.0
FONTS = Path(__file__).parent / "fonts"
Point = tuple[float, float]


@cache
def _font(size: float, *, bold: bool) -> ImageFont.FreeTypeFont:
    file = FONTS / f"Roboto-{'Bold' if bold else 'Regular'}.ttf"
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Returns the width of the longest line, in pixels."""
    return max((_font(size, bold=bold).getlength(line) for line in text.split("\n")), default=0.0)


def height_of(text: str, size: float) -> float:
    return (text.count("\n") + 1) * size * LEADING


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """Returns the text in lines that are no wider than so many pixels; a word that is wider alone is broken."""
    return "\n".join(line for part in text.split("\n") for line in _lines(part, width, size, bold=bold))


def _lines(text: str, width: float, size: float, *, bold: bool) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if width_of(longer, size, bold=bold) <= width:
            line = longer
            continue
        if line:
            yield line
        line = word
        while width_of(line, size, bold=bold) > width:
            kept = next(
                n for n in range(len(line) - 1, 0, -1) if n == 1 or width_of(line[:n], size, bold=bold) <= width
            )
            yield line[:kept]
            line = line[kept:]
    yield line


class Sheet:
    def __init__(self, width: int, height: int) -> None:
        self._image = Image.new("RGB", (width * FINER, height * FINER), PAPER)
        self._draw = ImageDraw.Draw(self._image)
        self._texts: list[tuple[float, float, str, ImageFont.FreeTypeFont, str]] = []
        # The picture has paper and an edge of its own, so that it reads on a dark ground as on a light one: Teams tells
        # nobody which of them a chat has, and a message has room for one picture, not for one of each.
        self._draw.rectangle((0, 0, width * FINER - 1, height * FINER - 1), outline=QUIET, width=FINER)

    def text(
        self, x: float, y: float, text: str, size: float, *, bold: bool = False, colour: str = INK, middle: bool = False
    ) -> None:
        """Writes lines below each other. ``middle``: around the place, else to its right and below."""
        font = _font(size, bold=bold)
        top = y - height_of(text, size) / 2 if middle else y
        for number, line in enumerate(text.split("\n")):
            left = x - font.getlength(line) / 2 if middle else x
            self._texts.append((left, top + (number + 0.5) * size * LEADING, line, font, colour))

    def label(self, x: float, y: float, text: str, size: float, *, bold: bool = True) -> None:
        """Writes a line on a ground of its own, which covers what is drawn behind it."""
        around = x - PAD, y, x + width_of(text, size, bold=bold) + PAD, y + height_of(text, size)
        self._draw.rectangle([edge * FINER for edge in around], fill=PAPER)
        self.text(x, y, text, size, bold=bold)

    def line(self, points: Sequence[Point], *, width: float = 1.0, colour: str = QUIET, arrow: bool = False) -> None:
        fine = [(x * FINER, y * FINER) for x, y in points]
        self._draw.line(fine, fill=colour, width=round(width * FINER), joint="curve")
        if arrow:
            self._head(points[-2], points[-1], HEAD + width, colour)

    def _head(self, start: Point, end: Point, size: float, colour: str) -> None:
        x, y = end[0] - start[0], end[1] - start[1]
        long = (x * x + y * y) ** 0.5 or 1.0
        x, y = x / long * size, y / long * size
        corners = [end, (end[0] - 2 * x - y, end[1] - 2 * y + x), (end[0] - 2 * x + y, end[1] - 2 * y - x)]
        self._draw.polygon([(x * FINER, y * FINER) for x, y in corners], fill=colour)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        line: float = 1.0,
        colour: str = QUIET,
        fill: str = PAPER,
        rounded: float = 3.0,
    ) -> None:
        """Draws a box; ``x`` and ``y`` are its upper left corner."""
        corners = (x * FINER, y * FINER, (x + width) * FINER, (y + height) * FINER)
        self._draw.rounded_rectangle(corners, rounded * FINER, fill, colour, round(line * FINER))

    def mark(self, x: float, y: float, shape: str, size: float, *, colour: str = INK, filled: bool = True) -> None:
        """Draws a mark around the place: ``circle``, ``square``, ``diamond``, ``triangle`` or ``cross``."""
        around = [((x + size * dx) * FINER, (y + size * dy) * FINER) for dx, dy in SHAPES[shape]]
        thick = round(size * FINER / 3)
        if shape == "cross":
            self._draw.line(around[:2], fill=colour, width=thick)
            self._draw.line(around[2:], fill=colour, width=thick)
        elif shape == "circle":
            self._draw.ellipse((*around[0], *around[1]), colour if filled else PAPER, colour, thick)
        else:
            self._draw.polygon(around, colour if filled else PAPER, colour, thick)

    def png(self) -> bytes:
        """Returns a PNG with few colours: a chat takes only small pictures."""
        picture = self._image.reduce(FINER)
        written = ImageDraw.Draw(picture)
        for x, y, line, font, colour in self._texts:
            written.text((x, y), line, colour, font, anchor="lm")
        few = picture.quantize(palette=_palette(), dither=Image.Dither.NONE)
        stored = BytesIO()
        few.save(stored, "PNG")
        return stored.getvalue()


@cache
def _palette() -> Image.Image:
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in COLOURS for part in ImageColor.getrgb(colour)])
    return palette


SHAPES: dict[str, tuple[Point, ...]] = {
    "circle": ((-1, -1), (1, 1)),
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "diamond": ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
    "triangle": ((0, -1.1), (1.1, 0.9), (-1.1, 0.9)),
    "cross": ((-0.9, -0.9), (0.9, 0.9), (-0.9, 0.9), (0.9, -0.9)),
}
