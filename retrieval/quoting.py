"""The words to show: at most three sentences that stand together, verbatim, and which of their words decide."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from content_index.generation import LexicalScores
from content_index.model import Passage, Sentence
from content_index.plain_text import plain_text
from content_index.terms import terms
from retrieval.figures import Figure, fitting
from retrieval.model import Quote

MOST_SENTENCES = 3
"""Sentences of a quote: list items and table rows are sentences too (docs/decisions/quotes.md)."""
LONGEST = 480
"""Characters of several sentences that a phone shows without scrolling; a single longer sentence is quoted alone."""
FURTHER_SENTENCE = 0.05
"""What a quote gains by each further sentence: the answer often stands next to the words that were asked for."""
PASSAGE = 4.0
"""What the passage's own score counts: another passage must fit far better to be quoted instead of the first."""
LEXICAL = 0.8
"""What the question's words in a sentence count, against 1 for its cosine."""
HEADING = 0.8
"""What it counts that a sentence stands under a heading which says the question itself; it need not say it again."""
FITS = 0.8
"""What a row or an item gains whose range holds a figure that was asked for (docs/decisions/quotes.md)."""
LINKS_ALONE = 0.2
"""What is taken off a sentence that is nothing but a link ("See our [policy](…)") or a picture: it only leads on."""
_BOLD_SHARE = 0.4
_TABLE_RULE = re.compile(r"^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_UNBOLD = re.compile(
    r"`[^`]*`|\]\([^)]*\)|<[^<>]*>|https?://\S+|\*\*.+?\*\*|__.+?__|^[ \t>]*(?:[-*+]|\d+[.)])[ \t]", re.DOTALL
)
_FIGURE = re.compile(
    r"[$€£₽<>≤≥~]?\d[\d.,:/–-]*\d?(?:\s?%|[\w]*)(?:\s(?:%|(?:business|calendar|working)\s\w+|days?|weeks?|months?|"
    r"quarters?|years?|hours?|minutes?|mins?|users?|seats?|people|percent|дн\w+|недел\w+|месяц\w+|час\w*|минут\w*|"
    r"лет|год\w*|процент\w*|пользовател\w+|мест\w*|руб\w*)\b)?"
)
_LINK = re.compile(
    r"^[\s>*+\-\d.)]*(?:(?:please )?(?:see|read|check(?: out)?|refer to|visit|смотрите|см\.)\b[^\[\]]{0,20})?"
    r"!?\[[^\]]*\]\([^)]*\)[\s.:*]*$",
    re.IGNORECASE,
)
_AFFIRMS = re.compile(
    r"\W*(?:yes|yep|yeah|no|nope|sure|certainly|absolutely|definitely|correct|right|exactly|of course|"
    r"да|нет|конечно|верно|безусловно|разумеется)\b\s*(?:[.,;:!—–-]|$)",
    re.IGNORECASE,
)
"""What says yes or no to a question: to another than the one that was asked, where nothing answers that."""
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Quotable:
    """A passage that may be quoted.

    `cosines`: the question's to each of its sentences (0 where the model is blind). `headings`: how nearly the heading
    of each of its sections says the question, 0 to 1.
    """

    passage: Passage
    cosines: Sequence[float]
    headings: Sequence[float]
    score: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """What words are wanted for.

    `terms` of the question and `figures` in it. Where `guests` may read, nothing marked internal is quoted. Unless
    something `answers` the question, no words are quoted that begin with a yes or a no to another one.
    """

    terms: Sequence[str]
    figures: Sequence[Figure] = ()
    guests: bool = False
    answers: bool = True


def best_quote(passages: Iterable[Quotable], wanted: Wanted, lexical: LexicalScores) -> Quote | None:
    """The window that answers best, of the passages given; None where nothing may be quoted."""
    asked = {term: lexical.weight(term) for term in wanted.terms}
    windows = [
        window
        for quotable in passages
        for window in _windows(quotable, asked, wanted.figures, guests=wanted.guests)
        if wanted.answers or not window.affirms
    ]
    if not windows:
        return None
    # Questions say the words that were asked, and answer nothing: only where there is nothing else are they shown.
    best = max(windows, key=lambda window: (not window.asks, window.worth))
    return _quote(best, frozenset(wanted.terms))


@dataclass(frozen=True, slots=True)
class _Window:
    """Sentences that may become the quote.

    `fitting` are those of them whose range holds a figure that was asked for; `asks` tells whether all are questions.
    """

    passage: Passage
    first: Sentence
    last: Sentence
    worth: float
    fitting: tuple[Sentence, ...]
    asks: bool

    @property
    def affirms(self) -> bool:
        """Whether it opens with a yes or a no."""
        return _AFFIRMS.match(plain_text(self.passage.sentence_text(self.first))) is not None


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence that may be quoted, in plain words, its terms, and the question's cosine to it.

    `head` is the head of the table that it is a row of, "" elsewhere.
    """

    sentence: Sentence
    text: str
    head: str
    terms: frozenset[str]
    is_link: bool
    cosine: float


def _windows(
    quotable: Quotable, asked: Mapping[str, float], figures: Sequence[Figure], *, guests: bool
) -> Iterator[_Window]:
    """Every run of up to three sentences that stand together. `asked`: the question's terms and their weights."""
    passage = quotable.passage
    for run in _runs(quotable, guests=guests):
        rows = [passage.sentence_text(said.sentence) for said in run]
        fits = fitting(figures, rows, run[0].head, passage.language) if figures else frozenset[int]()
        under = quotable.headings[passage.sections.index(passage.section_at(run[0].sentence.start))]
        for first in range(len(run)):
            for last in range(first, min(first + MOST_SENTENCES, len(run))):
                said = run[first : last + 1]
                if last > first and said[-1].sentence.end - said[0].sentence.start > LONGEST:
                    break
                worth = LEXICAL * max(_coverage(said, asked), under) + max(one.cosine for one in said)
                worth += HEADING * under - (1 - under) * _idleness(said)
                worth += FURTHER_SENTENCE * (len(said) - 1) + PASSAGE * quotable.score
                told = tuple(run[row].sentence for row in range(first, last + 1) if row in fits)
                worth += FITS * bool(told)
                asks = all(_asks(one.text) for one in said)
                yield _Window(passage, said[0].sentence, said[-1].sentence, worth, told, asks)


