from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import get_args

import pytest
from builders import document, passage, retrieved

from bot.answering import MAX_HISTORY, MAX_QUESTION, QuestionAnswering
from bot.model import Ask, Asker, LoggedQuestion, Place
from bot.sentences import headline
from content_index.model import Section, Sentence
from content_index.ports import NoIndexError
from retrieval.model import Query, Quote, Reason, ReasonName, Retrieved


@dataclass
class FakeRetrieval:
    found: Retrieved | Exception
    queries: list[Query] = field(default_factory=list)

    def search(self, query: Query) -> Retrieved:
        self.queries.append(query)
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


@dataclass
class FakeLog:
    earlier: tuple[str, ...] = ()
    recorded: list[LoggedQuestion] = field(default_factory=list)

    def record(self, question: LoggedQuestion) -> None:
        self.recorded.append(question)

    def thread(self, workspace: str, place: str, thread: str) -> tuple[str, ...]:
        return self.earlier

    def recent(self, limit: int, *, before: datetime | None = None) -> list[LoggedQuestion]:
        return self.recorded[-limit:]


class FakeClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


PRICING = document()
DISCOUNTS = passage(PRICING)
FOUND = retrieved((PRICING, DISCOUNTS, 0.9))
ASK = Ask(
    text="discount on two years?",
    asker=Asker("U1", groups=frozenset({"sales"})),
    place=Place("C1", "channel", workspace="T1"),
    surface="slack",
    thread="171.1",
)


def answering(found: Retrieved | Exception = FOUND, log: FakeLog | None = None) -> QuestionAnswering:
    return QuestionAnswering(
        FakeRetrieval(found), log or FakeLog(), FakeClock(), "http://console/", new_id=lambda: "q1"
    )


def test_an_answer_carries_the_quote_its_source_and_a_link_to_the_heading():
    answer = answering().answer(ASK)
    assert answer.status == "answered"
    assert answer.text == DISCOUNTS.text
    assert answer.url == "http://console/documents/pricing.md#discounts"
    assert [(source.title, source.heading, source.url) for source in answer.sources] == [
        ("Pricing", "Discounts", "http://console/documents/pricing.md#discounts")
    ]


@pytest.mark.parametrize(
    ("url", "link"),
    [
        (None, "http://console/documents/pricing.csv"),
        ("https://wiki/pricing.csv", "https://wiki/pricing.csv"),
        ("https://wiki/pricing.csv#", "https://wiki/pricing.csv"),
        ("https://wiki/pricing.csv#row-4", "https://wiki/pricing.csv#row-4"),
    ],
)
def test_a_document_without_anchors_is_linked_as_a_whole(url: str | None, link: str):
    prices = document("pricing.csv")
    whole = passage(prices, headings=(), anchor="", sections=(Section(0, "", ""),), url=url)
    answer = answering(retrieved((prices, whole, 0.9))).answer(ASK)
    assert (answer.url, answer.sources[0].url, answer.passages[0].url) == (link, link, link)


def test_the_link_goes_to_the_section_that_the_quote_stands_in():
    joined = passage(
        PRICING,
        "Two years earn 15%. Gifts need approval.",
        sections=(Section(0, "Discounts", "discounts"), Section(20, "Gifts & more", "gifts--more")),
    )
    found = retrieved((PRICING, joined, 0.9), quote=Quote(joined.id, "Gifts need approval.", 20))
    answer = answering(found).answer(ASK)
    assert answer.url == "http://console/documents/pricing.md#gifts--more"
    assert answer.sources[0].heading == "Gifts & more"


def test_a_documents_own_link_is_used_and_its_fragment_follows_the_quote():
    joined = passage(
        PRICING,
        "Two years earn 15%. Gifts need approval.",
        sections=(Section(0, "Discounts", "discounts"), Section(20, "Gifts", "gifts")),
        url="https://wiki/pricing#discounts",
    )
    found = retrieved((PRICING, joined, 0.9), quote=Quote(joined.id, "Gifts need approval.", 20))
    assert answering(found).answer(ASK).url == "https://wiki/pricing#gifts"


