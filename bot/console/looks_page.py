"""Who looked at what others asked, for administrators."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aiohttp import web

from bot.console.looking import Noted
from bot.console.pages import Pages
from bot.ports import KeepingError, Looks

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class LooksPage:
    """The newest looks, which is one itself."""

    pages: Pages
    looks: Looks
    noted: Noted

    async def show(self, request: web.Request) -> web.Response:
        """Everybody's, or those of `person`."""
        person = request.query.get("person") or None
        self.noted.note(request, "looks", person or "")
        values: dict[str, object] = {"looks": (), "person": person, "unavailable": False}
        try:
            values["looks"] = await asyncio.to_thread(self.looks.lately, _SHOWN, person)
        except KeepingError:
            values["unavailable"] = True
        return await self.pages.page(request, "looks.html", values, 503 if values["unavailable"] else 200)
