"""Who looked at what others asked, for administrators."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import web

from bot.console import moments
from bot.console.looking import Noted
from bot.console.looks_told import look_told
from bot.console.pages import Pages
from bot.ports import KeepingError, Looks

_PAGE = 50


@dataclass(frozen=True, slots=True)
class LooksPage:
    """The newest looks, which is one itself."""

    pages: Pages
    looks: Looks
    noted: Noted

    async def show(self, request: web.Request) -> web.Response:
        """Everybody's, or those of `person`; `before` (ISO time with its zone) shows earlier ones."""
        person = request.query.get("person") or None
        before = moments.named(request.query["before"]) if request.query.get("before") else None
        self.noted.note(request, "looks", person or "")
        values: dict[str, object] = {"looks": (), "person": person, "first": before is None, "older": None}
        try:
            found = await asyncio.to_thread(self.looks.lately, _PAGE + 1, person, before)
        except KeepingError:
            values["unavailable"] = True
        else:
            language = self.pages.words(request).language
            values |= {"unavailable": False, "looks": [look_told(look, language) for look in found[:_PAGE]]}
            if len(found) > _PAGE:
                on = {"before": found[_PAGE - 1].looked_at.isoformat(), **({"person": person} if person else {})}
                values["older"] = f"/looks?{urlencode(on)}"
        return await self.pages.page(request, "looks.html", values, 503 if values["unavailable"] else 200)
