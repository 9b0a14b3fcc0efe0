"""The words to show: at most three sentences that stand together, verbatim, and which of their words decide."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, takewhile

from content_index.generation import Generation
from content_index.plain_text import plain_text
from content_index.terms import terms
from retrieval.asked import Asked
from retrieval.asked_for import AskedFor, asked_for, asks_how_long, asks_what_to_say, gives, names_length
from retrieval.figures import Figure
from retrieval.model import Quote
from retrieval.windows import Quotable, Window, WordsFor, best_windows

GIVES = 0.3
"""What words gain that give the figure, the time or the person asked for (docs/decisions/quotes.md)."""
GIVES_MONEY = 0.8
"""What an amount of money gains where a price was asked for: little else answers that, and few words are amounts."""
GIVES_DURATION = 0.6
"""What a length of time gains where one was asked for: it is said in a few words, often in an item of its own."""
_NEAR: dict[AskedFor, float] = {"money": GIVES_MONEY, "duration": GIVES_DURATION}
_BOLD_SHARE = 0.4
_UNBOLD = re.compile(
    r"`[^`]*`|\]\([^)]*\)|<[^<>]*>|https?://\S+|\*\*.+?\*\*|__.+?__|^[ \t>]*(?:[-*+]|\d+[.)])[ \t]", re.DOTALL
)
_FIGURE = re.compile(
    r"[$€£₽<>≤≥~]?\d[\d.,:/–-]*\d?(?:\s?%|[\w]*)(?:\s(?:%|(?:business|calendar|working)\s\w+|days?|weeks?|months?|"
    r"quarters?|years?|hours?|minutes?|mins?|users?|seats?|people|percent|дн\w+|недел\w+|месяц\w+|час\w*|минут\w*|"
    r"лет|год\w*|процент\w*|пользовател\w+|мест\w*|руб\w*)\b)?"
)
_AFFIRMS = re.compile(
    r"\W*(?:yes|yep|yeah|no|nope|sure|certainly|absolutely|definitely|correct|right|exactly|of course|"
    r"да|нет|конечно|верно|безусловно|разумеется)\b\s*(?:[.,;:!—–-]|$)",
    re.IGNORECASE,
)
"""What says yes or no to a question: to another than the one that was asked, where nothing answers that."""
_PRICE = frozenset(
    chain(
        terms("price prices pricing priced cost costs costing charge", "en"), terms("цена цены стоит стоимость", "ru")
    )
)
"""What a question for a price says besides of what."""
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What words are wanted for.

    What is `asked`, in which `text`, and the `figures` in it. Unless something `answers` the question, no words are
    quoted that begin with a yes or a no to another one. `questions`: such as to put to a buyer are asked for.
    """

    asked: Asked
    text: str = ""
    figures: Sequence[Figure] = ()
    answers: bool = True
    questions: bool = False


def best_quote(quotables: Sequence[Quotable], wanted: Wanted, generation: Generation) -> Quote | None:
    """The window that answers best, of the passages given; None where nothing may be quoted."""
    if not quotables:
        return None
    words: WordsFor = "questions" if wanted.questions else "buyer" if asks_what_to_say(wanted.text) else "facts"
    windows = best_windows(quotables, wanted.asked, wanted.figures, generation, words=words)
    possible = (window for window in windows if wanted.answers or not _affirms(window))
    best = next(possible, None)
    if best is None:
        return None
    asked = frozenset(chain.from_iterable(wanted.asked.by_word))
    return _quote(_giving(best, possible, wanted.text, asked), asked)


def _giving(best: Window, others: Iterator[Window], question: str, asked: frozenset[str]) -> Window:
    """The first window, nearly as good as the best, that gives the figure, the time or the person asked for.

    Of those that give a length, the first that names it; of those that give a price, the first in the row of what was
    asked for (whose terms are `asked`). No more windows are read than that takes.
    """
    kind = asked_for(question)
    if kind is None:
        return best
    most = _NEAR.get(kind, GIVES)
    near = takewhile(lambda window: window.worth > best.worth - most, others)
    giving = (window for window in chain((best,), near) if _gives(window, kind, question))
    first = next(giving, None)
    if first is None:
        return best
    if kind == "money":
        return next((window for window in chain((first,), giving) if _is_row_of(window, asked)), first)
    if asks_how_long(question):
        page = first.passage.document_id  # another page's length is of something else
        own = (window for window in chain((first,), giving) if window.passage.document_id == page)
        return next(filter(_names_length, own), first)
    return first


def _names_length(window: Window) -> bool:
    """Whether its words or the heading above them name a length of time."""
    return names_length(f"{window.passage.section_at(window.start).heading}\n{window.text}")


def _gives(window: Window, kind: AskedFor, question: str) -> bool:
    """Whether its words give such a thing. Amounts in a table have their currency in its head."""
    of_table = kind == "money" and all(sentence.kind == "row" for sentence in window.sentences)
    return gives(window.text, "figure" if of_table else kind, question)


def _is_row_of(window: Window, asked: frozenset[str]) -> bool:
    """Whether a row that decides is that of what was asked for: its first cell says nothing else, or all of that."""
    passage, named = window.passage, asked - _PRICE
    rows = [passage.sentences[place] for place in window.deciding] or window.sentences
    for row in rows:
        if row.kind == "row":
            label = plain_text(passage.sentence_text(row).strip().strip("|").partition("|")[0])
            said = _terms(label, passage.language)
            if any(not term.isdecimal() for term in said) and (said <= asked or (named and named <= said)):
                return True
    return False


def _affirms(window: Window) -> bool:
    """Whether it opens with a yes or a no."""
    return _AFFIRMS.match(plain_text(window.passage.sentence_text(window.sentences[0]))) is not None


def _quote(window: Window, question: Collection[str]) -> Quote:
    passage, start, text = window.passage, window.start, window.text
    # Of rows on end only some decide; their neighbours say what holds for others.
    deciding = [passage.sentences[place] for place in window.deciding]
    parts = [(one.start - start, one.end - start) for one in deciding] or [(0, len(text))]
    bold = [
        (first + part, last + part)
        for part, end in parts
        for first, last in bold_spans(text[part:end], passage.language, question)
    ]
    return Quote(passage.id, text, start, tuple(bold))


def bold_spans(text: str, language: str, question: Collection[str]) -> list[tuple[int, int]]:
    """Spans of the words that decide: figures with their units, else words that the question asked about.

    None stands in a link's target, in code or in what is bold already, and together they are less than half the text.
    """
    taken = [match.span() for match in _UNBOLD.finditer(text)]
    figures = [match.span() for match in _FIGURE.finditer(text)]
    asked = [m.span() for m in _WORD.finditer(text) if not _terms(m.group(), language).isdisjoint(question)]
    spans: list[tuple[int, int]] = []
    room = _BOLD_SHARE * len(text)
    for start, end in [*figures, *asked]:
        if any(start < b and a < end for a, b in [*taken, *spans]) or end - start > room:
            continue
        spans.append((start, end))
        room -= end - start
    return _merged(sorted(spans), text)


@lru_cache(65_536)
def _terms(word: str, language: str) -> frozenset[str]:
    return frozenset(terms(word, language))


def _merged(spans: Sequence[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Neighbours with nothing but a space between become one."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and text[merged[-1][1] : start] == " ":
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged
