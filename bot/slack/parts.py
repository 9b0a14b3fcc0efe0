"""All that serves Slack's requests, put together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.chat.handover import Handover
from bot.chat.prompts import Prompts
from bot.chat.workers import Workers
from bot.overview import Overviews
from bot.owners import Owners
from bot.slack.backstage import Backstage, SlackOptions
from bot.slack.channel_desk import ChannelDesk
from bot.slack.channel_settings import ChannelSettings
from bot.slack.conversations import DirectConversations
from bot.slack.desk import Desk
from bot.slack.dialogs import Start
from bot.slack.directory import Directory
from bot.slack.handover import SlackPost
from bot.slack.interactions import Interactions
from bot.slack.listeners import Listeners
from bot.slack.people_desk import Front, PeopleDesk
from bot.slack.reception import Reception
from bot.slack.sharing import Sharing
from bot.slack.sight import Sights


def put_together(  # noqa: PLR0913 - what they work with, by name
    backstage: Backstage,
    options: SlackOptions,
    *,
    workers: Workers,
    keepers: Workers,
    webhook: Callable[[str], AsyncWebhookClient],
    start: Start,
    for_several: bool,
) -> Listeners:
    """The listeners, with everybody whom they hand requests to. `for_several` workspaces, or for one."""
    clock = backstage.clock
    directory = Directory(options.groups, options.roles, options.directory_seconds)
    sights, owners = Sights(directory), Owners(options.owners)
    asking = backstage.asking(workers, keepers, options.patience)
    # For what a press shows: who pressed does not stand in line behind questions.
    at_once = backstage.asking(keepers, keepers, options.patience)
    desk = Desk(
        asking,
        clock=clock,
        command=options.command,
        settings_command=options.settings_command,
        language=options.language,
    )
    channel_desk = ChannelDesk(
        desk=desk,
        sights=sights,
        channels=backstage.channels,
        posted=backstage.posted,
        log=backstage.log,
        clock=clock,
        workers=keepers,
        default=options.manners,
        command=options.command,
    )
    handover = Handover(desk=at_once, owners=owners, requests=backstage.requests, clock=clock, workers=keepers)
    post_of = partial(SlackPost, directory=directory, sights=sights, today=asking.today)
    reception = Reception(
        desk=desk,
        channel_desk=channel_desk,
        conversations=DirectConversations(backstage.posted, keepers),
        handover=handover,
        post_of=post_of,
        sights=sights,
        webhook=webhook,
    )
    people = PeopleDesk(
        overviews=Overviews(backstage.log, backstage.documents, backstage.requests, clock),
        prompts=Prompts(backstage.unlogged, backstage.log, options.examples, "slack"),
        directory=directory,
        sights=sights,
        owners=owners,
        clock=clock,
        workers=workers,
        front=Front(options.console, options.command, backstage.link_of),
    )
    interactions = Interactions(
        desk=at_once,
        log=backstage.log,
        feedback=backstage.feedback,
        sights=sights,
        sharing=Sharing(desk=asking, sights=sights, manners_of=channel_desk.manners, clock=clock),
        handover=handover,
        post_of=post_of,
        clock=clock,
        workers=keepers,
        webhook=webhook,
    )
    settings = ChannelSettings(
        directory=directory,
        channels=backstage.channels,
        clock=clock,
        workers=keepers,
        default=options.manners,
        groups=tuple(options.groups),
        for_several=for_several,
    )
    return Listeners(
        reception=reception,
        people=people,
        interactions=interactions,
        settings=settings,
        directory=directory,
        desk=desk,
        start=start,
        command=options.command,
        settings_command=options.settings_command,
    )
