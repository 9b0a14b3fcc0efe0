"""Files of golden questions: what is read, and what is refused in which words."""

from __future__ import annotations

import pytest

from bot.golden_questions import QuestionFileError, read_questions


def test_questions_are_read_with_what_they_leave_out_filled_in(tmp_path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(
        '{"question": "seats?", "relevant": ["faq.md"]}\n\n{"id": "u", "question": "x", "lang": "ru", "relevant": []}\n'
    )
    first, second = read_questions(file)
    assert (first.id, first.answerable, first.kind, first.group) == ("1", True, "other", "1")
    assert (second.id, second.answerable, second.language) == ("u", False, "ru")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2: is not JSON"),
        ("[]", "line 2: must be one JSON object"),
        ('{"relevant": []}', "line 2: `question` must be a text"),
        ('{"question": " ", "relevant": []}', "line 2: `question` must be a text that is not empty"),
        ('{"question": "x", "relevant": "faq.md"}', "line 2: `relevant` must be a list of texts"),
        ('{"question": "x", "relevent": ["a"]}', "line 2: `relevant` is missing: name the documents that answer it"),
        ('{"question": "x", "answerable": 1}', "line 2: `answerable` must be true or false"),
        ('{"question": "x", "answerable": true}', "line 2: `relevant` must name at least one document"),
        ('{"question": "x", "relevant": ["a"], "answerable": false}', "line 2: `relevant` must be empty"),
        ('{"question": "x", "relevant": [], "history": [1]}', "line 2: `history` must be a list of texts"),
        ("[" * 200_000, "line 2: is nested too deeply"),
        (
            '{"question": "x", "relevant": [], "weight": ' + "1" * 6000 + "}",
            "line 2: holds a number of too many digits",
        ),
        ('{"id": "\\ud800", "question": "x", "relevant": []}', "line 2: `id` holds \\ud800, half a character"),
        ('{"question": "x", "relevant": ["a", "\\udfff"]}', "line 2: `relevant` holds \\udfff, half a character"),
        ('{"id": "1", "question": "x", "relevant": []}', 'line 2: `id` "1" is that of line 1 too'),
    ],
)
def test_a_wrong_line_is_named_with_its_key(tmp_path, line, said) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(f'{{"question": "fine", "relevant": []}}\n{line}\n')
    with pytest.raises(QuestionFileError, match=r"q\.jsonl") as raised:
        read_questions(file)
    assert said in str(raised.value)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_a_file_without_questions_is_told(tmp_path, content) -> None:
    file = tmp_path / "q.jsonl"
    file.write_bytes(content)
    with pytest.raises(QuestionFileError):
        read_questions(file)


def test_a_missing_file_is_told(tmp_path) -> None:
    with pytest.raises(QuestionFileError, match="cannot be read"):
        read_questions(tmp_path / "none.jsonl")


def test_a_file_as_windows_editors_save_it_is_read(tmp_path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"question": "seats?", "relevant": []}\r\n{"question": "w9?", "relevant": []}\r\n')
    assert [(one.id, one.question) for one in read_questions(file)] == [("1", "seats?"), ("2", "w9?")]


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"])
def test_a_separator_inside_a_text_ends_no_line(tmp_path, separator) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(f'{{"question": "seats{separator}and desks?", "relevant": []}}\n', encoding="utf-8")
    assert [one.question for one in read_questions(file)] == [f"seats{separator}and desks?"]


def test_a_question_that_is_answerable_and_is_not_is_refused_with_both_lines(tmp_path) -> None:
    file = tmp_path / "q.jsonl"
    yes = [f'{{"id": "y{n}", "question": "Seats  {n}?", "relevant": ["faq.md"]}}\n' for n in range(5)]
    no = [f'{{"id": "n{n}", "question": "seats {n}", "answerable": false}}\n' for n in range(5)]
    file.write_text("".join(yes + no))
    with pytest.raises(QuestionFileError) as raised:
        read_questions(file)
    assert 'lines 1 and 6 ("seats 0"), lines 2 and 7 ("seats 1")' in str(raised.value)
    assert "and 2 more: keep what is true" in str(raised.value)


def test_the_same_words_may_follow_different_questions_or_be_asked_twice(tmp_path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(
        '{"question": "and for two years?", "relevant": ["faq.md"], "history": ["discount?"]}\n'
        '{"question": "and for two years?", "answerable": false, "history": ["dental plan?"]}\n'
        '{"question": "And for two years?", "relevant": ["terms.md"], "history": ["discount?"]}\n'
    )
    assert [one.answerable for one in read_questions(file)] == [True, False, True]
