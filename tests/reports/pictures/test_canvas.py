"""A sheet to draw on is measured in pixels, has few colours, and its lines are no longer than their box."""

from io import BytesIO

import pytest
from PIL import Image

from reports.pictures.canvas import COLOURS, INK, Sheet, wrap_lines


def drawn(sheet: Sheet) -> Image.Image:
    return Image.open(BytesIO(sheet.png())).convert("RGB")


def ink(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """Returns the box of pixels that have the colour of writing: left, top, right, bottom; None when there is none."""
    wanted = tuple(int(INK[n : n + 2], 16) for n in (1, 3, 5))
    found = [n for n, pixel in enumerate(picture.get_flattened_data()) if pixel == wanted]
    if not found:
        return None
    rows, columns = [n // picture.width for n in found], [n % picture.width for n in found]
    return min(columns), min(rows), max(columns), max(rows)


def test_a_sheet_is_as_large_as_was_asked_and_empty_at_first() -> None:
    picture = drawn(Sheet(300, 120))
    assert picture.size == (300, 120) and ink(picture) is None


def test_a_box_is_measured_from_the_upper_left_corner() -> None:
    sheet = Sheet(300, 120)
    sheet.box(200, 20, 60, 40, fill=INK, colour=INK, rounded=0.1)
    found = ink(drawn(sheet))
    assert found and 196 <= found[0] <= 204 and 16 <= found[1] <= 24 and 256 <= found[2] <= 264 and 56 <= found[3] <= 64


def test_a_picture_has_few_colours() -> None:
    sheet = Sheet(300, 120)
    sheet.text(10, 10, "Submit the SIN", bold=True)
    assert len(drawn(sheet).getcolors() or ()) <= COLOURS


def test_what_looks_like_a_formula_is_written_as_it_stands() -> None:
    sheet = Sheet(300, 120)
    sheet.text(10, 10, "$\\undefined{$ 5 < 6")
    assert ink(drawn(sheet)) is not None


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Submit the SIN", "Submit the\nSIN"),
        ("one\ntwo", "one\ntwo"),
        ("one\n\ntwo", "one\n\ntwo"),
        ("Safeguardingpartnership", "Safeguardin\ngpartnershi\np"),
    ],
)
def test_a_long_line_goes_on_in_the_next(text: str, lines: str) -> None:
    assert wrap_lines(text, 11) == lines
