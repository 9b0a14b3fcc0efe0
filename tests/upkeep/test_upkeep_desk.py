"""Who may do what with which page, which page words mean, and what is told where a review cannot be written back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import get_args

import pytest
from fakes import FixedClock
from sqlalchemy import Engine

from bot.reindexing.rights import SourceRights
from bot.stores.upkeep import SqlUpkeep
from bot.upkeep.desk import LONGEST_NOTE, NotYoursError, PageGoneError, UpkeepDesk, WrittenBack
from bot.upkeep.model import DocumentAct, UpkeepVerb
from bot.upkeep.rights import UpkeepRights
from bot.upkeep.telling import done_told
from bot.viewer import Viewer
from content_index.model import Document

PRICING = Document("d-pricing", "wiki", "sales/pricing.md", "Pricing", "policy", "en", "f", owner="Dana Reyes",
                   url="https://wiki.example/pricing")  # fmt: skip
PARTNERS = replace(PRICING, id="d-partners", path="partners/pricing.md", title="Pricing for partners", url=None)
BOARD = replace(PRICING, id="d-board", path="board.md", title="Board numbers", audience=("board",), url=None)
RIVAL = Document("d-rival", "drive", "cards/rival.md", "Rival Inc.", "battlecard", "en", "f", owner="Sam Okoro",
                 buyer_safe=True)  # fmt: skip
PAGES = {one.id: one for one in (PRICING, PARTNERS, BOARD, RIVAL)}
SOURCES = {"wiki": ("Wiki Team",), "drive": ()}


def somebody(name: str, *roles: str, owns: str = "", guest: bool = False) -> Viewer:
    return Viewer(
        f"U-{name}", name, surface="slack", groups=frozenset({"sales"}), roles=frozenset(roles),  # type: ignore[arg-type]
        guest=guest, owns=owns.__eq__,
    )  # fmt: skip


ADMINISTRATOR = somebody("Adam", "administrator")
DANA = somebody("Dana", "owner", owns="Dana Reyes")
WIKI = somebody("Wiki", "rep", owns="Wiki Team")
SAM = somebody("Sam", "owner", owns="Sam Okoro")
MANAGER = somebody("Mona", "manager")
REP = somebody("Rita", "rep")
GUEST = somebody("Guy", "administrator", "owner", owns="Dana Reyes", guest=True)


@dataclass
class Office:
    desk: UpkeepDesk
    upkeep: SqlUpkeep
    written: list[tuple[str, UpkeepVerb]] = field(default_factory=list)
    acted: list[tuple[str, UpkeepVerb]] = field(default_factory=list)


@pytest.fixture
def office(engine: Engine) -> Office:
    return opened(engine)


def opened(engine: Engine, hindered: Callable[[], str] = lambda: "") -> Office:
    upkeep = SqlUpkeep(engine)

    def write_back(document: Document, act: DocumentAct) -> WrittenBack:
        made.written.append((document.id, act.verb))
        return WrittenBack(hindered=hindered())

    desk = UpkeepDesk(
        upkeep=upkeep,
        documents=lambda: PAGES,
        rights=UpkeepRights(SourceRights(SOURCES)),
        clock=FixedClock(),
        write_back=write_back,
        acted=lambda act, document: made.acted.append((document.id, act.verb)),
    )
    made = Office(desk, upkeep)
    return made


@pytest.mark.parametrize("verb", get_args(UpkeepVerb))
@pytest.mark.parametrize(
    ("viewer", "allowed"),
    [(ADMINISTRATOR, True), (DANA, True), (WIKI, True), (SAM, False), (MANAGER, False), (REP, False), (GUEST, False)],
    ids=lambda one: one.name if isinstance(one, Viewer) else "",
)
def test_a_page_is_for_its_owner_its_sources_owners_and_administrators(
    office: Office, viewer: Viewer, verb: UpkeepVerb, allowed: bool
) -> None:
    assert office.desk.may(viewer, PRICING) is allowed
    before: list[UpkeepVerb] = []
    if verb == "restored":
        office.desk.act(ADMINISTRATOR, "pulled", PRICING.id)
        before = ["pulled"]
        office.acted.clear()
    if allowed:
        done = office.desk.act(viewer, verb, PRICING.id, "why  so")
        assert (done.act.by, done.act.name, done.act.verb, done.act.note) == (viewer.id, viewer.name, verb, "why so")
        assert office.desk.state(PRICING.id) == done.state
        assert {one.verb for one in office.desk.history(viewer, PRICING.id)} == {*before, verb}
        assert office.acted == [(PRICING.id, verb)]
    else:
        with pytest.raises((NotYoursError, PageGoneError)):
            office.desk.act(viewer, verb, PRICING.id)
        assert (office.acted, [one.verb for one in office.upkeep.lately(9)]) == ([], before)


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("pulled", "it is pulled already, since 24 Nov 2026 (Dana)."),
        ("retired", "it is retired already, since 24 Nov 2026 (Dana)."),
        ("needs_work", "its answers say so already, since 24 Nov 2026 (Dana)."),
    ],
)
def test_what_was_done_before_is_said_and_not_kept_twice(office: Office, verb: UpkeepVerb, said: str) -> None:
    office.desk.act(DANA, verb, PRICING.id, "old prices")
    for note in ("", "old  prices"):
        again = office.desk.act(ADMINISTRATOR, verb, PRICING.id, note)
        assert (again.already, done_told(again, "en")) == (True, f"Nothing was done: {said}")
    assert len(office.desk.history(DANA, PRICING.id)) == len(office.acted) == 1
    assert not office.desk.act(ADMINISTRATOR, verb, PRICING.id, "new words").already  # they are news
    assert len(office.desk.history(DANA, PRICING.id)) == 2


def test_there_is_nothing_to_restore_of_a_page_that_answers(office: Office) -> None:
    done = office.desk.act(DANA, "restored", PRICING.id)
    assert (done.already, office.acted, office.desk.history(DANA, PRICING.id)) == (True, [], [])
    assert done_told(done, "en") == "Nothing was done: it is neither pulled nor retired."
    assert "не снята" in done_told(done, "ru")


def test_a_page_is_right_as_often_as_somebody_says_so(office: Office) -> None:
    assert not any(office.desk.act(DANA, "verified", PRICING.id).already for _ in range(2))
    assert office.written == [(PRICING.id, "verified")] * 2


def test_who_may_not_is_told_no_history(office: Office) -> None:
    office.desk.act(DANA, "pulled", PRICING.id, "a secret reason")
    assert office.desk.history(REP, PRICING.id) == ()
    with pytest.raises(PageGoneError):
        office.desk.history(GUEST, PRICING.id)


def test_a_page_outside_somebodys_groups_is_not_there_for_them_even_where_it_is_theirs(office: Office) -> None:
    for viewer in (DANA, WIKI):
        with pytest.raises(PageGoneError):
            office.desk.act(viewer, "pulled", BOARD.id)
        assert BOARD not in office.desk.theirs(viewer)
    in_it = replace(DANA, groups=frozenset({"board"}))
    assert office.desk.act(in_it, "pulled", BOARD.id).state.hidden == "pulled"


def test_a_page_that_the_index_does_not_hold_is_gone(office: Office) -> None:
    with pytest.raises(PageGoneError):
        office.desk.act(ADMINISTRATOR, "pulled", "d-none")


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("d-pricing", ["d-pricing"]),
        ("sales/pricing.md", ["d-pricing"]),
        ("Pricing", ["d-pricing"]),
        ("https://wiki.example/pricing", ["d-pricing"]),
        ("<https://wiki.example/pricing|Pricing>", ["d-pricing"]),
        ("https://console.example/documents/d-partners?q=x#tiers", ["d-partners"]),
        ("pricing partners", ["d-partners"]),
        ("pricng for partnrs", ["d-partners"]),
        ("pricing", ["d-partners", "d-pricing"]),
        ("rival", []),
        ("board numbers", []),
        ("", []),
    ],
)
def test_words_mean_a_page_of_theirs(office: Office, words: str, ids: list[str]) -> None:
    assert sorted(one.id for one in office.desk.meant(DANA, words)) == ids


def test_the_administrator_may_mean_any(office: Office) -> None:
    assert office.desk.meant(ADMINISTRATOR, "rival") == [RIVAL]
    assert [one.title for one in office.desk.theirs(ADMINISTRATOR)] == sorted(one.title for one in PAGES.values())
    assert office.desk.theirs(REP) == []


def test_a_review_is_written_back_and_nothing_else_is(office: Office) -> None:
    for verb in get_args(UpkeepVerb):
        office.desk.act(DANA, verb, PRICING.id)
    assert office.written == [(PRICING.id, "verified")]


def test_what_hinders_writing_back_is_told_and_the_review_counts_all_the_same(engine: Engine) -> None:
    office = opened(engine, lambda: "its source cannot be written to")
    done = office.desk.act(DANA, "verified", PRICING.id)
    assert done.not_written == "its source cannot be written to"
    assert office.desk.state(PRICING.id).reviewed == FixedClock().now().date()
    assert office.desk.act(DANA, "pulled", PRICING.id).not_written == ""


def test_all_that_was_said_is_told_by_page_and_long_words_are_cut(office: Office) -> None:
    office.desk.act(DANA, "needs_work", PRICING.id, "x" * 9_999)
    office.desk.act(SAM, "retired", RIVAL.id)
    states = office.desk.states()
    assert {key: (one.hidden, one.needs_work) for key, one in states.items()} == {
        PRICING.id: ("", True),
        RIVAL.id: ("retired", False),
    }
    assert len(states[PRICING.id].note) == LONGEST_NOTE
