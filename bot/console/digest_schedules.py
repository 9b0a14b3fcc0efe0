"""What digests are sent regularly, as a form of the console says it: who may, and what is wrong with it. Pure."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, time

from bot.digests.model import Subscription
from bot.digests.schedule import changed, is_zone
from bot.gaps.model import NotAllowedError
from bot.owners import platform_of
from bot.viewer import Viewer

USUAL = time(9, 0)
SURFACES = ("slack", "teams")
_LONGEST = 200
_ENTRA = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_WORKSPACE = {"slack": re.compile(r"[TE](?=[A-Z]*[0-9])[A-Z0-9]{6,}"), "teams": _ENTRA}
_NO_ROOM = "S"
"""Nobody reads what is sent to a user group of Slack's."""
_DAYS = 7


class ScheduleError(ValueError):
    """A form was filled so that nothing can be sent by it.

    `field` names what is wrong, `value` is what it says, and `why` a sentence of `DashboardWords.digest_why`.
    """

    def __init__(self, field: str, value: str = "", why: str = "") -> None:
        super().__init__(field)
        self.field = field
        self.value = value
        self.why = why or field


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody may have sent.

    `teams` are those that they may choose; `owners` the owners that the content names and whose digest they may read;
    `surfaces` the platforms to which something can be sent.
    """

    viewer: Viewer
    teams: Sequence[str]
    owners: Sequence[str]
    surfaces: Sequence[str] = SURFACES

    @property
    def to_themselves(self) -> bool:
        """Whether there is a platform on which they can be written to."""
        return self.viewer.surface in self.surfaces

    def works(self, subscription: Subscription) -> bool:
        """Whether they may change and stop it: it is sent to them, or they made it; administrators every one."""
        viewer = self.viewer
        theirs = subscription.workspace == viewer.workspace and viewer.id in {
            subscription.receiver,
            subscription.created_by,
        }
        return viewer.administers or (theirs and not viewer.guest)

    def narrowed(self, subscription: Subscription) -> Subscription:
        """The digest as they may read it. Raises NotAllowedError where they may not at all."""
        viewer = self.viewer
        if subscription.kind == "owner":
            if not (viewer.administers or self._is_theirs(subscription.owner)):
                raise NotAllowedError("the digest of an owner is for that owner")
        elif not viewer.manages:
            raise NotAllowedError("digests of teams are for managers and administrators")
        elif viewer.teams and not viewer.administers:
            kept = tuple(team for team in subscription.teams if team in viewer.teams)
            subscription = replace(subscription, teams=kept or viewer.teams)
        if (subscription.workspace, subscription.receiver) == (viewer.workspace, viewer.id):
            return subscription
        return replace(subscription, surface=viewer.surface, workspace=viewer.workspace, receiver=viewer.id)

    def own(self, zone: str, language: str) -> Subscription:
        """The digest that is for them, where none is kept."""
        viewer = self.viewer
        return Subscription(
            id="",
            kind="manager" if viewer.manages else "owner",
            surface=viewer.surface,
            workspace=viewer.workspace,
            receiver=viewer.id,
            every="week",
            at=USUAL,
            zone=zone,
            teams=() if viewer.administers or not viewer.manages else viewer.teams,
            owner="" if viewer.manages else next(iter(self.owners), viewer.id),
            language=language,
        )

    def _is_theirs(self, owner: str) -> bool:
        return bool(owner) and (owner in self.owners or owner == self.viewer.id or self.viewer.owns(owner))


def read_schedule(
    form: Mapping[str, object], teams: Sequence[str], rights: Rights, now: datetime, known: Subscription | None
) -> Subscription:
    """The subscription that a form says, in the place of `known`. Raises ScheduleError, NotAllowedError."""
    viewer = rights.viewer

    def text(name: str) -> str:
        value = form.get(name, "")
        return " ".join(value.split())[:_LONGEST] if isinstance(value, str) else ""

    kind = _one_of(text("kind") or ("manager" if viewer.manages else "owner"), ("manager", "owner"), "kind")
    surface, workspace, receiver = _receiver(text, rights, known)
    weekday = text("weekday") or "0"
    if not (weekday.isascii() and weekday.isdigit() and int(weekday[:2]) < _DAYS):
        raise ScheduleError("weekday", weekday)
    if not is_zone(text("zone")):
        raise ScheduleError("zone", text("zone"))
    if foreign := [team for team in teams if team not in rights.teams]:
        raise ScheduleError("team", foreign[0])
    owner = (text("owner") or next(iter(rights.owners), "")) if kind == "owner" else ""
    if kind == "owner" and not owner:
        raise ScheduleError("owner")
    wanted = Subscription(
        id=known.id if known else uuid.uuid4().hex,
        kind="owner" if kind == "owner" else "manager",
        surface=surface,
        workspace=workspace,
        receiver=receiver,
        every="day" if _one_of(text("every"), ("week", "day"), "every") == "day" else "week",
        at=_time(text("at")),
        zone=text("zone"),
        weekday=int(weekday),
        teams=tuple(teams) if kind == "manager" else (),
        owner=owner,
        language=_one_of(text("language"), ("en", "ru"), "language"),
        created_by=known.created_by if known else viewer.id,
        created_at=now,
        paused=known.paused if known else False,
    )
    narrowed = rights.narrowed(wanted)
    wanted = replace(wanted, teams=narrowed.teams)
    return changed(known, wanted, now) if known else wanted


def _receiver(text: Callable[[str], str], rights: Rights, known: Subscription | None) -> tuple[str, str, str]:
    """Platform, workspace and id. Only administrators write to others: nobody here knows who reads there."""
    viewer = rights.viewer
    if viewer.administers and text("receiver"):
        surface = _one_of(text("surface"), rights.surfaces, "surface")
        return surface, _workspace(text("workspace"), surface), _reached(text("receiver"), surface)
    if known and (known.receiver != viewer.id or not rights.to_themselves):
        return known.surface, known.workspace, known.receiver
    if not rights.to_themselves:
        raise ScheduleError("receiver")
    return viewer.surface, viewer.workspace, viewer.id


def _workspace(given: str, surface: str) -> str:
    """In Teams empty is the bot's own. Raises ScheduleError."""
    if (given or surface == "slack") and not _WORKSPACE[surface].fullmatch(given):
        raise ScheduleError("workspace", given, f"workspace_{surface}")
    return given


