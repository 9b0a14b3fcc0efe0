"""Who reads the console, and how they sign in, put together as the settings say."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.console.sign_in_openid import Client, OpenId
from bot.console.sign_in_pages import Provider, SignIn
from bot.console.sign_in_people import MicrosoftPeople, SlackPeople
from bot.console.sign_in_sessions import SessionKey, Sessions, kept_key
from bot.console.sign_in_visitors import People, SignedInVisitors, folded
from bot.console.viewers import OthersAsWell, ThisMachineAlone, Visitors
from bot.owners import Owners
from bot.roles import Roles
from bot.standing import Standings
from bot.stores.accounts import SqlAccounts
from bot.wiring.chat import revealed
from config.addresses import is_loopback
from config.settings import Settings
from content_index.ports import NoIndexError

if TYPE_CHECKING:
    from bot.wiring import Cornerman


class SignInParts:
    """Each is made when it is first asked for."""

    def __init__(self, cornerman: Cornerman) -> None:
        self._cornerman = cornerman
        self._settings = cornerman.settings

    @cached_property
    def visitors(self) -> Visitors:
        """Who reads. Raises OSError where the sessions' key cannot be kept."""
        if not self._settings.sign_in.active:
            return ThisMachineAlone() if reached_from_here_alone(self._settings) else OthersAsWell()
        return SignedInVisitors(self._sessions, self._people, self._cornerman.clock, self._standings)

    @cached_property
    def sign_in(self) -> SignIn | None:
        """What signing in is made of; None where it is not set up."""
        settings = self._settings.sign_in
        if not settings.active:
            return None
        stores = self._cornerman.stores
        return SignIn(
            self._sessions,
            stores.sign_outs,
            stores.password_failures,
            self._providers(),
            self._accounts,
            settings.email_domains,
        )

    @cached_property
    def _sessions(self) -> Sessions:
        given = revealed(self._settings.sign_in.session_key)
        key = SessionKey(given.encode()) if given else kept_key(self._settings.data_dir)
        secure = self._settings.base_url.startswith("https://")
        return Sessions(key, self._settings.sign_in.session_hours, secure=secure)

    @cached_property
    def _accounts(self) -> SqlAccounts | None:
        return self._cornerman.stores.accounts if self._settings.sign_in.passwords else None

    @cached_property
    def _people(self) -> People:
        settings = self._settings
        slack, microsoft = settings.sign_in.slack, settings.sign_in.microsoft
        return People(
            roles=Roles(settings.roles.by_role(), settings.roles.teams),
            owners=Owners(settings.owners),
            groups=folded(settings.groups),
            workspaces={
                "slack": slack.workspaces if slack.active else (),
                "teams": (microsoft.tenant_id or "",) if microsoft.active else (),
            },
            sign_outs=self._cornerman.stores.sign_outs,
            domains=settings.sign_in.email_domains,
            accounts=self._accounts,
            owner_names=self._owner_names,
        )

    @cached_property
    def _standings(self) -> dict[str, Standings]:
        """Who is asked of those who have signed in, by surface."""
        settings, found = self._settings, dict[str, Standings]()
        named = _named(settings)
        token = revealed(settings.slack.bot_token)
        if settings.sign_in.slack.active and token:
            from bot.slack.standing import SlackStandings

            found["slack"] = SlackStandings(token, settings.slack.api_url, named, settings.slack.directory_minutes * 60)
        if settings.sign_in.microsoft.active and settings.teams.graph:
            from bot.teams.standing import EntraStandings
            from bot.wiring.teams import graph_of

            graph = graph_of(settings)
            if graph is not None:
                found["teams"] = EntraStandings(graph, named, settings.teams.directory_minutes * 60)
        return found

    def _providers(self) -> dict[str, Provider]:
        settings, providers = self._settings.sign_in, dict[str, Provider]()
        if settings.slack.active:
            providers["slack"] = Provider(
                OpenId(slack_client(self._settings)),
                SlackPeople(settings.slack.workspaces),
                self._standings.get("slack"),
            )
        if settings.microsoft.active:
            openid = OpenId(microsoft_client(self._settings))
            providers["microsoft"] = Provider(openid, MicrosoftPeople(settings.microsoft.tenant_id or ""))
        return providers

    def _owner_names(self) -> set[str]:
        """Whom the documents and the settings name."""
        names = set(self._settings.owners)
        with suppress(NoIndexError):
            names |= {one.owner for one in self._cornerman.store.current().documents.values() if one.owner}
        return names


def slack_client(settings: Settings) -> Client:
    """This console, as Slack knows it. One workspace is named to Slack, so that people need not choose."""
    slack = settings.sign_in.slack
    return Client(
        issuer=slack.issuer,
        metadata_url=f"{slack.issuer}/.well-known/openid-configuration",
        client_id=slack.client_id or "",
        client_secret=revealed(slack.client_secret) or "",
        redirect_uri=redirect_uri(settings, "slack"),
        # Slack's pages on signing in do not name PKCE: it is told the challenge once its metadata names the method.
        pkce=False,
        extra={"team": slack.workspaces[0]} if len(slack.workspaces) == 1 else {},
    )


def microsoft_client(settings: Settings) -> Client:
    """This console, as Microsoft Entra knows it."""
    microsoft = settings.sign_in.microsoft
    issuer = f"{microsoft.login_url}/{microsoft.tenant_id}/v2.0"
    return Client(
        issuer=issuer,
        metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_id=microsoft.client_id or "",
        client_secret=revealed(microsoft.client_secret) or "",
        redirect_uri=redirect_uri(settings, "microsoft"),
        extra={"prompt": "select_account"},
    )


def redirect_uri(settings: Settings, provider: str) -> str:
    """Where a provider sends people back to; it must be registered there."""
    return f"{settings.base_url}/sign-in/{provider}/back"


def reached_from_here_alone(settings: Settings) -> bool:
    """Whether nobody but this machine reaches the console."""
    return is_loopback(settings.server.host) and is_loopback(urlsplit(settings.base_url).hostname or "")


def _named(settings: Settings) -> set[str]:
    """Everything that people and groups are named by."""
    tables = (settings.groups, settings.roles.by_role())
    return {one for table in tables for ids in table.values() for one in ids}
