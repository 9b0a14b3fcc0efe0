"""Words that are too long to be quoted whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from content_index.health.model import Finding
from content_index.health.pages import Page, shortened
from content_index.model import Passage, Sentence
from content_index.plain_text import plain_text
from content_index.quote_length import LONGEST_QUOTE

LONGEST_PARAGRAPH = 2 * LONGEST_QUOTE
"""Of a longer one an answer leaves out more than half."""
_SHOWN = 160


def too_long(page: Page, passages: Iterable[Passage]) -> Iterator[Finding]:
    """Sentences, items and table rows past what an answer shows, and paragraphs past twice that, in plain characters.

    A sentence, an item and a row are never cut: a longer one is quoted alone, and fills more than a phone's screen.
    """
    for passage in passages:
        for sentence in passage.sentences:
            if sentence.kind != "code" and sentence.end - sentence.start > LONGEST_QUOTE:
                length = len(plain_text(passage.sentence_text(sentence)))
                if length > LONGEST_QUOTE:
                    yield _finding(page, passage, sentence, length, sentence.kind)
        for paragraph in _paragraphs(passage):
            length = len(plain_text(passage.text[paragraph.start : paragraph.end]))
            if length > LONGEST_PARAGRAPH:
                yield _finding(page, passage, paragraph, length, "paragraph")


def _paragraphs(passage: Passage) -> Iterator[Sentence]:
    """Runs of several sentences of prose without a blank line between."""
    run: list[Sentence] = []
    for sentence in passage.sentences:
        if run and (sentence.kind != "prose" or "\n\n" in passage.text[run[-1].end : sentence.start]):
            yield from _run(run)
            run = []
        if sentence.kind == "prose":
            run.append(sentence)
    yield from _run(run)


def _run(run: list[Sentence]) -> Iterator[Sentence]:
    if len(run) > 1:
        yield Sentence(run[0].start, run[-1].end)


def _finding(page: Page, passage: Passage, words: Sentence, length: int, what: str) -> Finding:
    longest = LONGEST_PARAGRAPH if what == "paragraph" else LONGEST_QUOTE
    return Finding(
        "too-long",
        "warning",
        page.of(passage, words.start, shortened(passage.text[words.start : words.end], _SHOWN)),
        parts={"characters": length, "longest": longest, "what": what},
        weight=length / longest,
    )
