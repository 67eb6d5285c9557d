"""This driver uses one window of the local Teams client (Microsoft 365 Agents Playground 0.2.28) as a person does."""

import re
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, FloatRect, Locator, Page, Route

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

DESKTOP = (1280, 900)
PHONE = (390, 844)

NARROWEST = 790

TALL = 4000

# What the page shows above and below the conversation.
AROUND = 300

TIMEOUT_MS = 60_000
QUIET_MS = 200

BOT = "CSCP Review Bot"
COMPOSER = "[contenteditable=true][role=textbox]"
CARD = ".ac-adaptiveCard"
MESSAGES = '.fai-OutputCard, .fui-Card:has([aria-label="Show more information"])'

# By itself the page is never narrower than 790 px, and a card always 450 px wide; in Teams on a phone it is about 300.
NARROW = """
  .fui-Toolbar { display: none }
  .f1o4tvrp, .f1dw2kfq { min-width: 0 !important }
  *:has(> .ac-preview-panel) { width: 300px !important }
  .fai-OutputCard { min-width: 0 }
"""

UNTIL_QUIET = """quiet => new Promise(done => {
  const end = () => { watch.disconnect(); done() };
  let timer = setTimeout(end, quiet);
  const watch = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(end, quiet) });
  watch.observe(document.body, { childList: true, subtree: true, characterData: true });
})"""

MEASURE = Path(__file__).parent / "card_renderer" / "measure.js"
UNREADABLE = """selector => [...document.querySelectorAll(selector)].flatMap(card => [
  ...squeezed(card).map(text => `squeezed: ${text}`),
  ...cutTitles(card).map(text => `cut: ${text}`),
  ...runningOut(card).map(text => `running out: ${text}`),
])"""

PANE = """selector => {
  let pane = document.querySelector(selector);
  while (pane && !/auto|scroll/.test(getComputedStyle(pane).overflowY)) pane = pane.parentElement;
  if (!pane) return null;
  const { x, y, width, height } = pane.getBoundingClientRect();
  return { x, y, width, height, hidden: pane.scrollHeight - pane.clientHeight };
}"""


