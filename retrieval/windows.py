"""Runs of up to three sentences that stand together, and what each is worth as the words to show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from content_index.generation import Generation
from content_index.model import Passage, Sentence
from content_index.quote_length import LONGEST_QUOTE
from content_index.ragged import Ragged, Rows, places_of
from content_index.terms import terms
from content_index.wording import Mark, Wording
from retrieval.asked import Asked
from retrieval.figure_rows import joined, sentences_that_fit
from retrieval.figures import Figure

MOST_SENTENCES = 3
"""Sentences of a quote: list items and table rows are sentences too (docs/decisions/quotes.md)."""
FURTHER_SENTENCE = 0.05
"""What a quote gains by each further sentence: the answer often stands next to the words that were asked for."""
PASSAGE = 4.0
"""What the passage's own score counts: another passage must fit far better to be quoted instead of the first."""
LEXICAL = 0.6
"""What the question's words in a sentence count, against 1 for its cosine."""
HEADING = 0.8
"""What it counts that a sentence stands under a heading which says the question itself; it need not say it again."""
FITS = 0.8
"""What a row or an item gains whose range holds a figure that was asked for (docs/decisions/quotes.md)."""
INTERNAL = 1.0
"""What is taken off for what is not for customers: it is an aside to the page, seldom the answer."""
INTERNAL_BY_WORDS = 0.5
"""The same where words alone are compared: all of a question's count LEXICAL, and an aside may be what was asked."""
SAY = 0.25
"""What is taken off for a line to say, where facts are asked for: it is shown beside the quote all the same."""
ASKING = 1_000.0
"""What is taken off for what only asks: it comes last."""
IDLE = ((Mark.LEADS_ON, 0.15), (Mark.LINK, 0.2), (Mark.LABEL, 0.25), (Mark.CODE, 0.3))
"""What is taken off for sentences that seldom say anything by themselves; of several the last one holds."""

DANGLING = 0.3
"""What is taken off for several sentences of which the last one announces what is not shown."""

_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]+")
"""The mark of an item that is not indented: behind an indented one the next would be shown as its part."""

WordsFor = Literal["facts", "buyer", "questions"]
"""What is asked for: facts, words to tell a buyer, or questions to put to one."""
Numbers = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Quotable:
    """A passage that may be quoted, the one at `row` of the generation.

    `cosines`: the question's to each of its sentences (0 where the model is blind). `headings`: how nearly the heading
    of each of its sections says the question, 0 to 1; with `only_under`, what stands under none that does is not shown.
    """

    row: int
    passage: Passage
    cosines: Numbers
    headings: Numbers
    score: float
    only_under: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences of a passage, by their places in it.

    `deciding` are those of several rows or items that answer rather than the others, none where all count alike;
    `worth` can be compared with that of the question's other windows.
    """

    passage: Passage
    first: int
    last: int
    deciding: tuple[int, ...]
    worth: float

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """They, in order."""
        return self.passage.sentences[self.first : self.last + 1]

    @property
    def start(self) -> int:
        """Where they begin in the passage: of several items of a list at the mark of the first one."""
        first, text = self.sentences[0], self.passage.text
        line = text.rfind("\n", 0, first.start) + 1
        listed = len(self.sentences) > 1 and self.sentences[1].kind == "item" == first.kind
        return line if listed and _ITEM.fullmatch(text, line, first.start) else first.start

    @property
    def text(self) -> str:
        """Their Markdown, verbatim."""
        return self.passage.text[self.start : self.sentences[-1].end]


@dataclass(frozen=True, slots=True)
class _Said:
    """The sentences of all quotables on end, one row each.

    `joins`: may be shown together with the one before; `under`: how nearly its heading says the question; `held`: which
    of the question's known terms it or its heading has; `idle`: what it says too little; `fits`: holds a figure that
    was asked for.
    """

    left_out: Flags
    joins: Flags
    asks: Flags
    internal: Flags
    say: Flags
    leads_on: Flags
    under: Numbers
    held: Flags
    cosines: Numbers
    scores: Numbers
    idle: Numbers
    fits: Flags
    begins: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]


def best_windows(
    quotables: Sequence[Quotable],
    asked: Asked,
    figures: Sequence[Figure],
    generation: Generation,
    *,
    words: WordsFor = "facts",
) -> Iterator[Window]:
    """Every window that may be shown, best first; those that only ask come last, for questions answer nothing.

    Lines to say come behind what is worth nearly as much, unless `words` for a buyer were asked for; where questions to
    put to one were, those are an answer like any other.
    """
    rows = np.array([quotable.row for quotable in quotables], np.int64)
    places, starts = places_of(generation.sentence_offsets, rows)
    if not len(places):
        return
    said = _said(quotables, places, starts, asked, figures, generation)
    saying, asking = (SAY if words == "facts" else 0.0), (0.0 if words == "questions" else ASKING)
    firsts, lengths, worths = _rated(said, asked, saying, asking)
    for best in np.argsort(-worths, kind="stable"):
        first, last = int(firsts[best]), int(firsts[best] + lengths[best] - 1)
        of = int(np.searchsorted(starts, first, side="right")) - 1
        before = int(starts[of])
        passage = quotables[of].passage
        kinds = {sentence.kind for sentence in passage.sentences[first - before : last + 1 - before]}
        deciding = _deciding(said, asked, first, last) if kinds in ({"row"}, {"item"}) else said.fits[first : last + 1]
        decides = tuple((np.flatnonzero(deciding) + first - before).tolist())
        yield Window(passage, first - before, last - before, decides, float(worths[best]))


def _deciding(said: _Said, asked: Asked, first: int, last: int) -> Flags:
    """Which rows or items on end answer: whose range holds a figure that was asked for, else that say most of it."""
    fits = said.fits[first : last + 1]
    if fits.any():
        return fits
    shares = asked.share(said.held[first : last + 1])
    best = shares >= shares.max() - 1e-6
    return np.asarray(best & ~best.all(), bool)


def _said(  # noqa: PLR0913, PLR0917 -- the parts of one question
    quotables: Sequence[Quotable],
    places: Rows,
    starts: Rows,
    asked: Asked,
    figures: Sequence[Figure],
    generation: Generation,
) -> _Said:
    wording = generation.lexical.wording
    marks = wording.marks[places]
    left_out = (marks & Mark.HEAD) > 0
    spans = np.array([(one.start, one.end) for each in quotables for one in each.passage.sentences], np.int64)
    owners = np.repeat(np.arange(len(quotables)), np.diff(starts))
    of = np.array([quotable.row for quotable in quotables], np.int64)[owners]
    before = np.cumsum([0, *(len(quotable.headings) for quotable in quotables)])[owners]
    headings = np.concatenate([quotable.headings for quotable in quotables])
    idle = np.zeros(len(marks), np.float32)
    for mark, cost in IDLE:
        idle[(marks & mark) > 0] = cost
    under = headings[wording.sections[places] - wording.section_starts[of] + before]
    left_out |= np.array([quotable.only_under for quotable in quotables], bool)[owners] & (under == 0)
    return _Said(
        left_out=left_out,
        joins=joined(marks),
        asks=(marks & Mark.ASKS) > 0,
        internal=(marks & Mark.INTERNAL) > 0,
        say=np.array([one.callout == "say" for each in quotables for one in each.passage.sentences], bool),
        leads_on=(marks & Mark.LEADS_ON) > 0,
        under=under,
        held=_held(asked, places, wording) | _titles(asked, quotables, generation)[owners],
        cosines=np.concatenate([quotable.cosines for quotable in quotables]),
        scores=np.array([quotable.score for quotable in quotables], np.float32)[owners],
        idle=idle,
        fits=np.concatenate(
            [
                sentences_that_fit(one.passage, marks[first:last], figures)
                for one, first, last in zip(quotables, starts[:-1], starts[1:], strict=True)
            ]
        ),
        begins=spans[:, 0],
        ends=spans[:, 1],
    )


def _held(asked: Asked, places: Rows, wording: Wording) -> Flags:
    """Which of the known terms each sentence at `places` holds, or its own heading: it need not repeat that."""
    sections, at = np.unique(wording.sections[places], return_inverse=True)
    above = asked.held_by(*wording.headings.gather(sections.astype(np.int64)))
    return asked.held_by(*wording.terms.gather(places)) | above[at]


def _titles(asked: Asked, quotables: Sequence[Quotable], generation: Generation) -> Flags:
    """Which of the known words the title of each passage's document has: nothing in it need repeat them."""
    vocabulary = generation.lexical.vocabulary
    said = [
        [
            vocabulary[term]
            for term in terms(generation.documents[one.passage.document_id].title, one.passage.language)
            if term in vocabulary
        ]
        for one in quotables
    ]
    titles = Ragged.of(said)
    return asked.held_by(titles.values, titles.starts)


