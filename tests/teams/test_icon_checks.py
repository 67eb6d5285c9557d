"""An icon of another size, colour or padding than is published is named."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageDraw

from teams.icon_checks import ICONS, icon_faults

GROUND, CLEAR, WHITE = (29, 78, 107, 255), (0, 0, 0, 0), (255, 255, 255, 255)


def png(size: tuple[int, int], ground: tuple[int, ...], box: tuple[int, ...] | None, ink: Any = WHITE) -> bytes:
    image = Image.new("RGBA", size, ground)
    if box:
        ImageDraw.Draw(image).rectangle(list(box), fill=ink)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


COLOUR, OUTLINE = ICONS["color.png"], ICONS["outline.png"]
RIGHT = {
    "on one colour": ("color.png", png(COLOUR, GROUND, (48, 48, 143, 143))),
    "on nothing": ("color.png", png(COLOUR, CLEAR, (48, 48, 143, 143))),
    "white from side to side": ("outline.png", png(OUTLINE, CLEAR, (0, 8, 31, 20))),
    "white from top to bottom": ("outline.png", png(OUTLINE, CLEAR, (8, 0, 20, 31))),
}
WRONG = {
    "another size": ("color.png", png((96, 96), GROUND, None), "it is 96 by 96, and has to be 192 by 192 pixels"),
    "no picture": ("color.png", b"GIF89a", "it is no PNG picture"),
    "too near the edge": ("color.png", png(COLOUR, GROUND, (47, 48, 143, 143)), "48 pixels of it around the symbol"),
    "round corners": ("color.png", png(COLOUR, GROUND, (0, 0, 5, 5), CLEAR), "it has to stand on one colour"),
    "half there": ("color.png", png(COLOUR, (29, 78, 107, 128), None), "solid, or all of it transparent"),
    "another outline's size": ("outline.png", png((96, 96), CLEAR, (0, 0, 95, 95)), "has to be 32 by 32 pixels"),
    "coloured": ("outline.png", png(OUTLINE, CLEAR, (0, 0, 20, 31), GROUND), "white on a transparent ground"),
    "nothing drawn": ("outline.png", png(OUTLINE, CLEAR, None), "white on a transparent ground"),
    "all white": ("outline.png", png(OUTLINE, WHITE, None), "white on a transparent ground"),
    "padded": ("outline.png", png(OUTLINE, CLEAR, (1, 0, 30, 30)), "no padding around the symbol"),
}


def test_the_icons_of_the_app_are_as_published(pictures: dict[str, bytes]) -> None:
    for name, data in pictures.items():
        assert list(icon_faults(name, data)) == []


@pytest.mark.parametrize("what", RIGHT)
def test_an_icon_as_published_is_taken(what: str) -> None:
    assert list(icon_faults(*RIGHT[what])) == []


@pytest.mark.parametrize("what", WRONG)
def test_another_icon_is_named_with_what_is_wrong_and_where_that_is_published(what: str) -> None:
    name, data, said = WRONG[what]
    (fault,) = icon_faults(name, data)
    assert fault.startswith(f"{name}: ") and said in fault and "https://learn.microsoft.com/" in fault