async def profile(browser: Browser) -> BrowserContext:
    """Makes the profile that all windows of a test share, which costs a third less than one for each: what a window
    keeps is kept by its port."""
    return await browser.new_context(locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce")


class TeamsWindow:
    """The window's texts are the bot's messages in a chat, the posts (with replies) in a channel; oldest first."""

    def __init__(self, page: Page, pictures: bool = True) -> None:
        self.page = page
        self.pictures = pictures
        page.set_default_timeout(TIMEOUT_MS)

    @classmethod
    async def of(
        cls, profile: BrowserContext, url: str, size: tuple[int, int] = DESKTOP, pictures: bool = True
    ) -> "TeamsWindow":
        """Opens the window as a page of the profile, to be closed with ``await window.close()``. Without pictures,
        ``screenshot`` and ``picture`` take none: they cost a fifth of the time and prove nothing."""
        window = cls(await profile.new_page(), pictures)
        await window.page.set_viewport_size({"width": size[0], "height": size[1]})
        await window.open(url)
        return window

    async def open(self, url: str) -> None:
        """Opens the page until the bot was told of its installation; its answer comes later. The chat is empty
        again."""
        await self.page.route(re.compile("^https:"), _refuse)
        async with self.page.expect_response(re.compile("/installation$")):
            await self.page.goto(url)
        await self.page.get_by_title("Hide log panel").click()
        if (self.page.viewport_size or {"width": 0})["width"] < NARROWEST:
            await self.page.add_style_tag(content=NARROW)
        await self.page.locator(COMPOSER).first.wait_for()

    async def narrow(self) -> None:
        """Shows the same conversation at the width of a phone."""
        await self.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        await self.page.add_style_tag(content=NARROW)

    async def close(self) -> None:
        await self.page.close()

    async def say(self, text: str) -> None:
        """Sends a message in a chat."""
        await self._write(self.page.locator(COMPOSER).first, text)
        await self.page.keyboard.press("Enter")

    async def mention(self, text: str, person: str = BOT) -> None:
        """Writes a new post in the channel that starts with a mention; without a mention nothing reaches the bot."""
        await self._mention(self.page.locator(COMPOSER).first, text, person)
        await self.page.get_by_role("button", name="Post", exact=True).click()

    async def reply(self, post: str, text: str, person: str = BOT) -> None:
        """Replies with a mention, in the thread of the newest post that has this text."""
        thread = self.page.locator(".fui-Card").filter(has_text=post).first
        await self._mention(thread.locator(COMPOSER), text, person)
        await self.page.keyboard.press("Enter")

    async def go_to_channel(self, name: str = "Review Group") -> None:
        await self._go_to(name)
        await self.page.get_by_role("button", name="Post", exact=True).wait_for()

    async def go_to_chat(self) -> None:
        await self._go_to("Personal Chat")

    async def click(self, title: str) -> None:
        """Clicks the newest button with this title: of a card, in a card's "..." menu, or suggested under a message."""
        await self._come_to_front()
        button = self._buttons(title).last
        overflow = self.page.locator(CARD).get_by_role("button", name="More options").last
        await button.or_(overflow).last.wait_for()
        if not await button.count():
            await overflow.click()
            button = self.page.get_by_role("menuitem", name=title, exact=True)
        await button.click()

    async def click_first(self, title: str) -> None:
        """Clicks the first of several buttons with this title on the newest card that has one."""
        await self._come_to_front()
        named = self.page.locator(f'button[aria-label="{title}"]')
        await self.page.locator(CARD).filter(has=named).last.locator(named).first.click()

    def _buttons(self, title: str) -> Locator:
        name = title.replace("\\", "\\\\").replace('"', '\\"')
        suggested = self.page.locator("button:not([type])").filter(has_text=_just(title))
        # What an answer unfolds has a button of the same title for each answer: one of them is seen.
        return self.page.locator(f'{CARD} button[aria-label="{name}"]:visible').or_(suggested)

    async def has_button(self, title: str) -> bool:
        return await self._buttons(title).count() > 0

    async def fill(self, label: str, text: str) -> None:
        """Fills in a text, number or date (YYYY-MM-DD) in the newest card with this label. A new message empties it."""
        field = await self._field(label)
        await field.fill(text)
        if await field.get_attribute("aria-haspopup") == "dialog":
            await field.press("Enter")
            await self.page.keyboard.press("Escape")

    async def choose(self, label: str, choice: str) -> None:
        """Chooses in a drop-down, or among radio buttons or check boxes."""
        field = await self._field(label)
        if await field.get_attribute("role") != "combobox":
            await field.locator("label").filter(has_text=_just(choice)).click()
            return
        await field.click()
        await self.page.get_by_role("option", name=choice, exact=True).click()

    async def tick(self, label: str) -> None:
        """Ticks a toggle, found by its label."""
        await (await self._field(label)).check()

    async def value(self, label: str) -> str:
        return await (await self._field(label)).input_value()

    async def texts(self) -> list[str]:
        found = [_lines(text) for text in await self.page.locator(MESSAGES).all_inner_texts()]
        return found[::-1] if await self._in_channel() else found

    async def last_text(self) -> str:
        return (await self.texts() or [""])[-1]

    async def shows(self, text: str, on: str = "", quiet_ms: int = QUIET_MS) -> None:
        """Waits for a message with this text (and the words that tell it from others, ``on``), and then for the page
        to be quiet, so that filling is safe."""
        await self.page.locator(MESSAGES).filter(has_text=on).filter(has_text=text).last.wait_for()
        await self.until_quiet(quiet_ms)

    async def until_quiet(self, quiet_ms: int = QUIET_MS) -> None:
        await self.page.evaluate(UNTIL_QUIET, quiet_ms)

    async def screenshot(self, path: Path | str) -> None:
        """Takes a picture of the whole conversation, also of the part scrolled away; the page gets taller for it."""
        if not self.pictures:
            return
        await self.until_quiet()
        size = self.page.viewport_size
        pane = await self.page.evaluate(PANE, MESSAGES)
        if size is None or pane is None:
            await self.page.screenshot(path=path)
            return
        await self.page.set_viewport_size({"width": size["width"], "height": size["height"] + pane["hidden"] + 1})
        await self.until_quiet()
        pane = await self.page.evaluate(PANE, MESSAGES)
        clip: FloatRect = {side: pane[side] for side in ("x", "y", "width", "height")}  # type: ignore[assignment]
        await self.page.screenshot(path=path, clip=clip)
        await self.page.set_viewport_size(size)

    async def picture(self, path: Path | str, words: str = "") -> None:
        """Takes a picture of the newest card with these words alone, also where it is higher than the page."""
        if not self.pictures:
            return
        size = self.page.viewport_size or {"width": DESKTOP[0], "height": DESKTOP[1]}
        card = self.page.locator(CARD).filter(has_text=words).last
        box = await card.bounding_box()
        higher = box is None or box["height"] > size["height"] - AROUND
        if higher:
            await self.page.set_viewport_size({"width": size["width"], "height": TALL})
            await self.until_quiet()
        await card.screenshot(path=path)
        if higher:
            await self.page.set_viewport_size(size)

    async def unreadable(self) -> list[str]:
        """Returns what the cards of the conversation cut, squeeze beside a button, or let run out."""
        await self.until_quiet()
        await self.page.add_script_tag(path=MEASURE)
        found: list[str] = await self.page.evaluate(UNREADABLE, CARD)
        return found

    async def _come_to_front(self) -> None:
        """A page behind another is drawn once a second, and a click waits until nothing moves any more."""
        await self.page.bring_to_front()

    async def _write(self, composer: Locator, text: str) -> None:
        await self._come_to_front()
        await composer.click()
        await self.page.keyboard.insert_text(text)

    async def _mention(self, composer: Locator, text: str, person: str) -> None:
        await self._come_to_front()
        await composer.click()
        await self.page.keyboard.type("@")
        await self.page.locator("#typeahead-menu [role=menuitem]").filter(has_text=person).click()
        await self.page.keyboard.insert_text(f" {text}")

    async def _go_to(self, name: str) -> None:
        """Opens a conversation of the list, which lies beside a narrow page, where a mouse can't click."""
        await self.page.get_by_role("treeitem", name=name).dispatch_event("click")

    async def _in_channel(self) -> bool:
        return await self.page.get_by_role("button", name="Post", exact=True).count() > 0

    async def _field(self, label: str) -> Locator:
        """Finds an input by its label, because its id is made anew with every card."""
        await self._come_to_front()
        given = self.page.locator(f"{CARD} label[for]").filter(has_text=_just(label)).last
        id = await given.get_attribute("for")
        return self.page.locator(f'[id="{id}"]')


async def _refuse(route: Route) -> None:
    await route.abort()


def _just(text: str) -> re.Pattern[str]:
    """Matches the text and nothing else, but the star of a required input."""
    return re.compile(rf"^\s*{re.escape(text)}\s*\*?\s*$")


def _lines(text: str) -> str:
    """Drops blank lines, and the field for a reply under a post."""
    lines = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    return re.sub(r"\n\w+\nType a message\.\.\.$", "", lines)
