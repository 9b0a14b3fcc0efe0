"""The Bot Framework SDK as a Transport: the only file that imports it. Its support ended in December 2025.

The SDK checks tokens, signs in, and knows the connector's addresses. It does not get to see what is sent or answered:
its classes for activities drop every key that they do not know (citations, Teams' own buttons, the mark of what a
machine has written), so JSON passes it unchanged. Its HTTP client is replaced: that one blocks, and has no time limit.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache, partial
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar
from botbuilder.integration.aiohttp import (
    ConfigurationBotFrameworkAuthentication,
    ConfigurationServiceClientCredentialFactory,
)
from botbuilder.schema import Activity as SdkActivity
from botframework.connector.aio.operations_async import ConversationsOperations
from botframework.connector.auth import (
    AppCredentials,
    AuthenticationConfiguration,
    JwtTokenExtractor,
    JwtTokenValidation,
    MicrosoftAppCredentials,
)
from botframework.connector.bot_framework_sdk_client_async import BotFrameworkConnectorConfiguration
from msal import ConfidentialClientApplication
from msrest import Deserializer, Serializer
from msrest.async_client import ServiceClientAsync
from msrest.authentication import Authentication
from msrest.pipeline import Request, Response
from msrest.pipeline.async_abc import AsyncHTTPSender, AsyncPipeline
from yarl import URL

from bot.teams.fetched import Fetched
from bot.teams.refusals import refused, sign_in_failed, unreachable
from bot.teams.signing_keys import SigningKeys
from bot.teams.transport import Activity, Address, KeysUnavailableError, TransportError, UnauthorizedError

_CHANNEL = "msteams"
_SECONDS = 10.0
_SERVICES = 16  # Teams has an address for each region: a company's app hears from one or two
_PAGE = 500  # members on one page: the most that Teams gives


class BotFrameworkTransport:
    """Teams, reached with botbuilder 4.17: see `Transport` for the verbs.

    The parameters are the settings of the same names. `unauthenticated` is for Microsoft's local client, which has no
    tokens: none is asked for, and none is sent. `token` stands in for Microsoft's sign-in; it may block.
    """

    def __init__(  # noqa: PLR0913 - each is a setting of its own
        self,
        *,
        app_id: str,
        app_password: str | None,
        tenant_id: str | None,
        app_type: str = "SingleTenant",
        openid_metadata_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration",
        login_url: str = "https://login.microsoftonline.com",
        oauth_scope: str = "https://api.botframework.com/.default",
        unauthenticated: bool = False,
        token: Callable[[], str] | None = None,
    ) -> None:
        self._app_id = app_id
        self._unauthenticated = unauthenticated
        self._services = ("https://", "http://") if openid_metadata_url.startswith("http://") else ("https://",)
        self._audience = oauth_scope.removesuffix("/.default")
        """Both whom our tokens are for, and who issues those that Teams sends."""
        self._login = f"{login_url.rstrip('/')}/{tenant_id or 'botframework.com'}"
        configuration = SimpleNamespace(
            APP_TYPE="MultiTenant" if unauthenticated else app_type,
            APP_ID=app_id,
            APP_PASSWORD=app_password,
            APP_TENANTID=tenant_id,
            TO_CHANNEL_FROM_BOT_LOGIN_URL=self._login,
            TO_CHANNEL_FROM_BOT_OAUTH_SCOPE=self._audience,
            TO_BOT_FROM_CHANNEL_TOKEN_ISSUER=self._audience,
            TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL=openid_metadata_url,
            # Else a token said to be the emulator's would have the SDK fetch keys while everything else waits.
            TO_BOT_FROM_EMULATOR_OPENID_METADATA_URL=openid_metadata_url,
        )
        self._credentials = ConfigurationServiceClientCredentialFactory(configuration)
        self._authentication = ConfigurationBotFrameworkAuthentication(
            configuration,
            credentials_factory=self._credentials,
            auth_configuration=AuthenticationConfiguration(claims_validator=self._check_claims),
        )
        self._keys = SigningKeys(openid_metadata_url, self._http)
        self._blocking_token = token
        # MSAL keeps a token for as long as it lives, and hands out none that ends within five minutes.
        self._tokens = Fetched("A token for the bot", self._token, fresh=120.0, usable=240.0, pause=10.0)
        self._session: ClientSession | None = None
        self._closed = False
        self._conversations = lru_cache(_SERVICES)(self._conversations_at)

    @property
    def unauthenticated(self) -> bool:
        """As it was made."""
        return self._unauthenticated

    async def open(self) -> None:
        """Fetch keys and a token."""
        if self._unauthenticated:
            return
        try:
            await self._keys.load()
        except KeysUnavailableError as error:
            raise TransportError(
                f"teams.openid_metadata_url cannot be read ({error}): is there a network, or a proxy to be set?"
            ) from error
        await self._tokens.anew()

    async def close(self) -> None:
        """Close the connections."""
        self._closed = True
        self._keys.close()
        self._tokens.close()
        if self._session is not None:
            await self._session.close()

    async def authenticate(self, authorization: str, activity: Mapping[str, Any]) -> None:
        """Let the SDK check the token, and what it leaves open."""
        service = activity.get("serviceUrl")
        if activity.get("channelId") != _CHANNEL:
            raise UnauthorizedError("its channel is not Teams")
        if self._unauthenticated:
            return
        if not isinstance(service, str) or not service.startswith(self._services):
            raise UnauthorizedError("its serviceUrl is not an address with https")
        if not JwtTokenValidation.is_valid_token_format(authorization):
            raise UnauthorizedError("it has no token")
        # All that the SDK fetches, it keeps here by address: finding our keys, it fetches none itself.
        JwtTokenExtractor.metadataCache[self._keys.metadata_url] = self._keys
        try:
            await self._authentication.authenticate_request(
                SdkActivity(channel_id=_CHANNEL, service_url=service), authorization
            )
        except (UnauthorizedError, KeysUnavailableError):
            raise
        except Exception as error:  # noqa: BLE001 - the SDK has no type of its own for these
            raise UnauthorizedError(_why(error)) from None

    async def send(self, to: Address, activity: Activity) -> str:
        """Post it."""
        answer = await self._conversations(to.service).send_to_conversation(to.conversation, activity)
        return str(answer.get("id") or "")

    async def update(self, to: Address, message: str, activity: Activity) -> None:
        """Put it."""
        await self._conversations(to.service).update_activity(to.conversation, message, activity)

    async def delete(self, to: Address, message: str) -> None:
        """Delete it."""
        await self._conversations(to.service).delete_activity(to.conversation, message)

    async def open_personal_chat(self, service: str, tenant: str, person: str) -> Address:
        """Create a conversation, which gives the one that there is."""
        wanted = {
            "isGroup": False,
            "bot": {"id": f"28:{self._app_id}"},
            "members": [{"id": person}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        answer = await self._conversations(service).create_conversation(wanted)
        if not answer.get("id"):
            raise TransportError("NoConversation")
        return Address(service, str(answer["id"]), tenant)

    async def member(self, at: Address, person: str) -> Mapping[str, Any]:
        """One member."""
        return dict(await self._conversations(at.service).get_conversation_member(_place(at), person))

    async def team(self, at: Address, team: str) -> Mapping[str, Any]:
        """A team, then its channels: the SDK's own verbs for them block."""
        client, path = self._client_at(at.service), f"v3/teams/{quote(team, safe='')}"
        told, listed = await client.read(path), await client.read(f"{path}/conversations")
        return {**told, "channels": listed.get("conversations") or []}

    async def members(self, at: Address) -> tuple[Mapping[str, Any], ...]:
        """All, page by page."""
        found: list[Mapping[str, Any]] = []
        conversations = self._conversations(at.service)
        page: dict[str, Any] = {}
        while True:
            token = page.get("continuationToken")
            page = await conversations.get_conversation_paged_members(_place(at), _PAGE, token)
            found += page.get("members") or ()
            if page.get("continuationToken") in {None, "", token}:
                return tuple(found)

    async def _check_claims(self, claims: list[dict[str, Any]]) -> None:
        """What the SDK lets pass: tokens of its emulator and of other bots, and those that never end."""
        for each in claims:
            if each.get("iss") != self._audience:
                raise UnauthorizedError("its token is not issued by the Bot Framework")
            if "exp" not in each:
                raise UnauthorizedError("its token never ends")

    async def _token(self) -> str:
        """Made in a thread, as MSAL waits for its answers."""
        if self._blocking_token is None:
            # Kept, as it keeps the token: the SDK makes another for each message, and signs in for each.
            credentials = await self._credentials.create_credentials(
                self._app_id, self._audience, self._login, validate_authority=True
            )
            self._blocking_token = partial(_signed_in, credentials)
        try:
            async with asyncio.timeout(2 * _SECONDS):
                return await asyncio.to_thread(self._blocking_token)
        except (OSError, ValueError, LookupError) as error:
            raise sign_in_failed(error) from error

    async def _authorization(self) -> str | None:
        return None if self._unauthenticated else f"Bearer {await self._tokens.get()}"

    def _http(self) -> ClientSession:
        if self._closed:
            raise ClientError("closed")
        if self._session is None:
            self._session = ClientSession(timeout=ClientTimeout(_SECONDS), trust_env=True, cookie_jar=DummyCookieJar())
        return self._session

    def _conversations_at(self, service: str) -> ConversationsOperations:
        client = self._client_at(service)
        as_it_is, as_it_came = _AsItIs(), _AsItCame()  # type: ignore[no-untyped-call]
        return ConversationsOperations(client, client.config, as_it_is, as_it_came)

    def _client_at(self, service: str) -> _Client:
        configuration = BotFrameworkConnectorConfiguration(Authentication(), service)
        client = _Client(configuration)
        configuration.pipeline = AsyncPipeline(
            [configuration.user_agent_policy], _Sender(self._http, self._authorization)
        )
        return client


