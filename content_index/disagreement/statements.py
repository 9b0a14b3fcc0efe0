"""A passage becomes claims: clauses of sentences, items, and the cells of tables, with what they stand in."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from markdown_it import MarkdownIt

from content_index.disagreement.concepts import GAP, concepts, language_of, weights
from content_index.disagreement.dates import dates
from content_index.disagreement.model import Claim, Statements, Value
from content_index.disagreement.names import cell_names, names
from content_index.disagreement.passages import carried, customer_of, excepted
from content_index.disagreement.polarity import answer, cell_answer, denials, included
from content_index.disagreement.qualifiers import nearest, qualifiers
from content_index.disagreement.quantities import bounded_by, quantities
from content_index.disagreement.values import measures
from content_index.model import Sentence
from content_index.plain_text import plain_text
from content_index.sentences import Lines, sentences_of

_CLAUSE_END = re.compile(
    r"\s*;\s+|,?\s+(?:but|while|whereas|however|aber|während|а|но)\s+|,\s+(?:and\s+|und\s+|и\s+)?(?=.*\d)|"
    r"\s+(?:and|und|и)\s+(?!a half\b)(?=(?:that|dass|что)\b|(?:[^\d]{0,40}(?<![A-Za-z])\d))|\s[–—]\s|(?<![ap]\.m)\.\s+",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"(?:with|on|for|in|at|under|from|by|as of|until|after|before|during|since|within|per|bei|mit|für|im|auf|ab|seit|"
    r"nach|vor|при|для|с|на|в|до|после)\b(?! (?:this|that|which)\b)[^,]*$",
    re.IGNORECASE,
)
"""How a phrase begins that goes before a sentence and says when it holds."""
_LABELLED_LINE = re.compile(r"[^:\n]{1,60}:[ \t]+\S")
_NEW_LINE = re.compile(r"\n(?=[ \t]*[^\W_a-zа-яёäöüß])")
_CELL = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[\s|:-]+")
_ONLY = re.compile(
    r"\b(?:(?:is|are) an? (?-i:[A-Z]\w+) (?:feature|option|extra|privilege)|only|exclusively|nur|"
    r"ausschließlich|только|reserved for|limited to)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\s*(?:it|this|that|they|these|those|he|she|es|dies\w*|это|он[аои]?)\b", re.IGNORECASE)
_HOLDS = re.compile(
    r"\b(?:this|the) (?:sheet|list|page|price ?list|price ?book|table|version|document|plan|offer|tariff)s? "
    r"(?:holds?|is valid|applies|is in force|expires?|ends?)\b|\b(?:all|these) (?:prices?|rates?|figures?|terms)\b"
    r".{0,30}\b(?:hold|valid|apply)\b",
    re.IGNORECASE,
)
"""What says for how long all that stands on a page holds."""
_OF_A_PERSON = re.compile(r"\s*(?:(?:for|to|with|ask) )?(?:he|she|him|her|his)\b", re.IGNORECASE)
_PERSONS = re.compile(r"\b[A-ZÄÖÜ][a-zäöüß'’-]+ [A-ZÄÖÜ][a-zäöüß'’-]+\b")
_OF_RIVALS = re.compile(
    r"\b(?:battle ?cards?|competit\w+|competing|their (?:trial|offer|pric\w+|product|plans?|support)|"
    r"rivals?|versus|vs\.?|where they|konkurren\w+)\b",
    re.IGNORECASE,
)
_CAPITALISED = re.compile(r"\b[A-ZА-ЯЁÄÖÜ]\w+")
_THEM = re.compile(r"\b(?:they|their|theirs|them|its?|sie|ihr\w*|они|их|у них)\b", re.IGNORECASE)
_BOUND = re.compile(r"\d\s?\+|[<>≤≥]|\d\s?[–-]\s?\d|\b(?:from|over|above|up to|under|below|more than)\b", re.IGNORECASE)
_OF_TIME = re.compile(r"(?:hour|day|week|month|stunde|tag|woche|monat)s?", re.IGNORECASE)
_TIME = re.compile(
    r"\d (?:business |working )?(?:hours?|days?|weeks?|months?|years?|stunden?|tage?n?|wochen?|monate?n?)\b",
    re.IGNORECASE,
)
_TIMES = r"hours?|minutes?|(?:business |working )?days?|weeks?|months?|years?|stunden|tage|wochen|monate|jahre"
_UNITS = rf"{_TIMES}|gb|tb|mb|kg|%|eur|usd|gbp|chf|[€$£]"
_UNIT_OF_HEAD = re.compile(
    rf"^({_TIMES})\b|[(\[,] ?(?:in )?({_UNITS})[)\]]?$|\bin ({_UNITS})$|^({_UNITS})$", re.IGNORECASE
)
_BARE = re.compile(r"(?:up to |from )?\d[\d.,]*(?:\s?(?:to|[–-])\s?\d[\d.,]*)?")
_SAID = frozenset({"yes", "no", "ja", "nein"})
_FEW = 1.5
"""The weight of a claim's own concepts below which it speaks of what its heading names."""
_LINES = 2
"""So many lines with labels make a list."""
_LONE_RETURN = re.compile(r"\r(?!\n)")
LONGEST, MOST_CLAIMS, MOST_VALUES = 20_000, 120, 8
LONGEST_TITLE = 500
"""Characters of a passage, claims of it and values of a claim that are read: those of an index have fewer by far, and
comparing takes time that grows with the square of each."""
_EDITION = re.compile(r"(?:version|revision|edition|rev\.|fassung|версия|редакция)\b")
_DAY = re.compile(r"(?:\w+ )?(?:date|datum|дата)\b|stand\b")
_CHANGE = re.compile(r"(?:description|changes?|author|approve[dr]|editor|änderung|autor|verfasser|изменени|автор)")
"""Of a table that tells the editions of a page, the heads of three columns."""


