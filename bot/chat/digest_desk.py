"""Digests as they are asked for, scheduled and stopped in chat, on whatever platform: trouble becomes a sentence."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import time
from typing import Literal

from bot.chat.digest_parcels import DigestParcel, parcel_of
from bot.chat.digest_readers import oversees
from bot.chat.digest_rooms import DigestForm, DigestReply, DigestRoom, DigestRooms
from bot.chat.digest_wishes import DigestWish, read_digest_wish
from bot.chat.workers import Workers
from bot.digests.model import Subscription
from bot.digests.ports import Digests, Subscriptions
from bot.digests.schedule import changed, is_zone, upcoming
from bot.gap_words import DigestDeskWords, digest_desk_words
from bot.locales import moment, weekday_named
from bot.ports import Clock, KeepingError, LogUnavailableError
from bot.viewer import Viewer

_LOG = logging.getLogger(__name__)
AT = time(9, 0)
"""When a digest is sent where nothing else is said."""


class _RefusedError(Exception):
    """It may not be, or not there. The message is the sentence that says so."""


class DigestDesk:
    """Works in `workers`. No verb raises. `owners` are those whom somebody may be shown; `zone` is the deployment's."""

    def __init__(  # noqa: PLR0913 - what it works with, by name
        self,
        *,
        subscriptions: Subscriptions,
        digests: Digests,
        owners: Callable[[Viewer], Sequence[str]],
        clock: Clock,
        workers: Workers,
        command: str = "/digest",
        zone: str = "UTC",
    ) -> None:
        self._subscriptions = subscriptions
        self._digests = digests
        self._owners = owners
        self._clock = clock
        self._workers = workers
        self._command = command
        self._zone = zone

    async def serve(self, viewer: Viewer, text: str, rooms: DigestRooms, language: str, zone: str = "") -> DigestReply:
        """Do what the words after the command say. `zone` is the person's own, as far as the platform knows it."""
        words = digest_desk_words(language)
        wish = read_digest_wish(text)
        if wish.trouble:
            wrong = getattr(words, wish.trouble).format(word=wish.wrong, zone=wish.wrong, time=wish.wrong)
            return DigestReply(f"{wrong}\n{words.help.format(command=self._command)}")
        if wish.asked == "help":
            return DigestReply(words.help.format(command=self._command))
        return await self._tried(lambda: self._do(viewer, wish, rooms, language, zone), words)

    async def save(
        self, viewer: Viewer, form: DigestForm, rooms: DigestRooms, language: str, is_owners: bool = False
    ) -> DigestReply:
        """Do what a form says."""
        words = digest_desk_words(language)
        if not is_zone(form.zone):
            return DigestReply(words.zone_unknown.format(zone=form.zone))
        wish = DigestWish(
            "schedule", form.every, form.weekday, form.at, form.zone, form.receiver, form.teams, is_owners=is_owners
        )
        return await self._tried(lambda: self._do(viewer, wish, rooms, language, ""), words)

    async def may(self, viewer: Viewer) -> bool:
        """Whether digests are for somebody at all. In doubt they are not."""
        try:
            return viewer.manages or (not viewer.guest and bool(await self._workers.run(self._own, viewer)))
        except Exception as error:  # noqa: BLE001 - no button is better than one that refuses
            _LOG.warning("Whether somebody is an owner could not be told: %s", error)
            return False

    def default_zone(self, zone: str) -> str:
        """A person's own zone, or the deployment's where theirs is not known."""
        return zone if zone and is_zone(zone) else self._zone

    # ── each wish ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _do(self, viewer: Viewer, wish: DigestWish, rooms: DigestRooms, language: str, zone: str) -> DigestReply:
        words = digest_desk_words(language)
        own = () if viewer.guest else await self._workers.run(self._own, viewer)
        if viewer.guest or not (viewer.manages or own):
            return DigestReply(words.not_allowed)
        if wish.asked in {"list", "pause", "resume", "stop"}:
            return await self._existing(viewer, wish, rooms, language)
        room, draft = await self._meant(viewer, wish, rooms, own, words)
        if wish.asked == "schedule":
            return await self._schedule(viewer, wish, room, replace(draft, language=language), zone)
        known = await self._workers.run(self._alike, draft)
        draft = replace(known or draft, language=language, zone=(known or draft).zone or self.default_zone(zone))
        parcel = await self._workers.run(self._composed, draft, wish.asked == "now")
        if wish.asked == "now":
            return DigestReply(words.sent_now, parcel, to_all=not room.is_person)
        return DigestReply(words.preview, parcel)

    async def _meant(
        self, viewer: Viewer, wish: DigestWish, rooms: DigestRooms, own: Sequence[str], words: DigestDeskWords
    ) -> tuple[DigestRoom, Subscription]:
        """Where to, and what about. Raises _RefusedError, which says why not."""
        is_owners = wish.is_owners or not viewer.manages
        room = await self._room(wish, rooms, alone=is_owners and not viewer.manages)
        if room is None:
            named = wish.receiver not in {"", "here"}
            raise _RefusedError((words.channel_unknown if named else words.not_here).format(channel=wish.receiver))
        if not viewer.manages and not room.is_person:
            raise _RefusedError(words.only_own.format(command=self._command))
        if wish.asked != "preview":
            _look_who_reads(room, words)
        owner = await self._workers.run(self._owner, viewer, wish.owner, own) if is_owners else ""
        if is_owners and not owner:
            raise _RefusedError(words.owner_unknown.format(owner=wish.owner or viewer.name))
        draft = Subscription(
            id=uuid.uuid4().hex,
            kind="owner" if is_owners else "manager",
            surface=rooms.surface,
            workspace=rooms.workspace,
            receiver=room.id,
            every="week",
            at=AT,
            zone="",
            teams=() if is_owners else _teams(viewer, wish, words),
            owner=owner,
            created_by=viewer.id,
            created_at=self._clock.now(),
        )
        return room, draft

    async def _room(self, wish: DigestWish, rooms: DigestRooms, *, alone: bool) -> DigestRoom | None:
        if wish.receiver == "me" or (alone and not wish.receiver):
            return await rooms.me()
        if wish.receiver in {"", "here"}:
            return await rooms.here()
        return await rooms.named(wish.receiver)

    async def _schedule(
        self, viewer: Viewer, wish: DigestWish, room: DigestRoom, draft: Subscription, zone: str
    ) -> DigestReply:
        language = draft.language
        words = digest_desk_words(language)
        known = await self._workers.run(self._alike, draft)
        before = known or replace(draft, zone=self.default_zone(zone))
        kept = replace(
            before,
            every=wish.every or before.every,
            weekday=before.weekday if wish.weekday is None else wish.weekday,
            at=wish.at or before.at,
            zone=wish.zone or before.zone,
            language=language,
            paused=False,
        )
        if known is not None:
            kept = changed(known, kept, self._clock.now())
        await self._workers.run(self._subscriptions.keep, kept)
        template = words.changed if known else words.scheduled
        said = template.format(**self._parts(kept, viewer, room, language))
        return DigestReply(said, listed=(kept,), saved=True)

    async def _existing(self, viewer: Viewer, wish: DigestWish, rooms: DigestRooms, language: str) -> DigestReply:
        words = digest_desk_words(language)
        me, here = await rooms.me(), await rooms.here()
        shown = {room.id: room for room in (here, me) if room is not None}
        found = await self._workers.run(self._sent_to, rooms, tuple(shown))
        found = [one for one in found if one.receiver == me.id or _looks_after(viewer, one)]
        if not found:
            return DigestReply(words.none.format(command=self._command))
        if wish.asked == "list":
            lines = [
                (words.line_paused if one.paused else words.line).format(
                    number=number, **self._parts(one, viewer, shown[one.receiver], language)
                )
                for number, one in enumerate(found, 1)
            ]
            return DigestReply("\n".join((words.listed, *lines)), listed=tuple(found))
        number = wish.number if wish.number is not None else (1 if len(found) == 1 else 0)
        if not 1 <= number <= len(found):
            listing = await self._existing(viewer, DigestWish("list"), rooms, language)
            several = words.several.format(command=self._command, verb=wish.asked)
            return replace(listing, said=f"{several}\n{listing.said}")
        return await self._changed(viewer, found[number - 1], wish.asked, shown, language)

    async def change(
        self,
        viewer: Viewer,
        subscription_id: str,
        asked: Literal["pause", "resume", "stop"],
        rooms: DigestRooms,
        language: str,
    ) -> DigestReply:
        """What a button beside a subscription says."""
        words = digest_desk_words(language)

        async def acted() -> DigestReply:
            me, here = await rooms.me(), await rooms.here()
            found = await self._workers.run(self._subscriptions.find, subscription_id)
            if found is None:
                return DigestReply(words.none.format(command=self._command))
            if viewer.guest or not (found.receiver == me.id or _looks_after(viewer, found)):
                return DigestReply(words.not_allowed)
            shown = {room.id: room for room in (here, me) if room is not None}
            if found.receiver not in shown:
                named = await rooms.named(found.receiver)
                shown[found.receiver] = named or DigestRoom(found.receiver, found.receiver, is_person=False)
            return await self._changed(viewer, found, asked, shown, language)

        return await self._tried(acted, words)

    async def _changed(
        self, viewer: Viewer, one: Subscription, asked: str, shown: dict[str, DigestRoom], language: str
    ) -> DigestReply:
        words = digest_desk_words(language)
        parts = self._parts(one, viewer, shown[one.receiver], language)
        line = "{when} {where}, {scope}".format(**parts)
        if asked == "stop":
            await self._workers.run(self._subscriptions.drop, one.id)
            return DigestReply(words.stopped.format(line=line), saved=True)
        kept = changed(one, replace(one, paused=asked == "pause"), self._clock.now())
        await self._workers.run(self._subscriptions.keep, kept)
        template = words.paused if asked == "pause" else words.resumed
        return DigestReply(template.format(line=line, command=self._command, next=parts["next"]), saved=True)

    # ── what they share ──────────────────────────────────────────────────────────────────────────────────────────────

    def _parts(self, one: Subscription, viewer: Viewer, room: DigestRoom, language: str) -> dict[str, str]:
        """When, where to, about what, and when next, in words."""
        words, now = digest_desk_words(language), self._clock.now()
        when = words.daily if one.every == "day" else words.weekly
        scope = words.teams.format(teams=", ".join(one.teams)) if one.teams else words.all_teams
        if room.is_person:
            where = words.to_you if room.id == viewer.id else words.to_other.format(receiver=room.shown)
        else:
            where = words.to_channel.format(channel=room.shown)
        return {
            "when": when.format(weekday=weekday_named(one.weekday, language), time=f"{one.at:%H:%M}", zone=one.zone),
            "where": where,
            "scope": words.of_owner.format(owner=one.owner) if one.kind == "owner" else scope,
            "next": moment(upcoming(one, now).end, one.zone, language),
        }

    def _own(self, viewer: Viewer) -> tuple[str, ...]:
        """Runs in the workers."""
        return tuple(one for one in self._owners(viewer) if viewer.owns(one))

    def _owner(self, viewer: Viewer, named: str, own: Sequence[str]) -> str:
        """Runs in the workers. The owner that is meant, "" where the viewer knows none such."""
        if not named:
            return own[0] if own else ""
        known = self._owners(viewer) if oversees(viewer) else own
        return next((one for one in known if one.casefold() == named.casefold()), "")

    def _alike(self, draft: Subscription) -> Subscription | None:
        """Runs in the workers. What the same receiver is sent of the same."""
        sent = self._subscriptions.of_receiver(draft.surface, draft.workspace, draft.receiver)
        about = (draft.kind, draft.teams, draft.owner)
        return next((one for one in sent if (one.kind, one.teams, one.owner) == about), None)

    def _sent_to(self, rooms: DigestRooms, receivers: Sequence[str]) -> list[Subscription]:
        """Runs in the workers."""
        return [
            one
            for receiver in receivers
            for one in self._subscriptions.of_receiver(rooms.surface, rooms.workspace, receiver)
        ]

    def _composed(self, subscription: Subscription, with_chart: bool) -> DigestParcel:
        """Runs in the workers."""
        return parcel_of(self._digests.preview(subscription), with_chart=with_chart)

    async def _tried(self, work: Callable[[], Awaitable[DigestReply]], words: DigestDeskWords) -> DigestReply:
        try:
            return await work()
        except _RefusedError as refused:
            return DigestReply(str(refused))
        except (KeepingError, LogUnavailableError) as error:
            _LOG.warning("What was wanted of digests could not be done: %s", error)
            return DigestReply(words.down)
        except Exception:  # noqa: BLE001 - a sentence, whatever broke
            _LOG.exception("What was wanted of digests could not be done")
            return DigestReply(words.trouble)


