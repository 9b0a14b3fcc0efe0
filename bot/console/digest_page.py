"""The digest as a page, a picture and a table, for any time; and what is sent regularly."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from aiohttp import web

from bot.console.csv_files import csv_headers
from bot.console.dashboard_frame import Frame, Telling
from bot.console.digest_schedules import SURFACES, Filled, Rights, ScheduleError, as_typed, filled, read_schedule
from bot.console.figures_page import picking
from bot.console.links import safe_address
from bot.console.looking import Noted
from bot.console.periods import LONGEST, Picked
from bot.console.viewers import viewer_of
from bot.content_health.model import Seen
from bot.csv_text import BEGINNING
from bot.digests.csv_text import digest_csv
from bot.digests.model import Digest, Subscription
from bot.digests.ports import Digests, Subscriptions
from bot.digests.schedule import changed, latest, upcoming
from bot.digests.told import told
from bot.gap_words import digest_desk_words
from bot.locales import moment, weekday_named
from bot.viewer import Viewer
from content_index.model import Document

_WEEK = 7
_MESSAGES = ("saved", "dropped", "paused", "resumed")


@dataclass(frozen=True, slots=True)
class DigestPage:
    """For managers, administrators and, about what is theirs, owners. `owners` are those whom somebody may be shown."""

    frame: Frame
    digests: Digests
    subscriptions: Subscriptions
    owners: Callable[[Viewer], Sequence[str]]
    looks: Noted

    async def show(self, request: web.Request) -> web.Response:
        """`subscription` (without one, the viewer's own), `start` and `end` (ISO times), or a period and a `team`."""
        viewer, telling = viewer_of(request), self.frame.telling(request)
        values, digest = await self._read(request)
        if digest is None:
            return await self.frame.page(request, "dashboard_period.html", values, status=400)
        self.looks.note(request, "digest", digest.subscription.id)
        values |= {
            "told": await asyncio.to_thread(told, digest, telling.language),
            "safe": safe_address,
            "schedules": await self._listed(request, viewer, telling),
            "message": next((name for name in _MESSAGES if name == request.query.get("done")), ""),
            **await self._form(request),
        }
        return await self.frame.page(request, "digest.html", values)

    async def png(self, request: web.Request) -> web.Response:
        """Its one chart."""
        _values, digest = await self._read(request)
        if digest is None:
            raise web.HTTPBadRequest
        from bot.digests.chart import chart_png

        picture = await asyncio.to_thread(chart_png, digest, self.frame.telling(request).language)
        return web.Response(body=picture, content_type="image/png")

    async def csv(self, request: web.Request) -> web.Response:
        """The same as a table."""
        _values, digest = await self._read(request)
        if digest is None:
            raise web.HTTPBadRequest
        self.looks.note(request, "digest.csv", digest.subscription.id)
        return web.Response(body=(BEGINNING + digest_csv(digest)).encode(), headers=csv_headers("cornerman-digest"))

    async def save(self, request: web.Request) -> web.StreamResponse:
        """Keeps what the form says: a new one, or with an id in the address a changed one."""
        rights = await self._rights(request)
        form, known = await request.post(), await self._known(request, rights)
        teams = [one for one in form.getall("team", []) if isinstance(one, str) and one]
        try:
            wanted = read_schedule(form, teams, rights, self.frame.pages.now(), known)
        except ScheduleError as error:
            typed = as_typed(form, teams, _filled(known, rights, self.frame.zone.key, self._language(request)))
            return await self._refused(request, known, error, typed)
        await asyncio.to_thread(self.subscriptions.keep, wanted)
        raise web.HTTPSeeOther("/digest?done=saved#schedules")

    async def change(self, request: web.Request) -> web.StreamResponse:
        """Pauses one, goes on with it, or stops it."""
        known = await self._known(request, await self._rights(request))
        verb = request.match_info["verb"]
        if known is None or verb not in {"pause", "resume", "stop"}:
            raise web.HTTPNotFound
        if verb == "stop":
            await asyncio.to_thread(self.subscriptions.drop, known.id)
        else:
            wanted = changed(known, replace(known, paused=verb == "pause"), self.frame.pages.now())
            await asyncio.to_thread(self.subscriptions.keep, wanted)
        done = {"pause": "paused", "resume": "resumed", "stop": "dropped"}[verb]
        raise web.HTTPSeeOther(f"/digest?done={done}#schedules")

    async def edit(self, request: web.Request) -> web.Response:
        """The form, filled with one that there is."""
        rights = await self._rights(request)
        known = await self._known(request, rights)
        return await self.frame.page(request, "digest_schedule.html", {"wrong": "", **await self._form(request, known)})

    async def _refused(
        self, request: web.Request, known: Subscription | None, error: ScheduleError, typed: Filled
    ) -> web.Response:
        telling = self.frame.telling(request)
        words, say = digest_desk_words(telling.language), telling.say
        named = {
            "kind": say.digest_kind, "weekday": words.weekday, "zone": words.zone, "team": say.team, "owner": say.owner,
            "every": words.every, "at": words.at, "language": say.digest_language, "surface": say.digest_surface,
            "workspace": say.digest_workspace, "receiver": say.digest_receiver,
        }[error.field]  # fmt: skip
        why = say.digest_why[error.why].format(value=error.value)
        values = {
            **await self._form(request, known),
            "wrong": say.digest_wrong.format(field=named, why=why),
            "filled": typed,
        }
        return await self.frame.page(request, "digest_schedule.html", values, status=400)

    async def _rights(self, request: web.Request) -> Rights:
        viewer = viewer_of(request)
        owners = await asyncio.to_thread(self.owners, viewer)
        theirs = [one for one in owners if viewer.administers or viewer.owns(one)]
        connected = self.frame.platforms
        surfaces = [one for one in SURFACES if connected is None or one in connected]
        return Rights(viewer, self.frame.teams_of(viewer) if viewer.manages else (), theirs, surfaces)

    def _language(self, request: web.Request) -> str:
        return self.frame.telling(request).language

    async def _known(self, request: web.Request, rights: Rights) -> Subscription | None:
        """The one that the address names, if it names one. Raises HTTPNotFound where it is not theirs to work on."""
        wanted = request.match_info.get("subscription_id", "")
        if not wanted:
            return None
        found = await asyncio.to_thread(self.subscriptions.find, wanted)
        if found is None or not rights.works(found):
            raise web.HTTPNotFound
        return found

    async def _read(self, request: web.Request) -> tuple[dict[str, object], Digest | None]:
        """What the page shows, and the digest; None where the address names no time that can be told of."""
        viewer, telling = viewer_of(request), self.frame.telling(request)
        values = picking(self.frame, request, viewer, "/digest", usual=_WEEK)
        picked = values["picked"]
        rights = await self._rights(request)
        wanted = request.query.get("subscription", "")
        found = await asyncio.to_thread(self.subscriptions.find, wanted) if wanted else None
        if wanted and found is None:
            raise web.HTTPNotFound
        team = str(values["team"])
        subscription = rights.narrowed(found or _of_team(rights.own(self.frame.zone.key, telling.language), team))
        start, end = _moment(request, "start"), _moment(request, "end")
        exact = start is not None and end is not None
        if not isinstance(picked, Picked) or (exact and not _is_told(start, end, self.frame.pages.now())):
            return values | {"picked": None}, None
        query = {**picked.query, **({"team": team} if team else {}), **({"subscription": found.id} if found else {})}
        if start is not None and end is not None:
            begin, until = start, end
            query = {"subscription": wanted, "start": start.isoformat(), "end": end.isoformat()}
        elif found and not any(name in request.query for name in ("days", "from", "to")):
            begin, until = latest(subscription, self.frame.pages.now()).end, self.frame.pages.now()
            query = {"subscription": found.id, "start": begin.isoformat(), "end": until.isoformat()}
        else:
            begin, until = picked.period.start, picked.period.end
        every = "day" if (until - begin).days < _WEEK - 1 else "week"
        subscription = replace(subscription, every="day" if every == "day" else "week")
        digest = await asyncio.to_thread(self._of, viewer, subscription, begin, until)
        return values | {"query": {k: v for k, v in query.items() if v}, "urlencode": urlencode}, digest

    def _of(self, viewer: Viewer, subscription: Subscription, start: datetime, end: datetime) -> Digest:
        """The digest, without pages that were the reader's when they last asked somewhere, and are not now."""
        digest = self.digests.of(subscription, start, end)
        if digest.quiet:
            return digest
        seen, _ = self.frame.documents_held(viewer)
        return replace(
            digest,
            used=tuple(one for one in digest.used if one.path in seen),
            never_used=tuple(one for one in digest.never_used if one.path in seen),
            overdue=tuple(one for one in digest.overdue if one.path in seen),
            content=tuple(one for one in digest.content if _is_seen(one, seen)),
            documents={path: one for path, one in digest.documents.items() if path in seen},
        )

    async def _listed(
        self, request: web.Request, viewer: Viewer, telling: Telling
    ) -> list[tuple[Subscription, str, str]]:
        """Those that they may work on, each in words, with when it comes next."""
        rights = await self._rights(request)
        every = await asyncio.to_thread(self.subscriptions.all)
        language, now = telling.language, self.frame.pages.now()
        words = digest_desk_words(language)
        rows = []
        for one in every:
            if not rights.works(one):
                continue
            following = "" if one.paused else moment(upcoming(one, now).end, one.zone, language)
            state = telling.say.digest_paused if one.paused else words.next_on.format(next=following)
            rows.append((one, _line(one, viewer, language), state))
        return rows

    async def _form(self, request: web.Request, known: Subscription | None = None) -> dict[str, object]:
        rights, telling = await self._rights(request), self.frame.telling(request)
        return {
            "known": known,
            "filled": _filled(known, rights, self.frame.zone.key, telling.language),
            "dd": digest_desk_words(telling.language),
            "weekdays": [weekday_named(day, telling.language) for day in range(_WEEK)],
            "choosable": rights.teams,
            "owners": rights.owners,
            "surfaces": rights.surfaces,
            "to_themselves": rights.to_themselves,
            "can": rights.to_themselves or (rights.viewer.administers and bool(rights.surfaces)) or known is not None,
        }


def _filled(known: Subscription | None, rights: Rights, zone: str, language: str) -> Filled:
    """The form of one that there is, else of somebody's own."""
    return filled(known or rights.own(zone, language), receiver=known.receiver if known else "")


def _of_team(subscription: Subscription, team: str) -> Subscription:
    return replace(subscription, teams=(team,)) if team and subscription.kind == "manager" else subscription


def _line(subscription: Subscription, viewer: Viewer, language: str) -> str:
    """When, where to, what about."""
    words = digest_desk_words(language)
    template = words.daily if subscription.every == "day" else words.weekly
    when = template.format(
        weekday=weekday_named(subscription.weekday, language),
        time=subscription.at.strftime("%H:%M"),
        zone=subscription.zone,
    )
    mine = (subscription.workspace, subscription.receiver) == (viewer.workspace, viewer.id)
    where = words.to_you if mine else words.to_other.format(receiver=subscription.receiver)
    if subscription.kind == "owner":
        scope = words.of_owner.format(owner=subscription.owner)
    else:
        scope = words.teams.format(teams=", ".join(subscription.teams)) if subscription.teams else words.all_teams
    return f"{when} {where}, {scope}"


def _moment(request: web.Request, name: str) -> datetime | None:
    """A moment in UTC. Raises HTTPBadRequest for anything else."""
    if not (text := request.query.get(name, "")):
        return None
    try:
        moment_named = datetime.fromisoformat(text)
        if moment_named.tzinfo is None:
            raise web.HTTPBadRequest
        return moment_named.astimezone(UTC)
    except (ValueError, OverflowError):
        raise web.HTTPBadRequest from None


def _is_told(start: datetime | None, end: datetime | None, now: datetime) -> bool:
    return start is not None and end is not None and start < end <= now and (end - start).days <= LONGEST


def _is_seen(one: Seen, seen: Mapping[str, Document]) -> bool:
    """Whether a finding names nothing but pages that somebody may see."""
    return all(each is None or each.path in seen for each in (one.document, one.other))
