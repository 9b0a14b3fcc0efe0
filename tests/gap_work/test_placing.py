"""Questions that count find their gap; what people decide stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from gap_work.gap_office import BOSS, GapOffice, a_document

PCI = "are we pci dss certified"
PCI_AGAIN = "pci dss certified?"
KOREAN = "does the kiosk speak korean"


def test_two_who_miss_the_same_make_one_gap(office: GapOffice) -> None:
    first = office.asked(PCI, asker="U1")
    second = office.asked(PCI_AGAIN, asker="U2", surface="teams", workspace="tenant")
    other = office.asked(KOREAN, asker="U1")
    assert first == second != other
    gap = office.find(first)
    assert (gap.questions, gap.people, gap.state, gap.kind) == (2, 2, "open", "missing")
    assert gap.title in {PCI, PCI_AGAIN}
    assert gap.first_asked < gap.last_asked


def test_what_is_answered_and_not_disliked_counts_as_nothing(office: GapOffice) -> None:
    office.ask(PCI, status="answered")
    office.ask("thanks!", status="small_talk")
    office.place()
    assert office.all() == []


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("missing", "missing"),
        ("outdated", "stale"),
        ("wrong", "conflicting"),
        ("too_long", "not_found"),
        (None, "not_found"),
    ],
)
def test_a_vote_of_not_helpful_counts_with_its_reason(office: GapOffice, reason: object, kind: str) -> None:
    question = office.ask(PCI, status="answered")
    office.vote(question, reason=reason)  # type: ignore[arg-type]
    office.place()
    (gap,) = office.all()
    assert gap.kind == kind
    assert gap.signals == {reason or "unhelpful": 1}


def test_a_vote_that_is_taken_back_leaves_no_gap(office: GapOffice) -> None:
    question = office.ask(PCI, status="answered")
    office.vote(question, reason="wrong")
    office.place()
    office.vote(question, helpful=True)
    office.place()
    assert office.all() == []
    assert office.gaps.gap_of(question) is None


def test_what_is_handed_to_an_owner_counts(office: GapOffice) -> None:
    question = office.ask(PCI, status="answered")
    office.hand_over(question, PCI)
    office.place()
    assert [gap.signals for gap in office.all()] == [{"escalated": 1}]


def test_an_answer_from_content_past_its_review_date_counts(office: GapOffice) -> None:
    gap = office.asked(PCI, status="answered", flags=("stale",))
    assert office.find(gap).kind == "stale"


def test_what_the_answer_said_nothing_mentions_is_missing_whatever_else_is_said_of_it(office: GapOffice) -> None:
    question = office.ask(PCI, status="unsure", flags=("unmentioned",))
    office.place()
    assert [(gap.kind, gap.signals) for gap in office.all()] == [("missing", {"unmentioned": 1})]
    office.vote(question)
    office.place()
    assert [gap.kind for gap in office.all()] == ["missing"]


def test_the_owner_of_the_nearest_content_is_suggested_where_it_is_on_the_topic(office: GapOffice) -> None:
    near = office.asked(PCI, status="unsure")
    assert (office.find(near).owner, office.find(near).owner_reason) == ("Dana Reyes", "owns_nearest")
    assert office.find(near).related


def test_a_named_competitor_is_told_and_suggests_who_writes_about_it(office: GapOffice) -> None:
    office.documents.append(
        a_document("battlecards/quayvio.md", competitors=("Quayvio",), owner="Ines Bell", products=())
    )
    gap = office.find(office.asked("why is quayvio faster than us", document=""))
    assert (gap.competitor, gap.owner, gap.owner_reason) == ("Quayvio", "Ines Bell", "owns_topic")


def test_where_somebody_put_it_no_machine_moves_it(office: GapOffice) -> None:
    gap = office.asked(PCI, asker="U1")
    office.asked(PCI_AGAIN, asker="U2")
    board = office.replica.board
    board.rename(BOSS, gap, "PCI DSS attestation")
    board.set_kind(BOSS, gap, "stale")
    board.assign(BOSS, gap, "Ines Bell")
    office.asked(PCI, asker="U3")
    after = office.find(gap)
    assert (after.title, after.kind, after.assigned, after.questions) == (
        "PCI DSS attestation",
        "stale",
        "Ines Bell",
        3,
    )


def test_a_dismissed_gap_takes_the_same_question_silently(office: GapOffice) -> None:
    gap = office.asked(PCI)
    office.replica.board.dismiss(BOSS, gap, "not about selling")
    assert office.asked(PCI_AGAIN) == gap
    assert office.find(gap).state == "dismissed"


def test_a_gap_that_the_machine_closed_opens_when_it_is_missed_again(office: GapOffice) -> None:
    gap = office.asked(PCI)
    office.content[PCI] = "security/faq.md"
    assert [one.id for one in office.ask_again()] == [gap]
    assert office.asked(PCI_AGAIN, asker="U9") == gap
    assert office.find(gap).state == "open"
    assert office.gaps.history(gap)[0].verb == "reopened"


def test_a_gap_that_a_person_closed_stays_closed(office: GapOffice) -> None:
    gap = office.asked(PCI)
    office.replica.board.close(BOSS, gap, "security/faq.md")
    assert office.asked(PCI_AGAIN, asker="U9") != gap
    assert office.find(gap).state == "closed"


def test_a_snoozed_gap_wakes_on_its_day(office: GapOffice) -> None:
    gap = office.asked(PCI)
    office.replica.board.snooze(BOSS, gap, (office.clock.now() + timedelta(days=2)).date())
    office.place()
    assert office.find(gap).state == "snoozed"
    office.clock.pass_by(days=2)
    office.place()
    assert office.find(gap).state == "open"


def test_another_replica_goes_on_where_one_stopped(office: GapOffice) -> None:
    gap = office.asked(PCI)
    office.replica = office.new_replica()
    assert office.asked(PCI_AGAIN) == gap


def test_what_a_replica_changed_another_one_minds(office: GapOffice) -> None:
    first, second = office.asked(PCI), office.asked(KOREAN)
    other = office.new_replica()
    other.known.catch_up()
    other.board.merge(BOSS, second, first)
    office.clock.pass_by(minutes=1)
    assert office.asked(KOREAN, asker="U7") == first


def test_questions_asked_at_the_terminal_are_no_reps(office: GapOffice) -> None:
    office.ask(PCI, surface="cli", place_kind="terminal")
    office.place()
    assert office.all() == []


def test_a_gap_that_was_deleted_with_its_questions_draws_nothing_to_it(office: GapOffice) -> None:
    gone = office.asked(PCI, asker="U1")
    with office.engine.begin() as connection:
        for table in ("gap_questions", "gap_signals", "gaps", "questions"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    first, second = office.asked(PCI, asker="U2"), office.asked(PCI_AGAIN, asker="U3")
    assert first == second != gone


def test_what_is_asked_again_in_the_very_same_words_is_the_same_gap_in_any_language(office: GapOffice) -> None:
    russian = "есть ли скидка для благотворительных организаций"
    assert office.asked(russian, language="ru", asker="U1") == office.asked(russian, language="ru", asker="U2")
