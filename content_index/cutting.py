"""A document's Markdown becomes title, language and passages: the part of reading that a hostile text can make long."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from markdown_it import MarkdownIt

from content_index.anchors import headings_in, markdown_parser
from content_index.language import LanguageDetector
from content_index.model import Passage
from content_index.passages import DocumentText, PassageLimits, split_passages
from content_index.plain_text import plain_text

_SAMPLE = 20_000
"""Characters of Markdown from which a document's language is told."""


@dataclass(frozen=True, slots=True)
class Uncut:
    """A document before it is cut.

    `title` is what its metadata call it, `file_title` the one in the file's properties, `name` that of its file; the
    first two may be unknown, as may be the `language` that its metadata give. `unit_level` is that of `Converted`.
    """

    markdown: str
    document_id: str
    name: str
    language: str | None = None
    title: str | None = None
    file_title: str | None = None
    unit_level: int = 0


@dataclass(frozen=True, slots=True)
class Cut:
    """The title that was chosen, the document's language, and the passages in theirs, as yet without links."""

    title: str
    language: str
    passages: tuple[Passage, ...]


def cut(document: Uncut, limits: PassageLimits) -> Cut:
    """Chooses the title, tells the languages and cuts the passages."""
    title = document.title or _own_title(document) or document.name
    languages = LanguageDetector()
    language = document.language or languages.of_document(plain_text(document.markdown[:_SAMPLE]))
    text = DocumentText(document.markdown, document.document_id, title, language, document.unit_level)
    passages = split_passages(text, _parser(), limits)
    return Cut(
        title,
        language,
        tuple(replace(one, language=languages.of_passage(plain_text(one.text), language)) for one in passages),
    )


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
