"""HTML blocks that stand in Markdown become Markdown: tables and quotes whole, of others the tags alone go.

What a page would not show goes first, wherever it stands. Else what stands in a line of text, in a list or in code
stays as it was written, anchors (`<a id="…">`) too.
"""

from __future__ import annotations

import re

from content_index.anchors import markdown_parser
from content_index.readers.converted import Converted, FileLimits
from content_index.readers.hidden_html import may_hide, without_hidden

_WHOLE = ("table", "blockquote")
_TAGS = (
    "div", "p", "details", "summary", "section", "article", "main", "center", "figure", "figcaption", "ul", "ol", "li",
    "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "thead", "tbody", "tr", "td", "th",
)  # fmt: skip
_BEGINS = re.compile(rf"\s*<(/?)({'|'.join((*_WHOLE, *_TAGS))})\b", re.IGNORECASE)
_BEGINS_A_LINE = re.compile(rf"^{_BEGINS.pattern}", re.IGNORECASE | re.MULTILINE)


def has_embedded_html(markdown: str) -> bool:
    """Whether `read_embedded_html` could change anything; cheap."""
    return _BEGINS_A_LINE.search(markdown) is not None or may_hide(markdown)


def read_embedded_html(content: bytes, _limits: FileLimits) -> Converted:
    """Markdown in UTF-8, its blocks of HTML converted; what stands between the tags is read as Markdown."""
    from content_index.readers.office import html_to_markdown  # most Markdown has none, and its libraries are large

    markdown = without_hidden(content.decode("utf-8", "surrogatepass"))
    lines = markdown.split("\n")
    done: list[str] = []
    at = 0
    parser = markdown_parser()
    for token in parser.parse(markdown):
        begins = _BEGINS.match(token.content) if token.type == "html_block" and token.level == 0 else None
        if not begins or not token.map or token.map[0] < at:
            continue
        tag = begins[2].lower()
        end = (_end(lines, token.map[0], tag) if tag in _WHOLE and not begins[1] else None) or token.map[1]
        done += [*lines[at : token.map[0]], ""]
        # A parser of its own: ids that were given to the document's headings must not be given anew.
        done += [html_to_markdown(markdown_parser().render("\n".join(lines[token.map[0] : end]))), ""]
        at = end
    return Converted("\n".join([*done, *lines[at:]]))


def _end(lines: list[str], first: int, tag: str) -> int | None:
    """The line behind the one in which the tag that line `first` opens is closed; None where it never is."""
    marks = re.compile(rf"<(/?){tag}\b", re.IGNORECASE)
    depth = 0
    for number in range(first, len(lines)):
        for mark in marks.finditer(lines[number]):
            depth += -1 if mark[1] else 1
            if depth <= 0:
                return number + 1
    return None
