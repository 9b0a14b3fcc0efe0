"""Pictures that say nothing to who cannot see them, nor to a search: without a text, or alone on a slide or page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content_index.health.model import Finding
from content_index.health.pages import Page

_UNIT = re.compile(r"(slide|page)-\d+")
_PAGED = (".pdf", ".pptx")


def images_without_text(page: Page) -> Iterator[Finding]:
    """Pictures whose text is empty, and slides and pages of which no word could be read."""
    for picture in page.pictures:
        if not picture.described:
            place = page.at(picture.line, picture.source)
            yield Finding("image-without-text", "warning", place, parts={"image": picture.source, "what": "image"})
    if page.document.path.lower().endswith(_PAGED):
        yield from _pages_without_words(page)


def _pages_without_words(page: Page) -> Iterator[Finding]:
    lines = page.markdown.split("\n")
    units = [heading for heading in page.headings if _UNIT.fullmatch(heading.anchor)]
    ends = [heading.line for heading in units[1:]] + [len(lines)]
    for heading, end in zip(units, ends, strict=True):
        # A slide that has a title has words; "Slide 4" is what the reader calls one that has none.
        named = heading.text.casefold() != heading.anchor.replace("-", " ")
        if not named and not "".join(lines[heading.line + 1 : end]).strip():
            yield Finding("image-without-text", "warning", page.at(heading.line), parts={"image": "", "what": "page"})
