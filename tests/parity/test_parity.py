"""The same question gets the same answer at every door: status, words, line to say, sources; and the same line in
the log. What is compared is what a reader sees there, read off what the surface itself gives.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from parity_company import Company
from parity_questions import Eyes, Question, questions
from parity_seen import differences, expected, names_of

from bot.model import Answer, LoggedQuestion

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("parity")]

CASES = [pytest.param(one, eyes, id=f"{one.id}-{eyes}") for one in questions() for eyes in one.eyes]


@pytest.mark.parametrize(("question", "eyes"), CASES)
async def test_every_surface_shows_and_logs_the_same(company: Company, question: Question, eyes: Eyes) -> None:
    answer = company.answer(question, eyes)
    found: dict[str, list[str]] = {}
    for name, way in company.ways(question, eyes).items():
        seen, logged = await company.asked(way, question, names_of(answer))
        wanted = expected(answer, company.clock.now().date(), in_object=name == "command line")
        # Slack writes emoji out, and they are left out of the question there.
        text = question.understood_in_slack if name.startswith("slack") else answer.question
        found[name] = [*differences(seen, wanted), *differences_of_log(logged, replace(answer, question=text), name)]

    assert {name: told for name, told in found.items() if told} == {}


def differences_of_log(logged: LoggedQuestion, answer: Answer, way: str) -> list[str]:
    """How a line of the log differs from the answer, or from where it was asked."""
    surface = {"command line": "cli", "terminal": "cli"}.get(way, way.partition(" ")[0])
    own = (logged.surface, logged.question, logged.status, logged.passages, logged.follows, logged.language)
    passages = tuple((one.passage_id, one.document) for one in answer.passages[:10])
    status = "small_talk" if answer.small_talk else answer.status
    wanted = (surface, answer.question, status, passages, answer.follows, answer.language)
    return [] if own == wanted else [f"log: {own}, not {wanted}"]
