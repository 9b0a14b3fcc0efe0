from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from content_index.model import ReadDocument

KINDS = {
    "factoid", "howto", "policy", "who", "objection", "link", "ambiguous", "typo", "terse", "vague", "followup",
}  # fmt: skip
FILE_TYPES = {".md", ".pdf", ".docx", ".pptx", ".xlsx", ".csv", ".html", ".txt"}

Questions = list[dict[str, Any]]
Documents = Mapping[str, ReadDocument]


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _answerable(questions: Questions) -> Questions:
    return [question for question in questions if question["answerable"]]


def test_ids_are_unique(questions: Questions) -> None:
    assert [name for name, times in Counter(question["id"] for question in questions).items() if times > 1] == []


def test_each_question_has_the_fields_of_its_form(questions: Questions) -> None:
    for question in questions:
        assert question["question"].strip() == question["question"] != ""
        assert question["lang"] in {"en", "ru"}, question["id"]
        assert question["kind"] in KINDS, question["id"]
        assert question["answerable"] == bool(question["relevant"]) == bool(question["evidence"]), question["id"]
        assert ("near_miss" in question) != question["answerable"], question["id"]


def test_relevant_documents_exist_and_everybody_may_see_them(questions: Questions, documents: Documents) -> None:
    for question in _answerable(questions):
        for path in question["relevant"]:
            assert path in documents, question["id"]
            assert documents[path].document.audience == (), question["id"]


def test_evidence_stands_in_one_passage_of_the_first_relevant_document(
    questions: Questions, documents: Documents
) -> None:
    missing = [
        (question["id"], question["evidence"])
        for question in _answerable(questions)
        if not any(
            _squeezed(question["evidence"]) in _squeezed(passage.text)
            for passage in documents[question["relevant"][0]].passages
        )
    ]
    assert missing == []


def test_headings_stand_in_the_document(questions: Questions, documents: Documents) -> None:
    missing = [
        (question["id"], question["heading"])
        for question in _answerable(questions)
        if question["heading"] not in _squeezed(documents[question["relevant"][0]].markdown)
    ]
    assert missing == []


def test_follow_ups_belong_to_a_question_and_carry_its_words(questions: Questions) -> None:
    words = {question["id"]: question["question"] for question in questions}
    for question in questions:
        if "base" in question:
            assert question["base"] in words, question["id"]
        if question["kind"] == "followup":
            assert question["history"] == [words[question["base"]]], question["id"]


def test_every_file_type_is_asked_at_least_twice(questions: Questions) -> None:
    asked = Counter(PurePosixPath(question["relevant"][0]).suffix for question in _answerable(questions))
    assert {ending for ending in FILE_TYPES if asked[ending] >= 2} == FILE_TYPES


def test_about_a_quarter_is_unanswerable_and_half_of_that_a_near_miss(questions: Questions) -> None:
    unanswerable = [question for question in questions if not question["answerable"]]
    near = [question for question in unanswerable if question["near_miss"]]
    assert 0.2 <= len(unanswerable) / len(questions) <= 0.3
    assert 0.4 <= len(near) / len(unanswerable) <= 0.6
