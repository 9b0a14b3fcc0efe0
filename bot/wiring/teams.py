"""The Teams door, put together as the settings say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.document_pages import IndexedPages
from bot.teams.backstage import Backstage, TeamsOptions
from bot.teams.botframework import BotFrameworkTransport
from bot.teams.door import TeamsDoor, TeamsDoorError
from bot.teams.graph import Graph, GraphMissingError
from bot.wiring.chat import link_of, managers_of_teams, revealed, roles_of
from config.settings import Settings

if TYPE_CHECKING:
    from bot.wiring import Cornerman


def teams_door(cornerman: Cornerman) -> TeamsDoor | None:
    """The door to Teams; None where the settings leave it shut. Raises TeamsDoorError."""
    settings, stores = cornerman.settings, cornerman.stores
    if not settings.teams.active:
        return None
    backstage = Backstage(
        answering=cornerman.answering,
        unlogged=cornerman.unlogged_answering,
        log=cornerman.log,
        feedback=stores.feedback,
        posted=stores.posted,
        requests=stores.requests,
        conversations=stores.conversations,
        seen=stores.seen,
        documents=IndexedPages(cornerman.store, cornerman.upkeep),
        link_of=link_of(settings),
        clock=cornerman.clock,
        board=cornerman.gap_parts.board,
        subscriptions=stores.subscriptions,
        digests=cornerman.digests,
        notices=cornerman.upkeep_parts.notices,
        reach=cornerman.reach.desk,
        battlecards=cornerman.battlecards,
        deliveries=stores.deliveries,
        reindexes=cornerman.reindexes.desk,
        run_messages=stores.run_messages,
        upkeep_desk=cornerman.upkeep_parts.desk,
    )
    try:
        return TeamsDoor(backstage, _options(settings), transport_of(settings), graph_of(settings))
    except GraphMissingError as error:
        raise TeamsDoorError(str(error)) from error


def _options(settings: Settings) -> TeamsOptions:
    teams = settings.teams
    return TeamsOptions(
        groups=settings.groups,
        roles=roles_of(settings),
        owners=settings.owners,
        console=settings.base_url,
        examples=settings.console.examples,
        language=teams.app.language,
        tenant="" if teams.mode == "local" else teams.tenant_id or "",
        directory_seconds=teams.directory_minutes * 60,
        charts_key=revealed(teams.app_password) or "",
        teams=managers_of_teams(settings),
        zone=settings.digests.zone,
        opens_key=(revealed(teams.app_password) or "") if teams.count_opens else "",
    )


def transport_of(settings: Settings) -> BotFrameworkTransport:
    """How Teams is reached."""
    teams = settings.teams
    return BotFrameworkTransport(
        app_id=teams.app_id or "",
        app_password=revealed(teams.app_password),
        tenant_id=None if teams.app_type == "MultiTenant" else teams.tenant_id,  # those sign in at Microsoft's own
        app_type=teams.app_type,
        openid_metadata_url=teams.openid_metadata_url,
        login_url=teams.login_url,
        oauth_scope=teams.oauth_scope,
        unauthenticated=teams.mode == "local",
    )


def graph_of(settings: Settings) -> Graph | None:
    """Microsoft Graph, where the settings let people's groups be read from it. Raises GraphMissingError."""
    teams = settings.teams
    if not teams.graph:
        return None
    return Graph(teams.tenant_id or "", teams.app_id or "", revealed(teams.app_password), login_url=teams.login_url)
