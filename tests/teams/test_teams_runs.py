"""Reindexes asked for in Teams: shown as they go on and as they end, in one message, for those who may."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from card_shapes import problems_of
from fake_connector import TENANT
from fakes import FixedClock
from sqlalchemy import Engine
from teams_office import (
    BUYERS,
    CHANNEL,
    DANA,
    GUEST,
    MANAGER,
    OWNER,
    REP,
    Office,
    card_of,
    chat_of,
    titles_of,
    words_of,
)

from bot.deliveries.trouble import UndeliveredError
from bot.reindexing.beating import Patience
from bot.reindexing.desk import ReindexDesk
from bot.reindexing.following import RunFollower
from bot.reindexing.model import Guarding, Run, Worse
from bot.reindexing.rights import SourceRights
from bot.reindexing.running import RunWorker
from bot.reindexing.telling import told
from bot.stores.reindex_messages import SqlRunMessages
from bot.stores.reindex_runs import SqlRuns
from bot.teams.backstage import Backstage
from bot.teams.retrying import Retrying
from content_index.model import Failure, GenerationInfo, ReindexProgress, ReindexReport
from content_index.ports import ProgressListener

SOURCES = {"wiki": ("Dana Reyes",), "legal": ("Sam Security",)}
WORSE = Worse("what discount on two years", "pricing.md", "faq.md", "up to 15%")
SECONDS = 30.0


@dataclass
class ScriptedBuilding:
    """Reads one file, waits until it is let go, and then says what it was told to have found."""

    guarding: Guarding = field(default_factory=lambda: Guarding(12))
    failures: tuple[Failure, ...] = ()
    closing: Sequence[str] = ()
    held: threading.Event = field(default_factory=threading.Event)

    def reindex(self, run: Run, progress: ProgressListener) -> tuple[ReindexReport, Guarding]:
        progress(ReindexProgress("reading", 2, 4, 90.0, "wiki/pricing.md"))
        while not self.held.wait(0.01):
            progress(ReindexProgress("reading", 2, 4, 90.0, "wiki/pricing.md"))  # hears that it is cancelled
        refused = bool(self.guarding.worse) and not run.force
        report = ReindexReport(
            generation="g2",
            swapped=not refused and not run.wish.dry_run,
            added=("wiki/new.md",),
            changed=("wiki/pricing.md", "wiki/security.md"),
            removed=(),
            unchanged=7,
            failures=self.failures,
            passages=120,
            passages_embedded=14,
            seconds=3.0,
            refused=refused,
        )
        return report, self.guarding

    def rollback(self) -> GenerationInfo:
        return GenerationInfo("g1", datetime(2026, 11, 1, tzinfo=UTC), "hashing/1", 9, 110)

    def serving(self) -> str:
        return "g2"

    def closed(self, generation: str) -> Sequence[str]:
        return self.closing


@dataclass
class Works:
    """The office, and what works and shows beside it."""

    office: Office
    runs: SqlRuns
    messages: SqlRunMessages
    building: ScriptedBuilding
    follower: RunFollower
    working: asyncio.Task[list[Run]] | None = None

    async def begin(self) -> Run:
        """A worker has taken what was asked for, and reads."""
        worker = RunWorker(self.runs, self.building, FixedClock(), "worker", patience=Patience(beat=0.01))
        self.building.held.clear()
        self.working = asyncio.create_task(asyncio.to_thread(worker.work))
        run: Run = await self.office.until(lambda: next((one for one in self.runs.under_way() if one.progress), None))
        await self.follower.look()
        return run

    async def end(self) -> None:
        """What waits is done, and shown."""
        self.building.held.set()
        if self.working is None or self.working.done():
            worker = RunWorker(self.runs, self.building, FixedClock(), "worker", patience=Patience(beat=0.01))
            self.working = asyncio.create_task(asyncio.to_thread(worker.work))
        await self.working
        self.working = None
        await self.follower.look()

    def now(self, person: str) -> dict[str, Any]:
        return self.office.said(chat_of(person))[-1]

    async def press(self, person: str, message: dict[str, Any], title: str, *, at: str = "") -> None:
        await self.office.press(person, message, title, at=at)
        await self.office.idle()


@pytest.fixture
async def works(
    open_office: Callable[..., Any], backstage: Backstage, database: Engine, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Works]:
    monkeypatch.setattr("bot.teams.parts.Retrying", partial(Retrying, attempts=2, first=0.01, jitter=0.01))
    runs, messages = SqlRuns(database), SqlRunMessages(database)
    desk = ReindexDesk(runs, SourceRights(SOURCES), FixedClock(), lambda: None)
    office: Office = await open_office(
        replace(backstage, reindexes=desk, run_messages=messages),
        roles={"administrators": ["lee@acme.example"]},
        owners={"Dana Reyes": [DANA]},
    )
    follower = RunFollower(
        posters=[office.door.run_poster], runs=runs, messages=messages, clock=FixedClock(), holder="me"
    )
    made = Works(office, runs, messages, ScriptedBuilding(), follower)
    yield made
    made.building.held.set()
    if made.working is not None:
        await made.working
    await follower.stop()


async def test_an_owner_sees_how_theirs_goes_and_what_changed_in_one_message(works: Works) -> None:
    begun = await works.office.say(OWNER, "reindex wiki")
    assert "Reindex: about to begin" in words_of(card_of(begun))
    assert "asked for by Dana Reyes · only wiki" in words_of(card_of(begun))
    await works.begin()
    going = works.now(OWNER)
    assert going["id"] == begun["id"]
    assert "Reading files: 2 of 4, about 2 min left (wiki/pricing.md)" in words_of(card_of(going))
    assert "█" in words_of(card_of(going))
    assert titles_of(going) == ["Cancel"]
    works.building.closing = ("three-year deals",)
    works.building.failures = (Failure("wiki", "wiki/broken.pdf", "it is no PDF", kept_last_good=True),)
    await works.end()
    ended = works.now(OWNER)

    assert works.office.said(chat_of(OWNER)) == [ended]
    assert ended["id"] == begun["id"]
    shown = words_of(card_of(ended))
    for told_of in (
        "Reindexed",
        "1 added\n• wiki/new.md",
        "2 changed\n• wiki/pricing.md\n• wiki/security.md",
        "1 left out\n• wiki/broken.pdf: it is no PDF (its last good version still answers)",
        "12 golden questions asked, none worse",
        "1 gap is filled by it",
    ):
        assert told_of in shown
    assert "█" not in shown
    assert titles_of(ended) == []  # going back concerns sources that are not theirs
    for message in (begun, going, ended):
        assert problems_of(card_of(message)) == []


async def test_an_administrator_reindexes_everything_and_may_go_back(works: Works) -> None:
    begun = await works.office.say(MANAGER, "reindex --dry-run")
    await works.end()
    assert "Dry run: this would change" in words_of(card_of(works.now(MANAGER)))
    assert titles_of(works.now(MANAGER)) == []
    second = await works.office.say(MANAGER, "reindex")
    await works.end()
    assert titles_of(works.now(MANAGER)) == ["Go back"]
    assert "The index of before answers reps again" in words_of(works.now(MANAGER))
    await works.press(MANAGER, works.now(MANAGER), "Yes")
    assert "Going back to the index of before…" in words_of(card_of(works.now(MANAGER)))
    await works.end()

    assert works.now(MANAGER)["id"] == second["id"]
    assert "The index of before serves again" in words_of(card_of(works.now(MANAGER)))
    assert [one["id"] for one in works.office.said(chat_of(MANAGER))] == [begun["id"], second["id"]]


@pytest.mark.parametrize("who", [REP, GUEST])
@pytest.mark.parametrize("typed", ["reindex", "reindex wiki --force", "reindex status", "reindex cancel", "rollback"])
async def test_reps_and_guests_are_refused_in_words(works: Works, who: str, typed: str) -> None:
    said = await works.office.say(who, typed)

    assert "for the owners of a source and for administrators" in words_of(said)
    assert "wiki" not in words_of(said)
    assert list(works.runs.latest(10)) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("reindex legal", "legal is not yours to reindex. Yours: wiki."),
        ("reindex salesforce", "There is no source salesforce. There are: wiki."),
        ("rollback", "Going back changes what every source answers"),
        ("reindex --fast", "--fast means nothing here."),
        ("reindex status", "Nobody has reindexed yet."),
        ("reindex cancel", "It has ended already."),
        ("reindex help", "reindex --dry-run shows what would change"),
    ],
)
async def test_what_an_owner_may_not_or_need_not_is_said(works: Works, typed: str, said: str) -> None:
    heard = await works.office.say(OWNER, typed)

    assert said in heard["text"].replace("`", "")
    assert "attachments" not in heard
    assert list(works.runs.latest(10)) == []


async def test_a_second_caller_joins_and_is_shown_the_same(works: Works) -> None:
    await works.office.say(MANAGER, "reindex")
    run = await works.begin()
    await works.office.say(OWNER, "reindex wiki")
    sentence, joined = works.office.said(chat_of(OWNER))
    assert "Morgan Lee asked for this already" in words_of(sentence)
    assert "Reading files: 2 of 4" in words_of(card_of(joined))
    assert "wiki/pricing.md" not in words_of(card_of(joined))  # it looks at more than what is theirs
    assert [one.id for one in works.runs.latest(10)] == [run.id]
    await works.end()

    assert "2 changed" in words_of(card_of(works.now(OWNER)))
    assert "pricing.md" not in words_of(works.now(OWNER))
    assert works.now(OWNER)["id"] == joined["id"]
    assert "• wiki/pricing.md" in words_of(works.now(MANAGER))


async def test_a_name_of_a_person_is_no_markup(works: Works) -> None:
    works.office.connector.persons[MANAGER]["name"] = "[Pay](https://evil.example) <at>all</at>"
    await works.office.say(MANAGER, "reindex")
    await works.office.say(OWNER, "reindex wiki")
    sentence = works.office.said(chat_of(OWNER))[0]

    assert "](https://evil" not in sentence["text"]
    assert "<at>" not in sentence["text"]


async def test_it_is_cancelled_by_who_asked_for_it(works: Works) -> None:
    begun = await works.office.say(OWNER, "reindex wiki")
    await works.begin()
    await works.press(OWNER, works.now(OWNER), "Cancel")
    assert "Stopping…" in words_of(card_of(works.now(OWNER)))
    assert works.working is not None
    await works.working
    await works.follower.look()

    ended = works.now(OWNER)
    assert works.office.said(chat_of(OWNER)) == [ended]
    assert ended["id"] == begun["id"]
    assert "Stopped by Dana Reyes. Nothing has changed." in words_of(card_of(ended))
    await works.press(OWNER, ended, "Reindex again")
    await works.end()
    assert works.office.said(chat_of(OWNER)) == [works.now(OWNER)]
    assert "2 changed" in words_of(card_of(works.now(OWNER)))


@pytest.mark.parametrize(
    ("who", "title", "said"),
    [
        (REP, "Cancel", "Who asked for it may cancel it"),
        (GUEST, "Cancel", "Who asked for it may cancel it"),
        (REP, "Reindex again", "for the owners of a source and for administrators"),
        (GUEST, "Yes", "for the owners of a source and for administrators"),
    ],
)
async def test_who_presses_what_is_not_theirs_is_refused(works: Works, who: str, title: str, said: str) -> None:
    works.building.guarding = Guarding(12, 0, (WORSE,))
    await works.office.say(OWNER, "reindex wiki")
    if title != "Cancel":
        await works.end()
    before = len(list(works.runs.latest(10)))
    card = works.now(OWNER)
    await works.press(who, card, title)

    assert said in words_of(works.now(who))
    assert works.now(OWNER) == card
    assert len(list(works.runs.latest(10))) == before
    assert not works.runs.latest(1)[0].stopped_by


async def test_what_was_refused_is_let_in_all_the_same(works: Works) -> None:
    works.building.guarding = Guarding(12, 0, (WORSE,))
    begun = await works.office.say(OWNER, "reindex wiki")
    await works.end()
    refused = works.now(OWNER)
    shown = words_of(card_of(refused))
    assert "Not let in: answers would get worse" in shown
    assert "what discount on two years — now: pricing.md: “up to 15%”; then: faq.md" in shown
    assert titles_of(refused) == ["Let it serve all the same", "Reindex again"]
    assert "also the questions above" in shown
    await works.press(OWNER, refused, "Yes")
    assert "whatever golden questions say" in words_of(card_of(works.now(OWNER)))
    await works.end()

    assert works.now(OWNER)["id"] == begun["id"]
    assert "Reindexed" in words_of(card_of(works.now(OWNER)))
    assert works.office.said(chat_of(OWNER)) == [works.now(OWNER)]
    kept = works.messages.at("teams", TENANT, chat_of(OWNER), begun["id"])
    assert kept is not None
    assert [one.force for one in works.runs.latest(10) if one.id == kept.run_id] == [True]


async def test_going_back_is_typed_and_told_in_one_message(works: Works) -> None:
    begun = await works.office.say(MANAGER, "rollback")
    assert "Going back to the index of before…" in words_of(card_of(begun))
    await works.end()

    assert works.office.said(chat_of(MANAGER)) == [works.now(MANAGER)]
    assert "The index of before serves again" in words_of(card_of(works.now(MANAGER)))


async def test_going_back_waits_for_nobody(works: Works) -> None:
    await works.office.say(MANAGER, "reindex")

    assert "wait for its end, or cancel it" in words_of(await works.office.say(MANAGER, "rollback"))


async def test_a_question_that_begins_like_a_command_is_a_question(works: Works) -> None:
    await works.office.say(MANAGER, "rollback plan for a failed migration")
    await works.office.say(MANAGER, "reindex how often do we do that?")

    assert list(works.runs.latest(10)) == []


@pytest.mark.parametrize("typed", ["переиндексация wiki", "Переиндексировать wiki —dry-run"])
async def test_in_russian(works: Works, typed: str) -> None:
    begun = await works.office.say(MANAGER, typed)
    assert "Переиндексация: вот-вот начнётся" in words_of(card_of(begun))
    await works.begin()
    going = works.now(MANAGER)
    assert "Чтение файлов: 2 из 4" in words_of(card_of(going))
    await works.press(MANAGER, going, "Отменить")  # in English that Teams speaks
    assert "Останавливаю…" in words_of(card_of(works.now(MANAGER)))


async def test_going_back_in_russian(works: Works) -> None:
    await works.office.say(MANAGER, "откат")
    await works.end()

    assert "Снова отвечает прежний индекс" in words_of(card_of(works.now(MANAGER)))


async def test_typed_in_a_channel_it_is_shown_in_the_own_chat(works: Works) -> None:
    said = await works.office.mention(MANAGER, "reindex wiki")
    assert said["text"] == "I show how it goes in our own chat."
    begun = works.now(MANAGER)
    await works.end()

    assert works.now(MANAGER)["id"] == begun["id"]
    assert "• wiki/pricing.md" in words_of(works.now(MANAGER))
    assert "wiki" not in str(works.office.said(CHANNEL))


@pytest.mark.parametrize(("who", "channel"), [(REP, CHANNEL), (GUEST, BUYERS), (OWNER, CHANNEL)])
async def test_typed_in_a_channel_what_is_refused_is_said_alone(works: Works, who: str, channel: str) -> None:
    said = await works.office.mention(who, "rollback", channel=channel)

    assert "our own chat" in words_of(said)
    assert "administrators" in words_of(works.now(who))
    assert list(works.runs.latest(10)) == []


async def test_who_has_no_chat_with_the_bot_is_told_how_to_have_one(works: Works) -> None:
    works.office.connector.places[chat_of(MANAGER)].blocked = True
    said = await works.office.mention(MANAGER, "reindex")

    assert "Add me" in words_of(said) or "add me" in words_of(said)
    assert works.office.said(chat_of(MANAGER)) == []


async def test_a_card_that_was_carried_into_a_channel_tells_nothing_there(works: Works) -> None:
    await works.office.say(MANAGER, "reindex wiki")
    await works.press(MANAGER, works.now(MANAGER), "Cancel", at=CHANNEL)

    assert "Stopped by Morgan Lee" in words_of(works.now(MANAGER))
    assert works.office.said(CHANNEL) == []


async def test_a_message_that_is_gone_is_not_followed_any_more(works: Works) -> None:
    begun = await works.office.say(MANAGER, "reindex")
    (kept,) = works.messages.of_run(works.runs.under_way()[0].id)
    works.office.connector.places[chat_of(MANAGER)].threads.clear()
    with pytest.raises(UndeliveredError) as raised:
        await works.office.door.run_poster.show(kept, told(works.runs.under_way()[0], "en", names=True))
    assert raised.value.for_good
    await works.end()

    assert works.office.said(chat_of(MANAGER)) == []
    assert works.messages.claim(["teams"], "other", datetime(2030, 1, 1, tzinfo=UTC), SECONDS) == []
    assert begun["id"] == kept.message


async def test_where_teams_is_down_it_is_tried_again(works: Works) -> None:
    await works.office.say(MANAGER, "reindex")
    before = works.now(MANAGER)
    works.office.connector.fail(502, times=2)
    await works.end()
    assert works.now(MANAGER) == before
    await works.follower.look()

    assert "• wiki/pricing.md" in words_of(works.now(MANAGER))


async def test_where_teams_takes_no_card_it_is_said_as_text(works: Works) -> None:
    await works.office.say(MANAGER, "reindex")
    works.office.connector.fail(400, "BadArgument")
    await works.end()

    assert "attachments" not in works.now(MANAGER)
    assert "**Reindexed**" in works.now(MANAGER)["text"]
    assert "• wiki/security\\.md" in works.now(MANAGER)["text"]
