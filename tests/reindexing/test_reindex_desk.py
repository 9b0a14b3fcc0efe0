"""Who may reindex what: every verb, for everybody."""

from __future__ import annotations

from pathlib import Path

import pytest
from database_fixtures import upgraded_sqlite
from run_samples import ADMINISTRATOR, DANA, GUEST, HANNAH, NOW, OWNERS, REP, SAM, Clock

from bot.ports import KeepingError
from bot.reindexing.desk import BusyError, NotLatestError, NotTheirsError, ReindexDesk, UnknownSourceError
from bot.reindexing.model import Ending, Outcome, Run
from bot.reindexing.rights import SourceRights
from bot.reindexing.wishes import ReindexWish
from bot.stores.reindex_runs import SqlRuns
from bot.viewer import Viewer
from content_index.model import Wish

EVERYBODY = [ADMINISTRATOR, DANA, SAM, REP, GUEST]


class Desk(ReindexDesk):
    """With real runs, and workers that are only counted."""

    def __init__(self, folder: Path, owners: dict[str, tuple[str, ...]] | None = None) -> None:
        self.engine = upgraded_sqlite(folder / "runs.db")
        self.runs, self.clock, self.started = SqlRuns(self.engine), Clock(), list[int]()
        super().__init__(self.runs, SourceRights(OWNERS if owners is None else owners), self.clock, self._begin)

    def _begin(self) -> None:
        self.started.append(1)

    def ends(self, state: str = "done", *, swapped: bool = True) -> Run:
        """The run that is next is done by a worker."""
        run = self.runs.take("there", self.clock.now(), 30.0)
        assert run is not None
        self.runs.end(run.id, "there", Ending(state, Outcome(swapped=swapped)), self.clock.now())  # type: ignore[arg-type]
        self.clock.passes(1)
        return run


@pytest.fixture
def desk(tmp_path: Path):
    made = Desk(tmp_path)
    yield made
    made.engine.dispose()