def test_a_link_with_a_fragment_of_its_own_is_left_alone():
    linked = passage(PRICING, url="https://deck/view#page=4")
    assert answering(retrieved((PRICING, linked, 0.9))).answer(ASK).url == "https://deck/view#page=4"


def test_at_most_three_sources_one_a_document_and_only_near_ones():
    others = [document(f"page-{number}.md") for number in range(5)]
    ranked = [(PRICING, DISCOUNTS, 0.9), (PRICING, passage(PRICING, id="pricing-2"), 0.85)]
    ranked += [(other, passage(other), 0.8) for other in others]
    answer = answering(retrieved(*ranked)).answer(ASK)
    assert [source.document for source in answer.sources] == ["pricing.md", "page-0.md", "page-1.md"]
    far = retrieved((PRICING, DISCOUNTS, 0.9), (others[0], passage(others[0]), 0.3))
    assert [source.document for source in answering(far).answer(ASK).sources] == ["pricing.md"]


def test_the_quoted_passages_document_is_the_first_source():
    other = document("playbook.md")
    found = retrieved((other, passage(other), 0.9), (PRICING, DISCOUNTS, 0.8), quote=Quote(DISCOUNTS.id, "15%", 0))
    assert [source.document for source in answering(found).answer(ASK).sources] == ["pricing.md", "playbook.md"]


def test_the_question_is_logged_with_who_where_what_was_shown_and_how_long_it_took():
    log = FakeLog()
    answering(log=log).answer(ASK)
    (logged,) = log.recorded
    assert (logged.id, logged.asker, logged.place, logged.workspace, logged.thread) == ("q1", "U1", "C1", "T1", "171.1")
    assert (logged.status, logged.confidence, logged.generation) == ("answered", 0.9, "g1")
    assert logged.passages == ((DISCOUNTS.id, "pricing.md"),)
    assert set(logged.latency_ms) == {"search", "total"}
    assert logged.asked_at == FakeClock().now()


def test_a_follow_up_is_searched_with_its_threads_latest_questions():
    retrieval, log = FakeRetrieval(FOUND), FakeLog(tuple(f"question {number}" for number in range(9)))
    QuestionAnswering(retrieval, log, FakeClock(), "http://console").answer(ASK)
    assert retrieval.queries[0].history == tuple(f"question {number}" for number in range(9 - MAX_HISTORY, 9))


def test_a_surface_that_knows_the_history_itself_is_believed():
    retrieval, log = FakeRetrieval(FOUND), FakeLog(("from the log",))
    QuestionAnswering(retrieval, log, FakeClock(), "http://console").answer(replace(ASK, history=("mine",)))
    assert retrieval.queries[0].history == ("mine",)


def test_the_askers_groups_and_guests_bound_the_search():
    retrieval = FakeRetrieval(FOUND)
    door = QuestionAnswering(retrieval, FakeLog(), FakeClock(), "http://console")
    door.answer(replace(ASK, place=Place("C2", "channel", guests=True)))
    assert retrieval.queries[0].filters.groups == {"sales"}
    assert retrieval.queries[0].filters.guests


def test_a_search_that_breaks_becomes_an_answer_in_words_and_is_logged():
    log = FakeLog()
    answer = answering(RuntimeError("disk on fire"), log).answer(ASK)
    assert answer.status == "gap"
    assert "went wrong" in answer.note
    assert "disk" not in answer.note
    assert [logged.question for logged in log.recorded] == [ASK.text]


TABLES = (
    "Quotas.\n\n| Role | Q3 |\n|---|--:|\n| AE | 270 |\n| CSM | 65 |\n\n"
    "| Plan | Off |\n| --- | --- |\n| - | - |\n| AE | 270 |"
)


