"""Which lines of a PDF are no content: headers and footers, and what a browser prints below each page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

_MARGIN = 0.12
_REPEATED = 3
_NUMBER = re.compile(r"[0-9]{1,9}")
_PRINTED_BY_BROWSER = re.compile(r"(file|https?)://\S+ ([0-9]{1,9})/([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its words, the size of its letters, where it stands; a table's Markdown for words."""

    text: str
    size: float
    top: float
    bottom: float
    is_table: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines from top to bottom, and its height."""

    lines: tuple[Line, ...]
    height: float


_Placed = tuple[int, Line]
"""A line and the number of its page."""


def without_running_lines(pages: Sequence[Page], heading_size: float) -> list[Page]:
    """The pages without what stands at the top or the bottom of most of them, and of three at least.

    What stands in the middle of as many pages is content. Numbers may differ from page to page only by counting with
    the pages: "page 3 of 12" runs, a row of prices does not. Letters of `heading_size` and larger run only as a page's
    outermost line, and where no number counts: "Objection 3" is a heading. A page's own number, alone, and the address
    that a browser prints below each page, with "3/12", go even from a single page.
    """
    dropped = set(_running(pages, heading_size))
    for number, page in enumerate(pages, start=1):
        edge = _at_edge(page, heading_size)
        dropped |= {(number, line) for line in edge if _of_page_alone(line, page, number, len(pages))}
    return [
        Page(tuple(line for line in page.lines if (number, line) not in dropped), page.height)
        for number, page in enumerate(pages, start=1)
    ]


def _at_edge(page: Page, heading_size: float) -> list[Line]:
    low, high = page.height * _MARGIN, page.height * (1 - _MARGIN)
    outermost = (page.lines[0], page.lines[-1]) if page.lines else ()
    return [
        line
        for line in page.lines
        if not line.is_table
        and (line.bottom < low or line.top > high)
        and (line.size < heading_size or line in outermost)
    ]


def _of_page_alone(line: Line, page: Page, number: int, pages: int) -> bool:
    if line.text == str(number):
        return True
    printed = _PRINTED_BY_BROWSER.fullmatch(line.text) if line.top > page.height / 2 else None
    return printed is not None and (printed[1] == "file" or (int(printed[2]), int(printed[3])) == (number, pages))


def _running(pages: Sequence[Page], heading_size: float) -> Iterator[_Placed]:
    alike: dict[str, list[_Placed]] = defaultdict(list)
    elsewhere: Counter[str] = Counter()
    for number, page in enumerate(pages, start=1):
        edge = _at_edge(page, heading_size)
        for line in edge:
            alike[_but_for_numbers(line)].append((number, line))
        elsewhere.update({_but_for_numbers(line) for line in page.lines if line not in edge})
    enough = max(_REPEATED, len(pages) / 2)
    for text, placed in alike.items():
        if elsewhere[text] < enough:
            yield from _counting_with_pages(placed, enough, heading_size)


def _but_for_numbers(line: Line) -> str:
    return _NUMBER.sub("#", line.text)


def _counting_with_pages(placed: Sequence[_Placed], enough: float, heading_size: float) -> Iterator[_Placed]:
    """Of lines that are the same but for their numbers, those whose numbers stay, or count with the pages."""
    numbers = [[int(found) for found in _NUMBER.findall(line.text)] for _, line in placed]
    offsets = [[value - page for value in values] for values, (page, _) in zip(numbers, placed, strict=True)]
    counts = [
        _most(column) > _most(stays)
        for column, stays in zip(zip(*offsets, strict=True), zip(*numbers, strict=True), strict=True)
    ]
    told = [
        tuple(offset if count else value for value, offset, count in zip(*row, counts, strict=True))
        for row in zip(numbers, offsets, strict=True)
    ]
    on_pages = Counter(form for form, _ in {(form, page) for form, (page, _) in zip(told, placed, strict=True)})
    for form, (page, line) in zip(told, placed, strict=True):
        counting_heading = any(counts) and line.size >= heading_size
        if on_pages[form] >= enough and not counting_heading:
            yield page, line


def _most(values: Collection[int]) -> int:
    """How often the commonest of them occurs."""
    return max(Counter(values).values())
