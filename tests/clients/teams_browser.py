"""The page of the local Teams in a browser without a window: what a rep sees there, types, presses; and pictures of it.

The page knows only what came since it was opened, and of the rep's messages only those typed in it.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from browsers import FLAGS, chromium
from clients.local_teams import LocalTeams
from clients.local_teams import missing as missing_teams
from clients.teams_company import CHANNEL, GENERAL, GROUP, PERSONAL
from clients.teams_stream import Message, until
from playwright.async_api import Locator, Page, Route, async_playwright

_HERE = frozenset({"127.0.0.1", "localhost"})
PHONE, DESKTOP = 420, 1280
_HEIGHT = 900
_TALL, _MARGIN = 2400, 4
_PATIENCE = 15_000
_PLACES = {PERSONAL: "Personal Chat", GROUP: "Deal desk", GENERAL: "Sales - General", CHANNEL: "Sales - EMEA"}
_EDITOR = "[contenteditable=true][role=textbox]"
_LINE = ".fai-OutputCard, .ac-adaptiveCard, [role=group] p, span:not([contenteditable] *, [role=tree] *)"
_THREAD = "xpath=ancestor::*[count(.//*[@contenteditable='true' and @role='textbox'])=1][last()]"
_WHOLE = "xpath=ancestor-or-self::*[.//*[@aria-label='Message header' or @aria-label='Show more information']][1]"
# The log is nothing that a rep sees. The rest lets a page made for a wide window fit a telephone's.
_STYLE = """
#root div:has(> div > div > div > [title="Hide log panel"]) { display: none; }
@media (max-width: 700px) {
  #root div { min-width: 0 !important; }
  #root div:has(> .fui-Avatar) { min-width: 40px !important; }
  #root .fai-OutputCard, #root :has(> .ac-preview-panel) { width: auto !important; max-width: 100% !important; }
  #root .fai-OutputCard { margin-inline: 0 8px; }
  #root .ac-adaptiveCard :is(button, div:has(> button)) { max-width: 100%; box-sizing: border-box; }
  #root :has(.fai-OutputCard) { max-width: 100%; }
  #root div:has(> div > [aria-label="Chat and Teams Channel"]), #root div:has(> .fui-Toolbar) { display: none; }
}"""
_HIDE_HINTS = """() => {
  const hint = "is not supported yet in Microsoft 365 Agents playground";
  for (const one of document.querySelectorAll("#root span"))
    if (one.children.length === 0 && one.textContent.includes(hint))
      one.parentElement.parentElement.style.display = "none";
}"""


def missing() -> str | None:
    """What this machine lacks to look at the local Teams, in words; None where it lacks nothing."""
    return missing_teams() or (None if chromium() else "no Chromium on the PATH: apt-get install chromium")


class TeamsPage:
    """The page, at first in the personal chat."""

    def __init__(self, page: Page, teams: LocalTeams) -> None:
        self.page = page
        self._teams = teams
        self.here = PERSONAL

    async def open(self, conversation: str) -> None:
        """Go to PERSONAL, GROUP, GENERAL or CHANNEL. The bot hears at the first time that it was installed there."""
        self.here = conversation
        await self.page.get_by_role("treeitem", name=_PLACES[conversation], exact=True).dispatch_event("click")
        await self.page.get_by_text("Start a new post" if self._in_channel else "Type a message").first.wait_for()

    async def tidy(self) -> None:
        """Close the dialog that stands open, if one does."""
        if await self._dialog.count():
            await self._dialog.get_by_role("button", name=re.compile("Close|Cancel")).last.click()
            await self._dialog.wait_for(state="hidden")

    async def write(self, text: str, *, mention: bool = False, reply: bool = False) -> None:
        """Type and send; in a channel a new post, or with `reply` in the newest thread, which stands on top."""
        post = self._in_channel and not reply
        editor = self.page.locator(_EDITOR)
        await (editor.nth(1) if self._in_channel and reply else editor.first).click()
        if mention:
            await self.page.keyboard.type("@Corn")
            await self.page.get_by_role("menuitem", name="Cornerman").click()
        await self.page.keyboard.type(f" {text}" if mention else text)
        await self.page.get_by_role("button", name="Post" if post else "Send Message", exact=True).first.click()

    async def ask(self, text: str, *, mention: bool = False, reply: bool = False) -> Message:
        """The same, and give the bot's next message there."""
        return await self._teams.heard(self.here, self.write(text, mention=mention, reply=reply))

    async def press(self, button: str) -> None:
        """Press a button of the newest card that has it, whatever it does; of more than six some stand behind `…`."""
        cards = self._newest.locator(".ac-adaptiveCard")
        shown = cards.get_by_role("button", name=button, exact=True)
        shown = shown.or_(cards.get_by_role("link", name=button, exact=True))
        rest = cards.get_by_role("button", name="More options", exact=True)
        await shown.or_(rest).last.wait_for()
        if not await shown.count():
            await rest.last.click()
            shown = self.page.get_by_role("menuitem", name=button, exact=True)
        await shown.last.click()

    async def fill(self, label: str, value: str) -> None:
        """Type into an input of the newest card, or of the dialog."""
        await self._labelled(label).fill(value)

    async def choose(self, label: str, option: str) -> None:
        """Choose an option of a list in the newest card, or in the dialog."""
        await self._labelled(label).click()
        await self.page.get_by_role("option", name=option, exact=True).click()

    async def tick(self, label: str) -> None:
        """Tick a box in the newest card, or in the dialog."""
        await self.page.get_by_text(label, exact=True).last.click()

    async def suggestion(self, title: str) -> None:
        """Press a suggested action below the newest message: it is sent as if typed."""
        await self.page.get_by_role("button", name=title, exact=True).last.click()

    async def thumb(self, reaction: Literal["like", "dislike"], words: str = "") -> str:
        """Press the thumb of the newest message that has one, and send its dialog; gives what the client says then."""
        await self._newest.get_by_role("button", name=reaction.title(), exact=True).last.click()
        dialog = self.page.get_by_role("dialog")
        if words:
            await dialog.get_by_role("textbox").fill(words)
        await dialog.get_by_role("button", name="Submit").click()
        close = dialog.get_by_role("button", name="Close", exact=True)
        await close.wait_for()
        said = await dialog.inner_text()
        await close.click()
        await dialog.wait_for(state="hidden")
        return said.removesuffix("Close").strip()

    async def search(self, query: str, command: str, parameter: str = "query") -> list[str]:
        """Search with the message extension from the compose box; gives the titles that the client lists."""
        await self._extension("Search Command")
        await self.page.get_by_text("Specify Command ID or Parameter").click()
        await self.page.get_by_role("textbox", name="Command ID").fill(command)
        await self.page.get_by_role("textbox", name="Parameter name").fill(parameter)
        await self.page.get_by_text("Specify Command ID or Parameter").click()
        before = len(self._teams.exchanged(name="composeExtension/query"))
        await self.page.get_by_placeholder("Enter a search term").fill(query)
        (asked,) = await until(lambda: self._teams.exchanged(name="composeExtension/query")[before:][-1:])
        first = asked["answer"]["composeExtension"]["attachments"][0]
        await self._found.get_by_text(first.get("preview", first)["content"]["title"], exact=True).first.wait_for()
        return await self._found.all_inner_texts()

    async def insert(self, title: str) -> None:
        """Take what was found: its card stands in the compose box then, and `send` sends it."""
        await self._found.get_by_text(title, exact=True).click()
        await self.page.locator("[contenteditable=true] .ac-adaptiveCard").last.wait_for()

    async def send(self) -> None:
        """Send what stands in the compose box."""
        await self.page.get_by_role("button", name="Send Message", exact=True).last.click()

    async def message_action(self, said: str, command: str) -> str:
        """Use an action on the message that says this; gives what stands in the dialog that opens."""
        await self.message(said).locator("[aria-haspopup=menu]").first.click()
        await self.page.get_by_role("menuitem", name="Action Command").click()
        await self._dialog.get_by_role("textbox", name="Command ID").fill(command)
        await self._dialog.get_by_role("button", name="Create").click()
        await self._dialog.locator(".ac-adaptiveCard").wait_for()
        return await self._dialog.inner_text()

    async def press_in_dialog(self, button: str) -> None:
        await self._dialog.get_by_role("button", name=button, exact=True).click()

    async def close_dialog(self) -> None:
        await self._dialog.get_by_role("button", name="Close", exact=True).click()
        await self._dialog.wait_for(state="hidden")

    async def citation(self, position: int) -> str:
        """Look at a citation of the newest message; gives what stands in it."""
        await self.page.locator(".fai-Citation", has_text=str(position)).last.press("Enter")
        await self._dialog.wait_for()
        shown = await self._dialog.inner_text()
        await self.page.keyboard.press("Escape")
        return shown

    async def shows(self, text: str) -> None:
        """Wait until this is seen."""
        await self.page.get_by_text(text).filter(visible=True).last.wait_for()

    def message(self, said: str) -> Locator:
        """The newest message in which this stands, with its head and what is below it."""
        return self.page.locator(_LINE, has_text=said).last.locator(_WHOLE)

    async def picture(
        self,
        path: Path,
        width: int = DESKTOP,
        *,
        said: str | None = None,
        thread: bool = False,
        found: bool = False,
        hints: bool = False,
    ) -> None:
        """Draw the window at a telephone's or a computer's width; or a part of it.

        The part is the message in which `said` stands, the newest `thread` of a channel, or what was `found`. Without
        `hints` the client's remarks on what it cannot do are left out.
        """
        await self.page.set_viewport_size({"width": width, "height": _TALL if thread else _HEIGHT})
        if not hints:
            await self.page.evaluate(_HIDE_HINTS)
        part: Page | Locator = self.message(said) if said else self.page
        part = self._newest if thread else self._results if found else part
        await part.screenshot(path=path)
        await self.page.set_viewport_size({"width": DESKTOP, "height": _HEIGHT})

    async def strip(self, path: Path, first: str, last: str, width: int = PHONE) -> None:
        """Draw all from the message in which `first` stands to the one with `last`, at a telephone's width or another.

        Of several the newest are drawn.
        """
        await self.page.set_viewport_size({"width": width, "height": _TALL})
        await self.page.evaluate(_HIDE_HINTS)
        await self.message(last).scroll_into_view_if_needed()
        top, bottom = [await self.message(one).bounding_box() for one in (first, last)]
        assert top is not None
        assert bottom is not None
        height = bottom["y"] + bottom["height"] - top["y"] + 2 * _MARGIN
        left = 0 if width < DESKTOP else top["x"] - _MARGIN
        clip = {"x": left, "y": top["y"] - _MARGIN, "width": width - left, "height": height}
        await self.page.screenshot(path=path, clip=clip)
        await self.page.set_viewport_size({"width": DESKTOP, "height": _HEIGHT})

    @property
    def _in_channel(self) -> bool:
        return self.here in {GENERAL, CHANNEL}

    @property
    def _newest(self) -> Page | Locator:
        """Where the newest message is the last: in a channel, the thread on top."""
        return self.page.locator(_EDITOR).nth(1).locator(_THREAD) if self._in_channel else self.page

    @property
    def _dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def _results(self) -> Locator:
        box = self.page.get_by_placeholder("Enter a search term")
        return self.page.get_by_role("group").filter(has=box)

    @property
    def _found(self) -> Locator:
        return self._results.get_by_role("heading", level=1)

    def _labelled(self, label: str) -> Locator:
        return self.page.get_by_label(re.compile(rf"^{re.escape(label)}\s*\*?$")).last  # a star where it must be filled

    async def _extension(self, kind: str) -> None:
        await self.page.get_by_role("button", name="Trigger Message Extension App").last.click()
        await self.page.get_by_role("menuitem", name=kind).click()


@asynccontextmanager
async def teams_page(teams: LocalTeams, scheme: Literal["light", "dark"] = "light") -> AsyncIterator[TeamsPage]:
    """Open the page of the local Teams, which installs the bot in the personal chat."""

    async def only_here(route: Route) -> None:
        """The local Teams itself, and the pictures that Cornerman has on this machine."""
        await (route.continue_() if urlsplit(route.request.url).hostname in _HERE else route.abort())

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            size = {"width": DESKTOP, "height": _HEIGHT}
            page = await browser.new_page(viewport=size, color_scheme=scheme, device_scale_factor=2)
            page.set_default_timeout(_PATIENCE)
            await page.route("**/*", only_here)
            await page.goto(teams.url)
            await page.get_by_text("Type a message").wait_for()
            await page.add_style_tag(content=_STYLE)
            yield TeamsPage(page, teams)
        finally:
            await browser.close()
