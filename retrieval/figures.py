"""Figures that a question names ("18%", "120k", "month 3") and the row or item whose range holds them ("up to 25%")."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal

from content_index.terms import terms

Unit = Literal["percent", "money", ""]

MOST_WORDS = 6
"""A cell with more words beside its figures says something else than a range."""
_FIGURE = re.compile(
    r"""(?P<money>[$€£₽]\s?)?
    (?<![\w.,])(?P<number>\d{1,3}(?:[,\u00a0 ]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)
    (?:\s?(?P<percent>%|(?:percent|per\ cent|pct|процент\w*)\b)|(?P<times>k|mn?|bn)\b
    |\s(?P<words>thousand|million|billion|mln|mio|тыс|млн|млрд)\b\.?)?
    (?![\w]|[.,]\d)""",
    re.IGNORECASE | re.VERBOSE,
)
_TIMES = {
    **dict.fromkeys(("k", "thousand", "тыс"), 1_000),
    **dict.fromkeys(("m", "mn", "mln", "mio", "million", "млн"), 1_000_000),
    **dict.fromkeys(("bn", "billion", "млрд"), 1_000_000_000),
}
_BETWEEN = re.compile(r"\s*(?:to|and|up to|through|until|[-–—…]|\.{2,3}|до|по)\s*", re.IGNORECASE)
_AT_MOST = re.compile(
    r"(?:\b(?:up to|at most|no more than|max(?:imum)?|until|до|не более|не выше)|≤|<=)\s*$", re.IGNORECASE
)
_BELOW = re.compile(r"(?:\b(?:below|under|less than|fewer than|менее|меньше|ниже)|<)\s*$", re.IGNORECASE)
_AT_LEAST = re.compile(
    r"(?:\b(?:at least|from|no less than|min(?:imum)?|от|с|не менее|не ниже)|≥|>=)\s*$", re.IGNORECASE
)
_ABOVE = re.compile(r"(?:\b(?:above|over|more than|exceeding|свыше|более|больше|выше)|>)\s*$", re.IGNORECASE)
_OR_MORE = re.compile(
    r"\s*(?:\+|,?\s?(?:and|or|и) (?:above|later|more|over|up|higher|более|больше|выше|позже)\b)", re.IGNORECASE
)
_OR_LESS = re.compile(
    r"\s*,?\s?(?:and|or|и) (?:below|earlier|less|fewer|lower|менее|меньше|ниже|раньше)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it counts: per cent, an amount (with a currency or as "120k"), or whatever is named beside it.

    `beside` are the terms of the words before and after it, `terms` those that it becomes itself.
    """

    value: float
    unit: Unit
    beside: frozenset[str] = frozenset()
    terms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Range:
    """Figures from `low` to `high`, both included."""

    low: float
    high: float
    unit: Unit

    def holds(self, figure: Figure) -> bool:
        """Whether the figure lies within, and is of the same kind."""
        same = self.unit == figure.unit or (self.unit == "" and figure.unit == "money")
        return same and self.low <= figure.value <= self.high

    def nearest_edge(self, figure: Figure) -> float:
        """How far the nearer end is: of "up to 15%" and "up to 25%", which both hold 12%, the first is meant."""
        return min(abs(self.low - figure.value), abs(self.high - figure.value))


def figures(text: str, language: str) -> tuple[Figure, ...]:
    """The figures of a question, in order."""
    return tuple(
        Figure(
            _value(match),
            _unit(match),
            frozenset(terms(_beside(text, *match.span()), language)),
            frozenset(terms(match.group(), language)),
        )
        for match in _FIGURE.finditer(text)
    )


def asked_figures(text: str, follows: Sequence[str], language: str) -> tuple[Figure, ...]:
    """The figures of a question; a bare one ("and 30?") counts what the last one that it follows does ("12%")."""
    earlier = next((found[-1] for one in reversed(follows) if (found := figures(one, language))), None)
    return tuple(
        replace(figure, unit=earlier.unit, beside=earlier.beside)
        if earlier is not None and not figure.unit and not figure.beside
        else figure
        for figure in figures(text, language)
    )


def fitting(asked: Sequence[Figure], rows: Sequence[str], head: str, language: str) -> frozenset[int]:
    """Which of some rows or items hold a figure that was asked for: for each figure those whose range fits it nearest.

    `rows` stand as in Markdown: rows of one table ("| up to 25% | VP Sales |") under `head`, or items ("up to 25%: VP
    Sales"). Only columns that tell a range count: equal numbers alone are chance. A figure without a unit fits
    only where a word beside it stands in the cell or in the column's head: of "month 3" it is known what 3 counts.
    """
    columns = list(zip_longest(*map(_cells, rows), fillvalue=""))
    heads = [*_cells(head), *[""] * len(columns)] if "|" in head else [""] * len(columns)
    found: set[int] = set()
    for figure in asked:
        edges: dict[int, float] = {}
        for name, cells in zip(heads, columns, strict=False):
            for row, each in _ranges(cells):
                told = figure.unit or figure.beside.intersection(terms(f"{name} {cells[row]}", language))
                if told and each.holds(figure):
                    edges[row] = min(edges.get(row, math.inf), each.nearest_edge(figure))
        found |= {row for row, distance in edges.items() if distance == min(edges.values())}
    return frozenset(found)


def _cells(row: str) -> list[str]:
    """The cells of a row, or the words before an item's colon."""
    row = row.replace("*", "").replace("`", "").strip()
    return row.strip("|").split("|") if "|" in row else [re.split(r":\s|\s[-–—=→]\s", row, maxsplit=1)[0]]


def _ranges(cells: Sequence[str]) -> list[tuple[int, Range]]:
    """What the cells of a column say as a range or as a single figure; nothing where none is a range."""
    told = [(row, found) for row, cell in enumerate(cells) if (found := _range(cell))]
    return told if any(each.low < each.high for _, each in told) else []


def _range(cell: str) -> Range | None:
    found = list(_FIGURE.finditer(cell))
    if not found or len(_WORD.findall(cell)) > MOST_WORDS:
        return None
    first, *further = found
    if further:
        return _between(first, cell[first.end() : further[0].start()], further[0])
    return _bounded(_value(first), cell[: first.start()], cell[first.end() :], _unit(first))


def _between(first: re.Match[str], words: str, last: re.Match[str]) -> Range | None:
    low, high, unit = _value(first), _value(last), _unit(last)
    if not (first["times"] or first["words"]) and (last["times"] or last["words"]):
        low *= _factor(last)  # "50–100k" begins at 50k
    same = _unit(first) in ("", unit)
    return Range(low, high, unit) if same and _BETWEEN.fullmatch(words) and low <= high else None


def _bounded(edge: float, before: str, after: str, unit: Unit) -> Range:
    """What the words around a single figure make of it."""
    low, high = edge, edge
    if _AT_MOST.search(before) or _OR_LESS.match(after):
        low = -math.inf
    elif _BELOW.search(before):
        low, high = -math.inf, math.nextafter(edge, -math.inf)
    elif _AT_LEAST.search(before) or _OR_MORE.match(after):
        high = math.inf
    elif _ABOVE.search(before):
        low, high = math.nextafter(edge, math.inf), math.inf
    return Range(low, high, unit)


def _value(match: re.Match[str]) -> float:
    number = re.sub(r"[,\u00a0 ](?=\d{3}(?!\d))", "", match["number"]).replace(",", ".")
    return float(number) * _factor(match)


def _factor(match: re.Match[str]) -> int:
    return _TIMES.get((match["times"] or match["words"] or "").lower(), 1)


def _unit(match: re.Match[str]) -> Unit:
    if match["percent"]:
        return "percent"
    return "money" if match["money"] or match["times"] or match["words"] else ""


def _beside(text: str, start: int, end: int) -> str:
    before, after = _WORD.findall(text[:start]), _WORD.findall(text[end:])
    return " ".join((*before[-1:], *after[:1]))
