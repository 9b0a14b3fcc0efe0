from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from content_index.lexical import LexicalIndex
from content_index.model import ReadDocument
from retrieval.questions import leans_on_history


@pytest.fixture(scope="module")
def lexical(documents: Mapping[str, ReadDocument]) -> LexicalIndex:
    passages = [passage for read in documents.values() for passage in read.passages]
    return LexicalIndex.build(passages, {read.document.id: read.document for read in documents.values()})


def test_every_golden_follow_up_leans_on_the_question_before_it(
    questions: list[dict[str, Any]], lexical: LexicalIndex
) -> None:
    follow_ups = [question for question in questions if question.get("history")]
    assert follow_ups
    for question in follow_ups:
        assert leans_on_history(question["question"], question["lang"], lexical.weight), question["question"]


def test_nearly_all_other_golden_questions_stand_for_themselves(
    questions: list[dict[str, Any]], lexical: LexicalIndex
) -> None:
    alone = [question for question in questions if not question.get("history")]
    leaning = [one["question"] for one in alone if leans_on_history(one["question"], one["lang"], lexical.weight)]
    assert len(leaning) <= 0.15 * len(alone), leaning
