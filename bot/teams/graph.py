"""What Microsoft Graph tells of people: their groups in Microsoft Entra, and whose an address is.

The only file that imports Microsoft's libraries for it. Kiota, the layer below Microsoft Graph's own SDK, has what two
questions need: tokens, challenges, retries. `msgraph-sdk` puts 27,000 files (200 MB) of generated classes on top, and
the connections of `msgraph-core` 1.5 cannot be closed. To import Kiota and `azure.identity` takes half a second: a
thread does so when the first question needs them. They come with the extra `cornerman[graph]`.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal, NoReturn
from urllib.parse import urlsplit

from bot.chat.trouble import LookUpError

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential
    from httpx import AsyncClient
    from kiota_abstractions.request_information import RequestInformation
    from kiota_http.httpx_request_adapter import HttpxRequestAdapter

GROUPS_AT_ONCE = 20
"""Microsoft's own limit."""
SECONDS_AN_ANSWER = 10.0
SECONDS_IN_ALL = 30.0
"""The library waits as long as Microsoft Graph says before it tries again; whoever asked has long been answered."""
_SIGN_IN_WORD = re.compile(r"AADSTS\d+")
_PERMISSIONS = {"groups": "GroupMember.Read.All and User.Read.All", "users": "User.Read.All"}
_GUEST_LOGIN = "#ext#"
_CHECK = "{+baseurl}/users/{person}/checkMemberGroups"
_USER = "{+baseurl}/users/{person}{?%24select}"
_USERS = "{+baseurl}/users{?%24filter,%24select,%24top}"
_SELECT = "id,userPrincipalName"


class GraphMissingError(Exception):
    """The libraries for Microsoft Graph are not installed. The message says how to install them."""


@dataclass(frozen=True, slots=True)
class _Said:
    status: int
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Connection:
    adapter: HttpxRequestAdapter
    client: AsyncClient
    credential: AsyncTokenCredential


