"""What a rep does in Microsoft's own local client, page and all, before a whole `cornerman serve`, signed in both ways."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from clients.teams_at_work import AtWork, at_work
from clients.teams_browser import TeamsPage, missing, teams_page
from clients.teams_cards import buttons, words
from clients.teams_company import APP, CHANNEL, GROUP, PEOPLE, PERSONAL, REP
from clients.teams_stream import Message, until
from issuer import rsa_key

from bot.teams.manifest import FIND_ANSWER_COMMAND, SEARCH_COMMAND

pytestmark = [
    pytest.mark.skipif(missing() is not None, reason=missing() or ""),
    pytest.mark.xdist_group("local teams"),
    pytest.mark.asyncio(loop_scope="module"),
]
OWNER, MANAGER = PEOPLE["owner"], PEOPLE["manager"]
DISCOUNT = "what discount can i give on a two year deal"
QUAYVIO = "prospect says quayvio is cheaper because it's bundled"
UNSURE = "are we pci dss certified"


@dataclass
class Desk:
    """Where the rep sits: the page of the local Teams, and all around it. `welcome` was said as the page opened."""

    work: AtWork
    page: TeamsPage
    welcome: list[Message]

    @property
    def teams(self) -> Any:
        return self.work.teams

    async def ask(self, question: str, where: str = PERSONAL, *, reply: bool = False) -> Message:
        """Ask as the rep, by name where others are."""
        if self.page.here != where:
            await self.page.open(where)
        return await self.page.ask(question, mention=where != PERSONAL, reply=reply)

    def kept(self, query: str, *given: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.work.data / "cornerman.db")) as database:
            return database.execute(query, given).fetchall()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    async with at_work(tmp_path_factory.mktemp("teams")) as work, teams_page(work.teams) as page:
        welcome = await until(lambda: said if len(said := work.teams.answers(PERSONAL)) == 2 else None)
        yield Desk(work, page, welcome)


@pytest_asyncio.fixture(loop_scope="module")
async def desk(opened: Desk) -> Desk:
    """The same for all: starting it takes longer than using it. What a test that failed left open is closed."""
    await opened.page.tidy()
    return opened


async def test_a_question_in_the_personal_chat_is_answered_with_a_card_and_followed_up(desk: Desk) -> None:
    answer = await desk.ask(DISCOUNT)
    assert "Two years: 5%. Three years: 9%." in words(answer)
    assert answer["text"] is None
    assert "[1] Discount policy › Multi-year" in await desk.page.message("Two years: 5%").inner_text()
    assert buttons(answer)[:2] == ["Share", "Ask the owner"]
    followed = await desk.ask("and if they prepay?")
    assert "Discount policy" in words(followed)
    threads = desk.kept("select thread from questions where text in (?, ?)", DISCOUNT, "and if they prepay?")
    assert len(set(threads)) == 1
