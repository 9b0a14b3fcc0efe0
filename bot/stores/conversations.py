"""Where the bot may write unasked, in the database."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, delete, select

from bot.conversation_model import KnownConversation
from bot.stores.inserting import insert_or_replace
from bot.stores.keeping import Keeping
from bot.stores.storable import storable_moment, storable_name, storable_text
from bot.stores.tables import NAME_LENGTH
from bot.stores.tables import ConversationRow as Row

WRITTEN_AGAIN = timedelta(hours=1)
"""What stays the same is written this often: as often as a conversation's moment of being heard is renewed."""
REMEMBERED = 20_000
_COLUMNS = (Row.workspace, Row.id, Row.kind, Row.service, Row.person, Row.team, Row.name)
_Key = tuple[str, str]


def _now() -> datetime:
    return datetime.now(UTC)


class SqlConversations:
    """Implements bot.ports.Conversations.

    Every activity tells of its conversation, so what this process wrote within `WRITTEN_AGAIN` is not written again
    while it is the same. Another replica may forget one meanwhile: whoever looks for it and does not find it has the
    next activity write it, and at the latest the next hour does.
    """

    def __init__(
        self, engine: Engine, prepare: Callable[[], None] | None = None, *, now: Callable[[], datetime] = _now
    ) -> None:
        self._keeping = Keeping(engine, prepare)
        self._now = now
        self._written = _Written()

    def keep(self, conversation: KnownConversation) -> None:
        """In the place of what was known of it. Raises KeepingError.

        A team and a name that it does not tell stay as they were. A person has one personal chat: a new one takes the
        place of the one before.
        """
        now = storable_moment(self._now())
        told = _storable(conversation)
        if self._written.lately(told, now):
            return
        forgotten = self._written.forgotten
        row = asdict(told) | {"heard_at": now}
        told_of = ("kind", "service", "person", "heard_at", *(key for key in ("team", "name") if row[key]))

        def write(connection: Connection) -> None:
            connection.execute(insert_or_replace(connection, Row, told_of), row)
            if told.kind == "personal" and told.person:
                connection.execute(_chats_before(told))

        self._keeping.run(write)
        self._written.add(told, now, unless_since=forgotten)

    def find(self, workspace: str, conversation: str) -> KnownConversation | None:
        """By its id; None where it is not known, or no longer. Raises KeepingError."""
        key = (storable_name(workspace), storable_name(conversation))
        found = self._first(Row.workspace == key[0], Row.id == key[1])
        if found is None:
            self._written.missed(key)
        return found

    def of_person(self, workspace: str, person: str) -> KnownConversation | None:
        """The personal chat with somebody. Raises KeepingError."""
        if not person:
            return None
        whose = (storable_name(workspace), storable_name(person))
        found = self._first(Row.workspace == whose[0], Row.person == whose[1], Row.kind == "personal")
        if found is None:
            self._written.missed_all(lambda one: (one.workspace, one.person) == whose)
        return found

    def latest(self, workspace: str, limit: int) -> Sequence[KnownConversation]:
        """Those heard of last, newest first, personal chats left out. Raises KeepingError."""
        newest = select(*_COLUMNS).where(Row.workspace == storable_name(workspace), Row.kind != "personal")
        newest = newest.order_by(Row.heard_at.desc(), Row.id).limit(limit)
        rows = self._keeping.run(lambda connection: connection.execute(newest).mappings().all())
        return [KnownConversation(**row) for row in rows]

    def any_of(self, workspace: str) -> KnownConversation | None:
        """The one heard of last: its address serves for people who have not written yet. Raises KeepingError."""
        found = self._first(Row.workspace == storable_name(workspace))
        if found is None:
            self._written.missed_all(lambda one: one.workspace == storable_name(workspace))
        return found

    def forget(self, workspace: str, conversation: str) -> None:
        """The bot was removed there. Raises KeepingError."""
        key = (storable_name(workspace), storable_name(conversation))
        self._delete(lambda one: (one.workspace, one.id) == key, Row.workspace == key[0], Row.id == key[1])

    def forget_team(self, workspace: str, team: str) -> None:
        """The bot was removed from a team, with all its channels. Raises KeepingError."""
        if not team:
            return  # what is of no team bears the same mark
        whose = (storable_name(workspace), storable_name(team))
        self._delete(lambda one: (one.workspace, one.team) == whose, Row.workspace == whose[0], Row.team == whose[1])

    def _delete(self, meant: Callable[[KnownConversation], bool], *where: ColumnElement[bool]) -> None:
        try:
            self._keeping.run(lambda connection: connection.execute(delete(Row).where(*where)))
        finally:
            # Also where the database did not say so in time: it may do it all the same.
            self._written.forget(meant)

    def _first(self, *where: ColumnElement[bool]) -> KnownConversation | None:
        newest = select(*_COLUMNS).where(*where).order_by(Row.heard_at.desc(), Row.id).limit(1)
        row = self._keeping.run(lambda connection: connection.execute(newest).mappings().first())
        return None if row is None else KnownConversation(**row)


