"""Which questions somebody is offered, and which buttons stand below an answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fakes import QuestionLog, ScriptedAnswering

from bot.chat.presses import presses_below
from bot.chat.prompts import PROMPT_LIMIT, Prompts
from bot.model import Answer, Ask, Asker, LoggedQuestion, Place

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PERSON, PLACE = Asker("rep"), Place("rep", "private", "acme")
EXAMPLES = ("one?", "unknown?", "two?", "three?", "broken?", "four?", "five?")


def an_answer(question: str, **changes: object) -> Answer:
    given = {
        "question_id": "q1",
        "question": question,
        "status": "gap" if question.startswith("unknown") else "answered",
        "confidence": 0.9,
        "text": "",
        "bold": (),
        "say": None,
        "sources": (),
        "passages": (),
        "generation": "g1",
        "language": "en",
    }
    return Answer(**(given | changes))  # type: ignore[arg-type]


def scripted(ask: Ask) -> Answer:
    if ask.text == "broken?":
        raise RuntimeError("the model is gone")
    return an_answer(ask.text)


def asked(*questions: str, follows: tuple[str, ...] = ()) -> list[LoggedQuestion]:
    """What somebody asked, the latest last."""
    return [
        LoggedQuestion(
            id=f"q{number}",
            asked_at=NOON + timedelta(minutes=number),
            question=question,
            asker="rep",
            place="sales",
            place_kind="channel",
            workspace="acme",
            thread=None,
            surface="teams",
            status="answered",
            confidence=0.9,
            passages=(),
            generation="g1",
            latency_ms={},
            follows=follows,
        )
        for number, question in enumerate(questions)
    ]


def offered(log: QuestionLog) -> list[str]:
    return Prompts(ScriptedAnswering(scripted), log, EXAMPLES, "teams").of(PERSON, PLACE)


def test_who_is_new_is_offered_examples_that_have_an_answer() -> None:
    assert offered(QuestionLog()) == ["one?", "two?", "three?", "four?"]


def test_ones_own_latest_questions_come_first_each_once() -> None:
    log = QuestionLog(asked("oldest", "unknown by now", "ONE ", "one?", "latest", "x" * (PROMPT_LIMIT + 1)))
    assert offered(log) == ["latest", "one?", "two?", "three?"]


def test_what_was_asked_on_something_else_says_too_little_by_itself() -> None:
    assert offered(QuestionLog(asked("and for three years?", follows=("what discount?",))))[0] == "one?"


def test_a_log_that_is_down_leaves_the_examples() -> None:
    assert offered(QuestionLog(asked("mine"), down=True)) == ["one?", "two?", "three?", "four?"]


@pytest.mark.parametrize("changes", [{"small_talk": True}, {"generation": ""}])
def test_below_what_is_no_search_stand_no_buttons(changes: dict[str, object]) -> None:
    assert presses_below(an_answer("hi", **changes)) == ()