@dataclass(frozen=True, slots=True)
class _Around:
    """What a piece stands in: plain texts from the nearest outwards, and the language."""

    language: str
    above: tuple[str, ...]
    sentence: int
    label: str = ""
    beside: tuple[str, ...] = ()


def read(title: str, heading: str, text: str, sentences: Sequence[Sentence] | None = None) -> Statements:
    """What a passage (Markdown) states. `sentences` spares the parsing where they are known. Never raises."""
    title, heading, text = title[:LONGEST_TITLE], heading[:LONGEST_TITLE], text[:LONGEST]
    if sentences is None:
        text = _LONE_RETURN.sub("\n", text)  # the parser ends a line there; offsets stay
        sentences = tuple(sentences_of(_parser().parse(text), Lines(text), "en"))
    plain_title, plain_heading = plain_text(title), plain_text(heading)
    language = language_of(plain_text(text) or f"{plain_title} {plain_heading}")
    every = _claims(text, sentences, language, (plain_heading, plain_title))
    claims = tuple(itertools.islice(every, MOST_CLAIMS))
    held = tuple(value for claim in claims if _HOLDS.search(claim.written) for value in claim.values if _limits(value))
    if held:
        claims = tuple(replace(claim, conditions=(*claim.conditions, *held)) for claim in claims)
    claims = carried(claims)
    subject = weights(concepts(f"{plain_title} {plain_heading}", language))
    named = weights(concepts(plain_heading or plain_title, language))
    titled = concepts(plain_title, language)
    said = frozenset(concept for claim in claims for concept in claim.own)
    editions = qualifiers(f"{plain_title} · {plain_heading}", of_title=True).get("year", frozenset())
    topics = {concept: weight for concept, weight in subject.items() if concept in said}
    words = frozenset(concept for claim in claims for concept in claim.context) | subject.keys()
    return Statements(
        plain_title or plain_heading,
        plain_heading,
        claims,
        titled,
        named,
        topics,
        words,
        editions,
        excepted(claims, language),
        customer_of(plain_title, plain_heading, language),
    )


def _limits(value: Value) -> bool:
    return value.dimension in ("day:start", "day:end")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _claims(  # noqa: C901 - what stands above is kept from one sentence to the next
    text: str, sentences: Sequence[Sentence], language: str, outer: tuple[str, ...]
) -> Iterator[Claim]:
    head: list[str] = []
    lead, before, inner = "", "", ""
    for number, sentence in enumerate(_by_line(text, sentences)):
        if sentence.kind == "code" or sentence.end > len(text):
            continue
        markdown = text[sentence.start : sentence.end]
        line_start = text.rfind("\n", 0, sentence.start) + 1
        if text[line_start : sentence.start].lstrip(" >").startswith("#"):
            inner, lead, before, head = plain_text(markdown), "", "", []
            continue
        if sentence.kind == "row":
            cells = [plain_text(cell) for cell in _CELL.split(markdown.strip().strip("|"))]
            below = text[sentence.end :].lstrip(" \t|\n").partition("\n")[0] if not head else ""
            if not head and (_RULE.fullmatch(below) or not _follows_row(text, sentence)):
                head = cells
                continue
            if not _is_of_editions(head):
                yield from _row(cells, head, sentence, _Around(language, (lead or before, inner, *outer), number))
            continue
        head = []
        plain = plain_text(markdown)
        if sentence.kind == "item" and not lead:
            lead = before if before.endswith(":") else ""
        elif sentence.kind != "item":
            lead = ""
        asks = before.endswith("?")
        near = lead or (before if asks or _PRONOUN.match(plain) or len(plain.split()) <= 4 else "")  # noqa: PLR2004
        question = before if asks else inner if inner.endswith("?") else outer[0] if outer[0].endswith("?") else ""
        if not plain.endswith("?"):
            around = _Around(language, (near, inner, *outer), number)
            yield from _clauses(plain, sentence, around, question)
        if sentence.kind != "item":
            before = plain
            if plain.endswith(":"):
                lead = plain