def _rated(said: _Said, asked: Asked, saying: float, asking: float) -> tuple[Rows, Rows, Numbers]:
    """First sentence, length and worth of every window.

    `saying` is taken off for a line to say, `asking` for what only asks.
    """
    found: list[tuple[Rows, Rows, Numbers]] = []
    aside = INTERNAL if said.cosines.any() else INTERNAL_BY_WORDS
    shown, held, cosines = ~said.left_out, said.held, said.cosines
    internal, say, announces = said.internal, said.say, said.leads_on & ~said.asks
    asks, fits, led = said.asks, said.fits, np.full(len(said.idle), np.inf, np.float32)
    for length in range(1, MOST_SENTENCES + 1):
        count = len(said.idle) - length + 1
        if count <= 0:
            break
        last = slice(length - 1, length - 1 + count)
        if length > 1:  # windows one sentence longer than those before
            before = slice(length - 2, length - 2 + count)
            shown = shown[:count] & said.joins[last]
            held, cosines = held[:count] | said.held[last], np.maximum(cosines[:count], said.cosines[last])
            asks, fits = asks[:count] & said.asks[last], fits[:count] | said.fits[last]
            internal, say = internal[:count] | said.internal[last], say[:count] | said.say[last]
            led = np.minimum(led[:count], np.where(said.leads_on[before], 0, said.idle[before]))
        short = shown if length == 1 else shown & (said.ends[last] - said.begins[:count] <= LONGEST_QUOTE)
        under = said.under[:count]
        worth = LEXICAL * np.maximum(asked.share(held), under) + cosines
        # One that leads on to the next is not idle; of several the most telling one counts.
        worth += HEADING * under - (1 - under) * np.minimum(led[:count], said.idle[last])
        worth += FURTHER_SENTENCE * (length - 1) + PASSAGE * said.scores[:count] + FITS * fits
        worth -= asking * asks + aside * internal + saying * say
        if length > 1:
            worth -= DANGLING * announces[last]
        firsts = np.flatnonzero(short)
        found.append((firsts, np.full(len(firsts), length), np.asarray(worth[firsts], np.float32)))
    firsts, lengths, worths = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return firsts, lengths, worths
