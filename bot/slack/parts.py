"""All that serves Slack's requests, put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.chat.card_desk import CardDesk
from bot.chat.digest_desk import DigestDesk
from bot.chat.gap_desk import GapDesk
from bot.chat.handover import Handover
from bot.chat.news_desk import NewsDesk
from bot.chat.outgoing import Outgoing
from bot.chat.outgoing_marks import OutgoingMarks
from bot.chat.outgoing_news import OutgoingNews
from bot.chat.outgoing_reminders import OutgoingReminders
from bot.chat.page_desk import PageDesk
from bot.chat.prompts import Prompts
from bot.chat.run_desk import RunDesk
from bot.chat.workers import Workers
from bot.digests.only_digests import DigestSubscriptions
from bot.overview import Overviews
from bot.owners import Owners
from bot.slack.backstage import Backstage, SlackOptions
from bot.slack.card_actions import CardActions
from bot.slack.card_blocks import CARD
from bot.slack.channel_desk import ChannelDesk
from bot.slack.channel_settings import ChannelSettings
from bot.slack.conversations import DirectConversations
from bot.slack.desk import Desk
from bot.slack.dialogs import Start
from bot.slack.digest_actions import DigestActions
from bot.slack.digest_blocks import DIGEST
from bot.slack.directory import Directory
from bot.slack.features import Feature, Form
from bot.slack.gap_actions import GapActions
from bot.slack.handover import SlackPost
from bot.slack.interactions import Interactions
from bot.slack.listeners import Commands, Listeners
from bot.slack.news_actions import NewsActions
from bot.slack.notices import ReminderActions, SlackNotices, SlackPeople
from bot.slack.page_actions import PageActions
from bot.slack.page_asides import PageAsides
from bot.slack.page_blocks import PREFIX as PAGE
from bot.slack.page_messages import NOTE
from bot.slack.people_desk import Front, PeopleDesk
from bot.slack.poster import SlackPoster
from bot.slack.reception import Reception
from bot.slack.reminder_blocks import REMINDER
from bot.slack.run_actions import RunActions
from bot.slack.run_blocks import RUN
from bot.slack.run_poster import SlackRunPoster
from bot.slack.sharing import Sharing
from bot.slack.sight import Sights
from bot.slack.viewers import Viewers
from bot.slack.workspace import WorkspaceOf
from bot.upkeep.words import upkeep_words


@dataclass(frozen=True, slots=True)
class Parts:
    """`listeners` take what Slack sends, `poster` writes there unasked, `run_poster` changes what tells of a run."""

    listeners: Listeners
    poster: SlackPoster
    run_poster: SlackRunPoster
    people: SlackPeople


def put_together(  # noqa: PLR0913 - what they work with, by name
    backstage: Backstage,
    options: SlackOptions,
    *,
    workers: Workers,
    keepers: Workers,
    webhook: Callable[[str], AsyncWebhookClient],
    start: Start,
    for_several: bool,
    workspace_of: WorkspaceOf,
) -> Parts:
    """The listeners and the posters, with everybody whom they need. `for_several` workspaces, or for one."""
    clock = backstage.clock
    directory = Directory(options.groups, options.roles, options.directory_seconds)
    sights, owners = Sights(directory), Owners(options.owners)
    asking = backstage.asking(workers, keepers, options.patience)
    # For what a press shows: who pressed does not stand in line behind questions.
    at_once = backstage.asking(keepers, keepers, options.patience)
    viewers = Viewers(directory, sights, owners, options.teams_of)
    page_desk = PageDesk(
        desk=backstage.upkeep_desk,
        log=backstage.log,
        link_of=backstage.link_of,
        clock=clock,
        workers=keepers,
        command=options.page_command,
    )
    desk = Desk(
        asking,
        clock=clock,
        command=options.command,
        settings_command=options.settings_command,
        language=options.language,
        card_command=options.battlecard_command,
        aside=PageAsides(page_desk, viewers).button,
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
    gap_desk = GapDesk(
        board=backstage.board,
        documents=backstage.documents,
        link_of=backstage.link_of,
        clock=clock,
        workers=keepers,
        command=options.gaps_command,
    )
    run_desk = RunDesk(
        desk=backstage.reindexes,
        messages=backstage.run_messages,
        clock=clock,
        workers=keepers,
        command=options.reindex_command,
        rollback_command=options.rollback_command,
    )
    news_desk = NewsDesk(
        desk=backstage.reach,
        subscriptions=backstage.subscriptions,
        link_of=backstage.link_of,
        clock=clock,
        workers=keepers,
        command=options.whatsnew_command,
        console=options.console,
        zone=options.zone,
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
        viewers=viewers,
        gap_desk=gap_desk,
        run_desk=run_desk,
        page_desk=page_desk,
        news_desk=news_desk,
    )
    interactions = Interactions(
        desk=at_once,
        log=backstage.log,
        feedback=backstage.feedback,
        posted=backstage.posted,
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
    gaps = GapActions(
        desk=gap_desk, viewers=viewers, sights=sights, webhook=webhook, start=start, command=options.gaps_command
    )
    digests = DigestActions(
        desk=DigestDesk(
            subscriptions=DigestSubscriptions(backstage.subscriptions),
            digests=backstage.digests,
            owners=backstage.board.owners,
            clock=clock,
            workers=keepers,
            command=options.digest_command,
            zone=options.zone,
        ),
        viewers=viewers,
        sights=sights,
        directory=directory,
        webhook=webhook,
        language=options.language,
    )
    runs = RunActions(desk=run_desk, viewers=viewers, sights=sights, webhook=webhook, language=options.language)
    cards = CardActions(
        desk=CardDesk(
            cards=backstage.battlecards,
            link_of=backstage.link_of,
            clock=clock,
            workers=keepers,
            command=options.battlecard_command,
        ),
        asking=asking,
        clock=clock,
        sights=sights,
        manners_of=channel_desk.manners,
        webhook=webhook,
        language=options.language,
    )
    pages = PageActions(
        desk=page_desk,
        viewers=viewers,
        sights=sights,
        webhook=webhook,
        start=start,
        home=people.open_home,
        language=options.language,
    )
    news = NewsActions(
        desk=news_desk,
        viewers=viewers,
        sights=sights,
        directory=directory,
        webhook=webhook,
        language=options.language,
    )
    outgoing = Outgoing(
        subscriptions=backstage.subscriptions,
        digests=backstage.digests,
        board=backstage.board,
        gap_desk=gap_desk,
        log=backstage.log,
        at_once=backstage.asking(keepers, keepers, options.patience, unlogged=True),
        clock=clock,
        workers=keepers,
    )
    notices = backstage.notices
    reminders = OutgoingReminders(notices.reminders, backstage.link_of, clock, keepers)
    resting = ReminderActions(reminders, viewers, sights, webhook, lambda language: upkeep_words(language).down)
    poster = SlackPoster(
        workspace_of=workspace_of,
        outgoing=outgoing,
        viewers=viewers,
        directory=directory,
        owners=owners,
        post_of=post_of,
        desk=at_once,
        notices=SlackNotices(
            marks=OutgoingMarks(
                upkeep=notices.upkeep,
                deliveries=notices.deliveries,
                log=backstage.log,
                at_once=backstage.asking(keepers, keepers, options.patience, unlogged=True),
                clock=clock,
                workers=keepers,
                zone=options.zone,
            ),
            reminders=reminders,
            news=OutgoingNews(
                desk=backstage.reach,
                telling=news_desk,
                subscriptions=backstage.subscriptions,
                workers=keepers,
                command=options.whatsnew_command,
            ),
            sights=sights,
            viewers=viewers,
            manners_of=channel_desk.manners,
            today=asking.today,
        ),
        clock=clock,
    )
    listeners = Listeners(
        reception=reception,
        people=people,
        interactions=interactions,
        settings=settings,
        gaps=gaps,
        features=(
            Feature({options.digest_command: digests.typed}, DIGEST, digests.press),
            Feature(prefix=REMINDER, press=resting.press),
            Feature({options.battlecard_command: cards.typed}, CARD, cards.press),
            Feature({options.whatsnew_command: news.typed}),
            Feature({options.page_command: pages.typed}, PAGE, pages.press, {NOTE: Form(pages.send)}),
            Feature(
                {options.reindex_command: runs.typed, options.rollback_command: runs.typed_rollback},
                RUN,
                runs.press,
                shown_at_home=True,
            ),
        ),
        directory=directory,
        desk=desk,
        start=start,
        commands=Commands(
            ask=options.command,
            settings=options.settings_command,
            gaps=options.gaps_command,
        ),
    )
    people_finder = SlackPeople(workspace_of, directory, viewers)
    return Parts(listeners, poster, SlackRunPoster(workspace_of), people_finder)
