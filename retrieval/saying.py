"""The line to say to the buyer, where the content marks one near the answer."""

from __future__ import annotations

from collections.abc import Sequence

from content_index.model import Passage, Sentence


def say_near(row: int, start: int, passages: Sequence[Passage]) -> str | None:
    """The marked line nearest to the character at `start` of the passage at `row`.

    Looked for in that passage, then in those next to it under the same heading of the same document.
    """
    passage = passages[row]
    lines = _lines(passage)
    if lines:
        nearest = min(lines, key=lambda line: abs(line[0].start - start))
        return _words(passage, nearest)
    for neighbour in (row + 1, row - 1):
        if 0 <= neighbour < len(passages) and _belongs_together(passage, passages[neighbour]):
            lines = _lines(passages[neighbour])
            if lines:
                return _words(passages[neighbour], lines[0] if neighbour > row else lines[-1])
    return None


def _belongs_together(one: Passage, other: Passage) -> bool:
    """Parts of one section: the same headings, or one section under the other."""
    shorter = min(len(one.headings), len(other.headings))
    return one.document_id == other.document_id and one.headings[:shorter] == other.headings[:shorter] and shorter > 0


def _lines(passage: Passage) -> list[list[Sentence]]:
    """The sentences of each callout: those that nothing else stands between."""
    callouts: list[list[Sentence]] = []
    before: Sentence | None = None
    for sentence in passage.sentences:
        if sentence.callout == "say":
            if before is not None and before.callout == "say" and not _apart(passage, before, sentence):
                callouts[-1].append(sentence)
            else:
                callouts.append([sentence])
        before = sentence
    return callouts


def _apart(passage: Passage, before: Sentence, after: Sentence) -> bool:
    """Whether an empty line or a new marker stands between two sentences: then they are two callouts."""
    between = passage.text[before.end : after.start]
    return "\n\n" in between or "[!" in between


def _words(passage: Passage, sentences: Sequence[Sentence]) -> str:
    return " ".join(passage.sentence_text(sentence) for sentence in sentences)
