"""Notion's API through notion-client: the only file that imports it."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

import httpx
from notion_client import Client
from notion_client.client import RetryOptions
from notion_client.errors import APIErrorCode, HTTPResponseError, NotionClientErrorBase, RequestTimeoutError

from content_index.connectors.http_session import out_of_reach, refusal
from content_index.connectors.paging import Paging
from content_index.connectors.time_limit import in_time
from content_index.ports import SourceError

Json = Mapping[str, Any]

_ACCESS = "set the `token` of an integration in `credentials`, or renew it"
_AT_ONCE = 100
_RETRIES = 4
MILLISECONDS_BEFORE_SECOND_TRY = 1_000
_LONGEST_WAIT = 120_000
"""In milliseconds: where Notion wants a longer one, it is asked at the next reindex."""
_TIMEOUT = 60_000
_UNKNOWN = {APIErrorCode.ObjectNotFound, APIErrorCode.ValidationError}


class NoSuchThingError(Exception):
    """Nothing of that kind has this id, or the integration is not let in there."""


class NotionApi:
    """What one integration sees. `place` is how messages name where it looks."""

    def __init__(self, place: str, credentials: Mapping[str, str]) -> None:
        self._place = place
        logger = logging.getLogger("notion_client")
        retry = RetryOptions(_RETRIES, MILLISECONDS_BEFORE_SECOND_TRY, _LONGEST_WAIT)
        told: dict[str, Any] = {"auth": credentials.get("token"), "timeout_ms": _TIMEOUT, "retry": retry}
        if endpoint := credentials.get("endpoint_url"):
            told["base_url"] = endpoint.rstrip("/")
        self._client = Client(logger=logger, log_level=logging.ERROR, **told)
        weakref.finalize(self, self._client.close)

    def page(self, key: str) -> Json:
        """A page's properties. Raises NoSuchThingError and SourceError."""
        return self._asked(lambda: self._client.pages.retrieve(key))

    def data_sources(self, key: str) -> tuple[str, list[str]]:
        """The title of a database and the ids of its tables. Raises NoSuchThingError and SourceError."""
        try:
            database = self._asked(lambda: self._client.databases.retrieve(key))
        except NoSuchThingError:
            table = self._asked(lambda: self._client.data_sources.retrieve(key))
            return _plain(table.get("title")), [key]
        return _plain(database.get("title")), [str(one["id"]) for one in database.get("data_sources") or ()]

    def rows(self, data_source: str) -> Iterator[Json]:
        """All pages of a table. Raises NoSuchThingError and SourceError."""
        return self._paged(
            lambda cursor: self._client.data_sources.query(data_source, page_size=_AT_ONCE, start_cursor=cursor)
        )

    def blocks(self, key: str) -> Iterator[Json]:
        """What stands right below a page or a block, in order. Raises NoSuchThingError and SourceError."""
        return self._paged(
            lambda cursor: self._client.blocks.children.list(key, page_size=_AT_ONCE, start_cursor=cursor)
        )

    def _paged(self, ask: Callable[[str | None], Any]) -> Iterator[Json]:
        cursor: str | None = None
        paging = Paging(self._place)
        while True:
            answer = self._asked(lambda cursor=cursor: ask(cursor))  # type: ignore[misc]
            yield from answer.get("results") or ()
            cursor = answer.get("next_cursor")
            if not answer.get("has_more") or not cursor:
                return
            paging.following(str(cursor))

    def _asked(self, ask: Callable[[], Any]) -> Json:
        try:
            answer = in_time(ask, self._place)
        except HTTPResponseError as error:
            if error.code in _UNKNOWN or error.status == HTTPStatus.NOT_FOUND:
                raise NoSuchThingError from None
            raise SourceError(refusal(error.status, self._place, _ACCESS)) from None
        except RequestTimeoutError:
            raise SourceError(f"{self._place} does not answer in time: try again later") from None
        except (NotionClientErrorBase, httpx.HTTPError, OSError, ValueError) as error:
            raise SourceError(out_of_reach(error, self._place)) from None
        if not isinstance(answer, dict):
            raise SourceError(out_of_reach(ValueError("no table"), self._place))
        return answer


def _plain(rich_text: Any) -> str:
    return "".join(str(part.get("plain_text") or "") for part in rich_text or ())