def _reached(given: str, surface: str) -> str:
    """An id that something can be sent to on this platform. Raises ScheduleError."""
    if platform_of(given) != surface or given.startswith(_NO_ROOM):
        raise ScheduleError("receiver", given, f"receiver_{surface}")
    return given.lower() if _ENTRA.fullmatch(given) else given


def _one_of(value: str, allowed: Sequence[str], field: str) -> str:
    if value not in allowed:
        raise ScheduleError(field, value)
    return value


def _time(text: str) -> time:
    try:
        at = time.fromisoformat(text)
    except ValueError:
        raise ScheduleError("at", text) from None
    return at.replace(second=0, microsecond=0, tzinfo=None)


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the form: all as it is written there."""

    kind: str
    teams: Sequence[str]
    owner: str
    every: str
    weekday: str
    at: str
    zone: str
    language: str
    surface: str
    workspace: str
    receiver: str


def filled(shown: Subscription, *, receiver: str) -> Filled:
    """The form of a subscription."""
    return Filled(
        kind=shown.kind,
        teams=shown.teams,
        owner=shown.owner,
        every=shown.every,
        weekday=str(shown.weekday),
        at=shown.at.strftime("%H:%M"),
        zone=shown.zone,
        language=shown.language,
        surface=shown.surface,
        workspace=shown.workspace,
        receiver=receiver,
    )


def as_typed(form: Mapping[str, object], teams: Sequence[str], otherwise: Filled) -> Filled:
    """The form as somebody filled it; what it does not have stays."""
    names = {one.name for one in fields(Filled)} - {"teams"}
    typed = {name: value[:_LONGEST] for name, value in form.items() if name in names and isinstance(value, str)}
    return replace(otherwise, teams=teams, **typed)