@pytest.mark.parametrize(
    ("row", "at", "head"),
    [
        ("| AE | 270 |", TABLES.index("| AE"), "| Role | Q3 |\n|---|--:|"),
        ("| CSM | 65 |", TABLES.index("| CSM"), "| Role | Q3 |\n|---|--:|"),
        ("| AE | 270 |", TABLES.rindex("| AE"), "| Plan | Off |\n| --- | --- |"),
        ("Quotas.", 0, ""),
    ],
)
def test_rows_come_with_the_head_of_the_table_that_they_stand_in(row: str, at: int, head: str):
    quoted = passage(PRICING, TABLES)
    assert answering(retrieved((PRICING, quoted, 0.9), quote=Quote(quoted.id, row, at))).answer(ASK).table_head == head


def test_rows_of_a_table_whose_head_stands_in_another_passage_have_none():
    quoted = passage(PRICING, "| CSM | 65 |\n| SDR | 14 |")
    found = retrieved((PRICING, quoted, 0.9), quote=Quote(quoted.id, "| SDR | 14 |", 13))
    assert answering(found).answer(ASK).table_head == ""


SECRET = "Any discount needs a reason.\n\n> [!INTERNAL] Our floor of 42%\n> We once gave 50% to Acme.\n\nNet 30 holds."
WORDS = "We once gave 50% to Acme."
MARKED = passage(
    PRICING,
    SECRET,
    sentences=(
        Sentence(0, 28),
        Sentence(SECRET.index(WORDS), SECRET.index(WORDS) + len(WORDS), callout="internal"),
        Sentence(SECRET.index("Net"), len(SECRET)),
    ),
)
GUESTS = replace(ASK, place=Place("C2", "channel", guests=True))


@pytest.mark.parametrize("text", [WORDS, f"Any discount needs a reason.\n\n> [!INTERNAL] Our floor of 42%\n> {WORDS}"])
def test_words_that_the_content_marks_as_internal_are_marked_in_the_answer_even_among_others(text: str):
    found = retrieved((PRICING, MARKED, 0.9), quote=Quote(MARKED.id, text, SECRET.index(text)))
    answer = answering(found).answer(ASK)
    assert (answer.text, answer.internal, answer.passages[0].internal) == (text, True, True)
    open_words = retrieved((PRICING, MARKED, 0.9), quote=Quote(MARKED.id, "Net 30 holds.", SECRET.index("Net")))
    assert not answering(open_words).answer(ASK).internal


def test_guests_get_nothing_internal_in_any_part_of_an_answer():
    found = retrieved((PRICING, MARKED, 0.9), quote=Quote(MARKED.id, WORDS, SECRET.index(WORDS)))
    answer = answering(found).answer(GUESTS)
    assert answer.passages[0].text == "Any discount needs a reason.\n\nNet 30 holds."
    assert not answer.internal
    assert "50%" not in repr(answer)
    assert "42%" not in repr(answer)
    assert "42%" in answering(found).answer(ASK).passages[0].text


def test_a_passage_that_is_internal_as_a_whole_is_not_shown_to_guests():
    text = "> We once gave 50% to Acme."
    whole = passage(PRICING, text, sentences=(Sentence(2, len(text), callout="internal"),))
    found = retrieved((PRICING, whole, 0.9), quote=None)
    assert answering(found).answer(GUESTS).passages == ()
    assert len(answering(found).answer(ASK).passages) == 1


def test_guests_are_told_no_heading_and_no_link_of_an_internal_section():
    text = "We once gave 50%.\n\nNet 30 holds."
    both = passage(
        PRICING,
        text,
        sections=(Section(0, "INTERNAL: floor is 50%", "internal-50"), Section(text.index("Net"), "Terms", "terms")),
        sentences=(Sentence(0, 17, callout="internal"), Sentence(text.index("Net"), len(text))),
    )
    other = document("floor.md")
    whole = passage(other, "Floor.", sentences=(Sentence(0, 6, callout="internal"),))
    found = retrieved((PRICING, both, 0.9), (other, whole, 0.9), quote=None)
    answer = answering(found).answer(GUESTS)
    assert [(source.title, source.heading) for source in answer.sources] == [("Pricing", "Terms")]
    assert [(shown.heading, shown.text) for shown in answer.passages] == [("Terms", "Net 30 holds.")]
    assert "50%" not in repr(answer)
    assert "internal-" not in repr(answer)
    assert len(answering(found).answer(ASK).sources) == 2


