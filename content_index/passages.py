"""A document's Markdown becomes passages: one section each, tiny neighbours joined whole, overlong ones split."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from markdown_it import MarkdownIt

from content_index.model import Passage, Section, Sentence
from content_index.sections import Part, cut_sections

_BETWEEN = "\n\n"
_NEAR = 0.75
"""The share of an even run from which on the beginning of a block ends it."""
_WORTH = 0.3
"""The share of the longest run from which on it is ended before a block that would not fit whole."""


@dataclass(frozen=True, slots=True)
class PassageLimits:
    """Sizes in model tokens, as `estimate_tokens` counts them.

    A passage is no longer than `longest`, but for a single piece that cannot be cut. A section shorter than `tiny` is
    joined to a neighbour (its sibling, or the section it stands under) while both are no longer than `joined`.

    What is marked internal makes passages of its own, whatever its size, so that guests find all the rest. But for the
    rows of a table, which stay together: without its head a row says little.
    """

    longest: int = 350
    joined: int = 350
    tiny: int = 100


@dataclass(frozen=True, slots=True)
class _Piece:
    """A passage before it has a name."""

    path: tuple[str, ...]
    text: str
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class DocumentText:
    """A document's Markdown and what must be known of it to cut it.

    Headings of `unit_level` and above begin a page, slide or sheet (0: there are none).
    """

    markdown: str
    document_id: str
    title: str
    language: str
    unit_level: int = 0


def split_passages(
    document: DocumentText, parser: MarkdownIt, limits: PassageLimits | None = None
) -> tuple[Passage, ...]:
    """The passages of a document, in order, as yet without links and all in the document's language.

    Nothing is joined across pages, slides or sheets. `headings` of joined sections are those of the first; the headings
    of the others stand in `sections`. A top heading that is the title is not repeated: the words under it, like those
    above any heading, have a section whose heading is "". What holds no quotable word (pictures, rules) makes no
    passage.
    """
    limits = limits or PassageLimits()
    parts = cut_sections(
        document.markdown,
        parser,
        title=document.title,
        language=document.language,
        unit_level=document.unit_level,
    )
    pieces = (piece for group in _join_tiny(parts, limits) for piece in _pieces(group, document.markdown, limits))
    return tuple(_named(pieces, document))


def _join_tiny(parts: Iterable[Part], limits: PassageLimits) -> Iterator[list[Part]]:
    group: list[Part] = []
    for part in parts:
        if group and not _joins(group, part, limits):
            yield group
            group = []
        group.append(part)
    if group:
        yield group


def _joins(group: Sequence[Part], part: Part, limits: PassageLimits) -> bool:
    size = sum(member.tokens for member in group)
    related = part.parent == group[0].parent or part.parent in {member.number for member in group}
    small = size < limits.tiny or part.tokens < limits.tiny
    alike = len({_internal(one) for member in (*group, part) for one in member.sentences}) == 1
    return related and small and alike and part.unit == group[0].unit and size + part.tokens <= limits.joined


def _internal(sentence: Sentence) -> bool:
    return sentence.callout == "internal"


def _pieces(group: Sequence[Part], markdown: str, limits: PassageLimits) -> Iterator[_Piece]:
    if len(group) > 1:
        yield _joined(group, markdown)
        return
    (part,) = group
    start = part.start
    runs = list(_runs(part, limits.longest))
    for run, later in zip_longest(runs, runs[1:]):
        end = part.end if later is None else run[-1].end
        if later and _internal(run[-1]):  # the rest of a marked block, though no sentence of it, is internal too
            end = max(end, markdown.rfind("\n", 0, later[0].start) + 1)
        start, text = _stripped(markdown, start, end)
        yield _Piece(part.path, text, (Section(0, part.heading, part.anchor),), _moved(run, -start))
        start = end


def _joined(group: Sequence[Part], markdown: str) -> _Piece:
    texts, sections, sentences = list[str](), list[Section](), list[Sentence]()
    length = 0
    for part in group:
        start, text = _stripped(markdown, part.start, part.end)
        sections.append(Section(length, part.heading, part.anchor))
        sentences.extend(_moved(part.sentences, length - start))
        texts.append(text)
        length += len(text) + len(_BETWEEN)
    return _Piece(group[0].path, _BETWEEN.join(texts), tuple(sections), tuple(sentences))


def _runs(part: Part, longest: int) -> Iterator[list[Sentence]]:
    """The sentences of a section, in runs of nearly even weight, broken where a block begins if one is near."""
    left = part.tokens
    even = left / max(1, -(-left // longest))
    run: list[Sentence] = []
    size = 0
    blocks = _block_weights(part)
    for sentence, weight in zip(part.sentences, part.weights, strict=True):
        block = blocks.get(sentence.start, 0)
        near = block and left > longest and size >= even * _NEAR
        whole = size >= longest * _WORTH and size + block > longest >= block
        other = run and _internal(run[-1]) != _internal(sentence) and not run[-1].kind == sentence.kind == "row"
        if run and (size + weight > longest or near or whole or other):
            yield run
            left -= size
            even = left / max(1, -(-left // longest))
            run, size = [], 0
        run.append(sentence)
        size += weight
    if run:
        yield run


def _block_weights(part: Part) -> dict[int, int]:
    """What each block weighs, by the offset of its first sentence."""
    weights: dict[int, int] = {}
    first = part.sentences[0].start
    for sentence, weight in zip(part.sentences, part.weights, strict=True):
        if sentence.start in part.blocks:
            first = sentence.start
        weights[first] = weights.get(first, 0) + weight
    return weights


def _stripped(markdown: str, start: int, end: int) -> tuple[int, str]:
    """The text between two offsets without blank lines before and white space after, and where it begins."""
    text = markdown[start:end].rstrip()
    words = text.lstrip()
    begin = len(text) - len(words)
    begin = text.rfind("\n", 0, begin) + 1  # the indentation of its first line is part of a list or of code
    return start + begin, text[begin:]


def _moved(sentences: Iterable[Sentence], by: int) -> tuple[Sentence, ...]:
    return tuple(replace(sentence, start=sentence.start + by, end=sentence.end + by) for sentence in sentences)


def _named(pieces: Iterable[_Piece], document: DocumentText) -> Iterator[Passage]:
    """Ids hang on what the passage holds, so that one whose neighbours change keeps its own."""
    seen: dict[str, int] = {}
    for piece in pieces:
        anchor = piece.sections[0].anchor
        digest = hashlib.blake2b(f"{document.document_id}\0{anchor}\0{piece.text}".encode(), digest_size=8).hexdigest()
        seen[digest] = seen.get(digest, 0) + 1
        repeated = f"-{seen[digest]}" if seen[digest] > 1 else ""
        yield Passage(
            id=f"{digest}{repeated}",
            document_id=document.document_id,
            headings=piece.path,
            anchor=anchor,
            language=document.language,
            text=piece.text,
            sections=piece.sections,
            sentences=piece.sentences,
        )
