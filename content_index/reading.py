"""One file's bytes become a document and its passages."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import PurePosixPath

from content_index.anchors import headings_in, markdown_parser
from content_index.language import FALLBACK, LanguageDetector
from content_index.links import check_template, deep_link
from content_index.metadata import Metadata, document_metadata
from content_index.model import Document, Passage, ReadDocument, Source
from content_index.passages import DocumentText, PassageLimits, split_passages
from content_index.plain_text import plain_text
from content_index.ports import UnreadableFileError
from content_index.readers.archive import check_archive
from content_index.readers.converted import Converted, FileLimits
from content_index.readers.isolated import IsolatedReaders
from content_index.readers.signature import require_office, require_pdf
from content_index.readers.text import read_csv, read_markdown, read_plain
from content_index.readers.web import read_html

READER_VERSION = 2
"""Raised whenever the same file may be read differently than before."""

DEFAULT_KIND = "page"
_SAMPLE = 20_000


class FileReader:
    """Reads every kind of file that the content index knows; implements `DocumentReader`."""

    def __init__(self, passage_limits: PassageLimits | None = None, file_limits: FileLimits | None = None) -> None:
        self._passage_limits = passage_limits or PassageLimits()
        self._file_limits = file_limits or FileLimits()
        self._isolated = IsolatedReaders(self._file_limits)
        self._parser = markdown_parser()
        self._languages = LanguageDetector()

    def fingerprint(self, source: Source, path: str, content: bytes, side_file: bytes | None) -> str:
        """Changes with content, side file, metadata defaults, link template, limits and the reader itself."""
        settings = {
            "reader": READER_VERSION,
            "limits": [asdict(self._passage_limits), asdict(self._file_limits)],
            "source": source.name,
            "path": path,
            "defaults": source.defaults,
            "folders": [(folder.pattern, folder.metadata) for folder in source.folders],
            "link_template": source.link_template,
        }
        digest = hashlib.blake2b(json.dumps(settings, sort_keys=True, default=str).encode(), digest_size=16)
        for part in (side_file, content):
            digest.update(b"-" if part is None else b"%d:" % len(part) + part)
        return digest.hexdigest()

    def read(self, source: Source, path: str, content: bytes, side_file: bytes | None) -> ReadDocument:
        """Raises UnreadableFileError, and SourceError for a link template that makes no address."""
        if source.link_template is not None:
            check_template(source.name, source.link_template)
        converted = self._converted(path, content)
        metadata = document_metadata(source, path, converted.front_matter, side_file)
        title = metadata.title or self._own_title(converted) or _title_from_name(path)
        sample = plain_text(converted.markdown[:_SAMPLE])
        language = metadata.language or self._languages.of_document(sample)
        metadata = replace(metadata, title=title, language=language)
        document = _document(source, path, metadata, self.fingerprint(source, path, content, side_file))
        text = DocumentText(converted.markdown, document.id, title, language, converted.unit_level)
        passages = split_passages(text, self._parser, self._passage_limits)
        if not passages:
            raise UnreadableFileError("it holds no words: fill it, or leave it out")
        finished = tuple(self._finished(passage, document, source) for passage in passages)
        return ReadDocument(document, converted.markdown, finished)

    def _converted(self, path: str, content: bytes) -> Converted:
        ending = PurePosixPath(path).suffix.lower()
        if ending not in readable_endings():
            known = ", ".join(sorted(readable_endings()))
            raise UnreadableFileError(f"nothing reads {ending or 'a file without an ending'}; read are {known}")
        if not content.strip():
            raise UnreadableFileError("it is empty: fill it, or leave it out")
        if ending in _READERS:
            return _READERS[ending](content, path, ending, self._file_limits)
        if ending == ".pdf":
            require_pdf(content)
        else:
            require_office(content, ending)
            check_archive(content, ending, self._file_limits)
        return self._isolated.read(content, ending)

    def _own_title(self, converted: Converted) -> str | None:
        """The top heading, else the title in the file's properties, which wins where several headings are at the top.

        Slides, pages and sheets have no heading above all.
        """
        if converted.unit_level:
            return converted.title
        headings = headings_in(self._parser.parse(converted.markdown))
        tops = [heading.text for heading in headings if heading.level == 1 and heading.text]
        return tops[0] if tops and (len(tops) == 1 or not converted.title) else converted.title

    def _finished(self, passage: Passage, document: Document, source: Source) -> Passage:
        """The passage with its own language and its link."""
        return replace(
            passage,
            language=self._languages.of_passage(plain_text(passage.text), document.language),
            url=deep_link(document.path, passage.anchor, document.url, source.link_template),
        )


def readable_endings() -> frozenset[str]:
    """The endings of file names that can be read, lower case, with the dot."""
    return _ISOLATED.union(_READERS)


def document_id(source: str, path: str) -> str:
    """Stable as long as source and path are."""
    return hashlib.blake2b(f"{source}\0{path}".encode(), digest_size=8).hexdigest()


def _document(source: Source, path: str, metadata: Metadata, fingerprint: str) -> Document:
    return Document(
        id=document_id(source.name, path),
        source=source.name,
        path=path,
        title=metadata.title or path,
        kind=(metadata.kind or DEFAULT_KIND).lower(),
        language=metadata.language or FALLBACK,
        fingerprint=fingerprint,
        url=metadata.url,
        owner=metadata.owner,
        products=metadata.products or (),
        competitors=metadata.competitors or (),
        stages=metadata.stages or (),
        audience=metadata.audience or (),
        reviewed=metadata.reviewed,
        review_every_days=metadata.review_every,
    )


def _title_from_name(path: str) -> str:
    """`battlecards/acme-vs_us.pdf` becomes "Acme vs us"; an index or readme is named after its folder."""
    name = PurePosixPath(path)
    stem = name.parent.name if name.stem.lower() in {"index", "readme"} and name.parent.name else name.stem
    words = " ".join(re.split(r"[\s_-]+", stem)).strip() or stem
    return words[:1].upper() + words[1:]


_READERS: Mapping[str, Callable[[bytes, str, str, FileLimits], Converted]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".txt": read_plain,
    ".csv": read_csv,
    ".tsv": read_csv,
}
_ISOLATED = frozenset({".pdf", ".docx", ".pptx", ".xlsx"})
