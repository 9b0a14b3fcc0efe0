from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from content_index.lexical import LexicalIndex
from content_index.model import ReadDocument
from retrieval.forms import forms_of
from retrieval.questions import leans_on_history, uncontracted


@pytest.fixture(scope="module")
def leans(documents: Mapping[str, ReadDocument]) -> Callable[[dict[str, Any]], bool]:
    passages = [passage for read in documents.values() for passage in read.passages]
    lexical = LexicalIndex.build(passages, {read.document.id: read.document for read in documents.values()})

    def leans(question: dict[str, Any]) -> bool:
        text = question["question"]
        own = forms_of(uncontracted(text), question["lang"], lexical.languages)
        return leans_on_history(text, own, lambda forms: min(map(lexical.weight, forms)))

    return leans


def test_every_golden_follow_up_leans_on_the_question_before_it(
    questions: list[dict[str, Any]], leans: Callable[[dict[str, Any]], bool]
) -> None:
    follow_ups = [question for question in questions if question.get("history")]
    assert follow_ups
    for question in follow_ups:
        assert leans(question), question["question"]


def test_nearly_all_other_golden_questions_stand_for_themselves(
    questions: list[dict[str, Any]], leans: Callable[[dict[str, Any]], bool]
) -> None:
    alone = [question for question in questions if not question.get("history")]
    leaning = [one["question"] for one in alone if leans(one)]
    assert len(leaning) <= 0.15 * len(alone), leaning
