"""A request that came by HTTP is looked at, and handed to Bolt where Slack can have sent it."""

from __future__ import annotations

import logging
import time
from http import HTTPStatus

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.slack.install_pages import failure_page
from bot.slack.installations import InstallationsUnavailableError
from bot.slack.requests import Refusal, refusal
from bot.slack.trouble import SLACK_TROUBLE

_LOG = logging.getLogger(__name__)
REDIRECT_PATH = "/oauth_redirect"
_UNREADABLE = (AttributeError, LookupError, TypeError, ValueError)
"""What Bolt raises where a part of a request is of another type than Slack's."""


async def dispatched(app: AsyncApp, request: web.Request, signing_secret: str) -> web.StreamResponse:
    """Bolt's response, or a refusal (4xx) in words. What cannot be read is the request's fault, not the server's."""
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        return _refused(Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "it is larger than any that Slack sends"))
    problem = refusal(body, request.headers, signing_secret, time.time())
    if problem is not None:
        return _refused(problem)
    try:
        asked = AsyncBoltRequest(body=body.decode(), query=request.query_string, headers=dict(request.headers))
        if asked.body.get("type") == "app_rate_limited":
            _LOG.warning("Slack holds events back: there were too many in an hour; some questions were not heard")
            return web.Response()
        response = await app.async_dispatch(asked)
    except _UNREADABLE as error:
        return _refused(Refusal(HTTPStatus.BAD_REQUEST, _unreadable(error)))
    if response.status == HTTPStatus.NOT_FOUND:
        return _refused(Refusal(HTTPStatus.BAD_REQUEST, "it is no kind of request that Slack sends here"))
    return await to_aiohttp_response(response)


async def installed(app: AsyncApp, request: web.Request) -> web.StreamResponse:
    """A step of installing the app: the page that sends people to Slack, or the one that they come back to."""
    asked = AsyncBoltRequest(body="", query=request.query_string, headers=dict(request.headers))
    flow = app.oauth_flow
    if flow is None:
        raise web.HTTPNotFound
    back = request.path.endswith(REDIRECT_PATH)
    try:
        response = await (flow.handle_callback(asked) if back else flow.handle_installation(asked))
    except (InstallationsUnavailableError, *SLACK_TROUBLE) as error:
        _LOG.error("A workspace could not install the app: %s", _unavailable(error))
        body = failure_page("unreachable")
        return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, text=body, content_type="text/html")
    if response.status >= HTTPStatus.BAD_REQUEST:
        _LOG.warning("A step of installing the app was refused (%d)", response.status)
    return await to_aiohttp_response(response)


async def error_in_words(error: Exception) -> BoltResponse:
    """Bolt's handler for what a listener, or Bolt before it, could not take. The request stays out of the logs."""
    if not isinstance(error, _UNREADABLE):
        _LOG.error("A request from Slack could not be taken: %s", type(error).__name__)
        return BoltResponse(status=HTTPStatus.INTERNAL_SERVER_ERROR)
    refused = Refusal(HTTPStatus.BAD_REQUEST, _unreadable(error))
    _log(refused)
    return BoltResponse(status=refused.status, body=_in_words(refused))


def _refused(refused: Refusal) -> web.Response:
    _log(refused)
    return web.Response(status=refused.status, text=_in_words(refused))


def _log(refused: Refusal) -> None:
    _LOG.warning("A request to Slack's address was refused (%d): %s", refused.status, refused.reason)


def _in_words(refused: Refusal) -> str:
    return f"The request was refused: {refused.reason}."


def _unavailable(error: Exception) -> str:
    return str(error) if isinstance(error, InstallationsUnavailableError) else type(error).__name__


def _unreadable(error: Exception) -> str:
    return f"its parts are not what Slack sends ({type(error).__name__})"
