"""The line to say to the buyer, where the content marks one near the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from content_index.model import Passage, Sentence
from content_index.plain_text import plain_text
from content_index.terms import terms
from retrieval.forms import Forms

TO_THE_POINT = 0.25
"""The share of the question's terms, by weight, that a line of another section and its heading must hold."""


def say_near(row: int, start: int, passages: Sequence[Passage], asked: Mapping[Forms, float]) -> str | None:
    """The marked line that goes with the words at the character `start` of the passage at `row`.

    The nearest one of the section that the words stand in, in the passages next to it too where it is a long one; else
    the nearest one of the same passage, or of those next to it in the document, that says, with its heading, what the
    question asks.
    `asked` are the question's words in their forms, and their weights. A line to say that has nothing to do with the
    question is worse than none: a rep would say it.
    """
    passage = passages[row]
    here = sorted(_lines(passage), key=lambda line: abs(line[0].start - start))
    found = [(passage, line) for line in here]
    for neighbour in (row + 1, row - 1):
        if 0 <= neighbour < len(passages) and passages[neighbour].document_id == passage.document_id:
            lines = _lines(passages[neighbour])
            found += [(passages[neighbour], line) for line in (lines if neighbour > row else reversed(lines))]
    section = passage.section_at(start).anchor
    own = (_words(*one) for one in found if one[0].section_at(one[1][0].start).anchor == section)
    aside = any(one.callout == "internal" and one.start <= start < one.end for one in passage.sentences)
    return (None if aside else next(own, None)) or next(_to_the_point(found, asked), None)


def _to_the_point(lines: Sequence[tuple[Passage, Sequence[Sentence]]], asked: Mapping[Forms, float]) -> Iterator[str]:
    least = TO_THE_POINT * sum(asked.values())
    for passage, line in lines:
        words = _words(passage, line)
        heading = passage.section_at(line[0].start).heading
        said = frozenset(terms(plain_text(f"{heading}\n{words}"), passage.language))
        if sum(weight for forms, weight in asked.items() if not said.isdisjoint(forms)) >= least > 0:
            yield words


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
