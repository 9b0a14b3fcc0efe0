"""The console in the browser: an aiohttp application made of plain values and ports."""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import Sequence
from pathlib import Path

from aiohttp import web
from aiohttp.http import HttpProcessingError
from aiohttp.typedefs import Handler, Middleware

from bot.console.ask_page import AskPage
from bot.console.asking import Asking
from bot.console.bounded_rendering import BoundedRendering
from bot.console.document_pages import DocumentHandlers
from bot.console.health import Health
from bot.console.log_page import LogPage
from bot.console.pages import Pages
from bot.console.ports import DocumentPages, Preview
from bot.console.preview_page import PreviewPage
from bot.ports import Answering, Clock, QuestionLog
from content_index.ports import NoIndexError

_LOG = logging.getLogger(__name__)
_STATIC = Path(__file__).parent / "static"
_LONGEST_LINE = 131_072
"""Bytes of a request's first line: the longest question that is read, in the widest script, percent-encoded."""
PATIENCE = 10.0
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def make_console(  # noqa: PLR0913 - five ports and four plain values, named where it is called
    answering: Answering,
    documents: DocumentPages,
    log: QuestionLog,
    clock: Clock,
    *,
    base_url: str = "",
    groups: frozenset[str] = frozenset(),
    examples: Sequence[str] = (),
    patience: float = PATIENCE,
    preview: Preview | None = None,
) -> web.Application:
    """The console's pages.

    `base_url` is the address that `answering` links documents at; those links stay inside the console. `groups` are
    what a reader of the console belongs to: documents with an audience outside them do not exist here. `examples` are
    questions offered on the first visit. `patience` is how many seconds laying out one document may take.
    `preview` gives what Slack would be sent; without it there is no page that shows how an answer looks there.
    """
    pages = Pages(documents, clock, groups)
    asking = Asking(answering, log, groups)
    ask = AskPage(pages, asking, base_url, tuple(examples), previews=preview is not None)
    rendering = BoundedRendering(patience)
    shown = DocumentHandlers(pages, groups, rendering)
    app = web.Application(middlewares=[_headers(), _errors_in_words(pages)])
    app.router.add_get("/", ask.show)
    if preview:
        app.router.add_get("/preview", PreviewPage(pages, asking, preview).show)
    app.router.add_get("/documents", shown.listing)
    app.router.add_get("/documents/{document_id}", shown.document)
    app.router.add_get("/log", LogPage(pages, log).show)
    app.router.add_get("/health", Health(documents, log).show)
    app.router.add_static("/static", _STATIC)

    async def ended(_app: web.Application) -> None:
        await asyncio.to_thread(rendering.close)

    app.on_cleanup.append(ended)
    return app


def make_runner(app: web.Application) -> web.AppRunner:
    """A runner that takes the longest question in an address, and logs no request line: it holds the question."""
    logger = logging.getLogger(f"{__name__}.server")
    logger.addFilter(_without_request_line)
    return web.AppRunner(app, access_log=None, max_line_size=_LONGEST_LINE, logger=logger)


def _without_request_line(record: logging.LogRecord) -> bool:
    """What no browser sends is told without the library's traceback, which quotes it."""
    trouble = record.exc_info[1] if record.exc_info else None
    if isinstance(trouble, HttpProcessingError):
        record.exc_info = None
        record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
        record.msg, record.args = "A request that is not HTTP was refused (%d)", (trouble.code,)
    return True


def _headers() -> Middleware:
    @web.middleware
    async def with_headers(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        # "Back" shows the page as it was, and does not ask again; a reload does.
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers.setdefault("Vary", "Accept-Language")
        return response

    return with_headers


async def _found(handler: Handler, request: web.Request) -> web.StreamResponse:
    """The handler's response. A name that is too long for any file is the name of no file."""
    try:
        return await handler(request)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise web.HTTPNotFound from error
        raise


def _errors_in_words(pages: Pages) -> Middleware:
    @web.middleware
    async def in_words(request: web.Request, handler: Handler) -> web.StreamResponse:
        words = pages.words(request)
        try:
            return await _found(handler, request)
        except NoIndexError as error:
            return await pages.page(request, "no_index.html", {"reason": str(error)}, status=503)
        except web.HTTPNotFound:
            message = (words.not_found_title, words.not_found)
            return await pages.message(request, *message, status=404)
        except web.HTTPClientError as error:
            response = await pages.message(request, words.bad_request_title, words.bad_request, status=error.status)
            if isinstance(error, web.HTTPMethodNotAllowed):
                response.headers["Allow"] = ", ".join(sorted(error.allowed_methods))
            return response
        except web.HTTPException:
            raise
        except Exception:  # noqa: BLE001 - whatever broke, a person gets a page in words
            # The path alone: the query holds the question.
            _LOG.exception("The page %s could not be made", request.path)
            return await pages.message(request, words.error_title, words.error, status=500)

    return in_words