class Graph:
    """Implements bot.teams.directory.EntraGroups for one tenant, with the app's own permission.

    Without `client_secret` a managed identity signs in. `base_url` and `login_url` are those of Microsoft's public
    cloud; a government's cloud has others.
    """

    def __init__(  # noqa: PLR0913 - who signs in, and where
        self,
        tenant_id: str,
        client_id: str,
        client_secret: str | None = None,
        *,
        base_url: str = "https://graph.microsoft.com",
        login_url: str = "https://login.microsoftonline.com",
        credential: AsyncTokenCredential | None = None,
    ) -> None:
        """`credential` signs in in the place of all that. Raises GraphMissingError."""
        if find_spec("kiota_http") is None or find_spec("azure.identity") is None:
            raise GraphMissingError(
                "people's groups cannot be read from Microsoft Graph: pip install 'path/to/this/clone[graph]', "
                "or set graph = false in [teams]"
            )
        self._tenant = tenant_id
        self._client_id = client_id
        self._client_secret = client_secret
        self._base_url = base_url.rstrip("/")
        self._login_url = login_url
        self._credential = credential
        self._connecting = asyncio.Lock()
        self._connection: _Connection | None = None

    async def groups_of(self, person_id: str, group_ids: Sequence[str]) -> frozenset[str]:
        """Those of the groups that a person is in, be it through another group. Raises LookUpError.

        A person of another tenant is in none. Ids that are no group's do not count.
        """
        batches = [group_ids[n : n + GROUPS_AT_ONCE] for n in range(0, len(group_ids), GROUPS_AT_ONCE)]
        found = await asyncio.gather(*(self._check(person_id, batch) for batch in batches))
        return frozenset[str]().union(*found)

    async def id_of(self, email: str) -> str | None:
        """The object id of one of the tenant's own people, by login or by address. Raises LookUpError.

        None where it is nobody's, or a guest's: whose address that is their own company says.
        """
        said = await self._ask(_USER, {"person": email}, {"%24select": _SELECT})
        if said.status == HTTPStatus.OK:
            return _own(said.body)
        if said.status not in {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND}:
            _refuse("users", said)
        quoted = email.replace("'", "''")
        said = await self._ask(_USERS, {}, {"%24filter": f"mail eq '{quoted}'", "%24select": _SELECT, "%24top": "2"})
        found = said.body.get("value")
        if said.status != HTTPStatus.OK or not isinstance(found, list):
            _refuse("users", said)
        own = {_own(one) for one in found if isinstance(one, Mapping)} - {None}
        return own.pop() if len(own) == 1 else None

    async def close(self) -> None:
        """Close the connections. May be called again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.client.aclose()
            await connection.credential.close()

    async def _check(self, person: str, groups: Sequence[str]) -> frozenset[str]:
        said = await self._ask(_CHECK, {"person": person}, body={"groupIds": list(groups)})
        if said.status == HTTPStatus.NOT_FOUND:
            return frozenset()
        found = said.body.get("value")
        if said.status != HTTPStatus.OK or not isinstance(found, list):
            _refuse("groups", said)
        return frozenset(map(str, found))

    async def _ask(
        self,
        template: str,
        path: Mapping[str, str],
        query: Mapping[str, str] | None = None,
        body: object = None,
    ) -> _Said:
        """One answer, whatever its status. Raises LookUpError where there is none."""
        async with self._connecting:
            if self._connection is None:
                self._connection = await asyncio.to_thread(self._connect)
            adapter = self._connection.adapter
        from azure.core.exceptions import AzureError
        from httpx import HTTPError

        try:
            async with asyncio.timeout(SECONDS_IN_ALL):
                answer: Any = await adapter.send_primitive_async(_request(template, path, query, body), "bytes", None)
        except AzureError as error:
            word = _SIGN_IN_WORD.search(str(error))
            why = word[0] if word else type(error).__name__
            raise LookUpError(f"Microsoft Graph: the app cannot sign in ({why})") from error
        except (HTTPError, TimeoutError) as error:
            raise LookUpError(f"Microsoft Graph: {type(error).__name__}") from error
        return _Said(answer.status_code, _json(answer.content))

    def _connect(self) -> _Connection:
        from kiota_authentication_azure.azure_identity_authentication_provider import (
            AzureIdentityAuthenticationProvider,
        )
        from kiota_http.httpx_request_adapter import HttpxRequestAdapter
        from kiota_http.kiota_client_factory import KiotaClientFactory

        credential = self._credential or self._identity()
        host = urlsplit(self._base_url).hostname or ""
        signing_in = AzureIdentityAuthenticationProvider(
            credential, scopes=[f"{self._base_url}/.default"], allowed_hosts=[host]
        )
        client = KiotaClientFactory.create_with_default_middleware()
        client.timeout = SECONDS_AN_ANSWER
        adapter = HttpxRequestAdapter(signing_in, http_client=client)
        adapter.base_url = f"{self._base_url}/v1.0"
        return _Connection(adapter, client, credential)

    def _identity(self) -> AsyncTokenCredential:
        from azure.identity.aio import ClientSecretCredential, ManagedIdentityCredential

        if self._client_secret is None:
            return ManagedIdentityCredential(client_id=self._client_id)
        return ClientSecretCredential(self._tenant, self._client_id, self._client_secret, authority=self._login_url)


def _request(
    template: str, path: Mapping[str, str], query: Mapping[str, str] | None, body: object
) -> RequestInformation:
    """A question whose answer is given back as it is: the library alone would tell nothing of why it was refused."""
    from kiota_abstractions.method import Method
    from kiota_abstractions.native_response_handler import NativeResponseHandler
    from kiota_abstractions.request_information import RequestInformation
    from kiota_http.middleware.options import ResponseHandlerOption

    request = RequestInformation(Method.GET if body is None else Method.POST, template, dict(path))
    request.query_parameters.update(query or {})
    request.headers.try_add("Accept", "application/json")
    if body is not None:
        request.set_stream_content(json.dumps(body).encode(), "application/json")
    request.add_request_options([ResponseHandlerOption(NativeResponseHandler())])
    return request


def _refuse(about: Literal["groups", "users"], said: _Said) -> NoReturn:
    told = said.body.get("error")
    code = told.get("code") if isinstance(told, Mapping) else None
    why = f"Microsoft Graph: {code or 'an answer of another shape'} ({said.status})"
    if said.status == HTTPStatus.FORBIDDEN:
        why += (
            f": in Microsoft Entra give the app the application permission {_PERMISSIONS[about]}, "
            "and have an administrator grant consent"
        )
    raise LookUpError(why)


def _own(user: Mapping[str, Any]) -> str | None:
    if _GUEST_LOGIN in str(user.get("userPrincipalName")).casefold():
        return None
    return str(user["id"]) if user.get("id") else None


def _json(content: bytes) -> Mapping[str, Any]:
    """What stands between may answer with a page instead: that says nothing."""
    try:
        value = json.loads(content)
    except ValueError:
        return {}
    return value if isinstance(value, Mapping) else {}
