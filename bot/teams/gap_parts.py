"""All that serves gaps and digests, put together."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.asking import AskingDesk
from bot.chat.digest_desk import DigestDesk
from bot.chat.gap_desk import GapDesk
from bot.chat.news_desk import NewsDesk
from bot.chat.outgoing import Outgoing
from bot.chat.outgoing_marks import OutgoingMarks
from bot.chat.outgoing_news import OutgoingNews
from bot.chat.outgoing_reminders import OutgoingReminders
from bot.chat.workers import Workers
from bot.digests.chart import chart_png
from bot.digests.only_digests import DigestSubscriptions
from bot.owners import Owners
from bot.teams.answers import Answers
from bot.teams.backstage import Backstage, TeamsOptions
from bot.teams.charts import Charts
from bot.teams.digest_messages import DigestMessages
from bot.teams.digest_work import DigestWork
from bot.teams.directory import Directory
from bot.teams.gap_cards import COMMAND
from bot.teams.gap_holders import HolderNames
from bot.teams.gap_work import GapWork
from bot.teams.handover import PostOffice
from bot.teams.news_work import COMMAND as NEWS_COMMAND
from bot.teams.news_work import NewsWork
from bot.teams.notices import ReminderWork, TeamsNotices, TeamsPeople
from bot.teams.poster import TeamsPoster
from bot.teams.sharing import Sharing
from bot.teams.sight import Sights
from bot.teams.speaking import Speaker
from bot.teams.viewers import Viewers


@dataclass(frozen=True, slots=True)
class Tools:
    """What it is made of, beside ports and settings. `workers` do what takes long, `keepers` what must not wait."""

    speaker: Speaker
    directory: Directory
    sights: Sights
    sharing: Sharing
    answers: Answers
    post_office: PostOffice
    owners: Owners
    presses: AskingDesk
    workers: Workers
    keepers: Workers


class GapParts:
    """`desk` lists and works gaps, `poster` writes unasked, `charts` draws what Teams fetches."""

    def __init__(self, backstage: Backstage, options: TeamsOptions, tools: Tools) -> None:
        self.desk = GapDesk(
            board=backstage.board,
            documents=backstage.documents,
            link_of=backstage.link_of,
            clock=backstage.clock,
            workers=tools.keepers,
            command=COMMAND,
        )
        self.viewers = Viewers(tools.directory, tools.sights, tools.owners)
        self.charts = Charts(options.charts_key, options.console, backstage.digests, chart_png, tools.workers)
        names = HolderNames(tools.post_office, tools.speaker)
        messages = DigestMessages(self.desk, self.charts)
        outgoing = Outgoing(
            subscriptions=backstage.subscriptions,
            digests=backstage.digests,
            board=backstage.board,
            gap_desk=self.desk,
            log=backstage.log,
            at_once=backstage.asking(tools.workers, tools.keepers, options.patience, unlogged=True),
            clock=backstage.clock,
            workers=tools.workers,
        )
        self.digests = DigestWork(
            desk=DigestDesk(
                subscriptions=DigestSubscriptions(backstage.subscriptions),
                digests=backstage.digests,
                owners=backstage.board.owners,
                clock=backstage.clock,
                workers=tools.workers,
                command="digest",
                zone=options.zone,
            ),
            messages=messages,
            outgoing=outgoing,
            deliveries=backstage.deliveries,
            viewers=self.viewers,
            speaker=tools.speaker,
            sights=tools.sights,
            sharing=tools.sharing,
            keepers=tools.keepers,
            language=options.language,
        )
        self.news_desk = NewsDesk(
            desk=backstage.reach,
            subscriptions=backstage.subscriptions,
            link_of=backstage.link_of,
            clock=backstage.clock,
            workers=tools.keepers,
            command=NEWS_COMMAND,
            console=options.console,
            zone=options.zone,
        )
        self.news = NewsWork(
            desk=self.news_desk,
            viewers=self.viewers,
            speaker=tools.speaker,
            sights=tools.sights,
            sharing=tools.sharing,
        )
        self.gaps = GapWork(
            desk=self.desk,
            viewers=self.viewers,
            speaker=tools.speaker,
            names=names,
            digest_again=self.digests.again,
            console=options.console,
            language=options.language,
        )
        notices = backstage.notices
        reminders = OutgoingReminders(notices.reminders, backstage.link_of, backstage.clock, tools.keepers)
        self.reminders = ReminderWork(reminders, self.viewers, tools.speaker, options.language)
        self.people = TeamsPeople(tools.post_office, tools.speaker, self.viewers, options.zone)
        self.poster = TeamsPoster(
            outgoing=outgoing,
            digests=messages,
            gap_desk=self.desk,
            speaker=tools.speaker,
            sights=tools.sights,
            viewers=self.viewers,
            post_office=tools.post_office,
            owners=tools.owners,
            answers=tools.answers,
            desk=tools.presses,
            notices=TeamsNotices(
                marks=OutgoingMarks(
                    upkeep=notices.upkeep,
                    deliveries=notices.deliveries,
                    log=backstage.log,
                    at_once=backstage.asking(tools.keepers, tools.keepers, options.patience, unlogged=True),
                    clock=backstage.clock,
                    workers=tools.keepers,
                    zone=options.zone,
                ),
                reminders=reminders,
                news=OutgoingNews(
                    desk=backstage.reach,
                    telling=self.news_desk,
                    subscriptions=backstage.subscriptions,
                    workers=tools.keepers,
                    command=NEWS_COMMAND,
                ),
                speaker=tools.speaker,
                sights=tools.sights,
                answers=tools.answers,
                keepers=tools.keepers,
                language=options.language,
            ),
            clock=backstage.clock,
            keepers=tools.keepers,
            tenant=options.tenant,
            language=options.language,
        )