class _Client(ServiceClientAsync):
    """The SDK's client, and what it reads without a verb of its own."""

    async def read(self, path: str) -> dict[str, Any]:
        """The JSON at a path of the service."""
        return _json_in(await self.async_send(self.get(path)))  # type: ignore[no-untyped-call]


class _Sender(AsyncHTTPSender[Any, Any]):
    """Signs and sends, with aiohttp. msrest has a sender of its own for it, which forgets the headers and the body."""

    def __init__(self, http: Callable[[], ClientSession], authorization: Callable[[], Awaitable[str | None]]) -> None:
        self._http = http
        self._authorization = authorization

    async def __aexit__(self, *_: object) -> None:
        """The session is closed by whom it belongs to."""

    async def send(self, request: Request[Any], **_: Any) -> Response[Any, Any]:
        sent = request.http_request
        authorization = await self._authorization()
        if authorization is not None:
            sent.headers["Authorization"] = authorization
        to = sent.method, URL(sent.url, encoded=True)
        try:
            async with self._http().request(*to, data=sent.data, headers=sent.headers, allow_redirects=False) as answer:
                body = await answer.read()
        except (ClientError, OSError) as error:
            raise unreachable(error) from error
        if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            raise refused(answer.status, answer.headers, body)
        # Always 200: each verb of the SDK takes other kinds of success for errors.
        return Response(request, SimpleNamespace(status_code=HTTPStatus.OK, content=body))


