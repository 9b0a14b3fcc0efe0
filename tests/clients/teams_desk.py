"""The desk of a rep in the local Teams: what they do in its page, told apart by what Cornerman keeps of it."""

from __future__ import annotations

from collections.abc import Awaitable
from contextlib import closing
from dataclasses import dataclass
from sqlite3 import connect
from typing import Any

from clients.local_teams import LocalTeams
from clients.teams_at_work import AtWork
from clients.teams_browser import TeamsPage
from clients.teams_cards import words
from clients.teams_company import PERSONAL, Person
from clients.teams_stream import Message, until

_ANSWERS = (
    "select message from posted_answers join questions on questions.id = question_id"
    " where question = ? order by posted_at, message"
)


@dataclass
class Desk:
    """`page` is the one that the rep looks at."""

    work: AtWork
    page: TeamsPage

    @property
    def teams(self) -> LocalTeams:
        """All of the local Teams."""
        return self.work.teams

    async def ask(self, question: str, where: str = PERSONAL, *, reply: bool = False) -> Message:
        """Ask in the page, by name where others are; gives the answer."""
        if self.page.here != where:
            await self.page.open(where)
        return await self.answered(question, self.page.write(question, mention=where != PERSONAL, reply=reply))

    async def answered(self, question: str, doing: Awaitable[Any]) -> Message:
        """Do what asks it, and give the answer, once Cornerman remembers where it stands."""
        before = len(self.kept(_ANSWERS, question))
        await doing
        ((message,),) = (await until(lambda: self.kept(_ANSWERS, question)[before:]))[:1]
        # A word of patience may have stood in its place.
        return dict(await until(lambda: one if (one := self.now(message)) and one["attachments"] else None))

    async def ask_the_owner(self, owner: Person, note: str = "") -> Message:
        """Hand the newest answer's question to its owner; gives what stands in the owner's chat."""
        await self.page.press("Ask the owner")
        if note:
            await self.page.fill("A word to the owner", note)
        request = await self.teams.heard(await self.teams.chat_of(owner), self.page.press("Send"))
        await until(lambda: self.kept("select 1 from owner_requests where message = ?", request["id"]))
        return request

    async def becomes(self, message: Message, said: str) -> Message:
        """A message, once this stands in it."""
        return dict(await until(lambda: one if said in words(one := self.now(message["id"]) or message) else None))

    def now(self, message: str) -> Message | None:
        """A message as it stands there now."""
        return self.teams.stream.messages.get(message)

    def kept(self, query: str, *given: object) -> list[tuple[Any, ...]]:
        """What stands in Cornerman's database."""
        with closing(connect(self.work.data / "cornerman.db")) as database:
            return database.execute(query, given).fetchall()
