"""The Slack door, put together as the settings say."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.channel_manners import ChannelManners
from bot.document_pages import IndexedPages
from bot.roles import Roles, with_teams
from bot.slack.backstage import Backstage, SlackOptions
from bot.slack.door import MakeOAuthFlow, SlackDoor
from bot.slack.installations import make_oauth_flow
from bot.slack.scopes import BOT_SCOPES
from bot.wiring.chat import link_of, managers_of_teams, revealed, roles_of
from config.settings import Settings

if TYPE_CHECKING:
    from bot.wiring import Cornerman


def slack_door(cornerman: Cornerman) -> SlackDoor | None:
    """The door to Slack; None where the settings leave it shut."""
    settings, stores = cornerman.settings, cornerman.stores
    slack = settings.slack
    if slack.active_mode == "off":
        return None
    backstage = Backstage(
        answering=cornerman.answering,
        unlogged=cornerman.unlogged_answering,
        log=cornerman.log,
        feedback=stores.feedback,
        posted=stores.posted,
        requests=stores.requests,
        channels=stores.channels,
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
        reindexes=cornerman.reindexes.desk,
        run_messages=stores.run_messages,
        upkeep_desk=cornerman.upkeep_parts.desk,
    )
    return SlackDoor(backstage, _options(settings), _installing(cornerman) if slack.is_for_several else None)


def _options(settings: Settings) -> SlackOptions:
    slack = settings.slack
    return SlackOptions(
        bot_token=revealed(slack.bot_token),
        signing_secret=revealed(slack.signing_secret),
        app_token=revealed(slack.app_token),
        api_url=slack.api_url,
        command=slack.command,
        settings_command=slack.settings_command,
        gaps_command=slack.gaps_command,
        digest_command=slack.digest_command,
        reindex_command=slack.reindex_command,
        rollback_command=slack.rollback_command,
        page_command=slack.page_command,
        battlecard_command=slack.battlecard_command,
        whatsnew_command=slack.whatsnew_command,
        groups=settings.groups,
        roles=with_teams(roles_of(settings), managers_of_teams(settings)),
        owners=settings.owners,
        manners=ChannelManners(**dict(slack.channels)),
        console=settings.base_url,
        examples=settings.console.examples,
        directory_seconds=slack.directory_minutes * 60,
        language=settings.digests.language,
        teams_of=Roles({}, managers_of_teams(settings)).teams_of,
        zone=settings.digests.zone,
    )


def _installing(cornerman: Cornerman) -> MakeOAuthFlow:
    """How several workspaces install the app."""
    slack = cornerman.settings.slack
    return partial(
        make_oauth_flow,
        cornerman.engine,
        client_id=slack.client_id or "",
        client_secret=revealed(slack.client_secret) or "",
        scopes=BOT_SCOPES,
        redirect_uri=f"{cornerman.settings.base_url}/slack/oauth_redirect",
    )
