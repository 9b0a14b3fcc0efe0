"""The same question gets the same answer at every door: status, words, line to say, sources; and the same line in
the log. What is compared is what a reader sees there, read off what the surface itself gives.
"""

from __future__ import annotations

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
    names = names_of(answer)

    found: dict[str, list[str]] = {}
    for name, way in company.ways(eyes).items():
        seen, logged = await company.asked(way, question, names)
        wanted = expected(answer, company.clock.now().date(), () if name == "command line" else names)
        found[name] = [*differences(seen, wanted), *differences_of_log(logged, answer, name)]

    assert {name: told for name, told in found.items() if told} == {}


def differences_of_log(logged: LoggedQuestion, answer: Answer, way: str) -> list[str]:
    """How a line of the log differs from the answer, or from where it was asked."""
    surface = {"command line": "cli", "terminal": "cli"}.get(way, way.partition(" ")[0])
    own = (logged.surface, logged.question, logged.status, logged.passages, logged.follows, logged.language)
    passages = tuple((one.passage_id, one.document) for one in answer.passages[:10])
    status = "small_talk" if answer.small_talk else answer.status
    wanted = (surface, answer.question, status, passages, answer.follows, answer.language)
    return [] if own == wanted else [f"log: {own}, not {wanted}"]
