"""All that serves requests, put together; and each activity brought to whoever sees to it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from bot.chat.card_desk import CardDesk
from bot.chat.follow_ups import FollowUps
from bot.chat.handover import Handover
from bot.chat.page_desk import PageDesk
from bot.chat.prompts import Prompts
from bot.chat.run_desk import RunDesk
from bot.chat.workers import Workers
from bot.overview import Overviews
from bot.owners import Owners
from bot.teams.activities import Incoming, message_of, sender_of, setting_of
from bot.teams.answers import Answers
from bot.teams.backstage import Backstage, TeamsOptions
from bot.teams.card_work import COMMAND as CARD_COMMAND
from bot.teams.card_work import CardWork
from bot.teams.directory import Directory, EntraGroups
from bot.teams.extension import Extension
from bot.teams.features import Feature
from bot.teams.gap_parts import GapParts, Tools
from bot.teams.handover import PostOffice
from bot.teams.happenings import Happened, happened_in
from bot.teams.in_place import InPlace
from bot.teams.interactions import Interactions
from bot.teams.invokes import Act, act_of
from bot.teams.invoking import Invokes
from bot.teams.json_values import text_of
from bot.teams.membership import Membership
from bot.teams.opens import Opens
from bot.teams.page_work import COMMAND as PAGE_COMMAND
from bot.teams.page_work import PageWork
from bot.teams.people_desk import Front, PeopleDesk
from bot.teams.reception import Reception
from bot.teams.retrying import Retrying
from bot.teams.run_poster import TeamsRunPoster
from bot.teams.run_work import COMMAND, ROLLBACK_COMMAND, RunWork
from bot.teams.sharing import Sharing
from bot.teams.sight import Sights
from bot.teams.speaking import Speaker
from bot.teams.thumbs import Thumbs
from bot.teams.transport import Transport
from bot.teams.viewers import roles_with_teams

_LOG = logging.getLogger(__name__)
SECONDS_TO_SHOW = 5.0


class Parts:
    """Who serves what. `serve` never raises."""

    def __init__(
        self, backstage: Backstage, options: TeamsOptions, transport: Transport, graph: EntraGroups | None = None
    ) -> None:
        clock = backstage.clock
        self.workers = Workers(options.workers, "teams-answering")
        # Whether a request came before, a click, a vote: never in line behind answers.
        self.keepers = Workers(options.workers, "teams-keeping")
        steady = Retrying(transport)
        roles = roles_with_teams(options.roles, options.teams)
        self._directory = Directory(steady, options.groups, roles, options.directory_seconds, graph=graph)
        sights = Sights(self._directory)
        self.speaker = speaker = Speaker(steady, backstage.conversations, self.keepers)
        self.opens = Opens(options.opens_key, options.console, clock)
        self._desk = backstage.asking(self.workers, self.keepers, options.patience)
        # Whoever presses a button does not stand in line behind questions.
        presses = backstage.asking(self.keepers, self.keepers, options.patience)
        today, owners = self._desk.today, Owners(options.owners)
        answers = Answers(today, self.opens, owners)
        post_office = PostOffice(
            speaker=speaker, directory=self._directory, sights=sights, today=today, language=options.language
        )
        handover = Handover(
            desk=presses,
            owners=owners,
            requests=backstage.requests,
            clock=clock,
            workers=self.keepers,
        )
        self.membership = Membership(steady, backstage.conversations, self._directory, self.keepers)
        sharing = Sharing(
            desk=presses,
            answers=answers,
            speaker=speaker,
            sights=sights,
            directory=self._directory,
            conversations=backstage.conversations,
            clock=clock,
            keepers=self.keepers,
        )
        tools = Tools(
            speaker=speaker,
            directory=self._directory,
            sights=sights,
            sharing=sharing,
            answers=answers,
            post_office=post_office,
            owners=owners,
            presses=presses,
            workers=self.workers,
            keepers=self.keepers,
        )
        self.of_gaps = GapParts(backstage, options, tools)
        run_desk = RunDesk(
            desk=backstage.reindexes,
            messages=backstage.run_messages,
            clock=clock,
            workers=self.keepers,
            command=COMMAND,
            rollback_command=ROLLBACK_COMMAND,
        )
        runs = RunWork(desk=run_desk, viewers=self.of_gaps.viewers, speaker=speaker, language=options.language)
        page_desk = PageDesk(
            desk=backstage.upkeep_desk,
            log=backstage.log,
            link_of=backstage.link_of,
            clock=clock,
            workers=self.keepers,
            command=PAGE_COMMAND,
        )
        pages = PageWork(desk=page_desk, viewers=self.of_gaps.viewers, speaker=speaker, language=options.language)
        battlecards = CardWork(
            desk=CardDesk(
                cards=backstage.battlecards,
                link_of=backstage.link_of,
                clock=clock,
                workers=self.keepers,
                command=CARD_COMMAND,
            ),
            asking=presses,
            sights=sights,
            speaker=speaker,
            opens=self.opens,
            clock=clock,
            language=options.language,
        )
        self.features: tuple[Feature, ...] = (battlecards, runs, pages, self.of_gaps.reminders, self.of_gaps.news)
        # Short of breath: other messages wait for each, and the follower itself tries again.
        hasty = Speaker(Retrying(transport, seconds=SECONDS_TO_SHOW), backstage.conversations, self.keepers)
        self.run_poster = TeamsRunPoster(hasty)
        people = PeopleDesk(
            overviews=Overviews(backstage.log, backstage.documents, backstage.requests, clock),
            parts=self.of_gaps,
            post_office=post_office,
            clock=clock,
            workers=self.workers,
            front=Front(options.console, backstage.link_of),
            run_desk=run_desk,
            page_desk=page_desk,
            news_desk=self.of_gaps.news_desk,
        )
        self.reception = Reception(
            desk=self._desk,
            answers=answers,
            speaker=speaker,
            sights=sights,
            follow_ups=FollowUps(backstage.log, clock, self.keepers),
            handover=handover,
            post_office=post_office,
            prompts=Prompts(backstage.unlogged, backstage.log, options.examples, "teams"),
            people=people,
            features=self.features,
            posted=backstage.posted,
            log=backstage.log,
            clock=clock,
            workers=self.workers,
            keepers=self.keepers,
            language=options.language,
        )
        in_place = InPlace(
            desk=presses,
            answers=answers,
            speaker=speaker,
            sights=sights,
            log=backstage.log,
            posted=backstage.posted,
            requests=backstage.requests,
            keepers=self.keepers,
        )
        self.interactions = Interactions(
            desk=presses,
            log=backstage.log,
            feedback=backstage.feedback,
            posted=backstage.posted,
            sights=sights,
            sharing=sharing,
            handover=handover,
            post_office=post_office,
            in_place=in_place,
            speaker=speaker,
            clock=clock,
            keepers=self.keepers,
            language=options.language,
        )
        self.extension = Extension(
            desk=backstage.asking(self.workers, self.keepers, options.patience, unlogged=True),
            sights=sights,
            speaker=speaker,
            conversations=backstage.conversations,
            opens=self.opens,
            log=backstage.log,
            keepers=self.keepers,
            language=options.language,
        )
        thumbs = Thumbs(
            feedback=backstage.feedback,
            posted=backstage.posted,
            clock=clock,
            keepers=self.keepers,
            language=options.language,
        )
        self.invokes = Invokes(thumbs, self.extension)

    async def serve(self, activity: Mapping[str, Any]) -> None:
        """See to an activity that Teams does not wait for."""
        try:
            await self._serve(activity)
        except Exception:  # noqa: BLE001 - one activity must not end the others
            _LOG.exception("An activity of Teams could not be seen to")

    def close(self) -> None:
        """Take no more work."""
        self.workers.close()
        self.keepers.close()

    async def _serve(self, activity: Mapping[str, Any]) -> None:
        happened = happened_in(activity)
        if happened is not None:
            await self._happened(happened)
            return
        setting, sender = setting_of(activity), sender_of(activity)
        if setting is None:
            return
        act, incoming = act_of(activity), message_of(activity)
        heard = self.membership.heard(setting, sender)
        if act is not None:
            await asyncio.gather(heard, self._act(act, activity))
        elif incoming is not None:
            await asyncio.gather(heard, self.reception.message(incoming))
        else:
            await heard

    async def _act(self, act: Act, activity: Mapping[str, Any]) -> None:
        own_id = text_of(activity.get("id"))
        if act.name == "ask":
            asked = Incoming(act.subject, act.subject, act.sender, act.setting, own_id, None, True, pressed=True)
            await self.reception.message(asked)
            return
        if own_id and not await self._desk.is_first((f"teams act {act.setting.place} {own_id}",)):
            return
        if act.name.startswith("gap_"):
            await self.of_gaps.gaps.act(act)
        elif act.name.startswith("digest_"):
            await self.of_gaps.digests.act(act)
        else:
            feature = next((one for one in self.features if act.name.startswith(one.prefix)), None)
            await (self.interactions if feature is None else feature).act(act)

    async def _happened(self, happened: Happened) -> None:
        await self.membership.happened(happened)
        setting, sender = happened.setting, happened.sender
        if happened.change != "installed" or sender is None:
            return
        # Teams tells of one installation by two activities.
        if await self._desk.is_first((f"teams installed {setting.place}",)):
            hello = Incoming("", "", sender, setting, message="", replies_to=None, named=True)
            await self.reception.welcome(hello)
