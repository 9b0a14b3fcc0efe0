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

from bot.console.answer_view import AnswerView
from bot.console.ask_page import AskPage
from bot.console.asking import Asking
from bot.console.bounded_rendering import BoundedRendering
from bot.console.csrf import ForeignFormError
from bot.console.dashboard import (
    Dashboard,
    add_dashboard,
    answered_since,
    end_dashboard,
    openings,
    page_keeping,
    voting,
)
from bot.console.document_pages import DocumentHandlers
from bot.console.health import Health
from bot.console.log_page import LogPage
from bot.console.looking import LooksKept, NothingKept
from bot.console.looks_page import LooksPage
from bot.console.navigation import Navigation
from bot.console.pages import Pages
from bot.console.ports import DocumentPages, Preview
from bot.console.preview_page import PreviewPage
from bot.console.reindex_hook import ReindexHook
from bot.console.routes import Routes
from bot.console.sign_in_pages import SignIn, SignInPages
from bot.console.viewers import ThisMachineAlone, Visitors
from bot.ports import Answering, Clock, Looks, QuestionLog
from content_index.ports import NoIndexError

_LOG = logging.getLogger(__name__)
_STATIC = Path(__file__).parent / "static"
_LONGEST_LINE = 131_072
"""Bytes of a request's first line: the longest question that is read, in the widest script, percent-encoded."""
PATIENCE = 10.0
ROUTES = web.AppKey("routes", Routes)
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def make_console(  # noqa: PLR0913 - ports and plain values, named where it is called
    answering: Answering,
    documents: DocumentPages,
    log: QuestionLog,
    clock: Clock,
    *,
    base_url: str = "",
    examples: Sequence[str] = (),
    patience: float = PATIENCE,
    preview: Preview | None = None,
    visitors: Visitors | None = None,
    sign_in: SignIn | None = None,
    looks: Looks | None = None,
    dashboard: Dashboard | None = None,
    hook: ReindexHook | None = None,
) -> web.Application:
    """The console's pages.

    `base_url` is the address that `answering` links documents at; those links stay inside the console. `examples` are
    questions offered on the first visit. `patience` is how many seconds laying out one document may take.
    `preview` gives what Slack would be sent; without it there is no page that shows how an answer looks there.
    `visitors` tells who reads; without it, it is whoever sits at this machine. `sign_in` is what signing in is made of,
    where it is set up. `looks` keeps who looked at what others asked. `dashboard` is what the pages for owners and
    managers are made of; without it there are none. `hook` takes what repositories tell of pushes.
    """
    pages = Pages(documents, clock, visitors or ThisMachineAlone(), base_url)
    noted = NothingKept() if looks is None else LooksKept(looks, clock)
    asking = Asking(answering, log)
    since = None if dashboard is None else answered_since(pages, log, dashboard)
    counting = openings(asking, clock, dashboard)
    view = AnswerView(pages, base_url, previews=preview is not None, counted=counting is not None)
    ask = AskPage(pages, asking, view, tuple(examples), since, voting(pages, asking, view, dashboard), counting)
    rendering = BoundedRendering(patience)
    shown = DocumentHandlers(pages, rendering, page_keeping(dashboard), counting)
    app = web.Application(middlewares=[_errors_in_words(pages)])
    signing = None if sign_in is None else SignInPages(pages, sign_in)
    if sign_in is not None:
        app.middlewares.insert(0, sign_in.sessions.middleware())
    app.on_response_prepare.append(_add_headers)
    routes = Routes(app.router, pages)
    app[ROUTES] = routes
    ask.add_to(routes)
    if preview:
        routes.get("/preview", PreviewPage(pages, asking, preview).show, needs="reader")
    shown.add_to(routes)
    routes.get("/health", Health(documents, log).show, needs="nothing")
    if dashboard is not None:
        add_dashboard(routes, pages, noted, dashboard)
    if ("GET", "/log") not in routes.needs:
        routes.get("/log", LogPage(pages, log, noted).show, needs="manager")
    if looks is not None:
        routes.get("/looks", LooksPage(pages, looks, noted).show, needs="administrator")
    if hook is not None:
        hook.add_to(routes, pages)
    if signing is not None:
        signing.add_to(routes)
    pages.entries = Navigation(routes.needs, routes.only).entries
    app.router.add_static("/static", _STATIC)

    async def ended(_app: web.Application) -> None:
        await asyncio.to_thread(rendering.close)
        await noted.close()
        await asyncio.to_thread(end_dashboard, dashboard)
        if signing is not None:
            await signing.close()

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


async def _add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """To whatever is sent, files that are streamed among it."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    # "Back" shows the page as it was, and does not ask again; a reload does.
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.headers.setdefault("Vary", "Accept-Language, Cookie")


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
        except ForeignFormError:
            return await pages.foreign(request)
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