class _AsItIs(Serializer):
    """Leaves what is sent alone."""

    def body(self, data: Any, data_type: str, **_: Any) -> Any:  # noqa: ARG002 - the SDK's own form
        return data


class _AsItCame(Deserializer):
    """Gives the JSON that was answered; empty where it is none, as for a message that is put or deleted."""

    def __call__(self, target_obj: str, response_data: Any, content_type: Any = None) -> dict[str, Any]:  # noqa: ARG002
        return _json_in(response_data)


def _json_in(response: Any) -> dict[str, Any]:
    try:
        answer = json.loads(response.content)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _signed_in(credentials: AppCredentials) -> str:
    """A token. The SDK makes the same client, but without a time limit."""
    if isinstance(credentials, MicrosoftAppCredentials) and credentials.app is None:
        credentials.app = ConfidentialClientApplication(
            client_id=credentials.microsoft_app_id,
            client_credential=credentials.microsoft_app_password,
            authority=credentials.oauth_endpoint,
            timeout=_SECONDS,
        )
    return str(credentials.get_access_token())


def _place(at: Address) -> str:
    """A thread has the members of its channel."""
    return at.conversation.partition(";messageid=")[0]


def _why(error: Exception) -> str:
    """The SDK's sentence, up to where it quotes the token; those of its libraries may quote it anywhere."""
    if type(error) in {PermissionError, Exception}:
        return re.split(r": | version ", str(error))[0]
    return type(error).__name__
