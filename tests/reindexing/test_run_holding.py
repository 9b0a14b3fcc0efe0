"""After somebody went back, nothing lets the bad content in unasked: whatever else happens, until a person does."""

from __future__ import annotations

from pathlib import Path

import pytest
from database_fixtures import upgraded_sqlite
from run_samples import ADMINISTRATOR, DANA, NOW, OWNERS, SAM, Clock, ScriptedBuilding

from bot.reindexing.beating import Patience
from bot.reindexing.desk import ReindexDesk
from bot.reindexing.holding import let_through
from bot.reindexing.model import HELD, Ending, Outcome, Requester, Run
from bot.reindexing.rights import SourceRights
from bot.reindexing.running import RunWorker
from bot.reindexing.telling import told
from bot.reindexing.wishes import ReindexWish
from bot.stores.reindex_runs import SqlRuns
from content_index.model import Wish

WEBHOOK = Requester(cause="webhook", surface="webhook")


class Index:
    """A desk, and the generations that its runs bring: each swap is a new one, going back swaps two."""

    def __init__(self, folder: Path) -> None:
        self.engine = upgraded_sqlite(folder / "runs.db")
        self.runs, self.clock = SqlRuns(self.engine), Clock()
        self.desk = ReindexDesk(self.runs, SourceRights(OWNERS), self.clock, lambda: None)
        self.made, self.serves, self.before = 0, "", ""

    def ends(self, state: str = "done", *, swaps: bool = True) -> Run:
        """The run that is next is done."""
        self.clock.passes(1)
        run = self.runs.take("there", self.clock.now(), 30.0)
        assert run is not None
        outcome = Outcome(self.serves)
        if run.kind == "rollback":
            self.serves, self.before = self.before, self.serves
            outcome = Outcome(self.serves, swapped=True, left=self.before)
        elif swaps and state == "done" and not run.wish.dry_run:
            self.made += 1
            self.serves, self.before = f"g{self.made}", self.serves
            outcome = Outcome(self.serves, swapped=True)
        self.runs.end(run.id, "there", Ending(state, outcome), self.clock.now())  # type: ignore[arg-type]
        self.clock.passes(1)
        return run

    def reindexes(self, *sources: str, dry_run: bool = False, state: str = "done", swaps: bool = True) -> None:
        self.desk.ask(ADMINISTRATOR, ReindexWish(sources=sources, dry_run=dry_run))
        self.ends(state, swaps=swaps)

    def goes_back(self) -> None:
        self.desk.rollback(ADMINISTRATOR)
        self.ends()

    def lets(self, *sources: str) -> frozenset[str] | None:
        """What a push to these, or the schedule, may look at; none where nothing."""
        wish = let_through(Wish(frozenset(sources) or None), self.runs.changes(200))
        return frozenset() if wish is None else wish.only


@pytest.fixture
def index(tmp_path: Path):
    made = Index(tmp_path)
    made.reindexes()
    made.reindexes()
    yield made
    made.engine.dispose()


NOTHING: frozenset[str] = frozenset()


def test_nothing_is_held_while_nobody_goes_back(index: Index) -> None:
    assert (index.lets(), index.lets("wiki")) == (None, {"wiki"})
    assert let_through(Wish(), []) == Wish()


@pytest.mark.parametrize("state", ["cancelled", "failed", "refused"])
def test_a_run_that_lets_nothing_in_ends_no_hold(index: Index, state: str) -> None:
    index.goes_back()
    index.reindexes(state=state)
    assert (index.lets(), index.lets("wiki")) == (NOTHING, NOTHING)
    assert index.desk.unasked("webhook", ("wiki",)) is None
    assert index.desk.unasked("schedule") is None


def test_a_dry_run_ends_no_hold_nor_do_many(index: Index) -> None:
    index.goes_back()
    for _ in range(3):
        index.reindexes(dry_run=True)
    assert index.lets() == NOTHING


def test_a_run_of_one_source_frees_that_one_alone(index: Index) -> None:
    index.goes_back()
    index.reindexes("wiki", swaps=False)
    assert (index.lets("playbooks"), index.lets("wiki"), index.lets()) == (NOTHING, {"wiki"}, {"wiki"})
    assert index.lets("wiki", "playbooks") == {"wiki"}
    index.desk.ask(SAM, ReindexWish())
    index.ends()
    assert index.lets() == {"wiki"}
    index.desk.ask(DANA, ReindexWish())
    index.ends()
    assert index.lets() == {"wiki", "playbooks"}


def test_a_reindex_of_everything_by_a_person_ends_the_hold(index: Index) -> None:
    index.goes_back()
    index.reindexes()
    assert index.lets() is None


def test_going_forward_again_ends_the_hold_and_back_once_more_begins_it(index: Index) -> None:
    index.goes_back()
    index.goes_back()
    assert index.serves == "g2"
    assert index.lets() is None
    asked = index.desk.unasked("webhook", ("wiki",))
    assert asked is not None
    index.ends(swaps=False)
    index.goes_back()
    assert index.lets() == NOTHING


def test_going_forward_finds_what_was_held_then(index: Index) -> None:
    index.goes_back()
    index.reindexes("wiki")
    index.goes_back()
    assert index.lets() == NOTHING
    index.goes_back()
    assert (index.serves, index.lets()) == ("g3", {"wiki"})


def worker(index: Index) -> tuple[RunWorker, ScriptedBuilding]:
    building = ScriptedBuilding()
    return RunWorker(index.runs, building, index.clock, "here", patience=Patience(beat=0.01)), building


def test_a_push_that_waits_behind_who_goes_back_is_not_begun(index: Index) -> None:
    index.desk.rollback(ADMINISTRATOR)
    pushed = index.desk.unasked("webhook", ("wiki",))
    assert pushed is not None
    assert pushed.behind
    index.ends()
    working, building = worker(index)
    working.work()
    held = index.runs.find(pushed.run.id)
    assert held is not None
    assert (held.state, held.trouble, building.done) == ("cancelled", HELD, [])
    assert "somebody went back to the index of before" in told(held, "en", names=True).status
    assert index.lets() == NOTHING


def test_it_is_begun_where_going_back_did_not_work(index: Index) -> None:
    index.desk.rollback(ADMINISTRATOR)
    pushed = index.desk.unasked("webhook", ("wiki",))
    index.runs.take("there", NOW, 30.0)
    index.runs.end(index.runs.under_way()[0].id, "there", Ending("failed", trouble="There is none."), NOW)
    working, building = worker(index)
    working.work()
    assert pushed is not None
    assert [one.id for one in building.done] == [pushed.run.id]


def test_behind_who_goes_back_what_a_person_wishes_is_not_mixed_with_what_nobody_asked_for(index: Index) -> None:
    index.desk.rollback(ADMINISTRATOR)
    index.desk.unasked("webhook", ("wiki",))
    asked = index.desk.ask(ADMINISTRATOR, ReindexWish(sources=("decks",)))
    index.desk.unasked("webhook", ("playbooks",))
    waiting = index.runs.under_way()[1]
    assert (waiting.id, waiting.wish.only, waiting.by.cause) == (asked.run.id, {"decks"}, "person")


def test_a_push_that_a_person_joins_while_it_waits_is_theirs(index: Index) -> None:
    index.desk.unasked("webhook", ("wiki",))
    joined = index.desk.ask(ADMINISTRATOR, ReindexWish(sources=("wiki",)))
    assert (joined.joined, joined.run.by.name) == (True, "Ada")
    found = index.runs.find(joined.run.id)
    assert found is not None
    assert (found.by.name, found.joiner and found.joiner.by) == ("Ada", WEBHOOK)