def test_having_no_index_is_told_to_the_surface():
    with pytest.raises(NoIndexError):
        answering(NoIndexError("run cornerman reindex")).answer(ASK)


def test_a_pasted_essay_is_read_up_to_its_limit():
    retrieval = FakeRetrieval(FOUND)
    QuestionAnswering(retrieval, FakeLog(), FakeClock(), "http://console").answer(replace(ASK, text="word " * 9000))
    assert len(retrieval.queries[0].text) <= MAX_QUESTION


@pytest.mark.parametrize(("language", "said"), [("en", "first 2,000 characters"), ("ru", "первые 2\u00a0000 знаков")])
def test_a_question_that_was_cut_is_said_to_be(language: str, said: str):
    door = answering(replace(FOUND, language=language))
    assert said in door.answer(replace(ASK, text="word " * 401)).note
    assert door.answer(replace(ASK, text="w" * MAX_QUESTION + "  ")).note == ""


@pytest.mark.parametrize("name", get_args(ReasonName))
def test_every_reason_for_doubt_has_a_sentence_in_every_language(name: ReasonName):
    notes = {
        answering(replace(FOUND, status="gap", language=language, reason=Reason(name, ("yak",)))).answer(ASK).note
        for language in ("en", "ru")
    }
    assert len(notes) == 2
    assert all(note.endswith(".") for note in notes)


def test_small_talk_is_no_gap_in_the_log_and_no_answer_says_that_something_was_not_found():
    log = FakeLog()
    answer = answering(retrieved(status="gap", confidence=0.0, reason=Reason("small_talk")), log).answer(ASK)
    assert (answer.status, answer.small_talk, headline(answer)) == ("gap", True, "")
    assert answer.note.startswith("Ask me anything")
    assert [logged.status for logged in log.recorded] == ["small_talk"]


def test_a_gap_says_that_the_answer_was_not_found_and_that_what_follows_is_only_near():
    answer = answering(replace(FOUND, status="gap")).answer(ASK)
    assert headline(answer).startswith("I did not find an answer")
    assert "not an answer" in headline(answer)


def test_why_confidence_is_low_and_what_was_searched_instead_are_said():
    found = replace(
        FOUND, status="unsure", reason=Reason("unknown_words", ("zebra", "yak")), repaired="discount matrix"
    )
    note = answering(found).answer(ASK).note
    assert "Nothing that I may show here mentions “zebra”, “yak”." in note
    assert "discount matrix" in note


@pytest.mark.parametrize(
    ("name", "flags"), [("unknown_words", ("unmentioned",)), ("unmentioned", ("unmentioned",)), ("distant", ())]
)
def test_the_log_keeps_that_an_unsure_answer_mentions_not_what_was_asked(name: ReasonName, flags: tuple[str, ...]):
    log = FakeLog()
    answering(replace(FOUND, status="unsure", reason=Reason(name, ("zebra",))), log).answer(ASK)
    answering(replace(FOUND, status="answered", reason=Reason(name, ("zebra",))), log).answer(ASK)
    assert [logged.flags for logged in log.recorded] == [flags, ()]


def test_nothing_found_gives_no_text_no_link_and_no_source():
    answer = answering(retrieved(status="gap", confidence=0.01)).answer(ASK)
    assert (answer.text, answer.url, answer.sources, answer.passages) == ("", None, (), ())


def test_an_answer_that_lacks_words_of_the_question_is_not_sure_before_buyers_who_are_told_no_owner():
    found = replace(FOUND, reason=Reason("unknown_words", ("discount",)))
    ours, theirs = answering(found).answer(ASK), answering(found).answer(GUESTS)
    assert (ours.status, theirs.status) == ("answered", "unsure")
    assert ours.sources[0].owner
    assert theirs.sources[0].owner is None
