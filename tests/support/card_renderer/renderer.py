"""Cards are drawn by the official renderer in Chromium, and measured as a reader has them before them."""

import asyncio
import fcntl
import json
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright

from local.node import install
from tests.support.teams_window import CHROMIUM, FLAGS

HERE = Path(__file__).parent
SCRIPTS = (
    HERE / "node_modules/adaptivecards/dist/adaptivecards.min.js",
    HERE / "node_modules/markdown-it/dist/markdown-it.min.js",
    HERE / "measure.js",
)
STYLES = HERE / "node_modules/adaptivecards/dist/adaptivecards.css"
THEMES: Mapping[str, Any] = json.loads((HERE / "themes.json").read_text("utf-8"))
HOST_CONFIG: Mapping[str, Any] = json.loads((HERE / "host_config.json").read_text("utf-8"))


@dataclass(frozen=True)
class Measured:
    """Measured is what a card takes before anything is unfolded: ``height`` in pixels and ``words``. ``cut`` are titles
    of buttons that do not fit, ``squeezed`` texts of under 140 pixels beside a button, ``running_out`` what reaches
    beyond the card, ``contrast`` the least of a text to what is behind it."""

    height: int
    words: int
    cut: list[str]
    squeezed: list[str]
    running_out: list[str]
    contrast: float


class CardRenderer:
    def __init__(self, page: Page) -> None:
        self._page = page

    async def measured(self, cards: Mapping[str, Any], width: int, theme: str = "light") -> dict[str, Measured]:
        """Measures cards by name, ``width`` pixels wide between the edges of their text. They go over as one text:
        playwright would wrap each value in them by itself."""
        call = "([cards, width, host, theme]) => measure(JSON.parse(cards), width, host, theme)"
        found = await self._page.evaluate(call, [json.dumps(cards), width, HOST_CONFIG, THEMES[theme]])
        return {name: Measured(**values) for name, values in found.items()}


@asynccontextmanager
async def card_renderer() -> AsyncIterator[CardRenderer]:
    """Opens an empty page with the renderer in it, which npm has installed before."""
    with (Path(tempfile.gettempdir()) / "cscp-card-renderer.lock").open("w") as file:
        await asyncio.to_thread(fcntl.flock, file, fcntl.LOCK_EX)
        await install(HERE, "the renderer of Adaptive Cards")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = await browser.new_page()
        await page.set_content((HERE / "page.html").read_text("utf-8"))
        await page.add_style_tag(path=STYLES)
        for script in SCRIPTS:
            await page.add_script_tag(path=script)
        yield CardRenderer(page)
        await browser.close()
