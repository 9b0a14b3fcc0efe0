"""A moment as every page shows it, and as addresses name one."""

from __future__ import annotations

from datetime import UTC, datetime

from aiohttp import web
from markupsafe import Markup

from bot.locales import day


def told(moment: datetime, language: str) -> Markup:
    """A `<time>` in UTC, and it says so: `console.js` puts it into the reader's zone, in the same style."""
    there = moment.astimezone(UTC)
    said = f"{day(there.date(), language)}, {there:%H:%M} UTC"
    return Markup('<time datetime="{}">{}</time>').format(there.isoformat(), said)


def named(text: str) -> datetime:
    """The moment (ISO time with its zone) in UTC.

    Raises HTTPBadRequest for anything else, and for the ends of time, which have none in UTC.
    """
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise web.HTTPBadRequest
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise web.HTTPBadRequest from None
