"""Slack's text objects become HTML. Pure, and safe: every piece of text is escaped where it enters the HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from markupsafe import Markup, escape
from rich.emoji import Emoji, NoEmoji

from bot.console.block_kit_shapes import Shape, string

_FENCE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
_QUOTED = re.compile(r"(?:>|&gt;) ?")
_ENTITY = re.compile("&(amp|lt|gt);")
_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">"}
_EMOJI = re.compile(r":([a-z0-9_+-]+):")
_WEB = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)
_MARKERS = {"*": "strong", "_": "em", "~": "s"}


def _between(marker: str) -> str:
    """Text between two markers that stand at the edges of words. Code and links in it are taken whole."""
    inside = rf"(?>`[^`\n]+`|<[^<>\n]+>|[^{marker}\n])+?"
    return rf"(?<![\w{marker}])[{marker}](?!\s)(?P<{_MARKERS[marker]}>{inside})(?<!\s)[{marker}](?![\w{marker}])"


_MARKED = re.compile("|".join([r"`(?P<code>[^`\n]+)`", r"<(?P<angle>[^<>\n]+)>", *map(_between, _MARKERS)]))
_TAGS = {
    "code": Markup("<code>{}</code>"),
    "strong": Markup("<strong>{}</strong>"),
    "em": Markup("<em>{}</em>"),
    "s": Markup("<s>{}</s>"),
}
_PILL = Markup('<span class="bk-pill">{}</span>')


def text_html(text: Shape) -> Markup:
    """A text object as paragraphs, quotes and code. Line breaks are kept as they are; the style sheet shows them."""
    if string(text, "type") != "mrkdwn":
        return Markup("<p>{}</p>").format(line_html(text))
    pieces = _FENCE.split(string(text, "text"))
    return joined(
        Markup("<pre><code>{}</code></pre>").format(_unescaped(piece)) if number % 2 else _paragraphs(piece.strip("\n"))
        for number, piece in enumerate(pieces)
    )


def line_html(text: Shape) -> Markup:
    """A text object inside a line: a label, an option, a button."""
    words = string(text, "text")
    if string(text, "type") == "mrkdwn":
        return _inline(words)
    return escape(words if text.get("emoji") is False else with_emoji(words))


def link_html(url: str, words: str | Markup) -> Markup:
    """A link; the words alone where the address is none of http and https."""
    if not is_web(url):
        return escape(words)
    return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(url, words)


def is_web(url: str) -> bool:
    """Whether a browser may be sent there."""
    return bool(_WEB.match(url))


def pill_html(name: str) -> Markup:
    """A person, a channel or a group."""
    return _PILL.format(name)


def styled_html(words: Markup, tags: Iterable[str]) -> Markup:
    """The words inside each of the tags: `code`, `strong`, `em`, `s`."""
    for tag in tags:
        words = _TAGS[tag].format(words)
    return words


def with_emoji(words: str) -> str:
    """`:bulb:` as its character; a name that is not known stays as it is written."""
    return _EMOJI.sub(_emoji, words)


def joined(pieces: Iterable[Markup]) -> Markup:
    """One after the other."""
    return Markup("").join(pieces)


def _paragraphs(text: str) -> Markup:
    written = []
    for quoted, group in groupby(text.splitlines(), key=lambda line: bool(_QUOTED.match(line))):
        lines = [_inline(_QUOTED.sub("", line, count=1) if quoted else line) for line in group]
        frame = Markup("<blockquote>{}</blockquote>") if quoted else Markup("<p>{}</p>")
        written.append(frame.format(Markup("\n").join(lines)))
    return joined(written)


def _inline(text: str) -> Markup:
    written, at = [], 0
    for found in _MARKED.finditer(text):
        written += [_words(text[at : found.start()]), _marked(str(found.lastgroup), found[str(found.lastgroup)])]
        at = found.end()
    return joined([*written, _words(text[at:])])


def _words(text: str) -> Markup:
    return escape(with_emoji(_unescaped(text)))


def _marked(kind: str, inside: str) -> Markup:
    if kind == "angle":
        return _angle(inside)
    return styled_html(escape(_unescaped(inside)) if kind == "code" else _inline(inside), [kind])


def _angle(inside: str) -> Markup:
    """What Slack writes between angle brackets: a link, somebody, a channel, everybody, a date."""
    target, _, label = inside.partition("|")
    if target.startswith("!date^"):
        return _words(label)
    if target.startswith(("@", "#", "!")):
        mark = "#" if target.startswith("#") else "@"
        name = target[1:].partition("^")[2] or target[1:]
        return pill_html(mark + _unescaped(label or name).removeprefix(mark))
    return link_html(_unescaped(target), _words(label or target))


def _emoji(found: re.Match[str]) -> str:
    try:
        return str(Emoji(found[1], variant="emoji"))
    except NoEmoji:
        return found[0]


def _unescaped(text: str) -> str:
    """Slack's three entities as their characters; every other one is text."""
    return _ENTITY.sub(lambda found: _CHARACTERS[found[1]], text)
