"""Markdown without its markup, for embedding, terms and plain surfaces: words stay, link targets and signs go."""

from __future__ import annotations

import html
import re

_CODE_SPAN = re.compile(r"(?<!`)(`{1,8})(?!`)((?:(?!\n\s*\n).)+?)(?<!`)\1(?!`)", re.DOTALL)
_FENCE = re.compile(r"^[ \t>]*+(?:`{3,}+|~{3,}+)[^\n`]*$", re.MULTILINE)
_COMMENT = re.compile(r"<!--(?:(?!-->).)*+(?:-->|\Z)", re.DOTALL)
_SILENT = re.compile(r"<(script|style)\b[^<>]*>(?:(?!</\1).)*+(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]+|[^\s<>@]+@[^\s<>@]+)>")
_TAG = re.compile(r"(?<!\\)</?[a-zA-Z][^<>]*>|<[!?][^<>]*>")
_TARGET = r"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*+\))*+\)"
_LINK = re.compile(rf"!?\[((?:[^\[\]\\]|\\.)*+)\](?:{_TARGET}|\[[^\[\]]*+\])", re.DOTALL)
_DEFINITION = re.compile(r"^[ \t>]*\[(?!\^)[^\[\]\n]+\]:[ \t]*\S.*$", re.MULTILINE)
_MARKER = re.compile(r"\[!\w+\][+-]?|\[\^[^\[\]\s]+\]:?")
_TABLE_RULE = re.compile(r"^[ \t>]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+$", re.MULTILINE)
_LINE_START = re.compile(
    r"^[ \t]*(?:>[ \t]*)*(?:(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$))*(?:\[[ xX]\][ \t]+)?(?:#{1,6}(?:[ \t]+|$))?",
    re.MULTILINE,
)
_HEADING_ID = re.compile(r"(?:(?<![ \t])[ \t]++)?\{#[^\s{}]+\}[ \t]*+$", re.MULTILINE)
_STRONG = re.compile(r"(?<!\\)(?:\*{1,3}|~~)")
_UNDERSCORES = re.compile(r"(?<![\w\\])_{1,3}(?=\S)|(?<=\S)(?<!\\)_{1,3}(?!\w)")
_PIPE = re.compile(r"(?<!\\)\|")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_HARD_BREAK = re.compile(r"\\$", re.MULTILINE)
_SIGNS = (
    ("{#", _HEADING_ID, ""),
    ("*", _STRONG, ""),
    ("~", _STRONG, ""),
    ("_", _UNDERSCORES, ""),
    ("|", _PIPE, " "),
    ("\\", _HARD_BREAK, ""),
    ("\\", _ESCAPE, r"\1"),
)
_NESTED_LINKS = 3
# Private-use characters stand for code spans while markup is removed around them.
_MARK = re.compile("\ue000(\\d+)\ue001")


def plain_text(markdown: str) -> str:
    """The words of a piece of Markdown on one line. Never raises; time grows with the length alone."""
    code: list[str] = []
    text = markdown.replace("\ue000", "").replace("\ue001", "")
    if "`" in text or "~~~" in text:
        text = _FENCE.sub("", text)
        text = _CODE_SPAN.sub(lambda found: _set_aside(found[2], code), text)
    if "<" in text:
        text = _without_html(text)
    if "[" in text:
        text = _without_links(text)
    text = _LINE_START.sub("", _TABLE_RULE.sub("", text) if "-" in text else text)
    for sign, pattern, instead in _SIGNS:
        if sign in text:  # most texts hold few of them, and looking is cheap
            text = pattern.sub(instead, text)
    text = html.unescape(text)
    if code:
        text = _MARK.sub(lambda found: code[int(found[1])] if int(found[1]) < len(code) else "", text)
    return " ".join(text.split())


def _set_aside(code: str, kept: list[str]) -> str:
    kept.append(code)
    return f"\ue000{len(kept) - 1}\ue001"


def _without_html(text: str) -> str:
    text = _SILENT.sub(" ", _COMMENT.sub(" ", text))
    return _TAG.sub(" ", _AUTOLINK.sub(r"\1", text))


def _without_links(text: str) -> str:
    text = _MARKER.sub("", _DEFINITION.sub("", text))
    for _ in range(_NESTED_LINKS):  # a picture inside a link is a link inside a link
        text, replaced = _LINK.subn(r"\1", text)
        if not replaced:
            break
    return text
