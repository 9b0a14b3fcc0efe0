"""The board: who may do what, that everything is kept, and that it can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from gap_work.gap_office import BOSS, DANA, REP, GapOffice, a_document

from bot.gaps.history import of_its_own
from bot.gaps.model import GapFilter, GapGoneError, NotAllowedError
from bot.viewer import Viewer

PCI = "are we pci dss certified"
KOREAN = "does the kiosk speak korean"
PRICE = "price list for poland"


def test_a_rep_sees_no_gaps_and_changes_none(office: GapOffice) -> None:
    gap = office.asked(PCI)
    board = office.replica.board
    for attempt in (
        lambda: board.listing(REP, GapFilter(), 10),
        lambda: board.count(REP, GapFilter()),
        lambda: board.gap(REP, gap),
        lambda: board.dismiss(REP, gap, "no"),
        lambda: board.undo(REP, gap),
    ):
        with pytest.raises(NotAllowedError):
            attempt()


def test_an_owner_sees_and_works_their_own_alone(office: GapOffice) -> None:
    office.documents.append(a_document("hr/leave.md", owner="Ines Bell"))
    theirs = office.asked(PCI, status="unsure")
    others = office.asked("how many weeks of leave", status="unsure", document="hr/leave.md")
    board = office.replica.board
    assert [gap.id for gap in board.listing(DANA, GapFilter(), 10)] == [theirs]
    assert board.rename(DANA, theirs, "PCI").title == "PCI"
    with pytest.raises(NotAllowedError):
        board.gap(DANA, others)
    board.assign(BOSS, others, "Dana Reyes")
    assert board.gap(DANA, others).gap.id == others


def test_owners_of_pages_that_are_hidden_from_who_looks_are_not_offered(office: GapOffice) -> None:
    office.documents += [
        a_document("all/price.md", owner="Petra Pricing"),
        a_document("legal/merger.md", owner="Maud Merger", audience=("board",)),
        a_document("internal/costs.md", owner="Carl Costs", buyer_safe=False),
    ]
    board = office.replica.board
    everybody = ["Carl Costs", "Dana Reyes", "Ines Bell", "Petra Pricing"]
    assert board.owners(BOSS) == everybody
    with_maud = sorted([*everybody, "Maud Merger"])
    assert board.owners(replace(BOSS, groups=frozenset({"board"}))) == with_maud
    assert board.owners(replace(BOSS, groups=None)) == with_maud
    assert board.owners(replace(BOSS, owns="Maud Merger".__eq__)) == with_maud
    assert board.owners(replace(BOSS, guest=True)) == ["Dana Reyes", "Ines Bell"]


def test_a_manager_of_a_team_sees_what_their_people_asked(office: GapOffice) -> None:
    east = office.asked(PCI, asker="U1", groups=("east",))
    west = office.asked(KOREAN, asker="U2", groups=("west",))
    of_east = replace(BOSS, teams=("east",))
    board = office.replica.board
    assert [gap.id for gap in board.listing(of_east, GapFilter(), 10)] == [east]
    with pytest.raises(NotAllowedError):
        board.dismiss(of_east, west, "no")
    assert board.count(of_east, GapFilter()) == {"open": 1}


def test_a_guest_is_nobody_here(office: GapOffice) -> None:
    office.asked(PCI)
    with pytest.raises(NotAllowedError):
        office.replica.board.listing(replace(BOSS, guest=True), GapFilter(), 10)


def test_what_is_done_is_kept_with_who_and_when(office: GapOffice) -> None:
    gap = office.asked(PCI)
    board = office.replica.board
    board.assign(BOSS, gap, "Dana Reyes")
    office.clock.pass_by(hours=1)
    board.snooze(DANA, gap, (office.clock.now() + timedelta(days=3)).date())
    history = board.gap(BOSS, gap).history
    assert [(one.verb, one.by) for one in history] == [("snoozed", "UDANA"), ("assigned", "BOSS"), ("opened", "")]
    assert history[0].at == office.clock.now()


@pytest.mark.parametrize("verb", ["rename", "assign", "snooze", "dismiss", "set_kind", "close"])
def test_each_can_be_taken_back(office: GapOffice, verb: str) -> None:
    gap = office.asked(PCI)
    before = office.find(gap)
    board = office.replica.board
    done = {
        "rename": lambda: board.rename(BOSS, gap, "PCI"),
        "assign": lambda: board.assign(BOSS, gap, "Ines Bell"),
        "snooze": lambda: board.snooze(BOSS, gap, (office.clock.now() + timedelta(days=3)).date()),
        "dismiss": lambda: board.dismiss(BOSS, gap, "no"),
        "set_kind": lambda: board.set_kind(BOSS, gap, "stale"),
        "close": lambda: board.close(BOSS, gap, "security/faq.md"),
    }
    assert done[verb]() != before
    after = board.undo(BOSS, gap)
    for name in ("title", "kind", "state", "assigned", "state_reason", "snoozed_until", "closed_by"):
        assert getattr(after, name) == getattr(before, name), name


def test_to_dismiss_needs_a_reason_and_to_snooze_a_day_to_come(office: GapOffice) -> None:
    gap = office.asked(PCI)
    with pytest.raises(ValueError, match="reason"):
        office.replica.board.dismiss(BOSS, gap, "  ")
    with pytest.raises(ValueError, match="future"):
        office.replica.board.snooze(BOSS, gap, office.clock.now().date())


def test_nothing_to_take_back_is_said_so(office: GapOffice) -> None:
    gap = office.asked(PCI)
    with pytest.raises(ValueError, match="nothing"):
        office.replica.board.undo(BOSS, gap)


def test_merged_gaps_are_one_and_can_be_parted_again(office: GapOffice) -> None:
    first, second = office.asked(PCI, asker="U1"), office.asked(KOREAN, asker="U2")
    board = office.replica.board
    stays = board.merge(BOSS, second, first)
    assert (stays.id, stays.questions, stays.people) == (first, 2, 2)
    assert board.gap(BOSS, second).gap.id == first, "the old address leads to the one that stays"
    assert len(board.listing(BOSS, GapFilter(), 10)) == 1
    again = board.undo(BOSS, first)
    assert (again.id, again.questions) == (first, 1)
    assert {gap.id for gap in board.listing(BOSS, GapFilter(), 10)} == {first, second}
    assert office.asked(KOREAN, asker="U4") == second


def test_a_merge_that_was_taken_back_is_called_that_and_can_be_made_again(office: GapOffice) -> None:
    first, second = office.asked(PCI, asker="U1"), office.asked(KOREAN, asker="U2")
    board = office.replica.board
    board.merge(BOSS, second, first)
    board.undo(BOSS, first)
    assert [one.verb for one in board.gap(BOSS, first).history][:2] == ["unmerged", "merged"]
    assert board.gap(BOSS, second).history[0].verb == "unmerged"
    assert not board.gap(BOSS, second).undoable
    assert board.undo(BOSS, first).questions == 2


def test_the_history_tells_of_other_gaps_by_what_they_are_called_now(office: GapOffice) -> None:
    first, second = office.asked(PCI, asker="U1"), office.asked(KOREAN, asker="U2")
    board = office.replica.board
    board.set_apart(BOSS, first, second)
    board.rename(BOSS, second, "Kiosk languages")
    view = board.gap(BOSS, first)
    assert view.titles == {second: "Kiosk languages"}
    board.merge(BOSS, second, first)
    assert board.gap(BOSS, first).titles == {second: "Kiosk languages"}
    board.undo(BOSS, first)
    assert PCI not in str(board.gap(BOSS, second).history) + str(board.gap(BOSS, first).history)


def test_a_gap_that_is_not_theirs_is_not_named_in_the_history(office: GapOffice) -> None:
    office.documents.append(a_document("hr/leave.md", owner="Ines Bell"))
    own = office.asked(PCI, status="unsure")
    other = office.asked("how many weeks of leave", status="unsure", document="hr/leave.md")
    board = office.replica.board
    board.set_apart(BOSS, own, other)
    assert board.gap(BOSS, own).titles == {other: "how many weeks of leave"}
    assert board.gap(DANA, own).titles == {}


def test_a_renamed_gap_keeps_no_question_in_its_history(office: GapOffice) -> None:
    gap = office.asked(PCI)
    board = office.replica.board
    board.rename(BOSS, gap, "PCI")
    assert PCI not in str(board.gap(BOSS, gap).history)
    assert board.undo(BOSS, gap).title == PCI


def test_nobody_closes_a_gap_with_a_page_that_is_not_there_or_not_for_them(office: GapOffice) -> None:
    office.documents += [a_document("board.md", audience=("board",)), a_document("faq.md")]
    gap = office.asked(PCI)
    board = office.replica.board
    for document in ("no/such.md", "", "board.md"):
        with pytest.raises(ValueError, match="no such document"):
            board.close(BOSS, gap, document)
    assert office.find(gap).state == "open"
    assert board.close(replace(BOSS, groups=frozenset({"board"})), gap, "board.md").closed_by == "board.md"


def test_a_page_that_did_not_do_does_not_close_the_gap_again_by_itself(office: GapOffice) -> None:
    gap = office.asked(PCI)
    office.content[PCI] = "security/faq.md"
    office.replica.board.close(BOSS, gap, "security/faq.md")
    office.replica.board.reopen(BOSS, gap)
    assert office.ask_again() == []
    office.documents[0] = replace(office.documents[0], fingerprint="another")
    assert [one.id for one in office.ask_again("g3")] == [gap]


def test_questions_can_be_split_off_and_do_not_come_back(office: GapOffice) -> None:
    gap = office.asked(PCI, asker="U1")
    assert office.asked("pci dss certified?", asker="U2") == gap
    board = office.replica.board
    own = board.split(BOSS, gap, ["q0002"])
    assert own.id != gap
    assert (own.questions, board.gap(BOSS, gap).gap.questions) == (1, 1)
    assert own.id not in {one.id for one in board.gap(BOSS, gap).perhaps}
    office.place()
    assert office.gaps.gap_of("q0002") == own.id
    for wrong in ([], ["q0001"], ["q0001", "q0002"], ["unknown"]):
        with pytest.raises(ValueError, match="some"):
            board.split(BOSS, gap, wrong)


def test_a_split_that_was_taken_back_is_called_that_and_can_be_made_again(office: GapOffice) -> None:
    gap = office.asked(PCI, asker="U1")
    assert office.asked("pci dss certified?", asker="U2") == gap
    board = office.replica.board
    own = board.split(BOSS, gap, ["q0002"])
    assert board.undo(BOSS, gap).questions == 2
    told = [one.verb for one in board.gap(BOSS, gap).history if of_its_own(one)]
    assert told[:2] == ["unsplit", "split"], "neither merged nor no longer told apart"
    assert board.gap(BOSS, own.id).gap.id == gap
    assert board.undo(BOSS, gap).questions == 1
    assert board.gap(BOSS, own.id).gap.state == "open"
    assert own.id not in {one.id for one in board.gap(BOSS, gap).perhaps}
    assert [one.verb for one in board.gap(BOSS, gap).history if of_its_own(one)][:2] == ["split", "unsplit"]
    assert board.undo(BOSS, gap).questions == 2


def test_what_may_be_the_same_is_offered_until_somebody_says_it_is_not(office: GapOffice) -> None:
    first = office.asked("is the berthline product pci dss certified for card payments")
    second = office.asked("pci attestation for berthline")
    if first == second:
        pytest.skip("the clusters found that they are the same")
    board = office.replica.board
    assert second in {one.id for one in board.gap(BOSS, first).perhaps}
    board.set_apart(BOSS, first, second)
    assert second not in {one.id for one in board.gap(BOSS, first).perhaps}
    assert first not in {one.id for one in board.gap(BOSS, second).perhaps}


def test_an_owners_reply_is_the_beginning_of_the_missing_page(office: GapOffice) -> None:
    question = office.ask(PCI)
    office.hand_over(question, PCI, "We are at level 2; ask security for the letter.")
    office.place()
    gap = office.gaps.gap_of(question)
    assert gap is not None
    (draft,) = office.replica.board.gap(BOSS, gap).drafts
    assert (draft.question, draft.text) == (PCI, "We are at level 2; ask security for the letter.")


def test_who_is_given_a_gap_is_told_and_who_takes_it_is_not(office: GapOffice) -> None:
    gap = office.asked(PCI, status="unsure")
    office.replica.board.assign(DANA, gap, "Dana Reyes")
    assert office.words() == []
    office.replica.board.assign(BOSS, gap, "Ines Bell")
    (word,) = office.words()
    assert (word.kind, word.receiver, word.surface, word.about["gap"]) == ("assigned", "Ines Bell", "slack", gap)


def test_a_gap_that_is_not_there_is_said_so(office: GapOffice) -> None:
    with pytest.raises(GapGoneError, match="no gap"):
        office.replica.board.gap(BOSS, "nothing")


def test_two_people_at_once_lose_nothing(office: GapOffice) -> None:
    gap = office.asked(PCI)
    one, other = office.replica.board, office.new_replica().board
    one.assign(BOSS, gap, "Ines Bell")
    other.rename(Viewer("B2", roles=frozenset({"administrator"})), gap, "PCI")
    after = office.find(gap)
    assert (after.assigned, after.title) == ("Ines Bell", "PCI")


def test_filters_and_order(office: GapOffice) -> None:
    for asker in ("U1", "U2", "U3"):
        office.asked(PCI, asker=asker)
    office.asked(PRICE, asker="U1")
    board = office.replica.board
    assert [gap.title for gap in board.listing(BOSS, GapFilter(), 10)] == [PCI, PRICE]
    assert [gap.title for gap in board.listing(BOSS, GapFilter(words="POLAND price"), 10)] == [PRICE]
    assert board.listing(BOSS, GapFilter(kinds=("stale",)), 10) == []
    assert [gap.title for gap in board.listing(BOSS, GapFilter(), 1, 1)] == [PRICE]