def _is_of_editions(head: Sequence[str]) -> bool:
    """Whether rows below this tell when the page itself was changed: another page was on another day."""
    heads = [cell.casefold() for cell in head]
    return all(any(pattern.match(cell) for cell in heads) for pattern in (_EDITION, _DAY, _CHANGE))


def _by_line(text: str, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """The sentences; lines such as "Team: $19", one below the other without blank lines, as items of their own."""
    for sentence in sentences:
        written = text[sentence.start : sentence.end]
        starts = [0, *(match.end() for match in _NEW_LINE.finditer(written))]
        lines = [written[start:end] for start, end in itertools.pairwise([*starts, len(written)])]
        if sentence.kind in ("row", "code") or sum(_LABELLED_LINE.match(line) is not None for line in lines) < _LINES:
            yield sentence
            continue
        for start, line in zip(starts, lines, strict=True):
            begin, end = sentence.start + start, sentence.start + start + len(line.rstrip())
            # The line that introduces the others is no item.
            yield replace(sentence, start=begin, end=end, kind=sentence.kind if line.rstrip().endswith(":") else "item")


def _follows_row(text: str, sentence: Sentence) -> bool:
    above = text[: sentence.start].rstrip(" \t|").rstrip("\n").rpartition("\n")[2]
    return above.strip().startswith("|")


def _row(cells: Sequence[str], head: Sequence[str], sentence: Sentence, around: _Around) -> Iterator[Claim]:
    """Each cell but the first, below the head of its column, beside the row's first cell."""
    label = cells[0]
    if head and label.isdigit() and _OF_TIME.fullmatch(head[0]):
        label = f"{label} {head[0].lower()}"
    if (
        len(cells) > 1
        and any(character.isdigit() for character in label)
        and (dates(label) or _BOUND.search(label) or _TIME.search(label))
    ):
        # "| 1 November | The surcharge begins |" and "| 750+ | Enterprise |" say when, and from where on; so does
        # "| 30 | data erased |" below "Day".
        plain = f"{', '.join(cell for cell in cells[1:] if cell)}: {label}"
        offset = len(plain) - len(label)
        yield _claim(
            plain, (offset, len(plain)), sentence, replace(around, label=""), head_words=head[0] if head else " "
        )
    for place, cell in enumerate(cells):
        if not cell or (place == 0 and len(cells) > 1):
            continue
        name = head[place] if place < len(head) else ""
        others = tuple(other for n, other in enumerate(cells) if n not in (0, place))
        plain = f"{label}, {name}: {cell}" if len(cells) > 1 else cell
        offset = len(plain) - len(cell)
        if unit := _unit_of(name, cell):
            plain = f"{plain} {unit}"
        inside = replace(around, label=label, beside=(*others, head[0]) if head and head[0] else others)
        yield _claim(plain, (offset, len(plain)), sentence, inside, sign=cell_answer(cell), head_words=name or " ")


def _unit_of(head: str, cell: str) -> str:
    """The unit that the head of a column gives for the bare figures below it: "Weeks from order", "Duration (days)"."""
    unit = _UNIT_OF_HEAD.search(head) if _BARE.fullmatch(cell) else None
    return next((written.lower() for written in unit.groups() if written), "") if unit else ""


def _clauses(plain: str, sentence: Sentence, around: _Around, question: str) -> Iterator[Claim]:
    found = answer(plain)
    if found and question:
        yield _claim(plain, (0, len(plain)), sentence, replace(around, above=(question, *around.above)), sign=found,
                     question=question)  # fmt: skip
        return
    for start, end in _cut(plain):
        yield _claim(plain, (start, end), sentence, around, question=question if len(plain.split()) < 8 else "")  # noqa: PLR2004


def _cut(plain: str) -> list[tuple[int, int]]:
    """The clauses of a sentence that say something by themselves; a list of names or a label is none."""
    ends = [match.span() for match in _CLAUSE_END.finditer(plain)]
    parts, start = [], 0
    for stop, begin in [*ends, (len(plain), len(plain))]:
        piece = plain[start:stop]
        if plain[stop : stop + 1] == "," and start == 0 and _INTRODUCES.match(piece):
            continue
        if len(piece.split()) >= 3 and (stop == len(plain) or len(plain[begin:].split()) >= 3):  # noqa: PLR2004
            parts.append((start, stop))
            start = begin
    if start < len(plain):
        if parts and len(plain[start:].split()) < 3:  # noqa: PLR2004
            parts[-1] = (parts[-1][0], len(plain))
        else:
            parts.append((start, len(plain)))
    return parts


def _claim(  # noqa: PLR0913
    plain: str,
    span: tuple[int, int],
    sentence: Sentence,
    around: _Around,
    *,
    sign: int = 0,
    question: str = "",
    head_words: str = "",
) -> Claim:
    language = around.language

    def meaning(words: str) -> frozenset[str]:
        return concepts(words, language)

    start, end = span
    in_cell = bool(head_words)
    days = dates(plain)
    figures = quantities(plain, language, [(day.start, day.end) for day in days], meaning)
    every = [value for value in (*days, *figures) if start <= value.start < end]
    clause = plain[start:end]
    named = [replace(one, start=one.start + start, end=one.end + start) for one in names(clause, meaning, language)]
    if in_cell:
        named = cell_names(clause, start)
        every = [bounded_by(one, meaning(" ".join((around.label, head_words, *around.above[:3])))) for one in every]
        every = [
            replace(one, counted=meaning(around.label)) if one.dimension == "count" and not one.counted else one
            for one in every
        ]
    bare = _without(plain, [*days, *figures], 0 if in_cell else start, end)
    own = meaning(f"{bare} {question}") - (_SAID if in_cell else frozenset())
    rest = meaning(_without(plain, [*days, *figures], 0, len(plain)))
    counted = frozenset[str]().union(*(value.counted for value in every if value.dimension.startswith("count")))
    found_sign, beside, opposites = denials(clause)
    own = (own | frozenset(opposites) | counted) if opposites or counted else own
    parts = (clause, around.label, head_words, *around.beside) if in_cell else (clause, plain)
    if sum(weights(own).values()) < _FEW and not in_cell:
        own |= rest
    if sum(weights(own).values()) < _FEW:
        own |= meaning(
            next((above for above in around.above[1:] if above), "")
        )  # "Duration: 45 minutes" of its heading
    levels = [qualifiers(part, in_cell=in_cell) for part in parts if part]
    levels += [qualifiers(above, of_title=True) for above in around.above if above]
    if "who" not in levels[0] and _of_rivals(clause, around.above):
        levels[0]["who"] = frozenset(("they",))
    for level in levels[1:]:  # "24,000, of which 90% …" speaks of all before it comes to a part
        if "part" in level.get("figure", ()):
            level["figure"] -= {"part"}
    if _OF_A_PERSON.match(clause) and (persons := _PERSONS.findall(around.above[0])):
        levels[0]["person"] = frozenset(person.lower() for person in persons)
    only = levels[0] if _ONLY.search(clause) else {}
    context = (
        own | rest | frozenset[str]().union(*(meaning(above) for above in (*around.above, *around.beside) if above))
    )
    return Claim(
        sentence.start,
        sentence.end,
        weights(own),
        weights(context),
        nearest(levels),
        tuple(sorted([*every, *named], key=lambda value: value.start))[:MOST_VALUES],
        sign or found_sign,
        own if sign < 0 else frozenset[str]().union(frozenset(opposites), *(meaning(words) for words in beside)),
        only,
        (plain if in_cell else clause).strip(),
        around.sentence,
        (
            *(value for above in around.above if above for value in _bounds_in(above, language)),
            *(day for day in days if day.dimension.startswith("day") and not start <= day.start < end),
        ),
        frozenset[str]().union(*(measures(value) for value in (*every, *named))),
        included(
            plain if in_cell else clause,
            priced=any(value.dimension[:6] == "money:" and value.high > 0 for value in every),
        ),
    )


def _of_rivals(clause: str, above: Sequence[str]) -> bool:
    """Whether a clause of a page on competitors speaks of one: it names it, or says "they"."""
    if not any(_OF_RIVALS.search(each) for each in above):
        return False
    named = {name.lower() for each in above if _OF_RIVALS.search(each) for name in _CAPITALISED.findall(each)}
    return bool(_THEM.search(clause)) or any(word.lower() in named for word in _CAPITALISED.findall(clause))


@lru_cache(maxsize=4096)
def _bounds_in(above: str, language: str) -> tuple[Value, ...]:
    """The periods and bounds that a heading names."""
    days = dates(above)
    figures = quantities(
        above, language, [(day.start, day.end) for day in days], lambda words: concepts(words, language)
    )
    return (
        *(day for day in days if day.dimension.startswith("day")),
        *(value for value in figures if value.bound != "exact"),
    )


def _without(plain: str, values: Sequence[Value], start: int, end: int) -> str:
    """A clause without its values: what they are of."""
    kept, at = [], start
    for value in sorted(values, key=lambda one: one.start):
        if value.start >= at and value.end <= end:
            kept += [plain[at : value.start], GAP]
            at = value.end
    return " ".join([*kept, plain[at:end]])
