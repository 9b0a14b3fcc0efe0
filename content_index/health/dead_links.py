"""Links that lead nowhere, as far as that can be told without a network: to files and headings of the same source."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from content_index.health.model import Finding, Severity
from content_index.health.pages import Link, Page
from content_index.reading import readable_endings

_ENDINGS = (".md", ".markdown", ".html", ".htm")
_INDEXES = ("index", "readme", "README", "_index")
_SITES = {".html": (".md", ".markdown"), ".htm": (".md", ".markdown")}
"""A site that is made of Markdown is linked to by what is made."""
_WRITTEN_BY_HAND = (".md", ".markdown")
"""Of other kinds of files the reader keeps the headings' ids alone."""
_NOT_WRITTEN_OUT = re.compile(r"[{}<>]|\$\(")
"""What a template fills in, nobody can look up."""
_LOOSE = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class SourceFiles:
    """What a source holds: paths of its `files`. `all_known`: also of those that are no documents, such as pictures."""

    files: frozenset[str]
    all_known: bool = False
    folders: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        above = {parent for path in self.files for parent in _parents(path)}
        object.__setattr__(self, "folders", frozenset(above))


def dead_links(pages: Iterable[Page], files: Mapping[str, SourceFiles]) -> Iterator[Finding]:
    """Links to files and headings that are not there. `files` are those of each source, by its name.

    A link out of the source's folder, to a site's own address (`/pricing`), or to a file of a kind that `files` does
    not know, is not judged. A heading is taken for the same where only case and hyphens differ, for every site makes
    its own names of headings.
    """
    pages = tuple(pages)
    by_place = {(page.document.source, page.document.path): page for page in pages}
    for page in pages:
        known = files.get(page.document.source, SourceFiles(frozenset()))
        for link in page.links:
            why = _why_dead(link, page, known, by_place)
            if why is not None:
                severity: Severity = "error" if why == "no_file" else "warning"
                place = page.at(link.line, link.target)
                yield Finding("dead-link", severity, place, parts={"link": link.target, "why": why})


def web_links(pages: Iterable[Page]) -> Iterator[tuple[Page, Link]]:
    """Links that lead to another machine."""
    for page in pages:
        for link in page.links:
            if link.target.lower().startswith(("http://", "https://")) and not _NOT_WRITTEN_OUT.search(link.target):
                yield page, link


def _why_dead(link: Link, page: Page, known: SourceFiles, by_place: Mapping[tuple[str, str], Page]) -> str | None:
    try:
        parts = urlsplit(link.target.strip())
    except ValueError:
        return None
    if parts.scheme or parts.netloc or _NOT_WRITTEN_OUT.search(unquote(link.target)):
        return None
    if not parts.path:
        return _why_no_heading(parts.fragment, page)
    found = _found(unquote(parts.path), page, known)
    if found is None:
        return None
    if not found:
        return "no_file"
    led_to = by_place.get((page.document.source, found))
    return _why_no_heading(parts.fragment, led_to) if led_to and not link.image else None


def _found(written: str, page: Page, known: SourceFiles) -> str | None:
    """The file that is meant; "" where there is none, None where that cannot be told."""
    from_root = written.startswith("/")
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page.document.path), written.lstrip("/") or "."))
    if from_root:
        path = posixpath.normpath(written.strip("/") or ".")
    if path == ".." or path.startswith("../"):
        return None
    if path == "." or path in known.folders:
        return next((one for one in _in_folder(path) if one in known.files), None)
    for candidate in (path, *_meant(path)):
        if candidate in known.files:
            return candidate
    ending = posixpath.splitext(path)[1].lower()
    if ending not in readable_endings() and (from_root or not known.all_known):
        return None
    return ""


def _meant(path: str) -> Iterator[str]:
    stem, ending = posixpath.splitext(path)
    yield from (stem + other for other in _SITES.get(ending.lower(), ()))
    yield from (path + other for other in _ENDINGS)


def _in_folder(folder: str) -> Iterator[str]:
    return (posixpath.normpath(posixpath.join(folder, name + ending)) for name in _INDEXES for ending in _ENDINGS)


def _why_no_heading(fragment: str, page: Page) -> str | None:
    wanted = unquote(fragment)
    if not wanted or wanted.lower() == "top" or wanted.startswith((":~:", "/", "!")):
        return None
    if wanted in page.anchors or not page.document.path.lower().endswith(_WRITTEN_BY_HAND):
        return None
    loose = _loose(wanted)
    return None if any(_loose(anchor) == loose for anchor in page.anchors) else "no_heading"


def _loose(anchor: str) -> str:
    return _LOOSE.sub("-", anchor.casefold()).strip("-")


def _parents(path: str) -> Iterator[str]:
    while path := posixpath.dirname(path):
        yield path
