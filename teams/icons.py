"""The two icons show a shield with a tick. ``python -m teams.icons`` draws them anew."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from teams.details import HERE

GROUND, WHITE, CLEAR = (0x1D, 0x4E, 0x6B, 255), (255, 255, 255, 255), (255, 255, 255, 0)
Colour = tuple[int, int, int, int]
Point = tuple[float, float]
FINER, STEPS = 8, 24
"""The icons are drawn so many times as large and made smaller; a curve has so many corners."""

# In a square of 100 by 100, upwards: the start, and of each curve its two handles and its end.
TIP = (50.0, 94.0)
CURVES = (
    ((62, 86), (74, 83), (86, 82)),
    ((86, 46), (77, 20), (50, 6)),
    ((23, 20), (14, 46), (14, 82)),
    ((26, 83), (38, 86), (50, 94)),
)
TICK: tuple[Point, ...] = ((32, 52), (45, 38), (69, 65))


def colour_icon() -> Image.Image:
    """Draws the symbol in the middle of a full ground: Teams rounds the corners off."""
    sheet = _Sheet(192, GROUND, margin=44)
    sheet.draw.polygon(sheet.placed(_shield()), WHITE)
    sheet.line(TICK, GROUND, 12.7)
    return sheet.made()


def outline_icon() -> Image.Image:
    """Draws the symbol from edge to edge: Teams wants no padding around it."""
    sheet = _Sheet(32, CLEAR, margin=-1)
    sheet.line([*_shield(), *_shield()[:2]], WHITE, 2.13)
    sheet.line(TICK, WHITE, 2.53)
    return sheet.made()


def _shield() -> list[Point]:
    points, start = [TIP], TIP
    for first, second, end in CURVES:
        points += [_on_curve(start, first, second, end, step / STEPS) for step in range(1, STEPS + 1)]
        start = end
    return points


def _on_curve(start: Point, first: Point, second: Point, end: Point, part: float) -> Point:
    """Returns a point of a cubic Bézier curve; ``part`` runs from 0 to 1."""
    rest = 1 - part
    weights = (rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3)
    x, y = (sum(w * p[at] for w, p in zip(weights, (start, first, second, end), strict=True)) for at in (0, 1))
    return x, y


class _Sheet:
    def __init__(self, pixels: int, ground: Colour, margin: int) -> None:
        self._pixels, self._margin = pixels, margin
        self._image = Image.new("RGBA", (pixels * FINER, pixels * FINER), ground)
        self.draw = ImageDraw.Draw(self._image)

    def placed(self, points: Sequence[Point]) -> list[Point]:
        scale = (self._pixels - 2 * self._margin) / 100
        return [
            ((self._margin + x * scale) * FINER, (self._pixels - self._margin - y * scale) * FINER) for x, y in points
        ]

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """Draws a line with round ends and corners, so many pixels wide."""
        placed, half = self.placed(points), width * FINER / 2
        self.draw.line(placed, colour, round(width * FINER))
        for x, y in placed:
            self.draw.ellipse((x - half, y - half, x + half, y + half), colour)

    def made(self) -> Image.Image:
        return self._image.reduce(FINER)


def save(folder: Path) -> None:
    colour_icon().save(folder / "color.png", optimize=True)
    outline_icon().save(folder / "outline.png", optimize=True)


if __name__ == "__main__":
    save(HERE)
