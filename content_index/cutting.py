"""A document's Markdown becomes its title and its passages: the part of reading that a hostile text can make long."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt

from content_index.anchors import headings_in, markdown_parser
from content_index.model import Passage
from content_index.passages import DocumentText, PassageLimits, split_passages


@dataclass(frozen=True, slots=True)
class Uncut:
    """A document before it is cut.

    `title` is what its metadata call it, `file_title` the one in the file's properties, `name` that of its file; the
    first two may be unknown. `unit_level` is that of `Converted`.
    """

    markdown: str
    document_id: str
    language: str
    name: str
    title: str | None = None
    file_title: str | None = None
    unit_level: int = 0


@dataclass(frozen=True, slots=True)
class Cut:
    """The title that was chosen, and the passages, as yet without links and all in the document's language."""

    title: str
    passages: tuple[Passage, ...]


def cut(document: Uncut, limits: PassageLimits) -> Cut:
    """Chooses the title and cuts the passages."""
    title = document.title or _own_title(document) or document.name
    text = DocumentText(document.markdown, document.document_id, title, document.language, document.unit_level)
    return Cut(title, split_passages(text, _parser(), limits))


def _own_title(document: Uncut) -> str | None:
    """The top heading, else the title in the file's properties, which wins where several headings are at the top.

    Slides, pages and sheets have no heading above all.
    """
    if document.unit_level:
        return document.file_title
    headings = headings_in(_parser().parse(document.markdown))
    tops = [heading.text for heading in headings if heading.level == 1 and heading.text]
    return tops[0] if tops and (len(tops) == 1 or not document.file_title) else document.file_title


@cache
def _parser() -> MarkdownIt:
    return markdown_parser()
