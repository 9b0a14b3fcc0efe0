"""Marks of what to say and what to keep (`[!SAY]`, `[!INTERNAL]`), however they were written, in their one form.

That form is a block quote whose first line begins with the bare mark. People write it in bold, without the quote, in a
list, right below another callout; converters escape its brackets. Doubt makes an INTERNAL callout longer, not shorter.
"""

from __future__ import annotations

import re

_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
_BEFORE = re.compile(r"[ \t]*(?:(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]*)*")
_MARK = re.compile(r"(?P<bold>[*_~]{0,3})\\?\[\\?!\s*(?P<kind>say|internal)\s*\\?\](?P<rest>.*)", re.IGNORECASE)
_CLOSING = re.compile(r"[*_~]{0,3}[+-]?[*_~]{0,3}")
_INTERNAL = re.compile(
    r"\[!\s*(?i:internal)\s*\]|(?<!\w)INTERNAL(?!\w)"
    r"|(?i:^[\W\d]*internal\s*:|(?<!\w)internal (?:use )?only(?!\w)|(?<!\w)for internal use(?!\w))"
)
_HEADING = re.compile(r"[ \t]*#{1,6}(?:[ \t]|$)")


def with_plain_callouts(markdown: str, *, titles: bool) -> str:
    """The Markdown with every SAY and INTERNAL callout in its one form; all else, code too, as it was.

    `titles` says whether words behind the mark of a quote are the callout's title, as they are where a person wrote
    the Markdown; a converter puts any words there.
    """
    if "!" not in markdown or not _MARK.search(markdown):
        return markdown
    return "\n".join(_Rewriting(markdown.split("\n"), titles=titles).run())


def marks_internal(words: str) -> bool:
    """Whether a heading, or a cell of a table, says that what belongs to it is internal.

    It does where it holds `[!INTERNAL]`, INTERNAL in capitals, "internal only", "internal use only" or "for internal
    use", or begins with "Internal:". The plain word does not: "Internal training" is a subject like any other.
    """
    return _INTERNAL.search(words.replace("\\", "")) is not None


def _fence_after(line: str, fence: str) -> str:
    """The fence of the code that goes on behind a line, "" where none does."""
    found = _FENCE.match(line)
    if found is None or (fence and not found[1].startswith(fence)):
        return fence
    return "" if fence else found[1]


class _Rewriting:
    """One pass over a document's lines."""

    def __init__(self, lines: list[str], *, titles: bool) -> None:
        self._lines = lines
        self._titles = titles
        self._done: list[str] = []
        self._at = 0

    def run(self) -> list[str]:
        fence = ""
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            fence = _fence_after(line, fence)
            before = _BEFORE.match(line)
            mark = _MARK.match(line, before.end()) if before and not fence else None
            if before is None or mark is None:
                self._done.append(line)
            else:
                self._take(before[0], mark)
        return self._done

    def _take(self, before: str, mark: re.Match[str]) -> None:
        rest = mark["rest"]
        if mark["bold"]:
            # Bold may end right behind the mark, or behind its title.
            rest = rest.replace(mark["bold"], "", 1)
        rest = _CLOSING.sub("", rest, count=1) if rest[:1] in "*_~+-" else rest
        plain, rest = f"[!{mark['kind'].upper()}]", rest.strip()
        quoted = before.rstrip().endswith(">")
        if quoted:
            self._split_from_callout_above(before)
        elif not rest:
            self._quote_block_below(before, plain)
            return
        else:
            before += "> "
        if rest and quoted and self._titles:
            self._done.append(f"{before}{plain} {rest}")
        elif rest:
            self._done += [before + plain, re.sub(r"[^\s>]", " ", before) + rest]
        else:
            self._done.append(before + plain)
            self._join_quote_below(before)

    def _split_from_callout_above(self, before: str) -> None:
        """Two callouts on end are two quotes; the quotes around them go on."""
        depth = before.count(">")
        above = _BEFORE.match(self._done[-1]) if self._done else None
        if above and above[0].count(">") == depth and not re.search(r"[-*+\d]", before):
            self._done.append(before.rstrip()[:-1].rstrip())

    def _join_quote_below(self, before: str) -> None:
        """A mark alone in its quote speaks of the quote below, though an empty line parts them."""
        if self._at + 1 < len(self._lines) and not self._lines[self._at].strip():
            below = self._lines[self._at + 1]
            begins = _BEFORE.match(below)
            if begins and ">" in begins[0] and not _MARK.match(below, begins.end()):
                self._done.append(re.sub(r"[^\s>]", " ", before).rstrip())
                self._at += 1

    def _quote_block_below(self, before: str, plain: str) -> None:
        """A mark alone on a line speaks of the lines below it, or of the block below an empty line."""
        indent = before[: len(before) - len(before.lstrip())]
        self._done += ["", f"{indent}> {plain}"]
        if self._at < len(self._lines) and not self._lines[self._at].strip():
            self._at += 1
        block: list[str] = []
        fence = ""
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if not fence and (not line.strip() or _HEADING.match(line)):
                break
            fence = _fence_after(line, fence)
            block.append(line.removeprefix(indent))
            self._at += 1
        self._done += [f"{indent}> {line}".rstrip() for line in _Rewriting(block, titles=self._titles).run()]
        self._done.append("")
