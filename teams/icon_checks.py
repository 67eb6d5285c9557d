"""The icons are held against what is published of them: size, ground, colours and padding."""

from collections.abc import Iterator, Mapping
from io import BytesIO

from PIL import Image

ICON_PAGE = "https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package#app-icons"
ICONS: Mapping[str, tuple[int, int]] = {"color.png": (192, 192), "outline.png": (32, 32)}
PADDING = 48
"""Teams cuts the colour icon to a square with round corners, or to a hexagon: the symbol keeps away from the edge."""
WHITE, CLEAR, SOLID = 255, 0, 255


def icon_faults(name: str, data: bytes) -> Iterator[str]:
    """Yields a sentence for each fault of an icon."""
    try:
        with Image.open(BytesIO(data), formats=["PNG"]) as image:
            picture = image.convert("RGBA")
    except OSError:
        yield f"{name}: it is no PNG picture. Make it anew: python -m teams.icons ({ICON_PAGE})."
        return
    size = ICONS[name]
    if picture.size != size:
        found = f"{picture.size[0]} by {picture.size[1]}"
        yield f"{name}: it is {found}, and has to be {size[0]} by {size[1]} pixels ({ICON_PAGE})."
        return
    for fault in (_colour_faults if name == "color.png" else _outline_faults)(picture):
        yield f"{name}: {fault} Make it anew: python -m teams.icons ({ICON_PAGE})."


def _colour_faults(picture: Image.Image) -> Iterator[str]:
    """A rounded corner would be another colour than the ground around the symbol."""
    side = picture.size[0]
    inner = range(PADDING, side - PADDING)
    ground = {picture.getpixel((x, y)) for x in range(side) for y in range(side) if x not in inner or y not in inner}
    if len(ground) > 1:
        yield f"it has to stand on one colour, square, with {PADDING} pixels of it around the symbol."
    elif {pixel[3] for pixel in ground if isinstance(pixel, tuple)} - {CLEAR, SOLID}:
        yield "its ground has to be solid, or all of it transparent."


def _outline_faults(picture: Image.Image) -> Iterator[str]:
    rgba = picture.tobytes()
    pixels = [rgba[start : start + 4] for start in range(0, len(rgba), 4)]
    visible = [pixel for pixel in pixels if pixel[3] != CLEAR]
    drawn = picture.getchannel("A").getbbox()
    if drawn is None or len(visible) == len(pixels) or any(set(pixel[:3]) != {WHITE} for pixel in visible):
        yield "it has to be white on a transparent ground."
    elif drawn[2] - drawn[0] < picture.width and drawn[3] - drawn[1] < picture.height:
        yield "it has to reach from edge to edge, with no padding around the symbol."
