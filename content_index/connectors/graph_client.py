"""The way to Microsoft Graph. Beside bot/teams/graph.py the only file that imports Microsoft's libraries.

Kiota, the layer below Microsoft Graph's own SDK, has all that is needed here: tokens, retries, redirects.
It comes with the extra `cornerman[sharepoint]`.
"""

from __future__ import annotations

import asyncio
import json
import re
import weakref
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar

from content_index.connectors import time_limit
from content_index.connectors.graph_address import GraphAccess, GraphAddress
from content_index.connectors.own_loop import OwnLoop
from content_index.connectors.without_secrets import without_secrets
from content_index.ports import SourceError, UnreadableFileError

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential
    from httpx import AsyncClient
    from kiota_http.httpx_request_adapter import HttpxRequestAdapter

PLACE = "Microsoft Graph"
_SECONDS_OF_SILENCE = 60.0
_READ_AT_ONCE = 1 << 20
_SIGN_IN_WORD = re.compile(r"AADSTS\d+")
_SIGN_IN_MENDS = {
    "AADSTS7000215": "the client secret is wrong: put its value, not its id, into `client_secret`",
    "AADSTS7000222": "the client secret has expired: make a new one",
    "AADSTS700016": "the tenant has no app of this `client_id`: correct it, or `tenant_id`",
    "AADSTS90002": "there is no such tenant: correct `tenant_id`",
}
"""By Microsoft's code: https://learn.microsoft.com/entra/identity-platform/reference-error-codes."""
_OFTEN = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of Microsoft Graph, whatever its status. `code` is the error's, "" where there is none."""

    status: int
    body: Mapping[str, Any]
    code: str = ""

    @property
    def is_passing(self) -> bool:
        """Whether the same question may be answered later: too many were asked, or the service is in trouble."""
        return self.status == HTTPStatus.TOO_MANY_REQUESTS or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR


class Graph:
    """Microsoft Graph for one app. Raises SourceError where the libraries are not installed."""

    def __init__(self, address: GraphAddress, access: GraphAccess) -> None:
        if find_spec("kiota_http") is None or find_spec("azure.identity") is None:
            raise SourceError(
                "its location is in SharePoint or OneDrive, and what speaks to them is not installed: "
                "pip install 'cornerman[sharepoint]'"
            )
        self._address = address
        self._access = access
        self._secrets = {"client_secret": access.client_secret}

    def talk(self, about: Callable[[Talk], Awaitable[Found]]) -> Found:
        """What `about` finds out. Raises SourceError where nobody answers, or the app is refused."""
        loop, talk = self._connected
        return loop.run(self._talked(about, talk))

    async def _talked(self, about: Callable[[Talk], Awaitable[Found]], talk: Talk) -> Found:
        from azure.core.exceptions import AzureError
        from httpx import HTTPError

        try:
            return await about(talk)
        except AzureError as error:
            raise SourceError(self._not_signed_in(error)) from None
        except TimeoutError:
            raise SourceError(time_limit.too_slow(PLACE)) from None
        except HTTPError as error:
            words = without_secrets(str(error), self._secrets) or type(error).__name__
            raise SourceError(f"Microsoft Graph cannot be reached ({words}): try again later") from None

    @cached_property
    def _connected(self) -> tuple[OwnLoop, Talk]:
        """Connections are kept from one talk to the next: to make them takes longer than to ask."""
        loop = OwnLoop("microsoft-graph")
        adapter, client = loop.run(self._connect())
        weakref.finalize(self, loop.close, client.aclose)
        return loop, Talk(adapter, client, f"{self._address.graph}/v1.0")

    async def _connect(self) -> tuple[HttpxRequestAdapter, AsyncClient]:
        from kiota_authentication_azure.azure_identity_authentication_provider import (
            AzureIdentityAuthenticationProvider,
        )
        from kiota_http.httpx_request_adapter import HttpxRequestAdapter
        from kiota_http.kiota_client_factory import KiotaClientFactory

        host = self._address.graph.removeprefix("https://").partition(":")[0]
        signing_in = AzureIdentityAuthenticationProvider(
            self._credential, scopes=[f"{self._address.graph}/.default"], allowed_hosts=[host]
        )
        client = KiotaClientFactory.create_with_default_middleware()
        client.timeout = _SECONDS_OF_SILENCE
        return HttpxRequestAdapter(signing_in, http_client=client), client

    @cached_property
    def _credential(self) -> TokenCredential:
        """It keeps its token from one talk to the next."""
        from azure.identity import ClientSecretCredential

        return ClientSecretCredential(
            self._access.tenant_id,
            self._access.client_id,
            self._access.client_secret,
            authority=self._address.login,
            disable_instance_discovery=not self._address.public,
        )

    def _not_signed_in(self, error: Exception) -> str:
        word = _SIGN_IN_WORD.search(str(error))
        if word is None:
            return f"Microsoft cannot be signed in to ({type(error).__name__}): try again later"
        mend = _SIGN_IN_MENDS.get(word[0], "correct `tenant_id`, `client_id` and `client_secret` in `credentials`")
        return f"its app cannot sign in ({word[0]}): {mend}"


