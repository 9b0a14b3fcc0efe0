"""One file's bytes become a document and its passages."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from functools import cache
from pathlib import PurePosixPath

from content_index.callouts import with_plain_callouts
from content_index.cutting import Uncut
from content_index.front_matter import joined_front_matter, split_front_matter
from content_index.isolated.reading import IsolatedReading
from content_index.language import FALLBACK
from content_index.links import check_template, deep_link
from content_index.metadata import document_metadata
from content_index.metadata_keys import Metadata
from content_index.metadata_problems import collecting, of_file
from content_index.model import BATTLECARD, Document, Passage, ReadDocument, Source
from content_index.passages import PassageLimits
from content_index.ports import UnreadableFileError
from content_index.readers.archive import check_archive
from content_index.readers.converted import Converted, FileLimits
from content_index.readers.embedded_html import has_embedded_html
from content_index.readers.signature import require_office, require_pdf
from content_index.readers.text import read_csv, read_markdown, read_plain, text_of
from content_index.scheme import versions

READER_VERSION = 12
"""Raised whenever the same file may be read differently than before."""

_READING_LIBRARIES = (
    "markdown-it-py", "sentencex", "py3langid", "beautifulsoup4", "markdownify", "markitdown", "mammoth", "python-pptx",
    "openpyxl", "pdfplumber", "pdfminer.six",
)  # fmt: skip
DEFAULT_KIND = "page"


class FileReader:
    """Reads every kind of file that the content index knows; implements `DocumentReader`."""

    def __init__(self, passage_limits: PassageLimits | None = None, file_limits: FileLimits | None = None) -> None:
        self._passage_limits = passage_limits or PassageLimits()
        self._file_limits = file_limits or FileLimits()
        self._isolated = IsolatedReading(self._file_limits, self._passage_limits)

    def fingerprint(self, source: Source, path: str, content: bytes, side_file: bytes | None) -> str:
        """Changes with content, side file, metadata defaults, link template, limits and the reader itself."""
        settings = {
            "reader": READER_VERSION,
            "libraries": _libraries(),
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
            check_template(source.link_template)
        with collecting() as problems:
            converted = self._converted(path, content)
            metadata = document_metadata(source, path, converted.front_matter, side_file)
        written_by_hand = PurePosixPath(path).suffix.lower() in _TEXTS
        markdown = with_plain_callouts(converted.markdown, titles=written_by_hand)
        converted = replace(converted, markdown=markdown)
        cut = self._isolated.cut(
            Uncut(
                markdown=converted.markdown,
                document_id=document_id(source.name, path),
                language=metadata.language,
                name=_title_from_name(path),
                title=metadata.title,
                file_title=converted.title,
                unit_level=converted.unit_level,
            )
        )
        if not cut.passages:
            raise UnreadableFileError("it holds no words: fill it, or leave it out")
        metadata = replace(metadata, title=cut.title, language=cut.language)
        document = _document(source, path, metadata, self.fingerprint(source, path, content, side_file))
        document = replace(document, metadata_problems=of_file(path, problems))
        linked = tuple(_linked(passage, document, source) for passage in cut.passages)
        return ReadDocument(document, converted.markdown, linked)

    def metadata_around(self, source: Source, path: str, side_file: bytes | None) -> Metadata:
        """What side file and settings say of a file. Raises AudienceUnknownError."""
        return document_metadata(source, path, {}, side_file)

    def _converted(self, path: str, content: bytes) -> Converted:
        ending = PurePosixPath(path).suffix.lower()
        if ending not in readable_endings():
            known = ", ".join(sorted(readable_endings()))
            raise UnreadableFileError(f"nothing reads {ending or 'a file without an ending'}; read are {known}")
        if not content.strip():
            raise UnreadableFileError("it is empty: fill it, or leave it out")
        if ending in _OFFICE:
            require_office(content, ending)
            check_archive(content, ending, self._file_limits)
            return self._isolated.convert(content, ending)
        if ending == ".pdf":
            require_pdf(content)
            return self._isolated.convert(content, ending)
        front_matter, text = split_front_matter(text_of(content, ending, self._file_limits), path)
        if ending in _HTML or (ending in _MARKDOWN and has_embedded_html(text)):
            converted = self._isolated.convert(text.encode("utf-8", "surrogatepass"), ending)
        else:
            converted = _TEXTS[ending](text, ending, self._file_limits)
        return replace(converted, front_matter=joined_front_matter(front_matter, converted.front_matter, path))


def readable_endings() -> frozenset[str]:
    """The endings of file names that can be read, lower case, with the dot."""
    return _OFFICE.union(_HTML, _TEXTS, {".pdf"})


def document_id(source: str, path: str) -> str:
    """Stable as long as source and path are."""
    return hashlib.blake2b(f"{source}\0{path}".encode(), digest_size=8).hexdigest()


def _linked(passage: Passage, document: Document, source: Source) -> Passage:
    return replace(passage, url=deep_link(document.path, passage.anchor, document.url, source.link_template))


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
        competitors=_competitors(metadata),
        stages=metadata.stages or (),
        audience=metadata.audience or (),
        reviewed=metadata.reviewed,
        review_every_days=metadata.review_every,
        buyer_safe=metadata.buyer_safe or False,
        health_ignore=metadata.health_ignore or (),
    )


def _competitors(metadata: Metadata) -> tuple[str, ...]:
    """With the other names that a battlecard gives its competitor. Elsewhere `aliases` are a wiki's old addresses."""
    named = metadata.competitors or ()
    others = metadata.aliases or () if metadata.kind and metadata.kind.lower() == BATTLECARD else ()
    return tuple(dict.fromkeys((*named, *(one for one in others if "/" not in one)))) if named else ()


@cache
def _libraries() -> Mapping[str, str]:
    """A new version of a library may read the same file differently."""
    return versions(_READING_LIBRARIES)


def _title_from_name(path: str) -> str:
    """`battlecards/acme-vs_us.pdf` becomes "Acme vs us"; an index or readme is named after its folder."""
    name = PurePosixPath(path)
    stem = name.parent.name if name.stem.lower() in {"index", "readme"} and name.parent.name else name.stem
    words = " ".join(re.split(r"[\s_-]+", stem)).strip() or stem
    return words[:1].upper() + words[1:]


_TEXTS: Mapping[str, Callable[[str, str, FileLimits], Converted]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_plain,
    ".csv": read_csv,
    ".tsv": read_csv,
}
_MARKDOWN = frozenset({".md", ".markdown"})
_HTML = frozenset({".html", ".htm"})
_OFFICE = frozenset({".docx", ".pptx", ".xlsx"})