def _look_who_reads(room: DigestRoom, words: DigestDeskWords) -> None:
    """A digest tells what a company's people ask: not before people from outside. Raises _RefusedError."""
    if room.is_person:
        return
    if not room.member:
        raise _RefusedError(words.not_in_channel.format(channel=room.shown))
    if room.guests is not False:
        raise _RefusedError((words.guests if room.guests else words.readers_unknown).format(channel=room.shown))


def _teams(viewer: Viewer, wish: DigestWish, words: DigestDeskWords) -> tuple[str, ...]:
    """Whose questions it covers. Raises _RefusedError."""
    teams = wish.teams or viewer.teams
    if viewer.teams and not viewer.administers:
        other = next((one for one in teams if one not in viewer.teams), None)
        if other is not None:
            raise _RefusedError(words.team_not_yours.format(team=other, teams=", ".join(viewer.teams)))
    return teams


def _looks_after(viewer: Viewer, one: Subscription) -> bool:
    """Whether what others are sent is theirs to stop: who manages a few teams looks after digests of these alone."""
    if not viewer.manages:
        return False
    of_their_teams = one.kind == "manager" and bool(one.teams) and set(one.teams) <= set(viewer.teams)
    return viewer.administers or not viewer.teams or one.created_by == viewer.id or of_their_teams