class Talk:
    """Questions on kept connections. Microsoft's library waits and asks again where Graph says so (429, 503, 504)."""

    def __init__(self, adapter: HttpxRequestAdapter, client: AsyncClient, root: str) -> None:
        self._adapter = adapter
        self._client = client
        self._root = root

    async def ask(self, place: str, body: object = None) -> Answer:
        """`place` is a path below the service, or a whole address that it gave."""
        async with asyncio.timeout(time_limit.SECONDS):
            status, content, _ = await self._ask(place, body)
        return answer_of(status, _json(content))

    async def content(self, place: str, most: int) -> bytes | Answer:
        """A file's bytes, `most` and one more at most, or why there are none.

        Graph leads to an address that opens without a token. Neither it nor what is said of it may be shown.
        """
        async with asyncio.timeout(time_limit.SECONDS):
            return await self._content(place, most)

    async def _content(self, place: str, most: int) -> bytes | Answer:
        status, content, leads_to = await self._ask(place, None, follow=False)
        if status == HTTPStatus.OK:
            return content
        if leads_to is None:
            return answer_of(status, _json(content))
        pieces, size = [], 0
        async with self._client.stream("GET", leads_to) as answer:
            if answer.status_code != HTTPStatus.OK:
                return Answer(answer.status_code, {})
            async for piece in answer.aiter_bytes(_READ_AT_ONCE):
                pieces.append(piece)
                size += len(piece)
                if size > most:
                    break
        return b"".join(pieces)

    async def _ask(self, place: str, body: object, *, follow: bool = True) -> tuple[int, bytes, str | None]:
        from kiota_abstractions.method import Method
        from kiota_abstractions.native_response_handler import NativeResponseHandler
        from kiota_abstractions.request_information import RequestInformation
        from kiota_http.middleware.options import RedirectHandlerOption, ResponseHandlerOption

        request = RequestInformation(Method.GET if body is None else Method.POST)
        request.url = place if place.startswith("https://") else f"{self._root}/{place}"
        request.headers.try_add("Accept", "application/json")
        if body is not None:
            request.set_stream_content(json.dumps(body).encode(), "application/json")
        request.add_request_options(
            [
                ResponseHandlerOption(NativeResponseHandler()),
                RedirectHandlerOption(should_redirect=follow),
            ]
        )
        answer: Any = await self._adapter.send_primitive_async(request, "bytes", None)
        return answer.status_code, answer.content, answer.headers.get("Location")


def answer_of(status: int, said: object) -> Answer:
    """An answer with what it tells of an error."""
    body = said if isinstance(said, Mapping) else {}
    told = body.get("error")
    code = str(told.get("code") or "") if isinstance(told, Mapping) else ""
    return Answer(status, body, code)


def refused(answer: Answer, what: str, permissions: str) -> SourceError:
    """Why a question was not answered. `what` it was about; `permissions` are what the app needs for it."""
    why = f"{what} cannot be read: Microsoft Graph says {answer.code or 'nothing more'} ({answer.status})"
    if answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return SourceError(
            f"{why}: in Microsoft Entra give the app the application permission {permissions}, "
            "and have an administrator grant consent"
        )
    if answer.status in _OFTEN:
        return SourceError(f"{why}: it is asked too often, try again later")
    return SourceError(f"{why}: correct its location, or try again later")


def unfetched(answer: Answer) -> UnreadableFileError | SourceError:
    """Why a file's bytes were not given: its own fault, or that of the whole source."""
    if answer.is_passing or answer.status == HTTPStatus.UNAUTHORIZED:
        return refused(answer, "its content", "Files.Read.All")
    if answer.status == HTTPStatus.NOT_FOUND:
        return UnreadableFileError("it is not there any more")
    told = f"{answer.code or 'nothing more'} ({answer.status})"
    return UnreadableFileError(f"Microsoft Graph does not give it: {told}: open it in the browser and look")


def _json(content: bytes) -> object:
    """What stands between may answer with a page instead: that says nothing."""
    try:
        found: object = json.loads(content)
    except ValueError:
        return None
    return found
