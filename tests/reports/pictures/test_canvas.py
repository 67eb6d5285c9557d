"""A sheet to draw on is measured in pixels, has few colours, and its lines are no longer than their box."""

import string
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image, ImageColor

from reports.pictures.canvas import COLOURS, FILLS, FONTS, INK, LATE, PAPER, QUIET, SHAPES, Sheet, width_of, wrapped
from tests.support.accessibility.word import contrast

TEXT = 17.0
GROUNDS_OF_TEAMS = ("#ffffff", "#1f1f1f", "#000000")
"""A chat is light, dark or of high contrast."""


def drawn(sheet: Sheet) -> Image.Image:
    return Image.open(BytesIO(sheet.png())).convert("RGB")


def ink(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """Returns the box of pixels that have the colour of writing: left, top, right, bottom; None when there is none."""
    wanted = ImageColor.getrgb(INK)
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
    assert found and 198 <= found[0] <= 202 and 18 <= found[1] <= 22 and 258 <= found[2] <= 262 and 58 <= found[3] <= 62


def test_each_mark_is_drawn_around_its_place_and_none_looks_as_another() -> None:
    pictures = []
    for shape in SHAPES:
        sheet = Sheet(100, 100)
        sheet.mark(50, 50, shape, 20)
        picture = drawn(sheet)
        found = ink(picture)
        assert found and 24 <= found[0] <= found[2] <= 76 and 24 <= found[1] <= found[3] <= 76, shape
        pictures.append(picture.tobytes())
    assert len({*pictures}) == len(SHAPES)


def test_a_picture_has_no_other_colours_than_its_own() -> None:
    sheet = Sheet(300, 120)
    sheet.text(10, 10, "Submit the SIN", TEXT, bold=True)
    sheet.line([(10, 60), (200, 110)], arrow=True)
    colours = {colour for _, colour in drawn(sheet).getcolors() or ()}
    assert colours <= {ImageColor.getrgb(each) for each in COLOURS}


def grounds() -> Iterator[tuple[str, str]]:
    for writing in (INK, LATE):
        yield from ((writing, ground) for ground in (PAPER, *FILLS.values()))
    yield QUIET, PAPER


def test_writing_can_be_read_on_every_ground_of_a_picture() -> None:
    for writing, ground in grounds():
        assert contrast(writing, ground) >= 4.5, (writing, ground)


def test_the_edge_of_a_picture_stands_out_from_the_paper_or_from_the_chat_around_it() -> None:
    for ground in GROUNDS_OF_TEAMS:
        assert max(contrast(QUIET, ground), contrast(PAPER, ground)) >= 3, ground
    assert contrast(QUIET, PAPER) >= 3


@pytest.mark.parametrize(
    "letters", [string.printable.strip(), "ÀÉÎÕÜßçñøþÿ", "ĀăČđĘğĦıĶłŃŐřŠŢůŴŷŻ", "ẀẄẢẤệỈỘửỹ", "–—‘’“”…€"]
)
def test_the_letters_of_europe_are_in_both_fonts(letters: str) -> None:
    """A font draws the same box for every letter that it lacks."""
    for bold in (False, True):
        missing = _shape("\ue000", bold=bold)
        assert [letter for letter in letters if letter.strip() and _shape(letter, bold=bold) == missing] == []


def _shape(letter: str, *, bold: bool) -> bytes:
    sheet = Sheet(40, 40)
    sheet.text(8, 8, letter, TEXT, bold=bold)
    return drawn(sheet).tobytes()


def test_the_fonts_come_with_their_licence() -> None:
    assert "Apache License" in (FONTS / "LICENSE").read_text("utf-8")


@pytest.mark.parametrize("text", ["Submit the SIN", "one\n\ntwo", "Safeguardingpartnership", "a " * 90, "W" * 200])
def test_a_long_line_goes_on_in_the_next_and_nothing_is_lost(text: str) -> None:
    lines = wrapped(text, 80, TEXT)
    assert width_of(lines, TEXT) <= 80
    assert "".join(lines.split()) == "".join(text.split())
