"""The loop closes: what the content answers now is closed, and everybody who asked is told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from gap_work.gap_office import BOSS, GapOffice

PCI = "are we pci dss certified"
PCI_AGAIN = "pci dss certified?"


def test_a_gap_that_is_answered_now_is_closed_with_the_document_that_did_it(office: GapOffice) -> None:
    gap = office.asked(PCI)
    assert office.ask_again() == []
    office.content[PCI] = "security/faq.md"
    (closed,) = office.ask_again("g7")
    assert (closed.id, closed.closed_by, closed.closed_generation) == (gap, "security/faq.md", "g7")
    assert office.find(gap).state == "closed"
    assert office.gaps.history(gap)[0].verb == "closed"


def test_everybody_who_asked_is_told_once_where_they_asked(office: GapOffice) -> None:
    office.asked(PCI, asker="U1")
    office.asked(PCI, asker="U1")
    office.asked(PCI_AGAIN, asker="U2", surface="teams", workspace="tenant")
    office.asked(PCI, asker="U3", surface="console", workspace="")
    office.content |= {PCI: "security/faq.md", PCI_AGAIN: "security/faq.md"}
    office.ask_again()
    office.ask_again()
    told = sorted((one.surface, one.receiver, one.about["question"]) for one in office.words())
    assert told == [("console", "U3", "q0004"), ("slack", "U1", "q0002"), ("teams", "U2", "q0003")]


def test_half_of_what_is_asked_must_be_answered(office: GapOffice) -> None:
    gap = office.asked(PCI)
    for question in (PCI_AGAIN, "pci dss certified or not", "certified for pci dss"):
        assert office.asked(question) == gap
    office.replica.board.rename(BOSS, gap, "PCI")
    office.content[PCI] = "security/faq.md"
    assert office.ask_again() == []
    office.content[PCI_AGAIN] = "security/faq.md"
    assert [one.id for one in office.ask_again()] == [gap]


def test_what_only_others_may_see_fills_no_gap(office: GapOffice) -> None:
    office.asked(PCI)
    office.content[PCI] = "security/faq.md"
    office.seen_by["security/faq.md"] = frozenset({"legal"})
    assert office.ask_again() == []
    office.seen_by["security/faq.md"] = frozenset({"legal", "sales"})
    assert len(office.ask_again()) == 1


def test_a_wrong_answer_is_mended_only_by_other_words(office: GapOffice) -> None:
    question = office.ask(PCI, status="answered")
    office.vote(question, reason="wrong")
    office.place()
    office.content[PCI] = "security/faq.md"
    assert office.ask_again() == []
    office.documents[0] = replace(office.documents[0], fingerprint="second")
    assert len(office.ask_again()) == 1


def test_stale_content_closes_nothing_until_it_is_reviewed(office: GapOffice) -> None:
    office.documents[0] = replace(office.documents[0], reviewed=date(2025, 1, 1), review_every_days=30)
    office.asked(PCI, status="answered", flags=("stale",))
    office.content[PCI] = "security/faq.md"
    assert office.ask_again() == []
    office.documents[0] = replace(office.documents[0], reviewed=date(2026, 11, 1), fingerprint="second")
    assert len(office.ask_again()) == 1


def test_two_sources_that_disagree_are_a_gap_until_either_of_them_is_mended(office: GapOffice) -> None:
    gap = office.asked(PCI, status="answered", flags=("conflicting",))
    assert office.find(gap).kind == "conflicting"
    office.content[PCI] = "security/faq.md"
    office.disputed.add(PCI)
    assert office.ask_again() == []
    office.disputed.clear()  # the other page was mended; the one that answers is the same
    assert len(office.ask_again()) == 1


def test_while_pages_are_still_compared_no_dispute_is_taken_for_settled(office: GapOffice) -> None:
    question = office.ask(PCI, status="answered", flags=("conflicting",))
    office.vote(question, reason="wrong")
    office.place()
    office.content[PCI] = "security/faq.md"
    office.documents[0] = replace(office.documents[0], fingerprint="second")
    office.compared = False
    assert office.ask_again() == []
    office.compared = True
    assert len(office.ask_again()) == 1


def test_not_helpful_on_what_was_told_opens_it_until_the_page_is_another(office: GapOffice) -> None:
    question = office.ask(PCI)
    office.vote(question, reason="missing")
    office.place()
    gap = office.gaps.gap_of(question)
    assert gap is not None
    office.content[PCI] = "security/faq.md"
    office.ask_again()
    assert len(office.words()) == 1
    office.vote(question, reason="missing")
    office.place()
    assert office.find(gap).state == "open"
    assert office.gaps.history(gap)[0].detail["signal"] == "missing"
    office.ask_again("g3")
    assert (office.find(gap).state, len(office.words())) == ("open", 1), "the page that did not do is still the same"
    office.documents[0] = replace(office.documents[0], fingerprint="second")
    office.ask_again("g4")
    assert (office.find(gap).state, len(office.words())) == ("closed", 2)


def test_dismissed_gaps_are_left_alone_and_snoozed_ones_are_not(office: GapOffice) -> None:
    gap = office.asked(PCI)
    office.content[PCI] = "security/faq.md"
    office.replica.board.dismiss(BOSS, gap, "no")
    assert office.ask_again() == []
    office.replica.board.snooze(BOSS, gap, date(2027, 1, 1))
    assert [one.id for one in office.ask_again()] == [gap]
