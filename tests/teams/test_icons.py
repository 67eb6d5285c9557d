"""The two icons are those that the script draws."""

from pathlib import Path

from PIL import Image

from teams import icons as drawing
from teams.details import HERE
from teams.icon_checks import ICONS


def test_the_pictures_are_those_that_the_script_draws(tmp_path: Path, pictures: dict[str, bytes]) -> None:
    """The pictures agree to within the rounding of another version of Pillow."""
    drawing.save(tmp_path)
    for name in ICONS:
        drawn, kept = (Image.open(folder / name).convert("RGBA").tobytes() for folder in (tmp_path, HERE))
        assert sum(abs(one - other) for one, other in zip(drawn, kept, strict=True)) / len(kept) < 1