@pytest.mark.parametrize(
    ("viewer", "theirs"),
    [
        (ADMINISTRATOR, ("playbooks", "wiki", "decks")),
        (DANA, ("playbooks", "wiki")),
        (SAM, ("wiki",)),
        (REP, ()),
        (GUEST, ()),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
def test_each_may_reindex_what_is_theirs(desk: Desk, viewer: Viewer, theirs: tuple[str, ...]) -> None:
    assert (desk.sources(viewer), desk.may(viewer)) == (theirs, bool(theirs))
    if not theirs:
        for verb in (lambda: desk.ask(viewer, ReindexWish()), lambda: desk.rollback(viewer)):
            with pytest.raises(NotTheirsError):
                verb()
        assert (desk.latest(viewer, 9), desk.under_way(viewer), desk.find(viewer, "x")) == ([], [], None)
        assert not desk.started
        return
    asked = desk.ask(viewer, ReindexWish())
    assert asked.run.wish.only == (None if len(theirs) == len(OWNERS) else frozenset(theirs))
    assert desk.started == [1]


def test_sources_are_named_in_any_case_and_others_are_refused(desk: Desk) -> None:
    assert desk.ask(SAM, ReindexWish(sources=("WIKI",))).run.wish.only == {"wiki"}
    with pytest.raises(NotTheirsError) as refused:
        desk.ask(SAM, ReindexWish(sources=("wiki", "decks")))
    assert (refused.value.sources, refused.value.own) == (("decks",), ("wiki",))
    with pytest.raises(UnknownSourceError) as unknown:
        desk.ask(SAM, ReindexWish(sources=("wikis",)))
    assert (unknown.value.sources, unknown.value.own) == (("wikis",), ("wiki",))


@pytest.mark.parametrize("verb", ["force", "again"])
@pytest.mark.parametrize(
    ("viewer", "may"), [(ADMINISTRATOR, True), (DANA, True), (SAM, False), (REP, False), (GUEST, False)],
    ids=lambda one: getattr(one, "name", ""),
)  # fmt: skip
def test_only_who_owns_all_that_it_looks_at_forces_or_repeats_a_run(
    desk: Desk, verb: str, viewer: Viewer, may: bool
) -> None:
    run = desk.ask(DANA, ReindexWish()).run
    desk.ends("refused")
    if not may:
        with pytest.raises(NotTheirsError):
            getattr(desk, verb)(viewer, run.id)
        return
    asked = getattr(desk, verb)(viewer, run.id)
    assert (asked.run.wish.only, asked.run.force) == ({"playbooks", "wiki"}, verb == "force")


@pytest.mark.parametrize("viewer", EVERYBODY, ids=lambda one: one.name)
def test_only_who_may_reindex_every_source_goes_back(desk: Desk, viewer: Viewer) -> None:
    assert desk.may_go_back(viewer) == (viewer is ADMINISTRATOR)
    if viewer is ADMINISTRATOR:
        assert desk.rollback(viewer).run.kind == "rollback"
        return
    with pytest.raises(NotTheirsError) as refused:
        desk.rollback(viewer)
    assert refused.value.going_back == desk.may(viewer)


def test_who_owns_every_source_goes_back_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path, {"playbooks": ("Dana Reyes",)})
    assert desk.may_go_back(DANA)
    desk.engine.dispose()


def test_going_back_waits_for_no_reindex(desk: Desk) -> None:
    desk.ask(ADMINISTRATOR, ReindexWish())
    with pytest.raises(BusyError):
        desk.rollback(ADMINISTRATOR)


@pytest.mark.parametrize(
    ("viewer", "may"), [(ADMINISTRATOR, True), (DANA, True), (SAM, False), (REP, False), (GUEST, False)],
    ids=lambda one: getattr(one, "name", ""),
)  # fmt: skip
def test_who_may_cancel_a_run(desk: Desk, viewer: Viewer, may: bool) -> None:
    run = desk.ask(DANA, ReindexWish()).run
    if may:
        stopped = desk.cancel(viewer)
        assert stopped is not None
        assert (stopped.id, stopped.state) == (run.id, "cancelled")
    else:
        with pytest.raises(NotTheirsError):
            desk.cancel(viewer, run.id)


def test_what_has_ended_is_cancelled_by_nobody(desk: Desk) -> None:
    run = desk.ask(DANA, ReindexWish()).run
    desk.ends()
    assert desk.cancel(DANA, run.id) is None
    assert desk.cancel(DANA) is None


def test_who_presses_twice_goes_back_once(desk: Desk) -> None:
    desk.ask(ADMINISTRATOR, ReindexWish())
    desk.ends()
    shown = desk.serving(ADMINISTRATOR)
    first, again = desk.rollback(ADMINISTRATOR, shown), desk.rollback(ADMINISTRATOR, shown)
    assert (again.run.id, again.joined) == (first.run.id, True)
    desk.ends()
    with pytest.raises(NotLatestError):
        desk.rollback(ADMINISTRATOR, shown)
    assert desk.serving(ADMINISTRATOR) == first.run.id
    assert desk.rollback(ADMINISTRATOR, first.run.id).run.id != first.run.id


def test_what_was_on_the_page_must_still_serve_and_be_something_that_serves(desk: Desk) -> None:
    assert desk.serving(ADMINISTRATOR) == ""
    assert not desk.rollback(ADMINISTRATOR, "").joined
    desk.ends()
    with pytest.raises(NotLatestError):
        desk.rollback(ADMINISTRATOR, "")
    dry = desk.ask(ADMINISTRATOR, ReindexWish(dry_run=True)).run
    desk.ends(swapped=False)
    with pytest.raises(NotLatestError):
        desk.rollback(ADMINISTRATOR, dry.id)
    assert desk.serving(DANA) == ""
    assert not desk.rollback(ADMINISTRATOR).joined


def test_what_no_worker_would_find_is_not_taken_for_asked(desk: Desk, tmp_path: Path) -> None:
    desk.latest(ADMINISTRATOR, 1)
    for file in tmp_path.iterdir():
        file.unlink()
    for asking in (
        lambda: desk.ask(ADMINISTRATOR, ReindexWish()),
        lambda: desk.unasked("webhook", ("wiki",)),
        lambda: desk.rollback(ADMINISTRATOR),
    ):
        with pytest.raises((KeepingError, BusyError)):
            asking()
    assert not desk.started


def test_a_schedule_stays_away_after_somebody_went_back_until_a_person_asks(desk: Desk) -> None:
    desk.ask(ADMINISTRATOR, ReindexWish())
    desk.ends()
    desk.rollback(ADMINISTRATOR)
    desk.ends()
    assert desk.unasked("schedule") is None
    assert desk.unasked("webhook", ("wiki",)) is None
    desk.ask(ADMINISTRATOR, ReindexWish())
    desk.ends(swapped=False)
    asked = desk.unasked("webhook", ("wiki",))
    assert asked is not None
    assert (asked.run.by.cause, asked.run.wish.only) == ("webhook", {"wiki"})


def test_pushes_join_the_run_that_waits_and_never_one_that_has_begun(desk: Desk) -> None:
    first = desk.unasked("webhook", ("wiki",))
    again = desk.unasked("webhook", ("wiki",))
    assert first is not None
    assert again is not None
    assert (again.run.id, again.joined) == (first.run.id, True)
    desk.runs.take("there", NOW, 30.0)  # it may have read the file by now
    third, fourth = desk.unasked("webhook", ("wiki",)), desk.unasked("webhook", ("decks",))
    assert third is not None
    assert fourth is not None
    assert third.run.id != first.run.id
    assert third.behind
    assert (fourth.run.id, fourth.run.wish.only) == (third.run.id, {"wiki", "decks"})
    person, _ = desk.runs.ask("reindex", Wish(frozenset({"wiki"})), HANNAH, force=False, at=NOW)
    assert person.id == first.run.id