class _Written:
    """The newest conversations that this process wrote, and when. Called from several threads."""

    def __init__(self) -> None:
        self._at: OrderedDict[_Key, tuple[KnownConversation, datetime]] = OrderedDict()
        self._forgotten = 0
        self._lock = threading.Lock()

    @property
    def forgotten(self) -> int:
        """How many times something was forgotten."""
        with self._lock:
            return self._forgotten

    def lately(self, told: KnownConversation, now: datetime) -> bool:
        """Whether nothing new is told, and it was written a short while ago."""
        with self._lock:
            known, at = self._at.get((told.workspace, told.id), (None, now))
        if known is None or not timedelta() <= now - at < WRITTEN_AGAIN:
            return False
        return replace(told, team=told.team or known.team, name=told.name or known.name) == known

    def add(self, told: KnownConversation, now: datetime, *, unless_since: int) -> None:
        """It was written. Not where something was forgotten since `unless_since`: that may have been this one."""
        with self._lock:
            if self._forgotten != unless_since:
                return
            if told.kind == "personal" and told.person:
                self._leave_out(lambda one: (one.workspace, one.person) == (told.workspace, told.person))
            key = (told.workspace, told.id)
            known, _ = self._at.pop(key, (told, now))
            self._at[key] = (replace(told, team=told.team or known.team, name=told.name or known.name), now)
            while len(self._at) > REMEMBERED:
                self._at.popitem(last=False)

    def missed(self, key: _Key) -> None:
        """The database does not have it any more: it is to be written at the next occasion."""
        with self._lock:
            self._at.pop(key, None)

    def missed_all(self, meant: Callable[[KnownConversation], bool]) -> None:
        """The same of several."""
        with self._lock:
            self._leave_out(meant)

    def forget(self, meant: Callable[[KnownConversation], bool]) -> None:
        """It was deleted, and so perhaps was what is being written just now."""
        with self._lock:
            self._forgotten += 1
            self._leave_out(meant)

    def _leave_out(self, meant: Callable[[KnownConversation], bool]) -> None:
        for key in [key for key, (one, _) in self._at.items() if meant(one)]:
            del self._at[key]


def _chats_before(told: KnownConversation) -> Any:
    """Deletes a person's other personal chats.

    One that another replica is writing just now is left, for two that waited for each other's would both fail; the one
    heard of last is the person's.
    """
    others = (
        select(Row.id)
        .where(Row.workspace == told.workspace, Row.person == told.person, Row.kind == "personal", Row.id != told.id)
        .with_for_update(skip_locked=True)
    )
    return delete(Row).where(Row.workspace == told.workspace, Row.id.in_(others))


def _storable(conversation: KnownConversation) -> KnownConversation:
    return replace(
        conversation,
        workspace=storable_name(conversation.workspace),
        id=storable_name(conversation.id),
        service=storable_text(conversation.service, 4 * NAME_LENGTH),
        person=storable_name(conversation.person),
        team=storable_name(conversation.team),
        name=storable_name(conversation.name),
    )
