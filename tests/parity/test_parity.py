"""The same question gets the same answer at every door: status, words, line to say, sources; and the same line in
the log. What is compared is what a reader sees there, read off what the surface itself gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from parity_company import Company
from parity_questions import EYES, Eyes, Question, questions
from parity_seen import differences, expected, names_of

from bot.model import Answer, LoggedQuestion
from bot.table_rows import WIDE

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("parity")]

CASES = [pytest.param(one, eyes, id=f"{one.id}-{eyes}") for one in questions() for eyes in one.eyes]


@pytest.mark.parametrize(("question", "eyes"), CASES)
async def test_every_surface_shows_and_logs_the_same(company: Company, question: Question, eyes: Eyes) -> None:
    answers = {alone: company.answer(question, eyes, alone=alone) for alone in (True, False)}
    found: dict[str, list[str]] = {}
    for name, way in company.ways(question, eyes).items():
        answer = answers["channel" not in name]
        seen, logged = await company.asked(way, question, names_of(answer))
        wanted = expected(answer, company.clock.now().date(), in_object=name == "command line")
        # Slack writes emoji out, and they are left out of the question there.
        text = question.understood_in_slack if name.startswith("slack") else answer.question
        found[name] = [*differences(seen, wanted), *differences_of_log(logged, replace(answer, question=text), name)]

    assert {name: told for name, told in found.items() if told} == {}


async def test_the_list_has_answers_of_every_kind(company: Company) -> None:
    answers = [(company.answer(one, eyes), eyes) for one in questions() for eyes in one.eyes]
    today = company.clock.now().date()

    kinds = {kind for answer, eyes in answers for kind in kinds_of(answer, eyes, today)}

    assert kinds >= {
        *(f"{status} for {eyes}" for status in ("answered", "unsure", "gap", "small talk") for eyes in EYES),
        *(f"say beside the words for {eyes}" for eyes in ("everyone", "managers")),
        *(
            "restricted for managers",
            "say is the words",
            "internal",
            "narrow row",
            "wide row",
            "repaired",
            "cut",
            "overdue",
            "three sources",
            "training",
        ),
        *("follow-up answered", "follow-up unsure", "in en", "in ru", "no heading"),
    }


def kinds_of(answer: Answer, eyes: Eyes, today: date) -> Iterator[str]:
    yield f"{'small talk' if answer.small_talk else answer.status} for {eyes}"
    yield f"in {answer.language}"
    columns = len(names_of(answer))
    is_overdue = any(one.review_due is not None and one.review_due <= today for one in answer.sources)
    told = {
        f"say beside the words for {eyes}": answer.say and not answer.quote_is_said,
        f"restricted for {eyes}": any(one.audience for one in answer.sources),
        f"follow-up {answer.status}": answer.follows,
        "say is the words": answer.quote_is_said,
        "internal": answer.internal,
        "narrow row": 0 < columns < WIDE,
        "wide row": columns >= WIDE,
        "repaired": "I searched for" in answer.note,
        "cut": "Your question is long" in answer.note,
        "overdue": is_overdue,
        "three sources": len(answer.sources) == 3,
        "training": answer.training is not None,
        "no heading": any(not one.heading for one in answer.sources),
    }
    yield from (kind for kind, holds in told.items() if holds)


def differences_of_log(logged: LoggedQuestion, answer: Answer, way: str) -> list[str]:
    """How a line of the log differs from the answer, or from where it was asked."""
    surface = {"command line": "cli", "terminal": "cli"}.get(way, way.partition(" ")[0])
    own = (logged.surface, logged.question, logged.status, logged.passages, logged.follows, logged.language)
    passages = tuple((one.passage_id, one.document) for one in answer.passages[:10])
    status = "small_talk" if answer.small_talk else answer.status
    wanted = (surface, answer.question, status, passages, answer.follows, answer.language)
    return [] if own == wanted else [f"log: {own}, not {wanted}"]
