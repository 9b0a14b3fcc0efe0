"""What HTML says that a page does not show: in a Markdown document it is taken out before anything is read of it.

Known are the elements that are never shown (`script`, `style`, `template` …), the `hidden` attribute, the inline styles
`display: none` and `visibility: hidden`, and comments. What a style sheet hides is not known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

from content_index.anchors import markdown_parser

NEVER_SHOWN = frozenset({"script", "style", "noscript", "template"})
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_IN_A_LINE = frozenset({"a", "abbr", "b", "code", "del", "em", "i", "ins", "kbd", "mark", "p", "s", "small", "span",
                        "strong", "sub", "sup", "u"})  # fmt: skip
_HIDING_STYLE = re.compile(r"(?:^|;)(?:display:none|visibility:hidden)")
_WORTH_A_LOOK = re.compile(r"<!--|<(?:script|style|noscript|template)\b|<[a-z][^<]*\b(?:hidden|style)\b", re.IGNORECASE)
_NEW_BLOCK = r"\n\s*\n|\n[ \t>]*(?:[-*+]|\d+[.)]|#{1,6})[ \t]"
_CODE_SPAN = re.compile(rf"(?<![`\\])(`{{1,8}})(?!`)((?:(?!{_NEW_BLOCK}).)+?)(?<!`)\1(?!`)", re.DOTALL)
_BLANK_LINE = re.compile(r"\n[ \t>]*\n")
_ESCAPED = re.compile(r"\\<")


def may_hide(markdown: str) -> bool:
    """Whether `without_hidden` could change anything; cheap."""
    return _WORTH_A_LOOK.search(markdown) is not None


def hides(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Whether an element is not shown, nor what is in it."""
    style = re.sub(r"\s", "", attributes.get("style") or "").lower()
    return tag in NEVER_SHOWN or "hidden" in attributes or _HIDING_STYLE.search(style) is not None


def without_hidden(markdown: str) -> str:
    """The Markdown without hidden elements and comments; code, which shows them, stays as it was.

    An element that is never closed hides what a browser would hide: in a line the rest of its paragraph, else the rest
    of the document.
    """
    if not may_hide(markdown):
        return markdown
    finder = _Finder(markdown)
    kept: list[str] = []
    at = 0
    for start, end in finder.found():
        kept.append(markdown[at:start])
        at = max(at, end)
        if kept[-1][-1:] in ("", " ", "\n") and markdown[at : at + 1] == " ":
            at += 1
    return "".join([*kept, markdown[at:]])


class _Finder(HTMLParser):
    """Finds where hidden parts begin and end."""

    def __init__(self, markdown: str) -> None:
        super().__init__(convert_charrefs=False)
        self._text = _without_code(markdown)
        self._starts = [0]
        for line in self._text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._spans: list[tuple[int, int]] = []
        self._hiding = ""
        self._depth = 0
        self._begin = 0
        self._last = 0

    def found(self) -> list[tuple[int, int]]:
        """Offsets of the hidden parts, in order."""
        self.feed(self._text)
        self.close()
        if self._hiding:
            self._spans.append((self._begin, len(self._text)))
        return self._spans

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self._end_with_paragraph(self._at())
        if self._hiding:
            self._depth += tag == self._hiding
        elif hides(tag, dict(attrs)):
            begin = self._at()
            end = begin + len(self.get_starttag_text() or "")
            if tag in _VOID:
                self._spans.append((begin, end))
                return
            self._hiding, self._depth, self._begin = tag, 1, begin
            before = self._text[self._text.rfind("\n", 0, begin) + 1 : begin]
            alone = not before.strip(" \t>") and self._text[end : end + 1] in ("", "\n")
            self._last = len(self._text)
            if tag == "p" or (tag in _IN_A_LINE and not alone):
                blank = _BLANK_LINE.search(self._text, begin)
                self._last = blank.start() if blank else self._last

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        self._end_with_paragraph(self._at())
        if tag == self._hiding:
            self._depth -= 1
            if self._depth == 0:
                end = self._text.find(">", self._at()) + 1
                self._spans.append((self._begin, end or len(self._text)))
                self._hiding = ""

    def handle_comment(self, data: str) -> None:  # noqa: ARG002 - the parser names it
        """A comment; one that is never closed is words, and so is what the parser only takes for one (`<!channel>`)."""
        begin = self._at()
        self._end_with_paragraph(begin)
        if not self._text.startswith("<!--", begin):
            return
        end = self._text.find("-->", begin) + len("-->")
        if not self._hiding and end > begin + len("-->"):
            self._spans.append((begin, end))

    def _end_with_paragraph(self, before: int) -> None:
        """Ends what the end of a paragraph before this place ends."""
        if self._hiding and self._last < before:
            self._spans.append((self._begin, self._last))
            self._hiding = ""

    def _at(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def close(self) -> None:
        """The document ends."""
        super().close()
        self._end_with_paragraph(len(self._text))


def _without_code(markdown: str) -> str:
    """The text, each character of code and each escaped bracket replaced: nothing in it is a tag."""
    lines = markdown.split("\n")
    for token in markdown_parser().parse(markdown):
        if token.type in {"fence", "code_block"} and token.map:
            for number in range(token.map[0], min(token.map[1], len(lines))):
                lines[number] = "x" * len(lines[number])
    text = _CODE_SPAN.sub(lambda found: re.sub(r"[^\n]", "x", found[0]), "\n".join(lines))
    return _ESCAPED.sub("xx", text)
