"""The nouns: what a passage states, and where two passages contradict each other. They import no library."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["number", "date", "name", "yes_no"]
Bound = Literal["exact", "most", "least", "range"]


@dataclass(frozen=True, slots=True)
class Value:
    """Something that a claim gives: an amount, a day, a name.

    `dimension` says what it measures ("percent", "time", "money:USD", "count", "day", "name:approve" …): only values of
    the same one are compared. `low` and `high` are in that dimension's base unit (hours, bytes, days since year 1 …).
    `counted` are the concepts of what a count counts, or the parts of a name; `per` those of what an amount is paid
    for ("seat"). `tolerance` is the relative difference that rounding or the conversion of units explains. `start` and
    `end` are offsets in the claim's plain sentence; `written` is what stands there. A `condition` ("from 50 seats",
    "two-year") says when the rest holds. `raw` is the amount of a rate before it was divided by its time.
    """

    kind: Kind
    dimension: str
    low: float
    high: float
    start: int
    end: int
    written: str
    bound: Bound = "exact"
    tolerance: float = 0.0
    counted: frozenset[str] = frozenset()
    per: frozenset[str] = frozenset()
    condition: bool = False
    raw: float = 0.0


@dataclass(frozen=True, slots=True)
class Claim:
    """A clause, an item or a cell of a table, that may be contradicted.

    `start` and `end` are offsets of its sentence in the passage's text. `own` are the concepts of its words without
    those of its values, `context` those of all that it stands in: title, headings, heads of columns, the line above a
    list. `qualifiers` say for whom and when it holds, by class ("region" …), the nearest word of each class winning.
    `sign` is -1 where it denies; `denied` are the concepts that a negation stands beside; `only` the qualifiers that
    it holds for alone. `written` is what it says, `sentence` the place of its sentence among those of the passage.
    `conditions` are bounds that a heading sets ("more than 100 users"), `measures` what its values may be compared by;
    `included` is 1 where something comes with the price, -1 where it costs extra.
    """

    start: int
    end: int
    own: Mapping[str, float]
    context: Mapping[str, float]
    qualifiers: Mapping[str, frozenset[str]]
    values: tuple[Value, ...]
    sign: int = 1
    denied: frozenset[str] = frozenset()
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)
    written: str = ""
    sentence: int = 0
    conditions: tuple[Value, ...] = ()
    measures: frozenset[str] = frozenset()
    included: int = 0


@dataclass(frozen=True, slots=True)
class Statements:
    """What a passage says, read once and compared often.

    `titled` are the concepts of the title, `named` those of the heading alone (of the title, where there is none),
    `topics` those of title and heading that its sentences take up, `words` those of everything. `editions` are the
    years that title and heading name, `excepted` the concepts of what it excepts, `customer` those of the name that a
    page on one customer bears.
    """

    title: str
    heading: str
    claims: tuple[Claim, ...]
    titled: frozenset[str]
    named: Mapping[str, float]
    topics: Mapping[str, float]
    words: frozenset[str]
    editions: frozenset[str] = frozenset()
    excepted: frozenset[str] = frozenset()
    customer: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (not included) of a passage's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two passages say different things of the same.

    `first` and `second` are the sentences, as spans of each text; the values stand as they are written there. `why`
    is an English sentence. `likelihood` is how sure the comparison is, from 0 to 1.
    """

    kind: Kind
    first: Span
    second: Span
    first_value: str
    second_value: str
    why: str
    likelihood: float


INFINITE = math.inf
