"""What walks through both local clients have in common: who does what there, what they saw, and pictures of it."""

from __future__ import annotations

import asyncio
import html
import json
import re
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from sqlite3 import connect
from typing import Any

from browsers import FLAGS
from browsers import chromium as installed
from clients.draw_blocks import draw, fewer_colours
from clients.local_slack import LocalSlack, as_shown
from clients.teams_desk import Desk
from playwright.async_api import Browser, async_playwright

from bot.console.block_kit_elements import picture_html
from bot.console.block_kit_page import draw_page

_PERSON = re.compile(r"<@([A-Z0-9]+)>")
CHARTS_SECONDS = 1.5


@dataclass
class Walk:
    """Does, prints what was seen, and draws it where there is a folder for pictures."""

    slack: LocalSlack
    desk: Desk
    browser: Browser
    folder: Path
    console: str
    pictures: Path | None
    names: dict[str, str] = field(default_factory=dict)

    def did(self, step: str) -> None:
        """A heading of the transcript."""
        sys.stdout.write(f"\n### {step}\n\n")
        sys.stdout.flush()

    def note(self, text: str) -> None:
        """A paragraph of it."""
        sys.stdout.write(f"{text}\n\n")
        sys.stdout.flush()

    def saw(self, who: str, text: str) -> None:
        """What somebody saw."""
        lines = "\n".join(f"> {line}" for line in text.splitlines() if line.strip())
        sys.stdout.write(f"{who} saw:\n\n{lines}\n\n")
        sys.stdout.flush()

    async def page(self, path: str, name: str, *, width: int = 1280, height: int = 900, part: str = "") -> None:
        """A picture of a page of the console, as far as it fits a window; or of a `part` of it, by selector."""
        if self.pictures is None:
            return
        page = await self.browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=1)
        await page.goto(f"{self.console}{path}")
        await page.wait_for_timeout(CHARTS_SECONDS * 1_000)  # charts draw themselves
        picture = self.pictures / f"{name}.png"
        await (page.locator(part).first if part else page).screenshot(path=picture)
        await page.close()
        fewer_colours(picture)

    async def draw(self, name: str, *parts: Mapping[str, Any], width: int = 760) -> None:
        """A picture of messages or dialogs of Slack."""
        if self.pictures is None:
            return
        told = json.dumps(parts, ensure_ascii=False)
        for person in _PERSON.findall(told):
            told = told.replace(f"<@{person}>", f"<@{person}|{await self.name(person)}>")
        page = _with_pictures(draw_page(json.loads(told)), parts)
        await asyncio.to_thread(draw, page, self.pictures / f"{name}.png", width, "light")

    async def strip(self, name: str, first: str, last: str, **how: int) -> None:
        """A picture of messages of Teams."""
        if self.pictures is not None:
            await self.desk.page.strip(self.pictures / f"{name}.png", first, last, **how)
            fewer_colours(self.pictures / f"{name}.png")

    async def name(self, person: str) -> str:
        """What somebody in Slack is called."""
        if person not in self.names:
            try:
                self.names[person] = str((await self.slack.call("users.info", user=person))["user"]["real_name"])
            except RuntimeError:  # somebody who is made up
                self.names[person] = person
        return self.names[person]

    def kept(self, query: str, *given: object) -> list[tuple[Any, ...]]:
        """What stands in Cornerman's database."""
        with closing(connect(self.folder / "data" / "cornerman.db")) as database:
            return database.execute(query, given).fetchall()

    async def whispered(self, user: str, command: str, text: str) -> dict[str, Any]:
        """What only somebody sees in the channel after their command."""

        async def whispers() -> list[dict[str, Any]]:
            said = await self.slack.messages(self.slack.channel, user)
            return [one for one in said if one["is_ephemeral"]]

        before = len(await whispers())
        await self.slack.command_by(user, self.slack.channel, command, text)

        async def more() -> list[dict[str, Any]]:
            return (await whispers())[before:]

        return dict((await self.slack.until(more, 60))[-1])


def with_buttons(message: Mapping[str, Any]) -> str:
    """A message's text as Slack shows it, with its buttons in brackets."""
    lines: list[str] = []
    for block in message.get("blocks") or [{"text": {"text": message["text"]}}]:
        if block.get("type") == "actions":
            lines.append(" ".join(f"[{_label(one)}]" for one in block["elements"]))
            continue
        said = as_shown({"blocks": [block], "text": ""})
        accessory = block.get("accessory")
        lines.append(f"{said} [{_label(accessory)}]" if accessory else said)
    return "\n".join(filter(None, lines))


def _label(button: Mapping[str, Any]) -> str:
    return html.unescape(str((button.get("text") or {}).get("text") or button.get("type")))


def free_port() -> int:
    """One that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=installed(), args=FLAGS)
        yield browser
        await browser.close()


def _with_pictures(page: str, parts: Sequence[Mapping[str, Any]]) -> str:
    """Pictures that are at hand in the place of their descriptions, which are all that the console shows of them."""
    for block in (block for part in parts for block in part.get("blocks") or []):
        if block.get("type") == "image" and str(block.get("image_url", "")).startswith("data:"):
            shown = f'<img src="{block["image_url"]}" alt="" style="max-width: 100%">'
            page = page.replace(str(picture_html(block)), shown)
    return page