def _runs(quotable: Quotable, *, guests: bool) -> Iterator[list[_Said]]:
    """The sentences that may be quoted, in runs that nothing stands between. A table's row says its heads as well."""
    passage = quotable.passage
    run: list[_Said] = []
    head = ""
    for sentence, cosine in zip(passage.sentences, quotable.cosines, strict=True):
        is_head = _heads_a_table(passage, sentence)
        left_out = is_head or (guests and sentence.callout == "internal")
        if run and (left_out or not _stand_together(passage, run[-1].sentence, sentence)):
            yield run
            run = []
        if is_head or sentence.kind != "row":
            head = passage.sentence_text(sentence) if is_head else ""
        if not left_out:
            run.append(_said(passage, sentence, head, cosine))
    if run:
        yield run


def _said(passage: Passage, sentence: Sentence, head: str, cosine: float) -> _Said:
    markdown = passage.sentence_text(sentence)
    text = plain_text(markdown)
    said = frozenset(terms(f"{plain_text(head)} {text}", passage.language))
    return _Said(sentence, text, head, said, _LINK.match(markdown) is not None, cosine)


def _coverage(said: Sequence[_Said], asked: Mapping[str, float]) -> float:
    """The share of the question's terms, by weight, that the sentences hold together."""
    total = sum(asked.values())
    held = frozenset[str]().union(*(one.terms for one in said))
    return sum(weight for term, weight in asked.items() if term in held) / total if total else 0.0


def _idleness(said: Sequence[_Said]) -> float:
    """What is taken off a window: that of its most telling sentence; one that leads on to the next is not idle."""
    *before, last = said
    led = [0.0 if _leads_on(one.text) else _idle(one) for one in before]
    return min([*led, _idle(last)])


def _idle(said: _Said) -> float:
    """What is taken off for sentences that seldom say anything by themselves."""
    words = len(said.text.split())
    if said.sentence.kind == "code":
        return 0.3
    if words < 3 or (words < 8 and _leads_on(said.text)):  # noqa: PLR2004 - a label, the lead of a list
        return 0.25
    if said.is_link:
        return LINKS_ALONE
    return 0.15 if _leads_on(said.text) else 0.0


def _asks(text: str) -> bool:
    return text.rstrip("*_ ").endswith(("?", "？"))


def _leads_on(text: str) -> bool:
    """Whether a sentence asks or announces what the next one says."""
    return _asks(text) or text.rstrip("*_ ").endswith((":", "："))


def _heads_a_table(passage: Passage, sentence: Sentence) -> bool:
    """Whether a row names the columns: by itself it says nothing, and it is shown above any other row."""
    below = passage.text[sentence.end :].lstrip(" \t|").partition("\n")[2].partition("\n")[0]
    return sentence.kind == "row" and _TABLE_RULE.match(below) is not None


def _stand_together(passage: Passage, first: Sentence, second: Sentence) -> bool:
    between = passage.text[first.end : second.start]
    same_block = first.callout == second.callout and passage.section_at(first.start) == passage.section_at(second.start)
    leads = (first.kind, second.kind) == ("prose", "item")
    alike = first.kind == second.kind != "code" or leads
    return same_block and alike and not between.strip(" \t\n>-*+|:.)0123456789")


def _quote(window: _Window, question: Collection[str]) -> Quote:
    start = window.first.start
    text = window.passage.text[start : window.last.end]
    # Of rows on end only those that fit decide; their neighbours say for which other figures others do.
    parts = [(one.start - start, one.end - start) for one in window.fitting] or [(0, len(text))]
    bold = [
        (first + part, last + part)
        for part, end in parts
        for first, last in bold_spans(text[part:end], window.passage.language, question)
    ]
    return Quote(window.passage.id, text, start, tuple(bold))


def bold_spans(text: str, language: str, question: Collection[str]) -> list[tuple[int, int]]:
    """Spans of the words that decide: figures with their units, else words that the question asked about.

    None stands in a link's target, in code or in what is bold already, and together they are less than half the text.
    """
    taken = [match.span() for match in _UNBOLD.finditer(text)]
    figures = [match.span() for match in _FIGURE.finditer(text)]
    asked = [m.span() for m in _WORD.finditer(text) if set(terms(m.group(), language)) & set(question)]
    spans: list[tuple[int, int]] = []
    room = _BOLD_SHARE * len(text)
    for start, end in [*figures, *asked]:
        if any(start < b and a < end for a, b in [*taken, *spans]) or end - start > room:
            continue
        spans.append((start, end))
        room -= end - start
    return _merged(sorted(spans), text)


def _merged(spans: Sequence[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Neighbours with nothing but a space between become one."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and text[merged[-1][1] : start] == " ":
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged
