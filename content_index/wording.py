"""What every sentence and every heading says, made before any question comes, so that none has to read text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntFlag
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from content_index.model import Passage, Sentence
from content_index.plain_text import plain_text
from content_index.ragged import Ragged

_TABLE_RULE = re.compile(r"^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_LINK = re.compile(
    r"^[\s>*+\-\d.)]*(?:(?:please )?(?:see|read|check(?: out)?|refer to|visit|смотрите|см\.)\b[^\[\]]{0,20})?"
    r"!?\[[^\]]*\]\([^)]*\)[\s.:*]*$",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"[\s>]*\[[^\]]*\]\(#[^)]*\)[\s.:*]*")
_ABOUT_ITSELF = re.compile(
    r"\W*(?:(?:this|the following) (?:page|section|document|doc|guide|article|playbook|handbook)\b(?: of the \w+)? (?:"
    r"(?:will |is going to |aims to |is here to )?(?:outline|describe|explain|list|contain|provide|document|detail|"
    r"cover|summari[sz]e|show|walk|talk|specify|specifie|capture|include|help|demonstrate|define|introduce|present|collect|"
    r"guide|take|inform)s?|is (?:an?|about|for|intended|designed|meant|made|divided))\b"
    r"|(?:на|в) (?:этой|данной|этом|данном) (?:странице|разделе|документе)(?:,? \w+){0,2}? (?:опис|объясн|привед|"
    r"собран|перечисл|показ|расска|содерж|представл|наход|найд|узна)\w*"
    r"|(?:эта|этот|данная|данный) (?:страница|раздел|документ) (?:описыва|объясня|содерж|перечисл|показыва|рассказыва|"
    r"посвящ|предназначен|включает|помога)\w*"
    r"|(?:diese seite|dieser abschnitt|dieses dokument) (?:beschreibt|erklärt|enthält|listet|zeigt|fasst|dient)\b"
    r"|(?:cette (?:page|section)|ce (?:document|guide)) (?:décrit|explique|contient|présente|liste|détaille)\b)"
    r"[^\d\n]*$",
    re.IGNORECASE,
)
"""What tells what a page is about, not what it says ("This document must be signed by …"), and gives no figure."""
FORM = 4
"""Raised whenever the same sentences would be marked otherwise, or saved in another form."""
_RUN_IN_HEADING = re.compile(r"\W*(?:\*\*[^*\n]+\*\*|__[^_\n]+__)[\s.:]*")
"""A short sentence that is bold as a whole names what follows."""
_FEW_WORDS, _SOME_WORDS = 3, 8
_FILES = ("marks", "sections", "terms_starts", "terms", "headings_starts", "headings", "section_starts")


class Mark(IntFlag):
    """What is to be known of a sentence before it is quoted.

    `HEAD`: names the columns of a table, or, a link within the page, a part of it: never quoted by itself; `JOINS`:
    nothing stands between it and the sentence before; `ASKS`: a question; `LEADS_ON`: asks or announces what the next
    one says; `LINK`: nothing but a link or a picture; `LABEL`: a word or two, the lead of a list, or what a page is
    about; `CODE`: a line of it; `INTERNAL`: not for guests.
    """

    HEAD = 1
    JOINS = 2
    ASKS = 4
    LEADS_ON = 8
    LINK = 16
    LABEL = 32
    CODE = 64
    INTERNAL = 128


@dataclass(frozen=True)
class Wording:
    """Terms are ids of a lexical index's vocabulary.

    Of each sentence: `marks` (of `Mark`), the row of the section it stands in, its `terms` (a table's row says the
    heads of its columns too). Of each section: the terms of its heading. Passage i's sections are rows
    `section_starts[i]` to `section_starts[i + 1]`.
    """

    marks: npt.NDArray[np.uint8]
    sections: npt.NDArray[np.int32]
    terms: Ragged
    headings: Ragged
    section_starts: npt.NDArray[np.int64]

    def save(self, directory: Path) -> None:
        """Writes one file for each array into the directory."""
        arrays: tuple[npt.NDArray[Any], ...] = (
            self.marks,
            self.sections,
            self.terms.starts,
            self.terms.values,
            self.headings.starts,
            self.headings.values,
            self.section_starts,
        )
        for name, array in zip(_FILES, arrays, strict=True):
            np.save(directory / f"wording_{name}.npy", array)

    @classmethod
    def load(cls, directory: Path) -> Wording:
        """Reads what `save` wrote. Raises OSError or ValueError."""
        marks, sections, terms_starts, terms_, headings_starts, headings, section_starts = (
            np.load(directory / f"wording_{name}.npy") for name in _FILES
        )
        return cls(marks, sections, Ragged(terms_starts, terms_), Ragged(headings_starts, headings), section_starts)

    def within(self, vocabulary: int) -> Wording:
        """The same without terms whose ids are not below a number."""
        return replace(self, terms=self.terms.below(vocabulary), headings=self.headings.below(vocabulary))


def sentences_of(passage: Passage) -> Iterator[tuple[int, int, str]]:
    """Each sentence's marks, its section (its place in the passage) and what it says in plain words."""
    head = ""
    before: Sentence | None = None
    for sentence in passage.sentences:
        markdown = passage.sentence_text(sentence)
        plain = plain_text(markdown)
        is_head = _heads_a_table(passage, sentence)
        if is_head or sentence.kind != "row":
            head = plain if is_head else ""
        marks = _marks(sentence, markdown, plain)
        if is_head or _CONTENTS.fullmatch(markdown):
            marks |= Mark.HEAD
        if before is not None and _stand_together(passage, before, sentence):
            marks |= Mark.JOINS
        section = passage.sections.index(passage.section_at(sentence.start))
        yield int(marks), section, plain if is_head else f"{head} {plain}"
        before = sentence


def _marks(sentence: Sentence, markdown: str, plain: str) -> Mark:
    ending = plain.rstrip("*_ ")
    words = len(plain.split())
    asks = ending.endswith(("?", "？"))
    run_in = words < _SOME_WORDS and _RUN_IN_HEADING.fullmatch(markdown) is not None
    leads = asks or run_in or ending.endswith((":", "："))
    told: Iterable[tuple[bool, Mark]] = (
        (asks, Mark.ASKS),
        (leads, Mark.LEADS_ON),
        (words < _FEW_WORDS or (words < _SOME_WORDS and leads) or _ABOUT_ITSELF.match(plain) is not None, Mark.LABEL),
        (_LINK.match(markdown) is not None, Mark.LINK),
        (sentence.kind == "code", Mark.CODE),
        (sentence.callout == "internal", Mark.INTERNAL),
    )
    return Mark(sum(mark for holds, mark in told if holds))


def _heads_a_table(passage: Passage, sentence: Sentence) -> bool:
    """Whether a row names the columns: by itself it says nothing, and it is shown above any other row."""
    if sentence.kind != "row":
        return False
    below = passage.text[sentence.end :].lstrip(" \t|").partition("\n")[2].partition("\n")[0]
    return _TABLE_RULE.match(below) is not None


def _stand_together(passage: Passage, first: Sentence, second: Sentence) -> bool:
    between = passage.text[first.end : second.start]
    same_block = first.callout == second.callout and passage.section_at(first.start) == passage.section_at(second.start)
    leads = (first.kind, second.kind) == ("prose", "item")
    alike = first.kind == second.kind != "code" or leads
    return same_block and alike and not between.strip(" \t\n>-*+|:.)0123456789")
